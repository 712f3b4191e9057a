//! A workbook as an XLSX file, the same for the program and the page.
//!
//! Numbers are numbers; text is text whatever it begins with, so that no name becomes a formula.
//! No clock is looked at: the same book gives the same bytes.

use exhibits::book::{Book, Numbers, Sheet, Value};
pub use rust_xlsxwriter::XlsxError;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

/// The looks of cells.
struct Looks {
    heading: Format,
    words: Format,
    wrapped: Format,
    absent: Format,
    title: Format,
}

/// A workbook as a file.
///
/// # Errors
/// When a sheet has more rows than a sheet can have, a name that a sheet cannot have, or the book a
/// day that is none.
pub fn xlsx(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut file = Workbook::new();
    let day = ExcelDateTime::parse_from_str(&book.day)?;
    let properties = DocProperties::new()
        .set_title(&book.title)
        .set_author(&book.author)
        .set_comment(format!("Release {}", book.release))
        .set_creation_datetime(&day);
    file.set_properties(&properties);
    let top = || Format::new().set_align(FormatAlign::Top);
    let looks = Looks {
        heading: top().set_bold().set_text_wrap(),
        words: top(),
        wrapped: top().set_text_wrap(),
        absent: Format::new().set_italic().set_align(FormatAlign::Right),
        title: Format::new().set_bold().set_font_size(16),
    };
    let footer = format!(
        "&L{}, release {}, as of {}&RPage &P of &N",
        book.place.replace('&', "&&"),
        book.release,
        book.day
    );
    for sheet in &book.sheets {
        let page = file.add_worksheet();
        match sheet {
            Sheet::Notes(rows) => notes(page, &book.title, rows, &looks)?,
            Sheet::Numbers(numbers) => {
                page.set_footer(&footer);
                fill(page, numbers, &looks)?;
            }
        }
    }
    file.save_to_buffer()
}

fn notes(
    page: &mut Worksheet,
    title: &str,
    rows: &[(String, String)],
    looks: &Looks,
) -> Result<(), XlsxError> {
    page.set_name("Notes")?;
    page.set_column_width(0, 20)?;
    page.set_column_width(1, 100)?;
    page.write_string_with_format(0, 0, title, &looks.title)?;
    for (row, (name, words)) in (2..).zip(rows) {
        page.write_string_with_format(row, 0, name, &looks.heading)?;
        page.write_string_with_format(row, 1, words, &looks.wrapped)?;
    }
    Ok(())
}

fn fill(page: &mut Worksheet, numbers: &Numbers, looks: &Looks) -> Result<(), XlsxError> {
    page.set_name(&numbers.name)?;
    page.set_freeze_panes(1, 0)?;
    page.set_repeat_rows(0, 0)?;
    page.set_landscape();
    for (column, (name, width)) in (0_u16..).zip(&numbers.columns) {
        page.set_column_width(column, *width)?;
        page.write_string_with_format(0, column, name, &looks.heading)?;
    }
    for (row, values) in (1_u32..).zip(&numbers.rows) {
        for (column, value) in (0_u16..).zip(values) {
            match value {
                Value::Words(words) => {
                    page.write_string_with_format(row, column, words, &looks.words)?
                }
                Value::Number(number) => page.write_number(row, column, *number)?,
                Value::Absent(why) => {
                    page.write_string_with_format(row, column, why, &looks.absent)?
                }
            };
        }
    }
    let last_row = u32::try_from(numbers.rows.len()).unwrap_or(u32::MAX);
    let last_column = u16::try_from(numbers.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
    page.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}
