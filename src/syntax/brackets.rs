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
    /// Lines on which a bracket or quotation was faulty: nothing more is said of their statements.
    pub(super) told: Vec<Span>,
    /// Every comment, in order; those within parentheses are blanked out in the text.
    pub(super) comments: Vec<Span>,
}

/// Blanks out what stands behind a bracket that is not closed, and brackets that close nothing.
pub(super) fn balance(source: &SourceText) -> Balanced {
    let mut scan = Scan::new(source, false);
    scan.run();
    // A block that is never closed would take the rest of the file with it. How the lines are indented may say where
    // it ends; in a text whose brackets match, indentation means nothing.
    if scan.open.iter().any(|open| open.bracket == '{') {
        let mut indented = Scan::new(source, true);
        indented.run();
        if indented.open.iter().all(|open| open.bracket == '(') {
            scan = indented;
        }
    }
    scan.never_closed();
    let mut text = without_idle_lines(&source.text);
    for span in &scan.blanks {
        let blank: String = source.slice(*span).chars().map(blanked).collect();
        text.replace_range(span.start..span.end, &blank);
    }
    for span in &scan.joined {
        text.replace_range(span.start..span.end, &on_one_line(source.slice(*span)));
    }
    for at in scan.quotes {
        text.replace_range(at..at.saturating_add(1), "\"");
    }
    Balanced { text, diagnostics: scan.diagnostics, told: scan.told, comments: scan.comments }
}

/// The text with blanks in place of its blank lines and of those that are comments, line breaks and all. They mean nothing,
/// and the grammar, which looks past them at each line break to see whether a statement goes on, would look past a long run
/// of them at each of its lines.
fn without_idle_lines(text: &str) -> String {
    let is_idle = |line: &str| {
        let words = line.trim_start_matches([' ', '\t', '\u{00A0}']).trim_end_matches('\n');
        let words = words.strip_suffix('\r').unwrap_or(words);
        // A `\r` alone ends a line of the grammar.
        (words.is_empty() || words.starts_with('#')) && !words.contains('\r')
    };
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match is_idle(line) {
            true => kept.push_str(&" ".repeat(line.len())),
            false => kept.push_str(line),
        }
    }
    kept
}

/// The same number of bytes without meaning; line breaks stay.
fn blanked(character: char) -> String {
    match character {
        '\n' | '\r' => character.to_string(),
        _ => " ".repeat(character.len_utf8()),
    }
}

/// What stands in parentheses goes on over line ends: they become blanks, and so do the comments before them.
fn on_one_line(text: &str) -> String {
    let (mut line, mut in_comment, mut in_quotation) = (String::new(), false, false);
    for character in text.chars() {
        match character {
            '\n' => (in_comment, in_quotation) = (false, false),
            '"' if !in_comment => in_quotation = !in_quotation,
            '#' if !in_quotation => in_comment = true,
            _ => {}
        }
        match character {
            '\n' | '\r' => line.push(' '),
            other if in_comment => line.push_str(&blanked(other)),
            other => line.push(other),
        }
    }
    line
}

/// A bracket that waits to be closed.
#[derive(Clone, Copy)]
struct Open {
    bracket: char,
    at: usize,
    /// Blanks before the first word of its line.
    indent: usize,
}

struct Scan<'a> {
    source: &'a SourceText,
    /// Whether a brace that begins its line closes the block whose line is indented like it.
    by_indent: bool,
    open: Vec<Open>,
    blanks: Vec<Span>,
    /// Parentheses over several lines.
    joined: Vec<Span>,
    /// Where a quotation mark is put in.
    quotes: Vec<usize>,
    told: Vec<Span>,
    comments: Vec<Span>,
    diagnostics: Diagnostics,
}

impl<'a> Scan<'a> {
    fn new(source: &'a SourceText, by_indent: bool) -> Self {
        Scan {
            source,
            by_indent,
            open: Vec::new(),
            blanks: Vec::new(),
            joined: Vec::new(),
            quotes: Vec::new(),
            told: Vec::new(),
            comments: Vec::new(),
            diagnostics: Diagnostics::new(),
        }
    }

    fn run(&mut self) {
        let mut characters = self.source.text.char_indices().peekable();
        while let Some((at, character)) = characters.next() {
            match character {
                '#' => {
                    let mut end = at.saturating_add(1);
                    while let Some((start, next)) = characters.next_if(|(_, next)| *next != '\n') {
                        end = start.saturating_add(next.len_utf8());
                    }
                    self.comments.push(Span::new(self.source.id, at, end));
                }
                '"' => {
                    while characters.next_if(|(_, next)| *next != '"' && *next != '\n').is_some() {}
                    if characters.next_if(|(_, next)| *next == '"').is_none() {
                        let kept = self.open_quotation(at);
                        if let Some(brace) = kept {
                            self.push('{', brace);
                        }
                    }
                }
                '(' | '{' => {
                    self.push(character, at);
                    if self.open.len() > DEEPEST {
                        self.too_deep(character, at);
                        return;
                    }
                }
                ')' | '}' => self.close(character, at),
                _ => {}
            }
        }
    }

    fn push(&mut self, bracket: char, at: usize) {
        let indent = self.indent_of(at);
        self.open.push(Open { bracket, at, indent });
    }

    /// What is open at the end of the text.
    fn never_closed(&mut self) {
        let open = std::mem::take(&mut self.open);
        for parenthesis in open.iter().take_while(|open| open.bracket == '(') {
            self.unclosed_parenthesis(parenthesis.at);
        }
        if let Some(brace) = open.iter().find(|open| open.bracket == '{') {
            let diagnostic =
                Diagnostic::new(&kinds::NOT_CLOSED, self.span(brace.at, 1), "this `{` is never closed")
                    .label("opened here")
                    .note("nothing after it was read, because it cannot be told where the block ends")
                    .help("add `}` where it ends");
            self.blank_from_line_of(brace.at);
            self.diagnostics.push(diagnostic);
        }
    }

    fn unclosed_parenthesis(&mut self, at: usize) {
        let message = "this `(` is never closed";
        self.diagnostics.push(Diagnostic::new(&kinds::NOT_CLOSED, self.span(at, 1), message).help("add `)`"));
        self.blank_behind(at);
    }

    fn close(&mut self, bracket: char, at: usize) {
        let opening = if bracket == ')' { '(' } else { '{' };
        if bracket == '}' {
            // A brace also closes what a forgotten `)` left open: the parenthesis is the fault, not the brace.
            while let Some(Open { bracket: '(', at, .. }) = self.open.last().copied() {
                self.open.pop();
                self.unclosed_parenthesis(at);
            }
            if self.by_indent && self.begins_line(at) {
                self.close_inner_blocks(at);
            }
        }
        if let Some(open) = self.open.last().copied().filter(|open| open.bracket == opening) {
            self.open.pop();
            let outermost = self.open.last().is_none_or(|around| around.bracket != '(');
            let inside = Span::new(self.source.id, open.at, at);
            if bracket == ')' && outermost && self.source.slice(inside).contains('\n') {
                self.joined.push(inside);
            }
            return;
        }
        let message = format!("this `{bracket}` closes nothing");
        let help = format!("remove it, or add the `{opening}` that it closes");
        self.diagnostics.push(Diagnostic::new(&kinds::NOT_CLOSED, self.span(at, 1), message).help(help));
        self.blanks.push(self.span(at, 1));
    }

    /// Blocks that were not closed before the brace of a block around them, as the indentation has it.
    fn close_inner_blocks(&mut self, at: usize) {
        let indent = self.indent_of(at);
        if !self.open.iter().any(|open| open.indent == indent) {
            return;
        }
        while let Some(inner) = self.open.last().copied().filter(|open| open.indent > indent) {
            self.open.pop();
            let brace = self.span(at, 1);
            let diagnostic =
                Diagnostic::new(&kinds::NOT_CLOSED, self.span(inner.at, 1), "this `{` is never closed")
                    .label("opened here")
                    .also(brace, "by its indentation, this closes the block around it")
                    .help("add `}` where the inner block ends");
            self.diagnostics.push(diagnostic);
            let start = self.line_of(inner.at).start;
            self.blanks.push(Span::new(self.source.id, start, at));
        }
    }

    /// Answers the place of a brace at the end of the line: it opens a block and is not part of the quotation.
    fn open_quotation(&mut self, at: usize) -> Option<usize> {
        let line = self.line_of(at);
        let diagnostic =
            Diagnostic::new(&kinds::NOT_CLOSED, self.span(at, 1), "this quotation is not closed on its line")
                .label("opened here")
                .help("add `\"` where it ends; a quotation stands on one line");
        self.diagnostics.push(diagnostic);
        self.told.push(line);
        let behind = Span::new(self.source.id, at.saturating_add(1), line.end);
        let rest = self.source.slice(behind);
        let head = rest.trim_end().strip_suffix('{');
        let Some(head) = head.filter(|head| !head.contains(['{', '}', '(', ')'])) else {
            self.blanks.push(behind);
            return None;
        };
        let brace = behind.start.saturating_add(head.len());
        // `"Selection {` has room for the quotation mark that is missing, so its block can be read.
        match head.strip_suffix([' ', '\t']) {
            Some(shorter) => self.quotes.push(behind.start.saturating_add(shorter.len())),
            None => self.blanks.push(Span::new(self.source.id, behind.start, brace)),
        }
        Some(brace)
    }

    fn too_deep(&mut self, bracket: char, at: usize) {
        let help = match bracket {
            '(' => "give the inner parts names with `let`, and use the names",
            _ => "move the inner blocks out: a section or an `each` can stand on its own",
        };
        let message = format!("more than {DEEPEST} brackets stand inside each other");
        let diagnostic = Diagnostic::new(&kinds::NESTED_TOO_DEEP, self.span(at, 1), message).help(help);
        let outermost = self.open.first().map_or(at, |open| open.at);
        self.blank_from_line_of(outermost);
        self.diagnostics.push(diagnostic);
        self.open.clear();
    }

    fn indent_of(&self, at: usize) -> usize {
        let line = self.source.slice(self.line_of(at));
        line.len().saturating_sub(line.trim_start().len())
    }

    fn begins_line(&self, at: usize) -> bool {
        at == self.line_of(at).start.saturating_add(self.indent_of(at))
    }

    fn blank_from_line_of(&mut self, at: usize) {
        let start = self.line_of(at).start;
        self.blanks.push(Span::new(self.source.id, start, self.source.text.len()));
    }

    /// Blanks a line behind a faulty character, up to a brace of a block. The character stays: nothing that has it
    /// can be read, so that half a statement does not pass for a whole one.
    fn blank_behind(&mut self, at: usize) {
        let line = self.line_of(at);
        let behind = Span::new(self.source.id, at.saturating_add(1), line.end);
        let end = self
            .source
            .slice(behind)
            .find(['{', '}'])
            .map_or(line.end, |offset| behind.start.saturating_add(offset));
        self.blanks.push(Span::new(self.source.id, behind.start, end));
        self.told.push(line);
    }

    fn line_of(&self, at: usize) -> Span {
        self.source.line_span(self.source.line_column(at).line)
    }

    fn span(&self, at: usize, length: usize) -> Span {
        Span::new(self.source.id, at, at.saturating_add(length))
    }
}
