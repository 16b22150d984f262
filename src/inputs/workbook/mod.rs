//! A workbook (.xlsx): bytes → sheets, and a text in which their cells lie, a line for each row.
//!
//! The well-known readers hand numbers over as binary fractions and leave the number format behind; 0.555 that the
//! spreadsheet shows as 55.5% is then a number of unknown unit. So the parts of the package are read here, with the
//! crates that read zip and XML.

mod format;
mod number;
mod package;
mod parts;
mod xml;

use std::borrow::Cow;

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::{CellKind, Sheet, SheetCell, SheetRow, SourceId, Span};

use super::limits::{MOST_CELLS, MOST_COLUMNS, MOST_ROWS, MOST_UNPACKED, too_many_cells};
use format::Format;
use package::Package;
use parts::{Book, Packed, RawCell, RawSheet};

/// The text of a workbook, and its sheets. What stands in a cell is written as the spreadsheet shows its unit.
pub(super) struct Workbook {
    pub(super) text: String,
    pub(super) sheets: Vec<Sheet>,
}

/// Why a workbook cannot be read.
#[derive(Debug)]
pub(super) enum Fault {
    /// It is no zip, or a broken one.
    NoZip,
    /// It is a zip, and no workbook.
    NoWorkbook,
    /// A part that the workbook needs is missing or cannot be unpacked.
    Part(String),
    /// A part is not well formed.
    Xml(String),
    /// A part is larger than what is read, by so many bytes as it says itself or as came out.
    TooLarge(String),
    /// More cells than what is read.
    TooManyCells,
    /// A cell where no sheet has one.
    Beyond,
    /// Cells that say more, all together, than what is read.
    TooMuchText,
}

/// Reads a workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Workbook, Fault> {
    let mut package = Package::open(bytes)?;
    let book = Book::read(&mut package)?;
    let mut workbook = Workbook { text: String::new(), sheets: Vec::new() };
    let (mut cells, mut bytes) = (MOST_CELLS, usize::try_from(MOST_UNPACKED).unwrap_or(usize::MAX));
    for listed in &book.sheets {
        let Some(path) = &listed.path else { continue };
        let raw = RawSheet::read(&mut package, path, &book, (cells, bytes))?;
        cells = cells.saturating_sub(raw.rows.iter().map(|row| row.cells.len()).sum());
        bytes = bytes.saturating_sub(raw.text.len());
        workbook.add(&listed.name, listed.is_hidden, raw);
    }
    Ok(workbook)
}

impl Workbook {
    fn add(&mut self, name: &str, is_hidden: bool, raw: RawSheet) {
        self.text.push('[');
        self.text.extend(name.chars().map(|character| if character.is_control() { ' ' } else { character }));
        self.text.push_str("]\n");
        let mut rows: Vec<SheetRow> = Vec::with_capacity(raw.rows.len());
        for row in raw.rows {
            let mut cells = Vec::with_capacity(row.cells.len());
            for RawCell { column, text, kind } in row.cells {
                let start = self.text.len();
                self.text.push_str(raw.text.get(text).unwrap_or(""));
                cells.push(SheetCell { column, start, end: self.text.len(), kind });
                self.text.push('\t');
            }
            self.text.push('\n');
            rows.push(SheetRow { number: row.number, is_hidden: row.is_hidden, cells });
        }
        let merged = raw.merged;
        self.sheets.push(Sheet { name: Some(name.to_string()), is_hidden, rows, breaks_off: None, merged });
    }
}

/// What a cell says, with the unit that its number format shows. `shared` is the text that it refers to, if it does.
fn written<'c>(cell: &'c Packed, shared: Option<&'c str>, book: &Book) -> (Cow<'c, str>, CellKind) {
    let value = shared.unwrap_or(&cell.value);
    if value.is_empty()
        && let Some(formula) = &cell.formula
    {
        return (Cow::Owned(format!("={formula}")), CellKind::NoResult);
    }
    match cell.kind.as_str() {
        "s" | "str" | "inlineStr" => (Cow::Borrowed(value), CellKind::Text),
        "e" => (Cow::Borrowed(value), CellKind::Fault),
        "b" => (Cow::Borrowed(if value == "1" { "yes" } else { "no" }), CellKind::Text),
        "d" => (Cow::Borrowed(value.split('T').next().unwrap_or(value)), CellKind::Date),
        _ => {
            let plain = Format::PLAIN;
            let format = book.formats.get(cell.style).unwrap_or(&plain);
            let (written, kind) = number::written(value, format, book.from_1904);
            (Cow::Owned(written), kind)
        }
    }
}

impl Fault {
    /// What the user is told.
    pub(super) fn told(&self, id: SourceId, bytes: &[u8]) -> Diagnostic {
        let at = Span::new(id, 0, 0);
        let say = |message: &str| Diagnostic::new(&kinds::WORKBOOK, at, message.to_string());
        match self {
            // The container of Word 97, Excel 97, and of anything that is protected by a password.
            Fault::NoZip if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) => {
                say("the workbook is in the form of Excel 97, or protected by a password")
                    .help("open it, remove the password, and save it as `Excel Workbook (.xlsx)`")
            }
            Fault::NoZip => say("the file is no workbook, or breaks off")
                .note("a workbook (.xlsx) is a zip archive, and this is none that can be opened")
                .help("open it in a spreadsheet program and save it as `Excel Workbook (.xlsx)`"),
            Fault::NoWorkbook => say("the file is a zip archive without a workbook in it")
                .help("save it as `Excel Workbook (.xlsx)`; binary workbooks (.xlsb), OpenDocument (.ods) and Word files are not read"),
            Fault::Part(part) => say(&format!("the workbook cannot be unpacked: `{part}` is missing or broken"))
                .help("open it in a spreadsheet program and save it again"),
            Fault::Xml(part) => say(&format!("the workbook is broken: `{part}` is not well formed"))
                .help("open it in a spreadsheet program and save it again"),
            Fault::TooLarge(part) => Diagnostic::new(
                &kinds::FILE_TOO_LARGE,
                at,
                format!(
                    "`{part}` in the workbook unpacks to more than the {} MB that are read",
                    super::limits::MOST_UNPACKED.div_ceil(1024 * 1024)
                ),
            )
            .note("no menu needs so much; an archive can be made to unpack to almost anything")
            .help("check that it is the file you meant"),
            Fault::TooManyCells => too_many_cells(at),
            Fault::Beyond => say(&format!(
                "the workbook has a cell beyond the {MOST_ROWS} rows and {MOST_COLUMNS} columns that a sheet can have"
            ))
            .help("open it in a spreadsheet program and save it again"),
            Fault::TooMuchText => Diagnostic::new(
                &kinds::FILE_TOO_LARGE,
                at,
                format!(
                    "what the cells of the workbook say is more than the {} MB that are read",
                    super::limits::MOST_UNPACKED.div_ceil(1024 * 1024)
                ),
            )
            .note("no menu needs so much; one text can stand in any number of cells")
            .help("check that it is the file you meant"),
        }
    }
}
