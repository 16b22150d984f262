//! A table within a sheet: its header, and the rows below it.

use std::collections::BTreeMap;

use crate::source::{Sheet, SheetCell, SheetRow, SourceText, Span};

use super::header::plain;
use super::layout::Columns;

/// Rows from the top of a sheet among which a header is looked for.
const LOOKED_AT: usize = 100;

/// Columns of a header; a row with more is none.
const MOST_COLUMNS: usize = 512;

/// Rows of a header, where the profile does not say how many.
const MOST_HEADER_ROWS: usize = 3;

/// A header and what stands below it.
#[derive(Clone)]
pub(in crate::menu) struct Table<'a> {
    pub(in crate::menu) source: &'a SourceText,
    pub(in crate::menu) sheet: &'a Sheet,
    /// The header's rows, by their index in the sheet.
    pub(in crate::menu) first: usize,
    pub(in crate::menu) depth: usize,
    /// By column.
    pub(in crate::menu) headings: BTreeMap<usize, Heading>,
}

/// What stands above a column.
#[derive(Clone, Debug)]
pub(in crate::menu) struct Heading {
    /// What the column is called, in the form in which headers are compared.
    names: Vec<String>,
    /// As it stands in the file, its rows joined.
    pub(in crate::menu) shown: String,
    pub(in crate::menu) at: Span,
}

impl Heading {
    /// Whether words, in the form in which headers are compared, are its name.
    pub(in crate::menu) fn is_called(&self, name: &str) -> bool {
        self.names.iter().any(|known| known == name)
    }

    /// Every name by which it is known.
    pub(in crate::menu) fn all_names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// Where a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::menu) enum Found {
    Nowhere,
    At(usize),
    /// In two columns, and nothing says which is meant.
    Twice(usize, usize),
}

impl<'a> Table<'a> {
    /// The table whose header starts at a row and has so many rows; none if these rows do not follow each other.
    pub(in crate::menu) fn at(
        source: &'a SourceText,
        sheet: &'a Sheet,
        first: usize,
        depth: usize,
    ) -> Option<Self> {
        let rows = sheet.rows.get(first..first.checked_add(depth)?)?;
        let follow = rows.windows(2).all(|pair| match pair {
            [above, below] => above.number.checked_add(1) == Some(below.number),
            _ => true,
        });
        let fits = rows.iter().all(|row| row.cells.len() <= MOST_COLUMNS);
        // A line with one cell at its beginning is a title of the table, and no group of columns.
        let upper = rows.split_last().map_or(&[][..], |(_, upper)| upper);
        let is_title = |row: &SheetRow| matches!(row.cells.as_slice(), [cell] if cell.column == 0);
        let titled = upper.iter().any(is_title);
        (follow && fits && !titled && !rows.is_empty()).then(|| {
            let headings = headings(source, sheet, rows);
            Table { source, sheet, first, depth, headings }
        })
    }

    /// Every header that there may be in the sheets of a text.
    pub(in crate::menu) fn candidates(source: &'a SourceText) -> Vec<Self> {
        let rows = |sheet: &'a Sheet| (0..sheet.rows.len().min(LOOKED_AT)).map(move |first| (sheet, first));
        let starts = source.sheets.iter().flat_map(rows);
        let depths = |(sheet, first)| (1..=MOST_HEADER_ROWS).map(move |depth| (sheet, first, depth));
        starts
            .flat_map(depths)
            .filter_map(|(sheet, first, depth)| Table::at(source, sheet, first, depth))
            .collect()
    }

    /// The column that goes by one of these names. The first name that any column has decides.
    pub(in crate::menu) fn find(&self, columns: &Columns) -> Found {
        for name in &columns.plain {
            let mut named = self.headings.iter().filter(|(_, heading)| heading.is_called(name));
            match (named.next(), named.next()) {
                (None, _) => {}
                (Some((column, _)), None) => return Found::At(*column),
                (Some((one, _)), Some((other, _))) => return Found::Twice(*one, *other),
            }
        }
        Found::Nowhere
    }

    /// The rows of the header.
    pub(in crate::menu) fn header(&self) -> &'a [SheetRow] {
        self.sheet.rows.get(self.first..self.first.saturating_add(self.depth)).unwrap_or_default()
    }

    /// The rows above the header.
    pub(in crate::menu) fn above(&self) -> &'a [SheetRow] {
        self.sheet.rows.get(..self.first).unwrap_or_default()
    }

    /// The rows below the header.
    pub(in crate::menu) fn below(&self) -> &'a [SheetRow] {
        self.sheet.rows.get(self.first.saturating_add(self.depth)..).unwrap_or_default()
    }

    /// The place of the header.
    pub(in crate::menu) fn header_at(&self) -> Span {
        let cells = self.header().last().map_or(&[][..], |row| row.cells.as_slice());
        cells.first().map_or(Span::new(self.source.id, 0, 0), |cell| cell.at(self.source))
    }

    pub(in crate::menu) fn text(&self, cell: &SheetCell) -> String {
        cell.text(self.source).into_owned()
    }
}

/// What stands above each column, and every name by which that makes it known: all rows of its header joined, with and
/// without the titles of groups that stand over several columns, and the last row alone.
fn headings(source: &SourceText, sheet: &Sheet, rows: &[SheetRow]) -> BTreeMap<usize, Heading> {
    let columns: Vec<usize> = {
        let mut columns: Vec<usize> =
            rows.iter().flat_map(|row| &row.cells).map(|cell| cell.column).collect();
        columns.sort_unstable();
        columns.dedup();
        columns
    };
    let last = rows.len().saturating_sub(1);
    let mut headings = BTreeMap::new();
    for column in columns {
        let (mut own, mut grouped, mut place) = (Vec::new(), Vec::new(), None);
        let mut bottom = String::new();
        for (depth, row) in rows.iter().enumerate() {
            let cell = row.cell(column);
            if let Some(cell) = cell {
                let text = cell.text(source).into_owned();
                place = Some(cell.at(source));
                own.push(text.clone());
                grouped.push(text.clone());
                bottom = text;
            } else if depth < last {
                // The title of a group stands in the first of its columns.
                let title = row.cells.iter().take_while(|cell| cell.column < column).last();
                let merged = sheet.merged_at(row.number, column).map(|area| area.first.1);
                let within = |cell: &SheetCell| match merged {
                    Some(first) => first == cell.column,
                    None => sheet.merged_at(row.number, cell.column).is_none(),
                };
                if let Some(title) = title.filter(|cell| within(cell)) {
                    grouped.push(title.text(source).into_owned());
                }
            }
        }
        let Some(at) = place else { continue };
        let mut names = Vec::new();
        for name in [plain(&own.join(" ")), plain(&grouped.join(" ")), plain(&bottom)] {
            if !name.is_empty() && !names.contains(&name) {
                names.push(name);
            }
        }
        let shown = if grouped.len() > own.len() { grouped.join(" ") } else { own.join(" ") };
        headings.insert(column, Heading { names, shown, at });
    }
    headings
}
