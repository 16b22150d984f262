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
/// Lengths in different units are compared on the calendar, counted back from the as-of date unless the comparison is
/// about other days: on 2026-03-31 one month (to 2026-02-28) is longer than 30 days (to 2026-03-01). A month back from
/// the 31st ends on the last day of a shorter month.
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
        let start = self.before(as_of)?;
        Some(i64::from((as_of - start).get_days()))
    }

    /// Its length in days, counted forward from a day. `None` if that leaves the calendar (after the year 9999).
    pub fn days_after(self, day: Date) -> Option<i64> {
        let end = self.after(day)?;
        Some(i64::from((end - day).get_days()))
    }

    /// The day that lies so long before another: `2026-01-31` is one month before `2026-02-28`, and before
    /// `2026-03-31` lies `2026-02-28`. `None` outside of the calendar.
    pub fn before(self, day: Date) -> Option<Date> {
        self.shifted(day, -1)
    }

    /// The day that lies so long after another. `None` outside of the calendar.
    pub fn after(self, day: Date) -> Option<Date> {
        self.shifted(day, 1)
    }

    /// A later day is never shifted to an earlier one: whoever knows a day as an interval may shift its ends.
    fn shifted(self, day: Date, sign: i64) -> Option<Date> {
        let count = i64::from(self.count).checked_mul(sign)?;
        let days = |count: i64| day.checked_add(Span::new().try_days(count).ok()?).ok();
        let months = |each: i64| day.checked_add(Span::new().try_months(count.checked_mul(each)?).ok()?).ok();
        match self.unit {
            DurationUnit::Day => days(count),
            DurationUnit::Week => days(count.checked_mul(7)?),
            DurationUnit::Month => months(1),
            DurationUnit::Quarter => months(3),
            DurationUnit::Year => months(12),
            DurationUnit::BusinessDay => business_days(day, i64::from(self.count), sign),
        }
    }

    /// The least and the greatest number of days that it can be, whatever day it is counted from.
    pub fn least_and_most_days(self) -> (i64, i64) {
        let count = i64::from(self.count);
        let times = |least: i64, most: i64| (count.saturating_mul(least), count.saturating_mul(most));
        match self.unit {
            DurationUnit::Day => times(1, 1),
            DurationUnit::Week => times(7, 7),
            DurationUnit::Month => times(28, 31),
            DurationUnit::Quarter => times(3 * 28, 3 * 31),
            DurationUnit::Year => times(365, 366),
            // A weekend within every five, and one more at the end.
            DurationUnit::BusinessDay => {
                (count, count.saturating_add(count.div_euclid(5).saturating_add(1).saturating_mul(2)))
            }
        }
    }
}

/// So many Mondays to Fridays on or back. From a weekend, the first of them is the next working day on that side.
fn business_days(day: Date, count: i64, sign: i64) -> Option<Date> {
    let is_weekend = |day: Date| matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
    let step = |day: Date, sign: i64| if sign < 0 { day.yesterday().ok() } else { day.tomorrow().ok() };
    if count == 0 {
        return Some(day);
    }
    let mut day = day;
    // Counted from the working day on the other side, it is whole weeks and a rest.
    while is_weekend(day) {
        day = step(day, sign.checked_neg()?)?;
    }
    let weeks = count.div_euclid(5).checked_mul(7)?.checked_mul(sign)?;
    day = day.checked_add(Span::new().try_days(weeks).ok()?).ok()?;
    let mut left = count.rem_euclid(5);
    while left > 0 {
        day = step(day, sign)?;
        if !is_weekend(day) {
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
        // From a Sunday, the first is the Friday before it, and the fifth the Monday before that.
        assert_eq!(days(1, DurationUnit::BusinessDay, date(2026, 11, 22)), 2);
        assert_eq!(days(5, DurationUnit::BusinessDay, date(2026, 11, 22)), 6);
    }

    #[test]
    fn days_are_shifted_on_the_calendar() {
        let shift = |count, unit| Duration { count, unit };
        let after = |count, unit, day| shift(count, unit).after(day).unwrap();
        assert_eq!(after(18, DurationUnit::Month, date(2026, 8, 31)), date(2028, 2, 29));
        assert_eq!(after(30, DurationUnit::Day, date(2026, 12, 15)), date(2027, 1, 14));
        // A Friday, a Saturday.
        assert_eq!(after(1, DurationUnit::BusinessDay, date(2026, 11, 20)), date(2026, 11, 23));
        assert_eq!(after(5, DurationUnit::BusinessDay, date(2026, 11, 21)), date(2026, 11, 27));
    }

    #[test]
    fn a_later_day_is_never_shifted_to_an_earlier_one() {
        let units = [DurationUnit::Month, DurationUnit::BusinessDay, DurationUnit::Year, DurationUnit::Day];
        for unit in units {
            for count in 0..14 {
                let length = Duration { count, unit };
                let (mut day, last) = (date(2023, 12, 20), date(2024, 4, 2));
                while day < last {
                    let next = day.tomorrow().unwrap();
                    assert!(length.after(day) <= length.after(next), "{length} after {day}");
                    assert!(length.before(day) <= length.before(next), "{length} before {day}");
                    let (least, most) = length.least_and_most_days();
                    assert!(
                        (least..=most).contains(&length.days_before(day).unwrap()),
                        "{length} before {day}"
                    );
                    day = next;
                }
            }
        }
    }
}
