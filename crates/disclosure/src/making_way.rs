//! What makes way for numbers that could not be proved safe: the few shown counts that stood in the
//! way, as long as that is likely to help. What does after that is in [`crate::coarser`].

use crate::invented::Search;
use crate::propagate::Bounds;
use crate::secondary::Settling;
use crate::system::Variable;

/// How often counts make way one by one before something coarser does; where hardly anything is
/// shown, that helps seldom.
const MOST_ATTEMPTS: u32 = 40;
const MOST_ATTEMPTS_IF_SPARSE: u32 = 8;

/// Where hardly anything is shown: so many counts may make way because no town met them, and so many
/// numbers may be open for others to make way for each.
const FEW_UNMET: usize = 8;
const FEW_OPEN: usize = 300;

/// So many of the counts in the way of one number are thought of.
const MOST_IN_THE_WAY: usize = 64;

impl Settling<'_> {
    /// Withholds a few more counts, as long as that is likely to help. Returns whether it did.
    pub(crate) fn make_way_again(
        &mut self,
        bounds: &Bounds,
        found: &Search,
        attempts: u32,
        sparse: bool,
    ) -> bool {
        if !sparse {
            return attempts < MOST_ATTEMPTS && self.make_way(bounds, &found.open);
        }
        if attempts >= MOST_ATTEMPTS_IF_SPARSE {
            return false;
        }
        let unmet = found.unmet.len();
        if (1..=FEW_UNMET).contains(&unmet) {
            let mut unmet = found.unmet.clone();
            unmet.retain(|one| self.may_withhold(*one));
            unmet.sort_by_key(|one| (self.price(*one), *one));
            for one in unmet.iter().take(unmet.len().div_ceil(2)) {
                self.withhold(*one);
            }
            return !unmet.is_empty();
        }
        let known = found
            .open
            .iter()
            .all(|(_, in_the_way)| !in_the_way.is_empty());
        known && found.open.len() <= FEW_OPEN && self.make_way(bounds, &found.open)
    }

    /// Withholds one more count for each number that could not be proved safe.
    fn make_way(&mut self, bounds: &Bounds, open: &[(Variable, Vec<Variable>)]) -> bool {
        let mut any = false;
        let mut touched = vec![false; self.joint().system.n_relations()];
        for (number, in_the_way) in open {
            // What makes way for one may be enough for those beside it.
            let relations = self.joint().system.relations_of(*number);
            if relations.iter().any(|relation| touched[*relation as usize]) {
                continue;
            }
            let chosen = in_the_way
                .iter()
                .take(MOST_IN_THE_WAY)
                .copied()
                .filter(|variable| self.may_withhold(*variable))
                .min_by_key(|variable| (self.price(*variable), *variable))
                .or_else(|| self.choose(bounds, *number));
            if let Some(chosen) = chosen {
                self.withhold(chosen);
                any = true;
                for variable in [chosen, *number] {
                    for relation in self.joint().system.relations_of(variable) {
                        touched[*relation as usize] = true;
                    }
                }
            }
        }
        any
    }
}
