//! Lengths of time, and how they compare.

use std::fmt;

use jiff::Span;
use jiff::civil::{Date, Weekday};

/// The unit of a duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DurationUnit {
    /// Calendar days.
    Day,
    /// Mondays to Fridays; holidays are not left out.
    BusinessDay,
    /// Seven days.
    Week,
    /// Calendar months.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

/// A length of time such as `12 months`.
///
/// Lengths in different units are compared on the calendar, counted back from the as-of date: on 2026-03-31
/// one month (to 2026-02-28) is longer than 30 days (to 2026-03-01). A month back from the 31st ends on the
/// last day of a shorter month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Duration {
    /// How many.
    pub count: u32,
    /// Of what.
    pub unit: DurationUnit,
}

impl DurationUnit {
    /// The unit of a word, singular or plural.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "day" | "days" => DurationUnit::Day,
            "business day" | "business days" => DurationUnit::BusinessDay,
            "week" | "weeks" => DurationUnit::Week,
            "month" | "months" => DurationUnit::Month,
            "quarter" | "quarters" => DurationUnit::Quarter,
            "year" | "years" => DurationUnit::Year,
            _ => return None,
        })
    }

    fn word(self) -> &'static str {
        match self {
            DurationUnit::Day => "day",
            DurationUnit::BusinessDay => "business day",
            DurationUnit::Week => "week",
            DurationUnit::Month => "month",
            DurationUnit::Quarter => "quarter",
            DurationUnit::Year => "year",
        }
    }
}

impl Duration {
    /// Its length in days, counted back from `as_of`. `None` if that leaves the calendar (before the year -9999).
    pub fn days_before(self, as_of: Date) -> Option<i64> {
        let count = i64::from(self.count);
        let months = |months: i64| -> Option<i64> {
            let start = as_of.checked_sub(Span::new().try_months(months.checked_mul(count)?).ok()?).ok()?;
            Some(i64::from((as_of - start).get_days()))
        };
        match self.unit {
            DurationUnit::Day => Some(count),
            DurationUnit::Week => count.checked_mul(7),
            DurationUnit::Month => months(1),
            DurationUnit::Quarter => months(3),
            DurationUnit::Year => months(12),
            DurationUnit::BusinessDay => {
                // Whole weeks first, so that the work does not grow with the count.
                let (mut days, rest) = (count.div_euclid(5).checked_mul(7)?, count.rem_euclid(5));
                let mut day = as_of.checked_sub(Span::new().try_days(days).ok()?).ok()?;
                let mut left = rest;
                while left > 0 {
                    day = day.yesterday().ok()?;
                    days = days.checked_add(1)?;
                    if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                        left = left.checked_sub(1)?;
                    }
                }
                Some(days)
            }
        }
    }
}

impl Duration {
    /// The day that lies so long before another; the first of the calendar, if that is not in it.
    pub fn before(self, day: Date) -> Date {
        let days =
            self.days_before(day).and_then(|days| day.checked_sub(Span::new().try_days(days).ok()?).ok());
        days.unwrap_or(Date::MIN)
    }

    /// The day that lies so long after another, counted forward on the calendar; the last of the calendar, if that is
    /// not in it. A month after the 31st ends on the last day of a shorter month.
    pub fn after(self, day: Date) -> Date {
        let count = i64::from(self.count);
        let later = match self.unit {
            DurationUnit::Day => Span::new().try_days(count).ok().and_then(|span| day.checked_add(span).ok()),
            DurationUnit::Week => {
                Span::new().try_weeks(count).ok().and_then(|span| day.checked_add(span).ok())
            }
            DurationUnit::Month => months_after(day, count, 1),
            DurationUnit::Quarter => months_after(day, count, 3),
            DurationUnit::Year => months_after(day, count, 12),
            DurationUnit::BusinessDay => business_days_after(day, count),
        };
        later.unwrap_or(Date::MAX)
    }
}

fn months_after(day: Date, count: i64, months: i64) -> Option<Date> {
    day.checked_add(Span::new().try_months(months.checked_mul(count)?).ok()?).ok()
}

fn business_days_after(day: Date, count: i64) -> Option<Date> {
    // Whole weeks first, so that the work does not grow with the count.
    let weeks = Span::new().try_weeks(count.div_euclid(5)).ok()?;
    let (mut day, mut left) = (day.checked_add(weeks).ok()?, count.rem_euclid(5));
    while left > 0 {
        day = day.tomorrow().ok()?;
        if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left = left.checked_sub(1)?;
        }
    }
    Some(day)
}

impl fmt::Display for Duration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}{}", self.count, self.unit.word(), if self.count == 1 { "" } else { "s" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn days(count: u32, unit: DurationUnit, as_of: Date) -> i64 {
        Duration { count, unit }.days_before(as_of).unwrap()
    }

    #[test]
    fn months_are_counted_back_on_the_calendar() {
        assert_eq!(days(1, DurationUnit::Month, date(2026, 3, 31)), 31);
        assert_eq!(days(12, DurationUnit::Month, date(2024, 12, 31)), 366);
        assert_eq!(
            days(4, DurationUnit::Quarter, date(2024, 12, 31)),
            days(1, DurationUnit::Year, date(2024, 12, 31))
        );
    }

    #[test]
    fn business_days_skip_weekends() {
        // 2026-11-23 is a Monday.
        assert_eq!(days(1, DurationUnit::BusinessDay, date(2026, 11, 23)), 3);
        assert_eq!(days(10, DurationUnit::BusinessDay, date(2026, 11, 23)), 14);
    }
    #[test]
    fn days_are_counted_forward_too() {
        let length = |count, unit| Duration { count, unit };
        assert_eq!(length(1, DurationUnit::Month).after(date(2026, 1, 31)), date(2026, 2, 28));
        assert_eq!(length(1, DurationUnit::Month).before(date(2026, 3, 31)), date(2026, 2, 28));
        // 2026-11-20 is a Friday.
        assert_eq!(length(1, DurationUnit::BusinessDay).after(date(2026, 11, 20)), date(2026, 11, 23));
        assert_eq!(length(7, DurationUnit::BusinessDay).after(date(2026, 11, 20)), date(2026, 12, 1));
    }

    #[test]
    fn the_calendar_ends_somewhere() {
        for unit in [DurationUnit::Day, DurationUnit::BusinessDay, DurationUnit::Month, DurationUnit::Year] {
            let endless = Duration { count: u32::MAX, unit };
            assert_eq!(endless.before(date(2026, 11, 22)), Date::MIN);
            assert_eq!(endless.after(date(2026, 11, 22)), Date::MAX);
        }
    }
}
