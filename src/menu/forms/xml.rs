//! XML → elements with places. The only file that sees the XML parser.
//!
//! Nothing that a document declares is ever expanded: a document type, with which a few lines can be made to stand for
//! gigabytes or for a file of this computer, is refused as a whole, and so is every entity but the five of the standard.

use quick_xml::Reader;
use quick_xml::errors::{Error, IllFormedError};
use quick_xml::events::{BytesStart, Event};

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::{SourceText, Span};

use super::raw::MOST_NESTING;
use super::yaml::{character_at, last_character};
use crate::menu::words;

/// Elements that may be kept at one time: a bound on memory. A position has about thirty.
const MOST_KEPT: usize = 50_000;

/// An element, without the prefix of its name.
#[derive(Debug)]
pub(in crate::menu) struct Element {
    pub(in crate::menu) name: String,
    /// From its first angle bracket to its last.
    pub(in crate::menu) at: Span,
    /// Its text, without the space around it.
    pub(in crate::menu) text: String,
    /// Where the text stands; the whole element if it has none.
    pub(in crate::menu) text_at: Span,
    pub(in crate::menu) attributes: Vec<Attribute>,
    pub(in crate::menu) children: Vec<Element>,
    /// Elements within it that are kept, itself included.
    kept: usize,
}

#[derive(Debug)]
pub(in crate::menu) struct Attribute {
    pub(in crate::menu) name: String,
    pub(in crate::menu) value: String,
    pub(in crate::menu) at: Span,
}

impl Element {
    /// The first child of this name.
    pub(in crate::menu) fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(in crate::menu) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| attribute.name == name)
    }
}

/// Reads an XML text to its outermost element. Each element that ends goes through `keep`, with the names of those that
/// it stands in; what that does not give back is forgotten.
pub(in crate::menu) fn read(
    source: &SourceText,
    keep: &mut dyn FnMut(&[Element], Element) -> Option<Element>,
) -> Result<Element, Box<Diagnostic>> {
    let mut reader = Reader::from_str(&source.text);
    let mut walk = Walk { source, open: Vec::new(), root: None, kept: 0 };
    loop {
        let start = position(&reader);
        let event = reader.read_event().map_err(|error| Box::new(walk.fault(&error, &reader)))?;
        let at = Span::new(source.id, start, position(&reader));
        match event {
            Event::Start(tag) => walk.enter(&tag, at)?,
            Event::Empty(tag) => {
                walk.enter(&tag, at)?;
                walk.leave(at, keep)?;
            }
            Event::End(_) => walk.leave(at, keep)?,
            Event::Text(text) => walk.text(&text.xml10_content(), at)?,
            Event::CData(text) => walk.text(&text.xml10_content(), at)?,
            Event::GeneralRef(reference) => {
                let known = match reference.resolve_char_ref() {
                    Ok(Some(character)) => Some(character),
                    Ok(None) => predefined(&reference),
                    Err(_) => None,
                };
                match known {
                    Some(character) => walk.text(character.encode_utf8(&mut [0; 4]), at)?,
                    None => return Err(Box::new(entity(at, source))),
                }
            }
            Event::DocType(_) => return Err(Box::new(document_type(at))),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
            Event::Eof => break,
        }
    }
    match (walk.open.last(), walk.root) {
        (Some(open), _) => Err(Box::new(broken_off(source, &open.name))),
        (None, Some(root)) => Ok(root),
        (None, None) => Err(Box::new(not_xml(Span::new(source.id, 0, 0)))),
    }
}

fn position(reader: &Reader<&[u8]>) -> usize {
    usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX)
}

/// The entities that every XML document has.
fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

struct Walk<'a> {
    source: &'a SourceText,
    /// Elements whose end has not come, from the outside in. They lie on a stack of their own.
    open: Vec<Element>,
    root: Option<Element>,
    /// Elements that are kept within those that are open.
    kept: usize,
}

impl Walk<'_> {
    fn enter(&mut self, tag: &BytesStart<'_>, at: Span) -> Result<(), Box<Diagnostic>> {
        if self.open.is_empty() && self.root.is_some() {
            let message = "something follows the end of the document";
            return Err(Box::new(
                Diagnostic::new(&kinds::MENU_SYNTAX, at, message).help("keep one filing in the file"),
            ));
        }
        if self.open.len() >= MOST_NESTING {
            let message = format!("elements stand inside each other more than {MOST_NESTING} times");
            return Err(Box::new(
                Diagnostic::new(&kinds::NESTED_TOO_DEEP, at, message)
                    .note("nothing of the file is read")
                    .help("check that it is the file you meant: a filing needs fewer than twenty"),
            ));
        }
        let written = self.source.slice(at);
        let mut attributes = Vec::new();
        for attribute in tag.attributes().with_checks(false).flatten() {
            let value = attribute.value.as_ref();
            let from = written.find(value).unwrap_or(0).saturating_add(at.start);
            let place = Span::new(at.source, from, from.saturating_add(value.len()));
            let Some(value) = unescaped(value) else { return Err(Box::new(entity(place, self.source))) };
            let name = attribute.key.local_name().as_ref().to_string();
            attributes.push(Attribute { name, value, at: place });
        }
        self.open.push(Element {
            name: tag.local_name().as_ref().to_string(),
            at,
            text: String::new(),
            text_at: at,
            attributes,
            children: Vec::new(),
            kept: 1,
        });
        Ok(())
    }

    fn text(&mut self, text: &str, at: Span) -> Result<(), Box<Diagnostic>> {
        let Some(open) = self.open.last_mut() else {
            let text = text.trim_start_matches('\u{feff}');
            return if text.trim().is_empty() { Ok(()) } else { Err(Box::new(not_xml(at))) };
        };
        // Between the children of an element stands space alone, or nothing that is read.
        if !open.children.is_empty() || (open.text.is_empty() && text.trim().is_empty()) {
            return Ok(());
        }
        open.text_at = if open.text.is_empty() { at } else { open.text_at.to(at) };
        open.text.push_str(text);
        Ok(())
    }

    fn leave(
        &mut self,
        end: Span,
        keep: &mut dyn FnMut(&[Element], Element) -> Option<Element>,
    ) -> Result<(), Box<Diagnostic>> {
        let Some(mut done) = self.open.pop() else { return Ok(()) };
        done.at = done.at.to(end);
        if done.text.is_empty() {
            done.text_at = done.at;
        } else {
            let written = self.source.slice(done.text_at);
            let before = written.len().saturating_sub(written.trim_start().len());
            let start = done.text_at.start.saturating_add(before);
            done.text_at = Span::new(end.source, start, start.saturating_add(written.trim().len()));
            done.text = done.text.trim().to_string();
        }
        self.kept = self.kept.saturating_sub(done.kept.saturating_sub(1));
        let Some(parent) = self.open.last_mut() else {
            self.root = Some(done);
            return Ok(());
        };
        // Those that are still open, without the one that has ended.
        let parent_name = parent.name.clone();
        if let Some(done) = keep(&self.open, done) {
            self.kept = self.kept.saturating_add(done.kept);
            if self.kept > MOST_KEPT {
                let message =
                    format!("more than {MOST_KEPT} elements stand in one place, within `<{parent_name}>`");
                return Err(Box::new(
                    Diagnostic::new(&kinds::MENU_SHAPE, done.at, message)
                        .note("nothing of the file is read")
                        .help("check that it is the file you meant"),
                ));
            }
            if let Some(parent) = self.open.last_mut() {
                parent.kept = parent.kept.saturating_add(done.kept);
                parent.children.push(done);
            }
        }
        Ok(())
    }

    /// The parser's error in our words.
    fn fault(&self, error: &Error, reader: &Reader<&[u8]>) -> Diagnostic {
        let text = &self.source.text;
        let byte = usize::try_from(reader.error_position()).unwrap_or(0).min(text.len());
        let byte = (0..=byte).rev().find(|byte| text.is_char_boundary(*byte)).unwrap_or(0);
        let at = match text.get(byte..).is_some_and(|rest| rest.trim().is_empty()) {
            true => last_character(self.source),
            false => character_at(self.source, byte),
        };
        let wrong = |message: String, help: &str| {
            Diagnostic::new(&kinds::MENU_SYNTAX, at, message).note("nothing of the file is read").help(help)
        };
        let download = "check that it was downloaded whole, and as XML";
        match error {
            Error::IllFormed(IllFormedError::MissingEndTag(name)) => broken_off(self.source, name),
            Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => wrong(
                format!("`</{}>` ends what `<{}>` began", words::shown(found), words::shown(expected)),
                download,
            ),
            Error::IllFormed(IllFormedError::UnmatchedEndTag(name)) => {
                wrong(format!("`</{}>` ends what never began", words::shown(name)), download)
            }
            Error::IllFormed(IllFormedError::UnclosedReference) => {
                wrong("an `&` that starts nothing".to_string(), "write `&amp;` for the sign itself")
            }
            // What breaks off within a tag, a comment or a declaration.
            Error::Syntax(_) => {
                let open = self.open.last().map_or("", |element| element.name.as_str());
                broken_off(self.source, open)
            }
            _ => wrong("this is not well-formed XML".to_string(), download),
        }
    }
}

/// The text of an attribute; `None` if it has an entity of the document's own.
fn unescaped(value: &str) -> Option<String> {
    if !value.contains('&') {
        return Some(value.trim().to_string());
    }
    quick_xml::escape::unescape(value).ok().map(|text| text.trim().to_string())
}

fn entity(at: Span, source: &SourceText) -> Diagnostic {
    let written = words::shown(source.slice(at));
    Diagnostic::new(&kinds::MENU_SYNTAX, at, format!("`{written}` is an entity of the file's own, which is not expanded"))
        .note("a few entities that stand for each other can be made to fill any memory: nothing of the file is read")
        .help("take the filing as EDGAR has it: it has no such entities")
}

fn document_type(at: Span) -> Diagnostic {
    let at = Span::new(at.source, at.start, at.start.saturating_add("<!DOCTYPE".len()).min(at.end));
    Diagnostic::new(&kinds::MENU_SYNTAX, at, "the file has a document type, which is not read")
        .note("it can make a few lines stand for gigabytes, or for another file: nothing of this one is read")
        .help("take the filing as EDGAR has it: it has none; a page of a web site is no filing")
}

fn not_xml(at: Span) -> Diagnostic {
    Diagnostic::new(&kinds::MENU_SYNTAX, at, "the file is not XML")
        .note("its name ends in `.xml`, and no element stands in it where it begins")
        .help("check that it is the file you meant, and that it was downloaded as XML")
}

fn broken_off(source: &SourceText, open: &str) -> Diagnostic {
    let message = match open {
        "" => "the file breaks off".to_string(),
        open => format!("the file breaks off within `<{}>`", words::shown(open)),
    };
    Diagnostic::new(&kinds::MENU_SYNTAX, last_character(source), message)
        .note("a part of the holdings would be taken for all of them: nothing of the file is read")
        .help("download it again")
}
