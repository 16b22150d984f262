//! Statements, their scopes and their qualifiers.

use pest::iterators::Pair;

use super::{Builder, Parts};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{
    EachHead, Except, Expression, ExpressionKind, Obligation, Qualifier, Set, Statement, StatementKind,
    Tested,
};
use crate::syntax::wrong_turns;
use crate::vocabulary::Moment;

impl Builder {
    pub(super) fn statement(&mut self, pair: Pair<'_, Rule>) -> Option<Statement> {
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

    pub(super) fn obligation(&mut self, parts: &mut Parts<'_>) -> Option<Obligation> {
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
        let head = self.each_head(parts.next()?)?;
        Some(StatementKind::Each { head, body: self.body(&mut parts)? })
    }

    pub(super) fn each_head(&mut self, pair: Pair<'_, Rule>) -> Option<EachHead> {
        let at = self.span(&pair);
        let mut inner = Parts::of(pair);
        let level = self.name(&inner.seek(Rule::name)?);
        let of = self.group_of(&mut inner)?;
        let filter = self.where_clause(&mut inner)?;
        let except = self.except_clause(&mut inner)?;
        Some(EachHead { level, of: of.map(Box::new), filter, except, at })
    }

    fn requirement(&mut self, pair: Pair<'_, Rule>) -> Option<StatementKind> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let subject = match parts.take(Rule::subject) {
            Some(subject) => Some(self.set(subject.into_inner().next()?)?),
            None => None,
        };
        let mut needs = Vec::new();
        while let Some(need) = parts.seek(Rule::expression) {
            needs.push(self.expression(need)?);
        }
        match subject {
            Some(subject) => Some(StatementKind::Requires { subject, needs }),
            // `requires a, b` of the thing at hand says that both hold.
            None if needs.len() == 1 => needs.pop().map(StatementKind::Assert),
            None => Some(StatementKind::Assert(Expression { kind: ExpressionKind::And(needs), at })),
        }
    }

    pub(super) fn qualifiers(&mut self, parts: &mut Parts<'_>) -> Option<Vec<Qualifier>> {
        let mut qualifiers = Vec::new();
        loop {
            let clause = match parts.peek() {
                Some(rule) if is_qualifier(rule) || rule == Rule::wrong_clause => parts.next()?,
                _ => return Some(qualifiers),
            };
            let (rule, at, written) = (clause.as_rule(), self.span(&clause), clause.as_str());
            if rule == Rule::wrong_clause {
                return self.refuse(wrong_turns::approved(at, written));
            }
            if let Rule::tolerate_clause | Rule::cure_clause = rule {
                let qualifier =
                    if rule == Rule::cure_clause { self.cure(clause) } else { self.tolerate(clause) };
                qualifiers.push(qualifier?);
                continue;
            }
            if rule == Rule::tested_clause {
                qualifiers.push(Qualifier::Tested(self.tested(clause)));
                continue;
            }
            let content = clause.into_inner().filter(|pair| pair.as_rule() != Rule::COMMENT).nth(1)?;
            qualifiers.push(match rule {
                Rule::when_clause => Qualifier::When(self.expression(content)?),
                Rule::unless_clause => Qualifier::Unless(self.expression(content)?),
                Rule::from_clause => Qualifier::From(self.written(content)?, at),
                Rule::until_clause => Qualifier::Until(self.written(content)?, at),
                Rule::cites_clause => Qualifier::Cites(self.text(content)?),
                _ => Qualifier::Because(self.text(content)?),
            });
        }
    }

    /// The moments within a pair; none for `always`.
    pub(super) fn tested(&self, pair: Pair<'_, Rule>) -> Tested {
        let at = self.span(&pair);
        let moments = pair.into_inner().flatten().filter(|pair| pair.as_rule() == Rule::moment);
        Tested { moments: moments.filter_map(|moment| Moment::parse(moment.as_str())).collect(), at }
    }

    pub(super) fn where_clause(&mut self, parts: &mut Parts<'_>) -> Option<Option<Expression>> {
        match parts.take(Rule::where_clause) {
            Some(clause) => {
                Parts::of(clause).seek(Rule::expression).and_then(|pair| self.expression(pair)).map(Some)
            }
            None => Some(None),
        }
    }

    pub(super) fn except_clause(&mut self, parts: &mut Parts<'_>) -> Option<Option<Except>> {
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
    pub(super) fn set(&mut self, pair: Pair<'_, Rule>) -> Option<Set> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.next()?);
        let of = self.group_of(&mut parts)?.map(Box::new);
        let within = parts.take(Rule::within_of).and_then(|within| Parts::of(within).seek(Rule::name));
        let within = within.map(|name| self.name(&name));
        let filter = self.where_clause(&mut parts)?.map(Box::new);
        let except = self.except_clause(&mut parts)?;
        Some(Set { name, of, within, filter, except, at })
    }

    /// The things of which groups are made: `of holdings`, `of (holdings where …)`.
    fn group_of(&mut self, parts: &mut Parts<'_>) -> Option<Option<Set>> {
        let Some(of) = parts.take(Rule::group_of) else { return Some(None) };
        let mut source = Parts::of(Parts::of(of).seek(Rule::source)?);
        let inner = source.next()?;
        if inner.as_rule() == Rule::set {
            return self.set(inner).map(Some);
        }
        let name = self.name(&inner);
        Some(Some(Set { at: name.at, name, of: None, within: None, filter: None, except: None }))
    }
}

/// Whether it limits or explains what it stands behind.
pub(super) fn is_qualifier(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::when_clause
            | Rule::unless_clause
            | Rule::from_clause
            | Rule::until_clause
            | Rule::cites_clause
            | Rule::because_clause
            | Rule::tolerate_clause
            | Rule::cure_clause
            | Rule::tested_clause
    )
}
