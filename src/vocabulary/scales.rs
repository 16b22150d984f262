//! Ordered scales that are not numbers: how often, and how well rated.

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

/// Which scale a rating is of. Two scales have no order between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RatingScale {
    /// AAA … D, and Moody's Aaa … C on the same rungs.
    LongTerm,
    /// A-1+ … D, and Moody's P-1 … on the same rungs.
    ShortTerm,
}

/// A credit rating: a rung of a scale, better is greater. Moody's rungs are the ones that regulators and index
/// providers commonly set beside those of S&P and Fitch (Baa3 beside BBB-).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rating {
    /// The scale.
    pub scale: RatingScale,
    /// The rung, worst 0.
    pub rung: i64,
}

/// Worst first; S&P and Fitch, then Moody's. Moody's has no rung between Ca and default.
const LONG_TERM: [(&str, &str); 22] = [
    ("D", "C"),
    ("C", "Ca"),
    ("CC", "Ca"),
    ("CCC-", "Caa3"),
    ("CCC", "Caa2"),
    ("CCC+", "Caa1"),
    ("B-", "B3"),
    ("B", "B2"),
    ("B+", "B1"),
    ("BB-", "Ba3"),
    ("BB", "Ba2"),
    ("BB+", "Ba1"),
    ("BBB-", "Baa3"),
    ("BBB", "Baa2"),
    ("BBB+", "Baa1"),
    ("A-", "A3"),
    ("A", "A2"),
    ("A+", "A1"),
    ("AA-", "Aa3"),
    ("AA", "Aa2"),
    ("AA+", "Aa1"),
    ("AAA", "Aaa"),
];

const SHORT_TERM: [(&str, &str); 6] =
    [("SD", "NP"), ("C-", "NP"), ("B-3", "NP"), ("A-3", "P-3"), ("A-2", "P-2"), ("A-1", "P-1")];

impl Rating {
    /// All symbols that are read, of both scales.
    pub fn symbols() -> impl Iterator<Item = &'static str> {
        let tables = LONG_TERM.iter().chain(&SHORT_TERM);
        tables.flat_map(|(common, moodys)| [*common, *moodys]).chain(["A-1+"])
    }

    /// The rating of this symbol. `A-1+` stands on the rung of `A-1` of which it is a part.
    pub fn parse(symbol: &str) -> Option<Self> {
        let rung = |table: &[(&str, &str)]| {
            table
                .iter()
                .zip(0..)
                .find(|((common, moodys), _)| *common == symbol || *moodys == symbol)
                .map(|(_, rung)| rung)
        };
        let symbol_base = if symbol == "A-1+" { "A-1" } else { symbol };
        if let Some(rung) = rung(&LONG_TERM) {
            return Some(Rating { scale: RatingScale::LongTerm, rung });
        }
        let short = SHORT_TERM
            .iter()
            .zip(0..)
            .find(|((common, moodys), _)| *common == symbol_base || *moodys == symbol_base);
        short.map(|(_, rung)| Rating { scale: RatingScale::ShortTerm, rung })
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table: &[(&str, &str)] = match self.scale {
            RatingScale::LongTerm => &LONG_TERM,
            RatingScale::ShortTerm => &SHORT_TERM,
        };
        let symbol = usize::try_from(self.rung)
            .ok()
            .and_then(|rung| table.get(rung))
            .map_or("?", |(common, _)| common);
        formatter.write_str(symbol)
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
    fn moodys_stands_beside_the_others() {
        assert_eq!(Rating::parse("Baa3"), Rating::parse("BBB-"));
        assert!(Rating::parse("A-").unwrap().rung > Rating::parse("BBB+").unwrap().rung);
        assert_eq!(Rating::parse("A-1+"), Rating::parse("P-1"));
        assert_eq!(Rating::parse("bbb"), None);
    }

    #[test]
    fn oftener_is_greater() {
        assert!(Frequency::Daily > Frequency::Quarterly);
        assert_eq!(Frequency::parse("yearly"), Some(Frequency::Annually));
    }
}
