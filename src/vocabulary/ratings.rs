//! Credit ratings: the scales of S&P, Moody's and Fitch, and the order that they share.
//!
//! The symbols are those of the agencies' own definitions: "S&P Global Ratings Definitions", Moody's "Rating Symbols and
//! Definitions", "Fitch Ratings Definitions". The finest scale of each kind orders all of them. A symbol that covers
//! several of its rungs keeps all of them: Moody's has one P-1 for what S&P divides into A-1+ and A-1.

use std::fmt;

/// Which scale a rating is of. Two scales have no order between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RatingScale {
    /// AAA … D, and Moody's Aaa … C.
    LongTerm,
    /// A-1+ … D, Moody's P-1 … NP, Fitch's F1+ … D.
    ShortTerm,
}

/// A credit rating in the symbol in which it was given. Better is greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating {
    /// As the agency writes it.
    symbol: &'static str,
    /// The scale; none for a default, which is the lowest rung of both.
    scale: Option<RatingScale>,
    /// The lowest rung that it may be, worst 0.
    low: i64,
    /// The highest.
    high: i64,
}

/// The end of a range of rungs that a limit is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RungEnd {
    /// `at least P-1`, `below P-1`
    Low,
    /// `at most P-1`, `above P-1`
    High,
}

/// A rung, and how each agency writes it.
type Rung = &'static [&'static str];

/// Worst first. S&P and Fitch write alike here, but for selective (SD) and restricted (RD) default; then Moody's, whose
/// Baa3 regulators and index providers commonly equate with BBB-.
const LONG_TERM: [Rung; 23] = [
    &["D"],
    &["SD", "RD"],
    &["C"],
    &["CC"],
    &["CCC-", "Caa3"],
    &["CCC", "Caa2"],
    &["CCC+", "Caa1"],
    &["B-", "B3"],
    &["B", "B2"],
    &["B+", "B1"],
    &["BB-", "Ba3"],
    &["BB", "Ba2"],
    &["BB+", "Ba1"],
    &["BBB-", "Baa3"],
    &["BBB", "Baa2"],
    &["BBB+", "Baa1"],
    &["A-", "A3"],
    &["A", "A2"],
    &["A+", "A1"],
    &["AA-", "Aa3"],
    &["AA", "Aa2"],
    &["AA+", "Aa1"],
    &["AAA", "Aaa"],
];

/// Worst first: S&P, Moody's, Fitch. S&P once divided its B into three. The letters that the long-term scale has too say
/// that they are short-term.
const SHORT_TERM: [Rung; 10] = [
    &["D"],
    &["SD", "RD"],
    &["C (short-term)"],
    &["B-3"],
    &["B-2"],
    &["B-1"],
    &["A-3", "P-3", "F3"],
    &["A-2", "P-2", "F2"],
    &["A-1", "F1"],
    &["A-1+", "F1+"],
];

/// Defaults, which are rungs of both scales.
const DEFAULTS: i64 = 1;

/// Symbols that cover several rungs, from one symbol of S&P's to another. Moody's has no rung of its own for default: its
/// Ca is "likely in, or very near, default" and its C, which S&P and Fitch write too, is "typically in default".
const BROAD: [(&str, RatingScale, &str, &str); 5] = [
    ("Ca", RatingScale::LongTerm, "C", "CC"),
    ("C", RatingScale::LongTerm, "D", "C"),
    ("P-1", RatingScale::ShortTerm, "A-1", "A-1+"),
    ("NP", RatingScale::ShortTerm, "D", "B-1"),
    ("B (short-term)", RatingScale::ShortTerm, "B-3", "B-1"),
];

impl RatingScale {
    fn rungs(self) -> &'static [Rung] {
        match self {
            RatingScale::LongTerm => &LONG_TERM,
            RatingScale::ShortTerm => &SHORT_TERM,
        }
    }

    /// The best rung.
    pub fn top(self) -> i64 {
        match self {
            RatingScale::LongTerm => 22,
            RatingScale::ShortTerm => 9,
        }
    }

    fn rung(self, symbol: &str) -> Option<(&'static str, i64)> {
        let rungs = self.rungs().iter().zip(0..);
        rungs
            .flat_map(|(symbols, rung)| symbols.iter().map(move |one| (*one, rung)))
            .find(|(one, _)| *one == symbol)
    }

    /// A rung that nobody wrote, such as the lowest of several ratings, in the symbols of all agencies: `A-3/P-3/F3`. A
    /// number beyond the scale is its nearest end.
    pub fn rung_words(self, rung: i64) -> String {
        let place = usize::try_from(rung.clamp(0, self.top())).unwrap_or(0);
        self.rungs().get(place).map_or(String::new(), |symbols| symbols.join("/"))
    }
}

impl Rating {
    /// All symbols that are read, of both scales.
    pub fn symbols() -> impl Iterator<Item = &'static str> {
        let rungs = LONG_TERM.iter().chain(&SHORT_TERM);
        rungs.flat_map(|symbols| symbols.iter().copied()).chain(BROAD.iter().map(|(symbol, ..)| *symbol))
    }

    /// The rating of this symbol.
    pub fn parse(symbol: &str) -> Option<Self> {
        let broad = BROAD.iter().find(|(broad, ..)| *broad == symbol);
        if let Some((symbol, scale, low, high)) = broad {
            let (low, high) = (scale.rung(low)?.1, scale.rung(high)?.1);
            return Some(Rating { symbol, scale: Some(*scale), low, high });
        }
        [RatingScale::LongTerm, RatingScale::ShortTerm].into_iter().find_map(|scale| {
            let (symbol, rung) = scale.rung(symbol)?;
            let scale = (rung > DEFAULTS).then_some(scale);
            Some(Rating { symbol, scale, low: rung, high: rung })
        })
    }

    /// The scale; none for a default, which is of both.
    pub fn scale(self) -> Option<RatingScale> {
        self.scale
    }

    /// Whether it is a rating of this scale.
    pub fn is_on(self, scale: RatingScale) -> bool {
        self.scale.is_none_or(|own| own == scale)
    }

    /// The lowest and the highest rung that it may be, worst 0.
    pub fn rungs(self) -> (i64, i64) {
        (self.low, self.high)
    }

    /// Whether it is the same as another for its symbol alone, whatever rung that would be elsewhere. C is a symbol of
    /// agencies that mean different things by it.
    pub fn is_same_symbol(self, other: Self) -> bool {
        self.symbol == other.symbol && self.symbol != "C"
    }

    /// Each of the rungs that it may be.
    pub fn each_rung(self) -> impl Iterator<Item = Self> {
        (self.low..=self.high).map(move |rung| Rating { low: rung, high: rung, ..self })
    }

    /// The rating as a limit: of a symbol that covers several rungs, the one that the limit is about. `at least P-1` is
    /// A-1 or better, and `above P-1` is better than A-1+. In a policy, C is that of S&P and Fitch.
    #[must_use]
    pub fn as_limit(self, end: RungEnd) -> Self {
        let rung = match end {
            RungEnd::Low if self.symbol != "C" => self.low,
            _ => self.high,
        };
        Rating { low: rung, high: rung, ..self }
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.symbol)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rungs(symbol: &str) -> (i64, i64) {
        Rating::parse(symbol).unwrap().rungs()
    }

    #[test]
    fn agencies_share_an_order() {
        assert_eq!(rungs("Baa3"), rungs("BBB-"));
        assert_eq!(rungs("P-2"), rungs("F2"));
        assert!(rungs("A-") > rungs("BBB+"));
        assert_eq!(Rating::parse("bbb"), None);
        assert_eq!(Rating::parse("C-"), None);
    }

    #[test]
    fn no_two_rungs_of_an_agency_are_one() {
        let sp = ["A-1+", "A-1", "A-2", "A-3", "B-1", "B-2", "B-3", "C (short-term)", "SD", "D"];
        let moodys = ["P-1", "P-2", "P-3", "NP"];
        let fitch = ["F1+", "F1", "F2", "F3", "B (short-term)", "C (short-term)", "RD", "D"];
        for scale in [sp.as_slice(), &moodys, &fitch] {
            for pair in scale.windows(2) {
                let (above, below) = (rungs(pair[0]), rungs(pair[1]));
                assert!(above.0 > below.1, "{} stands above {}", pair[0], pair[1]);
            }
        }
    }

    #[test]
    fn a_symbol_of_several_rungs_keeps_them() {
        assert_eq!(rungs("P-1"), (rungs("A-1").0, rungs("A-1+").0));
        assert_eq!(rungs("NP").0, rungs("D").0);
        let limit = |end| Rating::parse("P-1").unwrap().as_limit(end);
        assert_eq!(limit(RungEnd::Low).rungs(), rungs("A-1"));
        assert_eq!(limit(RungEnd::High).rungs(), rungs("A-1+"));
        assert_eq!(limit(RungEnd::Low).to_string(), "P-1");
    }

    #[test]
    fn every_symbol_is_read_and_written_alike() {
        for symbol in Rating::symbols() {
            assert_eq!(Rating::parse(symbol).unwrap().to_string(), symbol);
        }
        assert_eq!(RatingScale::ShortTerm.rung_words(7), "A-2/P-2/F2");
        for scale in [RatingScale::LongTerm, RatingScale::ShortTerm] {
            assert_eq!(scale.top(), i64::try_from(scale.rungs().len()).unwrap() - 1);
        }
        assert!(Rating::parse("D").unwrap().is_on(RatingScale::ShortTerm));
    }
}
