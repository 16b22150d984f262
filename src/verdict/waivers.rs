//! Waivers: what the committee lets stand for a while.

use jiff::civil::Date;

use super::{Outcome, Verdict, Waived};
use crate::diagnostics::{Diagnostic, Diagnostics, kinds, listed};
use crate::policy::{Check, Period, Policy, Waiver};
use crate::source::Span;

/// So many days before its end a waiver is told of: a committee that meets each quarter has a meeting before it.
pub const DAYS_AHEAD: i32 = 60;

/// Where a waiver stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaiverState {
    /// It begins later.
    NotYet,
    /// It holds, and covers nothing.
    Unused,
    /// It holds for more than [`DAYS_AHEAD`] days.
    InForce,
    /// It holds for no more than [`DAYS_AHEAD`] days.
    Expiring,
    /// Its last day has passed.
    Expired,
}

impl WaiverState {
    /// As reports name it.
    pub fn word(self) -> &'static str {
        match self {
            WaiverState::NotYet => "not_yet",
            WaiverState::Unused => "unused",
            WaiverState::InForce => "in_force",
            WaiverState::Expiring => "expiring",
            WaiverState::Expired => "expired",
        }
    }
}

/// A waiver, and what it covers.
#[derive(Clone, Debug)]
pub struct Grant {
    /// Where it stands.
    pub at: Span,
    /// The rule.
    pub rule: String,
    /// The things for which it is waived; all, if there is none.
    pub subjects: Vec<String>,
    /// Who approved it.
    pub approved: String,
    /// Why.
    pub because: String,
    /// When it holds.
    pub period: Period,
    /// How many verdicts it turned into waived.
    pub verdicts: usize,
    /// Whether it holds, its rule is tested, and there is nothing for it to waive.
    pub unused: bool,
}

impl Grant {
    /// Where it stands on a day.
    pub fn state(&self, as_of: Date) -> WaiverState {
        match self.days_left(as_of) {
            _ if self.period.until.is_some_and(|until| until < as_of) => WaiverState::Expired,
            _ if !self.period.contains(as_of) => WaiverState::NotYet,
            _ if self.unused => WaiverState::Unused,
            Some(..=DAYS_AHEAD) => WaiverState::Expiring,
            _ => WaiverState::InForce,
        }
    }

    /// For how many days after this one it holds: none on its last. Nothing, if it does not hold on this one.
    pub fn days_left(&self, as_of: Date) -> Option<i32> {
        let until = self.period.until.filter(|_| self.period.contains(as_of))?;
        until.since(as_of).ok().map(|left| left.get_days())
    }

    /// That it will end, said ahead; nothing if that is not soon.
    pub fn ending(&self, as_of: Date) -> Option<Diagnostic> {
        if self.state(as_of) != WaiverState::Expiring {
            return None;
        }
        let (until, days) = (self.period.until?, self.days_left(as_of)?);
        let when = match days {
            0 => format!("today, {until}"),
            1 => format!("tomorrow, {until}"),
            days => format!("in {days} days, on {until}"),
        };
        let (rule, approved) = (&self.rule, &self.approved);
        let whose = match self.subjects.as_slice() {
            [] => String::new(),
            names => format!(" for {}", listed(names.iter().map(String::as_str), 5)),
        };
        let message = format!("the waiver of `{rule}`{whose} ends {when}");
        let after = match self.verdicts {
            0 => "what is broken after that is a breach".to_string(),
            1 => "what it covers is a breach from then on, if it is not put right".to_string(),
            many => {
                format!("the {many} findings that it covers count from then on, if they are not put right")
            }
        };
        Some(
            Diagnostic::new(&kinds::WAIVER_EXPIRING, self.at, message)
                .note(format!("approved by {approved}, because {}", self.because))
                .note(after)
                .help("put the breach right, or have the committee decide on a new waiver before that day"),
        )
    }
}

/// Turns breaches and watches that a waiver covers on this day into waived; nothing else.
pub(super) fn apply(policy: &Policy, verdicts: &mut [Verdict], as_of: Date) {
    for verdict in
        verdicts.iter_mut().filter(|verdict| matches!(verdict.outcome, Outcome::Breach | Outcome::Watch))
    {
        let covering =
            policy.waivers.iter().find(|waiver| waiver.period.contains(as_of) && covers(waiver, verdict));
        if let Some(waiver) = covering {
            verdict.waiver = Some(Waived { at: waiver.at, was: verdict.outcome });
            verdict.outcome = Outcome::Waived;
        }
    }
}

fn covers(waiver: &Waiver, verdict: &Verdict) -> bool {
    let of_rule = verdict.rule.strip_prefix(waiver.rule.as_str());
    let named = |subject: &String| *subject == verdict.subject.name || *subject == verdict.subject.id;
    of_rule.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        && (waiver.subjects.is_empty() || waiver.subjects.iter().any(named))
}

/// Looks at every waiver once all menus are judged: what it covers, and what is wrong with it.
pub fn review(policy: &Policy, verdicts: &[Verdict], as_of: Date) -> (Vec<Grant>, Diagnostics) {
    let mut told = Diagnostics::new();
    let mut grants = Vec::new();
    for waiver in &policy.waivers {
        let by_it = |verdict: &&Verdict| verdict.waiver.as_ref().is_some_and(|waived| waived.at == waiver.at);
        let count = verdicts.iter().filter(by_it).count();
        // A rule that is tested at other moments than this may be broken when it is tested.
        let mut covered = policy.rules.iter().filter(|rule| rule.id == waiver.rule);
        let idle = covered.any(|rule| rule.checks.iter().all(|check| is_idle(check, verdicts)));
        let empty = count == 0 && waiver.period.contains(as_of);
        if !(idle && empty) {
            told.extend(faults(waiver, count, as_of));
        }
        let grant = Grant {
            at: waiver.at,
            rule: waiver.rule.clone(),
            subjects: waiver.subjects.clone(),
            approved: waiver.approved.clone(),
            because: waiver.because.clone(),
            period: waiver.period,
            verdicts: count,
            unused: empty && !idle,
        };
        grant.ending(as_of).into_iter().for_each(|ending| told.push(ending));
        grants.push(grant);
    }
    (grants, told)
}

/// Whether a statement is tested at moments of which this is none.
fn is_idle(check: &Check, verdicts: &[Verdict]) -> bool {
    let mut own = verdicts.iter().filter(|verdict| verdict.rule == check.id && verdict.policy_at == check.at);
    !check.moments.is_empty() && own.all(|verdict| verdict.outcome == Outcome::NotApplicable)
}

fn faults(waiver: &Waiver, covered: usize, as_of: Date) -> Diagnostics {
    let mut told = Diagnostics::new();
    let rule = &waiver.rule;
    if let Some(until) = waiver.period.until.filter(|until| *until < as_of) {
        let message = format!("the waiver of `{rule}` expired on {until}, and changes nothing any more");
        told.push(
            Diagnostic::new(&kinds::WAIVER_EXPIRED, waiver.at, message)
                .help("put the breach right, have the committee grant a new waiver, or take this one out"),
        );
    } else if waiver.period.contains(as_of) && covered == 0 {
        let message = format!("the waiver of `{rule}` covers nothing: the rule is not broken there");
        let help = match waiver.subjects.as_slice() {
            [] => "take it out, or check that it names the right rule",
            _ => "take it out, or check the names after `for`",
        };
        told.push(Diagnostic::new(&kinds::WAIVER_UNUSED, waiver.at, message).help(help));
    } else if waiver.subjects.is_empty() && covered > 1 {
        let message = format!("the waiver of `{rule}` names nobody, and covers {covered} breaches");
        told.push(
            Diagnostic::new(&kinds::WAIVER_BROAD, waiver.at, message)
                .note("a breach that comes later would be waived unseen")
                .help("name the options that the committee looked at: `for \"Harbor Growth R6\"`"),
        );
    }
    told
}
