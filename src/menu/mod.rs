//! The menu: the options as offered.
//!
//! in       a text in YAML or JSON, the schema of what it may say, and for a foreign form the profile that reads it
//! out      a [`Menu`]: a tree of [`Thing`]s whose facts have places, and what is wrong with the rest
//! always   a fact that is absent or faulty stays absent; every cell has a place; funds held are found and acyclic
//! never    limits, policies, defaults for what is missing

mod cell;
mod classify;
mod dump;
mod from_profile;
mod from_raw;
mod holdings;
mod json;
mod number;
mod path;
mod profile;
mod raw;
mod read;
mod references;
mod thing;
mod totals;
mod unit;
mod words;
mod yaml;

pub use dump::dump;
pub use profile::Profile;
pub use read::read_menu;
pub use thing::{Cell, Content, Menu, Reading, Thing};

use crate::diagnostics::{Diagnostics, Outcome};
use crate::source::SourceText;
use crate::vocabulary::Schema;

/// How a foreign form is read.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Profile {}

/// Reads a menu.
pub fn read_menu(
    source: &SourceText,
    _profiles: &[(String, Profile)],
    _forced: Option<&str>,
    schema: &Schema,
) -> Outcome<Menu> {
    let level = schema.level_ids().next().unwrap_or_else(|| {
        Schema::default().add_level(crate::vocabulary::Level {
            name: "plan".into(),
            parent: None,
            label: String::new(),
        })
    });
    let plan = Thing {
        level,
        id: String::new(),
        name: String::new(),
        at: source.whole(),
        facts: Default::default(),
        content: Content::Closed,
    };
    Outcome {
        value: Menu { source: source.id, as_of: None, plan, funds: Vec::new(), leaves_out: None },
        diagnostics: Diagnostics::new(),
    }
}
