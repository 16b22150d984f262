//! The tests of a policy: each with its outcome, those that failed with the reason, and what no test shows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde_json::json;

use crate::cases::Case;
use crate::diagnostics::Diagnostic;
use crate::pipeline::Trial;

use super::layout::printable;
use super::{Style, human, json as machine, plain};

/// For whom the outcome of tests is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CasesFormat {
    /// People at a terminal.
    Human,
    /// Screen readers, logs and `grep`.
    Plain,
    /// Machines: `planlint.tests/1`.
    Json,
    /// Machines that read JUnit's XML.
    Junit,
}

/// Tells what came of the tests of a policy, or of those of many, each on its own.
pub fn render_cases(
    trials: &[Trial],
    format: CasesFormat,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    match format {
        CasesFormat::Human => {
            let tell = |trial: &Trial, message: &Diagnostic| human::draw(message, &trial.sources, style);
            out.write_all(all_told(trials, tell).as_bytes())
        }
        CasesFormat::Plain => {
            let tell = |trial: &Trial, message: &Diagnostic| plain::tell(message, &trial.sources);
            out.write_all(all_told(trials, tell).as_bytes())
        }
        CasesFormat::Json => {
            let document = match trials {
                [trial] => document(trial),
                many => json!({
                    "schema": "planlint.tests/1",
                    "clean": !many.is_empty() && many.iter().all(Trial::is_clean),
                    "policies": many.iter().map(document).collect::<Vec<_>>(),
                }),
            };
            serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
            out.write_all(b"\n")
        }
        CasesFormat::Junit => {
            let suites: String = trials.iter().map(suite).collect();
            let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
            match trials {
                [_] => out.write_all(format!("{head}{suites}").as_bytes()),
                _ => out.write_all(format!("{head}<testsuites>\n{suites}</testsuites>\n").as_bytes()),
            }
        }
    }
}

fn all_told(trials: &[Trial], tell: impl Fn(&Trial, &Diagnostic) -> String) -> String {
    match trials {
        [trial] => told(trial, |message| tell(trial, message)),
        many => library(many, tell),
    }
}

/// Many policies, sorted by what they are about; those that failed in full.
fn library(trials: &[Trial], tell: impl Fn(&Trial, &Diagnostic) -> String) -> String {
    let mut text = String::new();
    for trial in trials.iter().filter(|trial| !trial.is_clean()) {
        let _ = writeln!(text, "{}\n", told(trial, |message| tell(trial, message)));
    }
    let mut topics: BTreeMap<Option<&str>, Vec<&Trial>> = BTreeMap::new();
    for trial in trials {
        topics.entry(trial.about.as_deref()).or_default().push(trial);
    }
    let widest = topics.keys().flatten().map(|topic| topic.chars().count()).max().unwrap_or_default();
    for (topic, trials) in topics.iter().filter(|_| widest > 0) {
        let topic = printable(topic.unwrap_or("about nothing in particular"));
        let _ = writeln!(text, "{topic:widest$}  {}", counted(trials.iter().copied()));
    }
    match trials {
        [] => text.push_str("No test has the text that was searched for in its title.\n"),
        trials => {
            let gap = if widest > 0 { "\n" } else { "" };
            let _ = writeln!(text, "{gap}Tested {}.", counted(trials.iter()));
        }
    }
    text
}

/// `3 policies: 12 tests passed, 1 failed`
fn counted<'t>(trials: impl Iterator<Item = &'t Trial>) -> String {
    let (mut policies, mut passed, mut failed) = (0_usize, 0_usize, 0_usize);
    for trial in trials {
        policies = policies.saturating_add(1);
        for case in &trial.cases.cases {
            let count = if case.is_passed() { &mut passed } else { &mut failed };
            *count = count.saturating_add(1);
        }
    }
    let (policies, tests) = (number(policies, "policy", "policies"), number(passed, "test", "tests"));
    format!("{policies}: {tests} passed, {failed} failed")
}

fn number(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

fn told(trial: &Trial, tell: impl Fn(&Diagnostic) -> String) -> String {
    let mut text = String::new();
    for message in &trial.diagnostics {
        let _ = writeln!(text, "{}", tell(message));
    }
    for case in &trial.cases.cases {
        let word = if case.is_passed() { "ok    " } else { "FAILED" };
        let _ = writeln!(text, "{word} {}", printable(&case.title));
    }
    for message in trial.cases.cases.iter().flat_map(|case| &case.faults) {
        let _ = write!(text, "\n{}", tell(message));
    }
    let all = trial.cases.cases.len();
    let passed = trial.cases.cases.iter().filter(|case| case.is_passed()).count();
    let failed = all.saturating_sub(passed);
    if all > 0 {
        let policy = trial.title.as_deref().map_or("the policy".to_string(), printable);
        let _ = writeln!(text, "\nTested {policy}: {passed} passed, {failed} failed.");
        if !trial.cases.unproven.is_empty() {
            let _ = writeln!(text, "No test shows these rules broken:");
            for (rule, _) in &trial.cases.unproven {
                let _ = writeln!(text, "  {}", printable(rule));
            }
        }
    }
    text
}

fn document(trial: &Trial) -> serde_json::Value {
    let sources = &trial.sources;
    json!({
        "schema": "planlint.tests/1",
        "policy": trial.title,
        "clean": trial.is_clean(),
        "tests": trial.cases.cases.iter().map(|case| json!({
            "title": case.title,
            "at": machine::place(sources, case.at),
            "as_of": case.as_of.to_string(),
            "expectations": case.expectations,
            "passed": case.is_passed(),
            "faults": case.faults.iter().map(|fault| machine::diagnostic(sources, fault)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "unproven": trial.cases.unproven.iter().map(|(rule, at)| json!({
            "rule": rule,
            "at": machine::place(sources, *at),
        })).collect::<Vec<_>>(),
        "diagnostics": trial.diagnostics.iter().map(|one| machine::diagnostic(sources, one)).collect::<Vec<_>>(),
    })
}

fn suite(trial: &Trial) -> String {
    let cases = &trial.cases.cases;
    let failed = cases.iter().filter(|case| !case.is_passed()).count();
    let mut text = String::new();
    let suite = escaped(trial.title.as_deref().unwrap_or("policy"));
    let errors = trial.diagnostics.len();
    let _ = writeln!(
        text,
        "<testsuite name=\"{suite}\" tests=\"{}\" failures=\"{failed}\" errors=\"{errors}\">",
        cases.len()
    );
    for case in cases {
        let place = trial.sources.line_column(case.at);
        let file = escaped(trial.sources.name(case.at.source));
        let title = escaped(&case.title);
        let _ = write!(
            text,
            "  <testcase name=\"{title}\" classname=\"{suite}\" file=\"{file}\" line=\"{}\"",
            place.line
        );
        let _ = writeln!(text, "{}", if case.is_passed() { "/>" } else { ">" });
        if !case.is_passed() {
            failures(&mut text, case, trial);
        }
    }
    for message in &trial.diagnostics {
        let _ =
            writeln!(text, "  <system-err>{}</system-err>", escaped(&plain::tell(message, &trial.sources)));
    }
    text.push_str("</testsuite>\n");
    text
}

fn failures(text: &mut String, case: &Case, trial: &Trial) {
    for fault in &case.faults {
        let (message, whole) = (escaped(&fault.message), escaped(&plain::tell(fault, &trial.sources)));
        let _ = writeln!(text, "    <failure message=\"{message}\">{whole}</failure>");
    }
    text.push_str("  </testcase>\n");
}

/// A text within XML; characters that XML cannot hold are dropped.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(character),
            control if control.is_control() => {}
            other => out.push(other),
        }
    }
    out
}
