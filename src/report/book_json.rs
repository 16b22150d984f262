//! For machines: `planlint.book/1` of many menus, and a line of `planlint.book-line/1` for each of them. Both are described in
//! `docs/reference/books.md` and `book.schema.json`.

use std::collections::BTreeMap;
use std::io;

use serde_json::{Value, json};

use crate::diagnostics::Diagnostic;
use crate::pipeline::{BookReport, MenuRead, Summary};
use crate::policy::Obligation;
use crate::settings::OnUnknown;
use crate::source::{SourceMap, Span};
use crate::verdict::{MissingKind, Outcome, Verdict};
use crate::vocabulary::Schema;

use super::json::{diagnostic, joined, place};
use super::sentence::Speaker;
use super::standing::Standing;

/// Writes the report, with a line break at its end.
pub(super) fn write(report: &BookReport, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &whole(report)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

fn whole(report: &BookReport) -> Value {
    let sources = &report.sources;
    let speaker = Speaker { schema: &report.schema, sources, many_plans: false };
    let read = &report.read;
    let head = json!({
        "schema": "planlint.book/1",
        "as_of": report.as_of.to_string(),
        "clean": report.is_clean(),
        "on_unknown": report.on_unknown.word(),
        "policy": report.title,
        "inputs": report.inputs.iter().map(|input| json!({ "path": input.path, "sha256": input.sha256 })).collect::<Vec<_>>(),
        "books": report.books,
        "lines": read.lines,
        "menus": read.menus,
        "options": read.options,
        "not_clean": read.not_clean,
        "summary": summary(&read.by_worst),
        "rules": report.rules.iter().map(|rule| json!({
            "rule": rule.rule,
            "severity": severity(rule.obligation),
            "text": rule.text,
            "policy_at": place(sources, rule.at),
            "menus": summary(&rule.menus),
            "things": summary(&rule.things),
        })).collect::<Vec<_>>(),
        "worst": report.worst.iter().map(|grave| json!({
            "file": grave.book,
            "line": grave.line,
            "plan": grave.plan,
            "as_of": grave.as_of.map(|day| day.to_string()),
            "options": grave.options,
            "rules": summary(&grave.rules),
            "broken": grave.broken.iter().map(|verdict| json!({
                "rule": verdict.rule,
                "outcome": verdict.outcome.word(),
                "severity": severity(verdict.obligation),
                "message": speaker.headline(verdict),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "missing": report.gaps.iter().map(|gap| json!({
            "kind": kind(gap.kind),
            "fact": gap.fact,
            "level": gap.level,
            "things": gap.things,
            "menus": gap.menus,
        })).collect::<Vec<_>>(),
        "messages": report.told.iter().map(|told| json!({
            "kind": told.kind.name,
            "severity": told.severity.word(),
            "messages": told.messages,
            "lines": told.lines,
            "examples": told.examples.iter().map(|example| json!({
                "file": example.book,
                "line": example.line,
                "column": example.column,
                "message": example.message,
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "diagnostics": report.diagnostics.iter().map(|message| diagnostic(sources, message)).collect::<Vec<_>>(),
    });
    joined([head, Standing::of_book(report).json()])
}

/// What came of one menu, as a line of JSON with its line break: each rule by the worst that it came to. `sources` has
/// the text of the line.
pub fn menu_line(read: &MenuRead, schema: &Schema, sources: &SourceMap, on_unknown: OnUnknown) -> String {
    let speaker = Speaker { schema, sources, many_plans: false };
    let mut rules: BTreeMap<(Span, &str), Vec<&Verdict>> = BTreeMap::new();
    for verdict in &read.verdicts {
        rules.entry((verdict.policy_at, &verdict.rule)).or_default().push(verdict);
    }
    let mut by_worst = Summary::default();
    let rules: Vec<Value> = rules
        .into_iter()
        .map(|((_, rule), verdicts)| {
            let mut things = Summary::default();
            verdicts.iter().for_each(|verdict| things.count(verdict.outcome));
            let worst = things.worst();
            by_worst.count(worst);
            let first = verdicts.iter().find(|verdict| verdict.outcome == worst);
            let told = matches!(worst, Outcome::Breach | Outcome::Watch | Outcome::Unknown | Outcome::Waived);
            json!({
                "rule": rule,
                "outcome": worst.word(),
                "severity": first.map(|verdict| severity(verdict.obligation)),
                "things": summary(&things),
                "message": first.filter(|_| told).map(|verdict| speaker.headline(verdict)),
            })
        })
        .collect();
    let menu = read.menu.as_ref();
    let line = json!({
        "schema": "planlint.book-line/1",
        "file": read.book,
        "line": read.line,
        "read": menu.is_some(),
        "clean": read.is_clean(on_unknown),
        "plan": menu.map(|menu| &menu.plan),
        "as_of": menu.and_then(|menu| menu.as_of).map(|day| day.to_string()),
        "options": menu.map(|menu| menu.options),
        "summary": summary(&by_worst),
        "rules": rules,
        "diagnostics": read.diagnostics.iter().map(|message| told(message, sources)).collect::<Vec<_>>(),
    });
    format!("{line}\n")
}

fn told(message: &Diagnostic, sources: &SourceMap) -> Value {
    let place = message.primary.as_ref().map(|label| (label.at, sources.line_column(label.at)));
    json!({
        "kind": message.kind.name,
        "severity": message.severity.word(),
        "message": message.message,
        "file": place.map(|(at, _)| sources.name(at.source)),
        "line": place.map(|(_, place)| place.line),
        "column": place.map(|(_, place)| place.column),
    })
}

fn summary(counts: &Summary) -> Value {
    json!({
        "pass": counts.pass,
        "breach": counts.breach,
        "watch": counts.watch,
        "unknown": counts.unknown,
        "not_applicable": counts.not_applicable,
        "waived": counts.waived,
    })
}

fn severity(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::Must => "must",
        Obligation::Should => "should",
        Obligation::Watch => "watch",
    }
}

fn kind(kind: MissingKind) -> &'static str {
    match kind {
        MissingKind::Fact => "fact",
        MissingKind::Holdings => "holdings",
        MissingKind::History => "history",
        MissingKind::Document => "document",
    }
}
