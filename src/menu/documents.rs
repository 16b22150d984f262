//! Documents of a thing: what is on file for it.

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;

use super::forms::raw::{Key, Raw, RawKind};
use super::from_raw::Reader;
use super::words;

/// The documents of a thing, as its list gives them. A list is all there is, like that of the options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Documents {
    /// The documents, in the order of the menu.
    pub listed: Vec<Document>,
    /// The first entry that could not be read: with it, the list is not known to be all there is.
    pub lost: Option<Span>,
    /// Where the list is named.
    pub at: Span,
}

/// A document. What is not said of it is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// What kind of document.
    pub kind: String,
    /// Who made or signed it: roles and names.
    pub by: Option<Vec<String>>,
    /// The day that it bears.
    pub dated: Option<Date>,
    /// What it says, as far as it matters: all of it.
    pub attests: Option<Vec<String>>,
    /// The SHA-256 of its file, in 64 hexadecimal digits, lower case.
    pub sha256: Option<String>,
    /// Where its kind stands.
    pub at: Span,
}

/// Keys of a document.
const KEYS: [&str; 6] = ["document", "by", "dated", "attests", "sha256", "note"];

const EXAMPLE: &str = "`- { document: \"ASC 820 representation\", by: manager, dated: 2026-02-11 }`";

impl Reader<'_> {
    /// The list under `documents`. `None` if it is absent, or no list.
    pub(super) fn documents(&mut self, key: &Key, raw: &Raw) -> Option<Documents> {
        let items = match &raw.kind {
            RawKind::List(items) => items,
            _ if raw.is_absent() || raw.is_refused() => return None,
            _ => {
                let message = format!("`documents` is a list, and this is {}", raw.words());
                self.say(
                    Diagnostic::new(&kinds::MENU_SHAPE, raw.at, message)
                        .help(format!("start each document with `- document: …`, as in {EXAMPLE}"))
                        .help("write `documents: []` if there are none"),
                );
                return None;
            }
        };
        let mut documents = Documents { listed: Vec::new(), lost: None, at: key.at };
        for item in items {
            match self.document(item) {
                Some(document) => documents.listed.push(document),
                None => _ = documents.lost.get_or_insert(item.at),
            }
        }
        Some(documents)
    }

    fn document(&mut self, raw: &Raw) -> Option<Document> {
        let blank = |kind: &str, at| Document {
            kind: kind.into(),
            by: None,
            dated: None,
            attests: None,
            sha256: None,
            at,
        };
        let entries = match &raw.kind {
            RawKind::Map(entries) => entries,
            // A kind alone: of the rest nothing is said.
            RawKind::Scalar(scalar) if !raw.is_absent() => return Some(blank(scalar.text.trim(), raw.at)),
            RawKind::Refused => return None,
            _ => {
                let message = format!("a document is a group of keys, and this is {}", raw.words());
                self.say(
                    Diagnostic::new(&kinds::MENU_SHAPE, raw.at, message).help(format!("write {EXAMPLE}")),
                );
                return None;
            }
        };
        let mut document = blank("", raw.at);
        let mut refused = false;
        for (key, value) in entries {
            match key.name.as_str() {
                "document" => {
                    refused = value.is_refused() || !(value.is_absent() || value.text().is_some());
                    if let Some(kind) = self.word("document", value) {
                        document.kind = kind;
                        document.at = value.at;
                    }
                }
                "by" => document.by = self.texts("by", value),
                "dated" => document.dated = self.date("dated", value),
                "attests" => document.attests = self.texts("attests", value),
                "sha256" => document.sha256 = self.sha256(value),
                "note" => {}
                _ => self.unknown_key_of_document(key, value),
            }
        }
        if document.kind.is_empty() {
            if !refused {
                let at = entries.first().map_or(raw.at, |(key, _)| key.at);
                self.say(
                    Diagnostic::new(&kinds::MENU_SHAPE, at, "this document does not say what it is").help(
                        "write its kind as `document: \"…\"`, in the words of the policy that asks for it",
                    ),
                );
            }
            return None;
        }
        Some(document)
    }

    /// One text, or a list of them, which is then all there is. `None` if nothing is said, or if a part of it cannot
    /// be read.
    fn texts(&mut self, name: &str, raw: &Raw) -> Option<Vec<String>> {
        let RawKind::List(items) = &raw.kind else { return self.word(name, raw).map(|text| vec![text]) };
        items.iter().map(|item| self.word(name, item)).collect::<Vec<_>>().into_iter().collect()
    }

    fn sha256(&mut self, raw: &Raw) -> Option<String> {
        let written = self.word("sha256", raw)?;
        let digits = written.to_ascii_lowercase();
        if digits.len() == 64 && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Some(digits);
        }
        let what = match digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            true => format!("has {} digits", digits.len()),
            false => "has other characters than 0 to 9 and a to f".to_string(),
        };
        self.say(
            Diagnostic::new(
                &kinds::UNREADABLE_VALUE,
                raw.at,
                format!("`{}` is no SHA-256: it {what}", words::shown(&written)),
            )
            .label("a SHA-256 has 64 hexadecimal digits")
            .help("copy it again from the file: `sha256sum FILE`, or on Windows `certutil -hashfile FILE SHA256`"),
        );
        None
    }

    /// Never passed over: it may be a key misspelled, which would then be missing.
    fn unknown_key_of_document(&mut self, key: &Key, value: &Raw) {
        if value.is_refused() {
            return;
        }
        let name = key.name.as_str();
        let message = Diagnostic::new(
            &kinds::UNKNOWN_FACT,
            key.at,
            format!("`{}` is nothing that is said of a document", words::shown(name)),
        )
        .note("nothing is read from a key that is not known");
        let near = match name {
            "date" | "signed" | "day" => Some("dated"),
            "kind" | "type" | "name" | "title" => Some("document"),
            "from" | "author" | "signed_by" => Some("by"),
            _ => self.near(name, KEYS),
        };
        self.say(match near {
            Some(near) => message.help(format!("did you mean `{near}`?")).maybe_fix(key.at, near),
            None => message.help(
                "put it under `note`: a document has `document`, `by`, `dated`, `attests` and `sha256`",
            ),
        });
    }
}
