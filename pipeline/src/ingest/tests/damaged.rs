//! Parquet files with a byte changed, cut off, or telling lies: an error that names the file, or
//! rows of which each is accounted for, and never a panic.

use arrow::array::{Date32Array, Int64Array};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::metadata::{ParquetMetaDataReader, ParquetMetaDataWriter};
use parquet::file::properties::WriterVersion;

use super::*;

/// A small condition table of several row groups and pages, with a dictionary and without.
fn conditions(compression: Compression, version: WriterVersion) -> Vec<u8> {
    const ROWS: i64 = 24;
    let ids: StringArray = (0..ROWS).map(|row| Some(format!("P{}", row % 3))).collect();
    let systems: StringArray = (0..ROWS).map(|_| Some("snomed")).collect();
    let codes = Int64Array::from_iter_values((0..ROWS).map(|row| 38_341_003 + row % 5));
    let days = Date32Array::from_iter_values((0..24).map(|row| 17_000 + row));
    let resolved: Date32Array = (0..24)
        .map(|row| (row % 4 == 0).then_some(18_000))
        .collect();
    let columns: [(&str, ArrayRef); 5] = [
        ("person_id", Arc::new(ids)),
        ("code_system", Arc::new(systems)),
        ("code", Arc::new(codes)),
        ("diagnosis_date", Arc::new(days)),
        ("resolved_date", Arc::new(resolved)),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_writer_version(version)
        .set_max_row_group_row_count(Some(12))
        .set_data_page_row_count_limit(5)
        .set_write_batch_size(5)
        .set_column_dictionary_enabled("code".into(), false)
        .build();
    let mut bytes = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    bytes
}

/// An extract whose condition table can be exchanged.
struct Extract {
    folder: tempfile::TempDir,
    definitions: Definitions,
    geography: Geography,
}

impl Extract {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let person = "person_id,birth_date,lsoa21_code,registration_start_date\n\
                      P0,1950-02,E01X00001,2001-04-13\nP1,1961-07,E01X00007,2010-01-31\n";
        fs::write(folder.path().join("person.csv"), person).unwrap();
        let event = "person_id,event_type,event_date\n";
        fs::write(folder.path().join("event.csv"), event).unwrap();
        let definitions = Definitions::embedded().unwrap();
        let geography = definitions
            .geography("2026-09-30".parse().unwrap())
            .unwrap();
        Self {
            folder,
            definitions,
            geography,
        }
    }

    fn read(&self, condition: &[u8]) -> Result<Quality, Failure> {
        let path = self.folder.path().join("condition.parquet");
        fs::write(&path, condition).unwrap();
        let meaning = Meaning {
            definitions: &self.definitions,
            geography: &self.geography,
            extracted_on: "2026-09-30".parse().unwrap(),
        };
        let list = RejectionList::discarded();
        let progress = Progress::silent();
        let (_, quality) = read(
            self.folder.path(),
            &meaning,
            list,
            &Threads::new(1),
            &progress,
        )?;
        Ok(quality)
    }

    /// Whether the file is refused; it must be that or read to its end.
    #[track_caller]
    fn is_refused(&self, condition: &[u8]) -> bool {
        match self.read(condition) {
            Ok(quality) => {
                let table = quality.table("condition").unwrap();
                assert_eq!(table.rows_read, table.rows_used + table.rows_set_aside());
                assert_eq!(table.rows_read, 24);
                false
            }
            Err(failure) => {
                assert_eq!(failure.code, crate::exit::INPUT_UNREADABLE, "{failure}");
                let path = self.folder.path().join("condition.parquet");
                let start = format!("{}: ", path.display());
                assert!(failure.message.starts_with(&start), "{failure}");
                true
            }
        }
    }
}

/// Changes bytes of a file, every so many, and counts how often the file is refused.
#[track_caller]
fn with_each_byte_changed(bytes: &[u8], step: usize) {
    let extract = Extract::new();
    assert!(!extract.is_refused(bytes), "the whole file is read");
    let mut refused = 0;
    for place in (0..bytes.len()).step_by(step) {
        let mut damaged = bytes.to_vec();
        // Another change at each place, so that lengths shrink and grow and signs turn.
        damaged[place] ^= [0xFF, 0x01, 0x80, 0x10][place % 4];
        refused += usize::from(extract.is_refused(&damaged));
    }
    assert!(refused > 0, "some damage is seen");
}

#[test]
fn a_byte_changed_anywhere() {
    let (first, second) = (WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0);
    with_each_byte_changed(&conditions(Compression::UNCOMPRESSED, first), 1);
    with_each_byte_changed(&conditions(Compression::UNCOMPRESSED, second), 5);
    for compression in [
        Compression::SNAPPY,
        Compression::ZSTD(ZstdLevel::default()),
        Compression::GZIP(parquet::basic::GzipLevel::default()),
        Compression::BROTLI(parquet::basic::BrotliLevel::default()),
        Compression::LZ4,
        Compression::LZ4_RAW,
    ] {
        with_each_byte_changed(&conditions(compression, first), 17);
    }
}

#[test]
fn cut_off_anywhere() {
    let bytes = conditions(Compression::SNAPPY, WriterVersion::PARQUET_1_0);
    let extract = Extract::new();
    for length in 0..bytes.len() {
        assert!(extract.is_refused(&bytes[..length]), "{length} bytes");
    }
}

#[test]
fn a_footer_that_claims_a_billion_rows() {
    let bytes = conditions(Compression::SNAPPY, WriterVersion::PARQUET_1_0);
    let length = bytes.len() - 8;
    let footer = u32::from_le_bytes(bytes[length..length + 4].try_into().unwrap());
    let data = length - usize::try_from(footer).unwrap();
    for claimed in [1_000_000_000, 11, -1, i64::MAX - 12] {
        let whole = tempfile::NamedTempFile::new().unwrap();
        fs::write(whole.path(), &bytes).unwrap();
        let reader = ParquetMetaDataReader::new();
        let metadata = reader.parse_and_finish(whole.as_file()).unwrap();
        let mut groups = metadata.row_groups().to_vec();
        groups[1] = groups[1]
            .clone()
            .into_builder()
            .set_num_rows(claimed)
            .build()
            .unwrap();
        let metadata = metadata.into_builder().set_row_groups(groups).build();
        let mut lying = bytes[..data].to_vec();
        let mut written = Vec::new();
        ParquetMetaDataWriter::new(&mut written, &metadata)
            .finish()
            .unwrap();
        lying.extend(written);
        let extract = Extract::new();
        let refused = extract.read(&lying).unwrap_err().message;
        let shown = refused.rsplit_once("condition.parquet: ").unwrap().1;
        println!("{claimed}: {shown}");
        assert!(extract.is_refused(&lying));
    }
}
