//! The integration tests.

mod cli;
mod report;
