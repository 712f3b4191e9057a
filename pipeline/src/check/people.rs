//! The people of an extract: how much is known of them, and who of them came and went.
//!
//! Adds up; never looks at one person.

use measures::breakdown::ETHNIC_GROUPS;
use wording::number::thousands;

use crate::extract::Loaded;
use crate::ingest::Quality;
use crate::tables::{NEVER, Tables};

use super::report::Align::{Left, Right};
use super::report::{Section, Table, percent};

/// How many people there are, and how many of them lack what.
#[derive(Debug, Default)]
pub(super) struct People {
    /// One for each neighbourhood, in order of code.
    pub(super) neighbourhoods: Vec<Known>,
    /// Those in a neighbourhood without any condition of the config.
    pub(super) without_condition: u64,
    /// Those in a neighbourhood without any event that a measure uses.
    pub(super) without_event: u64,
    /// Registered a year before the last snapshot.
    pub(super) registered: u64,
    /// Of these, the ones who had left or died at the last snapshot.
    pub(super) gone: u64,
    /// Of all people, those who have ever left or died.
    ever_gone: u64,
}

/// What is known of the people of one place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known {
    pub(super) people: u64,
    pub(super) ethnicity: u64,
    pub(super) deprivation: u64,
}

impl People {
    pub(super) fn of(loaded: &Loaded, tables: &Tables) -> Self {
        let people = &tables.people;
        let mut has_condition = vec![false; people.birth.len()];
        for fact in &tables.conditions {
            has_condition[fact.person as usize] = true;
        }
        let mut has_event = vec![false; people.birth.len()];
        for fact in &tables.events {
            has_event[fact.person as usize] = true;
        }
        let areas = loaded.geography.small_areas();
        let mut sums = Self {
            neighbourhoods: vec![Known::default(); loaded.geography.neighbourhoods().len()],
            ..Self::default()
        };
        let year = loaded
            .periods
            .last()
            .map(|last| (last.minus(4).days_since_epoch(), last.days_since_epoch()));
        for row in 0..people.birth.len() {
            if let Some((before, after)) = year {
                let left = people.registered_to[row].min(people.died[row]);
                let registered = people.registered_from[row] <= before && left > before;
                sums.registered += u64::from(registered);
                sums.gone += u64::from(registered && left <= after);
            }
            let left = people.registered_to[row].min(people.died[row]);
            sums.ever_gone += u64::from(left != NEVER);
            let Some(area) = areas.get(people.small_area[row] as usize) else {
                continue;
            };
            sums.without_condition += u64::from(!has_condition[row]);
            sums.without_event += u64::from(!has_event[row]);
            let known = &mut sums.neighbourhoods[area.neighbourhood.0];
            let is_known = usize::from(people.ethnic_group[row]) + 1 < ETHNIC_GROUPS.len();
            known.people += 1;
            known.ethnicity += u64::from(is_known);
            known.deprivation += u64::from(area.decile.is_some());
        }
        sums
    }

    /// People in any neighbourhood.
    pub(super) fn inside(&self) -> u64 {
        self.neighbourhoods.iter().map(|known| known.people).sum()
    }
}

/// How many people can be used, and what they lack.
pub(super) fn usable(quality: &Quality, known: &People) -> Section {
    let row = |name: &str, people: u64, of: u64, meaning: &str| {
        vec![
            name.to_owned(),
            thousands(people),
            percent(people, of),
            meaning.to_owned(),
        ]
    };
    let (all, inside) = (quality.people, known.inside());
    Section {
        heading: "People",
        lead: String::new(),
        table: Some(Table {
            head: vec![
                ("", Left),
                ("people", Right),
                ("share", Right),
                ("what it means", Left),
            ],
            rows: vec![
                row("usable", all, all, "rows of person not set aside"),
                row(
                    "outside_area",
                    quality.people_outside_area,
                    all,
                    "the small area is in no neighbourhood: not counted",
                ),
                row(
                    "ethnicity not known",
                    quality.people_unknown_ethnicity,
                    all,
                    "counted as Not known",
                ),
                row(
                    "sex not known or other",
                    quality.people_unknown_sex,
                    all,
                    "counted as other or not known",
                ),
                row(
                    "no condition",
                    known.without_condition,
                    inside,
                    "of those in a neighbourhood, none of conditions.csv was ever diagnosed",
                ),
                row(
                    "no event",
                    known.without_event,
                    inside,
                    "of those in a neighbourhood, none that a measure uses was ever recorded",
                ),
            ],
        }),
    }
}

/// How much is known in each neighbourhood: where less is, gaps between groups say less.
pub(super) fn by_neighbourhood(loaded: &Loaded, known: &People) -> Option<Section> {
    if known.inside() == 0 {
        return None;
    }
    let areas = loaded.geography.neighbourhoods().iter();
    let rows = areas
        .zip(&known.neighbourhoods)
        .map(|(area, known)| {
            vec![
                area.name.clone(),
                thousands(known.people),
                percent(known.ethnicity, known.people),
                percent(known.deprivation, known.people),
            ]
        })
        .collect();
    let person = loaded.quality.table("person");
    let small_area = person.and_then(|table| {
        let mut columns = table.columns.iter();
        columns.find(|column| column.column == "lsoa21_code")
    });
    Some(Section {
        heading: "What is known by neighbourhood",
        lead: small_area.map_or_else(String::new, |column| {
            format!(
                "{} of all rows have a small area.",
                percent(column.filled, column.rows)
            )
        }),
        table: Some(Table {
            head: vec![
                ("neighbourhood", Left),
                ("people", Right),
                ("ethnicity", Right),
                ("deprivation", Right),
            ],
            rows,
        }),
    })
}

/// What is wrong when hardly anybody is ever seen to leave.
pub(super) fn nobody_leaves(loaded: &Loaded, known: &People) -> Option<String> {
    /// In England about one person in a hundred dies in a year, and several move.
    const FEWEST_PERCENT: u64 = 1;
    /// Fewer people might all have stayed.
    const FEWEST_PEOPLE: u64 = 200;
    let last = loaded.periods.last()?;
    if known.registered < FEWEST_PEOPLE || 100 * known.gone >= FEWEST_PERCENT * known.registered {
        return None;
    }
    Some(format!(
        "Almost nobody leaves: of {} people registered on {}, {} had left or died by {}, and {} of \
         all people ever have. An extract of today's patients lacks those who were there before, \
         so earlier snapshots would be wrong: send everybody registered since the first of them, \
         or count one snapshot only (--quarters 1).",
        thousands(known.registered),
        last.minus(4).last_day(),
        thousands(known.gone),
        last.last_day(),
        thousands(known.ever_gone),
    ))
}
