//! From policies to a handbook.

use std::collections::BTreeMap;

use super::{Chapter, Entry, Example, Handbook, Parameter, Rule, Word};
use crate::cases::{Case, Cases, tests};
use crate::policy::Policy;
use crate::settings::Manifest;
use crate::source::{SourceMap, Span};
use crate::syntax::{Fact, Given, Item, Literal, Name, SyntaxTree, Test, Text};

/// Policies as written and as meant, and what their tests came to.
#[derive(Clone, Copy, Debug)]
pub struct Written<'a> {
    /// As written.
    pub trees: &'a [SyntaxTree],
    /// As meant.
    pub policy: &'a Policy,
    /// Their tests, tried.
    pub cases: &'a Cases,
    /// The texts.
    pub sources: &'a SourceMap,
}

/// Explains policies. `folder` is that of the pack, as the names of its files begin.
pub fn handbook(written: &Written<'_>, manifest: Option<&Manifest>, folder: &str) -> Handbook {
    let mut writer =
        Writer { from: written, definitions: BTreeMap::new(), parameters: Vec::new(), words: Vec::new() };
    for tree in written.trees {
        writer.declare(&tree.items);
    }
    let mut chapters: Vec<Chapter> =
        written.trees.iter().filter_map(|tree| writer.chapter(tree, folder)).collect();
    chapters.sort_by(|a, b| a.name.cmp(&b.name));
    let title = manifest.map(|manifest| manifest.name.clone()).or_else(|| written.policy.title.clone());
    let mut parameters = writer.parameters;
    for parameter in &mut parameters {
        let rules = chapters.iter().flat_map(|chapter| &chapter.entries).filter_map(|entry| match entry {
            Entry::Rule(rule) if rule.parameters.contains(&parameter.name) => Some(rule.id.clone()),
            _ => None,
        });
        parameter.rules = rules.collect();
    }
    Handbook {
        title: title.unwrap_or_else(|| "Policy".into()),
        version: manifest.map(|manifest| manifest.version.to_string()),
        description: manifest.and_then(|manifest| manifest.description.clone()),
        disclaimer: manifest.and_then(|manifest| manifest.disclaimer.clone()),
        authors: manifest.map(|manifest| manifest.authors.clone()).unwrap_or_default(),
        licence: manifest.and_then(|manifest| manifest.licence.clone()),
        chapters,
        parameters,
        words: writer.words,
        packs: written.policy.packs.iter().map(|pack| format!("{} {}", pack.name, pack.version)).collect(),
    }
}

struct Writer<'a> {
    from: &'a Written<'a>,
    /// Definitions and tables, as written, by name.
    definitions: BTreeMap<&'a str, String>,
    parameters: Vec<Parameter>,
    words: Vec<Word>,
}

impl<'a> Writer<'a> {
    fn declare(&mut self, items: &'a [Item]) {
        for item in items {
            match item {
                Item::Section(section) => self.declare(&section.items),
                Item::Let(one) => {
                    self.definitions.insert(&one.name.word, self.slice(one.at));
                }
                Item::Table(table) => {
                    self.definitions.insert(&table.name.word, self.slice(table.whole));
                }
                Item::Param(param) => {
                    let end = |of: &Literal| self.slice(of.at);
                    let bounds = param.range.as_ref().map(|(low, high)| match high {
                        Some(high) => format!("{} to {}", end(low), end(high)),
                        None => format!("{} or more", end(low)),
                    });
                    self.parameters.push(Parameter {
                        name: param.name.word.clone(),
                        meaning: said(param.label.as_ref()),
                        value: self.slice(param.value.at),
                        bounds,
                        rules: Vec::new(),
                    });
                }
                Item::Fact(fact) => self.words.push(word_of(fact)),
                Item::Class(class) => self.words.push(Word {
                    name: class.name.word.clone(),
                    of: match &class.within {
                        Some(within) => format!("a class, part of {}", within.word),
                        None => "a class".into(),
                    },
                    meaning: said(class.label.as_ref()),
                }),
                Item::Level(level) => self.words.push(Word {
                    name: level.name.word.clone(),
                    of: match &level.of {
                        Some(of) => format!("a level, of {}", of.word),
                        None => "a level".into(),
                    },
                    meaning: said(level.label.as_ref()),
                }),
                _ => {}
            }
        }
    }

    /// The chapter of a file; none if it has no rule.
    fn chapter(&self, tree: &SyntaxTree, folder: &str) -> Option<Chapter> {
        let mut entries = Vec::new();
        self.entries(&tree.items, &mut entries);
        let has_rules = entries.iter().any(|entry| matches!(entry, Entry::Rule(_)));
        let file = self.from.sources.name(tree.source);
        let inner = file.strip_prefix(folder).unwrap_or(file).trim_start_matches('/');
        let name = inner.strip_suffix(".ips").unwrap_or(inner).to_string();
        let title = tree.items.iter().find_map(|item| match item {
            Item::Header { title, .. } => Some(title.text.clone()),
            _ => None,
        });
        has_rules.then(|| Chapter { title: title.unwrap_or_else(|| in_words(&name)), name, entries })
    }

    fn entries(&self, items: &[Item], entries: &mut Vec<Entry>) {
        for item in items {
            match item {
                Item::Section(section) => {
                    entries.push(Entry::Heading(section.title.text.clone()));
                    self.entries(&section.items, entries);
                }
                Item::Let(one) => self.written(one.at, entries),
                Item::Table(table) => self.written(table.whole, entries),
                Item::Use(one) => self.written(one.at, entries),
                Item::Drop(one) => self.written(one.at, entries),
                Item::Assume(one) => self.written(one.at, entries),
                Item::Waive(one) => self.written(one.at, entries),
                Item::Rule(rule) | Item::Replace(rule) => self.rules(rule.whole, entries),
                Item::WatchList(list) => self.rules(list.whole, entries),
                Item::Statement(statement) => self.rules(statement.at, entries),
                _ => {}
            }
        }
    }

    /// What stands on its own; several in a row are one piece.
    fn written(&self, at: Span, entries: &mut Vec<Entry>) {
        let text = self.slice(at);
        match entries.last_mut() {
            Some(Entry::Written(before)) => {
                before.push('\n');
                before.push_str(&text);
            }
            _ => entries.push(Entry::Written(text)),
        }
    }

    /// The rules that an item comes to: an unnamed block may come to several, which are one entry.
    fn rules(&self, whole: Span, entries: &mut Vec<Entry>) {
        let within = |at: Span| at.source == whole.source && whole.start <= at.start && at.end <= whole.end;
        let mut rules = self.from.policy.rules.iter().filter(|rule| within(rule.at));
        let Some(first) = rules.next() else { return };
        let mut checks: Vec<&str> = Vec::new();
        for rule in std::iter::once(first).chain(rules) {
            checks.extend(rule.checks.iter().map(|check| check.id.as_str()));
        }
        let written = self.slice(whole);
        entries.push(Entry::Rule(Rule {
            id: first.id.clone(),
            text: first.text.clone(),
            obligation: first.obligation,
            cites: first.cites.clone(),
            period: first.period,
            parameters: self.turns_on(&written),
            written,
            examples: self.examples(&checks),
        }));
    }

    /// The parameters that a text names, and those that the definitions that it names do.
    fn turns_on(&self, written: &str) -> Vec<String> {
        let mut texts = vec![written];
        let mut seen: Vec<&str> = Vec::new();
        let mut named = Vec::new();
        while let Some(text) = texts.pop() {
            for word in words(text) {
                if seen.contains(&word) {
                    continue;
                }
                seen.push(word);
                texts.extend(self.definitions.get(word).map(String::as_str));
                named.extend(
                    self.parameters.iter().filter(|one| one.name == word).map(|one| one.name.clone()),
                );
            }
        }
        // As they are declared.
        self.parameters.iter().map(|one| one.name.clone()).filter(|name| named.contains(name)).collect()
    }

    fn examples(&self, checks: &[&str]) -> Vec<Example> {
        let tests: Vec<&Test> = self.from.trees.iter().flat_map(|tree| tests(&tree.items)).collect();
        let shows = |case: &Case| -> Option<Example> {
            let about = case
                .shown
                .iter()
                .filter(|shown| checks.iter().any(|check| shown.statements.contains(*check)));
            let comes_to: Vec<(String, String)> =
                about.map(|shown| (shown.outcome.clone(), self.slice(shown.at))).collect();
            let test = tests.iter().find(|test| test.at == case.at)?;
            let given = |given: &Given| self.slice(given.at);
            (case.is_passed() && !comes_to.is_empty()).then(|| Example {
                title: case.title.clone(),
                given: test.given.iter().map(given).collect(),
                comes_to,
            })
        };
        self.from.cases.cases.iter().filter_map(shows).collect()
    }

    /// A piece of a text, its further lines as far in as they are behind the first.
    fn slice(&self, at: Span) -> String {
        let Some(source) = self.from.sources.get(at.source) else { return String::new() };
        let column = source.line_column(at.start).column.saturating_sub(1);
        let outdented = |line: &str| {
            let blanks = line.chars().take_while(|c| *c == ' ').count().min(column);
            line.chars().skip(blanks).collect::<String>()
        };
        let mut lines = source.slice(at).lines();
        let first = lines.next().unwrap_or_default().to_string();
        std::iter::once(first)
            .chain(lines.map(outdented))
            .collect::<Vec<_>>()
            .join("\n")
            .trim_end()
            .to_string()
    }
}

/// `employer_stock`: Employer stock
fn in_words(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn said(label: Option<&Text>) -> Option<String> {
    label.map(|label| label.text.clone())
}

fn word_of(fact: &Fact) -> Word {
    let levels: Vec<&str> = fact.levels.iter().map(|level: &Name| level.word.as_str()).collect();
    Word { name: fact.name.word.clone(), of: levels.join(", "), meaning: said(fact.label.as_ref()) }
}

/// The words of a text, but for what stands in quotation marks and comments.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .flat_map(|line| line.split('#').next().unwrap_or_default().split('"').step_by(2))
        .flat_map(|part| part.split(|c: char| !(c.is_alphanumeric() || c == '_')))
        .filter(|word| !word.is_empty())
}
