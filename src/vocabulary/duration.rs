//! Lengths of time, and how they compare.

use std::fmt;

use jiff::ToSpan;
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
    /// Its length in calendar months, for a period over which something is measured: 36 for `3 years`. `None` for days
    /// and weeks, which are no whole number of months, and for nothing at all.
    pub fn months(self) -> Option<u32> {
        let each: u32 = match self.unit {
            DurationUnit::Month => 1,
            DurationUnit::Quarter => 3,
            DurationUnit::Year => 12,
            DurationUnit::Day | DurationUnit::BusinessDay | DurationUnit::Week => return None,
        };
        self.count.checked_mul(each).filter(|months| *months > 0)
    }

    /// The period of so many months, in the largest unit that fits: `3 years`, `18 months`.
    pub fn of_months(months: u32) -> Self {
        match months.checked_rem(12) {
            Some(0) => Duration { count: months.div_euclid(12), unit: DurationUnit::Year },
            _ => Duration { count: months, unit: DurationUnit::Month },
        }
    }

    /// Its length in days, counted back from `as_of`. `None` if that leaves the calendar (before the year -9999).
    pub fn days_before(self, as_of: Date) -> Option<i64> {
        let count = i64::from(self.count);
        let months = |months: i64| -> Option<i64> {
            let start = as_of.checked_sub(months.checked_mul(count)?.months()).ok()?;
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
                let mut day = as_of.checked_sub(days.days()).ok()?;
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
    fn periods_are_months() {
        let months = |count, unit| Duration { count, unit }.months();
        assert_eq!(months(3, DurationUnit::Year), Some(36));
        assert_eq!(months(12, DurationUnit::Quarter), Some(36));
        assert_eq!(months(0, DurationUnit::Year), None);
        assert_eq!(months(u32::MAX, DurationUnit::Year), None);
        assert_eq!(months(90, DurationUnit::Day), None);
        assert_eq!(Duration::of_months(36).to_string(), "3 years");
        assert_eq!(Duration::of_months(18).to_string(), "18 months");
        assert_eq!(Duration::of_months(12).to_string(), "1 year");
    }

    #[test]
    fn business_days_skip_weekends() {
        // 2026-11-23 is a Monday.
        assert_eq!(days(1, DurationUnit::BusinessDay, date(2026, 11, 23)), 3);
        assert_eq!(days(10, DurationUnit::BusinessDay, date(2026, 11, 23)), 14);
    }
}
