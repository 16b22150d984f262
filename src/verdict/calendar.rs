//! Days so long before or after others, and how long it is from one day to another.

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

    /// A length of time with which the time from one day to another is compared, counted back from the later day: a
    /// month is as long as the month before that day, a business day as long as the weekend makes it. `None` for other
    /// comparisons, whose lengths are counted back from the as-of date.
    pub(super) fn length_from(
        &self,
        time: &Quantity,
        length: &Quantity,
        seat: &Seat<'_>,
    ) -> Option<Interval> {
        let QuantityKind::Minus(last, _) = &time.kind else { return None };
        if last.ty != Type::Date {
            return None;
        }
        let length = self.written_length(length, seat)?;
        let last = self.quantity(last, seat, None).interval;
        let days = last.known().and_then(day_of).and_then(|day| length.days_before(day));
        Some(match days {
            Some(days) => Interval::point(Exact::from(days)),
            None => {
                let (least, most) = length.least_and_most_days();
                Interval::between(Exact::from(least), Exact::from(most))
            }
        })
    }
}

fn moved(end: &End, length: Duration, back: bool) -> End {
    let day = end.number().and_then(|number| day_of(&number.rounded(0, Rounding::Nearest)));
    let moved = day.and_then(|day| if back { length.before(day) } else { length.after(day) });
    moved.map_or(End::Open, |day| End::At(day_number(day)))
}
