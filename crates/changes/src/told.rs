//! What is otherwise, in sentences and tables: made once, for whoever shows it.

use aggregates::manifest::Manifest;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Measure, Scale};
use measures::published::Published;
use serde::{Deserialize, Serialize};
use wording::date::snapshot;
use wording::number::thousands;

use crate::{About, Changes, Corrected, Listed, Moved, Redefined, Turned};

/// Two releases that were compared, as a reader is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Which two.
    pub which: String,
    /// The id of the earlier one.
    pub earlier: String,
    /// The id of the later one.
    pub later: String,
    /// Each kind of change, in the order in which they are told.
    pub kinds: Vec<Kind>,
}

/// One kind of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kind {
    /// The word for it in names of files.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// What was found.
    pub finding: String,
    /// What that means.
    pub meaning: String,
    /// How many there are, listed or not.
    pub count: u64,
    /// The columns, and whether each holds numbers.
    pub columns: Vec<(String, bool)>,
    /// The cells of each row: as they are read, and as a program takes those that are numbers.
    pub rows: Vec<Vec<(String, Option<String>)>>,
}

/// A cell.
type Cell = (String, Option<String>);

impl Told {
    /// What changed between two releases.
    #[must_use]
    pub fn of(earlier: &Manifest, later: &Manifest, changes: &Changes) -> Self {
        let which = format!(
            "Release {}, data as of {}, against the earlier release {}, data as of {}.",
            later.release_id,
            wording::date::day(later.as_of),
            earlier.release_id,
            wording::date::day(earlier.as_of)
        );
        Self {
            which,
            earlier: earlier.release_id.clone(),
            later: later.release_id.clone(),
            kinds: kinds(changes, &later.catalogue).into(),
        }
    }
}

fn words(words: impl Into<String>) -> Cell {
    (words.into(), None)
}

/// A value of a measure; of a share, percent.
fn value(scale: Scale, value: Published<f64>) -> Cell {
    match value {
        Published::Shown(value) => (
            wording::number::value(scale, value),
            Some(plain(scale, value)),
        ),
        absent => words(wording::status::short(&absent).unwrap_or_default()),
    }
}

fn plain(scale: Scale, value: f64) -> String {
    match scale {
        Scale::Proportion => (value * 100.0).to_string(),
        Scale::RatePer(_) => value.to_string(),
    }
}

/// A count, or why there is none.
fn count(count: Published<u32>) -> String {
    match count {
        Published::Shown(count) => thousands(count.into()),
        absent => wording::status::short(&absent)
            .unwrap_or_default()
            .to_owned(),
    }
}

fn kinds(changes: &Changes, catalogue: &Catalogue) -> [Kind; 5] {
    let [then, now] = changes.snapshots.map(snapshot);
    let moved = if changes.snapshots[0] == changes.snapshots[1] {
        format!("Both releases end with the snapshot of {now}, so no figure can have moved.")
    } else if changes.n_compared == 0 {
        "No figure of the last two snapshots can be compared.".to_owned()
    } else {
        format!(
            "From {then} to {now}, {} of {} figures moved by more than chance would explain.",
            thousands(changes.moved.count),
            thousands(changes.n_compared)
        )
    };
    let corrected = match changes.n_again {
        0 => "The releases have no snapshot in common, so nothing was said twice.".to_owned(),
        all => format!(
            "Of {} figures about snapshots that both releases have, {} were corrected.",
            thousands(all),
            thousands(changes.corrected.count)
        ),
    };
    let turned = |count: u64, was: &str, is: &str| {
        format!("{} that {was} {is} now.", plural(count, "figure"))
    };
    [
        kind(
            "moved",
            "What moved",
            moved,
            "The last snapshot of each release, figure by figure. Listed is a figure whose \
                      change has a 95% interval that lies wholly on one side of no change. Many people \
                      are in both snapshots, which makes these intervals wider than they need be; of \
                      figures that did not move, fewer than one in twenty is listed by chance. What \
                      moved furthest comes first, everybody before groups.",
            changes.moved.count,
            moved_table(changes, catalogue),
        ),
        kind(
            "corrected",
            "What was corrected",
            corrected,
            "The same snapshot, and another figure than the earlier release published for it.",
            changes.corrected.count,
            corrected_table(&changes.corrected, catalogue),
        ),
        kind(
            "withheld",
            "What is newly withheld",
            turned(changes.newly_withheld.count, "were shown", "are withheld"),
            "Withheld so that nobody can be identified. It is not zero.",
            changes.newly_withheld.count,
            turned_table(&changes.newly_withheld, catalogue, "Shown before"),
        ),
        kind(
            "shown",
            "What is no longer withheld",
            turned(changes.newly_shown.count, "were withheld", "are shown"),
            "There are enough people by now.",
            changes.newly_shown.count,
            turned_table(&changes.newly_shown, catalogue, "Shown now"),
        ),
        kind(
            "definitions",
            "What is defined or named in another way",
            redefined_words(&changes.redefined),
            "Figures of a measure or an area that is not the same as before were not compared.",
            changes.redefined.len() as u64,
            redefined_table(&changes.redefined),
        ),
    ]
}

fn kind(
    key: &str,
    title: &str,
    finding: String,
    meaning: &str,
    count: u64,
    (columns, rows): Table,
) -> Kind {
    Kind {
        key: key.to_owned(),
        title: title.to_owned(),
        finding,
        meaning: meaning.to_owned(),
        count,
        columns,
        rows,
    }
}

fn plural(count: u64, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {thing}{ending}", thousands(count))
}

fn redefined_words(redefined: &[Redefined]) -> String {
    let n_not_compared = redefined.iter().filter(|one| one.not_compared).count();
    match (redefined.len(), n_not_compared) {
        (0, _) => "Measures, areas and the rule for small numbers are as they were.".to_owned(),
        (all, 0) => format!(
            "{} defined or named in another way.",
            are(all as u64, "thing")
        ),
        (all, some) => format!(
            "{} defined or named in another way; for {} of them figures were not compared.",
            are(all as u64, "thing"),
            thousands(some as u64)
        ),
    }
}

fn are(count: u64, thing: &str) -> String {
    let verb = if count == 1 { "is" } else { "are" };
    format!("{} {verb}", plural(count, thing))
}

/// The columns that say what a figure is about.
const ABOUT: [&str; 3] = ["Measure", "Area", "Group"];

fn about(about: &About, catalogue: &Catalogue) -> Vec<Cell> {
    let measure = catalogue.measure(&about.measure);
    let measure = measure.map_or(&about.measure, |measure| &measure.title);
    let area = catalogue.area_index(&about.area);
    let area = area.map_or(&about.area, |area| &catalogue.area(area).name);
    let label = wording::group::label(about.breakdown, &about.group);
    let group = match about.breakdown {
        Breakdown::All => label,
        // A fifth by itself could be of England or of here.
        breakdown => {
            let split = wording::list::capitalised(wording::group::split_by(breakdown));
            format!("{split}: {label}")
        }
    };
    vec![words(measure.clone()), words(area.clone()), words(group)]
}

fn scale(about: &About, catalogue: &Catalogue) -> Scale {
    let measure = catalogue.measure(&about.measure);
    measure.map_or(Scale::Proportion, Measure::scale)
}

/// Columns and rows.
type Table = (Vec<(String, bool)>, Vec<Vec<Cell>>);

fn table<R>(
    words: &[&str],
    numbers: &[&str],
    rows: &[R],
    cells: impl Fn(&R) -> Vec<Cell>,
) -> Table {
    let of = |names: &[&str], numeric: bool| -> Vec<(String, bool)> {
        names
            .iter()
            .map(|name| ((*name).to_owned(), numeric))
            .collect()
    };
    let columns = [of(words, false), of(numbers, true)].concat();
    (columns, rows.iter().map(cells).collect())
}

fn moved_table(changes: &Changes, catalogue: &Catalogue) -> Table {
    let [then, now] = changes.snapshots.map(snapshot);
    let numbers = [&then, &now, "Change", "95% interval", "How far"];
    table(&ABOUT, &numbers, &changes.moved.rows, |moved: &Moved| {
        let scale = scale(&moved.about, catalogue);
        let mut cells = about(&moved.about, catalogue);
        let far = if moved.much {
            "outside 99.8%"
        } else {
            "outside 95%"
        };
        cells.extend([
            value(scale, Published::Shown(moved.then)),
            value(scale, Published::Shown(moved.now)),
            (
                wording::number::signed_points(scale, moved.difference),
                Some(plain(scale, moved.difference)),
            ),
            words(wording::number::signed_interval(scale, &moved.interval)),
            words(far),
        ]);
        cells
    })
}

fn corrected_table(corrected: &Listed<Corrected>, catalogue: &Catalogue) -> Table {
    let columns = [&ABOUT[..], &["Snapshot"]].concat();
    let numbers = ["Was", "Is", "Counts were", "Counts are"];
    table(&columns, &numbers, &corrected.rows, |row: &Corrected| {
        let scale = scale(&row.about, catalogue);
        let counts = |counts: [Published<u32>; 2]| {
            let [above, below] = counts.map(count);
            words(format!("{above} of {below}"))
        };
        let mut cells = about(&row.about, catalogue);
        cells.extend([
            words(snapshot(row.snapshot)),
            value(scale, row.value_then),
            value(scale, row.value_now),
            counts(row.then),
            counts(row.now),
        ]);
        cells
    })
}

fn turned_table(turned: &Listed<Turned>, catalogue: &Catalogue, number: &str) -> Table {
    let columns = [&ABOUT[..], &["Snapshot before", "Snapshot now"]].concat();
    table(&columns, &[number], &turned.rows, |row: &Turned| {
        let mut cells = about(&row.about, catalogue);
        let [then, now] = row.snapshots.map(snapshot);
        let value = value(scale(&row.about, catalogue), Published::Shown(row.value));
        cells.extend([words(then), words(now), value]);
        cells
    })
}

fn redefined_table(redefined: &[Redefined]) -> Table {
    let columns = ["What", "Which part", "Was", "Is", "Figures"];
    table(&columns, &[], redefined, |row: &Redefined| {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "not there".to_owned());
        let figures = if row.not_compared {
            "not compared"
        } else {
            "compared"
        };
        vec![
            words(row.subject.clone()),
            words(row.property.clone()),
            words(side(&row.before)),
            words(side(&row.now)),
            words(figures),
        ]
    })
}
