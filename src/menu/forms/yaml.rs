//! YAML → Raw. The only file that sees the YAML parser.

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, options};

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceText, Span};

use super::raw::{Form, Key, MOST_NESTING, Raw, RawKind, without_repeats};

/// Reads a YAML text. What cannot be read at all is [`RawKind::Refused`], at the place of the fault.
pub(crate) fn read(source: &SourceText, diagnostics: &mut Diagnostics) -> Raw {
    // A byte order mark is no part of the menu, but counts in places.
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let offset = source.text.len().saturating_sub(text.len());
    let mut builder = Builder {
        source,
        offset,
        diagnostics,
        open: Vec::new(),
        root: None,
        first_shortcut: None,
        shortcuts: 0,
    };
    let root = match builder.build(text) {
        Ok(root) => root,
        Err(fault) => {
            let at = fault.primary.as_ref().map_or(source.whole(), |label| label.at);
            builder.diagnostics.push(*fault);
            Raw::refused(at)
        }
    };
    builder.report_shortcuts();
    root
}

/// The tree so far. It is built on a stack of its own: no text can be nested deeper than the program's stack.
struct Builder<'a> {
    source: &'a SourceText,
    offset: usize,
    diagnostics: &'a mut Diagnostics,
    open: Vec<Open>,
    root: Option<Raw>,
    /// The first anchor or alias, and how many there are: one message for all.
    first_shortcut: Option<Span>,
    shortcuts: usize,
}

/// A list or map whose end has not come.
struct Open {
    at: Span,
    what: Collection,
    refused: bool,
}

enum Collection {
    List(Vec<Raw>),
    Map { entries: Vec<(Key, Raw)>, key: PendingKey },
}

/// A map's entries come as key, value, key, value.
enum PendingKey {
    Expected,
    Found(Key),
    /// The key could not be read, and its value goes with it.
    Unreadable,
}

impl Builder<'_> {
    fn build(&mut self, text: &str) -> Result<Raw, Box<Diagnostic>> {
        let options =
            options! { emit_comments: false, emit_anchor_events: true, emit_unresolved_aliases: true };
        let mut parser = Parser::new_from_str_with_options(text, options);
        let mut first_document = None;
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| Box::new(self.fault(&error)))?;
            let range = span.byte_range().unwrap_or(0..0);
            let at = self.span(range.start, range.end);
            match event {
                Event::DocumentStart(..) => {
                    if let Some(first) = first_document.replace(at) {
                        return Err(Box::new(two_documents(first, at)));
                    }
                }
                Event::Scalar(text, style, anchor, tag) => {
                    let form = if style == ScalarStyle::Plain { Form::Plain } else { Form::Quoted };
                    let null =
                        form == Form::Plain && matches!(text.as_ref(), "" | "~" | "null" | "Null" | "NULL");
                    let tagged = tag.is_some_and(|tag| self.refuse_tag(&tag.original(), at));
                    let node = if anchor != 0 || tagged {
                        Raw::refused(at)
                    } else if null {
                        Raw::new(RawKind::Null, at)
                    } else {
                        Raw::scalar(text, form, at)
                    };
                    self.place(node);
                }
                Event::SequenceStart(_, anchor, tag) => {
                    let tagged = tag.is_some_and(|tag| self.refuse_tag(&tag.original(), at));
                    self.enter(Collection::List(Vec::new()), at, anchor != 0 || tagged)?;
                }
                Event::MappingStart(_, anchor, tag) => {
                    let tagged = tag.is_some_and(|tag| self.refuse_tag(&tag.original(), at));
                    let map = Collection::Map { entries: Vec::new(), key: PendingKey::Expected };
                    self.enter(map, at, anchor != 0 || tagged)?;
                }
                Event::SequenceEnd | Event::MappingEnd => self.leave(at),
                Event::Alias(_) | Event::UnresolvedAlias(_) => {
                    self.shortcut(at);
                    self.place(Raw::refused(at));
                }
                Event::Anchor(..) => self.shortcut(at),
                _ => {}
            }
        }
        Ok(self.root.take().unwrap_or_else(|| Raw::new(RawKind::Null, self.source.whole())))
    }

    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source.id, start.saturating_add(self.offset), end.saturating_add(self.offset))
    }

    fn enter(&mut self, what: Collection, at: Span, refused: bool) -> Result<(), Box<Diagnostic>> {
        if self.open.len() >= MOST_NESTING {
            return Err(Box::new(too_deep(at)));
        }
        self.open.push(Open { at, what, refused });
        Ok(())
    }

    fn leave(&mut self, end: Span) {
        let Some(open) = self.open.pop() else { return };
        let (kind, last) = match open.what {
            Collection::List(items) => {
                let last = items.last().map(|item| item.at);
                (RawKind::List(items), last)
            }
            Collection::Map { entries, .. } => {
                let last = entries.last().map(|(_, value)| value.at);
                (RawKind::Map(without_repeats(entries, self.diagnostics)), last)
            }
        };
        // In block style the end is noticed on a later line; what is inside knows better where it ended.
        let end = if end.is_empty() { last.unwrap_or(open.at) } else { end };
        let at = open.at.to(end);
        self.place(if open.refused { Raw::refused(at) } else { Raw::new(kind, at) });
    }

    fn place(&mut self, node: Raw) {
        let Some(open) = self.open.last_mut() else {
            self.root = Some(node);
            return;
        };
        match &mut open.what {
            Collection::List(items) => items.push(node),
            Collection::Map { entries, key } => match std::mem::replace(key, PendingKey::Expected) {
                PendingKey::Found(key) => {
                    // A value that is left out has its place where its key ends.
                    let at = if node.at.is_empty() {
                        Span::new(key.at.source, key.at.end, key.at.end)
                    } else {
                        node.at
                    };
                    entries.push((key, Raw { at, ..node }));
                }
                PendingKey::Unreadable => {}
                PendingKey::Expected => {
                    *key = match node.kind {
                        RawKind::Scalar(scalar) => PendingKey::Found(Key { name: scalar.text, at: node.at }),
                        RawKind::Refused => PendingKey::Unreadable,
                        _ => {
                            self.diagnostics.push(
                                Diagnostic::new(
                                    &kinds::MENU_SHAPE,
                                    node.at,
                                    "a key is a single word or text, and this is not",
                                )
                                .help("write `key: value`, the key as one word or in quotation marks"),
                            );
                            PendingKey::Unreadable
                        }
                    };
                }
            },
        }
    }

    fn refuse_tag(&mut self, tag: &str, at: Span) -> bool {
        self.diagnostics.push(
            Diagnostic::new(&kinds::MENU_SYNTAX, at, format!("`{tag}` is a YAML tag, which is not read"))
                .note("what a value is follows from its fact, not from a tag")
                .help("remove the tag, or put the value in quotation marks if the `!` belongs to it"),
        );
        true
    }

    fn shortcut(&mut self, at: Span) {
        self.first_shortcut.get_or_insert(at);
        self.shortcuts = self.shortcuts.saturating_add(1);
    }

    fn report_shortcuts(&mut self) {
        let Some(at) = self.first_shortcut else { return };
        let written = self.source.slice(at);
        let what = if written.starts_with('&') { "anchor" } else { "alias" };
        let mut message = Diagnostic::new(&kinds::YAML_ALIAS, at, format!("`{written}` is a YAML {what}, which is not read"))
            .note("a menu is evidence: each value stands where it applies, and has a place that a report can point to")
            .help("write the value out wherever it applies, or put it in quotation marks if the sign belongs to it");
        let more = self.shortcuts.saturating_sub(1);
        if more > 0 {
            message = message.note(format!("the file has {more} more anchors and aliases"));
        }
        self.diagnostics.push(message);
    }

    /// The parser's error in our words.
    fn fault(&self, error: &ScanError) -> Diagnostic {
        let text = &self.source.text;
        let byte = error.marker().byte_offset().unwrap_or(0).saturating_add(self.offset);
        let rest = text.get(byte..).unwrap_or("");
        let at_end = rest.trim().is_empty();
        let (message, help) = wording(error.kind(), at_end);
        let at = match error.kind() {
            ErrorKind::RecursionLimitExceeded => return too_deep(character_at(self.source, byte)),
            // The parser points to the entry in which the tab stands.
            kind if is_tab(kind) => {
                character_at(self.source, byte.saturating_add(rest.find('\t').unwrap_or(0)))
            }
            _ if at_end => last_character(self.source),
            _ => character_at(self.source, byte),
        };
        Diagnostic::new(&kinds::MENU_SYNTAX, at, message).help(help)
    }
}

/// What a list or map inside too many others is told.
pub(in crate::menu) fn too_deep(at: Span) -> Diagnostic {
    Diagnostic::new(
        &kinds::NESTED_TOO_DEEP,
        at,
        format!("lists and groups stand inside each other more than {MOST_NESTING} times"),
    )
    .note("nothing of the menu is read")
    .help("describe funds that hold funds under `funds`, and refer to them by id")
}

fn two_documents(first: Span, second: Span) -> Diagnostic {
    Diagnostic::new(&kinds::MENU_SYNTAX, second, "the file holds several YAML documents")
        .label("a second document starts here")
        .also(first, "the first one")
        .note("a menu is one document: nothing says which of them is meant")
        .help("put each menu into a file of its own")
}

/// The character at a byte, or none after the last one.
pub(in crate::menu) fn character_at(source: &SourceText, byte: usize) -> Span {
    let length = source.text.get(byte..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    Span::new(source.id, byte, byte.saturating_add(length))
}

/// The last character that is not space: where a file that breaks off does so.
pub(in crate::menu) fn last_character(source: &SourceText) -> Span {
    let text = source.text.trim_end();
    let length = text.chars().next_back().map_or(0, char::len_utf8);
    Span::new(source.id, text.len().saturating_sub(length), text.len())
}

fn is_tab(kind: &ErrorKind) -> bool {
    use ErrorKind as E;
    matches!(
        kind,
        E::TabNotAllowed
            | E::TabInBlockIndentation
            | E::TabInIndentation
            | E::TabAtBlockScalarStart
            | E::TabInPlainScalar
    )
}

fn wording(kind: &ErrorKind, at_end: bool) -> (String, &'static str) {
    use ErrorKind as E;
    match kind {
        kind if is_tab(kind) => ("a tab stands where spaces are needed".into(), "indent with spaces only"),
        E::UnclosedFlowCollection { open } => (
            format!("a `{open}` is opened and never closed"),
            "close it, or complete the file if it breaks off",
        ),
        E::UnexpectedEofFlowSequence => {
            ("a `[` is opened and never closed".into(), "close it, or complete the file if it breaks off")
        }
        E::UnexpectedEofFlowMapping | E::UnexpectedEofImplicitFlowMapping => {
            ("a `{` is opened and never closed".into(), "close it, or complete the file if it breaks off")
        }
        E::InvalidQuotedScalarIndent => (
            "a quotation is not closed before this line".into(),
            "close it, or indent the lines that it goes on",
        ),
        E::UnclosedQuotedScalar => (
            "a quotation is opened and never closed".into(),
            "close it, or complete the file if it breaks off",
        ),
        E::MismatchedFlowCollectionEnd { open, close } => {
            (format!("`{close}` closes what `{open}` opened"), "close each bracket with its counterpart")
        }
        E::MisplacedFlowCollectionEnd => (
            "a bracket is closed that was never opened".into(),
            "remove it, or put the value in quotation marks",
        ),
        E::UnknownQuotedScalarEscape
        | E::InvalidQuotedScalarHexEscape
        | E::InvalidUnicodeEscape
        | E::InvalidLowSurrogate
        | E::InvalidLowSurrogateHexEscape
        | E::MissingLowSurrogate
        | E::UnpairedLowSurrogate => (
            "a backslash in double quotation marks starts nothing that is known".into(),
            "write `\\\\` for a backslash, or use single quotation marks",
        ),
        E::UnexpectedCharacter { character } => {
            (format!("`{character}` cannot start a value"), "put the value in quotation marks")
        }
        E::MappingValueNotAllowed
        | E::InvalidColonPlacement
        | E::MappingKeyNotAllowed
        | E::InvalidMappingValueWhitespace => (
            "a colon makes this a key, and no key can stand here".into(),
            "put a value that contains `: ` in quotation marks, and check the indentation",
        ),
        E::SimpleKeyExpected | E::InvalidSimpleKey => (
            "a key without its colon, or a line indented unlike its neighbours".into(),
            "write `key: value`, and indent keys of one group alike",
        ),
        E::ExpectedFlowMappingSeparator | E::ExpectedFlowSequenceSeparator => (
            "a comma or a closing bracket is missing".into(),
            "separate the entries by commas and close the bracket",
        ),
        E::InvalidTrailingSingleQuotedScalar | E::InvalidTrailingDoubleQuotedScalar => {
            ("text follows a closing quotation mark".into(), "put the whole value inside the quotation marks")
        }
        E::DirectiveDisallowed | E::MissingDocumentEndBeforeDirective | E::InvalidDirectiveTerminator => (
            "a line that starts with `%` is an instruction to a YAML reader".into(),
            "put the value in quotation marks",
        ),
        _ if at_end => ("the file breaks off in the middle of an entry".into(), "complete the file"),
        _ => (
            "this line does not fit the lines above it".into(),
            "indent entries of one list or group alike, and write each as `key: value` or `- value`",
        ),
    }
}
