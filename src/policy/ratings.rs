//! Ratings as limits: which rung a symbol means that covers several of them, and of which scale a key is.

use super::core::{Condition, ConditionKind, Operator, Quantity, QuantityKind};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::vocabulary::{RatingScale, RungEnd, Type, Value};

/// A limit with each of its ratings as the rung that this operator is about.
pub(super) fn limit(mut quantity: Quantity, operator: Operator) -> Quantity {
    let end = match operator {
        Operator::AtLeast | Operator::Below => RungEnd::Low,
        Operator::AtMost | Operator::Above => RungEnd::High,
        Operator::Equal | Operator::NotEqual => return quantity,
    };
    if matches!(quantity.ty, Type::Rating(_)) {
        narrow(&mut quantity, end);
    }
    quantity
}

fn narrow(quantity: &mut Quantity, end: RungEnd) {
    match &mut quantity.kind {
        QuantityKind::Literal(Value::Rating(rating)) => *rating = rating.as_limit(end),
        QuantityKind::Greatest(of)
        | QuantityKind::Least(of)
        | QuantityKind::First(of)
        | QuantityKind::Middle(of) => of.iter_mut().for_each(|one| narrow(one, end)),
        QuantityKind::Table(table) => table.rows.iter_mut().for_each(|row| narrow(&mut row.value, end)),
        _ => {}
    }
}

/// The two ends of a written rating that covers several rungs: to be P-1 is to be neither below nor above it.
pub(super) fn ends(quantity: &Quantity) -> Option<(Quantity, Quantity)> {
    let QuantityKind::Literal(Value::Rating(rating)) = &quantity.kind else { return None };
    let (low, high) = rating.rungs();
    (low != high)
        .then(|| (limit(quantity.clone(), Operator::AtLeast), limit(quantity.clone(), Operator::AtMost)))
}

/// What is compared with one symbol, of which these are the two ends.
pub(super) fn one_symbol(ends: &[Condition; 2]) -> Option<&Quantity> {
    let [ConditionKind::Compare(low), ConditionKind::Compare(high)] = ends.each_ref().map(|end| &end.kind)
    else {
        return None;
    };
    match (&low.right.kind, &high.right.kind) {
        (QuantityKind::Literal(Value::Rating(a)), QuantityKind::Literal(Value::Rating(b))) => {
            a.is_same_symbol(*b).then_some(&low.left)
        }
        _ => None,
    }
}

/// The scale of the ratings that the cells of a key name. Those of two scales have no order between them, so that no
/// table can say which row comes first.
pub(super) fn scale_of_key(cells: &[Condition]) -> Result<Option<RatingScale>, Box<Diagnostic>> {
    let mut said = Vec::new();
    cells.iter().for_each(|cell| scales(cell, &mut said));
    let Some((first, first_at)) = said.first().copied() else { return Ok(None) };
    match said.iter().find(|(scale, _)| *scale != first) {
        None => Ok(Some(first)),
        Some((_, at)) => Err(Box::new(
            Diagnostic::new(
                &kinds::TYPE_MISMATCH,
                *at,
                "the rows of this table are about two scales of ratings",
            )
            .also(first_at, "the other scale")
            .note("long-term and short-term ratings have no order between them")
            .help("write a table for each scale, and choose with `if` which of them applies"),
        )),
    }
}

fn scales(cell: &Condition, said: &mut Vec<(RatingScale, Span)>) {
    match &cell.kind {
        ConditionKind::All(parts) | ConditionKind::Any(parts) => {
            parts.iter().for_each(|part| scales(part, said));
        }
        ConditionKind::Between(ends) => ends.iter().for_each(|end| scales(end, said)),
        ConditionKind::Compare(comparison) => {
            if let Type::Rating(Some(scale)) = comparison.right.ty {
                said.push((scale, comparison.right.at));
            }
        }
        _ => {}
    }
}
