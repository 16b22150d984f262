//! Numbers in words for people: an ordinal of a type becomes a percent, an amount, a day or a rung again.

use jiff::civil::date;

use super::value::day_of;
use super::{Exact, Frequency, RatingScale, Rounding, Type, Value};

/// One number of a type: `25.61%`, `$1,234,567`, `2026-10-01`, `BBB-`. Digits are added as long as it looks equal to
/// `beside` and is not.
pub(crate) fn shown(
    ty: &Type,
    number: &Exact,
    beside: Option<&Exact>,
    places: u32,
    rounding: Rounding,
) -> String {
    let hundred = Exact::from(100_i64);
    let scaled = |number: &Exact| number * &hundred;
    let rung = || number.rounded(0, rounding).floor_i64().unwrap_or(0);
    match ty {
        Type::Percent(_) => {
            format!("{}%", digits(&scaled(number), beside.map(scaled).as_ref(), places, rounding))
        }
        Type::Points => {
            let digits = digits(&scaled(number), beside.map(scaled).as_ref(), places, rounding);
            let noun = if digits == "1" { "point" } else { "points" };
            format!("{digits} {noun}")
        }
        Type::Money => dollars(number, beside, rounding),
        Type::Duration => {
            let digits = digits(number, beside, 0, rounding);
            let noun = if digits == "1" { "day" } else { "days" };
            format!("{digits} {noun}")
        }
        Type::Date => day_of(&number.rounded(0, rounding))
            .map_or_else(|| "a day outside the calendar".into(), |day| day.to_string()),
        Type::Percentile => ordinal(&digits(number, beside, 1, rounding)),
        Type::Rating(scale) => scale.unwrap_or(RatingScale::LongTerm).rung_words(rung()),
        Type::Frequency => {
            let found = Frequency::ALL.into_iter().find(|frequency| frequency.rank() == rung().clamp(0, 5));
            found.map_or("?", Frequency::word).to_string()
        }
        Type::Number | Type::Choice(_) | Type::Text | Type::Reference(_) | Type::Flag => {
            digits(number, beside, places, rounding)
        }
    }
}

/// A value as a policy writes it. A duration, which depends on the day, and a rating, whose symbol is its agency's, are
/// written as they were.
pub(crate) fn written(value: &Value) -> String {
    let ty = match value {
        Value::Duration(duration) => return duration.to_string(),
        Value::Choice(text) | Value::Text(text) => return text.clone(),
        Value::Rating(rating) => return rating.to_string(),
        Value::Flag(yes) => return if *yes { "yes".into() } else { "no".into() },
        Value::Percent(_) => Type::Percent(None),
        Value::Points(_) => Type::Points,
        Value::Money(_) => Type::Money,
        Value::Number(_) => Type::Number,
        Value::Date(_) => Type::Date,
        Value::Percentile(_) => Type::Percentile,
        Value::Frequency(_) => Type::Frequency,
    };
    let any_day = date(2000, 1, 1);
    value.ordinal(any_day).map_or(String::new(), |number| shown(&ty, &number, None, 8, Rounding::Nearest))
}

/// Digits that neither look equal to `beside` nor to nothing, where the number is neither.
pub(crate) fn digits(number: &Exact, beside: Option<&Exact>, places: u32, rounding: Rounding) -> String {
    let shown = number.decimal_beside(beside, places, rounding);
    if shown == "0" && !number.is_zero() {
        return number.decimal_beside(Some(&Exact::zero()), places, rounding);
    }
    shown
}

/// `$1,234,567` or `$10.50`: cents only where there are some.
pub(crate) fn dollars(number: &Exact, beside: Option<&Exact>, rounding: Rounding) -> String {
    let rounding = match rounding {
        Rounding::Down if number.is_negative() => Rounding::Up,
        Rounding::Up if number.is_negative() => Rounding::Down,
        other => other,
    };
    let digits = digits(&number.abs(), beside.map(Exact::abs).as_ref(), 2, rounding);
    let (whole, cents) = digits.split_once('.').unwrap_or((&digits, ""));
    let mut grouped = String::new();
    for (position, digit) in whole.chars().enumerate() {
        if position > 0 && whole.len().saturating_sub(position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if number.is_negative() { "-" } else { "" };
    match cents.len() {
        0 => format!("{sign}${grouped}"),
        1 => format!("{sign}${grouped}.{cents}0"),
        _ => format!("{sign}${grouped}.{cents}"),
    }
}

/// `62nd percentile`
fn ordinal(digits: &str) -> String {
    let suffix = match digits {
        _ if digits.contains('.') => "th",
        _ if digits.ends_with("11") || digits.ends_with("12") || digits.ends_with("13") => "th",
        _ if digits.ends_with('1') => "st",
        _ if digits.ends_with('2') => "nd",
        _ if digits.ends_with('3') => "rd",
        _ => "th",
    };
    format!("{digits}{suffix} percentile")
}
