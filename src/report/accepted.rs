//! What a baseline accepts: each finding with its numbers of today, so that what gets worse is seen.

use serde_json::{Value, json};

use crate::baseline::Entry;
use crate::pipeline::Report;
use crate::verdict::{Outcome, Verdict};

use super::json::place;
use super::layout::counted;
use super::sentence::Speaker;
use super::summary::{Line, MOST_ROWS, Tone};

/// For people, with a blank line behind; nothing, if there is no baseline.
pub(super) fn lines(report: &Report) -> Vec<Line> {
    let Some(baseline) = &report.baseline else { return Vec::new() };
    let line = |first, text| Line { first, text, tone: Tone::Plain, name_at: 0 };
    let (file, taken) = (report.sources.name(baseline.source), baseline.taken);
    let findings = counted(baseline.findings, "finding");
    let mut lines = vec![line("accepted: ", format!("{findings} by {file}, taken on {taken}"))];
    let speaker = Speaker::of(report);
    let accepted = report.verdicts.iter().filter(|verdict| verdict.accepted.is_some());
    lines.extend(accepted.take(MOST_ROWS).map(|verdict| {
        let menu = match report.menus.len() {
            0 | 1 => String::new(),
            _ => format!(", {}", report.sources.name(verdict.menu)),
        };
        let text = format!("{} (`{}`{menu})", speaker.headline(verdict), verdict.rule);
        line(opening(verdict), text)
    }));
    let more = baseline.findings.saturating_sub(MOST_ROWS);
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

fn opening(verdict: &Verdict) -> &'static str {
    match verdict.outcome {
        Outcome::Breach => "  broken: ",
        Outcome::Watch => "  watch: ",
        _ => "  unknown: ",
    }
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
