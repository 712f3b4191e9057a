//! Exact counts as CSV: one line for each measure, snapshot and place with anybody in it.
//!
//! No value needs quotes: keys and codes hold none of the characters that would.

use std::io::{self, Write};

use disclosure::exact::Exact;
use measures::catalogue::Catalogue;

use crate::threads::Threads;

/// Writes the counts, sorted by every key column as bytes are ordered, and says how many lines
/// there are below the header. Places without anybody are left out. Threads make the lines; the
/// bytes are the same for any number of them.
///
/// # Errors
/// When `file` cannot be written.
pub fn write(
    catalogue: &Catalogue,
    exact: &Exact,
    threads: &Threads,
    file: &mut impl Write,
) -> io::Result<u64> {
    file.write_all(b"measure,snapshot,area,breakdown,group,numerator,denominator\n")?;
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
    threads.in_order(
        0..catalogue.measures.len(),
        |measure| lines(catalogue, exact, measure, &labels),
        |(of_measure, lines)| {
            rows += of_measure;
            file.write_all(&lines).map(|()| true)
        },
    )?;
    Ok(rows)
}

/// How many lines one measure has, and the lines.
fn lines(
    catalogue: &Catalogue,
    exact: &Exact,
    measure: usize,
    labels: &[(String, usize)],
) -> (u64, Vec<u8>) {
    let key = &catalogue.measures[measure].key;
    // A date, separators, and two numbers.
    let longest = |(label, _): &(String, usize)| key.len() + label.len() + 32;
    let a_period: usize = labels.iter().map(longest).sum();
    let mut lines = Vec::with_capacity(catalogue.periods.len() * a_period);
    let mut rows = 0;
    // A quarter of a million numbers: formatting them one by one took a tenth of all time.
    let mut digits = itoa::Buffer::new();
    for (period, quarter) in catalogue.periods.iter().enumerate() {
        let cells = exact.cells(measure, period);
        let start = format!("{key},{quarter},");
        for (label, place) in labels {
            let cell = cells[*place];
            if cell.denominator == 0 {
                continue;
            }
            lines.extend_from_slice(start.as_bytes());
            lines.extend_from_slice(label.as_bytes());
            for count in [cell.numerator, cell.denominator] {
                lines.push(b',');
                lines.extend_from_slice(digits.format(count).as_bytes());
            }
            lines.push(b'\n');
            rows += 1;
        }
    }
    (rows, lines)
}
