//! Any bytes as a `menu.xlsx`.

#![no_main]

mod shared;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shared::stand("menu.xlsx", bytes));
