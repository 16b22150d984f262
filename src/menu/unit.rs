//! Units that a menu or a profile declares for bare numbers.

use std::collections::BTreeMap;

use crate::vocabulary::{Exact, Fact, Type};

/// What a bare number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// 0.08 is 0.08%.
    Percent,
    /// 0.08 is 8%.
    Fraction,
    /// 8 is 0.08%.
    BasisPoints,
    Cents,
    Dollars,
    Thousands,
    Millions,
}

const WORDS: [(&str, Unit); 7] = [
    ("percent", Unit::Percent),
    ("fraction", Unit::Fraction),
    ("bps", Unit::BasisPoints),
    ("cents", Unit::Cents),
    ("dollars", Unit::Dollars),
    ("thousands", Unit::Thousands),
    ("millions", Unit::Millions),
];

impl Unit {
    pub(crate) fn parse(word: &str) -> Option<Unit> {
        WORDS.iter().find(|(name, _)| *name == word).map(|(_, unit)| *unit)
    }

    /// Whether values of the type can be counted in it.
    pub(crate) fn fits(self, ty: &Type) -> bool {
        match self {
            Unit::Percent | Unit::Fraction | Unit::BasisPoints => matches!(ty, Type::Percent(_)),
            _ => matches!(ty, Type::Money),
        }
    }

    /// The words for units of a type; none if its values need none.
    pub(crate) fn words_for(ty: &Type) -> Vec<&'static str> {
        WORDS.iter().filter(|(_, unit)| unit.fits(ty)).map(|(word, _)| *word).collect()
    }

    /// A number of this unit in the unit of values: a fraction, or dollars.
    pub(crate) fn convert(self, number: &Exact) -> Exact {
        let (times, per) = match self {
            Unit::Percent | Unit::Cents => (1, 100),
            Unit::BasisPoints => (1, 10_000),
            Unit::Fraction | Unit::Dollars => (1, 1),
            Unit::Thousands => (1_000, 1),
            Unit::Millions => (1_000_000, 1),
        };
        Exact::ratio(times, per).map_or_else(|| number.clone(), |scale| number * &scale)
    }
}

/// The units that a menu declares: of one fact, or of all percents or amounts of money.
#[derive(Clone, Debug, Default)]
pub(crate) struct Units {
    pub(crate) by_fact: BTreeMap<String, Unit>,
    pub(crate) percent: Option<Unit>,
    pub(crate) money: Option<Unit>,
}

impl Units {
    /// The unit of a bare number for this fact.
    pub(crate) fn of(&self, fact: &Fact) -> Option<Unit> {
        let general = match fact.ty {
            Type::Percent(_) => self.percent,
            Type::Money => self.money,
            _ => None,
        };
        self.by_fact.get(&fact.name).copied().or(general)
    }
}
