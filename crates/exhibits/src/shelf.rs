//! What has arrived of a release, and what a selection still needs.
//!
//! Pure: nothing here fetches. Values come from published counts through `measures` only.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use aggregates::combinations::Combination;
use aggregates::estimate::{Estimate, find};
use aggregates::gaps::{Gap, Method};
use aggregates::manifest::Manifest;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::figure::Figure;
use measures::published::Published;

use crate::load::Load;
use crate::state::{Page, Selection, measures_at_a_glance, single_conditions, steps};

/// Rows of one measure, shared between the views that show them.
type Rows<T> = Load<Rc<Vec<T>>>;

/// A release as far as it has arrived.
#[derive(Debug, Clone)]
pub struct Shelf {
    /// What the release is about.
    pub manifest: Rc<Manifest>,
    overview: Rows<Estimate>,
    estimates: BTreeMap<usize, Rows<Estimate>>,
    gaps: BTreeMap<usize, Rows<Gap>>,
    combinations: Rows<Combination>,
    /// Counts the arrivals, so that two states of one shelf are told apart at once.
    arrivals: u64,
}

impl PartialEq for Shelf {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.manifest, &other.manifest) && self.arrivals == other.arrivals
    }
}

/// Something to fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// `overview.parquet`, whole.
    Overview,
    /// A measure's rows of `estimates.parquet`.
    Estimates(usize),
    /// A measure's rows of `gaps.parquet`.
    Gaps(usize),
    /// `combinations.parquet`, whole.
    Combinations,
}

/// News of something to fetch.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// It has been asked for.
    Asked(Need),
    /// Rows of estimates or of the overview.
    Estimates(Need, Result<Vec<Estimate>, String>),
    /// Rows of gaps.
    Gaps(usize, Result<Vec<Gap>, String>),
    /// Rows of combinations.
    Combinations(Result<Vec<Combination>, String>),
}

impl Shelf {
    /// An empty shelf for a release.
    #[must_use]
    pub fn new(manifest: Rc<Manifest>) -> Self {
        Self {
            manifest,
            overview: Load::NotAsked,
            estimates: BTreeMap::new(),
            gaps: BTreeMap::new(),
            combinations: Load::NotAsked,
            arrivals: 0,
        }
    }

    /// A release of which everything is there; rows are in the order of their tables.
    #[must_use]
    pub fn full(
        manifest: Rc<Manifest>,
        estimates: Vec<Estimate>,
        gaps: Vec<Gap>,
        combinations: Vec<Combination>,
    ) -> Self {
        let n_measures = manifest.catalogue.measures.len();
        let n_periods = manifest.catalogue.periods.len();
        let overview = aggregates::overview::select(n_periods, &estimates);
        Self {
            overview: Load::Ready(Rc::new(overview)),
            estimates: by_measure(n_measures, estimates, |row| row.measure),
            gaps: by_measure(n_measures, gaps, |gap| gap.measure),
            combinations: Load::Ready(Rc::new(combinations)),
            ..Self::new(manifest)
        }
    }

    /// The shelf after some news.
    #[must_use]
    pub fn after(&self, arrival: Arrival) -> Self {
        let mut next = self.clone();
        next.arrivals += 1;
        match arrival {
            Arrival::Asked(Need::Overview) => next.overview = Load::Loading,
            Arrival::Asked(Need::Estimates(measure)) => {
                next.estimates.insert(measure, Load::Loading);
            }
            Arrival::Asked(Need::Gaps(measure)) => {
                next.gaps.insert(measure, Load::Loading);
            }
            Arrival::Asked(Need::Combinations) => next.combinations = Load::Loading,
            Arrival::Combinations(rows) => next.combinations = loaded(rows),
            Arrival::Estimates(Need::Estimates(measure), rows) => {
                next.estimates.insert(measure, loaded(rows));
            }
            Arrival::Estimates(_, rows) => next.overview = loaded(rows),
            Arrival::Gaps(measure, rows) => {
                next.gaps.insert(measure, loaded(rows));
            }
        }
        next
    }

    /// The grid of the release.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.manifest.catalogue
    }

    /// What a view needs and nobody has asked for yet, most urgent first.
    #[must_use]
    pub fn needs(&self, selection: &Selection) -> Vec<Need> {
        let mut needs = vec![Need::Overview];
        needs.extend(self.wanted(selection));
        needs.retain(|need| self.is_unasked(*need));
        let mut seen = BTreeSet::new();
        needs.retain(|need| seen.insert(*need));
        needs
    }

    /// Whether something a view needs is on its way.
    #[must_use]
    pub fn is_loading(&self) -> bool {
        matches!(self.overview, Load::Loading)
            || matches!(self.combinations, Load::Loading)
            || self
                .estimates
                .values()
                .any(|rows| matches!(rows, Load::Loading))
            || self.gaps.values().any(|rows| matches!(rows, Load::Loading))
    }

    /// What could not be had, each as a sentence that names the file; each said once.
    #[must_use]
    pub fn failures(&self) -> Vec<&str> {
        let of_estimates = self.estimates.values().chain([&self.overview]).map(failure);
        let mut all: Vec<&str> = of_estimates
            .chain(self.gaps.values().map(failure))
            .chain([failure(&self.combinations)])
            .flatten()
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The published row, if its file has arrived.
    #[must_use]
    pub fn row(&self, measure: usize, period: usize, place: Place) -> Option<&Estimate> {
        [self.estimates.get(&measure), Some(&self.overview)]
            .into_iter()
            .flatten()
            .filter_map(Load::ready)
            .find_map(|rows| find(rows, measure, period, place))
    }

    /// The published row about everybody of an area.
    #[must_use]
    pub fn everybody(&self, measure: usize, period: usize, area: AreaIndex) -> Option<&Estimate> {
        self.row(
            measure,
            period,
            Place {
                area,
                breakdown: Breakdown::All,
                group: 0,
            },
        )
    }

    /// The figure of everybody in an area, if it has arrived.
    #[must_use]
    pub fn figure(
        &self,
        measure: usize,
        period: usize,
        area: AreaIndex,
    ) -> Option<Published<Figure>> {
        self.everybody(measure, period, area)
            .map(|row| row.figure(self.catalogue()))
    }

    /// The gap of a measure between the ends of a breakdown by deprivation.
    #[must_use]
    pub fn gap(
        &self,
        measure: usize,
        period: usize,
        area: AreaIndex,
        dimension: Breakdown,
        method: Method,
    ) -> Option<&Gap> {
        let rows = self.gaps.get(&measure)?.ready()?;
        rows.iter()
            .find(|gap| gap.position() == (measure, period, area, dimension, method))
    }

    /// The sets of conditions of an area at a snapshot, if they have arrived: most people first.
    #[must_use]
    pub fn combinations(&self, period: usize, area: AreaIndex) -> Option<Vec<&Combination>> {
        let rows = self.combinations.ready()?;
        let wanted = |row: &&Combination| row.period == period && row.area == area;
        Some(rows.iter().filter(wanted).collect())
    }

    /// How many figures of the overview are withheld, and how many it holds.
    #[must_use]
    pub fn n_withheld(&self) -> (usize, usize) {
        let rows = self
            .overview
            .ready()
            .map(|rows| rows.as_slice())
            .unwrap_or_default();
        let withheld = rows
            .iter()
            .filter(|row| matches!(row.figure(self.catalogue()), Published::Withheld));
        (withheld.count(), rows.len())
    }

    fn wanted(&self, selection: &Selection) -> Vec<Need> {
        let catalogue = self.catalogue();
        let in_overview =
            aggregates::overview::periods(catalogue.periods.len()).contains(&selection.period);
        let everybody = |measures: Vec<usize>| {
            let fetched = if in_overview { Vec::new() } else { measures };
            fetched.into_iter().map(Need::Estimates)
        };
        let chosen = selection.measure;
        let mut needs = Vec::new();
        match selection.page {
            Page::Overview => {
                needs.push(Need::Estimates(chosen));
                needs.extend(catalogue.every_step().map(Need::Gaps));
                needs.extend(catalogue.every_step().map(Need::Estimates));
                let mut shown = measures_at_a_glance(catalogue);
                shown.push(chosen);
                needs.extend(everybody(shown));
            }
            Page::Multimorbidity => {
                needs.push(Need::Estimates(chosen));
                needs.extend(catalogue.several_conditions().map(Need::Estimates));
                needs.extend(everybody(single_conditions(catalogue)));
                needs.push(Need::Combinations);
            }
            Page::Coordination => {
                needs.push(Need::Estimates(chosen));
                needs.extend(everybody(steps(catalogue)));
            }
            Page::Inequalities => {
                needs.extend([Need::Estimates(chosen), Need::Gaps(chosen)]);
            }
            Page::Outcomes | Page::Compare => needs.push(Need::Estimates(chosen)),
            Page::Neighbourhood => {
                needs.extend(everybody((0..catalogue.measures.len()).collect()));
            }
            Page::Data | Page::Accessibility | Page::Changes | Page::Notes => {}
        }
        needs
    }

    fn is_unasked(&self, need: Need) -> bool {
        match need {
            Need::Overview => self.overview == Load::NotAsked,
            Need::Estimates(measure) => !self.estimates.contains_key(&measure),
            Need::Gaps(measure) => !self.gaps.contains_key(&measure),
            Need::Combinations => self.combinations == Load::NotAsked,
        }
    }
}

/// Rows in order of measure as those of each.
fn by_measure<T>(
    n_measures: usize,
    rows: Vec<T>,
    measure_of: impl Fn(&T) -> usize,
) -> BTreeMap<usize, Rows<T>> {
    let mut rows = rows.into_iter().peekable();
    let of_each = (0..n_measures).map(|measure| {
        let own = std::iter::from_fn(|| rows.next_if(|row| measure_of(row) == measure));
        (measure, Load::Ready(Rc::new(own.collect())))
    });
    of_each.collect()
}

fn loaded<T>(rows: Result<Vec<T>, String>) -> Rows<T> {
    match rows {
        Ok(rows) => Load::Ready(Rc::new(rows)),
        Err(why) => Load::Failed(why),
    }
}

fn failure<T>(rows: &Rows<T>) -> Option<&str> {
    match rows {
        Load::Failed(why) => Some(why),
        Load::NotAsked | Load::Loading | Load::Ready(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;
    use crate::state::Action;

    fn shelf() -> Shelf {
        Shelf::new(Rc::new(sample::manifest()))
    }

    #[test]
    fn a_page_asks_for_the_overview_first_and_then_for_its_own_measure() {
        let shelf = shelf();
        let catalogue = shelf.catalogue();
        let page = Selection::of_page(Page::Inequalities, catalogue);
        let measure = catalogue.measure_index("fully_coordinated").unwrap();
        assert_eq!(
            shelf.needs(&page),
            [
                Need::Overview,
                Need::Estimates(measure),
                Need::Gaps(measure)
            ]
        );
        let asked = shelf.after(Arrival::Asked(Need::Overview));
        assert!(asked.is_loading());
        assert_eq!(
            asked.needs(&page),
            [Need::Estimates(measure), Need::Gaps(measure)]
        );
    }

    #[test]
    fn a_snapshot_outside_the_overview_is_fetched_measure_by_measure() {
        let shelf = shelf();
        let catalogue = shelf.catalogue();
        let page = Selection::of_page(Page::Coordination, catalogue);
        assert_eq!(shelf.needs(&page).len(), 2);
        let earlier = page.after(Action::ChoosePeriod(1), catalogue);
        // The overview, the chosen measure and its five steps.
        assert_eq!(shelf.needs(&earlier).len(), 7);
    }

    #[test]
    fn a_failure_names_its_file_once_and_is_not_asked_for_again() {
        let why = || "estimates.parquet: is cut short".to_owned();
        let shelf = shelf()
            .after(Arrival::Estimates(Need::Overview, Ok(Vec::new())))
            .after(Arrival::Estimates(Need::Estimates(3), Err(why())))
            .after(Arrival::Gaps(3, Err(why())));
        assert_eq!(shelf.failures(), ["estimates.parquet: is cut short"]);
        let mut page = Selection::of_page(Page::Inequalities, shelf.catalogue());
        page.measure = 3;
        assert_eq!(shelf.needs(&page), []);
    }

    #[test]
    fn a_figure_is_found_in_whichever_file_has_arrived() {
        let catalogue = sample::catalogue();
        let rows = sample::estimates(&catalogue);
        let overview = aggregates::overview::select(catalogue.periods.len(), &rows);
        let whole = catalogue.whole_index();
        let empty = shelf();
        assert_eq!(empty.figure(0, 7, whole), None);
        let shelf = empty.after(Arrival::Estimates(Need::Overview, Ok(overview)));
        assert!(shelf.figure(0, 7, whole).is_some());
        assert_eq!(shelf.figure(0, 1, whole), None);
        let own: Vec<Estimate> = rows.into_iter().filter(|row| row.measure == 0).collect();
        let shelf = shelf.after(Arrival::Estimates(Need::Estimates(0), Ok(own)));
        assert!(shelf.figure(0, 1, whole).is_some());
    }

    #[test]
    fn sets_of_conditions_are_those_of_the_area_and_snapshot() {
        let shelf = shelf();
        let catalogue = shelf.catalogue().clone();
        let last = catalogue.periods.len() - 1;
        assert_eq!(shelf.combinations(last, AreaIndex(0)), None);
        let shelf = shelf.after(Arrival::Combinations(Ok(sample::combinations(&catalogue))));
        let people = |period, area| {
            let sets = shelf.combinations(period, area)?;
            Some(sets.iter().map(|set| set.people).collect::<Vec<_>>())
        };
        assert_eq!(people(last, catalogue.whole_index()), Some(vec![60, 40]));
        assert_eq!(people(last, AreaIndex(0)), Some(vec![25]));
        assert_eq!(people(0, AreaIndex(0)), Some(Vec::new()));
    }
}
