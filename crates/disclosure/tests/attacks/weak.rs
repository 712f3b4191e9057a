//! Protection as it is often done, and is not enough: what the attack of these tests must see
//! through.

use std::collections::{BTreeMap, BTreeSet};

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Measure, Population, Rule, Scale};
use measures::published::Published;

use crate::reader::Rows;
use crate::rules::{SEVERAL, denominator, numerator, sums};

/// What is counted, by name, at a counted place.
pub(crate) type Count = (String, usize);

/// A snapshot with marks that anybody may set.
#[derive(Clone)]
pub(crate) struct Marked<'a> {
    catalogue: &'a Catalogue,
    policy: &'a Policy,
    places: Vec<Place>,
    values: BTreeMap<Count, u32>,
    pub(crate) withheld: BTreeSet<Count>,
}

impl<'a> Marked<'a> {
    /// Counts withheld for their own size, or because few people are left out, and no others.
    pub(crate) fn by_own_size(
        catalogue: &'a Catalogue,
        policy: &'a Policy,
        exact: &Exact,
        period: usize,
    ) -> Self {
        let mut marked = Self {
            catalogue,
            policy,
            places: catalogue.counted_places(),
            values: BTreeMap::new(),
            withheld: BTreeSet::new(),
        };
        let mut measures: Vec<(usize, &Measure)> = catalogue.measures.iter().enumerate().collect();
        // Wholes before their parts, so that a 0 can ask about its group.
        measures.sort_by_key(|(_, measure)| match measure.population {
            Population::Adults => (0, numerator(measure) != SEVERAL),
            Population::AdultsWith3OrMore => (1, true),
            Population::Measure(_) => (2, true),
        });
        for (index, measure) in measures {
            let published = catalogue.published_places(measure);
            for (place, cell) in exact.cells(index, period).iter().enumerate() {
                // Where geography has nobody there is nothing to hide.
                if catalogue.is_impossible(marked.places[place], period) {
                    continue;
                }
                if published.contains(&marked.places[place]) {
                    let [x, n, people] = [cell.numerator, cell.denominator, cell.people_with_event]
                        .map(|count| u32::try_from(count).unwrap());
                    marked.mark(measure, place, [x, n, people]);
                }
            }
        }
        marked
    }

    fn mark(&mut self, measure: &Measure, place: usize, [x, n, people]: [u32; 3]) {
        let few = |count: u32| (1..self.policy.threshold()).contains(&count);
        let (above, below) = ((numerator(measure), place), (denominator(measure), place));
        let within = match (&measure.population, &measure.rule) {
            (Population::AdultsWith3OrMore, Rule::SurveyAtLeast(_)) => Some(SEVERAL),
            (Population::AdultsWith3OrMore, _) => Some("adults"),
            _ => None,
        };
        if !self.values.contains_key(&below) {
            let group = within.map(|group| (group.to_owned(), place));
            let stands = n > 0 || group.is_some_and(|group| self.zero_stands(&group));
            if few(n) || !stands {
                self.withheld.insert(below.clone());
            }
            self.values.insert(below.clone(), n);
        }
        let share = measure.scale() == Scale::Proportion;
        let few_left_out = share && self.policy.withholds_complements() && few(n - x);
        let few_with_event = !share && few(people);
        let stands = x > 0 || self.zero_stands(&below);
        if few(x) || few_left_out || few_with_event || !stands {
            self.withheld.insert(above.clone());
        }
        self.values.insert(above, x);
    }

    fn zero_stands(&self, group: &Count) -> bool {
        let large = self
            .values
            .get(group)
            .is_some_and(|n| *n >= self.policy.threshold());
        self.policy.shows_zero() && large && !self.withheld.contains(group)
    }

    /// Withholds the smallest shown count beside every lone withheld one, line by line.
    pub(crate) fn two_in_each_line(mut self) -> Self {
        let sums = sums(self.catalogue);
        let subjects: BTreeSet<String> = self.values.keys().map(|(name, _)| name.clone()).collect();
        loop {
            let before = self.withheld.len();
            for subject in &subjects {
                for (total, parts) in &sums {
                    let line = parts
                        .iter()
                        .chain([total])
                        .map(|place| (subject.clone(), *place));
                    let line: Vec<Count> = line
                        .filter(|count| self.values.contains_key(count))
                        .collect();
                    let hidden = line
                        .iter()
                        .filter(|count| self.withheld.contains(count))
                        .count();
                    let shown = line.iter().filter(|count| !self.withheld.contains(count));
                    let smallest = shown
                        .min_by_key(|count| (self.values[count], count.1))
                        .cloned();
                    if let (1, Some(smallest)) = (hidden, smallest) {
                        self.withheld.insert(smallest);
                    }
                }
            }
            if self.withheld.len() == before {
                return self;
            }
        }
    }

    /// What is not withheld.
    pub(crate) fn shown(&self) -> Vec<Count> {
        let shown = self
            .values
            .keys()
            .filter(|count| !self.withheld.contains(count));
        shown.cloned().collect()
    }

    /// What a reader sees.
    pub(crate) fn rows(&self) -> Rows {
        let mut rows = Rows::new();
        for (index, measure) in self.catalogue.measures.iter().enumerate() {
            let published = self.catalogue.published_places(measure);
            for (place, at) in self.places.iter().enumerate() {
                if published.contains(at) {
                    let one = |name: String| {
                        let count = (name, place);
                        if !self.values.contains_key(&count) {
                            return Published::NoPeople;
                        }
                        let shown = self
                            .policy
                            .publish(self.values[&count])
                            .map(Published::Shown);
                        let hidden = self.withheld.contains(&count);
                        shown.filter(|_| !hidden).unwrap_or(Published::Withheld)
                    };
                    let counts = [one(numerator(measure)), one(denominator(measure))];
                    rows.insert((index, *at), counts);
                }
            }
        }
        rows
    }
}
