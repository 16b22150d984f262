//! Tables of identifiers: which ticker, CUSIP, share class and fund belong together.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::source::{SheetRow, SourceText, Span};

use super::identity::{Keys, Number, normal};
use crate::menu::cusip;
use crate::menu::words;

/// The column with the name or id of an option, as the menu has it.
const OPTION: &str = "option";

/// What tables say, row by row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Identifiers {
    rows: Vec<BTreeMap<Number, (String, Span)>>,
    numbers: BTreeMap<(Number, String), Vec<usize>>,
    options: BTreeMap<String, Vec<usize>>,
}

/// Reads a table with a row of column names. Columns that are no identifiers are passed over.
pub(crate) fn read_identifiers(source: &SourceText) -> Outcome<Identifiers> {
    let mut diagnostics = Diagnostics::new();
    let mut table = Identifiers::default();
    let rows = source.sheets.iter().flat_map(|sheet| &sheet.rows);
    let mut rows = rows.filter(|row| !row.cells.is_empty());
    let header = rows.next().map(|row| row.cells.as_slice()).unwrap_or_default();
    let columns: Vec<(usize, Option<Number>)> = header
        .iter()
        .filter_map(|cell| {
            let name = cell.text(source).trim().to_lowercase();
            let number = Number::ALL.into_iter().find(|number| number.fact() == name);
            (number.is_some() || name == OPTION).then_some((cell.column, number))
        })
        .collect();
    if columns.len() < 2 {
        let at = source.line_span(1);
        let names = Number::ALL.map(Number::fact).join("`, `");
        diagnostics.push(
            Diagnostic::new(
                &kinds::MENU_SHAPE,
                at,
                "a table of identifiers needs two columns of them at least",
            )
            .note(format!("the columns that are read are called `{OPTION}`, `{names}`"))
            .help("write these names into the first row, in any order; other columns may stay"),
        );
        return Outcome { value: table, diagnostics };
    }
    for row in rows {
        if let Some(cell) = row.cells.iter().find(|cell| cell.text(source).contains('\n')) {
            let at = Span::new(source.id, cell.start, cell.start);
            diagnostics.push(
                Diagnostic::new(&kinds::MENU_SHAPE, at, "a field of this row goes on over several lines")
                    .note(
                        "a quotation mark that is opened and not closed takes the rows below into its field",
                    )
                    .note("nothing is read from this row, and from those that it takes in")
                    .help("close it, or remove it"),
            );
            continue;
        }
        table.row(row, &columns, source);
    }
    Outcome { value: table, diagnostics }
}

impl Identifiers {
    /// Takes the rows of another table in.
    pub(crate) fn extend(&mut self, other: Identifiers) {
        let from = self.rows.len();
        let moved = |rows: Vec<usize>| rows.into_iter().map(move |row| row.saturating_add(from));
        for (key, rows) in other.numbers {
            self.numbers.entry(key).or_default().extend(moved(rows));
        }
        for (key, rows) in other.options {
            self.options.entry(key).or_default().extend(moved(rows));
        }
        self.rows.extend(other.rows);
    }

    fn row(&mut self, row: &SheetRow, columns: &[(usize, Option<Number>)], source: &SourceText) {
        let place = self.rows.len();
        let mut cells = BTreeMap::new();
        for cell in &row.cells {
            let (span, text) = (cell.at(source), cell.text(source));
            let text = text.trim();
            if text.is_empty() || text.eq_ignore_ascii_case("n/a") || text == "-" {
                continue;
            }
            match columns.iter().find(|(column, _)| *column == cell.column) {
                Some((_, Some(Number::Cusip))) if cusip::check(text).is_err() => {}
                Some((_, Some(number))) => {
                    let text = normal(text);
                    self.numbers.entry((*number, text.clone())).or_default().push(place);
                    cells.insert(*number, (text, span));
                }
                Some((_, None)) => self.options.entry(text.to_string()).or_default().push(place),
                None => {}
            }
        }
        self.rows.push(cells);
    }

    /// Adds to what a thing is known by the numbers that stand in one row with one of its own. Where rows disagree about a
    /// number it is not added, and one that the thing has stays as it is: if the table says otherwise, that is told.
    pub(in crate::menu) fn add_to(&self, keys: &mut Keys, name: &str, said: &mut Diagnostics) {
        let of_class = keys.numbers.iter().filter(|(number, _)| number.is_of_class());
        let by_number = of_class.filter_map(|(number, (text, _))| self.numbers.get(&(*number, text.clone())));
        let by_name = keys.names.keys().chain(keys.also.keys()).filter_map(|name| self.options.get(name));
        let rows: BTreeSet<usize> = by_number.chain(by_name).flatten().copied().collect();
        let mut derived: BTreeMap<Number, (String, Span)> = BTreeMap::new();
        let mut doubtful = BTreeSet::new();
        for (number, (text, at)) in rows.iter().filter_map(|row| self.rows.get(*row)).flatten() {
            match derived.get(number) {
                Some((first, first_at)) if first != text => {
                    if doubtful.insert(*number) && matches!(number, Number::Series | Number::Lei) {
                        let message = format!("`{}` belongs to two funds by this table", words::shown(name));
                        said.push(
                            Diagnostic::new(&kinds::SOURCES_DIFFER, *at, message)
                                .label("the second")
                                .also(*first_at, "the first")
                                .note("it is joined by neither, since nothing says which one is meant")
                                .help("keep the row that is right"),
                        );
                    }
                }
                Some(_) => {}
                None => _ = derived.insert(*number, (text.clone(), *at)),
            }
        }
        for (number, (text, at)) in derived.into_iter().filter(|(number, _)| !doubtful.contains(number)) {
            match keys.numbers.get(&number) {
                Some((own, own_at)) if *own != text => {
                    let fact = number.fact();
                    let message = format!(
                        "`{fact}` of `{}` is {own} here and {text} in a table of identifiers",
                        words::shown(name)
                    );
                    said.push(
                        Diagnostic::new(&kinds::SOURCES_DIFFER, *own_at, message)
                            .also(at, "the table")
                            .note("it is joined by what stands here")
                            .help("correct the one that is wrong"),
                    );
                }
                Some(_) => {}
                None => _ = keys.numbers.insert(number, (text, at)),
            }
        }
    }
}
