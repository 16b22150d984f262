//! Integration tests: each file is one boundary of the program.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    reason = "a test that cannot go on has failed"
)]

mod architecture;
mod baseline;
mod book;
mod cases;
mod changed;
mod changes;
mod clauses;
mod cli;
mod desk;
mod documents;
mod every;
mod examples;
mod format;
mod grammar;
mod grid;
mod handbook;
mod ignored;
mod laws;
mod menu;
mod menu_schema;
mod mutations;
mod packs;
mod reading;
mod readme;
mod report;
mod rules;
mod sheets;
mod verdicts;
