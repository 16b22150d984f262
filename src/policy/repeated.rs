//! Facts and numbers that one statement asks for in more than one place.
//!
//! Where one of them is not known, what is found for each place by itself forgets that it is one: a limit of which
//! both sides move together, a guard and an assertion, the rows of a table.

use std::collections::{BTreeMap, BTreeSet};

use super::core::{Check, Condition, ConditionKind, Grouping, Over, Quantity, QuantityKind, Table, TableKey};
use crate::vocabulary::FactKey;

/// What one statement asks for more than once.
#[derive(Debug, Default)]
pub(crate) struct Repeated {
    /// Facts. The keys of tables and of groups are among them, since every row and every group asks for them.
    pub(crate) facts: BTreeSet<FactKey>,
    /// Shares, and numbers from many things: each place where one is asked for, by its address in the policy, with the
    /// number of the one that it is.
    pub(crate) quantities: BTreeMap<usize, usize>,
    /// Whether each thing that it asks about is one of those that the statement is about, or what one of them refers to:
    /// it counts no others, and puts none together.
    pub(crate) is_of_one: bool,
}

impl Repeated {
    pub(crate) fn of(check: &Check) -> Repeated {
        let mut tally = Tally::default();
        for each in &check.scope {
            // Of the groups that a statement goes through, each is bounded by itself.
            let members = each.group.as_ref().and_then(|group| group.members.as_deref());
            each.filter.iter().chain(members).for_each(|condition| tally.condition(condition));
        }
        check.guards.iter().for_each(|guard| tally.condition(&guard.condition));
        tally.condition(&check.assertion);
        let facts = tally.facts.into_iter().filter(|(_, times)| *times > 1).map(|(key, _)| key).collect();
        let mut quantities = BTreeMap::new();
        for (number, (_, places)) in
            tally.quantities.iter().enumerate().filter(|(_, (_, places))| places.len() > 1)
        {
            quantities.extend(places.iter().map(|place| (*place, number)));
        }
        let is_of_one = !tally.counts_others && check.scope.iter().all(|each| each.group.is_none());
        Repeated { facts, quantities, is_of_one }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.quantities.is_empty()
    }
}

/// More different quantities than this in one statement are not compared with each other.
const MOST_QUANTITIES: usize = 64;

#[derive(Default)]
struct Tally<'p> {
    facts: BTreeMap<FactKey, usize>,
    quantities: Vec<(&'p Quantity, Vec<usize>)>,
    /// Whether it asks for a number from many things.
    counts_others: bool,
}

impl<'p> Tally<'p> {
    fn fact(&mut self, key: FactKey) {
        let times = self.facts.entry(key).or_default();
        *times = times.saturating_add(1);
    }

    fn twice(&mut self, key: FactKey) {
        self.fact(key);
        self.fact(key);
    }

    fn condition(&mut self, condition: &'p Condition) {
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
            ConditionKind::Within(_, inner) => self.condition(inner),
            ConditionKind::Either(branches) => {
                self.condition(&branches.condition);
                self.condition(&branches.then);
                branches.otherwise.iter().for_each(|otherwise| self.condition(otherwise));
            }
            ConditionKind::Of(fact, inner) => {
                self.fact(FactKey::of(*fact));
                self.condition(inner);
            }
        }
    }

    /// A share, or a number from many things.
    fn place(&mut self, quantity: &'p Quantity) {
        let place = std::ptr::from_ref(quantity).addr();
        if let Some((_, places)) = self.quantities.iter_mut().find(|(other, _)| *other == quantity) {
            places.push(place);
        } else if self.quantities.len() < MOST_QUANTITIES {
            self.quantities.push((quantity, vec![place]));
        }
    }

    fn quantity(&mut self, quantity: &'p Quantity) {
        if matches!(quantity.kind, QuantityKind::Share(_) | QuantityKind::Aggregate { .. }) {
            self.place(quantity);
        }
        match &quantity.kind {
            QuantityKind::Literal(_) | QuantityKind::Share(_) => {}
            QuantityKind::Fact(key) => self.fact(*key),
            QuantityKind::TimeSince(fact) | QuantityKind::TimeUntil(fact) => self.fact(FactKey::of(*fact)),
            QuantityKind::Within(_, of) => self.quantity(of),
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
                self.counts_others = true;
                if let Some(of) = of {
                    self.quantity(of);
                }
                self.over(over);
            }
        }
    }

    fn over(&mut self, over: &'p Over) {
        if let Some(Grouping { by, members }) = &over.group {
            self.twice(*by);
            members.iter().for_each(|members| self.condition(members));
        }
        over.filter.iter().for_each(|filter| self.condition(filter));
    }

    fn table(&mut self, table: &'p Table) {
        for key in &table.keys {
            match key {
                TableKey::Quantity(quantity) => self.quantity(quantity),
                TableKey::Word(fact) => self.twice(*fact),
                TableKey::Condition(condition) => {
                    self.condition(condition);
                    self.condition(condition);
                }
            }
        }
        for row in &table.rows {
            // The key is compared in each row, where it stands anew.
            row.cells.iter().for_each(|cell| self.condition(cell));
            self.quantity(&row.value);
        }
    }
}
