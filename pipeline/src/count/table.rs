//! Exact counts as CSV: one line for each measure, snapshot and place with anybody in it.
//!
//! No value needs quotes: keys and codes hold none of the characters that would.

use std::io::{self, BufWriter, Write};

use disclosure::exact::Exact;
use measures::catalogue::Catalogue;

/// Writes the counts, sorted by every key column as bytes are ordered, and says how many lines
/// there are below the header. Places without anybody are left out.
///
/// # Errors
/// When `file` cannot be written.
pub fn write(catalogue: &Catalogue, exact: &Exact, file: &mut impl Write) -> io::Result<u64> {
    let mut out = BufWriter::with_capacity(1 << 16, file);
    writeln!(
        out,
        "measure,snapshot,area,breakdown,group,numerator,denominator"
    )?;
    let places = catalogue.counted_places();
    let mut labels: Vec<([String; 3], usize)> = places
        .iter()
        .enumerate()
        .map(|(order, place)| {
            let area = catalogue.area(place.area).code.clone();
            let group = catalogue.groups(place.breakdown).swap_remove(place.group);
            ([area, place.breakdown.key().to_owned(), group], order)
        })
        .collect();
    labels.sort_unstable();
    let labels: Vec<(String, usize)> = labels
        .into_iter()
        .map(|(label, order)| (label.join(","), order))
        .collect();
    let mut rows = 0;
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for (period, quarter) in catalogue.periods.iter().enumerate() {
            let cells = exact.cells(measure, period);
            let start = format!("{},{quarter},", definition.key);
            for (label, place) in &labels {
                let cell = cells[*place];
                if cell.denominator == 0 {
                    continue;
                }
                out.write_all(start.as_bytes())?;
                out.write_all(label.as_bytes())?;
                writeln!(out, ",{},{}", cell.numerator, cell.denominator)?;
                rows += 1;
            }
        }
    }
    out.flush()?;
    Ok(rows)
}
