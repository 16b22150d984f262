//! Figures that should be the same: a fee in percent and per $1,000, an option that stands in two rows.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, kinds};
use crate::vocabulary::{Exact, Type, Value, parse_literal};

use super::from_table::FromTable;
use crate::menu::forms::raw::{Raw, RawKind};
use crate::menu::measured;
use crate::menu::number::rounding;
use crate::menu::unit::Unit;
use crate::menu::words;

/// A number of a cell in the unit of values, and how far it may lie from what is written.
fn measured(raw: &Raw, ty: &Type) -> Option<(Exact, Exact)> {
    let RawKind::Scalar(scalar) = &raw.kind else { return None };
    let slack = rounding(&scalar.text, ty, scalar.unit);
    let value = match parse_literal(&scalar.text, ty) {
        Ok(Value::Percent(number) | Value::Money(number)) => number,
        _ => match parse_literal(&scalar.text, &Type::Number) {
            Ok(Value::Number(number)) => {
                scalar.unit.map_or(number.clone(), |unit: Unit| unit.convert(&number))
            }
            _ => return None,
        },
    };
    Some((value, slack))
}

/// Whether two figures are the same as far as rounding lets us know; none if one of them is no number.
pub(in crate::menu) fn agree(one: &Raw, two: &Raw, ty: Option<&Type>) -> Option<bool> {
    let ty = ty?;
    let ((one, slack), (two, other_slack)) = (measured(one, ty)?, measured(two, ty)?);
    let difference = &one - &two;
    let distance = if difference.is_negative() { -&difference } else { difference };
    Some(distance <= &slack + &other_slack)
}

/// A figure in the unit of its fact: `$0.80` per $1,000 is `0.08%`.
pub(in crate::menu) fn in_words(raw: &Raw, ty: Option<&Type>) -> String {
    let number = ty.and_then(|ty| Some((measured(raw, ty)?.0, ty)));
    number.map_or(String::new(), |(number, ty)| format!("this is {}", words::number(&number, ty)))
}

/// Whether a text is a number without a unit; none if it is no number, or zero, which needs no unit.
pub(in crate::menu) fn is_bare(text: &str) -> Option<bool> {
    if let Ok(Value::Number(number)) = parse_literal(text, &Type::Number) {
        return (!number.is_zero()).then_some(true);
    }
    let united = |ty: &Type| parse_literal(text, ty).is_ok();
    (united(&Type::Percent(None)) || united(&Type::Money)).then_some(false)
}

impl FromTable<'_> {
    /// The same option in two rows with different figures: nothing says which is right, so neither is used. Its dollars
    /// may well differ: schedules of assets list one fund twice, and the plan has both.
    pub(in crate::menu) fn compare_twins(&mut self, options: &mut [Raw]) {
        let mut first_of: BTreeMap<Vec<String>, usize> = BTreeMap::new();
        for index in 0..options.len() {
            let Some(option) = options.get(index) else { continue };
            let said = |key: &str| option.get(key).and_then(Raw::text).unwrap_or("").to_lowercase();
            if said("name").is_empty() {
                continue;
            }
            let identity = ["id", "name", "ticker", "cusip", "share_class"].map(said).to_vec();
            // A number is of one share class, whatever its rows call it.
            let numbers = ["cusip", "ticker"].into_iter().filter(|key| !said(key).is_empty());
            let mut known = vec![(None, identity)];
            known.extend(numbers.map(|key| (Some(key), vec![key.to_string(), said(key)])));
            let mut twin: Option<(Option<&str>, usize)> = None;
            for (by, identity) in known {
                match first_of.get(&identity) {
                    Some(first) => twin = twin.or(Some((by, *first))),
                    None => _ = first_of.insert(identity, index),
                }
            }
            let Some((by, first)) = twin else { continue };
            let differing = self.differing(by, options.get(first), options.get(index));
            for key in differing {
                for at in [first, index] {
                    if let Some(RawKind::Map(entries)) = options.get_mut(at).map(|option| &mut option.kind)
                        && let Some((_, value)) = entries.iter_mut().find(|(known, _)| known.name == key)
                    {
                        value.kind = RawKind::Refused;
                    }
                }
            }
        }
    }

    fn differing(&mut self, by: Option<&str>, one: Option<&Raw>, other: Option<&Raw>) -> Vec<String> {
        let option = self.schema.level_named("option");
        let (Some(one), Some(other)) = (one, other) else { return Vec::new() };
        let RawKind::Map(entries) = &one.kind else { return Vec::new() };
        let mut differing = Vec::new();
        for (key, value) in entries {
            let second = other.get(&key.name);
            let (Some(first_text), Some(second_text)) = (value.text(), second.and_then(Raw::text)) else {
                continue;
            };
            if matches!(key.name.as_str(), "assets" | "weight")
                || first_text.eq_ignore_ascii_case(second_text)
            {
                continue;
            }
            // Rows that share a number may name it, and what it is, in two ways; not what it costs or earned.
            let fact = option.and_then(|level| measured::named(self.schema, level, &key.name));
            let is_figure = fact.is_some_and(|(fact, _)| {
                matches!(
                    self.schema.fact(fact).ty,
                    Type::Percent(_) | Type::Money | Type::Number | Type::Percentile
                )
            });
            if by.is_some() && !is_figure {
                continue;
            }
            let name = one.get(by.unwrap_or("name")).and_then(Raw::text).unwrap_or("the option");
            let message = Diagnostic::new(
                &kinds::FIGURES_DISAGREE,
                second.map_or(value.at, |second| second.at),
                format!(
                    "`{}` stands in two rows, with `{}` {} and {}",
                    words::shown(name),
                    key.name,
                    words::shown(first_text),
                    words::shown(second_text)
                ),
            )
            .also(value.at, "the other row")
            .note("neither figure is used")
            .help(match by {
                None => "delete the row that is out of date, or tell the two options apart by their names"
                    .to_string(),
                Some(by) => {
                    format!("delete the row that is out of date, or correct the `{by}` of one of them")
                }
            });
            self.diagnostics.push(message);
            differing.push(key.name.clone());
        }
        differing
    }
}
