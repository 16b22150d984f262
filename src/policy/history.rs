//! What is said of several periods: earlier values, runs, tolerances.

use super::core::{
    Aggregate, Back, Comparison, Condition, ConditionKind, Cure, Obligation, Operator, Policy, Quantity,
    QuantityKind,
};
use super::names::Meaning;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::Span;
use crate::syntax::{self, Expression, Name, OverTime, Periods};
use crate::vocabulary::{Cadence, Exact, FactKey, LevelId, Type, Value};

impl Resolver<'_> {
    /// Periods as the policy counts them; fiscal ones need its fiscal year.
    pub(super) fn back(&mut self, periods: &Periods) -> Option<Back> {
        let cadence = self.cadence(periods)?;
        Some(Back { count: self.periods(&periods.count)?, cadence })
    }

    fn cadence(&mut self, periods: &Periods) -> Option<Cadence> {
        let fiscal_end = match (periods.fiscal, self.fiscal_end) {
            (false, _) => None,
            (true, Some(end)) => Some(end),
            (true, None) => {
                let message = "this policy does not say when its fiscal year ends";
                return self.refuse(
                    Diagnostic::new(&kinds::FISCAL_YEAR, periods.at, message)
                        .help("add a line such as `fiscal year ends June`"),
                );
            }
        };
        Some(Cadence { unit: periods.unit, fiscal_end })
    }

    /// `a for 3 consecutive quarters`: 3 of the last 3 at least.
    pub(super) fn over_time(
        &mut self,
        inner: &Expression,
        over: &OverTime,
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        let condition = self.condition(inner, level)?;
        let last = self.back(&over.of)?;
        let least = match &over.some {
            Some(some) => self.periods(some)?,
            None => last.count,
        };
        if least > last.count {
            let message = format!("{} periods cannot have {least} of a kind", last.count);
            return self.refuse(
                Diagnostic::new(&kinds::IMPOSSIBLE_RANGE, over.of.at, message)
                    .help("write the smaller number first: `in 3 of the last 4 quarters`"),
            );
        }
        Some(counted(condition, last, Operator::AtLeast, least, over.of.at, at))
    }

    /// `tolerate 3 consecutive quarters`: how many failures are let pass, among how many periods.
    pub(super) fn tolerate(&mut self, over: &OverTime) -> Option<(u32, Back, Span)> {
        let last = self.back(&over.of)?;
        let Some(some) = &over.some else {
            // One more in a row than is tolerated is a failure.
            let of = Back { count: last.count.saturating_add(1), ..last };
            return Some((last.count, of, over.of.at));
        };
        let most = self.periods(some)?;
        if most >= last.count {
            let message = format!("{most} of {} is every one of them: this tolerates anything", last.count);
            return self.refuse(
                Diagnostic::new(&kinds::IMPOSSIBLE_RANGE, over.of.at, message)
                    .help("tolerate fewer than there are: `tolerate 1 of the last 4 quarters`"),
            );
        }
        Some((most, last, over.of.at))
    }

    /// `cure within 90 days of notice`
    pub(super) fn cure(
        &mut self,
        within: &Expression,
        since: Option<&Name>,
        level: LevelId,
        at: Span,
    ) -> Option<Cure> {
        let within = self.length(within)?;
        let since = match since {
            None => None,
            Some(name) => match self.definitions.meaning(&name.word, level, self.schema) {
                Some(Meaning::Fact(fact)) if self.schema.fact(fact).ty == Type::Date => {
                    Some(FactKey::of(fact))
                }
                Some(_) => {
                    let message = format!("`{}` is not a date", name.word);
                    return self.refuse(
                        Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                            .help("name the fact that says from which day the time counts"),
                    );
                }
                None => return self.unknown(name, level),
            },
        };
        Some(Cure { within, since, at })
    }

    /// `average a over the last 4 quarters`
    pub(super) fn across(
        &mut self,
        kind: syntax::Aggregate,
        of: &Expression,
        last: &Periods,
        level: LevelId,
        at: Span,
    ) -> Option<Quantity> {
        let of = self.quantity(of, level)?;
        let last = self.back(last)?;
        let kind = match kind {
            syntax::Aggregate::Sum => Aggregate::Sum,
            syntax::Aggregate::Average => Aggregate::Average,
            syntax::Aggregate::Min => Aggregate::Min,
            syntax::Aggregate::Max => Aggregate::Max,
            syntax::Aggregate::Median => Aggregate::Median,
            syntax::Aggregate::WeightedAverage | syntax::Aggregate::Distinct => {
                let message = "periods have no weights and are not told apart by a value";
                return self.refuse(
                    Diagnostic::new(&kinds::TYPE_MISMATCH, at, message)
                        .help("write `average`, `median`, `min`, `max` or `sum` over the last periods"),
                );
            }
        };
        let averaged = !matches!(kind, Aggregate::Min | Aggregate::Max);
        if averaged && matches!(of.ty, Type::Date | Type::Rating(_) | Type::Frequency) {
            let message = format!("{} cannot be averaged or added up", of.ty.words(self.schema));
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, of.at, message)
                    .help("`min` and `max` work for everything that has an order"),
            );
        }
        let ty = of.ty.clone();
        Some(Quantity::new(QuantityKind::Across { kind, of: Box::new(of), last }, ty, at))
    }
}

/// What is asserted, but for so many failures among so many periods.
pub(super) fn tolerated(assertion: Condition, most: u32, of: Back, at: Span) -> Condition {
    let whole = assertion.at;
    counted(Condition::not(assertion), of, Operator::AtMost, most, at, whole)
}

/// The number of the last periods with something, against a limit.
fn counted(
    condition: Condition,
    last: Back,
    operator: Operator,
    limit: u32,
    limit_at: Span,
    at: Span,
) -> Condition {
    let measured = condition.at;
    let kind = QuantityKind::Met { condition: Box::new(condition), last };
    let left = Quantity::new(kind, Type::Number, measured);
    limited(left, operator, (limit, limit_at), at)
}

/// A number of periods against a limit, and where that stands.
pub(super) fn limited(left: Quantity, operator: Operator, limit: (u32, Span), at: Span) -> Condition {
    let number = Value::Number(Exact::from(i64::from(limit.0)));
    let right = Quantity::new(QuantityKind::Literal(number), Type::Number, limit.1);
    Condition { kind: ConditionKind::Compare(Box::new(Comparison { left, operator, right })), at }
}

/// What is only watched is no breach, and has no time in which to be cured.
pub(super) fn only_breaches_are_cured(policy: &Policy, diagnostics: &mut Diagnostics) {
    for rule in policy.rules.iter().filter(|rule| rule.obligation == Obligation::Watch) {
        for cure in rule.checks.iter().filter_map(|check| check.cure.as_ref()) {
            diagnostics.push(
                Diagnostic::new(&kinds::SYNTAX, cure.at, "what is watched is no breach that could be cured")
                    .label("nothing to cure")
                    .help("take `cure` out, or write the rule with `must` or `should`"),
            );
        }
    }
}
