//! Which facts some rule can see at some snapshot: no others need be kept.
//!
//! It knows how far back rules look and nothing of what they make of what is there.

use std::ops::Range;

use super::Rules;
use crate::timeline::calendar::{Calendar, Month};
use crate::timeline::{DatedAnswer, DatedCondition, DatedEvent};

/// What is asked at a whole series of snapshots.
#[derive(Debug)]
pub(crate) struct Asked {
    /// The months that end at or before the last snapshot.
    past: Range<Month>,
    /// The month that ends at the first snapshot.
    first: Month,
    /// For each event type, the months that some window reaches.
    events: Vec<Range<Month>>,
    /// The same for each question, with the calendar's own months for its days.
    answers: Vec<Range<Month>>,
    /// Whether events and answers are asked for only of people with several conditions.
    pub(crate) is_only_of_several: bool,
}

impl Asked {
    /// What rules ask at the snapshots of a series, given any of its calendars.
    pub(crate) fn of(rules: &Rules, calendar: &Calendar) -> Self {
        let events = rules.event_uses.iter();
        let answers = rules.answer_uses.iter();
        Self {
            past: calendar.seen(None),
            first: calendar.seen(Some(1)).start,
            events: events
                .map(|uses| calendar.seen(longest(uses.iter().map(|one| one.months))))
                .collect(),
            answers: answers
                .map(|uses| calendar.seen(longest(uses.iter().map(|one| Some(one.months)))))
                .collect(),
            is_only_of_several: rules.recorded == rules.several,
        }
    }

    /// Whether a condition is there at some snapshot, for all that its dates say.
    #[inline]
    pub(crate) fn condition(&self, condition: DatedCondition) -> bool {
        self.past.contains(&condition.from)
            && condition.until > self.first
            && condition.until > condition.from
    }

    /// Whether some window reaches an event.
    #[inline]
    pub(crate) fn event(&self, event: DatedEvent) -> bool {
        self.events[usize::from(event.event_type)].contains(&event.month)
    }

    /// Whether some window reaches an answer of a month.
    #[inline]
    pub(crate) fn answer(&self, answer: DatedAnswer, month: Month) -> bool {
        self.answers[usize::from(answer.question)].contains(&month)
    }
}

/// The longest of some windows, in months; none if one has no start.
fn longest(mut windows: impl Iterator<Item = Option<u16>>) -> Option<u16> {
    windows.try_fold(0, |longest, months| Some(longest.max(months?)))
}

#[cfg(test)]
mod tests {
    use measures::period::days_since_epoch;

    use super::*;
    use crate::count::Detail;
    use crate::definitions::Definitions;

    /// Whatever is not asked for, no snapshot sees: held against the calendar, day by day.
    #[test]
    fn what_no_window_reaches_is_not_asked_for() {
        let definitions = Definitions::embedded().unwrap();
        let rules = Rules::new(&definitions, Detail::Counts);
        let last: measures::period::Quarter = "2026-09-30".parse().unwrap();
        let [calendar] = Calendar::series(&last.series(6)).try_into().unwrap();
        let asked = Asked::of(&rules, &calendar);
        assert!(asked.is_only_of_several);
        let last = days_since_epoch(last.last_day());
        for day in (last - 2500..last + 200).step_by(5) {
            let month = calendar.month(day);
            for (event_type, uses) in (0..).zip(&rules.event_uses) {
                let seen = uses.iter().any(|one| match one.months {
                    Some(months) => !calendar.within(month, months).is_empty(),
                    None => !calendar.from(month).is_empty(),
                });
                assert_eq!(asked.event(DatedEvent { event_type, month }), seen);
            }
            for (question, uses) in (0..).zip(&rules.answer_uses) {
                let mut uses = uses.iter();
                let seen = uses.any(|one| !calendar.within(month, one.months).is_empty());
                let answer = DatedAnswer {
                    day,
                    response: 1,
                    question,
                };
                assert_eq!(asked.answer(answer, month), seen);
            }
            for days in [0, 20, 100, 1000] {
                let until = calendar.month(day + days);
                let condition = DatedCondition {
                    condition: 0,
                    from: month,
                    until,
                };
                let seen = !calendar.between(month, until).is_empty();
                // What starts and ends between two snapshots is asked for and not seen.
                assert!(asked.condition(condition) || !seen);
            }
        }
    }
}
