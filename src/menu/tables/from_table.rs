//! Table → native shape: each row an option, or a holding, with the values that a profile finds in its columns.
//!
//! As with paths, there is one reader of facts, and it reads the native shape.

use std::collections::{BTreeMap, BTreeSet};

use toml::Spanned;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{Area, CellKind, SheetRow, SourceText, Span};
use crate::vocabulary::{Fact, Schema, Type};

use super::columns::{Column, Source};
use super::idiom::{Manner, Said, leading_day, said};
use super::layout::{Layout, Rows};
use super::table::{Found, Table};
use super::table_rows::{Kept, sift};
use super::twins;
use crate::menu::forms::raw::{Form, Key, Raw, RawKind, Scalar};
use crate::menu::from_profile::Foreign;
use crate::menu::measured;
use crate::menu::profile::{Constant, Mapped, Mapping, Profile};
use crate::menu::unit::Unit;
use crate::menu::words;

/// The native shape of a table.
pub(in crate::menu) fn from_table(
    table: &Table<'_>,
    (name, profile): (&str, &Profile),
    layout: &Layout,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Raw {
    let whole = Span::new(table.source.id, table.header_at().start, table.source.text.len());
    let mut reader = FromTable {
        table,
        layout,
        profile,
        name,
        schema,
        diagnostics,
        merged: BTreeMap::new(),
        merged_told: BTreeSet::new(),
        taken: BTreeSet::new(),
        lacks_column: false,
        bare_columns: BTreeSet::new(),
        hidden: Vec::new(),
    };
    let key = |name: &str| Key { name: name.to_string(), at: table.header_at() };
    let mut entries = Vec::new();
    if let Some(value) = profile.as_of.as_ref().and_then(|mapped| reader.day(mapped.get_ref())) {
        entries.push((key("as_of"), value));
    }
    if let Some(complete) = &profile.complete {
        let word = if *complete.get_ref() { "yes" } else { "no" };
        let at = reader.own_place(complete.span());
        entries.push((key("complete"), Raw::scalar(word, Form::Quoted, at)));
    }
    let plan = reader.all_above("plan", &profile.plan);
    entries.push((key("plan"), Raw::new(RawKind::Map(plan), table.header_at())));
    let options = match layout.rows {
        Rows::Options => reader.options(),
        Rows::Holdings => reader.options_of_holdings(),
    };
    entries.push((key("options"), Raw::new(RawKind::List(options), whole)));
    reader.tell_hidden();
    Raw::new(RawKind::Map(entries), whole)
}

/// An option, and its holdings.
struct Held {
    entries: Vec<(Key, Raw)>,
    holds: Vec<Raw>,
}

pub(in crate::menu) struct FromTable<'a> {
    pub(in crate::menu) table: &'a Table<'a>,
    pub(in crate::menu) layout: &'a Layout,
    pub(in crate::menu) profile: &'a Profile,
    pub(in crate::menu) name: &'a str,
    pub(in crate::menu) schema: &'a Schema,
    pub(in crate::menu) diagnostics: &'a mut Diagnostics,
    /// The merged cells of each column that was looked into, from the top.
    merged: BTreeMap<usize, Vec<Area>>,
    /// Merged cells of which it has been said that their value is not known.
    merged_told: BTreeSet<Span>,
    /// Columns that something is read from.
    pub(in crate::menu) taken: BTreeSet<usize>,
    /// Whether a column that the profile reads is not there: then the columns that are there have been listed.
    pub(in crate::menu) lacks_column: bool,
    /// Columns whose bare numbers are not read.
    bare_columns: BTreeSet<usize>,
    /// Rows that are read although the workbook does not show them.
    hidden: Vec<Span>,
}

impl<'a> FromTable<'a> {
    fn source(&self) -> &SourceText {
        self.table.source
    }

    /// The place of something that the profile itself says.
    fn own_place(&self, range: std::ops::Range<usize>) -> Span {
        match self.profile.source {
            Some(settings) => Span::new(settings, range.start, range.end),
            None => self.table.header_at(),
        }
    }

    // --- Options ----------------------------------------------------------------------------------------------------

    fn options(&mut self) -> Vec<Raw> {
        let columns = Column::all(self, "option", &self.profile.option);
        let Kept { rows, lost } = sift(self, &columns);
        self.take_units(&columns, &rows);
        self.tell_unread(&rows);
        let mut options = Vec::new();
        for row in rows {
            let mut entries = self.entries(&columns, row);
            self.foreign().open(&mut entries);
            options.push(Raw::new(RawKind::Map(entries), self.row_at(row)));
        }
        self.compare_twins(&mut options);
        // A row that could not be read is an option that is not known.
        options.extend(lost.into_iter().map(Raw::refused));
        options
    }

    /// The options that a file of holdings is about: one, or as many as a column names.
    fn options_of_holdings(&mut self) -> Vec<Raw> {
        let columns = Column::all(self, "holding", &self.profile.holding);
        let of_option = Column::all(self, "option", &self.profile.option);
        let Kept { rows, lost } = sift(self, &columns);
        self.take_units(&columns, &rows);
        self.tell_unread(&rows);
        let mut options: Vec<Held> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for row in rows {
            let entries = self.entries(&of_option, row);
            let named = entries.iter().find(|(key, _)| key.name == "name");
            let name = named.and_then(|(_, value)| value.text()).unwrap_or("").to_string();
            let mut holding = self.entries(&columns, row);
            self.foreign().open(&mut holding);
            let holding = Raw::new(RawKind::Map(holding), self.row_at(row));
            match places.get(&name).and_then(|place| options.get_mut(*place)) {
                Some(option) => option.holds.push(holding),
                None => {
                    places.insert(name, options.len());
                    options.push(Held { entries, holds: vec![holding] });
                }
            }
        }
        let above = self.all_above("option", &self.profile.option);
        let file = self.source().name.rsplit(['/', '\\']).next().unwrap_or("").to_string();
        let stem = file.rsplit_once('.').map_or(file.clone(), |(stem, _)| stem.to_string());
        let mut lost = lost;
        options
            .into_iter()
            .map(|Held { mut entries, mut holds }| {
                holds.extend(lost.drain(..).map(Raw::refused));
                let at = self.table.header_at();
                for (key, value) in &above {
                    if !entries.iter().any(|(known, _)| known.name == key.name) {
                        entries.push((key.clone(), value.clone()));
                    }
                }
                // A file of one fund that does not say which is called as the file is.
                if !entries.iter().any(|(key, _)| matches!(key.name.as_str(), "name" | "id")) {
                    let key = Key { name: "name".into(), at };
                    entries.push((key, Raw::scalar(stem.clone(), Form::Quoted, at)));
                }
                let key = Key { name: "holds".into(), at };
                entries.push((key, Raw::new(RawKind::List(holds), at)));
                Raw::new(RawKind::Map(entries), at)
            })
            .collect()
    }

    fn foreign(&mut self) -> Foreign<'_> {
        Foreign { profile: self.profile, schema: self.schema, diagnostics: self.diagnostics }
    }

    pub(in crate::menu) fn row_at(&self, row: &SheetRow) -> Span {
        let start = row.cells.first().map_or(0, |cell| cell.start);
        let end = row.cells.last().map_or(start, |cell| cell.end);
        Span::new(self.source().id, start, end)
    }

    fn entries(&mut self, columns: &[Column<'_>], row: &SheetRow) -> Vec<(Key, Raw)> {
        if row.is_hidden {
            self.hidden.push(self.row_at(row));
        }
        let mut entries = Vec::new();
        for column in columns {
            let value = match &column.source {
                Source::Constant(constant, range) => {
                    let at = self.own_place(range.clone());
                    let Constant { text, form } = constant;
                    let scalar = Scalar { text: text.clone(), form: *form, unit: column.manner.unit };
                    Some(Raw::new(RawKind::Scalar(scalar), at))
                }
                Source::Cells(index) => self.checked(column, *index, row),
                Source::Elsewhere => None,
            };
            if let Some(value) = value {
                entries.push((Key { name: column.key.to_string(), at: value.at }, value));
            }
        }
        entries
    }

    /// The value of a column, held against that of the column that should say the same.
    fn checked(&mut self, column: &Column<'_>, index: usize, row: &SheetRow) -> Option<Raw> {
        let value = self.cell(column, index, row, column.manner, column.mapped);
        let Some((other_index, other_manner, other_mapped)) = &column.check else { return value };
        let other = self.cell(column, *other_index, row, *other_manner, other_mapped);
        let (Some(one), Some(two)) = (&value, &other) else { return value.or(other) };
        let ty = column.fact(self.schema).map(|fact| &fact.ty);
        match twins::agree(one, two, ty) {
            Some(false) => {
                let (first, second) =
                    (words::shown(self.source().slice(one.at)), words::shown(self.source().slice(two.at)));
                let message = Diagnostic::new(
                    &kinds::FIGURES_DISAGREE,
                    one.at,
                    format!("`{}` is {first} in one column and {second} in another", column.key),
                )
                .label(twins::in_words(one, ty))
                .also(two.at, twins::in_words(two, ty))
                .note("rounding does not explain the difference; neither figure is used")
                .help("correct the one that is wrong");
                self.diagnostics.push(message);
                Some(Raw::refused(one.at))
            }
            _ => value,
        }
    }

    /// The value of one cell; none if it says nothing.
    fn cell(
        &mut self,
        column: &Column<'_>,
        index: usize,
        row: &SheetRow,
        manner: Manner,
        mapped: &Mapped,
    ) -> Option<Raw> {
        let Some(cell) = row.cell(index) else {
            self.merged_away(column, index, row)?;
            return Some(Raw::refused(self.row_at(row)));
        };
        let at = cell.at(self.source());
        let text = self.table.text(cell);
        if let Some(message) = fault_of(&text, cell.kind, at) {
            self.diagnostics.push(message.label(format!("`{}` is not known", column.key)));
            return Some(Raw::refused(at));
        }
        if let Some(word) = mapped_word(mapped, &text) {
            let scalar = Scalar { text: word.to_string(), form: Form::Quoted, unit: manner.unit };
            return Some(Raw::new(RawKind::Scalar(scalar), at));
        }
        let fact = column.fact(self.schema);
        match said(&text, fact.map(|fact| &fact.ty), manner) {
            Said::Nothing => None,
            Said::Text(text) if self.bare_columns.contains(&index) && twins::is_bare(&text) == Some(true) => {
                Some(Raw::refused(at))
            }
            Said::Text(text) => {
                let scalar = Scalar { text, form: Form::Quoted, unit: manner.unit };
                Some(Raw::new(RawKind::Scalar(scalar), at))
            }
            Said::TwoDays(one, other) => {
                self.two_days(&text, one, other, at);
                Some(Raw::refused(at))
            }
        }
    }

    fn two_days(&mut self, text: &str, one: jiff::civil::Date, other: jiff::civil::Date, at: Span) {
        let message = Diagnostic::new(
            &kinds::AMBIGUOUS_DATE,
            at,
            format!("`{}` may be {one} or {other}", words::shown(text)),
        )
        .note("the month stands first in the United States and the day first in Europe")
        .help("say once how the file writes days: `dates = \"us\"` or `\"european\"` in the `table` of the profile");
        self.diagnostics.push(message);
    }

    /// The merged cells of which a cell is one.
    pub(in crate::menu) fn merged_at(&mut self, row: &SheetRow, column: usize) -> Option<Area> {
        let sheet = self.table.sheet;
        let areas = self.merged.entry(column).or_insert_with(|| {
            let within = |area: &&Area| (area.first.1..=area.last.1).contains(&column);
            let mut areas: Vec<Area> = sheet.merged.iter().filter(within).copied().collect();
            areas.sort_unstable_by_key(|area| area.first.0);
            areas
        });
        // Merged cells do not overlap.
        let below = areas.partition_point(|area| area.first.0 <= row.number);
        areas.get(below.checked_sub(1)?).filter(|area| area.contains(row.number, column)).copied()
    }

    /// Whether an empty cell is part of merged cells that begin in another row. What they say may be meant for all of
    /// their rows, or for the first.
    fn merged_away(&mut self, column: &Column<'_>, index: usize, row: &SheetRow) -> Option<()> {
        let sheet = self.table.sheet;
        let area = self.merged_at(row, index)?;
        let place = sheet.rows.partition_point(|row| row.number < area.first.0);
        let first = sheet.rows.get(place).filter(|row| row.number == area.first.0)?;
        let cell = first.cell(area.first.1)?;
        let at = cell.at(self.source());
        if self.merged_told.insert(at) {
            let rows = area.last.0.saturating_sub(area.first.0).saturating_add(1);
            let across = area.last.1 > area.first.1;
            let which = if across { "cells".to_string() } else { format!("cells of {rows} rows") };
            let message = Diagnostic::new(
                &kinds::MERGED_CELLS,
                at,
                format!("`{}` stands in merged {which}", column.key),
            )
            .label("only the first of the cells holds it")
            .note(
                "it may be meant for each of them or for all together; in the others it counts as not known",
            )
            .help("unmerge the cells and write the value into each that it is meant for");
            self.diagnostics.push(message);
        }
        Some(())
    }

    /// Numbers of a column for which neither a unit is written nor the profile declares one are not read; that is said
    /// once for the column.
    fn take_units(&mut self, columns: &[Column<'_>], rows: &[&SheetRow]) {
        for column in columns {
            let Source::Cells(index) = column.source else { continue };
            let Some(fact) = column.fact(self.schema) else { continue };
            if !matches!(fact.ty, Type::Percent(_) | Type::Money) {
                continue;
            }
            let (mut bare, mut united, mut count) = (None, None, 0_usize);
            let (mut numbers, mut formatted) = (false, false);
            for cell in rows.iter().filter_map(|row| row.cell(index)) {
                let text = self.table.text(cell);
                if mapped_word(column.mapped, &text).is_some()
                    || fault_of(&text, cell.kind, cell.at(self.source())).is_some()
                {
                    continue;
                }
                let Said::Text(text) = said(&text, Some(&fact.ty), column.manner) else { continue };
                let is_number = cell.kind == CellKind::Number;
                match twins::is_bare(&text) {
                    Some(true) => {
                        numbers |= is_number;
                        bare.get_or_insert(cell.at(self.source()));
                        count = count.saturating_add(1);
                    }
                    Some(false) => {
                        formatted |= is_number;
                        united.get_or_insert(cell.at(self.source()));
                    }
                    _ => {}
                }
            }
            // What is declared is meant for numbers as they are kept. Where a workbook formats some of them as percents, a
            // number that has lost its format would be read a hundred times too small.
            let lost_format = numbers && formatted && matches!(fact.ty, Type::Percent(_));
            let is_declared = column.manner.unit.is_some() && !lost_format;
            if let Some(bare) = bare.filter(|_| !is_declared) {
                self.tell_unit(column, fact, index, (bare, count), united, lost_format);
                self.bare_columns.insert(index);
            }
        }
    }

    fn tell_unit(
        &mut self,
        column: &Column<'_>,
        fact: &Fact,
        index: usize,
        (bare, count): (Span, usize),
        united: Option<Span>,
        lost_format: bool,
    ) {
        let heading =
            self.table.headings.get(&index).map_or(String::new(), |heading| words::shown(&heading.shown));
        let numbers = if count == 1 { "a number".to_string() } else { format!("{count} numbers") };
        let (kind, what) = match united {
            Some(_) => (&kinds::MIXED_UNITS, "while others in it have one"),
            None => (
                &kinds::COLUMN_UNIT,
                match fact.ty {
                    Type::Money => "so they may count dollars or thousands",
                    _ => "so they may be percents or fractions",
                },
            ),
        };
        let mut message =
            Diagnostic::new(kind, bare, format!("column `{heading}` has {numbers} without a unit, {what}"))
                .label(format!("this is read as `{}`", column.key));
        if let Some(united) = united {
            message = message.also(united, "this one has a unit");
        }
        let units = if fact.ty == Type::Money {
            "\"dollars\"` or `\"thousands\""
        } else {
            "\"percent\"` or `\"fraction\""
        };
        let message = message.note("the size of a number never decides how it is meant; these are not used");
        let message = match (self.profile.source, lost_format) {
            (_, true) => message.help("give all cells of the column the same number format in the spreadsheet"),
            (Some(_), false) => message.help(format!(
                "say it in the profile: `\"{}\" = {{ column = {heading:?}, unit = … }}` with `{units}`",
                column.key
            )),
            (None, false) => message.help(format!(
                "write the unit into the cells, or a profile of your own with `unit = {units}`: `planlint import --inspect {}` proposes one",
                self.source().name
            )),
        };
        self.diagnostics.push(message);
    }

    // --- Above the table --------------------------------------------------------------------------------------------

    /// What a mapping finds above the table, or says itself.
    fn all_above(&mut self, level: &str, mapping: &Mapping) -> Vec<(Key, Raw)> {
        let level = self.schema.level_named(level);
        let mut entries = Vec::new();
        for (name, mapped) in mapping.iter().filter(|(name, _)| name.as_str() != "at") {
            let fact = level.and_then(|level| measured::named(self.schema, level, name));
            let ty = fact.map(|(fact, _)| self.schema.fact(fact).ty.clone());
            let at = self.table.header_at();
            if let Some(value) = self.above(mapped.get_ref(), ty.as_ref()) {
                entries.push((Key { name: name.clone(), at }, value));
            }
        }
        entries
    }

    fn day(&mut self, mapped: &Mapped) -> Option<Raw> {
        match mapped.columns() {
            Some(_) => self.day_of_rows(mapped),
            None => self.above(mapped, Some(&Type::Date)),
        }
    }

    /// The day of a table whose rows all say it.
    fn day_of_rows(&mut self, mapped: &Mapped) -> Option<Raw> {
        let names = mapped.columns()?;
        let Found::At(column) = self.table.find(&names) else { return None };
        self.taken.insert(column);
        let manner = self.manner(mapped, None);
        let mut days: Vec<(String, Span)> = Vec::new();
        for row in self.table.below() {
            let Some(cell) = row.cell(column) else { continue };
            let at = cell.at(self.source());
            match said(&self.table.text(cell), Some(&Type::Date), manner) {
                // A footer says no day.
                Said::Text(text)
                    if text.parse::<jiff::civil::Date>().is_ok()
                        && !days.iter().any(|(known, _)| *known == text) =>
                {
                    days.push((text, at));
                }
                Said::TwoDays(one, other) => {
                    self.two_days(&self.table.text(cell), one, other, at);
                    return Some(Raw::refused(at));
                }
                _ => {}
            }
        }
        match days.as_slice() {
            [(day, at)] => Some(Raw::scalar(day.clone(), Form::Quoted, *at)),
            [(one, at), (other, other_at), ..] => {
                let message =
                    format!("the rows of the table are of several days, {one} and {other} among them");
                let message = Diagnostic::new(&kinds::FIGURES_DISAGREE, *at, message)
                    .also(*other_at, "another day")
                    .note("the day of the menu is not known")
                    .help("keep the rows of one day, or write a file for each");
                self.diagnostics.push(message);
                Some(Raw::refused(*at))
            }
            [] => None,
        }
    }

    /// A value above the table: behind some words, in a cell; or one that the profile gives.
    fn above(&mut self, mapped: &Mapped, ty: Option<&Type>) -> Option<Raw> {
        let unit = mapped.unit.as_ref().and_then(|unit| Unit::parse(unit.get_ref()));
        if let Some(constant) = &mapped.constant {
            let at = self.own_place(constant.span());
            let Constant { text, form } = constant.get_ref();
            return Some(Raw::new(RawKind::Scalar(Scalar { text: text.clone(), form: *form, unit }), at));
        }
        let dates = mapped.dates.as_ref().map(|dates| *dates.get_ref()).or(self.layout.dates);
        let manner = Manner { unit, dates, markers: mapped.markers };
        let (text, at) = if let Some(cell) = &mapped.cell {
            self.named_cell(cell)?
        } else {
            self.behind(mapped.after.as_deref()?, ty, manner)?
        };
        if let Some(word) = mapped_word(mapped, &text) {
            return Some(Raw::scalar(word, Form::Quoted, at));
        }
        let value = match (ty, leading_day(&text, dates)) {
            (Some(Type::Date), Some(day)) => day,
            _ => said(&text, ty, manner),
        };
        match value {
            Said::Nothing => None,
            Said::Text(text) => {
                Some(Raw::new(RawKind::Scalar(Scalar { text, form: Form::Quoted, unit }), at))
            }
            Said::TwoDays(one, other) => {
                self.two_days(&text, one, other, at);
                Some(Raw::refused(at))
            }
        }
    }

    fn named_cell(&self, name: &str) -> Option<(String, Span)> {
        let cells =
            self.table.sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell)));
        let named = |row: &SheetRow, column: usize| {
            format!("{}{}", crate::source::column_letters(column), row.number)
        };
        let (_, cell) =
            cells.into_iter().find(|(row, cell)| named(row, cell.column).eq_ignore_ascii_case(name))?;
        Some((self.table.text(cell), cell.at(self.source())))
    }

    /// What stands behind some words above the table: in their cell, or in the next one. Of a day that stands in several
    /// places, they have to agree.
    fn behind(&mut self, phrase: &str, ty: Option<&Type>, manner: Manner) -> Option<(String, Span)> {
        let phrase = phrase.to_lowercase();
        let rows = self.table.above().iter().chain(self.table.header());
        let mut found: Vec<(String, Span)> = Vec::new();
        for row in rows {
            for (index, cell) in row.cells.iter().enumerate() {
                let text = self.table.text(cell);
                let at = cell.at(self.source());
                let lower = text.to_lowercase();
                let Some(start) = lower.find(&phrase) else { continue };
                // Letters whose lower case is longer would shift the place; no such text is looked into.
                let behind =
                    text.get(start.saturating_add(phrase.len())..).filter(|_| lower.len() == text.len());
                let behind = behind.unwrap_or("").trim_start_matches([':', ' ', '-', '—', '–']).trim();
                if !behind.is_empty() {
                    found.push((behind.to_string(), at));
                } else if let Some(next) = row.cells.get(index.saturating_add(1)) {
                    found.push((self.table.text(next), next.at(self.source())));
                }
            }
        }
        if ty == Some(&Type::Date) {
            let days: Vec<(Said, Span)> =
                found.iter().filter_map(|(text, at)| Some((leading_day(text, manner.dates)?, *at))).collect();
            if let [(first, at), rest @ ..] = days.as_slice()
                && let Some((other, other_at)) = rest.iter().find(|(day, _)| day != first)
                && let (Said::Text(first), Said::Text(other)) = (first, other)
            {
                let message = format!("the lines above the table give two days, {first} and {other}");
                let message = Diagnostic::new(&kinds::FIGURES_DISAGREE, *at, message)
                    .also(*other_at, "the other one")
                    .note("neither is used")
                    .help("say which is meant: `as_of = { cell = \"B2\" }`, or `{ const = \"2026-09-30\" }`");
                self.diagnostics.push(message);
                return None;
            }
            let dated = |(text, _): &&(String, Span)| leading_day(text, manner.dates).is_some();
            return found.iter().find(dated).cloned();
        }
        found.into_iter().next()
    }

    fn tell_hidden(&mut self) {
        let mut rows = std::mem::take(&mut self.hidden);
        rows.dedup();
        let Some(first) = rows.first() else { return };
        let (count, verb) = match rows.len() {
            1 => ("a row".to_string(), "is"),
            count => (format!("{count} rows"), "are"),
        };
        let message = format!(
            "{count} of the table {verb} hidden in the spreadsheet, and {verb} read as the others are"
        );
        self.diagnostics.push(
            Diagnostic::new(&kinds::HIDDEN_CELLS, *first, message)
                .label("the first of them")
                .help("delete what is no longer offered, or show the rows again"),
        );
    }
}

/// The word of the vocabulary that a profile gives for a text; capitals do not matter.
fn mapped_word<'m>(mapped: &'m Mapped, text: &str) -> Option<&'m str> {
    let exact = mapped.words.get(text);
    let found = exact.or_else(|| {
        mapped.words.iter().find(|(word, _)| word.to_lowercase() == text.to_lowercase()).map(|(_, word)| word)
    });
    found.map(|word| Spanned::get_ref(word).as_str())
}

/// What is said of a cell with an error.
pub(in crate::menu) fn fault_of(text: &str, kind: CellKind, at: Span) -> Option<Diagnostic> {
    const ERRORS: [&str; 8] =
        ["#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"];
    let shown = words::shown(text);
    let is_error = kind == CellKind::Fault || ERRORS.contains(&text);
    if is_error && !text.eq_ignore_ascii_case("#N/A") {
        let message = format!("the cell has the error `{shown}` instead of a value");
        return Some(
            Diagnostic::new(&kinds::CELL_FAULT, at, message)
                .help("repair the formula in the spreadsheet, or clear the cell if the value is not known"),
        );
    }
    (kind == CellKind::NoResult).then(|| {
        Diagnostic::new(
            &kinds::CELL_FAULT,
            at,
            format!("the cell has the formula `{shown}` and no result of it"),
        )
        .note("the program that wrote the file did not calculate it; a formula is not calculated here")
        .help("open the file in a spreadsheet program and save it again")
    })
}
