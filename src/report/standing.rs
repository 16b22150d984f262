//! What the answers of a report stand on: packs, what is accepted without data, what is let stand, what is not asked today.

use jiff::civil::Date;
use serde_json::{Value, json};

use crate::diagnostics::listed;
use crate::pipeline::{Assumed, BookReport, Dormant, Report, Untested};
use crate::policy::{Changed, PackUse};
use crate::source::{SourceMap, Span};
use crate::verdict::{Grant, WaiverState};
use crate::vocabulary::tested_words;

use super::json::{moments, period as period_json, place};
use super::layout::{counted, grouped};
use super::summary::{Line, MOST_ROWS, Tone, period};

/// What one report stands on, of one menu or of many.
pub(super) struct Standing<'r> {
    as_of: Date,
    packs: &'r [PackUse],
    assumptions: &'r [Assumed],
    waivers: &'r [Grant],
    dormant: &'r [Dormant],
    untested: &'r [Untested],
    sources: &'r SourceMap,
}

impl<'r> Standing<'r> {
    pub(super) fn of(report: &'r Report) -> Self {
        let Report { as_of, packs, assumptions, waivers, dormant, untested, sources, .. } = report;
        Standing { as_of: *as_of, packs, assumptions, waivers, dormant, untested, sources }
    }

    pub(super) fn of_book(report: &'r BookReport) -> Self {
        let BookReport { as_of, packs, assumptions, waivers, dormant, untested, sources, .. } = report;
        Standing { as_of: *as_of, packs, assumptions, waivers, dormant, untested, sources }
    }

    /// For people, each part with a blank line behind it.
    pub(super) fn lines(&self) -> Vec<Line> {
        [packs(self), assumptions(self), waivers(self), dormant(self), untested(self)].concat()
    }

    /// For machines: the keys of a report.
    pub(super) fn json(&self) -> Value {
        json!({
            "packs": self.packs.iter().map(|pack| json!({
                "name": pack.name,
                "version": pack.version,
                "at": place(self.sources, pack.at),
                "rules": pack.rules,
                "set": pack.set.iter().map(|set| json!({
                    "name": set.name,
                    "value": set.value,
                    "default": set.default,
                    "at": place(self.sources, set.at),
                })).collect::<Vec<_>>(),
                "replaced": pack.replaced.iter().map(|changed| self.changed(changed)).collect::<Vec<_>>(),
                "dropped": pack.dropped.iter().map(|changed| self.changed(changed)).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
            "assumptions": self.assumptions.iter().map(|assumption| json!({
                "at": place(self.sources, assumption.at),
                "because": assumption.because,
                "in_force": assumption.period.contains(self.as_of),
                "period": period_json(&assumption.period),
                "verdicts": assumption.verdicts,
            })).collect::<Vec<_>>(),
            "waivers": self.waivers.iter().map(|grant| json!({
                "at": place(self.sources, grant.at),
                "rule": grant.rule,
                "subjects": grant.subjects,
                "approved": grant.approved,
                "because": grant.because,
                "in_force": grant.period.contains(self.as_of),
                "state": grant.state(self.as_of).word(),
                "days_left": grant.days_left(self.as_of),
                "period": period_json(&grant.period),
                "verdicts": grant.verdicts,
            })).collect::<Vec<_>>(),
            "not_in_force": self.dormant.iter().map(|statement| json!({
                "rule": statement.rule,
                "at": place(self.sources, statement.at),
                "period": period_json(&statement.period),
            })).collect::<Vec<_>>(),
            "not_tested": self.untested.iter().map(|statement| json!({
                "rule": statement.rule,
                "at": place(self.sources, statement.at),
                "moments": moments(&statement.moments),
            })).collect::<Vec<_>>(),
        })
    }

    fn changed(&self, changed: &Changed) -> Value {
        json!({
            "rule": changed.rule,
            "because": changed.because,
            "at": place(self.sources, changed.at),
        })
    }
}

fn assumptions(report: &Standing<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for assumption in report.assumptions {
        let place = report.sources.line_column(assumption.at);
        let file = report.sources.name(assumption.at.source);
        let rests = match assumption.verdicts {
            _ if !assumption.period.contains(report.as_of) => {
                format!("not in force ({})", period(&assumption.period))
            }
            0 => "nothing rests on it".into(),
            1 => "1 answer rests on it, and would be unknown without it".into(),
            many => format!("{} answers rest on it, and would be unknown without it", grouped(many)),
        };
        let text = format!("{file}:{}:{} {}: {rests}", place.line, place.column, assumption.because);
        lines.push(Line { first: "assumed: ", text, tone: Tone::Plain, name_at: 0 });
    }
    if !lines.is_empty() {
        lines.push(Line { first: "", text: String::new(), tone: Tone::Plain, name_at: 0 });
    }
    lines
}

/// The packs, and where the policy says otherwise than they do.
fn packs(report: &Standing<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let place = |at: Span| {
        let place = report.sources.line_column(at);
        format!("{}:{}:{}", report.sources.name(at.source), place.line, place.column)
    };
    let mut line = |first, text| lines.push(Line { first, text, tone: Tone::Plain, name_at: 0 });
    for pack in report.packs {
        line("pack: ", format!("`{}` {}, {} from it", pack.name, pack.version, counted(pack.rules, "rule")));
        for set in &pack.set {
            let name = &set.name;
            line(
                "  set: ",
                format!("{} `{name}` is {}, and {} in the pack", place(set.at), set.value, set.default),
            );
        }
        let told = |changed: &Changed| {
            let because =
                changed.because.as_ref().map_or(String::new(), |because| format!(", because {because}"));
            format!("{} `{}`{because}", place(changed.at), changed.rule)
        };
        pack.replaced.iter().for_each(|changed| line("  replaced: ", told(changed)));
        pack.dropped.iter().for_each(|changed| line("  dropped: ", told(changed)));
    }
    if !lines.is_empty() {
        lines.push(Line { first: "", text: String::new(), tone: Tone::Plain, name_at: 0 });
    }
    lines
}

fn waivers(report: &Standing<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for grant in report.waivers {
        let place = report.sources.line_column(grant.at);
        let file = report.sources.name(grant.at.source);
        let covered = match grant.verdicts {
            0 => "nothing to waive".to_string(),
            many => counted(many, "broken statement"),
        };
        let covers = match (grant.state(report.as_of), grant.days_left(report.as_of)) {
            (WaiverState::NotYet, _) => "not in force yet".to_string(),
            (WaiverState::Expired, _) => "expired".into(),
            (WaiverState::Expiring, Some(0)) => format!("{covered}, ends today"),
            (WaiverState::Expiring, Some(1)) => format!("{covered}, ends tomorrow"),
            (WaiverState::Expiring, Some(days)) => format!("{covered}, ends in {days} days"),
            _ => covered,
        };
        let (rule, period) = (&grant.rule, period(&grant.period));
        let whose = match grant.subjects.as_slice() {
            [] => String::new(),
            names => format!(" for {}", listed(names.iter().map(String::as_str), 5)),
        };
        let text = format!(
            "{file}:{}:{} `{rule}`{whose} {period}: {covers}, approved by {}, because {}",
            place.line, place.column, grant.approved, grant.because
        );
        lines.push(Line { first: "waived: ", text, tone: Tone::Plain, name_at: 0 });
    }
    if !lines.is_empty() {
        lines.push(Line { first: "", text: String::new(), tone: Tone::Plain, name_at: 0 });
    }
    lines
}

fn dormant(report: &Standing<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    for statement in report.dormant.iter().take(MOST_ROWS) {
        let text = format!("`{}` ({})", statement.rule, period(&statement.period));
        lines.push(Line { first: "not in force: ", text, tone: Tone::Plain, name_at: 0 });
    }
    let more = report.dormant.len().saturating_sub(lines.len());
    if more > 0 {
        lines.push(Line {
            first: "not in force: ",
            text: format!("{more} more"),
            tone: Tone::Plain,
            name_at: 0,
        });
    }
    if !lines.is_empty() {
        lines.push(Line { first: "", text: String::new(), tone: Tone::Plain, name_at: 0 });
    }
    lines
}

fn untested(report: &Standing<'_>) -> Vec<Line> {
    let line = |text: String| Line { first: "not tested: ", text, tone: Tone::Plain, name_at: 0 };
    let told = |statement: &Untested| format!("`{}` ({})", statement.rule, tested_words(&statement.moments));
    let mut lines: Vec<Line> =
        report.untested.iter().take(MOST_ROWS).map(|statement| line(told(statement))).collect();
    let more = report.untested.len().saturating_sub(lines.len());
    if more > 0 {
        lines.push(line(format!("{more} more")));
    }
    if !lines.is_empty() {
        lines.push(Line { first: "", text: String::new(), tone: Tone::Plain, name_at: 0 });
    }
    lines
}
