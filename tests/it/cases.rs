//! Policies as files: `tests/cases/{syntax,policy}/{good,bad}/<name>.ips`, each with `<name>.snap` beside it.
//!
//! A good case raises nothing and shows what was made of it; a bad one raises something, and shows what was said and
//! what was kept. Bad cases of `syntax` are refused by their form, bad cases of `policy` by their meaning alone.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use planlint::diagnostics::Diagnostic;
use planlint::{policy, syntax};

use crate::every::every;
use crate::reading::{Reading, files, fixed, read, stem, told};

#[test]
fn good_syntax() {
    each("tests/cases/syntax/good", |name, reading| {
        nothing_said(name, &reading.of_syntax, reading);
        syntax::dump(&reading.tree)
    });
}

#[test]
fn bad_syntax() {
    each("tests/cases/syntax/bad", |name, reading| {
        assert!(!reading.of_syntax.is_empty(), "{name}: nothing is wrong with its form");
        format!("{}kept:\n{}", all_told(reading.of_syntax.iter(), reading), syntax::dump(&reading.tree))
    });
}

#[test]
fn good_policies() {
    each("tests/cases/policy/good", |name, reading| {
        nothing_said(name, &reading.of_syntax, reading);
        nothing_said(name, &reading.of_policy, reading);
        policy::dump(&reading.policy, &reading.schema)
    });
}

#[test]
fn bad_policies() {
    each("tests/cases/policy/bad", |name, reading| {
        nothing_said(name, &reading.of_syntax, reading);
        assert!(!reading.of_policy.is_empty(), "{name}: nothing is wrong with its meaning");
        let kept: Vec<&str> = reading
            .policy
            .rules
            .iter()
            .flat_map(|rule| &rule.checks)
            .map(|check| check.id.as_str())
            .collect();
        format!("{}kept: {}\n", all_told(reading.of_policy.iter(), reading), kept.join(", "))
    });
}

/// A sure fix removes the message that proposes it, and brings no other. A proposal that is not sure does no less
/// for its own message, whatever it brings to light.
#[test]
fn fixes_do_what_they_say() {
    let mut sure = 0;
    let cases = [files("tests/cases/syntax/bad", "ips"), files("tests/cases/policy/bad", "ips")].concat();
    every(cases, |file| {
        let text = fs::read_to_string(file).unwrap();
        let before = read(&text);
        let said: Vec<String> = before.diagnostics().map(short).collect();
        for diagnostic in before.diagnostics() {
            for fix in &diagnostic.fixes {
                let after = read(&fixed(&text, fix));
                let mut left: Vec<String> = after.diagnostics().map(short).collect();
                let mut expected = said.clone();
                let own = expected.iter().position(|one| *one == short(diagnostic)).unwrap();
                expected.remove(own);
                let context = format!("{}: {} -> {}", file.display(), short(diagnostic), fix.replacement);
                if fix.sure {
                    expected.sort();
                    left.sort();
                    assert_eq!(left, expected, "{context}");
                    sure += 1;
                } else {
                    let count =
                        |list: &[String]| list.iter().filter(|one| **one == short(diagnostic)).count();
                    assert!(count(&left) < count(&said), "{context}");
                }
            }
        }
    });
    assert!(sure >= 10 || std::env::var_os("CASE").is_some(), "only {sure} sure fixes were tried");
}

/// No snapshot without its case.
#[test]
fn no_snapshot_is_left_over() {
    for stage in ["syntax", "policy"] {
        for side in ["good", "bad"] {
            let folder = format!("tests/cases/{stage}/{side}");
            let cases: Vec<String> = files(&folder, "ips").iter().map(|file| stem(file)).collect();
            let snapshots: Vec<String> = files(&folder, "snap").iter().map(|file| stem(file)).collect();
            assert_eq!(cases, snapshots, "{folder}");
        }
    }
}

fn each(folder: &str, show: impl Fn(&str, &Reading) -> String) {
    every(files(folder, "ips"), |case| {
        let name = stem(case);
        let reading = read(&fs::read_to_string(case).unwrap());
        snapshot(case, &name, &show(&name, &reading));
    });
}

/// Compares with `<name>.snap` beside the case.
fn snapshot(case: &Path, name: &str, shown: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(case.parent().unwrap());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name.to_string(), shown));
}

fn nothing_said(name: &str, said: &[Diagnostic], reading: &Reading) {
    assert!(said.is_empty(), "{name}:\n{}", all_told(said.iter(), reading));
}

fn all_told<'a>(said: impl Iterator<Item = &'a Diagnostic>, reading: &Reading) -> String {
    said.fold(String::new(), |mut out, one| {
        let _ = writeln!(out, "{}", told(one, &reading.sources));
        out
    })
}

/// A message without its place, which a fix before it may move.
fn short(diagnostic: &Diagnostic) -> String {
    format!("{}: {}", diagnostic.kind.name, diagnostic.message)
}
