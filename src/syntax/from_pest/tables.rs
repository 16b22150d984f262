//! Lookup tables.

use pest::iterators::Pair;

use super::{Builder, Parts};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::tables::{Table, TableCell, TableCellKind, TableRow};
use crate::syntax::tree::{IsValue, Literal};
use crate::vocabulary::written;

impl Builder {
    pub(super) fn table(&mut self, pair: Pair<'_, Rule>) -> Option<Table> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.seek(Rule::name)?);
        let mut keys = Vec::new();
        parts.take(Rule::by_word);
        while let Some(key) = parts.take(Rule::arithmetic) {
            keys.push(self.arithmetic(key)?);
        }
        let end = keys.last().map_or(name.at, |key| key.at).end;
        let at = Span::new(self.source, whole.start, end);
        let mut rows = Vec::new();
        while let Some(row) = parts.take(Rule::table_row) {
            rows.push(self.table_row(row)?);
        }
        if rows.is_empty() {
            return self.refuse(
                Diagnostic::new(&kinds::SYNTAX, at, "this table has no row")
                    .help("write one on each line between the braces: `at least 25: 95%`"),
            );
        }
        Some(Table { name, keys, rows, at, whole })
    }

    fn table_row(&mut self, pair: Pair<'_, Rule>) -> Option<TableRow> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let mut cells = Vec::new();
        while let Some(cell) = parts.take(Rule::table_cell) {
            cells.push(self.table_cell(cell)?);
        }
        let value = parts.take(Rule::arithmetic).and_then(|value| self.arithmetic(value))?;
        Some(TableRow { cells, value, at })
    }

    fn table_cell(&mut self, pair: Pair<'_, Rule>) -> Option<TableCell> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let kind = match parts.peek()? {
            Rule::otherwise_word => TableCellKind::Otherwise,
            Rule::compare_op => {
                let operator = self.compare_operator(parts.next()?)?;
                TableCellKind::Compare(operator, self.cell_value(parts.next()?)?)
            }
            _ => {
                let first = self.cell_value(parts.next()?)?;
                if parts.take(Rule::to_word).is_some() {
                    TableCellKind::Range(first, self.cell_value(parts.next()?)?)
                } else {
                    let mut values = vec![first];
                    while let Some(value) = parts.seek(Rule::cell_value) {
                        values.push(self.cell_value(value)?);
                    }
                    TableCellKind::OneOf(values)
                }
            }
        };
        Some(TableCell { kind, at })
    }

    fn cell_value(&mut self, pair: Pair<'_, Rule>) -> Option<IsValue> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let negative = parts.take(Rule::minus_sign).is_some();
        let value = parts.next()?;
        if value.as_rule() == Rule::choice {
            return Some(IsValue::Word(self.name(&value)));
        }
        let literal = self.literal(value)?;
        if !negative {
            return Some(IsValue::Literal(literal));
        }
        match literal.value.negated() {
            Some(value) => Some(IsValue::Literal(Literal { text: written(&value), value, at })),
            None => self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, at, "this cannot be negative")),
        }
    }
}
