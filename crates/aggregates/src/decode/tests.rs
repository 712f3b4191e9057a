//! Every way in which a file can be wrong, and what is said of it.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, Date32Array, Float64Array, ListBuilder, RecordBatch, StringArray, StringBuilder,
    UInt32Array,
};
use arrow::datatypes::{DataType, Field, Schema};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Place;
use measures::published::Published;
use proptest::prelude::*;

use super::*;
use crate::encode::columns::Labels;
use crate::encode::{combinations_of, estimates_of, gaps_of, lists, overview_of, trends_of};
use crate::schema::element;
use crate::trends::TrendMethod;
use crate::{fixture, sealed};

/// One row of the small catalogue as a batch.
fn batch() -> RecordBatch {
    let catalogue = fixture::small();
    let row = Estimate {
        measure: 0,
        period: 5,
        place: Place {
            area: AreaIndex(1),
            breakdown: Breakdown::All,
            group: 0,
        },
        numerator: Published::Shown(30),
        denominator: Published::Shown(60),
        standardised: None,
        dispersion: None,
    };
    Labels::new(&catalogue)
        .estimates(Table::Estimates, &[row])
        .unwrap()
}

/// The same with another column in the place of one, or without it.
fn with(name: &str, column: Option<&ArrayRef>) -> RecordBatch {
    let batch = batch();
    let mut fields = Vec::new();
    let mut arrays = Vec::new();
    for (field, array) in batch.schema().fields().iter().zip(batch.columns()) {
        let array = if field.name() == name {
            match column {
                Some(column) => Arc::clone(column),
                None => continue,
            }
        } else {
            Arc::clone(array)
        };
        fields.push(Field::new(field.name(), array.data_type().clone(), true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).unwrap()
}

fn sealed(version: &str, batch: &RecordBatch) -> Vec<u8> {
    let parts = std::slice::from_ref(batch);
    sealed::write_as(Table::Estimates, version, batch.schema(), parts).unwrap()
}

#[track_caller]
fn check_column(name: &str, column: &ArrayRef, expected: &str) {
    let bytes = sealed("1", &with(name, Some(column)));
    check(&bytes, expected);
}

#[track_caller]
fn check(bytes: &[u8], expected: &str) {
    let error = estimates(bytes, &fixture::small()).unwrap_err();
    assert_eq!(error.to_string(), expected);
}

fn text(value: &str) -> ArrayRef {
    Arc::new(StringArray::from(vec![value]))
}

fn number(value: f64) -> ArrayRef {
    Arc::new(Float64Array::from(vec![value]))
}

#[test]
fn the_row_that_the_errors_are_made_from_is_right() {
    let rows = estimates(&sealed("1", &batch()), &fixture::small()).unwrap();
    assert_eq!(rows[0].numerator, Published::Shown(30));
}

#[test]
fn a_wrong_column_is_named_with_what_is_wrong() {
    check(
        &sealed("1", &with("area", None)),
        "estimates.parquet: column `area`: is missing",
    );
    check_column(
        "numerator",
        &text("30"),
        "estimates.parquet: column `numerator`: expected a whole number without sign (uint32), \
         found Utf8",
    );
    check_column(
        "group",
        &(Arc::new(StringArray::from(vec![None::<&str>])) as ArrayRef),
        "estimates.parquet: row 1: column `group`: must not be empty",
    );
}

#[test]
fn a_key_outside_the_catalogue_is_named() {
    let unknown = |column: &str, found: &str| {
        format!(
            "estimates.parquet: row 1: column `{column}`: `{found}` is not in the manifest's \
             catalogue"
        )
    };
    check_column("measure", &text("wealth"), &unknown("measure", "wealth"));
    check_column("area", &text("N9"), &unknown("area", "N9"));
    check_column("breakdown", &text("ward"), &unknown("breakdown", "ward"));
    check_column(
        "group",
        &text("all of them"),
        &unknown("group", "all of them"),
    );
    let day: ArrayRef = Arc::new(Date32Array::from(vec![0]));
    check_column("period_end", &day, &unknown("period_end", "1970-01-01"));
    let long = "x".repeat(200);
    let cut = format!("{}…", "x".repeat(40));
    check_column("area", &text(&long), &unknown("area", &cut));
}

#[test]
fn a_figure_that_cannot_be_is_refused() {
    let row = "estimates.parquet: row 1: column";
    check_column(
        "status",
        &text("withheld"),
        &format!("{row} `status`: `withheld` contradicts the figure, which is there"),
    );
    check_column(
        "denominator",
        &(Arc::new(UInt32Array::from(vec![None])) as ArrayRef),
        &format!("{row} `denominator_status`: `shown` contradicts the figure, which is absent"),
    );
    check_column(
        "denominator",
        &(Arc::new(UInt32Array::from(vec![20])) as ArrayRef),
        &format!(
            "{row} `numerator`: 30 of 20 is impossible: more people above the line than there are"
        ),
    );
    check_column(
        "dispersion",
        &number(f64::NAN),
        &format!("{row} `dispersion`: NaN is impossible: a published number is finite"),
    );
    check_column(
        "dispersion",
        &number(0.5),
        &format!(
            "{row} `dispersion`: 0.5 is impossible: events of one person make a dispersion of at \
             least 1"
        ),
    );
    check_column(
        "standardised_value",
        &number(0.5),
        &format!("{row} `standardised_value`: must not be empty"),
    );
    check_column(
        "breakdown",
        &text("sex_by_imd_quintile"),
        &format!(
            "{row} `breakdown`: sex_by_imd_quintile is impossible: the measure is not published \
             by it here"
        ),
    );
}

/// A set of conditions as somebody might write it.
#[track_caller]
fn check_set(keys: &[&str], expected: &str) {
    let mut list = ListBuilder::new(StringBuilder::new()).with_field(element(DataType::Utf8));
    for key in keys {
        list.values().append_value(key);
    }
    list.append(true);
    let columns: [ArrayRef; 4] = [
        Arc::new(Date32Array::from(vec![
            fixture::small().periods[0].days_since_epoch(),
        ])),
        text("N1"),
        Arc::new(list.finish()),
        Arc::new(UInt32Array::from(vec![25])),
    ];
    let table = Table::Combinations;
    let part = RecordBatch::try_new(table.arrow_schema(), columns.to_vec()).unwrap();
    let bytes = sealed::write(table, &[part]).unwrap();
    let error = combinations(&bytes, &fixture::small()).unwrap_err();
    let place = "combinations.parquet: row 1: column `conditions`: ";
    assert_eq!(error.to_string(), format!("{place}{expected}"));
}

#[test]
fn a_set_that_cannot_be_is_refused() {
    check_set(
        &["number_01", "number_02", "number_99"],
        "`number_99` is not in the manifest's catalogue",
    );
    check_set(
        &["number_01", "number_02"],
        "2 is impossible: a set has at least three conditions",
    );
    check_set(
        &["number_01", "number_02", "number_01"],
        "3 is impossible: a condition is in the set twice",
    );
}

/// A trend with a cell that contradicts the others.
#[track_caller]
fn check_trend(column: &str, changed: &ArrayRef, expected: &str) {
    let catalogue = fixture::small();
    let trend = Trend {
        measure: 0,
        area: AreaIndex(0),
        method: TrendMethod::YearlyTrend,
        first_period: Some(1),
        last_period: Some(5),
        points: 2,
        change: Published::NotCalculable,
    };
    let part = lists::trends(&Labels::new(&catalogue), &[trend]).unwrap();
    let mut columns = part.columns().to_vec();
    columns[part.schema().index_of(column).unwrap()] = Arc::clone(changed);
    let part = RecordBatch::try_new(part.schema(), columns).unwrap();
    let bytes = sealed::write(Table::Trends, &[part]).unwrap();
    let error = super::trends(&bytes, &catalogue).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("trends.parquet: row 1: column {expected}")
    );
}

#[test]
fn a_trend_that_contradicts_itself_is_refused() {
    check_trend(
        "status",
        &text("shown"),
        "`status`: `shown` contradicts the figure, which is absent",
    );
    check_trend(
        "marker",
        &text("increasing"),
        "`direction`: must not be empty",
    );
    check_trend(
        "method",
        &text("guess"),
        "`method`: `guess` is not in the manifest's catalogue",
    );
    let day: ArrayRef = Arc::new(Date32Array::from(vec![0]));
    check_trend(
        "first_period",
        &day,
        "`first_period`: `1970-01-01` is not in the manifest's catalogue",
    );
}

#[test]
fn another_table_or_version_is_named() {
    check(
        &sealed("7", &batch()),
        "estimates.parquet: has schema version 7, this reader understands version 1",
    );
    let catalogue = fixture::small();
    let bytes = overview_of(&catalogue, &fixture::rows(&catalogue)).unwrap();
    check(
        &bytes,
        "estimates.parquet: holds the table `overview`, expected `estimates`",
    );
    let error = estimates(&bytes, &catalogue).unwrap_err();
    assert!(
        error
            .in_file("chosen.parquet")
            .to_string()
            .starts_with("chosen.parquet: holds")
    );
}

#[test]
fn a_row_that_is_there_twice_is_refused() {
    let part = batch();
    let parts = [part.clone(), part.clone()];
    let bytes = sealed::write_as(Table::Estimates, "1", part.schema(), &parts).unwrap();
    check(
        &bytes,
        "estimates.parquet: row 2: is about the same as another row",
    );
}

#[test]
fn what_is_not_parquet_or_is_cut_short_is_said_to_be() {
    check(b"", "estimates.parquet: is not a Parquet file");
    check(
        b"<!doctype html>",
        "estimates.parquet: is not a Parquet file",
    );
    check(
        b"PAR1PAR1PAR1",
        "estimates.parquet: was not written by this program, or its footer is damaged",
    );
    let bytes = sealed("1", &batch());
    check(
        &bytes[..bytes.len() - 1],
        "estimates.parquet: does not end as a Parquet file does: it is cut short, or is something \
         else",
    );
}

#[test]
fn parquet_of_another_program_is_said_to_be() {
    let batch = batch();
    let mut writer =
        parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    check(
        &writer.into_inner().unwrap(),
        "estimates.parquet: was not written by this program, or its footer is damaged",
    );
}

/// Each table of the small catalogue, with the reader of it.
fn read(table: Table, bytes: &[u8]) -> Result<usize, DecodeError> {
    let catalogue = fixture::small();
    match table {
        Table::Gaps => gaps(bytes, &catalogue).map(|rows| rows.len()),
        Table::Overview => overview(bytes, &catalogue).map(|rows| rows.len()),
        Table::Trends => trends(bytes, &catalogue).map(|rows| rows.len()),
        Table::Combinations => combinations(bytes, &catalogue).map(|rows| rows.len()),
        _ => estimates(bytes, &catalogue).map(|rows| rows.len()),
    }
}

fn whole(table: Table) -> Vec<u8> {
    let catalogue = fixture::small();
    let rows = fixture::rows(&catalogue);
    match table {
        Table::Gaps => gaps_of(&catalogue, &rows),
        Table::Overview => overview_of(&catalogue, &rows),
        Table::Trends => trends_of(
            &catalogue,
            &crate::trends::from_estimates(&catalogue, &rows),
        ),
        Table::Combinations => combinations_of(&catalogue, &fixture::combinations(&catalogue, 5)),
        _ => estimates_of(&catalogue, rows),
    }
    .unwrap()
}

#[test]
fn a_changed_byte_anywhere_is_noticed() {
    for table in Table::OF_A_RELEASE {
        let mut bytes = whole(table);
        assert!(read(table, &bytes).is_ok());
        // Every byte of the end, where lengths and places are, and a sample of the rest.
        let sampled = (0..bytes.len().saturating_sub(4_000)).step_by(97);
        let end = bytes.len().saturating_sub(4_000)..bytes.len();
        for place in sampled.chain(end) {
            bytes[place] ^= 0x40;
            assert!(read(table, &bytes).is_err(), "{} byte {place}", table.key());
            bytes[place] ^= 0x40;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_file_cut_anywhere_is_an_error(table in 0..5_usize, share in 0.0..1.0_f64) {
        let bytes = whole(Table::OF_A_RELEASE[table]);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place within the file"
        )]
        let end = (bytes.len() as f64 * share) as usize;
        prop_assert!(read(Table::OF_A_RELEASE[table], &bytes[..end]).is_err());
    }

    #[test]
    fn no_bytes_are_a_table(table in 0..5_usize, middle in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(read(Table::OF_A_RELEASE[table], &middle).is_err());
        let framed = [b"PAR1".as_slice(), &middle, b"PAR1"].concat();
        prop_assert!(read(Table::OF_A_RELEASE[table], &framed).is_err());
    }
}
