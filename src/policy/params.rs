//! Parameters: a value with its type, and the bounds within which whoever uses a pack may set it.

use jiff::civil::Date;

use super::core::Quantity;
use super::declare;
use super::resolver::Resolver;
use super::units;
use super::words;
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::{Expression, ExpressionKind, Literal, Param};
use crate::vocabulary::{Exact, Interval, Type, Value, written};

/// Lengths of time are compared by their days, counted back from this one.
const COUNTED_FROM: Date = Date::constant(2025, 12, 31);

impl<'t> Resolver<'t> {
    /// The value of a parameter, with the type that is declared for it.
    pub(super) fn param(&mut self, param: &'t Param, at: Span) -> Option<Quantity> {
        let ty = self.or_refuse(declare::type_named(&param.ty, None, self.schema))?;
        let plan = self.schema.level_ids().next()?;
        let written = self.definitions.set_to(&param.name.word).map_or(&param.value, |set| &set.value);
        let value = self.quantity(written, plan)?;
        let declared = Quantity::new(value.kind.clone(), ty, param.name.at);
        let ty = self.or_refuse(units::common(&declared, &value, self.schema))?;
        Some(Quantity::new(value.kind, ty, at))
    }

    /// The text of a parameter; `None` inside if it is no text.
    pub(super) fn text_param(&mut self, param: &'t Param) -> Option<Option<String>> {
        if self.or_refuse(declare::type_named(&param.ty, None, self.schema))? != Type::Text {
            return Some(None);
        }
        let written = self.definitions.set_to(&param.name.word).map_or(&param.value, |set| &set.value);
        match literal(written) {
            Some(Value::Text(text)) => Some(Some(text)),
            _ => self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, written.at, "a text is needed here")),
        }
    }

    /// The value that the definition gives lies within its bounds, and so does what is set instead.
    pub(super) fn bounded(&mut self, param: &'t Param) {
        match (self.text_param(param), &param.range) {
            (Some(None), _) => {}
            (Some(Some(_)), Some((low, _))) => {
                let message = "a text has no bounds";
                return self.diagnostics.push(Diagnostic::new(&kinds::TYPE_MISMATCH, low.at, message));
            }
            _ => return,
        }
        let Some(Quantity { ty, .. }) = self.param(param, param.at) else { return };
        let Some((low, high)) = &param.range else { return };
        let ends = (place(&ty, &low.value), high.as_ref().map(|high| place(&ty, &high.value)));
        let bounds = match ends {
            (Some(low), None) => Interval::at_least(low),
            (Some(low), Some(Some(high))) if low <= high => Interval::between(low, high),
            (Some(_), Some(Some(_))) => {
                let at = high.as_ref().map_or(low.at, |high| low.at.to(high.at));
                return self.diagnostics.push(words::reversed(at));
            }
            _ => {
                let message = format!("these bounds do not fit {}", ty.words(self.schema));
                return self.diagnostics.push(Diagnostic::new(&kinds::TYPE_MISMATCH, low.at, message));
            }
        };
        let range = bounds_words(low, high.as_ref());
        let bounds_at = high.as_ref().map_or(low.at, |high| low.at.to(high.at));
        let is_out = |value: &Expression| {
            let number = literal(value).and_then(|value| place(&ty, &value));
            number.is_some_and(|number| !bounds.contains(&number))
        };
        let name = &param.name.word;
        if is_out(&param.value) {
            let message =
                format!("`{name}` is {} by its definition, and {range} are its bounds", said(&param.value));
            self.diagnostics.push(
                Diagnostic::new(&kinds::PARAM_BOUNDS, param.value.at, message)
                    .also(bounds_at, "the bounds")
                    .help("choose a value within the bounds, or widen them"),
            );
        }
        let set = self.definitions.set_to(name).filter(|set| is_out(&set.value));
        if let Some(set) = set {
            let message = format!("`{name}` cannot be {}: the pack allows {range}", said(&set.value));
            self.diagnostics.push(
                Diagnostic::new(&kinds::PARAM_BOUNDS, set.value.at, message)
                    .label("set here")
                    .also(bounds_at, "the bounds of the pack")
                    .help(format!(
                        "choose a value within {range}; the pack has {} by itself",
                        said(&param.value)
                    ))
                    .help("to go beyond what the pack allows, say so in the open: `replace rule NAME { … }`"),
            );
        }
    }
}

/// `0% to 10%`, `1 or more`
fn bounds_words(low: &Literal, high: Option<&Literal>) -> String {
    match high {
        Some(high) => format!("{} to {}", written(&low.value), written(&high.value)),
        None => format!("{} or more", written(&low.value)),
    }
}

/// The value of what can be set: a literal, with its sign.
fn literal(value: &Expression) -> Option<Value> {
    match &value.kind {
        ExpressionKind::Literal(literal) | ExpressionKind::PercentOf(literal, _) => {
            Some(literal.value.clone())
        }
        ExpressionKind::Negate(inner) => literal(inner)?.negated(),
        _ => None,
    }
}

/// As it is written.
pub(super) fn said(value: &Expression) -> String {
    match &value.kind {
        ExpressionKind::PercentOf(literal, of) => format!("{} of {}", written(&literal.value), of.word),
        _ => literal(value).map_or(String::new(), |value| written(&value)),
    }
}

/// Where a value of the type stands on the line of numbers.
fn place(ty: &Type, value: &Value) -> Option<Exact> {
    match (ty, value) {
        (Type::Points, Value::Points(_))
        | (Type::Duration, Value::Duration(_))
        | (Type::Date, Value::Date(_))
        | (Type::Rating(_), Value::Rating(_))
        | (Type::Frequency, Value::Frequency(_)) => value.ordinal(COUNTED_FROM),
        _ => declare::number_of(ty, value),
    }
}

/// The value of a parameter, and the bounds within which it may be set, as written.
pub(crate) fn param_words(param: &Param) -> (String, Option<String>) {
    let bounds = param.range.as_ref().map(|(low, high)| bounds_words(low, high.as_ref()));
    (said(&param.value), bounds)
}
