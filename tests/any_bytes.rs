//! What must hold of every reader, whatever bytes it is given: it ends, with rows that add up or
//! with an error that names the file, and it never panics.
//!
//! `fuzz/` looks for bytes of which this does not hold; `corpus.rs` tries what was found again.

use std::cell::RefCell;
use std::fs;
use std::path::{Path, PathBuf};

use aggregates::manifest::Manifest;
use aggregates::remote::Footer;
use aggregates::schema::Table;
use aggregates::{decode, manifest};
use bytes::Bytes;
use chrono::NaiveDate;
use measures::catalogue::Catalogue;
use measures::period::Quarter;
use pipeline::definitions::{Definitions, EMBEDDED, Geography};
use pipeline::exit::{Failure, INPUT_UNREADABLE};
use pipeline::extract::Settings;
use pipeline::ingest::{self, Meaning, Quality};
use pipeline::progress::Progress;
use pipeline::rejection::RejectionList;
use pipeline::threads::Threads;
use tempfile::TempDir;

/// An extract and a config in which one file can be any bytes.
struct Bench {
    folder: TempDir,
    definitions: Definitions,
    geography: Geography,
    extracted_on: NaiveDate,
}

thread_local! {
    static BENCH: RefCell<Bench> = RefCell::new(Bench::new());
}

const TABLES: [(&str, &str); 4] = [
    (
        "person",
        "person_id,birth_date,person_stated_gender_code,ethnic_category,lsoa21_code,\
         registration_start_date,registration_end_date,death_date\n\
         a,1950-02,2,M,E01X00001,2001-04-01,,\nb,1961-07-15,1,A,E01X00007,2010-01-01,2024-03-31,\n",
    ),
    (
        "condition",
        "person_id,code_system,code,diagnosis_date,resolved_date\n\
         a,snomed,44054006,2015-03-02,\nb,condition,hypertension,2011-10-20,2019-01-01\n",
    ),
    (
        "event",
        "person_id,event_type,event_date\na,care_plan_agreed,2025-05-06\n",
    ),
    (
        "survey",
        "person_id,survey_date,question,response\na,2025-06-07,feels_safe_at_home,4\n",
    ),
];

impl Bench {
    fn new() -> Self {
        // Memory, where there is such a disk: thousands of files a second are written.
        let memory = Path::new("/dev/shm");
        let folder = if memory.is_dir() {
            TempDir::new_in(memory)
        } else {
            TempDir::new()
        };
        let folder = folder.expect("a folder for the files");
        let config = folder.path().join("config");
        fs::create_dir(&config).expect("a folder of ours");
        for (name, text) in EMBEDDED {
            fs::write(config.join(name), text).expect("a folder of ours");
        }
        let definitions = Definitions::embedded().expect("the embedded config is right");
        let extracted_on = NaiveDate::from_ymd_opt(2026, 9, 30).expect("a day");
        let geography = definitions.geography(extracted_on).expect("it has areas");
        let bench = Self {
            folder,
            definitions,
            geography,
            extracted_on,
        };
        for (table, text) in TABLES {
            bench.write(&format!("{table}.csv"), text.as_bytes());
        }
        bench
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("a folder of ours");
        path
    }

    fn read(&self) -> Result<Quality, Failure> {
        let meaning = Meaning {
            definitions: &self.definitions,
            geography: &self.geography,
            extracted_on: self.extracted_on,
        };
        let list = RejectionList::discarded();
        let extract = self.folder.path();
        ingest::read(
            extract,
            &meaning,
            list,
            &Threads::new(1),
            &Progress::silent(),
        )
        .map(|(_, quality)| quality)
    }

    /// Reads the extract with one of its tables in another form.
    fn with_table(&self, table: usize, ending: &str, bytes: &[u8]) {
        let (table, usual) = TABLES[table];
        let usual_name = format!("{table}.csv");
        fs::remove_file(self.folder.path().join(&usual_name)).expect("it is there");
        let path = self.write(&format!("{table}{ending}"), bytes);
        match self.read() {
            Ok(quality) => adds_up(&quality),
            Err(failure) => names_its_file(&failure, &path),
        }
        fs::remove_file(path).expect("it is there");
        self.write(&usual_name, usual.as_bytes());
    }
}

/// Every row is used or set aside, and every person used is there.
fn adds_up(quality: &Quality) {
    for table in &quality.tables {
        assert_eq!(table.rows_read, table.rows_used + table.rows_set_aside());
    }
    assert_eq!(quality.tables[0].rows_used, quality.people);
}

fn names_its_file(failure: &Failure, path: &Path) {
    assert_eq!(failure.code, INPUT_UNREADABLE, "{failure}");
    let start = path.display().to_string();
    assert!(failure.message.starts_with(&start), "{failure}");
}

/// The first byte says which of so many; the others are the contents.
fn chosen(bytes: &[u8], of: usize) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((usize::from(*first) % of, rest))
}

/// A table of an extract as text; the first byte says which table, and whether it is packed.
///
/// # Panics
/// When the reader does what it must never do.
pub fn text(bytes: &[u8]) {
    let Some((which, contents)) = chosen(bytes, 2 * TABLES.len()) else {
        return;
    };
    let ending = if which < TABLES.len() {
        ".csv"
    } else {
        ".csv.gz"
    };
    BENCH.with_borrow(|bench| bench.with_table(which % TABLES.len(), ending, contents));
}

/// A table of an extract as Parquet; the first byte says which table.
///
/// # Panics
/// When the reader does what it must never do.
pub fn parquet(bytes: &[u8]) {
    let Some((which, contents)) = chosen(bytes, TABLES.len()) else {
        return;
    };
    BENCH.with_borrow(|bench| bench.with_table(which, ".parquet", contents));
}

/// The files of a config that can be any bytes: those that the program has built in, and two more.
const MORE_CONFIG: [&str; 2] = ["boundaries.geojson", "lsoa_lookup.csv"];

/// A file of a config folder, or `extract.toml`; the first byte says which.
///
/// # Panics
/// When a reader does what it must never do.
pub fn config(bytes: &[u8]) {
    let of = EMBEDDED.len() + MORE_CONFIG.len() + 1;
    let Some((which, contents)) = chosen(bytes, of) else {
        return;
    };
    let usual = EMBEDDED.get(which);
    let name = match usual {
        Some((name, _)) => name,
        None => match MORE_CONFIG.get(which - EMBEDDED.len()) {
            Some(name) => name,
            None => return settings(contents),
        },
    };
    BENCH.with_borrow(|bench| {
        let name = format!("config/{name}");
        let path = bench.write(&name, contents);
        let folder = bench.folder.path().join("config");
        match Definitions::read(&folder) {
            Ok(definitions) => use_up(&definitions, bench.extracted_on),
            Err(error) => names_its_file(&error.into(), &folder),
        }
        match usual {
            Some((_, text)) => drop(bench.write(&name, text.as_bytes())),
            None => fs::remove_file(path).expect("it is there"),
        }
    });
}

/// What every command does with definitions before it counts.
fn use_up(definitions: &Definitions, day: NaiveDate) {
    if let Ok(geography) = definitions.geography(day) {
        let periods = Quarter::on_or_before(day).series(2);
        let catalogue = definitions.catalogue(&geography, &periods, Vec::new());
        assert_eq!(catalogue.periods.len(), 2);
        let _outlines = definitions.outlines(&geography);
    }
}

fn settings(contents: &[u8]) {
    let Ok(text) = std::str::from_utf8(contents) else {
        return;
    };
    if let Err(failure) = Settings::from_toml("extract.toml", text) {
        names_its_file(&failure, Path::new("extract.toml"));
    }
}

/// A file of a release as the dashboard reads it; the first byte says which.
///
/// A table's footer is sealed by its digest. The bytes are tried as they are, and once more with
/// the seal that their footer should have, because hardly any bytes would get past it.
///
/// # Panics
/// When a reader does what it must never do.
pub fn published(bytes: &[u8]) {
    let tables = Table::OF_A_RELEASE;
    let Some((which, contents)) = chosen(bytes, tables.len() + 1) else {
        return;
    };
    let Some(table) = tables.get(which) else {
        let text = String::from_utf8_lossy(contents);
        if let Ok(manifest) = Manifest::from_json(&text) {
            let again = manifest.to_json().expect("what was read can be written");
            let again = Manifest::from_json(&again).expect("what was written can be read");
            assert!(again == manifest, "it is read as it was written");
        }
        return;
    };
    BENCH.with_borrow(|bench| {
        let periods = Quarter::on_or_before(bench.extracted_on).series(2);
        let catalogue = bench
            .definitions
            .catalogue(&bench.geography, &periods, Vec::new());
        for contents in [Some(contents.to_vec()), sealed(contents)]
            .into_iter()
            .flatten()
        {
            decoded(*table, &contents, &catalogue);
        }
    });
}

fn decoded(table: Table, contents: &[u8], catalogue: &Catalogue) {
    let refused = match table {
        Table::Overview => decode::overview(contents, catalogue).err(),
        Table::Gaps => decode::gaps(contents, catalogue).err(),
        Table::Trends => decode::trends(contents, catalogue).err(),
        Table::Combinations => decode::combinations(contents, catalogue).err(),
        Table::Estimates | Table::Download => decode::estimates(contents, catalogue).err(),
    };
    if let Some(error) = refused {
        assert!(error.to_string().starts_with(table.file_name()), "{error}");
    }
    let contents = Bytes::copy_from_slice(contents);
    if let Ok(footer) = decode::footer(table, &contents) {
        one_measure(&footer, &contents, catalogue);
    }
}

/// One measure by its byte range, as the dashboard asks for it.
fn one_measure(footer: &Footer, contents: &Bytes, catalogue: &Catalogue) {
    let measure = &catalogue.measures[0].key;
    let Ok(range) = footer.range(measure) else {
        return;
    };
    let place = |end: u64| usize::try_from(end).unwrap_or(usize::MAX);
    let (start, end) = (place(range.start), place(range.end));
    if start <= end && end <= contents.len() {
        let _rows_or_error = footer.estimates(measure, contents.slice(start..end), catalogue);
    }
}

/// The contents with the digest of their footer before it, where they have a footer.
fn sealed(contents: &[u8]) -> Option<Vec<u8>> {
    const SEAL: usize = 32;
    let end = contents.len().checked_sub(8)?;
    let length = contents[end..end + 4].try_into().ok()?;
    let start = end.checked_sub(usize::try_from(u32::from_le_bytes(length)).ok()?)?;
    let seal = start.checked_sub(SEAL)?;
    let mut sealed = contents.to_vec();
    let digest = manifest::sha256(&contents[start..end]);
    for (place, pair) in digest.as_bytes().chunks(2).enumerate() {
        let pair = std::str::from_utf8(pair).ok()?;
        sealed[seal + place] = u8::from_str_radix(pair, 16).ok()?;
    }
    Some(sealed)
}
