//! Lookup tables: the row that governs, or all rows that may.

use super::evidence::{Found, Judged, Presence};
use super::several::one_of;
use super::world::{Seat, World};
use crate::menu::{Cell, Reading};
use crate::policy::{
    Condition, ConditionKind, Quantity, Table, TableKey, TableRow, describe, describe_condition,
};
use crate::vocabulary::{FactKey, Interval, Possible, RatingScale, Rounding, Truth, shown, written};

impl World<'_> {
    /// What a table says: the first row that fits governs, from the top. Where it is not known whether one fits, it is
    /// any of those that may.
    pub(super) fn table(&self, table: &Table, seat: &Seat<'_>, scale: Option<RatingScale>) -> Found {
        let mut candidates: Vec<Found> = Vec::new();
        // What a row says may itself be there or not.
        let is_open = |of: &[Found]| of.iter().any(|found| found.presence != Presence::Sure);
        let mut asked = Found::of(Interval::anything());
        for row in &table.rows {
            let fits = self.fits(row, seat, &mut asked);
            if fits == Truth::False {
                continue;
            }
            candidates.push(self.quantity(&row.value, seat, scale));
            if fits == Truth::True {
                let is_sure = candidates.len() == 1;
                let or_nothing = is_open(&candidates);
                let mut found = one_of(candidates, or_nothing);
                self.explain(table, seat, is_sure.then_some(row), &mut found);
                return self.with_keys(found, asked, is_sure);
            }
        }
        let mut found = one_of(candidates, true);
        self.explain(table, seat, None, &mut found);
        self.with_keys(found, asked, false)
    }

    /// What was asked of the keys: the places of what decides, and what is missing where something is.
    fn with_keys(&self, mut found: Found, asked: Found, is_sure: bool) -> Found {
        found.data.extend(asked.data);
        found.relied.extend(asked.relied);
        if !is_sure {
            found.missing.extend(asked.missing);
        }
        found.without_repeats();
        found
    }

    /// Whether a row governs if none above it does.
    fn fits(&self, row: &TableRow, seat: &Seat<'_>, asked: &mut Found) -> Truth {
        let mut fits = Truth::True;
        for cell in &row.cells {
            let Judged { truth, data, missing, relied, .. } = self.condition(cell, seat);
            // A cell that does not apply does not hold.
            fits = fits.and(truth.selects());
            asked.data.extend(data);
            asked.relied.extend(relied);
            let missing = missing.into_iter().map(|missing| super::Missing { must_be: None, ..missing });
            asked.missing.extend(missing);
        }
        fits
    }

    /// `years_to_target is 32, so max_equity is 95%`
    fn explain(&self, table: &Table, seat: &Seat<'_>, row: Option<&TableRow>, found: &mut Found) {
        let keys: Vec<String> = table.keys.iter().map(|key| self.key_words(key, seat)).collect();
        let keys = keys.join(" and ");
        let name = &table.name;
        let value = found.interval.known().zip(row).map(|(value, row)| {
            format!("{keys}, so {name} is {}", shown(&row.value.ty, value, None, 4, Rounding::Nearest))
        });
        let nothing = || match found.presence {
            Presence::Nothing => format!("{keys}, and {name} has no row for it"),
            _ => format!("{keys}, which decides what {name} is"),
        };
        let step = value.unwrap_or_else(nothing);
        found.because.insert(0, step);
    }

    fn key_words(&self, key: &TableKey, seat: &Seat<'_>) -> String {
        match key {
            TableKey::Quantity(quantity) => self.quantity_words(quantity, seat),
            TableKey::Word(fact) => self.word_words(*fact, seat),
            TableKey::Condition(condition) => self.condition_words(condition, seat),
        }
    }

    fn quantity_words(&self, quantity: &Quantity, seat: &Seat<'_>) -> String {
        let what = describe(quantity, self.schema);
        if let Some(rating) = self.rating_given(quantity, seat) {
            return format!("{what} is {rating}");
        }
        let found = self.quantity(quantity, seat, None);
        match found.presence {
            Presence::Nothing => format!("there is no {what}"),
            _ => match found.interval.known() {
                Some(known) => {
                    format!("{what} is {}", shown(&quantity.ty, known, None, 4, Rounding::Nearest))
                }
                None if found.presence == Presence::Maybe => format!("{what} is not known"),
                None => format!("{what} is not known exactly"),
            },
        }
    }

    fn word_words(&self, fact: FactKey, seat: &Seat<'_>) -> String {
        let what = self.schema.key_name(fact);
        let thing = seat.of_level(self.schema.fact(fact.fact).level);
        let cell = thing.and_then(|thing| self.cell(thing, fact));
        match (cell.and_then(Cell::text), cell.map(|cell| &cell.reading)) {
            (Some(text), _) => format!("{what} is {text}"),
            (_, Some(Reading::Exactly(value))) => format!("{what} is {}", written(value)),
            (_, Some(Reading::Nothing)) => format!("there is no {what}"),
            _ => format!("{what} is not known"),
        }
    }

    fn condition_words(&self, condition: &Condition, seat: &Seat<'_>) -> String {
        let what = describe_condition(condition, self.schema);
        let (is, is_not) = match &condition.kind {
            ConditionKind::Flag(_) => (format!("{what} is yes"), format!("{what} is no")),
            _ => (format!("{what} holds"), format!("{what} does not hold")),
        };
        match self.condition(condition, seat).truth {
            Possible::HOLDS => is,
            Possible::FAILS => is_not,
            Possible::DOES_NOT_APPLY => format!("{what} does not apply"),
            _ => format!("it is not known whether {is}"),
        }
    }
}
