//! What follows `is`: values of a list, texts, yes and no, and quantities that are equal.

use super::core::{Condition, ConditionKind, Operator};
use super::names::Meaning;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{Expression, ExpressionKind, IsValue, Literal, Name};
use crate::vocabulary::{FactKey, LevelId, Type, Value};

impl<'t> Resolver<'t> {
    /// The fact by whose values things are put together: a text or one of a list.
    pub(super) fn grouping(&mut self, name: &Name, level: LevelId) -> Option<FactKey> {
        let of = &self.schema.level(level).name;
        let Some(fact) = self.schema.fact_named(level, &name.word) else {
            let facts = self.schema.fact_ids().map(|id| self.schema.fact(id));
            let groups = |ty: &Type| matches!(ty, Type::Text | Type::Choice(_) | Type::Reference(_));
            let known: Vec<&str> = facts
                .filter(|fact| fact.level == level && groups(&fact.ty))
                .map(|fact| fact.name.as_str())
                .collect();
            let diagnostic = super::words::unknown(
                name,
                &format!("fact of each {of}"),
                closest(&name.word, known.clone()),
            )
            .help(format!("things are put together by {}", listed(known, 8)));
            return self.refuse(diagnostic);
        };
        let ty = &self.schema.fact(fact).ty;
        if !matches!(ty, Type::Text | Type::Choice(_) | Type::Reference(_)) {
            let message = format!(
                "things cannot be put together by `{}`, which is {}",
                name.word,
                ty.words(self.schema)
            );
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message).help(
                    "a group is made by a text or by one of a list of words: `each issuer of holdings`",
                ),
            );
        }
        self.key(name, fact, None)
    }

    pub(super) fn is(
        &mut self,
        subject: &Expression,
        any_of: &[IsValue],
        level: LevelId,
        at: Span,
    ) -> Option<Condition> {
        if let ExpressionKind::Of(measured, of) = &subject.kind {
            return self.condition_of(measured, of, level, at, |resolver, target| {
                resolver.is(measured, any_of, target, at)
            });
        }
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
            (Some(key), Some(Type::Text | Type::Reference(_))) => {
                let any_of: Option<Vec<String>> = any_of.iter().map(|value| self.text(value)).collect();
                Some(Condition { kind: ConditionKind::Is { fact: key, any_of: any_of? }, at })
            }
            (Some(key), Some(Type::Flag)) => match any_of {
                [IsValue::Literal(Literal { value: Value::Flag(yes), .. })] => {
                    let flag = Condition { kind: ConditionKind::Flag(key.fact), at };
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
                IsValue::Word(name) => self.measured(name, None, level, name.at)?,
            };
            alternatives.push(self.comparison(left.clone(), Operator::Equal, right, at)?);
        }
        Some(Condition::any(alternatives, at))
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
        ConditionKind::Not(inner) | ConditionKind::Of(_, inner) => listed_values(inner),
        _ => None,
    }
}
