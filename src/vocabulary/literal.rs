//! Written values, as people write them in policies and in menus.

use jiff::civil::Date;

use super::exact::MOST_DIGITS;
use super::{Duration, DurationUnit, Exact, Frequency, Rating, Type, Value};

/// Why a written value cannot be read as a value of a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LiteralFault {
    /// It is not of the form at all.
    Form,
    /// A number without `%` or `bps` where a percent is meant.
    BarePercent,
    /// A number and its unit are written apart.
    Spacing,
    /// The calendar does not have this day.
    NoSuchDate,
    /// More digits than any amount needs.
    TooLong,
}

/// Reads a written value of a known type: `5%`, `75bps`, `$1.5B`, `12 months`, `2026-10-01`, `BBB-`, `daily`, `yes`.
///
/// A percentile is read as `25`, `25th` or `25th percentile`. A choice is any word; whether the fact lists it is
/// for the caller to say.
pub fn parse_literal(text: &str, ty: &Type) -> Result<Value, LiteralFault> {
    let text = text.trim();
    match ty {
        Type::Percent(_) => percent(text).map(Value::Percent),
        Type::Points => points(text).map(Value::Points),
        Type::Money => money(text).map(Value::Money),
        Type::Number => number(text).map(Value::Number),
        Type::Duration => duration(text).map(Value::Duration),
        Type::Date => date(text).map(Value::Date),
        Type::Percentile => percentile(text).map(Value::Percentile),
        Type::Rating(_) => Rating::parse(text).map(Value::Rating).ok_or(LiteralFault::Form),
        Type::Frequency => Frequency::parse(text).map(Value::Frequency).ok_or(LiteralFault::Form),
        Type::Choice(_) => Ok(Value::Choice(text.to_string())),
        Type::Text | Type::Reference(_) => Ok(Value::Text(text.to_string())),
        Type::Flag => match text {
            "yes" | "true" => Ok(Value::Flag(true)),
            "no" | "false" => Ok(Value::Flag(false)),
            _ => Err(LiteralFault::Form),
        },
    }
}

fn number(text: &str) -> Result<Exact, LiteralFault> {
    let plain = without_separators(text).ok_or(LiteralFault::Form)?;
    Exact::parse(&plain).ok_or_else(|| {
        let digits = plain.bytes().filter(u8::is_ascii_digit).count();
        let only_digits = plain.bytes().all(|byte| byte.is_ascii_digit() || b"+-.".contains(&byte));
        if only_digits && digits > MOST_DIGITS { LiteralFault::TooLong } else { LiteralFault::Form }
    })
}

/// `75,000.50` → `75000.50`; `None` if a comma stands anywhere but between groups of three.
fn without_separators(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_string());
    }
    let (whole, fraction) =
        text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.split(',');
    let first = groups.next()?.trim_start_matches(['-', '+']);
    let well_grouped = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let fraction_plain = fraction.is_none_or(|fraction| !fraction.contains(','));
    (well_grouped && fraction_plain).then(|| text.replace(',', ""))
}

/// A number with a unit glued to its end; spacing is a fault of its own.
fn with_unit(text: &str, unit: &str) -> Option<Result<Exact, LiteralFault>> {
    let before = text.strip_suffix(unit)?;
    Some(match before.strip_suffix(char::is_whitespace) {
        Some(apart) => number(apart.trim_end()).and(Err(LiteralFault::Spacing)),
        None => number(before),
    })
}

fn percent(text: &str) -> Result<Exact, LiteralFault> {
    let scaled = |value: Exact, per: i64| value.divided_by(&Exact::from(per)).ok_or(LiteralFault::Form);
    for (unit, per) in [("%", 100), ("bps", 10_000), ("bp", 10_000)] {
        if let Some(value) = with_unit(text, unit) {
            return scaled(value?, per);
        }
    }
    match number(text) {
        Ok(_) => Err(LiteralFault::BarePercent),
        Err(fault) => Err(fault),
    }
}

fn points(text: &str) -> Result<Exact, LiteralFault> {
    let value =
        text.strip_suffix("points").or_else(|| text.strip_suffix("point")).ok_or(LiteralFault::Form)?;
    number(value.trim_end())?.divided_by(&Exact::from(100_i64)).ok_or(LiteralFault::Form)
}

fn money(text: &str) -> Result<Exact, LiteralFault> {
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let amount = unsigned.strip_prefix('$').ok_or(LiteralFault::Form)?;
    let scales =
        [("k", 1_000), ("K", 1_000), ("M", 1_000_000), ("B", 1_000_000_000), ("T", 1_000_000_000_000_i64)];
    let scaled = scales.iter().find_map(|(unit, scale)| Some((with_unit(amount, unit)?, *scale)));
    let value = match scaled {
        Some((value, scale)) => &value? * &Exact::from(scale),
        None => number(amount)?,
    };
    if amount.starts_with(['-', '+']) {
        return Err(LiteralFault::Form);
    }
    Ok(if negative { -&value } else { value })
}

fn duration(text: &str) -> Result<Duration, LiteralFault> {
    let (count, unit) = text.split_once(char::is_whitespace).ok_or(LiteralFault::Form)?;
    let unit = unit.split_whitespace().collect::<Vec<_>>().join(" ");
    let unit = DurationUnit::parse(&unit).ok_or(LiteralFault::Form)?;
    if !count.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(LiteralFault::Form);
    }
    let count = count.parse().map_err(|_| LiteralFault::TooLong)?;
    Ok(Duration { count, unit })
}

fn date(text: &str) -> Result<Date, LiteralFault> {
    let mut parts = text.split('-');
    let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(LiteralFault::Form);
    };
    let digits = |part: &str, count| part.len() == count && part.bytes().all(|byte| byte.is_ascii_digit());
    if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
        return Err(LiteralFault::Form);
    }
    text.parse().map_err(|_| LiteralFault::NoSuchDate)
}

fn percentile(text: &str) -> Result<Exact, LiteralFault> {
    let text = text.strip_suffix("percentile").map_or(text, str::trim_end);
    let text = ["st", "nd", "rd", "th"].iter().find_map(|suffix| text.strip_suffix(suffix)).unwrap_or(text);
    number(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, ty: Type) -> Result<Value, LiteralFault> {
        parse_literal(text, &ty)
    }

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    #[test]
    fn percents_say_their_scale() {
        assert_eq!(read("5%", Type::Percent(None)), Ok(Value::Percent(exact("0.05"))));
        assert_eq!(read("75bps", Type::Percent(None)), Ok(Value::Percent(exact("0.0075"))));
        assert_eq!(read(".34%", Type::Percent(None)), Ok(Value::Percent(exact("0.0034"))));
        assert_eq!(read("0.08", Type::Percent(None)), Err(LiteralFault::BarePercent));
        assert_eq!(read("5 %", Type::Percent(None)), Err(LiteralFault::Spacing));
        assert_eq!(read("NaN", Type::Percent(None)), Err(LiteralFault::Form));
    }

    #[test]
    fn money_is_read_as_it_is_written() {
        assert_eq!(read("$1.5B", Type::Money), Ok(Value::Money(exact("1500000000"))));
        assert_eq!(read("$75,000.10", Type::Money), Ok(Value::Money(exact("75000.1"))));
        assert_eq!(read("-$2k", Type::Money), Ok(Value::Money(exact("-2000"))));
        for wrong in ["75000", "$7,50", "$", "$--5", "$-5", "$1,0000"] {
            assert_eq!(read(wrong, Type::Money), Err(LiteralFault::Form), "{wrong}");
        }
    }

    #[test]
    fn a_date_must_exist() {
        assert_eq!(read("2026-02-30", Type::Date), Err(LiteralFault::NoSuchDate));
        assert_eq!(read("02/28/2026", Type::Date), Err(LiteralFault::Form));
        assert!(read("2024-02-29", Type::Date).is_ok());
    }
}
