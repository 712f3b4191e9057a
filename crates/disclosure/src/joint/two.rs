//! Two releases of one snapshot as one system: one truth, up to a difference.
//!
//! Everything that is counted is there twice, as the earlier release counted it and as the later
//! one does, each with all of its relations. Whoever is counted at a place both maps have is counted
//! in both, and no two such counts are further apart than the difference.

use super::{Joint, assembly::Assembly, published, variable};
use crate::combinations::Listings;
use crate::grid::Grid;
use crate::maps::TwoMaps;
use crate::subject::Subjects;
use crate::system::{RelationIndex, Sort, SystemBuilder, Variable};
use crate::unprotectable::Unprotectable;
use measures::breakdown::Breakdown;

impl Joint {
    /// The system of two releases on their two maps, with counts that are the same in both.
    pub(crate) fn of_two(
        maps: &TwoMaps,
        complements: bool,
        listings: &Listings,
    ) -> Result<Self, Unprotectable> {
        let catalogue = &maps.catalogue;
        let grid = Grid::of(catalogue);
        let once = Subjects::of(catalogue, complements, &listings.sets)?;
        let published = published(catalogue, &grid);
        let second = variable(&grid, once.list.len(), 0);
        let mut builder = SystemBuilder::default();
        let mut totals_of_sets = Vec::new();
        for (nesting, first) in maps.nestings.iter().zip([0, second]) {
            let assembly = Assembly::new((catalogue, &grid), nesting, &once, builder, first);
            // What is withheld from now on is withheld from the later release.
            (builder, totals_of_sets) = assembly.add_all(&published, listings.every_set)?;
        }
        let first_link = builder.n_relations();
        let used = builder.used(2 * second as usize);
        for (place, described) in grid.places.iter().enumerate() {
            let area = &described.area;
            let in_both = maps.nestings.iter().all(|one| one.areas.contains(area));
            // Local fifths are of the people of each release: their small areas may differ.
            if !in_both || described.breakdown == Breakdown::ImdLocalQuintile {
                continue;
            }
            for subject in 0..once.list.len() {
                let [before, after] =
                    [0, second].map(|first| first + variable(&grid, subject, place));
                if used[before as usize] && used[after as usize] {
                    builder.add([(before, 1), (after, -1)], (0, 0), Sort::Order);
                }
            }
        }
        let subjects = once.doubled();
        let n_variables = subjects.list.len() * grid.len();
        // A neighbourhood's third sex is not protected, and no more is that of its pieces.
        let pieces = grid.places.iter().enumerate().map(|(place, described)| {
            let mut pieces = maps.pieces.iter();
            pieces.any(|piece| piece.area == described.area && !piece.is_neighbourhood)
                && !grid.is_third_sex(catalogue, place)
        });
        Ok(Self {
            pieces: pieces.collect(),
            subjects,
            system: builder.finish(n_variables),
            published,
            totals_of_sets,
            every_set: listings.every_set,
            first_link,
            grid,
        })
    }

    /// Lets counts of the same be so far apart.
    pub(crate) fn set_apart(&mut self, apart: i64) {
        self.system.set_limits(self.first_link.., (-apart, apart));
    }

    /// Pairs of counts of the same, the earlier release's first.
    pub(crate) fn links(&self) -> impl Iterator<Item = (Variable, Variable)> {
        let relations = self.first_link..self.system.n_relations();
        relations.filter_map(|relation| {
            let relation = self
                .system
                .relation(RelationIndex::try_from(relation).ok()?);
            match relation.terms {
                [before, after] => Some((before.variable, after.variable)),
                _ => None,
            }
        })
    }
}
