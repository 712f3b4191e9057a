//! What a reader knows of one snapshot who has every published row, the catalogue and the policy.
//!
//! Written from the rules of counting, by hand and apart from the crate: a relation that the crate
//! overlooks is found here. Exact counts serve to start a search, and to say which of the lone
//! withheld counts a reader would rightly take for small.

use std::collections::BTreeMap;

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protected::Protected;
use measures::catalogue::{Catalogue, Place};
use measures::definition::{Measure, Population, Rule, Scale};
use measures::published::Published;

use crate::rules::{
    SETS, SEVERAL, denominator, numerator, orders, sums, with_event, without, without_named,
};
use crate::tables::{ANY, Limit, Tables, Variable};

/// Published counts of one snapshot, by what is counted and where.
pub(crate) type Rows = BTreeMap<(usize, Place), [Published<u32>; 2]>;

/// Numerator and denominator of every published row of a snapshot.
pub(crate) fn rows_of(protected: &Protected, period: usize) -> Rows {
    let rows = protected.rows().iter();
    rows.filter(|row| row.period() == period)
        .map(|row| {
            let counts = [row.numerator(), row.denominator()];
            ((row.measure(), row.place()), counts)
        })
        .collect()
}

/// A withheld count that must stay open.
#[derive(Debug, Clone)]
pub(crate) struct Withheld {
    pub(crate) variable: Variable,
    pub(crate) name: String,
}

/// A snapshot as a reader sees it.
pub(crate) struct Reader<'a> {
    pub(crate) tables: Tables,
    /// The exact counts: they fit, or what is published is wrong.
    pub(crate) truth: Vec<i32>,
    pub(crate) withheld: Vec<Withheld>,
    /// For each count of a part of some people, the count of those people.
    pub(crate) groups: BTreeMap<Variable, Variable>,
    /// For each variable, what is counted and where.
    pub(crate) stands_for: Vec<(usize, usize)>,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) policy: &'a Policy,
    places: Vec<Place>,
    sums: Vec<(usize, Vec<usize>)>,
    subjects: Vec<String>,
    status: BTreeMap<Variable, Published<u32>>,
}

/// No count of a town is larger; stands in for "no bound".
pub(crate) const LARGEST: i32 = 100_000;

impl<'a> Reader<'a> {
    pub(crate) fn new(
        catalogue: &'a Catalogue,
        policy: &'a Policy,
        rows: &Rows,
        exact: &Exact,
        period: usize,
    ) -> Self {
        let mut reader = Self {
            tables: Tables::default(),
            truth: Vec::new(),
            withheld: Vec::new(),
            groups: BTreeMap::new(),
            stands_for: Vec::new(),
            catalogue,
            policy,
            places: catalogue.counted_places(),
            sums: sums(catalogue),
            subjects: Vec::new(),
            status: BTreeMap::new(),
        };
        for (index, measure) in catalogue.measures.iter().enumerate() {
            let cells = exact.cells(index, period);
            let [above, below] = [numerator(measure), denominator(measure)];
            reader.subject(&below, |place| cells[place].denominator);
            reader.subject(&above, |place| cells[place].numerator);
            if matches!(measure.rule, Rule::EventRate(_)) {
                let people = |place: usize| cells[place].people_with_event;
                reader.subject(&with_event(measure), people);
            } else if policy.withholds_complements() {
                let rest = |place: usize| cells[place].denominator - cells[place].numerator;
                reader.subject(&without(measure), rest);
            }
            reader.read(rows, index, [&above, &below]);
        }
        reader.relate();
        reader.know_the_rule();
        reader.tables.narrow();
        reader.list_withheld();
        reader
    }

    /// A count of a set of conditions at a place, which must stay open where it is not listed.
    pub(crate) fn set(
        &mut self,
        place: usize,
        range: (i32, i32),
        listed: bool,
        truth: i32,
    ) -> Variable {
        let subject = self.find(SETS).unwrap_or_else(|| {
            self.subjects.push(SETS.to_owned());
            self.subjects.len() - 1
        });
        let variable = self.tables.variable(range.0, range.1);
        self.truth.push(truth);
        self.stands_for.push((subject, place));
        if let Some(several) = self.find(SEVERAL) {
            self.groups.insert(variable, self.at(several, place));
        }
        if !listed {
            let name = format!("a set of conditions {:?}", self.places[place]);
            self.withheld.push(Withheld { variable, name });
        }
        variable
    }

    /// The number of a subject that is counted, if it is.
    pub(crate) fn find(&self, subject: &str) -> Option<usize> {
        self.subjects.iter().position(|one| one == subject)
    }

    pub(crate) fn at(&self, subject: usize, place: usize) -> Variable {
        subject * self.places.len() + place
    }

    pub(crate) fn subject_name(&self, subject: usize) -> &str {
        &self.subjects[subject]
    }

    pub(crate) fn n_subjects(&self) -> usize {
        self.subjects.len()
    }

    pub(crate) fn place(&self, place: usize) -> Place {
        self.places[place]
    }

    pub(crate) fn n_places(&self) -> usize {
        self.places.len()
    }

    fn subject(&mut self, name: &str, value: impl Fn(usize) -> u64) -> usize {
        if let Some(known) = self.find(name) {
            return known;
        }
        let subject = self.subjects.len();
        self.subjects.push(name.to_owned());
        for place in 0..self.places.len() {
            let variable = self.tables.variable(0, LARGEST);
            assert_eq!(variable, self.at(subject, place));
            self.truth.push(i32::try_from(value(place)).unwrap());
            self.stands_for.push((subject, place));
        }
        subject
    }

    /// Of several rows that publish one count, the one that says most is believed.
    fn read(&mut self, rows: &Rows, measure: usize, names: [&str; 2]) {
        let subjects = names.map(|name| self.find(name).unwrap());
        for place in 0..self.places.len() {
            let Some(published) = rows.get(&(measure, self.places[place])) else {
                continue;
            };
            for (subject, published) in subjects.into_iter().zip(published) {
                let variable = self.at(subject, place);
                let before = self.status.get(&variable).copied();
                if before.is_none_or(|before| before == Published::Withheld) {
                    self.status.insert(variable, *published);
                }
                let known = match *published {
                    Published::Shown(shown) => could_be(self.policy, shown),
                    Published::NoPeople => (0, 0),
                    Published::Withheld | Published::NotCalculable => continue,
                };
                let range = &mut self.tables.ranges[variable];
                *range = (range.0.max(known.0), range.1.min(known.1));
            }
        }
    }

    fn relate(&mut self) {
        for subject in 0..self.n_subjects() {
            for (total, parts) in &self.sums {
                let parts: Vec<Variable> = parts.iter().map(|one| self.at(subject, *one)).collect();
                let total = self.at(subject, *total);
                self.tables.sum(parts, total);
            }
        }
        for (smaller, larger) in orders(self.catalogue) {
            if let (Some(smaller), Some(larger)) = (self.find(&smaller), self.find(&larger)) {
                for place in 0..self.places.len() {
                    let (smaller, larger) = (self.at(smaller, place), self.at(larger, place));
                    self.tables.at_most(smaller, larger);
                }
            }
        }
        let catalogue = self.catalogue;
        for measure in &catalogue.measures {
            match &measure.rule {
                Rule::AllOf(keys) => self.relate_all_of(measure, keys),
                Rule::EventRate(_) => self.relate_events(measure),
                _ => {}
            }
            if let Some(rest) = self.find(&without(measure)) {
                let [above, below] = [numerator(measure), denominator(measure)];
                let [above, below] = [above, below].map(|one| self.find(&one).unwrap());
                for place in 0..self.places.len() {
                    let [above, rest, below] = [above, rest, below].map(|one| self.at(one, place));
                    self.tables.sum([above, rest], below);
                }
            }
        }
        self.relate_numbers_of_conditions();
    }

    // At least the sum of the members, less everybody for each but one.
    fn relate_all_of(&mut self, measure: &Measure, keys: &[String]) {
        let member = |key: &String| numerator(self.catalogue.measure(key).unwrap());
        let mut terms: Vec<(usize, i32)> = keys
            .iter()
            .map(|key| (self.find(&member(key)).unwrap(), 1))
            .collect();
        let fewer = i32::try_from(keys.len()).unwrap() - 1;
        terms.push((self.find(&denominator(measure)).unwrap(), -fewer));
        terms.push((self.find(&numerator(measure)).unwrap(), -1));
        self.relate_everywhere(&terms);
    }

    // Somebody has every event, and everybody with one has one.
    fn relate_events(&mut self, measure: &Measure) {
        let events = self.find(&numerator(measure)).unwrap();
        let people = self.find(&with_event(measure)).unwrap();
        for place in 0..self.places.len() {
            let (events, people) = (self.at(events, place), self.at(people, place));
            self.tables.at_most(people, events);
            self.tables
                .either(vec![Limit::AtMost(events, 0), Limit::AtLeast(people, 1)]);
        }
    }

    // Somebody with n conditions is in n counts of a condition, and in the counts of people with
    // at least k conditions for every k up to n.
    fn relate_numbers_of_conditions(&mut self) {
        let catalogue = self.catalogue;
        let of_adults = |measure: &&Measure| measure.population == Population::Adults;
        let mut steps: BTreeMap<i32, usize> = BTreeMap::new();
        for measure in catalogue.measures.iter().filter(of_adults) {
            if let Rule::ConditionsAtLeast(least) = measure.rule {
                let subject = self.find(&numerator(measure)).unwrap();
                steps.insert(i32::try_from(least).unwrap(), subject);
            }
        }
        if let Some(several) = self.find(SEVERAL) {
            steps.insert(3, several);
        }
        let named: Option<Vec<usize>> = catalogue
            .conditions
            .iter()
            .map(|condition| {
                let rule = Rule::HasCondition(condition.condition.clone());
                let mut measures = catalogue.measures.iter().filter(of_adults);
                self.find(&numerator(measures.find(|measure| measure.rule == rule)?))
            })
            .collect();
        let (Some(named), false) = (named, steps.is_empty()) else {
            return;
        };
        let mut at_least: Vec<(usize, i32)> = named.iter().map(|one| (*one, -1)).collect();
        let mut below = 0;
        for (step, subject) in &steps {
            at_least.push((*subject, step - below));
            below = *step;
        }
        self.relate_everywhere(&at_least);
        if !steps.contains_key(&1) {
            return;
        }
        let all = i32::try_from(named.len()).unwrap();
        let mut at_most: Vec<(usize, i32)> = named.iter().map(|one| (*one, 1)).collect();
        let mut next = steps.keys().skip(1).copied().chain([all + 1]);
        for (step, subject) in &steps {
            at_most.push((*subject, step - next.next().unwrap()));
        }
        self.relate_everywhere(&at_most);
    }

    fn relate_everywhere(&mut self, terms: &[(usize, i32)]) {
        for place in 0..self.places.len() {
            let terms = terms
                .iter()
                .map(|(subject, times)| (self.at(*subject, place), *times));
            let terms = terms.collect();
            self.tables.relate(terms, ANY, 0);
        }
    }

    /// What the marks give away to somebody who knows the rule.
    fn know_the_rule(&mut self) {
        let catalogue = self.catalogue;
        for (index, measure) in catalogue.measures.iter().enumerate() {
            for place in catalogue.published_places(measure) {
                let place = self.places.iter().position(|one| *one == place).unwrap();
                self.know_numerator(index, place);
                self.know_denominator(measure, place);
            }
        }
    }

    fn know_numerator(&mut self, measure: usize, place: usize) {
        let measure = &self.catalogue.measures[measure];
        let here = |reader: &Self, subject: &str| Some(reader.at(reader.find(subject)?, place));
        let above = here(self, &numerator(measure)).unwrap();
        let below = here(self, &denominator(measure)).unwrap();
        // Those whose being few withholds a figure that is large itself.
        let few = here(self, &with_event(measure)).or(here(self, &without(measure)));
        let threshold = i32::try_from(self.policy.threshold()).unwrap();
        match self.status.get(&above) {
            Some(Published::Shown(shown)) => {
                if let Some(few) = few {
                    let none = Limit::AtMost(few, 0);
                    self.tables
                        .either(vec![none, Limit::AtLeast(few, threshold)]);
                }
                if *shown == 0 {
                    self.tables.either(vec![Limit::AtLeast(below, threshold)]);
                }
            }
            Some(Published::Withheld) if self.is_alone(above) => {
                let share = measure.scale() == Scale::Proportion;
                let zero = !self.zero_stands(below);
                let small = Limit::AtMost(above, threshold - 1);
                let mut known = vec![vec![small]];
                if let Some(few) = few {
                    known = vec![vec![small, Limit::AtMost(few, threshold - 1)]];
                    if share {
                        known.push(vec![small, Limit::AtLeast(few, 1)]);
                    }
                }
                if !zero {
                    known.push(vec![Limit::AtLeast(above, 1)]);
                }
                self.believe(known);
            }
            _ => {}
        }
    }

    fn know_denominator(&mut self, measure: &Measure, place: usize) {
        let subject = denominator(measure);
        let below = self.at(self.find(&subject).unwrap(), place);
        let is_numerator = self.find(&without_named(&subject)).is_some();
        if self.status.get(&below) != Some(&Published::Withheld)
            || is_numerator
            || !self.is_alone(below)
        {
            return;
        }
        let threshold = i32::try_from(self.policy.threshold()).unwrap();
        let mut known = vec![vec![Limit::AtMost(below, threshold - 1)]];
        let group = self.group_of(measure, place);
        if group.is_some_and(|group| self.zero_stands(group)) {
            known.push(vec![Limit::AtLeast(below, 1)]);
        }
        self.believe(known);
    }

    /// Takes for true what is: a reader who takes a count for small that was withheld for the sake
    /// of others is wrong and learns nothing.
    fn believe(&mut self, known: Vec<Vec<Limit>>) {
        let true_of = |limit: &Limit| limit.holds(self.truth[limit.variable()]);
        if known.iter().all(|limits| limits.iter().any(true_of)) {
            for limits in known {
                self.tables.either(limits);
            }
        }
    }

    fn zero_stands(&self, group: Variable) -> bool {
        let threshold = i32::try_from(self.policy.threshold()).unwrap();
        let shown = matches!(self.status.get(&group), Some(Published::Shown(_)));
        self.policy.shows_zero() && shown && self.tables.ranges[group].0 >= threshold
    }

    /// Whether a withheld count is the only one of every sum it is in.
    fn is_alone(&self, variable: Variable) -> bool {
        let (subject, place) = self.stands_for[variable];
        let others = self
            .sums
            .iter()
            .filter(|(total, parts)| *total == place || parts.contains(&place));
        others
            .flat_map(|(total, parts)| parts.iter().chain([total]))
            .filter(|other| **other != place)
            .all(|other| {
                let status = self.status.get(&self.at(subject, *other));
                // What has no figure any more may have been withheld when it had one.
                !matches!(status, Some(Published::Withheld | Published::NotCalculable))
            })
    }

    /// The people among whom a measure's denominator is counted.
    fn group_of(&self, measure: &Measure, place: usize) -> Option<Variable> {
        let within = match (&measure.population, &measure.rule) {
            (Population::AdultsWith3OrMore, Rule::SurveyAtLeast(_)) => SEVERAL,
            (Population::AdultsWith3OrMore, _) => "adults",
            _ => return None,
        };
        Some(self.at(self.find(within)?, place))
    }

    fn list_withheld(&mut self) {
        for measure in &self.catalogue.measures {
            let [above, below] = [numerator(measure), denominator(measure)];
            let [above, below] = [above, below].map(|one| self.find(&one).unwrap());
            for place in 0..self.places.len() {
                let below = self.at(below, place);
                self.groups.insert(self.at(above, place), below);
                if let Some(group) = self.group_of(measure, place) {
                    self.groups.insert(below, group);
                }
            }
        }
        for (variable, status) in &self.status {
            if *status == Published::Withheld {
                let (subject, place) = self.stands_for[*variable];
                let name = format!("{} {:?}", self.subjects[subject], self.places[place]);
                self.withheld.push(Withheld {
                    variable: *variable,
                    name,
                });
            }
        }
    }
}

/// The least and greatest count that the rule publishes so.
pub(crate) fn could_be(policy: &Policy, shown: u32) -> (i32, i32) {
    let [threshold, base, shown] = [policy.threshold(), policy.rounding_base(), shown]
        .map(|number| i32::try_from(number).unwrap());
    let published = |count: i32| match count {
        0 => Some(0),
        small if small < threshold => None,
        count => Some((count + base / 2) / base * base),
    };
    let near = (shown - base).max(0)..=shown + base.max(threshold);
    let counts: Vec<i32> = near
        .filter(|count| published(*count) == Some(shown))
        .collect();
    (counts[0], counts[counts.len() - 1])
}
