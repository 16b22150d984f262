//! The inputs: files as a door hands them over, and how bytes become a text.
//!
//! in       names and bytes
//! out      texts in a [`SourceMap`], a fingerprint of each file, and what is wrong with those that are no text
//! always   what cannot be read is reported at the byte where reading stops
//! never    files are opened here

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceId, SourceMap, Span};

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

/// SHA-256 in hexadecimal digits.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
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
    pub(crate) fn admit(self, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<SourceId> {
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
                refuse(self.name, text.as_bytes(), text.find('\0').unwrap_or(0), sources, diagnostics);
                None
            }
            Err(error) => {
                refuse(self.name, error.as_bytes(), error.utf8_error().valid_up_to(), sources, diagnostics);
                None
            }
        }
    }
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
fn refuse(name: String, bytes: &[u8], bad: usize, sources: &mut SourceMap, diagnostics: &mut Diagnostics) {
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
    let wide = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || byte == 0;
    let (what, help) = match (bytes.get(..4), byte) {
        (Some(b"PK\x03\x04"), _) => (
            "it is a Word, Excel or zip file".to_string(),
            "export its text, and save that with the encoding UTF-8",
        ),
        (Some(b"%PDF"), _) => ("it is a PDF".to_string(), "write its rules, or its menu, in a text file"),
        _ if wide => (
            "it looks like UTF-16".to_string(),
            "save it again with the encoding UTF-8: in Notepad, `Save as`, then `Encoding`",
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
