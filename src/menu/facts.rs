//! Keys of a thing: which fact each names, and what is said of one that names none.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::vocabulary::{FactId, FactKey, LevelId};

use super::absence::absence;
use super::forms::raw::{Form, Key, Raw, RawKind};
use super::from_raw::Reader;
use super::measured::{self, Fault, Lack, Measured};
use super::thing::Cell;
use super::words;

/// Keys of the outermost map.
const ROOT_KEYS: [&str; 9] = ["menu", "as_of", "at", "complete", "units", "plan", "options", "funds", "note"];
const PLAN_KEYS: [&str; 4] = ["name", "id", "documents", "note"];
pub(super) const THING_KEYS: [&str; 9] =
    ["id", "name", "also_known_as", "at", "class", "holds", "fund", "documents", "note"];

impl Reader<'_> {
    /// One fact, in all ways in which it is measured here.
    pub(super) fn fact(
        &mut self,
        level: LevelId,
        key: &Key,
        value: &Raw,
        facts: &mut BTreeMap<FactKey, Cell>,
    ) {
        match measured::named(self.schema, level, &key.name) {
            Some((_, Ok(measured))) => self.in_all_ways(measured, key, value, facts),
            // Words behind a fact that is measured in one way only are no way to measure it, but another name.
            Some((fact, Err(Fault::NoWay))) if !self.has_ways(fact) => {
                self.unknown_key(Some(level), key, value)
            }
            Some((fact, Err(fault))) => self.no_such_way(fact, fault, key),
            None => self.unknown_key(Some(level), key, value),
        }
    }

    fn has_ways(&self, fact: FactId) -> bool {
        let fact = self.schema.fact(fact);
        fact.over_period || !fact.bases.is_empty()
    }

    /// A fact whose basis and period are said by its key, or by the keys of the group behind it, in any order.
    fn in_all_ways(
        &mut self,
        measured: Measured,
        key: &Key,
        value: &Raw,
        facts: &mut BTreeMap<FactKey, Cell>,
    ) {
        let fact = self.schema.fact(measured.fact);
        match (measured.lack(fact), &value.kind) {
            (None, _) => self.keep(measured.key(), key, value, facts),
            (Some(_), RawKind::Map(entries)) => {
                for (way, value) in entries {
                    match measured.with(&way.name, fact) {
                        Ok(measured) => self.in_all_ways(measured, way, value, facts),
                        Err(fault) => self.no_such_way(measured.fact, fault, way),
                    }
                }
            }
            // That there is none is so in whatever way it is measured.
            (Some(_), RawKind::Scalar(scalar)) if absence(fact, &scalar.text).is_some() => {
                for way in measured.ways(fact) {
                    self.keep(way, key, value, facts);
                }
            }
            _ if value.is_absent() || value.is_refused() => {}
            (Some(Lack::Basis), _) => self.basis_needed(measured, value),
            (Some(Lack::Period), _) => self.period_needed(measured, value),
        }
    }

    fn keep(&mut self, fact_key: FactKey, key: &Key, value: &Raw, facts: &mut BTreeMap<FactKey, Cell>) {
        if super::history::is_series(value) {
            return self.series(fact_key, value, facts);
        }
        let Some(mut cell) = self.cell(fact_key, value) else { return };
        if self.schema.fact(fact_key.fact).name == "cusip" {
            let Some(checked) = self.checked_cusip(cell) else { return };
            cell = checked;
        }
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

    fn basis_needed(&mut self, measured: Measured, value: &Raw) {
        let fact = self.schema.fact(measured.fact);
        let name = self.schema.key_name(measured.key());
        let written = value.text().unwrap_or("…");
        let bases = listed(fact.bases.iter().map(String::as_str), 5);
        let mut message = Diagnostic::new(
            &kinds::BASIS_NEEDED,
            value.at,
            format!("`{name}` is measured in several ways: {bases}"),
        )
        .label("this does not say in which");
        let needs_period = measured.key().horizon.is_none() && fact.over_period;
        for basis in &fact.bases {
            let way = if needs_period { format!("{basis} over 3 years") } else { basis.clone() };
            message = message.help(format!("if it is {basis}, write `{name}: {{ {way}: {written} }}`"));
            if !needs_period && self.is_yaml() && value.at.source == self.source.id {
                message =
                    message.maybe_fix(value.at, format!("{{ {way}: {} }}", self.source.slice(value.at)));
            }
        }
        self.say(message);
    }

    fn period_needed(&mut self, measured: Measured, value: &Raw) {
        let name = self.schema.key_name(measured.key());
        let written = value.text().unwrap_or("…");
        let message = Diagnostic::new(
            &kinds::PERIOD_NEEDED,
            value.at,
            format!("`{name}` is measured over a period, and this does not say over which"),
        )
        .label("over how long?")
        .help(format!("write the period: `{name}: {{ over 3 years: {written} }}`"));
        self.say(message);
    }

    /// Words that do not say how a fact is measured.
    fn no_such_way(&mut self, fact: FactId, fault: Fault, key: &Key) {
        let fact = self.schema.fact(fact);
        let (name, written) = (&fact.name, words::shown(&key.name));
        let bases = fact.bases.iter().map(String::as_str);
        let message = match fault {
            Fault::NoWay => {
                let mut message = Diagnostic::new(
                    &kinds::UNKNOWN_CHOICE,
                    key.at,
                    format!("`{written}` is not a way in which `{name}` is measured"),
                );
                if !fact.bases.is_empty() {
                    message = message.note(format!("it is measured as {}", listed(bases.clone(), 5)));
                }
                if fact.over_period {
                    message = message.note("it is measured over a period such as `over 3 years`");
                }
                match self.near(&key.name, bases) {
                    Some(near) => message.help(format!("did you mean `{near}`?")),
                    None => message,
                }
            }
            Fault::NoPeriod => Diagnostic::new(
                &kinds::UNKNOWN_CHOICE,
                key.at,
                format!("`{name}` is not measured over a period"),
            )
            .help("leave the period out, or look for the fact that has one in `planlint vocabulary`"),
            Fault::NotMonths => Diagnostic::new(
                &kinds::UNKNOWN_CHOICE,
                key.at,
                format!("`{name}` is measured over months, quarters or years"),
            )
            .label("no period of whole months")
            .help("write the period as in `over 18 months`, `over 4 quarters` or `over 3 years`"),
            Fault::Twice => Diagnostic::new(
                &kinds::UNKNOWN_CHOICE,
                key.at,
                format!("`{written}` says a second time how `{name}` is measured"),
            )
            .help("say the basis once and the period once"),
        };
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
        // A key that another kind of thing has is not what was meant.
        let structural = structural.iter().copied().filter(|key| *key != name);
        let of_level = self
            .schema
            .fact_ids()
            .map(|fact| self.schema.fact(fact))
            .filter(|fact| Some(fact.level) == level);
        let in_plan = level == Some(self.levels.plan);
        let under = level.unwrap_or(self.levels.plan);
        let lists = self.schema.listed_under(under).filter(|_| !in_plan);
        let lists: Vec<String> = lists.map(|listed| self.schema.level(listed).plural()).collect();
        let known = structural.chain(of_level.map(|fact| fact.name.as_str()));
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
        // A cell of a table is changed in its spreadsheet, where what is proposed may need quotation marks.
        if at.source != self.source.id || !self.source.sheets.is_empty() {
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
