//! By what an option or a holding is known: numbers that somebody gives out, and names as they are written.
//!
//! Nothing is ever matched by likeness. `gold` is not Goldman Sachs.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Span;
use crate::vocabulary::{FactKey, Schema, Value};

use crate::menu::from_raw::Identified;
use crate::menu::thing::{Reading, Thing};

/// Who gives the number out, and of what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::menu) enum Number {
    /// The SEC, of a share class.
    Class,
    /// An exchange, of a share class.
    Ticker,
    /// CUSIP Global Services, of a share class or a security.
    Cusip,
    /// Of a share class or a security (ISO 6166).
    Isin,
    /// The SEC, of a fund with all its share classes.
    Series,
    /// Of a legal person or a fund (ISO 17442).
    Lei,
}

impl Number {
    pub(in crate::menu) const ALL: [Number; 6] =
        [Number::Class, Number::Ticker, Number::Cusip, Number::Isin, Number::Series, Number::Lei];

    /// The fact that gives it; also a column of a table of identifiers.
    pub(in crate::menu) fn fact(self) -> &'static str {
        match self {
            Number::Class => "class_id",
            Number::Ticker => "ticker",
            Number::Cusip => "cusip",
            Number::Isin => "isin",
            Number::Series => "series_id",
            Number::Lei => "lei",
        }
    }

    /// Whether it tells one share class from another. Fees differ by class, holdings do not.
    pub(in crate::menu) fn is_of_class(self) -> bool {
        !matches!(self, Number::Series | Number::Lei)
    }
}

/// A number as it is compared: capitals do not matter.
pub(in crate::menu) fn normal(text: &str) -> String {
    text.trim().to_uppercase()
}

/// What a thing is known by, and where each is said.
#[derive(Clone, Debug, Default)]
pub(in crate::menu) struct Keys {
    /// Its id and its name.
    pub(in crate::menu) names: BTreeMap<String, Span>,
    /// Other names and numbers that it is said to go by.
    pub(in crate::menu) also: BTreeMap<String, Span>,
    pub(in crate::menu) numbers: BTreeMap<Number, (String, Span)>,
}

impl Keys {
    pub(in crate::menu) fn of(identified: &Identified, schema: &Schema) -> Self {
        let thing = &identified.thing;
        let mut keys = Keys::of_thing(thing, schema);
        keys.names.insert(thing.name.clone(), thing.at);
        keys.names.insert(thing.id.clone(), identified.id_at.unwrap_or(thing.at));
        keys.also = identified.also.iter().cloned().collect();
        keys
    }

    /// The numbers of a thing alone.
    pub(in crate::menu) fn of_thing(thing: &Thing, schema: &Schema) -> Self {
        let number = |number: Number| {
            let fact = schema.fact_named(thing.level, number.fact())?;
            let cell = thing.facts.get(&FactKey::of(fact))?;
            match &cell.reading {
                Reading::Exactly(Value::Text(text)) => Some((number, (normal(text), cell.at))),
                _ => None,
            }
        };
        Keys { numbers: Number::ALL.into_iter().filter_map(number).collect(), ..Keys::default() }
    }

    /// Whether both have a number of one kind, and not the same.
    pub(in crate::menu) fn contradicts(&self, other: &Keys) -> bool {
        let differs = |(number, (text, _)): (&Number, &(String, Span))| {
            other.numbers.get(number).is_some_and(|(known, _)| known != text)
        };
        self.numbers.iter().any(differs)
    }

    /// Whether it is one share class, and not a fund with all of them.
    pub(in crate::menu) fn is_of_class(&self) -> bool {
        self.numbers.keys().any(|number| number.is_of_class())
    }
}

/// Things by what they are known by.
#[derive(Debug, Default)]
pub(in crate::menu) struct Index {
    numbers: BTreeMap<(Number, String), BTreeSet<usize>>,
    names: BTreeMap<String, BTreeSet<usize>>,
    also: BTreeMap<String, BTreeSet<usize>>,
}

/// Which things are meant, and by what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::menu) struct Match {
    pub(in crate::menu) things: BTreeSet<usize>,
    /// What both share, as the one that is looked up says it.
    pub(in crate::menu) by: Span,
    /// Whether it is a number of the whole fund: then each of its share classes is meant, and not one of several things.
    pub(in crate::menu) of_fund: bool,
}

impl Index {
    pub(in crate::menu) fn add(&mut self, place: usize, keys: &Keys) {
        for (number, (text, _)) in &keys.numbers {
            self.numbers.entry((*number, text.clone())).or_default().insert(place);
        }
        for name in keys.names.keys() {
            self.names.entry(name.clone()).or_default().insert(place);
        }
        for name in keys.also.keys() {
            self.also.entry(name.clone()).or_default().insert(place);
        }
    }

    /// The things that are meant. For one share class a number of it goes before names. A fund with all its classes is known
    /// by its own numbers, by those of the classes that it says it has, and by names: each of its classes is meant.
    pub(in crate::menu) fn find(&self, keys: &Keys) -> Option<Match> {
        let by_number = keys.numbers.iter().filter(|(number, _)| !keys.is_of_class() || number.is_of_class());
        let by_number = all(by_number.filter_map(|(number, (text, at))| self.numbered(*number, text, *at)));
        let by_other_name = all(keys.also.iter().filter_map(|(text, at)| {
            let number = |number| self.numbered(number, &normal(text), *at);
            Number::ALL.into_iter().find_map(number).or_else(|| self.named(text, *at))
        }));
        let by_name = || all(keys.names.iter().filter_map(|(name, at)| self.named(name, *at)));
        if keys.is_of_class() {
            return by_number
                .or(by_other_name)
                .or_else(by_name)
                .map(|found| Match { of_fund: false, ..found });
        }
        all([by_number, by_other_name, by_name()].into_iter().flatten())
    }

    pub(in crate::menu) fn numbered(&self, number: Number, text: &str, by: Span) -> Option<Match> {
        let things = self.numbers.get(&(number, text.to_string()))?;
        Some(Match { things: things.clone(), by, of_fund: true })
    }

    fn named(&self, name: &str, by: Span) -> Option<Match> {
        let found = [self.names.get(name), self.also.get(name)];
        let things: BTreeSet<usize> = found.into_iter().flatten().flatten().copied().collect();
        (!things.is_empty()).then_some(Match { things, by, of_fund: false })
    }
}

fn all(found: impl Iterator<Item = Match>) -> Option<Match> {
    found.reduce(|mut one, other| {
        one.of_fund |= other.of_fund;
        one.things.extend(other.things);
        one
    })
}
