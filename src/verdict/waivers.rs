//! Waivers: what the committee lets stand for a while.

use jiff::civil::Date;

use super::{Outcome, Verdict, Waived};
use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::policy::{Check, Period, Policy, Waiver};
use crate::source::Span;

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
        if !(idle && count == 0 && waiver.period.contains(as_of)) {
            told.extend(faults(waiver, count, as_of));
        }
        grants.push(Grant {
            at: waiver.at,
            rule: waiver.rule.clone(),
            subjects: waiver.subjects.clone(),
            approved: waiver.approved.clone(),
            because: waiver.because.clone(),
            period: waiver.period,
            verdicts: count,
        });
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
