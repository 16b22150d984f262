//! The invented menu of a test, as the tree that the reader of menus reads. Its places are in the policy.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::menu::{Form, Key, Raw, RawKind};
use crate::source::{SourceText, Span};
use crate::syntax::{
    Given, GivenDocument, GivenFact, GivenHolding, GivenValue, Held, Name, Test, Tested, Text,
};
use crate::vocabulary::{Cadence, LevelId, Schema, written};

/// What a test gives, in the native shape of menus: that of its day, and those of earlier periods.
pub(super) fn menus(
    test: &Test,
    source: &SourceText,
    as_of: Date,
    fiscal_end: Option<u8>,
    schema: &Schema,
) -> (Raw, Vec<Raw>) {
    let mut earlier: BTreeMap<Date, Vec<&Given>> = BTreeMap::new();
    for given in &test.given {
        let Some(ago) = given.ago else { continue };
        let fiscal_end = fiscal_end.filter(|_| ago.fiscal);
        let cadence = Cadence { unit: ago.unit, fiscal_end };
        for count in ago.first..=ago.last {
            if let Some(day) = cadence.last_day(cadence.period_of(as_of).before(count)) {
                earlier.entry(day).or_default().push(given);
            }
        }
    }
    let now: Vec<&Given> = test.given.iter().filter(|given| given.ago.is_none()).collect();
    let writer = Writer { schema };
    let earlier = earlier.into_iter().map(|(day, given)| writer.menu(test, &given, source, day));
    (writer.menu(test, &now, source, as_of), earlier.collect())
}

/// Adds a thing to a list that may be there already; without a thing, only the list.
fn add(entries: &mut Vec<(Key, Raw)>, many: &str, at: Span, thing: Option<Raw>) {
    let known = entries.iter_mut().find(|(key, _)| key.name == many).map(|(_, value)| &mut value.kind);
    match known {
        Some(RawKind::List(things)) => things.extend(thing),
        _ => entries.push((named(many, at), Raw::new(RawKind::List(thing.into_iter().collect()), at))),
    }
}

struct Writer<'s> {
    schema: &'s Schema,
}

impl Writer<'_> {
    fn menu(&self, test: &Test, given: &[&Given], source: &SourceText, as_of: Date) -> Raw {
        let at = Span::new(source.id, test.at.start, test.at.end);
        let (mut plan, mut options, mut funds) = (Vec::new(), Vec::new(), Vec::new());
        let mut others = Vec::new();
        let level = |name| self.schema.level_named(name);
        for given in given.iter().copied() {
            match (given.what.word.as_str(), given.none) {
                ("plan", false) => plan.extend(self.thing(given, level("plan"))),
                ("option", false) => options.push(self.group(given, level("option"))),
                ("fund", false) => funds.push(self.group(given, level("option"))),
                ("options", true) => {}
                (word, none) => {
                    let listed = level("plan").and_then(|plan| self.listed(plan, word, none));
                    match listed {
                        Some(listed) => {
                            let thing = (!none).then(|| self.group(given, Some(listed)));
                            add(&mut others, &self.schema.level(listed).plural(), given.what.at, thing);
                        }
                        // Whatever else is given is a key that the reader refuses, with a suggestion.
                        None => others.push((key(&given.what), self.group(given, None))),
                    }
                }
            }
        }
        if !plan.iter().any(|(key, _)| key.name == "name") {
            plan.push((named("name", at), text(&test.title)));
        }
        let mut entries = vec![
            (named("as_of", at), Raw::scalar(as_of.to_string(), Form::Plain, at)),
            (named("plan", at), Raw::new(RawKind::Map(plan), at)),
            (named("options", at), Raw::new(RawKind::List(options), at)),
            (named("funds", at), Raw::new(RawKind::List(funds), at)),
        ];
        entries.extend(test.tested.as_ref().map(moments));
        entries.extend(others);
        Raw::new(RawKind::Map(entries), at)
    }

    /// The level of things that a word gives; where it says that there are none, the word is the plural.
    fn listed(&self, under: LevelId, word: &str, none: bool) -> Option<LevelId> {
        self.schema.listed_under(under).find(|id| {
            let level = self.schema.level(*id);
            if none { level.plural() == word } else { level.name == word }
        })
    }

    fn group(&self, given: &Given, level: Option<LevelId>) -> Raw {
        Raw::new(RawKind::Map(self.thing(given, level)), given.at)
    }

    fn thing(&self, given: &Given, level: Option<LevelId>) -> Vec<(Key, Raw)> {
        self.entries(given.name.as_ref(), &given.facts, level)
    }

    fn entries(&self, name: Option<&Text>, facts: &[GivenFact], level: Option<LevelId>) -> Vec<(Key, Raw)> {
        let name = name.map(|name| (named("name", name.at), text(name)));
        name.into_iter().chain(self.facts(facts, level)).collect()
    }

    /// Facts as entries: the basis and the period stand in the key, as a menu may have them. Documents come together,
    /// and so do the things of one level.
    fn facts(&self, given: &[GivenFact], level: Option<LevelId>) -> Vec<(Key, Raw)> {
        let mut entries: Vec<(Key, Raw)> = Vec::new();
        let listed = |name: &Name, none| level.and_then(|level| self.listed(level, &name.word, none));
        for fact in given {
            match fact {
                GivenFact::Stated { name, basis, period, value } => {
                    let value =
                        value.as_ref().map_or_else(|| Raw::scalar("yes", Form::Plain, name.at), scalar);
                    let (mut word, mut at) = (name.word.clone(), name.at);
                    if let Some(basis) = basis {
                        (word, at) = (format!("{word} {}", basis.word), at.to(basis.at));
                    }
                    if let Some(period) = period {
                        (word, at) = (format!("{word} over {}", written(&period.value)), at.to(period.at));
                    }
                    entries.push((named(&word, at), value));
                }
                GivenFact::At(tested) => entries.push(moments(tested)),
                GivenFact::NoDocuments(at) => add(&mut entries, "documents", *at, None),
                GivenFact::Document(given) => {
                    add(&mut entries, "documents", given.at, Some(document(given)));
                }
                GivenFact::Not(name) => {
                    entries.push((key(name), Raw::scalar("no", Form::Plain, name.at)));
                }
                GivenFact::NoneOf(name) => match listed(name, true) {
                    Some(_) => add(&mut entries, &name.word, name.at, None),
                    None => entries.push((key(name), Raw::new(RawKind::List(Vec::new()), name.at))),
                },
                GivenFact::Holds(holdings, at) => {
                    let holdings = holdings.iter().map(|holding| self.holding(holding)).collect();
                    entries.push((named("holds", *at), Raw::new(RawKind::List(holdings), *at)));
                }
                GivenFact::Blend(parts, at) => {
                    let parts = parts.iter().map(part_of_blend).collect();
                    entries.push((named("blend", *at), Raw::new(RawKind::Map(parts), *at)));
                }
                GivenFact::Described { what, name, facts, at } => match listed(what, false) {
                    Some(listed) => {
                        let inner = self.entries(name.as_ref(), facts, Some(listed));
                        let thing = Raw::new(RawKind::Map(inner), *at);
                        add(&mut entries, &self.schema.level(listed).plural(), what.at, Some(thing));
                    }
                    None => {
                        let target = level.and_then(|level| self.schema.target_of(level, &what.word));
                        let inner = self.entries(name.as_ref(), facts, target);
                        entries.push((key(what), Raw::new(RawKind::Map(inner), *at)));
                    }
                },
            }
        }
        entries
    }

    fn holding(&self, given: &GivenHolding) -> Raw {
        let what = match &given.what {
            Held::Class(class) => {
                (named("class", class.at), Raw::scalar(class.word.clone(), Form::Plain, class.at))
            }
            Held::Fund(fund) => (named("fund", fund.at), text(fund)),
            Held::Named(name) => (named("name", name.at), text(name)),
        };
        let weight = given.weight.as_ref().map(|weight| (named("weight", weight.at), scalar(weight)));
        let facts = self.facts(&given.facts, self.schema.level_named("holding"));
        let entries = std::iter::once(what).chain(weight).chain(facts).collect();
        Raw::new(RawKind::Map(entries), given.at)
    }
}

fn part_of_blend(given: &GivenHolding) -> (Key, Raw) {
    let name = match &given.what {
        Held::Class(name) => key(name),
        Held::Fund(name) | Held::Named(name) => named(&name.text, name.at),
    };
    let weight = given.weight.as_ref().map_or_else(|| Raw::new(RawKind::Null, given.at), scalar);
    (name, weight)
}

fn document(given: &GivenDocument) -> Raw {
    let kind = (named("document", given.kind.at), text(&given.kind));
    // What is said in two lines is said of both: `by manager, by consultant`.
    let mut said: Vec<(&Name, Vec<Raw>)> = Vec::new();
    for (name, values) in &given.facts {
        let values = values.iter().map(scalar);
        match said.iter_mut().find(|(known, _)| known.word == name.word) {
            Some((_, known)) => known.extend(values),
            None => said.push((name, values.collect())),
        }
    }
    let facts = said.into_iter().map(|(name, values)| {
        let value = match <[Raw; 1]>::try_from(values) {
            Ok([only]) => only,
            Err(several) => Raw::new(RawKind::List(several), name.at),
        };
        (key(name), value)
    });
    Raw::new(RawKind::Map(std::iter::once(kind).chain(facts).collect()), given.at)
}

fn moments(tested: &Tested) -> (Key, Raw) {
    let told = tested.moments.iter().map(|moment| Raw::scalar(moment.name(), Form::Plain, tested.at));
    (named("at", tested.at), Raw::new(RawKind::List(told.collect()), tested.at))
}

fn scalar(value: &GivenValue) -> Raw {
    Raw::scalar(value.text.clone(), Form::Plain, value.at)
}

fn text(text: &Text) -> Raw {
    Raw::scalar(text.text.clone(), Form::Quoted, text.at)
}

fn key(name: &Name) -> Key {
    named(&name.word, name.at)
}

fn named(name: &str, at: Span) -> Key {
    Key { name: name.to_string(), at }
}
