//! Any bytes as a `menu.xml`.

#![no_main]

mod shared;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shared::stand("menu.xml", bytes));
