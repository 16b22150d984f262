//! The invented menu of a test, as the tree that the reader of menus reads. Its places are in the policy.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::menu::{Form, Key, Raw, RawKind, without_repeats};
use crate::source::{SourceText, Span};
use crate::syntax::{
    Given, GivenDocument, GivenFact, GivenHolding, GivenValue, Held, Name, Test, Tested, Text,
};
use crate::vocabulary::{Cadence, LevelId, Schema, written};

/// What a test gives, in the native shape of menus: that of its day, and those of earlier periods. The diagnostics are
/// about what is given twice, or given and denied.
pub(super) fn menus(
    test: &Test,
    source: &SourceText,
    as_of: Date,
    fiscal_end: Option<u8>,
    schema: &Schema,
) -> Outcome<(Raw, Vec<Raw>)> {
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
    let writer = Writer { schema, faults: RefCell::default(), is_earlier: false };
    let now = writer.menu(test, &now, source, as_of);
    let writer = Writer { is_earlier: true, ..writer };
    let earlier = earlier.into_iter().map(|(day, given)| writer.menu(test, &given, source, day)).collect();
    Outcome { value: (now, earlier), diagnostics: writer.faults.into_inner() }
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
    faults: RefCell<Diagnostics>,
    /// Whether it is what was there in an earlier period.
    is_earlier: bool,
}

impl Writer<'_> {
    fn menu(&self, test: &Test, given: &[&Given], source: &SourceText, as_of: Date) -> Raw {
        let at = Span::new(source.id, test.at.start, test.at.end);
        let (mut options, mut funds, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let level = |name| self.schema.level_named(name);
        let of_plan = given.iter().filter(|given| given.what.word == "plan" && !given.none);
        let mut plan: Vec<(Key, Raw)> =
            of_plan.clone().filter_map(|given| given.name.as_ref()).map(named_so).collect();
        plan.extend(self.facts(of_plan.flat_map(|given| &given.facts), level("plan")));
        self.not_denied(
            given.iter().filter(|given| given.none).map(|given| &given.what),
            given.iter().filter(|given| !given.none).map(|given| &given.what),
        );
        for given in given.iter().copied() {
            match (given.what.word.as_str(), given.none) {
                ("plan", false) => {}
                ("option", false) => options.push(self.group(given, level("option"))),
                ("fund", false) => funds.push(self.group(given, level("option"))),
                ("options" | "funds", true) => {}
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
            (named("plan", at), self.map(plan, at)),
            (named("options", at), Raw::new(RawKind::List(options), at)),
            (named("funds", at), Raw::new(RawKind::List(funds), at)),
        ];
        entries.extend(test.tested.as_ref().map(moments));
        entries.extend(others);
        self.map(entries, at)
    }

    /// A group of keys, each of which is given once.
    fn map(&self, entries: Vec<(Key, Raw)>, at: Span) -> Raw {
        Raw::new(RawKind::Map(without_repeats(entries, &mut self.faults.borrow_mut())), at)
    }

    /// What a test says there is none of, it gives none of.
    fn not_denied<'g>(
        &self,
        none: impl Iterator<Item = &'g Name>,
        given: impl Iterator<Item = &'g Name> + Clone,
    ) {
        for none in none {
            let is_one = |name: &&Name| {
                let level = self.schema.level_named(&name.word);
                none.word == "funds" && name.word == "fund"
                    || level.is_some_and(|level| self.schema.level(level).plural() == none.word)
            };
            if let Some(one) = given.clone().find(is_one) {
                let message = format!("this says that there are no {}, and one is given", none.word);
                self.faults.borrow_mut().push(
                    Diagnostic::new(&kinds::SYNTAX, none.at, message)
                        .also(one.at, "one of them")
                        .help("take one of the two out"),
                );
            }
        }
    }

    /// The level of things that a word gives; where it says that there are none, the word is the plural.
    fn listed(&self, under: LevelId, word: &str, none: bool) -> Option<LevelId> {
        self.schema.listed_under(under).find(|id| {
            let level = self.schema.level(*id);
            if none { level.plural() == word } else { level.name == word }
        })
    }

    fn group(&self, given: &Given, level: Option<LevelId>) -> Raw {
        self.map(self.entries(given.name.as_ref(), &given.facts, level), given.at)
    }

    fn entries(&self, name: Option<&Text>, facts: &[GivenFact], level: Option<LevelId>) -> Vec<(Key, Raw)> {
        name.map(named_so).into_iter().chain(self.facts(facts, level)).collect()
    }

    /// Facts as entries: the basis and the period stand in the key, as a menu may have them. Documents come together,
    /// and so do the things of one level.
    fn facts<'g>(
        &self,
        given: impl IntoIterator<Item = &'g GivenFact, IntoIter: Clone>,
        level: Option<LevelId>,
    ) -> Vec<(Key, Raw)> {
        let given = given.into_iter();
        let mut entries: Vec<(Key, Raw)> = Vec::new();
        self.not_denied(
            given
                .clone()
                .filter_map(|fact| if let GivenFact::NoneOf(name) = fact { Some(name) } else { None }),
            given.clone().filter_map(|fact| match fact {
                GivenFact::Described { what, .. } => Some(what),
                _ => None,
            }),
        );
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
                GivenFact::At(tested) if self.is_earlier => {
                    let message = "what was bought or selected in an earlier period tests no rule now";
                    self.faults.borrow_mut().push(
                        Diagnostic::new(&kinds::SYNTAX, tested.at, message)
                            .help("take it out, or say it of what is given without `ago`"),
                    );
                }
                // Two lines say two things that are done at once.
                GivenFact::At(tested) => {
                    let (at, these) = moments(tested);
                    match (entries.iter_mut().find(|(key, _)| key.name == "at"), these.kind) {
                        (Some((_, Raw { kind: RawKind::List(known), .. })), RawKind::List(more)) => {
                            known.extend(more);
                        }
                        (_, kind) => entries.push((at, Raw::new(kind, these.at))),
                    }
                }
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
                    entries.push((named("blend", *at), self.map(parts, *at)));
                }
                GivenFact::Described { what, name, facts, at } => match listed(what, false) {
                    Some(listed) => {
                        let inner = self.entries(name.as_ref(), facts, Some(listed));
                        let thing = self.map(inner, *at);
                        add(&mut entries, &self.schema.level(listed).plural(), what.at, Some(thing));
                    }
                    None => {
                        let target = level.and_then(|level| self.schema.target_of(level, &what.word));
                        let inner = self.entries(name.as_ref(), facts, target);
                        entries.push((key(what), self.map(inner, *at)));
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
        self.map(std::iter::once(what).chain(weight).chain(facts).collect(), given.at)
    }
}

fn named_so(name: &Text) -> (Key, Raw) {
    (named("name", name.at), text(name))
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
