//! Any bytes as a `menu.yaml`.

#![no_main]

mod shared;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| shared::stand("menu.yaml", bytes));
