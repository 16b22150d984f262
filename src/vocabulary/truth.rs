//! Kleene's three truth values; the only place where their tables stand.

/// What is known of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Truth {
    /// It is false, however the missing facts turn out.
    False,
    /// It is true for some of what may be missing, false for the rest.
    Unknown,
    /// It is true, however the missing facts turn out.
    True,
}

impl Truth {
    /// The truth of a fact that is known.
    pub fn known(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }

    /// Both: false if either is false, else unknown if either is unknown.
    #[must_use]
    pub fn and(self, other: Truth) -> Truth {
        self.min(other)
    }

    /// Either: true if one is true, else unknown if one is unknown.
    #[must_use]
    pub fn or(self, other: Truth) -> Truth {
        self.max(other)
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    /// Whatever the tables answer holds for every completion of the unknowns.
    #[test]
    fn tables_hold_for_every_completion() {
        let completions = |truth: Truth| match truth {
            False => vec![false],
            True => vec![true],
            Unknown => vec![false, true],
        };
        let all = [False, Unknown, True];
        for a in all {
            for b in all {
                let pairs: Vec<(bool, bool)> = completions(a)
                    .iter()
                    .flat_map(|x| completions(b).into_iter().map(move |y| (*x, y)))
                    .collect();
                let summary =
                    |outcomes: Vec<bool>| match (outcomes.contains(&true), outcomes.contains(&false)) {
                        (true, false) => True,
                        (false, _) => False,
                        (true, true) => Unknown,
                    };
                assert_eq!(a.and(b), summary(pairs.iter().map(|(x, y)| *x && *y).collect()));
                assert_eq!(a.or(b), summary(pairs.iter().map(|(x, y)| *x || *y).collect()));
            }
            assert_eq!(!!a, a);
        }
    }
}
