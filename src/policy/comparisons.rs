//! Quantities set beside each other: limits, bounds, tolerances, parts of a ranking.

use super::core::{Comparison, Condition, ConditionKind, Operator, Quantity, QuantityKind};
use super::fixed::Fixed;
use super::resolver::Resolver;
use super::{limits, ratings, units};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::{self, Expression, RankPart};
use crate::vocabulary::{Direction, Exact, LevelId, Type, Value};

impl<'t> Resolver<'t> {
    pub(super) fn operands(
        &mut self,
        left: &Expression,
        right: &Expression,
        level: LevelId,
    ) -> Option<(Quantity, Quantity)> {
        let left = self.quantity(left, level)?;
        let right = self.quantity(right, level)?;
        Some((left, right))
    }

    pub(super) fn comparison(
        &mut self,
        left: Quantity,
        operator: Operator,
        right: Quantity,
        at: Span,
    ) -> Option<Condition> {
        // To be P-1 is to be neither below nor above all that it covers.
        if let (Operator::Equal | Operator::NotEqual, Some((low, high))) = (operator, ratings::ends(&right)) {
            let within = self.between(left, low, high, at)?;
            return Some(if operator == Operator::Equal { within } else { Condition::not(within) });
        }
        let comparison = self.compared(left, operator, right)?;
        self.or_refuse(limits::check(std::slice::from_ref(&comparison), at, self.schema))?;
        Some(Condition { kind: ConditionKind::Compare(Box::new(comparison)), at })
    }

    /// `value between low and high`, both included.
    pub(super) fn between(
        &mut self,
        value: Quantity,
        low: Quantity,
        high: Quantity,
        at: Span,
    ) -> Option<Condition> {
        self.or_refuse(limits::ordered(&low, &high))?;
        let above = self.compared(value.clone(), Operator::AtLeast, low)?;
        let below = self.compared(value, Operator::AtMost, high)?;
        // What fits either may fit only one of two scales.
        self.or_refuse(units::common(&above.right, &below.right, self.schema))?;
        let ends = [above, below];
        self.or_refuse(limits::check(&ends, at, self.schema))?;
        let ends = ends.map(|end| Condition { kind: ConditionKind::Compare(Box::new(end)), at });
        Some(Condition { kind: ConditionKind::Between(Box::new(ends)), at })
    }

    fn compared(&mut self, left: Quantity, operator: Operator, right: Quantity) -> Option<Comparison> {
        self.or_refuse(units::common(&left, &right, self.schema))?;
        // What is measured stands first: `5% >= crypto` is `crypto <= 5%`.
        let literal_first =
            matches!(left.kind, QuantityKind::Literal(_)) && !matches!(right.kind, QuantityKind::Literal(_));
        let (left, operator, right) = match literal_first {
            true => (right, limits::mirrored(operator), left),
            false => (left, operator, right),
        };
        let left = ratings::limit(left, limits::mirrored(operator));
        Some(Comparison { left, operator, right: ratings::limit(right, operator) })
    }

    /// `peer_rank over 3 years at least 50th percentile`: 1 is best, so nobody can tell what was meant.
    pub(super) fn backwards_rank(
        &mut self,
        left: &Quantity,
        operator: syntax::Operator,
        at: Span,
    ) -> Option<()> {
        let up = matches!(operator, syntax::Operator::AtLeast | syntax::Operator::Above);
        if left.ty != Type::Percentile || !up || self.direction(left) != Some(Direction::LowerIsBetter) {
            return Some(());
        }
        let message = "1 is the best rank here, so this asks for a bad one";
        self.refuse(
            Diagnostic::new(&kinds::TYPE_MISMATCH, at, message)
                .help(
                    "write `in top half` for the better half, or `in bottom half` if the worse one is meant",
                )
                .help("write `<= 50th percentile` for a rank of 50 or better"),
        )
    }

    fn direction(&self, quantity: &Quantity) -> Option<Direction> {
        match &quantity.kind {
            QuantityKind::Fact(key) => self.schema.fact(key.fact).direction,
            QuantityKind::Aggregate { of: Some(of), .. }
            | QuantityKind::Across { of, .. }
            | QuantityKind::Of(_, of)
            | QuantityKind::Within(_, of)
            | QuantityKind::Ago(of, _) => self.direction(of),
            _ => None,
        }
    }

    /// `within 2 points of x`: a distance; `within 2% of x`: a part of x; otherwise an amount.
    pub(super) fn within(
        &mut self,
        value: Quantity,
        tolerance: &Fixed<'_>,
        of: Quantity,
        at: Span,
    ) -> Option<Condition> {
        self.or_refuse(units::common(&value, &of, self.schema))?;
        let (kind, ty) = match (&tolerance.value, &value.ty) {
            (Value::Percent(_), ty) => {
                let share = Quantity::new(
                    QuantityKind::Literal(tolerance.value.clone()),
                    Type::Percent(None),
                    tolerance.at,
                );
                let base = Quantity::new(of.kind.clone(), of.ty.clone(), of.at);
                let zero =
                    Quantity::new(QuantityKind::Literal(Value::Number(Exact::zero())), of.ty.clone(), of.at);
                let size = QuantityKind::Distance(Box::new(base), Box::new(zero));
                let size = Quantity::new(size, of.ty.clone(), of.at);
                (QuantityKind::Times(Box::new(share), Box::new(size)), ty.clone())
            }
            (Value::Points(_), Type::Percent(_)) => {
                (QuantityKind::Literal(tolerance.value.clone()), Type::Points)
            }
            (Value::Money(_), Type::Money) | (Value::Number(_), Type::Number) => {
                (QuantityKind::Literal(tolerance.value.clone()), value.ty.clone())
            }
            (Value::Duration(_), Type::Date | Type::Duration) => {
                (QuantityKind::Literal(tolerance.value.clone()), Type::Duration)
            }
            _ => {
                let message = format!("this tolerance does not fit {}", value.ty.words(self.schema));
                return self.refuse(
                    Diagnostic::new(&kinds::TYPE_MISMATCH, tolerance.at, message)
                        .help("write `within 2 points of …` for a distance between percents, `within 2% of …` for a part of the target"),
                );
            }
        };
        let distance_ty = match (&value.ty, &ty) {
            (Type::Percent(_), Type::Points) => Type::Points,
            (Type::Date, _) => Type::Duration,
            _ => value.ty.clone(),
        };
        let value_at = value.at;
        let left =
            Quantity::new(QuantityKind::Distance(Box::new(value), Box::new(of)), distance_ty, value_at);
        let right = Quantity::new(kind, ty, tolerance.at);
        Some(Condition {
            kind: ConditionKind::Compare(Box::new(Comparison { left, operator: Operator::AtMost, right })),
            at,
        })
    }

    /// `in top half`: which side of the cut, by the direction in which the fact is better.
    pub(super) fn in_part(&mut self, value: Quantity, part: RankPart, at: Span) -> Option<Condition> {
        if value.ty != Type::Percentile {
            let message = format!("{} has no top and bottom", value.ty.words(self.schema));
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, value.at, message)
                    .help("only a rank has: `peer_rank over 3 years in top half`"),
            );
        }
        let Some(direction) = self.direction(&value) else {
            let message = "it is not declared which end of this ranking is the top";
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, value.at, message)
                    .help("add `lower is better` or `higher is better` to its `fact` declaration"),
            );
        };
        // Percentiles run from the best at 1 to the worst at 100, or the other way round.
        let best_is_low = direction == Direction::LowerIsBetter;
        let size = Exact::ratio(100, part.parts)?;
        let (operator, cut) = match part.top == best_is_low {
            true => (Operator::AtMost, size),
            false => (Operator::Above, &Exact::from(100_i64) - &size),
        };
        let right = Quantity::new(QuantityKind::Literal(Value::Percentile(cut)), Type::Percentile, part.at);
        Some(Condition {
            kind: ConditionKind::Compare(Box::new(Comparison { left: value, operator, right })),
            at,
        })
    }
}

/// The operator of a written one.
pub(super) fn core_operator(operator: syntax::Operator) -> Operator {
    match operator {
        syntax::Operator::Below => Operator::Below,
        syntax::Operator::AtMost => Operator::AtMost,
        syntax::Operator::Exactly => Operator::Equal,
        syntax::Operator::AtLeast => Operator::AtLeast,
        syntax::Operator::Above => Operator::Above,
    }
}
