//! What a fact refers to: `us_equity of benchmark`, `kind of manager`.

use super::core::{Condition, ConditionKind, Quantity, QuantityKind};
use super::measured::Named;
use super::names::Meaning;
use super::resolver::Resolver;
use super::words;
use crate::diagnostics::{Diagnostic, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{Expression, ExpressionKind, Name};
use crate::vocabulary::{FactId, LevelId, Schema, Type};

impl Resolver<'_> {
    /// A quantity of the thing that a fact refers to.
    pub(super) fn quantity_of(
        &mut self,
        measured: &Expression,
        reference: &Name,
        level: LevelId,
        at: Span,
    ) -> Option<Quantity> {
        if let Some(share) = self.param_of(measured, reference, at) {
            return Some(share);
        }
        if self.is_at_hand(reference, level) {
            return self.quantity_within(measured, reference, level);
        }
        let (fact, target) = self.referred(measured, reference, level)?;
        let of = self.referring(target, |resolver| resolver.quantity(measured, target))?;
        let ty = of.ty.clone();
        Some(Quantity::new(QuantityKind::Of(fact, Box::new(of)), ty, at))
    }

    /// `cap of plan`, as `5% of plan`: a parameter that says of what it is a share.
    fn param_of(&mut self, measured: &Expression, of: &Name, at: Span) -> Option<Quantity> {
        let Named { name, basis: None, period: None } = Named::of(measured)? else { return None };
        let plan = self.schema.level_ids().next()?;
        let Some(Meaning::Param(param)) = self.definitions.meaning(&name.word, plan, self.schema) else {
            return None;
        };
        let of = self.attempt(|resolver| resolver.denominator(of))?;
        let value = self.param(param, at)?;
        let is_share = matches!(value.ty, Type::Percent(own) if own.is_none_or(|own| own == of));
        is_share.then(|| Quantity::new(value.kind, Type::Percent(Some(of)), at))
    }

    /// A condition on the thing that a fact refers to, as `inner` reads it there.
    pub(super) fn condition_of(
        &mut self,
        measured: &Expression,
        reference: &Name,
        level: LevelId,
        at: Span,
        inner: impl FnOnce(&mut Self, LevelId) -> Option<Condition>,
    ) -> Option<Condition> {
        if self.is_at_hand(reference, level) {
            return self.condition_within(measured, reference, level, inner);
        }
        let (fact, target) = self.referred(measured, reference, level)?;
        let of = self.referring(target, |resolver| inner(resolver, target))?;
        Some(Condition { kind: ConditionKind::Of(fact, Box::new(of)), at })
    }

    /// The fact that refers, and the level of what it refers to, of which something is measured.
    pub(super) fn referred(
        &mut self,
        measured: &Expression,
        reference: &Name,
        level: LevelId,
    ) -> Option<(FactId, LevelId)> {
        let (fact, target) = self.reference(reference, level)?;
        self.own(measured, reference, target)?;
        Some((fact, target))
    }

    /// The fact that refers, and the level of what it refers to.
    fn reference(&mut self, name: &Name, level: LevelId) -> Option<(FactId, LevelId)> {
        let fact = match self.definitions.meaning(&name.word, level, self.schema) {
            Some(Meaning::Fact(fact)) => fact,
            None if self.definitions.is_undefined(&name.word) => return None,
            _ => return self.refuse(self.no_reference(name, level)),
        };
        match self.schema.fact(fact).ty {
            Type::Reference(target) => Some((fact, target)),
            _ => self.refuse(self.no_reference(name, level)),
        }
    }

    /// What is asked of a thing is its own: `participants of benchmark` would be those of the plan.
    pub(super) fn own(&mut self, measured: &Expression, reference: &Name, target: LevelId) -> Option<()> {
        let name = match (&measured.kind, Named::of(measured)) {
            (_, Some(named)) => named.name,
            (ExpressionKind::TimeSince(name) | ExpressionKind::TimeUntil(name), _) => name,
            _ => return Some(()),
        };
        match self.definitions.meaning(&name.word, target, self.schema) {
            Some(Meaning::Fact(fact)) if self.schema.fact(fact).level == target => Some(()),
            Some(Meaning::Fact(_)) | None if !self.definitions.is_undefined(&name.word) => {
                let of = &self.schema.level(target).name;
                let facts = self.schema.fact_ids().map(|id| self.schema.fact(id));
                let known: Vec<&str> =
                    facts.filter(|fact| fact.level == target).map(|fact| fact.name.as_str()).collect();
                let meant = closest(&name.word, known.iter().copied());
                let message = format!("`{}` is not a fact of each {of}", name.word);
                let diagnostic = Diagnostic::new(&kinds::WRONG_LEVEL, name.at, message)
                    .also(reference.at, format!("this is {}", self.schema.level(target).with_article()));
                self.refuse(match meant {
                    Some(meant) => {
                        diagnostic.label(format!("did you mean `{meant}`?")).maybe_fix(name.at, meant)
                    }
                    None => diagnostic
                        .help(format!("the facts of each {of} are {}", listed(known.iter().copied(), 8)))
                        .help(format!("to add one: `fact {} of {of}: percent, \"what it is\"`", name.word)),
                })
            }
            _ => Some(()),
        }
    }

    fn no_reference(&self, name: &Name, level: LevelId) -> Diagnostic {
        let message = format!("`{}` does not name one thing", name.word);
        let is_known = self.definitions.meaning(&name.word, level, self.schema).is_some()
            || self.schema.level_called(&name.word).is_some();
        let diagnostic = match is_known {
            true => Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message),
            false => words::unknown(name, "fact", None),
        };
        if self.schema.level_ids().any(|id| self.schema.level(id).plural() == name.word) {
            return diagnostic
                .label("these are many")
                .help(format!("say how one number comes from many: `average … of {}`", name.word));
        }
        let known: Vec<&str> =
            references(level, self.schema).map(|fact| self.schema.fact(fact).name.as_str()).collect();
        let here = &self.schema.level(level).name;
        let diagnostic = match closest(&name.word, known.iter().copied()) {
            Some(meant) => diagnostic.label(format!("did you mean `{meant}`?")).maybe_fix(name.at, meant),
            None => diagnostic,
        };
        match known.as_slice() {
            [] => diagnostic.help(format!("no fact of the {here} refers to another thing")),
            known => diagnostic
                .help(format!("the {here} refers to others by {}", listed(known.iter().copied(), 6)))
                .note("behind `of` stands a fact whose value is a thing of its own"),
        }
    }
}

/// The facts by which a thing of a level, or the things above it, refer to others.
pub(super) fn references(level: LevelId, schema: &Schema) -> impl Iterator<Item = FactId> + '_ {
    schema.fact_ids().filter(move |id| {
        let fact = schema.fact(*id);
        matches!(fact.ty, Type::Reference(_)) && schema.is_within(level, fact.level)
    })
}
