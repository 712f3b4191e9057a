//! Sets of conditions against the policy, the counts of each condition, and each other.
//!
//! Nobody can recompute them from other published counts; but no more people can have any of the
//! sets than have their conditions, and what is listed must be large, rounded and in order.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use aggregates::combinations::Combination;
use aggregates::schema::Table;
use disclosure::policy::Policy;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use measures::definition::{Population, Rule};
use measures::published::Published;

use super::counts::{Counted, Shared};
use super::names::Names;
use super::release::Release;
use super::report::{Check, Report};
use super::table::{Found, day, parquet_rows};

/// The most sets that are listed of one area and snapshot.
const MOST_SETS: usize = 40;
/// The fewest people of a listed set.
const FEWEST_PEOPLE: u32 = 10;

/// Checks that the rows stand in the order of period, area, people (most first) and keys.
pub(super) fn check_order(release: &Release, report: &mut Report) {
    let name = Table::Combinations.file_name();
    let columns = ["period_end", "area", "people", "conditions"];
    let Some(bytes) = release.contents.get(name) else {
        return;
    };
    let (mut row, mut before, mut first_wrong) = (0_u64, None, None);
    // What cannot be read is told where the table is decoded.
    let _rows = parquet_rows(Table::Combinations, bytes, &columns, |cells| {
        row += 1;
        let words: Vec<String> = cells.iter().map(|cell| cell.words()).collect();
        let [
            Found::Day(days),
            Found::Text(area),
            Found::Count(people),
            Found::Texts(keys),
        ] = cells
        else {
            return;
        };
        let key = (
            day(*days),
            (*area).to_owned(),
            Reverse(*people),
            (*keys).to_owned(),
        );
        if before.as_ref().is_some_and(|before| key <= *before) {
            first_wrong.get_or_insert((row, words));
        }
        before = Some(key);
    });
    if let Some((row, words)) = first_wrong {
        report.differs(Check::Grid, || {
            let words = words.join(", ");
            format!("{name}: row {row} ({words}) does not come after the row before it")
        });
    }
}

/// Checks every listed set.
pub(super) fn check(
    names: &Names<'_>,
    policy: &Policy,
    shared: &Shared,
    sets: &[Combination],
    report: &mut Report,
) {
    let listed = Listed {
        names,
        policy,
        sets,
    };
    report.checked(sets.len() as u64, "sets of conditions");
    let differences = [
        listed.each(),
        listed.too_many(),
        listed.above_their_counts(shared),
        listed.above_the_whole(),
    ];
    for line in differences.into_iter().flatten() {
        report.differs(Check::Combinations, || {
            format!("{}: {line}", Table::Combinations.file_name())
        });
    }
}

/// Whether the people of a set are counted.
type Holds = Box<dyn Fn(&Combination) -> bool>;

struct Listed<'a> {
    names: &'a Names<'a>,
    policy: &'a Policy,
    /// In order of period, area, people and conditions.
    sets: &'a [Combination],
}

impl Listed<'_> {
    /// Counts that the policy never lists.
    fn each(&self) -> Vec<String> {
        let policy = self.policy.name();
        let wrong = self
            .sets
            .iter()
            .filter(|set| set.people < FEWEST_PEOPLE || self.policy.could_be(set.people).is_none());
        wrong
            .map(|set| {
                let people = set.people;
                let name = self.name(set);
                format!("{name}: is {people}, which the policy {policy} never lists")
            })
            .collect()
    }

    fn too_many(&self) -> Vec<String> {
        let lists = self.lists().filter(|sets| sets.len() > MOST_SETS);
        lists
            .map(|sets| {
                let (place, found) = (self.place(&sets[0]), sets.len());
                format!("{place}: has {found} sets, at most {MOST_SETS} are listed")
            })
            .collect()
    }

    /// Lists whose people are more than have their conditions, or that many conditions.
    fn above_their_counts(&self, shared: &Shared) -> Vec<String> {
        let mut lines = Vec::new();
        for sets in self.lists() {
            let place = Place {
                area: sets[0].area,
                breakdown: Breakdown::All,
                group: 0,
            };
            for counted in shared.every() {
                let Some(holds) = self.condition_of(shared.what(counted)) else {
                    continue;
                };
                let count = shared.count(counted, sets[0].period, place);
                let most = count
                    .and_then(Published::shown)
                    .and_then(|shown| self.policy.could_be(shown))
                    .map(|(_, most)| u64::from(most));
                let least: u64 = sets
                    .iter()
                    .filter(|set| holds(set))
                    .map(|set| self.least(set))
                    .sum();
                if let Some(most) = most.filter(|most| least > *most) {
                    lines.push(format!(
                        "{}: its sets have at least {least} people, the {} is at most {most}",
                        self.place(&sets[0]),
                        shared.name(self.names.catalogue, counted)
                    ));
                }
            }
        }
        lines
    }

    /// Sets of neighbourhoods that together have more people than in the whole.
    fn above_the_whole(&self) -> Vec<String> {
        let whole = self.names.catalogue.whole_index();
        let mut inside: BTreeMap<(usize, &[usize]), u64> = BTreeMap::new();
        for set in self.sets.iter().filter(|set| set.area != whole) {
            *inside.entry((set.period, &set.conditions)).or_default() += self.least(set);
        }
        let of_the_whole = self.sets.iter().filter(|set| set.area == whole);
        of_the_whole
            .filter_map(|set| {
                let most = self.policy.could_be(set.people)?.1;
                let least = inside.get(&(set.period, &set.conditions[..]))?;
                (*least > u64::from(most)).then(|| {
                    let name = self.name(set);
                    format!("{name}: is at most {most}, its neighbourhoods make at least {least}")
                })
            })
            .collect()
    }

    /// Which sets hold only people who are counted so; `None` where a set says nothing of it.
    fn condition_of(&self, counted: &Counted) -> Option<Holds> {
        let several = |set: &Combination| !set.conditions.is_empty();
        match counted {
            Counted::People(Population::AdultsWith3OrMore) => Some(Box::new(several)),
            Counted::Above(among, rule) => {
                let everybody = matches!(
                    **among,
                    Counted::People(Population::Adults | Population::AdultsWith3OrMore)
                );
                match rule {
                    Rule::ConditionsAtLeast(least) if everybody => {
                        let least = *least as usize;
                        Some(Box::new(move |set| set.conditions.len() >= least))
                    }
                    Rule::HasCondition(key) if everybody => {
                        let conditions = &self.names.catalogue.conditions;
                        let condition = conditions.iter().position(|one| one.condition == *key)?;
                        Some(Box::new(move |set| set.conditions.contains(&condition)))
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The sets of each area and snapshot.
    fn lists(&self) -> impl Iterator<Item = &[Combination]> {
        let place = |set: &Combination| (set.period, set.area);
        self.sets
            .chunk_by(move |one, next| place(one) == place(next))
    }

    /// The fewest people that a listed set can have.
    fn least(&self, set: &Combination) -> u64 {
        let could_be = self.policy.could_be(set.people);
        could_be.map_or(0, |(least, _)| least.into())
    }

    fn place(&self, set: &Combination) -> String {
        let area: AreaIndex = set.area;
        let code = &self.names.catalogue.area(area).code;
        format!("{}, {code}", self.names.catalogue.periods[set.period])
    }

    fn name(&self, set: &Combination) -> String {
        let keys = set.conditions.iter().map(|condition| {
            let condition = &self.names.catalogue.conditions[*condition];
            condition.condition.as_str()
        });
        let keys: Vec<&str> = keys.collect();
        format!("{}, {}", self.place(set), keys.join(" + "))
    }
}
