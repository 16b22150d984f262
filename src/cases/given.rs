//! The invented menu of a test, as the tree that the reader of menus reads. Its places are in the policy.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::menu::{Form, Key, Raw, RawKind};
use crate::source::{SourceText, Span};
use crate::syntax::{
    Given, GivenDocument, GivenFact, GivenHolding, GivenValue, Held, Name, Test, Tested, Text,
};
use crate::vocabulary::{Cadence, written};

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
    entries.extend(test.tested.as_ref().map(moments));
    entries.extend(unknown);
    Raw::new(RawKind::Map(entries), at)
}

fn thing(given: &Given) -> Vec<(Key, Raw)> {
    let name = given.name.iter().map(|name| (named("name", name.at), text(name)));
    name.chain(facts(&given.facts)).collect()
}

/// Facts as entries: the basis and the period stand in the key, as a menu may have them.
fn facts(given: &[GivenFact]) -> Vec<(Key, Raw)> {
    let entry = |fact: &GivenFact| match fact {
        GivenFact::Stated { name, basis, period, value } => {
            let value = value.as_ref().map_or_else(|| Raw::scalar("yes", Form::Plain, name.at), scalar);
            let (mut word, mut at) = (name.word.clone(), name.at);
            if let Some(basis) = basis {
                (word, at) = (format!("{word} {}", basis.word), at.to(basis.at));
            }
            if let Some(period) = period {
                (word, at) = (format!("{word} over {}", written(&period.value)), at.to(period.at));
            }
            (named(&word, at), value)
        }
        GivenFact::At(tested) => moments(tested),
        GivenFact::Not(name) => (key(name), Raw::scalar("no", Form::Plain, name.at)),
        GivenFact::NoDocuments(at) => (named("documents", *at), Raw::new(RawKind::List(Vec::new()), *at)),
        GivenFact::Document(given) => {
            let list = RawKind::List(vec![document(given)]);
            (named("documents", given.at), Raw::new(list, given.at))
        }
        GivenFact::Holds(holdings, at) => {
            let holdings = holdings.iter().map(holding).collect();
            (named("holds", *at), Raw::new(RawKind::List(holdings), *at))
        }
    };
    let mut entries: Vec<(Key, Raw)> = Vec::new();
    for (key, value) in given.iter().map(entry) {
        // Each document has its own words, and all of a thing are one list.
        let listed = entries.iter_mut().find(|(known, _)| key.name == "documents" && known.name == key.name);
        match (listed.map(|(_, list)| &mut list.kind), value.kind) {
            (Some(RawKind::List(documents)), RawKind::List(more)) => documents.extend(more),
            (_, kind) => entries.push((key, Raw { kind, ..value })),
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

fn moments(tested: &Tested) -> (Key, Raw) {
    let told = tested.moments.iter().map(|moment| Raw::scalar(moment.name(), Form::Plain, tested.at));
    (named("at", tested.at), Raw::new(RawKind::List(told.collect()), tested.at))
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
