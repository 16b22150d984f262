//! The names of several texts held against each other, for a person who joins them.

use crate::diagnostics::Diagnostics;
use crate::menu::ReadWith;
use crate::source::SourceMap;

use super::{Further, Inputs, Run};

/// What came of a comparison of names.
#[derive(Debug)]
pub struct ComparedNames {
    /// What is found, with the aliases that are proposed, as TOML with its reasons.
    pub text: String,
    /// What is wrong with the settings.
    pub diagnostics: Diagnostics,
    /// The texts.
    pub sources: SourceMap,
}

/// Holds the names of the texts that say more (`with`) against the options of the menus. Nothing is matched by it: it proposes
/// what a person may accept. Whatever day a text is of, its names are those of its options.
pub fn compare_names(inputs: Inputs) -> ComparedNames {
    let Inputs { as_of, policies, menus, with, identifiers, aliases, classify, profiles, packs, .. } = inputs;
    let mut run = Run { sources: inputs.sources, diagnostics: inputs.diagnostics, records: inputs.records };
    let policies = run.admit_all(policies);
    let schema = run.understand(&policies, &packs).schema;
    // What is wrong with policies and menus is told by a check.
    let diagnostics = std::mem::take(&mut run.diagnostics);
    let reading = ReadWith { profiles: &profiles, classify: &classify, schema: &schema, today: as_of };
    let mut unread = Vec::new();
    let mut parts = Vec::new();
    for (file, profile) in menus {
        let name = file.name.clone();
        let id = run.admit_menu(file, profile.as_deref(), &profiles);
        let part = id
            .and_then(|id| run.sources.get(id))
            .map(|source| reading.part(source, profile.as_deref()).value);
        match part.filter(|part| !part.has_no_options()) {
            Some(part) => parts.push(part),
            None => unread.push(name),
        }
    }
    let mut further = Vec::new();
    for Further { file, profile, governs } in with {
        let name = file.name.clone();
        let id = run.admit_menu(file, profile.as_deref(), &profiles);
        match id.filter(|id| {
            let part = run.sources.get(*id).map(|source| reading.part(source, profile.as_deref()).value);
            part.is_some_and(|part| !part.has_no_options())
        }) {
            Some(id) => further.push((id, profile, governs)),
            None => unread.push(name),
        }
    }
    let identifiers = run.admit_all(identifiers);
    let joining = reading.joining(&run.sources, &further, &identifiers, aliases).value;
    let mut text: String = unread
        .iter()
        .map(|name| format!("# {name}: no option of it can be read yet, so its names are not compared\n"))
        .collect();
    if !parts.is_empty() {
        text.push_str(&joining.compare(&parts, &schema, &run.sources));
    }
    ComparedNames { text, diagnostics, sources: run.sources }
}
