//! The JSON report keeps to its schema.

use std::fs;

use jiff::civil::date;
use planlint::inputs::InputFile;
use planlint::pipeline::{Inputs, Report, check};
use planlint::report::{ReportFormat, Style, render};
use serde_json::Value;

fn json(report: &Report) -> Value {
    let mut out = Vec::new();
    render(report, ReportFormat::Json, &Style::new(80), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

fn checked(policy: &str, menu: &str) -> Report {
    let mut inputs = Inputs::new(date(2026, 11, 22));
    inputs.policies.push(InputFile::new("policy.ips", policy));
    inputs.menus.push((InputFile::new("menu.yaml", menu), None));
    check(inputs, &mut |_| {})
}

const POLICY: &str = r#"
policy "P" adopted 2026-10-01
crypto <= 5%
private_equity <= 2%
section "S" {
  rule fee "No option costs more than 0.50%" cites "IPS 5.1" { each option where style is active: expense_ratio net <= 0.50% }
  should each option: nav_frequency at least daily
  watch each option: tenure >= 12 months
  each option: inception <= 2020-01-01
  count of options between 5 and 20
  each option where crypto > 90%: assets <= $5M
}
crypo <= 5%
assume unclassified holds no private_credit because "prospectus review" until 2027-08-31
private_credit <= 1%
section "Later" from 2027-01-01 { private_credit <= 5% }
"#;

const MENU: &str = r#"
as_of: 2026-09-30
plan: { name: P, assets: $100M }
options:
  - { name: A, assets: $60M, style: active, expense_ratio: { net: 0.62% }, nav_frequency: quarterly, tenure: 3 months, inception: 2021-05-05, holds: { crypto: 42%, us_equity: 58% } }
  - { name: B, assets: $40M }
"#;

fn schema() -> jsonschema::Validator {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/reference/report.schema.json");
    let schema: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(value: &Value) {
    let schema = schema();
    let errors: Vec<String> =
        schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn reports_keep_to_the_schema() {
    let report = json(&checked(POLICY, MENU));
    assert_valid(&report);
    for outcome in ["breach", "watch", "unknown", "pass", "not_applicable"] {
        let found =
            report["verdicts"].as_array().unwrap().iter().any(|verdict| verdict["outcome"] == outcome);
        assert!(found, "no {outcome}");
    }
    assert!(!report["diagnostics"].as_array().unwrap().is_empty());
    assert!(!report["not_in_force"].as_array().unwrap().is_empty());
    assert!(!report["assumptions"].as_array().unwrap().is_empty());
    assert_valid(&json(&checked("", "")));
    let mut accepted =
        checked("crypto <= 5%", "options: [{ name: A, assets: $1, holds: { crypto: 42%, us_equity: 58% } }]");
    let baseline = accepted.baseline_text().unwrap().replace(
        "accepted = [",
        "accepted = [\n  { outcome = \"watch\", severity = \"must\", plan = \"menu\", rule = \"gone\" },",
    );
    accepted.accept(InputFile::new("planlint-baseline.txt", baseline));
    let accepted = json(&accepted);
    assert_valid(&accepted);
    assert_eq!((&accepted["clean"], &accepted["summary"]["accepted"]), (&true.into(), &1.into()));
    assert_eq!(accepted["baseline"]["stale"][0]["at"]["line"], 7);
    assert_valid(&json(&checked("crypto <= 5%", "options: [")));
}

#[test]
fn the_schema_refuses_what_is_not_a_report() {
    let mut report = json(&checked(POLICY, MENU));
    let schema = schema();
    report["verdicts"][0]["outcome"] = "perhaps".into();
    assert!(!schema.is_valid(&report));
    let mut report = json(&checked(POLICY, MENU));
    report["surprise"] = true.into();
    assert!(!schema.is_valid(&report));
    // Numbers are strings: a reader must not lose digits.
    let mut report = json(&checked(POLICY, MENU));
    report["verdicts"][0]["measured"]["low"] = 25.into();
    assert!(!schema.is_valid(&report));
}

/// What many verdicts share is not told again by each: a menu twice as long makes a report twice as long, and no more.
#[test]
fn reports_grow_with_the_menu_and_not_with_its_square() {
    let options = |count: usize, facts: &str| -> String {
        let line = |number| format!("  - {{ name: Fund {number:04}, assets: $1M{facts} }}\n");
        format!("options:\n{}", (0..count).map(line).collect::<String>())
    };
    let holdings = |count: usize, facts: &str| {
        let weight = format!("{}bps", 10_000 / count);
        let line = |number| format!("      - {{ name: Bond {number:04}, weight: {weight}{facts} }}\n");
        format!("options:\n  - name: A\n    holds:\n{}", (0..count).map(line).collect::<String>())
    };
    let shared = [
        (
            "each option: expense_ratio net <= average expense_ratio net of options",
            ", expense_ratio: { net: 0.5% }",
        ),
        ("each option: average tenure of options <= tenure", ""),
        ("each option where assets >= median assets of options: weight <= 0.01%", ""),
        ("each option where vehicle is etf: (count of options where style is index) >= 3", ", vehicle: etf"),
        ("each vehicle of options where crypto > 1%: weight <= 1%", ", vehicle: etf"),
        (
            "assume option where vehicle is etf holds no crypto because \"review\"\neach option: crypto <= average crypto of options + 1 point",
            ", vehicle: etf",
        ),
    ];
    let of_one = [
        ("each option where cash <= 5% { each holding: fair_value_level <= 2 }", ""),
        ("each option where cash <= 5% { each holding: weight <= 0.01% }", ", class: us_equity"),
        ("each holding: weight <= average weight of holdings", ", class: us_equity"),
    ];
    let report = |policy: &str, menu: &str| {
        let report = json(&checked(policy, menu));
        assert_valid(&report);
        report
    };
    let makers = shared.iter().map(|case| (case, &options as &dyn Fn(usize, &str) -> String));
    let makers = makers.chain(of_one.iter().map(|case| (case, &holdings as &dyn Fn(usize, &str) -> String)));
    for ((policy, facts), menu) in makers {
        let (small, large) = (report(policy, &menu(60, facts)), report(policy, &menu(120, facts)));
        let wrong: Vec<&Value> = small["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["severity"] == "error")
            .collect();
        assert!(wrong.is_empty(), "{policy}: {wrong:#?}");
        let (small, large) = (small["verdicts"].to_string().len(), large["verdicts"].to_string().len());
        assert!(large < small * 9 / 4, "{policy}: {small} bytes, then {large}");
    }
    let (policy, facts) = shared[0];
    let verdicts = report(policy, &options(60, facts));
    let first = &verdicts["verdicts"][0];
    assert_eq!((first["data_at"].as_array().unwrap().len(), &first["data_more"]), (20, &40.into()));
    let (policy, facts) = shared[1];
    let verdicts = report(policy, &options(60, facts));
    let last = &verdicts["verdicts"][59]["missing"];
    assert_eq!(last.as_array().unwrap().len(), 21);
    let of_last = last.as_array().unwrap().iter().find(|one| one["subject"]["id"] == "Fund 0059");
    assert!(of_last.is_some(), "{last:#}");
    let more: u64 = last.as_array().unwrap().iter().map(|one| one["more"].as_u64().unwrap()).sum();
    assert_eq!(more, 39);
}
