//! When things happened: what is dated, by month as a small bar chart, and leaps from one quarter
//! to the next that care itself does not make.
//!
//! Only rows that some measure uses are looked at.

use chrono::{Datelike as _, NaiveDate};
use wording::number::thousands;

use crate::extract::Loaded;
use crate::tables::{NEVER, Tables};

use super::report::Align::{Left, Right};
use super::report::{Section, Table};

/// How many months are drawn: enough to see whether the seasons repeat.
const MONTHS: usize = 24;
/// Bars from least to most; none at all is a dot.
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// How many leaps are listed.
const LEAPS_SHOWN: usize = 10;

/// Everything dated.
#[derive(Debug)]
pub(super) struct Dates {
    first_month: NaiveDate,
    kinds: Vec<Kind>,
    /// The last day of each quarter, earliest first.
    quarters: Vec<NaiveDate>,
}

/// One kind of dated thing.
#[derive(Debug)]
struct Kind {
    name: String,
    months: Vec<u64>,
    /// How often in each snapshot's quarter.
    quarters: Vec<u64>,
}

/// A leap between two quarters.
#[derive(Debug, PartialEq, Eq)]
struct Leap<'a> {
    name: &'a str,
    quarter: usize,
    before: u64,
    after: u64,
}

impl Dates {
    pub(super) fn of(loaded: &Loaded, tables: &Tables) -> Self {
        let definitions = &loaded.definitions;
        let last = loaded.as_of;
        let mut dates = Self {
            first_month: months_before(last, MONTHS - 1),
            kinds: Vec::new(),
            quarters: loaded
                .periods
                .iter()
                .map(|period| period.last_day())
                .collect(),
        };
        let people = &tables.people;
        let known = |day: &i32| *day != NEVER;
        dates.add("registrations", people.registered_from.iter().copied());
        dates.add(
            "departures",
            people.registered_to.iter().copied().filter(known),
        );
        dates.add("deaths", people.died.iter().copied().filter(known));
        dates.add("diagnoses", tables.conditions.iter().map(|fact| fact.from));
        for (place, name) in (0_u16..).zip(definitions.event_types()) {
            let events = tables.events.iter();
            let days = events
                .filter(|fact| fact.event_type == place)
                .map(|fact| fact.day);
            dates.add(name, days);
        }
        for (place, name) in (0_u16..).zip(definitions.questions()) {
            let answers = tables.answers.iter();
            let days = answers
                .filter(|fact| fact.question == place)
                .map(|fact| fact.day);
            dates.add(name, days);
        }
        dates
    }

    fn add(&mut self, name: &str, days: impl Iterator<Item = i32>) {
        let mut kind = Kind {
            name: name.to_owned(),
            months: vec![0; MONTHS],
            quarters: vec![0; self.quarters.len()],
        };
        let starts: Vec<i32> = (0..=MONTHS)
            .map(|month| months_after(self.first_month, month).to_epoch_days())
            .collect();
        let ends: Vec<i32> = self.quarters.iter().map(NaiveDate::to_epoch_days).collect();
        let before_first = self
            .quarters
            .first()
            .map(|first| months_before(*first, 2).to_epoch_days());
        for day in days {
            let month = starts.partition_point(|start| *start <= day);
            if (1..=MONTHS).contains(&month) {
                kind.months[month - 1] += 1;
            }
            let quarter = ends.partition_point(|end| *end < day);
            if quarter < ends.len() && before_first.is_some_and(|first| day >= first) {
                kind.quarters[quarter] += 1;
            }
        }
        self.kinds.push(kind);
    }

    /// A row of bars for everything that happened in these months.
    pub(super) fn section(&self) -> Option<Section> {
        let happened = self
            .kinds
            .iter()
            .filter(|kind| kind.months.iter().any(|rows| *rows > 0));
        let rows: Vec<Vec<String>> = happened
            .map(|kind| {
                let (fewest, most) = (kind.months.iter().min(), kind.months.iter().max());
                vec![
                    kind.name.clone(),
                    bars(&kind.months),
                    thousands(*fewest.unwrap_or(&0)),
                    thousands(*most.unwrap_or(&0)),
                ]
            })
            .collect();
        (!rows.is_empty()).then(|| Section {
            heading: "Dates by month",
            lead: format!(
                "One bar for each of {MONTHS} months from {}; a dot where there is nothing.",
                self.first_month.format("%Y-%m")
            ),
            table: Some(Table {
                head: vec![
                    ("", Left),
                    ("by month", Left),
                    ("fewest", Right),
                    ("most", Right),
                ],
                rows,
            }),
        })
    }

    /// The greatest leaps, in sentences.
    pub(super) fn leaps(&self) -> Vec<String> {
        let mut leaps: Vec<Leap> = self.kinds.iter().flat_map(Kind::leaps).collect();
        leaps.sort_by_key(|leap| {
            (
                std::cmp::Reverse(leap.before.abs_diff(leap.after)),
                leap.name,
            )
        });
        let shown = leaps.iter().take(LEAPS_SHOWN).map(|leap| {
            format!(
                "{} went from {} to {} in the quarter that ends on {}: was something recorded \
                 differently, or not sent?",
                leap.name,
                thousands(leap.before),
                thousands(leap.after),
                self.quarters[leap.quarter]
            )
        });
        shown.collect()
    }
}

impl Kind {
    /// Quarters that have half as many again as the one before, or less than two thirds of it,
    /// by more than five times what chance does to independent events.
    fn leaps(&self) -> Vec<Leap<'_>> {
        let pairs = self.quarters.windows(2).enumerate();
        let is_leap = |pair: &[u64]| {
            let (fewer, more) = (pair[0].min(pair[1]), pair[0].max(pair[1]));
            // The variance of the difference of two Poisson counts is their sum.
            2 * more > 3 * fewer && (more - fewer).pow(2) > 25 * (more + fewer)
        };
        pairs
            .filter(|(_, pair)| is_leap(pair))
            .map(|(quarter, pair)| Leap {
                name: &self.name,
                quarter: quarter + 1,
                before: pair[0],
                after: pair[1],
            })
            .collect()
    }
}

/// Numbers as bars, the greatest as the highest.
fn bars(numbers: &[u64]) -> String {
    let most = numbers.iter().max().copied().unwrap_or_default().max(1);
    let highest = BARS.len() as u64;
    numbers
        .iter()
        .map(|number| match (number * highest).div_ceil(most) {
            0 => '·',
            height => BARS[usize::try_from(height - 1).unwrap_or_default()],
        })
        .collect()
}

/// The first day of the month so many months before that of a day.
fn months_before(day: NaiveDate, months: usize) -> NaiveDate {
    let months = u32::try_from(months).unwrap_or_default();
    let first = day.with_day(1).unwrap_or(day);
    first
        .checked_sub_months(chrono::Months::new(months))
        .unwrap_or(first)
}

fn months_after(first: NaiveDate, months: usize) -> NaiveDate {
    let months = u32::try_from(months).unwrap_or_default();
    first
        .checked_add_months(chrono::Months::new(months))
        .unwrap_or(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_high_as_their_numbers() {
        assert_eq!(bars(&[0, 1, 4, 8]), "·▁▄█");
        assert_eq!(bars(&[0, 1, 1000]), "·▁█");
        assert_eq!(bars(&[0, 0]), "··");
    }

    #[track_caller]
    fn check(quarters: &[u64], expected: &[usize]) {
        let kind = Kind {
            name: String::new(),
            months: Vec::new(),
            quarters: quarters.to_vec(),
        };
        let found: Vec<usize> = kind.leaps().iter().map(|leap| leap.quarter).collect();
        assert_eq!(found, expected, "{quarters:?}");
    }

    #[test]
    fn only_what_neither_chance_nor_growth_explains_is_a_leap() {
        check(&[100, 120, 110, 130], &[]);
        check(&[1000, 1000, 300, 1000], &[2, 3]);
        check(&[0, 500], &[1]);
        // Half as many again, but few; many, but not half as many again.
        check(&[4, 8], &[]);
        check(&[10_000, 12_000], &[]);
    }
}
