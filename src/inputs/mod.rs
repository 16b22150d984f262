//! The inputs: files as a door hands them over, and how bytes become a text.
//!
//! in       names and bytes
//! out      texts in a [`SourceMap`], the tables in them, a fingerprint of each file, and what is wrong with the rest
//! always   what cannot be read is reported at the byte where reading stops; what is read is bounded
//! never    files are opened here; an encoding is guessed

mod csv;
mod encoding;
mod limits;
mod workbook;

pub use encoding::Encoding;

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{Sheet, SourceId, SourceMap, Span};

/// The largest file that is read, in bytes: far above any policy or menu, and a bound on memory.
pub const LARGEST_FILE: u64 = 64 * 1024 * 1024;

/// A file, as a door hands it over.
#[derive(Clone, Debug)]
pub struct InputFile {
    /// The path as the user would say it.
    pub name: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a file.
#[derive(Clone, Debug)]
pub enum Content {
    /// All of its bytes.
    Bytes(Vec<u8>),
    /// More than [`LARGEST_FILE`], so it was left closed.
    TooLarge(u64),
}

/// A file that was part of a run, for the record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct InputRecord {
    /// The path as the user would say it.
    pub path: String,
    /// SHA-256 of its bytes, in hexadecimal digits; none of a file that was left closed.
    pub sha256: Option<String>,
}

/// The fingerprint of a file that is read piece by piece.
#[derive(Clone, Debug, Default)]
pub struct Fingerprint(Sha256);

impl Fingerprint {
    /// Takes the next bytes in.
    pub fn take(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// For the record, once all bytes are taken in.
    pub fn record(self, path: impl Into<String>) -> InputRecord {
        InputRecord { path: path.into(), sha256: Some(hexadecimal(&self.0.finalize())) }
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// SHA-256 in hexadecimal digits.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

impl InputFile {
    /// A file of these bytes.
    pub fn new(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        InputFile { name: name.into(), content: Content::Bytes(bytes.into()) }
    }

    /// For the record.
    pub(crate) fn record(&self) -> InputRecord {
        let sha256 = match &self.content {
            Content::Bytes(bytes) => Some(fingerprint(bytes)),
            Content::TooLarge(_) => None,
        };
        InputRecord { path: self.name.clone(), sha256 }
    }

    /// Takes the text in, and answers with its id; none if there is nothing to read, which has been reported then.
    /// Of a table (`.csv`, `.tsv`, `.xlsx`) the rows and cells are found as well.
    pub fn admit(self, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<SourceId> {
        self.admit_as(None, sources, diagnostics)
    }

    /// The same, of a table whose encoding somebody declares.
    pub fn admit_as(
        self,
        encoding: Option<Encoding>,
        sources: &mut SourceMap,
        diagnostics: &mut Diagnostics,
    ) -> Option<SourceId> {
        match self.form() {
            Form::Text => self.admit_text(sources, diagnostics),
            Form::Csv => self.decoded(encoding).admit_csv(sources, diagnostics),
            Form::Workbook => self.admit_workbook(sources, diagnostics),
        }
    }

    fn form(&self) -> Form {
        let ending = self.name.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_lowercase());
        match ending.as_str() {
            "csv" | "tsv" => Form::Csv,
            "xlsx" | "xlsm" => Form::Workbook,
            _ => Form::Text,
        }
    }

    /// The same file in UTF-8, if its byte order mark or a declaration says how it is encoded.
    fn decoded(self, declared: Option<Encoding>) -> InputFile {
        let Content::Bytes(bytes) = &self.content else { return self };
        let encoding = Encoding::of_mark(bytes).or(declared);
        match encoding.and_then(|encoding| encoding.decode(bytes)) {
            Some(text) => InputFile::new(self.name, text.into_owned()),
            None => self,
        }
    }

    fn admit_csv(self, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<SourceId> {
        let id = self.admit_text(sources, diagnostics)?;
        let sheet = csv::read(sources.get(id)?, diagnostics);
        sources.set_sheets(id, vec![sheet]);
        Some(id)
    }

    fn admit_workbook(self, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<SourceId> {
        let bytes = match self.content {
            Content::Bytes(bytes) => bytes,
            Content::TooLarge(size) => {
                let id = sources.add(self.name, "");
                diagnostics.push(too_large(Span::new(id, 0, 0), size));
                return None;
            }
        };
        match workbook::read(&bytes) {
            Ok(workbook) if workbook.sheets.iter().any(|sheet| !sheet.rows.is_empty()) => {
                let id = sources.add(self.name, workbook.text);
                sources.set_sheets(id, workbook.sheets);
                Some(id)
            }
            Ok(_) => {
                let id = sources.add(self.name, "");
                diagnostics.push(
                    Diagnostic::new(
                        &kinds::EMPTY_FILE,
                        Span::new(id, 0, 0),
                        "the workbook has nothing in it",
                    )
                    .help("check that it was saved, and that it is the file you meant"),
                );
                None
            }
            Err(fault) => {
                let id = sources.add(self.name, "");
                // Its places are cells, and none of them is known.
                sources.set_sheets(id, vec![Sheet { name: Some(String::new()), ..Sheet::default() }]);
                diagnostics.push(fault.told(id, &bytes));
                None
            }
        }
    }

    fn admit_text(self, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<SourceId> {
        let is_table = self.form() == Form::Csv;
        let bytes = match self.content {
            Content::Bytes(bytes) => bytes,
            Content::TooLarge(size) => {
                let id = sources.add(self.name, "");
                diagnostics.push(too_large(Span::new(id, 0, 0), size));
                return None;
            }
        };
        // A byte order mark says nothing that UTF-8 does not say itself.
        let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).map(<[u8]>::to_vec).unwrap_or(bytes);
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => {
                let blank =
                    text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'));
                let id = sources.add(self.name, text);
                if blank {
                    let fault = Diagnostic::new(
                        &kinds::EMPTY_FILE,
                        Span::new(id, 0, 0),
                        "the file has nothing in it",
                    );
                    diagnostics.push(
                        fault
                            .note("spaces and comments alone say nothing")
                            .help("check that it was saved, and that it is the file you meant"),
                    );
                }
                (!blank).then_some(id)
            }
            Ok(text) => {
                let bad = text.find('\0').unwrap_or(0);
                refuse(self.name, is_table, text.as_bytes(), bad, sources, diagnostics);
                None
            }
            Err(error) => {
                let bad = error.utf8_error().valid_up_to();
                refuse(self.name, is_table, error.as_bytes(), bad, sources, diagnostics);
                None
            }
        }
    }
}

/// What becomes of the bytes of a file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Csv,
    Workbook,
}

fn too_large(at: Span, size: u64) -> Diagnostic {
    let megabytes = |bytes: u64| bytes.div_ceil(1024 * 1024);
    let most = megabytes(LARGEST_FILE);
    // Of a device or a pipe no more is known than that it went on.
    let message = match size.checked_sub(LARGEST_FILE) {
        Some(0 | 1) | None => format!("the file is over the {most} MB that are read"),
        Some(_) => format!("the file is {} MB, over the {most} MB that are read", megabytes(size)),
    };
    Diagnostic::new(&kinds::FILE_TOO_LARGE, at, message)
        .help("split it, or check that it is the file you meant")
}

/// Reports a file that is not text, at its first byte that is none. Of the rest one line is kept, to show the place.
fn refuse(
    name: String,
    is_table: bool,
    bytes: &[u8],
    bad: usize,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) {
    let (good, rest) = bytes.split_at_checked(bad).unwrap_or((bytes, &[]));
    let line_end = rest.iter().take(200).position(|byte| *byte == b'\n').unwrap_or(rest.len().min(200));
    let shown = String::from_utf8_lossy(rest.get(..line_end).unwrap_or_default()).replace('\0', "\u{FFFD}");
    let good = String::from_utf8_lossy(good).into_owned();
    let start = good.len();
    let end = start.saturating_add(shown.chars().next().map_or(0, char::len_utf8));
    let id = sources.add(name, [good, shown].concat());

    let at = Span::new(id, start, end);
    let line = sources.line_column(at).line;
    let byte = rest.first().copied().unwrap_or(0);
    // Every second byte of plain text in UTF-16 is zero.
    let zeros = bytes.iter().take(200).filter(|byte| **byte == 0).count();
    let wide = bytes.starts_with(&[0xFF, 0xFE])
        || bytes.starts_with(&[0xFE, 0xFF])
        || zeros.saturating_mul(4) >= bytes.len().min(200);
    let (what, help) = match (bytes.get(..4), byte) {
        (Some(b"PK\x03\x04"), _) if is_table => (
            "it is a workbook or another zip file".to_string(),
            "give it the ending .xlsx if it is a workbook",
        ),
        (Some(b"PK\x03\x04"), _) => (
            "it is a Word, Excel or zip file".to_string(),
            "export its text, and save that with the encoding UTF-8",
        ),
        (Some(b"%PDF"), _) => ("it is a PDF".to_string(), "write its rules, or its menu, in a text file"),
        _ if wide && is_table => (
            "it looks like UTF-16 without a byte order mark".to_string(),
            "save it as `CSV UTF-8`; or, if you know its encoding, declare it: `encoding = \"utf-16le\"` in the `table` of \
             the profile, or `planlint import --encoding utf-16le`",
        ),
        (_, 0) if !wide => (
            format!("line {line} has a zero byte, which no text has"),
            "check that it is the file you meant, and save it again with the encoding UTF-8",
        ),
        _ if wide => (
            "it looks like UTF-16".to_string(),
            "save it again with the encoding UTF-8: in Notepad, `Save as`, then `Encoding`",
        ),
        (_, 0x80..) if is_table => (
            format!("line {line} has the byte 0x{byte:02X}, as files of Windows-1252 have{}", meant(byte)),
            "save it as `CSV UTF-8`; or, if you know its encoding, declare it: `encoding = \"windows-1252\"` in the \
             `table` of the profile, or `planlint import --encoding windows-1252`",
        ),
        (_, 0x91..=0x94) => (
            format!("line {line} has a curly quotation mark of Windows-1252 (byte 0x{byte:02X})"),
            "save it again with the encoding UTF-8; rules and menus take straight quotation marks",
        ),
        _ => (
            format!("line {line} has the byte 0x{byte:02X}, which is no character"),
            "save it again with the encoding UTF-8: most editors offer it under `Save as`",
        ),
    };
    let note = format!("reading stops at byte {} of {}", bad.saturating_add(1), bytes.len());
    let fault = Diagnostic::new(&kinds::NOT_TEXT, at, format!("the file is not UTF-8 text: {what}"));
    diagnostics.push(fault.label("not UTF-8 from here").note(note).help(help));
}

/// The character that a byte stands for in Windows-1252.
fn meant(byte: u8) -> String {
    let bytes = [byte];
    let text = Encoding::named("windows-1252").and_then(|encoding| encoding.decode(&bytes));
    let shown = text.filter(|text| text.chars().all(|character| !character.is_control()));
    shown.map_or(String::new(), |text| format!(" for `{text}`"))
}
