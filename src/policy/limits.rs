//! Limits that cannot be meant: always true, never true, bounds reversed.

use super::core::{Aggregate, Comparison, Operator, Quantity, QuantityKind};
use super::words;
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::vocabulary::{Exact, Interval, Rounding, RungEnd, Schema, Truth, Type, Value, shown};

/// All that a quantity can be on any menu that the vocabulary accepts. It ignores what depends on the day.
pub(crate) fn possible(quantity: &Quantity, schema: &Schema) -> Interval {
    if matches!(quantity.ty, Type::Duration | Type::Date) {
        return Interval::anything();
    }
    let both = |a: &Quantity, b: &Quantity| (possible(a, schema), possible(b, schema));
    match &quantity.kind {
        QuantityKind::Literal(value) => written(value).map_or_else(Interval::anything, Interval::point),
        QuantityKind::Fact(key) => schema.fact(key.fact).range.clone(),
        QuantityKind::Share(_) => Interval::whole(),
        QuantityKind::TimeSince(_) | QuantityKind::TimeUntil(_) => Interval::anything(),
        QuantityKind::Of(_, of) | QuantityKind::Within(_, of) => possible(of, schema),
        QuantityKind::Plus(a, b) => {
            let (a, b) = both(a, b);
            a.plus(&b)
        }
        QuantityKind::Minus(a, b) => {
            let (a, b) = both(a, b);
            a.minus(&b)
        }
        QuantityKind::Times(a, b) => {
            let (a, b) = both(a, b);
            a.times(&b)
        }
        QuantityKind::Over(a, b) => {
            let (a, b) = both(a, b);
            a.over(&b)
        }
        QuantityKind::Distance(a, b) => {
            let (a, b) = both(a, b);
            a.minus(&b).abs()
        }
        QuantityKind::Greatest(of) => join(of, schema, Interval::greater),
        QuantityKind::Least(of) => join(of, schema, Interval::lesser),
        QuantityKind::First(of) | QuantityKind::Middle(of) => join(of, schema, Interval::hull),
        QuantityKind::Table(table) => {
            let rows = table.rows.iter().map(|row| possible(&row.value, schema));
            rows.reduce(|a, b| a.hull(&b)).unwrap_or_else(Interval::anything)
        }
        QuantityKind::Shift { .. } => Interval::anything(),
        QuantityKind::Score(criteria) => {
            let zero = Interval::point(Exact::zero());
            let reach = |points: &Exact| Interval::between(Exact::zero(), points.clone());
            criteria.iter().fold(zero, |sum, (points, _)| sum.plus(&reach(points)))
        }
        QuantityKind::Ago(of, _) => possible(of, schema),
        QuantityKind::Met { last, .. } => {
            Interval::between(Exact::zero(), Exact::from(i64::from(last.count)))
        }
        QuantityKind::Across { kind: Aggregate::Sum, .. } => Interval::anything(),
        QuantityKind::Across { of, .. } => possible(of, schema),
        QuantityKind::Listed { .. } => Interval::at_least(Exact::zero()),
        QuantityKind::Aggregate { kind, of, .. } => {
            let of = of.as_ref().map_or_else(Interval::anything, |of| possible(of, schema));
            match kind {
                Aggregate::Count | Aggregate::Distinct(_) => Interval::at_least(Exact::zero()),
                Aggregate::Share => Interval::whole(),
                Aggregate::Sum if of.low.number().is_some_and(|low| !low.is_negative()) => {
                    Interval::at_least(Exact::zero())
                }
                Aggregate::Sum => Interval::anything(),
                _ => of,
            }
        }
    }
}

fn join(of: &[Quantity], schema: &Schema, merge: fn(&Interval, &Interval) -> Interval) -> Interval {
    let merged = of.iter().map(|one| possible(one, schema)).reduce(|a, b| merge(&a, &b));
    merged.unwrap_or_else(Interval::anything)
}

/// A written value as a number; `None` if its place on the line depends on the day.
pub(super) fn written(value: &Value) -> Option<Exact> {
    match value {
        Value::Duration(_) => None,
        // Any day will do for the others.
        other => other.ordinal(jiff::civil::Date::constant(2000, 1, 1)),
    }
}

/// Refuses a limit that always holds or never can.
pub(super) fn check(comparison: &Comparison, at: Span, schema: &Schema) -> Result<(), Box<Diagnostic>> {
    let constant = |quantity: &Quantity| matches!(quantity.kind, QuantityKind::Literal(_));
    if constant(&comparison.left) == constant(&comparison.right) {
        return Ok(());
    }
    let (left, right) = (possible(&comparison.left, schema), possible(&comparison.right, schema));
    let says = match comparison.operator.compare(&left, &right) {
        Truth::Unknown => return Ok(()),
        Truth::True => "holds whatever the menu says",
        Truth::False => "can never hold",
    };
    let (limit, measured) = match constant(&comparison.right) {
        true => (&comparison.right, &left),
        false => (&comparison.left, &right),
    };
    let range = range_words(measured, &comparison.left.ty);
    Err(Box::new(
        Diagnostic::new(&kinds::IMPOSSIBLE_RANGE, limit.at, format!("this limit {says}"))
            .label("out of reach")
            .note(format!("what it limits lies {range}"))
            .also(at, "this statement decides nothing")
            .help("write a limit within that range, or take the statement out"),
    ))
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
