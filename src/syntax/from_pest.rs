//! Pairs of the parser become the tree; the only file, beside the recovery, that sees a pair.
//!
//! A function answers `None` when its statement is faulty and the fault has been told.

use jiff::civil::Date;
use pest::Parser;
use pest::iterators::Pair;

use super::grammar::{Grammar, Rule};
use super::recover;
use super::tree::{
    Aggregate, ArithmeticOperator, Assume, Class, Defined, Except, Expression, ExpressionKind, Fact, IsValue,
    Item, Let, Level, Literal, Name, Obligation, Operator, Param, Qualifier, RankPart, Section, Set,
    Statement, StatementKind, SyntaxTree, Text, TypeName,
};
use super::{tree, wrong_turns};
use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::source::{SourceId, SourceText, Span};
use crate::vocabulary::{LiteralFault, Type, Value, parse_literal};

/// Reads a text whose brackets match: the source's own, but for what was blanked out.
pub(super) fn tree(source: &SourceText, text: &str) -> Outcome<SyntaxTree> {
    let mut builder = Builder { source: source.id, diagnostics: Diagnostics::new() };
    let mut tree = SyntaxTree { source: source.id, items: Vec::new(), comments: Vec::new() };
    match Grammar::parse(Rule::file, text) {
        Ok(mut pairs) => {
            if let Some(file) = pairs.next() {
                let comments =
                    file.clone().into_inner().flatten().filter(|pair| pair.as_rule() == Rule::COMMENT);
                tree.comments = comments.map(|pair| builder.span(&pair)).collect();
                tree.items = builder.items(file);
            }
        }
        // The grammar takes any line as junk, so this is a fault of the grammar; it still has a place.
        Err(error) => builder.diagnostics.push(recover::told(source.id, 0, text, &error)),
    }
    Outcome { value: tree, diagnostics: builder.diagnostics }
}

/// The children of a pair without its comments, taken one by one.
struct Parts<'i> {
    pairs: std::iter::Peekable<std::vec::IntoIter<Pair<'i, Rule>>>,
}

impl<'i> Parts<'i> {
    fn of(pair: Pair<'i, Rule>) -> Self {
        let pairs: Vec<_> = pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).collect();
        Parts { pairs: pairs.into_iter().peekable() }
    }

    fn next(&mut self) -> Option<Pair<'i, Rule>> {
        self.pairs.next()
    }

    fn peek(&mut self) -> Option<Rule> {
        self.pairs.peek().map(Pair::as_rule)
    }

    /// The next child, if it is of this rule.
    fn take(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.pairs.next_if(|pair| pair.as_rule() == rule)
    }

    /// The next child that matters: one of these rules, all before it being words and signs.
    fn seek(&mut self, rule: Rule) -> Option<Pair<'i, Rule>> {
        self.pairs.by_ref().find(|pair| pair.as_rule() == rule)
    }
}

pub(super) struct Builder {
    pub(super) source: SourceId,
    pub(super) diagnostics: Diagnostics,
}

impl Builder {
    pub(super) fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let span = pair.as_span();
        // A rule may end in the blanks before what follows it.
        let length = pair.as_str().trim_end().len();
        Span::new(self.source, span.start(), span.start().saturating_add(length))
    }

    /// Tells a fault; its statement is dropped.
    fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    fn items(&mut self, pair: Pair<'_, Rule>) -> Vec<Item> {
        let children = pair.into_inner();
        children
            .filter(|pair| !matches!(pair.as_rule(), Rule::COMMENT | Rule::EOI))
            .filter_map(|pair| self.told(pair, Builder::item))
            .collect()
    }

    /// A block with nothing in it would assert nothing and pass in silence. It is told here, because only here can
    /// it be told apart from a block whose statements were all faulty.
    fn block(&mut self, pair: Pair<'_, Rule>) -> Vec<Statement> {
        let at = self.span(&pair);
        let children: Vec<_> = pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).collect();
        if children.is_empty() {
            self.diagnostics.push(
                Diagnostic::new(&kinds::SYNTAX, at, "this block says nothing")
                    .help("write a statement between its braces, or take it out with what stands before it"),
            );
        }
        children.into_iter().filter_map(|pair| self.told(pair, Builder::statement_or_junk)).collect()
    }

    /// What a function makes of a pair; if it makes nothing, a fault has been told, here if nowhere else.
    fn told<'i, T>(
        &mut self,
        pair: Pair<'i, Rule>,
        make: impl FnOnce(&mut Self, Pair<'i, Rule>) -> Option<T>,
    ) -> Option<T> {
        let at = self.span(&pair);
        let before = self.diagnostics.iter().count();
        let made = make(self, pair);
        if made.is_none() && self.diagnostics.iter().count() == before {
            self.diagnostics.push(Diagnostic::new(&kinds::SYNTAX, at, "this statement cannot be read"));
        }
        made
    }

    fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        let at = self.span(&pair);
        match pair.as_rule() {
            Rule::language => {
                let version = Parts::of(pair).seek(Rule::number)?;
                Some(Item::Language { version: self.literal(version)? })
            }
            Rule::header => {
                let mut parts = Parts::of(pair);
                parts.take(Rule::policy_word);
                let title = self.text(parts.next()?)?;
                parts.take(Rule::adopted_word);
                let adopted = match parts.take(Rule::date) {
                    Some(date) => Some(self.date(date)?),
                    None => None,
                };
                Some(Item::Header { title, adopted, at })
            }
            Rule::section => self.section(pair).map(Item::Section),
            Rule::rule_item => self.rule(pair).map(Item::Rule),
            Rule::let_item => self.definition(pair).map(Item::Let),
            Rule::param => self.param(pair).map(Item::Param),
            Rule::level => {
                let mut parts = Parts::of(pair);
                let (name, of, label) = self.named_within(&mut parts)?;
                Some(Item::Level(Level { name, of, label }))
            }
            Rule::class => {
                let mut parts = Parts::of(pair);
                let (name, within, label) = self.named_within(&mut parts)?;
                Some(Item::Class(Class { name, within, label }))
            }
            Rule::fact => self.fact(pair).map(Item::Fact),
            Rule::assume => self.assume(pair).map(Item::Assume),
            Rule::later_item => self.refuse(wrong_turns::later(at, pair.as_str())),
            Rule::junk => self.refuse(recover::junk(self.source, &pair, Rule::lone_item)),
            _ => self.statement(pair).map(Item::Statement),
        }
    }

    fn statement_or_junk(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        match pair.as_rule() {
            Rule::junk => self.refuse(recover::junk(self.source, &pair, Rule::lone_statement)),
            _ => self.statement(pair),
        }
    }

    // --- Items ------------------------------------------------------------------------------------------------

    fn section(&mut self, pair: Pair<'_, Rule>) -> Option<Section> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::section_word);
        let title = self.text(parts.next()?)?;
        let qualifiers = self.qualifiers(&mut parts)?;
        let at = Span::new(self.source, whole.start, title.at.end);
        let items = self.items(parts.take(Rule::items)?);
        Some(Section { title, qualifiers, items, at })
    }

    fn rule(&mut self, pair: Pair<'_, Rule>) -> Option<tree::Rule> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        let obligation = self.obligation(&mut parts);
        parts.take(Rule::rule_word);
        let name = self.name(&parts.next()?);
        let text = match parts.peek() {
            Some(Rule::string | Rule::wrong_quotes) => Some(self.text(parts.next()?)?),
            _ => None,
        };
        let head_end = text.as_ref().map_or(name.at, |text| text.at).end;
        let qualifiers = self.qualifiers(&mut parts)?;
        let body = self.body(&mut parts)?;
        Some(tree::Rule {
            obligation,
            name,
            text,
            qualifiers,
            body,
            at: Span::new(self.source, whole.start, head_end),
        })
    }

    /// A block, or the one statement after a colon.
    fn body(&mut self, parts: &mut Parts<'_>) -> Option<Vec<Statement>> {
        let body = parts.next()?;
        match body.as_rule() {
            Rule::block => Some(self.block(body)),
            _ => self.statement(body).map(|statement| vec![statement]),
        }
    }

    fn definition(&mut self, pair: Pair<'_, Rule>) -> Option<Let> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.seek(Rule::name)?);
        let body = parts.next()?;
        let body = match body.as_rule() {
            Rule::defined_set => Defined::Set(self.set(body)?),
            _ => Defined::Expression(self.expression(body)?),
        };
        Some(Let { name, body, at })
    }

    fn param(&mut self, pair: Pair<'_, Rule>) -> Option<Param> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.seek(Rule::name)?);
        let ty = self.type_name(parts.take(Rule::type_name)?)?;
        let sign = parts.take(Rule::minus_sign).map(|pair| self.span(&pair));
        let value = self.primary(parts.next()?)?;
        Some(Param { name, ty, value: negated(sign, value), at })
    }

    /// `name of parent "label"`
    fn named_within(&mut self, parts: &mut Parts<'_>) -> Option<(Name, Option<Name>, Option<Text>)> {
        let name = self.name(&parts.seek(Rule::name)?);
        let within = match parts.next_if_word() {
            true => Some(self.name(&parts.take(Rule::name)?)),
            false => None,
        };
        let label = match parts.next() {
            Some(label) => Some(self.text(label)?),
            None => None,
        };
        Some((name, within, label))
    }

    fn type_name(&mut self, pair: Pair<'_, Rule>) -> Option<TypeName> {
        let mut parts = Parts::of(pair);
        let first = parts.next()?;
        if first.as_rule() == Rule::choice_type {
            let choices = first.into_inner().filter(|pair| pair.as_rule() == Rule::choice);
            return Some(TypeName::OneOf(choices.map(|pair| self.name(&pair)).collect()));
        }
        let of = parts.seek(Rule::name).map(|pair| self.name(&pair));
        Some(TypeName::Named(self.name(&first), of))
    }

    fn fact(&mut self, pair: Pair<'_, Rule>) -> Option<Fact> {
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.seek(Rule::name)?);
        let level = self.name(&parts.seek(Rule::name)?);
        let ty = self.type_name(parts.take(Rule::type_name)?)?;
        let mut fact = Fact {
            name,
            level,
            ty,
            bases: Vec::new(),
            lower_is_better: None,
            looks_through: false,
            range: None,
            label: None,
        };
        while let Some(part) = parts.take(Rule::fact_part) {
            let part = part.into_inner().next()?;
            match part.as_rule() {
                Rule::label => fact.label = Some(self.text(part.into_inner().next()?)?),
                Rule::better => fact.lower_is_better = Some(part.as_str().starts_with("lower")),
                Rule::looked_through => fact.looks_through = true,
                Rule::fact_range => {
                    let mut ends = Parts::of(part);
                    let low = ends.next().and_then(|low| self.literal(low))?;
                    ends.next_if_word();
                    let high = match ends.next() {
                        Some(high) if high.as_rule() != Rule::or_more => Some(self.literal(high)?),
                        _ => None,
                    };
                    fact.range = Some((low, high));
                }
                _ => {
                    let names = part.into_inner().filter(|pair| pair.as_rule() == Rule::name);
                    fact.bases = names.map(|pair| self.name(&pair)).collect();
                }
            }
        }
        Some(fact)
    }

    fn assume(&mut self, pair: Pair<'_, Rule>) -> Option<Assume> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::assume_word);
        let whose = match parts.next()? {
            pair if pair.as_rule() == Rule::set => Some(self.set(pair)?),
            _ => None,
        };
        let mut holds_no = vec![self.name(&parts.seek(Rule::name)?)];
        loop {
            match parts.peek() {
                Some(Rule::or_word | Rule::and_word) => _ = parts.next(),
                Some(Rule::name) => holds_no.push(self.name(&parts.next()?)),
                _ => break,
            }
        }
        let qualifiers = self.qualifiers(&mut parts)?;
        Some(Assume { whose, holds_no, qualifiers, at })
    }

    // --- Statements -------------------------------------------------------------------------------------------

    fn statement(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let obligation = self.obligation(&mut parts);
        let kind = parts.next()?;
        let kind = match kind.as_rule() {
            Rule::if_statement => self.if_statement(kind)?,
            Rule::each_statement => self.each_statement(kind)?,
            Rule::requirement => self.requirement(kind)?,
            Rule::prohibition => {
                let subject = kind.into_inner().next()?.into_inner().next()?;
                StatementKind::Prohibited { subject: self.set(subject)? }
            }
            _ => StatementKind::Assert(self.expression(kind.into_inner().next()?)?),
        };
        let qualifiers = self.qualifiers(&mut parts)?;
        Some(Statement { obligation, kind, qualifiers, at })
    }

    fn obligation(&mut self, parts: &mut Parts<'_>) -> Option<Obligation> {
        let word = parts.take(Rule::obligation)?.into_inner().next()?;
        Some(match word.as_rule() {
            Rule::should_word => Obligation::Should,
            Rule::watch_word => Obligation::Watch,
            _ => Obligation::Must,
        })
    }

    fn if_statement(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let condition = parts.seek(Rule::expression).and_then(|pair| self.expression(pair))?;
        let then = self.block(parts.take(Rule::block)?);
        let otherwise = match parts.take(Rule::else_word).and_then(|_| parts.next()) {
            Some(inner) if inner.as_rule() == Rule::if_statement => {
                let kind = self.if_statement(inner)?;
                vec![Statement { obligation: None, kind, qualifiers: Vec::new(), at }]
            }
            Some(block) => self.block(block),
            None => Vec::new(),
        };
        Some(StatementKind::If { condition, then, otherwise })
    }

    fn each_statement(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let mut parts = Parts::of(pair);
        let head = parts.next()?;
        let head_at = self.span(&head);
        let mut inner = Parts::of(head);
        let level = self.name(&inner.seek(Rule::name)?);
        if let Some(group) = inner.take(Rule::later_group) {
            let at = level.at.to(self.span(&group));
            return self.refuse(wrong_turns::later(at, "each … of"));
        }
        let filter = self.where_clause(&mut inner)?;
        let except = self.except_clause(&mut inner)?;
        let body = self.body(&mut parts)?;
        Some(StatementKind::Each { level, filter, except, body, head: head_at })
    }

    fn requirement(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let mut parts = Parts::of(pair);
        let subject = parts.next()?.into_inner().next()?;
        let subject = self.set(subject)?;
        let mut needs = Vec::new();
        while let Some(need) = parts.next() {
            match need.as_rule() {
                Rule::expression => needs.push(self.expression(need)?),
                Rule::later_document => {
                    let at = self.span(&need);
                    return self.refuse(wrong_turns::later(at, "requires document"));
                }
                _ => {}
            }
        }
        Some(StatementKind::Requires { subject, needs })
    }

    fn qualifiers(&mut self, parts: &mut Parts<'_>) -> Option<Vec<Qualifier>> {
        let mut qualifiers = Vec::new();
        loop {
            let clause = match parts.peek() {
                Some(
                    Rule::when_clause
                    | Rule::unless_clause
                    | Rule::from_clause
                    | Rule::until_clause
                    | Rule::cites_clause
                    | Rule::because_clause
                    | Rule::later_clause,
                ) => parts.next()?,
                _ => return Some(qualifiers),
            };
            let (rule, at, written) = (clause.as_rule(), self.span(&clause), clause.as_str());
            if rule == Rule::later_clause {
                return self.refuse(wrong_turns::later(at, written));
            }
            let content = clause.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).nth(1)?;
            qualifiers.push(match rule {
                Rule::when_clause => Qualifier::When(self.expression(content)?),
                Rule::unless_clause => Qualifier::Unless(self.expression(content)?),
                Rule::from_clause => Qualifier::From(self.date(content)?, at),
                Rule::until_clause => Qualifier::Until(self.date(content)?, at),
                Rule::cites_clause => Qualifier::Cites(self.text(content)?),
                _ => Qualifier::Because(self.text(content)?),
            });
        }
    }

    fn where_clause(&mut self, parts: &mut Parts<'_>) -> Option<Option<Expression>> {
        match parts.take(Rule::where_clause) {
            Some(clause) => {
                Parts::of(clause).seek(Rule::expression).and_then(|pair| self.expression(pair)).map(Some)
            }
            None => Some(None),
        }
    }

    fn except_clause(&mut self, parts: &mut Parts<'_>) -> Option<Option<Except>> {
        let Some(clause) = parts.take(Rule::except_clause) else { return Some(None) };
        let mut inner = Parts::of(clause);
        inner.take(Rule::except_word);
        if inner.peek() == Some(Rule::expression) {
            let condition = self.expression(inner.next()?)?;
            return Some(Some(Except::Where(Box::new(condition))));
        }
        let mut names = Vec::new();
        while let Some(pair) = inner.next() {
            if pair.as_rule() != Rule::and_word {
                names.push(self.text(pair)?);
            }
        }
        Some(Some(Except::Named(names)))
    }

    /// A `set` or `defined_set`.
    fn set(&mut self, pair: Pair<'_, Rule>) -> Option<Set> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        let filter = self.where_clause(&mut parts)?.map(Box::new);
        let except = self.except_clause(&mut parts)?;
        Some(Set { name, filter, except, at })
    }

    // --- Conditions -------------------------------------------------------------------------------------------

    fn expression(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
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
        for child in pair.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT) {
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
        match operands.len() {
            1 => operands.pop(),
            _ => Some(Expression { kind: join(operands), at }),
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
        let left = self.arithmetic(parts.next()?)?;
        let Some(tail) = parts.next() else { return Some(left) };
        let left = Box::new(left);
        let rule = tail.as_rule();
        let (tail_at, written) = (self.span(&tail), tail.as_str());
        let mut inner = Parts::of(tail);
        let kind = match rule {
            Rule::compare_tail => {
                let operator = self.compare_operator(inner.next()?)?;
                let right = Box::new(self.arithmetic(inner.next()?)?);
                if let Some(later) = inner.take(Rule::later_part) {
                    let at = self.span(&later);
                    return self.refuse(wrong_turns::later(at, later.as_str()));
                }
                ExpressionKind::Compare(left, operator, right)
            }
            Rule::between_tail => {
                let low = inner.seek(Rule::arithmetic).and_then(|pair| self.arithmetic(pair))?;
                let high = inner.seek(Rule::arithmetic).and_then(|pair| self.arithmetic(pair))?;
                ExpressionKind::Between(left, Box::new(low), Box::new(high))
            }
            Rule::within_tail => {
                inner.take(Rule::within_word);
                let tolerance = inner.next().and_then(|pair| self.literal(pair))?;
                let of = inner.seek(Rule::arithmetic).and_then(|pair| self.arithmetic(pair))?;
                ExpressionKind::Within(left, tolerance, Box::new(of))
            }
            Rule::in_tail => ExpressionKind::InPart(left, self.rank_part(&inner.seek(Rule::rank_part)?)),
            Rule::is_tail => self.is_tail(left, &mut inner)?,
            _ => return self.refuse(wrong_turns::later(tail_at, written)),
        };
        Some(Expression { kind, at })
    }

    fn compare_operator(&mut self, pair: Pair<'_, Rule>) -> Option<Operator> {
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
            Rule::offered_word => match left.kind {
                ExpressionKind::Measured(name, None) => ExpressionKind::Offered(vec![name], negated),
                _ => {
                    let message = "only an asset class can be `offered`";
                    return self.refuse(Diagnostic::new(&kinds::SYNTAX, left.at, message));
                }
            },
            Rule::one_of => {
                let mut any_of = Vec::new();
                for value in value.into_inner().filter(|pair| pair.as_rule() == Rule::is_value) {
                    any_of.push(self.is_value(value)?);
                }
                ExpressionKind::Is { subject: left, negated, any_of }
            }
            _ => ExpressionKind::Is { subject: left, negated, any_of: vec![self.is_value(value)?] },
        })
    }

    fn is_value(&mut self, pair: Pair<'_, Rule>) -> Option<IsValue> {
        let value = pair.into_inner().next()?;
        match value.as_rule() {
            Rule::choice => Some(IsValue::Word(self.name(&value))),
            _ => self.literal(value).map(IsValue::Literal),
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
    fn arithmetic(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let mut parts = Parts::of(pair);
        let mut sum: Option<(Expression, ArithmeticOperator)> = None;
        let mut product = self.signed(&mut parts)?;
        while let Some(operator) = parts.next() {
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
        let value = self.primary(parts.next()?)?;
        Some(negated(sign, value))
    }

    fn primary(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&pair);
        let kind = match pair.as_rule() {
            Rule::expression => return self.expression(pair),
            Rule::measured => {
                let mut parts = Parts::of(pair);
                let name = self.name(&parts.next()?);
                let basis = parts.take(Rule::basis).and_then(|basis| basis.into_inner().next());
                ExpressionKind::Measured(name, basis.map(|pair| self.name(&pair)))
            }
            Rule::percent_of => {
                let mut parts = Parts::of(pair);
                let literal = parts.next().and_then(|pair| self.literal(pair))?;
                let denominator = parts.seek(Rule::denominator)?.into_inner().next()?;
                ExpressionKind::PercentOf(literal, self.name(&denominator))
            }
            Rule::time_since => ExpressionKind::TimeSince(self.name(&Parts::of(pair).seek(Rule::name)?)),
            Rule::extreme => {
                let mut parts = Parts::of(pair);
                let greatest = parts.next()?.as_str().starts_with("great");
                let mut of = Vec::new();
                while let Some(part) = parts.seek(Rule::arithmetic) {
                    of.push(self.arithmetic(part)?);
                }
                ExpressionKind::Extreme { greatest, of }
            }
            Rule::every_one => {
                let names = pair.into_inner().filter(|pair| pair.as_rule() == Rule::name);
                ExpressionKind::Offered(names.map(|pair| self.name(&pair)).collect(), false)
            }
            Rule::aggregate => self.aggregate(pair.into_inner().next()?)?,
            Rule::count_claim => self.count_claim(pair)?,
            _ => ExpressionKind::Literal(self.literal(pair)?),
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
        let of = parts.take(Rule::arithmetic).and_then(|pair| self.arithmetic(pair))?;
        let set = parts.seek(Rule::set).and_then(|pair| self.set(pair))?;
        Some(ExpressionKind::Aggregate(aggregate, Box::new(of), set))
    }

    fn count_claim(&mut self, pair: Pair<'_, Rule>) -> Option<ExpressionKind> {
        let mut parts = Parts::of(pair);
        let word = parts.next()?;
        let operator = match word.as_rule() {
            Rule::at_least_words => Operator::AtLeast,
            Rule::at_most_words => Operator::AtMost,
            _ => Operator::Exactly,
        };
        let count = match parts.take(Rule::number) {
            Some(number) => self.literal(number)?,
            None => Literal { value: Value::Number(crate::vocabulary::Exact::zero()), at: self.span(&word) },
        };
        let set = parts.take(Rule::set).and_then(|pair| self.set(pair))?;
        Some(ExpressionKind::CountClaim(operator, count, set))
    }

    // --- Words and literals -----------------------------------------------------------------------------------

    fn name(&self, pair: &Pair<'_, Rule>) -> Name {
        Name { word: pair.as_str().trim_end().to_string(), at: self.span(pair) }
    }

    fn text(&mut self, pair: Pair<'_, Rule>) -> Option<Text> {
        let at = self.span(&pair);
        if pair.as_rule() == Rule::wrong_quotes {
            return self.refuse(wrong_turns::quotes(at, pair.as_str()));
        }
        let text = pair.into_inner().next().map_or(String::new(), |text| text.as_str().to_string());
        Some(Text { text, at })
    }

    fn date(&mut self, pair: Pair<'_, Rule>) -> Option<Date> {
        match self.literal(pair)?.value {
            Value::Date(date) => Some(date),
            _ => None,
        }
    }

    fn literal(&mut self, pair: Pair<'_, Rule>) -> Option<Literal> {
        let at = self.span(&pair);
        let written = pair.as_str().trim_end().to_string();
        let ty = match pair.as_rule() {
            Rule::wrong_spacing => return self.refuse(wrong_turns::spacing(at, &written)),
            Rule::string | Rule::wrong_quotes => {
                let text = self.text(pair)?;
                return Some(Literal { value: Value::Text(text.text), at });
            }
            Rule::percent => Type::Percent(None),
            Rule::points => Type::Points,
            Rule::money => Type::Money,
            Rule::date => Type::Date,
            Rule::duration => Type::Duration,
            Rule::percentile => Type::Percentile,
            Rule::frequency => Type::Frequency,
            Rule::flag => Type::Flag,
            Rule::rating => Type::Rating(None),
            _ => Type::Number,
        };
        match parse_literal(&written, &ty) {
            Ok(value) => Some(Literal { value, at }),
            Err(LiteralFault::NoSuchDate) => self.refuse(wrong_turns::no_such_date(at, &written)),
            Err(LiteralFault::TooLong) => self.refuse(wrong_turns::too_long(at)),
            Err(_) => self.refuse(Diagnostic::new(&kinds::SYNTAX, at, format!("`{written}` cannot be read"))),
        }
    }
}

impl Parts<'_> {
    /// Passes over a word such as `of`, `in` or `to`, if it is next.
    fn next_if_word(&mut self) -> bool {
        self.pairs
            .next_if(|pair| matches!(pair.as_rule(), Rule::of_word | Rule::in_word | Rule::to_word))
            .is_some()
    }
}

fn combined(left: Expression, operator: ArithmeticOperator, right: Expression) -> Expression {
    let at = left.at.to(right.at);
    Expression { kind: ExpressionKind::Arithmetic(Box::new(left), operator, Box::new(right)), at }
}

fn negated(sign: Option<Span>, value: Expression) -> Expression {
    match sign {
        Some(sign) => Expression { at: sign.to(value.at), kind: ExpressionKind::Negate(Box::new(value)) },
        None => value,
    }
}
