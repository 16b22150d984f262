//! Numbers of a workbook: their digits, and the unit that their format shows.

use jiff::ToSpan as _;
use jiff::civil::{Date, date};

use crate::source::CellKind;

use super::format::{Format, Shows};

/// Digits that a spreadsheet keeps. It writes up to 17, of which the last are an artefact of its binary fractions:
/// 0.555 is kept as 0.55500000000000005, and shown as 0.555.
const KEPT_DIGITS: usize = 15;

/// Digits beyond which a number is left as it is written: nobody's amount.
const MOST_DIGITS: i64 = 40;

/// A number as the spreadsheet shows its unit: `55.5%`, `$274769131.84`, `2026-09-30`.
pub(super) fn written(value: &str, format: &Format, from_1904: bool) -> (String, CellKind) {
    let value = value.trim();
    if format.shows == Shows::Date
        && let Some(day) = day(value, from_1904)
    {
        return (day.to_string(), CellKind::Date);
    }
    let shift = if format.shows == Shows::Percent { 2 } else { 0 };
    let Some((negative, digits)) = plain(value, shift) else { return (value.to_string(), CellKind::Text) };
    let sign = if negative { "-" } else { "" };
    let percent = if format.shows == Shows::Percent { "%" } else { "" };
    let Format { before, after, .. } = format;
    (format!("{sign}{before}{digits}{percent}{after}"), CellKind::Number)
}

/// The digits of a number with its point moved to the right, and whether it is below zero; none if it is no number.
fn plain(value: &str, shift: i64) -> Option<(bool, String)> {
    let (negative, unsigned) = value.strip_prefix('-').map_or((false, value), |rest| (true, rest));
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let exponent: i64 = exponent.trim_start_matches('+').parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    if all.is_empty() || all.len() > 400 || !all.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let zeros = all.iter().take_while(|digit| **digit == b'0').count();
    let point = i64::try_from(whole.len()).ok()?.checked_add(exponent)?.checked_add(shift)?;
    let point = point.checked_sub(i64::try_from(zeros).ok()?)?;
    let (mut digits, carried) = rounded(all.get(zeros..)?);
    let point = if carried { point.checked_add(1)? } else { point };
    while digits.last() == Some(&b'0') {
        digits.pop();
    }
    if digits.is_empty() {
        return Some((false, "0".into()));
    }
    if !(MOST_DIGITS.checked_neg()?..=MOST_DIGITS).contains(&point) {
        return None;
    }
    let digits = String::from_utf8(digits).ok()?;
    let length = i64::try_from(digits.len()).ok()?;
    let fill = |count: i64| "0".repeat(usize::try_from(count).unwrap_or(0));
    let text = if point <= 0 {
        format!("0.{}{digits}", fill(point.checked_neg()?))
    } else if point >= length {
        format!("{digits}{}", fill(point.checked_sub(length)?))
    } else {
        let (before, after) = digits.split_at_checked(usize::try_from(point).ok()?)?;
        format!("{before}.{after}")
    };
    Some((negative, text))
}

/// Significant digits, rounded to those that are kept, and whether that made one more before the point.
fn rounded(digits: &[u8]) -> (Vec<u8>, bool) {
    let mut kept: Vec<u8> = digits.iter().take(KEPT_DIGITS).copied().collect();
    if digits.get(KEPT_DIGITS).is_none_or(|next| *next < b'5') {
        return (kept, false);
    }
    for digit in kept.iter_mut().rev() {
        if *digit < b'9' {
            *digit = digit.saturating_add(1);
            return (kept, false);
        }
        *digit = b'0';
    }
    kept.insert(0, b'1');
    (kept, true)
}

/// The day of a serial number. Day 60 of the usual calendar, 29 February 1900, never was; days before count from one
/// day later.
fn day(value: &str, from_1904: bool) -> Option<Date> {
    let serial: i64 = value.split('.').next()?.parse().ok()?;
    let first = match (from_1904, serial) {
        (true, 0..) => date(1904, 1, 1),
        (false, 1..=59) => date(1899, 12, 31),
        (false, 61..) => date(1899, 12, 30),
        _ => return None,
    };
    let days = (0..=2_958_465).contains(&serial).then(|| serial.days())?;
    first.checked_add(days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(value: &str, code: &str) -> String {
        written(value, &Format::of_code(code), false).0
    }

    #[test]
    fn digits_are_those_that_the_spreadsheet_shows() {
        for (value, code, expected) in [
            ("0.55500000000000005", "0.0%", "55.5%"),
            ("0.55500000000000005", "General", "0.555"),
            ("4.4000000000000003E-3", "0.00%", "0.44%"),
            ("0.30000000000000004", "General", "0.3"),
            ("0.99999999999999999", "0%", "100%"),
            ("274769131.83999997", "\"$\"#,##0.00", "$274769131.84"),
            ("-1200", "\"$\"#,##0", "-$1200"),
            ("1E3", "General", "1000"),
            ("0", "0%", "0%"),
            ("-0", "General", "0"),
            ("46295", "m/d/yyyy", "2026-09-30"),
            ("46295.5", "m/d/yyyy h:mm", "2026-09-30"),
            ("59", "m/d/yyyy", "1900-02-28"),
            ("60", "m/d/yyyy", "60"),
            ("1E+300", "General", "1E+300"),
            ("Infinity", "General", "Infinity"),
        ] {
            assert_eq!(told(value, code), expected, "{value} {code}");
        }
    }

    #[test]
    fn days_can_count_from_1904() {
        assert_eq!(written("44833", &Format::of_code("yyyy-mm-dd"), true).0, "2026-09-30");
    }
}
