//! JSON → Raw. The only file that sees the JSON parser.

use jsonc_parser::ast::{ObjectPropName, Value};
use jsonc_parser::errors::{ParseError, ParseErrorKind};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceText, Span};

use super::raw::{Form, Key, MOST_NESTING, Raw, RawKind, without_repeats};
use super::yaml::{last_character, too_deep};

/// JSON as the standard has it.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads a JSON text. What cannot be read at all is [`RawKind::Refused`], at the place of the fault.
pub(crate) fn read(source: &SourceText, diagnostics: &mut Diagnostics) -> Raw {
    let text = source.text.strip_prefix('\u{feff}').unwrap_or(&source.text);
    let reader = Places { source, offset: source.text.len().saturating_sub(text.len()) };
    // The parser recurses, so the depth is counted before it starts.
    if let Some(byte) = first_too_deep(text) {
        let at = reader.span(byte, byte.saturating_add(1));
        diagnostics.push(too_deep(at));
        return Raw::refused(at);
    }
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => match parsed.value {
            Some(value) => reader.raw(value, diagnostics),
            None => Raw::new(RawKind::Null, source.whole()),
        },
        Err(error) => {
            let fault = reader.fault(&error);
            let at = fault.primary.as_ref().map_or(source.whole(), |label| label.at);
            diagnostics.push(fault);
            Raw::refused(at)
        }
    }
}

/// The byte of the first bracket beyond the limit. Brackets in texts do not count.
fn first_too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'[' | b'{' if !quoted => depth = depth.saturating_add(1),
            b']' | b'}' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_NESTING {
            return Some(at);
        }
    }
    None
}

struct Places<'a> {
    source: &'a SourceText,
    offset: usize,
}

impl Places<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.source.id, start.saturating_add(self.offset), end.saturating_add(self.offset))
    }

    fn raw(&self, value: Value<'_>, diagnostics: &mut Diagnostics) -> Raw {
        match value {
            Value::NullKeyword(null) => Raw::new(RawKind::Null, self.span(null.range.start, null.range.end)),
            Value::BooleanLit(flag) => {
                let at = self.span(flag.range.start, flag.range.end);
                Raw::scalar(if flag.value { "true" } else { "false" }, Form::Flag, at)
            }
            Value::NumberLit(number) => {
                Raw::scalar(number.value, Form::Number, self.span(number.range.start, number.range.end))
            }
            Value::StringLit(text) => {
                Raw::scalar(text.value, Form::Quoted, self.span(text.range.start, text.range.end))
            }
            Value::Array(array) => {
                let at = self.span(array.range.start, array.range.end);
                let items = array.elements.into_iter().map(|item| self.raw(item, diagnostics)).collect();
                Raw::new(RawKind::List(items), at)
            }
            Value::Object(object) => {
                let at = self.span(object.range.start, object.range.end);
                let mut entries = Vec::with_capacity(object.properties.len());
                for property in object.properties {
                    let (name, range) = match property.name {
                        ObjectPropName::String(text) => (text.value.into_owned(), text.range),
                        ObjectPropName::Word(word) => (word.value.to_string(), word.range),
                    };
                    let key = Key { name, at: self.span(range.start, range.end) };
                    entries.push((key, self.raw(property.value, diagnostics)));
                }
                Raw::new(RawKind::Map(without_repeats(entries, diagnostics)), at)
            }
        }
    }

    /// The parser's error in our words.
    fn fault(&self, error: &ParseError) -> Diagnostic {
        use ParseErrorKind as E;
        let (start, end) = (error.range().start, error.range().end);
        let at_end = self
            .source
            .text
            .get(start.saturating_add(self.offset)..)
            .is_none_or(|rest| rest.trim().is_empty());
        let written = self.source.slice(self.span(start, end)).to_string();
        let (message, help) = match error.kind() {
            E::UnterminatedObject | E::ExpectedObjectValue if at_end => {
                ("a `{` is opened and never closed".into(), "close it, or complete the file if it breaks off")
            }
            E::UnterminatedArray | E::UnterminatedObject => {
                let open = if matches!(error.kind(), E::UnterminatedArray) { '[' } else { '{' };
                (
                    format!("a `{open}` is opened and never closed"),
                    "close it, or complete the file if it breaks off",
                )
            }
            E::String(jsonc_parser::ParseStringErrorKind::UnterminatedStringLiteral) => (
                "a quotation is opened and never closed".into(),
                "close it, or complete the file if it breaks off",
            ),
            _ if at_end => ("the file breaks off in the middle of an entry".into(), "complete the file"),
            E::CommentsNotAllowed | E::UnterminatedCommentBlock => (
                "JSON has no comments".into(),
                "remove the comment, give it the key `note`, or write the menu in YAML",
            ),
            E::TrailingCommasNotAllowed => ("a comma follows the last entry".into(), "remove it"),
            E::ExpectedComma => {
                ("a comma is missing between two entries".into(), "separate the entries by commas")
            }
            E::UnexpectedComma => (
                "a comma stands where a value is needed".into(),
                "remove it, or write `null` for a value that is not known",
            ),
            E::SingleQuotedStringsNotAllowed => {
                ("a text stands in single quotation marks".into(), "use double quotation marks")
            }
            E::NonFiniteNumbersNotAllowed => (
                format!("`{written}` is not a number"),
                "leave the entry out, or write `null` for a value that is not known",
            ),
            E::BareDecimalPointNumbersNotAllowed => {
                ("a number begins or ends with its point".into(), "write `0.5` or `5.0`")
            }
            E::HexadecimalNumbersNotAllowed
            | E::UnaryPlusNumbersNotAllowed
            | E::ExpectedDigit
            | E::ExpectedDigitFollowingNegativeSign
            | E::ExpectedPlusMinusOrDigitInNumberLiteral => (
                "a number is not written as JSON writes numbers".into(),
                "write digits with at most one point, or put the value in quotation marks",
            ),
            E::ExpectedStringObjectProperty => {
                ("a key stands without quotation marks".into(), "put the key in double quotation marks")
            }
            E::ExpectedColonAfterObjectKey => ("a key without its colon".into(), "write `\"key\": value`"),
            E::MultipleRootJsonValues => {
                ("something follows the end of the menu".into(), "keep one menu in the file")
            }
            E::UnexpectedWord => {
                ("a word stands without quotation marks".into(), "put texts in double quotation marks")
            }
            E::String(_) => {
                ("a backslash in a text starts nothing that is known".into(), "write `\\\\` for a backslash")
            }
            E::UnexpectedCloseBrace | E::UnexpectedCloseBracket | E::UnexpectedTokenInObject => (
                "a bracket is closed that was never opened, or an entry is missing before it".into(),
                "check the brackets and commas before it",
            ),
            _ => (
                "this is not well-formed JSON".into(),
                "check the quotation marks, commas and brackets before it",
            ),
        };
        let at = if at_end { last_character(self.source) } else { self.span(start, end.max(start)) };
        Diagnostic::new(&kinds::MENU_SYNTAX, at, message).help(help)
    }
}
