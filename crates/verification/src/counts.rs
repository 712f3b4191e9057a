//! What is counted, each thing once however many measures publish it.
//!
//! The people of one population are below the line of many measures, and adults with several
//! conditions are above the line of one. All of them must say the same: where they do not, one
//! gives away what another keeps back, or somebody changed one of them.

use aggregates::estimate::Estimate;
use aggregates::schema::Table;
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Measure, Population, Rule, SEVERAL_CONDITIONS};
use measures::published::Published;

use super::names::Names;
use super::report::{Check, Report};

/// Who or what is counted at every place.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Counted {
    /// The people of a population.
    People(Population),
    /// Those of some people who answered a question within so many months.
    Answers(Box<Counted>, String, u32),
    /// What a rule puts above the line, of some people.
    Above(Box<Counted>, Rule),
}

/// What is counted, by its place in [`Shared::counted`].
pub(super) type CountedIndex = usize;

/// A count without a measure: what, when and where.
type Key = (CountedIndex, usize, Place);

/// Which of a row's two counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Numerator,
    Denominator,
}

impl Role {
    fn word(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
        }
    }
}

/// Every published count by what it counts.
#[derive(Debug)]
pub(super) struct Shared {
    counted: Vec<Counted>,
    numerators: Vec<CountedIndex>,
    denominators: Vec<CountedIndex>,
    counts: Vec<(Key, Published<u32>)>,
}

impl Shared {
    /// Puts counts of the same together, and tells of those that differ from what most say.
    pub(super) fn of(names: &Names<'_>, estimates: &[Estimate], report: &mut Report) -> Self {
        let catalogue = names.catalogue;
        let mut shared = Self {
            counted: Vec::new(),
            numerators: Vec::new(),
            denominators: Vec::new(),
            counts: Vec::new(),
        };
        for measure in &catalogue.measures {
            let numerator = shared.index(above(catalogue, measure, 0));
            let denominator = shared.index(below(catalogue, measure));
            shared.numerators.push(numerator);
            shared.denominators.push(denominator);
        }
        let mut cells: Vec<(Key, Role, &Estimate)> = Vec::with_capacity(2 * estimates.len());
        for row in estimates {
            let key = |counted| (counted, row.period, row.place);
            let numerator = key(shared.numerators[row.measure]);
            let denominator = key(shared.denominators[row.measure]);
            cells.push((numerator, Role::Numerator, row));
            cells.push((denominator, Role::Denominator, row));
        }
        // Stable, so that the same folder makes the same report.
        cells.sort_by_key(|(key, ..)| *key);
        for same in cells.chunk_by(|one, next| one.0 == next.0) {
            shared.add(names, same, report);
        }
        report.checked(
            shared.counts.len() as u64,
            "different things counted, each the same in every measure",
        );
        shared
    }

    fn index(&mut self, counted: Counted) -> CountedIndex {
        let known = self.counted.iter().position(|known| *known == counted);
        known.unwrap_or_else(|| {
            self.counted.push(counted);
            self.counted.len() - 1
        })
    }

    fn add(&mut self, names: &Names<'_>, same: &[(Key, Role, &Estimate)], report: &mut Report) {
        let count = |(_, role, row): &(Key, Role, &Estimate)| match role {
            Role::Numerator => row.numerator,
            Role::Denominator => row.denominator,
        };
        let says = |what: Published<u32>| same.iter().filter(|cell| count(cell) == what).count();
        // Among equals the first, because of `rev`.
        let most = same.iter().rev().max_by_key(|cell| says(count(cell)));
        let Some(most) = most.map(count) else {
            return;
        };
        self.counts.push((same[0].0, most));
        for cell in same.iter().filter(|cell| count(cell) != most) {
            report.differs(Check::SameCount, || {
                format!(
                    "{}: {}: the {} is {}, elsewhere the same is {}",
                    Table::Estimates.file_name(),
                    names.row(cell.2.position()),
                    cell.1.word(),
                    words(count(cell)),
                    words(most)
                )
            });
        }
    }

    /// Everything that is counted.
    pub(super) fn every(&self) -> std::ops::Range<CountedIndex> {
        0..self.counted.len()
    }

    /// What is counted.
    pub(super) fn what(&self, counted: CountedIndex) -> &Counted {
        &self.counted[counted]
    }

    /// Every count by what, when and where.
    pub(super) fn counts(&self) -> &[(Key, Published<u32>)] {
        &self.counts
    }

    /// What is published of something at a period and place; `None` where nothing is.
    pub(super) fn count(
        &self,
        counted: CountedIndex,
        period: usize,
        place: Place,
    ) -> Option<Published<u32>> {
        let key = (counted, period, place);
        let found = self.counts.binary_search_by_key(&key, |(key, _)| *key);
        found.ok().map(|at| self.counts[at].1)
    }

    /// The people of a population.
    pub(super) fn people(&self, population: Population) -> Option<CountedIndex> {
        self.find(&Counted::People(population))
    }

    /// Those among whom something is counted, where they are counted too; `None` for everybody.
    pub(super) fn among(&self, counted: CountedIndex) -> Option<CountedIndex> {
        match &self.counted[counted] {
            Counted::People(Population::AdultsWith3OrMore) => self.people(Population::Adults),
            Counted::People(_) => None,
            Counted::Answers(among, ..) | Counted::Above(among, _) => self.find(among),
        }
    }

    /// Whether this is everybody who is counted at all.
    pub(super) fn is_everybody(&self, counted: CountedIndex) -> bool {
        self.counted[counted] == Counted::People(Population::Adults)
    }

    /// What a difference calls it, by the first measure that publishes it.
    pub(super) fn name(&self, catalogue: &Catalogue, counted: CountedIndex) -> String {
        let of = |indices: &[CountedIndex]| indices.iter().position(|one| *one == counted);
        let (role, measure) = match (of(&self.numerators), of(&self.denominators)) {
            (Some(measure), _) => (Role::Numerator, measure),
            (None, measure) => (Role::Denominator, measure.unwrap_or_default()),
        };
        let key = &catalogue.measures[measure].key;
        format!("{} of {key}", role.word())
    }

    fn find(&self, counted: &Counted) -> Option<CountedIndex> {
        self.counted.iter().position(|known| known == counted)
    }
}

/// A count or its status.
pub(super) fn words(count: Published<u32>) -> String {
    let status = count.status().to_owned();
    count.shown().map_or(status, |count| count.to_string())
}

/// Who or what is above a measure's line.
///
/// `depth` is how many measures led here: more than there are means that they go in a circle.
fn above(catalogue: &Catalogue, measure: &Measure, depth: usize) -> Counted {
    match (&measure.population, &measure.rule) {
        (Population::Adults, Rule::ConditionsAtLeast(SEVERAL_CONDITIONS)) => {
            Counted::People(Population::AdultsWith3OrMore)
        }
        (population, rule) => {
            let among = people(catalogue, population, depth);
            Counted::Above(Box::new(among), rule.clone())
        }
    }
}

/// Who is below a measure's line.
fn below(catalogue: &Catalogue, measure: &Measure) -> Counted {
    let asked = people(catalogue, &measure.population, 0);
    match &measure.rule {
        Rule::SurveyAtLeast(answer) => {
            Counted::Answers(Box::new(asked), answer.question.clone(), answer.months)
        }
        _ => asked,
    }
}

fn people(catalogue: &Catalogue, population: &Population, depth: usize) -> Counted {
    let named = match population {
        Population::Adults | Population::AdultsWith3OrMore => None,
        Population::Measure(key) => catalogue.measure(key),
    };
    match named {
        Some(measure) if depth <= catalogue.measures.len() => above(catalogue, measure, depth + 1),
        _ => Counted::People(population.clone()),
    }
}
