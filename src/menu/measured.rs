//! How a key measures its fact: the basis and the period that its words say, and what they leave open.

use crate::vocabulary::{Basis, Fact, FactId, FactKey, LevelId, Schema, Type, Value, parse_literal};

/// A fact, and as much of the way in which it is measured as has been said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) fact: FactId,
    basis: Option<Basis>,
    horizon: Option<u32>,
}

/// Why words do not say how a fact is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// They are neither a basis of the fact nor a period.
    NoWay,
    /// A period, of a fact that has none.
    NoPeriod,
    /// A period of days or weeks.
    NotMonths,
    /// A second basis, or a second period.
    Twice,
}

/// What is still to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lack {
    Basis,
    Period,
}

/// A key that begins with the name of a fact, and what its other words say.
pub(super) fn named(schema: &Schema, level: LevelId, key: &str) -> Option<(FactId, Result<Measured, Fault>)> {
    if let Some(fact) = schema.fact_named(level, key) {
        return Some((fact, Ok(Measured::of(fact))));
    }
    let (fact, words) = key.split_once(' ')?;
    let fact = schema.fact_named(level, fact)?;
    Some((fact, Measured::of(fact).with(words, schema.fact(fact))))
}

impl Measured {
    fn of(fact: FactId) -> Self {
        Measured { fact, basis: None, horizon: None }
    }

    /// With what further words say: `net`, `over 3 years`, `3 years`, `net over 3 years`.
    pub(super) fn with(mut self, words: &str, fact: &Fact) -> Result<Self, Fault> {
        let mut words = words.split_whitespace().peekable();
        while let Some(word) = words.next() {
            if let Some(basis) = fact.bases.iter().position(|known| known == word) {
                if self.basis.replace(Basis(basis)).is_some() {
                    return Err(Fault::Twice);
                }
                continue;
            }
            let count = if word == "over" { words.next().unwrap_or("") } else { word };
            let mut length = format!("{count} {}", words.next().unwrap_or(""));
            if let Some(unit) = words.next_if(|_| length.ends_with(" business")) {
                length = format!("{length} {unit}");
            }
            let Ok(Value::Duration(length)) = parse_literal(&length, &Type::Duration) else {
                return Err(Fault::NoWay);
            };
            if !fact.over_period {
                return Err(Fault::NoPeriod);
            }
            let months = length.months().ok_or(Fault::NotMonths)?;
            if self.horizon.replace(months).is_some() {
                return Err(Fault::Twice);
            }
        }
        Ok(self)
    }

    /// What is not said yet. Of two ways the basis comes first.
    pub(super) fn lack(&self, fact: &Fact) -> Option<Lack> {
        match () {
            () if self.basis.is_none() && !fact.bases.is_empty() => Some(Lack::Basis),
            () if self.horizon.is_none() && fact.over_period => Some(Lack::Period),
            () => None,
        }
    }

    /// The fact in each basis that is still open; a period that is open stays so ([`super::Thing::cell`]).
    pub(super) fn ways(&self, fact: &Fact) -> Vec<FactKey> {
        let open = match self.basis {
            None if !fact.bases.is_empty() => (0..fact.bases.len()).map(|basis| Some(Basis(basis))).collect(),
            said => vec![said],
        };
        open.into_iter().map(|basis| FactKey { basis, ..self.key() }).collect()
    }

    /// The fact as it is measured, as far as that is said.
    pub(super) fn key(&self) -> FactKey {
        FactKey { fact: self.fact, basis: self.basis, horizon: self.horizon }
    }
}
