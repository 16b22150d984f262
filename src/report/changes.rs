//! What differs between two policies, in words.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::diagnostics::{Diagnostic, Severity};
use crate::pipeline::{Change, Changes, OutcomeChange};
use crate::source::SourceMap;
use crate::verdict::Outcome;

use super::layout::{counted, printable};
use super::{Style, human};

/// The changes as text, for people and for `grep`.
pub fn render_changes(changes: &Changes, style: &Style) -> String {
    let mut text = String::new();
    for (message, sources) in wrong(&changes.old).chain(wrong(&changes.new)) {
        text.push_str(&human::draw(message, sources, style));
        text.push('\n');
    }
    // Half a policy differs from a whole one in ways that nobody asked for.
    if !text.is_empty() {
        text.push_str("They cannot be compared before that is put right.\n");
        return text;
    }
    for change in &changes.rules {
        text.push_str(&told(change));
    }
    if !changes.rules.is_empty() {
        text.push('\n');
    }
    text.push_str(&menus(changes));
    let _ = writeln!(text, "{}", last(changes));
    printable(&text)
}

/// What stands in the way of comparing.
fn wrong(side: &(Vec<Diagnostic>, SourceMap)) -> impl Iterator<Item = (&Diagnostic, &SourceMap)> {
    side.0.iter().filter(|one| one.severity == Severity::Error).map(|one| (one, &side.1))
}

/// A rule that differs: its lines that are gone, and those that are new.
fn told(change: &Change) -> String {
    let verb = match (&change.was, &change.is) {
        (None, _) => "added",
        (_, None) => "removed",
        _ => "changed",
    };
    let mut text = format!("{verb:<8} {}\n", change.what);
    let lines = |side: &Option<String>| -> Vec<String> {
        let side = side.as_deref().unwrap_or_default().lines();
        side.map(str::trim).filter(|line| !line.is_empty()).map(str::to_string).collect()
    };
    let (was, is) = (lines(&change.was), lines(&change.is));
    for line in was.iter().filter(|line| !is.contains(line)) {
        let _ = writeln!(text, "         - {line}");
    }
    for line in is.iter().filter(|line| !was.contains(line)) {
        let _ = writeln!(text, "         + {line}");
    }
    text
}

/// Menus by what changes on them: a menu on which nothing does is not shown.
fn menus(changes: &Changes) -> String {
    let mut by_menu: BTreeMap<(&str, &str), Vec<&OutcomeChange>> = BTreeMap::new();
    for change in &changes.outcomes {
        by_menu.entry((&change.menu, &change.plan)).or_default().push(change);
    }
    let mut text = String::new();
    for ((menu, plan), changes) in by_menu {
        let _ = writeln!(text, "{menu} ({plan})");
        for OutcomeChange { rule, was, is, .. } in changes {
            let _ = writeln!(text, "  {:>14} -> {:<14}  {rule}", word(*was), word(*is));
        }
        text.push('\n');
    }
    text
}

fn word(outcome: Option<Outcome>) -> String {
    outcome.map_or("no rule".into(), |outcome| outcome.word().replace('_', " "))
}

fn last(changes: &Changes) -> String {
    let count = |is: fn(&Change) -> bool| changes.rules.iter().filter(|change| is(change)).count();
    let (added, removed) = (count(|one| one.was.is_none()), count(|one| one.is.is_none()));
    let changed = changes.rules.len().saturating_sub(added).saturating_sub(removed);
    let rules = match changes.rules.len() {
        0 => "Every rule means the same".to_string(),
        _ => format!("{added} added, {removed} removed, {changed} changed"),
    };
    if changes.menus == 0 {
        return format!("{rules}.");
    }
    let touched: BTreeSet<&String> = changes.outcomes.iter().map(|change| &change.menu).collect();
    format!("{rules}; something else comes out on {} of {}.", touched.len(), counted(changes.menus, "menu"))
}
