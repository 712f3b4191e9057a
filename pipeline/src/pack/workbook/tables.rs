//! The tables of the workbook: measures, everybody, groups, time, gaps, sets of conditions.

use aggregates::gaps::Method;
use exhibits::book::{Numbers, Value};
use exhibits::deprivation::between;
use exhibits::shelf::Shelf;
use exhibits::state::{LOCAL_FIFTHS, Page};
use exhibits::view::{View, everybody, population};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use measures::definition::Scale;
use measures::published::Published;

use super::super::charts::selection;
use super::super::chosen::Chosen;

/// The columns that say which measure and area a row is about, with their widths in letters.
const NAMED: [(&str, f64); 3] = [("Measure", 26.0), ("Title", 44.0), ("Area", 26.0)];
/// The columns of a figure.
const FIGURE: [(&str, f64); 6] = [
    ("Value", 12.0),
    ("95% interval, from", 12.0),
    ("to", 12.0),
    ("People or events counted", 14.0),
    ("Out of people", 14.0),
    ("Unit", 24.0),
];
/// The gaps between fifths, and what they are called.
const METHODS: [(Method, &str); 4] = [
    (Method::Difference, "Least less most deprived fifth"),
    (Method::Ratio, "Least by most deprived fifth"),
    (Method::SlopeIndex, "Slope index of inequality"),
    (Method::RelativeIndex, "Relative index of inequality"),
];

/// Every sheet of tables.
pub(super) fn sheets(shelf: &Shelf, chosen: &Chosen) -> Vec<Numbers> {
    vec![
        measures(shelf, chosen),
        latest(shelf, chosen),
        groups(shelf, chosen),
        over_time(shelf, chosen),
        gaps(shelf, chosen),
        sets(shelf, chosen),
    ]
}

fn measures(shelf: &Shelf, chosen: &Chosen) -> Numbers {
    let catalogue = shelf.catalogue();
    let rows = chosen.measures.iter().map(|measure| {
        let measure = &catalogue.measures[*measure];
        vec![
            words(&measure.key),
            words(&measure.title),
            words(&measure.question),
            words(&population(measure, catalogue)),
            words(&measure.unit),
            words(&measure.caveat),
        ]
    });
    let columns = [
        ("Measure", 26.0),
        ("Title", 44.0),
        ("Question", 60.0),
        ("Out of", 44.0),
        ("Unit", 24.0),
        ("Keep in mind", 80.0),
    ];
    sheet("Measures", &[&columns], rows.collect())
}

/// Everybody of every area at the last snapshot, beside the whole.
fn latest(shelf: &Shelf, chosen: &Chosen) -> Numbers {
    let catalogue = shelf.catalogue();
    let rows = of_each(chosen, |measure, area| {
        let opening = selection(catalogue, Page::Neighbourhood, measure, area);
        let beside = View::of(shelf, &opening).comparison_of(measure, area);
        let mut row = named(shelf, measure, area);
        row.extend(figure(shelf, measure, last(shelf), everybody(area)));
        row.push(words(
            beside.map(wording::comparison::short).unwrap_or_default(),
        ));
        vec![row]
    });
    let beside = format!("Beside {}", catalogue.whole.name);
    sheet(
        "Latest figures",
        &[&NAMED, &FIGURE, &[(&beside, 18.0)]],
        rows,
    )
}

/// The groups of every area's people at the last snapshot.
fn groups(shelf: &Shelf, chosen: &Chosen) -> Numbers {
    let catalogue = shelf.catalogue();
    let rows = of_each(chosen, |measure, area| {
        let places = catalogue.published_places(&catalogue.measures[measure]);
        let wanted = |place: &Place| place.breakdown != Breakdown::All && place.area == area;
        let rows = places.into_iter().filter(wanted).map(|place| {
            let label = &catalogue.groups(place.breakdown)[place.group];
            let split_by = wording::group::split_by(place.breakdown);
            let mut row = named(shelf, measure, area);
            row.push(words(&wording::list::capitalised(split_by)));
            row.push(words(&wording::group::label(place.breakdown, label)));
            row.extend(figure(shelf, measure, last(shelf), place));
            row
        });
        rows.collect()
    });
    let split = [("Split by", 28.0), ("Group", 28.0)];
    sheet("By group", &[&NAMED, &split, &FIGURE], rows)
}

/// Everybody of every area at every snapshot.
fn over_time(shelf: &Shelf, chosen: &Chosen) -> Numbers {
    let catalogue = shelf.catalogue();
    let rows = of_each(chosen, |measure, area| {
        let periods = catalogue.periods.iter().enumerate();
        let rows = periods.map(|(period, quarter)| {
            let mut row = named(shelf, measure, area);
            row.push(words(&quarter.to_string()));
            row.extend(figure(shelf, measure, period, everybody(area)));
            row
        });
        rows.collect()
    });
    sheet("Over time", &[&NAMED, &[("Snapshot", 12.0)], &FIGURE], rows)
}

/// What lies between the least and the most deprived fifth, as the release gives it.
fn gaps(shelf: &Shelf, chosen: &Chosen) -> Numbers {
    let catalogue = shelf.catalogue();
    let rows = of_each(chosen, |measure, area| {
        let definition = &catalogue.measures[measure];
        if !definition.publishes(LOCAL_FIFTHS, area == catalogue.whole_index()) {
            return Vec::new();
        }
        let opening = selection(catalogue, Page::Inequalities, measure, area);
        let view = View::of(shelf, &opening);
        let rows = METHODS.into_iter().map(|(method, name)| {
            let gap = between(&view, last(shelf), area, LOCAL_FIFTHS, method);
            let scale = match method {
                Method::Difference | Method::SlopeIndex => definition.scale(),
                // A ratio is the same of shares and of percentages.
                _ => Scale::RatePer(1),
            };
            let mut row = named(shelf, measure, area);
            row.push(words(name));
            row.extend([
                value(scale, gap.map(|gap| gap.value)),
                value(scale, gap.map(|gap| gap.interval.lower)),
                value(scale, gap.map(|gap| gap.interval.upper)),
            ]);
            row
        });
        rows.collect()
    });
    sheet(
        "Gaps by deprivation",
        &[&NAMED, &[("Method", 32.0)], &FIGURE[..3]],
        rows,
    )
}

/// The sets of conditions that people have together.
fn sets(shelf: &Shelf, chosen: &Chosen) -> Numbers {
    let catalogue = shelf.catalogue();
    let several = catalogue.several_conditions();
    let wanted = several.is_some_and(|several| chosen.measures.contains(&several));
    let areas = chosen.areas.iter().filter(|_| wanted);
    let rows = areas.flat_map(|area| {
        let sets = shelf.combinations(last(shelf), *area).unwrap_or_default();
        sets.into_iter().map(|set| {
            let names = set.conditions.iter();
            let names: Vec<&str> = names
                .map(|condition| catalogue.conditions[*condition].name.as_str())
                .collect();
            vec![
                words(&catalogue.area(*area).name),
                words(&names.join(", ")),
                Value::Number(f64::from(set.people)),
            ]
        })
    });
    let columns = [("Area", 26.0), ("Conditions", 80.0), ("People", 12.0)];
    sheet("Sets of conditions", &[&columns], rows.collect())
}

/// The rows of every chosen measure in every chosen area.
fn of_each(chosen: &Chosen, rows: impl Fn(usize, AreaIndex) -> Vec<Vec<Value>>) -> Vec<Vec<Value>> {
    let mut all = Vec::new();
    for measure in &chosen.measures {
        for area in &chosen.areas {
            all.extend(rows(*measure, *area));
        }
    }
    all
}

fn sheet(name: &str, columns: &[&[(&str, f64)]], rows: Vec<Vec<Value>>) -> Numbers {
    let columns = columns.iter().flat_map(|some| some.iter());
    Numbers {
        name: name.to_owned(),
        columns: columns
            .map(|(name, width)| ((*name).to_owned(), *width))
            .collect(),
        rows,
    }
}

/// The last snapshot.
fn last(shelf: &Shelf) -> usize {
    shelf.catalogue().periods.len().saturating_sub(1)
}

fn words(text: &str) -> Value {
    Value::Words(text.to_owned())
}

/// The cells under [`NAMED`].
fn named(shelf: &Shelf, measure: usize, area: AreaIndex) -> Vec<Value> {
    let catalogue = shelf.catalogue();
    let definition = &catalogue.measures[measure];
    vec![
        words(&definition.key),
        words(&definition.title),
        words(&catalogue.area(area).name),
    ]
}

/// The cells under [`FIGURE`].
fn figure(shelf: &Shelf, measure: usize, period: usize, place: Place) -> Vec<Value> {
    let catalogue = shelf.catalogue();
    let definition = &catalogue.measures[measure];
    let scale = definition.scale();
    let row = shelf.row(measure, period, place);
    let figure = row.map_or(Published::NotCalculable, |row| row.figure(catalogue));
    let count = |count: Option<Published<u32>>| {
        let count = count.unwrap_or(Published::NotCalculable);
        value(Scale::RatePer(1), count.map(f64::from))
    };
    vec![
        value(scale, figure.map(|figure| figure.value)),
        value(scale, figure.map(|figure| figure.interval_95.lower)),
        value(scale, figure.map(|figure| figure.interval_95.upper)),
        count(row.map(|row| row.numerator)),
        count(row.map(|row| row.denominator)),
        words(&definition.unit),
    ]
}

/// A number as a sheet shows it: a share in percent.
fn value(scale: Scale, given: Published<f64>) -> Value {
    match given {
        Published::Shown(number) => Value::Number(match scale {
            Scale::Proportion => number * 100.0,
            Scale::RatePer(_) => number,
        }),
        absent => Value::Absent(
            wording::status::short(&absent)
                .unwrap_or_default()
                .to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_row_and_absence_is_a_word() {
        let shelf = exhibits::sample::shelf();
        let chosen = Chosen::of(&shelf, &[], &[], None).unwrap();
        let sheets = sheets(&shelf, &chosen);
        for sheet in &sheets {
            for row in &sheet.rows {
                assert_eq!(row.len(), sheet.columns.len(), "{}", sheet.name);
            }
        }
        let rows: Vec<(&str, usize)> = sheets
            .iter()
            .map(|sheet| (sheet.name.as_str(), sheet.rows.len()))
            .collect();
        let (measures, areas, snapshots) = (11, 4, 8);
        assert_eq!(rows[0], ("Measures", measures));
        assert_eq!(rows[1], ("Latest figures", measures * areas));
        assert_eq!(rows[3], ("Over time", measures * areas * snapshots));
        let cells = |sheet: usize| sheets[sheet].rows.iter().flatten();
        assert!(cells(2).any(|cell| *cell == Value::Absent("withheld".to_owned())));
        assert!(cells(2).any(|cell| *cell == Value::Number(0.0)));
        assert!(cells(3).any(|cell| *cell == Value::Absent("not calculable".to_owned())));
    }

    #[test]
    fn a_share_is_in_percent_and_a_rate_is_as_it_is() {
        let shown = Published::Shown(0.25);
        assert_eq!(value(Scale::Proportion, shown), Value::Number(25.0));
        assert_eq!(value(Scale::RatePer(1_000), shown), Value::Number(0.25));
    }
}
