//! What is said of a value that cannot be read, or not without a guess.

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::vocabulary::{Exact, Fact, LiteralFault, Rounding, Type, parse_literal};

use super::cell::Written;
use super::from_raw::Reader;
use super::unit::Unit;
use super::words;

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
    pub(super) fn percent_scale(&mut self, written: &Written<'_>, number: &Exact) {
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

    pub(super) fn money_unit(&mut self, written: &Written<'_>, text: &str) {
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
    pub(super) fn fault(&mut self, written: &Written<'_>, fault: LiteralFault) {
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

    pub(super) fn unreadable(&self, written: &Written<'_>) -> Diagnostic {
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

    /// The message with an edit that may be meant.
    pub(super) fn maybe(&self, message: Diagnostic, written: &Written<'_>, text: &str) -> Diagnostic {
        match self.replacement(written.at, written.form, text) {
            Some(replacement) => message.maybe_fix(written.at, replacement),
            None => message,
        }
    }

    /// The choice that may be meant.
    pub(super) fn meant<'k>(&mut self, written: &str, known: &'k [String]) -> Option<&'k str> {
        let same =
            SAME.iter().find(|(word, _)| word.eq_ignore_ascii_case(written)).map(|(_, choice)| *choice);
        let mut known = known.iter().map(String::as_str);
        match same {
            Some(choice) => known.find(|known| *known == choice),
            None => self.near(written, known),
        }
    }
}

pub(super) fn example_of(fact: &Fact) -> &str {
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
