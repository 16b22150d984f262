//! Classes for what is held, by lists of the settings that go for every file: `[[menu.classify]]`.

use serde::Deserialize;
use serde::de::Deserializer;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceId, Span};
use crate::vocabulary::Schema;

use super::classify::{Classify, classified};
use super::forms::raw::{Form, Key, Raw, RawKind};
use super::words;

/// The lists.
#[derive(Clone, Debug, Default)]
pub struct Classes {
    list: Vec<Classify>,
    /// The settings that they stand in.
    source: Option<SourceId>,
}

impl<'de> Deserialize<'de> for Classes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Classes { list: Vec::deserialize(deserializer)?, source: None })
    }
}

impl Classes {
    /// The lists, knowing the settings file in which they stand.
    #[must_use]
    pub fn placed(mut self, settings: SourceId) -> Self {
        self.source = Some(settings);
        self
    }

    /// What is wrong with them: classes and facts that the schema does not know, entries that name nothing.
    pub fn check(&self, schema: &Schema) -> Diagnostics {
        let mut said = Diagnostics::new();
        let Some(settings) = self.source else { return said };
        for entry in &self.list {
            let range = entry.class.span();
            let at = Span::new(settings, range.start, range.end);
            let class = entry.class.get_ref();
            if schema.class_named(class).is_none() {
                let known = schema.class_ids().map(|class| schema.class(class).name.as_str());
                let message =
                    Diagnostic::new(&kinds::UNKNOWN_NAME, at, format!("`{class}` is not an asset class"));
                said.push(match words::near(class, known) {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None => message.help("use a class of the vocabulary, or declare this one in a policy"),
                });
            }
            if entry.is_empty() {
                let message = Diagnostic::new(&kinds::SETTINGS, at, "this entry matches nothing");
                said.push(message.help("say what it is for: `name`, `ticker`, `cusip`, `word` or `facts`"));
            }
            for fact in entry.facts().filter(|fact| schema.facts_called(fact).next().is_none()) {
                let known = schema.fact_ids().map(|fact| schema.fact(fact).name.as_str());
                let message = Diagnostic::new(&kinds::UNKNOWN_FACT, at, format!("`{fact}` is no fact"));
                said.push(match words::near(fact, known) {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None => message.help("use a fact of the vocabulary, or declare it in a policy"),
                });
            }
        }
        said
    }

    /// The tree in the native shape, with a class for what has neither class, holdings nor fund and is in a list.
    pub(super) fn filled(&self, mut raw: Raw, schema: &Schema, diagnostics: &mut Diagnostics) -> Raw {
        if self.list.is_empty() {
            return raw;
        }
        for list in ["options", "funds"] {
            self.each(&mut raw, list, schema, diagnostics);
        }
        raw
    }

    fn each(&self, raw: &mut Raw, list: &str, schema: &Schema, diagnostics: &mut Diagnostics) {
        let RawKind::Map(entries) = &mut raw.kind else { return };
        let Some((_, things)) = entries.iter_mut().find(|(key, _)| key.name == list) else { return };
        let RawKind::List(things) = &mut things.kind else { return };
        for thing in things {
            self.thing(thing, schema, diagnostics);
            self.each(thing, "holds", schema, diagnostics);
        }
    }

    fn thing(&self, thing: &mut Raw, schema: &Schema, diagnostics: &mut Diagnostics) {
        let RawKind::Map(entries) = &mut thing.kind else { return };
        let says = |(key, value): &(Key, Raw)| {
            matches!(key.name.as_str(), "class" | "holds" | "fund") && !value.is_absent()
        };
        if entries.iter().any(says) {
            return;
        }
        if let Some((class, at)) = classified(&self.list, self.source, entries, schema, diagnostics) {
            let name = schema.class(class).name.clone();
            entries.push((Key { name: "class".to_string(), at }, Raw::scalar(name, Form::Quoted, at)));
        }
    }
}
