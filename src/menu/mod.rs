//! The menu: the options as offered.
//!
//! in       a text in YAML or JSON, the schema of what it may say, and for a foreign form the profile that reads it
//! out      a [`Menu`]: a tree of [`Thing`]s whose facts have places, and what is wrong with the rest
//! always   a fact that is absent or faulty stays absent; every cell has a place; funds held are found and acyclic
//! never    limits, policies, defaults for what is missing

mod thing;

pub use thing::{Cell, Content, Menu, Reading, Thing};
