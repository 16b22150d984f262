//! The invented menu of a test, as the tree that the reader of menus reads. Its places are in the policy.

use crate::menu::{Form, Key, Raw, RawKind};
use crate::source::{SourceText, Span};
use crate::syntax::{Given, GivenFact, GivenHolding, GivenValue, Held, Name, Test, Tested, Text};
use crate::vocabulary::written;

/// What a test gives, in the native shape of menus.
pub(super) fn menu(test: &Test, source: &SourceText) -> Raw {
    let at = Span::new(source.id, test.at.start, test.at.end);
    let (mut plan, mut options, mut funds) = (Vec::new(), Vec::new(), Vec::new());
    let mut unknown = Vec::new();
    for given in &test.given {
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
        GivenFact::Holds(holdings, at) => {
            let holdings = holdings.iter().map(holding).collect();
            (named("holds", *at), Raw::new(RawKind::List(holdings), *at))
        }
    };
    given.iter().map(entry).collect()
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
