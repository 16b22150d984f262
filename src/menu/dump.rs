//! A menu as plain text: every fact with its place, for tests and for `planlint stages`.

use std::fmt::Write;

use crate::source::{SourceMap, Span};
use crate::vocabulary::{Schema, tested_words};

use super::thing::{Content, LeftOut, Menu, Reading, Thing};
use super::words;

/// The menu as text, one line for each thing and fact, with the line and column where it stands. Facts that are
/// missing are not shown. The same menu gives the same text.
pub fn dump(menu: &Menu, schema: &Schema, sources: &SourceMap) -> String {
    let mut dump = Dump { menu, schema, sources, out: String::new() };
    dump.line(0, &menu.as_of.map_or_else(|| "menu".to_string(), |date| format!("menu as of {date}")));
    if let Some(left_out) = menu.leaves_out {
        let words = match left_out {
            LeftOut::Stated(_) | LeftOut::Unreadable(_) => "leaves options out",
            LeftOut::NotListed(_) => "does not list its options",
        };
        dump.line(1, &format!("{words}  {}", dump.place(left_out.at())));
    }
    for (name, id) in &menu.also_known_as {
        dump.line(1, &format!("{name:?} is {id:?}"));
    }
    dump.thing(0, &menu.plan);
    if !menu.funds.is_empty() {
        dump.line(0, "funds");
        for fund in &menu.funds {
            dump.thing(1, fund);
        }
    }
    dump.out
}

struct Dump<'a> {
    menu: &'a Menu,
    schema: &'a Schema,
    sources: &'a SourceMap,
    out: String,
}

impl Dump<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(depth));
    }

    /// `12:5`, with the name of the file if it is not the menu's.
    fn place(&self, at: Span) -> String {
        let place = self.sources.get(at.source).map_or(String::new(), |source| source.place(at.start));
        let file = if at.source == self.menu.source {
            String::new()
        } else {
            format!("{}:", self.sources.name(at.source))
        };
        format!("{file}{place}")
    }

    fn thing(&mut self, depth: usize, thing: &Thing) {
        let level = &self.schema.level(thing.level).name;
        let id = if thing.id == thing.name { String::new() } else { format!(" id {:?}", thing.id) };
        self.line(depth, &format!("{level} {:?}{id}  {}", thing.name, self.place(thing.at)));
        let inner = depth.saturating_add(1);
        if !thing.moments.is_empty() {
            self.line(inner, &tested_words(&thing.moments));
        }
        for (key, cell) in &thing.facts {
            let mut described = None;
            let value = match &cell.reading {
                Reading::Described { thing, .. } => {
                    described = Some(thing);
                    "described here".into()
                }
                Reading::Exactly(value) => words::value(value),
                Reading::Range(range) => words::interval(range, &self.schema.fact(key.fact).ty),
                Reading::Nothing => "none".into(),
            };
            self.line(inner, &format!("{} = {value}  {}", self.schema.key_name(*key), self.place(cell.at)));
            described.into_iter().for_each(|thing| self.thing(inner.saturating_add(1), thing));
        }
        for ((day, key), cell) in &thing.history {
            let value = match &cell.reading {
                Reading::Described { thing, .. } => format!("{:?}", thing.name),
                Reading::Exactly(value) => words::value(value),
                Reading::Range(range) => words::interval(range, &self.schema.fact(key.fact).ty),
                Reading::Nothing => "none".into(),
            };
            let name = self.schema.key_name(*key);
            self.line(inner, &format!("{name} on {day} = {value}  {}", self.place(cell.at)));
        }
        self.documents(inner, thing);
        match &thing.content {
            Content::Class { class, at } => {
                self.line(inner, &format!("all {}  {}", self.schema.class(*class).name, self.place(*at)));
            }
            Content::Fund { id, at, .. } => {
                self.line(inner, &format!("share in {id:?}  {}", self.place(*at)))
            }
            Content::Closed => self.line(inner, "not opened"),
            Content::Parts(parts) => {
                for part in parts {
                    self.thing(inner, part);
                }
            }
        }
        for (level, things) in &thing.members {
            self.line(inner, &self.schema.level(*level).plural());
            for thing in things {
                self.thing(inner.saturating_add(1), thing);
            }
        }
    }
    fn documents(&mut self, depth: usize, thing: &Thing) {
        let Some(documents) = &thing.documents else { return };
        if documents.listed.is_empty() && documents.lost.is_none() {
            self.line(depth, &format!("no documents  {}", self.place(documents.at)));
        }
        for document in &documents.listed {
            let mut words = format!("document {:?}", document.kind);
            let quoted = |texts: &[String]| {
                texts.iter().map(|text| format!("{text:?}")).collect::<Vec<_>>().join(", ")
            };
            for (name, texts) in [("by", &document.by), ("attests", &document.attests)] {
                if let Some(texts) = texts {
                    words = format!("{words} {name} {}", quoted(texts));
                }
            }
            if let Some(dated) = document.dated {
                words = format!("{words} dated {dated}");
            }
            if let Some(sha256) = &document.sha256 {
                words = format!("{words} sha256 {sha256}");
            }
            self.line(depth, &format!("{words}  {}", self.place(document.at)));
        }
        if let Some(lost) = documents.lost {
            self.line(depth, &format!("a document that could not be read  {}", self.place(lost)));
        }
    }
}
