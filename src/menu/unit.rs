//! Units that a menu or a profile declares for bare numbers.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::vocabulary::{Exact, Fact, Type};

use super::forms::raw::{Raw, RawKind};
use super::from_raw::Reader;
use super::words;

/// What a bare number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// 0.08 is 0.08%.
    Percent,
    /// 0.08 is 8%.
    Fraction,
    /// 8 is 0.08%.
    BasisPoints,
    /// 0.80 is 0.08%: what a fee comes to for each $1,000.
    PerThousand,
    Cents,
    Dollars,
    Thousands,
    Millions,
}

const WORDS: [(&str, Unit); 8] = [
    ("percent", Unit::Percent),
    ("fraction", Unit::Fraction),
    ("bps", Unit::BasisPoints),
    ("per_1000", Unit::PerThousand),
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
            Unit::Percent | Unit::Fraction | Unit::BasisPoints | Unit::PerThousand => {
                matches!(ty, Type::Percent(_))
            }
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
            Unit::PerThousand => (1, 1_000),
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

impl Reader<'_> {
    /// Takes in what the key `units` declares.
    pub(super) fn read_units(&mut self, raw: &Raw) {
        let RawKind::Map(entries) = &raw.kind else {
            if !raw.is_absent() && !raw.is_refused() {
                let message = Diagnostic::new(
                    &kinds::MENU_SHAPE,
                    raw.at,
                    "`units` is a group of facts with the unit of each",
                )
                .help("write `units: { expense_ratio: percent, assets: thousands }`");
                self.say(message);
            }
            return;
        };
        for (key, value) in entries {
            let ty = match key.name.as_str() {
                "percent" => Some(Type::Percent(None)),
                "money" => Some(Type::Money),
                name => self.schema.facts_called(name).next().map(|fact| self.schema.fact(fact).ty.clone()),
            };
            let Some(ty) = ty else {
                let known: Vec<&str> =
                    self.schema.fact_ids().map(|fact| self.schema.fact(fact).name.as_str()).collect();
                let near = self.near(&key.name, known.into_iter().chain(["percent", "money"]));
                let mut message = Diagnostic::new(
                    &kinds::UNKNOWN_FACT,
                    key.at,
                    format!("`{}` is not a fact whose unit can be declared", key.name),
                );
                if let Some(near) = near {
                    message = message.help(format!("did you mean `{near}`?"));
                }
                self.say(message);
                continue;
            };
            if value.is_absent() || value.is_refused() {
                continue;
            }
            match value.text().and_then(Unit::parse).filter(|unit| unit.fits(&ty)) {
                Some(unit) => match key.name.as_str() {
                    "percent" => self.units.percent = Some(unit),
                    "money" => self.units.money = Some(unit),
                    name => {
                        self.units.by_fact.insert(name.to_string(), unit);
                    }
                },
                None => self.say(not_a_unit(&key.name, &ty, value.text().unwrap_or("this"), value.at)),
            }
        }
    }
}

/// What a word that is no unit of a fact is told.
pub(super) fn not_a_unit(name: &str, ty: &Type, word: &str, at: Span) -> Diagnostic {
    let units = Unit::words_for(ty);
    let message = if units.is_empty() {
        format!("values of `{name}` have no unit to declare")
    } else {
        format!("`{}` is not a unit of `{name}`", words::shown(word))
    };
    let message = Diagnostic::new(&kinds::UNKNOWN_CHOICE, at, message);
    match units.as_slice() {
        [] => message.help("remove it"),
        units => message.help(format!("write one of {}", listed(units.iter().copied(), 8))),
    }
}
