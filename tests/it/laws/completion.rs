//! Laws 1 to 3: what is missing is unknown, bounds hold for every completion, knowledge only settles.

use planlint::verdict::Verdict;
use proptest::prelude::*;

use super::checked::{accepted, on};
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;
use super::settled::settles;

/// How often something is forgotten of a menu, one after the other.
const STEPS: usize = 6;

/// How often what was forgotten is made up.
const COMPLETIONS: usize = 4;

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
