//! Expressions that are true or false, and the sugar that becomes one of a few core forms.

use super::comparisons::core_operator;
use super::core::{Aggregate, Comparison, Condition, ConditionKind, Operator, Over, Quantity, QuantityKind};
use super::measured::Named;
use super::names::Meaning;
use super::resolver::Resolver;
use super::units;
use crate::diagnostics::{Diagnostic, closest, kinds};
use crate::source::Span;
use crate::syntax::{self, Defined, Expression, ExpressionKind, Name};
use crate::vocabulary::{ClassId, Exact, FactKey, LevelId, Type, Value};

/// An option is of a class if at least this part of it is, as the SEC's names rule asks of a fund that is named
/// after a kind of investment (17 CFR 270.35d-1: 80%).
const OFFERED_SHARE: (i64, i64) = (4, 5);

impl<'t> Resolver<'t> {
    /// What an expression says of a subject of a level; `None` if it is faulty, which has been told.
    pub(super) fn condition(&mut self, expression: &Expression, level: LevelId) -> Option<Condition> {
        self.part(expression.at, |resolver| resolver.condition_itself(expression, level))
    }

    fn condition_itself(&mut self, expression: &Expression, level: LevelId) -> Option<Condition> {
        let at = expression.at;
        let here = |kind: ConditionKind| Some(Condition { kind, at });
        if let Some(another) = self.another_condition(expression, level) {
            return self.condition(&another, level);
        }
        match &expression.kind {
            ExpressionKind::Or(alternatives) => self.alternatives(alternatives, level, at),
            ExpressionKind::And(parts) => {
                let parts: Option<Vec<_>> = parts.iter().map(|part| self.condition(part, level)).collect();
                here(ConditionKind::All(parts?))
            }
            ExpressionKind::Not(inner) => {
                let inner = self.condition(inner, level)?;
                here(ConditionKind::Not(Box::new(inner)))
            }
            ExpressionKind::Compare(left, operator, right) => {
                let (left, right) = self.operands(left, right, level)?;
                self.backwards_rank(&left, *operator, at)?;
                self.comparison(left, core_operator(*operator), right, at)
            }
            ExpressionKind::Between(value, low, high) => {
                let value = self.quantity(value, level)?;
                let (low, high) = (self.quantity(low, level)?, self.quantity(high, level)?);
                self.between(value, low, high, at)
            }
            ExpressionKind::Within(value, tolerance, of) => {
                let (value, of) = self.operands(value, of, level)?;
                let tolerance = self.tolerance(tolerance)?;
                self.within(value, &tolerance, of, at)
            }
            ExpressionKind::Near(name, side, length) => self.near((name, *side), length, level, at),
            ExpressionKind::InPart(value, part) => {
                let value = self.quantity(value, level)?;
                self.in_part(value, *part, at)
            }
            ExpressionKind::Is { subject, negated, any_of, .. } => {
                let condition = self.is(subject, any_of, level, at)?;
                Some(if *negated { Condition::not(condition) } else { condition })
            }
            ExpressionKind::IsKnown(fact, negated) => {
                if *negated {
                    let message = "`is not known` cannot be a condition: somebody may still give the fact";
                    return self.refuse(
                        Diagnostic::new(&kinds::TYPE_MISMATCH, at, message).help(
                            "a missing fact makes every rule that needs it unknown, without being asked",
                        ),
                    );
                }
                self.of_fact(fact, level, at, ConditionKind::Known)
            }
            ExpressionKind::IsAvailable(fact, negated) => {
                let available = self.of_fact(fact, level, at, ConditionKind::Available)?;
                Some(if *negated { Condition::not(available) } else { available })
            }
            ExpressionKind::Offered(classes, negated) => {
                let condition = self.offered(classes, at)?;
                Some(if *negated { Condition::not(condition) } else { condition })
            }
            ExpressionKind::Document(asked) => {
                let asked = self.document(asked, level)?;
                here(ConditionKind::Document(Box::new(asked)))
            }
            ExpressionKind::CountClaim(operator, count, set) => {
                let left = self.counted(set, level, &|over| count_of(over, set.at))?;
                let right = self.fixed(count)?.quantity();
                self.comparison(left, core_operator(*operator), right, at)
            }
            ExpressionKind::SomeOf(operator, count, criteria) => {
                let criteria: Option<Vec<_>> =
                    criteria.iter().map(|one| self.condition(one, level)).collect();
                let left = self.score(criteria?.into_iter().map(|one| (Exact::one(), one)).collect(), at)?;
                let right = self.fixed(count)?.quantity();
                self.comparison(left, core_operator(*operator), right, at)
            }
            ExpressionKind::OverTime(inner, over) => self.over_time(inner, over, level, at),
            ExpressionKind::Ago(inner, ago) => {
                let inner = self.condition(inner, level)?;
                let ago = self.back(ago)?;
                here(ConditionKind::Ago(Box::new(inner), ago))
            }
            ExpressionKind::Measured(..) | ExpressionKind::OverPeriod(..) => {
                self.word(Named::of(expression)?, level, at)
            }
            ExpressionKind::Of(measured, of) => {
                self.condition_of(measured, of, level, at, |resolver, target| {
                    resolver.condition(measured, target)
                })
            }
            _ => {
                if let Some(taken_back) = self.limit_taken_back(expression) {
                    return self.condition(&taken_back, level);
                }
                let message = "this is a quantity, and a condition is needed here";
                let diagnostic = Diagnostic::new(&kinds::TYPE_MISMATCH, at, message);
                self.refuse(match swallowed_limit(expression) {
                    Some((word, limit)) => diagnostic
                        .also(limit, "this limit was read as a part of `where`")
                        .help(format!("put what is measured in parentheses: `({word} of … where …) <= …`")),
                    None => diagnostic.help("compare it with a limit: `crypto <= 5%`"),
                })
            }
        }
    }

    /// What is said of a fact itself: `manager is known`, `registered of manager is available`.
    fn of_fact(
        &mut self,
        fact: &Expression,
        level: LevelId,
        at: Span,
        kind: fn(FactKey) -> ConditionKind,
    ) -> Option<Condition> {
        match &fact.kind {
            ExpressionKind::Of(measured, of) => {
                self.condition_of(measured, of, level, at, |resolver, target| {
                    resolver.of_fact(measured, target, at, kind)
                })
            }
            _ => Some(Condition { kind: kind(self.fact_of(fact, level)?), at }),
        }
    }

    /// `count of options where is_core >= 3`: a condition goes on as far as it can, and took the limit with it. A
    /// yes-or-no fact has no limit, so that it can only be meant for the whole.
    fn limit_taken_back(&self, expression: &Expression) -> Option<Expression> {
        let mut measured = expression.clone();
        let set = match &mut measured.kind {
            ExpressionKind::Count(set)
            | ExpressionKind::Share(set)
            | ExpressionKind::Aggregate(_, _, set) => set,
            _ => return None,
        };
        let last = match set.filter.as_deref_mut() {
            Some(Expression { kind: ExpressionKind::And(parts) | ExpressionKind::Or(parts), .. }) => {
                parts.last_mut()?
            }
            filter => filter?,
        };
        let (ExpressionKind::Compare(subject, ..) | ExpressionKind::Between(subject, ..)) = &last.kind else {
            return None;
        };
        let Named { name, basis: None, .. } = Named::of(subject)? else { return None };
        let is_flag = |fact| self.schema.fact(fact).ty == Type::Flag;
        if !self.schema.facts_called(&name.word).any(is_flag) {
            return None;
        }
        let subject = Expression::clone(subject);
        let limited = std::mem::replace(last, subject);
        let kind = match limited.kind {
            ExpressionKind::Compare(_, operator, limit) => {
                ExpressionKind::Compare(Box::new(measured), operator, limit)
            }
            ExpressionKind::Between(_, low, high) => ExpressionKind::Between(Box::new(measured), low, high),
            _ => return None,
        };
        Some(Expression { kind, at: expression.at })
    }

    /// A word that stands as a condition: a yes-or-no fact, or a definition.
    fn word(&mut self, named: Named<'_>, level: LevelId, at: Span) -> Option<Condition> {
        let name = named.name;
        let meaning = self.definitions.meaning(&name.word, level, self.schema);
        if let Some(meaning) = &meaning {
            self.only_facts(named, meaning)?;
        }
        match meaning {
            None => self.unknown(name, level),
            Some(Meaning::Class(_)) => {
                let message = format!("`{}` is an asset class: a share, not a yes or no", name.word);
                let written = format!("{} > 0%", name.word);
                self.refuse(
                    Diagnostic::new(&kinds::CLASS_NOT_FACT, name.at, message)
                        .label("how much of it?")
                        .help(format!("write `{written}` for a thing that holds some of it"))
                        .maybe_fix(name.at, written),
                )
            }
            Some(Meaning::Fact(fact)) => {
                let key = self.key(named, fact)?;
                let ty = &self.schema.fact(fact).ty;
                if *ty == Type::Flag {
                    return Some(Condition { kind: ConditionKind::Flag(key), at });
                }
                let fact_name = self.schema.key_name(key);
                let message = format!("`{fact_name}` is {}, not a yes or no", ty.words(self.schema));
                let compared = if ty.is_ordered() { "<=" } else { "is" };
                self.refuse(
                    Diagnostic::new(&kinds::TYPE_MISMATCH, at, message)
                        .help(format!("write `{fact_name} {compared} …` with {}", units::example(ty))),
                )
            }
            Some(Meaning::Let(definition)) => match &definition.body {
                Defined::Expression(body) => {
                    self.used_at(name.at);
                    self.inside(definition, |resolver| resolver.condition(body, level))
                }
                Defined::Set(set) => {
                    let over = self.inside(definition, |resolver| resolver.over(set, level))?;
                    if over.group.is_some() {
                        let message = format!("`{}` names groups, and a condition is needed here", name.word);
                        return self.refuse(
                            Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                                .help(format!("count them, or add them up: `count of {}`", name.word)),
                        );
                    }
                    if over.level != level {
                        let (of, here) =
                            (self.schema.level(over.level).plural(), &self.schema.level(level).name);
                        let message = format!("`{}` names {of}, and this is about the {here}", name.word);
                        return self.refuse(Diagnostic::new(&kinds::WRONG_LEVEL, name.at, message));
                    }
                    // A thing to which the filter does not apply is not in the set, and that is known of it.
                    Some(match over.filter {
                        Some(filter) => Condition::not(Condition::fails(*filter)),
                        None => Condition { kind: ConditionKind::All(Vec::new()), at },
                    })
                }
            },
            Some(Meaning::Param(_) | Meaning::Table(_)) => {
                let message = format!("`{}` is a quantity, and a condition is needed here", name.word);
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, at, message))
            }
        }
    }

    fn offered(&mut self, classes: &[Name], at: Span) -> Option<Condition> {
        let mut each = Vec::new();
        for name in classes {
            let class = self.class(name)?;
            let option = self.schema.child_of(self.schema.level_ids().next()?)?;
            let share = self.share(class, option, name.at);
            let (part, whole) = OFFERED_SHARE;
            let most = Quantity::new(
                QuantityKind::Literal(Value::Percent(Exact::ratio(part, whole)?)),
                Type::Percent(None),
                name.at,
            );
            let filter = ConditionKind::Compare(Box::new(Comparison {
                left: share,
                operator: Operator::AtLeast,
                right: most,
            }));
            let filter = Some(Box::new(Condition { kind: filter, at: name.at }));
            let left =
                count_of(Over { level: option, group: None, filter, at: name.at, called: None }, name.at);
            let one =
                Quantity::new(QuantityKind::Literal(Value::Number(Exact::one())), Type::Number, name.at);
            let comparison = Comparison { left, operator: Operator::AtLeast, right: one };
            each.push(Condition { kind: ConditionKind::Compare(Box::new(comparison)), at: name.at });
        }
        Condition::all(each, at)
    }

    /// The class of this name.
    pub(super) fn class(&mut self, name: &Name) -> Option<ClassId> {
        if let Some(class) = self.schema.class_named(&name.word) {
            return Some(class);
        }
        if self.definitions.is_undefined(&name.word) {
            return None;
        }
        let known: Vec<&str> =
            self.schema.class_ids().map(|id| self.schema.class(id).name.as_str()).collect();
        self.refuse(
            super::words::unknown(name, "asset class", closest(&name.word, known))
                .help("`planlint vocabulary` lists the asset classes that there are"),
        )
    }

    /// The share of a class in a subject of a level.
    pub(super) fn share(&self, class: ClassId, level: LevelId, at: Span) -> Quantity {
        let ty = Type::Percent(Some(crate::vocabulary::Denominator::Assets(level)));
        Quantity::new(QuantityKind::Share(class), ty, at)
    }

    /// Holds some of a class: a share above zero.
    pub(super) fn holds_some(&self, class: ClassId, level: LevelId, at: Span) -> Condition {
        let left = self.share(class, level, at);
        let zero =
            Quantity::new(QuantityKind::Literal(Value::Percent(Exact::zero())), Type::Percent(None), at);
        Condition {
            kind: ConditionKind::Compare(Box::new(Comparison {
                left,
                operator: Operator::Above,
                right: zero,
            })),
            at,
        }
    }
}

/// `count of options where is_core >= 3`: a condition goes on as far as it can, and takes the limit with it.
fn swallowed_limit(expression: &Expression) -> Option<(String, Span)> {
    let (word, set) = match &expression.kind {
        ExpressionKind::Count(set) => ("count".to_string(), set),
        ExpressionKind::Share(set) => ("share".to_string(), set),
        ExpressionKind::Aggregate(syntax::Aggregate::WeightedAverage, _, set) => {
            ("weighted average …".to_string(), set)
        }
        ExpressionKind::Aggregate(kind, _, set) => (format!("{kind:?} …").to_lowercase(), set),
        _ => return None,
    };
    let last = match set.filter.as_deref().map(|filter| &filter.kind) {
        Some(ExpressionKind::And(parts) | ExpressionKind::Or(parts)) => parts.last()?,
        _ => set.filter.as_deref()?,
    };
    matches!(last.kind, ExpressionKind::Compare(..)).then_some((word, last.at))
}

fn count_of(over: Over, at: Span) -> Quantity {
    Quantity::new(QuantityKind::Aggregate { kind: Aggregate::Count, of: None, over }, Type::Number, at)
}
