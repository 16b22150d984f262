//! Packs on their way in: opened by a door, fitted together here.

use std::collections::BTreeSet;

use super::{Inputs, Run};
use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::inputs::InputFile;
use crate::packs::{self, Content, Lock, Opened, PackFile, Packs};
use crate::policy;
use crate::settings::{self, Need, Settings};
use crate::source::SourceMap;
use crate::syntax::{self, SyntaxTree};
use crate::vocabulary::Schema;

impl Inputs {
    /// Takes the files of a pack in that `user` needs, or the project where there is none. Answers with its name and
    /// what it needs in turn, for the door to open; with nothing where it is there already, or is no pack, which has
    /// been told then.
    pub fn read_pack(
        &mut self,
        user: Option<&str>,
        need: &Need,
        folder: &str,
        files: Vec<PackFile>,
    ) -> Option<(String, Vec<Need>)> {
        let content = Content::new(files);
        // Before anything of it is read.
        if let Err(fault) = packs::verify(need, &content, folder) {
            self.packs.incomplete = true;
            self.diagnostics.push(*fault);
            return None;
        }
        let Some(manifest) = content.manifest() else {
            self.packs.incomplete = true;
            let message = format!("`{folder}` is no pack: it has no {}", settings::FILE_NAME);
            self.diagnostics.push(
                Diagnostic::new(&kinds::SETTINGS, need.at, message)
                    .help("a pack is a folder with a planlint.toml that has a table `[pack]`"),
            );
            return None;
        };
        let told = self.diagnostics.iter().count();
        let (_, Settings { pack, needs, .. }) = self.settings_of(manifest.clone());
        let Some(manifest) = pack else {
            self.packs.incomplete = true;
            // What is wrong with its `[pack]` has been told at its place.
            if self.diagnostics.iter().count() == told {
                let message =
                    format!("`{folder}` is a project and no pack: its planlint.toml has no `[pack]`");
                self.diagnostics.push(Diagnostic::new(&kinds::SETTINGS, need.at, message));
            }
            return None;
        };
        let opened = Opened { manifest, needs: needs.clone(), content, folder: folder.into() };
        let name = self.packs.take_in(user, need, opened, &mut self.diagnostics)?;
        Some((name, needs))
    }

    /// A pack that `user` needs from wherever the project has it.
    pub fn provide_pack(&mut self, user: Option<&str>, need: &Need) {
        let provided = self.packs.named(&need.key);
        let verified = provided.map(|pack| packs::verify(need, &pack.content, &pack.folder));
        if let Some(Err(fault)) = verified {
            self.packs.incomplete = true;
            self.diagnostics.push(*fault);
            return;
        }
        self.packs.provide(user, need, &mut self.diagnostics);
    }

    /// Tells of a pack that could not be opened.
    pub fn pack_missing(&mut self, need: &Need, why: &str, help: &str) {
        self.packs.incomplete = true;
        self.diagnostics.push(Diagnostic::new(&kinds::SETTINGS, need.at, why).help(help));
    }

    /// The lock, where there is one that can be read.
    pub fn lock(&self) -> Option<&Lock> {
        self.packs.lock.as_ref()
    }

    /// The texts that have come in so far.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// Takes the lock in: the packs have to be as it says.
    pub fn read_lock(&mut self, file: InputFile) {
        self.records.push(file.record());
        let Some(id) = file.admit(&mut self.sources, &mut self.diagnostics) else { return };
        if let Some(source) = self.sources.get(id) {
            let lock = Lock::read(source);
            self.packs.lock = self.diagnostics.take(lock);
        }
    }
}

/// What is wrong with how packs fit together, and with what the lock says of them.
pub fn settle(packs: &Packs, lock: Option<&Lock>) -> Diagnostics {
    let mut told = Diagnostics::new();
    packs.circles(&mut told);
    if let Some(lock) = lock {
        told.extend(lock.compare(packs));
    }
    told
}

impl Run {
    /// Whether the packs fit together and are as the lock says, told if not.
    pub(super) fn settled(&mut self, packs: &Packs) -> bool {
        let mut told = settle(packs, packs.lock.as_ref());
        if !packs.is_empty() {
            let schema = policy::builtin_schema();
            told.extend(shadowing(packs, &schema));
        }
        // What was told when they came in counts as well.
        let of_packs = [&kinds::PACK_CONFLICT, &kinds::PACK_CHANGED, &kinds::LANGUAGE_VERSION];
        let before = self.diagnostics.iter().any(|one| of_packs.iter().any(|kind| **kind == *one.kind));
        let settled = !told.has_errors() && !packs.incomplete && !before;
        self.diagnostics.extend(told);
        settled
    }

    /// The packs, as written.
    pub(super) fn packs(&mut self, packs: &Packs) -> Vec<policy::Pack> {
        let mut read = Vec::new();
        for pack in packs.iter() {
            let name = &pack.manifest.name;
            self.records.extend(pack.content.manifest().map(InputFile::record));
            let ids: Vec<_> = pack
                .content
                .policies()
                .cloned()
                .collect::<Vec<_>>()
                .into_iter()
                .filter_map(|file| self.admit(file))
                .collect();
            let trees: Vec<SyntaxTree> = ids
                .iter()
                .filter_map(|id| Some(self.diagnostics.take(syntax::parse(self.sources.get(*id)?))))
                .collect();
            read.push(policy::Pack {
                name: name.clone(),
                version: pack.manifest.version.to_string(),
                at: pack.manifest.at,
                needs: pack.may_use().map(str::to_string).collect(),
                trees,
            });
        }
        read
    }

    /// A pack that the project lists and nothing uses: whoever listed it thinks that its rules are checked.
    pub(super) fn unused_packs(&mut self, packs: &Packs, trees: &[SyntaxTree], used: &[policy::Used<'_>]) {
        if trees.is_empty() {
            return;
        }
        let used: BTreeSet<&str> = used.iter().map(|used| used.pack.name.as_str()).collect();
        let needed: BTreeSet<&str> = packs
            .iter()
            .filter(|pack| used.contains(pack.manifest.name.as_str()))
            .flat_map(|pack| pack.may_use())
            .collect();
        for (name, at) in packs.listed().filter(|(name, _)| !used.contains(name) && !needed.contains(name)) {
            self.diagnostics.push(
                Diagnostic::new(&kinds::PACK_UNUSED, at, format!("no policy uses the pack `{name}`"))
                    .note("its rules are not checked")
                    .help(format!(
                        "write `use {name}` at the top of the policy, or take the pack out of `[packs]`"
                    )),
            );
        }
    }
}

/// Packs whose names mean something else already.
fn shadowing(packs: &Packs, schema: &Schema) -> Diagnostics {
    let mut told = Diagnostics::new();
    for manifest in packs.iter().map(|pack| &pack.manifest) {
        let name = &manifest.name;
        if let Some(what) = shadowed(name, schema) {
            let message = format!("a pack cannot be called `{name}`: it is {what}");
            told.push(
                Diagnostic::new(&kinds::DUPLICATE_NAME, manifest.at, message)
                    .help("put a name of yours before it: `acme.alternatives`"),
            );
        }
    }
    told
}

/// What of the vocabulary has this name.
fn shadowed(name: &str, schema: &Schema) -> Option<&'static str> {
    match () {
        () if schema.level_called(name).is_some() => Some("a level of the vocabulary"),
        () if schema.class_named(name).is_some() => Some("an asset class of the vocabulary"),
        () if schema.facts_called(name).next().is_some() => Some("a fact of the vocabulary"),
        () => (name == "planlint" || name.starts_with("planlint.")).then_some("kept for planlint itself"),
    }
}
