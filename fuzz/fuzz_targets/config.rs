//! A file of a config folder, or `extract.toml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| whole::any_bytes::config(bytes));
