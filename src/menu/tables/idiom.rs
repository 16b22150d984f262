//! The idioms of spreadsheets: `(1.03)%`, `$ 1,234`, `N/A`, `Fund A*`, `9/30/2026`, brought into the form of a menu.

use jiff::civil::Date;

use crate::vocabulary::Type;

use super::header::month;
use super::layout::DateOrder;
use crate::menu::unit::Unit;

/// What a cell says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::menu) enum Said {
    /// Nothing: the cell has a word or a sign for that.
    Nothing,
    /// A value, written as in a menu; or a text that is none, as it stands.
    Text(String),
    /// A day that can be read in two ways.
    TwoDays(Date, Date),
}

/// How the values of a column are meant.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::menu) struct Manner {
    pub(in crate::menu) unit: Option<Unit>,
    pub(in crate::menu) dates: Option<DateOrder>,
    pub(in crate::menu) markers: bool,
}

/// Words for a value that is not available. In a spreadsheet `N/A` says no more than that; that there is no such thing is
/// for a profile's `map` to say.
const NOTHING: [&str; 14] =
    ["", "-", "--", "---", "–", "—", "n/a", "na", "n.a.", "#n/a", "n/r", "not available", "unknown", "null"];

/// What a text says of a value of a type; without a type, of a name or a word.
pub(in crate::menu) fn said(text: &str, ty: Option<&Type>, manner: Manner) -> Said {
    let text = text.replace('\u{a0}', " ");
    let mut text = text.trim();
    if manner.markers {
        text = without_markers(text).0;
    }
    if NOTHING.contains(&text.to_lowercase().as_str()) {
        return Said::Nothing;
    }
    match ty {
        Some(Type::Percent(_) | Type::Money | Type::Number | Type::Percentile | Type::Points) => {
            Said::Text(quantity(text, manner.unit).unwrap_or_else(|| text.to_string()))
        }
        Some(Type::Date) => day(text, manner.dates),
        _ => Said::Text(text.split_whitespace().collect::<Vec<_>>().join(" ")),
    }
}

/// A text without the footnote markers at its end, and the markers: `*`, `†`, `¹`, `(1)`, `[a]`; and the digits that are
/// glued to `NA`. Digits that are glued to anything else are part of it.
pub(in crate::menu) fn without_markers(text: &str) -> (&str, &str) {
    let mut rest = text.trim_end();
    loop {
        let before = rest;
        rest = rest.trim_end_matches(|character: char| "*†‡§¶#^¹²³⁰⁴⁵⁶⁷⁸⁹".contains(character)).trim_end();
        for (open, close) in [('(', ')'), ('[', ']')] {
            let inside = rest.strip_suffix(close).and_then(|inner| inner.rsplit_once(open));
            if let Some((kept, marker)) = inside
                && (1..=2).contains(&marker.chars().count())
                && marker
                    .chars()
                    .all(|character| character.is_ascii_digit() || character.is_ascii_lowercase())
                && kept.chars().any(char::is_alphanumeric)
            {
                rest = kept.trim_end();
            }
        }
        if rest == before {
            break;
        }
    }
    let letters = rest.trim_end_matches(|character: char| character.is_ascii_digit());
    if ["na", "n/a"].contains(&letters.to_lowercase().as_str()) {
        rest = letters;
    }
    // A text of markers alone is its own.
    if rest.is_empty() {
        return (text, "");
    }
    (rest, text.get(rest.len()..).unwrap_or("").trim())
}

/// A number with its sign in front and its unit glued to it; none if it is no number.
fn quantity(text: &str, unit: Option<Unit>) -> Option<String> {
    let mut rest = text;
    let mut negative = false;
    let mut dollars = false;
    let mut opened = false;
    loop {
        rest = rest.trim_start();
        if let Some(after) = rest.strip_prefix(['-', '−', '–']) {
            (negative, rest) = (!negative && !opened, after);
        } else if let Some(after) = rest.strip_prefix('+') {
            rest = after;
        } else if let Some(after) = rest.strip_prefix('$').filter(|_| !dollars) {
            (dollars, rest) = (true, after);
        } else if let Some(after) = rest.strip_prefix('(').filter(|_| !opened) {
            (opened, negative, rest) = (true, true, after);
        } else {
            break;
        }
    }
    let end = rest.find(|character: char| !(character.is_ascii_digit() || ".,".contains(character)));
    let (digits, after) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
    if !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut suffix: String = after.split_whitespace().collect();
    if opened {
        let closed = suffix.find(')')?;
        suffix.remove(closed);
    } else if let Some(inner) = suffix.strip_suffix('-').filter(|_| !negative) {
        (negative, suffix) = (true, inner.to_string());
    }
    // Behind digits and a blank only a unit can stand: `12 34` is not 1234.
    if suffix.contains(|character: char| character.is_ascii_digit() || "()$".contains(character)) {
        return None;
    }
    // Where the profile says what numbers count, `$` is the currency and no more.
    let counted = unit.is_some_and(|unit| unit != Unit::Dollars) && suffix.is_empty();
    let sign = if negative { "-" } else { "" };
    let currency = if dollars && !counted { "$" } else { "" };
    let digits = if digits.starts_with('.') { format!("0{digits}") } else { digits.to_string() };
    Some(format!("{sign}{currency}{}{suffix}", digits.trim_end_matches('.')))
}

/// A day: year first, with a month that is named, or in the declared order; in any order if only one can be meant.
fn day(text: &str, order: Option<DateOrder>) -> Said {
    let unread = || Said::Text(text.to_string());
    // A day of a spreadsheet may have a time behind it.
    let first =
        text.split_once(['T', ' ']).filter(|(_, time)| time.contains(':')).map_or(text, |(day, _)| day);
    let parts: Vec<&str> = first.split([' ', '/', '-', '.', ',']).filter(|part| !part.is_empty()).collect();
    let [a, b, c] = parts.as_slice() else { return unread() };
    let number = |part: &str| part.parse::<i8>().ok();
    let year = |part: &str| (part.len() == 4).then(|| part.parse::<i16>().ok()).flatten();
    let made = |year: Option<i16>, month: Option<i8>, day: Option<i8>| Date::new(year?, month?, day?).ok();
    let ordinal = |part: &str| {
        let plain = ["st", "nd", "rd", "th"].iter().find_map(|ending| part.strip_suffix(ending));
        number(plain.unwrap_or(part))
    };
    let sure = made(year(a), number(b).or(month(b)), number(c))
        .or_else(|| made(year(c), month(a), ordinal(b)))
        .or_else(|| made(year(c), month(b), ordinal(a)));
    if let Some(day) = sure {
        return Said::Text(day.to_string());
    }
    let us = made(year(c), number(a), number(b));
    let european = made(year(c), number(b), number(a));
    match (order, us, european) {
        (Some(DateOrder::Us), Some(day), _) | (Some(DateOrder::European), _, Some(day)) => {
            Said::Text(day.to_string())
        }
        (None, Some(one), Some(other)) if one != other => Said::TwoDays(one, other),
        (None, Some(day), _) | (None, None, Some(day)) => Said::Text(day.to_string()),
        _ => unread(),
    }
}

/// The day with which a text begins: `12/31/2025 (unaudited)`.
pub(in crate::menu) fn leading_day(text: &str, order: Option<DateOrder>) -> Option<Said> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=3).rev().find_map(|count| {
        let start = words.get(..count)?.join(" ");
        match day(start.trim_end_matches([',', '.', ';', ')']), order) {
            Said::Text(text) => text.parse::<Date>().ok().map(|day| Said::Text(day.to_string())),
            other => Some(other),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, ty: Type, unit: Option<Unit>) -> String {
        match said(text, Some(&ty), Manner { unit, dates: None, markers: true }) {
            Said::Nothing => "nothing".into(),
            Said::Text(text) => text,
            Said::TwoDays(one, other) => format!("{one} or {other}"),
        }
    }

    #[test]
    fn numbers_of_spreadsheets() {
        for (text, expected) in [
            ("(1.03)%", "-1.03%"),
            ("(1.03%)", "-1.03%"),
            ("-1.03 %", "-1.03%"),
            (".34%", "0.34%"),
            ("45 bps", "45bps"),
            ("NA7", "nothing"),
            ("N/A*", "nothing"),
            ("5.20% (1)", "5.20%"),
            ("12 34", "12 34"),
            ("see note", "see note"),
            ("(5", "(5"),
        ] {
            assert_eq!(told(text, Type::Percent(None), None), expected, "{text}");
        }
        for (text, expected) in [
            ("$274,769,131.84", "$274,769,131.84"),
            ("$ 1,234", "$1,234"),
            ("($5.00)", "-$5.00"),
            ("$(5)", "-$5"),
            ("$-5", "-$5"),
            ("1,234-", "-1,234"),
            ("—", "nothing"),
            ("$ 31.2M", "$31.2M"),
        ] {
            assert_eq!(told(text, Type::Money, None), expected, "{text}");
        }
        assert_eq!(told("$ 274,769", Type::Money, Some(Unit::Thousands)), "274,769");
        assert_eq!(told("$31.2M", Type::Money, Some(Unit::Thousands)), "$31.2M");
        assert_eq!(told("$0.80", Type::Percent(None), Some(Unit::PerThousand)), "0.80");
    }

    #[test]
    fn days_are_read_where_one_can_be_meant() {
        for (text, expected) in [
            ("2026-09-30", "2026-09-30"),
            ("2026-09-30 00:00:00", "2026-09-30"),
            ("Sep 30, 2026", "2026-09-30"),
            ("September 30th 2026", "2026-09-30"),
            ("30-SEP-2026", "2026-09-30"),
            ("9/30/2026", "2026-09-30"),
            ("30.9.2026", "2026-09-30"),
            ("5/5/2026", "2026-05-05"),
            ("3/4/2026", "2026-03-04 or 2026-04-03"),
            ("3/4/26", "3/4/26"),
            ("2/30/2026", "2/30/2026"),
            ("soon", "soon"),
        ] {
            assert_eq!(told(text, Type::Date, None), expected, "{text}");
        }
        let us = Manner { dates: Some(DateOrder::Us), ..Manner::default() };
        assert_eq!(said("3/4/2026", Some(&Type::Date), us), Said::Text("2026-03-04".into()));
        assert_eq!(leading_day("12/31/2025 (unaudited)", None), Some(Said::Text("2025-12-31".into())));
        assert_eq!(leading_day("Oct 05, 2026", None), Some(Said::Text("2026-10-05".into())));
        assert_eq!(leading_day("the year", None), None);
    }

    #[test]
    fn markers_are_signs_and_small_notes() {
        for (text, name, marker) in [
            ("Fund A*", "Fund A", "*"),
            ("Fund B (1)", "Fund B", "(1)"),
            ("Fund C [a] †", "Fund C", "[a] †"),
            ("Target 2040", "Target 2040", ""),
            ("Fund (R6)", "Fund (R6)", ""),
            ("Russell 2000¹", "Russell 2000", "¹"),
            ("***", "***", ""),
        ] {
            assert_eq!(without_markers(text), (name, marker), "{text}");
        }
    }
}
