//! The verdict: what was found.
//!
//! in       a policy, a menu and a day
//! out      [`Verdict`]s: one for each statement and each thing that it is about
//! always   pass and breach hold for every completion of what is missing; each carries its numbers and places
//! never    files, clocks, rendering

mod aggregates;
mod blocks;
mod branches;
mod calendar;
mod conditions;
mod division;
mod documents;
mod dump;
mod evidence;
mod excerpts;
mod exposure;
mod facts;
mod filters;
mod found;
mod frame;
mod group_scopes;
mod group_sets;
mod groups;
mod heavy;
mod history;
mod lifecycle;
mod linear;
mod members;
mod moments;
mod offers;
mod ratings;
mod reference;
mod references;
mod rests;
mod several;
mod sizes;
mod suppositions;
mod tables;
mod timeline;
mod waivers;
mod world;

pub use dump::dump;
pub use found::{Atom, Datum, Measure, Missing, MissingKind, Outcome, Reliance, Subject, Verdict, Waived};
pub use moments::Said;
pub use reference::evaluate;
pub use waivers::{DAYS_AHEAD, Grant, WaiverState, review};
pub use world::LEFT_OUT_OPTIONS;
