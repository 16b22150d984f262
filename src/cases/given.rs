//! The invented menu of a test, as the tree that the reader of menus reads. Its places are in the policy.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::menu::{Form, Key, Raw, RawKind};
use crate::source::{SourceText, Span};
use crate::syntax::{Given, GivenDocument, GivenFact, GivenHolding, GivenValue, Held, Name, Test, Text};
use crate::vocabulary::Cadence;

/// What a test gives, in the native shape of menus: that of its day, and those of earlier periods.
pub(super) fn menus(
    test: &Test,
    source: &SourceText,
    as_of: Date,
    fiscal_end: Option<u8>,
) -> (Raw, Vec<Raw>) {
    let mut earlier: BTreeMap<Date, Vec<&Given>> = BTreeMap::new();
    for given in &test.given {
        let Some(ago) = given.ago else { continue };
        let fiscal_end = fiscal_end.filter(|_| ago.last.fiscal);
        let cadence = Cadence { unit: ago.last.unit, fiscal_end };
        for count in ago.first..=ago.last.count {
            if let Some(day) = cadence.last_day(cadence.period_of(as_of).before(count)) {
                earlier.entry(day).or_default().push(given);
            }
        }
    }
    let now: Vec<&Given> = test.given.iter().filter(|given| given.ago.is_none()).collect();
    let earlier = earlier.into_iter().map(|(day, given)| menu(test, &given, source, day));
    (menu(test, &now, source, as_of), earlier.collect())
}

fn menu(test: &Test, given: &[&Given], source: &SourceText, as_of: Date) -> Raw {
    let at = Span::new(source.id, test.at.start, test.at.end);
    let (mut plan, mut options, mut funds) = (Vec::new(), Vec::new(), Vec::new());
    let mut unknown = Vec::new();
    for given in given.iter().copied() {
        match given.what.word.as_str() {
            "plan" => plan.extend(thing(given)),
            "option" => options.push(Raw::new(RawKind::Map(thing(given)), given.at)),
            "fund" => funds.push(Raw::new(RawKind::Map(thing(given)), given.at)),
            // Whatever else is given is a key that the reader refuses, with a suggestion.
            _ => unknown.push((key(&given.what), Raw::new(RawKind::Map(thing(given)), given.at))),
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
    entries.extend(unknown);
    Raw::new(RawKind::Map(entries), at)
}

fn thing(given: &Given) -> Vec<(Key, Raw)> {
    let name = given.name.iter().map(|name| (named("name", name.at), text(name)));
    name.chain(facts(&given.facts)).collect()
}

/// Facts as entries; the bases of one fact come together, as a menu has them.
fn facts(given: &[GivenFact]) -> Vec<(Key, Raw)> {
    let mut entries: Vec<(Key, Raw)> = Vec::new();
    for fact in given {
        match fact {
            GivenFact::Stated { name, basis, value } => {
                let value = value.as_ref().map_or_else(|| Raw::scalar("yes", Form::Plain, name.at), scalar);
                match basis {
                    None => entries.push((key(name), value)),
                    Some(basis) => with_basis(&mut entries, name, basis, value),
                }
            }
            GivenFact::Not(name) => entries.push((key(name), Raw::scalar("no", Form::Plain, name.at))),
            GivenFact::Holds(holdings, at) => {
                let holdings = holdings.iter().map(holding).collect();
                entries.push((named("holds", *at), Raw::new(RawKind::List(holdings), *at)));
            }
            GivenFact::NoDocuments(at) => {
                entries.push((named("documents", *at), Raw::new(RawKind::List(Vec::new()), *at)));
            }
            GivenFact::Document(given) => {
                let listed = entries.iter_mut().find(|(key, _)| key.name == "documents");
                match listed.map(|(_, list)| &mut list.kind) {
                    Some(RawKind::List(documents)) => documents.push(document(given)),
                    _ => {
                        let list = RawKind::List(vec![document(given)]);
                        entries.push((named("documents", given.at), Raw::new(list, given.at)));
                    }
                }
            }
        }
    }
    entries
}

fn document(given: &GivenDocument) -> Raw {
    let kind = (named("document", given.kind.at), text(&given.kind));
    let facts = given.facts.iter().map(|(name, values)| {
        let values: Vec<Raw> = values.iter().map(scalar).collect();
        let value = match <[Raw; 1]>::try_from(values) {
            Ok([only]) => only,
            Err(several) => Raw::new(RawKind::List(several), name.at),
        };
        (key(name), value)
    });
    Raw::new(RawKind::Map(std::iter::once(kind).chain(facts).collect()), given.at)
}

fn with_basis(entries: &mut Vec<(Key, Raw)>, name: &Name, basis: &Name, value: Raw) {
    let entry = (key(basis), value);
    let known = entries.iter_mut().find(|(key, _)| key.name == name.word).map(|(_, value)| &mut value.kind);
    match known {
        Some(RawKind::Map(bases)) => bases.push(entry),
        _ => entries.push((key(name), Raw::new(RawKind::Map(vec![entry]), name.at))),
    }
}

fn holding(given: &GivenHolding) -> Raw {
    let what = match &given.what {
        Held::Class(class) => {
            (named("class", class.at), Raw::scalar(class.word.clone(), Form::Plain, class.at))
        }
        Held::Fund(fund) => (named("fund", fund.at), text(fund)),
        Held::Named(name) => (named("name", name.at), text(name)),
    };
    let weight = given.weight.as_ref().map(|weight| (named("weight", weight.at), scalar(weight)));
    let entries = std::iter::once(what).chain(weight).chain(facts(&given.facts)).collect();
    Raw::new(RawKind::Map(entries), given.at)
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
