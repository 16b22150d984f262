//! What is known of a number: all that it may be.

use super::{Exact, Truth};

/// One end of an interval.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// The number, included.
    At(Exact),
    /// Up to the number, which is not included.
    Beyond(Exact),
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
            End::At(number) | End::Beyond(number) => Some(number),
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
        let above = match &self.low {
            End::At(low) => low <= number,
            End::Beyond(low) => low < number,
            End::Open => true,
        };
        let below = match &self.high {
            End::At(high) => number <= high,
            End::Beyond(high) => number < high,
            End::Open => true,
        };
        above && below
    }

    /// With its ends included.
    #[must_use]
    pub fn closed(&self) -> Interval {
        let close = |end: &End| end.number().map_or(End::Open, |number| End::At(number.clone()));
        Interval { low: close(&self.low), high: close(&self.high) }
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(&self, other: &Interval) -> Interval {
        Interval { low: least(&self.low, &other.low), high: most(&self.high, &other.high) }
    }

    /// What both allow; `None` if they contradict each other.
    pub fn meet(&self, other: &Interval) -> Option<Interval> {
        let low = inner(&self.low, &other.low, |a, b| a > b);
        let high = inner(&self.high, &other.high, |a, b| a < b);
        match (&low, &high) {
            (End::Open, _) | (_, End::Open) => {}
            (End::At(a), End::At(b)) if a <= b => {}
            (a, b) if a.number() < b.number() => {}
            _ => return None,
        }
        Some(Interval { low, high })
    }

    /// The sum.
    #[must_use]
    pub fn plus(&self, other: &Interval) -> Interval {
        let add = |a: &End, b: &End| match (a, b) {
            (End::At(a), End::At(b)) => End::At(a + b),
            _ => match (a.number(), b.number()) {
                (Some(a), Some(b)) => End::Beyond(a + b),
                _ => End::Open,
            },
        };
        Interval { low: add(&self.low, &other.low), high: add(&self.high, &other.high) }
    }

    /// With the sign turned.
    #[must_use]
    pub fn negated(&self) -> Interval {
        let negate = |end: &End| match end {
            End::At(number) => End::At(-number),
            End::Beyond(number) => End::Beyond(-number),
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
        match (self.low.number(), other.low.number()) {
            (Some(a), Some(c)) if !a.is_negative() && !c.is_negative() => Interval::at_least(a * c),
            _ => Interval::anything(),
        }
    }

    /// The quotient, where the divisor is not zero; of one that may be on either side of zero, nothing is known.
    #[must_use]
    pub fn over(&self, other: &Interval) -> Interval {
        if other.contains(&Exact::zero()) {
            // Near zero, the quotient is as large as one likes; on which side of zero it is may be known.
            let below = |range: &Interval| {
                range.high.number().is_some_and(|high| high.is_zero() || high.is_negative())
            };
            let above = |range: &Interval| range.low.number().is_some_and(|low| !low.is_negative());
            return match (above(self), below(self), above(other), below(other)) {
                (true, false, true, false) | (false, true, false, true) => Interval::at_least(Exact::zero()),
                (true, false, false, true) | (false, true, true, false) => {
                    Interval::at_least(Exact::zero()).negated()
                }
                _ => Interval::anything(),
            };
        }
        let inverse = |end: &End| match end.number() {
            Some(number) => Exact::one().divided_by(number).map_or(End::Open, End::At),
            // One over ever larger numbers comes as near to zero as one likes.
            None => End::At(Exact::zero()),
        };
        let inverted = Interval { low: inverse(&other.high), high: inverse(&other.low) };
        self.times(&inverted)
    }

    /// The greater of two.
    #[must_use]
    pub fn greater(&self, other: &Interval) -> Interval {
        let low = inner(&self.low, &other.low, |a, b| a > b).number().cloned();
        Interval { low: low.map_or(End::Open, End::At), high: most(&self.high, &other.high) }
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
        let meets = |high: &End, low: &End| matches!((high, low), (End::At(_), End::At(_)));
        match (self.high.number(), other.low.number()) {
            (Some(high), Some(low)) if high < low => Truth::True,
            (Some(high), Some(low)) if high == low && !meets(&self.high, &other.low) => Truth::True,
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

/// The end that allows less: the greater of two lows, the lesser of two highs. Of two at one number, the one that does
/// not include it.
fn inner(a: &End, b: &End, goes_further: fn(&Exact, &Exact) -> bool) -> End {
    match (a.number(), b.number()) {
        (None, _) => b.clone(),
        (_, None) => a.clone(),
        (Some(one), Some(other)) if goes_further(one, other) => a.clone(),
        (Some(one), Some(other)) if one != other => b.clone(),
        _ if matches!(a, End::Beyond(_)) => a.clone(),
        _ => b.clone(),
    }
}

/// The end that allows more.
fn outer(a: &End, b: &End, goes_further: fn(&Exact, &Exact) -> bool) -> End {
    match (a.number(), b.number()) {
        (None, _) | (_, None) => End::Open,
        (Some(one), Some(other)) if goes_further(one, other) => a.clone(),
        (Some(one), Some(other)) if one != other => b.clone(),
        _ if matches!(a, End::At(_)) => a.clone(),
        _ => b.clone(),
    }
}

fn least(a: &End, b: &End) -> End {
    outer(a, b, |a, b| a < b)
}

fn most(a: &End, b: &End) -> End {
    outer(a, b, |a, b| a > b)
}
