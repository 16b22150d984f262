//! Three truth values, and what a condition may turn out to be; the only place with their tables.

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

/// What a condition is once everything is known: it holds, fails, or does not apply, as a limit on a rating does not
/// apply to a bond that nobody rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Settled {
    Holds,
    Fails,
    DoesNotApply,
}

use Settled::{DoesNotApply, Fails, Holds};

/// How a part that does not apply counts in `and` and `or`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// It decides: what selects by two facts selects nothing that lacks one of them.
    Needed,
    /// It is left out: an assertion about two facts is about the one that is there.
    LeftOut,
}

/// All that a condition may turn out to be. Never none of the three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Possible {
    holds: bool,
    fails: bool,
    does_not_apply: bool,
}

impl Possible {
    /// It surely holds.
    pub const HOLDS: Possible = Possible::only(Holds);
    /// It surely fails.
    pub const FAILS: Possible = Possible::only(Fails);
    /// It surely does not apply.
    pub const DOES_NOT_APPLY: Possible = Possible::only(DoesNotApply);
    /// It applies, and may hold or fail.
    pub const EITHER: Possible = Possible { holds: true, fails: true, does_not_apply: false };
    /// Nothing is known of it.
    pub const ANYTHING: Possible = Possible { holds: true, fails: true, does_not_apply: true };

    const fn only(settled: Settled) -> Self {
        Possible {
            holds: matches!(settled, Holds),
            fails: matches!(settled, Fails),
            does_not_apply: matches!(settled, DoesNotApply),
        }
    }

    /// Of something that surely applies.
    pub fn of(truth: Truth) -> Self {
        match truth {
            Truth::True => Possible::HOLDS,
            Truth::False => Possible::FAILS,
            Truth::Unknown => Possible::EITHER,
        }
    }

    /// Of something that is known.
    pub fn known(value: bool) -> Self {
        Possible::of(Truth::known(value))
    }

    /// What either may be.
    #[must_use]
    pub fn or_else(self, other: Possible) -> Possible {
        Possible {
            holds: self.holds || other.holds,
            fails: self.fails || other.fails,
            does_not_apply: self.does_not_apply || other.does_not_apply,
        }
    }

    /// Whether it may hold.
    pub fn may_hold(self) -> bool {
        self.holds
    }

    /// Whether it may fail.
    pub fn may_fail(self) -> bool {
        self.fails
    }

    /// Whether it may not apply.
    pub fn may_not_apply(self) -> bool {
        self.does_not_apply
    }

    /// Whether it can be one thing only.
    pub fn is_settled(self) -> bool {
        self.all().count() == 1
    }

    /// Whether what it is asked of is selected, let off, or earns points. What does not apply does none of these.
    pub fn selects(self) -> Truth {
        match (self.holds, self.fails || self.does_not_apply) {
            (true, false) => Truth::True,
            (true, true) => Truth::Unknown,
            (false, _) => Truth::False,
        }
    }

    /// What an assertion is: true where it holds as far as it applies; none where it surely does not apply. One that may
    /// fail and may not apply is unknown.
    pub fn asserts(self) -> Option<Truth> {
        match (self.holds, self.fails, self.does_not_apply) {
            (false, false, _) => None,
            (true, false, _) => Some(Truth::True),
            (false, true, false) => Some(Truth::False),
            (_, true, _) => Some(Truth::Unknown),
        }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Possible, parts: Parts) -> Possible {
        self.with(other, |a, b| both(a, b, parts))
    }

    /// Either.
    #[must_use]
    pub fn or(self, other: Possible, parts: Parts) -> Possible {
        self.with(other, |a, b| opposite(both(opposite(a), opposite(b), parts)))
    }

    fn with(self, other: Possible, join: impl Fn(Settled, Settled) -> Settled) -> Possible {
        let pairs = self.all().flat_map(|a| other.all().map(move |b| (a, b)));
        let joined = pairs.map(|(a, b)| Possible::only(join(a, b)));
        joined.reduce(Possible::or_else).unwrap_or(Possible::ANYTHING)
    }

    fn all(self) -> impl Iterator<Item = Settled> {
        let may_be = [(self.holds, Holds), (self.fails, Fails), (self.does_not_apply, DoesNotApply)];
        may_be.into_iter().filter_map(|(may, settled)| may.then_some(settled))
    }
}

impl std::ops::Not for Possible {
    type Output = Possible;

    fn not(self) -> Possible {
        Possible { holds: self.fails, fails: self.holds, ..self }
    }
}

fn opposite(settled: Settled) -> Settled {
    match settled {
        Holds => Fails,
        Fails => Holds,
        DoesNotApply => DoesNotApply,
    }
}

fn both(a: Settled, b: Settled, parts: Parts) -> Settled {
    match (a, b) {
        (Fails, _) | (_, Fails) => Fails,
        (DoesNotApply, other) | (other, DoesNotApply) => match parts {
            Parts::Needed => DoesNotApply,
            Parts::LeftOut => other,
        },
        (Holds, Holds) => Holds,
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};
    use super::*;

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

    fn every_possible() -> Vec<Possible> {
        let settled = [Holds, Fails, DoesNotApply].map(Possible::only);
        let chosen = |bits: usize| {
            let of = settled.iter().enumerate().filter(move |(index, _)| bits & (1 << index) != 0);
            of.map(|(_, one)| *one).reduce(Possible::or_else).unwrap()
        };
        (1..8).map(chosen).collect()
    }

    /// A further condition never selects more, and what does not apply never selects.
    #[test]
    fn a_further_condition_selects_no_more() {
        for a in every_possible() {
            for b in every_possible() {
                assert!(a.and(b, Parts::Needed).selects() <= a.selects());
                assert!(a.or(b, Parts::Needed).selects() >= a.selects());
                assert_eq!(a.and(b, Parts::Needed), b.and(a, Parts::Needed));
                assert_eq!(!(a.and(b, Parts::LeftOut)), (!a).or(!b, Parts::LeftOut));
            }
        }
        assert_eq!((!Possible::DOES_NOT_APPLY).selects(), False);
    }

    /// Less known decides no more.
    #[test]
    fn what_may_be_more_decides_no_more() {
        for a in every_possible() {
            for more in every_possible() {
                let wider = a.or_else(more);
                if a.asserts() == Some(Unknown) {
                    assert_eq!(wider.asserts(), Some(Unknown));
                }
                if wider.asserts() == Some(False) {
                    assert_eq!(a.asserts(), Some(False));
                }
            }
        }
    }
}
