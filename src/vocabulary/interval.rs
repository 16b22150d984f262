//! What is known of a number: all that it may be.

use super::{Exact, Truth};

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The number, included.
    At(Exact),
    /// No bound is known on this side.
    Open,
}

/// The numbers from `low` to `high`. A number that is known is an interval of one.
///
/// Every operation answers with an interval that holds all results for all members: it may be wider than
/// necessary (`x - x` is not 0 if x is unknown), never narrower.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The least it may be.
    pub low: End,
    /// The most it may be.
    pub high: End,
}

impl End {
    /// The number, if there is one.
    pub fn number(&self) -> Option<&Exact> {
        match self {
            End::At(number) => Some(number),
            End::Open => None,
        }
    }
}

impl Interval {
    /// A known number.
    pub fn point(number: Exact) -> Self {
        Interval { low: End::At(number.clone()), high: End::At(number) }
    }

    /// Between two numbers, both included; the ends may be given in any order.
    pub fn between(a: Exact, b: Exact) -> Self {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        Interval { low: End::At(low), high: End::At(high) }
    }

    /// Nothing is known.
    pub fn anything() -> Self {
        Interval { low: End::Open, high: End::Open }
    }

    /// `low` or more.
    pub fn at_least(low: Exact) -> Self {
        Interval { low: End::At(low), high: End::Open }
    }

    /// From 0% to 100%.
    pub fn whole() -> Self {
        Interval::between(Exact::zero(), Exact::one())
    }

    /// The number, if it is known.
    pub fn known(&self) -> Option<&Exact> {
        match (&self.low, &self.high) {
            (End::At(low), End::At(high)) if low == high => Some(low),
            _ => None,
        }
    }

    /// Whether `number` is among what it may be.
    pub fn contains(&self, number: &Exact) -> bool {
        self.low.number().is_none_or(|low| low <= number)
            && self.high.number().is_none_or(|high| number <= high)
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(&self, other: &Interval) -> Interval {
        Interval { low: least(&self.low, &other.low), high: most(&self.high, &other.high) }
    }

    /// What both allow; `None` if they contradict each other.
    pub fn meet(&self, other: &Interval) -> Option<Interval> {
        let low = match (&self.low, &other.low) {
            (End::At(a), End::At(b)) => End::At(a.max(b).clone()),
            (End::At(a), End::Open) | (End::Open, End::At(a)) => End::At(a.clone()),
            (End::Open, End::Open) => End::Open,
        };
        let high = match (&self.high, &other.high) {
            (End::At(a), End::At(b)) => End::At(a.min(b).clone()),
            (End::At(a), End::Open) | (End::Open, End::At(a)) => End::At(a.clone()),
            (End::Open, End::Open) => End::Open,
        };
        match (&low, &high) {
            (End::At(a), End::At(b)) if a > b => None,
            _ => Some(Interval { low, high }),
        }
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Interval) -> Interval {
        let add = |a: &End, b: &End| match (a, b) {
            (End::At(a), End::At(b)) => End::At(a + b),
            _ => End::Open,
        };
        Interval { low: add(&self.low, &other.low), high: add(&self.high, &other.high) }
    }

    /// With the sign turned.
    #[must_use]
    pub fn negated(&self) -> Interval {
        let negate = |end: &End| match end {
            End::At(number) => End::At(-number),
            End::Open => End::Open,
        };
        Interval { low: negate(&self.high), high: negate(&self.low) }
    }

    /// The difference.
    #[must_use]
    pub fn minus(&self, other: &Interval) -> Interval {
        self.plus(&other.negated())
    }

    /// The product.
    #[must_use]
    pub fn times(&self, other: &Interval) -> Interval {
        if let (Some(a), Some(b)) = (self.known(), other.known()) {
            return Interval::point(a * b);
        }
        let zero = Exact::zero();
        if self.known() == Some(&zero) || other.known() == Some(&zero) {
            return Interval::point(zero);
        }
        let ends = [&self.low, &self.high, &other.low, &other.high].map(End::number);
        if let [Some(a), Some(b), Some(c), Some(d)] = ends {
            let products = [a * c, a * d, b * c, b * d];
            return match (products.iter().min(), products.iter().max()) {
                (Some(low), Some(high)) => Interval::between(low.clone(), high.clone()),
                _ => Interval::anything(),
            };
        }
        // An open end: only the case of two numbers that are not negative is worth a bound.
        match (&self.low, &other.low) {
            (End::At(a), End::At(c)) if !a.is_negative() && !c.is_negative() => Interval::at_least(a * c),
            _ => Interval::anything(),
        }
    }

    /// The quotient; nothing is known of it if the divisor may be zero.
    #[must_use]
    pub fn over(&self, other: &Interval) -> Interval {
        if other.contains(&Exact::zero()) {
            return Interval::anything();
        }
        let inverse = |end: &End| match end {
            End::At(number) => Exact::one().divided_by(number).map_or(End::Open, End::At),
            // One over ever larger numbers comes as near to zero as one likes.
            End::Open => End::At(Exact::zero()),
        };
        let inverted = Interval { low: inverse(&other.high), high: inverse(&other.low) };
        self.times(&inverted)
    }

    /// The greater of two.
    #[must_use]
    pub fn greater(&self, other: &Interval) -> Interval {
        let low = match (&self.low, &other.low) {
            (End::At(a), End::At(b)) => End::At(a.max(b).clone()),
            (End::At(a), End::Open) | (End::Open, End::At(a)) => End::At(a.clone()),
            (End::Open, End::Open) => End::Open,
        };
        Interval { low, high: most(&self.high, &other.high) }
    }

    /// The lesser of two.
    #[must_use]
    pub fn lesser(&self, other: &Interval) -> Interval {
        self.negated().greater(&other.negated()).negated()
    }

    /// Each number that lies outside of `range` moved to its nearer end.
    #[must_use]
    pub fn held_within(&self, range: &Interval) -> Interval {
        let above =
            range.low.number().map_or(self.clone(), |low| self.greater(&Interval::point(low.clone())));
        range.high.number().map_or(above.clone(), |high| above.lesser(&Interval::point(high.clone())))
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Interval {
        if self.low.number().is_some_and(|low| !low.is_negative()) {
            return self.clone();
        }
        if self.high.number().is_some_and(|high| high.is_negative()) {
            return self.negated();
        }
        let high = self.greater(&self.negated()).high;
        Interval { low: End::At(Exact::zero()), high }
    }

    /// Whether every member is below every member of `other`.
    pub fn is_below(&self, other: &Interval) -> Truth {
        match (self.high.number(), other.low.number()) {
            (Some(high), Some(low)) if high < low => Truth::True,
            _ => match (self.low.number(), other.high.number()) {
                (Some(low), Some(high)) if low >= high => Truth::False,
                _ => Truth::Unknown,
            },
        }
    }

    /// Whether the two are the same number.
    pub fn equals(&self, other: &Interval) -> Truth {
        match (self.known(), other.known()) {
            (Some(a), Some(b)) => Truth::known(a == b),
            _ if self.meet(other).is_none() => Truth::False,
            _ => Truth::Unknown,
        }
    }
}

fn least(a: &End, b: &End) -> End {
    match (a, b) {
        (End::At(a), End::At(b)) => End::At(a.min(b).clone()),
        _ => End::Open,
    }
}

fn most(a: &End, b: &End) -> End {
    match (a, b) {
        (End::At(a), End::At(b)) => End::At(a.max(b).clone()),
        _ => End::Open,
    }
}
