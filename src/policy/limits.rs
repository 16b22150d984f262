//! Limits that cannot be meant: always true, never true, bounds reversed.

use super::core::{Aggregate, Comparison, Condition, ConditionKind, Operator, Quantity, QuantityKind};
use super::words;
use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::Span;
use crate::vocabulary::{
    Exact, FactKey, Interval, LevelId, Rounding, RungEnd, Schema, Truth, Type, Value, shown,
};

/// The menus of which a limit has to decide something.
#[derive(Clone, Copy, PartialEq)]
enum Menus {
    /// Whatever the reader accepts: with short positions, and with totals below their parts.
    Any,
    /// Those where nothing is sold short or borrowed, and parts make their whole.
    Ordinary,
}

/// All that a quantity can be on any menu that the vocabulary accepts. It ignores what depends on the day.
pub(crate) fn possible(quantity: &Quantity, schema: &Schema) -> Interval {
    reach(quantity, schema, Menus::Any)
}

/// All that a quantity can be on a menu where nothing is sold short or borrowed.
pub(super) fn ordinary(quantity: &Quantity, schema: &Schema) -> Interval {
    reach(quantity, schema, Menus::Ordinary)
}

fn reach(quantity: &Quantity, schema: &Schema, menus: Menus) -> Interval {
    if matches!(quantity.ty, Type::Duration | Type::Date) {
        return Interval::anything();
    }
    let of = |one: &Quantity| reach(one, schema, menus);
    let hull = |several: &[Quantity]| {
        several.iter().map(of).reduce(|a, b| a.hull(&b)).unwrap_or_else(Interval::anything)
    };
    match &quantity.kind {
        QuantityKind::Literal(value) => written(value).map_or_else(Interval::anything, Interval::point),
        QuantityKind::Fact(key) => of_fact(*key, schema, menus),
        QuantityKind::Share(_) if menus == Menus::Any => Interval::anything(),
        QuantityKind::Share(_) => Interval::whole(),
        QuantityKind::TimeSince(_) | QuantityKind::TimeUntil(_) | QuantityKind::Shift { .. } => {
            Interval::anything()
        }
        QuantityKind::Of(_, inner) | QuantityKind::Within(_, inner) | QuantityKind::Ago(inner, _) => {
            of(inner)
        }
        QuantityKind::Plus(a, b) => of(a).plus(&of(b)),
        QuantityKind::Minus(a, b) => of(a).minus(&of(b)),
        QuantityKind::Times(a, b) => of(a).times(&of(b)),
        QuantityKind::Over(a, b) => of(a).over(&of(b)),
        QuantityKind::Distance(a, b) => of(a).minus(&of(b)).abs(),
        // What is not there is left out, so that only what is written out is a bound of the result.
        QuantityKind::Greatest(several) => {
            fixed(several).fold(hull(several), |all, one| all.greater(&of(one)))
        }
        QuantityKind::Least(several) => fixed(several).fold(hull(several), |all, one| all.lesser(&of(one))),
        QuantityKind::First(several) | QuantityKind::Middle(several) => hull(several),
        QuantityKind::Table(table) => {
            let rows = table.rows.iter().map(|row| of(&row.value));
            rows.reduce(|a, b| a.hull(&b)).unwrap_or_else(Interval::anything)
        }
        QuantityKind::Score(criteria) => {
            let zero = Interval::point(Exact::zero());
            let reach = |points: &Exact| Interval::between(Exact::zero(), points.clone());
            criteria.iter().fold(zero, |sum, (points, _)| sum.plus(&reach(points)))
        }
        QuantityKind::Met { last, .. } => {
            Interval::between(Exact::zero(), Exact::from(i64::from(last.count)))
        }
        QuantityKind::Across { kind: Aggregate::Sum, .. } => Interval::anything(),
        QuantityKind::Across { of: inner, .. } => of(inner),
        QuantityKind::Listed { .. } => Interval::at_least(Exact::zero()),
        QuantityKind::Aggregate { kind, of: inner, over } => {
            let inner = inner.as_ref().map_or_else(Interval::anything, |inner| of(inner));
            match kind {
                Aggregate::Count | Aggregate::Distinct(_) => Interval::at_least(Exact::zero()),
                Aggregate::Share => Interval::whole(),
                Aggregate::Sum if is_never_negative(&inner) => Interval::at_least(Exact::zero()),
                Aggregate::Sum => Interval::anything(),
                // Where something weighs less than nothing, the mean lies beyond what it is of.
                Aggregate::WeightedAverage if menus == Menus::Any && can_be_short(over.level, schema) => {
                    Interval::anything()
                }
                _ => inner,
            }
        }
    }
}

/// A fact as the menu gives it, as it follows from others, and as it is of a group.
fn of_fact(key: FactKey, schema: &Schema, menus: Menus) -> Interval {
    let fact = schema.fact(key.fact);
    let is_sum = matches!(fact.name.as_str(), "assets" | "weight");
    let is_mean = schema.facts_called(&fact.name).any(|one| schema.fact(one).looks_through);
    match menus {
        Menus::Any if is_mean => Interval::anything(),
        // A group has the sum of what its things have, and a stated total may lie below its parts.
        _ if is_sum && is_never_negative(&fact.range) => Interval::at_least(Exact::zero()),
        _ if is_sum => Interval::anything(),
        _ => fact.range.clone(),
    }
}

fn is_never_negative(range: &Interval) -> bool {
    range.low.number().is_some_and(|low| !low.is_negative())
}

/// Whether something of a level may weigh less than nothing, as positions that are sold short do.
fn can_be_short(level: LevelId, schema: &Schema) -> bool {
    let weights = ["assets", "weight"].into_iter().filter_map(|name| schema.fact_named(level, name));
    weights.map(|fact| &schema.fact(fact).range).any(|range| !is_never_negative(range))
}

fn fixed(several: &[Quantity]) -> impl Iterator<Item = &Quantity> {
    several.iter().filter(|one| is_fixed(one))
}

fn is_fixed(quantity: &Quantity) -> bool {
    matches!(quantity.kind, QuantityKind::Literal(_))
}

/// A written value as a number; `None` if its place on the line depends on the day.
pub(super) fn written(value: &Value) -> Option<Exact> {
    match value {
        Value::Duration(_) => None,
        // Any day will do for the others.
        other => other.ordinal(jiff::civil::Date::constant(2000, 1, 1)),
    }
}

/// A comparison of something with a value of the policy: the value, what it limits, and whether the comparison holds on
/// every menu or on none. None where no such limit is compared.
fn decided<'c>(
    comparison: &'c Comparison,
    schema: &Schema,
    menus: Menus,
) -> Option<(&'c Quantity, Interval, Truth)> {
    let (limit, measured) = match (is_fixed(&comparison.left), is_fixed(&comparison.right)) {
        (false, true) => (&comparison.right, &comparison.left),
        (true, false) => (&comparison.left, &comparison.right),
        _ => return None,
    };
    let of = |one| reach(one, schema, menus);
    let truth = comparison.operator.compare(&of(&comparison.left), &of(&comparison.right));
    Some((limit, of(measured), truth))
}

/// Refuses a limit that decides nothing on any menu. Of two ends, one may: `between 0% and 5%` is how a range is written.
pub(super) fn check(all: &[Comparison], at: Span, schema: &Schema) -> Result<(), Box<Diagnostic>> {
    let truths: Vec<_> = all.iter().map(|one| decided(one, schema, Menus::Any)).collect();
    let truth = |one: &Option<(_, _, Truth)>| one.as_ref().map_or(Truth::Unknown, |(.., truth)| *truth);
    let says = match truths.iter().map(truth).fold(Truth::True, Truth::and) {
        Truth::Unknown => return Ok(()),
        Truth::True => "holds whatever the menu says",
        Truth::False => "can never hold",
    };
    let Some((limit, measured, _)) =
        truths.into_iter().flatten().find(|(.., truth)| *truth != Truth::Unknown)
    else {
        return Ok(());
    };
    let range = range_words(&measured, &limit_type(all));
    let place = match all {
        [_] => limit.at,
        _ => at,
    };
    let diagnostic = Diagnostic::new(&kinds::IMPOSSIBLE_RANGE, place, format!("this limit {says}"))
        .label("out of reach")
        .note(format!("what it limits lies {range}"));
    let diagnostic =
        if place == at { diagnostic } else { diagnostic.also(at, "this statement decides nothing") };
    Err(Box::new(diagnostic.help(format!("write a limit {range}"))))
}

fn limit_type(all: &[Comparison]) -> Type {
    all.first().map_or(Type::Number, |one| one.left.ty.clone())
}

/// Reports limits of a statement that almost every menu keeps: beyond 0% or 100% lies only what is sold short or borrowed.
pub(super) fn idle(assertion: &Condition, schema: &Schema, diagnostics: &mut Diagnostics) {
    match &assertion.kind {
        ConditionKind::Compare(comparison) => {
            beyond(comparison, schema).into_iter().for_each(|one| diagnostics.push(one))
        }
        ConditionKind::Between(ends) => {
            for end in ends.iter() {
                if let ConditionKind::Compare(end) = &end.kind {
                    idle_end(end, schema).into_iter().for_each(|one| diagnostics.push(one));
                }
            }
        }
        ConditionKind::All(parts) => parts.iter().for_each(|part| idle(part, schema, diagnostics)),
        _ => {}
    }
}

/// A limit that decides something only of what sells short or borrows.
fn beyond(comparison: &Comparison, schema: &Schema) -> Option<Diagnostic> {
    let (limit, usual, truth) = decided(comparison, schema, Menus::Ordinary)?;
    let message = match truth {
        Truth::True => "this limit binds only what sells short or borrows",
        Truth::False => "only what sells short or borrows can meet this limit",
        Truth::Unknown => return None,
    };
    let range = range_words(&usual, &comparison.left.ty);
    Some(
        Diagnostic::new(&kinds::IDLE_LIMIT, limit.at, message)
            .note(format!("without short positions and borrowing, what it limits lies {range}"))
            .help("if no such limit is meant, check its digits and its unit"),
    )
}

/// An end of a range that lies where nothing can be. The natural ends, 0% and 100%, are how ranges are written.
fn idle_end(comparison: &Comparison, schema: &Schema) -> Option<Diagnostic> {
    let (limit, all, _) =
        decided(comparison, schema, Menus::Any).filter(|(.., truth)| *truth == Truth::True)?;
    let QuantityKind::Literal(value) = &limit.kind else { return None };
    let number = written(value)?;
    if all.contains(&number) {
        return None;
    }
    let end = if comparison.operator == Operator::AtLeast { "lower" } else { "upper" };
    let range = range_words(&all, &comparison.left.ty);
    Some(
        Diagnostic::new(&kinds::IDLE_LIMIT, limit.at, format!("the {end} end of this range decides nothing"))
            .note(format!("what it limits lies {range}"))
            .help("check its digits and its unit"),
    )
}

fn range_words(range: &Interval, ty: &Type) -> String {
    let shown = |number: &Exact| shown(ty, number, None, 6, Rounding::Nearest);
    match (range.low.number(), range.high.number()) {
        (Some(low), Some(high)) => format!("between {} and {}", shown(low), shown(high)),
        (Some(low), None) => format!("at {} or above", shown(low)),
        (None, Some(high)) => format!("at {} or below", shown(high)),
        (None, None) => "anywhere".into(),
    }
}

/// Refuses `between` with its bounds reversed.
pub(super) fn ordered(low: &Quantity, high: &Quantity) -> Result<(), Box<Diagnostic>> {
    if let (QuantityKind::Literal(a), QuantityKind::Literal(b)) = (&low.kind, &high.kind)
        && let (Some(a), Some(b)) = (end(a, Operator::AtLeast), end(b, Operator::AtMost))
        && a > b
    {
        return Err(Box::new(words::reversed(low.at.to(high.at))));
    }
    Ok(())
}

/// A written bound as a number: of a rating that covers several rungs, the one that the bound is about.
fn end(value: &Value, operator: Operator) -> Option<Exact> {
    match (value, operator) {
        (Value::Rating(rating), Operator::AtLeast) => written(&Value::Rating(rating.as_limit(RungEnd::Low))),
        (Value::Rating(rating), _) => written(&Value::Rating(rating.as_limit(RungEnd::High))),
        (other, _) => written(other),
    }
}

/// `<` turned around, for a limit that stands first.
pub(super) fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::Below => Operator::Above,
        Operator::AtMost => Operator::AtLeast,
        Operator::AtLeast => Operator::AtMost,
        Operator::Above => Operator::Below,
        same => same,
    }
}
