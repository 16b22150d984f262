//! The summary: what was checked, what it rests on, and one last line that cannot be misread.

use std::collections::BTreeMap;

use crate::diagnostics::{Diagnostic, Severity};
use crate::pipeline::{Report, Summary};
use crate::policy::Period;
use crate::source::{SourceId, Span};
use crate::verdict::{Outcome, Verdict};
use crate::vocabulary::tested_words;

use super::accepted;
use super::layout::{counted, printable};
use super::standing::Standing;

/// Rows of a table, beyond which it is cut.
pub(super) const MOST_ROWS: usize = 60;

/// A line of the summary.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// What it opens with; lines that it is folded into are indented as far.
    pub(crate) first: &'static str,
    pub(crate) text: String,
    pub(crate) tone: Tone,
    /// For a row of a table, where the name begins, in bytes; 0 for all others.
    pub(crate) name_at: usize,
}

/// How a line is felt. Colour never says anything that the words do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tone {
    Plain,
    Good,
    Doubtful,
    Bad,
    Quiet,
}

/// The lines of the summary.
pub(crate) fn summary(report: &Report) -> Vec<Line> {
    let mut lines = Vec::new();
    let plain = |text: String| Line { first: "", text, tone: Tone::Plain, name_at: 0 };
    lines.push(plain(subject(report)));
    lines.push(plain(String::new()));
    if in_force(report).next().is_some() {
        let mut rules: BTreeMap<(Span, &str), Summary> = BTreeMap::new();
        let mut menus: BTreeMap<SourceId, Summary> = BTreeMap::new();
        for verdict in in_force(report) {
            rules.entry((verdict.policy_at, &verdict.rule)).or_default().count_apart(verdict);
            menus.entry(verdict.menu).or_default().count_apart(verdict);
        }
        let names = rules.iter().map(|((_, rule), counts)| ((*rule).to_string(), *counts));
        lines.extend(table("rule", names.collect()));
        if report.menus.len() > 1 {
            lines.push(plain(String::new()));
            let names = menus.iter().map(|(menu, counts)| (report.sources.name(*menu).to_string(), *counts));
            lines.extend(table("menu", names.collect()));
        }
        lines.push(plain(String::new()));
    }
    lines.extend(accepted::lines(report));
    lines.extend(Standing::of(report).lines());
    lines.push(last(report));
    for line in &mut lines {
        line.text = printable(&line.text);
    }
    lines
}

/// The verdicts on statements that are in force and tested; the others have lists of their own.
fn in_force(report: &Report) -> impl Iterator<Item = &Verdict> {
    let asleep = |at: Span| {
        report.dormant.iter().any(|statement| {
            let whole = statement.at;
            whole.source == at.source && whole.start <= at.start && at.end <= whole.end
        })
    };
    let untested = |verdict: &Verdict| {
        report
            .untested
            .iter()
            .any(|statement| statement.at == verdict.policy_at && statement.rule == verdict.rule)
    };
    report.verdicts.iter().filter(move |verdict| {
        verdict.outcome != Outcome::NotApplicable || !(asleep(verdict.policy_at) || untested(verdict))
    })
}

/// Which policy on which menu, as of which day.
fn subject(report: &Report) -> String {
    let title = report.title.as_deref().unwrap_or("the policy");
    let menus = match report.menus.as_slice() {
        [] => "no menu".to_string(),
        [menu] => {
            let described = menu.as_of.map(|day| format!(" of {day}")).unwrap_or_default();
            format!("{}{described} ({})", report.sources.name(menu.source), counted(menu.options, "option"))
        }
        several => counted(several.len(), "menu"),
    };
    // What is said of one of several menus stands with the rules that were tested for it.
    let mut moments = report.menus.first().map(|menu| menu.moments.clone()).unwrap_or_default();
    moments.retain(|moment| report.menus.iter().all(|menu| menu.moments.contains(moment)));
    let moments = if moments.is_empty() { String::new() } else { format!(" {}", tested_words(&moments)) };
    format!("Checked {title} on {menus}, as of {}{moments}.", report.as_of)
}

/// The counts of a row, and the two blanks before its name.
const COLUMNS: usize = 39;
/// The same with the column of what a baseline accepts, which is there where it accepts anything.
const COLUMNS_AND_ACCEPTED: usize = 48;

fn table(what: &str, rows: Vec<(String, Summary)>) -> Vec<Line> {
    let mut lines = Vec::new();
    let accepts = rows.iter().any(|(_, counts)| counts.accepted > 0);
    let (name_at, head) = match accepts {
        true => (COLUMNS_AND_ACCEPTED, " accepted"),
        false => (COLUMNS, ""),
    };
    let mut line = |text| lines.push(Line { first: "", text, tone: Tone::Plain, name_at });
    line(format!("kept broken unknown watch waived{head}  n/a  {what}"));
    let cell = |count: usize| if count == 0 { "-".to_string() } else { count.to_string() };
    let row = |counts: &Summary, name: &str| {
        let accepted = if accepts { format!(" {:>8}", cell(counts.accepted)) } else { String::new() };
        format!(
            "{:>4} {:>6} {:>7} {:>5} {:>6}{accepted} {:>4}  {name}",
            cell(counts.pass),
            cell(counts.breach),
            cell(counts.unknown),
            cell(counts.watch),
            cell(counts.waived),
            cell(counts.not_applicable),
        )
    };
    let mut rest = Summary::default();
    for (index, (name, counts)) in rows.iter().enumerate() {
        // One row too many is shown rather than summed up.
        if index < MOST_ROWS || rows.len() == MOST_ROWS.saturating_add(1) {
            line(row(counts, name));
        } else {
            rest.add(counts);
        }
    }
    if rows.len() > MOST_ROWS.saturating_add(1) {
        let more = rows.len().saturating_sub(MOST_ROWS);
        line(row(&rest, &format!("(the other {})", counted(more, what))));
    }
    lines
}

/// `from 2027-01-01`, `until 2026-06-30`
pub(crate) fn period(period: &Period) -> String {
    match (period.from, period.until) {
        (Some(from), Some(until)) => format!("from {from} until {until}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (None, None) => "always".into(),
    }
}

/// What it comes to. On one menu rules are counted, on several menus the menus.
fn last(report: &Report) -> Line {
    let mut by_rule: BTreeMap<(Span, &str), Summary> = BTreeMap::new();
    let mut by_menu: BTreeMap<SourceId, Summary> = BTreeMap::new();
    for verdict in in_force(report) {
        by_rule.entry((verdict.policy_at, &verdict.rule)).or_default().count_apart(verdict);
        by_menu.entry(verdict.menu).or_default().count_apart(verdict);
    }
    let many = report.menus.len() > 1;
    let counts: Vec<Summary> =
        if many { by_menu.into_values().collect() } else { by_rule.into_values().collect() };
    // What is accepted stands between what is to be put right and what the committee lets stand for a while.
    let accepts = |summary: &Summary| {
        summary.accepted > 0
            && !matches!(summary.worst(), Outcome::Breach | Outcome::Unknown | Outcome::Watch)
    };
    let accepted = counts.iter().filter(|summary| accepts(summary)).count();
    let worst = |outcome: Outcome| {
        counts.iter().filter(|summary| !accepts(summary) && summary.worst() == outcome).count()
    };

    let mut parts = Vec::new();
    let mistakes = |message: &&Diagnostic| message.severity == Severity::Error && message.primary.is_some();
    let errors = report.diagnostics.iter().filter(mistakes).count();
    if errors > 0 {
        parts.push(format!("{} in the files", counted(errors, "mistake")));
    }
    let noun = if many { "menu" } else { "rule" };
    let words = if many {
        [
            "with a broken rule",
            "with a rule that cannot be decided",
            "caught by a watch rule",
            "with accepted findings alone",
            "with a waived breach",
            "kept every rule",
            "with nothing to check",
        ]
    } else {
        [
            "broken",
            "cannot be decided",
            "caught by watching",
            "with accepted findings alone",
            "waived",
            "kept",
            "about nothing here",
        ]
    };
    let counts = [
        worst(Outcome::Breach),
        worst(Outcome::Unknown),
        worst(Outcome::Watch),
        accepted,
        worst(Outcome::Waived),
        worst(Outcome::Pass),
        worst(Outcome::NotApplicable),
    ];
    for (count, words) in counts.into_iter().zip(words) {
        match count {
            0 => {}
            // The noun stands once, with the first number.
            count if parts.is_empty() || (errors > 0 && parts.len() == 1) => {
                parts.push(format!("{} {words}", counted(count, noun)))
            }
            count => parts.push(format!("{count} {words}")),
        }
    }
    match report.untested.len() {
        0 => {}
        count if parts.is_empty() || many => parts.push(format!("{} not tested", counted(count, "rule"))),
        count => parts.push(format!("{count} not tested")),
    }
    if report.verdicts.is_empty() {
        parts.push("nothing was checked".into());
    }
    let clean = report.is_clean();
    let findings = report.baseline.as_ref().map_or(0, |baseline| baseline.findings);
    let head = match clean {
        true if findings > 0 => format!("Clean but for {}", counted(findings, "accepted finding")),
        true => "Clean".into(),
        false => "Not clean".to_string(),
    };
    Line {
        first: "",
        text: format!("{head}: {}.", parts.join(", ")),
        tone: match clean {
            true if report.untested.is_empty() && accepted == 0 => Tone::Good,
            true => Tone::Doubtful,
            false => Tone::Bad,
        },
        name_at: 0,
    }
}
