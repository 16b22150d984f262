//! The syntax: the rules as written.
//!
//! in       the text of a policy
//! out      a [`SyntaxTree`], and what is wrong with the statements that could not be read
//! always   every node has a span; a broken statement is left out and the others are kept; parsing never fails
//! never    names, types, units: whether a statement makes sense is not asked here

mod brackets;
mod cases;
mod documents;
mod dump;
mod from_pest;
mod grammar;
mod history;
mod nearness;
mod packs;
mod recover;
mod tables;
mod tokens;
mod tree;
mod wrong_turns;

pub use cases::{Expect, Given, GivenAgo, GivenFact, GivenHolding, GivenValue, Held, Test};
pub use documents::{Dated, Document, Event, GivenDocument, Side, When};
pub use dump::dump;
pub(crate) use dump::dump_item;
pub use history::{OverTime, Periods, Removal, WatchList};
pub use nearness::Nearness;
pub use packs::{Drop, Setting, Use};
pub use tables::{Table, TableCell, TableCellKind, TableRow};
pub use tokens::{Begins, Token, TokenKind, tokens};
pub use tree::{
    Aggregate, ArithmeticOperator, Assume, Class, Defined, EachHead, Except, Expression, ExpressionKind,
    Fact, IsValue, Item, Let, Level, Literal, Name, Obligation, Operator, Param, Qualifier, RankPart, Rule,
    Section, Set, Statement, StatementKind, SyntaxTree, Tested, Text, TypeName, Waive,
};

use crate::diagnostics::Outcome;
use crate::source::SourceText;

/// Reads a policy. Each statement that cannot be read is one diagnostic at its place.
pub fn parse(source: &SourceText) -> Outcome<SyntaxTree> {
    let balanced = brackets::balance(source);
    let mut outcome = from_pest::tree(source, &balanced.text);
    outcome.value.comments = balanced.comments;
    outcome.diagnostics.retain(|diagnostic| {
        let at = diagnostic.primary.as_ref().map(|label| label.at);
        let already_told =
            |line: &crate::source::Span| at.is_some_and(|at| line.start <= at.start && at.start <= line.end);
        !balanced.told.iter().any(already_told)
    });
    outcome.diagnostics.extend(balanced.diagnostics);
    outcome
}
