//! A table of an extract as Parquet.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| whole::any_bytes::parquet(bytes));
