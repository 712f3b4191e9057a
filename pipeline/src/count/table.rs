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
    let mut out = BufWriter::new(file);
    writeln!(
        out,
        "measure,snapshot,area,breakdown,group,numerator,denominator"
    )?;
    let places = catalogue.counted_places();
    let labels: Vec<(&str, &str, String)> = places
        .iter()
        .map(|place| {
            (
                catalogue.area(place.area).code.as_str(),
                place.breakdown.key(),
                catalogue.groups(place.breakdown)[place.group].clone(),
            )
        })
        .collect();
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|one, other| labels[*one].cmp(&labels[*other]));
    let mut rows = 0;
    for (measure, definition) in catalogue.measures.iter().enumerate() {
        for (period, quarter) in catalogue.periods.iter().enumerate() {
            let cells = exact.cells(measure, period);
            for place in &order {
                let cell = cells[*place];
                if cell.denominator == 0 {
                    continue;
                }
                let (area, breakdown, group) = &labels[*place];
                writeln!(
                    out,
                    "{},{quarter},{area},{breakdown},{group},{},{}",
                    definition.key, cell.numerator, cell.denominator
                )?;
                rows += 1;
            }
        }
    }
    out.flush()?;
    Ok(rows)
}
