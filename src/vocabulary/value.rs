//! Values that are known.

use jiff::civil::Date;

use super::{Duration, Exact, Frequency, Rating};

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
