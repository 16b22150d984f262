//! Laws 5 and 11: every policy that is well-typed gives every menu that is accepted an answer, and none goes wrong.

use std::collections::BTreeSet;
use std::fmt::Write;

use planlint::policy::{Policy, builtin_schema, declare, resolve};
use planlint::source::SourceMap;
use planlint::syntax::parse;
use planlint::verdict::{Outcome, Verdict};
use planlint::vocabulary::{Truth, Type};
use proptest::prelude::*;

use crate::desk::{planlint, said, write};

use super::checked::{accepted, checked, on, one};
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;

/// The policy that texts come to.
fn resolved(texts: &[String]) -> Policy {
    let mut sources = SourceMap::new();
    let ids: Vec<_> = texts.iter().map(|text| sources.add("policy.ips", text.as_str())).collect();
    let trees: Vec<_> = ids.iter().map(|id| parse(sources.get(*id).unwrap()).value).collect();
    let schema = declare(&trees, builtin_schema()).value;
    resolve(&trees, &schema).value
}

fn outcomes(verdicts: &[Verdict]) -> Vec<Outcome> {
    verdicts.iter().map(|verdict| verdict.outcome).collect()
}

/// What a verdict measures is what it compares: a share with a share, dollars with dollars.
fn is_well_typed(verdict: &Verdict) -> bool {
    verdict.atoms.iter().all(|atom| match &atom.measure {
        Some(measure) => measure.ty.is_ordered(),
        None => atom.truth == Truth::Unknown || atom.said.is_some(),
    })
}

proptest! {
    #![proptest_config(config(80))]

    /// Every statement says something of every menu, whatever is known of it.
    #[test]
    fn law_5_total(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let mut menu = Menu::drawn(&mut dice);
        let mut menus = vec![menu.text(), "options: []\n".to_string()];
        for _ in 0..3 {
            for _ in 0..1 + dice.pick(12) {
                menu.forget(&mut dice);
            }
            menus.push(menu.text());
        }
        menu.forget_everything();
        menus.push(menu.text());
        let report = accepted(&policy, &menus);
        let statements: BTreeSet<String> =
            resolved(&policy).rules.iter().flat_map(|rule| &rule.checks).map(|check| check.id.clone()).collect();
        for (index, menu) in menus.iter().enumerate() {
            let answered: BTreeSet<String> = on(&report, index).iter().map(|verdict| verdict.rule.clone()).collect();
            prop_assert_eq!(&answered, &statements, "{}\n{}", policy.concat(), menu);
        }
    }

    /// On menus with faults, too, nothing stops, and types hold.
    #[test]
    fn law_11_well_typed_rules_do_not_go_wrong(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let mut menu = Menu::drawn(&mut dice);
        let faults = [
            ("fund: f0", "fund: f9"), ("fund: f1", "fund: o0"), ("5%", "-5%"), ("100%", "180%"), ("$0", "$-1"),
            ("name: h1", "name: h0"), ("name: o1", "name: o0"), ("class: cash", "class: gold"), ("yes", "perhaps"),
            ("daily", "7"), ("weight", "short_positions: yes, weight"), ("holds", "fund: f0, holds"), ("2", ""),
        ];
        let mut menus = Vec::new();
        for _ in 0..4 {
            menu.forget(&mut dice);
            let mut text = menu.text();
            for _ in 0..1 + dice.pick(3) {
                let (right, wrong) = dice.of(&faults);
                text = text.replacen(right, wrong, 1 + dice.pick(3));
            }
            menus.push(text);
        }
        let report = checked(&policy, &menus);
        for verdict in &report.verdicts {
            prop_assert!(is_well_typed(verdict), "{verdict:?}");
        }
    }
}

#[test]
fn law_11_types_of_a_measure_are_those_of_its_limit() {
    let menu =
        "options:\n  - { name: A, assets: $5, tenure: 2 years, class: crypto, nav_frequency: daily }\n";
    let policy = "crypto <= 5%\neach option: assets <= $5M\neach option: tenure >= 1 year\neach option: nav_frequency at least daily\ncount of options <= 3\n";
    let types: Vec<Type> = one(policy, menu)
        .verdicts
        .iter()
        .map(|verdict| verdict.atoms[0].measure.as_ref().unwrap().ty.clone())
        .collect();
    assert!(matches!(
        types.as_slice(),
        [Type::Percent(_), Type::Money, Type::Duration, Type::Frequency, Type::Number]
    ));
}

/// Layers of funds that each hold the next one twice: one sum a layer, or 2^60 of them.
#[test]
fn law_5_funds_in_layers_are_looked_up_once() {
    for bottom in ["class: crypto, illiquid: 4%", "id: closed"] {
        let mut menu = String::from("options:\n  - { name: A, assets: $1, fund: f0 }\nfunds:\n");
        for layer in 0..60 {
            let next = layer + 1;
            let parts = format!(
                "{{ name: one, fund: f{next}, weight: 50% }}, {{ name: two, fund: f{next}, weight: 50% }}"
            );
            writeln!(menu, "  - {{ name: f{layer}, holds: [{parts}] }}").unwrap();
        }
        writeln!(menu, "  - {{ name: f60, {bottom} }}").unwrap();
        let policy = "crypto <= 5%\neach option: illiquid <= 5%\neach option: leverage <= 5%\n";
        let report = one(policy, &menu.replace("name: f60, id: closed", "name: f60"));
        let expected = match bottom {
            "id: closed" => [Outcome::Unknown; 3],
            _ => [Outcome::Breach, Outcome::Pass, Outcome::Unknown],
        };
        assert_eq!(outcomes(&report.verdicts), expected);
        assert!(report.verdicts.iter().all(|verdict| verdict.missing.len() <= 2), "each gap is told once");
    }
}

/// A chain of funds is as deep as its file is long; the stack is not.
#[test]
fn law_5_chains_of_funds_have_any_length() {
    for bottom in ["class: crypto, illiquid: 4%", "note: closed"] {
        let mut menu = String::from("options:\n  - { name: A, assets: $1, fund: f0 }\nfunds:\n");
        for link in 0..10_000 {
            writeln!(menu, "  - {{ name: f{link}, fund: f{} }}", link + 1).unwrap();
        }
        writeln!(menu, "  - {{ name: f10000, {bottom} }}").unwrap();
        let report = one("crypto <= 5%\neach option: illiquid <= 5%\n", &menu);
        let closed = bottom.starts_with("note");
        let expected = if closed { [Outcome::Unknown; 2] } else { [Outcome::Breach, Outcome::Pass] };
        assert_eq!(outcomes(&report.verdicts), expected);
    }
}

#[test]
fn law_5_brackets_up_to_the_limit_are_read() {
    let menu = "options:\n  - { name: A, assets: $1, class: crypto }\n";
    let nested = |depth: usize| format!("{}crypto{} <= 5%\n", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(outcomes(&one(&nested(24), menu).verdicts), [Outcome::Breach]);
    let report = one(&nested(25), menu);
    assert!(report.verdicts.is_empty());
    assert!(report.diagnostics.iter().any(|diagnostic| diagnostic.kind.name == "nested-too-deep"));
    let not = |depth: usize| format!("{}crypto <= 5%{}\n", "not (".repeat(depth), ")".repeat(depth));
    assert_eq!(outcomes(&one(&not(23), menu).verdicts), [Outcome::Pass]);
}

/// Statements that ask of every option about all options stay one pass over them.
#[test]
fn law_5_averages_within_each_are_found_once() {
    let options: String = (0..400)
        .map(|number| {
            format!(
                "  - {{ name: o{number}, assets: $1, expense_ratio net: {}bps, class: cash }}\n",
                number % 100
            )
        })
        .collect();
    let policy = "each option: expense_ratio net <= average expense_ratio net of options where cash > 5%\n";
    let report = one(policy, &format!("options:\n{options}"));
    assert_eq!(report.verdicts.len(), 400);
    assert_eq!(report.summary().pass, 200);
}

/// What a program may write and no person would: refused in one message, and not by a fall. A door gives it room.
#[test]
fn law_5_what_is_too_long_is_refused_once() {
    let row = format!("crypto <= {}\n", vec!["1%"; 3000].join(" + "));
    let chain = (1..2000).map(|n| format!("let a{n} = a{} + 1%\n", n - 1)).collect::<String>();
    let doubling = (1..60).map(|n| format!("let a{n} = a{0} + a{0}\n", n - 1)).collect::<String>();
    let chain = format!("let a0 = crypto\n{chain}a1999 <= 5%\n");
    let doubling = format!("let a0 = crypto\n{doubling}a59 <= 5%\n");
    for text in [row, chain, doubling] {
        let desk = tempfile::tempdir().unwrap();
        write(&desk.path().join("policy.ips"), &text);
        write(&desk.path().join("menu.yaml"), "options:\n  - { name: A, class: cash }\n");
        let run = planlint(desk.path(), &["check", "policy.ips", "--menu", "menu.yaml", "--format", "plain"]);
        assert_eq!(run.status.code(), Some(1));
        let told = said(&run);
        assert_eq!(told.matches(": error[").count(), 1, "{}", &told[..told.len().min(2000)]);
        assert!(told.contains("error[nested-too-deep]"));
    }
}
