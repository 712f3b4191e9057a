//! A file of a release, as the dashboard reads it.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| whole::any_bytes::published(bytes));
