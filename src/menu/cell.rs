//! One fact of one thing: from the text of a value to a [`Cell`], or to the reason why not.

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::vocabulary::{Exact, Fact, FactKey, Interval, LiteralFault, Rounding, Type, Value, parse_literal};

use super::from_raw::Reader;
use super::number::{Expanded, expand, rounding};
use super::raw::{Form, Raw, RawKind, Scalar};
use super::thing::{Cell, Reading};
use super::unit::Unit;
use super::words;

/// The parts of a message about a value: which fact, what is written, where.
struct Written<'a> {
    fact: &'a Fact,
    name: String,
    text: &'a str,
    form: Form,
    unit: Option<Unit>,
    at: Span,
}

impl Reader<'_> {
    /// The value of a fact. `None` if it is absent, or faulty and reported.
    pub(super) fn cell(&mut self, key: FactKey, raw: &Raw) -> Option<Cell> {
        let schema = self.schema;
        let fact = schema.fact(key.fact);
        let name = schema.key_name(key);
        if raw.is_absent() {
            return None;
        }
        let scalar = match &raw.kind {
            RawKind::Scalar(scalar) => scalar,
            RawKind::List(_) | RawKind::Map(_) => {
                self.say(
                    Diagnostic::new(
                        &kinds::UNREADABLE_VALUE,
                        raw.at,
                        format!(
                            "`{name}` takes {}, and {} stands here",
                            words::kind(&fact.ty, schema),
                            raw.words()
                        ),
                    )
                    .help(format!("write one value, as in `{name}: {}`", example_of(fact))),
                );
                return None;
            }
            RawKind::Null | RawKind::Refused => return None,
        };
        let Scalar { text, form, unit } = scalar;
        let unit = unit.or_else(|| self.units.of(fact));
        let written = Written { fact, name, text: text.trim(), form: *form, unit, at: raw.at };
        let reading = self.reading(&written)?;
        let first = written.text.trim_start_matches("at least ").split(" to ").next().unwrap_or("");
        self.rounding.insert(raw.at, rounding(first, &fact.ty, unit));
        Some(Cell { reading, at: raw.at })
    }

    fn reading(&mut self, written: &Written<'_>) -> Option<Reading> {
        if is_measured(&written.fact.ty) {
            if let Some((low, high)) = written.text.split_once(" to ") {
                let low = self.measured(&Written { text: low.trim(), ..written.clone() })?;
                let high = self.measured(&Written { text: high.trim(), ..written.clone() })?;
                if low > high {
                    self.say(
                        Diagnostic::new(
                            &kinds::REVERSED_BOUNDS,
                            written.at,
                            format!("`{}` starts above its end", words::shown(written.text)),
                        )
                        .help("write the smaller number first"),
                    );
                    return None;
                }
                return self.in_range(written, Reading::Range(Interval::between(low, high)));
            }
            if let Some(low) = written.text.strip_prefix("at least ") {
                let low = self.measured(&Written { text: low.trim(), ..written.clone() })?;
                let range = self.in_range(written, Reading::Range(Interval::at_least(low)))?;
                return Some(self.within_possible(written, range));
            }
            if let Some(high) = written.text.strip_prefix("at most ") {
                let high = self.measured(&Written { text: high.trim(), ..written.clone() })?;
                let range =
                    Interval { low: crate::vocabulary::End::Open, high: crate::vocabulary::End::At(high) };
                let range = self.in_range(written, Reading::Range(range))?;
                return Some(self.within_possible(written, range));
            }
        }
        let value = self.value(written)?;
        self.in_range(written, Reading::Exactly(value))
    }

    /// A range with an open end, up to what the fact can be at all.
    fn within_possible(&self, written: &Written<'_>, reading: Reading) -> Reading {
        match reading {
            Reading::Range(range) => Reading::Range(range.meet(&written.fact.range).unwrap_or(range)),
            exactly => exactly,
        }
    }

    fn measured(&mut self, written: &Written<'_>) -> Option<Exact> {
        self.value(written).and_then(|value| measure(&value).cloned())
    }

    fn value(&mut self, written: &Written<'_>) -> Option<Value> {
        let ty = &written.fact.ty;
        if written.form == Form::Flag && *ty != Type::Flag {
            self.say(self.unreadable(written));
            return None;
        }
        match ty {
            Type::Percent(_) | Type::Money | Type::Number | Type::Percentile | Type::Points => {
                self.quantity(written)
            }
            Type::Flag | Type::Frequency => {
                // `Yes`, `TRUE` and `Daily` can only mean what they say.
                let lower = written.text.to_lowercase();
                parse_literal(&lower, ty).map_err(|_| self.say(self.unreadable(written))).ok()
            }
            Type::Choice(words) => self.choice(written, words),
            Type::Rating(scale) => match parse_literal(written.text, ty) {
                Ok(Value::Rating(rating)) if scale.is_none_or(|scale| scale == rating.scale) => {
                    Some(Value::Rating(rating))
                }
                _ => {
                    self.say(self.unreadable(written));
                    None
                }
            },
            Type::Duration | Type::Date | Type::Text => match parse_literal(written.text, ty) {
                Ok(value) => Some(value),
                Err(fault) => {
                    self.fault(written, fault);
                    None
                }
            },
        }
    }

    fn choice(&mut self, written: &Written<'_>, known: &[String]) -> Option<Value> {
        if let Some(word) = known.iter().find(|word| word.eq_ignore_ascii_case(written.text)) {
            return Some(Value::Choice(word.clone()));
        }
        let mut message = Diagnostic::new(
            &kinds::UNKNOWN_CHOICE,
            written.at,
            format!("`{}` is not a value that `{}` can have", words::shown(written.text), written.name),
        )
        .note(format!("it is one of {}", listed(known.iter().map(String::as_str), 20)));
        if let Some(near) = self.meant(written.text, known) {
            message = message.help(format!("did you mean `{near}`?"));
            message = self.maybe(message, written, near);
        } else if self.profile.is_some() {
            message =
                message.help("give the word for it in the `map` of the profile, or map it to an empty text");
        } else {
            message = message.help("use one of these words, or leave the fact out");
        }
        self.say(message);
        None
    }

    /// A percent, an amount or another number, whose unit must be known.
    fn quantity(&mut self, written: &Written<'_>) -> Option<Value> {
        let ty = &written.fact.ty;
        let text = match expand(written.text) {
            Expanded::Text(text) => text,
            Expanded::TooLong(_) => {
                self.fault(written, LiteralFault::TooLong);
                return None;
            }
        };
        let bare = match (ty, parse_literal(&text, &Type::Number)) {
            (Type::Percent(_) | Type::Money, Ok(Value::Number(number))) => Some(number),
            (Type::Percent(_) | Type::Money, Err(LiteralFault::TooLong)) => {
                self.fault(written, LiteralFault::TooLong);
                return None;
            }
            _ => None,
        };
        let Some(number) = bare else {
            return match parse_literal(&text, ty) {
                Ok(value) => Some(value),
                Err(fault) => {
                    self.fault(written, fault);
                    None
                }
            };
        };
        // Nothing of something is nothing in every unit.
        let scaled = if number.is_zero() {
            Some(number.clone())
        } else {
            written.unit.map(|unit| unit.convert(&number))
        };
        match (ty, scaled) {
            (Type::Percent(_), Some(share)) => Some(Value::Percent(share)),
            (_, Some(amount)) => Some(Value::Money(amount)),
            (Type::Percent(_), None) => {
                self.percent_scale(written, &number);
                None
            }
            (_, None) => {
                self.money_unit(written, &text);
                None
            }
        }
    }

    fn percent_scale(&mut self, written: &Written<'_>, number: &Exact) {
        let decimal = |number: &Exact| format!("{}%", number.decimal(60, Rounding::Nearest));
        let hundred = Exact::from(100_i64);
        let readings = [
            (decimal(number), Unit::Percent.convert(number)),
            (decimal(&(number * &hundred)), number.clone()),
        ];
        let possible: Vec<&String> = readings
            .iter()
            .filter(|(_, share)| written.fact.range.contains(share))
            .map(|(text, _)| text)
            .collect();
        let name = &written.fact.name;
        let mut message = Diagnostic::new(
            &kinds::PERCENT_SCALE,
            written.at,
            format!("`{}` may be {} or {}", written.text, decimal(number), decimal(&(number * &hundred))),
        )
        .label(format!("`{}` is a percent, and this number does not say of what scale", written.name))
        .note("the size of a number never decides how it is meant");
        if let [only] = possible.as_slice() {
            message = message.note(format!("`{}` can only be {only}", written.name));
        }
        for text in possible {
            message = message.help(format!("write `{text}`"));
            message = self.maybe(message, written, text);
        }
        message = message.help(self.say_once(name, "percent", "fraction"));
        self.say(message);
    }

    fn money_unit(&mut self, written: &Written<'_>, text: &str) {
        let name = &written.fact.name;
        let dollars = format!("${}", text.trim_start_matches('-'));
        let dollars = if text.starts_with('-') { format!("-{dollars}") } else { dollars };
        let message = Diagnostic::new(
            &kinds::UNREADABLE_VALUE,
            written.at,
            format!("`{}` does not say whether it counts dollars or thousands", written.text),
        )
        .label(format!("`{}` is an amount of money", written.name))
        .help(format!("write `{dollars}`"))
        .help(self.say_once(name, "dollars", "thousands"));
        let message = self.maybe(message, written, &dollars);
        self.say(message);
    }

    /// Where the unit of all numbers of a fact is declared.
    fn say_once(&self, name: &str, unit: &str, other: &str) -> String {
        match self.profile {
            Some(profile) => {
                format!(
                    "or give `{name}` of profile `{profile}` its unit: `unit = \"{unit}\"` or `\"{other}\"`"
                )
            }
            None => format!(
                "if all numbers of `{name}` are meant alike, say it once: `units: {{ {name}: {unit} }}` or `{other}`"
            ),
        }
    }

    /// What the vocabulary found wrong with a writing, in the words of a menu.
    fn fault(&mut self, written: &Written<'_>, fault: LiteralFault) {
        let Written { text, name, at, .. } = written;
        let message = match fault {
            LiteralFault::Form | LiteralFault::BarePercent => self.unreadable(written),
            LiteralFault::TooLong => Diagnostic::new(
                &kinds::NUMBER_TOO_LONG,
                *at,
                format!("`{name}` has a number of more than 40 digits"),
            )
            .note("no amount, share or count of a plan needs so many")
            .help("round it to the digits that are known"),
            LiteralFault::NoSuchDate => no_such_date(*at, text),
            LiteralFault::Spacing => {
                let together: String = text.chars().filter(|character| !character.is_whitespace()).collect();
                let message = Diagnostic::new(
                    &kinds::UNIT_SPACING,
                    *at,
                    format!("`{}` has a space before its unit", words::shown(text)),
                )
                .help(format!("write `{together}`"));
                match self.replacement(written.at, written.form, &together) {
                    Some(replacement) => message.sure_fix(*at, replacement),
                    None => message,
                }
            }
        };
        self.say(message);
    }

    fn unreadable(&self, written: &Written<'_>) -> Diagnostic {
        let Written { fact, text, name, at, .. } = written;
        let message = Diagnostic::new(
            &kinds::UNREADABLE_VALUE,
            *at,
            format!("`{}` cannot be read as {}", words::shown(text), words::kind(&fact.ty, self.schema)),
        )
        .label(format!("`{name}` takes {}", words::kind(&fact.ty, self.schema)));
        if fact.ty == Type::Date
            && let Some(date) = us_date(text)
        {
            let message = message.help(format!("write the year first: `{date}`"));
            return self.maybe(message, written, &date);
        }
        if fact.ty == Type::Money && parse_literal(&format!("${text}"), &Type::Money).is_ok() {
            let dollars = format!("${text}");
            return self.maybe(message.help(format!("write `{dollars}`")), written, &dollars);
        }
        let is_no_number = ["nan", ".nan", "inf", ".inf", "-.inf", "infinity", "-infinity"]
            .contains(&text.to_lowercase().as_str());
        if is_no_number {
            return message.help("leave the fact out if it is not known");
        }
        message.help(format!(
            "write it as in `{name}: {}`, or leave the fact out if it is not known",
            example_of(fact)
        ))
    }

    fn in_range(&mut self, written: &Written<'_>, reading: Reading) -> Option<Reading> {
        let fact = written.fact;
        let fits = match &reading {
            Reading::Exactly(value) => measure(value).is_none_or(|number| fact.range.contains(number)),
            Reading::Range(range) => [&range.low, &range.high]
                .into_iter()
                .filter_map(|end| end.number())
                .all(|number| fact.range.contains(number)),
        };
        if fits {
            return Some(reading);
        }
        let message = Diagnostic::new(
            &kinds::VALUE_OUT_OF_RANGE,
            written.at,
            format!("`{}` cannot be {}", written.name, words::shown(written.text)),
        )
        .label(format!("it is {}", words::interval(&fact.range, &fact.ty)))
        .help("check the number and its unit, or leave the fact out if it is not known");
        self.say(message);
        None
    }

    /// The message with an edit that may be meant.
    fn maybe(&self, message: Diagnostic, written: &Written<'_>, text: &str) -> Diagnostic {
        match self.replacement(written.at, written.form, text) {
            Some(replacement) => message.maybe_fix(written.at, replacement),
            None => message,
        }
    }
}

/// Words of the trade for values that the vocabulary calls otherwise, where a likeness of letters would mislead.
const SAME: [(&str, &str); 6] = [
    ("passive", "index"),
    ("cit", "collective_trust"),
    ("collective investment trust", "collective_trust"),
    ("separately managed account", "separate_account"),
    ("self-directed brokerage account", "brokerage_window"),
    ("company stock", "employer_stock"),
];

impl Reader<'_> {
    /// The choice that may be meant.
    fn meant<'k>(&mut self, written: &str, known: &'k [String]) -> Option<&'k str> {
        let same =
            SAME.iter().find(|(word, _)| word.eq_ignore_ascii_case(written)).map(|(_, choice)| *choice);
        let mut known = known.iter().map(String::as_str);
        match same {
            Some(choice) => known.find(|known| *known == choice),
            None => self.near(written, known),
        }
    }
}

impl Clone for Written<'_> {
    fn clone(&self) -> Self {
        Written { name: self.name.clone(), ..*self }
    }
}

/// Whether a fact of this type can be given as a range. Dates, durations and rungs of a scale cannot: how they
/// count depends on the day on which a policy is checked.
fn is_measured(ty: &Type) -> bool {
    matches!(ty, Type::Percent(_) | Type::Points | Type::Money | Type::Number | Type::Percentile)
}

pub(super) fn measure(value: &Value) -> Option<&Exact> {
    match value {
        Value::Percent(number)
        | Value::Points(number)
        | Value::Money(number)
        | Value::Number(number)
        | Value::Percentile(number) => Some(number),
        _ => None,
    }
}

fn example_of(fact: &Fact) -> &str {
    match &fact.ty {
        Type::Choice(known) => known.first().map_or("a word", String::as_str),
        ty => words::example(ty),
    }
}

pub(super) fn no_such_date(at: Span, text: &str) -> Diagnostic {
    let mut parts = text.split('-').map(|part| part.parse::<i16>().ok());
    let (year, month) = (parts.next().flatten(), parts.next().flatten());
    let month = month.and_then(|month| i8::try_from(month).ok());
    let length = year
        .zip(month)
        .and_then(|(year, month)| jiff::civil::Date::new(year, month, 1).ok())
        .map(|first| first.days_in_month());
    let message = Diagnostic::new(
        &kinds::NO_SUCH_DATE,
        at,
        format!("the calendar has no day `{}`", words::shown(text)),
    );
    match length {
        Some(days) => message.label(format!("this month has {days} days")),
        None => message.label("a year has 12 months"),
    }
    .help("check the day; a date is year, month, day")
}

/// `9/30/2026` → `2026-09-30`, if that is a day.
fn us_date(text: &str) -> Option<String> {
    let mut parts = text.split('/');
    let (month, day, year) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    jiff::civil::Date::new(year.parse().ok()?, month, day).ok().map(|date| date.to_string())
}
