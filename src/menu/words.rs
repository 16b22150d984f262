//! Values in words: as messages and the text form of a menu show them.

use crate::diagnostics::closest;
use crate::vocabulary::{self, Exact, Interval, Rounding, Schema, Type, Value};

/// Decimals that are enough for every number that a menu can write.
const ALL_DECIMALS: u32 = 40;

/// Characters of a foreign text that a message quotes.
const QUOTED: usize = 60;

/// A text of the menu as messages quote it: on one line, without control characters, and cut if it is long.
pub(crate) fn shown(text: &str) -> String {
    let plain = |character: char| if character.is_control() { ' ' } else { character };
    let mut out: String = text.chars().take(QUOTED).map(plain).collect();
    if text.chars().nth(QUOTED).is_some() {
        out.push('…');
    }
    out
}

/// The known name that may be meant. Nobody misspells a name of many lines, and to compare one would take long.
pub(crate) fn near<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    (written.len() <= QUOTED).then(|| closest(written, known)).flatten()
}

/// A number of a type, with all its digits: `5%`, `$31,200,000`, `12`.
pub(crate) fn number(number: &Exact, ty: &Type) -> String {
    // A percentile is written as its number in a menu.
    let ty = if *ty == Type::Percentile { &Type::Number } else { ty };
    vocabulary::shown(ty, number, None, ALL_DECIMALS, Rounding::Nearest)
}

/// A known value.
pub(crate) fn value(value: &Value) -> String {
    match value {
        Value::Percent(share) => number(share, &Type::Percent(None)),
        Value::Points(points) => number(points, &Type::Points),
        Value::Money(money) => number(money, &Type::Money),
        Value::Number(plain) | Value::Percentile(plain) => number(plain, &Type::Number),
        Value::Duration(duration) => duration.to_string(),
        Value::Date(date) => date.to_string(),
        Value::Rating(rating) => rating.to_string(),
        Value::Frequency(frequency) => frequency.to_string(),
        Value::Choice(word) => word.clone(),
        Value::Text(text) => format!("{text:?}"),
        Value::Flag(true) => "yes".into(),
        Value::Flag(false) => "no".into(),
    }
}

/// What a number may be: `10% to 25%`, `at least 5%`.
pub(crate) fn interval(interval: &Interval, ty: &Type) -> String {
    match (interval.low.number(), interval.high.number()) {
        (Some(low), Some(high)) => format!("{} to {}", number(low, ty), number(high, ty)),
        (Some(low), None) => format!("at least {}", number(low, ty)),
        (None, Some(high)) => format!("at most {}", number(high, ty)),
        (None, None) => "anything".into(),
    }
}

/// What a fact of a type takes. Of what a percent is a share goes without saying where one fact is written.
pub(crate) fn kind(ty: &Type, schema: &Schema) -> String {
    match ty {
        Type::Percent(_) => Type::Percent(None).words(schema),
        ty => ty.words(schema),
    }
}

/// How a value of a type is written, by example.
pub(crate) fn example(ty: &Type) -> &'static str {
    match ty {
        Type::Percent(_) => "0.45%",
        Type::Points => "2 points",
        Type::Money => "$31.2M",
        Type::Number => "12",
        Type::Duration => "18 months",
        Type::Date => "2026-09-30",
        Type::Percentile => "25",
        Type::Rating(_) => "BBB-",
        Type::Frequency => "quarterly",
        Type::Choice(_) | Type::Text | Type::Reference(_) => "a word",
        Type::Flag => "yes",
    }
}
