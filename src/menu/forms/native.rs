//! A menu in the native form: YAML that reads as the same menu, with the place of every value beside it.

use std::fmt::Write as _;

use crate::source::{SourceMap, Span};
use crate::vocabulary::{FactKey, Schema, Type, Value, parse_literal};

use crate::menu::thing::{Cell, Content, LeftOut, Menu, Reading, Thing};
use crate::menu::words;

/// The menu as a YAML text in the native form. The same menu gives the same text; what the menu does not know is left
/// out. Behind each value a comment says where it comes from.
pub fn to_yaml(menu: &Menu, schema: &Schema, sources: &SourceMap) -> String {
    let mut writer = Writer { menu, schema, sources, out: String::new() };
    let name = words::shown(sources.name(menu.source));
    writer.line(
        0,
        &format!("# Written by `planlint import` from {name}; behind each value stands where it comes from."),
    );
    writer.line(0, "menu: 1");
    if let Some(day) = menu.as_of {
        writer.line(0, &format!("as_of: {day}"));
    }
    let is_listed = !matches!(menu.leaves_out, Some(LeftOut::NotListed(_)));
    if menu.leaves_out.is_some() && is_listed {
        writer.line(0, "complete: no");
    }
    let (plan, file) = (&menu.plan, name.rsplit(['/', '\\']).next().unwrap_or("").to_string());
    // A plan that is not named goes by the name of its file, which is no name to write down.
    let is_named = file.rsplit_once('.').map_or(file.as_str(), |(stem, _)| stem) != plan.name;
    if is_named || !plan.facts.is_empty() {
        writer.line(0, "plan:");
        if is_named {
            writer.line(1, &format!("name: {}", quoted(&plan.name)));
        }
        if plan.id != plan.name {
            writer.line(1, &format!("id: {}", quoted(&plan.id)));
        }
        writer.facts(1, plan);
    }
    if is_listed {
        writer.list("options", 0, plan.parts());
    }
    if !menu.funds.is_empty() {
        writer.list("funds", 0, &menu.funds);
    }
    writer.out
}

struct Writer<'a> {
    menu: &'a Menu,
    schema: &'a Schema,
    sources: &'a SourceMap,
    out: String,
}

impl Writer<'_> {
    fn line(&mut self, depth: usize, text: &str) {
        // Writing into a string cannot fail.
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(depth));
    }

    fn list(&mut self, key: &str, depth: usize, things: &[Thing]) {
        if things.is_empty() {
            self.line(depth, &format!("{key}: []"));
            return;
        }
        self.line(depth, &format!("{key}:"));
        for thing in things {
            let name_at = self.place(thing.at);
            self.line(depth.saturating_add(1), &format!("- name: {}{name_at}", quoted(&thing.name)));
            let inner = depth.saturating_add(2);
            if thing.id != thing.name {
                self.line(inner, &format!("id: {}", quoted(&thing.id)));
            }
            self.facts(inner, thing);
            match &thing.content {
                Content::Class { class, at } => {
                    let place = self.place(*at);
                    self.line(inner, &format!("class: {}{place}", self.schema.class(*class).name));
                }
                Content::Fund { id, at, .. } => {
                    let place = self.place(*at);
                    self.line(inner, &format!("fund: {}{place}", quoted(id)));
                }
                Content::Parts(parts) => self.list("holds", inner, parts),
                Content::Closed => {}
            }
        }
    }

    fn facts(&mut self, depth: usize, thing: &Thing) {
        // A thing that is described on the spot is nothing that a cell or a path of a profile can say.
        let is_said = |cell: &Cell| !matches!(cell.reading, Reading::Described { .. });
        for (key, cell) in thing.facts.iter().filter(|(_, cell)| is_said(cell)) {
            let place = self.place(cell.at);
            self.line(depth, &format!("{}: {}{place}", self.schema.key_name(*key), self.value(*key, cell)));
        }
    }

    fn value(&self, key: FactKey, cell: &Cell) -> String {
        let ty = &self.schema.fact(key.fact).ty;
        match &cell.reading {
            Reading::Nothing | Reading::Described { .. } => "n/a".into(),
            Reading::Range(range) => words::interval(range, ty),
            Reading::Exactly(Value::Text(text) | Value::Choice(text)) => quoted(text),
            Reading::Exactly(value) => {
                self.as_written(value, ty, cell.at).unwrap_or_else(|| words::value(value))
            }
        }
    }

    /// A percent with the digits that the file has: of `33.30%` the last one says how exact it is.
    fn as_written(&self, value: &Value, ty: &Type, at: Span) -> Option<String> {
        if !matches!(ty, Type::Percent(_)) {
            return None;
        }
        let written = self.sources.slice(at).trim();
        let digits: String = written.chars().filter(|c| c.is_ascii_digit() || "-.".contains(*c)).collect();
        let text = if digits.starts_with('.') { format!("0{digits}%") } else { format!("{digits}%") };
        (parse_literal(&text, ty).as_ref() == Ok(value)).then_some(text)
    }

    /// Where a value comes from, as a comment.
    fn place(&self, at: Span) -> String {
        let place = match at.source == self.menu.source {
            true => self.sources.get(at.source).map_or(String::new(), |source| source.place(at.start)),
            false => self.sources.place(at),
        };
        format!("  # {}", words::shown(&place))
    }
}

/// A text as YAML takes it: bare if that can mean nothing else.
fn quoted(text: &str) -> String {
    const WORDS: [&str; 12] =
        ["yes", "no", "true", "false", "null", "on", "off", "none", "unknown", "nan", "inf", "y"];
    let plain = |c: char| c.is_alphanumeric() || " _-.&/'()".contains(c);
    let is_plain = text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(plain)
        && !text.ends_with(' ')
        && !WORDS.contains(&text.to_lowercase().as_str());
    if is_plain {
        return text.to_string();
    }
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
