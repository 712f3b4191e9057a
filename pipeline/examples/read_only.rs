//! Reads and decodes the columns that `outcomes count` reads, with the same reader and the same
//! settings, and does nothing with them: what counting costs is measured against this.
//!
//! Called by `cargo xtask bench pipeline` with an extract of Parquet files and a number of threads.
//! It never looks at a value, and prints nothing.

use std::error::Error;
use std::fs::File;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::datatypes::{DataType, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};

/// Each table with its columns that are read as words of a dictionary, as `outcomes` reads them
/// from the extracts that it makes, and the others.
const TABLES: [(&str, &[&str], &[&str]); 4] = [
    (
        "person",
        &[
            "person_stated_gender_code",
            "ethnic_category",
            "lsoa21_code",
        ],
        &[
            "person_id",
            "birth_date",
            "registration_start_date",
            "registration_end_date",
            "death_date",
        ],
    ),
    (
        "condition",
        &["person_id", "code_system", "code"],
        &["diagnosis_date", "resolved_date"],
    ),
    ("event", &["person_id", "event_type"], &["event_date"]),
    (
        "survey",
        &["person_id", "question", "response"],
        &["survey_date"],
    ),
];

/// Rows that are decoded at once, as in `outcomes`.
const BATCH_ROWS: usize = 8192;

type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> Fallible<()> {
    let mut arguments = std::env::args_os().skip(1);
    let extract = PathBuf::from(
        arguments
            .next()
            .ok_or("expected the folder of an extract")?,
    );
    let threads = arguments.next().ok_or("expected a number of threads")?;
    let threads: usize = threads.to_string_lossy().parse()?;
    for (table, few, many) in TABLES {
        let path = extract.join(format!("{table}.parquet"));
        if path.exists() {
            read(&path, few, many, threads)?;
        }
    }
    Ok(())
}

/// Decodes a file, one row group to a thread at a time.
fn read(path: &Path, few: &[&str], many: &[&str], threads: usize) -> Fallible<()> {
    let found = ArrowReaderMetadata::load(&File::open(path)?, ArrowReaderOptions::default())?;
    let fields = found.schema().fields().iter().map(|field| {
        let text = matches!(
            field.data_type(),
            DataType::Utf8 | DataType::Dictionary(_, _)
        );
        let words = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8));
        Arc::new(if !text {
            field.as_ref().clone()
        } else if few.contains(&field.name().as_str()) {
            field.as_ref().clone().with_data_type(words)
        } else {
            field.as_ref().clone().with_data_type(DataType::Utf8View)
        })
    });
    let options =
        ArrowReaderOptions::new().with_schema(Arc::new(Schema::new(fields.collect::<Vec<_>>())));
    let metadata = ArrowReaderMetadata::try_new(Arc::clone(found.metadata()), options)?;
    let columns = few.iter().chain(many).copied();
    let descriptor = metadata.metadata().file_metadata().schema_descr();
    let mask = ProjectionMask::columns(descriptor, columns);
    let next = AtomicUsize::new(0);
    let groups = metadata.metadata().num_row_groups();
    let work = || -> Fallible<()> {
        loop {
            let group = next.fetch_add(1, Ordering::Relaxed);
            if group >= groups {
                return Ok(());
            }
            let file = File::open(path)?;
            let batches =
                ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
                    .with_row_groups(vec![group])
                    .with_projection(mask.clone())
                    .with_batch_size(BATCH_ROWS)
                    .build()?;
            for batch in batches {
                black_box(batch?);
            }
        }
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads
            .into_iter()
            .try_for_each(|thread| thread.join().map_err(|_panic| "a thread stopped")?)
    })
}
