//! Rows: of a table that a message points at, the rows that matter, with the cells marked.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::diagnostics::{Diagnostic, Label};
use crate::source::{CellKind, Sheet, SheetCell, SheetRow, SourceMap, SourceText, column_letters};

use super::Style;
use super::layout::{printable, wrap};

/// Characters of a cell that are shown.
const WIDEST: usize = 28;

/// The tables that a message points at, drawn; empty if it points at none.
pub(crate) fn rows(message: &Diagnostic, sources: &SourceMap, style: &Style) -> String {
    let labels: Vec<&Label> = message.primary.iter().chain(&message.others).collect();
    let mut drawn: Vec<(u32, String)> = Vec::new();
    let mut text = String::new();
    for label in &labels {
        let Some(source) = sources.get(label.at.source) else { continue };
        let Some((sheet, ..)) = source.cell_at(label.at.start) else { continue };
        let key = (source.id.0, sheet.name.clone().unwrap_or_default());
        if drawn.contains(&key) {
            continue;
        }
        let here: Vec<&Label> = labels
            .iter()
            .copied()
            .filter(|other| other.at.source == source.id)
            .filter(|other| {
                source.cell_at(other.at.start).is_some_and(|(other, ..)| std::ptr::eq(other, sheet))
            })
            .collect();
        text.push_str(&Drawing { source, sheet, style }.draw(&here, &sources.place(label.at)));
        drawn.push(key);
    }
    text
}

struct Drawing<'a> {
    source: &'a SourceText,
    sheet: &'a Sheet,
    style: &'a Style,
}

struct Pinned<'a> {
    row: &'a SheetRow,
    cell: &'a SheetCell,
    text: &'a str,
}

impl<'a> Drawing<'a> {
    fn draw(&self, labels: &[&'a Label], place: &str) -> String {
        let mut pins: Vec<Pinned<'a>> = labels
            .iter()
            .filter_map(|label| {
                let (_, row, cell) = self.source.cell_at(label.at.start)?;
                Some(Pinned { row, cell, text: &label.text })
            })
            .collect();
        pins.sort_by_key(|pin| (pin.row.number, pin.cell.column));
        let mut shown: BTreeMap<usize, &SheetRow> =
            pins.iter().map(|pin| (pin.row.number, pin.row)).collect();
        if let Some(header) = pins.first().and_then(|pin| self.header(pin.row)) {
            shown.insert(header.number, header);
        }
        let digits = shown.keys().next_back().map_or(1, |number| number.to_string().len()).max(2);
        let room = self.style.width.saturating_sub(digits.saturating_add(4));
        let columns = self.columns(&pins, &shown, room);

        let [corner, line, gap, foot, under] = if self.style.unicode {
            ["╭─", "│", "·", "╰────", "─"]
        } else {
            [",-", "|", ":", "`----", "-"]
        };
        let blank = " ".repeat(digits);
        let mut text = format!(" {blank} {corner}[{}]\n", printable(place));
        if self.sheet.name.is_some() {
            let letters: String = columns
                .iter()
                .map(|(column, width)| pad(&column_letters(*column), width.saturating_add(3)))
                .collect();
            let _ = writeln!(text, " {blank} {line} {}", letters.trim_end());
        }
        for (number, row) in &shown {
            let cells: Vec<String> =
                columns.iter().map(|(column, width)| pad(&self.cell(row, *column), *width)).collect();
            let _ =
                writeln!(text, " {number:>digits$} {line} {}", cells.join(&format!(" {line} ")).trim_end());
            for pin in pins.iter().filter(|pin| pin.row.number == *number) {
                let before: usize = columns
                    .iter()
                    .take_while(|(column, _)| *column != pin.cell.column)
                    .map(|(_, width)| width.saturating_add(3))
                    .sum();
                let length = self.cell(row, pin.cell.column).chars().count().max(1);
                let marked = format!("{}{} ", " ".repeat(before), under.repeat(length));
                let start = marked.chars().count();
                let told = if start.saturating_add(pin.text.chars().count().min(30)) <= room {
                    wrap(pin.text, room, &marked)
                } else {
                    format!("{}\n{}", marked.trim_end(), {
                        let length = pin.text.chars().count().clamp(30, 60);
                        wrap(pin.text, room, &" ".repeat(before.min(room.saturating_sub(length))))
                    })
                };
                for told in told.lines() {
                    let _ = writeln!(text, "{}", format!(" {blank} {gap} {told}").trim_end());
                }
            }
        }
        let _ = writeln!(text, " {blank} {foot}");
        text
    }

    /// The columns that are shown, each with its width: those with a mark, the first, and of the others as many as fit.
    fn columns(
        &self,
        pins: &[Pinned<'_>],
        shown: &BTreeMap<usize, &SheetRow>,
        room: usize,
    ) -> Vec<(usize, usize)> {
        let all: BTreeSet<usize> =
            shown.values().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
        let width = |column: usize| {
            let widths = shown.values().map(|row| self.cell(row, column).chars().count());
            widths.max().unwrap_or(0).clamp(1, WIDEST)
        };
        let marked: BTreeSet<usize> = pins.iter().map(|pin| pin.cell.column).collect();
        let mut chosen: BTreeSet<usize> = marked.clone();
        let mut used: usize = chosen.iter().map(|column| width(*column).saturating_add(3)).sum();
        for column in all {
            let wider = used.saturating_add(width(column)).saturating_add(3);
            if !chosen.contains(&column) && wider <= room {
                chosen.insert(column);
                used = wider;
            }
        }
        chosen.into_iter().map(|column| (column, width(column))).collect()
    }

    fn cell(&self, row: &SheetRow, column: usize) -> String {
        let text = row.cell(column).map_or(String::new(), |cell| cell.text(self.source).into_owned());
        let mut short: String = text.chars().take(WIDEST).map(|c| if c == '\n' { ' ' } else { c }).collect();
        if text.chars().nth(WIDEST).is_some() {
            short.pop();
            short.push('…');
        }
        printable(&short)
    }

    /// The row that is most likely the header of another: of those above it the first that has most cells, all of them
    /// words.
    fn header(&self, row: &SheetRow) -> Option<&'a SheetRow> {
        let is_word = |cell: &SheetCell| {
            let text = cell.text(self.source);
            matches!(cell.kind, CellKind::Text | CellKind::Quoted) && text.contains(char::is_alphabetic)
        };
        let above = self.sheet.rows.iter().take(100).take_while(|above| above.number < row.number);
        let mut header: Option<&'a SheetRow> = None;
        for above in above.filter(|above| above.cells.len() >= 2 && above.cells.iter().all(is_word)) {
            if header.is_none_or(|known| above.cells.len() > known.cells.len()) {
                header = Some(above);
            }
        }
        header
    }
}

fn pad(text: &str, width: usize) -> String {
    let length = text.chars().count();
    format!("{text}{}", " ".repeat(width.saturating_sub(length)))
}
