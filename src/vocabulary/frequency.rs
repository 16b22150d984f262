//! Frequencies: how often something happens.

use std::fmt;

/// How often something happens. Oftener is greater: `quarterly at least annually` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Frequency {
    /// Once a year.
    Annually,
    /// Twice a year.
    Semiannually,
    /// Four times a year.
    Quarterly,
    /// Each month.
    Monthly,
    /// Each week.
    Weekly,
    /// Each business day.
    Daily,
}

impl Frequency {
    /// All of them, rarest first.
    pub const ALL: [Frequency; 6] = [
        Frequency::Annually,
        Frequency::Semiannually,
        Frequency::Quarterly,
        Frequency::Monthly,
        Frequency::Weekly,
        Frequency::Daily,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Frequency::Annually => "annually",
            Frequency::Semiannually => "semiannually",
            Frequency::Quarterly => "quarterly",
            Frequency::Monthly => "monthly",
            Frequency::Weekly => "weekly",
            Frequency::Daily => "daily",
        }
    }

    /// The frequency of this word; `annual`, `yearly` and `semi-annually` are read too.
    pub fn parse(word: &str) -> Option<Self> {
        match word {
            "annual" | "yearly" => Some(Frequency::Annually),
            "semi-annually" | "semiannual" | "semi-annual" => Some(Frequency::Semiannually),
            _ => Frequency::ALL.into_iter().find(|frequency| frequency.word() == word),
        }
    }

    /// Its rank, rarest 0.
    pub fn rank(self) -> i64 {
        Frequency::ALL.iter().zip(0..).find(|(frequency, _)| **frequency == self).map_or(0, |(_, rank)| rank)
    }
}

impl fmt::Display for Frequency {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oftener_is_greater() {
        assert!(Frequency::Daily > Frequency::Quarterly);
        assert_eq!(Frequency::parse("yearly"), Some(Frequency::Annually));
    }
}
