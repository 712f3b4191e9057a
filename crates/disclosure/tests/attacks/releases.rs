//! Two releases of the same snapshot, compared: after late corrections, after people moved or were
//! taken off the list, after small areas changed their neighbourhood, and with nothing changed but
//! what is asked of it.

use std::collections::BTreeMap;

use disclosure::exact::Exact;
use disclosure::policy::Policy;
use disclosure::protected::{Following, Protected};
use disclosure::release::Release;
use disclosure::unprotectable::Unprotectable;
use disclosure::{protect, protect_after};
use measures::area::SmallArea;
use measures::catalogue::Catalogue;
use measures::period::Quarter;

use crate::random_town::policies;
use crate::reader::rows_of;
use crate::siege::{Outcome, attack};
use crate::town::{Numbers, Person};
use crate::two_maps::{Side, finest, reader_of_both};
use crate::{default_measures, town};

/// What happens between two extracts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    /// Nothing: the snapshot is counted again.
    Nothing,
    /// A condition is recorded late for a few people.
    Correction,
    /// A few people live in another neighbourhood, and so do their earlier snapshots.
    Move,
    /// A few people have died or left the list, from the beginning.
    Removal,
    /// Conditions are recorded late for one person in twenty, and in a city for fifty.
    Overhaul,
    /// So many small areas belong to another neighbourhood.
    Map(usize),
}

/// What the later release does about the earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Later {
    /// It is not told of it.
    Forgets,
    /// It says again what that said.
    Repeats,
    /// It counts again what can safely be counted again.
    Revises,
}

/// How many small areas a neighbourhood has to begin with.
const SMALL_AREAS: usize = 6;
/// So few that most counts of a neighbourhood are small, besides which some for each neighbourhood.
const VILLAGE: usize = 400;
/// So many that a few small areas are a town of their own.
const CITY: usize = 20_000;

/// People with the small area of each, and which neighbourhood each small area belongs to.
#[derive(Clone)]
struct Place {
    people: Vec<Person>,
    small_areas: Vec<usize>,
    neighbourhoods: Vec<usize>,
}

impl Place {
    fn new(people: Vec<Person>, n_areas: usize) -> Self {
        let small_areas = people.iter().enumerate();
        Self {
            small_areas: small_areas
                .map(|(index, person)| person.area * SMALL_AREAS + index % SMALL_AREAS)
                .collect(),
            neighbourhoods: (0..n_areas * SMALL_AREAS)
                .map(|small_area| small_area / SMALL_AREAS)
                .collect(),
            people,
        }
    }

    fn change(&mut self, how: Change, n_areas: usize, numbers: &mut Numbers) {
        let mut somebody = |people: &[Person]| usize::try_from(numbers.below(people.len() as u64));
        let record = |person: &mut Person| {
            if !person.conditions.contains(&0) {
                person.conditions.insert(0, 0);
            }
        };
        let times = match how {
            Change::Nothing => 0,
            Change::Overhaul => (self.people.len() / 20).min(50),
            Change::Map(_) => 1,
            _ => 3,
        };
        for _ in 0..times {
            let at = somebody(&self.people).unwrap();
            match how {
                Change::Nothing => {}
                Change::Correction | Change::Overhaul => record(&mut self.people[at]),
                Change::Move => {
                    let moved = (self.small_areas[at] + SMALL_AREAS) % (n_areas * SMALL_AREAS);
                    self.small_areas[at] = moved;
                }
                Change::Removal => {
                    self.people.remove(at);
                    self.small_areas.remove(at);
                }
                Change::Map(moving) => self.neighbourhoods[..moving].fill(1),
            }
        }
        for (person, small_area) in self.people.iter_mut().zip(&self.small_areas) {
            person.area = self.neighbourhoods[*small_area];
        }
    }

    fn on_its_map(&self, catalogue: &Catalogue) -> Catalogue {
        let of = |(small_area, neighbourhood): (usize, &usize)| {
            let neighbourhood = catalogue.neighbourhoods[*neighbourhood].code.clone();
            let described = SmallArea {
                neighbourhood,
                imd_quintile: None,
            };
            (code(small_area), described)
        };
        let small_areas: BTreeMap<String, SmallArea> =
            self.neighbourhoods.iter().enumerate().map(of).collect();
        Catalogue {
            small_areas,
            ..catalogue.clone()
        }
    }

    /// The same people in the areas of another map.
    fn counted_in(&self, catalogue: &Catalogue, area_of: &dyn Fn(usize) -> usize) -> Exact {
        let mut people = self.people.clone();
        for (person, small_area) in people.iter_mut().zip(&self.small_areas) {
            person.area = area_of(*small_area);
        }
        let mut exact = Exact::new(catalogue);
        town::count(catalogue, &people, &mut exact, 0);
        exact
    }
}

fn code(small_area: usize) -> String {
    format!("E{small_area:02}")
}

/// What comparing two releases of a town came to.
struct Compared {
    outcome: Outcome,
    /// Whether the later one counted again.
    is_revised: bool,
}

/// What comparing two releases of a place comes to, or nothing where one cannot be published.
fn attacked(
    n_people: usize,
    seed: u64,
    (how, later): (Change, Later),
    enough: usize,
) -> Option<Compared> {
    let mut numbers = Numbers::new(seed ^ 0xABCD);
    let n_areas = 2 + usize::try_from(numbers.below(2)).unwrap();
    let policy = policies()[usize::try_from(seed % 3).unwrap()].clone();
    let mut catalogue = default_measures::default_catalogue(n_areas, 1, 6);
    let kept = ["ltc_1_plus", "ltc_3_plus", "identified", "condition_c01"];
    catalogue
        .measures
        .retain(|measure| kept.contains(&measure.key.as_str()));
    let people = default_measures::people(&catalogue, n_people + 100 * n_areas, seed);
    let before = Place::new(people, n_areas);
    let mut after = before.clone();
    after.change(how, n_areas, &mut numbers);
    let catalogues = [&before, &after].map(|place| place.on_its_map(&catalogue));
    let exacts = [&before, &after].map(|place| {
        let area = |small_area: usize| place.neighbourhoods[small_area];
        place.counted_in(&catalogue, &area)
    });
    let first = protect(&catalogues[0], &policy, &exacts[0]).ok()?;
    let second = follow(&catalogues, &policy, &first, &exacts[1], later);
    let second = match second {
        Ok(second) => second,
        Err(Unprotectable::TooNarrow { .. }) => return None,
        Err(other) => panic!("seed {seed} {how:?}: {other}"),
    };
    let is_revised = !second.followed().revised.is_empty();
    let pieces = finest([&catalogues[0], &catalogues[1]]);
    let piece_of = |small_area: usize| {
        let has = |codes: &std::collections::BTreeSet<String>| codes.contains(&code(small_area));
        pieces.1.iter().position(has).unwrap()
    };
    // A later release may repeat what the earlier one said, whatever has changed since.
    let truths = if is_revised || later == Later::Forgets {
        [&before, &after]
    } else {
        [&before, &before]
    };
    let in_pieces = truths.map(|place| place.counted_in(&pieces.0, &piece_of));
    let on_maps = [0, 1].map(|at| {
        let by_code = |small_area: usize| {
            let area = &catalogues[at].small_areas[&code(small_area)].neighbourhood;
            catalogues[at].area_index(area).unwrap().0
        };
        truths[at].counted_in(&catalogues[at], &by_code)
    });
    let rows = [&first, &second].map(|release| rows_of(release, 0));
    let sides = [0, 1].map(|at| Side {
        catalogue: &catalogues[at],
        rows: &rows[at],
        exact: &on_maps[at],
        in_pieces: &in_pieces[at],
    });
    let both = reader_of_both(&sides, &policy, &pieces, 60);
    let mut outcome = attack(&both, &catalogue, policy.candidates(), enough);
    // A piece known to be large is as good as shown.
    let large = i32::try_from(policy.threshold()).unwrap();
    outcome
        .narrow
        .retain(|(name, least, _)| !(name.contains("piece)") && *least >= large));
    Some(Compared {
        outcome,
        is_revised,
    })
}

fn follow(
    catalogues: &[Catalogue; 2],
    policy: &Policy,
    first: &Protected,
    after: &Exact,
    later: Later,
) -> Result<Protected, Unprotectable> {
    let release = Release::of(&catalogues[0], first);
    let all: Vec<Quarter> = catalogues[0].periods.clone();
    let following = Following {
        release: &release,
        revise: if later == Later::Revises { &all } else { &[] },
    };
    let following = (later != Later::Forgets).then_some(following);
    protect_after(&catalogues[1], policy, after, following)
}

/// How many pairs could be published, and how many of them were counted again.
#[track_caller]
fn check(
    n_people: usize,
    (how, later): (Change, Later),
    seeds: std::ops::Range<u64>,
) -> (usize, usize) {
    let (mut published, mut revised) = (0, 0);
    for seed in seeds {
        if let Some(compared) = attacked(n_people, seed, (how, later), usize::MAX) {
            published += 1;
            revised += usize::from(compared.is_revised);
            let Outcome {
                narrow, undecided, ..
            } = compared.outcome;
            assert_eq!(
                (narrow, undecided),
                (vec![], vec![]),
                "seed {seed}, {how:?}, {later:?}, revised: {}",
                compared.is_revised
            );
        }
    }
    (published, revised)
}

#[test]
fn the_same_snapshot_twice_says_nothing_more() {
    assert!(check(VILLAGE, (Change::Nothing, Later::Repeats), 0..1).0 > 0);
}

#[test]
fn late_corrections_give_nobody_away() {
    assert!(check(VILLAGE, (Change::Correction, Later::Repeats), 10..12).0 > 0);
}

#[test]
fn people_who_moved_are_not_given_away() {
    assert!(check(VILLAGE, (Change::Move, Later::Repeats), 20..22).0 > 0);
}

#[test]
fn people_who_left_the_list_are_not_given_away() {
    assert!(check(VILLAGE, (Change::Removal, Later::Repeats), 30..32).0 > 0);
}

#[test]
fn small_areas_that_changed_neighbourhood_are_not_given_away() {
    assert!(check(VILLAGE, (Change::Map(1), Later::Repeats), 40..42).0 > 0);
}

/// Where small areas have many people, their past is counted again on the new map.
#[test]
fn a_past_counted_again_on_a_new_map_gives_nobody_away() {
    let counted_again = (Change::Map(SMALL_AREAS / 2), Later::Revises);
    assert!(check(CITY, counted_again, 46..47).1 > 0);
}

/// Without the earlier release in mind the later one gives counts away, and the attack sees it.
#[test]
fn a_release_that_forgets_the_one_before_is_seen_through() {
    let changes = [Change::Correction, Change::Move, Change::Removal];
    let caught = (10..16).filter(|seed| {
        let how = changes[usize::try_from(seed % 3).unwrap()];
        attacked(VILLAGE, *seed, (how, Later::Forgets), 1)
            .is_some_and(|compared| !compared.outcome.narrow.is_empty())
    });
    assert!(caught.take(1).count() == 1);
}

/// As many pairs as `RELEASES` says, of every kind: for when there is time.
#[test]
#[ignore = "takes minutes; RELEASES says how many"]
fn thousands_of_pairs_of_releases_give_nobody_away() {
    let n = std::env::var("RELEASES").map_or(60, |text| text.parse().unwrap());
    let first = std::env::var("FIRST").map_or(100, |text| text.parse().unwrap());
    let n_people = std::env::var("PEOPLE").map_or(VILLAGE, |text| text.parse().unwrap());
    let changes = [
        Change::Nothing,
        Change::Correction,
        Change::Move,
        Change::Removal,
        Change::Overhaul,
        Change::Map(1),
        Change::Map(3),
        Change::Map(SMALL_AREAS),
    ];
    let mut told: BTreeMap<String, (usize, usize, usize)> = BTreeMap::new();
    for seed in first..first + n {
        let how = changes[usize::try_from(seed % 8).unwrap()];
        for later in [Later::Repeats, Later::Revises] {
            let (published, revised) = check(n_people, (how, later), seed..seed + 1);
            let of = told.entry(format!("{how:?} {later:?}")).or_default();
            (of.0, of.1, of.2) = (of.0 + 1, of.1 + published, of.2 + revised);
            println!("seed {seed}, {how:?}, {later:?}: {published} published, {revised} revised");
        }
    }
    for (what, (tried, published, revised)) in told {
        println!("{what}: {tried} tried, {published} published, {revised} of them revised");
    }
}
