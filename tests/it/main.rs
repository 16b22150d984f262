//! The integration tests.

mod cases;
mod cli;
mod reading;
mod report;
