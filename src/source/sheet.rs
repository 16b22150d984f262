//! A sheet: the rows and cells of a table, each with its place in the text.

use std::borrow::Cow;

use super::{SourceText, Span};

/// A table as it is kept in a file: a CSV file is one, a workbook has several.
///
/// A workbook is no text. Its reader writes one, a line for each row, and it is that text which the cells lie in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name in the workbook; none of a CSV file.
    pub name: Option<String>,
    /// Whether the workbook does not show it.
    pub is_hidden: bool,
    /// The rows in which something stands, from the top.
    pub rows: Vec<SheetRow>,
    /// Where reading stopped, if it did before the end: what stands below is not known.
    pub breaks_off: Option<usize>,
    /// Cells that are shown as one; what they say stands in the first of them.
    pub merged: Vec<Area>,
}

/// A row in which something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetRow {
    /// Its number in the workbook, or its line in the CSV file, from 1.
    pub number: usize,
    /// Whether the workbook does not show it.
    pub is_hidden: bool,
    /// The cells in which something stands, from the left.
    pub cells: Vec<SheetCell>,
}

/// A cell in which something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SheetCell {
    /// Its column, from 0.
    pub column: usize,
    /// Its first byte in the text.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
    /// What it is.
    pub kind: CellKind,
}

/// What a cell is, as far as its file says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CellKind {
    /// Text that can be anything.
    Text,
    /// Text in quotation marks of a CSV file, in which `""` is one such mark.
    Quoted,
    /// A number of a workbook, written with the unit of its number format (`%`, `$`) if that has one.
    Number,
    /// A day of a workbook, written with the year first.
    Date,
    /// An error: `#REF!`.
    Fault,
    /// A formula whose result the file does not have.
    NoResult,
}

/// A rectangle of cells: both corners belong to it. Rows count from 1, columns from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// The first row and column.
    pub first: (usize, usize),
    /// The last row and column.
    pub last: (usize, usize),
}

impl Area {
    /// Whether a cell lies in it.
    pub fn contains(&self, row: usize, column: usize) -> bool {
        (self.first.0..=self.last.0).contains(&row) && (self.first.1..=self.last.1).contains(&column)
    }
}

impl Sheet {
    /// The merged cells of which this is one.
    pub fn merged_at(&self, row: usize, column: usize) -> Option<&Area> {
        self.merged.iter().find(|area| area.contains(row, column))
    }

    /// A cell as people name it: `Funds!F17`; in a CSV file `F17` is not what anybody says.
    pub fn cell_name(&self, row: usize, column: usize) -> Option<String> {
        let name = self.name.as_ref()?;
        let plain = name.chars().all(|character| character.is_alphanumeric() || character == '_');
        let sheet = if plain { name.clone() } else { format!("'{}'", name.replace('\'', "''")) };
        Some(format!("{sheet}!{}{row}", column_letters(column)))
    }
}

impl SheetRow {
    /// The cell of a column, if something stands there.
    pub fn cell(&self, column: usize) -> Option<&SheetCell> {
        let index = self.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.cells.get(index)
    }
}

impl SheetCell {
    /// Its place.
    pub fn at(&self, source: &SourceText) -> Span {
        Span::new(source.id, self.start, self.end)
    }

    /// What stands in it, without the space around it.
    pub fn text<'a>(&self, source: &'a SourceText) -> Cow<'a, str> {
        let written = source.text.get(self.start..self.end).unwrap_or("").trim();
        match self.kind {
            CellKind::Quoted if written.contains("\"\"") => Cow::Owned(written.replace("\"\"", "\"")),
            _ => Cow::Borrowed(written),
        }
    }
}

/// 0 → `A`, 26 → `AA`.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    loop {
        let digit = u8::try_from(rest.checked_rem(26).unwrap_or(0)).unwrap_or(0);
        letters.push(char::from(b'A'.saturating_add(digit)));
        match rest.checked_div(26).and_then(|next| next.checked_sub(1)) {
            Some(next) => rest = next,
            None => break,
        }
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, letters) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
        {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn names_of_sheets_are_quoted_as_formulas_quote_them() {
        let named = |name: &str| Sheet { name: Some(name.into()), ..Sheet::default() }.cell_name(17, 5);
        assert_eq!(named("Funds").unwrap(), "Funds!F17");
        assert_eq!(named("Q3 '26").unwrap(), "'Q3 ''26'!F17");
        assert_eq!(Sheet::default().cell_name(1, 0), None);
    }
}
