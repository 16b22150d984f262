//! From the names by which facts refer to things, to the things.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::vocabulary::{FactKey, LevelId, Type, Value};

use super::from_raw::Reader;
use super::references::{Directory, Found};
use super::thing::{Cell, Content, Reading, Thing};
use super::words;

/// Names among which a likeness is looked for.
const MOST_LIKELY: usize = 200;

/// What is listed, by level, for whoever refers to it.
pub(super) struct Listed {
    /// A level whose list is not given is not among them.
    pub(super) directories: BTreeMap<LevelId, Directory>,
    /// The name of each thing, or its id where the name is not its own.
    pub(super) called: Vec<String>,
    /// Where each thing stands.
    pub(super) places: Vec<Span>,
}

impl Reader<'_> {
    /// Puts one name in the place of all by which a thing is referred to. A name that a list does not have is told, and
    /// stays: it is a name all the same.
    pub(super) fn refer(&mut self, thing: &mut Thing, listed: &Listed) {
        let keys: Vec<FactKey> = thing.facts.keys().copied().collect();
        for key in keys {
            let Type::Reference(level) = self.schema.fact(key.fact).ty else { continue };
            let Some(cell) = thing.facts.get_mut(&key) else { continue };
            if !self.settle_reference(cell, level, listed) {
                thing.facts.remove(&key);
            }
        }
        let parts = match &mut thing.content {
            Content::Parts(parts) => parts.as_mut_slice(),
            _ => &mut [],
        };
        for inner in parts.iter_mut().chain(thing.members.values_mut().flatten()) {
            self.refer(inner, listed);
        }
    }

    /// Whether the reference may stay.
    fn settle_reference(&mut self, cell: &mut Cell, level: LevelId, listed: &Listed) -> bool {
        if let Reading::Described { thing, .. } = &mut cell.reading {
            self.refer(thing, listed);
        }
        let (Some(directory), Some(written)) = (listed.directories.get(&level), cell.text()) else {
            return true;
        };
        let written = written.to_string();
        match directory.find(&written) {
            Found::One(index) => {
                if matches!(cell.reading, Reading::Described { .. }) {
                    self.described_twice(&written, cell.at, level, listed.places.get(index));
                }
                if let Some(called) = listed.called.get(index) {
                    cell.reading = Reading::Exactly(Value::Text(called.clone()));
                }
                true
            }
            Found::Several(first, second) => {
                let many = self.schema.level(level).plural();
                let message = format!("`{}` can mean two {many}", words::shown(&written));
                let mut message = Diagnostic::new(&kinds::UNKNOWN_REFERENCE, cell.at, message)
                    .note("until then nobody knows which is meant")
                    .help("refer to one of them by an `id` of its own");
                for (index, text) in [(first, "one"), (second, "the other")] {
                    if let Some(at) = listed.places.get(index) {
                        message = message.also(*at, text);
                    }
                }
                self.say(message);
                false
            }
            Found::None => {
                if matches!(cell.reading, Reading::Exactly(_)) {
                    self.not_listed(&written, cell.at, level, listed);
                }
                true
            }
        }
    }

    fn not_listed(&mut self, written: &str, at: Span, level: LevelId, listed: &Listed) {
        let level = self.schema.level(level);
        let (of, many) = (level.with_article(), level.plural());
        let message = format!("`{}` is not {of} of this menu", words::shown(written));
        let message = Diagnostic::new(&kinds::UNKNOWN_REFERENCE, at, message)
            .note(format!("the menu lists its {many}, and a list is all there is"));
        let known = listed.called.iter().take(MOST_LIKELY).map(String::as_str);
        let near = self.near(written, known);
        self.say(match near {
            Some(near) => message.help(format!("did you mean `{near}`?")),
            None => message.help(format!("describe it under `{many}`")),
        });
    }

    fn described_twice(&mut self, name: &str, at: Span, level: LevelId, listed: Option<&Span>) {
        let many = self.schema.level(level).plural();
        let message = format!("`{}` is described here and under `{many}`", words::shown(name));
        let mut message = Diagnostic::new(&kinds::DUPLICATE_ID, at, message)
            .note(format!("what stands under `{many}` is used, and what stands here is not"))
            .help("keep one of the two, and write only the name here");
        if let Some(listed) = listed {
            message = message.also(*listed, format!("under `{many}`"));
        }
        self.say(message);
    }
}
