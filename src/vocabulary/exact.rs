//! Exact numbers: fractions of whole numbers of any size.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::ops::{Add, Mul, Neg, Sub};

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{Pow, Signed};

/// An exact number. Sums of thousands of weights do not drift, and 5% of a dollar is five cents.
///
/// A wrapper over [`BigRational`]: fixed-width rationals wrap around in release builds, and decimals round
/// one third without saying so; a verdict can afford neither. Numbers that fit are kept as two machine words, and
/// computed with checks: most numbers of a menu do, and many menus are computed in the time that one would take.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Exact(Form);

/// In lowest terms, the denominator above zero. A number that fits is never large: so equal numbers look equal.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Form {
    Small { numerator: i64, denominator: i64 },
    Large(Box<BigRational>),
}

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
        Exact(Form::Small { numerator: 0, denominator: 1 })
    }

    /// 1, or 100%
    pub fn one() -> Self {
        Exact(Form::Small { numerator: 1, denominator: 1 })
    }

    fn of(number: BigRational) -> Self {
        match (i64::try_from(number.numer()), i64::try_from(number.denom())) {
            (Ok(numerator), Ok(denominator)) => Exact(Form::Small { numerator, denominator }),
            _ => Exact(Form::Large(Box::new(number))),
        }
    }

    fn big(&self) -> Cow<'_, BigRational> {
        match &self.0 {
            Form::Small { numerator, denominator } => {
                Cow::Owned(BigRational::new_raw((*numerator).into(), (*denominator).into()))
            }
            Form::Large(number) => Cow::Borrowed(number),
        }
    }

    /// Both as they are kept, if both are small.
    fn small(&self, other: &Exact) -> Option<[i128; 4]> {
        let (Form::Small { numerator: a, denominator: b }, Form::Small { numerator: c, denominator: d }) =
            (&self.0, &other.0)
        else {
            return None;
        };
        Some([*a, *b, *c, *d].map(i128::from))
    }

    /// A fraction. `None` if `denominator` is zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Option<Self> {
        lowest(numerator.into(), denominator.into())
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
        let places = u32::try_from(fraction.len()).ok()?;
        let value = match (digits.parse::<i64>(), 10_i64.checked_pow(places)) {
            (Ok(numerator), Some(scale)) => lowest(numerator.into(), scale.into())?,
            _ => {
                let numerator: BigInt = digits.parse().ok()?;
                Exact::of(BigRational::new(numerator, Pow::pow(BigInt::from(10), places)))
            }
        };
        Some(if negative { -&value } else { value })
    }

    /// The quotient; `None` if `other` is zero.
    pub fn divided_by(&self, other: &Exact) -> Option<Exact> {
        if other.is_zero() {
            return None;
        }
        let quick = self.small(other).and_then(|[a, b, c, d]| lowest(a.checked_mul(d)?, b.checked_mul(c)?));
        Some(quick.unwrap_or_else(|| Exact::of(&*self.big() / &*other.big())))
    }

    /// Whether it is 0.
    pub fn is_zero(&self) -> bool {
        matches!(self.0, Form::Small { numerator: 0, .. })
    }

    /// Whether it is below 0.
    pub fn is_negative(&self) -> bool {
        match &self.0 {
            Form::Small { numerator, .. } => *numerator < 0,
            Form::Large(number) => number.is_negative(),
        }
    }

    /// Without its sign.
    #[must_use]
    pub fn abs(&self) -> Exact {
        if self.is_negative() { -self } else { self.clone() }
    }

    /// The largest whole number that is not above it, if it fits.
    pub fn floor_i64(&self) -> Option<i64> {
        match &self.0 {
            Form::Small { numerator, denominator } => numerator.checked_div_euclid(*denominator),
            Form::Large(number) => i64::try_from(number.floor().to_integer()).ok(),
        }
    }

    /// Rounded to `places` decimals.
    #[must_use]
    pub fn rounded(&self, places: u32, rounding: Rounding) -> Exact {
        let quick =
            self.scaled(places, rounding).and_then(|scaled| lowest(scaled, 10_i128.checked_pow(places)?));
        if let Some(quick) = quick {
            return quick;
        }
        let scale = BigRational::from_integer(Pow::pow(BigInt::from(10), places));
        let scaled = &*self.big() * &scale;
        let whole = match rounding {
            Rounding::Down => scaled.floor(),
            Rounding::Up => scaled.ceil(),
            Rounding::Nearest => scaled.round(),
        };
        Exact::of(whole / scale)
    }

    /// How many units of the last of so many decimals it is, rounded, for a small number of few enough.
    fn scaled(&self, places: u32, rounding: Rounding) -> Option<i128> {
        let Form::Small { numerator, denominator } = &self.0 else { return None };
        let (numerator, denominator) = (i128::from(*numerator), i128::from(*denominator));
        let scaled = numerator.checked_mul(10_i128.checked_pow(places)?)?;
        let (floor, rest) =
            (scaled.checked_div_euclid(denominator)?, scaled.checked_rem_euclid(denominator)?);
        let up = match rounding {
            Rounding::Down => false,
            Rounding::Up => rest > 0,
            Rounding::Nearest => match rest.checked_mul(2)?.cmp(&denominator) {
                Ordering::Less => false,
                Ordering::Equal => scaled > 0,
                Ordering::Greater => true,
            },
        };
        floor.checked_add(i128::from(up))
    }

    /// In decimal digits, without trailing zeros. A number that has no end is rounded to `places` decimals;
    /// one that has is rounded too, if it is longer.
    pub fn decimal(&self, places: u32, rounding: Rounding) -> String {
        let (digits, is_negative) = match (&self.0, self.scaled(places, rounding)) {
            (Form::Small { numerator, denominator: 1 }, _) => return numerator.to_string(),
            (_, Some(scaled)) => (scaled.unsigned_abs().to_string(), scaled < 0),
            _ => {
                let rounded = self.rounded(places, rounding);
                let scale = Pow::pow(BigInt::from(10), places);
                let digits = (rounded.big().abs() * BigRational::from_integer(scale)).to_integer();
                (digits.to_string(), rounded.is_negative())
            }
        };
        let places = usize::try_from(places).unwrap_or(0);
        let padded = format!("{digits:0>width$}", width = places.saturating_add(1));
        let (whole, fraction) =
            padded.split_at_checked(padded.len().saturating_sub(places)).unwrap_or((&padded, ""));
        let fraction = fraction.trim_end_matches('0');
        let sign = if is_negative { "-" } else { "" };
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

/// The quotient of two machine numbers in lowest terms; `None` if the divisor is zero, or on the way out of range.
fn lowest(numerator: i128, denominator: i128) -> Option<Exact> {
    if denominator == 0 {
        return None;
    }
    let common = greatest_divisor(numerator.unsigned_abs(), denominator.unsigned_abs());
    let common = i128::try_from(common).ok()?.checked_mul(denominator.signum())?;
    let (numerator, denominator) = (numerator.checked_div(common)?, denominator.checked_div(common)?);
    Some(match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => Exact(Form::Small { numerator, denominator }),
        _ => Exact(Form::Large(Box::new(BigRational::new_raw(numerator.into(), denominator.into())))),
    })
}

fn greatest_divisor(a: u128, b: u128) -> u128 {
    let (mut a, mut b) = (a, b);
    while b != 0 {
        // Most numbers are of one word, and divided in an instant.
        if let (Ok(mut small), Ok(mut other)) = (u64::try_from(a), u64::try_from(b)) {
            while let Some(rest) = small.checked_rem(other) {
                (small, other) = (other, rest);
            }
            return small.into();
        }
        (a, b) = (b, a.checked_rem(b).unwrap_or(0));
    }
    a
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        let quick =
            self.small(other).and_then(|[a, b, c, d]| Some(a.checked_mul(d)?.cmp(&c.checked_mul(b)?)));
        quick.unwrap_or_else(|| self.big().cmp(&other.big()))
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<i64> for Exact {
    fn from(whole: i64) -> Self {
        Exact(Form::Small { numerator: whole, denominator: 1 })
    }
}

impl From<usize> for Exact {
    fn from(whole: usize) -> Self {
        Exact::of(BigRational::from_integer(whole.into()))
    }
}

impl Add for &Exact {
    type Output = Exact;

    fn add(self, other: &Exact) -> Exact {
        let quick = self.small(other).and_then(|[a, b, c, d]| match b == d {
            true => lowest(a.checked_add(c)?, b),
            false => lowest(a.checked_mul(d)?.checked_add(c.checked_mul(b)?)?, b.checked_mul(d)?),
        });
        quick.unwrap_or_else(|| Exact::of(&*self.big() + &*other.big()))
    }
}

impl Sub for &Exact {
    type Output = Exact;

    fn sub(self, other: &Exact) -> Exact {
        self + &-other
    }
}

impl Mul for &Exact {
    type Output = Exact;

    fn mul(self, other: &Exact) -> Exact {
        let quick = self.small(other).and_then(|[a, b, c, d]| lowest(a.checked_mul(c)?, b.checked_mul(d)?));
        quick.unwrap_or_else(|| Exact::of(&*self.big() * &*other.big()))
    }
}

impl Neg for &Exact {
    type Output = Exact;

    fn neg(self) -> Exact {
        match &self.0 {
            Form::Small { numerator, denominator } => match numerator.checked_neg() {
                Some(numerator) => Exact(Form::Small { numerator, denominator: *denominator }),
                None => Exact::of(-&*self.big()),
            },
            Form::Large(number) => Exact::of(-&**number),
        }
    }
}

impl fmt::Debug for Exact {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.big())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    /// Of any length.
    fn exact_or_long(text: &str) -> Exact {
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits: BigInt = [whole, fraction].concat().parse().unwrap();
        let places = u32::try_from(fraction.len()).unwrap();
        Exact::of(BigRational::new(digits, Pow::pow(BigInt::from(10), places)))
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

    /// Around the bounds of a machine word, and beyond: the same as computed with numbers of any size.
    #[test]
    fn small_and_large_numbers_are_one_arithmetic() {
        let edge = i64::MAX;
        let wholes = [0, 1, -1, 2, -3, 7, 10, edge, edge - 1, -edge, i64::MIN, 1 << 40, 3 << 31];
        let mut numbers: Vec<BigRational> = Vec::new();
        for a in wholes {
            for b in wholes.into_iter().filter(|b| *b != 0) {
                numbers.push(BigRational::new(a.into(), b.into()));
            }
        }
        let cube = |n: &BigRational| n * n * n;
        numbers.extend(numbers.clone().iter().step_by(7).map(cube));
        for a in &numbers {
            let x = Exact::of(a.clone());
            assert_eq!(*x.big(), *a);
            assert_eq!(*(-&x).big(), -a);
            assert_eq!(*x.abs().big(), a.abs());
            assert_eq!(x.is_negative(), a.is_negative());
            for (places, rounding) in
                [(0, Rounding::Nearest), (2, Rounding::Down), (5, Rounding::Up), (12, Rounding::Nearest)]
            {
                let scale = BigRational::from_integer(Pow::pow(BigInt::from(10), places));
                let scaled = a * &scale;
                let whole = match rounding {
                    Rounding::Down => scaled.floor(),
                    Rounding::Up => scaled.ceil(),
                    Rounding::Nearest => scaled.round(),
                };
                assert_eq!(*x.rounded(places, rounding).big(), &whole / &scale, "{a} {places} {rounding:?}");
                let shown = x.decimal(places, rounding);
                assert_eq!(*exact_or_long(&shown).big(), whole / scale, "{a} {places} {rounding:?} {shown}");
            }
            assert_eq!(x.floor_i64(), i64::try_from(a.floor().to_integer()).ok());
            for b in numbers.iter().step_by(3) {
                let y = Exact::of(b.clone());
                for (found, exact) in [(&x + &y, a + b), (&x - &y, a - b), (&x * &y, a * b)] {
                    assert_eq!(found, Exact::of(exact.clone()), "{a} {b}");
                    assert_eq!(*found.big(), exact);
                }
                assert_eq!(x.cmp(&y), a.cmp(b), "{a} {b}");
                assert_eq!(x == y, a == b);
                let quotient = (!y.is_zero()).then(|| Exact::of(a / b));
                assert_eq!(x.divided_by(&y), quotient, "{a} {b}");
            }
        }
        assert_eq!(
            exact("9223372036854775808"),
            Exact::of(BigRational::from_integer(BigInt::from(edge) + 1))
        );
        assert_eq!(Exact::ratio(1, i64::MIN), Exact::one().divided_by(&Exact::from(i64::MIN)));
    }
}
