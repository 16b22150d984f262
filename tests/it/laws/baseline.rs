//! A baseline accepts what it names, whatever order things come in, and nothing else.

use planlint::inputs::InputFile;
use planlint::pipeline::Report;
use planlint::verdict::Outcome;
use proptest::prelude::*;

use super::checked::checked;
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;

fn is_found(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Breach | Outcome::Unknown | Outcome::Watch)
}

/// How many findings a report has that nobody accepts.
fn open(report: &Report) -> usize {
    report.verdicts.iter().filter(|verdict| is_found(verdict.outcome) && verdict.accepted.is_none()).count()
}

fn told(report: &Report, kind: &str) -> usize {
    report.diagnostics.iter().filter(|message| message.kind.name == kind).count()
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn a_baseline_accepts_what_it_names(tape in tape(3000)) {
        let mut dice = Dice::new(&tape);
        let drawn = policy(&mut dice, true);
        let mut menu = Menu::drawn(&mut dice);
        for _ in 0..dice.pick(8) {
            menu.forget(&mut dice);
        }
        // Something that is often found, and twice under one id.
        let rules = ["each option: crypto <= 0%\n", "each option where is_core: crypto <= 1%\n", "watch cash <= 1%\n"];
        let mut texts = vec![drawn[0].clone()];
        // A limit that decides nothing is an error, and of a policy with errors there is no baseline.
        texts.extend(drawn[1..].iter().filter(|text| {
            checked(&[drawn[0].clone(), (*text).clone()], &[menu.text()]).baseline_text().is_some()
        }).cloned());
        texts.extend(rules.map(str::to_string));
        let report = || checked(&texts, &[menu.text()]);
        let Some(text) = report().baseline_text() else { return Ok(()) };
        let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("  {")).collect();
        prop_assert_eq!(lines.len(), open(&report()));

        // Freshly written, it accepts everything, and says so.
        let mut all = report();
        all.accept(InputFile::new("planlint-baseline.txt", text.as_str()));
        prop_assert!(all.is_clean() && open(&all) == 0, "{}", text);
        prop_assert_eq!(told(&all, "baseline-stale") + told(&all, "baseline-ambiguous"), 0);
        prop_assert_eq!(all.baseline.as_ref().map(|one| one.findings), Some(lines.len()));

        // Options and rules in another order: the same bytes.
        let mut shuffled = menu.clone();
        dice.shuffle(&mut shuffled.options);
        let mut rules = texts.clone();
        dice.shuffle(&mut rules);
        let other = checked(&[rules.concat()], &[shuffled.text()]);
        prop_assert_eq!(other.baseline_text(), Some(text.clone()), "{}", rules.concat());

        if lines.is_empty() {
            return Ok(());
        }
        let line = lines[dice.pick(lines.len())];
        let alike = lines.iter().filter(|other| **other == line).count();

        // Without one line, that finding is open, and no other; those of one name are accepted together or not at all.
        let mut without = report();
        without.accept(InputFile::new("planlint-baseline.txt", text.replacen(&format!("{line}\n"), "", 1)));
        prop_assert_eq!(open(&without), alike, "{}", line);
        prop_assert_eq!(told(&without, "baseline-ambiguous"), usize::from(alike > 1));

        // Accepted as something else, as where an unknown turned into a breach, it is not accepted.
        let was = if line.contains("outcome = \"unknown\"") { "unknown" } else if line.contains("outcome = \"breach\"") { "breach" } else { "watch" };
        let is = if was == "unknown" { "breach" } else { "unknown" };
        let turned = line.replacen(&format!("outcome = \"{was}\""), &format!("outcome = \"{is}\""), 1);
        if alike == 1 && !lines.contains(&turned.as_str()) {
            let mut other = report();
            other.accept(InputFile::new("planlint-baseline.txt", text.replacen(line, &turned, 1)));
            prop_assert_eq!(open(&other), 1, "{}", turned);
            prop_assert_eq!(other.baseline.as_ref().map(|one| one.stale.len() + one.unasked), Some(1));
        }
    }
}
