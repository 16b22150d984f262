//! Values that a form of the language needs before it sees any menu: written out, or the name of a parameter.

use std::mem::discriminant;

use jiff::civil::Date;

use super::core::{Quantity, QuantityKind};
use super::measured::Named;
use super::names::Meaning;
use super::params::said;
use super::resolver::Resolver;
use super::units;
use crate::diagnostics::{Diagnostic, Kind, kinds};
use crate::source::Span;
use crate::syntax::{Expression, Literal, Param};
use crate::vocabulary::{Duration, Exact, MOST_PERIODS, Type, Value, period_count, written};

/// A value, and the parameter that it comes from.
pub(super) struct Fixed<'t> {
    pub(super) value: Value,
    pub(super) ty: Type,
    /// Where it is used.
    pub(super) at: Span,
    param: Option<&'t Param>,
}

impl Fixed<'_> {
    /// As what a quantity is compared with.
    pub(super) fn quantity(&self) -> Quantity {
        Quantity::new(QuantityKind::Literal(self.value.clone()), self.ty.clone(), self.at)
    }
}

impl<'t> Resolver<'t> {
    /// The value of what is written out, or of the parameter or definition that is named.
    pub(super) fn fixed(&mut self, expression: &Expression) -> Option<Fixed<'t>> {
        let plan = self.schema.level_ids().next()?;
        let mut param = None;
        if let Some(named) = Named::of(expression) {
            let word = &named.name.word;
            let is_measured = self.schema.facts_called(word).next().is_some();
            match self.definitions.meaning(word, plan, self.schema) {
                Some(Meaning::Param(found)) => param = Some(found),
                Some(Meaning::Let(_)) => {}
                None if !is_measured => {}
                _ => return self.refuse(not_fixed(expression.at, word)),
            }
        }
        let value = self.quantity(expression, plan)?;
        match value.kind {
            QuantityKind::Literal(literal) => {
                Some(Fixed { value: literal, ty: value.ty, at: expression.at, param })
            }
            _ => {
                let word = Named::of(expression).map_or("this", |named| named.name.word.as_str());
                self.refuse(not_fixed(expression.at, word))
            }
        }
    }

    /// How many periods: a whole number, one at least.
    pub(super) fn periods(&mut self, count: &Expression) -> Option<u32> {
        let fixed = self.fixed(count)?;
        let count = |value: &Value| match value {
            Value::Number(number) => period_count(number),
            _ => None,
        };
        let why = format!("periods are counted in whole numbers from 1 to {MOST_PERIODS}");
        let example = "write, for instance, `for 3 consecutive quarters`";
        self.of_type(&fixed, &Type::Number)?;
        self.fits(&fixed, &kinds::IMPOSSIBLE_RANGE, &why, example, |value| count(value).is_some())?;
        count(&fixed.value)
    }

    /// A length of time.
    pub(super) fn length(&mut self, length: &Expression) -> Option<Duration> {
        let fixed = self.fixed(length)?;
        self.of_type(&fixed, &Type::Duration)?;
        match fixed.value {
            Value::Duration(length) => Some(length),
            _ => None,
        }
    }

    /// The length in months of a period over which facts are measured.
    pub(super) fn months(&mut self, fact: &str, period: &Expression) -> Option<u32> {
        let fixed = self.fixed(period)?;
        let months = |value: &Value| match value {
            Value::Duration(length) => length.months().filter(|months| *months > 0),
            _ => None,
        };
        let why = format!("`{fact}` is measured over months, quarters or years");
        let example = "write the period as in `over 18 months`, `over 4 quarters` or `over 3 years`";
        self.of_type(&fixed, &Type::Duration)?;
        self.fits(&fixed, &kinds::TYPE_MISMATCH, &why, example, |value| months(value).is_some())?;
        months(&fixed.value)
    }

    /// A day.
    pub(super) fn day(&mut self, day: &Expression) -> Option<Date> {
        let fixed = self.fixed(day)?;
        self.of_type(&fixed, &Type::Date)?;
        match fixed.value {
            Value::Date(day) => Some(day),
            _ => None,
        }
    }

    /// A distance, which is not below zero.
    pub(super) fn tolerance(&mut self, tolerance: &Expression) -> Option<Fixed<'t>> {
        let fixed = self.fixed(tolerance)?;
        let example = "write, for instance, `within 2 points of …`";
        self.fits(&fixed, &kinds::IMPOSSIBLE_RANGE, "a tolerance is not below zero", example, |value| {
            super::limits::written(value).is_none_or(|number| number >= Exact::zero())
        })?;
        Some(fixed)
    }

    /// Refuses a parameter where it is used first; what else uses it is refused without another message.
    fn once<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        let place = |one: &Diagnostic| one.primary.as_ref().map(|label| label.at);
        let is_same = |one: &Diagnostic| one.kind == diagnostic.kind && place(one) == place(&diagnostic);
        if self.diagnostics.iter().any(is_same) {
            return None;
        }
        self.refuse(diagnostic)
    }

    fn of_type(&mut self, fixed: &Fixed<'t>, ty: &Type) -> Option<()> {
        if fixed.ty == *ty {
            return Some(());
        }
        let (is, needed) = (fixed.ty.words(self.schema), units::example(ty));
        let message = format!("this is {is}, and {} is needed here", ty.words(self.schema));
        self.refuse(
            Diagnostic::new(&kinds::TYPE_MISMATCH, fixed.at, message)
                .help(format!("write {needed}, or the name of a `param` with such a value")),
        )
    }

    /// Whether a form can have the value. A pack's parameter may be set to whatever its bounds allow, so that they have
    /// to be values of the form as well.
    fn fits(
        &mut self,
        fixed: &Fixed<'t>,
        kind: &'static Kind,
        why: &str,
        example: &str,
        fits: impl Fn(&Value) -> bool,
    ) -> Option<()> {
        let Some(param) = fixed.param else {
            return match fits(&fixed.value) {
                true => Some(()),
                false => self.refuse(Diagnostic::new(kind, fixed.at, why).help(example)),
            };
        };
        let name = &param.name.word;
        if !fits(&fixed.value) {
            let value = self.definitions.set_to(name).map_or(&param.value, |set| &set.value);
            let message = format!("`{name}` cannot be {}: {why}", said(value));
            let diagnostic = Diagnostic::new(&kinds::PARAM_BOUNDS, value.at, message);
            return self.once(match self.definitions.set_to(name) {
                Some(_) => {
                    let help = format!("choose another value; the pack has {} by itself", said(&param.value));
                    diagnostic.label("set here").help(help)
                }
                None => diagnostic.also(fixed.at, "used here").help("choose another value"),
            });
        }
        let Some((low, high)) = &param.range else { return Some(()) };
        // An end of another type is no bound, which is reported where the parameter is declared.
        let is_bound = |end: &&Literal| discriminant(&end.value) == discriminant(&fixed.value);
        let mut ends = [Some(low), high.as_ref()].into_iter().flatten().filter(is_bound);
        match ends.find(|end| !fits(&end.value)) {
            None => Some(()),
            Some(end) => {
                let message = format!("`{name}` may be set to {}: {why}", written(&end.value));
                self.once(
                    Diagnostic::new(&kinds::PARAM_BOUNDS, end.at, message)
                        .label("the bounds allow this")
                        .also(fixed.at, "used here")
                        .help("declare narrower bounds"),
                )
            }
        }
    }
}

fn not_fixed(at: Span, word: &str) -> Diagnostic {
    let message = format!("`{word}` may differ from menu to menu, and this has to be known without one");
    Diagnostic::new(&kinds::TYPE_MISMATCH, at, message)
        .label("no value of the policy")
        .help("write the value, or the name of a `param`")
}
