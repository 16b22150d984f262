//! What is settled on a menu that says less stays so on one that says more of the same plan.

use std::collections::{BTreeMap, BTreeSet};

use planlint::source::Span;
use planlint::verdict::{Atom, Outcome, Verdict};
use planlint::vocabulary::{End, Interval};

/// A statement and a thing, by which verdicts on two menus are matched.
pub(super) type Key<'v> = (&'v str, &'v str, &'v str);

pub(super) fn key(verdict: &Verdict) -> Key<'_> {
    (&verdict.rule, &verdict.subject.level, &verdict.subject.id)
}

fn contains(outer: &Interval, inner: &Interval) -> bool {
    let within = |outer: &End, inner: &End, keeps: fn(std::cmp::Ordering) -> bool| match (
        outer.number(),
        inner.number(),
    ) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(outer), Some(inner)) => keeps(inner.cmp(outer)),
    };
    within(&outer.low, &inner.low, std::cmp::Ordering::is_ge)
        && within(&outer.high, &inner.high, std::cmp::Ordering::is_le)
}

/// The comparisons of a verdict by where they stand; those that stand in one place twice are left out.
fn measures(verdict: &Verdict) -> BTreeMap<(Span, &str), &Atom> {
    let mut measures: BTreeMap<(Span, &str), Vec<&Atom>> = BTreeMap::new();
    for atom in verdict.atoms.iter().filter(|atom| atom.measure.is_some()) {
        measures.entry((atom.at, &atom.what)).or_default().push(atom);
    }
    measures.into_iter().filter(|(_, atoms)| atoms.len() == 1).map(|(key, atoms)| (key, atoms[0])).collect()
}

/// What is known on `less` holds on `more`, which knows more of the same plan.
pub(super) fn settles(less: &[&Verdict], more: &[&Verdict]) -> Result<(), String> {
    let by_key: BTreeMap<Key<'_>, &Verdict> = more.iter().map(|verdict| (key(verdict), *verdict)).collect();
    // What a list leaves out has the verdict of its whole, until a menu lists it.
    let known: BTreeSet<Key<'_>> = less.iter().map(|verdict| key(verdict)).collect();
    let turned_up = |told: &Verdict| {
        let is_of_rule = |verdict: &&&Verdict| verdict.rule == told.rule && !known.contains(&key(verdict));
        more.iter().filter(is_of_rule).any(|verdict| verdict.outcome == told.outcome)
    };
    for verdict in less {
        let later = by_key.get(&key(verdict)).copied();
        let outcome = later.map(|verdict| verdict.outcome);
        // A thing that turns out not to match has no verdict of its own, or that of a rule about nothing.
        let nothing = matches!(outcome, None | Some(Outcome::NotApplicable));
        // What is listed now is left out no longer; whether something else is may be open.
        let is_listed = nothing || outcome == Some(Outcome::Unknown);
        let holds = match verdict.outcome {
            Outcome::Unknown => true,
            Outcome::Pass => nothing || outcome == Some(Outcome::Pass),
            Outcome::Breach | Outcome::Watch => {
                outcome == Some(verdict.outcome) || (is_listed && turned_up(verdict))
            }
            Outcome::Waived => outcome == Some(verdict.outcome),
            Outcome::NotApplicable => nothing,
        };
        // What rests on an assumption holds as far as the assumption does.
        if !holds && verdict.rests_on.is_empty() {
            return Err(format!("{:?} was {:?} and became {outcome:?}", key(verdict), verdict.outcome));
        }
        let (before, after) = (measures(verdict), later.map(measures).unwrap_or_default());
        for (place, atom) in before {
            let Some(later) = after.get(&place) else { continue };
            let (Some(before), Some(after)) = (&atom.measure, &later.measure) else { continue };
            if !contains(&before.value, &after.value) || !contains(&before.limit, &after.limit) {
                return Err(format!("{:?} measured {before:?}, then {after:?}", key(verdict)));
            }
        }
    }
    // Nothing comes to light of which the first check said nothing.
    for verdict in more {
        let broken = matches!(verdict.outcome, Outcome::Breach | Outcome::Watch);
        let of_rule = less.iter().filter(|earlier| earlier.rule == verdict.rule);
        let told = of_rule.map(|earlier| (earlier.outcome, key(earlier)));
        let foreseen = told.into_iter().any(|(outcome, at)| {
            let turned_up = !known.contains(&key(verdict)) && at.1 != verdict.subject.level;
            let same_place = at == key(verdict) || turned_up;
            outcome == Outcome::Unknown || (outcome == verdict.outcome && same_place)
        });
        if broken && !foreseen {
            return Err(format!("{:?} is {:?}, and nobody said so", key(verdict), verdict.outcome));
        }
    }
    Ok(())
}
