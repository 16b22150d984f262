//! A baseline as it is written: TOML, a line for each finding.

use std::fmt::Write as _;

use jiff::civil::Date;
use serde::Deserialize;
use toml::Spanned;

use super::Finding;
use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::policy::Obligation;
use crate::source::{SourceText, Span};
use crate::verdict;

/// The findings that somebody accepted on a day.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// The day.
    pub taken: Date,
    /// The findings, a line each.
    pub entries: Vec<Entry>,
}

/// A finding that is accepted, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The finding.
    pub finding: Finding,
    /// Where it stands.
    pub at: Span,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    baseline: Spanned<i64>,
    taken: Spanned<toml::value::Datetime>,
    accepted: Vec<Spanned<WrittenFinding>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenFinding {
    outcome: WrittenOutcome,
    severity: WrittenSeverity,
    plan: String,
    rule: String,
    statement: Option<String>,
    level: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenOutcome {
    Breach,
    Unknown,
    Watch,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum WrittenSeverity {
    Must,
    Should,
    Watch,
}

const HEAD: &str = "# Findings of planlint that were accepted as they were on the day below. A check fails on others, and lists these.
# A line says which rule, for which plan and what on its menu, and no number: what gets worse stays accepted.
# `planlint check --write-baseline` writes this file. To accept a finding no longer, take its line out.
";

impl Baseline {
    /// Reads a baseline. One that cannot be read is told, and accepts nothing.
    pub fn read(source: &SourceText) -> Outcome<Option<Baseline>> {
        let mut diagnostics = Diagnostics::new();
        let value = read(source).map_err(|fault| diagnostics.push(*fault)).ok();
        Outcome { value, diagnostics }
    }

    /// The text that accepts findings, each as often as it comes. Beside its id a thing has its name, if that is another,
    /// for those who read it.
    pub fn text(taken: Date, mut findings: Vec<(Finding, String)>) -> String {
        findings.sort();
        let mut text = format!("{HEAD}baseline = 1\ntaken = {taken}\naccepted = [\n");
        for (finding, name) in &findings {
            let Finding { plan, rule, statement, thing, outcome, severity } = finding;
            let _ = write!(
                text,
                "  {{ outcome = \"{}\", severity = \"{}\", plan = {}, rule = {}",
                outcome.word(),
                severity.word(),
                quoted(plan),
                quoted(rule)
            );
            if let Some(statement) = statement {
                let _ = write!(text, ", statement = {}", quoted(statement));
            }
            if let Some((level, id)) = thing {
                let _ = write!(text, ", level = {}, id = {}", quoted(level), quoted(id));
            }
            text.push_str(" },");
            if thing.as_ref().is_some_and(|(_, id)| !id.ends_with(name.as_str())) {
                let _ = write!(text, " # {}", quoted(name));
            }
            text.push('\n');
        }
        text.push_str("]\n");
        text
    }

    /// Whether a text is meant to be a baseline, sound or not: another file is not to be written over.
    pub fn is_meant(text: &str) -> bool {
        text.lines().any(|line| line.split_once('=').is_some_and(|(key, _)| key.trim() == "baseline"))
    }
}

fn read(source: &SourceText) -> Result<Baseline, Box<Diagnostic>> {
    let span = |range: std::ops::Range<usize>| Span::new(source.id, range.start, range.end);
    let fault = |at: Span, message: String| {
        Diagnostic::new(&kinds::BASELINE, at, message)
            .note("nothing is accepted until the whole file can be read")
            .help("put the line right, or write the file again: `planlint check --write-baseline`")
    };
    if let Some(conflict) = source.text.find("\n<<<<<<<") {
        let start = conflict.saturating_add(1);
        let end =
            source.text.get(start..).and_then(|rest| rest.find('\n')).unwrap_or(0).saturating_add(start);
        let message = "two versions of the baseline were merged, and differ from here on".to_string();
        return Err(Box::new(
            fault(span(start..end), message)
                .help("keep the lines that you mean, and take out the marks of the merge"),
        ));
    }
    let written: Written = toml::from_str(&source.text).map_err(|error| {
        let at = span(error.span().unwrap_or(0..0));
        let first = error.message().lines().next().unwrap_or_default().trim_end_matches('.');
        Box::new(fault(at, format!("the baseline cannot be read here: {first}")))
    })?;
    if *written.baseline.get_ref() != 1 {
        let at = span(written.baseline.span());
        let message = "this baseline was written by a later planlint";
        let fault = Diagnostic::new(&kinds::BASELINE, at, message);
        return Err(Box::new(fault.help("install a later version of planlint")));
    }
    let taken = written.taken.get_ref();
    let day = taken.date.filter(|_| taken.time.is_none() && taken.offset.is_none()).and_then(|day| {
        let (month, number) = (i8::try_from(day.month).ok()?, i8::try_from(day.day).ok()?);
        Date::new(i16::try_from(day.year).ok()?, month, number).ok()
    });
    let Some(taken) = day else {
        let message = format!("`{taken}` is no day");
        let fault = fault(span(written.taken.span()), message);
        return Err(Box::new(fault.help("write `taken = 2026-11-22`")));
    };
    let entries = written.accepted.into_iter().map(|entry| {
        let at = span(entry.span());
        let WrittenFinding { outcome, severity, plan, rule, statement, level, id } = entry.into_inner();
        let thing = match (level, id) {
            (Some(level), Some(id)) => Some((level, id)),
            (None, None) => None,
            _ => {
                let message = "an accepted finding has both `level` and `id`, or neither".to_string();
                return Err(Box::new(
                    fault(at, message).note("without them it is about the plan as a whole"),
                ));
            }
        };
        let outcome = match outcome {
            WrittenOutcome::Breach => verdict::Outcome::Breach,
            WrittenOutcome::Unknown => verdict::Outcome::Unknown,
            WrittenOutcome::Watch => verdict::Outcome::Watch,
        };
        let severity = match severity {
            WrittenSeverity::Must => Obligation::Must,
            WrittenSeverity::Should => Obligation::Should,
            WrittenSeverity::Watch => Obligation::Watch,
        };
        Ok(Entry { finding: Finding { plan, rule, statement, thing, outcome, severity }, at })
    });
    Ok(Baseline { taken, entries: entries.collect::<Result<_, _>>()? })
}

/// As TOML quotes a text. What a reader could not see, or would see in another order, is written as its number.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            '\'' => quoted.push(character),
            _ if character.escape_debug().count() > 1 => {
                let _ = write!(quoted, "\\U{:08X}", u32::from(character));
            }
            _ => quoted.push(character),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
