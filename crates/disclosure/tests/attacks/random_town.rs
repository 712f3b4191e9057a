//! Random towns under several policies, protected.

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protect;
use disclosure::unprotectable::Unprotectable;
use measures::catalogue::Catalogue;
use measures::definition::Rule;

use crate::reader::{Reader, Rows, rows_of};
use crate::siege::{Outcome, attack};
use crate::town::Numbers;
use crate::{default_measures, town};

/// The policies that are offered, one without rounding, and one that hides every zero.
pub(crate) fn policies() -> [Policy; 4] {
    let text = |name: &str, rest: &str| {
        toml::from_str(&format!("name = '{name}'\ndate = '2026-01-01'\n{rest}")).unwrap()
    };
    [
        Policy::default(),
        toml::from_str(include_str!("../../policies/nhs-1-7.toml")).unwrap(),
        text(
            "not rounded",
            "threshold = 10\nrounding_base = 1\nshow_zero = true\ncomplement = true\ncandidates = 5",
        ),
        text(
            "no zeros",
            "threshold = 6\nrounding_base = 3\nshow_zero = false\ncomplement = false\ncandidates = 4",
        ),
    ]
}

/// A town with its policy, and words for a failure.
pub(crate) struct Town {
    pub(crate) catalogue: Catalogue,
    pub(crate) exact: Exact,
    pub(crate) policy: Policy,
    pub(crate) told: String,
}

/// A town of 50 to 2,000 people in every breakdown, with some of the measures, and from seed 1,000
/// on with many or all of them.
pub(crate) fn small_town(seed: u64) -> Town {
    let mut numbers = Numbers::new(seed);
    let mut below = |end: u64| usize::try_from(numbers.below(end)).unwrap();
    let share = [40, 80, 120, 200, 300, 1_000][below(if seed < 1_000 { 4 } else { 6 })];
    let n_areas = 1 + below(if share == 1_000 { 2 } else { 4 });
    let n_people = 50 + [50, 150, 400, 900, 1_951].map(&mut below)[below(5)];
    random_town(seed, (n_areas, n_people), share)
}

/// A town of so many areas and people; each measure is in it by so many per thousand.
pub(crate) fn random_town(seed: u64, (n_areas, n_people): (usize, usize), share: u64) -> Town {
    let mut numbers = Numbers::new(!seed);
    let mut catalogue = default_measures::default_catalogue(n_areas, 1, 6);
    let mut kept: Vec<String> = Vec::new();
    for measure in &catalogue.measures {
        if measure.key == "ltc_1_plus" || numbers.per_thousand(share) {
            kept.push(measure.key.clone());
            if let Rule::AllOf(keys) = &measure.rule {
                kept.extend(keys.iter().cloned());
            }
        }
    }
    catalogue
        .measures
        .retain(|measure| kept.contains(&measure.key));
    let policy = policies()[usize::try_from(seed % 4).unwrap()].clone();
    let people = default_measures::people(&catalogue, n_people, seed);
    let mut exact = Exact::new(&catalogue);
    town::count(&catalogue, &people, &mut exact, 0);
    let n_measures = catalogue.measures.len();
    Town {
        told: format!(
            "seed {seed}: {n_people} people in {n_areas} areas, {n_measures} measures, {}",
            policy.name()
        ),
        catalogue,
        exact,
        policy,
    }
}

/// The rows of a town, or nothing where it is too small to publish.
pub(crate) fn published(town: &Town) -> Option<Rows> {
    match protect(&town.catalogue, &town.policy, &town.exact) {
        Ok(protected) => Some(rows_of(&protected, 0)),
        Err(Unprotectable::TooNarrow { cells }) => {
            assert!(!cells.is_empty(), "{}", town.told);
            None
        }
        Err(other) => panic!("{}: {other}", town.told),
    }
}

/// What an attack on published rows of a town comes to; see [`attack`].
pub(crate) fn attacked(town: &Town, rows: &Rows, enough: usize) -> Outcome {
    let Town {
        catalogue,
        exact,
        policy,
        told,
    } = town;
    let reader = Reader::new(catalogue, policy, rows, exact, 0);
    let broken = reader.tables.broken(&reader.truth);
    assert_eq!(broken, None, "{told}: no table fits");
    attack(&reader, catalogue, policy.candidates(), enough)
}
