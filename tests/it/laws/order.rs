//! Law 6: options, holdings, rules and files come in any order, and the same comes out.

use planlint::pipeline::Report;
use planlint::report::{ReportFormat, Style, render};
use planlint::verdict::Verdict;
use proptest::prelude::*;

use super::checked::{checked, on, one};
use super::dice::{Dice, config, tape};
use super::menus::{Content, Menu, Thing};
use super::policies::policy;

impl Thing {
    fn shuffle(&mut self, dice: &mut Dice<'_>) {
        if let Content::Parts(parts) = &mut self.content {
            dice.shuffle(parts);
            parts.iter_mut().for_each(|part| part.shuffle(dice));
        }
    }
}

/// A verdict without its places. A second unnamed statement of one measure is numbered as it comes; that number is no
/// part of what it says.
pub(super) fn told(verdict: &Verdict) -> String {
    let rule =
        verdict.rule.trim_end_matches(|character: char| character.is_ascii_digit() || character == '-');
    let measures: Vec<String> = verdict
        .atoms
        .iter()
        .map(|atom| format!("{:?} {} {:?}", atom.measure, atom.what, atom.truth))
        .collect();
    let mut measures = measures;
    measures.sort();
    let mut missing: Vec<String> = verdict
        .missing
        .iter()
        .map(|missing| format!("{} of {} {:?}", missing.fact, missing.subject.id, missing.must_be))
        .collect();
    missing.sort();
    // Of many, those are listed that come first in the file, which is another file here.
    if missing.len() > 10 {
        missing.clear();
    }
    let subject = &verdict.subject;
    format!("{rule} {} {} {:?} {measures:?} {missing:?}", subject.level, subject.id, verdict.outcome)
}

fn all_told(report: &Report, menu: usize) -> Vec<String> {
    let mut all: Vec<String> = on(report, menu).into_iter().map(told).collect();
    all.sort();
    all
}

fn json(report: &Report) -> String {
    let mut out = Vec::new();
    render(report, ReportFormat::Json, &Style::new(80), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

proptest! {
    #![proptest_config(config(50))]

    #[test]
    fn law_6_order_of_options_holdings_and_rules_decides_nothing(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let mut menu = Menu::drawn(&mut dice);
        for _ in 0..dice.pick(8) {
            menu.forget(&mut dice);
        }
        let mut shuffled = menu.clone();
        dice.shuffle(&mut shuffled.options);
        dice.shuffle(&mut shuffled.funds);
        shuffled.lists.iter_mut().for_each(|list| dice.shuffle(&mut list.things));
        let listed = shuffled.lists.iter_mut().flat_map(|list| &mut list.things);
        shuffled.options.iter_mut().chain(&mut shuffled.funds).chain(listed).for_each(|thing| thing.shuffle(&mut dice));
        let menus = [menu.text(), shuffled.text()];
        let report = checked(&policy, &menus);
        prop_assert_eq!(all_told(&report, 0), all_told(&report, 1), "{}\n{}{}", policy.concat(), menus[0], menus[1]);

        // Rules, and the files in which they stand.
        let mut rules = policy.clone();
        dice.shuffle(&mut rules);
        let one_file = checked(&[rules.concat()], &menus);
        prop_assert_eq!(all_told(&report, 0), all_told(&one_file, 0), "{}\n{}", policy.concat(), rules.concat());
    }

    /// The same files in another order on the command line: the same bytes.
    #[test]
    fn law_6_order_of_files_leaves_the_bytes(tape in tape(12000)) {
        use planlint::inputs::InputFile;
        use planlint::pipeline::{Inputs, check};
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let mut policies: Vec<InputFile> =
            policy.iter().enumerate().map(|(number, text)| InputFile::new(format!("{number}.ips"), text.as_str())).collect();
        let mut menus: Vec<(InputFile, Option<String>)> = (0..3)
            .map(|number| (InputFile::new(format!("{number}.yaml"), Menu::drawn(&mut dice).text()), None))
            .collect();
        let mut reports = Vec::new();
        for _ in 0..3 {
            let mut inputs = Inputs::new(jiff::civil::date(2026, 11, 22));
            inputs.policies.clone_from(&policies);
            inputs.menus.clone_from(&menus);
            reports.push(json(&check(inputs, &mut |_| {})));
            dice.shuffle(&mut policies);
            dice.shuffle(&mut menus);
        }
        prop_assert_eq!(&reports[0], &reports[1]);
        prop_assert_eq!(&reports[0], &reports[2]);
    }
}

/// In a circle no reference is more at fault than another: which of them comes first in the file decides nothing.
#[test]
fn law_6_circles_are_the_same_from_everywhere() {
    let a =
        "  - { name: A, assets: $1, holds: [{ class: crypto, weight: 50% }, { fund: B, weight: 50% }] }\n";
    let b = "  - { name: B, assets: $1, holds: [{ class: cash, weight: 50% }, { fund: A, weight: 50% }] }\n";
    let c = "  - { name: C, assets: $2, fund: B }\n";
    let policy = "crypto <= 5%\neach option: crypto <= 90%\neach option: cash <= 20%\n";
    let reference = one(policy, &format!("options:\n{a}{b}{c}"));
    assert!(reference.diagnostics.iter().any(|diagnostic| diagnostic.kind.name == "circular-holdings"));
    for order in [[a, c, b], [b, a, c], [b, c, a], [c, a, b], [c, b, a]] {
        let report = one(policy, &format!("options:\n{}", order.concat()));
        assert_eq!(all_told(&report, 0), all_told(&reference, 0), "{}", order.concat());
    }
}
