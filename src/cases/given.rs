//! The invented menu of a test, as the tree that the reader of menus reads. Its places are in the policy.

use crate::menu::{Form, Key, Raw, RawKind};
use crate::source::{SourceText, Span};
use crate::syntax::{Given, GivenFact, GivenHolding, GivenValue, Held, Name, Test, Text};
use crate::vocabulary::{LevelId, Schema};

/// What a test gives, in the native shape of menus.
pub(super) fn menu(test: &Test, source: &SourceText, schema: &Schema) -> Raw {
    let at = Span::new(source.id, test.at.start, test.at.end);
    let (mut plan, mut options, mut funds) = (Vec::new(), Vec::new(), Vec::new());
    let mut others = Vec::new();
    let writer = Writer { schema };
    let level = |name| schema.level_named(name);
    for given in &test.given {
        match (given.what.word.as_str(), given.none) {
            ("plan", false) => plan.extend(writer.thing(given, level("plan"))),
            ("option", false) => options.push(writer.group(given, level("option"))),
            ("fund", false) => funds.push(writer.group(given, level("option"))),
            ("options", true) => {}
            (word, none) => {
                let listed = level("plan").and_then(|plan| writer.listed(plan, word, none));
                match listed {
                    Some(listed) => {
                        let thing = (!none).then(|| writer.group(given, Some(listed)));
                        add(&mut others, &schema.level(listed).plural(), given.what.at, thing);
                    }
                    // Whatever else is given is a key that the reader refuses, with a suggestion.
                    None => others.push((key(&given.what), writer.group(given, None))),
                }
            }
        }
    }
    if !plan.iter().any(|(key, _)| key.name == "name") {
        plan.push((named("name", at), text(&test.title)));
    }
    let mut entries = vec![
        (named("plan", at), Raw::new(RawKind::Map(plan), at)),
        (named("options", at), Raw::new(RawKind::List(options), at)),
        (named("funds", at), Raw::new(RawKind::List(funds), at)),
    ];
    entries.extend(others);
    Raw::new(RawKind::Map(entries), at)
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

    /// Facts as entries; the bases of one fact come together, as a menu has them, and so do the things of one level.
    fn facts(&self, given: &[GivenFact], level: Option<LevelId>) -> Vec<(Key, Raw)> {
        let mut entries: Vec<(Key, Raw)> = Vec::new();
        let listed = |name: &Name, none| level.and_then(|level| self.listed(level, &name.word, none));
        for fact in given {
            match fact {
                GivenFact::Stated { name, basis, value } => {
                    let value =
                        value.as_ref().map_or_else(|| Raw::scalar("yes", Form::Plain, name.at), scalar);
                    match basis {
                        None => entries.push((key(name), value)),
                        Some(basis) => with_basis(&mut entries, name, basis, value),
                    }
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

fn with_basis(entries: &mut Vec<(Key, Raw)>, name: &Name, basis: &Name, value: Raw) {
    let entry = (key(basis), value);
    let known = entries.iter_mut().find(|(key, _)| key.name == name.word).map(|(_, value)| &mut value.kind);
    match known {
        Some(RawKind::Map(bases)) => bases.push(entry),
        _ => entries.push((key(name), Raw::new(RawKind::Map(vec![entry]), name.at))),
    }
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
