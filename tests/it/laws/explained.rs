//! Law 8: every outcome carries what decides it, and deciding again from that gives the outcome.

use planlint::pipeline::Report;
use planlint::report::{ReportFormat, Style, render};
use planlint::verdict::{Outcome, Verdict};
use planlint::vocabulary::{End, Exact, Interval, Truth};
use proptest::prelude::*;
use serde_json::Value;

use super::checked::accepted;
use super::dice::{Dice, config, tape};
use super::menus::Menu;
use super::policies::policy;

/// Every comparison that decides, decided again from its two sides.
fn atoms_decide(verdict: &Verdict) -> Result<(), String> {
    for atom in &verdict.atoms {
        let Some(measure) = &atom.measure else { continue };
        let again = measure.operator.compare(&measure.value, &measure.limit);
        // Where there may be nothing to measure, the sides alone would decide more than is known.
        if atom.truth != Truth::Unknown && again != atom.truth {
            return Err(format!(
                "{} is {:?}, and its sides say {again:?}: {measure:?}",
                atom.what, atom.truth
            ));
        }
    }
    Ok(())
}

fn places_hold(verdict: &Verdict, report: &Report) -> Result<(), String> {
    for datum in &verdict.data_at {
        let text = report.sources.slice(datum.at);
        if datum.at.source != verdict.menu || text.is_empty() {
            return Err(format!("`{}` stands at `{text}`, which is no place of the menu", datum.label));
        }
    }
    let of_policy = report.sources.name(verdict.policy_at.source).ends_with(".ips");
    if !of_policy || verdict.policy_at.is_empty() {
        return Err("the statement has no place".into());
    }
    Ok(())
}

/// An unknown says what is missing, or why nothing is.
fn is_accounted_for(verdict: &Verdict) -> bool {
    match verdict.outcome {
        Outcome::Unknown => !verdict.missing.is_empty() || !verdict.because.is_empty(),
        Outcome::NotApplicable => !verdict.because.is_empty(),
        Outcome::Pass | Outcome::Breach | Outcome::Watch | Outcome::Waived => verdict.missing.is_empty(),
    }
}

fn json(report: &Report) -> Value {
    let mut out = Vec::new();
    render(report, ReportFormat::Json, &Style::new(80), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// A number of the report; dates, ratings and frequencies are words there.
fn end(value: &Value) -> Option<End> {
    match value {
        Value::Null => Some(End::Open),
        Value::String(digits) => Exact::parse(digits).map(End::At),
        _ => None,
    }
}

fn sides(atom: &Value, side: &str) -> Option<Interval> {
    Some(Interval { low: end(&atom[side]["low"])?, high: end(&atom[side]["high"])? })
}

/// A comparison of the report, decided again by its digits alone.
fn again(atom: &Value) -> Option<Truth> {
    use planlint::policy::Operator;
    let operator = match atom["limit"]["operator"].as_str()? {
        "<" => Operator::Below,
        "<=" => Operator::AtMost,
        "is" => Operator::Equal,
        "is not" => Operator::NotEqual,
        ">=" => Operator::AtLeast,
        _ => Operator::Above,
    };
    Some(operator.compare(&sides(atom, "measured")?, &sides(atom, "limit")?))
}

proptest! {
    #![proptest_config(config(80))]

    #[test]
    fn law_8_explained(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let mut menu = Menu::drawn(&mut dice);
        let mut menus = vec![menu.text()];
        for _ in 0..2 {
            for _ in 0..1 + dice.pick(8) {
                menu.forget(&mut dice);
            }
            menus.push(menu.text());
        }
        let report = accepted(&policy, &menus);
        for verdict in &report.verdicts {
            let told = || format!("{} {} {:?}\n{}{}", verdict.rule, verdict.subject.id, verdict.outcome, policy.concat(), menus.concat());
            for found in [atoms_decide(verdict), places_hold(verdict, &report)] {
                prop_assert!(found.is_ok(), "{} {}", found.unwrap_err(), told());
            }
            prop_assert!(is_accounted_for(verdict), "{}", told());
        }
        for verdict in json(&report)["verdicts"].as_array().unwrap() {
            for atom in verdict["decided_by"].as_array().unwrap() {
                let (Some(again), Some(truth)) = (again(atom), atom["truth"].as_str()) else { continue };
                let word = match again {
                    Truth::True => "true",
                    Truth::False => "false",
                    Truth::Unknown => "unknown",
                };
                prop_assert!(truth == "unknown" || truth == word, "the digits say {}: {}", word, atom);
            }
        }
    }
}
