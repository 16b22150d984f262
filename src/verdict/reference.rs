//! The definition of the language: slow and obvious. Anything faster has to agree with it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::branches::by_cases;
use super::evidence::Judged;
use super::frame::Frame;
use super::rests::Rests;
use super::world::{Seat, World};
use super::{MissingKind, Outcome, Reliance, Subject, Verdict};
use super::{excerpts, moments, waivers};
use crate::diagnostics::{self, Diagnostic, Diagnostics, kinds};
use crate::menu::{Menu, Thing};
use crate::policy::{
    Assumption, Check, Condition, ConditionKind, Each, Obligation, Operator, Period, Policy, QuantityKind,
    Rule, describe,
};
use crate::vocabulary::{Exact, Parts, Possible, Rounding, Schema, Truth, Type, shown};

/// Finds what each statement of a policy comes to on a menu, as of a day. The diagnostics are about assumptions
/// that have expired or that the menu contradicts.
///
/// Verdicts come in the order of rules, and of things on the menu. A rule that is not in force, or that matches
/// nothing, has one verdict of its own: silence is never success.
pub fn evaluate(
    policy: &Policy,
    schema: &Schema,
    menu: &Menu,
    as_of: Date,
) -> diagnostics::Outcome<Vec<Verdict>> {
    let mut told = Diagnostics::new();
    let rests = Rests::of(schema, menu);
    let frame = Frame::of(schema, menu, &rests, as_of);
    let plain = World::plain(&frame);
    let in_force = assumptions_in_force(&policy.assumptions, as_of, &mut told);
    contradictions(&plain, &in_force, &mut told);
    let assuming = World::assuming(&plain, &policy.assumptions);
    let said = moments::Said::of(menu);
    let judge = Judge { plain: &plain, assuming: &assuming, said: &said };
    let mut verdicts = Vec::new();
    for rule in &policy.rules {
        for check in &rule.checks {
            judge.check(rule, check, &mut verdicts);
        }
    }
    waivers::apply(policy, &mut verdicts, as_of);
    told.extend(plain.when.unmatched());
    told.extend(assuming.when.unmatched());
    diagnostics::Outcome { value: verdicts, diagnostics: told }
}

fn assumptions_in_force<'p>(
    all: &'p [Assumption],
    as_of: Date,
    told: &mut Diagnostics,
) -> Vec<&'p Assumption> {
    for assumption in
        all.iter().filter(|assumption| assumption.period.until.is_some_and(|until| until < as_of))
    {
        let until = assumption.period.until.unwrap_or(as_of);
        told.push(
            Diagnostic::new(
                &kinds::ASSUMPTION_EXPIRED,
                assumption.at,
                format!("this assumption expired on {until}, and nothing rests on it any more"),
            )
            .help("have the committee look at it again and give it a new date, or take it out"),
        );
    }
    all.iter().filter(|assumption| assumption.period.contains(as_of)).collect()
}

/// What the menu shows of a class that an assumption denies. The menu wins; the policy's author should know.
fn contradictions(plain: &World<'_>, assumptions: &[&Assumption], told: &mut Diagnostics) {
    let seat = Seat::at(&plain.menu.plan);
    for assumption in assumptions {
        for option in plain.menu.plan.parts() {
            if !plain.is_assumed_of(assumption, &seat.below(option)) {
                continue;
            }
            for class in &assumption.holds_no {
                let Some((low, found)) = plain.shown_share(option, *class) else { continue };
                let name = &plain.schema.class(*class).name;
                let share = shown(&Type::Percent(None), &low, None, 2, Rounding::Nearest);
                let message = format!(
                    "`{}` is assumed to hold no {name}, and the menu shows at least {share}",
                    option.name
                );
                let at = found.data.first().map_or(option.at, |datum| datum.at);
                told.push(
                    Diagnostic::new(&kinds::ASSUMPTION_CONTRADICTED, assumption.at, message)
                        .label("not applied to this option")
                        .also(at, "what the menu shows")
                        .help("leave the option out of the assumption"),
                );
            }
        }
    }
}

pub(super) struct Judge<'w, 'a> {
    pub(super) plain: &'w World<'a>,
    pub(super) assuming: &'w World<'a>,
    said: &'w moments::Said,
}

/// What a statement comes to for one thing, before it is a verdict.
pub(super) struct Ruling {
    pub(super) outcome: Outcome,
    pub(super) judged: Judged,
}

impl<'a> Judge<'_, 'a> {
    fn check(&self, rule: &Rule, check: &Check, verdicts: &mut Vec<Verdict>) {
        let plan = Seat::at(&self.plain.menu.plan);
        let as_of = self.plain.as_of;
        let idle = out_of_force(&[rule.period, check.period], as_of)
            .or_else(|| self.said.untested(check, self.plain.schema, as_of));
        if let Some(reason) = idle {
            let mut judged = Judged::of(Possible::DOES_NOT_APPLY);
            judged.because.push(reason);
            verdicts.push(self.verdict(
                rule,
                check,
                &plan,
                Ruling { outcome: Outcome::NotApplicable, judged },
            ));
            return;
        }
        let before = verdicts.len();
        self.scope(rule, check, &check.scope, &plan, verdicts);
        if verdicts.len() == before {
            let mut judged = Judged::of(Possible::DOES_NOT_APPLY);
            let schema = self.plain.schema;
            let plans = || schema.level(self.plain.menu.plan.level).plural();
            let plural = check.scope.last().map_or_else(plans, |each| each.plural(schema));
            let filtered = check.scope.iter().any(|each| each.filter.is_some());
            judged.because.push(match filtered {
                true => format!("no {plural} match"),
                false => format!("the menu has no {plural}"),
            });
            verdicts.push(self.verdict(
                rule,
                check,
                &plan,
                Ruling { outcome: Outcome::NotApplicable, judged },
            ));
        }
    }

    /// Goes down to the things that a statement is about, and judges each.
    pub(super) fn scope<'s>(
        &self,
        rule: &Rule,
        check: &Check,
        scope: &[Each],
        seat: &Seat<'s>,
        verdicts: &mut Vec<Verdict>,
    ) where
        'a: 's,
    {
        let Some((each, inner)) = scope.split_first() else {
            let ruling = self.ruling(rule, check, seat);
            verdicts.extend(ruling.map(|ruling| self.verdict(rule, check, seat, ruling)));
            return;
        };
        let Some(thing) = seat.subject() else { return };
        if let Some(grouping) = &each.group
            && let Some(grouped) = self.plain.grouped(each.level, grouping, seat)
        {
            self.groups(rule, check, (each, inner), &grouped, seat, verdicts);
            return;
        }
        if let Some(members) = self.plain.members(thing) {
            self.members(rule, check, scope, &members, seat, verdicts);
            return;
        }
        let before = verdicts.len();
        let population = self.plain.below(thing, each.level);
        for part in population.listed {
            self.part(rule, check, scope, &seat.below(part), verdicts);
        }
        if let Some(rest) = population.rest {
            let mut doubtful = Vec::new();
            self.part(rule, check, scope, &seat.below(rest), &mut doubtful);
            let prefix = self.plain.prefix_of(seat, thing);
            let missing = vec![self.plain.missing_rest(thing, &prefix, rest.level)];
            let mut together =
                self.together(rule, check, doubtful, missing, seat, self.plain.frame.is_there(rest));
            // What is measured there is of nothing that anybody could look up.
            if let Some(verdict) = together.as_mut().filter(|verdict| verdict.outcome == Outcome::Unknown) {
                verdict.atoms.clear();
                verdict.data_at.clear();
            }
            let is_told = verdicts.len() == before;
            verdicts.extend(together.filter(|verdict| is_told || verdict.outcome != Outcome::Pass));
        }
    }

    /// A part of the thing of the step before. A level may be skipped: `each holding` of the plan goes through every
    /// option.
    pub(super) fn part<'s>(
        &self,
        rule: &Rule,
        check: &Check,
        scope: &[Each],
        below: &Seat<'s>,
        verdicts: &mut Vec<Verdict>,
    ) where
        'a: 's,
    {
        let Some((each, inner)) = scope.split_first() else { return };
        if each.group.is_some() || below.subject().is_some_and(|part| part.level != each.level) {
            self.scope(rule, check, scope, below, verdicts);
        } else if self.in_scope(each, below) {
            self.scope(rule, check, inner, below, verdicts);
        }
    }

    /// Whether a thing may be one that a statement is about. What is not known is asked again by the ruling.
    pub(super) fn in_scope(&self, each: &Each, seat: &Seat<'_>) -> bool {
        let judged = each.filter.as_ref().map(|filter| self.plain.condition(filter, seat));
        judged.is_none_or(|judged| judged.truth.selects() != Truth::False)
    }

    /// What a statement comes to, on what the menu shows; if that leaves it unknown, with the assumptions.
    fn ruling(&self, rule: &Rule, check: &Check, seat: &Seat<'_>) -> Option<Ruling> {
        let tested = self.plain.tested(check, seat);
        if tested.truth == Possible::FAILS {
            let judged = Judged { truth: Possible::DOES_NOT_APPLY, ..tested };
            return Some(Ruling { outcome: Outcome::NotApplicable, judged });
        }
        let shown = decided(self.plain, rule, check, seat);
        if shown.outcome != Outcome::Unknown || !self.assuming.has_assumptions() {
            return Some(shown);
        }
        let assumed = decided(self.assuming, rule, check, seat);
        Some(if assumed.outcome == Outcome::Unknown && assumed.judged.relied.is_empty() {
            shown
        } else {
            assumed
        })
    }

    pub(super) fn verdict(&self, rule: &Rule, check: &Check, seat: &Seat<'_>, ruling: Ruling) -> Verdict {
        let Ruling { outcome, judged } = ruling;
        let subject = match seat.subject() {
            Some(thing) => self.plain.subject(thing, &self.plain.prefix_of(seat, thing)),
            None => self.plain.subject(&self.plain.menu.plan, ""),
        };
        let of_plan = seat.things.len() <= 1;
        let rests_on = match outcome {
            Outcome::Unknown => Vec::new(),
            _ => self.reliances(&judged, &subject, of_plan),
        };
        let mut missing = if outcome == Outcome::Unknown { judged.missing } else { Vec::new() };
        missing.sort_by(|a, b| {
            let (one, other) = (&a.subject, &b.subject);
            let told = (a.kind, &a.fact, &a.period).cmp(&(b.kind, &b.fact, &b.period));
            (one.at, &one.id).cmp(&(other.at, &other.id)).then(told)
        });
        missing.dedup_by(|a, b| a.kind == b.kind && a.fact == b.fact && a.subject == b.subject);
        let missing = excerpts::missing(missing, &subject, of_plan);
        let (data_at, data_more) = excerpts::places(judged.data);
        let mut because = judged.because;
        because.dedup();
        because.truncate(5);
        Verdict {
            rule: check.id.clone(),
            text: rule.text.clone(),
            cites: check.cites.clone(),
            obligation: rule.obligation,
            outcome,
            menu: self.plain.menu.source,
            subject,
            atoms: judged.atoms,
            policy_at: check.at,
            data_at,
            data_more,
            missing,
            because,
            rests_on,
            waiver: None,
            accepted: None,
        }
    }

    fn reliances(&self, judged: &Judged, subject: &Subject, of_plan: bool) -> Vec<Reliance> {
        let mut by_assumption: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for (index, thing) in &judged.relied {
            by_assumption.entry(*index).or_default().push(thing.clone());
        }
        let told = by_assumption.into_iter().filter_map(|(index, things)| {
            let assumption = self.assuming.assumption(index)?;
            let (things, more) = excerpts::things(things, subject, of_plan);
            Some(Reliance { at: assumption.at, because: assumption.because.clone(), things, more })
        });
        told.collect()
    }
}

/// What a statement comes to; where that is unknown and cases may tell more, case by case.
fn decided(world: &World<'_>, rule: &Rule, check: &Check, seat: &Seat<'_>) -> Ruling {
    let ruling = rule_on(world, rule, check, seat);
    if ruling.outcome != Outcome::Unknown {
        return ruling;
    }
    let Some((outcome, relied)) = by_cases(world, rule, check, seat) else { return ruling };
    let mut judged = ruling.judged;
    judged.missing.clear();
    judged.relied = relied;
    judged.because.push("it is the same whatever the missing facts turn out to be".into());
    Ruling { outcome, judged }
}

pub(super) fn rule_on(world: &World<'_>, rule: &Rule, check: &Check, seat: &Seat<'_>) -> Ruling {
    // A condition that does not apply does not hold.
    let mut conditions: Vec<Judged> = conditions_of(check, seat)
        .map(|(seat, condition)| world.condition(condition, &seat).selecting())
        .collect();
    conditions.extend((!check.moments.is_empty()).then(|| world.tested(check, seat)));
    let applies = Judged::all(conditions, Parts::Needed);
    let (assertion, chosen_by) = world.chosen(&check.assertion, seat);
    let mut asserted = world.condition(assertion, seat);
    asserted.relied.extend(chosen_by);
    let broken = if rule.obligation == Obligation::Watch { Outcome::Watch } else { Outcome::Breach };
    let (outcome, mut judged) = match (applies.truth.selects(), asserted.truth.asserts()) {
        (Truth::False, _) => (Outcome::NotApplicable, silent(applies)),
        (_, None) => (Outcome::NotApplicable, asserted),
        (Truth::Unknown, Some(Truth::True)) => {
            let mut judged = asserted;
            judged.because.push("whether it applies is not known; it is kept either way".into());
            judged.relied.extend(applies.relied);
            (Outcome::Pass, judged)
        }
        (Truth::Unknown, Some(truth)) => {
            // What decides is whether it applies; what it asserts comes second.
            let mut judged = applies;
            // A fact that makes the rule apply does not make it pass.
            judged.missing.iter_mut().for_each(|missing| missing.must_be = None);
            if truth == Truth::Unknown {
                judged.missing.extend(asserted.missing);
            }
            judged.atoms.extend(asserted.atoms);
            judged.data.extend(asserted.data);
            judged.because.push("whether the rule applies is not known".into());
            (Outcome::Unknown, judged)
        }
        (Truth::True, Some(truth)) => {
            let outcome = match truth {
                Truth::True => Outcome::Pass,
                Truth::False => broken,
                Truth::Unknown => Outcome::Unknown,
            };
            let mut judged = asserted;
            judged.relied.extend(applies.relied);
            match &check.cure {
                Some(cure) if outcome == Outcome::Breach => world.cured(cure, check, seat, judged),
                _ => (outcome, judged),
            }
        }
    };
    explain_share(world, assertion, seat, &mut judged);
    Ruling { outcome, judged }
}

/// The conditions under which a statement asserts anything of the thing at hand, each with the seat that it is about:
/// the filters of the scope, then the guards. Those of steps that the seat has not reached are not among them.
fn conditions_of<'c, 's>(
    check: &'c Check,
    seat: &Seat<'s>,
) -> impl Iterator<Item = (Seat<'s>, &'c Condition)> {
    // How many things there are down to that of each step.
    let mut depths: Vec<usize> = vec![1];
    for each in &check.scope {
        let group = each.group.as_ref().map(|group| group.by.fact);
        let after = depths.last().copied().unwrap_or(1);
        let is_step = |thing: &&Thing| thing.level == each.level && thing.group == group;
        let Some(place) = seat.things.iter().skip(after).position(is_step) else { break };
        depths.push(after.saturating_add(place).saturating_add(1));
    }
    let filters =
        check.scope.iter().zip(1_usize..).filter_map(|(each, step)| Some((step, each.filter.as_ref()?)));
    let guards = check.guards.iter().map(|guard| (guard.steps, &guard.condition));
    let reached: Vec<_> = filters
        .chain(guards)
        .filter_map(|(step, condition)| Some((seat.first(*depths.get(step)?), condition)))
        .collect();
    reached.into_iter()
}

/// Of a rule that does not apply, only the reason is told: its numbers are about nothing.
fn silent(applies: Judged) -> Judged {
    let mut judged = Judged::of(Possible::DOES_NOT_APPLY);
    let reason = applies.atoms.iter().find(|atom| atom.truth != Truth::Unknown);
    judged.because.push(match reason {
        Some(atom) => format!("it does not apply, because of `{}`", atom.what),
        None => "it does not apply".into(),
    });
    judged.data = applies.data;
    judged.relied = applies.relied;
    judged
}

/// For a share in a class: how much comes from where, and how much of what nobody opened would still be within the
/// limit.
fn explain_share(world: &World<'_>, assertion: &Condition, seat: &Seat<'_>, judged: &mut Judged) {
    let ConditionKind::Compare(comparison) = &assertion.kind else { return };
    let (QuantityKind::Share(_), Some(thing)) = (&comparison.left.kind, seat.subject()) else { return };
    let Some(measure) = judged.atoms.first().and_then(|atom| atom.measure.as_ref()) else { return };
    let percent = |number: &Exact| shown(&Type::Percent(None), number, None, 2, Rounding::Nearest);
    let what = describe(&comparison.left, world.schema);
    let (Some(low), Some(high)) = (measure.value.low.number(), measure.value.high.number()) else { return };
    if low == high {
        return;
    }
    let open = high - low;
    let of = world.subject(thing, "").level;
    let unknown = percent(&open);
    judged.because.push(match low.is_zero() {
        true => format!("of {unknown} of the {of} it is not known whether it is {what}"),
        false => {
            format!("at least {} of the {of} is {what}; of another {unknown} it is not known", percent(low))
        }
    });
    // Where weights are missing too, what is not known has no fixed size, and no part of it can be named.
    let only_holdings = judged.missing.iter().all(|missing| missing.kind == MissingKind::Holdings);
    if let (Some(limit), Operator::AtMost | Operator::Below) = (measure.limit.known(), measure.operator)
        && only_holdings
        && let Some(room) =
            (limit - low).divided_by(&open).filter(|room| !room.is_negative() && *room < Exact::one())
    {
        let shown = shown(&Type::Percent(None), &room, None, 2, Rounding::Down);
        let room = if room.is_zero() { "nothing".to_string() } else { format!("at most {shown}") };
        judged.because.push(format!("it is kept if {room} of what is not known is {what}"));
        // What each must be alone can be said only where there is one.
        let mut holdings = judged.missing.iter_mut().filter(|missing| missing.kind == MissingKind::Holdings);
        if let (Some(only), None) = (holdings.next(), holdings.next()) {
            only.must_be = Some(format!("at most {shown} of it in {what}"));
        }
    }
}

fn out_of_force(periods: &[Period], as_of: Date) -> Option<String> {
    let later = periods.iter().filter_map(|period| period.from).filter(|from| *from > as_of).max();
    if let Some(from) = later {
        return Some(format!("in force from {from}"));
    }
    let over = periods.iter().filter_map(|period| period.until).filter(|until| *until < as_of).min();
    over.map(|until| format!("in force until {until}"))
}
