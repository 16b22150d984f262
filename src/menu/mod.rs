//! The menu: the options as offered.
//!
//! in       a text in YAML or JSON, or a table; the schema of what it may say, and for a foreign form the profile that reads it
//! out      a [`Menu`]: a tree of [`Thing`]s whose facts have places, and what is wrong with the rest
//! always   a fact that is absent or faulty stays absent; every cell has a place; ids are unique; funds held are found and acyclic
//! never    limits, policies, defaults for what is missing

mod absence;
mod cell;
mod classes;
mod classify;
mod cusip;
mod documents;
mod dump;
mod facts;
mod forms;
mod from_profile;
mod from_raw;
mod history;
mod holdings;
mod joining;
mod json_schema;
mod measured;
mod members;
mod moments;
mod number;
mod path;
mod profile;
mod read;
mod reading;
mod references;
mod referred;
mod refusals;
mod shelf;
mod tables;
mod thing;
mod totals;
mod unit;
mod words;

pub use classes::Classes;
pub use documents::{Document, Documents};
pub use dump::dump;
pub use forms::native::to_yaml;
pub(crate) use forms::raw::{Form, Key, Raw, RawKind, without_repeats};
pub(crate) use history::ahead_of;
pub use history::with_history;
pub use joining::join::Alias;
pub(crate) use joining::join::Joining;
pub use json_schema::json_schema;
pub use profile::Profile;
pub use read::read_menu;
pub(crate) use read::read_raw;
pub(crate) use reading::ReadWith;
pub use shelf::shelf;
pub use tables::inspect::inspect;
pub use thing::{Cell, Content, Followed, LeftOut, Menu, Path, Reading, Thing};
