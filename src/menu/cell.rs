//! One fact of one thing: from the text of a value to a [`Cell`], or to the reason why not.

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::vocabulary::{Exact, Fact, FactKey, Interval, LiteralFault, Type, Value, parse_literal};

use super::absence::absence;
use super::forms::raw::{Form, Raw, RawKind, Scalar};
use super::from_raw::Reader;
use super::number::{Expanded, expand, rounding};
use super::refusals::example_of;
use super::thing::{Cell, Reading};
use super::unit::Unit;
use super::words;

/// The parts of a message about a value: which fact, what is written, where.
pub(super) struct Written<'a> {
    pub(super) fact: &'a Fact,
    pub(super) name: String,
    pub(super) text: &'a str,
    pub(super) form: Form,
    pub(super) unit: Option<Unit>,
    pub(super) at: Span,
}

impl Reader<'_> {
    /// The value of a fact. `None` if it is absent, or faulty and reported.
    pub(super) fn cell(&mut self, key: FactKey, raw: &Raw) -> Option<Cell> {
        let schema = self.schema;
        let fact = schema.fact(key.fact);
        let name = schema.key_name(key);
        if let Some(word) = raw.text().and_then(|text| absence(fact, text)) {
            return self.stated_absence(key, word, raw.at);
        }
        if raw.is_absent() {
            return None;
        }
        let scalar = match &raw.kind {
            RawKind::Scalar(scalar) => scalar,
            RawKind::Map(_) if matches!(fact.ty, Type::Reference(_)) => return self.described(fact, raw),
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
                        .note("nothing says which of the two numbers is wrong, so neither is used")
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
            other => other,
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
                Ok(Value::Rating(rating)) if scale.is_none_or(|scale| rating.is_on(scale)) => {
                    Some(Value::Rating(rating))
                }
                _ => {
                    self.say(self.unreadable(written));
                    None
                }
            },
            Type::Duration | Type::Date | Type::Text | Type::Reference(_) => {
                match parse_literal(written.text, ty) {
                    Ok(value) => Some(value),
                    Err(fault) => {
                        self.fault(written, fault);
                        None
                    }
                }
            }
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
            if self.profile.is_some() {
                let word = words::shown(written.text);
                message = message.help(format!(
                    "the profile can say so for all of the file: `map = {{ {word:?} = {near:?} }}`"
                ));
            }
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

    fn in_range(&mut self, written: &Written<'_>, reading: Reading) -> Option<Reading> {
        let fact = written.fact;
        let fits = match &reading {
            Reading::Exactly(value) => measure(value).is_none_or(|number| fact.range.contains(number)),
            Reading::Described { .. } => true,
            Reading::Range(range) => [&range.low, &range.high]
                .into_iter()
                .filter_map(|end| end.number())
                .all(|number| fact.range.contains(number)),
            Reading::Nothing => true,
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
