//! What a comparison of two policies says is proved: on what is stricter nothing comes to a better outcome, on what is looser
//! nothing to a worse one, and what is not told comes to the same.

use std::collections::{BTreeMap, BTreeSet};

use planlint::inputs::InputFile;
use planlint::pipeline::{Changes, Inputs, Kind, Report, Verb, compare};
use planlint::verdict::Outcome;
use proptest::prelude::*;

use super::checked::checked;
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;
use crate::reading::read;

/// How bad an outcome is. Of undecided and watched, neither is the worse.
fn badness(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Pass | Outcome::NotApplicable | Outcome::Waived => 0,
        Outcome::Unknown | Outcome::Watch => 1,
        Outcome::Breach => 2,
    }
}

/// The worst of each rule and each thing, by the rules of the policy.
fn worst(policy: &str, report: &Report) -> BTreeMap<(String, String), u8> {
    let reading = read(policy);
    let rules: BTreeMap<&str, &str> = reading
        .policy
        .rules
        .iter()
        .flat_map(|rule| rule.checks.iter().map(|check| (check.id.as_str(), rule.id.as_str())))
        .collect();
    let mut worst = BTreeMap::new();
    for verdict in &report.verdicts {
        let rule = rules[verdict.rule.as_str()].to_string();
        let thing = format!("{} {}", verdict.subject.level, verdict.subject.id);
        let entry = worst.entry((rule, thing)).or_insert(0);
        *entry = badness(verdict.outcome).max(*entry);
    }
    worst
}

fn compared(old: &str, new: &str) -> Changes {
    let inputs = |text: &str| {
        let mut inputs = Inputs::new(jiff::civil::date(2026, 11, 22));
        inputs.policies.push(InputFile::new("policy.ips", text));
        inputs
    };
    compare(inputs(old), inputs(new)).0
}

/// Words that a policy may have, and what may stand there instead.
const TURNS: [&[&str]; 16] = [
    &["5%", "4.999999%", "50%", "0.50%", "25%", "10%"],
    &["5%", "10%", "25%"],
    &["<=", "<"],
    &[">=", ">"],
    &["at least 2", "at least 1", "at least 3"],
    &["at most 2", "at most 1"],
    &["few: number = 2", "few: number = 3"],
    &["cap: percent = 5%", "cap: percent = 4%"],
    &["$500M", "$10B", "$1"],
    &["quarterly", "monthly"],
    &["12 months", "1 year", "730 days", "36 months"],
    &["BBB-", "BB+", "A-1"],
    &["for 2 consecutive quarters", "for 3 consecutive quarters"],
    &["tolerate 1 consecutive quarter", "tolerate 2 consecutive quarters"],
    &["cure within 90 days", "cure within 30 days"],
    &["in 1 of the last 3 quarters", "in 2 of the last 3 quarters"],
];
/// What may be taken out, with the brackets that follow.
const CLAUSES: [&str; 5] = [" and (", " or (", " unless (", " when (", " where ("];
/// What may be taken out as it stands.
const WORDS: [&str; 9] = [
    " at purchase",
    " from 2026-01-01 until 2026-12-31",
    " from 2026-11-22",
    " until 2026-11-21",
    " cure within 90 days",
    " except \"o1\", \"h0\"",
    "should ",
    "watch ",
    " tolerate 1 consecutive quarter",
];

/// One of the places at which a text has another.
fn place(text: &str, word: &str, dice: &mut Dice<'_>) -> Option<usize> {
    let places: Vec<usize> = text.match_indices(word).map(|(at, _)| at).collect();
    (!places.is_empty()).then(|| dice.of(&places))
}

/// The text with one thing said otherwise, where it can be.
fn turned(text: &str, dice: &mut Dice<'_>) -> String {
    let mut text = text.to_string();
    match dice.pick(5) {
        0 => {
            let word = dice.of(&WORDS);
            if let Some(at) = place(&text, word, dice) {
                text.replace_range(at..at + word.len(), "");
            }
        }
        1 => {
            let clause = dice.of(&CLAUSES);
            if let Some(at) = place(&text, clause, dice) {
                let mut depth = 0;
                let end = text[at..].char_indices().find_map(|(index, character)| {
                    depth += match character {
                        '(' => 1,
                        ')' => -1,
                        _ => 0,
                    };
                    (character == ')' && depth == 0).then_some(at + index + 1)
                });
                text.replace_range(at..end.unwrap(), "");
            }
        }
        _ => {
            let family = dice.of(&TURNS);
            let present: Vec<&str> = family.iter().copied().filter(|word| text.contains(word)).collect();
            if !present.is_empty() {
                let (was, is) = (dice.of(&present), dice.of(family));
                if let Some(at) = place(&text, was, dice) {
                    text.replace_range(at..at + was.len(), is);
                }
            }
        }
    }
    text
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn what_is_stricter_comes_to_nothing_better(tape in tape(1100)) {
        let mut dice = Dice::new(&tape);
        let mut old = policy(&mut dice, false).concat();
        let mut new = turned(&old, &mut dice);
        for _ in 0..dice.pick(3) {
            new = turned(&new, &mut dice);
        }
        if dice.chance(1, 2) {
            std::mem::swap(&mut old, &mut new);
        }
        prop_assert_eq!(compared(&old, &old).changes, vec![]);
        let changes = compared(&old, &new);
        // What was taken out may have been needed; then neither is compared.
        prop_assume!(changes.errors().next().is_none());
        let told: BTreeMap<&str, Verb> = changes
            .changes
            .iter()
            .filter(|change| change.kind == Kind::Rule)
            .map(|change| (change.name.as_str(), change.verb))
            .collect();
        for _ in 0..2 {
            let mut menu = Menu::drawn(&mut dice);
            for _ in 0..dice.pick(4) {
                menu.forget(&mut dice);
            }
            let menu = [menu.text()];
            let (was, is) = (checked(&[old.clone()], &menu), checked(&[new.clone()], &menu));
            let (was, is) = (worst(&old, &was), worst(&new, &is));
            let keys: BTreeSet<_> = was.keys().chain(is.keys()).collect();
            for key in keys {
                let (before, after) = (was.get(key).copied().unwrap_or(0), is.get(key).copied().unwrap_or(0));
                let verb = told.get(key.0.as_str());
                let keeps = match verb {
                    Some(Verb::Tightened) => after >= before,
                    Some(Verb::Loosened) => after <= before,
                    None | Some(Verb::Reworded) => after == before,
                    _ => true,
                };
                prop_assert!(keeps, "{:?} {:?}: {} to {}\n{}\n{}\n{}", verb, key, before, after, old, new, menu[0]);
            }
        }
    }
}
