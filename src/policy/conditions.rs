//! Expressions that are true or false, and the sugar that becomes one of a few core forms.

use super::core::{Aggregate, Comparison, Condition, ConditionKind, Operator, Over, Quantity, QuantityKind};
use super::from_syntax::Resolver;
use super::names::Meaning;
use super::{limits, units};
use crate::diagnostics::{Diagnostic, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{self, Defined, Expression, ExpressionKind, IsValue, Literal, Name, RankPart, Set};
use crate::vocabulary::{ClassId, Direction, Exact, FactKey, LevelId, Type, Value};

/// An option is of a class if at least this part of it is, as the SEC's names rule asks of a fund that is named
/// after a kind of investment (17 CFR 270.35d-1: 80%).
const OFFERED_SHARE: (i64, i64) = (4, 5);

impl<'t> Resolver<'t> {
    /// What an expression says of a subject of a level; `None` if it is faulty, which has been told.
    pub(super) fn condition(&mut self, expression: &'t Expression, level: LevelId) -> Option<Condition> {
        let at = expression.at;
        let here = |kind: ConditionKind| Some(Condition { kind, at });
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
                self.or_refuse(limits::ordered(&low, &high))?;
                let above = self.comparison(value.clone(), Operator::AtLeast, low, at)?;
                let below = self.comparison(value, Operator::AtMost, high, at)?;
                here(ConditionKind::All(vec![above, below]))
            }
            ExpressionKind::Within(value, tolerance, of) => {
                let (value, of) = self.operands(value, of, level)?;
                self.within(value, tolerance, of, at)
            }
            ExpressionKind::InPart(value, part) => {
                let value = self.quantity(value, level)?;
                self.in_part(value, *part, at)
            }
            ExpressionKind::Is { subject, negated, any_of } => {
                let condition = self.is(subject, any_of, level, at)?;
                Some(if *negated { not(condition) } else { condition })
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
                here(ConditionKind::Known(self.fact_of(fact, level)?))
            }
            ExpressionKind::Offered(classes, negated) => {
                let condition = self.offered(classes, at)?;
                Some(if *negated { not(condition) } else { condition })
            }
            ExpressionKind::CountClaim(operator, count, set) => {
                let over = self.over(set, level)?;
                let left = count_of(over, set.at);
                let right = Quantity {
                    kind: QuantityKind::Literal(count.value.clone()),
                    ty: Type::Number,
                    at: count.at,
                };
                self.comparison(left, core_operator(*operator), right, at)
            }
            ExpressionKind::Measured(name, basis) => self.word(name, basis.as_ref(), level, at),
            _ => {
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

    fn operands(
        &mut self,
        left: &'t Expression,
        right: &'t Expression,
        level: LevelId,
    ) -> Option<(Quantity, Quantity)> {
        let left = self.quantity(left, level)?;
        let right = self.quantity(right, level)?;
        Some((left, right))
    }

    fn comparison(
        &mut self,
        left: Quantity,
        operator: Operator,
        right: Quantity,
        at: Span,
    ) -> Option<Condition> {
        self.or_refuse(units::common(&left, &right, self.schema))?;
        // What is measured stands first: `5% >= crypto` is `crypto <= 5%`.
        let literal_first =
            matches!(left.kind, QuantityKind::Literal(_)) && !matches!(right.kind, QuantityKind::Literal(_));
        let (left, operator, right) = match literal_first {
            true => (right, limits::mirrored(operator), left),
            false => (left, operator, right),
        };
        let comparison = Comparison { left, operator, right };
        self.or_refuse(limits::check(&comparison, at, self.schema))?;
        Some(Condition { kind: ConditionKind::Compare(Box::new(comparison)), at })
    }

    /// `peer_rank at least 50th percentile`: 1 is best, so nobody can tell what was meant.
    fn backwards_rank(&mut self, left: &Quantity, operator: syntax::Operator, at: Span) -> Option<()> {
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
            QuantityKind::Aggregate { of: Some(of), .. } => self.direction(of),
            _ => None,
        }
    }

    /// `within 2 points of x`: a distance; `within 2% of x`: a part of x; otherwise an amount.
    fn within(&mut self, value: Quantity, tolerance: &Literal, of: Quantity, at: Span) -> Option<Condition> {
        self.or_refuse(units::common(&value, &of, self.schema))?;
        let (kind, ty) = match (&tolerance.value, &value.ty) {
            (Value::Percent(_), ty) => {
                let share = Quantity {
                    kind: QuantityKind::Literal(tolerance.value.clone()),
                    ty: Type::Percent(None),
                    at: tolerance.at,
                };
                let base = Quantity { kind: of.kind.clone(), ty: of.ty.clone(), at: of.at };
                let zero = Quantity {
                    kind: QuantityKind::Literal(Value::Number(Exact::zero())),
                    ty: of.ty.clone(),
                    at: of.at,
                };
                let size = QuantityKind::Distance(Box::new(base), Box::new(zero));
                let size = Quantity { kind: size, ty: of.ty.clone(), at: of.at };
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
        let left = Quantity {
            at: value.at,
            kind: QuantityKind::Distance(Box::new(value), Box::new(of)),
            ty: distance_ty,
        };
        let right = Quantity { kind, ty, at: tolerance.at };
        Some(Condition {
            kind: ConditionKind::Compare(Box::new(Comparison { left, operator: Operator::AtMost, right })),
            at,
        })
    }

    /// `in top half`: which side of the cut, by the direction in which the fact is better.
    fn in_part(&mut self, value: Quantity, part: RankPart, at: Span) -> Option<Condition> {
        if value.ty != Type::Percentile {
            let message = format!("{} has no top and bottom", value.ty.words(self.schema));
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, value.at, message)
                    .help("only a rank has: `peer_rank in top half`"),
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
        let right = Quantity {
            kind: QuantityKind::Literal(Value::Percentile(cut)),
            ty: Type::Percentile,
            at: part.at,
        };
        Some(Condition {
            kind: ConditionKind::Compare(Box::new(Comparison { left: value, operator, right })),
            at,
        })
    }

    // --- is ---------------------------------------------------------------------------------------------------

    fn is(
        &mut self,
        subject: &'t Expression,
        any_of: &'t [IsValue],
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        let fact = match &subject.kind {
            ExpressionKind::Measured(name, basis) => {
                match self.definitions.meaning(&name.word, level, self.schema) {
                    Some(Meaning::Fact(fact)) => Some(self.key(name, fact, basis.as_ref())?),
                    Some(_) => None,
                    None => return self.unknown(name, level),
                }
            }
            _ => None,
        };
        let ty = fact.map(|key| self.schema.fact(key.fact).ty.clone());
        match (fact, ty) {
            (Some(key), Some(Type::Choice(choices))) => {
                let any_of: Option<Vec<String>> =
                    any_of.iter().map(|value| self.choice(key, &choices, value)).collect();
                Some(Condition { kind: ConditionKind::Is { fact: key, any_of: any_of? }, at })
            }
            (Some(key), Some(Type::Text)) => {
                let any_of: Option<Vec<String>> = any_of.iter().map(|value| self.text(value)).collect();
                Some(Condition { kind: ConditionKind::Is { fact: key, any_of: any_of? }, at })
            }
            (Some(key), Some(Type::Flag)) => match any_of {
                [IsValue::Literal(Literal { value: Value::Flag(yes), .. })] => {
                    let flag = Condition { kind: ConditionKind::Flag(key.fact), at };
                    Some(if *yes { flag } else { not(flag) })
                }
                _ => {
                    let name = self.schema.key_name(key);
                    let message = format!("`{name}` is yes or no");
                    self.refuse(
                        Diagnostic::new(&kinds::TYPE_MISMATCH, at, message)
                            .help(format!("write `{name}` or `not {name}`")),
                    )
                }
            },
            _ => self.is_quantity(subject, any_of, level, at),
        }
    }

    /// `fair_value_level is 3`: equality of quantities.
    fn is_quantity(
        &mut self,
        subject: &'t Expression,
        any_of: &'t [IsValue],
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        let left = self.quantity(subject, level)?;
        let mut alternatives = Vec::new();
        for value in any_of {
            let right = match value {
                IsValue::Literal(literal) => self.literal(literal)?,
                IsValue::Word(name) => {
                    let written = self.definition_value(name, level)?;
                    Quantity { at: name.at, ..written }
                }
            };
            alternatives.push(self.comparison(left.clone(), Operator::Equal, right, at)?);
        }
        Some(any(alternatives, at))
    }

    /// A word after `is` that stands for a parameter.
    fn definition_value(&mut self, name: &Name, level: LevelId) -> Option<Quantity> {
        match self.definitions.meaning(&name.word, level, self.schema) {
            Some(Meaning::Param(param)) => self.quantity(&param.value, level),
            Some(Meaning::Let(definition)) => match &definition.body {
                Defined::Expression(body) => {
                    self.inside(definition, |resolver| resolver.quantity(body, level))
                }
                Defined::Set(_) => {
                    self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, "this names things"))
                }
            },
            Some(Meaning::Fact(fact)) => {
                let key = self.key(name, fact, None)?;
                let ty = self.schema.fact(fact).ty.clone();
                Some(Quantity { kind: QuantityKind::Fact(key), ty, at: name.at })
            }
            Some(Meaning::Class(class)) => {
                let ty = Type::Percent(Some(crate::vocabulary::Denominator::Assets(level)));
                Some(Quantity { kind: QuantityKind::Share(class), ty, at: name.at })
            }
            None => self.unknown(name, level),
        }
    }

    fn choice(&mut self, key: FactKey, choices: &[String], value: &IsValue) -> Option<String> {
        let (word, at) = match value {
            IsValue::Word(name) => (name.word.clone(), name.at),
            IsValue::Literal(Literal { value: Value::Text(text), at }) => (text.clone(), *at),
            IsValue::Literal(literal) => (String::new(), literal.at),
        };
        if choices.contains(&word) {
            return Some(word);
        }
        let fact = self.schema.key_name(key);
        let message = match word.is_empty() {
            true => format!("`{fact}` is a word from a list"),
            false => format!("`{fact}` cannot be `{word}`"),
        };
        let known = choices.iter().map(String::as_str);
        let diagnostic = Diagnostic::new(&kinds::UNKNOWN_CHOICE, at, message)
            .help(format!("it is one of {}", listed(known.clone(), 20)));
        let diagnostic = match closest(&word, known) {
            Some(meant) => diagnostic.label(format!("did you mean `{meant}`?")).maybe_fix(at, meant),
            None => diagnostic.label("not in its list"),
        };
        self.refuse(diagnostic)
    }

    fn text(&mut self, value: &IsValue) -> Option<String> {
        match value {
            IsValue::Literal(Literal { value: Value::Text(text), .. }) => Some(text.clone()),
            IsValue::Literal(literal) => {
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, literal.at, "a text is needed here"))
            }
            IsValue::Word(name) => {
                let quoted = format!("\"{}\"", name.word);
                self.refuse(
                    Diagnostic::new(
                        &kinds::TYPE_MISMATCH,
                        name.at,
                        format!("a text stands in quotation marks: {quoted}"),
                    )
                    .help(format!("write {quoted}"))
                    .maybe_fix(name.at, quoted),
                )
            }
        }
    }

    /// `a or b`. After `vehicle is etf`, a word that is another value of the same fact continues the list.
    fn alternatives(
        &mut self,
        alternatives: &'t [Expression],
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        let mut conditions: Vec<Condition> = Vec::new();
        for alternative in alternatives {
            if let (ExpressionKind::Measured(name, None), Some(last)) =
                (&alternative.kind, conditions.last_mut())
                && let Some((key, any_of)) = listed_values(last)
                && let Type::Choice(choices) = &self.schema.fact(key.fact).ty
                && choices.contains(&name.word)
            {
                if self.definitions.meaning(&name.word, level, self.schema).is_some() {
                    let fact = self.schema.key_name(key);
                    let message =
                        format!("`{}` may be a value of `{fact}`, or a condition of its own", name.word);
                    return self.refuse(
                        Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                            .help(format!("for the value: `{fact} is one of …, {}`", name.word))
                            .help(format!("for the condition: `… or ({})`", name.word)),
                    );
                }
                any_of.push(name.word.clone());
                last.at = last.at.to(name.at);
                continue;
            }
            conditions.push(self.condition(alternative, level)?);
        }
        Some(any(conditions, at))
    }

    // --- words ------------------------------------------------------------------------------------------------

    /// A word that stands as a condition: a yes-or-no fact, or a definition.
    fn word(&mut self, name: &'t Name, basis: Option<&Name>, level: LevelId, at: Span) -> Option<Condition> {
        match self.definitions.meaning(&name.word, level, self.schema) {
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
                let key = self.key(name, fact, basis)?;
                let ty = &self.schema.fact(fact).ty;
                if *ty == Type::Flag {
                    return Some(Condition { kind: ConditionKind::Flag(fact), at });
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
                    self.inside(definition, |resolver| resolver.condition(body, level))
                }
                Defined::Set(set) => {
                    let over = self.inside(definition, |resolver| resolver.over(set, level))?;
                    if over.level != level {
                        let (of, here) =
                            (self.schema.level(over.level).plural(), &self.schema.level(level).name);
                        let message = format!("`{}` names {of}, and this is about the {here}", name.word);
                        return self.refuse(Diagnostic::new(&kinds::WRONG_LEVEL, name.at, message));
                    }
                    Some(
                        over.filter
                            .map_or(Condition { kind: ConditionKind::All(Vec::new()), at }, |filter| *filter),
                    )
                }
            },
            Some(Meaning::Param(_)) => {
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
            let most = Quantity {
                kind: QuantityKind::Literal(Value::Percent(Exact::ratio(part, whole)?)),
                ty: Type::Percent(None),
                at: name.at,
            };
            let filter = ConditionKind::Compare(Box::new(Comparison {
                left: share,
                operator: Operator::AtLeast,
                right: most,
            }));
            let filter = Some(Box::new(Condition { kind: filter, at: name.at }));
            let left = count_of(Over { level: option, filter, at: name.at }, name.at);
            let one = Quantity {
                kind: QuantityKind::Literal(Value::Number(Exact::one())),
                ty: Type::Number,
                at: name.at,
            };
            let comparison = Comparison { left, operator: Operator::AtLeast, right: one };
            each.push(Condition { kind: ConditionKind::Compare(Box::new(comparison)), at: name.at });
        }
        all(each, at)
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
        Quantity { kind: QuantityKind::Share(class), ty, at }
    }

    /// Holds some of a class: a share above zero.
    pub(super) fn holds_some(&self, class: ClassId, level: LevelId, at: Span) -> Condition {
        let left = self.share(class, level, at);
        let zero = Quantity {
            kind: QuantityKind::Literal(Value::Percent(Exact::zero())),
            ty: Type::Percent(None),
            at,
        };
        Condition {
            kind: ConditionKind::Compare(Box::new(Comparison {
                left,
                operator: Operator::Above,
                right: zero,
            })),
            at,
        }
    }

    /// The condition of being one of a set, for a thing of the set's level.
    pub(super) fn member(&mut self, set: &'t Set, level: LevelId) -> Option<(LevelId, Option<Condition>)> {
        let over = self.over(set, level)?;
        Some((over.level, over.filter.map(|filter| *filter)))
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
    Quantity {
        kind: QuantityKind::Aggregate { kind: Aggregate::Count, of: None, over },
        ty: Type::Number,
        at,
    }
}

/// The values of an `is`, negated or not, for more to be added.
fn listed_values(condition: &mut Condition) -> Option<(FactKey, &mut Vec<String>)> {
    match &mut condition.kind {
        ConditionKind::Is { fact, any_of } => Some((*fact, any_of)),
        ConditionKind::Not(inner) => listed_values(inner),
        _ => None,
    }
}

/// The opposite.
pub(super) fn not(condition: Condition) -> Condition {
    Condition { at: condition.at, kind: ConditionKind::Not(Box::new(condition)) }
}

/// All of several; `None` of none.
pub(super) fn all(mut conditions: Vec<Condition>, at: Span) -> Option<Condition> {
    match conditions.len() {
        0 | 1 => conditions.pop(),
        _ => Some(Condition { kind: ConditionKind::All(conditions), at }),
    }
}

fn any(mut conditions: Vec<Condition>, at: Span) -> Condition {
    match (conditions.len(), conditions.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            conditions.extend(last);
            Condition { kind: ConditionKind::Any(conditions), at }
        }
    }
}

fn core_operator(operator: syntax::Operator) -> Operator {
    match operator {
        syntax::Operator::Below => Operator::Below,
        syntax::Operator::AtMost => Operator::AtMost,
        syntax::Operator::Exactly => Operator::Equal,
        syntax::Operator::AtLeast => Operator::AtLeast,
        syntax::Operator::Above => Operator::Above,
    }
}
