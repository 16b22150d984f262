//! A proposal: for a table that nobody has described, the profile that may read it, as TOML with its reasons.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::source::{CellKind, SheetRow, SourceText, column_letters};
use crate::vocabulary::{Schema, Type};

use super::header::plain;
use super::idiom::{Manner, Said, said, without_markers};
use super::lexicon::{Guess, Sure, guess};
use super::sheets::knows;
use super::table::{Heading, Table};
use super::twins;
use crate::menu::measured;
use crate::menu::profile::Profile;
use crate::menu::shelf::shelf;
use crate::menu::words;

/// Examples of a column that are shown.
const EXAMPLES: usize = 3;

/// The proposal, as a text to read and to paste into `planlint.toml`. Every column of the table is in it, with what it is
/// taken for or that it is left alone. What is not certain is proposed as a comment, for a person to decide.
pub fn inspect(source: &SourceText, profiles: &[(String, Profile)], schema: &Schema) -> String {
    let mut out = String::new();
    let candidates = Table::candidates(source);
    let visible = || candidates.iter().filter(|table| !table.sheet.is_hidden);
    let score = |table: &Table<'_>| {
        let guesses = table.headings.values().filter_map(|heading| heading.guess());
        guesses.map(|guess| if guess.sure == Sure::Open { 1_usize } else { 2 }).sum::<usize>()
    };
    let mut best: Option<(usize, &Table<'_>)> = None;
    for table in visible() {
        // A row of data may have the words of a header; it has numbers as well.
        let is_number = |heading: &Heading| {
            heading.shown.chars().count() > 1
                && !heading.shown.contains(|c: char| !c.is_ascii_digit() && !",.$%".contains(c))
        };
        if table.headings.values().any(is_number) {
            continue;
        }
        let score = score(table);
        let is_better =
            |(most, known): (usize, &Table<'_>)| score > most || score == most && table.depth < known.depth;
        if score >= 2 && best.is_none_or(is_better) {
            best = Some((score, table));
        }
    }
    // Where no header names a fact, the first row of words is shown, so that every column is.
    let first = || {
        let words = |table: &&Table<'_>| {
            let shown = |heading: &Heading| heading.shown.contains(char::is_alphabetic);
            table.headings.len() >= 2 && table.headings.values().all(shown)
        };
        visible().find(words)
    };
    let Some(table) = best.map(|(_, table)| table).or_else(first) else {
        let _ = writeln!(
            out,
            "# {}: no row looks like the header of a table of funds.",
            words::shown(&source.name)
        );
        let _ = writeln!(out, "# The rows at its beginning are");
        for row in source.sheets.iter().filter(|sheet| !sheet.is_hidden).flat_map(|sheet| &sheet.rows).take(5)
        {
            let texts: Vec<String> =
                row.cells.iter().take(8).map(|cell| words::shown(&cell.text(source))).collect();
            let _ = writeln!(out, "#   {}: {}", row.number, texts.join(" | "));
        }
        return out;
    };
    Proposal { source, table, schema, out }.write(profiles)
}

impl Heading {
    /// What the column is taken for: what any of its names says best.
    fn guess(&self) -> Option<Guess> {
        let guesses = self.all_names().filter_map(guess);
        guesses.max_by_key(|guess| guess.sure)
    }
}

struct Proposal<'a> {
    source: &'a SourceText,
    table: &'a Table<'a>,
    schema: &'a Schema,
    out: String,
}

/// A line of the profile.
struct Proposed {
    key: String,
    sure: Sure,
    line: String,
}

/// What stands in a column.
#[derive(Default)]
struct Values {
    filled: usize,
    percents: usize,
    dollars: usize,
    bare: usize,
    days: usize,
    either_day: usize,
    markers: usize,
    examples: Vec<String>,
}

impl Proposal<'_> {
    fn say(&mut self, line: &str) {
        let _ = writeln!(self.out, "{}", line.trim_end());
    }

    fn write(mut self, profiles: &[(String, Profile)]) -> String {
        let table = self.table;
        let name = words::shown(&self.source.name);
        let header: Vec<String> = table.header().iter().map(|row| row.number.to_string()).collect();
        let rows = if header.len() == 1 { "row" } else { "rows" };
        let sheet = table
            .sheet
            .name
            .as_ref()
            .map_or(String::new(), |sheet| format!(", sheet `{}`", words::shown(sheet)));
        self.say(&format!(
            "# {name}{sheet}: header in {rows} {}, {} rows below it",
            header.join(" and "),
            table.below().len()
        ));
        for (known, _) in profiles.iter().chain(shelf()).filter(|(_, profile)| knows(table, profile)) {
            self.say(&format!("# Profile `{known}` knows this header and reads the file as it is; what follows stands in for it."));
        }
        self.say("#");
        let mut lines: Vec<(Sure, String)> = Vec::new();
        let mut taken: BTreeMap<String, String> = BTreeMap::new();
        let mut per_thousand: Option<String> = None;
        for (column, heading) in &table.headings {
            let place = if table.sheet.name.is_some() {
                column_letters(*column)
            } else {
                column.saturating_add(1).to_string()
            };
            let shown = words::shown(&heading.shown);
            let values = self.values(*column);
            if heading.all_names().any(|name| name.ends_with("per 1000")) && values.filled > 0 {
                self.say(&format!("# {place:>3}  {shown}"));
                self.say(
                    "#        the fee again, per $1,000 (likely): it is held against the fee in percent",
                );
                per_thousand = Some(heading.shown.clone());
                continue;
            }
            let (told, line) = self.column(heading, &values, &taken);
            if let Some(Proposed { key, sure, line }) = line {
                if sure != Sure::Open {
                    taken.insert(key, shown.clone());
                }
                lines.push((sure, line));
            }
            self.say(&format!("# {place:>3}  {shown}"));
            for part in told.split("; as in ").enumerate() {
                let words = if part.0 == 0 { part.1.to_string() } else { format!("as in {}", part.1) };
                self.say(&format!("#        {words}"));
            }
        }
        self.rows(&taken);
        self.say("");
        self.say("[menu.profiles.NAME]");
        let marks: Vec<String> = taken.values().take(4).map(|shown| toml(shown.trim())).collect();
        match marks.is_empty() {
            true => self.say("# recognize.header = [\"…\"]  # open: which words of the header tell these files from others"),
            false => self.say(&format!("recognize.header = [{}]", marks.join(", "))),
        }
        let days = table.above().iter().chain(table.header()).flat_map(|row| &row.cells);
        let dated = days.map(|cell| table.text(cell)).find(|text| text.to_lowercase().contains("as of"));
        match dated {
            Some(text) => {
                self.say(&format!("as_of = {{ after = \"as of\" }}  # {}", words::shown(&text)));
            }
            None => {
                self.say("# as_of = { const = \"2026-09-30\" }  # open: no line above the table says its day")
            }
        }
        self.say("");
        self.say("[menu.profiles.NAME.table]");
        if let Some(sheet) = &table.sheet.name {
            self.say(&format!("sheet = {}", toml(sheet)));
        }
        self.say(&format!("header_rows = {}", table.depth));
        self.say("");
        self.say("[menu.profiles.NAME.option]");
        for (_, mut line) in lines {
            if line.contains("expense_ratio")
                && let Some(end) = line.rfind(" }")
                && let Some(column) = per_thousand.take().map(|column| toml(&column))
            {
                line.insert_str(end, &format!(", check = {{ column = {column}, unit = \"per_1000\" }}"));
            }
            self.say(&line);
        }
        self.out
    }

    fn values(&self, column: usize) -> Values {
        let mut values = Values::default();
        for cell in self.table.below().iter().filter_map(|row: &SheetRow| row.cell(column)) {
            let text = self.table.text(cell);
            let (plain, marker) = without_markers(&text);
            let manner = Manner::default();
            values.filled = values.filled.saturating_add(1);
            values.markers = values.markers.saturating_add(usize::from(!marker.is_empty()));
            if let Said::Text(number) = said(plain, Some(&Type::Number), manner) {
                let count = match twins::is_bare(&number) {
                    Some(true) => Some(&mut values.bare),
                    Some(false) if number.ends_with('%') || number.ends_with("bps") => {
                        Some(&mut values.percents)
                    }
                    Some(false) if number.contains('$') => Some(&mut values.dollars),
                    _ => None,
                };
                if let Some(count) = count {
                    *count = count.saturating_add(1);
                }
            }
            match said(plain, Some(&Type::Date), manner) {
                Said::Text(day)
                    if cell.kind == CellKind::Date || day.parse::<jiff::civil::Date>().is_ok() =>
                {
                    values.days = values.days.saturating_add(1);
                }
                Said::TwoDays(..) => values.either_day = values.either_day.saturating_add(1),
                _ => {}
            }
            if values.examples.len() < EXAMPLES {
                values.examples.push(words::shown(&text));
            }
        }
        values
    }

    /// What is said of a column, and its line in the profile.
    fn column(
        &self,
        heading: &Heading,
        values: &Values,
        taken: &BTreeMap<String, String>,
    ) -> (String, Option<Proposed>) {
        let examples = match values.examples.as_slice() {
            [] => "it is empty".to_string(),
            examples => format!("as in {}", examples.join(", ")),
        };
        let Some(Guess { key, mut sure, mut why }) = heading.guess() else {
            return (format!("left alone: its header names no fact that is known; {examples}"), None);
        };
        if values.filled == 0 {
            return ("left alone: it is empty".into(), None);
        }
        if let Some(first) = taken.get(&key) {
            return (format!("left alone: `{key}` is read from `{first}`; {examples}"), None);
        }
        let level = self.schema.level_named("option");
        let fact = level.and_then(|level| measured::named(self.schema, level, &key));
        let ty = fact.map(|(fact, _)| self.schema.fact(fact).ty.clone());
        let mut parts = vec![format!("column = {}", toml(&heading.shown))];
        let numbers = values.percents.saturating_add(values.dollars).saturating_add(values.bare);
        let mut unit = "";
        match &ty {
            Some(Type::Percent(_) | Type::Money) if numbers == 0 => {
                return (
                    format!("left alone: its header says `{key}`, and its values are no numbers; {examples}"),
                    None,
                );
            }
            Some(Type::Percent(_) | Type::Money) if values.bare > 0 => {
                sure = Sure::Open;
                let choice = if ty == Some(Type::Money) {
                    "\"dollars\" or \"thousands\""
                } else {
                    "\"percent\" or \"fraction\""
                };
                why = format!(
                    "{why}; {} of its numbers have no unit, so a person has to say {choice}",
                    values.bare
                );
                parts.push("unit = \"?\"".into());
                unit = if ty == Some(Type::Money) {
                    "  # dollars, thousands or millions"
                } else {
                    "  # percent, fraction or bps"
                };
            }
            Some(Type::Percent(_)) => why = format!("{why}; every number has a `%`"),
            Some(Type::Money) => why = format!("{why}; every number has a `$`"),
            Some(Type::Date) if values.either_day > 0 => {
                sure = Sure::Open;
                why = format!("{why}; its days can be read month first or day first");
                parts.push("dates = \"?\"".into());
                unit = "  # us or european";
            }
            Some(Type::Choice(_) | Type::Flag | Type::Frequency) => {
                sure = Sure::Open;
                why = format!("{why}; its words need a `map` to those of the vocabulary");
                parts.push("map = { }".into());
            }
            _ => {}
        }
        if values.markers > 0 {
            parts.push("markers = true".into());
            why = format!("{why}; {} of its values end in footnote markers", values.markers);
        }
        let written = if key.contains(' ') { format!("{key:?}") } else { key.clone() };
        let line = format!("{written} = {{ {} }}{unit}", parts.join(", "));
        let line = if sure == Sure::Open { format!("# {line}") } else { line };
        (format!("{key} ({}): {why}; {examples}", sure.word()), Some(Proposed { key, sure, line }))
    }

    /// Rows that look like no options, for a person to exclude.
    fn rows(&mut self, taken: &BTreeMap<String, String>) {
        let Some(name) = taken.get("name") else {
            self.say("#");
            self.say("# No column is sure to hold the names: without one nothing can be read.");
            return;
        };
        let column = self
            .table
            .headings
            .iter()
            .find(|(_, heading)| words::shown(&heading.shown) == *name)
            .map(|(column, _)| *column);
        let Some(column) = column else { return };
        let mut odd: Vec<String> = Vec::new();
        for row in self.table.below() {
            let Some(cell) = row.cell(column) else { continue };
            let text = self.table.text(cell);
            let words_of = plain(&text);
            let total = ["total", "subtotal", "grand total", "average"]
                .iter()
                .any(|word| words_of == *word || words_of.starts_with(&format!("{word} ")));
            let loan = words_of.contains("participant loan") || words_of.contains("notes receivable");
            let lonely = row.cells.len() == 1 && self.table.headings.len() > 2;
            if total || loan || lonely {
                odd.push(format!("row {} `{}`", row.number, words::shown(&text)));
            }
        }
        if odd.is_empty() {
            return;
        }
        self.say("#");
        self.say("# Rows that may be no options; exclude them with `skip` if they are not:");
        for one in odd.iter().take(12) {
            self.say(&format!("#   {one}"));
        }
        if odd.len() > 12 {
            self.say(&format!("#   and {} more", odd.len().saturating_sub(12)));
        }
        self.say(&format!(
            "#   skip = [{{ column = {}, starts = [\"Total\"], because = \"with totals\" }}]",
            toml(name)
        ));
    }
}

/// A text as TOML takes it.
pub(in crate::menu) fn toml(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => out.extend(['\\', character]),
            control if control.is_control() => out.push(' '),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}
