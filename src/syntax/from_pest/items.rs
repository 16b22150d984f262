//! Items: sections, rules, definitions, declarations.

use pest::iterators::Pair;

use super::expressions::negated;
use super::{Builder, Parts};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{
    self, Assume, Defined, Fact, Let, Literal, Name, Param, Section, Statement, Text, TypeName, Waive,
};

impl Builder {
    pub(super) fn section(&mut self, pair: Pair<'_, Rule>) -> Option<Section> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::section_word);
        let title = self.text(parts.next()?)?;
        let qualifiers = self.qualifiers(&mut parts)?;
        let at = Span::new(self.source, whole.start, title.at.end);
        let items = self.items(parts.take(Rule::items)?);
        Some(Section { title, qualifiers, items, at })
    }

    pub(super) fn rule(&mut self, pair: Pair<'_, Rule>) -> Option<tree::Rule> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        let obligation = self.obligation(&mut parts);
        parts.take(Rule::rule_word);
        let name = self.name(&parts.next()?);
        self.rule_called(name, obligation, parts, whole)
    }

    /// A rule whose name has been read: its text, its qualifiers, its body.
    pub(super) fn rule_called(
        &mut self,
        name: Name,
        obligation: Option<tree::Obligation>,
        mut parts: Parts<'_>,
        whole: Span,
    ) -> Option<tree::Rule> {
        let text = match parts.peek() {
            Some(Rule::string | Rule::wrong_quotes) => Some(self.text(parts.next()?)?),
            _ => None,
        };
        let head_end = text.as_ref().map_or(name.at, |text| text.at).end;
        let qualifiers = self.qualifiers(&mut parts)?;
        let body = self.body(&mut parts)?;
        let at = Span::new(self.source, whole.start, head_end);
        Some(tree::Rule { obligation, name, text, qualifiers, body, at, whole })
    }

    /// A block, or the one statement after a colon.
    pub(super) fn body(&mut self, parts: &mut Parts<'_>) -> Option<Vec<Statement>> {
        let body = parts.next()?;
        match body.as_rule() {
            Rule::block => Some(self.block(body)),
            _ => self.statement(body).map(|statement| vec![statement]),
        }
    }

    pub(super) fn definition(&mut self, pair: Pair<'_, Rule>) -> Option<Let> {
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

    pub(super) fn param(&mut self, pair: Pair<'_, Rule>) -> Option<Param> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.seek(Rule::name)?);
        let ty = self.type_name(parts.take(Rule::type_name)?)?;
        let sign = parts.take(Rule::minus_sign).map(|pair| self.span(&pair));
        let value = negated(sign, self.primary(parts.next()?)?);
        let range = match parts.take(Rule::fact_range) {
            Some(range) => Some(self.range(range)?),
            None => None,
        };
        let label = match parts.take(Rule::label) {
            Some(label) => Some(self.text(label.into_inner().next()?)?),
            None => None,
        };
        Some(Param { name, ty, value, range, label, at })
    }

    /// `0% to 10%`, `0 or more`
    fn range(&mut self, pair: Pair<'_, Rule>) -> Option<(Literal, Option<Literal>)> {
        let mut ends = Parts::of(pair);
        let low = ends.next().and_then(|low| self.literal(low))?;
        ends.next_if_word();
        let high = match ends.next() {
            Some(high) if high.as_rule() != Rule::or_more => Some(self.literal(high)?),
            _ => None,
        };
        Some((low, high))
    }

    /// `name of parent "label"`
    pub(super) fn named_within(
        &mut self,
        parts: &mut Parts<'_>,
    ) -> Option<(Name, Option<Name>, Option<Text>)> {
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

    pub(super) fn fact(&mut self, pair: Pair<'_, Rule>) -> Option<Fact> {
        let mut parts = Parts::of(pair);
        let name = self.name(&parts.seek(Rule::name)?);
        let mut levels = vec![self.name(&parts.seek(Rule::name)?)];
        while let Some(level) = parts.take(Rule::name) {
            levels.push(self.name(&level));
        }
        let ty = self.type_name(parts.take(Rule::type_name)?)?;
        let mut fact = Fact {
            name,
            levels,
            ty,
            bases: Vec::new(),
            lower_is_better: None,
            looks_through: false,
            over_period: false,
            in_future: false,
            range: None,
            label: None,
        };
        while let Some(part) = parts.take(Rule::fact_part) {
            let part = part.into_inner().next()?;
            match part.as_rule() {
                Rule::label => fact.label = Some(self.text(part.into_inner().next()?)?),
                Rule::better => fact.lower_is_better = Some(part.as_str().starts_with("lower")),
                Rule::looked_through => fact.looks_through = true,
                Rule::over_a_period => fact.over_period = true,
                Rule::in_the_future => fact.in_future = true,
                Rule::fact_range => fact.range = Some(self.range(part)?),
                _ => {
                    let names = part.into_inner().filter(|pair| pair.as_rule() == Rule::name);
                    fact.bases = names.map(|pair| self.name(&pair)).collect();
                }
            }
        }
        Some(fact)
    }

    pub(super) fn assume(&mut self, pair: Pair<'_, Rule>) -> Option<Assume> {
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

    pub(super) fn waiver(&mut self, pair: Pair<'_, Rule>) -> Option<Waive> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::waive_word);
        let rule = self.rule_reference(parts.next()?)?;
        let mut subjects = Vec::new();
        if let Some(whose) = parts.take(Rule::waived_for) {
            for name in
                whose.into_inner().filter(|pair| matches!(pair.as_rule(), Rule::string | Rule::wrong_quotes))
            {
                subjects.push(self.text(name)?);
            }
        }
        let (mut approved, mut qualifiers) = (None, Vec::new());
        while let Some(rule) = parts.peek() {
            if rule == Rule::approved_clause {
                let clause = parts.next()?;
                let at = self.span(&clause);
                let first: Option<Text> = approved.take();
                if let Some(first) = first {
                    return self.refuse(
                        Diagnostic::new(&kinds::SYNTAX, at, "this says a second time who approved it")
                            .also(first.at, "the first time")
                            .help("name both in one text"),
                    );
                }
                approved = Parts::of(clause).last().map(|text| self.text(text))?;
            } else {
                qualifiers.extend(self.qualifiers(&mut parts)?);
            }
        }
        Some(Waive { rule, subjects, approved, qualifiers, at })
    }

    /// The id of a rule, bare or in quotation marks.
    pub(super) fn rule_reference(&mut self, pair: Pair<'_, Rule>) -> Option<Name> {
        match pair.as_rule() {
            Rule::rule_id => Some(self.name(&pair)),
            _ => self.text(pair).map(|text| Name { word: text.text, at: text.at }),
        }
    }
}
