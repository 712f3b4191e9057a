//! Exact counts: what must never leave the secure environment as it is.
//!
//! This is the one door into disclosure control. Nothing can be encoded from here.

use std::collections::BTreeMap;

use measures::catalogue::Catalogue;
use measures::dispersion::Dispersion;
use measures::standardised::Standardised;

/// The counts of one measure at one snapshot in one place.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ExactCell {
    /// People above the line, or events for a rate of events.
    pub numerator: u64,
    /// People below the line.
    pub denominator: u64,
    /// People with at least one event; equals `numerator` unless events are counted.
    pub people_with_event: u64,
}

/// What else is known of a cell: figures that no sum of counts gives.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ExactFigures {
    /// The age and sex standardised figure, where it can be calculated.
    pub standardised: Option<Standardised>,
    /// How much more events vary than independent ones would; only for rates of events.
    pub dispersion: Option<Dispersion>,
}

/// People who have exactly a set of conditions, three or more, at a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExactCombination {
    /// The snapshot, by its place among [`Catalogue::periods`].
    pub period: usize,
    /// The conditions, by their places among [`Catalogue::conditions`], ascending.
    pub conditions: Vec<usize>,
    /// People, one count for each of [`Catalogue::areas`]: neighbourhoods, then the whole.
    pub people: Vec<u64>,
}

/// Exact counts on the whole grid of a catalogue.
///
/// Shape: measures × periods × [`Catalogue::counted_places`].
#[derive(Debug, Clone, PartialEq)]
pub struct Exact {
    periods: usize,
    places: usize,
    cells: Vec<ExactCell>,
    calculable: Vec<bool>,
    figures: BTreeMap<(usize, usize, usize), ExactFigures>,
    combinations: Vec<ExactCombination>,
}

impl Exact {
    /// A grid of zeros, all of it calculable.
    #[must_use]
    pub fn new(catalogue: &Catalogue) -> Self {
        let periods = catalogue.periods.len();
        let places = catalogue.counted_places().len();
        let measures = catalogue.measures.len();
        Self {
            periods,
            places,
            cells: vec![ExactCell::default(); measures * periods * places],
            calculable: vec![true; measures * periods],
            figures: BTreeMap::new(),
            combinations: Vec::new(),
        }
    }

    /// The counts of a measure at a snapshot, one for each of [`Catalogue::counted_places`].
    ///
    /// # Panics
    /// When an index is outside the catalogue.
    #[must_use]
    pub fn cells(&self, measure: usize, period: usize) -> &[ExactCell] {
        let start = (measure * self.periods + period) * self.places;
        &self.cells[start..start + self.places]
    }

    /// The same, to count into.
    ///
    /// # Panics
    /// When an index is outside the catalogue.
    pub fn cells_mut(&mut self, measure: usize, period: usize) -> &mut [ExactCell] {
        let start = (measure * self.periods + period) * self.places;
        &mut self.cells[start..start + self.places]
    }

    /// Whether the extract reaches far enough back for this measure at this snapshot.
    #[must_use]
    pub fn is_calculable(&self, measure: usize, period: usize) -> bool {
        self.calculable[measure * self.periods + period]
    }

    /// Marks a measure at a snapshot as not calculable.
    pub fn set_not_calculable(&mut self, measure: usize, period: usize) {
        self.calculable[measure * self.periods + period] = false;
    }

    /// What else is known of a measure at a snapshot in one of [`Catalogue::counted_places`].
    #[must_use]
    pub fn figures(&self, measure: usize, period: usize, place: usize) -> ExactFigures {
        let key = (measure, period, place);
        self.figures.get(&key).copied().unwrap_or_default()
    }

    /// Says what else is known of a cell.
    pub fn set_figures(
        &mut self,
        (measure, period, place): (usize, usize, usize),
        figures: ExactFigures,
    ) {
        self.figures.insert((measure, period, place), figures);
    }

    /// Sets of conditions among people with three or more, in order of snapshot and conditions.
    #[must_use]
    pub fn combinations(&self) -> &[ExactCombination] {
        &self.combinations
    }

    /// Says which sets of conditions there are.
    pub fn set_combinations(&mut self, mut combinations: Vec<ExactCombination>) {
        combinations.sort_by(|a, b| (a.period, &a.conditions).cmp(&(b.period, &b.conditions)));
        self.combinations = combinations;
    }
}
