//! The parts of a workbook: which sheets there are, their texts, number formats and cells.

use std::collections::BTreeMap;

use crate::source::Area;

use super::Fault;
use super::format::Format;
use super::package::Package;
use super::xml::{Piece, Tag, walk};

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

/// The cells of a sheet, as they stand in the package.
#[derive(Default)]
pub(super) struct RawSheet {
    pub(super) rows: Vec<RawRow>,
    pub(super) merged: Vec<Area>,
}

pub(super) struct RawRow {
    pub(super) number: usize,
    pub(super) is_hidden: bool,
    pub(super) cells: Vec<RawCell>,
}

/// A cell: its value as the package writes it, its kind (`s`, `str`, `b`, `e`, `d`; else a number) and its style.
#[derive(Default)]
pub(super) struct RawCell {
    pub(super) column: usize,
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
                "sheet" => {
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
        Piece::End("si") => strings.push(std::mem::take(&mut current)),
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
            "xf" if in_cells => {
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
    pub(super) fn read(package: &mut Package<'_>, path: &str, strings: &[String]) -> Result<Self, Fault> {
        let text = package.part(path)?.ok_or_else(|| Fault::Part(path.to_string()))?;
        let mut sheet = RawSheet::default();
        let mut scan = Scan { strings, sheet: &mut sheet, row: None, cell: None, reads: Reads::Nothing };
        parsed(path, &text, &mut |piece| scan.take(piece))?;
        // A row stands where its number says, and so does a cell.
        sheet.rows.sort_by_key(|row| row.number);
        sheet.rows.iter_mut().for_each(|row| row.cells.sort_by_key(|cell| cell.column));
        Ok(sheet)
    }
}

struct Scan<'a> {
    strings: &'a [String],
    sheet: &'a mut RawSheet,
    row: Option<RawRow>,
    cell: Option<RawCell>,
    reads: Reads,
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
                self.cell = Some(RawCell {
                    column: named.unwrap_or(next),
                    kind: tag.get("t").unwrap_or_default(),
                    style: tag.number("s").unwrap_or(0),
                    ..RawCell::default()
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
                let Some(mut cell) = self.cell.take() else { return };
                if cell.kind == "s" {
                    let shared =
                        cell.value.trim().parse::<usize>().ok().and_then(|index| self.strings.get(index));
                    cell.value = shared.cloned().unwrap_or_default();
                }
                let says = !cell.value.is_empty() || cell.formula.is_some();
                if let Some(row) = self.row.as_mut().filter(|_| says) {
                    row.cells.push(cell);
                }
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
