//! Lookup tables, as written.

use super::tree::{Expression, IsValue, Name, Operator};
use crate::source::Span;

/// `table name by key, key { cells: value … }`
#[derive(Clone, Debug)]
pub struct Table {
    /// The name.
    pub name: Name,
    /// What is looked up.
    pub keys: Vec<Expression>,
    /// The rows, from the top.
    pub rows: Vec<TableRow>,
    /// Its head, up to the brace.
    pub at: Span,
    /// All of it.
    pub whole: Span,
}

/// `at least 25: 95%`
#[derive(Clone, Debug)]
pub struct TableRow {
    /// One for each key.
    pub cells: Vec<TableCell>,
    /// What the table is where this row governs.
    pub value: Expression,
    /// All of it.
    pub at: Span,
}

/// What a key has to be.
#[derive(Clone, Debug)]
pub struct TableCell {
    /// What it says.
    pub kind: TableCellKind,
    /// All of it.
    pub at: Span,
}

/// What a key has to be.
#[derive(Clone, Debug)]
pub enum TableCellKind {
    /// `otherwise`: whatever is left.
    Otherwise,
    /// `at least 25`
    Compare(Operator, IsValue),
    /// `10 to 25`, both included.
    Range(IsValue, IsValue),
    /// `a or b`
    OneOf(Vec<IsValue>),
}
