//! Classes that are offered together: an option is of one class at most.

use std::collections::BTreeSet;

use super::evidence::Judged;
use super::rests::address;
use super::world::{Seat, World};
use crate::policy::{Aggregate, Comparison, Condition, ConditionKind, Operator, Over, QuantityKind};
use crate::vocabulary::{ClassId, Exact, Truth, Value};

impl World<'_> {
    /// Whether too few options are left for the classes of which it is open whether any option is of them. Each needs an
    /// option of its own: no option is of two classes that have nothing in common.
    pub(super) fn are_too_few(&self, parts: &[Condition], judged: &[Judged], seat: &Seat<'_>) -> bool {
        let open =
            parts.iter().zip(judged).filter(|(_, judged)| judged.truth.asserts() == Some(Truth::Unknown));
        let open: Vec<(ClassId, &Over)> = open.filter_map(|(part, _)| offered(part)).collect();
        let is_apart = |(place, (class, _)): (usize, &(ClassId, &Over))| {
            open.iter().skip(place.saturating_add(1)).all(|(other, _)| {
                !self.schema.class_is_within(*class, *other) && !self.schema.class_is_within(*other, *class)
            })
        };
        if open.len() < 2 || !open.iter().enumerate().all(is_apart) {
            return false;
        }
        let mut candidates = BTreeSet::new();
        for (_, over) in &open {
            for member in self.crowd(over, seat).members {
                let Some(thing) = member.seat.subject().filter(|_| !member.many) else { return false };
                if self.sells_short(thing) {
                    return false;
                }
                candidates.insert(address(thing));
            }
        }
        candidates.len() < open.len()
    }
}

/// The class that has to be most of at least one thing, and of what; none, if a condition asks for something else.
fn offered(condition: &Condition) -> Option<(ClassId, &Over)> {
    let ConditionKind::Compare(comparison) = &condition.kind else { return None };
    let Comparison { left, operator: Operator::AtLeast, right } = comparison.as_ref() else { return None };
    let QuantityKind::Aggregate { kind: Aggregate::Count, over, .. } = &left.kind else { return None };
    let ConditionKind::Compare(filter) = &over.filter.as_ref()?.kind else { return None };
    let QuantityKind::Share(class) = &filter.left.kind else { return None };
    let is_most = match &filter.right.kind {
        QuantityKind::Literal(Value::Percent(share)) => *share > Exact::ratio(1, 2)?,
        _ => false,
    };
    let is_one = match &right.kind {
        QuantityKind::Literal(Value::Number(number)) => *number >= Exact::one(),
        _ => false,
    };
    let asks = is_most && is_one && filter.operator == Operator::AtLeast && over.group.is_none();
    asks.then_some((*class, over))
}
