//! What a filter says of the numbers of the things that pass it.

use super::evidence::Presence;
use super::world::{Seat, World};
use crate::policy::{Comparison, Condition, ConditionKind, Operator, Quantity};
use crate::vocabulary::{End, Interval, Type};

impl World<'_> {
    /// All that a number may be of a thing that passes a filter: `average grade of holdings where grade > 2` is above 2.
    pub(super) fn passing(
        &self,
        filter: &Condition,
        of: &Quantity,
        value: Interval,
        seat: &Seat<'_>,
    ) -> Option<Interval> {
        match &filter.kind {
            ConditionKind::All(parts) => {
                parts.iter().try_fold(value, |value, part| self.passing(part, of, value, seat))
            }
            ConditionKind::Between(ends) => {
                ends.iter().try_fold(value, |value, end| self.passing(end, of, value, seat))
            }
            ConditionKind::Compare(comparison) => self.on_its_side(comparison, false, of, value, seat),
            ConditionKind::Not(inner) => match &inner.kind {
                ConditionKind::Compare(comparison) => self.on_its_side(comparison, true, of, value, seat),
                _ => Some(value),
            },
            // One of which the number is not there is let through by `except`; but it has no value that counts.
            ConditionKind::Fails(inner) => match &inner.kind {
                ConditionKind::Compare(comparison) => self.on_its_side(comparison, true, of, value, seat),
                _ => Some(value),
            },
            _ => Some(value),
        }
    }

    /// Whether no number passes a filter: `where weight >= 50% and weight < 50%`.
    pub(super) fn lets_nothing_through(&self, filter: &Condition, seat: &Seat<'_>) -> bool {
        let mut parts = Vec::new();
        flatten(filter, &mut parts);
        let measured = parts.into_iter().filter_map(|part| match &part.kind {
            ConditionKind::Compare(comparison) => Some(&comparison.left),
            _ => None,
        });
        let anything = |of| self.passing(filter, of, Interval::anything(), seat);
        measured.into_iter().any(|of| anything(of).is_none())
    }

    /// What a comparison of a number with a known one leaves of it, where it holds or, `turned`, where it fails.
    fn on_its_side(
        &self,
        comparison: &Comparison,
        turned: bool,
        of: &Quantity,
        value: Interval,
        seat: &Seat<'_>,
    ) -> Option<Interval> {
        if comparison.left != *of || matches!(of.ty, Type::Rating(_) | Type::Duration) {
            return Some(value);
        }
        let limit = self.quantity(&comparison.right, seat, None);
        let (Some(limit), Presence::Sure) = (limit.interval.known(), limit.presence) else {
            return Some(value);
        };
        let operator = if turned { comparison.operator.opposite() } else { comparison.operator };
        let side = match operator {
            Operator::Below => Interval { low: End::Open, high: End::Beyond(limit.clone()) },
            Operator::AtMost => Interval { low: End::Open, high: End::At(limit.clone()) },
            Operator::Equal => Interval::point(limit.clone()),
            Operator::NotEqual => return Some(value),
            Operator::AtLeast => Interval { low: End::At(limit.clone()), high: End::Open },
            Operator::Above => Interval { low: End::Beyond(limit.clone()), high: End::Open },
        };
        value.meet(&side)
    }
}

/// Whether a filter asks for two things that exclude each other: `where is_core except is_core`.
pub(super) fn contradicts_itself(filter: &Condition) -> bool {
    let mut parts = Vec::new();
    flatten(filter, &mut parts);
    let excludes = |part: &&Condition| match &part.kind {
        ConditionKind::Fails(inner) | ConditionKind::Not(inner) => match &inner.kind {
            ConditionKind::Any(any) => any.iter().any(|one| parts.contains(&one)),
            _ => parts.contains(&inner.as_ref()),
        },
        _ => false,
    };
    parts.iter().any(excludes)
}

fn flatten<'c>(filter: &'c Condition, parts: &mut Vec<&'c Condition>) {
    match &filter.kind {
        ConditionKind::All(all) => all.iter().for_each(|part| flatten(part, parts)),
        _ => parts.push(filter),
    }
}
