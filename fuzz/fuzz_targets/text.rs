//! A table of an extract as text, packed or not.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| whole::any_bytes::text(bytes));
