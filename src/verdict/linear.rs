//! Sums and differences of class shares, as one number that is looked through.
//!
//! Classes exclude each other: what is in one bond class is in no other. Added up one by one, 15% of which nothing is
//! known would count as 15% in each. As one number it counts with what it can be once.

use std::collections::BTreeMap;

use crate::policy::{Quantity, QuantityKind};
use crate::vocabulary::{ClassId, Exact, Interval, Schema, Value};

/// Shares in classes, each with the number by which it is multiplied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Mix(BTreeMap<ClassId, Exact>);

/// A mix and a number that does not depend on it.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    pub(super) mix: Mix,
    pub(super) constant: Exact,
}

impl Linear {
    /// A quantity as a sum of shares of the subject; none, if anything else goes into it.
    pub(super) fn of(quantity: &Quantity) -> Option<Linear> {
        match &quantity.kind {
            QuantityKind::Share(class) => {
                Some(Linear { mix: Mix(BTreeMap::from([(*class, Exact::one())])), constant: Exact::zero() })
            }
            QuantityKind::Literal(Value::Percent(number) | Value::Points(number) | Value::Number(number)) => {
                Some(Linear { mix: Mix(BTreeMap::new()), constant: number.clone() })
            }
            QuantityKind::Plus(a, b) => Some(Linear::of(a)?.plus(&Linear::of(b)?)),
            QuantityKind::Minus(a, b) => Some(Linear::of(a)?.minus(&Linear::of(b)?)),
            QuantityKind::Times(a, b) => {
                let (a, b) = (Linear::of(a)?, Linear::of(b)?);
                match (a.number(), b.number()) {
                    (Some(number), _) => Some(b.times(&number)),
                    (_, Some(number)) => Some(a.times(&number)),
                    _ => None,
                }
            }
            QuantityKind::Over(a, b) => {
                let divisor = Linear::of(b)?.number()?;
                Some(Linear::of(a)?.times(&Exact::one().divided_by(&divisor)?))
            }
            _ => None,
        }
    }

    /// The difference of two; none, if it is a share in one class.
    pub(super) fn difference(a: &Quantity, b: &Quantity) -> Option<Linear> {
        Some(Linear::of(a)?.minus(&Linear::of(b)?)).filter(Linear::is_mixed)
    }

    /// The mean of several; none, if it is a share in one class.
    pub(super) fn mean(of: &[Quantity]) -> Option<Linear> {
        let all = of.iter().map(Linear::of).collect::<Option<Vec<_>>>()?;
        let sum = all.into_iter().reduce(|sum, one| sum.plus(&one))?;
        Some(sum.times(&Exact::one().divided_by(&Exact::from(of.len()))?)).filter(Linear::is_mixed)
    }

    /// Whether it is more than a share in one class: shares in several go into it, or all cancel out.
    pub(super) fn is_mixed(&self) -> bool {
        self.mix.0.len() != 1
    }

    fn number(&self) -> Option<Exact> {
        self.mix.0.is_empty().then(|| self.constant.clone())
    }

    fn times(mut self, number: &Exact) -> Linear {
        self.constant = &self.constant * number;
        self.mix.0.values_mut().for_each(|factor| *factor = &*factor * number);
        self
    }

    fn plus(mut self, other: &Linear) -> Linear {
        self.constant = &self.constant + &other.constant;
        for (class, factor) in &other.mix.0 {
            let sum = self.mix.0.get(class).map_or_else(|| factor.clone(), |own| own + factor);
            self.mix.0.insert(*class, sum);
        }
        // What cancels out does not go into it.
        self.mix.0.retain(|_, factor| !factor.is_zero());
        self
    }

    fn minus(self, other: &Linear) -> Linear {
        self.plus(&other.clone().times(&-&Exact::one()))
    }
}

impl Mix {
    pub(super) fn classes(&self) -> impl Iterator<Item = (ClassId, &Exact)> {
        self.0.iter().map(|(class, factor)| (*class, factor))
    }

    /// Without the share in one of its classes.
    pub(super) fn without(&self, class: ClassId) -> Mix {
        let rest = self.0.iter().filter(|(other, _)| **other != class);
        Mix(rest.map(|(class, factor)| (*class, factor.clone())).collect())
    }

    /// What something that is wholly in a class counts with.
    fn of_class(&self, class: ClassId, schema: &Schema) -> Exact {
        let above = self.0.iter().filter(|(of, _)| schema.class_is_within(class, **of));
        Exact::sum(above.map(|(_, factor)| factor))
    }

    /// What something can count with of which no more is known than the class that it is in, or not even that.
    /// `is_excluded` says of a class that it is none of it.
    pub(super) fn range(
        &self,
        within: Option<ClassId>,
        schema: &Schema,
        is_excluded: impl Fn(ClassId) -> bool,
    ) -> Interval {
        let may_be =
            schema.class_ids().filter(|class| within.is_none_or(|of| schema.class_is_within(*class, of)));
        let counts = may_be.filter(|class| !is_excluded(*class)).map(|class| self.of_class(class, schema));
        // It may be in no class at all, if none is known.
        let none = within.is_none().then(Exact::zero);
        let ranges = counts.chain(none).map(Interval::point);
        ranges.reduce(|a, b| a.hull(&b)).unwrap_or_else(|| Interval::point(Exact::zero()))
    }
}
