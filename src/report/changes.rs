//! What differs between two policies, in words.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::pipeline::{Change, Changes, Kind, Outcomes, PlanChange, Reworded, Turn, Verb};
use crate::policy::Part;
use crate::verdict::Outcome;

use super::layout::{counted, printable, wrap};
use super::{Style, human};

/// Columns for the verb.
const MARGIN: usize = 11;
/// The longest name of a plan in a table; in a list it is told whole.
const LONGEST_PLAN: usize = 44;
/// Menus with faults that are told by name.
const MOST_FAULTY: usize = 5;

/// The changes as text, for people and for `grep`.
pub fn render_changes(changes: &Changes, style: &Style) -> String {
    let mut text = String::new();
    for (message, sources) in changes.errors() {
        text.push_str(&human::draw(message, sources, style));
        text.push('\n');
    }
    // Half a policy differs from a whole one in ways that nobody asked for.
    if !text.is_empty() {
        text.push_str("They cannot be compared before that is put right.\n");
        return text;
    }
    for change in &changes.changes {
        text.push_str(&told(change, style));
    }
    let is_open = |one: &Change| one.verb == Verb::Changed && matches!(one.kind, Kind::Rule | Kind::Param);
    if changes.changes.iter().any(is_open) {
        let note = "Of what has changed, neither stricter nor looser is proved: it may be one for some plans and the other for others.";
        let _ = write!(text, "\n{}\n", wrap(note, style.width, ""));
    }
    if !changes.changes.is_empty() {
        text.push('\n');
    }
    text.push_str(&plans(&changes.outcomes, style));
    let _ = writeln!(text, "{}", wrap(&totals(changes), style.width, ""));
    printable(&text)
}

/// As a change is called at the head of its lines.
pub(super) fn verb(verb: Verb) -> &'static str {
    match verb {
        Verb::Added => "added",
        Verb::Removed => "removed",
        Verb::Tightened => "tightened",
        Verb::Loosened => "loosened",
        Verb::Changed => "changed",
        Verb::Renamed => "renamed",
        Verb::Reworded => "reworded",
    }
}

/// What comes before its name.
fn called(change: &Change) -> String {
    let kind = match change.kind {
        Kind::Pack => "pack ",
        Kind::Param => "param ",
        Kind::Assumption => "assumption of ",
        Kind::Waiver => "waiver of ",
        Kind::Policy | Kind::Vocabulary | Kind::Rule => "",
    };
    format!("{kind}{}", change.name)
}

fn part(part: Part) -> &'static str {
    match part {
        Part::Statement => "what it says",
        Part::Scope => "what it is about",
        Part::Conditions => "when it applies",
        Part::Obligation => "must, should or watch",
        Part::Dates => "its dates",
        Part::Moments => "when it is tested",
        Part::Cure => "the time to cure",
    }
}

/// Something that differs: its lines that are gone, and those that are new.
fn told(change: &Change, style: &Style) -> String {
    let mut head = called(change);
    if let Some(old) = &change.was_called {
        let _ = write!(head, ", which was called {old}");
    }
    if !matches!(change.parts.as_slice(), [] | [Part::Statement]) {
        let parts: Vec<&str> = change.parts.iter().map(|one| part(*one)).collect();
        let _ = write!(head, " ({})", parts.join("; "));
    }
    let mut text = format!("{}\n", wrap(&head, style.width, &format!("{:<MARGIN$}", verb(change.verb))));
    let indent = " ".repeat(MARGIN);
    for (sign, lines) in [('-', &change.was), ('+', &change.is)] {
        for line in lines {
            let _ = writeln!(text, "{}", wrap(line, style.width, &format!("{indent}{sign} ")));
        }
    }
    for Reworded { what, was, is } in &change.words {
        let quoted = |words: &Option<String>| match words {
            Some(words) => format!("\"{words}\""),
            None => "none".into(),
        };
        let line = format!("its {what}: {}, now {}", quoted(was), quoted(is));
        let _ = writeln!(text, "{}", wrap(&line, style.width, &indent));
    }
    text
}

// --- Plans -----------------------------------------------------------------------------------------------------------

/// A turn that says nothing of the plan: a rule that is new or gone, and of which the menu does not say enough. Such plans are
/// counted, not named.
fn is_quiet(turn: &Turn) -> bool {
    matches!(turn, (None, Some(Outcome::Unknown)) | (Some(Outcome::Unknown), None))
}

/// Plans by rule: a table if it fits, else a list for each rule. A plan on which nothing changes is not shown.
fn plans(outcomes: &Outcomes, style: &Style) -> String {
    let named = Named::of(outcomes);
    match named.rows.is_empty() {
        true => String::new(),
        false => named.table(style).unwrap_or_else(|| named.lists(style)),
    }
}

/// Plans with something to tell of, each with its name; where two have the same, with the menu.
struct Named<'o> {
    rules: Vec<(&'o str, usize)>,
    rows: Vec<(String, &'o PlanChange)>,
}

impl<'o> Named<'o> {
    fn of(outcomes: &'o Outcomes) -> Self {
        let told = |plan: &&PlanChange| plan.rules.values().any(|turn| !is_quiet(turn));
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for plan in outcomes.changed.iter().filter(told) {
            let count = counts.entry(&plan.plan).or_default();
            *count = count.saturating_add(1);
        }
        let name = |plan: &PlanChange| match (counts.get(plan.plan.as_str()), plan.line) {
            (Some(1), _) => plan.plan.clone(),
            (_, Some(line)) => format!("{} ({}:{line})", plan.plan, plan.menu),
            (_, None) => format!("{} ({})", plan.plan, plan.menu),
        };
        let rows = outcomes.changed.iter().filter(told).map(|plan| (name(plan), plan)).collect();
        Named { rules: outcomes.counted(|turn| !is_quiet(turn)), rows }
    }

    fn table(&self, style: &Style) -> Option<String> {
        let names = self.rows.iter().map(|(name, _)| name.clone());
        let is_long = names.clone().any(|name| name.chars().count() > LONGEST_PLAN);
        let mut columns = vec![std::iter::once("plan".to_string()).chain(names).collect::<Vec<_>>()];
        for (rule, _) in &self.rules {
            let cell = |plan: &PlanChange| {
                let turned = plan.rules.get(*rule).filter(|turn| !is_quiet(turn));
                turned.map_or(String::new(), |turn| words(turn, style))
            };
            let cells = self.rows.iter().map(|(_, plan)| cell(plan));
            columns.push(std::iter::once((*rule).to_string()).chain(cells).collect());
        }
        let width = |column: &Vec<String>| column.iter().map(|cell| cell.chars().count()).max().unwrap_or(0);
        let widths: Vec<usize> = columns.iter().map(|column| width(column).saturating_add(2)).collect();
        if is_long || widths.iter().sum::<usize>() > style.width.saturating_add(2) {
            return None;
        }
        let mut text = String::new();
        for row in 0..=self.rows.len() {
            let mut line = String::new();
            for (column, width) in columns.iter().zip(&widths) {
                let _ = write!(line, "{:<width$}", column.get(row).map_or("", String::as_str));
            }
            let _ = writeln!(text, "{}", line.trim_end());
        }
        text.push('\n');
        Some(text)
    }

    fn lists(&self, style: &Style) -> String {
        let mut text = String::new();
        for (rule, count) in &self.rules {
            let _ = writeln!(text, "{rule}: {}", counted(*count, "plan"));
            let mut turns: BTreeMap<&Turn, Vec<&str>> = BTreeMap::new();
            for (name, plan) in &self.rows {
                if let Some(turn) = plan.rules.get(*rule).filter(|turn| !is_quiet(turn)) {
                    turns.entry(turn).or_default().push(name);
                }
            }
            let mut turns: Vec<_> = turns.into_iter().collect();
            // What somebody has to act on comes first.
            turns.sort_by_key(|(turn, _)| (turn.1 != Some(Outcome::Breach), **turn));
            for (turn, plans) in turns {
                let _ = writeln!(text, "  {} ({})", words(turn, style), plans.len());
                for plan in plans {
                    let _ = writeln!(text, "    {plan}");
                }
            }
            text.push('\n');
        }
        text
    }
}

/// `holds → breached`
fn words((was, is): &Turn, style: &Style) -> String {
    let arrow = if style.unicode { "→" } else { "->" };
    format!("{} {arrow} {}", word(*was), word(*is))
}

fn word(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        None => "no rule",
        Some(Outcome::Pass) => "holds",
        Some(Outcome::Breach) => "breached",
        Some(Outcome::Watch) => "watched",
        Some(Outcome::Unknown) => "unknown",
        Some(Outcome::Waived) => "waived",
        Some(Outcome::NotApplicable) => "does not apply",
    }
}

// --- Totals ----------------------------------------------------------------------------------------------------------

fn totals(changes: &Changes) -> String {
    let mut lines = Vec::new();
    let Outcomes { plans, changed, faulty } = &changes.outcomes;
    if !faulty.is_empty() {
        lines.push(format!("Something is wrong with {} of {}:", faulty.len(), counted(*plans, "menu")));
        for (menu, fault) in faulty.iter().take(MOST_FAULTY) {
            lines.push(format!("{menu}: {fault}"));
        }
        let more = faulty.len().saturating_sub(MOST_FAULTY);
        if more > 0 {
            lines.push(format!("and {more} more"));
        }
        lines
            .push("What could not be read of them is not compared: `planlint check` tells all of it.".into());
    }
    let verbs = [
        Verb::Added,
        Verb::Removed,
        Verb::Tightened,
        Verb::Loosened,
        Verb::Changed,
        Verb::Renamed,
        Verb::Reworded,
    ];
    let count = |wanted: Verb| changes.changes.iter().filter(|one| one.verb == wanted).count();
    let counts: Vec<String> = verbs
        .into_iter()
        .map(|one| (count(one), verb(one)))
        .filter(|(count, _)| *count > 0)
        .map(|(count, verb)| format!("{count} {verb}"))
        .collect();
    lines.push(match counts.as_slice() {
        [] => "Every rule means the same.".into(),
        counts => format!("{}.", counts.join(", ")),
    });
    if *plans > 0 {
        let loud = |turn: &Turn| !is_quiet(turn);
        let by_rule = changes.outcomes.counted(loud);
        let by_rule: Vec<String> = by_rule.iter().map(|(rule, count)| format!("{rule} on {count}")).collect();
        let many = changed.iter().filter(|plan| plan.rules.values().any(loud)).count();
        let all = counted(*plans, "plan");
        lines.push(match many {
            0 => format!("None of {all} changes."),
            1 => format!("1 of {all} changes: {}.", by_rule.join(", ")),
            many => format!("{many} of {all} change: {}.", by_rule.join(", ")),
        });
        for (rule, count) in changes.outcomes.counted(|turn| is_quiet(turn) && turn.0.is_none()) {
            lines.push(format!("{rule} is new, and unknown on {}.", counted(count, "plan")));
        }
        for (rule, count) in changes.outcomes.counted(|turn| is_quiet(turn) && turn.1.is_none()) {
            lines.push(format!("{rule} is gone, and was unknown on {}.", counted(count, "plan")));
        }
    }
    lines.join("\n")
}
