//! The verdict: what was found.
//!
//! in       a policy, a menu and a day
//! out      [`Verdict`]s: one for each statement and each thing that it is about
//! always   pass and breach hold for every completion of what is missing; each carries its numbers and places
//! never    files, clocks, rendering

mod aggregates;
mod conditions;
mod dump;
mod evidence;
mod exposure;
mod facts;
mod found;
mod groups;
mod mean;
mod reference;
mod references;
mod waivers;
mod world;

pub use dump::dump;
pub use found::{Atom, Datum, Measure, Missing, MissingKind, Outcome, Reliance, Subject, Verdict, Waived};
pub use reference::evaluate;
pub use waivers::{Grant, review};
