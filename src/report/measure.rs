//! Measures: an end of an interval, in words for people and in digits for machines.
//!
//! On intervals every ordered type is a number (see [`QuantityKind`](crate::policy::QuantityKind)); here it becomes a
//! percent, an amount, a day or a rung again.

use crate::verdict::Measure;
use crate::vocabulary::{Denominator, Exact, Interval, Rounding, Schema, Type, digits, dollars, shown};

/// Decimals of a number for machines, where it has no end.
const MACHINE_PLACES: u32 = 12;

/// The unit of a type, for machines.
pub(crate) fn unit(ty: &Type) -> &'static str {
    match ty {
        Type::Percent(_) => "percent",
        Type::Points => "points",
        Type::Money => "usd",
        Type::Number => "number",
        Type::Duration => "days",
        Type::Date => "date",
        Type::Percentile => "percentile",
        Type::Rating(_) => "rating",
        Type::Frequency => "frequency",
        Type::Choice(_) | Type::Text | Type::Reference(_) => "text",
        Type::Flag => "flag",
    }
}

/// What a share is of: `plan`, `options by count`.
pub(crate) fn denominator(ty: &Type, schema: &Schema) -> Option<String> {
    match ty {
        Type::Percent(Some(denominator)) => Some(denominator.words(schema)),
        _ => None,
    }
}

/// The level of whose assets a share is.
pub(crate) fn share_of_assets<'a>(ty: &Type, schema: &'a Schema) -> Option<&'a str> {
    match ty {
        Type::Percent(Some(Denominator::Assets(level))) => Some(&schema.level(*level).name),
        _ => None,
    }
}

/// All that a quantity may be, for people: `25.61%`, `between 1.14% and 100%`. Digits are added as long as an end
/// looks equal to the limit and is not. Ends are rounded to the nearest: outwards, a share of 5.397% would be told
/// as 5.39% here and as 5.4% wherever it is known. (Machines get them rounded outwards.)
pub(crate) fn value_words(measure: &Measure) -> String {
    if let Some(given) = &measure.given {
        return given.clone();
    }
    if let Some(known) = measure.value.known() {
        let beside = measure.limit.known().or(measure.limit.high.number()).or(measure.limit.low.number());
        return words(&measure.ty, known, beside, Rounding::Nearest);
    }
    match (low_words(measure), high_words(measure)) {
        (Some(low), Some(high)) if low == high => format!("about {low}"),
        (Some(low), Some(high)) => format!("between {low} and {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, Some(high)) => format!("at most {high}"),
        (None, None) => "not known".into(),
    }
}

/// The end that breaks a limit, for people: `at least 25.61%` is over one, `at most 3` is under one.
pub(crate) fn breaking_words(measure: &Measure, over: bool) -> String {
    let end = if over { low_words(measure) } else { high_words(measure) };
    match end {
        Some(end) if measure.value.known().is_none() && measure.given.is_none() => {
            format!("{} {end}", if over { "at least" } else { "at most" })
        }
        _ => value_words(measure),
    }
}

/// Each end is shown beside the end of the limit that it is compared with.
fn low_words(measure: &Measure) -> Option<String> {
    let low = measure.value.low.number()?;
    Some(words(&measure.ty, low, measure.limit.high.number(), Rounding::Nearest))
}

fn high_words(measure: &Measure) -> Option<String> {
    let high = measure.value.high.number()?;
    Some(words(&measure.ty, high, measure.limit.low.number(), Rounding::Nearest))
}

/// The limit, for people. Written limits are shown with all of their digits.
pub(crate) fn limit_words(measure: &Measure) -> String {
    if let Some(written) = &measure.written {
        return written.clone();
    }
    let places = |number: &Exact| if *number == number.rounded(8, Rounding::Nearest) { 8 } else { 2 };
    let show = |number: &Exact, beside: Option<&Exact>, rounding| {
        shown(&measure.ty, number, beside, places(number), rounding)
    };
    match (measure.limit.known(), measure.limit.low.number(), measure.limit.high.number()) {
        (Some(known), _, _) => show(known, measure.value.known(), Rounding::Nearest),
        (None, Some(low), Some(high)) => {
            let low = show(low, measure.value.high.number(), Rounding::Down);
            let high = show(high, measure.value.low.number(), Rounding::Up);
            format!("between {low} and {high}")
        }
        (None, Some(low), None) => format!("at least {}", show(low, None, Rounding::Down)),
        (None, None, Some(high)) => format!("at most {}", show(high, None, Rounding::Up)),
        (None, None, None) => "not known".into(),
    }
}

/// The space between the value and the limit at their nearest: `20.61 points`, `$1,000`, `2 notches`. None if they
/// touch or overlap, or if one has no end on that side.
pub(crate) fn gap_words(measure: &Measure) -> Option<String> {
    let above =
        measure.value.low.number().zip(measure.limit.high.number()).map(|(value, limit)| value - limit);
    let below =
        measure.limit.low.number().zip(measure.value.high.number()).map(|(limit, value)| limit - value);
    let gap = [above, below].into_iter().flatten().find(|gap| !gap.is_zero() && !gap.is_negative())?;
    distance_words(&measure.ty, &gap)
}

/// A distance between two values of a type. Between daily and quarterly there is none that means anything.
fn distance_words(ty: &Type, distance: &Exact) -> Option<String> {
    let zero = Exact::zero();
    let digits = |scale: i64, places| {
        digits(&(distance * &Exact::from(scale)), Some(&zero), places, Rounding::Nearest)
    };
    let counted = |number: String, one: &str, many: &str| {
        let noun = if number == "1" { one } else { many };
        format!("{number} {noun}")
    };
    Some(match ty {
        Type::Percent(_) | Type::Points => counted(digits(100, 2), "point", "points"),
        Type::Money => dollars(distance, Some(&zero), Rounding::Nearest),
        Type::Duration | Type::Date => counted(digits(1, 0), "day", "days"),
        Type::Percentile => counted(digits(1, 1), "place", "places"),
        Type::Rating(_) => counted(digits(1, 0), "notch", "notches"),
        Type::Number => digits(1, 2),
        Type::Frequency | Type::Choice(_) | Type::Text | Type::Reference(_) | Type::Flag => return None,
    })
}

/// The distance of the value from the limit, for machines: low and high of value minus limit, and its unit.
pub(crate) fn machine_distance(measure: &Measure) -> (Option<String>, Option<String>, &'static str) {
    let distance = measure.value.minus(&measure.limit);
    let (ty, unit) = match &measure.ty {
        Type::Percent(_) | Type::Points => (Type::Points, "points"),
        Type::Duration | Type::Date => (Type::Duration, "days"),
        Type::Rating(_) | Type::Frequency => (Type::Number, "rungs"),
        other => (other.clone(), unit(other)),
    };
    let (low, high) = machine(&ty, &distance, &Interval::point(Exact::zero()));
    (low, high, unit)
}

/// What is measured, for machines: a rating in the symbol in which it was given.
pub(crate) fn machine_value(measure: &Measure) -> (Option<String>, Option<String>) {
    match &measure.given {
        Some(given) => (Some(given.clone()), Some(given.clone())),
        None => machine(&measure.ty, &measure.value, &measure.limit),
    }
}

/// The limit, for machines: a rating in the symbol in which it was written.
pub(crate) fn machine_limit(measure: &Measure) -> (Option<String>, Option<String>) {
    match (&measure.written, &measure.ty) {
        (Some(written), Type::Rating(_)) => (Some(written.clone()), Some(written.clone())),
        _ => machine(&measure.ty, &measure.limit, &measure.value),
    }
}

/// The ends of an interval in digits, for machines. A known number has the same digits on both; the ends of a range
/// are rounded outwards, so that they still enclose it.
pub(crate) fn machine(ty: &Type, interval: &Interval, beside: &Interval) -> (Option<String>, Option<String>) {
    if let Some(known) = interval.known() {
        let digits = machine_end(ty, known, beside.known(), Rounding::Nearest);
        return (Some(digits.clone()), Some(digits));
    }
    let low = interval.low.number().map(|low| machine_end(ty, low, beside.high.number(), Rounding::Down));
    let high = interval.high.number().map(|high| machine_end(ty, high, beside.low.number(), Rounding::Up));
    (low, high)
}

fn machine_end(ty: &Type, number: &Exact, beside: Option<&Exact>, rounding: Rounding) -> String {
    match ty {
        Type::Percent(_) | Type::Points => {
            let hundred = Exact::from(100_i64);
            let beside = beside.map(|beside| beside * &hundred);
            (number * &hundred).decimal_beside(beside.as_ref(), MACHINE_PLACES, rounding)
        }
        Type::Date | Type::Rating(_) | Type::Frequency => words(ty, number, None, rounding),
        _ => number.decimal_beside(beside, MACHINE_PLACES, rounding),
    }
}

/// One number of a type, for people.
fn words(ty: &Type, number: &Exact, beside: Option<&Exact>, rounding: Rounding) -> String {
    shown(ty, number, beside, 2, rounding)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Operator;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    fn measure(ty: Type, low: &str, high: &str, limit: &str) -> Measure {
        Measure {
            value: Interval::between(exact(low), exact(high)),
            operator: Operator::AtMost,
            limit: Interval::point(exact(limit)),
            ty,
            given: None,
            written: None,
        }
    }

    #[test]
    fn a_value_never_looks_like_the_limit_that_it_is_not() {
        let shown = |value: &str| value_words(&measure(Type::Percent(None), value, value, "0.05"));
        assert_eq!(shown("0.05000001"), "5.000001%");
        assert_eq!(shown("0.04999999"), "4.999999%");
        assert_eq!(shown("0.05"), "5%");
        assert_eq!(shown("0.2561234"), "25.61%");
        assert_eq!(shown("0.0000001"), "0.00001%");
    }

    #[test]
    fn machines_get_ranges_rounded_outwards() {
        let third = measure(Type::Percent(None), "0.01139900000000011", "0.9999990000000001", "0.05");
        assert_eq!(value_words(&third), "between 1.14% and 100%");
        let (low, high) = machine(&third.ty, &third.value, &third.limit);
        assert_eq!((low.as_deref(), high.as_deref()), (Some("1.1399"), Some("99.999900000001")));
    }

    #[test]
    fn every_type_has_its_words() {
        let shown = |ty: Type, value: &str| value_words(&measure(ty, value, value, "3"));
        assert_eq!(shown(Type::Money, "1234567.5"), "$1,234,567.50");
        assert_eq!(shown(Type::Money, "-2000"), "-$2,000");
        assert_eq!(shown(Type::Date, "0"), "1970-01-01");
        assert_eq!(shown(Type::Percentile, "62"), "62nd percentile");
        assert_eq!(shown(Type::Percentile, "12"), "12th percentile");
        assert_eq!(shown(Type::Frequency, "5"), "daily");
        assert_eq!(shown(Type::Rating(None), "22"), "AAA/Aaa");
        assert_eq!(shown(Type::Duration, "1"), "1 day");
        assert_eq!(shown(Type::Points, "0.01"), "1 point");
    }

    #[test]
    fn the_gap_is_measured_where_they_are_nearest() {
        assert_eq!(
            gap_words(&measure(Type::Percent(None), "0.2", "0.3", "0.05")).as_deref(),
            Some("15 points")
        );
        assert_eq!(gap_words(&measure(Type::Percent(None), "0.01", "0.3", "0.05")), None);
        assert_eq!(gap_words(&measure(Type::Number, "1", "1", "3")).as_deref(), Some("2"));
    }
}
