//! The texts of one run, with the way from a byte to a line and column.

use super::sheet::{Sheet, SheetCell, SheetRow};
use super::{SourceId, Span};

/// One text and its name, as the person who wrote it would say it: the path they gave.
#[derive(Clone, Debug)]
pub struct SourceText {
    /// Its id within the run.
    pub id: SourceId,
    /// The path as given.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// The tables that it consists of: one of a CSV file, those of a workbook; none of any other text.
    pub sheets: Vec<Sheet>,
    /// The number of its line, if it is one line of a file of many menus.
    line_of_book: Option<usize>,
    line_starts: Vec<usize>,
    /// Characters before each block of bytes, so that a column is found as fast in a menu of one long line.
    characters_before: Vec<usize>,
}

/// Bytes of a block.
const BLOCK: usize = 1024;

/// A place as editors count it: both from 1, the column in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl SourceText {
    fn new(id: SourceId, name: String, text: String) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(at, _)| at.saturating_add(1)));
        let mut count: usize = 0;
        let mut characters_before = Vec::new();
        for block in text.as_bytes().chunks(BLOCK) {
            characters_before.push(count);
            count = count.saturating_add(characters(block));
        }
        SourceText { id, name, text, sheets: Vec::new(), line_of_book: None, line_starts, characters_before }
    }

    /// How many characters stand before a byte.
    fn characters_up_to(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        let block = byte.checked_div(BLOCK).unwrap_or(0);
        let start = block.saturating_mul(BLOCK);
        let before = self.characters_before.get(block).copied();
        // The end of a text that fills its last block stands in no block.
        let Some(before) = before else { return characters(self.text.as_bytes()) };
        before.saturating_add(self.text.as_bytes().get(start..byte).map_or(0, characters))
    }

    /// The number of its line, if it is one line of a file of many menus.
    pub fn line_of_book(&self) -> Option<usize> {
        self.line_of_book
    }

    /// Lines that stand before it in its file.
    fn lines_before(&self) -> usize {
        self.line_of_book.map_or(0, |line| line.saturating_sub(1))
    }

    /// The text under a span; empty if the span is not of this text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.start..span.end).unwrap_or("")
    }

    /// The line and column of a byte.
    pub fn line_column(&self, byte: usize) -> LineColumn {
        let line = self.line_starts.partition_point(|start| *start <= byte).max(1);
        let start = self.line_starts.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let column = self.characters_up_to(byte).saturating_sub(self.characters_up_to(start));
        LineColumn { line: line.saturating_add(self.lines_before()), column: column.saturating_add(1) }
    }

    /// The cell that a byte lies in, with its row and sheet; the last one before it, if it lies in none.
    pub fn cell_at(&self, byte: usize) -> Option<(&Sheet, &SheetRow, &SheetCell)> {
        let start = |row: &SheetRow| row.cells.first().map_or(usize::MAX, |cell| cell.start);
        let begins = |sheet: &Sheet| sheet.rows.first().map_or(usize::MAX, start);
        let sheet = self.sheets.iter().rfind(|sheet| begins(sheet) <= byte)?;
        let row = sheet.rows.partition_point(|row| start(row) <= byte).saturating_sub(1);
        let row = sheet.rows.get(row)?;
        let cell = row.cells.partition_point(|cell| cell.start <= byte).saturating_sub(1);
        Some((sheet, row, row.cells.get(cell)?))
    }

    /// A place in it as people look it up: `17:6` (line and column), in a workbook `Funds!F17`.
    pub fn place(&self, byte: usize) -> String {
        self.cell_name(byte).unwrap_or_else(|| {
            let place = self.line_column(byte);
            format!("{}:{}", place.line, place.column)
        })
    }

    /// The cell of a workbook that a byte lies in: `Funds!F17`.
    pub fn cell_name(&self, byte: usize) -> Option<String> {
        let (sheet, row, cell) = self.cell_at(byte)?;
        sheet.cell_name(row.number, cell.column)
    }

    /// The bytes of a line (from 1), without its line break; empty if there is no such line.
    pub fn line_span(&self, line: usize) -> Span {
        let index = line.saturating_sub(self.lines_before()).saturating_sub(1);
        let start = self.line_starts.get(index).copied().unwrap_or(self.text.len());
        let next = self.line_starts.get(index.saturating_add(1)).copied();
        let end = next.map_or(self.text.len(), |next| next.saturating_sub(1));
        let end = if self.text.get(start..end).is_some_and(|line| line.ends_with('\r')) {
            end.saturating_sub(1)
        } else {
            end
        };
        Span::new(self.id, start, end)
    }

    /// How many lines it has; an empty text has one.
    pub fn line_count(&self) -> usize {
        self.line_starts.len()
    }

    /// A span of the whole text.
    pub fn whole(&self) -> Span {
        Span::new(self.id, 0, self.text.len())
    }
}

/// Characters that begin in these bytes: all but UTF-8's continuation bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0b1100_0000 != 0b1000_0000).count()
}

/// All texts of one run: the policies, the menus, the settings.
#[derive(Clone, Debug, Default)]
pub struct SourceMap {
    texts: Vec<SourceText>,
}

impl SourceMap {
    /// An empty map.
    pub fn new() -> Self {
        SourceMap::default()
    }

    /// Takes a text in and returns its id.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        let id = SourceId(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        self.texts.push(SourceText::new(id, name.into(), text.into()));
        id
    }

    /// Takes one line of a file of many menus in. Its places are those of the file.
    pub fn add_line(&mut self, name: impl Into<String>, line: usize, text: impl Into<String>) -> SourceId {
        let id = self.add(name, text);
        if let Some(text) = self.texts.last_mut() {
            text.line_of_book = Some(line);
        }
        id
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Forgets all texts but the first so many. Spans of the others lead nowhere from here on.
    pub fn truncate(&mut self, len: usize) {
        self.texts.truncate(len);
    }

    /// The text with this id. Ids come from [`SourceMap::add`]; one of another map is answered with `None`.
    pub fn get(&self, id: SourceId) -> Option<&SourceText> {
        self.texts.get(usize::try_from(id.0).ok()?)
    }

    /// The name of a text, or an empty one.
    pub fn name(&self, id: SourceId) -> &str {
        self.get(id).map_or("", |text| text.name.as_str())
    }

    /// The words under a span.
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.source).map_or("", |text| text.slice(span))
    }

    /// Line and column of the start of a span.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.get(span.source).map_or(LineColumn { line: 1, column: 1 }, |text| text.line_column(span.start))
    }

    /// Says which tables a text consists of; their cells lie in it.
    pub fn set_sheets(&mut self, id: SourceId, sheets: Vec<Sheet>) {
        let index = usize::try_from(id.0).unwrap_or(usize::MAX);
        if let Some(text) = self.texts.get_mut(index) {
            text.sheets = sheets;
        }
    }

    /// A place as people look it up: `menu.csv:17:6`, in a workbook `menu.xlsx · Funds!F17`.
    pub fn place(&self, at: Span) -> String {
        let Some(text) = self.get(at.source) else { return String::new() };
        match text.cell_name(at.start) {
            Some(cell) => format!("{} · {cell}", text.name),
            // Lines of a workbook are those of a text that nobody sees.
            None if text.sheets.iter().any(|sheet| sheet.name.is_some()) => text.name.clone(),
            None => format!("{}:{}", text.name, text.place(at.start)),
        }
    }

    /// All texts, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &SourceText> {
        self.texts.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_across_blocks() {
        let line = "é€a".repeat(1000);
        let text = format!("one\n{line}\nlast");
        let source = SourceText::new(SourceId(0), "menu".into(), text.clone());
        for (byte, _) in text.char_indices() {
            let found = source.line_column(byte);
            let before = text.get(..byte).unwrap();
            let start = before.rfind('\n').map_or(0, |at| at + 1);
            let line = before.matches('\n').count() + 1;
            assert_eq!(
                found,
                LineColumn { line, column: text.get(start..byte).unwrap().chars().count() + 1 }
            );
        }
        assert_eq!(source.line_column(text.len()), LineColumn { line: 3, column: 5 });
        let full = SourceText::new(SourceId(0), "menu".into(), "x".repeat(BLOCK * 2));
        assert_eq!(full.line_column(BLOCK * 2).column, BLOCK * 2 + 1);
    }
}
