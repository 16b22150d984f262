//! Values that are known.

use jiff::civil::Date;

use super::{Duration, Exact, Frequency, Interval, Rating};

/// A known value. Shares and points are fractions: `5%` is 1/20.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A share or a rate, as a fraction.
    Percent(Exact),
    /// A distance between two percents, as a fraction.
    Points(Exact),
    /// US dollars.
    Money(Exact),
    /// A number or a count.
    Number(Exact),
    /// A length of time.
    Duration(Duration),
    /// A day.
    Date(Date),
    /// A place among 100, 1 to 100.
    Percentile(Exact),
    /// A credit rating.
    Rating(Rating),
    /// How often.
    Frequency(Frequency),
    /// One of the values that a fact lists.
    Choice(String),
    /// Any text.
    Text(String),
    /// Yes or no.
    Flag(bool),
}

/// The first day of the count in which dates are numbers.
const DAY_ZERO: Date = Date::constant(1970, 1, 1);

impl Value {
    /// Its place on the line of numbers, for a type that has an order: shares are fractions, dates are days since
    /// 1970-01-01, durations are days counted back from `as_of`, frequencies and ratings are rungs.
    /// None for a rating whose symbol covers several rungs.
    pub fn ordinal(&self, as_of: Date) -> Option<Exact> {
        Some(match self {
            Value::Percent(number)
            | Value::Points(number)
            | Value::Money(number)
            | Value::Number(number)
            | Value::Percentile(number) => number.clone(),
            Value::Duration(duration) => Exact::from(duration.days_before(as_of)?),
            Value::Date(date) => day_number(*date),
            Value::Rating(rating) => match rating.rungs() {
                (low, high) if low == high => Exact::from(low),
                _ => return None,
            },
            Value::Frequency(frequency) => Exact::from(frequency.rank()),
            Value::Choice(_) | Value::Text(_) | Value::Flag(_) => return None,
        })
    }

    /// All that it may be on that line. A rating whose symbol covers several rungs is a range of them.
    pub fn interval(&self, as_of: Date) -> Option<Interval> {
        match self {
            Value::Rating(rating) => {
                let (low, high) = rating.rungs();
                Some(Interval::between(Exact::from(low), Exact::from(high)))
            }
            other => other.ordinal(as_of).map(Interval::point),
        }
    }

    /// With the sign turned, for what can be below zero.
    pub fn negated(&self) -> Option<Value> {
        Some(match self {
            Value::Percent(number) => Value::Percent(-number),
            Value::Points(number) => Value::Points(-number),
            Value::Money(number) => Value::Money(-number),
            Value::Number(number) => Value::Number(-number),
            _ => return None,
        })
    }
}

/// Days from 1970-01-01 to a day.
pub fn day_number(day: Date) -> Exact {
    Exact::from(i64::from((day - DAY_ZERO).get_days()))
}

/// The day that so many days after 1970-01-01 lies; `None` outside of the calendar.
pub fn day_of(number: &Exact) -> Option<Date> {
    let span = jiff::Span::new().try_days(number.floor_i64()?).ok()?;
    DAY_ZERO.checked_add(span).ok()
}
