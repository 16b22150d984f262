//! Days so long before or after others, and how long it is from one day to another.

use jiff::civil::Date;

use super::evidence::Found;
use super::world::{Seat, World};
use crate::menu::Reading;
use crate::policy::{Quantity, QuantityKind};
use crate::vocabulary::{Duration, End, Exact, Interval, Rounding, Type, Value, day_number, day_of};

impl World<'_> {
    /// A day so long before or after another: on the calendar, in the unit in which the length is written. A length
    /// that was computed counts days.
    pub(super) fn shifted(&self, date: &Quantity, by: &Quantity, back: bool, seat: &Seat<'_>) -> Found {
        let (date, length) = (self.quantity(date, seat, None), self.quantity(by, seat, None));
        let written = self.written_length(by, seat);
        date.combined(length, |date, days| match written {
            Some(length) => {
                Interval { low: moved(&date.low, length, back), high: moved(&date.high, length, back) }
            }
            None if back => date.minus(days),
            None => date.plus(days),
        })
    }

    /// The length of time as it is written, in the policy or in the menu.
    fn written_length(&self, by: &Quantity, seat: &Seat<'_>) -> Option<Duration> {
        match &by.kind {
            QuantityKind::Literal(Value::Duration(length)) => Some(*length),
            QuantityKind::Fact(key) => {
                let thing = seat.of_level(self.schema.fact(key.fact).level)?;
                match &self.cell(thing, *key)?.reading {
                    Reading::Exactly(Value::Duration(length)) => Some(*length),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// From where a length is counted with which a time is compared: a month is as long as the month on that side of the
    /// day, a business day as long as the weekend makes it.
    pub(super) fn lengths_beside(&self, time: &Quantity, seat: &Seat<'_>) -> Lengths {
        let day = |date: &Quantity| self.quantity(date, seat, None).interval.known().and_then(day_of);
        match &time.kind {
            QuantityKind::Minus(last, _) if last.ty == Type::Date => match day(last) {
                Some(day) => Lengths::Before(day),
                None => Lengths::OfAnyDay,
            },
            // So long around a day: the one side of it is before it, the other after it.
            QuantityKind::Distance(one, from) if from.ty == Type::Date => match (day(one), day(from)) {
                (Some(one), Some(from)) if one < from => Lengths::Before(from),
                (Some(_), Some(from)) => Lengths::After(from),
                (None, Some(from)) => Lengths::Around(from),
                (_, None) => Lengths::OfAnyDay,
            },
            _ => match ways(time) {
                (false, true) => Lengths::After(self.as_of),
                (true, true) => Lengths::Around(self.as_of),
                (_, false) => Lengths::Before(self.as_of),
            },
        }
    }

    /// What is found where lengths are counted from there.
    pub(super) fn counting_from<T>(&self, from: Lengths, find: impl FnOnce() -> T) -> T {
        let outer = self.lengths.replace(from);
        let found = find();
        self.lengths.set(outer);
        found
    }

    /// How many days a length of time has.
    pub(super) fn days(&self, length: Duration) -> Interval {
        let point = |days: Option<i64>| {
            days.map_or_else(Interval::anything, |days| Interval::point(Exact::from(days)))
        };
        match self.lengths.get() {
            Lengths::Before(day) => point(length.days_before(day)),
            Lengths::After(day) => point(length.days_after(day)),
            Lengths::Around(day) => point(length.days_before(day)).hull(&point(length.days_after(day))),
            Lengths::OfAnyDay => {
                let (least, most) = length.least_and_most_days();
                Interval::between(Exact::from(least), Exact::from(most))
            }
        }
    }
}

/// From where lengths of time are counted.
#[derive(Clone, Copy, Debug)]
pub(super) enum Lengths {
    /// Back from a day.
    Before(Date),
    /// Forward from a day.
    After(Date),
    /// One or the other.
    Around(Date),
    /// From a day that is not known.
    OfAnyDay,
}

/// Whether a time looks back from the as-of date, and whether it looks ahead: the least of two times may do both.
fn ways(time: &Quantity) -> (bool, bool) {
    match &time.kind {
        QuantityKind::TimeSince(_) => (true, false),
        QuantityKind::TimeUntil(_) => (false, true),
        QuantityKind::Of(_, of)
        | QuantityKind::Within(_, of)
        | QuantityKind::Ago(of, _)
        | QuantityKind::Across { of, .. }
        | QuantityKind::Aggregate { of: Some(of), .. } => ways(of),
        // With its sign turned, it looks the other way.
        QuantityKind::Minus(zero, of) if matches!(zero.kind, QuantityKind::Literal(_)) => {
            let (back, ahead) = ways(of);
            (ahead, back)
        }
        QuantityKind::Greatest(of)
        | QuantityKind::Least(of)
        | QuantityKind::First(of)
        | QuantityKind::Middle(of) => {
            let each = of.iter().map(ways);
            each.fold((false, false), |all, one| (all.0 || one.0, all.1 || one.1))
        }
        _ => (false, false),
    }
}

fn moved(end: &End, length: Duration, back: bool) -> End {
    let day = end.number().and_then(|number| day_of(&number.rounded(0, Rounding::Nearest)));
    let moved = day.and_then(|day| if back { length.before(day) } else { length.after(day) });
    moved.map_or(End::Open, |day| End::At(day_number(day)))
}
