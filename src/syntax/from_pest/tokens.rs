//! Tokens: the same parse, flat. Between the pairs stands what the grammar gives no name, such as `{` and `,`.

use pest::{Parser, Token as Event};

use super::super::grammar::{Grammar, Rule};
use super::super::tokens::{Begins, Token, TokenKind};
use super::statements::is_qualifier;
use crate::source::{SourceId, Span};

/// The tokens of a text whose brackets match, without its comments.
pub(in crate::syntax) fn tokens(source: SourceId, text: &str) -> Vec<Token> {
    let mut page = Page { source, text, told: 0, within: Vec::new(), begins: None, tokens: Vec::new() };
    for event in Grammar::parse(Rule::file, text).into_iter().flat_map(|pairs| pairs.tokens()) {
        match event {
            Event::Start { rule, pos } => page.enter(rule, pos.pos()),
            Event::End { rule, pos } => page.leave(rule, pos.pos()),
        }
    }
    page.tokens
}

/// A pair that is open.
struct Within {
    rule: Rule,
    start: usize,
    /// Whether its block is open: each pair in it is a line.
    is_block: bool,
}

struct Page<'t> {
    source: SourceId,
    text: &'t str,
    /// The byte up to which the text has become tokens.
    told: usize,
    within: Vec<Within>,
    /// What begins with the next token.
    begins: Option<Begins>,
    tokens: Vec<Token>,
}

impl Page<'_> {
    fn enter(&mut self, rule: Rule, start: usize) {
        self.tell(start);
        if rule != Rule::COMMENT && self.within.last().is_some_and(|within| within.is_block) {
            self.begins = Some(Begins::Line);
        } else if is_qualifier(rule) || rule == Rule::approved_clause {
            self.begins = Some(Begins::Qualifier);
        }
        self.within.push(Within { rule, start, is_block: rule == Rule::file });
    }

    fn leave(&mut self, rule: Rule, end: usize) {
        match rule {
            Rule::string => self.token(TokenKind::Word, self.told, end),
            Rule::string_text | Rule::COMMENT => {}
            _ => self.tell(end),
        }
        if rule != Rule::string_text {
            self.told = end;
        }
        self.within.pop();
    }

    /// What stands up to here becomes tokens.
    fn tell(&mut self, end: usize) {
        let within = self.within.last().map(|within| within.rule);
        // What stands in quotation marks is one token.
        if within == Some(Rule::string) {
            return;
        }
        let word = if within == Some(Rule::minus_sign) { TokenKind::Sign } else { TokenKind::Word };
        let start = self.told;
        self.told = end;
        let text = self.text;
        let piece = text.get(start..end).unwrap_or("");
        let mut word_start = None;
        let mut before = ' ';
        let mut characters = piece.char_indices().peekable();
        while let Some((offset, character)) = characters.next() {
            let at = start.saturating_add(offset);
            let behind = characters.peek().map_or(' ', |(_, next)| *next);
            let is_sign = match character {
                // Within a number it groups thousands.
                ',' => !(before.is_ascii_digit() && behind.is_ascii_digit()),
                _ => ['(', ')', '{', '}', ':', ';'].contains(&character),
            };
            before = character;
            if !is_sign && !character.is_whitespace() {
                word_start = word_start.or(Some(at));
                continue;
            }
            if let Some(start) = word_start.take() {
                self.token(word, start, at);
            }
            if is_sign {
                self.sign(character, at);
            }
        }
        if let Some(start) = word_start {
            self.token(word, start, end);
        }
    }

    fn sign(&mut self, sign: char, at: usize) {
        let kind = match sign {
            '(' => TokenKind::OpenParenthesis,
            ')' => TokenKind::CloseParenthesis,
            '{' => TokenKind::OpenBrace { of: self.block(at) },
            '}' => {
                self.set_block(false);
                TokenKind::CloseBrace
            }
            _ => TokenKind::Stop,
        };
        self.token(kind, at, at.saturating_add(1));
        if sign == '{' {
            self.set_block(true);
        }
    }

    fn set_block(&mut self, is_block: bool) {
        if let Some(within) = self.within.last_mut() {
            within.is_block = is_block;
        }
    }

    /// Where that begins to which a brace belongs: a pair that begins with the brace is only the block of another.
    fn block(&self, brace: usize) -> usize {
        let start = self.within.iter().rev().map(|within| within.start).find(|start| *start < brace);
        start.unwrap_or(brace)
    }

    fn token(&mut self, kind: TokenKind, start: usize, end: usize) {
        let begins = std::mem::take(&mut self.begins);
        self.tokens.push(Token { kind, begins, at: Span::new(self.source, start, end) });
    }
}
