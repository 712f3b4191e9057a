//! Every form in which the same small extract may come: types and compressions of Parquet,
//! separators and headers of text, and ways of writing dates. All mean the same people.

use arrow::array::{ArrayRef, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit};
use parquet::basic::{BrotliLevel, Compression, GzipLevel, ZstdLevel};

use super::*;

/// Tables as rows of text; the first row names the columns.
type Rows = Vec<Vec<String>>;

const PERSON_ROWS: &str = "\
person_id,birth_date,person_stated_gender_code,ethnic_category,lsoa21_code,registration_start_date,registration_end_date,death_date
101,1950-02-25,1,A,E01X00001,2001-04-13,,
102,1961-07-15,2,M1,E01X00007,2010-01-31,2024-03-31,
103,1970-12-01,9,z,E01X00001,2010-01-31,1900-01-01,2025-10-30
";
const CONDITION_ROWS: &str = "\
person_id,code_system,code,diagnosis_date,resolved_date
101,snomed,44054006,2015-03-02,2020-10-31
102,SNOMED,38341003,2016-12-13,
";
const EVENT_ROWS: &str = "\
person_id,event_type,event_date
101,identified,2025-01-17
103,care_plan_agreed,2025-02-14
";

fn tables() -> [(&'static str, Rows); 3] {
    [
        ("person", PERSON_ROWS),
        ("condition", CONDITION_ROWS),
        ("event", EVENT_ROWS),
    ]
    .map(|(name, text)| {
        let rows = text
            .lines()
            .map(|line| line.split(',').map(str::to_owned).collect());
        (name, rows.collect())
    })
}

fn joined(rows: &Rows, separator: &str, end: &str) -> String {
    rows.iter().map(|row| row.join(separator) + end).collect()
}

/// Reads an extract whose files `write` makes of the tables, and holds it against the plain one.
#[track_caller]
fn same(what: &str, warnings: &[&str], write: impl Fn(&Path, &str, &Rows)) {
    let (plain, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for (name, rows) in tables() {
        let path = plain.path().join(format!("{name}.csv"));
        fs::write(path, joined(&rows, ",", "\n")).unwrap();
        write(other.path(), name, &rows);
    }
    let (expected, quality) = read_folder(plain.path(), 1);
    assert_eq!(expected.people.birth.len(), 3);
    assert_eq!((expected.conditions.len(), expected.events.len()), (2, 2));
    assert!(quality.warnings.is_empty());
    let (found, quality) = read_folder(other.path(), 2);
    assert_eq!(found, expected, "{what}");
    assert_eq!(quality.warnings, warnings, "{what}");
    assert!(
        quality
            .tables
            .iter()
            .all(|table| table.rows_set_aside() == 0),
        "{what}"
    );
}

/// Parquet files with ids, codes and dates of these types.
fn write_parquet(
    folder: &Path,
    name: &str,
    rows: &Rows,
    [id, code, date]: [&DataType; 3],
    compression: Compression,
) {
    let columns = rows[0].iter().enumerate().map(|(place, column)| {
        let values = rows[1..]
            .iter()
            .map(|row| Some(&*row[place]).filter(|value| !value.is_empty()));
        let text: ArrayRef = Arc::new(values.collect::<StringArray>());
        let wanted = match column.as_str() {
            "person_id" => id,
            "code" => code,
            date_column if date_column.ends_with("_date") => date,
            _ => &DataType::Utf8,
        };
        let between = match wanted {
            DataType::Timestamp(_, _) | DataType::Date64 => cast(&text, &DataType::Date32).unwrap(),
            _ => text,
        };
        (
            column.to_ascii_uppercase(),
            cast(&between, wanted).unwrap(),
            true,
        )
    });
    let batch = RecordBatch::try_from_iter_with_nullable(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(2))
        .build();
    let file = fs::File::create(folder.join(format!("{name}.parquet"))).unwrap();
    let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

#[track_caller]
fn parquet_is_the_same(types: [&DataType; 3], compression: Compression) {
    let what = format!("{types:?} {compression}");
    same(&what, &[], |folder, name, rows| {
        write_parquet(folder, name, rows, types, compression);
    });
}

#[test]
fn parquet_of_every_compression() {
    let types = [&DataType::Utf8, &DataType::Utf8, &DataType::Date32];
    for compression in [
        Compression::UNCOMPRESSED,
        Compression::SNAPPY,
        Compression::GZIP(GzipLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::BROTLI(BrotliLevel::default()),
    ] {
        parquet_is_the_same(types, compression);
    }
}

#[test]
fn parquet_of_every_type() {
    let words = |key: DataType, word: DataType| DataType::Dictionary(Box::new(key), Box::new(word));
    let texts = [
        DataType::Utf8,
        DataType::LargeUtf8,
        DataType::Utf8View,
        words(DataType::Int32, DataType::Utf8),
        words(DataType::UInt16, DataType::LargeUtf8),
    ];
    let numbers = [
        DataType::Int32,
        DataType::Int64,
        DataType::UInt32,
        DataType::UInt64,
        DataType::Decimal128(38, 0),
    ];
    let zone = || Some(Arc::from("+00:00"));
    let dates = [
        DataType::Date32,
        DataType::Date64,
        DataType::Timestamp(TimeUnit::Second, None),
        DataType::Timestamp(TimeUnit::Millisecond, None),
        DataType::Timestamp(TimeUnit::Microsecond, zone()),
        DataType::Timestamp(TimeUnit::Nanosecond, zone()),
    ];
    for text in &texts {
        parquet_is_the_same([text, text, text], Compression::SNAPPY);
    }
    for number in &numbers {
        parquet_is_the_same([number, number, &DataType::Date32], Compression::SNAPPY);
    }
    for date in &dates {
        parquet_is_the_same(
            [&DataType::Int64, &DataType::Utf8, date],
            Compression::SNAPPY,
        );
    }
}

#[test]
fn text_with_other_separators_ends_and_headers() {
    let write = |folder: &Path, name: &str, text: String| {
        fs::write(folder.join(format!("{name}.csv")), text).unwrap();
    };
    for (separator, marks) in [("\t", "tabs"), ("|", "`|`"), (";", "semicolons")] {
        let warning = |table| format!("{table}.csv: values are separated by {marks}, not commas");
        let warnings = ["person", "condition", "event"].map(warning);
        let warnings = warnings.each_ref().map(String::as_str);
        same(marks, &warnings, |folder, name, rows| {
            write(folder, name, joined(rows, separator, "\r\n"));
        });
    }
    for (what, space, upper) in [
        ("PERSON_ID", '_', true),
        ("person id", ' ', false),
        ("Person-ID", '-', true),
    ] {
        same(what, &[], |folder, name, rows| {
            let mut rows = rows.clone();
            for column in &mut rows[0] {
                *column = column.replace('_', &space.to_string());
                if upper {
                    *column = column.to_ascii_uppercase();
                }
            }
            write(
                folder,
                name,
                format!("\u{feff}{}", joined(&rows, ",", "\r\n")),
            );
        });
    }
    same("columns backwards, quoted", &[], |folder, name, rows| {
        let quoted = |row: &Vec<String>| {
            row.iter()
                .rev()
                .map(|value| format!("\"{value}\""))
                .collect()
        };
        write(
            folder,
            name,
            joined(&rows.iter().map(quoted).collect(), ",", "\n"),
        );
    });
}

/// The columns of dates in the order in which they are decided, with what is said of each.
fn remarks(form: &str) -> Vec<String> {
    let columns = [
        ("person", "birth_date"),
        ("person", "registration_start_date"),
        ("person", "registration_end_date"),
        ("person", "death_date"),
        ("condition", "diagnosis_date"),
        ("condition", "resolved_date"),
        ("event", "event_date"),
    ];
    columns
        .iter()
        .map(|(table, column)| format!("{table}: column `{column}`: dates are written {form}"))
        .collect()
}

#[test]
fn dates_in_every_form_that_exports_have() {
    type Written = fn(&str, &str, &str) -> String;
    const MONTHS: [&str; 12] = [
        "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC",
    ];
    let forms: [(&str, Written); 6] = [
        ("DD/MM/YYYY", |y, m, d| format!("{d}/{m}/{y}")),
        ("DD/MM/YYYY", |y, m, d| format!("{d}-{m}-{y} 00:00:00")),
        ("DDMONYYYY", |y, m, d| {
            format!("{d}{}{y}", MONTHS[m.parse::<usize>().unwrap() - 1])
        }),
        ("YYYYMMDD", |y, m, d| format!("{y}{m}{d}")),
        ("", |y, m, d| format!("{y}-{m}-{d}T23:59:59+01:00")),
        ("", |y, m, d| format!("{y}-{m}-{d} 00:00:00.000Z")),
    ];
    for (form, written) in forms {
        let expected = if form.is_empty() {
            Vec::new()
        } else {
            remarks(form)
        };
        let expected: Vec<&str> = expected.iter().map(String::as_str).collect();
        same(form, &expected, |folder, name, rows| {
            let mut rows = rows.clone();
            for value in rows[1..].iter_mut().flatten() {
                if let [year, month, day] = value.clone().split('-').collect::<Vec<_>>()[..] {
                    *value = written(year, month, day);
                }
            }
            fs::write(folder.join(format!("{name}.csv")), joined(&rows, ",", "\n")).unwrap();
        });
    }
}

#[test]
fn a_form_is_decided_from_all_parts_of_a_table() {
    // No part says by itself which number is the month.
    let warning = "event: column `event_date`: dates are written MM/DD/YYYY; 1 is written in \
                   another form and was set aside as malformed";
    let extract = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(extract.path().join(name), text).unwrap();
    write("person.csv", PERSON_ROWS);
    write("condition.csv", CONDITION_ROWS);
    fs::create_dir(extract.path().join("event")).unwrap();
    let header = "person_id,event_type,event_date\n";
    write(
        "event/a.csv",
        &format!("{header}101,identified,02/03/2025\n"),
    );
    write(
        "event/b.csv",
        &format!("{header}101,identified,2025-05-06\n102,identified,02/25/2024\n"),
    );
    let (tables, quality) = read_folder(extract.path(), 2);
    let days: Vec<i32> = tables.events.iter().map(|event| event.day).collect();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap().to_epoch_days();
    assert_eq!(days, [day("2025-02-03"), day("2024-02-25")]);
    assert_eq!(quality.warnings, [warning]);
    let events = quality.table("event").unwrap();
    assert_eq!((events.rows_read, events.rows_used), (3, 2));
}
