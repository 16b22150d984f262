//! Qualifiers: what limits a statement, a rule or a section, and what cannot be limited by one.

use super::core::{Condition, Period};
use super::from_syntax::{Context, Writer};
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::{OverTime, Periods, Qualifier};

impl<'t> Writer<'_> {
    /// Dates, citations and conditions, added to what stands around.
    pub(super) fn qualify(
        &mut self,
        resolver: &mut Resolver<'t>,
        context: &mut Context,
        qualifiers: &'t [Qualifier],
    ) -> Option<()> {
        let level = context.scope.last().map_or(self.plan, |each| each.level);
        resolver.stand(&context.scope);
        let mut own = Period::default();
        self.once_each(resolver, qualifiers)?;
        for qualifier in qualifiers {
            match qualifier {
                Qualifier::When(condition) => {
                    let condition = resolver.condition(condition, level)?;
                    context.guard(level, condition);
                }
                Qualifier::Unless(condition) => {
                    let condition = Condition::fails(resolver.condition(condition, level)?);
                    context.guard(level, condition);
                }
                Qualifier::From(day, at) => {
                    let day = resolver.day(day)?;
                    own.from = Some(day);
                    context.period.from = Some(context.period.from.map_or(day, |from| from.max(day)));
                    self.in_order(resolver, &own, *at)?;
                }
                Qualifier::Until(day, at) => {
                    let day = resolver.day(day)?;
                    own.until = Some(day);
                    context.period.until = Some(context.period.until.map_or(day, |until| until.min(day)));
                    self.in_order(resolver, &own, *at)?;
                }
                Qualifier::Cites(text) => context.cites.push(text.text.clone()),
                Qualifier::Because(_) => {}
                Qualifier::Tolerate(most) => context.tolerance = Some(resolver.tolerate(most)?),
                Qualifier::Cure { within, since, at } => {
                    context.cure = Some(resolver.cure(within, since.as_ref(), level, *at)?);
                }
                Qualifier::Tested(said) => context.moments.clone_from(&said.moments),
            }
        }
        Some(())
    }

    /// Of what can be said once, the first or the last would count, and nobody could tell which.
    fn once_each(&self, resolver: &mut Resolver<'t>, qualifiers: &[Qualifier]) -> Option<()> {
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for qualifier in qualifiers {
            let (what, at, help) = match qualifier {
                Qualifier::Tested(said) => (
                    "when it is tested",
                    said.at,
                    "join moments with `and`: `at selection and at quarter end`",
                ),
                Qualifier::Tolerate(OverTime { of: Periods { at, .. }, .. }) => {
                    ("how often it may fail", *at, "keep one of the two")
                }
                Qualifier::Cure { at, .. } => ("how long it may be cured", *at, "keep one of the two"),
                Qualifier::Because(text) => ("why", text.at, "give all reasons in one text"),
                _ => continue,
            };
            if let Some((_, first)) = seen.iter().find(|(known, _)| *known == what) {
                let message = format!("this says a second time {what}");
                return resolver.refuse(
                    Diagnostic::new(&kinds::SYNTAX, at, message).also(*first, "the first time").help(help),
                );
            }
            seen.push((what, at));
        }
        Some(())
    }

    /// What a section says for all that is in it is about rules. What it cannot limit must not seem limited.
    pub(super) fn holds_always(
        &self,
        resolver: &mut Resolver<'t>,
        around: &Context,
        at: Span,
        what: &str,
    ) -> bool {
        let is_limited =
            !around.guards.is_empty() || !around.moments.is_empty() || around.period != Period::default();
        if is_limited {
            resolver.diagnostics.push(
                Diagnostic::new(&kinds::SYNTAX, at, what)
                    .label("its section limits what is in it")
                    .help("move this out of the section"),
            );
        }
        !is_limited
    }

    /// An assumption is about what is held, whatever else is so and whatever is being done. A condition that were read
    /// past would let it hold where its author does not mean it to.
    pub(super) fn unconditional(&self, resolver: &mut Resolver<'t>, qualifiers: &[Qualifier]) -> Option<()> {
        let fault = qualifiers.iter().find_map(|qualifier| match qualifier {
            Qualifier::Tested(tested) => {
                Some((tested.at, "an assumption is not tested, so it has no moment", "leave the moment out"))
            }
            Qualifier::When(condition) | Qualifier::Unless(condition) => Some((
                condition.at,
                "an assumption has no condition of its own",
                "say of which options it holds: `assume options where vehicle is mutual_fund hold no crypto`",
            )),
            Qualifier::Cites(text) => Some((
                text.at,
                "an assumption cites nothing",
                "name the evidence in its reason: `because \"prospectus review 2026-08-12\"`",
            )),
            Qualifier::Tolerate(OverTime { of: Periods { at, .. }, .. }) | Qualifier::Cure { at, .. } => {
                Some((*at, "an assumption cannot fail, and so there is nothing to let pass", "take it out"))
            }
            _ => None,
        });
        let Some((at, message, help)) = fault else { return Some(()) };
        let diagnostic = Diagnostic::new(&kinds::SYNTAX, at, message).label("does not belong here");
        resolver
            .refuse(diagnostic.help(help).help("`from` and `until` say on which days an assumption holds"))
    }

    fn in_order(&self, resolver: &mut Resolver<'t>, period: &Period, at: Span) -> Option<()> {
        match (period.from, period.until) {
            (Some(from), Some(until)) if from > until => resolver.refuse(
                Diagnostic::new(
                    &kinds::PERIOD_REVERSED,
                    at,
                    format!("this ends on {until}, before it begins on {from}"),
                )
                .help("write the earlier day after `from`"),
            ),
            _ => Some(()),
        }
    }
}

pub(super) fn because(qualifiers: &[Qualifier]) -> Option<String> {
    qualifiers.iter().find_map(|qualifier| match qualifier {
        Qualifier::Because(text) => Some(text.text.clone()),
        _ => None,
    })
}
