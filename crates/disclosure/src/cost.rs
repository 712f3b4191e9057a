//! What a reader loses when a count is withheld, so that the least is withheld first.

use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;

use crate::joint::Joint;
use crate::policy::Policy;
use crate::subject::Role;

/// What a reader loses with a variable, apart from its size.
#[derive(Debug)]
pub(crate) struct Cost {
    pub(crate) weight: Vec<i64>,
    pub(crate) never: Vec<bool>,
}

impl Cost {
    pub(crate) fn of(catalogue: &Catalogue, policy: &Policy, joint: &Joint) -> Self {
        let n_variables = joint.system.n_variables();
        let mut cost = Self {
            weight: vec![0; n_variables],
            never: vec![false; n_variables],
        };
        let named: Vec<Option<usize>> = policy
            .never_withhold()
            .iter()
            .map(|never| joint.subjects.by_name(catalogue, &never.counts))
            .collect();
        for (subject, described) in joint.subjects.list.iter().enumerate() {
            let measures = described
                .sources
                .iter()
                .filter(|source| source.role != Role::PeopleWithEvent)
                .count();
            let measures = i64::try_from(measures).unwrap_or(i64::MAX);
            for (index, place) in joint.grid.places.iter().enumerate() {
                let whole = place.area == catalogue.whole_index();
                // The headline goes last, a neighbourhood's own total late.
                let prominence = match (place.breakdown == Breakdown::All, whole) {
                    (true, true) => 10_000,
                    (true, false) => 8,
                    (false, true) => 2,
                    (false, false) => 1,
                };
                let at = joint.variable(subject, index) as usize;
                cost.weight[at] = measures * prominence;
                cost.never[at] =
                    policy
                        .never_withhold()
                        .iter()
                        .zip(&named)
                        .any(|(never, named)| {
                            *named == Some(subject) && never.covers(catalogue, *place)
                        });
            }
        }
        cost
    }
}
