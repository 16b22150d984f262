//! A handbook as pages of HTML: an index, and one for each chapter. Each page stands on its own, loads nothing, and prints.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::layout::counted;
use crate::handbook::{Chapter, Entry, Example, Handbook, Parameter, Rule};
use crate::policy::{Obligation, Period};

/// The page with which one begins.
pub const INDEX: &str = "index.html";

/// One page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The name of its file.
    pub name: String,
    /// HTML.
    pub text: String,
}

/// Tells a handbook.
pub fn render_handbook(handbook: &Handbook) -> Vec<Page> {
    let names = file_names(&handbook.chapters);
    let chapters: Vec<(&Chapter, &String)> = handbook.chapters.iter().zip(&names).collect();
    let index = Page { name: INDEX.into(), text: index(handbook, &chapters).into_string() };
    let chapter = |(chapter, name): &(&Chapter, &String)| Page {
        name: (*name).clone(),
        text: self::chapter(handbook, chapter).into_string(),
    };
    std::iter::once(index).chain(chapters.iter().map(chapter)).collect()
}

/// The files of the chapters: plain names in one folder, no two of them alike on any system.
fn file_names(chapters: &[Chapter]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for chapter in chapters {
        let kept = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' };
        let plain: String = chapter.name.chars().map(kept).collect();
        let mut name = format!("{plain}.html");
        let mut number = 2_usize;
        while name == INDEX || names.contains(&name) {
            name = format!("{plain}-{number}.html");
            number = number.saturating_add(1);
        }
        names.push(name);
    }
    names
}

fn page(title: &str, handbook: &Handbook, body: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="generator" content="planlint";
                title { (title) }
                style { (PreEscaped(include_str!("pages.css"))) }
            }
            body {
                (body)
                footer {
                    @if let Some(disclaimer) = &handbook.disclaimer { p { (disclaimer) } }
                    p { (named(handbook)) ". The rules are shown as they are checked; each example is a test of theirs that passes." }
                }
            }
        }
    }
}

/// `rules.erisa 0.1.0`
fn named(handbook: &Handbook) -> String {
    match &handbook.version {
        Some(version) => format!("{} {version}", handbook.title),
        None => handbook.title.clone(),
    }
}

fn index(handbook: &Handbook, chapters: &[(&Chapter, &String)]) -> Markup {
    let all: usize = chapters.iter().map(|(chapter, _)| rules_of(chapter).count()).sum();
    let link = |id: &str| {
        let has = |chapter: &Chapter| rules_of(chapter).any(|rule| rule.id == id);
        let name = chapters.iter().find(|(chapter, _)| has(chapter)).map(|(_, name)| name.as_str());
        html! { a href={ (name.unwrap_or_default()) "#" (anchor(id)) } { code { (last_part(id)) } } }
    };
    let body = html! {
        header {
            h1 { (handbook.title) }
            @if let Some(description) = &handbook.description { p { (description) "." } }
            p.quiet {
                @if let Some(version) = &handbook.version { "Version " (version) ". " }
                (counted(all, "rule")) ". "
                @if !handbook.authors.is_empty() { "By " (handbook.authors.join(", ")) ". " }
                @if let Some(licence) = &handbook.licence { "Licence: " (licence) "." }
            }
        }
        @if let Some(disclaimer) = &handbook.disclaimer { p.note { (disclaimer) } }
        p.quiet { "A failure of a rule is a breach, where no other word stands behind it." }
        @for (chapter, name) in chapters {
            h2 { a href=(name) { (chapter.title) } }
            div.scroll { table {
                thead { tr { th { "Rule" } th { "Source" } } }
                tbody { @for rule in rules_of(chapter) { tr {
                    td { a href={ (name) "#" (anchor(&rule.id)) } { (title_of(rule)) } (badge_of(rule.obligation)) }
                    td { (rule.cites.join("; ")) }
                } } }
            } }
        }
        @if !handbook.parameters.is_empty() {
            h2 #parameters { "What a plan can set" }
            div.scroll { table {
                thead { tr { th { "Parameter" } th { "Meaning" } th { "Value" } th { "May be" } th { "Rules" } } }
                tbody { @for one in &handbook.parameters { tr id={ "parameter-" (one.name) } {
                    td.tight { code { (one.name) } }
                    td { (one.meaning.as_deref().unwrap_or_default()) }
                    td.tight { (one.value) }
                    td { (one.bounds.as_deref().unwrap_or("any")) }
                    td { @for (index, rule) in one.rules.iter().enumerate() { @if index > 0 { ", " } (link(rule)) } }
                } } }
            } }
        }
        @if !handbook.words.is_empty() {
            h2 #words { "Words that a menu needs for it" }
            p.quiet { "Beside the words that every menu may use, these rules read:" }
            div.scroll { table {
                thead { tr { th { "Word" } th { "Said of" } th { "Meaning" } } }
                tbody { @for word in &handbook.words { tr {
                    td.tight { code { (word.name) } }
                    td { (word.of) }
                    td { (word.meaning.as_deref().unwrap_or_default()) }
                } } }
            } }
        }
        @if !handbook.packs.is_empty() {
            h2 { "Packs that it uses" }
            ul { @for pack in &handbook.packs { li { (pack) } } }
        }
    };
    page(&named(handbook), handbook, &body)
}

fn chapter(handbook: &Handbook, chapter: &Chapter) -> Markup {
    let body = html! {
        nav { a href=(INDEX) { (handbook.title) } }
        header { h1 { (chapter.title) } }
        @for entry in &chapter.entries {
            @match entry {
                Entry::Heading(title) => h2 { (title) },
                Entry::Written(text) => pre { (text) },
                Entry::Rule(rule) => (article(handbook, rule)),
            }
        }
    };
    page(&format!("{}: {}", handbook.title, chapter.title), handbook, &body)
}

fn article(handbook: &Handbook, rule: &Rule) -> Markup {
    let set = |name: &String| handbook.parameters.iter().find(|one| one.name == *name);
    let parameters: Vec<&Parameter> = rule.parameters.iter().filter_map(set).collect();
    html! {
        article id=(anchor(&rule.id)) {
            h3 { (title_of(rule)) (badge_of(rule.obligation)) }
            p.id {
                code { (rule.id) }
                @if !rule.cites.is_empty() { " · Source: " (rule.cites.join("; ")) }
                @if let Some(period) = period_words(rule.period) { " · " (period) }
            }
            pre { (rule.written) }
            @if !parameters.is_empty() {
                p.quiet {
                    "Turns on "
                    @for (index, one) in parameters.iter().enumerate() {
                        @if index > 0 { ", " }
                        a href={ (INDEX) "#parameter-" (one.name) } { code { (one.name) } } " (" (one.value) ")"
                    }
                    "."
                }
            }
            @if rule.examples.is_empty() {
                p.quiet { "No test shows this rule." }
            } @else {
                h4 { "Examples" }
                ul.examples { @for example in &rule.examples { li { (shown(example)) } } }
            }
        }
    }
}

fn shown(example: &Example) -> Markup {
    let mut outcomes: Vec<&str> = Vec::new();
    for (outcome, _) in &example.comes_to {
        if !outcomes.contains(&outcome.as_str()) {
            outcomes.push(outcome);
        }
    }
    html! {
        details {
            summary {
                @for outcome in outcomes { span class={ "badge " (outcome) } { (outcome_words(outcome)) } " " }
                (example.title)
            }
            pre {
                @for given in &example.given { (given) "\n" }
                @for (_, expected) in &example.comes_to { "\n" (expected) }
            }
        }
    }
}

fn rules_of(chapter: &Chapter) -> impl Iterator<Item = &Rule> {
    chapter.entries.iter().filter_map(|entry| match entry {
        Entry::Rule(rule) => Some(rule),
        Entry::Heading(_) | Entry::Written(_) => None,
    })
}

/// In the committee's words, or failing these, the first line as written.
fn title_of(rule: &Rule) -> &str {
    rule.text.as_deref().unwrap_or_else(|| rule.written.lines().next().unwrap_or_default())
}

fn badge_of(obligation: Obligation) -> Markup {
    html! { @match obligation {
        Obligation::Must => {},
        Obligation::Should => { " " span.badge.should { "a lesser breach" } },
        Obligation::Watch => { " " span.badge.watch { "a reason to watch" } },
    } }
}

fn outcome_words(outcome: &str) -> &str {
    match outcome {
        "pass" => "kept",
        "breach" => "broken",
        "unknown" => "cannot be decided",
        "watch" => "watched",
        "not_applicable" => "does not apply",
        other => other,
    }
}

fn period_words(period: Period) -> Option<String> {
    match (period.from, period.until) {
        (None, None) => None,
        (Some(from), None) => Some(format!("in force from {from}")),
        (None, Some(until)) => Some(format!("in force until {until}")),
        (Some(from), Some(until)) => Some(format!("in force from {from} until {until}")),
    }
}

/// The id of a rule, as an address can have it.
fn anchor(id: &str) -> String {
    id.chars().map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' }).collect()
}

fn last_part(id: &str) -> &str {
    id.rsplit('/').next().unwrap_or(id)
}
