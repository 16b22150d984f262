//! Written numbers: exponents, and how exact a writing is.

use crate::vocabulary::{Exact, Type};

use super::unit::Unit;

/// Digits beyond which a number is refused, as the vocabulary does.
const MOST_DIGITS: usize = 40;

/// A text with its exponent, if it is a number with one, written out.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Expanded {
    /// The digits without an exponent, or the text unchanged.
    Text(String),
    /// Writing it out takes this many digits: more than any amount needs.
    TooLong(String),
}

/// `1.5e3` → `1500`. JSON writes numbers so; written out they are exact.
pub(crate) fn expand(text: &str) -> Expanded {
    let unchanged = || Expanded::Text(text.to_string());
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else { return unchanged() };
    let unsigned = mantissa.trim_start_matches(['-', '+']);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let exponent_digits = exponent.trim_start_matches(['-', '+']);
    let is_number = digits(whole) && digits(fraction) && !(whole.is_empty() && fraction.is_empty());
    if !is_number || exponent_digits.is_empty() || !digits(exponent_digits) {
        return unchanged();
    }
    let too_long = || Expanded::TooLong(text.to_string());
    // An exponent that does not fit cannot be written out either.
    let Ok(exponent) = exponent.trim_start_matches('+').parse::<i64>() else { return too_long() };
    let all = format!("{whole}{fraction}");
    let point = i64::try_from(whole.len()).ok().and_then(|point| point.checked_add(exponent));
    let Some(point) = point else { return too_long() };
    let most = i64::try_from(MOST_DIGITS).unwrap_or(0);
    if point > most || point < most.saturating_neg() || all.len() > MOST_DIGITS {
        return too_long();
    }
    let length = i64::try_from(all.len()).unwrap_or(i64::MAX);
    let zeros = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
    let sign = if mantissa.starts_with('-') { "-" } else { "" };
    let written = if point <= 0 {
        format!("0.{}{all}", zeros(point.saturating_neg()))
    } else if point >= length {
        format!("{all}{}", zeros(point.saturating_sub(length)))
    } else {
        let (before, after) =
            usize::try_from(point).ok().and_then(|point| all.split_at_checked(point)).unwrap_or((&all, ""));
        format!("{before}.{after}")
    };
    if written.bytes().filter(u8::is_ascii_digit).count() > MOST_DIGITS {
        return too_long();
    }
    Expanded::Text(format!("{sign}{written}"))
}

/// How far a number may lie from what is written, if it was rounded to the digits that are written: half a unit
/// of the last one, in the unit of values (fractions, dollars). `54%` is 53.5% to 54.5%; `$31.2M` is within $50,000.
pub(crate) fn rounding(text: &str, ty: &Type, unit: Option<Unit>) -> Exact {
    let text = text.trim();
    let suffixes: &[(&str, i64, i64)] = match ty {
        Type::Percent(_) => &[("%", 1, 100), ("bps", 1, 10_000), ("bp", 1, 10_000)],
        Type::Money => &[
            ("k", 1_000, 1),
            ("K", 1_000, 1),
            ("M", 1_000_000, 1),
            ("B", 1_000_000_000, 1),
            ("T", 1_000_000_000_000, 1),
        ],
        _ => &[],
    };
    let suffixed = suffixes
        .iter()
        .find_map(|(suffix, times, per)| Some((text.strip_suffix(suffix)?, Exact::ratio(*times, *per)?)));
    let bare = suffixed.is_none() && !text.contains('$');
    let (digits, scale) = suffixed.unwrap_or((text, Exact::one()));
    let decimals =
        digits.split_once('.').map_or(0, |(_, fraction)| fraction.bytes().filter(u8::is_ascii_digit).count());
    if digits.contains(['e', 'E']) {
        return Exact::zero();
    }
    let mut half = Exact::ratio(1, 2).unwrap_or_else(Exact::zero);
    let tenth = Exact::ratio(1, 10).unwrap_or_else(Exact::one);
    for _ in 0..decimals.min(MOST_DIGITS) {
        half = &half * &tenth;
    }
    let half = &half * &scale;
    match unit {
        Some(unit) if bare => unit.convert(&half),
        _ => half,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponents_are_written_out_exactly_or_refused() {
        let written = |text: &str| match expand(text) {
            Expanded::Text(text) => text,
            Expanded::TooLong(_) => "too long".into(),
        };
        assert_eq!(written("1.5e3"), "1500");
        assert_eq!(written("-2.25E-2"), "-0.0225");
        assert_eq!(written("1.25e1"), "12.5");
        assert_eq!(written("1e39"), format!("1{}", "0".repeat(39)));
        assert_eq!(written("1e400"), "too long");
        assert_eq!(written("1e-400"), "too long");
        assert_eq!(written("1e99999999999999999999"), "too long");
        for other in ["large", "e3", "5e", "0x1e3", "5%", "12"] {
            assert_eq!(written(other), other);
        }
    }

    #[test]
    fn rounding_is_half_of_the_last_digit() {
        let exact = |text: &str| Exact::parse(text).unwrap();
        assert_eq!(rounding("54%", &Type::Percent(None), None), exact("0.005"));
        assert_eq!(rounding("33.33%", &Type::Percent(None), None), exact("0.00005"));
        assert_eq!(rounding("40.0", &Type::Percent(None), Some(Unit::Percent)), exact("0.0005"));
        assert_eq!(rounding("$31.2M", &Type::Money, None), exact("50000"));
        assert_eq!(rounding("31", &Type::Money, Some(Unit::Thousands)), exact("500"));
    }
}
