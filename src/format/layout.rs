//! The layout: tokens become lines.
//!
//! The author's line breaks stay. A line that begins a statement stands as deep as the blocks around it; one that goes on
//! with a statement, or limits it, stands a step deeper than the line on which that begins.

use crate::source::SourceText;
use crate::syntax::{Begins, Token, TokenKind};

/// The blanks of a step.
const STEP: usize = 2;

/// Columns up to which lines take part in the alignment of what stands behind them: a longer one would push all others
/// out of sight.
const WIDEST: usize = 100;

/// Lays out the tokens of a text.
pub(super) fn lay_out(source: &SourceText, tokens: &[Token]) -> String {
    let mut page = Page {
        source,
        lines: Vec::new(),
        comments: 0,
        around: Vec::new(),
        begun: Begun::default(),
        closed: 0,
        colon: false,
    };
    let mut before = None;
    for token in tokens {
        page.token(token, before);
        before = Some(token);
    }
    page.align_comments();
    page.written()
}

#[derive(Default)]
struct Line {
    /// The byte of the source at which it begins.
    start: usize,
    /// Steps that it stands in.
    depth: usize,
    /// Whether a blank line stands before it.
    apart: bool,
    text: String,
    /// What stands behind it.
    comment: String,
    /// The column of what stands behind it.
    column: usize,
}

impl Line {
    fn indent(&self) -> usize {
        self.depth.saturating_mul(STEP)
    }

    fn width(&self) -> usize {
        self.indent().saturating_add(self.text.chars().count())
    }
}

/// A bracket that is open.
struct Around {
    is_parenthesis: bool,
    /// Depth of a line that begins with the bracket that closes it.
    outside: usize,
    begun: Begun,
}

/// Depths of the lines on which something begins that is not at its end.
#[derive(Clone, Copy, Default)]
struct Begun {
    /// The line of the block.
    line: usize,
    /// The statement behind a colon, the qualifier, or else the line of the block.
    part: usize,
}

struct Page<'s> {
    source: &'s SourceText,
    lines: Vec<Line>,
    /// Lines at the end that are comments: how deep they stand, what comes next decides.
    comments: usize,
    around: Vec<Around>,
    /// What has begun outside of all brackets.
    begun: Begun,
    /// Depth of a line that would begin with the bracket that was closed last.
    closed: usize,
    /// Whether the last token is a colon: a statement begins behind it.
    colon: bool,
}

impl Page<'_> {
    fn token(&mut self, token: &Token, before: Option<&Token>) {
        let gap = before.map(|before| self.source.text.get(before.at.end..token.at.start).unwrap_or(""));
        let breaks = gap.map_or(1, |gap| gap.matches('\n').count());
        let text = self.source.slice(token.at).trim_end();
        if token.kind == TokenKind::Comment {
            match self.lines.last_mut().filter(|_| breaks == 0) {
                Some(line) => line.comment = text.to_string(),
                None => {
                    self.comments = self.comments.saturating_add(1);
                    self.line(token, breaks);
                    self.write(text);
                }
            }
            return;
        }
        if breaks > 0 {
            let depth = self.depth_of(token);
            let is_closing = matches!(token.kind, TokenKind::CloseBrace | TokenKind::CloseParenthesis);
            let depth_before = if is_closing { self.inside() } else { depth };
            let comments = std::mem::take(&mut self.comments);
            for line in self.lines.iter_mut().rev().take(comments) {
                line.depth = depth_before;
            }
            self.line(token, if is_closing { 1 } else { breaks });
            if let Some(line) = self.lines.last_mut() {
                line.depth = depth;
            }
        } else if before.is_some_and(|before| is_apart(before.kind, token.kind)) {
            self.write(" ");
        }
        self.write(text);
        self.step(token);
    }

    /// Begins a line. At most one blank line stands before it, and none at the beginning of a block.
    fn line(&mut self, token: &Token, breaks: usize) {
        let opens = |line: &Line| line.text.ends_with(['{', '(']) && !line.text.starts_with('#');
        let opens = self.lines.last().is_none_or(opens);
        let line = Line { start: token.at.start, apart: breaks > 1 && !opens, ..Line::default() };
        self.lines.push(line);
    }

    fn write(&mut self, text: &str) {
        if let Some(line) = self.lines.last_mut() {
            line.text.push_str(text);
        }
    }

    /// How deep a line stands that begins with this token.
    fn depth_of(&self, token: &Token) -> usize {
        let around = self.around.last();
        let begun = around.map_or(self.begun, |around| around.begun);
        match (token.kind, token.begins) {
            (TokenKind::CloseBrace | TokenKind::CloseParenthesis, _) => {
                around.map_or(0, |around| around.outside)
            }
            (_, Some(Begins::Line)) => self.inside(),
            (_, Some(Begins::Qualifier)) => begun.line.saturating_add(1),
            // It belongs to the block that was closed before it, not to the line above.
            _ if self.source.slice(token.at) == "else" => self.closed,
            _ if around.is_some_and(|around| around.is_parenthesis) => self.inside(),
            _ => begun.part.saturating_add(1),
        }
    }

    fn inside(&self) -> usize {
        self.around.last().map_or(0, |around| around.outside.saturating_add(1))
    }

    /// Depth of the line in which a byte stands.
    fn depth_at(&self, byte: usize) -> usize {
        let behind = self.lines.partition_point(|line| line.start <= byte);
        self.lines.get(behind.saturating_sub(1)).map_or(0, |line| line.depth)
    }

    fn step(&mut self, token: &Token) {
        let depth = self.lines.last().map_or(0, |line| line.depth);
        let begun = self.around.last_mut().map_or(&mut self.begun, |around| &mut around.begun);
        if token.begins == Some(Begins::Line) {
            begun.line = depth;
        }
        if token.begins.is_some() || self.colon {
            begun.part = depth;
        }
        self.colon = self.source.slice(token.at) == ":";
        match token.kind {
            TokenKind::OpenParenthesis => self.open(true, depth),
            TokenKind::OpenBrace { of } => self.open(false, self.depth_at(of)),
            TokenKind::CloseParenthesis | TokenKind::CloseBrace => {
                self.closed = self.around.pop().map_or(0, |around| around.outside);
            }
            _ => {}
        }
    }

    fn open(&mut self, is_parenthesis: bool, outside: usize) {
        let begun = Begun { line: outside, part: outside };
        self.around.push(Around { is_parenthesis, outside, begun });
    }

    /// Comments behind lines that follow each other stand in one column.
    fn align_comments(&mut self) {
        let is_aligned = |line: &Line| !line.comment.is_empty() && line.width() <= WIDEST;
        let runs = self.lines.chunk_by_mut(|line, next| {
            is_aligned(line) && is_aligned(next) && !next.apart && line.depth == next.depth
        });
        for run in runs {
            let column = run.iter().map(Line::width).max().unwrap_or(0).saturating_add(2);
            run.iter_mut().for_each(|line| line.column = column);
        }
    }

    fn written(&self) -> String {
        let mut out = String::new();
        for line in &self.lines {
            if line.apart {
                out.push('\n');
            }
            out.push_str(&" ".repeat(line.indent()));
            out.push_str(&line.text);
            if !line.comment.is_empty() {
                out.push_str(&" ".repeat(line.column.saturating_sub(line.width())));
                out.push_str(&line.comment);
            }
            out.push('\n');
        }
        out
    }
}

/// Whether a blank stands between two tokens of a line.
fn is_apart(before: TokenKind, token: TokenKind) -> bool {
    !matches!(before, TokenKind::OpenParenthesis | TokenKind::Sign)
        && !matches!(token, TokenKind::CloseParenthesis | TokenKind::Stop)
}
