//! Do we agree with an independent implementation of the same methods?
//!
//! The rows are in `tests/vectors`. Where `OUTCOMES_VECTORS` names a folder of further rows in the
//! same form, they are checked as well.
#![cfg(test)]

use std::path::Path;

use measures::comparison::{Comparison, compare};
use measures::definition::{Direction, Scale};
use measures::difference::Difference;
use measures::figure::{Figure, figure};
use measures::interval::{Confidence, Interval};
use measures::limits::Funnel;
use measures::poisson::BYAR_FROM;
use measures::proportion::Proportion;
use measures::published::Published::Shown;
use measures::rate::Rate;
use measures::slope::{Fifth, Slope};
use measures::standard::EUROPEAN_2013;
use measures::standardised::{NotStandardised, Standardised, Stratum};
use measures::trend::Trend;

/// Relative tolerance of counts and proportions.
const COUNTS: f64 = 1e-12;
/// Relative tolerance of standardised figures, slope indices and trends.
const REGRESSIONS: f64 = 1e-9;

/// A row of a table, by column name.
struct Row {
    file: String,
    line: u64,
    headers: csv::StringRecord,
    cells: csv::StringRecord,
}

impl Row {
    #[track_caller]
    fn text(&self, column: &str) -> &str {
        let place = self.headers.iter().position(|header| header == column);
        &self.cells[place.unwrap_or_else(|| panic!("{}: no column {column}", self.file))]
    }

    #[track_caller]
    fn number(&self, column: &str) -> f64 {
        self.text(column).parse().unwrap()
    }

    #[track_caller]
    fn count(&self, column: &str) -> u64 {
        self.text(column).parse().unwrap()
    }

    /// A list of whole numbers separated by spaces.
    #[track_caller]
    fn counts(&self, column: &str) -> Vec<u32> {
        let words = self.text(column).split(' ');
        words.map(|word| word.parse().unwrap()).collect()
    }

    #[track_caller]
    fn check(&self, column: &str, found: f64, tolerance: f64) {
        let expected = self.number(column);
        let near = (found - expected).abs() <= tolerance * expected.abs();
        let place = format!("{}:{}: {column}", self.file, self.line);
        assert!(near, "{place}: expected {expected}, found {found}");
    }

    #[track_caller]
    fn check_interval(&self, columns: [&str; 2], found: Interval, tolerance: f64) {
        self.check(columns[0], found.lower, tolerance);
        self.check(columns[1], found.upper, tolerance);
    }

    /// A 95% and a 99.8% interval in the columns `…lower95`, `…upper95`, `…lower99_8`, ….
    #[track_caller]
    fn check_both(&self, prefix: &str, found: impl Fn(Confidence) -> Interval, tolerance: f64) {
        for (confidence, suffix) in [
            (Confidence::Percent95, "95"),
            (Confidence::Percent998, "99_8"),
        ] {
            let columns = ["lower", "upper"].map(|end| format!("{prefix}{end}{suffix}"));
            self.check_interval([&columns[0], &columns[1]], found(confidence), tolerance);
        }
    }
}

/// The rows of a table here and, where it exists, of the same table among the further ones.
fn rows(name: &str) -> Vec<Row> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut rows = read(&root.join("tests/vectors").join(name));
    assert!(!rows.is_empty(), "{name} is empty");
    if let Some(further) = std::env::var_os("OUTCOMES_VECTORS") {
        rows.extend(read(&Path::new(&further).join(name)));
    }
    rows
}

fn read(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let records = reader.records().map(Result::unwrap);
    records
        .map(|cells| Row {
            file: path.display().to_string(),
            line: cells.position().unwrap().line(),
            headers: headers.clone(),
            cells,
        })
        .collect()
}

/// The rows of `inputs` that belong to the case of `expected`, in order.
fn of_case<'a>(inputs: &'a [Row], expected: &Row, case: &str) -> Vec<&'a Row> {
    let same = |row: &&Row| row.text(case) == expected.text(case);
    // The same case may stand in both folders: keep those of the expected row's own.
    let folder = |file: &str| Path::new(file).parent().map(Path::to_path_buf);
    let beside = |row: &&Row| folder(&row.file) == folder(&expected.file);
    inputs.iter().filter(same).filter(beside).collect()
}

fn share(numerator: u64, denominator: u64) -> Proportion {
    Proportion::new(numerator, denominator).unwrap()
}

fn share_figure(numerator: u64, denominator: u64) -> Figure {
    let counts = [numerator, denominator].map(|count| Shown(u32::try_from(count).unwrap()));
    figure(Scale::Proportion, counts[0], counts[1], None)
        .shown()
        .unwrap()
}

#[test]
fn proportions() {
    for row in rows("wilson.csv") {
        let share = share(row.count("x"), row.count("n"));
        row.check("value", share.value(), COUNTS);
        row.check_both("", |confidence| share.wilson_interval(confidence), COUNTS);
    }
}

#[test]
fn rates() {
    for row in rows("rate_per_1000.csv") {
        let events = row.count("x");
        let rate = Rate::new(events, row.count("n"), 1_000).unwrap();
        row.check("value", rate.value(), COUNTS);
        row.check_both("", |confidence| rate.interval(confidence), COUNTS);
        let method = if events < BYAR_FROM { "Exact" } else { "Byars" };
        assert_eq!(row.text("method"), method);
    }
}

#[test]
fn differences() {
    for row in rows("gap_newcombe.csv") {
        let difference = Difference {
            first: share(row.count("x1"), row.count("n1")),
            second: share(row.count("x2"), row.count("n2")),
        };
        row.check("difference", difference.value(), COUNTS);
        let interval = difference.newcombe_interval(Confidence::Percent95);
        row.check_interval(["lower95", "upper95"], interval, COUNTS);
    }
}

#[test]
fn standardised_figures() {
    let inputs = rows("dsr_inputs.csv");
    for row in rows("dsr_expected_per1000.csv") {
        let bands = of_case(&inputs, &row, "case");
        let strata: Vec<Stratum> = bands
            .iter()
            .enumerate()
            .map(|(index, band)| {
                let weight = band.number("esp2013");
                assert!((weight - f64::from(EUROPEAN_2013[index])).abs() < 1e-9);
                Stratum::of_people(weight, band.count("pop"), band.count("count"))
            })
            .collect();
        assert_eq!(strata.len(), EUROPEAN_2013.len());
        let standardised = Standardised::new(&[strata]);
        if row.text("value").is_empty() {
            let events = row.count("total_count");
            assert_eq!(standardised, Err(NotStandardised::TooFewEvents { events }));
            continue;
        }
        let standardised = standardised.unwrap();
        row.check("value", standardised.value() * 1_000.0, REGRESSIONS);
        let interval = |confidence| {
            standardised
                .interval(confidence)
                .map(|limit| limit * 1_000.0)
        };
        row.check_both("", interval, REGRESSIONS);
    }
}

#[test]
fn slope_and_relative_indices() {
    let inputs = rows("sii_inputs.csv");
    for row in rows("sii_expected_logit.csv") {
        let groups: Vec<Fifth> = of_case(&inputs, &row, "case")
            .iter()
            .map(|group| {
                let people = group.count("population");
                let figure = share_figure(group.count("count"), people);
                let columns = ["wilson_lower95", "wilson_upper95"];
                group.check_interval(columns, figure.interval_95, COUNTS);
                Fifth { people, figure }
            })
            .collect();
        assert_eq!(groups.len() as u64, row.count("n_quantiles"));
        let slope = Slope::new(Scale::Proportion, &groups, groups.len()).unwrap();
        row.check("intercept", slope.at(0.0), REGRESSIONS);
        row.check("sii", slope.slope_index(), REGRESSIONS);
        row.check("rii", slope.relative_index(), REGRESSIONS);
        row.check_both(
            "sii_",
            |confidence| slope.slope_interval(confidence),
            REGRESSIONS,
        );
        row.check_both(
            "rii_",
            |confidence| slope.relative_interval(confidence),
            REGRESSIONS,
        );
    }
}

#[test]
fn funnel_limits_and_where_areas_lie() {
    for row in rows("funnel_proportion.csv") {
        let average = row.number("average");
        let funnel = Funnel::new(average).unwrap();
        let people = row.count("n");
        let narrow = funnel.limits(people, Confidence::Percent95).unwrap();
        let wide = funnel.limits(people, Confidence::Percent998).unwrap();
        row.check_interval(["lower_2s", "upper_2s"], narrow, COUNTS);
        row.check_interval(["lower_3s", "upper_3s"], wide, COUNTS);
        let expected = match row.text("significance") {
            "High (0.001)" => Comparison::MuchHigher,
            "High (0.025)" => Comparison::Higher,
            "Not significant" => Comparison::Similar,
            "Low (0.025)" => Comparison::Lower,
            "Low (0.001)" => Comparison::MuchLower,
            other => panic!("{other} is no class"),
        };
        let figure = share_figure(row.count("x"), people);
        assert_eq!(compare(&figure, average, Direction::Neutral), expected);
    }
}

#[test]
fn comparisons_with_a_point_value() {
    for row in rows("benchmark_rag.csv") {
        let figure = share_figure(row.count("x"), row.count("n"));
        let found = |direction| compare(&figure, row.number("benchmark"), direction);
        let high = found(Direction::HigherIsBetter);
        let low = found(Direction::LowerIsBetter);
        assert_eq!(in_five(high), row.text("rag5_high_is_good"));
        assert_eq!(in_five(low), row.text("rag5_low_is_good"));
        assert_eq!(in_three(high), row.text("rag3_high_is_good"));
        assert_eq!(in_three(low), row.text("rag3_low_is_good"));
        let neither = in_three(found(Direction::Neutral));
        assert_eq!(neither, row.text("no_judgement"));
    }
}

fn in_five(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::MuchBetter => "Best",
        Comparison::MuchWorse => "Worst",
        other => in_three(other),
    }
}

fn in_three(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::MuchBetter | Comparison::Better => "Better",
        Comparison::Similar => "Similar",
        Comparison::MuchWorse | Comparison::Worse => "Worse",
        Comparison::MuchHigher | Comparison::Higher => "Higher",
        Comparison::MuchLower | Comparison::Lower => "Lower",
    }
}

#[test]
fn yearly_trends() {
    for row in rows("trend.csv") {
        let counts = row.counts("counts_oldest_first");
        let yearly: Vec<Figure> = counts
            .iter()
            .zip(row.counts("denominators"))
            .map(|(&count, people)| share_figure(u64::from(count), u64::from(people)))
            .collect();
        let trend = Trend::new(&yearly).unwrap();
        row.check("generic_slope", trend.slope() * 100.0, REGRESSIONS);
        row.check("generic_chi2", trend.chi_squared(), REGRESSIONS);
        let marker = row.text("generic_marker").to_lowercase().replace(' ', "_");
        assert_eq!(trend.marker().key(), marker);
    }
}
