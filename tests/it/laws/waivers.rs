//! Law 9: a waiver turns a breach or a watch into waived, and changes nothing else.

use planlint::verdict::{Outcome, Verdict};
use proptest::prelude::*;

use super::checked::checked;
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;

/// The days of a waiver, and whether it holds on the day of the checks.
const DAYS: [(&str, bool); 4] = [
    ("until 2026-11-22", true),
    ("until 2026-11-21", false),
    ("from 2026-11-22 until 2027-12-31", true),
    ("from 2026-11-23 until 2027-12-31", false),
];

/// A verdict but for what a waiver may change.
fn rest(verdict: &Verdict) -> String {
    let Verdict { rule, subject, atoms, missing, because, data_at, rests_on, .. } = verdict;
    format!("{rule} {subject:?} {atoms:?} {missing:?} {because:?} {data_at:?} {rests_on:?}")
}

proptest! {
    #![proptest_config(config(60))]

    #[test]
    fn law_9_waivers_only_waive(tape in tape(1100)) {
        let mut dice = Dice::new(&tape);
        let mut texts = policy(&mut dice, true);
        // A rule that is often broken, so that there is something to waive.
        texts.push("rule often \"As signed\" { each option: crypto <= 0% }\n".to_string());
        let mut menu = Menu::drawn(&mut dice);
        for _ in 0..dice.pick(4) {
            menu.forget(&mut dice);
        }
        let menu = [menu.text()];
        let (days, holds) = dice.of(&DAYS);
        let whose = dice.of(&["", " for \"o0\"", " for \"o1\", \"o2\"", " for \"nobody\""]);
        let waiver = format!("waive often{whose} {days} approved \"Minute\" because \"reason\"\n");

        let plain = checked(&[texts.concat()], &menu);
        let waived = checked(&[format!("{}{waiver}", texts.concat())], &menu);
        prop_assert_eq!(plain.verdicts.len(), waived.verdicts.len());
        for (before, after) in plain.verdicts.iter().zip(&waived.verdicts) {
            prop_assert_eq!(rest(before), rest(after));
            let id = &before.subject.id;
            let named = whose.is_empty() || whose.contains(&format!("\"{id}\""));
            let broken = matches!(before.outcome, Outcome::Breach | Outcome::Watch);
            let expected = if before.rule == "often" && named && holds && broken { Outcome::Waived } else { before.outcome };
            prop_assert_eq!(after.outcome, expected, "{}", waiver);
            prop_assert_eq!(after.waiver.as_ref().map(|waived| waived.was), (expected == Outcome::Waived).then_some(before.outcome));
        }
    }
}
