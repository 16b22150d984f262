//! The baseline: findings that a plan had when it began to be checked, accepted by name, and told ever since.
//!
//! in       the text of a baseline; the verdicts of a check, each with its plan
//! out      [`Baseline`], the [`Finding`]s that it accepts, and its text
//! always   the same findings give the same bytes, in whatever order they come
//! never    numbers, limits, lines: it says that a rule is broken for a thing, and not by how much

mod finding;
mod statements;
mod text;

pub use finding::{Finding, is_finding};
pub use statements::Statements;
pub use text::{Baseline, Entry};

/// The name of the file, where nobody gives it another.
pub const FILE_NAME: &str = "planlint-baseline.txt";
