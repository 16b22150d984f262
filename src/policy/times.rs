//! Times from the day of the check to another day, and which way they look.

use super::core::{Condition, Quantity, QuantityKind};
use super::describe;
use super::measured::Named;
use super::names::Meaning;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::{Expression, Name, Nearness};
use crate::vocabulary::{Duration, DurationUnit, LevelId, Type, Value};

/// Which way from the day of the check.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Back,
    Ahead,
}

impl Resolver<'_> {
    /// `time since inception`. Of a day that is usually still to come, the other way is likely meant.
    pub(super) fn time_since(&mut self, name: &Name, level: LevelId, at: Span) -> Option<Quantity> {
        let time = self.time(name, Way::Back, level, at)?;
        if self.is_in_future(&time) {
            let until = format!("time until {}", name.word);
            let message =
                format!("`time since {0}` looks back, and `{0}` is usually in the future", name.word);
            self.diagnostics.push(
                Diagnostic::new(&kinds::LOOKS_BACK, at, message)
                    .label("below 0 until that day")
                    .help(format!("write `{until}` for how long it is until then"))
                    .help(format!("write `-{until}` if the time since then is meant"))
                    .maybe_fix(at, until.clone())
                    .maybe_fix(at, format!("-{until}")),
            );
        }
        Some(time)
    }

    /// How long it is from the day of the check to a day, or since then.
    pub(super) fn time(&mut self, name: &Name, way: Way, level: LevelId, at: Span) -> Option<Quantity> {
        match self.definitions.meaning(&name.word, level, self.schema) {
            Some(Meaning::Fact(fact)) if self.schema.fact(fact).ty == Type::Date => {
                let kind = match way {
                    Way::Back => QuantityKind::TimeSince(fact),
                    Way::Ahead => QuantityKind::TimeUntil(fact),
                };
                Some(Quantity::new(kind, Type::Duration, at))
            }
            Some(_) => {
                let message = format!("`{}` is not a date", name.word);
                let example = match way {
                    Way::Back => "write `time since inception`",
                    Way::Ahead => "write `time until maturity`",
                };
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message).help(example))
            }
            None => self.unknown(name, level),
        }
    }

    /// `holdings_as_of within 120 days`: 0 to 120 days have passed since that day. `within the next 397 days`: there are 0 to
    /// 397 days until then.
    pub(super) fn near(
        &mut self,
        (name, side): (&Name, Nearness),
        length: &Expression,
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        let way = if side == Nearness::Next { Way::Ahead } else { Way::Back };
        let time = self.time(name, way, level, name.at)?;
        let most = self.quantity(length, level)?;
        if side == Nearness::Unsaid && self.is_in_future(&time) {
            let written = match Named::of(length) {
                Some(named) => named.name.word.clone(),
                None => describe(&most, self.schema),
            };
            let (next, last) = (format!("the next {written}"), format!("the last {written}"));
            let message =
                format!("`within {written}` looks back, and `{}` is usually in the future", name.word);
            self.diagnostics.push(
                Diagnostic::new(&kinds::LOOKS_BACK, length.at, message)
                    .label("before the day of the check")
                    .help(format!("write `{} within {next}` for a day that is still to come", name.word))
                    .help(format!("write `{} within {last}` if the past is meant", name.word))
                    .maybe_fix(length.at, next)
                    .maybe_fix(length.at, last),
            );
        }
        let none = Value::Duration(Duration { count: 0, unit: DurationUnit::Day });
        let least = Quantity::new(QuantityKind::Literal(none), Type::Duration, length.at);
        self.between(time, least, most, at)
    }

    fn is_in_future(&self, time: &Quantity) -> bool {
        matches!(time.kind, QuantityKind::TimeSince(fact) if self.schema.fact(fact).in_future)
    }
}
