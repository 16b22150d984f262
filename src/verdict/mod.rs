//! The verdict: what was found.
//!
//! in       a policy, a menu and a day
//! out      [`Verdict`]s: one for each statement and each thing that it is about
//! always   pass and breach hold for every completion of what is missing; each carries its numbers and places
//! never    files, clocks, rendering

mod found;

pub use found::{Atom, Datum, Measure, Missing, MissingKind, Outcome, Reliance, Subject, Verdict};

use jiff::civil::Date;

use crate::diagnostics::{self, Diagnostics};
use crate::menu::Menu;
use crate::policy::Policy;
use crate::vocabulary::Schema;

/// Finds what each statement of a policy comes to on a menu, as of a day. The diagnostics are about assumptions
/// that have expired or that the menu contradicts.
pub fn evaluate(
    _policy: &Policy,
    _schema: &Schema,
    _menu: &Menu,
    _as_of: Date,
) -> diagnostics::Outcome<Vec<Verdict>> {
    diagnostics::Outcome { value: Vec::new(), diagnostics: Diagnostics::new() }
}
