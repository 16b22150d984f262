//! Facts that one statement asks for in more than one place.
//!
//! Where such a fact is not known, what is found for each place by itself forgets that it is one fact: a limit of which
//! both sides move together, a guard and an assertion, the rows of a table.

use std::collections::{BTreeMap, BTreeSet};

use super::core::{Check, Condition, ConditionKind, Grouping, Over, Quantity, QuantityKind, Table, TableKey};
use crate::vocabulary::FactKey;

/// The facts that a statement asks for twice or more. The keys of tables and of groups are among them, since every row
/// and every group asks for them.
pub(crate) fn repeated_facts(check: &Check) -> BTreeSet<FactKey> {
    let mut tally = Tally::default();
    for each in &check.scope {
        // Of the groups that a statement goes through, each is bounded by itself.
        let members = each.group.as_ref().and_then(|group| group.members.as_deref());
        each.filter.iter().chain(members).for_each(|condition| tally.condition(condition));
    }
    check.guards.iter().for_each(|guard| tally.condition(&guard.condition));
    tally.condition(&check.assertion);
    tally.0.into_iter().filter(|(_, times)| *times > 1).map(|(key, _)| key).collect()
}

#[derive(Default)]
struct Tally(BTreeMap<FactKey, usize>);

impl Tally {
    fn fact(&mut self, key: FactKey) {
        let times = self.0.entry(key).or_default();
        *times = times.saturating_add(1);
    }

    fn twice(&mut self, key: FactKey) {
        self.fact(key);
        self.fact(key);
    }

    fn condition(&mut self, condition: &Condition) {
        match &condition.kind {
            ConditionKind::Compare(comparison) => {
                self.quantity(&comparison.left);
                self.quantity(&comparison.right);
            }
            ConditionKind::Is { fact, .. }
            | ConditionKind::Flag(fact)
            | ConditionKind::Known(fact)
            | ConditionKind::Available(fact) => self.fact(*fact),
            ConditionKind::Same(one, by, other) => {
                self.fact(*one);
                self.fact(by.map_or(*other, FactKey::of));
            }
            ConditionKind::Named(_) | ConditionKind::Document(_) => {}
            ConditionKind::All(parts)
            | ConditionKind::Any(parts)
            | ConditionKind::AllThatApply(parts)
            | ConditionKind::AnyThatApplies(parts) => parts.iter().for_each(|part| self.condition(part)),
            ConditionKind::Between(ends) => ends.iter().for_each(|end| self.condition(end)),
            ConditionKind::Not(inner) | ConditionKind::Ago(inner, _) | ConditionKind::Fails(inner) => {
                self.condition(inner);
            }
            ConditionKind::Of(fact, inner) => {
                self.fact(FactKey::of(*fact));
                self.condition(inner);
            }
        }
    }

    fn quantity(&mut self, quantity: &Quantity) {
        match &quantity.kind {
            QuantityKind::Literal(_) | QuantityKind::Share(_) => {}
            QuantityKind::Fact(key) => self.fact(*key),
            QuantityKind::TimeSince(fact) => self.fact(FactKey::of(*fact)),
            QuantityKind::Of(fact, of) => {
                self.fact(FactKey::of(*fact));
                self.quantity(of);
            }
            QuantityKind::Plus(a, b)
            | QuantityKind::Minus(a, b)
            | QuantityKind::Times(a, b)
            | QuantityKind::Over(a, b)
            | QuantityKind::Distance(a, b) => {
                self.quantity(a);
                self.quantity(b);
            }
            QuantityKind::Greatest(of)
            | QuantityKind::Least(of)
            | QuantityKind::First(of)
            | QuantityKind::Middle(of) => of.iter().for_each(|one| self.quantity(one)),
            QuantityKind::Table(table) => self.table(table),
            QuantityKind::Shift { date, by, .. } => {
                self.quantity(date);
                self.quantity(by);
            }
            QuantityKind::Score(criteria) => {
                criteria.iter().for_each(|(_, criterion)| self.condition(criterion));
            }
            QuantityKind::Ago(of, _) | QuantityKind::Across { of, .. } => self.quantity(of),
            QuantityKind::Met { condition, .. } => self.condition(condition),
            QuantityKind::Listed { enters, leaves, .. } => {
                self.condition(enters);
                self.condition(leaves);
            }
            QuantityKind::Aggregate { of, over, .. } => {
                if let Some(of) = of {
                    self.quantity(of);
                }
                self.over(over);
            }
        }
    }

    fn over(&mut self, over: &Over) {
        if let Some(Grouping { by, members }) = &over.group {
            self.twice(*by);
            members.iter().for_each(|members| self.condition(members));
        }
        over.filter.iter().for_each(|filter| self.condition(filter));
    }

    fn table(&mut self, table: &Table) {
        for key in &table.keys {
            match key {
                TableKey::Quantity(quantity) => {
                    self.quantity(quantity);
                    self.quantity(quantity);
                }
                TableKey::Word(fact) => self.twice(*fact),
                TableKey::Condition(condition) => {
                    self.condition(condition);
                    self.condition(condition);
                }
            }
        }
        table.rows.iter().for_each(|row| self.quantity(&row.value));
    }
}
