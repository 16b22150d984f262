//! For machines: `planlint.report/1`, described in `docs/reference/report.md` and `report.schema.json`.
//!
//! Converted by hand, so that a change of an inner type never changes what leaves the process.

use std::io;

use serde_json::{Map, Value, json};

use crate::diagnostics::{Diagnostic, Fix, Label};
use crate::pipeline::Report;
use crate::policy::{Obligation, Period};
use crate::source::{SourceMap, Span};
use crate::verdict::{Atom, Measure, Missing, MissingKind, Subject, Verdict};
use crate::vocabulary::{Moments, Truth};

use super::accepted;
use super::measure::{denominator, machine_distance, machine_limit, machine_value, unit};
use super::sentence::Speaker;
use super::standing::Standing;

/// Writes the report, with a line break at its end.
pub(crate) fn write(report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
    let speaker = Speaker::of(report);
    Teller { report, speaker }.write(out)
}

/// An object that is written key by key, so that a list of a hundred thousand verdicts is never held as a whole.
struct Object<'o> {
    out: &'o mut dyn io::Write,
    is_first: bool,
}

impl Object<'_> {
    fn key(&mut self, key: &str) -> io::Result<()> {
        let before = if std::mem::take(&mut self.is_first) { "{" } else { "," };
        write!(self.out, "{before}\n  {}: ", Value::from(key))
    }

    /// The keys of an object, as they would stand in this one.
    fn all(&mut self, object: &Value) -> io::Result<()> {
        for (key, value) in object.as_object().into_iter().flatten() {
            self.key(key)?;
            indented(self.out, value, 2)?;
        }
        Ok(())
    }

    fn list(&mut self, key: &str, mut values: impl Iterator<Item = Value>) -> io::Result<()> {
        self.key(key)?;
        let Some(first) = values.next() else { return self.out.write_all(b"[]") };
        self.out.write_all(b"[\n    ")?;
        indented(self.out, &first, 4)?;
        for value in values {
            self.out.write_all(b",\n    ")?;
            indented(self.out, &value, 4)?;
        }
        self.out.write_all(b"\n  ]")
    }

    fn end(self) -> io::Result<()> {
        self.out.write_all(if self.is_first { b"{}\n" } else { b"\n}\n" })
    }
}

/// A value on lines of its own, of which all but the first are indented. Texts have no line breaks in JSON.
fn indented(out: &mut dyn io::Write, value: &Value, by: usize) -> io::Result<()> {
    let text = serde_json::to_string_pretty(value).map_err(io::Error::from)?;
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            write!(out, "\n{:by$}", "")?;
        }
        out.write_all(line.as_bytes())?;
    }
    Ok(())
}

/// The keys of several objects, in their order.
pub(super) fn joined(objects: impl IntoIterator<Item = Value>) -> Value {
    let mut all = Map::new();
    for object in objects {
        if let Value::Object(keys) = object {
            all.extend(keys);
        }
    }
    Value::Object(all)
}

struct Teller<'a> {
    report: &'a Report,
    speaker: Speaker<'a>,
}

impl Teller<'_> {
    fn write(&self, out: &mut dyn io::Write) -> io::Result<()> {
        let report = self.report;
        let summary = report.summary();
        let head = json!({
            "schema": "planlint.report/1",
            "as_of": report.as_of.to_string(),
            "clean": report.is_clean(),
            "on_unknown": report.on_unknown.word(),
            "policy": report.title,
            "inputs": report.inputs.iter().map(|input| json!({ "path": input.path, "sha256": input.sha256 })).collect::<Vec<_>>(),
            "menus": report.menus.iter().map(|menu| json!({
                "path": report.sources.name(menu.source),
                "plan": menu.plan,
                "as_of": menu.as_of.map(|day| day.to_string()),
                "moments": moments(&menu.moments),
                "options": menu.options,
            })).collect::<Vec<_>>(),
        });
        let mut object = Object { out, is_first: true };
        object.all(&head)?;
        object.list("verdicts", report.verdicts.iter().map(|verdict| self.verdict(verdict)))?;
        object.all(&Standing::of(report).json())?;
        object.all(&accepted::json(report))?;
        let told = report.diagnostics.iter().map(|message| diagnostic(&report.sources, message));
        object.list("diagnostics", told)?;
        object.all(&json!({
            "summary": {
                "pass": summary.pass,
                "breach": summary.breach,
                "watch": summary.watch,
                "unknown": summary.unknown,
                "not_applicable": summary.not_applicable,
                "waived": summary.waived,
                "accepted": report.baseline.as_ref().map_or(0, |baseline| baseline.findings),
            },
        }))?;
        object.end()
    }

    fn verdict(&self, verdict: &Verdict) -> Value {
        let sources = &self.report.sources;
        let measure = verdict.atoms.first().and_then(|atom| atom.measure.as_ref());
        json!({
            "rule": verdict.rule,
            "outcome": verdict.outcome.word(),
            "severity": match verdict.obligation {
                Obligation::Must => "must",
                Obligation::Should => "should",
                Obligation::Watch => "watch",
            },
            "menu": sources.name(verdict.menu),
            "subject": self.subject(&verdict.subject),
            "message": self.speaker.headline(verdict),
            "text": verdict.text,
            "cites": verdict.cites,
            "measured": measure.map(|measure| self.measured(measure)),
            "limit": measure.map(|measure| self.limit(measure)),
            "distance": measure.map(distance),
            "policy_at": place(sources, verdict.policy_at),
            "data_at": verdict.data_at.iter().map(|datum| labelled(sources, datum.at, &datum.words())).collect::<Vec<_>>(),
            "data_more": verdict.data_more,
            "decided_by": verdict.atoms.iter().map(|atom| self.atom(atom)).collect::<Vec<_>>(),
            "missing": verdict.missing.iter().map(|missing| self.missing(missing)).collect::<Vec<_>>(),
            "because": verdict.because,
            "rests_on": verdict.rests_on.iter().map(|reliance| json!({
                "at": place(sources, reliance.at),
                "because": reliance.because,
                "things": reliance.things,
                "more": reliance.more,
            })).collect::<Vec<_>>(),
            "waiver": verdict.waiver.as_ref().map(|waived| json!({
                "at": place(sources, waived.at),
                "was": waived.was.word(),
            })),
            "accepted": verdict.accepted.map(|at| place(sources, at)),
        })
    }

    fn subject(&self, subject: &Subject) -> Value {
        json!({
            "level": subject.level,
            "id": subject.id,
            "name": subject.name,
            "at": place(&self.report.sources, subject.at),
        })
    }

    fn atom(&self, atom: &Atom) -> Value {
        json!({
            "what": atom.what,
            "truth": match atom.truth {
                Truth::True => "true",
                Truth::False => "false",
                Truth::Unknown => "unknown",
            },
            "measured": atom.measure.as_ref().map(|measure| self.measured(measure)),
            "limit": atom.measure.as_ref().map(|measure| self.limit(measure)),
            "said": atom.said,
            "wanted": atom.wanted,
            "at": place(&self.report.sources, atom.at),
        })
    }

    fn measured(&self, measure: &Measure) -> Value {
        let (low, high) = machine_value(measure);
        json!({ "low": low, "high": high, "unit": unit(&measure.ty), "of": denominator(&measure.ty, self.speaker.schema) })
    }

    fn limit(&self, measure: &Measure) -> Value {
        let (low, high) = machine_limit(measure);
        json!({
            "operator": measure.operator.symbol(),
            "low": low,
            "high": high,
            "unit": unit(&measure.ty),
            "of": denominator(&measure.ty, self.speaker.schema),
        })
    }

    fn missing(&self, missing: &Missing) -> Value {
        json!({
            "kind": match missing.kind {
                MissingKind::Fact => "fact",
                MissingKind::Holdings => "holdings",
                MissingKind::History => "history",
                MissingKind::Document => "document",
            },
            "fact": missing.fact,
            "subject": self.subject(&missing.subject),
            "must_be": missing.must_be,
            "period": missing.period,
            "more": missing.more,
        })
    }
}

fn distance(measure: &Measure) -> Value {
    let (low, high, unit) = machine_distance(measure);
    json!({ "low": low, "high": high, "unit": unit })
}

pub(super) fn diagnostic(sources: &SourceMap, message: &Diagnostic) -> Value {
    json!({
        "kind": message.kind.name,
        "severity": message.severity.word(),
        "message": message.message,
        "at": message.primary.as_ref().map(|label| label_value(sources, label)),
        "also": message.others.iter().map(|label| label_value(sources, label)).collect::<Vec<_>>(),
        "notes": message.notes,
        "help": message.help,
        "fixes": message.fixes.iter().map(|fix| fix_value(sources, fix)).collect::<Vec<_>>(),
    })
}

fn label_value(sources: &SourceMap, label: &Label) -> Value {
    labelled(sources, label.at, &label.text)
}

fn fix_value(sources: &SourceMap, fix: &Fix) -> Value {
    json!({ "at": place(sources, fix.at), "replacement": fix.replacement, "sure": fix.sure })
}

fn labelled(sources: &SourceMap, at: Span, label: &str) -> Value {
    let mut value = place(sources, at);
    if let Value::Object(fields) = &mut value {
        fields.insert("label".into(), label.into());
    }
    value
}

pub(super) fn period(period: &Period) -> Value {
    json!({ "from": period.from.map(|day| day.to_string()), "until": period.until.map(|day| day.to_string()) })
}

pub(super) fn moments(moments: &Moments) -> Value {
    moments.iter().map(|moment| Value::from(moment.name())).collect()
}

pub(super) fn place(sources: &SourceMap, at: Span) -> Value {
    let start = sources.line_column(at);
    let end = sources.line_column(Span::new(at.source, at.end, at.end));
    let mut fields = Map::new();
    fields.insert("file".into(), sources.name(at.source).into());
    fields.insert("line".into(), start.line.into());
    fields.insert("column".into(), start.column.into());
    fields.insert("end_line".into(), end.line.into());
    fields.insert("end_column".into(), end.column.into());
    // Of a workbook, rows and columns are counted, as lines and columns are of a text.
    let cell = sources
        .get(at.source)
        .and_then(|source| Some((source.cell_name(at.start)?, source.cell_at(at.start)?)));
    if let Some((name, (_, row, cell))) = cell {
        let column = cell.column.saturating_add(1);
        fields.insert("line".into(), row.number.into());
        fields.insert("column".into(), column.into());
        fields.insert("end_line".into(), row.number.into());
        fields.insert("end_column".into(), column.saturating_add(1).into());
        fields.insert("cell".into(), name.into());
    }
    Value::Object(fields)
}
