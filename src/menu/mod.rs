//! The menu: the options as offered.
//!
//! in       a text in YAML or JSON, or a table; the schema of what it may say, and for a foreign form the profile that reads it
//! out      a [`Menu`]: a tree of [`Thing`]s whose facts have places, and what is wrong with the rest
//! always   a fact that is absent or faulty stays absent; every cell has a place; ids are unique; funds held are found and acyclic
//! never    limits, policies, defaults for what is missing

mod absence;
mod cell;
mod claims;
mod classes;
mod classify;
mod columns;
mod cusip;
mod documents;
mod dump;
mod facts;
mod followed;
mod from_profile;
mod from_raw;
mod from_table;
mod header;
mod history;
mod holdings;
mod identifiers;
mod identity;
mod idiom;
mod inspect;
mod join;
mod json;
mod json_schema;
mod layout;
mod lexicon;
mod likeness;
mod look_through;
mod measured;
mod members;
mod moments;
mod native;
mod nport;
mod number;
mod path;
mod profile;
mod proposals;
mod raw;
mod read;
mod reading;
mod references;
mod referred;
mod refusals;
mod sheets;
mod shelf;
mod table;
mod table_rows;
mod thing;
mod totals;
mod twins;
mod unit;
mod unread;
mod words;
mod xml;
mod yaml;

pub use classes::Classes;
pub use documents::{Document, Documents};
pub use dump::dump;
pub use followed::followed;
pub use history::with_history;
pub use inspect::inspect;
pub use join::Alias;
pub(crate) use join::Joining;
pub use json_schema::json_schema;
pub use native::to_yaml;
pub use profile::Profile;
pub(crate) use raw::{Form, Key, Raw, RawKind};
pub use read::read_menu;
pub(crate) use read::read_raw;
pub(crate) use reading::ReadWith;
pub use shelf::shelf;
pub use thing::{Cell, Content, Menu, Reading, Thing};
