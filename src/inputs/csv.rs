//! CSV: text → a [`Sheet`] whose cells lie in the file as it is. The only file that sees the CSV parser.

use csv_core::{ReadFieldResult, Reader, ReaderBuilder};

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{CellKind, Sheet, SheetCell, SheetRow, SourceText, Span};

use super::limits::{
    LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, too_long_cell, too_many_cells, too_many_columns,
};

/// Separators of columns, in the order in which they are preferred where nothing tells them apart.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Lines at the start of a file that decide what separates its columns.
const LOOKED_AT: usize = 50;

/// Reads a CSV file. Where it cannot be read any further, what stands above is given.
pub(super) fn read(source: &SourceText, diagnostics: &mut Diagnostics) -> Sheet {
    let separator = separator(&source.text);
    let reader = ReaderBuilder::new().delimiter(separator).build();
    let mut scan = Scan {
        source,
        separator,
        reader,
        sheet: Sheet::default(),
        row: Vec::new(),
        column: 0,
        cells: 0,
        line: Lines { byte: 0, line: 1 },
    };
    if let Err(fault) = scan.run() {
        scan.sheet.breaks_off = fault.primary.as_ref().map(|label| label.at.start);
        diagnostics.push(*fault);
    }
    scan.sheet
}

/// The separator by which most lines of the beginning have most columns.
fn separator(text: &str) -> u8 {
    let lines: Vec<&str> = text.lines().take(LOOKED_AT).collect();
    let outside_quotes = |separator: u8| -> usize {
        lines
            .iter()
            .map(|line| {
                let mut quoted = false;
                line.bytes()
                    .take(100_000)
                    .filter(|byte| {
                        quoted ^= *byte == b'"';
                        !quoted && *byte == separator
                    })
                    .count()
            })
            .sum()
    };
    let mut best = (b',', outside_quotes(b','));
    for separator in SEPARATORS {
        let count = outside_quotes(separator);
        if count > best.1 {
            best = (separator, count);
        }
    }
    best.0
}

struct Scan<'a> {
    source: &'a SourceText,
    separator: u8,
    reader: Reader,
    sheet: Sheet,
    row: Vec<SheetCell>,
    column: usize,
    cells: usize,
    line: Lines,
}

/// Counts lines on the way through the text.
struct Lines {
    byte: usize,
    line: usize,
}

impl Lines {
    fn at(&mut self, text: &[u8], byte: usize) -> usize {
        let between = text.get(self.byte..byte).unwrap_or_default();
        self.line = self.line.saturating_add(between.iter().filter(|byte| **byte == b'\n').count());
        self.byte = byte;
        self.line
    }
}

impl Scan<'_> {
    fn run(&mut self) -> Result<(), Box<Diagnostic>> {
        let bytes = self.source.text.as_bytes();
        // What is in a cell is read from the text again, at its place; the parser's own copy is not kept.
        let mut copy = vec![0_u8; 8192];
        let (mut start, mut end) = (0_usize, 0_usize);
        loop {
            let rest = bytes.get(end..).unwrap_or_default();
            let (result, consumed, _) = self.reader.read_field(rest, &mut copy);
            end = end.saturating_add(consumed);
            match result {
                // The parser notices the end of the text by being given none.
                ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull => {}
                ReadFieldResult::Field { record_end } => {
                    self.field(start, end, record_end)?;
                    start = end;
                    if record_end {
                        self.end_of_row();
                    }
                }
                ReadFieldResult::End => {
                    self.end_of_row();
                    return Ok(());
                }
            }
        }
    }

    fn field(&mut self, start: usize, end: usize, ends_row: bool) -> Result<(), Box<Diagnostic>> {
        let text = &self.source.text;
        let consumed = text.get(start..end).unwrap_or("");
        // Line breaks between rows are consumed with the first cell of the next row.
        let trimmed = if self.column == 0 { consumed.trim_start_matches(['\r', '\n']) } else { consumed };
        let first = end.saturating_sub(trimmed.len());
        let written = match ends_row {
            true => trimmed.trim_end_matches(['\r', '\n']),
            false => trimmed.strip_suffix(char::from(self.separator)).unwrap_or(trimmed),
        };
        let last = first.saturating_add(written.len());
        let cell = match written.strip_prefix('"') {
            None => (first, last, CellKind::Text),
            Some(opened) => {
                let is_closed = written.bytes().filter(|byte| *byte == b'"').count().is_multiple_of(2);
                if !is_closed {
                    return Err(Box::new(self.unclosed(first)));
                }
                match opened.strip_suffix('"') {
                    Some(inner) => {
                        let inner_start = first.saturating_add(1);
                        (inner_start, inner_start.saturating_add(inner.len()), CellKind::Quoted)
                    }
                    // Text behind the closing mark: it is kept as it stands, marks and all.
                    None => (first, last, CellKind::Text),
                }
            }
        };
        let (start, end, kind) = cell;
        if self.column >= MOST_COLUMNS {
            return Err(Box::new(too_many_columns(Span::new(self.source.id, first, first))));
        }
        let written = text.get(start..end).unwrap_or("").trim();
        // Bytes are counted first: they are at hand, and there are as many of them as characters at least.
        if written.len() > LONGEST_CELL && written.chars().count() > LONGEST_CELL {
            return Err(Box::new(too_long_cell(Span::new(self.source.id, first, first))));
        }
        if !written.is_empty() {
            self.cells = self.cells.saturating_add(1);
            if self.cells > MOST_CELLS {
                return Err(Box::new(too_many_cells(Span::new(self.source.id, first, first))));
            }
            self.row.push(SheetCell { column: self.column, start, end, kind });
        }
        self.column = self.column.saturating_add(1);
        Ok(())
    }

    fn end_of_row(&mut self) {
        self.column = 0;
        let Some(first) = self.row.first() else { return };
        let number = self.line.at(self.source.text.as_bytes(), first.start);
        let cells = std::mem::take(&mut self.row);
        self.sheet.rows.push(SheetRow { number, is_hidden: false, cells });
    }

    fn unclosed(&self, start: usize) -> Diagnostic {
        let at = Span::new(self.source.id, start, start.saturating_add(1));
        Diagnostic::new(&kinds::MENU_SYNTAX, at, "a quotation is opened and never closed")
            .label("it starts a cell that goes on to the end of the file")
            .note("the rows from here on are not read")
            .help("close it, or write the mark twice (`\"\"`) if it belongs to the text")
    }
}
