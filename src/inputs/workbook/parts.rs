//! The parts of a workbook: which sheets there are, their texts, number formats and cells.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::inputs::limits::{LONGEST_CELL, MOST_CELLS, MOST_COLUMNS, MOST_ROWS};
use crate::source::{Area, CellKind};

use super::format::Format;
use super::package::Package;
use super::xml::{Piece, Tag, walk};
use super::{Fault, written};

/// What the sheets of a workbook share.
pub(super) struct Book {
    pub(super) sheets: Vec<Listed>,
    /// Whether days are counted from 1904, as early Macintosh programs did.
    pub(super) from_1904: bool,
    pub(super) strings: Vec<String>,
    /// By the number that a cell gives as its style.
    pub(super) formats: Vec<Format>,
}

/// A sheet, as the workbook lists it.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) is_hidden: bool,
    /// Where it stands in the package; none of a sheet that is a chart.
    pub(super) path: Option<String>,
}

/// Texts that cells refer to, formats and sheets beyond which it is no workbook of a menu: an element of a few letters takes
/// many times its own room. A spreadsheet program has 64,000 formats.
const MOST_LISTED: usize = 1_000_000;

/// The cells of a sheet, in the order in which they stand in the package.
#[derive(Default)]
pub(super) struct RawSheet {
    pub(super) rows: Vec<RawRow>,
    pub(super) merged: Vec<Area>,
    /// What its cells say.
    pub(super) text: String,
}

pub(super) struct RawRow {
    pub(super) number: usize,
    pub(super) is_hidden: bool,
    pub(super) cells: Vec<RawCell>,
}

/// A cell: where what it says stands in the text of its sheet.
pub(super) struct RawCell {
    pub(super) column: usize,
    pub(super) text: Range<usize>,
    pub(super) kind: CellKind,
}

/// A cell as the package writes it: its value, its kind (`s`, `str`, `b`, `e`, `d`; else a number) and its style.
#[derive(Default)]
pub(super) struct Packed {
    column: usize,
    pub(super) kind: String,
    pub(super) style: usize,
    pub(super) value: String,
    pub(super) formula: Option<String>,
}

fn parsed(part: &str, text: &str, on: &mut dyn FnMut(Piece<'_>)) -> Result<(), Fault> {
    walk(text, on).map_err(|_| Fault::Xml(part.to_string()))
}

impl Book {
    pub(super) fn read(package: &mut Package<'_>) -> Result<Self, Fault> {
        let path = main_part(package)?;
        let text = package.part(&path)?.ok_or(Fault::NoWorkbook)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_string();
        let targets = relations(package, &path)?;
        let full = |target: &str| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_string(),
            None if folder.is_empty() => target.to_string(),
            None => format!("{folder}/{target}"),
        };
        let mut book =
            Book { sheets: Vec::new(), from_1904: false, strings: Vec::new(), formats: Vec::new() };
        let mut is_book = false;
        parsed(&path, &text, &mut |piece| {
            let Piece::Start(tag) = piece else { return };
            match tag.name() {
                "workbook" => is_book = true,
                "workbookPr" => book.from_1904 = tag.is_set("date1904"),
                "sheet" if book.sheets.len() < MOST_LISTED => {
                    let relation = tag.get("id").and_then(|id| targets.by_id.get(&id));
                    book.sheets.push(Listed {
                        name: tag.get("name").unwrap_or_default(),
                        is_hidden: tag.get("state").is_some_and(|state| state != "visible"),
                        path: relation
                            .filter(|(kind, _)| kind.ends_with("/worksheet"))
                            .map(|(_, target)| full(target)),
                    });
                }
                _ => {}
            }
        })?;
        if !is_book {
            return Err(Fault::NoWorkbook);
        }
        if let Some(target) = targets.of_kind("/sharedStrings") {
            book.strings = strings(package, &full(target))?;
        }
        if let Some(target) = targets.of_kind("/styles") {
            book.formats = formats(package, &full(target))?;
        }
        Ok(book)
    }
}

/// Where the workbook stands in its package.
fn main_part(package: &mut Package<'_>) -> Result<String, Fault> {
    let relations = relations(package, "")?;
    Ok(relations
        .of_kind("/officeDocument")
        .map_or("xl/workbook.xml", String::as_str)
        .trim_start_matches('/')
        .to_string())
}

/// What a part refers to: kind and target, by id.
#[derive(Default)]
struct Relations {
    by_id: BTreeMap<String, (String, String)>,
}

impl Relations {
    fn of_kind(&self, ending: &str) -> Option<&String> {
        self.by_id.values().find(|(kind, _)| kind.ends_with(ending)).map(|(_, target)| target)
    }
}

fn relations(package: &mut Package<'_>, of: &str) -> Result<Relations, Fault> {
    let (folder, file) =
        of.rsplit_once('/').map_or((String::new(), of), |(folder, file)| (format!("{folder}/"), file));
    let path = format!("{folder}_rels/{file}.rels");
    let mut relations = Relations::default();
    let Some(text) = package.part(&path)? else { return Ok(relations) };
    parsed(&path, &text, &mut |piece| {
        if let Piece::Start(tag) = piece
            && tag.name() == "Relationship"
            && let (Some(id), Some(kind), Some(target)) = (tag.get("Id"), tag.get("Type"), tag.get("Target"))
        {
            relations.by_id.insert(id, (kind, target));
        }
    })?;
    Ok(relations)
}

/// The texts that cells refer to by number. Of a text in several fonts the runs are joined; how it is read aloud
/// (`rPh`) is left out.
fn strings(package: &mut Package<'_>, path: &str) -> Result<Vec<String>, Fault> {
    let text = package.part(path)?.ok_or_else(|| Fault::Part(path.to_string()))?;
    let mut strings = Vec::new();
    let (mut current, mut in_text, mut aloud) = (String::new(), false, false);
    parsed(path, &text, &mut |piece| match piece {
        Piece::Start(tag) => match tag.name() {
            "si" => current.clear(),
            "t" => in_text = true,
            "rPh" => aloud = true,
            _ => {}
        },
        Piece::Text(text) if in_text && !aloud => current.push_str(&text),
        Piece::End("t") => in_text = false,
        Piece::End("rPh") => aloud = false,
        Piece::End("si") if strings.len() < MOST_CELLS => strings.push(std::mem::take(&mut current)),
        _ => {}
    })?;
    Ok(strings)
}

fn formats(package: &mut Package<'_>, path: &str) -> Result<Vec<Format>, Fault> {
    let Some(text) = package.part(path)? else { return Ok(Vec::new()) };
    let mut codes: BTreeMap<usize, String> = BTreeMap::new();
    let mut formats = Vec::new();
    let mut in_cells = false;
    parsed(path, &text, &mut |piece| match piece {
        Piece::Start(tag) => match tag.name() {
            "numFmt" => {
                if let (Some(id), Some(code)) = (tag.number("numFmtId"), tag.get("formatCode")) {
                    codes.insert(id, code);
                }
            }
            "cellXfs" => in_cells = true,
            "xf" if in_cells && formats.len() < MOST_LISTED => {
                let id = tag.number("numFmtId").unwrap_or(0);
                formats.push(match codes.get(&id) {
                    Some(code) => Format::of_code(code),
                    None => Format::built_in(id),
                });
            }
            _ => {}
        },
        Piece::End("cellXfs") => in_cells = false,
        _ => {}
    })?;
    Ok(formats)
}

impl RawSheet {
    /// Reads a sheet that may have so many cells and so many bytes of text.
    pub(super) fn read(
        package: &mut Package<'_>,
        path: &str,
        book: &Book,
        (cells, bytes): (usize, usize),
    ) -> Result<Self, Fault> {
        let text = package.part(path)?.ok_or_else(|| Fault::Part(path.to_string()))?;
        let mut sheet = RawSheet::default();
        let mut scan = Scan {
            book,
            sheet: &mut sheet,
            row: None,
            cell: None,
            reads: Reads::Nothing,
            cells,
            bytes,
            fault: None,
        };
        parsed(path, &text, &mut |piece| {
            // What is too much is not kept; the parser goes on to the end of the part, which is bounded.
            if scan.fault.is_none() {
                scan.take(piece);
            }
        })?;
        if let Some(fault) = scan.fault {
            return Err(fault);
        }
        // A row stands where its number says, and so does a cell.
        sheet.rows.sort_by_key(|row| row.number);
        sheet.rows.iter_mut().for_each(|row| row.cells.sort_by_key(|cell| cell.column));
        Ok(sheet)
    }
}

struct Scan<'a> {
    book: &'a Book,
    sheet: &'a mut RawSheet,
    row: Option<RawRow>,
    cell: Option<Packed>,
    reads: Reads,
    /// Cells and bytes that may still come.
    cells: usize,
    bytes: usize,
    fault: Option<Fault>,
}

/// What a text that comes next belongs to.
enum Reads {
    Nothing,
    Value,
    Formula,
}

impl Scan<'_> {
    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Start(tag) => self.start(&tag),
            Piece::Text(text) => {
                if let Some(cell) = &mut self.cell {
                    match self.reads {
                        Reads::Value => cell.value.push_str(&text),
                        Reads::Formula => cell.formula.get_or_insert_default().push_str(&text),
                        Reads::Nothing => {}
                    }
                }
            }
            Piece::End(name) => self.end(name),
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "row" => {
                let next = self.sheet.rows.last().map_or(1, |last| last.number.saturating_add(1));
                let number = tag.number("r").unwrap_or(next);
                self.row = Some(RawRow { number, is_hidden: tag.is_set("hidden"), cells: Vec::new() });
            }
            "c" => {
                let named = tag.get("r").and_then(|name| position(&name)).map(|(_, column)| column);
                let last = self.row.as_ref().and_then(|row| row.cells.last());
                let next = last.map_or(0, |last| last.column.saturating_add(1));
                self.cell = Some(Packed {
                    column: named.unwrap_or(next),
                    kind: tag.get("t").unwrap_or_default(),
                    style: tag.number("s").unwrap_or(0),
                    ..Packed::default()
                });
            }
            "v" | "t" => self.reads = Reads::Value,
            "f" => {
                self.reads = Reads::Formula;
                if let Some(cell) = &mut self.cell {
                    cell.formula.get_or_insert_default();
                }
            }
            "rPh" => self.reads = Reads::Nothing,
            "mergeCell" => {
                let area = tag.get("ref").and_then(|area| {
                    let (first, last) = area.split_once(':')?;
                    Some(Area { first: position(first)?, last: position(last)? })
                });
                self.sheet.merged.extend(area);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "v" | "t" | "f" => self.reads = Reads::Nothing,
            "c" => {
                let Some(cell) = self.cell.take() else { return };
                self.keep(&cell);
            }
            "row" => {
                if let Some(row) = self.row.take().filter(|row| !row.cells.is_empty()) {
                    self.sheet.rows.push(row);
                }
            }
            _ => {}
        }
    }
}

impl Scan<'_> {
    fn keep(&mut self, cell: &Packed) {
        let Some(row) = &mut self.row else { return };
        if cell.column >= MOST_COLUMNS || row.number > MOST_ROWS {
            self.fault = Some(Fault::Beyond);
            return;
        }
        let shared = (cell.kind == "s").then(|| {
            let index = cell.value.trim().parse::<usize>().ok();
            index.and_then(|index| self.book.strings.get(index)).map_or("", String::as_str)
        });
        let (written, kind) = written(cell, shared, self.book);
        let start = self.sheet.text.len();
        // A row is a line: what breaks one is a blank.
        let plain = |character: char| if character.is_control() { ' ' } else { character };
        self.sheet.text.extend(written.chars().take(LONGEST_CELL).map(plain));
        let end = self.sheet.text.len();
        if self.sheet.text.get(start..end).is_none_or(|text| text.trim().is_empty()) {
            self.sheet.text.truncate(start);
            return;
        }
        row.cells.push(RawCell { column: cell.column, text: start..end, kind });
        // One text that many cells refer to stands once in the package and many times in the sheet.
        self.fault = match (self.cells.checked_sub(1), self.bytes.checked_sub(end.saturating_sub(start))) {
            (None, _) => Some(Fault::TooManyCells),
            (_, None) => Some(Fault::TooMuchText),
            (Some(cells), Some(bytes)) => {
                (self.cells, self.bytes) = (cells, bytes);
                None
            }
        };
    }
}

/// `F17` → row 17, column 5.
fn position(name: &str) -> Option<(usize, usize)> {
    let name = name.replace('$', "");
    let (letters, digits) =
        name.split_at_checked(name.find(|character: char| character.is_ascii_digit())?)?;
    let column = letters.bytes().try_fold(0_usize, |column, letter| {
        let digit = letter.to_ascii_uppercase().checked_sub(b'A').filter(|digit| *digit < 26)?;
        column.checked_mul(26)?.checked_add(usize::from(digit).saturating_add(1))
    })?;
    Some((digits.parse().ok()?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cells() {
        assert_eq!(position("F17"), Some((17, 5)));
        assert_eq!(position("$AA$1"), Some((1, 26)));
        for wrong in ["F", "17", "f-1", "", "AAAAAAAAAAAAAAAAAAAA1"] {
            assert_eq!(position(wrong), None, "{wrong}");
        }
    }
}
