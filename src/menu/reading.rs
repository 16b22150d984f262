//! With what the texts of a run are read.

use jiff::civil::Date;

use crate::diagnostics::{Diagnostics, Outcome};
use crate::source::{SourceId, SourceMap, SourceText};
use crate::vocabulary::Schema;

use super::classes::Classes;
use super::from_raw::Part;
use super::joining::identifiers::{Identifiers, read_identifiers};
use super::joining::join::{Alias, Joining};
use super::profile::Profile;
use super::read::read_part;

/// What the settings say of how menus are read, and the words in which.
pub(crate) struct ReadWith<'a> {
    pub(crate) profiles: &'a [(String, Profile)],
    pub(crate) classify: &'a Classes,
    pub(crate) schema: &'a Schema,
    /// The day of a menu that does not say its own.
    pub(crate) today: Date,
}

impl ReadWith<'_> {
    /// What one text says; `profile` names the one that reads it in any case.
    pub(crate) fn part(&self, source: &SourceText, profile: Option<&str>) -> Outcome<Part> {
        read_part(source, self.profiles, profile, self.classify, self.schema)
    }

    /// What is joined to menus: texts that say more of their options, each with the profile that reads it and the facts that
    /// it governs; tables of identifiers; other names.
    pub(crate) fn joining(
        &self,
        sources: &SourceMap,
        with: &[(SourceId, Option<String>, Vec<String>)],
        identifiers: &[SourceId],
        aliases: Vec<Alias>,
    ) -> Outcome<Joining> {
        let mut diagnostics = Diagnostics::new();
        let mut tables = Identifiers::default();
        for table in identifiers.iter().filter_map(|id| sources.get(*id)) {
            tables.extend(diagnostics.take(read_identifiers(table)));
        }
        let mut joining = Joining::new(tables, aliases);
        for (id, profile, governs) in with {
            let Some(source) = sources.get(*id) else { continue };
            let part = diagnostics.take(self.part(source, profile.as_deref()));
            diagnostics.extend(joining.add(&source.name, part, governs.clone(), self.schema));
        }
        Outcome { value: joining, diagnostics }
    }
}
