//! Keys of a thing: which fact each names, and what is said of one that names none.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::vocabulary::{Basis, FactId, FactKey, LevelId};

use super::from_raw::Reader;
use super::raw::{Form, Key, Raw, RawKind};
use super::thing::Cell;
use super::words;

/// Keys of the outermost map.
const ROOT_KEYS: [&str; 8] = ["menu", "as_of", "complete", "units", "plan", "options", "funds", "note"];
const PLAN_KEYS: [&str; 3] = ["name", "id", "note"];
const THING_KEYS: [&str; 6] = ["id", "name", "class", "holds", "fund", "note"];

/// A key that names a fact.
enum Named {
    Fact(FactId),
    /// `expense_ratio net`
    Measured(FactKey),
    Nothing,
}

impl Reader<'_> {
    /// One fact, in all ways in which it is measured here.
    pub(super) fn fact(
        &mut self,
        level: LevelId,
        key: &Key,
        value: &Raw,
        facts: &mut BTreeMap<FactKey, Cell>,
    ) {
        match self.named(level, &key.name) {
            Named::Measured(fact_key) => self.keep(fact_key, key, value, facts),
            Named::Nothing => self.unknown_key(Some(level), key, value),
            Named::Fact(fact) => {
                let bases = &self.schema.fact(fact).bases;
                match &value.kind {
                    _ if bases.is_empty() => self.keep(FactKey::of(fact), key, value, facts),
                    RawKind::Map(entries) => {
                        for (basis, value) in entries {
                            match bases.iter().position(|known| *known == basis.name) {
                                Some(index) => {
                                    let fact_key = FactKey::measured(fact, Basis(index));
                                    self.keep(fact_key, basis, value, facts);
                                }
                                None => self.unknown_basis(fact, basis),
                            }
                        }
                    }
                    _ if value.is_absent() || value.is_refused() => {}
                    _ => self.basis_needed(fact, value),
                }
            }
        }
    }

    fn keep(&mut self, fact_key: FactKey, key: &Key, value: &Raw, facts: &mut BTreeMap<FactKey, Cell>) {
        let Some(cell) = self.cell(fact_key, value) else { return };
        if let Some(first) = facts.remove(&fact_key) {
            let message = Diagnostic::new(
                &kinds::DUPLICATE_KEY,
                key.at,
                format!("`{}` is given twice", self.schema.key_name(fact_key)),
            )
            .label("the second time")
            .also(first.at, "the first time")
            .note("neither value is used, since nothing says which one is meant")
            .help("keep the one that is right");
            self.say(message);
        } else {
            facts.insert(fact_key, cell);
        }
    }

    fn named(&self, level: LevelId, name: &str) -> Named {
        if let Some(fact) = self.schema.fact_named(level, name) {
            return Named::Fact(fact);
        }
        let Some((fact, basis)) = name.split_once(' ') else { return Named::Nothing };
        let Some(fact) = self.schema.fact_named(level, fact) else { return Named::Nothing };
        match self.schema.fact(fact).bases.iter().position(|known| known == basis.trim()) {
            Some(index) => Named::Measured(FactKey::measured(fact, Basis(index))),
            None => Named::Nothing,
        }
    }

    fn basis_needed(&mut self, fact: FactId, value: &Raw) {
        let fact = self.schema.fact(fact);
        let written = value.text().unwrap_or("…");
        let bases = listed(fact.bases.iter().map(String::as_str), 5);
        let mut message = Diagnostic::new(
            &kinds::BASIS_NEEDED,
            value.at,
            format!("`{}` is measured in several ways: {bases}", fact.name),
        )
        .label("this does not say in which");
        for basis in &fact.bases {
            message =
                message.help(format!("if it is {basis}, write `{}: {{ {basis}: {written} }}`", fact.name));
            if self.is_yaml() && value.at.source == self.source.id {
                message =
                    message.maybe_fix(value.at, format!("{{ {basis}: {} }}", self.source.slice(value.at)));
            }
        }
        self.say(message);
    }

    fn unknown_basis(&mut self, fact: FactId, key: &Key) {
        let fact = self.schema.fact(fact);
        let bases = fact.bases.iter().map(String::as_str);
        let mut message = Diagnostic::new(
            &kinds::UNKNOWN_CHOICE,
            key.at,
            format!("`{}` is not a way in which `{}` is measured", key.name, fact.name),
        )
        .note(format!("it is measured as {}", listed(bases.clone(), 5)));
        if let Some(near) = self.near(&key.name, bases) {
            message = message.help(format!("did you mean `{near}`?"));
        }
        self.say(message);
    }

    /// A key that is not read. It is never passed over: it may be a fact misspelled, which would then be missing.
    pub(super) fn unknown_key(&mut self, level: Option<LevelId>, key: &Key, value: &Raw) {
        if value.is_refused() {
            return;
        }
        let name = key.name.as_str();
        let place = level.map_or("a menu", |level| self.schema.level(level).name.as_str());
        let mut message = Diagnostic::new(
            &kinds::UNKNOWN_FACT,
            key.at,
            format!("`{}` is not a fact of {place}", words::shown(name)),
        )
        .note("nothing is read from a key that is not known");
        let elsewhere: Vec<&str> = self
            .schema
            .facts_called(name)
            .map(|fact| self.schema.level(self.schema.fact(fact).level).name.as_str())
            .collect();
        let structural: &[&str] = match level {
            None => &ROOT_KEYS,
            Some(level) if level == self.levels.plan => &PLAN_KEYS,
            Some(_) => &THING_KEYS,
        };
        let of_level = self
            .schema
            .fact_ids()
            .map(|fact| self.schema.fact(fact))
            .filter(|fact| Some(fact.level) == level);
        let in_plan = level == Some(self.levels.plan);
        let under = level.unwrap_or(self.levels.plan);
        let lists = self.schema.listed_under(under).filter(|_| !in_plan);
        let lists: Vec<String> = lists.map(|listed| self.schema.level(listed).plural()).collect();
        let known = structural.iter().copied().chain(of_level.map(|fact| fact.name.as_str()));
        let known = known.chain(lists.iter().map(String::as_str));
        let list = self.schema.level_called(name).filter(|listed| !self.schema.level(*listed).composes());
        let list_of = list.and_then(|listed| self.schema.level(listed).parent);
        if let Some(owner) = list_of {
            let many = list.map_or(String::new(), |listed| self.schema.level(listed).plural());
            let owner = self.schema.level(owner);
            message = match owner.parent {
                None => message.help(format!("list the {many} under `{many}`, beside `options`")),
                Some(_) => message.help(format!("list the {many} of each {} under it", owner.name)),
            };
        } else if level.is_none() && elsewhere.contains(&"plan") {
            message = message.help(format!(
                "it is a fact of the plan: put it under `plan`, as in `plan: {{ {name}: … }}`"
            ));
        } else if !elsewhere.is_empty() {
            message = message.help(format!("it is a fact of {}: put it there", elsewhere.join(" and of ")));
        } else if self.schema.class_named(name).is_some() && level == Some(self.levels.plan) {
            message = message
                .help("it is an asset class: say of each option what it holds, and the plan's share follows");
        } else if self.schema.class_named(name).is_some() {
            message = message.help(format!(
                "it is an asset class: write `class: {name}` if all of it is, or `holds: {{ {name}: 5% }}` for a part"
            ));
        } else if let Some(near) = self.near(name, known) {
            message = message.help(format!("did you mean `{near}`?"));
            if let Some(replacement) = self.replacement(key.at, self.form_of_key(key), near) {
                message = message.maybe_fix(key.at, replacement);
            }
        } else {
            message = message.help("remove it, put it under `note`, or declare the fact in a policy");
        }
        self.say(message);
    }

    fn form_of_key(&self, key: &Key) -> Form {
        if self.source.slice(key.at).starts_with(['"', '\'']) { Form::Quoted } else { Form::Plain }
    }

    fn is_yaml(&self) -> bool {
        !self.source.text.trim_start_matches('\u{feff}').trim_start().starts_with('{')
    }

    /// A text as it must be written in the place of another. None if that stands in another file than the menu.
    pub(super) fn replacement(&self, at: Span, form: Form, text: &str) -> Option<String> {
        if at.source != self.source.id {
            return None;
        }
        let quote = match form {
            Form::Number | Form::Flag => Some('"'),
            Form::Quoted => self.source.slice(at).chars().next().filter(|first| matches!(first, '"' | '\'')),
            Form::Plain => None,
        };
        Some(match quote {
            Some(quote) => format!("{quote}{text}{quote}"),
            None => text.to_string(),
        })
    }
}
