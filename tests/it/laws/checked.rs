//! Texts through the whole staircase, and what came of them.

use jiff::civil::date;
use planlint::diagnostics::Severity;
use planlint::inputs::InputFile;
use planlint::pipeline::{Inputs, Report, check};
use planlint::verdict::{Measure, Verdict};

/// Checks policies against menus, each named by its place in the list.
pub(super) fn checked(policies: &[String], menus: &[String]) -> Report {
    let mut inputs = Inputs::new(date(2026, 11, 22));
    for (number, text) in policies.iter().enumerate() {
        inputs.policies.push(InputFile::new(format!("{number:02}.ips"), text.as_str()));
    }
    for (number, text) in menus.iter().enumerate() {
        inputs.menus.push((InputFile::new(format!("{number:02}.yaml"), text.as_str()), None));
    }
    check(inputs, &mut |_| {})
}

/// Like [`checked`] for texts that are right: a policy may have limits that decide nothing, and which menus have is
/// their own affair, but nothing else is wrong with either.
pub(super) fn accepted(policies: &[String], menus: &[String]) -> Report {
    let report = checked(policies, menus);
    let wrong = report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == Severity::Error);
    let kinds = ["impossible-range", "nothing-checked"];
    let wrong: Vec<String> = wrong
        .filter(|diagnostic| !kinds.contains(&diagnostic.kind.name))
        .map(|diagnostic| {
            let at = diagnostic.primary.as_ref().map(|label| report.sources.slice(label.at));
            format!("{} {} at {at:?}", diagnostic.kind.name, diagnostic.message)
        })
        .collect();
    assert!(wrong.is_empty(), "the generator wrote something faulty: {wrong:#?}\n{}", policies.concat());
    assert_eq!(report.menus.len(), menus.len(), "a menu was not checked");
    report
}

/// The verdicts on one of the menus.
pub(super) fn on(report: &Report, menu: usize) -> Vec<&Verdict> {
    let source = report.menus[menu].source;
    report.verdicts.iter().filter(|verdict| verdict.menu == source).collect()
}

/// What was measured, where a verdict has one measure.
pub(super) fn measure(verdict: &Verdict) -> &Measure {
    verdict.atoms.first().and_then(|atom| atom.measure.as_ref()).expect("something was measured")
}

/// One policy and one menu.
pub(super) fn one(policy: &str, menu: &str) -> Report {
    checked(&[policy.to_string()], &[menu.to_string()])
}
