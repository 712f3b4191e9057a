//! The workbook: notes, measures, and the published figures of the chosen areas as tables.
//!
//! A table has one row for each figure and one heading, so that it can be filtered and pivoted.
//! Numbers are numbers; text is text whatever it begins with, so that no name becomes a formula.

use exhibits::exhibit::source;
use exhibits::shelf::Shelf;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use super::chosen::Chosen;

mod tables;

/// One cell of a table.
#[derive(Debug, Clone, PartialEq)]
enum Value {
    Words(String),
    Number(f64),
    /// Why there is no number: `withheld`.
    Absent(&'static str),
}

/// A sheet: its name, its columns with their widths in letters, its rows.
struct Sheet {
    name: &'static str,
    columns: Vec<(String, f64)>,
    rows: Vec<Vec<Value>>,
}

/// The looks of cells.
struct Looks {
    heading: Format,
    words: Format,
    absent: Format,
    title: Format,
}

/// The workbook of the chosen areas and measures, as a file.
///
/// # Errors
/// When a sheet has more rows than a sheet can have.
pub(super) fn workbook(shelf: &Shelf, chosen: &Chosen) -> Result<Vec<u8>, XlsxError> {
    let manifest = &shelf.manifest;
    let mut book = Workbook::new();
    // The release's day: a clock would make every file another.
    let day = ExcelDateTime::parse_from_str(&manifest.as_of.to_string())?;
    let title = format!("Long-term conditions in {}", manifest.catalogue.whole.name);
    let properties = DocProperties::new()
        .set_title(&title)
        .set_author(&manifest.publication.publisher)
        .set_comment(format!("Release {}", manifest.release_id))
        .set_creation_datetime(&day);
    book.set_properties(&properties);
    let looks = Looks {
        heading: Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Top),
        words: Format::new().set_align(FormatAlign::Top),
        absent: Format::new().set_italic().set_align(FormatAlign::Right),
        title: Format::new().set_bold().set_font_size(16),
    };
    notes(book.add_worksheet(), shelf, chosen, &title, &looks)?;
    let footer = format!(
        "&L{}, release {}, as of {}&RPage &P of &N",
        manifest.catalogue.whole.name.replace('&', "&&"),
        manifest.release_id,
        manifest.as_of
    );
    for sheet in tables::sheets(shelf, chosen) {
        if sheet.rows.is_empty() {
            continue;
        }
        let page = book.add_worksheet();
        page.set_footer(&footer);
        fill(page, &sheet, &looks)?;
    }
    book.save_to_buffer()
}

/// What a reader has to know of every figure in the other sheets.
fn notes(
    page: &mut Worksheet,
    shelf: &Shelf,
    chosen: &Chosen,
    title: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let manifest = &shelf.manifest;
    let catalogue = &manifest.catalogue;
    let areas = chosen.areas.iter();
    let areas: Vec<&str> = areas
        .map(|area| catalogue.area(*area).name.as_str())
        .collect();
    let rows = [
        ("Source", source(manifest)),
        (
            "People counted on",
            wording::date::snapshot(manifest.coverage.last_snapshot),
        ),
        ("Data as of", wording::date::day(manifest.as_of)),
        ("Release", manifest.release_id.clone()),
        ("Areas", areas.join(", ")),
        (
            "Measures",
            format!(
                "{} of {}: see the sheet Measures",
                chosen.measures.len(),
                catalogue.measures.len()
            ),
        ),
        ("Small numbers", manifest.disclosure.words.clone()),
        (
            "Withheld",
            "A figure that is withheld so that nobody can be identified. It is not zero, and it is \
             not missing."
                .to_owned(),
        ),
        (
            "Values",
            "Shares are in percent, differences of shares in percentage points, rates for as many \
             people as the unit says. Intervals are at 95%. All are computed from the rounded \
             counts beside them."
                .to_owned(),
        ),
        ("Licence", manifest.publication.licence.clone()),
        ("Questions", manifest.publication.contact.clone()),
    ];
    page.set_name("Notes")?;
    page.set_column_width(0, 20)?;
    page.set_column_width(1, 100)?;
    page.write_string_with_format(0, 0, title, &looks.title)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    for (row, (name, words)) in (2..).zip(rows) {
        page.write_string_with_format(row, 0, name, &looks.heading)?;
        page.write_string_with_format(row, 1, words, &wrapped)?;
    }
    Ok(())
}

fn fill(page: &mut Worksheet, sheet: &Sheet, looks: &Looks) -> Result<(), XlsxError> {
    page.set_name(sheet.name)?;
    page.set_freeze_panes(1, 0)?;
    page.set_repeat_rows(0, 0)?;
    page.set_landscape();
    for (column, (name, width)) in (0_u16..).zip(&sheet.columns) {
        page.set_column_width(column, *width)?;
        page.write_string_with_format(0, column, name, &looks.heading)?;
    }
    for (row, values) in (1_u32..).zip(&sheet.rows) {
        for (column, value) in (0_u16..).zip(values) {
            match value {
                Value::Words(words) => {
                    page.write_string_with_format(row, column, words, &looks.words)?
                }
                Value::Number(number) => page.write_number(row, column, *number)?,
                Value::Absent(why) => {
                    page.write_string_with_format(row, column, *why, &looks.absent)?
                }
            };
        }
    }
    let last_row = u32::try_from(sheet.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(sheet.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}
