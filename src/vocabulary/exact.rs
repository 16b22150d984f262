//! Exact numbers: fractions of whole numbers of any size.

use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One, Pow, Signed, Zero};

/// An exact number. Sums of thousands of weights do not drift, and 5% of a dollar is five cents.
///
/// A wrapper over [`BigRational`]: fixed-width rationals wrap around in release builds, and decimals round
/// one third without saying so; a verdict can afford neither.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Exact(BigRational);

/// Which way a number goes when not all of its digits are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rounding {
    /// Towards the smaller number.
    Down,
    /// Towards the larger number.
    Up,
    /// To the nearest, halves away from zero.
    Nearest,
}

/// Digits beyond which a written number is refused: more than any amount of money needs, and a bound on work.
pub(crate) const MOST_DIGITS: usize = 40;

impl Exact {
    /// 0
    pub fn zero() -> Self {
        Exact(BigRational::zero())
    }

    /// 1, or 100%
    pub fn one() -> Self {
        Exact(BigRational::one())
    }

    /// A fraction. `None` if `denominator` is zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        (denominator != 0).then(|| Exact(BigRational::new(numerator.into(), denominator.into())))
    }

    /// Plain decimal digits with an optional sign and point: `12`, `-0.5`, `.34`. No exponent, no separators.
    /// `None` if it is anything else, or has more than 40 digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
        let digits: String = [whole, fraction].concat();
        let plain = !digits.is_empty()
            && digits.len() <= MOST_DIGITS
            && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !plain {
            return None;
        }
        let numerator: BigInt = digits.parse().ok()?;
        let scale = Pow::pow(BigInt::from(10), u32::try_from(fraction.len()).ok()?);
        let value = BigRational::new(numerator, scale);
        Some(Exact(if negative { -value } else { value }))
    }

    /// The quotient; `None` if `other` is zero.
    pub fn divided_by(&self, other: &Exact) -> Option<Exact> {
        (!other.is_zero()).then(|| Exact(&self.0 / &other.0))
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Exact {
        Exact(self.0.abs())
    }

    /// The largest whole number that is not above it, if it fits.
    pub fn floor_i64(&self) -> Option<i64> {
        i64::try_from(self.0.floor().to_integer()).ok()
    }

    /// Rounded to `places` decimals.
    #[must_use]
    pub fn rounded(&self, places: u32, rounding: Rounding) -> Exact {
        let scale = BigRational::from_integer(Pow::pow(BigInt::from(10), places));
        let scaled = &self.0 * &scale;
        let whole = match rounding {
            Rounding::Down => scaled.floor(),
            Rounding::Up => scaled.ceil(),
            Rounding::Nearest => scaled.round(),
        };
        Exact(whole / scale)
    }

    /// In decimal digits, without trailing zeros. A number that has no end is rounded to `places` decimals;
    /// one that has is rounded too, if it is longer.
    pub fn decimal(&self, places: u32, rounding: Rounding) -> String {
        let rounded = self.rounded(places, rounding);
        let scale = Pow::pow(BigInt::from(10), places);
        let digits = (rounded.0.abs() * BigRational::from_integer(scale)).to_integer().to_string();
        let places = usize::try_from(places).unwrap_or(0);
        let padded = format!("{digits:0>width$}", width = places.saturating_add(1));
        let (whole, fraction) =
            padded.split_at_checked(padded.len().saturating_sub(places)).unwrap_or((&padded, ""));
        let fraction = fraction.trim_end_matches('0');
        let sign = if rounded.is_negative() { "-" } else { "" };
        if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Like [`Exact::decimal`] with at least `places` decimals, and as many more (up to 40) as it takes not to
    /// look equal to `other` where it is not: 5.000001% is not shown as 5% beside a limit of 5%.
    pub fn decimal_beside(&self, other: Option<&Exact>, places: u32, rounding: Rounding) -> String {
        let distinct = |shown: u32| match other {
            Some(other) => {
                self == other
                    || self.rounded(shown, rounding).cmp(&other.rounded(shown, Rounding::Nearest))
                        == self.cmp(other)
            }
            None => true,
        };
        let shown = (places..=40).find(|shown| distinct(*shown)).unwrap_or(40);
        self.decimal(shown, rounding)
    }

    /// The sum of many.
    pub fn sum<'a>(numbers: impl IntoIterator<Item = &'a Exact>) -> Exact {
        numbers.into_iter().fold(Exact::zero(), |sum, number| &sum + number)
    }
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Self {
        Exact(BigRational::from_integer(whole.into()))
    }
}

impl From<usize> for Exact {
    fn from(whole: usize) -> Self {
        Exact(BigRational::from_integer(whole.into()))
    }
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        Exact(&self.0 + &other.0)
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        Exact(&self.0 - &other.0)
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        Exact(&self.0 * &other.0)
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        Exact(-&self.0)
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn decimals_are_read_exactly_or_not_at_all() {
        assert_eq!(exact("0.1"), Exact::ratio(1, 10).unwrap());
        assert_eq!(exact("-.5"), Exact::ratio(-1, 2).unwrap());
        assert_eq!(exact("007.50"), Exact::ratio(15, 2).unwrap());
        for wrong in ["", ".", "-", "1e3", "1,000", "NaN", "0x1", "1.2.3", "٣"] {
            assert_eq!(Exact::parse(wrong), None, "{wrong}");
        }
        assert!(Exact::parse(&"9".repeat(40)).is_some());
        assert!(Exact::parse(&"9".repeat(41)).is_none());
    }

    #[test]
    fn digits_are_shown_without_trailing_zeros() {
        assert_eq!(exact("5.00").decimal(2, Rounding::Nearest), "5");
        assert_eq!(exact("-0.125").decimal(2, Rounding::Nearest), "-0.13");
        assert_eq!(Exact::ratio(2, 3).unwrap().decimal(4, Rounding::Down), "0.6666");
        assert_eq!(exact("0").decimal(3, Rounding::Up), "0");
    }

    #[test]
    fn a_number_beside_another_does_not_look_equal_to_it() {
        let limit = exact("5");
        assert_eq!(exact("5.000001").decimal_beside(Some(&limit), 2, Rounding::Nearest), "5.000001");
        assert_eq!(exact("4.999999").decimal_beside(Some(&limit), 2, Rounding::Nearest), "4.999999");
        assert_eq!(exact("5.004").decimal_beside(Some(&exact("7")), 2, Rounding::Nearest), "5");
    }
}
