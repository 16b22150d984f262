//! `planlint.lock`: the packs as they were when somebody last looked at them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::Deserialize;
use toml::Spanned;

use super::content::whole;
use super::{Pack, Packs};
use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::source::{SourceText, Span};

/// The name of the file.
pub const FILE_NAME: &str = "planlint.lock";

/// What the lock says.
#[derive(Clone, Debug)]
pub struct Lock {
    /// The packs, as the lock has them.
    pub packs: Vec<Locked>,
    /// The beginning of the file.
    at: Span,
}

/// A pack in the lock.
#[derive(Clone, Debug)]
pub struct Locked {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it came from.
    pub source: String,
    /// The fingerprint of the whole.
    pub sha256: String,
    /// The fingerprint of each file, by path.
    pub files: BTreeMap<String, String>,
    /// Where it stands.
    at: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    lock: Spanned<i64>,
    #[serde(default)]
    pack: Vec<Spanned<WrittenPack>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenPack {
    name: String,
    version: String,
    source: String,
    sha256: String,
    files: BTreeMap<String, String>,
}

impl Lock {
    /// Reads a lock. One that cannot be read, or contradicts itself, is told and is none.
    pub fn read(source: &SourceText) -> Outcome<Option<Lock>> {
        let mut diagnostics = Diagnostics::new();
        let span = |range: std::ops::Range<usize>| Span::new(source.id, range.start, range.end);
        let again = "write it anew, once the packs are as they should be: `planlint pack lock`";
        let written: Written = match toml::from_str(&source.text) {
            Ok(written) => written,
            Err(error) => {
                let at = span(error.span().unwrap_or(0..0));
                let first = error.message().lines().next().unwrap_or_default().trim_end_matches('.');
                let fault = Diagnostic::new(
                    &kinds::PACK_CHANGED,
                    at,
                    format!("planlint.lock cannot be read here: {first}"),
                );
                diagnostics.push(fault.note("the lock is written by planlint, not by hand").help(again));
                return Outcome { value: None, diagnostics };
            }
        };
        if *written.lock.get_ref() != 1 {
            let message = "this lock was written by a later planlint";
            let fault = Diagnostic::new(&kinds::PACK_CHANGED, span(written.lock.span()), message);
            diagnostics.push(fault.help("install a later version of planlint"));
            return Outcome { value: None, diagnostics };
        }
        let mut packs = Vec::new();
        for pack in written.pack {
            let at = span(pack.span());
            let WrittenPack { name, version, source, sha256, files } = pack.into_inner();
            if whole(&files) != sha256 {
                let message = format!("what planlint.lock says of `{name}` does not fit together");
                diagnostics.push(
                    Diagnostic::new(&kinds::PACK_CHANGED, at, message)
                        .label("edited by hand, or merged badly")
                        .note("its `sha256` is not that of the files that it lists")
                        .help(again),
                );
            }
            packs.push(Locked { name, version, source, sha256, files, at });
        }
        let lock = (!diagnostics.has_errors()).then(|| Lock { packs, at: span(0..0) });
        Outcome { value: lock, diagnostics }
    }

    /// The lock of these packs, as a text.
    pub fn of(packs: &Packs) -> String {
        let mut text = String::from(
            "# Written by `planlint pack`. It says which packs were looked at, byte for byte; keep it with the policy.\nlock = 1\n",
        );
        let mut sorted: Vec<&Pack> = packs.iter().collect();
        sorted.sort_by(|a, b| a.manifest.name.cmp(&b.manifest.name));
        for pack in sorted {
            let _ = write!(
                text,
                "\n[[pack]]\nname = {}\nversion = {}\nsource = {}\nsha256 = {}\n\n[pack.files]\n",
                quoted(&pack.manifest.name),
                quoted(&pack.manifest.version.to_string()),
                quoted(&pack.origin.words()),
                quoted(&pack.content.sha256()),
            );
            for (path, print) in pack.content.fingerprints() {
                let _ = writeln!(text, "{} = {}", quoted(path), quoted(print));
            }
        }
        text
    }

    /// What is not as the lock says.
    pub fn compare(&self, packs: &Packs) -> Diagnostics {
        let mut told = Diagnostics::new();
        for pack in packs.iter() {
            let name = &pack.manifest.name;
            match self.packs.iter().find(|locked| locked.name == *name) {
                Some(locked) => self.compare_one(locked, pack, &mut told),
                None => told.push(
                    Diagnostic::new(
                        &kinds::PACK_CHANGED,
                        pack.at,
                        format!("the pack `{name}` is not in planlint.lock"),
                    )
                    .also(self.at, "the lock")
                    .help("look at the pack, then take it into the lock: `planlint pack lock`"),
                ),
            }
        }
        for locked in self.packs.iter().filter(|locked| packs.named(&locked.name).is_none()) {
            let message =
                format!("planlint.lock has the pack `{}`, which is not needed any more", locked.name);
            told.push(Diagnostic::new(&kinds::PACK_CHANGED, locked.at, message).help(
                "check that `[packs]` lists what you mean, then write the lock anew: `planlint pack lock`",
            ));
        }
        told
    }

    fn compare_one(&self, locked: &Locked, pack: &Pack, told: &mut Diagnostics) {
        let (name, version) = (&locked.name, pack.manifest.version.to_string());
        if locked.sha256 == pack.content.sha256() && locked.source == pack.origin.words() {
            return;
        }
        let notes = changes(&locked.files, pack.content.fingerprints());
        let message = match notes.first() {
            Some((what, path)) => {
                format!("the pack `{name}` is not as planlint.lock has it: `{path}` {what}")
            }
            None => format!("the pack `{name}` comes from elsewhere than planlint.lock says"),
        };
        let mut fault =
            Diagnostic::new(&kinds::PACK_CHANGED, pack.at, message).also(locked.at, "what was looked at");
        for (what, path) in notes.iter().skip(1).take(5) {
            fault = fault.note(format!("`{path}` {what}"));
        }
        if notes.len() > 6 {
            fault = fault.note(format!("{} more files differ", notes.len().saturating_sub(6)));
        }
        if locked.version != version {
            fault = fault
                .note(format!("the lock has version {}, and what is there is {version}", locked.version));
        }
        if locked.source != pack.origin.words() {
            fault = fault.note(format!("the lock has it from {}", locked.source));
        }
        told.push(
            fault
                .help("if nobody meant to change it, get the pack as it was")
                .help("if the change is meant, look at it, then take it into the lock: `planlint pack lock`"),
        );
    }
}

/// How the files differ, by path.
fn changes(was: &BTreeMap<String, String>, is: &BTreeMap<String, String>) -> Vec<(&'static str, String)> {
    let paths: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let change = |path: &&String| match (was.get(*path), is.get(*path)) {
        (Some(was), Some(is)) if was == is => None,
        (Some(_), Some(_)) => Some("has changed"),
        (Some(_), None) => Some("is gone"),
        (None, _) => Some("is new"),
    };
    paths.iter().filter_map(|path| Some((change(path)?, (*path).clone()))).collect()
}

/// As TOML quotes a text.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            _ if character.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}
