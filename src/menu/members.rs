//! Things of levels of which no whole consists: accounts, fees, benchmarks. They stand in lists of their own.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::vocabulary::{Exact, Fact, FactKey, LevelId, Type, Value};

use super::absence::absence;
use super::forms::raw::{Key, Raw, RawKind};
use super::from_raw::{Identified, NotBought, Reader};
use super::holdings::set_apart;
use super::measured;
use super::thing::{Cell, Content, Reading, Thing};
use super::words;

impl Reader<'_> {
    /// The level of which a key lists the things.
    pub(super) fn listed_under(&self, level: LevelId, key: &Key) -> Option<LevelId> {
        self.schema.listed_under(level).find(|listed| self.schema.level(*listed).plural() == key.name)
    }

    /// The things of a list. `None` if it is not given, or if one of them could not be read: the rest would be taken for
    /// all.
    pub(super) fn list(&mut self, key: &Key, raw: &Raw, level: LevelId) -> Option<Vec<Identified>> {
        let RawKind::List(items) = &raw.kind else {
            if !raw.is_absent() && !raw.is_refused() {
                let message = format!("`{}` is a list, and this is {}", key.name, raw.words());
                self.say(Diagnostic::new(&kinds::MENU_SHAPE, raw.at, message).help(format!(
                    "start each entry of `{0}` with `- name: …`; if there are none, write `{0}: []`",
                    key.name
                )));
            }
            return None;
        };
        let word = self.schema.level(level).name.clone();
        let read =
            items.iter().zip(1_usize..).map(|(item, number)| self.thing(item, level, &word, number, false));
        let things: Vec<Option<Identified>> = read.collect();
        things.into_iter().collect()
    }

    /// The list of a thing that is not the plan. Nobody can refer to what stands in it.
    pub(super) fn members(
        &mut self,
        key: &Key,
        raw: &Raw,
        level: LevelId,
        members: &mut BTreeMap<LevelId, Vec<Thing>>,
    ) {
        let Some(things) = self.list(key, raw, level) else { return };
        self.report_repeats(&things, &self.schema.level(level).plural());
        let mut things: Vec<Thing> = things.into_iter().map(|identified| identified.thing).collect();
        set_apart(&mut things);
        members.insert(level, things);
    }

    /// A thing that is described where a fact refers to it: `peer_group: { total_return: 8% }`.
    pub(super) fn described(&mut self, fact: &Fact, raw: &Raw) -> Option<Cell> {
        let Type::Reference(level) = fact.ty else { return None };
        let RawKind::Map(entries) = &raw.kind else { return None };
        let named = |key: &str| raw.get(key).filter(|value| !value.is_absent()).and_then(Raw::text);
        let name = named("name").or_else(|| named("id")).map(str::to_string);
        let mut entries = entries.clone();
        if name.is_none() {
            // It goes by what refers to it, for messages only.
            let own = Raw::scalar(fact.name.clone(), super::forms::raw::Form::Quoted, raw.at);
            entries.insert(0, (Key { name: "id".into(), at: raw.at }, own));
        }
        let word = self.schema.level(level).name.clone();
        let whole = Raw::new(RawKind::Map(entries), raw.at);
        let around = self.not_bought.replace(NotBought::Described);
        let thing = self.thing(&whole, level, &word, 1, false);
        self.not_bought = around;
        let thing = Box::new(thing?.thing);
        Some(Cell { reading: Reading::Described { name, thing }, at: raw.at })
    }

    /// `expense_ratio net of peer_group: 0.6%` is a fact of what `peer_group` refers to: columns of a table have no other
    /// way to say so.
    pub(super) fn gathered(&mut self, level: LevelId, entries: &[(Key, Raw)]) -> Vec<(Key, Raw)> {
        let mut gathered: Vec<(Key, Raw)> = Vec::with_capacity(entries.len());
        let mut apart: BTreeMap<&str, Vec<(Key, Raw)>> = BTreeMap::new();
        for (key, value) in entries {
            match key.name.rsplit_once(" of ").filter(|(_, by)| self.schema.target_of(level, by).is_some()) {
                Some((fact, by)) => {
                    let key = Key { name: fact.to_string(), at: key.at };
                    apart.entry(by).or_default().push((key, value.clone()));
                }
                None => gathered.push((key.clone(), value.clone())),
            }
        }
        for (by, facts) in apart {
            let target = self.schema.target_of(level, by).unwrap_or(level);
            let Some(at) =
                facts.iter().find(|(key, value)| self.says(target, key, value)).map(|(key, _)| key.at)
            else {
                // Nothing is described. A key that nobody knows is an error all the same.
                for (key, value) in &facts {
                    if !self.is_key_of(target, &key.name) {
                        self.unknown_key(Some(target), key, value);
                    }
                }
                continue;
            };
            match gathered.iter_mut().find(|(key, _)| key.name == by).map(|(_, value)| value) {
                Some(Raw { kind: RawKind::Map(entries), .. }) => entries.extend(facts),
                // The name stands in a column of its own.
                Some(value) if !value.is_absent() && value.text().is_some() => {
                    let name = (Key { name: "name".into(), at: value.at }, value.clone());
                    let entries = std::iter::once(name).chain(facts).collect();
                    *value = Raw::new(RawKind::Map(entries), value.at);
                }
                Some(value) if value.is_absent() => *value = Raw::new(RawKind::Map(facts), at),
                Some(_) => {}
                None => {
                    let key = Key { name: by.to_string(), at };
                    gathered.push((key, Raw::new(RawKind::Map(facts), at)));
                }
            }
        }
        gathered
    }

    /// Whether something is said of a thing: a value, or of a fact that there is none.
    fn says(&self, level: LevelId, key: &Key, value: &Raw) -> bool {
        let (level, name) = self.described_by(level, &key.name);
        let fact = measured::named(self.schema, level, name).map(|(fact, _)| self.schema.fact(fact));
        let is_none = |text: &str| fact.is_some_and(|fact| absence(fact, text).is_some());
        !value.is_absent() || value.text().is_some_and(is_none)
    }

    /// Whether a key is one of a thing of a level.
    fn is_key_of(&self, level: LevelId, name: &str) -> bool {
        let (level, name) = self.described_by(level, name);
        super::facts::THING_KEYS.contains(&name)
            || measured::named(self.schema, level, name).is_some()
            || self.schema.listed_under(level).any(|listed| self.schema.level(listed).plural() == name)
            || name == "blend" && self.can_blend(level)
    }

    /// `total_return of benchmark` of a peer group is the total return of a benchmark.
    fn described_by<'k>(&self, level: LevelId, name: &'k str) -> (LevelId, &'k str) {
        let inner =
            name.rsplit_once(" of ").and_then(|(fact, by)| Some((self.schema.target_of(level, by)?, fact)));
        inner.map_or((level, name), |(target, fact)| self.described_by(target, fact))
    }

    // --- blends -----------------------------------------------------------------------------------------------

    /// What is defined as a blend: a thing that facts refer to by name and that no plan consists of.
    pub(super) fn can_blend(&self, level: LevelId) -> bool {
        self.schema.can_be_referred_to(level) && !self.schema.level(level).composes()
    }

    /// `blend: { Large US stocks: 60%, core_bond: 40% }`. A blend is a definition: nothing of it is left open.
    pub(super) fn blend(&mut self, value: &Raw, level: LevelId, owner: Option<&str>, at: Span) -> Content {
        let RawKind::Map(entries) = &value.kind else {
            let message = format!("`blend` lists parts with their weights, and this is {}", value.words());
            self.say(
                Diagnostic::new(&kinds::MENU_SHAPE, value.at, message)
                    .help("write `blend: { us_equity: 60%, core_bond: 40% }`"),
            );
            return Content::Closed;
        };
        let Some(fact) = self.schema.fact_named(self.levels.holding, "weight") else {
            return Content::Closed;
        };
        let key_of_weight = FactKey::of(fact);
        let (mut parts, mut weights, mut all_read) = (Vec::new(), Vec::new(), true);
        for (key, weight) in entries {
            let name = key.name.as_str();
            let cell = self.cell(key_of_weight, weight);
            all_read &= cell.is_some() || weight.is_absent();
            let mut part = Thing::new(self.levels.holding, name, name, key.at);
            part.content = Content::Fund { level, id: name.to_string(), at: key.at };
            part.facts.extend(cell.map(|cell| (key_of_weight, cell)));
            self.refuse_negative(&mut part, false);
            let exact = part.cell(key_of_weight).and_then(|cell| match &cell.reading {
                Reading::Exactly(Value::Percent(weight)) => Some(weight.clone()),
                _ => None,
            });
            weights.push(exact.map(|weight| (name, weight)));
            parts.push(part);
        }
        if !all_read {
            return Content::Closed;
        }
        let owner =
            owner.map_or_else(|| "this blend".to_string(), |name| format!("`{}`", words::shown(name)));
        let given: Option<Vec<(&str, Exact)>> = weights.into_iter().collect();
        let message = match &given {
            None => format!("a part of {owner} has no weight that is one number"),
            Some(given) => {
                let sum = Exact::sum(given.iter().map(|(_, weight)| weight));
                if sum == Exact::one() {
                    return Content::Parts(parts);
                }
                let sum = words::number(&sum, &Type::Percent(None));
                format!("the parts of {owner} make {sum}, and a blend is made of exactly 100%")
            }
        };
        self.say(
            Diagnostic::new(&kinds::BLEND_TOTAL, at, message)
                .also(value.at, "the parts")
                .note("until then nobody knows what it is made of")
                .help("give each part its weight, with all its digits"),
        );
        Content::Closed
    }
}
