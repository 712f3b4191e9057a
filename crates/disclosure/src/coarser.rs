//! What makes way where withholding count by count does not end: whole classes of figures.
//!
//! A small place rather publishes less than nothing. Each rung leaves less that the tables of an
//! attacker have to meet; after the last, nothing is shown that may be withheld.

use measures::breakdown::Breakdown;

use crate::secondary::Settling;

/// A class of figures, the least looked at first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Coarser {
    /// Groups within an area, and groups by two things at once.
    GroupsOfAreas,
    /// Groups of the whole.
    GroupsOfTheWhole,
    /// Everybody in an area.
    Areas,
    /// Everybody.
    TheWhole,
}

impl Coarser {
    /// In the order in which they make way.
    pub(crate) const RUNGS: [Self; 4] = [
        Self::GroupsOfAreas,
        Self::GroupsOfTheWhole,
        Self::Areas,
        Self::TheWhole,
    ];
}

impl Settling<'_> {
    /// Withholds what is shown of a class and those before it. Returns whether anything was.
    pub(crate) fn withhold_all(&mut self, coarsest: Coarser) -> bool {
        let grid = &self.knowledge.joint.grid;
        let classes: Vec<Coarser> = grid
            .places
            .iter()
            .map(|place| {
                let is_whole = place.area == grid.whole;
                match (place.breakdown, is_whole) {
                    (Breakdown::All, true) => Coarser::TheWhole,
                    (Breakdown::All, false) => Coarser::Areas,
                    (breakdown, true) if breakdown.margins().is_none() => Coarser::GroupsOfTheWhole,
                    _ => Coarser::GroupsOfAreas,
                }
            })
            .collect();
        let mut any = false;
        for variable in self.knowledge.variables() {
            let (_, place) = self.knowledge.joint.subject_and_place(variable);
            if classes[place] <= coarsest && self.may_withhold(variable) {
                self.withhold(variable);
                any = true;
            }
        }
        any
    }
}
