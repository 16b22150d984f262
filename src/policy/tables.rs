//! Lookup tables: keys, rows and their types.

use super::core::{
    Comparison, Condition, ConditionKind, Operator, Quantity, QuantityKind, Table, TableKey, TableRow,
};
use super::coverage::{self, Axis, Cell, Row, Stretch};
use super::measured::Named;
use super::names::Meaning;
use super::resolver::Resolver;
use super::{comparisons::core_operator, limits, ratings, units, words};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::{self, Defined, Expression, IsValue, Literal, Name, TableCellKind};
use crate::vocabulary::{LevelId, Type, Value};

/// More rows than a table of any policy has. All pairs of rows are set beside each other.
const MOST_ROWS: usize = 200;

impl<'t> Resolver<'t> {
    /// What a table says of a subject of a level.
    pub(super) fn table(&mut self, table: &'t syntax::Table, level: LevelId, at: Span) -> Option<Quantity> {
        self.inside_named(&table.name, |resolver| resolver.looked_up(table, level, at))
    }

    fn looked_up(&mut self, table: &syntax::Table, level: LevelId, at: Span) -> Option<Quantity> {
        let name = &table.name.word;
        if table.keys.len() > 2 || table.rows.len() > MOST_ROWS {
            let message = match table.keys.len() > 2 {
                true => format!("`{name}` has {} keys, and a table has one or two", table.keys.len()),
                false => format!("`{name}` has more than {MOST_ROWS} rows"),
            };
            return self.refuse(
                Diagnostic::new(&kinds::SYNTAX, table.at, message)
                    .help("write several tables, one for each value of a key"),
            );
        }
        let keys: Option<Vec<TableKey>> = table.keys.iter().map(|key| self.table_key(key, level)).collect();
        let keys = keys?;
        let mut columns: Vec<Vec<Condition>> = keys.iter().map(|_| Vec::new()).collect();
        let (mut rows, mut covered) = (Vec::new(), Vec::new());
        for row in &table.rows {
            if row.cells.len() != keys.len() {
                let (count, needed) = (row.cells.len(), keys.len());
                let message = format!("this row is about {count} of the {needed} keys of `{name}`");
                let diagnostic = Diagnostic::new(
                    &kinds::SYNTAX,
                    row.at,
                    match count < needed {
                        true => message,
                        false => format!("this row has {count} values, and `{name}` has {needed} key"),
                    },
                );
                return self.refuse(diagnostic.help(
                    "a row has one value for each key, with commas between them, then `:` and what the table is there",
                ));
            }
            let (mut cells, mut reach) = (Vec::new(), Vec::new());
            for ((key, column), cell) in keys.iter().zip(&mut columns).zip(&row.cells) {
                let (condition, of) = self.table_cell(key, cell, level)?;
                column.extend(condition.clone());
                cells.extend(condition);
                reach.push(of);
            }
            rows.push(TableRow { cells, value: self.quantity(&row.value, level)? });
            covered.push(Row { cells: reach, at: row.at });
        }
        let values: Vec<Quantity> = rows.iter().map(|row| row.value.clone()).collect();
        let ty = self.common_type(&values)?;
        let mut axes = Vec::new();
        for (key, column) in keys.iter().zip(&columns) {
            axes.push(Axis::of(key, self.or_refuse(ratings::scale_of_key(column))?, self.schema));
        }
        let faults = coverage::faults(&table.name, &axes, &covered);
        if !faults.is_empty() {
            faults.into_iter().for_each(|fault| self.diagnostics.push(fault));
            return None;
        }
        let table = Table { name: name.clone(), keys, rows };
        Some(Quantity::new(QuantityKind::Table(Box::new(table)), ty, at))
    }

    /// A key is whatever its word means: a word or text, a yes or no, or something with an order.
    fn table_key(&mut self, key: &Expression, level: LevelId) -> Option<TableKey> {
        if let Some(named) = Named::of(key) {
            match self.definitions.meaning(&named.name.word, level, self.schema) {
                Some(Meaning::Fact(fact)) => match &self.schema.fact(fact).ty {
                    Type::Choice(_) | Type::Text | Type::Reference(_) => {
                        return self.key(named, fact).map(TableKey::Word);
                    }
                    Type::Flag => return self.condition(key, level).map(TableKey::Condition),
                    _ => {}
                },
                Some(Meaning::Let(definition)) if matches!(definition.body, Defined::Expression(_)) => {
                    if let Some(condition) = self.attempt(|resolver| resolver.condition(key, level)) {
                        return Some(TableKey::Condition(condition));
                    }
                }
                _ => {}
            }
        }
        self.quantity(key, level).map(TableKey::Quantity)
    }

    /// What a key has to be, as a condition, and what it covers. `otherwise` is no condition.
    fn table_cell(
        &mut self,
        key: &TableKey,
        cell: &syntax::TableCell,
        level: LevelId,
    ) -> Option<(Option<Condition>, Cell)> {
        if let TableCellKind::Otherwise = cell.kind {
            return Some((None, Cell::Anything));
        }
        let (condition, covers) = match (key, &cell.kind) {
            (TableKey::Quantity(key), _) => self.measured_cell(key, cell, level)?,
            (TableKey::Word(fact), TableCellKind::OneOf(values)) => {
                let ty = self.schema.fact(fact.fact).ty.clone();
                let words: Option<Vec<String>> = values
                    .iter()
                    .map(|value| match &ty {
                        Type::Choice(choices) => self.choice(*fact, choices, value),
                        _ => self.text(value),
                    })
                    .collect();
                let words = words?;
                let kind = ConditionKind::Is { fact: *fact, any_of: words.clone() };
                (Condition { kind, at: cell.at }, Cell::Words(words))
            }
            (TableKey::Condition(condition), TableCellKind::OneOf(values)) => {
                self.yes_or_no(condition, values, cell.at)?
            }
            _ => {
                let message = "this key has no order, so nothing is above or below";
                return self.refuse(
                    Diagnostic::new(&kinds::TYPE_MISMATCH, cell.at, message)
                        .help("write its values out: `mutual_fund or etf`, or `otherwise` for the rest"),
                );
            }
        };
        Some((Some(condition), covers))
    }

    fn yes_or_no(
        &mut self,
        condition: &Condition,
        values: &[IsValue],
        at: Span,
    ) -> Option<(Condition, Cell)> {
        let [IsValue::Literal(Literal { value: Value::Flag(yes), .. })] = values else {
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, at, "this key is yes or no")
                    .help("write `yes: …` in one row and `no: …` in another"),
            );
        };
        let asked = Condition { at, ..condition.clone() };
        let word = if *yes { "yes" } else { "no" };
        Some((if *yes { asked } else { Condition::not(asked) }, Cell::Words(vec![word.into()])))
    }

    fn measured_cell(
        &mut self,
        key: &Quantity,
        cell: &syntax::TableCell,
        level: LevelId,
    ) -> Option<(Condition, Cell)> {
        let compared = |operator, bound: Quantity| Condition {
            kind: ConditionKind::Compare(Box::new(Comparison { left: key.clone(), operator, right: bound })),
            at: cell.at,
        };
        match &cell.kind {
            TableCellKind::Otherwise => None,
            TableCellKind::Compare(operator, bound) => {
                let operator = core_operator(*operator);
                let bound = ratings::limit(self.bound(key, bound, level)?, operator);
                let stretch = Stretch::from(operator, coverage::place(&bound)?);
                Some((compared(operator, bound), Cell::Line(vec![stretch])))
            }
            TableCellKind::Range(low, high) => {
                let (low, high) = (self.bound(key, low, level)?, self.bound(key, high, level)?);
                self.or_refuse(limits::ordered(&low, &high))?;
                let (low, high) =
                    (ratings::limit(low, Operator::AtLeast), ratings::limit(high, Operator::AtMost));
                let (from, to) = (coverage::place(&low)?, coverage::place(&high)?);
                if from.number > to.number {
                    return self.refuse(words::reversed(cell.at));
                }
                let stretch = Stretch::between(from, to);
                let ends = vec![compared(Operator::AtLeast, low), compared(Operator::AtMost, high)];
                let condition = Condition { kind: ConditionKind::All(ends), at: cell.at };
                Some((condition, Cell::Line(vec![stretch])))
            }
            TableCellKind::OneOf(values) => {
                let (mut alternatives, mut stretches) = (Vec::new(), Vec::new());
                for value in values {
                    let value = self.bound(key, value, level)?;
                    if let Some((low, high)) = ratings::ends(&value) {
                        stretches.push(Stretch::between(coverage::place(&low)?, coverage::place(&high)?));
                        let ends = vec![compared(Operator::AtLeast, low), compared(Operator::AtMost, high)];
                        alternatives.push(Condition { kind: ConditionKind::All(ends), at: cell.at });
                        continue;
                    }
                    stretches.push(Stretch::from(Operator::Equal, coverage::place(&value)?));
                    alternatives.push(compared(Operator::Equal, value));
                }
                Some((Condition::any(alternatives, cell.at), Cell::Line(stretches)))
            }
        }
    }

    /// A value that a key is compared with: written out, or a parameter, so that what a row covers can be told.
    fn bound(&mut self, key: &Quantity, value: &IsValue, level: LevelId) -> Option<Quantity> {
        let bound = match value {
            IsValue::Literal(literal) => self.literal(literal)?,
            IsValue::Word(name) => self.named_bound(name, level)?,
            IsValue::Computed(value) => self.quantity(value, level)?,
        };
        self.or_refuse(units::common(key, &bound, self.schema))?;
        Some(bound)
    }

    fn named_bound(&mut self, name: &Name, level: LevelId) -> Option<Quantity> {
        match self.definitions.meaning(&name.word, level, self.schema) {
            Some(Meaning::Param(param)) => self.param(param, name.at),
            Some(_) => {
                let message = format!("`{}` is not a value that can be written in a row", name.word);
                self.refuse(
                    Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                        .help("write a value such as `at least 25`, or the name of a `param`"),
                )
            }
            None => self.unknown(name, level),
        }
    }
}
