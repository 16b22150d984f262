//! Expressions that measure: names and types of quantities.

use super::core::{Aggregate, Condition, Over, Quantity, QuantityKind};
use super::measured::Named;
use super::names::Meaning;
use super::resolver::Resolver;
use super::times::Way;
use super::units;
use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;
use crate::syntax::{
    self, ArithmeticOperator, Defined, Except, Expression, ExpressionKind, Literal, Name, Set,
};
use crate::vocabulary::{Basis, Denominator, Exact, FactId, FactKey, LevelId, Schema, Type, Value};

impl<'t> Resolver<'t> {
    /// What an expression measures of a subject of a level; `None` if it is faulty, which has been told.
    pub(super) fn quantity(&mut self, expression: &Expression, level: LevelId) -> Option<Quantity> {
        self.part(expression.at, |resolver| resolver.quantity_itself(expression, level))
    }

    fn quantity_itself(&mut self, expression: &Expression, level: LevelId) -> Option<Quantity> {
        let at = expression.at;
        let typed = |kind: QuantityKind, ty: Type| Some(Quantity::new(kind, ty, at));
        match &expression.kind {
            ExpressionKind::Literal(literal) => self.literal(literal),
            ExpressionKind::PercentOf(literal, of) => {
                let denominator = self.denominator(of)?;
                typed(QuantityKind::Literal(literal.value.clone()), Type::Percent(Some(denominator)))
            }
            ExpressionKind::Measured(..) | ExpressionKind::OverPeriod(..) => {
                self.measured(Named::of(expression)?, level, at)
            }
            ExpressionKind::Of(measured, of) => self.quantity_of(measured, of, level, at),
            ExpressionKind::TimeSince(name) => self.time_since(name, level, at),
            ExpressionKind::TimeUntil(name) => self.time(name, Way::Ahead, level, at),
            // Less than nothing since a day is so long until it.
            ExpressionKind::Negate(inner) if matches!(inner.kind, ExpressionKind::TimeSince(_)) => {
                let ExpressionKind::TimeSince(name) = &inner.kind else { return None };
                self.time(name, Way::Ahead, level, at)
            }
            ExpressionKind::Negate(inner) if matches!(inner.kind, ExpressionKind::TimeUntil(_)) => {
                let ExpressionKind::TimeUntil(name) = &inner.kind else { return None };
                self.time(name, Way::Back, level, at)
            }
            ExpressionKind::Negate(inner) => {
                let inner = self.quantity(inner, level)?;
                let zero = Value::Number(crate::vocabulary::Exact::zero());
                let zero = Quantity::new(QuantityKind::Literal(zero), inner.ty.clone(), at);
                match &inner.kind {
                    QuantityKind::Literal(value) => match value.negated() {
                        Some(value) => typed(QuantityKind::Literal(value), inner.ty),
                        None => {
                            let diagnostic =
                                Diagnostic::new(&kinds::TYPE_MISMATCH, at, "this cannot be negative");
                            self.refuse(match value {
                                Value::Duration(_) => diagnostic
                                    .help("for a day in the future: `time until maturity <= 397 days`"),
                                _ => diagnostic,
                            })
                        }
                    },
                    _ => {
                        let ty = inner.ty.clone();
                        typed(QuantityKind::Minus(Box::new(zero), Box::new(inner)), ty)
                    }
                }
            }
            ExpressionKind::Arithmetic(left, operator, right) => {
                let (left, right) = (self.quantity(left, level)?, self.quantity(right, level)?);
                let ty = self.or_refuse(units::combined(&left, *operator, &right, self.schema))?;
                let (left, right) = (Box::new(left), Box::new(right));
                let kind = match operator {
                    _ if ty == Type::Date => units::shifted(left, *operator, right),
                    ArithmeticOperator::Plus => QuantityKind::Plus(left, right),
                    ArithmeticOperator::Minus => QuantityKind::Minus(left, right),
                    ArithmeticOperator::Times => QuantityKind::Times(left, right),
                    ArithmeticOperator::Over => QuantityKind::Over(left, right),
                };
                typed(kind, ty)
            }
            ExpressionKind::Extreme { greatest, of } => {
                let (several, ty) = self.several(of, level)?;
                typed(
                    if *greatest { QuantityKind::Greatest(several) } else { QuantityKind::Least(several) },
                    ty,
                )
            }
            ExpressionKind::FirstAvailable(of) => {
                let (several, ty) = self.several(of, level)?;
                typed(QuantityKind::First(several), ty)
            }
            ExpressionKind::Middle(of) => self.middle(of, level, at),
            ExpressionKind::Score(criteria) => {
                let mut score = Vec::new();
                for (points, criterion) in criteria {
                    score.push((self.points(points, level)?, self.condition(criterion, level)?));
                }
                self.score(score, at)
            }
            ExpressionKind::Count(set) => self.counted(set, level, &|over| {
                let kind = QuantityKind::Aggregate { kind: Aggregate::Count, of: None, over };
                Quantity::new(kind, Type::Number, at)
            }),
            ExpressionKind::Share(set) => self.counted(set, level, &|over| {
                // A part of the issuers is no part of the holdings.
                let of = over.group.is_none().then_some(Denominator::Count(over.level));
                let kind = QuantityKind::Aggregate { kind: Aggregate::Share, of: None, over };
                Quantity::new(kind, Type::Percent(of), at)
            }),
            ExpressionKind::Ago(of, ago) => {
                let of = self.quantity(of, level)?;
                let ago = self.back(ago)?;
                let ty = of.ty.clone();
                typed(QuantityKind::Ago(Box::new(of), ago), ty)
            }
            ExpressionKind::Across(kind, of, last) => self.across(*kind, of, last, level, at),
            ExpressionKind::Aggregate(kind, of, set) => self.aggregate(*kind, of, set, level, at),
            _ => {
                let message = "this is true or false, and a quantity is needed here";
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, at, message).help(
                    "put parentheses around what belongs together: `(count of options where is_core) >= 3`",
                ))
            }
        }
    }

    /// A literal that stands as a quantity.
    pub(super) fn literal(&mut self, literal: &Literal) -> Option<Quantity> {
        let ty = match &literal.value {
            Value::Percent(_) => Type::Percent(None),
            Value::Points(_) => Type::Points,
            Value::Money(_) => Type::Money,
            Value::Number(_) => Type::Number,
            Value::Duration(_) => Type::Duration,
            Value::Date(_) => Type::Date,
            Value::Percentile(_) => Type::Percentile,
            Value::Rating(rating) => Type::Rating(rating.scale()),
            Value::Frequency(_) => Type::Frequency,
            Value::Choice(_) | Value::Text(_) | Value::Flag(_) => {
                let message = "this is no quantity";
                return self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, literal.at, message).help(
                    "texts and yes-or-no facts are compared with `is`: `manager is \"Harbor Capital\"`",
                ));
            }
        };
        Some(Quantity::new(QuantityKind::Literal(literal.value.clone()), ty, literal.at))
    }

    pub(super) fn denominator(&mut self, of: &Name) -> Option<Denominator> {
        if let Some(level) = self.schema.level_named(&of.word) {
            return Some(Denominator::Assets(level));
        }
        if let Some(level) = self.schema.level_called(&of.word) {
            return Some(Denominator::Count(level));
        }
        let levels: Vec<String> =
            self.schema.level_ids().map(|id| self.schema.level(id).name.clone()).collect();
        let message = format!("there is nothing called `{}` to be a share of", of.word);
        self.refuse(
            Diagnostic::new(&kinds::UNKNOWN_NAME, of.at, message)
                .help(format!("a share is of {}", listed(levels.iter().map(String::as_str), 6)))
                .help("a share by count is of the plural: `20% of options`"),
        )
    }

    pub(super) fn measured(&mut self, named: Named<'_>, level: LevelId, at: Span) -> Option<Quantity> {
        let Named { name, basis, .. } = named;
        let meaning = match self.definitions.meaning(&name.word, level, self.schema) {
            Some(meaning) => meaning,
            None if self.definitions.is_undefined(&name.word) => return None,
            None => return self.refuse(self.unknown_measured(name, basis, level)),
        };
        self.only_facts(named, &meaning)?;
        match meaning {
            Meaning::Fact(fact) => {
                let key = self.key(named, fact)?;
                let ty = self.seen_here(self.schema.fact(fact).ty.clone(), level);
                match ty.is_ordered() {
                    true => Some(Quantity::new(QuantityKind::Fact(key), ty, at)),
                    false => self.refuse(not_a_quantity(name, fact, self.schema)),
                }
            }
            Meaning::Class(class) => {
                let ty = Type::Percent(Some(Denominator::Assets(level)));
                Some(Quantity::new(QuantityKind::Share(class), ty, at))
            }
            Meaning::Param(param) => self.param(param, at),
            Meaning::Table(table) => {
                self.used_at(name.at);
                self.table(table, level, at)
            }
            Meaning::Let(definition) => match &definition.body {
                Defined::Expression(body) => {
                    self.used_at(name.at);
                    let value = self.inside(definition, |resolver| resolver.quantity(body, level))?;
                    Some(Quantity { at, called: Some(name.word.clone()), ..value })
                }
                Defined::Set(_) => {
                    let message = format!("`{}` names things, and a quantity is needed here", name.word);
                    self.refuse(
                        Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                            .help(format!("count them: `count of {}`", name.word)),
                    )
                }
            },
        }
    }

    /// `expense ratio`: two words that are one name, or a name that nobody knows.
    fn unknown_measured(&self, name: &Name, basis: Option<&Name>, level: LevelId) -> Diagnostic {
        let joined = basis.map(|basis| (format!("{}_{}", name.word.to_lowercase(), basis.word), basis));
        match joined {
            Some((joined, basis)) if self.definitions.meaning(&joined, level, self.schema).is_some() => {
                let at = name.at.to(basis.at);
                let message = format!("a name is one word: `{joined}`");
                Diagnostic::new(&kinds::UNKNOWN_NAME, at, message)
                    .label(format!("did you mean `{joined}`?"))
                    .maybe_fix(at, joined)
            }
            _ => self.definitions.unknown(name, level, self.schema),
        }
    }

    /// A fact with its basis and its period, where it has such.
    pub(super) fn key(&mut self, named: Named<'_>, fact: FactId) -> Option<FactKey> {
        let horizon = self.horizon(named, fact)?;
        self.based(named.name, fact, named.basis).map(|key| FactKey { horizon, ..key })
    }

    /// A fact with its basis: both or neither.
    fn based(&mut self, name: &Name, fact: FactId, basis: Option<&Name>) -> Option<FactKey> {
        let declared = &self.schema.fact(fact).bases;
        match basis {
            None if declared.is_empty() => Some(FactKey::of(fact)),
            None => {
                let message =
                    format!("`{}` is measured {}: this does not say which", name.word, either(declared));
                let mut diagnostic =
                    Diagnostic::new(&kinds::BASIS_NEEDED, name.at, message).label(either(declared));
                for basis in declared {
                    let written = format!("{} {basis}", name.word);
                    diagnostic = diagnostic.help(format!("write `{written}`")).maybe_fix(name.at, written);
                }
                self.refuse(diagnostic)
            }
            Some(basis) => match declared.iter().position(|one| *one == basis.word) {
                Some(index) => Some(FactKey::measured(fact, Basis(index))),
                None if declared.is_empty() => {
                    let message = format!("`{}` does not fit here", basis.word);
                    self.refuse(
                        Diagnostic::new(&kinds::SYNTAX, basis.at, message)
                            .label("expected a comparison such as `<=`")
                            .help(format!("`{}` is measured in one way only", name.word)),
                    )
                }
                None => {
                    let message =
                        format!("`{}` is measured {}, not `{}`", name.word, either(declared), basis.word);
                    self.refuse(
                        Diagnostic::new(&kinds::BASIS_NEEDED, basis.at, message).label(either(declared)),
                    )
                }
            },
        }
    }

    fn aggregate(
        &mut self,
        kind: syntax::Aggregate,
        of: &Expression,
        set: &Set,
        level: LevelId,
        at: Span,
    ) -> Option<Quantity> {
        if let Some((set, within)) = self.set_within(set, level) {
            return self.aggregate_of(&within, level, at, |resolver, level| {
                resolver.aggregate(kind, of, &set, level, at)
            });
        }
        if let Some((of, set, within)) = self.aggregate_within(of, set, level) {
            return self.aggregate_of(&within, level, at, |resolver, level| {
                resolver.aggregate(kind, &of, &set, level, at)
            });
        }
        let over = self.over(set, level)?;
        self.says_of_what(over.level, set, level)?;
        if kind == syntax::Aggregate::Distinct {
            let key = self.fact_of(of, over.level)?;
            let kind = QuantityKind::Aggregate { kind: Aggregate::Distinct(key), of: None, over };
            return Some(Quantity::new(kind, Type::Number, at));
        }
        let things = (over.level, over.group.is_some());
        let of = self.among(things, level, |resolver| resolver.quantity(of, over.level))?;
        let each = Denominator::Assets(over.level);
        let (thing, many) =
            (self.schema.level(over.level).name.clone(), self.schema.level(over.level).plural());
        let ty = of.ty.clone();
        let kind = match kind {
            syntax::Aggregate::Sum => {
                let is_whole = |whole: Denominator| {
                    whole == each || units::is_referred(&of) && units::is_apart(whole, self.schema)
                };
                if matches!(ty, Type::Percent(Some(whole)) if is_whole(whole)) {
                    let message = format!("shares of different {many} cannot be added up");
                    let help = match self.schema.fact_named(over.level, "weight") {
                        Some(_) => {
                            "write `weighted average …` for their mean by assets, or add up `weight * …`"
                                .into()
                        }
                        None => format!(
                            "write `average …`, or declare the fact of each {thing} as a `percent of` what it is added up to"
                        ),
                    };
                    return self.refuse(
                        Diagnostic::new(&kinds::DENOMINATOR_MISMATCH, of.at, message)
                            .label(format!("a share of one {thing}"))
                            .note(format!(
                                "half of one {thing} and half of another are not the whole of anything"
                            ))
                            .help(help),
                    );
                }
                if !matches!(ty, Type::Percent(_) | Type::Money | Type::Number | Type::Points) {
                    return self.refuse(cannot(&of, "added up", self.schema));
                }
                Aggregate::Sum
            }
            syntax::Aggregate::Min => Aggregate::Min,
            syntax::Aggregate::Max => Aggregate::Max,
            other => {
                if matches!(ty, Type::Date | Type::Rating(_) | Type::Frequency) {
                    return self.refuse(cannot(&of, "averaged", self.schema));
                }
                if other == syntax::Aggregate::WeightedAverage {
                    self.weighs(over.level, at)?;
                }
                match other {
                    syntax::Aggregate::Median => Aggregate::Median,
                    syntax::Aggregate::Average => Aggregate::Average,
                    _ => Aggregate::WeightedAverage,
                }
            }
        };
        Some(Quantity::new(QuantityKind::Aggregate { kind, of: Some(Box::new(of)), over }, ty, at))
    }

    /// How many things there are, or which part of them, as `count` makes it of them.
    pub(super) fn counted(
        &mut self,
        set: &Set,
        level: LevelId,
        count: &dyn Fn(Over) -> Quantity,
    ) -> Option<Quantity> {
        if let Some((set, within)) = self.set_within(set, level) {
            let at = set.at;
            return self
                .aggregate_of(&within, level, at, |resolver, level| resolver.counted(&set, level, count));
        }
        let over = self.over(set, level)?;
        self.says_of_what(over.level, set, level)?;
        Some(count(over))
    }

    /// Things weigh by their assets or their weight; a level without both has no mean of that kind.
    fn weighs(&mut self, level: LevelId, at: Span) -> Option<()> {
        if ["assets", "weight"].iter().any(|name| self.schema.fact_named(level, name).is_some()) {
            return Some(());
        }
        let many = self.schema.level(level).plural();
        let message = format!("nothing says what {many} weigh");
        self.refuse(
            Diagnostic::new(&kinds::TYPE_MISMATCH, at, message)
                .note("a weighted average weighs by `assets`, or by `weight`")
                .help(format!("write `average …`, in which all {many} count alike")),
        )
    }

    /// The fact that an expression names, of whatever type.
    pub(super) fn fact_of(&mut self, expression: &Expression, level: LevelId) -> Option<FactKey> {
        let Some(named) = Named::of(expression) else {
            return self.refuse(Diagnostic::new(
                &kinds::TYPE_MISMATCH,
                expression.at,
                "a fact is needed here, by its name",
            ));
        };
        let name = named.name;
        match self.definitions.meaning(&name.word, level, self.schema) {
            Some(Meaning::Fact(fact)) => self.key(named, fact),
            Some(_) => {
                let message = format!("`{}` is no fact, and one is needed here", name.word);
                self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message).help(
                    "write the name of a fact: `expense_ratio net is known`, `distinct manager of options`",
                ))
            }
            None => self.unknown(name, level),
        }
    }

    /// The things that a set names, seen from a subject of a level.
    pub(super) fn over(&mut self, set: &Set, level: LevelId) -> Option<Over> {
        if let Some((_, within)) = self.set_within(set, level) {
            let message = format!("`of {}` does not fit here", within.word);
            return self.refuse(
                Diagnostic::new(&kinds::SYNTAX, within.at, message)
                    .note("it says of what a number is: `count of holdings of option`")
                    .help("leave it out: what a statement is about is said by `each`"),
            );
        }
        if let Some(of) = &set.of {
            return self.groups(&set.name, of, set.filter.as_deref(), set.except.as_ref(), set.at, level);
        }
        let (of, group, mut conditions) = match self.schema.level_called(&set.name.word) {
            Some(of) => (of, None, Vec::new()),
            None => match self.definitions.meaning(&set.name.word, level, self.schema) {
                Some(Meaning::Let(definition)) if matches!(definition.body, Defined::Set(_)) => {
                    let Defined::Set(body) = &definition.body else { return None };
                    // What stands for things cannot say of what a number in its filter is.
                    self.used = self.used.filter(|_| !self.open.is_empty());
                    let inner = self.inside(definition, |resolver| resolver.over(body, level))?;
                    (inner.level, inner.group, inner.filter.into_iter().map(|filter| *filter).collect())
                }
                None if self.definitions.is_undefined(&set.name.word) => return None,
                _ => {
                    let names: Vec<String> =
                        self.schema.level_ids().skip(1).map(|id| self.schema.level(id).plural()).collect();
                    let message = format!("`{}` does not name things that can be counted", set.name.word);
                    return self.refuse(Diagnostic::new(&kinds::UNKNOWN_NAME, set.name.at, message).help(
                        format!(
                            "things are {}, or a `let` of your own",
                            listed(names.iter().map(String::as_str), 5)
                        ),
                    ));
                }
            },
        };
        if self.schema.level(of).parent.is_none() {
            let message = "there is one plan only";
            return self.refuse(
                Diagnostic::new(&kinds::WRONG_LEVEL, set.name.at, message)
                    .help("write `options` or `holdings`"),
            );
        }
        let things = (of, group.is_some());
        if let Some(filter) = &set.filter {
            conditions.push(self.among(things, level, |resolver| resolver.condition(filter, of))?);
        }
        if let Some(except) = &set.except {
            conditions.push(self.among(things, level, |resolver| resolver.except(except, of, set.at))?);
        }
        let filter = super::Condition::all(conditions, set.at).map(Box::new);
        let is_bare = set.filter.is_none() && set.except.is_none();
        let called =
            Some(&set.name.word).filter(|_| is_bare && self.schema.level_called(&set.name.word).is_none());
        Some(Over { level: of, group, filter, at: set.at, called: called.cloned() })
    }

    /// The condition of not being left out.
    pub(super) fn except(&mut self, except: &Except, level: LevelId, at: Span) -> Option<super::Condition> {
        use super::core::{Condition, ConditionKind};
        let left_out = match except {
            Except::Named(names) => {
                let at = names.iter().map(|name| name.at).reduce(|a, b| a.to(b)).unwrap_or(at);
                Condition {
                    kind: ConditionKind::Named(names.iter().map(|name| name.text.clone()).collect()),
                    at,
                }
            }
            Except::Where(condition) => self.condition(condition, level)?,
        };
        let at = left_out.at;
        Some(Condition { kind: ConditionKind::Fails(Box::new(left_out)), at })
    }

    /// How many points a criterion gives: what the policy writes, or one of its parameters.
    fn points(&mut self, points: &Expression, level: LevelId) -> Option<Exact> {
        match self.quantity(points, level)?.kind {
            QuantityKind::Literal(Value::Number(points)) => Some(points),
            _ => {
                let message =
                    "the points of a criterion are a number, the same for everything that is scored";
                self.refuse(
                    Diagnostic::new(&kinds::TYPE_MISMATCH, points.at, message)
                        .help("write the number, or the name of a `param` that is one"),
                )
            }
        }
    }

    /// The points of criteria; a scorecard without one says nothing.
    pub(super) fn score(&mut self, criteria: Vec<(Exact, Condition)>, at: Span) -> Option<Quantity> {
        if criteria.is_empty() {
            let message = "this scorecard has no criterion";
            return self.refuse(
                Diagnostic::new(&kinds::SYNTAX, at, message)
                    .help("write one on each line between the braces"),
            );
        }
        Some(Quantity::new(QuantityKind::Score(criteria), Type::Number, at))
    }
}

fn either(bases: &[String]) -> String {
    match bases.split_last() {
        Some((last, rest)) if !rest.is_empty() => {
            let rest: Vec<String> = rest.iter().map(|basis| format!("`{basis}`")).collect();
            format!("{} or `{last}`", rest.join(", "))
        }
        _ => bases.iter().map(|basis| format!("`{basis}`")).collect(),
    }
}

fn not_a_quantity(name: &Name, fact: FactId, schema: &Schema) -> Diagnostic {
    let fact = schema.fact(fact);
    let message = format!("`{}` is {}, not a quantity", fact.name, fact.ty.words(schema));
    let diagnostic = Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message);
    match &fact.ty {
        Type::Flag => diagnostic.help(format!("write `{0}` or `not {0}`", fact.name)),
        ty => diagnostic.help(format!("write `{} is …` with {}", fact.name, units::example(ty))),
    }
}

fn cannot(of: &Quantity, what: &str, schema: &Schema) -> Diagnostic {
    let message = format!("{} cannot be {what}", of.ty.words(schema));
    Diagnostic::new(&kinds::TYPE_MISMATCH, of.at, message)
        .help("`min`, `max` and `count` work for everything that has an order")
}
