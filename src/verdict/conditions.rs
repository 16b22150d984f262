//! Conditions: Kleene's logic over what is known.

use super::evidence::{Judged, Presence};
use super::world::{Seat, World};
use super::{Atom, Datum, Measure};
use crate::menu::{Cell, Reading};
use crate::policy::{Comparison, Condition, ConditionKind, Operator, Quantity, QuantityKind, describe};
use crate::source::Span;
use crate::vocabulary::{FactKey, Rounding, Truth, Type, Value, shown};

impl World<'_> {
    /// What is known of a condition on a subject.
    pub(super) fn condition(&self, condition: &Condition, seat: &Seat<'_>) -> Judged {
        match &condition.kind {
            ConditionKind::Compare(comparison) => self.compare(comparison, condition.at, seat),
            ConditionKind::Is { fact, any_of } => self.is(*fact, any_of, condition.at, seat),
            ConditionKind::Flag(fact) => self.flag(FactKey::of(*fact), condition.at, seat),
            ConditionKind::Known(key) => self.known(*key, condition.at, seat),
            ConditionKind::Named(names) => {
                let named = seat
                    .subject()
                    .is_some_and(|thing| names.contains(&thing.id) || names.contains(&thing.name));
                Judged::of(Some(Truth::known(named)))
            }
            ConditionKind::All(parts) => Judged::joined(
                parts.iter().map(|part| self.condition(part, seat)).collect(),
                Truth::and,
                Truth::True,
            ),
            ConditionKind::Any(parts) => Judged::joined(
                parts.iter().map(|part| self.condition(part, seat)).collect(),
                Truth::or,
                Truth::False,
            ),
            ConditionKind::Of(fact, of) => self.condition_of(*fact, of, seat),
            ConditionKind::Not(inner) => self.condition(inner, seat).negated(),
        }
    }

    fn compare(&self, comparison: &Comparison, at: Span, seat: &Seat<'_>) -> Judged {
        let Comparison { left, operator, right } = comparison;
        let scale = [&left.ty, &right.ty].into_iter().find_map(|ty| match ty {
            Type::Rating(scale) => *scale,
            _ => None,
        });
        let (value, limit) = (self.quantity(left, seat, scale), self.quantity(right, seat, scale));
        let truth = operator.compare(&value.interval, &limit.interval);
        let presence = [value.presence, limit.presence];
        let truth = match () {
            () if presence.contains(&Presence::Nothing) => None,
            () if presence.contains(&Presence::Maybe) => Some(Truth::Unknown),
            () => Some(truth),
        };
        let ty = match (&left.ty, &right.ty) {
            (Type::Percent(None) | Type::Rating(None), other) => other.clone(),
            (own, _) => own.clone(),
        };
        let mut judged = Judged::of(truth);
        let measure = Measure {
            value: value.interval.clone(),
            operator: *operator,
            limit: limit.interval.clone(),
            ty: ty.clone(),
            written: match &right.kind {
                QuantityKind::Literal(Value::Duration(duration)) => Some(duration.to_string()),
                _ => None,
            },
        };
        let mut missing = value.missing;
        // A single missing fact that is compared with a written limit: the limit is the range that it must fall in.
        if let (Some(name), Some(limit), [one]) =
            (self.fact_measured(left), limit.interval.known(), missing.as_mut_slice())
            && (matches!(left.kind, QuantityKind::Fact(_)) || name.starts_with(one.fact.as_str()))
        {
            let shown =
                measure.written.clone().unwrap_or_else(|| shown(&ty, limit, None, 4, Rounding::Nearest));
            one.must_be = Some(format!("{} {shown}", operator_words(*operator)));
        }
        missing.extend(limit.missing);
        if truth.is_some() {
            let what = describe(left, self.schema);
            judged.atoms.push(Atom {
                at,
                what,
                truth: truth.unwrap_or(Truth::Unknown),
                measure: Some(measure),
                said: None,
                wanted: Vec::new(),
            });
        }
        judged.data = value.data;
        judged.data.extend(limit.data);
        judged.missing = missing;
        judged.relied = value.relied;
        judged.relied.extend(limit.relied);
        judged.because = value.because;
        judged.because.extend(limit.because);
        judged
    }

    /// The fact of which a quantity is the value, of the subject or of what it refers to.
    fn fact_measured(&self, quantity: &Quantity) -> Option<String> {
        match &quantity.kind {
            QuantityKind::Fact(key) => Some(self.schema.key_name(*key)),
            QuantityKind::Of(by, of) => {
                Some(format!("{} of {}", self.fact_measured(of)?, self.schema.fact(*by).name))
            }
            _ => None,
        }
    }

    /// A choice or text among several.
    fn is(&self, key: FactKey, any_of: &[String], at: Span, seat: &Seat<'_>) -> Judged {
        let level = match self.schema.fact(key.fact).ty {
            Type::Reference(level) => Some(level),
            _ => None,
        };
        self.stated(key, at, seat, any_of.to_vec(), |cell| {
            let text = cell.text()?;
            // A thing goes by its name and by its id.
            let thing = level.and_then(|level| self.references.find(level, text));
            let called = |name: &String| {
                *name == text || thing.is_some_and(|thing| *name == thing.id || *name == thing.name)
            };
            Some((any_of.iter().any(called), text.to_string()))
        })
    }

    fn flag(&self, key: FactKey, at: Span, seat: &Seat<'_>) -> Judged {
        self.stated(key, at, seat, Vec::new(), |cell| match &cell.reading {
            Reading::Exactly(Value::Flag(yes)) => Some((*yes, if *yes { "yes".into() } else { "no".into() })),
            _ => None,
        })
    }

    /// Given is true; not given is unknown, never false, because somebody may still give it.
    fn known(&self, key: FactKey, at: Span, seat: &Seat<'_>) -> Judged {
        self.stated(key, at, seat, Vec::new(), |cell| match cell.reading {
            Reading::Range(_) => None,
            _ => Some((true, "given".into())),
        })
    }

    fn stated(
        &self,
        key: FactKey,
        at: Span,
        seat: &Seat<'_>,
        wanted: Vec<String>,
        test: impl Fn(&Cell) -> Option<(bool, String)>,
    ) -> Judged {
        let fact = self.schema.fact(key.fact);
        let what = self.schema.key_name(key);
        let Some(thing) = seat.of_level(fact.level) else { return Judged::of(Some(Truth::Unknown)) };
        let cell = thing.cell(key);
        let tested = cell.and_then(test);
        let truth = tested.as_ref().map_or(Truth::Unknown, |(holds, _)| Truth::known(*holds));
        let mut judged = Judged::of(Some(truth));
        if let (Some(cell), Some((_, said))) = (cell, &tested) {
            judged.data.push(Datum { at: cell.at, label: format!("{what}: {said}") });
        } else {
            let prefix = self.prefix_of(seat, thing);
            let mut missing = self.missing_fact(thing, &prefix, &what);
            missing.must_be = match (&fact.ty, wanted.as_slice()) {
                (Type::Flag, _) => Some("yes".into()),
                (_, []) => None,
                (_, wanted) => Some(wanted.join(" or ")),
            };
            judged.missing.push(missing);
        }
        let said = tested.map(|(_, said)| said);
        judged.atoms.push(Atom { at, what, truth, measure: None, said, wanted });
        judged
    }
}

fn operator_words(operator: Operator) -> &'static str {
    match operator {
        Operator::Below => "below",
        Operator::AtMost => "at most",
        Operator::Equal => "exactly",
        Operator::NotEqual => "anything but",
        Operator::AtLeast => "at least",
        Operator::Above => "above",
    }
}
