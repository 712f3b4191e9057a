//! Compresses a site's files beforehand, so that a static host need not.
//!
//! Parquet never: it is compressed inside, and readers ask for ranges of its own bytes.

use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Below this a packet holds the file anyhow.
const WORTH_IT_BYTES: usize = 1_000;
/// Up to here a file is compressed as well as can be.
const MOST_AT_BEST_BYTES: usize = 4_000_000;

/// The compressed forms of a file, each with the ending it adds to the name.
///
/// # Errors
/// None are expected: the encoders write into memory.
pub(super) fn forms(path: &Path, bytes: &[u8]) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
    let is_parquet = path.extension().is_some_and(|ending| ending == "parquet");
    if is_parquet || bytes.len() < WORTH_IT_BYTES {
        return Ok(Vec::new());
    }
    let all = [(".br", brotli(bytes)?), (".gz", gzip(bytes)?)];
    Ok(all
        .into_iter()
        .filter(|(_, form)| form.len() < bytes.len())
        .collect())
}

fn brotli(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // The best quality takes two seconds a megabyte: worth it for what every reader fetches, not
    // for tables of tens of megabytes that few download.
    let quality = if bytes.len() <= MOST_AT_BEST_BYTES {
        11
    } else {
        5
    };
    let parameters = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters)?;
    Ok(out)
}

/// The bytes as gzip, without a name or a time in it.
///
/// # Errors
/// None are expected: the encoder writes into memory.
pub(super) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    // The encoder writes no time and no name, so equal bytes give equal files.
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_large_but_parquet_is_compressed_and_reads_back() {
        let bytes = "neighbourhood ".repeat(500).into_bytes();
        let made = forms(Path::new("index.html"), &bytes).unwrap();
        assert_eq!(
            made.iter().map(|(ending, _)| *ending).collect::<Vec<_>>(),
            [".br", ".gz"]
        );
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &made[0].1[..], &mut back).unwrap();
        assert_eq!(back, bytes);
        assert!(
            forms(Path::new("data/estimates.parquet"), &bytes)
                .unwrap()
                .is_empty()
        );
        assert!(
            forms(Path::new("robots.txt"), &bytes[..20])
                .unwrap()
                .is_empty()
        );
    }
}
