//! The two blocks of an `if … else`: what both say of the same things makes one statement.
//!
//! That one is broken where both blocks would be, though it is not known which of the two applies.

use super::core::{Branches, Check, Condition, ConditionKind, Each, Guard, Within};
use crate::source::Span;

/// The statements of both blocks; of two that limit one measure, or are alone in their blocks, one.
///
/// The first `guards` of a statement are those around the blocks and that of its block; the statement of both stands `at`
/// the `if`.
pub(super) fn joined(held: Vec<Check>, failed: Vec<Check>, guards: usize, at: Span) -> Vec<Check> {
    let are_alone = held.len() == 1 && failed.len() == 1;
    let mut failed: Vec<Option<Check>> = failed.into_iter().map(Some).collect();
    let mut checks = Vec::new();
    for one in held {
        let both = failed.iter_mut().find_map(|slot| {
            let other = slot.as_ref().filter(|other| are_alone || other.id == one.id)?;
            let both = either(&one, other, guards, at)?;
            *slot = None;
            Some(both)
        });
        checks.push(both.unwrap_or(one));
    }
    checks.extend(failed.into_iter().flatten());
    checks
}

/// One statement of two, where they are about the same things at the same times.
fn either(one: &Check, other: &Check, guards: usize, at: Span) -> Option<Check> {
    let at_once = one.scope == other.scope && one.period == other.period && one.moments == other.moments;
    if !at_once || one.cure.is_some() || other.cure.is_some() {
        return None;
    }
    let (block, around) = one.guards.get(..guards)?.split_last()?;
    let branches = Branches {
        condition: of_subject(block, &one.scope)?,
        then: guarded(one, guards)?,
        otherwise: Some(guarded(other, guards)?),
    };
    let measure = |id: &str| id.rsplit('/').next().unwrap_or_default().to_string();
    let id = match one.id == other.id {
        true => one.id.clone(),
        false => format!("{}-or-{}", one.id, measure(&other.id)),
    };
    let assertion = Condition { at, kind: ConditionKind::Either(Box::new(branches)) };
    let mut cites = one.cites.clone();
    cites.extend(other.cites.iter().filter(|cited| !one.cites.contains(cited)).cloned());
    Some(Check { id, at, guards: around.to_vec(), assertion, cites, ..one.clone() })
}

/// What a statement asserts where its own conditions hold; elsewhere it does not apply.
fn guarded(check: &Check, guards: usize) -> Option<Condition> {
    check.guards.get(guards..)?.iter().rev().try_fold(check.assertion.clone(), |then, guard| {
        let condition = of_subject(guard, &check.scope)?;
        let branches = Branches { condition, then, otherwise: None };
        Some(Condition { at: check.at, kind: ConditionKind::Either(Box::new(branches)) })
    })
}

/// A condition on one of the things at hand, as one on the last of them; none where that one has no name of its own there.
fn of_subject(guard: &Guard, scope: &[Each]) -> Option<Condition> {
    let (entered, below) = scope.split_at_checked(guard.steps)?;
    let within = match entered.last() {
        _ if below.is_empty() => return Some(guard.condition.clone()),
        Some(each) if each.group.is_some() => {
            below.iter().all(|each| each.group.is_none()).then_some(Within::Group)?
        }
        _ => below.iter().all(|each| each.level != guard.level).then_some(Within::Level(guard.level))?,
    };
    let kind = ConditionKind::Within(within, Box::new(guard.condition.clone()));
    Some(Condition { at: guard.condition.at, kind })
}
