//! A check of many menus, as told: what each rule came to, the gravest menus, what is missing, and what cannot be read.

use std::io;

use crate::diagnostics::Diagnostic;
use crate::pipeline::{BookReport, Gap, Grave, RuleCount, Summary, Told};
use crate::verdict::{MissingKind, Verdict};
use crate::vocabulary::plural_of;

use super::layout::{grouped, printable, wrap};
use super::sentence::Speaker;
use super::standing::Standing;
use super::summary::Tone;
use super::{ReportFormat, Style, book_json, human, plain};

/// Gaps that people are told of; machines get all.
const MOST_GAPS: usize = 12;

/// Tells a check of many menus.
pub fn render_book(
    report: &BookReport,
    format: ReportFormat,
    style: &Style,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let page = match format {
        ReportFormat::Json => return book_json::write(report, out),
        ReportFormat::Plain => Page { style: None },
        ReportFormat::Human => Page { style: Some(style) },
    };
    out.write_all(page.render(report).as_bytes())
}

/// How text for people is laid out: within a width, or a fact on a line.
struct Page<'a> {
    style: Option<&'a Style>,
}

/// A line of the summary: what it opens with, its words, and how it is felt.
struct Row(&'static str, String, Tone);

impl Page<'_> {
    fn render(&self, report: &BookReport) -> String {
        let mut text = String::new();
        for message in &report.diagnostics {
            text.push_str(&self.message(message, report));
            text.push('\n');
        }
        for told in &report.told {
            text.push_str(&self.message(&collected(told), report));
            text.push('\n');
        }
        for row in rows(report) {
            text.push_str(&self.row(&row));
            text.push('\n');
        }
        text
    }

    fn message(&self, message: &Diagnostic, report: &BookReport) -> String {
        match self.style {
            Some(style) => human::draw(message, &report.sources, style),
            None => plain::tell(message, &report.sources),
        }
    }

    fn row(&self, Row(first, words, tone): &Row) -> String {
        let words = printable(words);
        let whole = format!("{first}{words}");
        match self.style {
            None => whole.trim_end().to_string(),
            Some(style) if whole.chars().count() <= style.width => {
                human::paint(whole.trim_end(), *tone, style)
            }
            Some(style) => human::paint(wrap(&words, style.width, first).trim_end(), *tone, style),
        }
    }
}

/// The first message of a kind, with how many there are and where others stand.
fn collected(told: &Told) -> Diagnostic {
    let mut message = told.first.clone();
    if told.messages > 1 {
        let others: Vec<String> = told
            .examples
            .iter()
            .skip(1)
            .map(|other| format!("{}:{}:{}: {}", other.book, other.line, other.column, other.message))
            .collect();
        let more = match others.is_empty() {
            true => String::new(),
            false => format!("; among them {}", others.join("; ")),
        };
        message.notes.push(format!(
            "{} of this kind on {}{more}",
            counted(told.messages, "message"),
            counted(told.lines, "line")
        ));
    }
    message
}

fn rows(report: &BookReport) -> Vec<Row> {
    let mut rows = Vec::new();
    let blank = || Row("", String::new(), Tone::Plain);
    rows.push(Row("", subject(report), Tone::Plain));
    rows.push(blank());
    if !report.rules.is_empty() {
        rows.extend(table(&report.rules));
        rows.push(blank());
    }
    if !report.worst.is_empty() {
        rows.push(Row("", "The gravest menus:".into(), Tone::Plain));
        let speaker = Speaker { schema: &report.schema, sources: &report.sources, many_plans: false };
        for grave in &report.worst {
            rows.extend(gravest(grave, speaker));
        }
        rows.push(blank());
    }
    if !report.gaps.is_empty() {
        rows.push(Row("", "What is missing, where it would decide:".into(), Tone::Plain));
        rows.extend(report.gaps.iter().take(MOST_GAPS).map(|gap| Row("  ", gap_words(gap), Tone::Plain)));
        let more = report.gaps.len().saturating_sub(MOST_GAPS);
        if more > 0 {
            rows.push(Row("  ", format!("and {}", counted(more, "more kind")), Tone::Plain));
        }
        rows.push(blank());
    }
    let standing = Standing::of_book(report).lines();
    rows.extend(standing.into_iter().map(|line| Row(line.first, line.text, line.tone)));
    rows.push(last(report));
    rows
}

fn subject(report: &BookReport) -> String {
    let title = report.title.as_deref().unwrap_or("the policy");
    let read = &report.read;
    format!(
        "Checked {title} on {} with {} in {}, as of {}.",
        counted(read.menus, "menu"),
        counted(read.options, "option"),
        report.books.join(" and "),
        report.as_of
    )
}

/// Menus by what each rule came to, in columns as wide as their numbers.
fn table(rules: &[RuleCount]) -> Vec<Row> {
    let heads = ["kept", "broken", "unknown", "watch", "waived", "n/a"];
    let numbers = |counts: &Summary| {
        [counts.pass, counts.breach, counts.unknown, counts.watch, counts.waived, counts.not_applicable]
            .map(|count| if count == 0 { "-".to_string() } else { grouped(count) })
    };
    let width = |column: usize, head: &str| {
        let cells = rules.iter().filter_map(|rule| numbers(&rule.menus).get(column).map(String::len));
        cells.chain([head.len()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = heads.iter().enumerate().map(|(column, head)| width(column, head)).collect();
    let line = |cells: &[String], name: &str| {
        let cells: Vec<String> =
            cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:>width$}")).collect();
        Row("", format!("{}  {name}", cells.join(" ")), Tone::Plain)
    };
    let mut rows = vec![line(&heads.map(str::to_string), "menus by rule")];
    rows.extend(rules.iter().map(|rule| line(&numbers(&rule.menus), &rule.rule)));
    rows
}

/// Where a menu stands, what it broke, and the first of it.
fn gravest(grave: &Grave, speaker: Speaker<'_>) -> Vec<Row> {
    let counts = [
        (grave.rules.breach, "broken"),
        (grave.rules.watch, "caught by watching"),
        (grave.rules.unknown, "cannot be decided"),
    ];
    let mut parts: Vec<String> = Vec::new();
    for (count, words) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let count = if parts.is_empty() { counted(count, "rule") } else { grouped(count) };
        parts.push(format!("{count} {words}"));
    }
    let described = grave.as_of.map(|day| format!(" of {day}")).unwrap_or_default();
    let place = format!("{}:{}", grave.book, grave.line);
    // A plan that its menu does not name goes by its place.
    let named = if place.ends_with(&grave.plan) { String::new() } else { format!(" {}", grave.plan) };
    let head = format!("{place}{named}{described}: {}", parts.join(", "));
    let mut rows = vec![Row("  ", head, Tone::Plain)];
    let told = |verdict: &Verdict| format!("{} (`{}`)", speaker.headline(verdict), verdict.rule);
    rows.extend(grave.broken.iter().map(|verdict| Row("      ", told(verdict), Tone::Plain)));
    rows
}

/// `expense_ratio net` of 812,004 options on 53,535 menus
fn gap_words(gap: &Gap) -> String {
    let whose = match gap.level.as_str() {
        // A menu has one plan.
        "plan" => counted(gap.menus, "plan"),
        level => format!("{} on {}", counted(gap.things, level), counted(gap.menus, "menu")),
    };
    match gap.kind {
        MissingKind::Fact => format!("`{}` of {whose}", gap.fact),
        MissingKind::Holdings if gap.level == "plan" => format!("the rest of the options of {whose}"),
        MissingKind::Holdings => format!("{} of {whose}", gap.fact),
        MissingKind::History => format!("{}, of {whose}", gap.fact),
        MissingKind::Document => format!("{} of {whose}", gap.fact),
    }
}

fn last(report: &BookReport) -> Row {
    let read = &report.read;
    let worst = &read.by_worst;
    let lost = read.lines.saturating_sub(read.menus);
    let counts = [
        (worst.breach, "with a broken rule"),
        (worst.unknown, "with a rule that cannot be decided"),
        (worst.watch, "caught by a watch rule"),
        (worst.waived, "with a waived breach"),
        (worst.pass, "kept every rule"),
        (worst.not_applicable, "with nothing to check"),
    ];
    let mut parts = Vec::new();
    for (count, words) in counts.into_iter().filter(|(count, _)| *count > 0) {
        let count = if parts.is_empty() { counted(count, "menu") } else { grouped(count) };
        parts.push(format!("{count} {words}"));
    }
    if lost > 0 {
        parts.push(format!("{} that cannot be read", counted(lost, "line")));
    }
    if parts.is_empty() {
        parts.push("nothing was checked".into());
    }
    let clean = report.is_clean();
    let head = if clean { "Clean" } else { "Not clean" };
    let tone = if clean { Tone::Good } else { Tone::Bad };
    Row("", format!("{head}: {}.", parts.join(", ")), tone)
}

/// `1 menu`, `53,535 menus`
fn counted(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{} {}", grouped(number), plural_of(noun)) }
}
