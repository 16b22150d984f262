//! The examples: what every folder of `examples/` says, and how it ends. The day of each run is part of the example.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use planlint::diagnostics::Severity;
use planlint::inputs::InputFile;
use planlint::pipeline::{self, Inputs};
use planlint::verdict::Outcome;
use proptest::prelude::*;

use crate::desk::planlint;
use crate::every::every;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");

/// Folder, day, exit code.
const RUNS: [(&str, &str, i32); 2] =
    [("northwind", "2026-11-22", 1), ("thrift-savings-plan", "2019-04-30", 1)];

/// Runs the command at the root of the project, as the README does.
fn check(folder: &str, as_of: &str, format: &str) -> (String, i32) {
    let folder = format!("examples/{folder}");
    let output = planlint(Path::new(ROOT), &["check", &folder, "--as-of", as_of, "--format", format]);
    assert!(output.stderr.is_empty(), "{folder}: {}", String::from_utf8_lossy(&output.stderr));
    (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
}

fn summary(folder: &str, as_of: &str) -> serde_json::Value {
    let report: serde_json::Value = serde_json::from_str(&check(folder, as_of, "json").0).unwrap();
    report["summary"].clone()
}

#[test]
fn examples_say_what_they_did() {
    every(RUNS.map(|(folder, ..)| PathBuf::from(folder)).to_vec(), |folder| {
        let (folder, as_of, status) = RUNS.into_iter().find(|run| folder.ends_with(run.0)).unwrap();
        let (said, code) = check(folder, as_of, "plain");
        assert_eq!(code, status, "{folder}\n{said}");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(Path::new(EXAMPLES).join(folder));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(format!("planlint check examples/{folder} --as-of {as_of} --format plain"));
        settings.bind(|| insta::assert_snapshot!("expected", said));
    });
}

#[test]
fn northwind_shows_every_outcome() {
    let summary = summary("northwind", "2026-11-22");
    for outcome in ["pass", "breach", "watch", "unknown", "not_applicable", "waived"] {
        assert!(summary[outcome].as_u64().unwrap() > 0, "no {outcome} in {summary}");
    }
}

#[test]
fn the_tests_of_northwind_pass() {
    let output = planlint(Path::new(ROOT), &["test", "examples/northwind"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn no_example_is_forgotten() {
    for entry in fs::read_dir(EXAMPLES).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            assert!(RUNS.iter().any(|(folder, ..)| *folder == name), "examples/{name} is not run");
            assert!(entry.path().join("README.md").is_file(), "examples/{name} has no README.md");
        }
    }
}

/// What came of each statement for each thing of the Northwind menu.
fn northwind(menu: &str) -> BTreeMap<(String, String), Outcome> {
    let policy = fs::read_to_string(Path::new(EXAMPLES).join("northwind/policy.ips")).unwrap();
    let mut inputs = Inputs::new(date(2026, 11, 22));
    inputs.policies.push(InputFile::new("policy.ips", policy));
    inputs.menus.push((InputFile::new("menu.yaml", menu), None));
    let report = pipeline::check(inputs, &mut |_| {});
    assert!(!report.diagnostics.iter().any(|told| told.severity == Severity::Error), "{menu}");
    report.verdicts.into_iter().map(|verdict| ((verdict.rule, verdict.subject.id), verdict.outcome)).collect()
}

/// Lines of the menu that say one fact of one option, or what it holds.
fn facts(menu: &str) -> Vec<usize> {
    let is_fact = |line: &str| {
        let indent = line.len() - line.trim_start().len();
        let key = line.trim_start().split(':').next().unwrap();
        let named = ["- id", "id", "name", "holds"].contains(&key) && !line.contains('{');
        indent == 4 && !line.trim_start().starts_with('#') && !named
    };
    menu.lines().enumerate().filter(|(_, line)| is_fact(line)).map(|(number, _)| number).collect()
}

/// A rule that is about nothing is not broken either; which of the two it is may rest on a fact.
fn is_kept(outcome: Outcome) -> Option<bool> {
    match outcome {
        Outcome::Pass | Outcome::NotApplicable => Some(true),
        Outcome::Breach | Outcome::Watch | Outcome::Waived => Some(false),
        Outcome::Unknown => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is taken out of the menu, no answer turns round: it stays, or becomes unknown.
    #[test]
    fn what_is_left_out_turns_no_answer_round(picks in proptest::collection::vec(any::<prop::sample::Index>(), 1..12)) {
        let menu = fs::read_to_string(Path::new(EXAMPLES).join("northwind/menu.yaml")).unwrap();
        let facts = facts(&menu);
        prop_assert!(facts.len() > 150);
        let out: BTreeSet<usize> = picks.iter().map(|pick| facts[pick.index(facts.len())]).collect();
        let kept = menu.lines().enumerate().filter(|(number, _)| !out.contains(number));
        let poorer = kept.map(|(_, line)| line).collect::<Vec<_>>().join("\n");
        let before = northwind(&menu);
        for (of, after) in northwind(&poorer) {
            if let Some(before) = before.get(&of) {
                prop_assert!(
                    after == Outcome::Unknown || is_kept(after) == is_kept(*before),
                    "{:?}: {:?}, then {:?}",
                    of,
                    before,
                    after
                );
            }
        }
    }
}
