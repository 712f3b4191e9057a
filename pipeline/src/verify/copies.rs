//! Compressed copies that a site keeps beside its files for static hosts.
//!
//! A reader of a published site is given the copy, not the file, so a copy must hold the same.

use std::io::Read;

use flate2::read::GzDecoder;

/// The endings that compressed copies add to a file's name.
const ENDINGS: [&str; 2] = [".br", ".gz"];

/// The name of the file that `name` could be a compressed copy of.
pub(super) fn original(name: &str) -> Option<&str> {
    ENDINGS.iter().find_map(|ending| name.strip_suffix(ending))
}

/// Whether a compressed copy holds exactly the bytes of its original.
///
/// Never unpacks more than the original's length and one byte, whatever the copy claims.
pub(super) fn holds(name: &str, copy: &[u8], original: &[u8]) -> bool {
    let most = original.len() as u64 + 1;
    let mut unpacked = Vec::new();
    let read = if name.strip_suffix(".gz").is_some() {
        GzDecoder::new(copy).take(most).read_to_end(&mut unpacked)
    } else {
        brotli::Decompressor::new(copy, 4096)
            .take(most)
            .read_to_end(&mut unpacked)
    };
    read.is_ok() && unpacked == original
}
