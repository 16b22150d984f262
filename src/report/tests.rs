//! One report, told in every format and at several widths.

#![allow(clippy::arithmetic_side_effects, reason = "a test that overflows has failed")]

use jiff::civil::date;

use super::*;
use crate::diagnostics::kinds;
use crate::inputs::InputFile;
use crate::pipeline::{Assumed, CheckedMenu, Dormant, Untested};
use crate::policy::{Obligation, Operator, Period};
use crate::settings::OnUnknown;
use crate::source::{SourceId, Span};
use crate::verdict::{Atom, Datum, Measure, Missing, MissingKind, Outcome, Reliance, Subject, Verdict};
use crate::vocabulary::{Class, Denominator, Exact, Interval, Level, Moment, Moments, Schema, Truth, Type};

const POLICY: &str = r#"policy "Northwind 401(k) Plan" adopted 2026-10-01

crypto <= 5%
private_equity <= 2%

section "5. Selection" {
  rule fee_cap "No active option costs more than 0.50%" cites "IPS 5.1" {
    each option where style is active: expense_ratio net <= 0.50%
  }
  each option: nav_frequency at least daily
  expense_ratio <= 50
}

assume unclassified holds no crypto because "prospectus review 2026-08-12" until 2027-08-31
section "6" from 2027-01-01 { leverage <= 0% }
"#;

const MENU: &str = r#"plan: Northwind 401(k) Plan
options:
  - name: Harbor Growth R6
    weight: 60%
    expense_ratio: { net: 0.62%, gross: 0.70% }
    nav_frequency: quarterly
    holds: { crypto: 42%, us_equity: 58% }
  - name: Target 2050
    weight: 40%
"#;

/// The place of some words of a text.
fn at(source: SourceId, text: &str, words: &str) -> Span {
    let start = text.find(words).unwrap();
    Span::new(source, start, start + words.len())
}

fn exact(text: &str) -> Exact {
    Exact::parse(text).unwrap()
}

/// A report with one of each outcome.
fn fixture() -> Report {
    let mut sources = SourceMap::new();
    let (policy, menu) = (sources.add("policy.ips", POLICY), sources.add("menu.yaml", MENU));
    let mut schema = Schema::default();
    let plan = schema.add_level(Level { name: "plan".into(), parent: None, label: String::new() });
    schema.add_level(Level { name: "option".into(), parent: Some(plan), label: String::new() });
    schema.add_class(Class { name: "crypto".into(), parent: None, label: String::new() });
    schema.add_class(Class { name: "private_equity".into(), parent: None, label: String::new() });

    let whole = Subject {
        level: "plan".into(),
        id: "plan".into(),
        name: "Northwind 401(k) Plan".into(),
        at: at(menu, MENU, "Northwind 401(k) Plan"),
    };
    let harbor = Subject {
        level: "option".into(),
        id: "Harbor Growth R6".into(),
        name: "Harbor Growth R6".into(),
        at: at(menu, MENU, "Harbor Growth R6"),
    };
    let target = Subject {
        level: "option".into(),
        id: "Target 2050".into(),
        name: "Target 2050".into(),
        at: at(menu, MENU, "Target 2050"),
    };
    let of = |level| Type::Percent(Some(Denominator::Assets(level)));
    let measure = |low: &str, high: &str, operator, limit: &str, ty| Measure {
        value: Interval::between(exact(low), exact(high)),
        operator,
        limit: Interval::point(exact(limit)),
        ty,
        given: None,
        written: None,
    };
    let verdict = |rule: &str, words: &str, subject: &Subject, outcome, what: &str, truth, measure| Verdict {
        rule: rule.into(),
        text: None,
        cites: Vec::new(),
        obligation: Obligation::Must,
        outcome,
        menu,
        subject: subject.clone(),
        atoms: vec![Atom {
            at: at(policy, POLICY, words),
            what: what.into(),
            truth,
            measure,
            said: None,
            wanted: Vec::new(),
        }],
        policy_at: at(policy, POLICY, words),
        data_at: Vec::new(),
        data_more: 0,
        missing: Vec::new(),
        because: Vec::new(),
        rests_on: Vec::new(),
        waiver: None,
        accepted: None,
    };
    let assume = "assume unclassified holds no crypto because \"prospectus review 2026-08-12\"";

    let crypto = measure("0.252", "0.252", Operator::AtMost, "0.05", of(plan));
    let mut crypto =
        verdict("crypto", "crypto <= 5%", &whole, Outcome::Breach, "crypto", Truth::False, Some(crypto));
    crypto.data_at = vec![
        Datum { at: at(menu, MENU, "crypto: 42%"), label: "42% of `Harbor Growth R6`".into(), period: None },
        Datum { at: at(menu, MENU, "60%"), label: "60% of the plan's assets".into(), period: None },
    ];
    crypto.because = vec!["25.2% = 60% × 42% through `Harbor Growth R6`".into()];
    crypto.rests_on = vec![Reliance {
        at: at(policy, POLICY, assume),
        because: "prospectus review 2026-08-12".into(),
        things: vec!["Target 2050".into()],
        more: 0,
    }];

    let equity = measure("0", "0.4", Operator::AtMost, "0.02", of(plan));
    let mut equity = verdict(
        "private_equity",
        "private_equity <= 2%",
        &whole,
        Outcome::Unknown,
        "private_equity",
        Truth::Unknown,
        Some(equity),
    );
    equity.missing = vec![Missing {
        kind: MissingKind::Holdings,
        fact: "holdings".into(),
        subject: target.clone(),
        list: None,
        must_be: None,
        period: None,
        more: 0,
    }];

    let fee = measure("0.0062", "0.0062", Operator::AtMost, "0.005", Type::Percent(None));
    let fee_words = "expense_ratio net <= 0.50%";
    let mut fee = verdict(
        "5-selection/fee_cap",
        fee_words,
        &harbor,
        Outcome::Breach,
        "expense_ratio net",
        Truth::False,
        Some(fee),
    );
    fee.text = Some("No active option costs more than 0.50%".into());
    fee.cites = vec!["IPS 5.1".into()];
    fee.obligation = Obligation::Should;
    fee.data_at = vec![Datum { at: at(menu, MENU, "0.62%"), label: "0.62%".into(), period: None }];
    let mut fee_target = verdict(
        "5-selection/fee_cap",
        fee_words,
        &target,
        Outcome::NotApplicable,
        "expense_ratio net",
        Truth::False,
        None,
    );
    fee_target.atoms.clear();

    let nav_words = "nav_frequency at least daily";
    let quarterly = measure("2", "2", Operator::AtLeast, "5", Type::Frequency);
    let mut nav = verdict(
        "5-selection/each-option/nav_frequency",
        nav_words,
        &harbor,
        Outcome::Watch,
        "nav_frequency",
        Truth::False,
        Some(quarterly),
    );
    nav.obligation = Obligation::Watch;
    nav.data_at = vec![Datum { at: at(menu, MENU, "quarterly"), label: "quarterly".into(), period: None }];
    let mut nav_target = nav.clone();
    nav_target.outcome = Outcome::Unknown;
    nav_target.subject = target.clone();
    nav_target.data_at = Vec::new();
    nav_target.atoms[0].truth = Truth::Unknown;
    nav_target.atoms[0].measure = Some(Measure {
        value: Interval::anything(),
        operator: Operator::AtLeast,
        limit: Interval::point(exact("5")),
        ty: Type::Frequency,
        given: None,
        written: None,
    });
    nav_target.missing = vec![Missing {
        kind: MissingKind::Fact,
        fact: "nav_frequency".into(),
        subject: target,
        list: None,
        must_be: Some("at least daily".into()),
        period: None,
        more: 0,
    }];

    let bare = at(policy, POLICY, "50\n}");
    let bare = Span::new(policy, bare.start, bare.start + 2);
    let mistake =
        Diagnostic::new(&kinds::PERCENT_NEEDED, bare, "a bare number stands where a percent is meant")
            .label("a number")
            .also(at(policy, POLICY, "expense_ratio <= 50"), "a percent")
            .help("write its unit")
            .maybe_fix(bare, "0.50%")
            .maybe_fix(bare, "50bps");
    let unsigned = |name: &str, text: &str| InputFile::new(name, text).record();
    Report {
        waivers: Vec::new(),
        baseline: None,
        statements: crate::baseline::Statements::default(),
        packs: Vec::new(),
        as_of: date(2026, 11, 22),
        on_unknown: OnUnknown::Fail,
        title: Some("Northwind 401(k) Plan".into()),
        inputs: vec![unsigned("menu.yaml", MENU), unsigned("policy.ips", POLICY)],
        menus: vec![CheckedMenu {
            source: menu,
            plan: "Northwind 401(k) Plan".into(),
            plan_id: "Northwind 401(k) Plan".into(),
            as_of: Some(date(2026, 9, 30)),
            moments: Moments::new(),
            options: 2,
        }],
        verdicts: vec![crypto, equity, fee, fee_target, nav, nav_target],
        diagnostics: vec![mistake],
        assumptions: vec![Assumed {
            at: at(policy, POLICY, assume),
            because: "prospectus review 2026-08-12".into(),
            period: Period { from: None, until: Some(date(2027, 8, 31)) },
            verdicts: 1,
        }],
        dormant: vec![Dormant {
            rule: "6/leverage".into(),
            at: at(policy, POLICY, "leverage <= 0%"),
            period: Period { from: Some(date(2027, 1, 1)), until: None },
        }],
        untested: vec![Untested {
            rule: "purchases".into(),
            at: at(policy, POLICY, "leverage <= 0%"),
            moments: Moments::from([Moment::Purchase]),
        }],
        schema,
        sources,
    }
}

fn told(format: ReportFormat, style: &Style) -> String {
    let mut out = Vec::new();
    render(&fixture(), format, style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Snapshots stand with the other cases.
fn compare(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../tests/cases/report");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn human_at_each_width() {
    for width in [60, 80, 120, 200] {
        let text = told(ReportFormat::Human, &Style::new(width));
        for line in text.lines() {
            assert!(line.chars().count() <= width, "{width} columns: {line}");
        }
        compare(&format!("human-{width}"), &text);
    }
}

#[test]
fn human_in_ascii_and_in_colour() {
    let ascii = told(ReportFormat::Human, &Style { unicode: false, ..Style::new(80) });
    compare("human-ascii", &ascii);
    let colour = told(ReportFormat::Human, &Style { colour: true, ..Style::new(80) });
    let mut bare = String::new();
    let mut rest = colour.as_str();
    while let Some((before, after)) = rest.split_once('\u{1b}') {
        bare.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    bare.push_str(rest);
    // Colour changes nothing but colour.
    assert_eq!(
        bare.lines().map(str::trim_end).collect::<Vec<_>>(),
        told(ReportFormat::Human, &Style::new(80)).lines().collect::<Vec<_>>()
    );
}

#[test]
fn plain_and_json() {
    let plain = told(ReportFormat::Plain, &Style::new(80));
    assert!(
        plain
            .chars()
            .all(|character| !('\u{2500}'..='\u{257F}').contains(&character) && character != '\u{1b}')
    );
    compare("plain", &plain);
    compare("json", &told(ReportFormat::Json, &Style::new(80)));
}

#[test]
fn many_subjects_of_one_rule_share_a_message() {
    let mut report = fixture();
    let unknown = report.verdicts[1].clone();
    for number in 0..300 {
        let mut another = unknown.clone();
        another.subject.level = "option".into();
        another.subject.name = format!("Target {number}");
        another.missing[0].subject = another.subject.clone();
        report.verdicts.push(another);
    }
    let told = findings(&report);
    assert_eq!(told.len(), 5);
    let mut out = Vec::new();
    render(&report, ReportFormat::Human, &Style::new(80), &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().lines().count() < 150);
}
