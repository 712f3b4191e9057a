//! Reading one measure of a table that is somewhere else, by byte ranges.
//!
//! Nothing here fetches: it says which bytes it needs and takes them. A caller that cannot ask
//! for ranges fetches the whole file once and cuts the same ranges from it.
//!
//! ```no_run
//! # use aggregates::{error::DecodeError, remote::{FooterReader, Step}, schema::Table};
//! # use bytes::Bytes;
//! # fn fetch(range: std::ops::Range<u64>) -> Bytes { Bytes::new() }
//! # fn example(length: u64, catalogue: &measures::catalogue::Catalogue) -> Result<(), DecodeError> {
//! let mut reader = FooterReader::new(Table::Estimates, length)?;
//! let footer = loop {
//!     match reader.give(fetch(reader.range()))? {
//!         Step::Fetch(next) => reader = next,
//!         Step::Done(footer) => break footer,
//!     }
//! };
//! let range = footer.range("care_plan")?;
//! let estimates = footer.estimates("care_plan", fetch(range), catalogue)?;
//! # Ok(())
//! # }
//! ```

use std::ops::Range;

use arrow::array::RecordBatch;
use bytes::Bytes;
use measures::catalogue::Catalogue;
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::statistics::Statistics;

use crate::decode::rows;
use crate::error::{DecodeError, Problem, quoted};
use crate::estimate::Estimate;
use crate::gaps::Gap;
use crate::schema::{SCHEMA_VERSION, Table};
use crate::sealed::{self, MAGIC, SEAL, Sealed, TAIL};

/// How much of a file's end is asked for first: nearly every footer in one request.
const FIRST_REQUEST: u64 = 64 * 1024;

/// The way to the footer of a table whose length is known.
#[derive(Debug)]
pub struct FooterReader {
    table: Table,
    length: u64,
    range: Range<u64>,
}

/// What follows from some bytes.
#[derive(Debug)]
pub enum Step {
    /// More bytes are needed: [`FooterReader::range`] says which.
    Fetch(FooterReader),
    /// The footer is there.
    Done(Footer),
}

impl FooterReader {
    /// Begins with a file of so many bytes.
    ///
    /// # Errors
    /// When so short a file cannot be Parquet.
    pub fn new(table: Table, length: u64) -> Result<Self, DecodeError> {
        if length < (MAGIC.len() + TAIL) as u64 {
            return Err(DecodeError::of(table, Problem::NotParquet));
        }
        Ok(Self {
            table,
            length,
            range: length.saturating_sub(FIRST_REQUEST)..length,
        })
    }

    /// The bytes to fetch next.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        self.range.clone()
    }

    /// Takes the bytes of [`FooterReader::range`].
    ///
    /// # Errors
    /// When they are fewer, or are not the end of a published table of this schema version.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "what was fetched is given away; a copy of the handle costs nothing"
    )]
    pub fn give(&self, bytes: Bytes) -> Result<Step, DecodeError> {
        let wrong = |problem| Err(DecodeError::of(self.table, problem));
        let expected = self.range.end - self.range.start;
        if bytes.len() as u64 != expected {
            return wrong(Problem::Truncated {
                expected,
                found: bytes.len() as u64,
            });
        }
        let Some((before, tail)) = bytes.split_last_chunk::<TAIL>() else {
            return wrong(Problem::NotParquet);
        };
        let [a, b, c, d, magic @ ..] = *tail;
        if magic != *MAGIC {
            return wrong(Problem::NoEnd);
        }
        let sealed_length = SEAL + u32::from_le_bytes([a, b, c, d]) as usize;
        if let Some(start) = before.len().checked_sub(sealed_length) {
            return Footer::new(self.table, self.length, &before[start..]).map(Step::Done);
        }
        let needed = (sealed_length + TAIL) as u64;
        if needed + MAGIC.len() as u64 > self.length {
            return wrong(Problem::NotSealed);
        }
        Ok(Step::Fetch(Self {
            range: self.length - needed..self.length,
            ..*self
        }))
    }
}

/// The footer of a published table: where each measure is.
#[derive(Debug, Clone)]
pub struct Footer {
    table: Table,
    metadata: ArrowReaderMetadata,
    parts: Vec<Part>,
}

/// A row group: one measure, or several small ones.
#[derive(Debug, Clone)]
struct Part {
    first_measure: String,
    last_measure: String,
    range: Range<u64>,
    digest: String,
}

/// Whether each row group ends before the next begins: what comes to lie between two of them is
/// found by subtraction.
fn are_in_order(parts: &[Part]) -> bool {
    let is_whole = |part: &Part| part.range.start <= part.range.end;
    let mut pairs = parts.windows(2);
    parts.iter().all(is_whole) && pairs.all(|pair| pair[0].range.end <= pair[1].range.start)
}

impl Footer {
    fn new(table: Table, length: u64, sealed: &[u8]) -> Result<Self, DecodeError> {
        let unreadable = |error: parquet::errors::ParquetError| {
            DecodeError::of(table, Problem::Unreadable(quoted(&error.to_string())))
        };
        let sealed = sealed::read_footer(sealed)
            .map_err(unreadable)?
            .ok_or_else(|| DecodeError::of(table, Problem::NotSealed))?;
        check_identity(table, &sealed)?;
        check_columns(table, &sealed.metadata)?;
        let groups = sealed.metadata.metadata().row_groups();
        let parts: Option<Vec<Part>> = groups
            .iter()
            .zip(&sealed.digests)
            .map(|(group, digest)| part(group, digest, length))
            .collect();
        match parts {
            Some(parts) if groups.len() == sealed.digests.len() && are_in_order(&parts) => {
                Ok(Self {
                    table,
                    metadata: sealed.metadata,
                    parts,
                })
            }
            _ => Err(DecodeError::of(table, Problem::NotSealed)),
        }
    }

    /// The number of rows in the table.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.metadata
            .metadata()
            .row_groups()
            .iter()
            .filter_map(|group| u64::try_from(group.num_rows()).ok())
            .sum()
    }

    /// The bytes that hold every row of a measure.
    ///
    /// # Errors
    /// When the table has none of the measure.
    pub fn range(&self, measure: &str) -> Result<Range<u64>, DecodeError> {
        let parts = self.parts_of(measure)?;
        Ok(self.parts[parts.start].range.start..self.parts[parts.end - 1].range.end)
    }

    /// The rows of one measure from the bytes of [`Footer::range`], in order of period and place.
    ///
    /// # Errors
    /// A [`DecodeError`] that names the column and what is wrong.
    pub fn estimates(
        &self,
        measure: &str,
        bytes: Bytes,
        catalogue: &Catalogue,
    ) -> Result<Vec<Estimate>, DecodeError> {
        let batches = self.read(self.parts_of(measure)?, bytes)?;
        let mut rows = rows::estimates(self.table, &batches, catalogue)?;
        let wanted = catalogue.measure_index(measure);
        rows.retain(|row| Some(row.measure) == wanted);
        Ok(rows)
    }

    /// The gaps of one measure from the bytes of [`Footer::range`].
    ///
    /// # Errors
    /// A [`DecodeError`] that names the column and what is wrong.
    pub fn gaps(
        &self,
        measure: &str,
        bytes: Bytes,
        catalogue: &Catalogue,
    ) -> Result<Vec<Gap>, DecodeError> {
        let batches = self.read(self.parts_of(measure)?, bytes)?;
        let mut rows = rows::gaps(&batches, catalogue)?;
        let wanted = catalogue.measure_index(measure);
        rows.retain(|row| Some(row.measure) == wanted);
        Ok(rows)
    }

    /// Every row group of a file that is there as a whole.
    pub(crate) fn read_all(&self, file: &Bytes) -> Result<Vec<RecordBatch>, DecodeError> {
        match (self.parts.first(), self.parts.last()) {
            (Some(first), Some(last)) => {
                let range = cut(&(first.range.start..last.range.end));
                self.read(0..self.parts.len(), file.slice(range))
            }
            _ => Ok(Vec::new()),
        }
    }

    fn parts_of(&self, measure: &str) -> Result<Range<usize>, DecodeError> {
        let holds = |part: &Part| {
            part.first_measure.as_str() <= measure && measure <= part.last_measure.as_str()
        };
        let first = self.parts.iter().position(holds);
        let last = self.parts.iter().rposition(holds);
        match (first, last) {
            (Some(first), Some(last)) => Ok(first..last + 1),
            _ => Err(DecodeError::of(
                self.table,
                Problem::NoSuchMeasure {
                    measure: quoted(measure),
                },
            )),
        }
    }

    fn read(&self, parts: Range<usize>, bytes: Bytes) -> Result<Vec<RecordBatch>, DecodeError> {
        let wrong = |problem| DecodeError::of(self.table, problem);
        let start = self.parts[parts.start].range.start;
        let expected = self.parts[parts.end - 1].range.end - start;
        if bytes.len() as u64 != expected {
            return Err(wrong(Problem::Truncated {
                expected,
                found: bytes.len() as u64,
            }));
        }
        for index in parts.clone() {
            let range = &self.parts[index].range;
            let slice = &bytes[cut(&(range.start - start..range.end - start))];
            if sealed::hexadecimal(&sealed::digest(slice)) != self.parts[index].digest {
                return Err(wrong(Problem::Damaged {
                    part: index + 1,
                    parts: self.parts.len(),
                }));
            }
        }
        sealed::read_rows(&self.metadata, parts, start, bytes)
            .map_err(|error| wrong(Problem::Unreadable(quoted(&error.to_string()))))
    }
}

/// A range within bytes that are in memory, whose length was compared before.
fn cut(range: &Range<u64>) -> Range<usize> {
    let position = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
    position(range.start)..position(range.end)
}

fn check_identity(table: Table, sealed: &Sealed) -> Result<(), DecodeError> {
    if sealed.version != SCHEMA_VERSION.to_string() {
        return Err(DecodeError::of(
            table,
            Problem::SchemaVersion {
                found: quoted(&sealed.version),
            },
        ));
    }
    if sealed.table != table.key() {
        return Err(DecodeError::of(
            table,
            Problem::OtherTable {
                expected: table,
                found: quoted(&sealed.table),
            },
        ));
    }
    Ok(())
}

fn check_columns(table: Table, metadata: &ArrowReaderMetadata) -> Result<(), DecodeError> {
    for column in table.columns() {
        let wrong = |problem| Err(DecodeError::in_column(table, column.name, problem));
        match metadata.schema().field_with_name(column.name) {
            Err(_missing) => return wrong(Problem::MissingColumn),
            Ok(field) if *field.data_type() != column.kind.data_type() => {
                return wrong(Problem::WrongType {
                    expected: column.kind,
                    found: field.data_type().to_string(),
                });
            }
            Ok(_) => {}
        }
    }
    Ok(())
}

/// Where a row group is and which measures it holds, unless its numbers are impossible.
fn part(group: &RowGroupMetaData, digest: &str, length: u64) -> Option<Part> {
    let mut range: Option<Range<u64>> = None;
    for column in group.columns() {
        let start = column
            .dictionary_page_offset()
            .unwrap_or_else(|| column.data_page_offset());
        let start = u64::try_from(start).ok()?;
        let end = start.checked_add(u64::try_from(column.compressed_size()).ok()?)?;
        range = Some(match range {
            None => start..end,
            Some(known) => known.start.min(start)..known.end.max(end),
        });
    }
    let range = range.filter(|range| range.end <= length)?;
    let (first_measure, last_measure) = measures_of(group)?;
    Some(Part {
        first_measure,
        last_measure,
        range,
        digest: digest.to_owned(),
    })
}

/// The first and the last measure of a row group; empty in a table that is not by measure.
fn measures_of(group: &RowGroupMetaData) -> Option<(String, String)> {
    let mut columns = group.columns().iter();
    let Some(measure) = columns.find(|column| column.column_path().string() == "measure") else {
        return Some(Default::default());
    };
    let Some(Statistics::ByteArray(statistics)) = measure.statistics() else {
        return None;
    };
    Some((
        statistics.min_opt()?.as_utf8().ok()?.to_owned(),
        statistics.max_opt()?.as_utf8().ok()?.to_owned(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{decode, encode, fixture};

    fn file() -> (Catalogue, Bytes) {
        let catalogue = fixture::small();
        let rows = fixture::rows(&catalogue);
        let bytes = encode::estimates_of(&catalogue, rows).unwrap();
        (catalogue, Bytes::from(bytes))
    }

    fn fetched(file: &Bytes, range: &Range<u64>) -> Bytes {
        file.slice(cut(range))
    }

    #[test]
    fn one_measure_is_read_from_its_own_bytes_only() {
        let (catalogue, file) = file();
        let footer = decode::footer(Table::Estimates, &file).unwrap();
        let all = decode::estimates(&file, &catalogue).unwrap();
        let mut end = 4;
        for (index, measure) in catalogue.measures.iter().enumerate() {
            let range = footer.range(&measure.key).unwrap();
            assert_eq!(range.start, end, "measures lie side by side");
            end = range.end;
            let bytes = fetched(&file, &range);
            let rows = footer.estimates(&measure.key, bytes, &catalogue).unwrap();
            let expected: Vec<Estimate> = all
                .iter()
                .filter(|row| row.measure == index)
                .copied()
                .collect();
            assert_eq!(rows, expected);
        }
        assert_eq!(footer.rows(), all.len() as u64);
    }

    #[test]
    fn a_footer_longer_than_the_first_request_takes_a_second() {
        let (_, file) = file();
        let length = file.len() as u64;
        let reader = FooterReader {
            table: Table::Estimates,
            length,
            range: length - 20..length,
        };
        let Step::Fetch(second) = reader.give(fetched(&file, &reader.range())).unwrap() else {
            panic!("20 bytes are not a footer");
        };
        assert!(second.range().start > 4 && second.range().end == length);
        let step = second.give(fetched(&file, &second.range())).unwrap();
        assert!(matches!(step, Step::Done(_)));
    }

    #[test]
    fn bytes_of_another_place_or_length_are_refused() {
        let (catalogue, file) = file();
        let footer = decode::footer(Table::Estimates, &file).unwrap();
        let range = footer.range("care_plan").unwrap();
        let problem = |range: Range<u64>| {
            let bytes = fetched(&file, &range);
            footer
                .estimates("care_plan", bytes, &catalogue)
                .unwrap_err()
                .problem
        };
        let shifted = problem(range.start + 1..range.end + 1);
        assert_eq!(shifted, Problem::Damaged { part: 1, parts: 2 });
        let shorter = problem(range.start..range.end - 1);
        assert!(matches!(shorter, Problem::Truncated { .. }));
        let missing = footer.range("wealth").unwrap_err();
        let expected = "estimates.parquet: has no rows of the measure `wealth`";
        assert_eq!(missing.to_string(), expected);
    }
}
