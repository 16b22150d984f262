//! What a baseline accepts: each finding with its numbers of today, so that what gets worse is seen.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::baseline::Entry;
use crate::diagnostics::listed;
use crate::pipeline::Report;
use crate::verdict::{Outcome, Verdict};

use super::json::place;
use super::layout::counted;
use super::sentence::Speaker;
use super::summary::{Line, MOST_ROWS, Tone};

/// Undecided things of one rule that are told one by one; more are told together.
const MOST_ALONE: usize = 3;

/// For people, with a blank line behind; nothing, if there is no baseline.
pub(super) fn lines(report: &Report) -> Vec<Line> {
    let Some(baseline) = &report.baseline else { return Vec::new() };
    let line = |first, text| Line { first, text, tone: Tone::Plain, name_at: 0 };
    let (file, taken) = (report.sources.name(baseline.source), baseline.taken);
    let findings = counted(baseline.findings, "finding");
    let mut lines = vec![line("accepted: ", format!("{findings} by {file}, taken on {taken}"))];
    let told = told(report);
    let more = told.len().saturating_sub(MOST_ROWS);
    lines.extend(told.into_iter().take(MOST_ROWS).map(|(first, text)| line(first, text)));
    if more > 0 {
        lines.push(line("  ", format!("{more} more; `--format json` has all of them")));
    }
    if baseline.unasked > 0 {
        let entries = counted(baseline.unasked, "more line");
        lines.push(line(
            "  ",
            format!("{entries} of it, of plans or rules that this check does not ask about"),
        ));
    }
    lines.push(line("", String::new()));
    lines
}

/// What is accepted: each breach with its numbers, then what is watched, then what cannot be decided.
fn told(report: &Report) -> Vec<(&'static str, String)> {
    let speaker = Speaker::of(report);
    let mut rules: BTreeMap<_, Vec<&Verdict>> = BTreeMap::new();
    for verdict in report.verdicts.iter().filter(|verdict| verdict.accepted.is_some()) {
        rules.entry((verdict.outcome, verdict.policy_at, &verdict.rule)).or_default().push(verdict);
    }
    let mut told = Vec::new();
    for ((outcome, _, rule), verdicts) in rules {
        let first = match outcome {
            Outcome::Breach => "  broken: ",
            Outcome::Watch => "  watch: ",
            _ => "  unknown: ",
        };
        // What is not known has no number that could get worse.
        if let (Outcome::Unknown, Some(one)) = (outcome, verdicts.first())
            && verdicts.len() > MOST_ALONE
        {
            let things = counted(verdicts.len(), &one.subject.level);
            let names = listed(verdicts.iter().map(|verdict| verdict.subject.name.as_str()), MOST_ALONE);
            told.push((first, format!("`{rule}` cannot be decided for {things}: {names}")));
            continue;
        }
        told.extend(verdicts.into_iter().map(|verdict| {
            let menu = match report.menus.len() {
                0 | 1 => String::new(),
                _ => format!(", {}", report.sources.name(verdict.menu)),
            };
            (first, format!("{} (`{rule}`{menu})", speaker.headline(verdict)))
        }));
    }
    told
}

/// For machines.
pub(super) fn json(report: &Report) -> Value {
    let sources = &report.sources;
    let entry = |entry: &Entry| {
        let finding = &entry.finding;
        json!({
            "at": place(sources, entry.at),
            "outcome": finding.outcome.word(),
            "severity": finding.severity.word(),
            "plan": finding.plan,
            "rule": finding.rule,
            "statement": finding.statement,
            "level": finding.thing.as_ref().map_or("plan", |(level, _)| level.as_str()),
            "id": finding.thing.as_ref().map_or(finding.plan.as_str(), |(_, id)| id.as_str()),
        })
    };
    json!({
        "baseline": report.baseline.as_ref().map(|baseline| json!({
            "path": sources.name(baseline.source),
            "taken": baseline.taken.to_string(),
            "accepted": baseline.findings,
            "not_asked": baseline.unasked,
            "stale": baseline.stale.iter().map(entry).collect::<Vec<_>>(),
        })),
    })
}
