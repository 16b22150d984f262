//! Laws 1 to 3: what is missing is unknown, bounds hold for every completion, knowledge only settles.

use std::collections::BTreeMap;

use planlint::source::Span;
use planlint::verdict::{Atom, Outcome, Verdict};
use planlint::vocabulary::{End, Interval};
use proptest::prelude::*;

use super::checked::{accepted, on};
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;

/// How often something is forgotten of a menu, one after the other.
const STEPS: usize = 6;

/// How often what was forgotten is made up.
const COMPLETIONS: usize = 4;

pub(super) type Key<'v> = (&'v str, &'v str, &'v str);

pub(super) fn key(verdict: &Verdict) -> Key<'_> {
    (&verdict.rule, &verdict.subject.level, &verdict.subject.id)
}

fn contains(outer: &Interval, inner: &Interval) -> bool {
    let within = |outer: &End, inner: &End, keeps: fn(std::cmp::Ordering) -> bool| match (outer, inner) {
        (End::Open, _) => true,
        (End::At(_), End::Open) => false,
        (End::At(outer), End::At(inner)) => keeps(inner.cmp(outer)),
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
    for verdict in less {
        let later = by_key.get(&key(verdict)).copied();
        let outcome = later.map(|verdict| verdict.outcome);
        // A thing that turns out not to match has no verdict of its own, or that of a rule about nothing.
        let nothing = matches!(outcome, None | Some(Outcome::NotApplicable));
        let holds = match verdict.outcome {
            Outcome::Unknown => true,
            Outcome::Pass => nothing || outcome == Some(Outcome::Pass),
            Outcome::Breach | Outcome::Watch | Outcome::Waived => outcome == Some(verdict.outcome),
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
            outcome == Outcome::Unknown || (outcome == verdict.outcome && at == key(verdict))
        });
        if broken && !foreseen {
            return Err(format!("{:?} is {:?}, and nobody said so", key(verdict), verdict.outcome));
        }
    }
    Ok(())
}

pub(super) fn holds(
    less: &[&Verdict],
    more: &[&Verdict],
    policy: &[String],
    menus: [&String; 2],
) -> Result<(), TestCaseError> {
    settles(less, more).map_err(|why| {
        TestCaseError::fail(format!(
            "{why}\n{}\n--- less\n{}--- more\n{}",
            policy.concat(),
            menus[0],
            menus[1]
        ))
    })
}

/// A policy without assumptions, and a menu of which more and more is forgotten.
fn case(dice: &mut Dice<'_>) -> (Vec<String>, Vec<Menu>) {
    let policy = policy(dice, false);
    let mut menus = vec![Menu::drawn(dice).with_its_own_moments()];
    for _ in 0..STEPS {
        let mut menu = menus[menus.len() - 1].clone();
        for _ in 0..1 + dice.pick(3) {
            menu.forget(dice);
        }
        menus.push(menu);
    }
    (policy, menus)
}

proptest! {
    #![proptest_config(config(60))]

    /// Facts are erased: a pass on what is left was a pass, or about nothing, before.
    #[test]
    fn law_1_no_silent_pass(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let (policy, mut menus) = case(&mut dice);
        let mut nothing = menus[0].clone();
        nothing.forget_everything();
        menus.push(nothing);
        let texts: Vec<String> = menus.iter().map(Menu::text).collect();
        let report = accepted(&policy, &texts);
        let all = on(&report, 0);
        for erased in 1..menus.len() {
            holds(&on(&report, erased), &all, &policy, [&texts[erased], &texts[0]])?;
        }
    }

    /// Whatever turns out to be true of what is missing, a pass stays a pass, a breach a breach, and the numbers lie
    /// within the bounds.
    #[test]
    fn law_2_bounds_enclose(tape in tape(6000)) {
        let mut dice = Dice::new(&tape);
        let (policy, menus) = case(&mut dice);
        let partial = &menus[1 + dice.pick(STEPS)];
        let mut texts = vec![partial.text()];
        for _ in 0..COMPLETIONS {
            texts.push(partial.completed(&mut dice).with_its_own_moments().text());
        }
        let report = accepted(&policy, &texts);
        let known = on(&report, 0);
        for completion in 1..texts.len() {
            holds(&known, &on(&report, completion), &policy, [&texts[0], &texts[completion]])?;
        }
    }

    /// One more fact at a time: unknowns are settled, nothing that was settled changes, and bounds only draw nearer.
    #[test]
    fn law_3_monotone(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let (policy, menus) = case(&mut dice);
        let texts: Vec<String> = menus.iter().map(Menu::text).collect();
        let report = accepted(&policy, &texts);
        for step in 1..menus.len() {
            holds(&on(&report, step), &on(&report, step - 1), &policy, [&texts[step], &texts[step - 1]])?;
        }
    }
}
