//! What follows `is`: values of a list, texts, yes and no, and quantities that are equal.

use super::core::{Condition, ConditionKind, Operator, Quantity};
use super::measured::Named;
use super::names::Meaning;
use super::ratings;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{Expression, ExpressionKind, IsValue, Literal};
use crate::vocabulary::{FactId, FactKey, LevelId, Type, Value};

/// A fact that something is compared with: one of the subject, or of what the subject refers to.
struct Other {
    key: FactKey,
    by: Option<FactId>,
    at: Span,
}

/// What stands before `is`: a fact of the subject, or of what the subject refers to.
struct Compared<'t> {
    by: Option<FactId>,
    key: FactKey,
    ty: &'t Type,
}

impl<'t> Resolver<'t> {
    pub(super) fn is(
        &mut self,
        subject: &Expression,
        any_of: &[IsValue],
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        // `style 1 year ago is active`: what it was, and when.
        if let ExpressionKind::Ago(inner, ago) = &subject.kind {
            let inner = self.is(inner, any_of, level, at)?;
            let ago = self.back(ago)?;
            return Some(Condition { kind: ConditionKind::Ago(Box::new(inner), ago), at });
        }
        if let ExpressionKind::Of(measured, of) = &subject.kind {
            if self.is_at_hand(of, level) {
                return self.condition_within(measured, of, level, |resolver, target| {
                    resolver.is(measured, any_of, target, at)
                });
            }
            let own = |resolver: &mut Self, by, target| {
                let named = Named::of(measured)?;
                let meaning = resolver.definitions.meaning(&named.name.word, target, resolver.schema);
                let Some(Meaning::Fact(fact)) = meaning else { return None };
                let ty = resolver.schema.fact(fact).ty.clone();
                let compared = Compared { by: Some(by), key: resolver.key(named, fact)?, ty: &ty };
                resolver.same_as_fact(&compared, any_of, level, at)
            };
            let (by, target) = self.referred(measured, of, level)?;
            return match own(self, by, target) {
                Some(same) => same,
                None => {
                    let of = self.referring(target, |resolver| resolver.is(measured, any_of, target, at))?;
                    let of = Box::new(of);
                    Some(Condition { kind: ConditionKind::Of(by, of), at })
                }
            };
        }
        let fact = match Named::of(subject) {
            Some(named) => match self.definitions.meaning(&named.name.word, level, self.schema) {
                Some(Meaning::Fact(fact)) => Some(self.key(named, fact)?),
                Some(_) => None,
                None => return self.unknown(named.name, level),
            },
            None => None,
        };
        let ty = fact.map(|key| self.schema.fact(key.fact).ty.clone());
        if let (Some(key), Some(ty)) = (fact, &ty)
            && let Some(same) = self.same_as_fact(&Compared { by: None, key, ty }, any_of, level, at)
        {
            return same;
        }
        match (fact, ty) {
            (Some(key), Some(Type::Choice(choices))) => {
                let any_of: Option<Vec<String>> =
                    any_of.iter().map(|value| self.choice(key, &choices, value)).collect();
                Some(Condition { kind: ConditionKind::Is { fact: key, any_of: any_of? }, at })
            }
            (Some(key), Some(Type::Text | Type::Reference(_))) => {
                let any_of: Option<Vec<String>> = any_of.iter().map(|value| self.text(value)).collect();
                Some(Condition { kind: ConditionKind::Is { fact: key, any_of: any_of? }, at })
            }
            (Some(key), Some(Type::Flag)) => match any_of {
                [IsValue::Literal(Literal { value: Value::Flag(yes), .. })] => {
                    let flag = Condition { kind: ConditionKind::Flag(key), at };
                    Some(if *yes { flag } else { Condition::not(flag) })
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

    /// `benchmark is expected_return_proxy`: a fact compared with other facts, and values perhaps. `None` if no value
    /// names a fact of that kind.
    fn same_as_fact(
        &mut self,
        compared: &Compared<'_>,
        any_of: &[IsValue],
        level: LevelId,
        at: Span,
    ) -> Option<Option<Condition>> {
        let Compared { by, key, ty } = *compared;
        let facts: Vec<_> = any_of.iter().map(|value| self.other_fact(compared, value, level)).collect();
        if facts.iter().all(Option::is_none) {
            return None;
        }
        let mut alternatives = Vec::new();
        for (value, fact) in any_of.iter().zip(facts) {
            alternatives.push(match fact {
                Some(other) => self.same(compared, other, at),
                None => match ty {
                    Type::Choice(choices) => self.choice(key, choices, value).map(|one| vec![one]),
                    _ => self.text(value).map(|one| vec![one]),
                }
                .map(|any_of| {
                    let is = Condition { kind: ConditionKind::Is { fact: key, any_of }, at };
                    match by {
                        Some(by) => Condition { kind: ConditionKind::Of(by, Box::new(is)), at },
                        None => is,
                    }
                }),
            });
        }
        let alternatives: Option<Vec<Condition>> = alternatives.into_iter().collect();
        Some(alternatives.map(|alternatives| Condition::any(alternatives, at)))
    }

    /// The fact of the same kind that a value names: one of the subject, or of what the subject refers to.
    fn other_fact(&mut self, compared: &Compared<'_>, value: &IsValue, level: LevelId) -> Option<Other> {
        let (named, by, level) = match value {
            IsValue::Word(name) => (Named::bare(name), None, level),
            IsValue::Computed(value) => match &value.kind {
                ExpressionKind::Of(measured, of) if compared.by.is_none() => {
                    let (by, target) = self.attempt(|resolver| resolver.referred(measured, of, level))?;
                    (Named::of(measured)?, Some(by), target)
                }
                _ => return None,
            },
            IsValue::Literal(_) => return None,
        };
        let (name, ty) = (named.name, compared.ty);
        // A word of the list is that word, though a fact may have its name.
        if by.is_none() && matches!(ty, Type::Choice(choices) if choices.contains(&name.word)) {
            return None;
        }
        let Some(Meaning::Fact(fact)) = self.definitions.meaning(&name.word, level, self.schema) else {
            return None;
        };
        let other = &self.schema.fact(fact).ty;
        let text = |ty: &Type| matches!(ty, Type::Text | Type::Reference(_));
        let alike = std::mem::discriminant(other) == std::mem::discriminant(ty) || text(other) && text(ty);
        if !alike || ty.is_ordered() {
            return None;
        }
        Some(Other { key: self.key(named, fact)?, by, at: name.at })
    }

    fn same(&mut self, compared: &Compared<'_>, other: Other, at: Span) -> Option<Condition> {
        let Compared { by, key, .. } = *compared;
        let lists = (&self.schema.fact(key.fact).ty, &self.schema.fact(other.key.fact).ty);
        if let (Type::Choice(own), Type::Choice(others)) = lists
            && !own.iter().any(|word| others.contains(word))
        {
            let (a, b) = (self.schema.key_name(key), self.schema.key_name(other.key));
            let message = format!("`{a}` and `{b}` have no word in common, and are never the same");
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, other.at, message)
                    .help("compare facts whose lists share words, or write out the word that is meant"),
            );
        }
        // What is the subject's own comes first.
        let kind = match by {
            Some(_) => ConditionKind::Same(other.key, by, key),
            None => ConditionKind::Same(key, other.by, other.key),
        };
        Some(Condition { kind, at })
    }

    /// `fair_value_level is 3`: equality of quantities.
    fn is_quantity(
        &mut self,
        subject: &Expression,
        any_of: &[IsValue],
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        let left = self.quantity(subject, level)?;
        let mut alternatives = Vec::new();
        for value in any_of {
            let right = match value {
                IsValue::Literal(literal) => self.literal(literal)?,
                IsValue::Word(name) => self.measured(Named::bare(name), level, name.at)?,
                IsValue::Computed(value) => self.quantity(value, level)?,
            };
            alternatives.push(self.comparison(left.clone(), Operator::Equal, right, at)?);
        }
        Some(Condition::any(alternatives, at))
    }

    pub(super) fn choice(&mut self, key: FactKey, choices: &[String], value: &IsValue) -> Option<String> {
        let (word, at) = match value {
            IsValue::Word(name) => (name.word.clone(), name.at),
            IsValue::Literal(literal) => (literal.text.clone(), literal.at),
            IsValue::Computed(value) => (String::new(), value.at),
        };
        if choices.contains(&word) {
            return Some(word);
        }
        // A fact to compare with, whose declaration is what is faulty.
        if self.definitions.is_undefined(&word) {
            return None;
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

    pub(super) fn text(&mut self, value: &IsValue) -> Option<String> {
        if let IsValue::Word(name) = value
            && let Some(plan) = self.schema.level_ids().next()
            && let Some(Meaning::Param(param)) = self.definitions.meaning(&name.word, plan, self.schema)
            && let Some(text) = self.text_param(param)?
        {
            return Some(text);
        }
        match value {
            IsValue::Literal(Literal { value: Value::Text(text), .. }) => Some(text.clone()),
            IsValue::Literal(literal) => {
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, literal.at, "a text is needed here"))
            }
            IsValue::Computed(value) => {
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, value.at, "a text is needed here"))
            }
            IsValue::Word(name) if self.definitions.is_undefined(&name.word) => None,
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

    /// `a or b`. After `vehicle is etf`, a word or a value that is another value of the same fact continues the list.
    pub(super) fn alternatives(
        &mut self,
        alternatives: &[Expression],
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        let mut conditions: Vec<Condition> = Vec::new();
        for alternative in alternatives {
            if let Some(last) = conditions.last_mut()
                && let Some(continued) = self.continued(last, alternative, level)
            {
                last.kind = continued?;
                last.at = last.at.to(alternative.at);
                continue;
            }
            conditions.push(self.condition(alternative, level)?);
        }
        Some(Condition::any(conditions, at))
    }

    /// A condition with one more value in its list; `None` if what follows `or` is no value of it.
    fn continued(
        &mut self,
        last: &Condition,
        value: &Expression,
        level: LevelId,
    ) -> Option<Option<ConditionKind>> {
        let literal = match &value.kind {
            ExpressionKind::Measured(_, None) => None,
            ExpressionKind::Literal(literal) => Some(literal),
            _ => return None,
        };
        let with = |any_of: &[String], word: &str| any_of.iter().cloned().chain([word.to_string()]).collect();
        match &last.kind {
            ConditionKind::Not(inner) => {
                let kind = self.continued(inner, value, level)?;
                Some(kind.map(|kind| ConditionKind::Not(Box::new(Condition { kind, at: inner.at }))))
            }
            ConditionKind::Of(by, inner) => {
                let kind = self.continued(inner, value, level)?;
                Some(kind.map(|kind| ConditionKind::Of(*by, Box::new(Condition { kind, at: inner.at }))))
            }
            ConditionKind::Within(within, inner) => {
                let kind = self.continued(inner, value, level)?;
                let inner = |kind| Box::new(Condition { kind, at: inner.at });
                Some(kind.map(|kind| ConditionKind::Within(*within, inner(kind))))
            }
            ConditionKind::Is { fact, any_of } => {
                let word = match (&value.kind, literal) {
                    (ExpressionKind::Measured(name, None), _) => &name.word,
                    (_, literal) => &literal?.text,
                };
                let is_text = literal.is_some_and(|literal| matches!(literal.value, Value::Text(_)));
                let is_value = match &self.schema.fact(fact.fact).ty {
                    Type::Choice(choices) => choices.contains(word),
                    _ => is_text,
                };
                if !is_value {
                    return None;
                }
                if literal.is_none() && self.definitions.meaning(word, level, self.schema).is_some() {
                    let fact = self.schema.key_name(*fact);
                    let message = format!("`{word}` may be a value of `{fact}`, or a condition of its own");
                    return Some(
                        self.refuse(
                            Diagnostic::new(&kinds::TYPE_MISMATCH, value.at, message)
                                .help(format!("for the value: `{fact} is one of …, {word}`"))
                                .help(format!("for the condition: `… or ({word})`")),
                        ),
                    );
                }
                Some(Some(ConditionKind::Is { fact: *fact, any_of: with(any_of, word) }))
            }
            ConditionKind::Compare(_) | ConditionKind::Between(_) => {
                let left = is_one_value(last)?.clone();
                let one_more = self.one_more(&left, literal?, last.at);
                Some(one_more.map(|one_more| ConditionKind::Any(vec![last.clone(), one_more])))
            }
            // `is one of 1, 2`: all of its values stand where the whole does.
            ConditionKind::Any(parts) => {
                let of_value = |part: &Condition| is_one_value(part).filter(|_| part.at == last.at).cloned();
                let left = parts.iter().map(of_value).reduce(|a, b| a.and(b))??;
                let one_more = self.one_more(&left, literal?, last.at);
                let parts = parts.iter().cloned();
                Some(one_more.map(|one_more| ConditionKind::Any(parts.chain([one_more]).collect())))
            }
            _ => None,
        }
    }

    fn one_more(&mut self, left: &Quantity, value: &Literal, at: Span) -> Option<Condition> {
        let right = self.literal(value)?;
        self.comparison(left.clone(), Operator::Equal, right, at)
    }

    /// `product is one of cash, deposit or regulated`: what follows `or` may be no value of the list but a condition of its
    /// own. Answers what it is then: one of two conditions, of which the second has all that follows.
    pub(super) fn another_condition(
        &mut self,
        expression: &Expression,
        level: LevelId,
    ) -> Option<Expression> {
        let at = expression.at;
        let new = |kind| Expression { kind, at };
        match &expression.kind {
            ExpressionKind::Is { subject, negated, any_of, or_last: true } => {
                let (last, values) = any_of.split_last()?;
                let is_value =
                    self.attempt(|resolver| resolver.is(subject, std::slice::from_ref(last), level, at));
                let condition = as_expression(last);
                if is_value.is_some()
                    || self.attempt(|resolver| resolver.condition(&condition, level)).is_none()
                {
                    return None;
                }
                let (subject, negated, any_of) = (subject.clone(), *negated, values.to_vec());
                let list = new(ExpressionKind::Is { subject, negated, any_of, or_last: false });
                Some(new(ExpressionKind::Or(vec![list, condition])))
            }
            ExpressionKind::Not(inner) if matches!(inner.kind, ExpressionKind::Is { .. }) => {
                let ExpressionKind::Or(parts) = self.another_condition(inner, level)?.kind else {
                    return None;
                };
                let mut parts = parts.into_iter();
                let list = new(ExpressionKind::Not(Box::new(parts.next()?)));
                Some(new(ExpressionKind::Or([list].into_iter().chain(parts).collect())))
            }
            ExpressionKind::And(parts) => {
                let (index, found) = parts.iter().enumerate().find_map(|(index, part)| match part.kind {
                    ExpressionKind::Is { .. } | ExpressionKind::Not(_) => {
                        Some((index, self.another_condition(part, level)?))
                    }
                    _ => None,
                })?;
                let ExpressionKind::Or(both) = found.kind else { return None };
                let mut both = both.into_iter();
                let before = parts.iter().take(index).cloned().chain([both.next()?]).collect();
                let after = both.chain(parts.iter().skip(index.saturating_add(1)).cloned()).collect();
                let sides = [before, after].map(|parts| new(ExpressionKind::And(parts)));
                Some(new(ExpressionKind::Or(sides.into())))
            }
            _ => None,
        }
    }
}

/// What is compared with one value by a condition, if it is. A rating that covers several rungs is one value.
fn is_one_value(condition: &Condition) -> Option<&Quantity> {
    match &condition.kind {
        ConditionKind::Compare(comparison) => {
            (comparison.operator == Operator::Equal).then_some(&comparison.left)
        }
        ConditionKind::Between(ends) => ratings::one_symbol(ends),
        _ => None,
    }
}

fn as_expression(value: &IsValue) -> Expression {
    match value {
        IsValue::Literal(literal) => {
            Expression { kind: ExpressionKind::Literal(literal.clone()), at: literal.at }
        }
        IsValue::Word(name) => Expression { kind: ExpressionKind::Measured(name.clone(), None), at: name.at },
        IsValue::Computed(value) => Expression::clone(value),
    }
}
