//! How time is cut into periods: months, quarters and years, of the calendar or of a fiscal year.

use jiff::civil::Date;

use super::Exact;

/// More periods than a plan has lived through, in whatever unit; more are a slip of the pen.
pub const MOST_PERIODS: i64 = 1_200;

/// A number that counts periods: a whole one, from 1 on.
pub fn period_count(number: &Exact) -> Option<u32> {
    let within = *number >= Exact::one() && *number <= Exact::from(MOST_PERIODS);
    let whole = number.floor_i64().filter(|whole| within && Exact::from(*whole) == *number);
    whole.and_then(|count| u32::try_from(count).ok())
}

/// The unit of a cadence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodUnit {
    /// A month.
    Month,
    /// Three months.
    Quarter,
    /// Twelve months.
    Year,
}

/// Time cut into periods of equal length, each ending with a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cadence {
    /// How long each period is.
    pub unit: PeriodUnit,
    /// For a fiscal year, the month in which it ends (1 to 12); none for the calendar's.
    pub fiscal_end: Option<u8>,
}

/// A period of a [`Cadence`], counted from one another: the one before is one less.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PeriodNumber(i64);

impl PeriodUnit {
    /// The unit of a word, singular or plural.
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "month" | "months" => PeriodUnit::Month,
            "quarter" | "quarters" => PeriodUnit::Quarter,
            "year" | "years" => PeriodUnit::Year,
            _ => return None,
        })
    }

    /// Its length in months.
    pub fn months(self) -> u32 {
        match self {
            PeriodUnit::Month => 1,
            PeriodUnit::Quarter => 3,
            PeriodUnit::Year => 12,
        }
    }
}

impl Cadence {
    /// `quarter`, `fiscal year`; with an `s` for any count but one.
    pub fn words(self, count: u32) -> String {
        let fiscal = if self.fiscal_end.is_some() { "fiscal " } else { "" };
        let unit = match self.unit {
            PeriodUnit::Month => "month",
            PeriodUnit::Quarter => "quarter",
            PeriodUnit::Year => "year",
        };
        format!("{fiscal}{unit}{}", if count == 1 { "" } else { "s" })
    }

    fn end(self) -> i64 {
        i64::from(self.fiscal_end.unwrap_or(12))
    }

    /// The period in which a day lies.
    pub fn period_of(self, day: Date) -> PeriodNumber {
        let month = i64::from(day.year()).saturating_mul(12).saturating_add(i64::from(day.month()));
        let after_end = month.saturating_sub(self.end()).saturating_sub(1);
        PeriodNumber(after_end.div_euclid(i64::from(self.unit.months())))
    }

    /// The last day of a period. `None` if the calendar does not reach there.
    pub fn last_day(self, period: PeriodNumber) -> Option<Date> {
        let (year, month) = self.last_month(period)?;
        Date::new(year, month, 1).ok().map(Date::last_of_month)
    }

    /// The year and month with which a period ends.
    fn last_month(self, period: PeriodNumber) -> Option<(i16, i8)> {
        let months = period.0.checked_add(1)?.checked_mul(i64::from(self.unit.months()))?;
        let last = self.end().checked_add(months)?.checked_sub(1)?;
        Some((
            i16::try_from(last.div_euclid(12)).ok()?,
            i8::try_from(last.rem_euclid(12)).ok()?.checked_add(1)?,
        ))
    }

    /// As a table would head it: `2026-Q2`, `2026-06`, `2026`, `fiscal 2026`.
    pub fn label(self, period: PeriodNumber) -> String {
        let Some((year, month)) = self.last_month(period) else { return String::new() };
        match (self.unit, self.fiscal_end) {
            (PeriodUnit::Month, _) => format!("{year:04}-{month:02}"),
            (PeriodUnit::Quarter, None) => format!("{year:04}-Q{}", i64::from(month).div_euclid(3)),
            (PeriodUnit::Year, None) => format!("{year:04}"),
            (PeriodUnit::Quarter, Some(_)) => format!("fiscal quarter to {year:04}-{month:02}"),
            (PeriodUnit::Year, Some(_)) => format!("fiscal {year:04}"),
        }
    }

    /// The period that is written as in a table, of whatever unit: `2026-Q2`, `2026-06`, `2026`.
    pub fn labelled(text: &str) -> Option<(Cadence, PeriodNumber)> {
        let year: i16 =
            text.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()?;
        let (unit, month) = match text.get(4..)? {
            "" => (PeriodUnit::Year, 12),
            "-Q1" => (PeriodUnit::Quarter, 3),
            "-Q2" => (PeriodUnit::Quarter, 6),
            "-Q3" => (PeriodUnit::Quarter, 9),
            "-Q4" => (PeriodUnit::Quarter, 12),
            month => {
                (PeriodUnit::Month, month.strip_prefix('-').filter(|digits| digits.len() == 2)?.parse().ok()?)
            }
        };
        let cadence = Cadence { unit, fiscal_end: None };
        Some((cadence, cadence.period_of(Date::new(year, month, 1).ok()?)))
    }
}

impl PeriodNumber {
    /// The period this many before.
    pub fn before(self, count: u32) -> PeriodNumber {
        PeriodNumber(self.0.saturating_sub(i64::from(count)))
    }

    /// How many periods lie from `earlier` to this one, both counted.
    pub fn count_from(self, earlier: PeriodNumber) -> i64 {
        self.0.saturating_sub(earlier.0).saturating_add(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const QUARTERS: Cadence = Cadence { unit: PeriodUnit::Quarter, fiscal_end: None };

    #[test]
    fn quarters_of_the_calendar() {
        let third = QUARTERS.period_of(date(2026, 9, 30));
        assert_eq!(third, QUARTERS.period_of(date(2026, 7, 1)));
        assert_eq!(QUARTERS.label(third), "2026-Q3");
        assert_eq!(QUARTERS.last_day(third.before(3)), Some(date(2025, 12, 31)));
        assert_eq!(QUARTERS.label(third.before(3)), "2025-Q4");
        assert_eq!(third.count_from(third.before(3)), 4);
    }

    #[test]
    fn fiscal_years_end_with_their_month() {
        let june = Cadence { unit: PeriodUnit::Year, fiscal_end: Some(6) };
        let year = june.period_of(date(2026, 6, 30));
        assert_ne!(year, june.period_of(date(2026, 7, 1)));
        assert_eq!(june.last_day(year), Some(date(2026, 6, 30)));
        assert_eq!(june.label(year), "fiscal 2026");
        let quarter = Cadence { unit: PeriodUnit::Quarter, fiscal_end: Some(1) };
        assert_eq!(quarter.last_day(quarter.period_of(date(2026, 2, 1))), Some(date(2026, 4, 30)));
    }

    #[test]
    fn labels_are_read_back() {
        for label in ["2026-Q2", "2026-06", "2026"] {
            let (cadence, period) = Cadence::labelled(label).unwrap();
            assert_eq!(cadence.label(period), label);
        }
        for other in ["2026-Q5", "26", "2026-6", "2026-13", "2026-09-30", "quarter"] {
            assert_eq!(Cadence::labelled(other), None, "{other}");
        }
    }
}
