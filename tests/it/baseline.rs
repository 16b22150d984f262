//! Baselines: what is accepted, what is not any more, and what is not asked.

use jiff::civil::date;
use planlint::inputs::InputFile;
use planlint::pipeline::{Inputs, Report, check};
use planlint::vocabulary::Moment;

fn run(policy: &str, menus: &[&str], moments: &[Moment]) -> Report {
    let mut inputs = Inputs::new(date(2026, 11, 22));
    inputs.moments = moments.iter().copied().collect();
    inputs.policies.push(InputFile::new("policy.ips", policy));
    for (number, menu) in menus.iter().enumerate() {
        inputs.menus.push((InputFile::new(format!("{number}.yaml"), *menu), None));
    }
    check(inputs, &mut |_| {})
}

fn accept(mut report: Report, baseline: &str) -> Report {
    report.accept(InputFile::new("planlint-baseline.txt", baseline));
    report
}

fn told(report: &Report) -> Vec<&str> {
    let about = report.diagnostics.iter().filter(|one| one.kind.name.starts_with("baseline"));
    about.map(|one| one.message.as_str()).collect()
}

const BROKEN: &str =
    "plan: { name: P }\noptions: [{ name: A, assets: $1, holds: { us_equity: 90%, crypto: 10% } }]\n";

#[test]
fn what_becomes_graver_is_new() {
    let text = run("should crypto <= 5%", &[BROKEN], &[]).baseline_text().unwrap();
    let same = accept(run("should crypto <= 4%", &[BROKEN], &[]), &text);
    assert!(same.is_clean() && same.verdicts[0].accepted.is_some(), "a limit is no part of what is accepted");
    let graver = accept(run("crypto <= 5%", &[BROKEN], &[]), &text);
    assert!(!graver.is_clean());
    assert_eq!(told(&graver), ["`crypto` is accepted as broken for `P`, and the rule is a `must` now"]);
}

#[test]
fn what_is_waived_is_not_accepted_besides() {
    let rule = "rule cap \"Signed\" { crypto <= 5% }\n";
    let text = run(rule, &[BROKEN], &[]).baseline_text().unwrap();
    let waived = format!("{rule}waive cap until 2027-03-31 approved \"Minute\" because \"sold\"\n");
    let report = accept(run(&waived, &[BROKEN], &[]), &text);
    assert!(report.is_clean());
    assert_eq!(told(&report), ["`cap` is accepted as broken for `P`, and it is waived now"]);
    assert!(!run(&waived, &[BROKEN], &[]).baseline_text().unwrap().contains("cap"));
}

#[test]
fn what_is_not_asked_is_no_news() {
    let policy = "rule cap \"Signed\" { crypto <= 5% at purchase }\nprivate_equity <= 50%\n";
    let other = BROKEN.replace("name: P ", "name: Q ");
    let text = run(policy, &[BROKEN, &other], &[Moment::Purchase]).baseline_text().unwrap();
    assert_eq!(text.matches("outcome").count(), 2, "{text}");
    let report = accept(run(policy, &[BROKEN], &[]), &text);
    assert!(report.is_clean() && told(&report).is_empty(), "{:?}", told(&report));
    assert_eq!(report.baseline.unwrap().unasked, 2);
}

#[test]
fn a_later_menu_of_the_plan_is_not_taken_for_the_old_one() {
    let text = run("crypto <= 5%", &[BROKEN], &[]).baseline_text().unwrap();
    let report = accept(run("crypto <= 5%", &[BROKEN, BROKEN], &[]), &text);
    assert!(!report.is_clean());
    assert_eq!(told(&report), ["`crypto` is accepted as broken for `P` once, and it is so 2 times now"]);
}

#[test]
fn many_lines_that_lead_nowhere_are_told_together() {
    let line = |number: usize| {
        format!(
            "  {{ outcome = \"breach\", severity = \"must\", plan = \"P\", rule = \"gone_{number}\" }},\n"
        )
    };
    let lines: String = (0..30).map(line).collect();
    let text = format!("baseline = 1\ntaken = 2026-11-22\naccepted = [\n{lines}]\n");
    let report = accept(run("crypto <= 50%", &[BROKEN], &[]), &text);
    assert!(report.is_clean());
    assert_eq!(told(&report), ["30 accepted findings are not there any more"]);
    // Where a file has mistakes, what is not found may be theirs.
    let report = accept(run("crypo <= 50%", &[BROKEN], &[]), &text);
    assert!(!report.is_clean() && told(&report).is_empty());
    assert_eq!(report.baseline_text(), None);
}
