//! The menu: the options as offered.
//!
//! in       a text in YAML or JSON, the schema of what it may say, and for a foreign form the profile that reads it
//! out      a [`Menu`]: a tree of [`Thing`]s whose facts have places, and what is wrong with the rest
//! always   a fact that is absent or faulty stays absent; every cell has a place; ids are unique; funds held are found and acyclic
//! never    limits, policies, defaults for what is missing

mod absence;
mod cell;
mod classify;
mod documents;
mod dump;
mod facts;
mod from_profile;
mod from_raw;
mod history;
mod holdings;
mod json;
mod json_schema;
mod measured;
mod members;
mod moments;
mod number;
mod path;
mod profile;
mod raw;
mod read;
mod references;
mod referred;
mod refusals;
mod thing;
mod totals;
mod unit;
mod words;
mod yaml;

pub use documents::{Document, Documents};
pub use dump::dump;
pub use history::with_history;
pub use json_schema::json_schema;
pub use profile::Profile;
pub(crate) use raw::{Form, Key, Raw, RawKind};
pub use read::read_menu;
pub(crate) use read::read_raw;
pub use thing::{Cell, Content, Menu, Reading, Thing};
