//! All comparisons of all pairs of written numbers, in policies and in menus, against an oracle of whole numbers.
//!
//! Where types forbid a pair, that it is refused is what is tested.

use jiff::civil::date;
use num_bigint::BigInt;
use planlint::inputs::InputFile;
use planlint::pipeline::{Inputs, Report, check};
use planlint::verdict::Outcome;

/// Numbers with a unit, as they are written, each with its value in trillionths.
const PERCENTS: [(&str, i64); 16] = [
    ("0%", 0),
    ("0.0%", 0),
    ("0bps", 0),
    ("5%", 50_000_000_000),
    ("5.0%", 50_000_000_000),
    ("5.000%", 50_000_000_000),
    ("05%", 50_000_000_000),
    ("500bps", 50_000_000_000),
    ("500.0bps", 50_000_000_000),
    ("4.999999%", 49_999_990_000),
    ("5.000001%", 50_000_010_000),
    ("499.9999bps", 49_999_990_000),
    (".5%", 5_000_000_000),
    ("50bps", 5_000_000_000),
    ("0.05%", 500_000_000),
    ("99.9999999999%", 999_999_999_999),
];

/// Numbers without a unit.
const NUMBERS: [(&str, i64); 12] = [
    ("0", 0),
    ("0.0", 0),
    ("5", 5_000_000_000_000),
    ("5.0", 5_000_000_000_000),
    ("0.05", 50_000_000_000),
    ("0.050", 50_000_000_000),
    (".05", 50_000_000_000),
    ("500", 500_000_000_000_000),
    ("0.0500000001", 50_000_000_100),
    ("0.0499999999", 49_999_999_900),
    ("1,000", 1_000_000_000_000_000),
    ("1000.0", 1_000_000_000_000_000),
];

/// Numbers below zero.
const NEGATIVE: [(&str, i64); 3] = [("-0", 0), ("-0.05", -50_000_000_000), ("-5", -5_000_000_000_000)];

const MONEY: [(&str, i64); 9] = [
    ("$0", 0),
    ("$0.00", 0),
    ("$5", 5_000_000_000_000),
    ("$5.00", 5_000_000_000_000),
    ("$0.05", 50_000_000_000),
    ("$1k", 1_000_000_000_000_000),
    ("$1,000", 1_000_000_000_000_000),
    ("$0.001M", 1_000_000_000_000_000),
    ("$1000.01", 1_000_010_000_000_000),
];

const OPERATORS: [&str; 8] = ["<=", "<", ">=", ">", "at most", "below", "at least", "above"];

fn holds(left: &BigInt, operator: &str, right: &BigInt) -> bool {
    match operator {
        "<=" | "at most" => left <= right,
        "<" | "below" => left < right,
        ">=" | "at least" => left >= right,
        _ => left > right,
    }
}

fn checked(policy: String, menu: String) -> Report {
    let mut inputs = Inputs::new(date(2026, 11, 22));
    inputs.policies.push(InputFile::new("policy.ips", policy));
    inputs.menus.push((InputFile::new("menu.yaml", menu), None));
    check(inputs, &mut |_| {})
}

/// Facts without bounds, so that no limit is out of their reach.
const DECLARED: &str = "\
fact rate of option: percent, \"Any percent\"
fact number of option: number, \"Any number\"
fact amount of option: money, \"Any amount\"
";

/// Each written number as the fact of an option, compared with each written number as a limit.
fn grid(fact: &str, given: &[(&str, i64)], limits: &[(&str, i64)]) {
    let options: String = given
        .iter()
        .enumerate()
        .map(|(index, (text, _))| format!("  - {{ name: o{index}, {fact}: \"{text}\", class: cash }}\n"))
        .collect();
    let mut policy = DECLARED.to_string();
    let mut expected = Vec::new();
    for (limit, right) in limits {
        for operator in OPERATORS {
            policy += &format!("each option: {fact} {operator} {limit}\n");
            for (text, left) in given {
                let outcome = match holds(&BigInt::from(*left), operator, &BigInt::from(*right)) {
                    true => Outcome::Pass,
                    false => Outcome::Breach,
                };
                expected.push((format!("{text} {operator} {limit}"), outcome));
            }
        }
    }
    let report = checked(policy, format!("options:\n{options}"));
    assert!(report.diagnostics.is_empty(), "{:?}", report.diagnostics);
    assert_eq!(report.verdicts.len(), expected.len());
    for (verdict, (what, outcome)) in report.verdicts.iter().zip(expected) {
        assert_eq!(verdict.outcome, outcome, "{what}");
    }
}

#[test]
fn percents_compare_exactly() {
    grid("rate", &PERCENTS, &PERCENTS);
}

#[test]
fn numbers_compare_exactly() {
    let all = [NUMBERS.as_slice(), &NEGATIVE].concat();
    grid("number", &all, &all);
}

#[test]
fn money_compares_exactly() {
    grid("amount", &MONEY, &MONEY);
}

/// `value between low and high` is both comparisons, and a range that is empty is refused.
#[test]
fn ranges_compare_exactly() {
    let options: String = PERCENTS
        .iter()
        .enumerate()
        .map(|(index, (text, _))| format!("  - {{ name: o{index}, rate: \"{text}\", class: cash }}\n"))
        .collect();
    for (low, least) in PERCENTS {
        for (high, most) in PERCENTS {
            let policy = format!("{DECLARED}each option: rate between {low} and {high}\n");
            let report = checked(policy, format!("options:\n{options}"));
            if least > most {
                let kinds: Vec<&str> =
                    report.diagnostics.iter().map(|diagnostic| diagnostic.kind.name).collect();
                assert_eq!(kinds, ["reversed-bounds"], "between {low} and {high}");
                continue;
            }
            for (verdict, (text, value)) in report.verdicts.iter().zip(PERCENTS) {
                let within = least <= value && value <= most;
                assert_eq!(verdict.outcome == Outcome::Pass, within, "{text} between {low} and {high}");
            }
        }
    }
}

/// A limit whose unit is not the fact's: refused in the policy, whatever the number.
#[test]
fn limits_of_another_unit_are_refused() {
    let facts = [("rate", "percent-needed"), ("number", "type-mismatch"), ("amount", "type-mismatch")];
    for (fact, of_bare) in facts {
        let families: [(&str, &[(&str, i64)]); 3] =
            [("rate", &PERCENTS), ("number", &NUMBERS), ("amount", &MONEY)];
        for (family, written) in families.into_iter().filter(|(family, _)| *family != fact) {
            for (limit, _) in written {
                for operator in OPERATORS {
                    let policy = format!("{DECLARED}each option: {fact} {operator} {limit}\n");
                    let report = checked(policy, "options:\n  - { name: A, class: cash }\n".into());
                    let kinds: Vec<&str> =
                        report.diagnostics.iter().map(|diagnostic| diagnostic.kind.name).collect();
                    let expected = if family == "number" { of_bare } else { "type-mismatch" };
                    assert_eq!(kinds, [expected], "{fact} {operator} {limit}");
                    assert!(report.verdicts.is_empty());
                }
            }
        }
    }
}

/// A value whose unit is not the fact's: refused in the menu, and then not known. Nothing is nothing in any unit.
#[test]
fn values_of_another_unit_are_refused() {
    let policy = |fact: &str| {
        let limit = match fact {
            "rate" => "5%",
            "number" => "5",
            _ => "$5",
        };
        format!("{DECLARED}each option: {fact} <= {limit}\n")
    };
    let families: [(&str, &[(&str, i64)]); 3] =
        [("rate", &PERCENTS), ("number", &NUMBERS), ("amount", &MONEY)];
    for fact in ["rate", "number", "amount"] {
        for (family, written) in families.into_iter().filter(|(family, _)| *family != fact) {
            for (text, value) in written {
                let menu = format!("options:\n  - {{ name: A, {fact}: \"{text}\", class: cash }}\n");
                let report = checked(policy(fact), menu);
                let kinds: Vec<&str> =
                    report.diagnostics.iter().map(|diagnostic| diagnostic.kind.name).collect();
                if family == "number" && *value == 0 {
                    assert!(kinds.is_empty(), "{fact}: {text}");
                    assert_eq!(report.verdicts[0].outcome, Outcome::Pass);
                    continue;
                }
                let expected =
                    if (fact, family) == ("rate", "number") { "percent-scale" } else { "unreadable-value" };
                assert_eq!(kinds, [expected], "{fact}: {text}");
                assert_eq!(report.verdicts[0].outcome, Outcome::Unknown, "{fact}: {text}");
            }
        }
    }
}
