//! Exact counts: what must never leave the secure environment as it is.
//!
//! This is the one door into disclosure control. Nothing can be encoded from here.

use measures::catalogue::Catalogue;

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

/// Exact counts on the whole grid of a catalogue.
///
/// Shape: measures × periods × [`Catalogue::counted_places`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exact {
    periods: usize,
    places: usize,
    cells: Vec<ExactCell>,
    calculable: Vec<bool>,
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
}
