//! What follows `is`: values of a list, texts, yes and no, and quantities that are equal.

use super::core::{Condition, ConditionKind, Operator};
use super::measured::Named;
use super::names::Meaning;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{Expression, ExpressionKind, IsValue, Literal, Name};
use crate::vocabulary::{FactId, FactKey, LevelId, Type, Value};

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

    /// `benchmark is expected_return_proxy`: a fact set beside other facts, and values perhaps. `None` if no value
    /// names a fact of that kind.
    fn same_as_fact(
        &mut self,
        compared: &Compared<'_>,
        any_of: &[IsValue],
        level: LevelId,
        at: Span,
    ) -> Option<Option<Condition>> {
        let Compared { by, key, ty } = *compared;
        let other = |resolver: &Self, value: &IsValue| {
            let IsValue::Word(name) = value else { return None };
            // A word of the list is that word, though a fact may have its name.
            if matches!(ty, Type::Choice(choices) if choices.contains(&name.word)) {
                return None;
            }
            match resolver.definitions.meaning(&name.word, level, resolver.schema) {
                Some(Meaning::Fact(fact)) => {
                    let other = &resolver.schema.fact(fact).ty;
                    let text = |ty: &Type| matches!(ty, Type::Text | Type::Reference(_));
                    let alike = std::mem::discriminant(other) == std::mem::discriminant(ty)
                        || text(other) && text(ty);
                    (alike && !ty.is_ordered()).then(|| (name.clone(), fact))
                }
                _ => None,
            }
        };
        let facts: Vec<_> = any_of.iter().map(|value| other(self, value)).collect();
        if facts.iter().all(Option::is_none) {
            return None;
        }
        let mut alternatives = Vec::new();
        for (value, fact) in any_of.iter().zip(facts) {
            alternatives.push(match fact {
                Some((name, fact)) => self.same(compared, &name, fact, at),
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

    fn same(&mut self, compared: &Compared<'_>, name: &Name, fact: FactId, at: Span) -> Option<Condition> {
        let Compared { by, key, .. } = *compared;
        let other = self.key(Named::bare(name), fact)?;
        let lists = (&self.schema.fact(key.fact).ty, &self.schema.fact(fact).ty);
        if let (Type::Choice(own), Type::Choice(others)) = lists
            && !own.iter().any(|word| others.contains(word))
        {
            let (a, b) = (self.schema.key_name(key), self.schema.key_name(other));
            let message = format!("`{a}` and `{b}` have no word in common, and are never the same");
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                    .help("compare facts whose lists share words, or write out the word that is meant"),
            );
        }
        // What is the subject's own comes first.
        let kind = match by {
            Some(_) => ConditionKind::Same(other, by, key),
            None => ConditionKind::Same(key, None, other),
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
            };
            alternatives.push(self.comparison(left.clone(), Operator::Equal, right, at)?);
        }
        Some(Condition::any(alternatives, at))
    }

    pub(super) fn choice(&mut self, key: FactKey, choices: &[String], value: &IsValue) -> Option<String> {
        let (word, at) = match value {
            IsValue::Word(name) => (name.word.clone(), name.at),
            IsValue::Literal(Literal { value: Value::Text(text), at }) => (text.clone(), *at),
            IsValue::Literal(literal) => (String::new(), literal.at),
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
        match value {
            IsValue::Literal(Literal { value: Value::Text(text), .. }) => Some(text.clone()),
            IsValue::Literal(literal) => {
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, literal.at, "a text is needed here"))
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

    /// `a or b`. After `vehicle is etf`, a word that is another value of the same fact continues the list.
    pub(super) fn alternatives(
        &mut self,
        alternatives: &[Expression],
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
        Some(Condition::any(conditions, at))
    }
}

/// The values of an `is`, negated or not, for more to be added.
fn listed_values(condition: &mut Condition) -> Option<(FactKey, &mut Vec<String>)> {
    match &mut condition.kind {
        ConditionKind::Is { fact, any_of } => Some((*fact, any_of)),
        ConditionKind::Not(inner) | ConditionKind::Of(_, inner) | ConditionKind::Within(_, inner) => {
            listed_values(inner)
        }
        _ => None,
    }
}
