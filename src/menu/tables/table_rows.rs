//! Which rows below a header are options: not the headings, totals and notes among and under them.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::{CellKind, SheetRow, Span};

use super::columns::{Column, Source};
use super::from_table::FromTable;
use super::header::plain;
use super::idiom::without_markers;
use super::layout::{Columns, RowRule};
use super::lexicon::guess;
use super::table::{Found, Table};
use crate::menu::words;

/// A line of prose is longer than any name.
const LONGEST_NAME: usize = 120;

/// Rows that are left out of which a message gives the names.
const NAMED: usize = 3;

/// The rows that are read.
pub(in crate::menu) struct Kept<'a> {
    pub(in crate::menu) rows: Vec<&'a SheetRow>,
    /// Rows that are options and cannot be read.
    pub(in crate::menu) lost: Vec<Span>,
}

/// The rows of a table that are options or holdings. What is left out is counted, by reason, in one message.
pub(in crate::menu) fn sift<'a>(reader: &mut FromTable<'a>, columns: &[Column<'_>]) -> Kept<'a> {
    let table = reader.table;
    let rules: Vec<(&RowRule, usize)> = reader
        .layout
        .skip
        .iter()
        .filter_map(|rule| match table.find(&rule.column) {
            Found::At(column) => Some((rule, column)),
            _ => None,
        })
        .collect();
    let mut sieve = Sieve {
        read: columns.iter().filter_map(|column| column.index()).collect(),
        name: columns.iter().find(|column| column.key == "name").and_then(Column::index),
        headings: headings(table),
        left_out: BTreeMap::new(),
        kept: Kept { rows: Vec::new(), lost: Vec::new() },
    };
    let below = table.below();
    let excluded = |row: &SheetRow| rules.iter().any(|(rule, column)| matches(table, rule, *column, row));
    let last = sieve.last_row(below, &excluded);
    for (index, row) in below.iter().enumerate() {
        if let Some((rule, _)) = rules.iter().find(|(rule, column)| matches(table, rule, *column, row)) {
            let reason = rule.because.as_deref().unwrap_or("that a rule of the profile excludes");
            sieve.leave_out(reason, reader, row);
            continue;
        }
        if Some(index) > last {
            sieve.leave_out("below the table", reader, row);
            continue;
        }
        if is_title(reader, row) {
            sieve.leave_out("with a title over merged cells", reader, row);
            continue;
        }
        let repeated = sieve.repeated_header(reader, row);
        let repeated =
            repeated.or_else(|| if index == 0 { says_header_words(table, columns, row) } else { None });
        match repeated {
            Some(true) => {
                sieve.leave_out("repeating the header", reader, row);
                continue;
            }
            Some(false) => {
                reader.headers_disagree(row);
                sieve.kept.lost.push(reader.row_at(row));
                break;
            }
            None => {}
        }
        if reader.is_ragged(row) {
            sieve.kept.lost.push(reader.row_at(row));
        } else if !sieve.says_anything(row) {
            sieve.leave_out("with nothing in the columns that are read", reader, row);
        } else {
            sieve.kept.rows.push(row);
        }
    }
    // What stands below the place where reading stopped may be options.
    let end = table.sheet.breaks_off.map(|byte| Span::new(table.source.id, byte, byte));
    sieve.kept.lost.extend(end);
    reader.tell_left_out(&sieve, columns);
    sieve.kept
}

struct Sieve<'a, 'r> {
    /// The columns that are read.
    read: Vec<usize>,
    name: Option<usize>,
    /// The columns by each of their names.
    headings: BTreeMap<&'a str, BTreeSet<usize>>,
    left_out: BTreeMap<&'r str, LeftOut>,
    kept: Kept<'a>,
}

/// Rows that are left out for one reason.
struct LeftOut {
    first: Span,
    count: usize,
    /// What the first of them are called.
    names: Vec<String>,
}

/// The columns of a header by each of their names.
fn headings<'a>(table: &'a Table<'_>) -> BTreeMap<&'a str, BTreeSet<usize>> {
    let mut by_name: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (column, heading) in &table.headings {
        for name in heading.all_names() {
            by_name.entry(name).or_default().insert(*column);
        }
    }
    by_name
}

impl<'a, 'r> Sieve<'a, 'r> {
    fn leave_out(&mut self, reason: &'r str, reader: &FromTable<'_>, row: &SheetRow) {
        let first = reader.row_at(row);
        let left = self.left_out.entry(reason).or_insert(LeftOut { first, count: 0, names: Vec::new() });
        left.count = left.count.saturating_add(1);
        let named = self.name.and_then(|column| row.cell(column)).or_else(|| row.cells.first());
        if left.names.len() < NAMED
            && let Some(cell) = named
        {
            left.names.push(words::shown(&reader.table.text(cell)));
        }
    }

    /// How many cells of a row stand in columns that are read.
    fn filled(&self, row: &SheetRow) -> usize {
        row.cells.iter().filter(|cell| self.read.contains(&cell.column)).count()
    }

    fn says_anything(&self, row: &SheetRow) -> bool {
        self.filled(row) > 0
    }

    /// The last row that is no footer. A footer is prose: rows with a single cell, which follow a blank row, stand in
    /// another column than names do, or are longer than a name. A name alone, right below the others, is an option of
    /// which nothing else is known.
    fn last_row(&self, below: &[SheetRow], excluded: &dyn Fn(&SheetRow) -> bool) -> Option<usize> {
        let needed = self.read.len().min(2);
        let tabular = below.iter().rposition(|row| self.filled(row) >= needed && !excluded(row));
        let mut last = tabular;
        let start = tabular.map_or(0, |index| index.saturating_add(1));
        let mut number = tabular.and_then(|index| below.get(index)).map_or(0, |row| row.number);
        for (index, row) in below.iter().enumerate().skip(start) {
            let follows = tabular.is_none() || number.checked_add(1) == Some(row.number);
            let is_name = match row.cells.as_slice() {
                [cell] => {
                    Some(cell.column) == self.name && cell.end.saturating_sub(cell.start) <= LONGEST_NAME
                }
                _ => self.filled(row) > 0,
            };
            if !(follows && is_name) {
                break;
            }
            (last, number) = (Some(index), row.number);
        }
        last
    }

    /// Whether a row says the words of the header again, and if so, whether in the same columns.
    fn repeated_header(&self, reader: &FromTable<'_>, row: &SheetRow) -> Option<bool> {
        let (mut same, mut moved, mut others) = (0_usize, 0_usize, 0_usize);
        for cell in &row.cells {
            let text = plain(&reader.table.text(cell));
            match self.headings.get(text.as_str()) {
                Some(columns) if columns.contains(&cell.column) => same = same.saturating_add(1),
                Some(_) => moved = moved.saturating_add(1),
                // A row of which most cells say something else is no header.
                None => others = others.saturating_add(1),
            }
            if others.saturating_mul(2) > row.cells.len() {
                return None;
            }
        }
        let words = same.saturating_add(moved);
        let is_header = words >= 2 && words.saturating_mul(2) >= row.cells.len();
        is_header.then_some(moved == 0)
    }
}

impl Column<'_> {
    pub(in crate::menu) fn index(&self) -> Option<usize> {
        match self.source {
            Source::Cells(index) => Some(index),
            _ => None,
        }
    }
}

/// Whether the one cell of a row is merged with others beside it: the title of a part of the table.
fn is_title(reader: &mut FromTable<'_>, row: &SheetRow) -> bool {
    let [cell] = row.cells.as_slice() else { return false };
    reader
        .merged_at(row, cell.column)
        .is_some_and(|area| area.first.0 == area.last.0 && area.first.1 < area.last.1)
}

/// Whether a row right below the header names the columns in other words, and if so, whether it agrees with the header.
fn says_header_words(table: &Table<'_>, columns: &[Column<'_>], row: &SheetRow) -> Option<bool> {
    let (mut known, mut agrees) = (0_usize, true);
    for cell in &row.cells {
        let text = table.text(cell);
        // A header names what stands below it, and has no figures of its own.
        if cell.kind == CellKind::Number || cell.kind == CellKind::Date || !text.contains(char::is_alphabetic)
        {
            return None;
        }
        let Some(guess) = guess(&plain(&text)) else { continue };
        known = known.saturating_add(1);
        let column = columns.iter().find(|column| column.index() == Some(cell.column));
        let fact = |key: &str| key.split(' ').next().unwrap_or("").to_string();
        agrees &= column.is_none_or(|column| fact(column.key) == fact(&guess.key));
    }
    (known >= 2 && known.saturating_mul(2) >= row.cells.len()).then_some(agrees)
}

fn matches(table: &Table<'_>, rule: &RowRule, column: usize, row: &SheetRow) -> bool {
    let Some(cell) = row.cell(column) else { return rule.blank };
    let text = plain(&table.text(cell));
    let padded = format!(" {text} ");
    let starts = |words: &Columns| words.plain.iter().any(|word| padded.starts_with(&format!(" {word} ")));
    if starts(&rule.not_starts) {
        return false;
    }
    rule.is.plain.contains(&text)
        || starts(&rule.starts)
        || rule.contains.plain.iter().any(|word| padded.contains(&format!(" {word} ")))
}

impl FromTable<'_> {
    /// Whether a row of a CSV file has cells beyond the header: a comma that is no separator moves all that follow.
    fn is_ragged(&mut self, row: &SheetRow) -> bool {
        let width = self.table.headings.keys().next_back().copied().unwrap_or(0);
        let beyond = row.cells.iter().find(|cell| cell.column > width);
        let Some(beyond) = beyond.filter(|_| self.table.sheet.name.is_none()) else { return false };
        let count = row.cells.last().map_or(0, |cell| cell.column.saturating_add(1));
        let at = beyond.at(self.table.source);
        self.diagnostics.push(
            Diagnostic::new(
                &kinds::RAGGED_ROW,
                at,
                format!("the row has {count} cells, and the header {}", width.saturating_add(1)),
            )
            .label("the first cell that has no header")
            .note("one of its values is likely broken in two by a comma; the row is not read, and the option is not known")
            .help("put texts and amounts that contain a comma in quotation marks"),
        );
        true
    }

    fn headers_disagree(&mut self, row: &SheetRow) {
        let at = self.row_at(row);
        self.diagnostics.push(
            Diagnostic::new(
                &kinds::HEADERS_DISAGREE,
                at,
                "a second header names the columns in another order",
            )
            .label("the second header")
            .also(self.table.header_at(), "the first one")
            .note("the rows below it are not read, since nothing says which header they go by")
            .help(
                "delete the header that is wrong, or put the second table into a file or a sheet of its own",
            ),
        );
    }

    fn tell_left_out(&mut self, sieve: &Sieve<'_, '_>, columns: &[Column<'_>]) {
        let mut stripped: Vec<String> = Vec::new();
        let mut first_stripped = None;
        for column in columns.iter().filter(|column| column.manner.markers) {
            let Some(index) = column.index() else { continue };
            for row in &sieve.kept.rows {
                let Some(cell) = row.cell(index) else { continue };
                let text = self.table.text(cell);
                let (_, marker) = without_markers(&text);
                if !marker.is_empty() {
                    first_stripped.get_or_insert(cell.at(self.table.source));
                    stripped.push(words::shown(&text));
                }
            }
        }
        let first = sieve.left_out.values().map(|left| left.first).min();
        let Some(at) = first.or(first_stripped) else { return };
        let counted = |count: usize, one: &str, many: &str| match count {
            1 => one.to_string(),
            count => format!("{count} {many}"),
        };
        let total: usize = sieve.left_out.values().map(|left| left.count).sum();
        let read = counted(sieve.kept.rows.len(), "one row is read", "rows are read");
        let message = match total {
            0 => format!("{read}; footnote markers are left off"),
            total => format!("{read}, and {} left out", counted(total, "one is", "are")),
        };
        let mut message = Diagnostic::new(&kinds::LEFT_OUT, at, message);
        for (reason, LeftOut { first, count, names }) in &sieve.left_out {
            let rows = counted(*count, "one row", "rows");
            let place = self.table.source.place(first.start);
            let more = count.saturating_sub(names.len());
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let names = listed(names.iter().map(String::as_str), NAMED);
            message = message.note(format!("{rows} {reason}, the first at {place}: {names}{more}"));
        }
        if !stripped.is_empty() {
            let count = stripped.len();
            let values = listed(stripped.iter().map(String::as_str), 5);
            message = message.note(format!(
                "footnote markers are left off {}: {values}",
                counted(count, "one value", "values")
            ));
        }
        self.diagnostics.push(message);
    }
}
