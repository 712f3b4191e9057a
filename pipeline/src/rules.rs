//! What each measure's rule says of one person's timeline, at every snapshot at once.
//!
//! This is the only code that reads a timeline. It counts nobody: it fills a [`Reading`], and the
//! fold adds that up.

use measures::catalogue::ConditionKind;
use measures::definition::{Population, Rule, SEVERAL_CONDITIONS};

use crate::count::Detail;
use crate::definitions::Definitions;
use crate::timeline::Timeline;
use crate::timeline::calendar::{Calendar, SnapshotSet};

mod asked;
mod compile;
mod reading;

pub(crate) use asked::Asked;
pub(crate) use reading::Reading;

/// The rules of all measures, in an order in which each needs only earlier ones.
///
/// Columns are what is counted: one for each measure (people above its line), then everybody,
/// then people with several conditions, then one for each survey measure (people with an answer),
/// then one for each rate (events), and where figures are wanted another (events squared).
#[derive(Debug)]
pub(crate) struct Rules {
    /// What is counted for each measure.
    pub(crate) columns: Vec<MeasureColumns>,
    /// Empty where only counts are wanted.
    rates: Vec<RateColumns>,
    n_columns: usize,
    everybody: usize,
    several: usize,
    /// The column of those whose events and answers some rule asks for: everybody, or people with
    /// several conditions.
    recorded: usize,
    /// For each condition, its body system and kind.
    conditions: Vec<(usize, ConditionKind)>,
    n_body_systems: usize,
    /// The greatest number of conditions, and of body systems, that a rule asks for.
    most_conditions: usize,
    most_body_systems: usize,
    /// For each event type, the measures that look for it.
    event_uses: Vec<Vec<EventUse>>,
    /// For each question, the measures that look for it.
    answer_uses: Vec<Vec<AnswerUse>>,
    blocks: Vec<Block>,
}

/// Which columns hold a measure's counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MeasureColumns {
    pub(crate) numerator: usize,
    pub(crate) denominator: usize,
    pub(crate) people_with_event: usize,
    /// Whom the measure is about: the denominator too, but for those who were not asked.
    pub(crate) population: usize,
    /// For a rate, each person's events squared, where figures are wanted.
    pub(crate) squared_events: Option<usize>,
}

/// Which columns hold the events of a rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RateColumns {
    pub(crate) events: usize,
    pub(crate) squared_events: usize,
}

/// Measures about the same people, skipped together where the person is not one of them.
#[derive(Debug)]
struct Block {
    /// The column of the population.
    population: usize,
    /// Measures that ask for at least so many conditions, the fewest first: most people have few,
    /// so most of these are not asked.
    conditions_at_least: Vec<AtLeast>,
    /// The same of body systems.
    body_systems_at_least: Vec<AtLeast>,
    physical_and_mental: Vec<usize>,
    /// For each condition the measures that ask whether it is present.
    of_conditions: Vec<Vec<usize>>,
    /// What is asked of events, answers and other measures.
    steps: Vec<Step>,
}

#[derive(Debug)]
struct AtLeast {
    number: usize,
    measure: usize,
}

#[derive(Debug)]
struct Step {
    measure: usize,
    test: Test,
}

#[derive(Debug)]
enum Test {
    /// An event of the right type, which the events have already been asked for.
    Event,
    /// A good answer, likewise; people with any answer go to this column.
    Answer {
        answered: usize,
    },
    AllOf(Vec<usize>),
}

#[derive(Debug)]
struct EventUse {
    measure: usize,
    /// Months of the window; none when it ever happened.
    months: Option<u16>,
    /// The column of the number of events, for a rate.
    number: Option<usize>,
}

#[derive(Debug)]
struct AnswerUse {
    measure: usize,
    months: u16,
    /// The least answer that counts.
    response: u8,
}

impl Rules {
    /// The rules of all measures of a config, with columns for so much detail.
    pub(crate) fn new(definitions: &Definitions, detail: Detail) -> Self {
        compile::rules(definitions, detail)
    }

    /// The column of people with several conditions.
    pub(crate) fn several(&self) -> usize {
        self.several
    }

    /// The number of conditions that are configured.
    pub(crate) fn n_conditions(&self) -> usize {
        self.conditions.len()
    }

    /// The rates of events, and where the squares that their dispersion needs are counted.
    pub(crate) fn rates(&self) -> &[RateColumns] {
        &self.rates
    }

    /// The number of columns.
    pub(crate) fn n_columns(&self) -> usize {
        self.n_columns
    }

    /// Asks every rule about a person who is counted at some snapshots.
    pub(crate) fn read(
        &self,
        calendar: &Calendar,
        counted: SnapshotSet,
        timeline: Timeline,
        reading: &mut Reading,
    ) {
        reading.clear();
        reading.hold(self.everybody, counted);
        // Of most people nothing at all is recorded that a rule asks for.
        let is_recorded = !timeline.events.is_empty() || !timeline.answers.is_empty();
        if timeline.conditions.is_empty() && !(is_recorded && self.recorded == self.everybody) {
            return;
        }
        reading.clear_conditions();
        self.read_conditions(calendar, timeline, reading);
        let several = reading.conditions_at_least[SEVERAL_CONDITIONS as usize];
        reading.hold(self.several, counted & several);
        if !reading.set(self.recorded).is_empty() {
            reading.clear_records();
            self.read_events(calendar, timeline, reading);
            self.read_answers(calendar, timeline, reading);
        }
        for block in &self.blocks {
            let population = reading.set(block.population);
            if population.is_empty() {
                continue;
            }
            block.read_conditions(population, reading);
            for step in &block.steps {
                let holds = match &step.test {
                    Test::Event => reading.found[step.measure],
                    Test::Answer { answered } => {
                        reading.hold(*answered, population & reading.answered[step.measure]);
                        reading.found[step.measure]
                    }
                    Test::AllOf(members) => members
                        .iter()
                        .fold(population, |all, member| all & reading.set(*member)),
                };
                reading.hold(step.measure, population & holds);
            }
        }
        reading.keep_events_of_people_counted();
    }

    /// When each condition is present, and how many of them together.
    fn read_conditions(&self, calendar: &Calendar, timeline: Timeline, reading: &mut Reading) {
        for row in timeline.conditions {
            reading.add_condition(
                usize::from(row.condition),
                calendar.between(row.from, row.until),
            );
        }
        for place in 0..reading.conditions.len() {
            let condition = reading.conditions[place];
            let present = reading.present[condition];
            let (body_system, kind) = self.conditions[condition];
            one_more(&mut reading.conditions_at_least, place, present);
            reading.add_body_system(body_system, present);
            match kind {
                ConditionKind::Physical => reading.physical |= present,
                ConditionKind::Mental => reading.mental |= present,
            }
        }
        for place in 0..reading.body_systems.len() {
            let affected = reading.affected[reading.body_systems[place]];
            one_more(&mut reading.body_systems_at_least, place, affected);
        }
    }

    fn read_events(&self, calendar: &Calendar, timeline: Timeline, reading: &mut Reading) {
        for event in timeline.events {
            for wanted in &self.event_uses[usize::from(event.event_type)] {
                let seen = match wanted.months {
                    Some(months) => calendar.within(event.month, months),
                    None => calendar.from(event.month),
                };
                reading.found[wanted.measure] |= seen;
                if let Some(column) = wanted.number {
                    reading.add_event(column, wanted.measure, seen);
                }
            }
        }
    }

    /// Answers come in order, so at each snapshot whose window holds it a later one replaces
    /// what an earlier one said.
    fn read_answers(&self, calendar: &Calendar, timeline: Timeline, reading: &mut Reading) {
        for answer in timeline.answers {
            for wanted in &self.answer_uses[usize::from(answer.question)] {
                let seen = calendar.within(calendar.month(answer.day), wanted.months);
                let good = &mut reading.found[wanted.measure];
                *good = if answer.response >= wanted.response {
                    *good | seen
                } else {
                    *good & !seen
                };
                reading.answered[wanted.measure] |= seen;
            }
        }
    }
}

impl Block {
    /// What is asked of conditions, of a person who is one of the population at some snapshots.
    fn read_conditions(&self, population: SnapshotSet, reading: &mut Reading) {
        for AtLeast { number, measure } in &self.conditions_at_least {
            if *number > reading.conditions.len() {
                break;
            }
            reading.hold(*measure, population & reading.conditions_at_least[*number]);
        }
        for AtLeast { number, measure } in &self.body_systems_at_least {
            if *number > reading.body_systems.len() {
                break;
            }
            let affected = reading.body_systems_at_least[*number];
            reading.hold(*measure, population & affected);
        }
        let both = population & reading.physical & reading.mental;
        for measure in &self.physical_and_mental {
            reading.hold(*measure, both);
        }
        for place in 0..reading.conditions.len() {
            let condition = reading.conditions[place];
            let holds = population & reading.present[condition];
            for measure in &self.of_conditions[condition] {
                reading.hold(*measure, holds);
            }
        }
    }
}

/// Counts one more of something that is there at some snapshots, after so many others:
/// `at_least[k]` holds the snapshots at which there are k or more, and `at_least[0]` all.
fn one_more(at_least: &mut [SnapshotSet], others: usize, there: SnapshotSet) {
    for number in (1..at_least.len().min(others + 2)).rev() {
        at_least[number] |= at_least[number - 1] & there;
    }
}
