//! The tokens of a policy: what stands between its blanks.

use super::{brackets, from_pest};
use crate::source::{SourceText, Span};

/// A word, a sign or a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What kind of token.
    pub kind: TokenKind,
    /// What begins with it, if it does not go on with what stands before it.
    pub begins: Option<Begins>,
    /// Where it stands.
    pub at: Span,
}

/// What may begin with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begins {
    /// A line of the file or of a block: a statement, a row, a fact.
    Line,
    /// What limits a statement: `unless …`, `cites …`.
    Qualifier,
}

/// What kind of token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// A word, a literal, an operator.
    Word,
    /// The minus before a single value.
    Sign,
    /// `,` `;` `:`
    Stop,
    /// `(`
    OpenParenthesis,
    /// `)`
    CloseParenthesis,
    /// `{`
    OpenBrace {
        /// The byte at which the rule, statement or thing begins to which the block belongs.
        of: usize,
    },
    /// `}`
    CloseBrace,
    /// From `#` to the end of the line.
    Comment,
}

/// The tokens of a policy in order, every comment among them. They are those of the grammar by which [`super::parse`]
/// reads it, and mean something where that finds no fault.
pub fn tokens(source: &SourceText) -> Vec<Token> {
    let balanced = brackets::balance(source);
    let mut tokens = from_pest::tokens(source.id, &balanced.text);
    let comment = |at| Token { kind: TokenKind::Comment, begins: None, at };
    tokens.extend(balanced.comments.into_iter().map(comment));
    tokens.sort_by_key(|token| token.at.start);
    tokens
}
