//! Brackets and quotation marks, looked at before anything else.
//!
//! A bracket that is never closed would make every statement behind it part of one broken statement, and a
//! backtracking grammar would try all ways to read it. So the grammar only ever sees texts whose brackets match.

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceText, Span};

/// Levels of brackets beyond which nobody can follow, and the parser's stack need not.
const DEEPEST: usize = 24;

/// A text of the same length whose brackets match: faulty stretches are blanked out.
pub(super) struct Balanced {
    pub(super) text: String,
    pub(super) diagnostics: Diagnostics,
}

/// Blanks out what stands behind a bracket that is not closed, and brackets that close nothing.
pub(super) fn balance(source: &SourceText) -> Balanced {
    let mut scan = Scan { source, open: Vec::new(), blanks: Vec::new(), diagnostics: Diagnostics::new() };
    scan.run();
    let mut text = source.text.clone();
    for span in &scan.blanks {
        let blank: String = source.slice(*span).chars().map(blanked).collect();
        text.replace_range(span.start..span.end, &blank);
    }
    Balanced { text, diagnostics: scan.diagnostics }
}

/// The same number of bytes without meaning; line breaks stay.
fn blanked(character: char) -> String {
    match character {
        '\n' | '\r' => character.to_string(),
        _ => " ".repeat(character.len_utf8()),
    }
}

struct Scan<'a> {
    source: &'a SourceText,
    /// Open brackets with their places.
    open: Vec<(char, usize)>,
    blanks: Vec<Span>,
    diagnostics: Diagnostics,
}

impl Scan<'_> {
    fn run(&mut self) {
        let mut characters = self.source.text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '#' => while characters.next_if(|(_, next)| *next != '\n').is_some() {},
                '"' => {
                    while characters.next_if(|(_, next)| *next != '"' && *next != '\n').is_some() {}
                    if characters.next_if(|(_, next)| *next == '"').is_none() {
                        self.open_quotation(at);
                    }
                }
                '(' | '{' => {
                    self.open.push((character, at));
                    if self.open.len() > DEEPEST {
                        self.too_deep(at);
                        return;
                    }
                }
                ')' | '}' => self.close(character, at),
                _ => {}
            }
        }
        if let Some((bracket, at)) = self.open.first().copied() {
            let closing = if bracket == '(' { ')' } else { '}' };
            let diagnostic = Diagnostic::new(
                &kinds::NOT_CLOSED,
                self.span(at, 1),
                format!("this `{bracket}` is never closed"),
            )
            .label("opened here")
            .note("nothing after it was read, because it cannot be told where the block ends")
            .help(format!("add `{closing}` where it ends"));
            self.blank_from_line_of(at);
            self.diagnostics.push(diagnostic);
        }
    }

    fn close(&mut self, bracket: char, at: usize) {
        let opening = if bracket == ')' { '(' } else { '{' };
        // A brace also closes what a forgotten `)` left open: the parenthesis is the fault, not the brace.
        if bracket == '}' {
            while let Some(('(', opened)) = self.open.last().copied() {
                self.open.pop();
                let message = "this `(` is never closed";
                self.diagnostics
                    .push(Diagnostic::new(&kinds::NOT_CLOSED, self.span(opened, 1), message).help("add `)`"));
                self.blank_line_of(opened);
            }
        }
        if self.open.last().is_some_and(|(open, _)| *open == opening) {
            self.open.pop();
            return;
        }
        let message = format!("this `{bracket}` closes nothing");
        let help = format!("remove it, or add the `{opening}` that it closes");
        self.diagnostics.push(Diagnostic::new(&kinds::NOT_CLOSED, self.span(at, 1), message).help(help));
        self.blanks.push(self.span(at, 1));
    }

    fn open_quotation(&mut self, at: usize) {
        let line = self.line_of(at);
        let diagnostic =
            Diagnostic::new(&kinds::NOT_CLOSED, self.span(at, 1), "this quotation is not closed on its line")
                .label("opened here")
                .help("add `\"` where it ends; a quotation stands on one line");
        self.diagnostics.push(diagnostic);
        // What stands before it on its line may open a block: keep its brackets, blank the rest.
        self.blanks.push(Span::new(self.source.id, at, line.end));
    }

    fn too_deep(&mut self, at: usize) {
        let message = format!("more than {DEEPEST} brackets stand inside each other");
        let diagnostic = Diagnostic::new(&kinds::NESTED_TOO_DEEP, self.span(at, 1), message)
            .help("give the inner parts names with `let`, and use the names");
        let outermost = self.open.first().map_or(at, |(_, at)| *at);
        self.blank_from_line_of(outermost);
        self.diagnostics.push(diagnostic);
    }

    fn blank_from_line_of(&mut self, at: usize) {
        let start = self.line_of(at).start;
        self.blanks.push(Span::new(self.source.id, start, self.source.text.len()));
    }

    fn blank_line_of(&mut self, at: usize) {
        self.blanks.push(self.line_of(at));
    }

    fn line_of(&self, at: usize) -> Span {
        self.source.line_span(self.source.line_column(at).line)
    }

    fn span(&self, at: usize, length: usize) -> Span {
        Span::new(self.source.id, at, at.saturating_add(length))
    }
}
