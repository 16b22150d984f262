//! Moments: when a rule is tested.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;

/// A moment at which a rule can be tested.
///
/// What is being done (a selection, a purchase, a contribution) is said of a run, a menu or a thing, like the day.
/// Whether a month, quarter or year ends is decided by the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Moment {
    /// An option is chosen for the menu.
    Selection,
    /// Something is bought.
    Purchase,
    /// New contributions are invested.
    NewMoney,
    /// The last day of a calendar month.
    MonthEnd,
    /// The last day of March, June, September or December.
    QuarterEnd,
    /// The last day of December.
    YearEnd,
}

/// The moments at which a statement is tested, any of which will do; none means always. Of a thing, those that are
/// said of it.
pub type Moments = BTreeSet<Moment>;

impl Moment {
    /// All of them.
    pub const ALL: [Moment; 6] = [
        Moment::Selection,
        Moment::Purchase,
        Moment::NewMoney,
        Moment::MonthEnd,
        Moment::QuarterEnd,
        Moment::YearEnd,
    ];

    /// Reads `purchase`, `at purchase`, `on new money`, `quarter end`; how many blanks there are decides nothing.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        if matches!(words.as_slice(), ["at" | "on", _, ..]) {
            words.remove(0);
        }
        let name = words.join(" ");
        Moment::ALL.into_iter().find(|moment| moment.name() == name)
    }

    /// `purchase`, `new money`, `quarter end`
    pub fn name(self) -> &'static str {
        match self {
            Moment::Selection => "selection",
            Moment::Purchase => "purchase",
            Moment::NewMoney => "new money",
            Moment::MonthEnd => "month end",
            Moment::QuarterEnd => "quarter end",
            Moment::YearEnd => "year end",
        }
    }

    /// Whether the day decides it: on others it has to be said.
    pub fn is_of_the_calendar(self) -> bool {
        matches!(self, Moment::MonthEnd | Moment::QuarterEnd | Moment::YearEnd)
    }

    /// Whether a day is this moment; false for what the day does not decide.
    pub fn falls_on(self, day: Date) -> bool {
        let last = day.last_of_month() == day;
        match self {
            Moment::MonthEnd => last,
            Moment::QuarterEnd => last && matches!(day.month(), 3 | 6 | 9 | 12),
            Moment::YearEnd => last && day.month() == 12,
            Moment::Selection | Moment::Purchase | Moment::NewMoney => false,
        }
    }

    /// What it is, behind "this is" and "is": `a purchase`, `the last day of a calendar quarter`.
    pub fn noun(self) -> &'static str {
        match self {
            Moment::Selection => "a selection",
            Moment::Purchase => "a purchase",
            Moment::NewMoney => "new money",
            Moment::MonthEnd => "the last day of a month",
            Moment::QuarterEnd => "the last day of a calendar quarter",
            Moment::YearEnd => "the last day of a calendar year",
        }
    }
}

impl fmt::Display for Moment {
    /// `at purchase`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let before = if *self == Moment::NewMoney { "on" } else { "at" };
        write!(formatter, "{before} {}", self.name())
    }
}

/// `at purchase and at quarter end`; `always`
pub fn tested_words(moments: &Moments) -> String {
    if moments.is_empty() {
        return "always".to_string();
    }
    moments.iter().map(Moment::to_string).collect::<Vec<_>>().join(" and ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_calendar_decides_ends() {
        assert!(Moment::MonthEnd.falls_on(date(2024, 2, 29)));
        assert!(!Moment::MonthEnd.falls_on(date(2024, 2, 28)));
        assert!(Moment::QuarterEnd.falls_on(date(2026, 9, 30)));
        assert!(!Moment::QuarterEnd.falls_on(date(2026, 10, 31)));
        assert!(Moment::YearEnd.falls_on(date(2026, 12, 31)));
        assert!(!Moment::Purchase.falls_on(date(2026, 12, 31)));
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        for moment in Moment::ALL {
            assert_eq!(Moment::parse(&moment.to_string()), Some(moment));
            assert_eq!(Moment::parse(moment.name()), Some(moment));
        }
        assert_eq!(Moment::parse("at"), None);
        assert_eq!(Moment::parse("rebalancing"), None);
    }
}
