//! Conditions and quantities.

use pest::iterators::Pair;

use super::{Builder, Parts};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::nearness::Nearness;
use crate::syntax::tree::{
    Aggregate, ArithmeticOperator, Expression, ExpressionKind, IsValue, Literal, Name, Operator, RankPart,
};
use crate::syntax::wrong_turns;
use crate::vocabulary::{Exact, Value};

/// A tree of operators is as deep as the row is long.
const MOST_OPERATORS: usize = 100;

impl Builder {
    pub(super) fn expression(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        self.joined(pair, Rule::or_op, Builder::conjunction, ExpressionKind::Or)
    }

    fn conjunction(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        self.joined(pair, Rule::and_op, Builder::negation, ExpressionKind::And)
    }

    /// Operands joined by one operator.
    fn joined(
        &mut self,
        pair: Pair<'_, Rule>,
        operator: Rule,
        operand: fn(&mut Self, Pair<'_, Rule>) -> Option<Expression>,
        join: fn(Vec<Expression>) -> ExpressionKind,
    ) -> Option<Expression> {
        let at = self.span(&pair);
        let mut operands = Vec::new();
        let mut over_time = None;
        for child in pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT) {
            if child.as_rule() == Rule::over_time {
                over_time = Some(self.over_time(child)?);
                continue;
            }
            if child.as_rule() != operator {
                operands.push(operand(self, child)?);
                continue;
            }
            let word = child.into_inner().next()?;
            if matches!(word.as_rule(), Rule::wrong_and | Rule::wrong_or) {
                let at = self.span(&word);
                return self.refuse(wrong_turns::operator(at, word.as_str()));
            }
        }
        let joined = match operands.len() {
            1 => operands.pop(),
            _ => Some(Expression { kind: join(operands), at }),
        };
        match over_time {
            Some(over_time) => {
                Some(Expression { kind: ExpressionKind::OverTime(Box::new(joined?), over_time), at })
            }
            None => joined,
        }
    }

    fn negation(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let mut negated = false;
        while let Some(Rule::not_word | Rule::wrong_not) = parts.peek() {
            let word = parts.next()?;
            if word.as_rule() == Rule::wrong_not {
                let at = self.span(&word);
                return self.refuse(wrong_turns::operator(at, word.as_str()));
            }
            negated = !negated;
        }
        let inner = self.relation(parts.next()?)?;
        Some(if negated { Expression { kind: ExpressionKind::Not(Box::new(inner)), at } } else { inner })
    }

    fn relation(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        if let Some(document) = parts.take(Rule::document) {
            return self.document(document);
        }
        let left = self.arithmetic(parts.next()?)?;
        let Some(tail) = parts.next() else { return Some(left) };
        let left = Box::new(left);
        let rule = tail.as_rule();
        let mut inner = Parts::of(tail);
        let kind = match rule {
            Rule::compare_tail => {
                let operator = self.compare_operator(inner.next()?)?;
                let right = Box::new(self.arithmetic(inner.next()?)?);
                ExpressionKind::Compare(left, operator, right)
            }
            Rule::between_tail => {
                let low = inner.seek(Rule::arithmetic).and_then(|pair| self.arithmetic(pair))?;
                let high = inner.seek(Rule::arithmetic).and_then(|pair| self.arithmetic(pair))?;
                ExpressionKind::Between(left, Box::new(low), Box::new(high))
            }
            Rule::within_tail => {
                inner.take(Rule::within_word);
                let side = match inner.peek() {
                    Some(Rule::the_last) => Nearness::Last,
                    Some(Rule::the_next) => Nearness::Next,
                    _ => Nearness::Unsaid,
                };
                if side != Nearness::Unsaid {
                    inner.next();
                }
                let tolerance = inner.next().and_then(|pair| self.written(pair))?;
                let Some(of) = inner.seek(Rule::arithmetic) else {
                    return self.near(*left, side, tolerance, at);
                };
                let of = self.arithmetic(of)?;
                ExpressionKind::Within(left, Box::new(tolerance), Box::new(of))
            }
            Rule::in_tail => ExpressionKind::InPart(left, self.rank_part(&inner.seek(Rule::rank_part)?)),
            Rule::is_tail => self.is_tail(left, &mut inner)?,
            _ => return None,
        };
        Some(Expression { kind, at })
    }

    /// `holdings_as_of within 120 days`, `maturity within the next 397 days`
    fn near(&mut self, day: Expression, side: Nearness, most: Expression, at: Span) -> Option<Expression> {
        let is_length = match &most.kind {
            ExpressionKind::Literal(literal) => matches!(literal.value, Value::Duration(_)),
            _ => true,
        };
        match day.kind {
            ExpressionKind::Measured(name, None) if is_length => {
                Some(Expression { kind: ExpressionKind::Near(name, side, Box::new(most)), at })
            }
            _ => self.refuse(wrong_turns::within_what(most.at)),
        }
    }

    pub(super) fn compare_operator(&mut self, pair: Pair<'_, Rule>) -> Option<Operator> {
        let operator = pair.into_inner().next()?;
        Some(match operator.as_rule() {
            Rule::at_most_op => Operator::AtMost,
            Rule::at_least_op => Operator::AtLeast,
            Rule::below_op => Operator::Below,
            Rule::above_op => Operator::Above,
            _ => {
                let at = self.span(&operator);
                return self.refuse(wrong_turns::operator(at, operator.as_str().trim()));
            }
        })
    }

    fn is_tail(&mut self, left: Box<Expression>, parts: &mut Parts<'_>) -> Option<ExpressionKind> {
        parts.take(Rule::is_word);
        let negated = parts.take(Rule::not_word).is_some();
        let value = parts.next()?;
        Some(match value.as_rule() {
            Rule::known_word => ExpressionKind::IsKnown(left, negated),
            Rule::available_word => ExpressionKind::IsAvailable(left, negated),
            Rule::offered_word => match left.kind {
                ExpressionKind::Measured(name, None) => ExpressionKind::Offered(vec![name], negated),
                _ => {
                    let message = "only an asset class can be `offered`";
                    return self.refuse(Diagnostic::new(&kinds::SYNTAX, left.at, message));
                }
            },
            Rule::one_of => {
                let (mut any_of, mut or_last) = (Vec::new(), false);
                for value in value.into_inner() {
                    match value.as_rule() {
                        Rule::is_value => any_of.push(self.is_value(value)?),
                        Rule::or_value => {
                            or_last = true;
                            any_of.push(self.is_value(Parts::of(value).seek(Rule::is_value)?)?);
                        }
                        _ => {}
                    }
                }
                ExpressionKind::Is { subject: left, negated, any_of, or_last }
            }
            _ => {
                let any_of = vec![self.is_value(value)?];
                ExpressionKind::Is { subject: left, negated, any_of, or_last: false }
            }
        })
    }

    fn is_value(&mut self, pair: Pair<'_, Rule>) -> Option<IsValue> {
        let value = pair.into_inner().next()?;
        match value.as_rule() {
            Rule::choice => Some(IsValue::Word(self.name(&value))),
            Rule::flag => self.literal(value).map(IsValue::Literal),
            _ => self.arithmetic(value).map(|value| match value.kind {
                ExpressionKind::Literal(literal) => IsValue::Literal(literal),
                ExpressionKind::Measured(name, None) => IsValue::Word(name),
                kind => IsValue::Computed(Box::new(Expression { kind, at: value.at })),
            }),
        }
    }

    fn rank_part(&self, pair: &Pair<'_, Rule>) -> RankPart {
        let words = pair.as_str();
        let parts = match words.split_whitespace().last() {
            Some("half") => 2,
            Some("third") => 3,
            Some("quintile") => 5,
            Some("decile") => 10,
            _ => 4,
        };
        RankPart { top: words.starts_with("top"), parts, at: self.span(pair) }
    }

    // --- Quantities -------------------------------------------------------------------------------------------

    /// `+ -` and `* /`, left to right, the second pair tighter.
    pub(super) fn arithmetic(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let mut parts = Parts::of(pair);
        let mut sum: Option<(Expression, ArithmeticOperator)> = None;
        let mut product = self.signed(&mut parts)?;
        let mut operators = 0_usize;
        while let Some(operator) = parts.next() {
            operators = operators.saturating_add(1);
            if operators > MOST_OPERATORS {
                let message = format!("more than {MOST_OPERATORS} numbers are computed with each other");
                return self.refuse(
                    Diagnostic::new(&kinds::NESTED_TOO_DEEP, self.span(&operator), message)
                        .help("sum over a set: `sum weight of options where …`"),
                );
            }
            let operator = match operator.as_rule() {
                Rule::plus_op => ArithmeticOperator::Plus,
                Rule::minus_op => ArithmeticOperator::Minus,
                Rule::times_op => ArithmeticOperator::Times,
                _ => ArithmeticOperator::Over,
            };
            let right = self.signed(&mut parts)?;
            match operator {
                ArithmeticOperator::Times | ArithmeticOperator::Over => {
                    product = combined(product, operator, right)
                }
                ArithmeticOperator::Plus | ArithmeticOperator::Minus => {
                    let left = match sum.take() {
                        Some((left, pending)) => combined(left, pending, product),
                        None => product,
                    };
                    sum = Some((left, operator));
                    product = right;
                }
            }
        }
        Some(match sum {
            Some((left, pending)) => combined(left, pending, product),
            None => product,
        })
    }

    fn signed(&mut self, parts: &mut Parts<'_>) -> Option<Expression> {
        let sign = parts.take(Rule::minus_sign).map(|pair| self.span(&pair));
        let mut value = self.primary(parts.next()?)?;
        if let Some(ago) = parts.take(Rule::ago) {
            value = self.ago(value, ago)?;
        }
        Some(negated(sign, value))
    }

    pub(super) fn primary(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::expression => {
                let inner = self.expression(pair)?;
                // What follows an `or` within parentheses ends with them.
                return Some(match inner.kind {
                    ExpressionKind::Is { or_last: true, .. } => {
                        Expression { at: inner.at, kind: ExpressionKind::Or(vec![inner]) }
                    }
                    _ => inner,
                });
            }
            Rule::measured | Rule::inner_measured | Rule::peer_median => {
                let (mut parts, peers) = (Parts::of(pair), at);
                let word = parts.take(Rule::peer_median_word).map(|word| self.span(&word));
                let name = parts.seek(Rule::name).map(|pair| self.name(&pair))?;
                let basis = parts.take(Rule::basis).and_then(|basis| basis.into_inner().next());
                let basis = basis.map(|pair| self.name(&pair));
                let at = basis.as_ref().map_or(name.at, |basis| name.at.to(basis.at));
                let mut measured = Expression { kind: ExpressionKind::Measured(name, basis), at };
                if let Some(period) = parts.take(Rule::over_period) {
                    let at = at.to(self.span(&period));
                    let period = Parts::of(period).seek(Rule::length).and_then(|pair| self.written(pair))?;
                    let (of, period) = (Box::new(measured), Box::new(period));
                    measured = Expression { kind: ExpressionKind::OverPeriod(of, period), at };
                }
                return Some(match word {
                    Some(at) => of(measured, Name { word: PEERS.to_string(), at }, peers),
                    None => self.referred(measured, &mut parts),
                });
            }
            Rule::percent_of => {
                let mut parts = Parts::of(pair);
                let literal = parts.next().and_then(|pair| self.literal(pair))?;
                let denominator = parts.seek(Rule::denominator)?.into_inner().next()?;
                ExpressionKind::PercentOf(literal, self.name(&denominator))
            }
            Rule::time_since | Rule::inner_since => {
                let mut parts = Parts::of(pair);
                let is_ahead = parts.take(Rule::until_words).is_some();
                let name = parts.seek(Rule::name).map(|pair| self.name(&pair))?;
                let at = Span::new(self.source, at.start, name.at.end);
                let kind = match is_ahead {
                    true => ExpressionKind::TimeUntil(name),
                    false => ExpressionKind::TimeSince(name),
                };
                return Some(self.referred(Expression { kind, at }, &mut parts));
            }
            Rule::extreme | Rule::inner_extreme => {
                let greatest = pair.as_str().starts_with("great");
                ExpressionKind::Extreme { greatest, of: self.all_measured(pair)? }
            }
            Rule::first_available => ExpressionKind::FirstAvailable(self.all_measured(pair)?),
            Rule::middle => ExpressionKind::Middle(self.all_measured(pair)?),
            Rule::time_from => {
                let mut parts = Parts::of(pair);
                let from = parts.seek(Rule::measured).and_then(|from| self.primary(from))?;
                let to = parts.seek(Rule::measured).and_then(|to| self.primary(to))?;
                ExpressionKind::Arithmetic(Box::new(to), ArithmeticOperator::Minus, Box::new(from))
            }
            Rule::every_one => {
                let names = pair.into_inner().filter(|pair| pair.as_rule() == Rule::name);
                ExpressionKind::Offered(names.map(|pair| self.name(&pair)).collect(), false)
            }
            Rule::aggregate => self.aggregate(pair.into_inner().next()?)?,
            Rule::score => {
                let mut parts = Parts::of(pair);
                let mut criteria = Vec::new();
                while let Some(criterion) = parts.seek(Rule::criterion) {
                    let mut inner = Parts::of(criterion);
                    let points = inner.next().and_then(|pair| self.written(pair))?;
                    criteria.push((points, inner.next().and_then(|pair| self.expression(pair))?));
                }
                ExpressionKind::Score(criteria)
            }
            Rule::some_of => {
                let mut parts = Parts::of(pair);
                let operator = claimed(&parts.next()?);
                let count = parts.take(Rule::count).and_then(|pair| self.written(pair))?;
                let mut criteria = Vec::new();
                while let Some(criterion) = parts.seek(Rule::expression) {
                    criteria.push(self.expression(criterion)?);
                }
                ExpressionKind::SomeOf(operator, Box::new(count), criteria)
            }
            Rule::count_claim => self.count_claim(pair)?,
            _ => ExpressionKind::Literal(self.literal(pair)?),
        };
        Some(Expression { kind, at })
    }

    /// A `count`, `length`, `tolerance` or `day`: written out, or the name of a parameter.
    pub(super) fn written(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        Parts::of(pair).next().and_then(|value| self.value(value))
    }

    pub(super) fn value(&mut self, value: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&value);
        let kind = match value.as_rule() {
            Rule::name => ExpressionKind::Measured(self.name(&value), None),
            _ => ExpressionKind::Literal(self.literal(value)?),
        };
        Some(Expression { kind, at })
    }

    fn aggregate(&mut self, pair: Pair<'_, Rule>) -> Option<ExpressionKind> {
        let rule = pair.as_rule();
        let mut parts = Parts::of(pair);
        let word = parts.next()?;
        if rule != Rule::aggregate_of {
            let set = parts.seek(Rule::set).and_then(|pair| self.set(pair))?;
            return Some(if rule == Rule::count_of {
                ExpressionKind::Count(set)
            } else {
                ExpressionKind::Share(set)
            });
        }
        let aggregate = match word.as_str() {
            "sum" => Aggregate::Sum,
            "average" => Aggregate::Average,
            "min" => Aggregate::Min,
            "max" => Aggregate::Max,
            "median" => Aggregate::Median,
            "distinct" => Aggregate::Distinct,
            _ => Aggregate::WeightedAverage,
        };
        let of = parts.take(Rule::aggregated).and_then(|pair| self.arithmetic(pair))?;
        if let Some(last) = parts.take(Rule::over_last) {
            let periods = self.counted_periods(last)?;
            return Some(ExpressionKind::Across(aggregate, Box::new(of), periods));
        }
        let set = parts.seek(Rule::set).and_then(|pair| self.set(pair))?;
        Some(ExpressionKind::Aggregate(aggregate, Box::new(of), set))
    }

    /// Everything that is listed, words and signs aside.
    fn all_measured(&mut self, pair: Pair<'_, Rule>) -> Option<Vec<Expression>> {
        let mut parts = Parts::of(pair);
        let mut of = Vec::new();
        while let Some(part) = parts.next() {
            if matches!(part.as_rule(), Rule::arithmetic | Rule::aggregated) {
                of.push(self.arithmetic(part)?);
            }
        }
        Some(of)
    }

    /// `kind of manager of benchmark`: each `of` goes one step further away.
    fn referred(&mut self, measured: Expression, parts: &mut Parts<'_>) -> Expression {
        let mut steps = Vec::new();
        while let Some(Rule::referred | Rule::inner_referred) = parts.peek() {
            let name = parts.next().and_then(|step| Parts::of(step).seek(Rule::name));
            steps.extend(name.map(|name| self.name(&name)));
        }
        let start = measured.at;
        steps.into_iter().fold(measured, |measured, step| {
            let at = start.to(step.at);
            of(measured, step, at)
        })
    }

    fn count_claim(&mut self, pair: Pair<'_, Rule>) -> Option<ExpressionKind> {
        let mut parts = Parts::of(pair);
        let word = parts.next()?;
        let operator = claimed(&word);
        let count = match parts.take(Rule::count) {
            Some(count) => self.written(count)?,
            None => {
                let at = self.span(&word);
                let none = Literal { value: Value::Number(Exact::zero()), text: "0".into(), at };
                Expression { kind: ExpressionKind::Literal(none), at }
            }
        };
        let set = parts.take(Rule::set).and_then(|pair| self.set(pair))?;
        Some(ExpressionKind::CountClaim(operator, Box::new(count), set))
    }
}

/// The fact by which an option refers to its peers, whose facts are medians.
const PEERS: &str = "peer_group";

fn of(measured: Expression, reference: Name, at: Span) -> Expression {
    Expression { kind: ExpressionKind::Of(Box::new(measured), reference), at }
}

fn combined(left: Expression, operator: ArithmeticOperator, right: Expression) -> Expression {
    let at = left.at.to(right.at);
    Expression { kind: ExpressionKind::Arithmetic(Box::new(left), operator, Box::new(right)), at }
}

pub(super) fn negated(sign: Option<Span>, value: Expression) -> Expression {
    match sign {
        Some(sign) => Expression { at: sign.to(value.at), kind: ExpressionKind::Negate(Box::new(value)) },
        None => value,
    }
}

/// `at least`, `at most`, `exactly` and `no` before a number.
fn claimed(word: &Pair<'_, Rule>) -> Operator {
    match word.as_rule() {
        Rule::at_least_words => Operator::AtLeast,
        Rule::at_most_words => Operator::AtMost,
        _ => Operator::Exactly,
    }
}
