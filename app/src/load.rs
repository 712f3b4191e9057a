//! Reading one measure of a published table: by byte ranges where the server gives them, from one
//! plain fetch where it does not.
//!
//! Decides what to ask for next; how a request is made is the caller's. Every failure names the
//! file and says what is wrong with it.

use std::ops::Range;

use aggregates::error::DecodeError;
use aggregates::estimate::Estimate;
use aggregates::gaps::Gap;
use aggregates::remote::{Footer, FooterReader, Step};
use aggregates::schema::Table;
use bytes::Bytes;
use measures::catalogue::Catalogue;

/// What a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// The bytes that were asked for (HTTP 206).
    Part(Bytes),
    /// The whole file, because the server gives no ranges (HTTP 200).
    Whole(Bytes),
}

/// A published table that is read measure by measure.
#[derive(Debug)]
pub struct RemoteTable {
    table: Table,
    length: u64,
    footer: Option<Footer>,
    whole: Option<Bytes>,
}

impl RemoteTable {
    /// A table of so many bytes, by the manifest.
    #[must_use]
    pub fn new(table: Table, length: u64) -> Self {
        Self {
            table,
            length,
            footer: None,
            whole: None,
        }
    }

    /// The rows of one measure of `estimates.parquet`.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong.
    pub async fn estimates<F>(
        &mut self,
        measure: &str,
        catalogue: &Catalogue,
        fetch: &F,
    ) -> Result<Vec<Estimate>, String>
    where
        F: AsyncFn(&str, Range<u64>) -> Result<Reply, String>,
    {
        let (footer, bytes) = self.measure(measure, fetch).await?;
        footer.estimates(measure, bytes, catalogue).map_err(said)
    }

    /// The gaps of one measure of `gaps.parquet`.
    ///
    /// # Errors
    /// A sentence that names the file and what is wrong.
    pub async fn gaps<F>(
        &mut self,
        measure: &str,
        catalogue: &Catalogue,
        fetch: &F,
    ) -> Result<Vec<Gap>, String>
    where
        F: AsyncFn(&str, Range<u64>) -> Result<Reply, String>,
    {
        let (footer, bytes) = self.measure(measure, fetch).await?;
        footer.gaps(measure, bytes, catalogue).map_err(said)
    }

    async fn measure<F>(&mut self, measure: &str, fetch: &F) -> Result<(Footer, Bytes), String>
    where
        F: AsyncFn(&str, Range<u64>) -> Result<Reply, String>,
    {
        let footer = match &self.footer {
            Some(footer) => footer.clone(),
            None => self.read_footer(fetch).await?,
        };
        let range = footer.range(measure).map_err(said)?;
        let bytes = self.bytes(range, fetch).await?;
        Ok((footer, bytes))
    }

    async fn read_footer<F>(&mut self, fetch: &F) -> Result<Footer, String>
    where
        F: AsyncFn(&str, Range<u64>) -> Result<Reply, String>,
    {
        if self.length == 0 {
            return Err(not_listed(self.table.file_name()));
        }
        let mut reader = FooterReader::new(self.table, self.length).map_err(said)?;
        loop {
            let bytes = self.bytes(reader.range(), fetch).await?;
            match reader.give(bytes).map_err(said)? {
                Step::Fetch(next) => reader = next,
                Step::Done(footer) => {
                    self.footer = Some(footer.clone());
                    return Ok(footer);
                }
            }
        }
    }

    async fn bytes<F>(&mut self, range: Range<u64>, fetch: &F) -> Result<Bytes, String>
    where
        F: AsyncFn(&str, Range<u64>) -> Result<Reply, String>,
    {
        if self.whole.is_none() {
            match fetch(self.table.file_name(), range.clone()).await? {
                Reply::Part(bytes) => return Ok(bytes),
                Reply::Whole(bytes) => self.keep(bytes)?,
            }
        }
        let position = |place: u64| usize::try_from(place).unwrap_or(usize::MAX);
        self.whole
            .as_ref()
            .filter(|whole| range.end <= whole.len() as u64)
            .map(|whole| whole.slice(position(range.start)..position(range.end)))
            .ok_or_else(|| format!("{}: is cut short", self.table.file_name()))
    }

    fn keep(&mut self, whole: Bytes) -> Result<(), String> {
        if whole.len() as u64 != self.length {
            return Err(other_length(
                self.table.file_name(),
                self.length,
                whole.len() as u64,
            ));
        }
        self.whole = Some(whole);
        Ok(())
    }
}

/// A file that the manifest does not know.
#[must_use]
pub fn not_listed(file: &str) -> String {
    format!("manifest.json: does not list {file}")
}

/// A file of another length than the manifest says: another release's, or cut short.
#[must_use]
pub fn other_length(file: &str, expected: u64, found: u64) -> String {
    format!(
        "{file}: is not the file that manifest.json names: expected {expected} bytes, found {found}"
    )
}

#[expect(
    clippy::needless_pass_by_value,
    reason = "given to map_err, which hands over the error"
)]
fn said(error: DecodeError) -> String {
    error.to_string()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use disclosure::exact::Exact;
    use disclosure::policy::Policy;

    use super::*;
    use exhibits::sample::catalogue;

    fn file() -> Bytes {
        let catalogue = catalogue();
        let protected =
            disclosure::protect(&catalogue, &Policy::default(), &Exact::new(&catalogue)).unwrap();
        aggregates::encode::estimates(&catalogue, &protected)
            .unwrap()
            .into()
    }

    fn cut(file: &Bytes, range: &Range<u64>) -> Bytes {
        file.slice(usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap())
    }

    /// Reads two measures from a server and says how many requests that took.
    async fn requests(reply: impl Fn(&Bytes, &Range<u64>) -> Reply) -> Result<usize, String> {
        let (file, asked) = (file(), RefCell::new(0));
        let fetch = async |name: &str, range: Range<u64>| {
            assert_eq!(name, "estimates.parquet");
            *asked.borrow_mut() += 1;
            Ok(reply(&file, &range))
        };
        let catalogue = catalogue();
        let mut table = RemoteTable::new(Table::Estimates, file.len() as u64);
        for key in ["care_plan", "ltc_3_plus"] {
            let rows = table.estimates(key, &catalogue, &fetch).await?;
            let measure = catalogue.measure_index(key).unwrap();
            let places = catalogue.published_places(&catalogue.measures[measure]);
            assert_eq!(rows.len(), places.len() * catalogue.periods.len());
            assert!(rows.iter().all(|row| row.measure == measure));
        }
        Ok(asked.into_inner())
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_server_with_ranges_is_asked_for_the_footer_once_and_then_for_each_measure() {
        let n_requests = requests(|file, range| Reply::Part(cut(file, range))).await;
        assert_eq!(n_requests, Ok(3));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_server_without_ranges_is_asked_once() {
        assert_eq!(requests(|file, _| Reply::Whole(file.clone())).await, Ok(1));
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_wrong_file_is_named_with_what_is_wrong() {
        let short = |file: &Bytes, _: &Range<u64>| Reply::Whole(file.slice(..1_000));
        let told = requests(short).await.unwrap_err();
        assert!(
            told.starts_with("estimates.parquet: is not the file that manifest.json names"),
            "{told}"
        );
        let noise = |_: &Bytes, range: &Range<u64>| {
            Reply::Part(vec![7; usize::try_from(range.end - range.start).unwrap()].into())
        };
        assert!(
            requests(noise)
                .await
                .unwrap_err()
                .starts_with("estimates.parquet: ")
        );
        let empty = |_: &Bytes, _: &Range<u64>| Reply::Part(Bytes::new());
        let told = requests(empty).await.unwrap_err();
        assert!(
            told.starts_with("estimates.parquet: is cut short"),
            "{told}"
        );
    }

    #[tokio::test(flavor = "current_thread")]
    async fn a_file_that_the_manifest_does_not_list_is_not_asked_for() {
        let fetch = async |_: &str, _: Range<u64>| Err("asked".to_owned());
        let mut table = RemoteTable::new(Table::Gaps, 0);
        let told = table.gaps("care_plan", &catalogue(), &fetch).await;
        assert_eq!(
            told,
            Err("manifest.json: does not list gaps.parquet".to_owned())
        );
    }
}
