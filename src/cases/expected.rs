//! What a test expects, set beside what was found.

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, closest, kinds};
use crate::syntax::{Expect, GivenValue};
use crate::verdict::{Measure, Outcome, Verdict};
use crate::vocabulary::{Exact, Interval, Rounding, Schema, Type, parse_literal, shown};

/// The verdicts that an expectation is about: those of its rule, of its thing if it names one.
pub(super) fn matching<'v>(expect: &Expect, verdicts: &'v [Verdict]) -> impl Iterator<Item = &'v Verdict> {
    let (rule, subject) =
        (expect.rule.word.clone(), expect.subject.as_ref().map(|subject| subject.text.clone()));
    let of_rule = move |id: &str| {
        let before = id.strip_suffix(rule.as_str());
        before.is_some_and(|before| before.is_empty() || before.ends_with('/')) || within(id, &rule)
    };
    // A rule of the policy goes before one of a pack that ends with the same words.
    let exact = expect.rule.word.clone();
    let exactly = verdicts
        .iter()
        .any(|verdict| verdict.rule == exact || verdict.rule.starts_with(&format!("{exact}/")));
    let of_rule = move |id: &str| match exactly {
        true => id.strip_prefix(exact.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')),
        false => of_rule(id),
    };
    verdicts.iter().filter(move |verdict| {
        let named = |subject: &String| verdict.subject.name == *subject || verdict.subject.id == *subject;
        of_rule(&verdict.rule) && subject.as_ref().is_none_or(named)
    })
}

/// Whether a statement is one of the rule's: `selection/short_list/count-of-options` of `short_list`.
fn within(id: &str, rule: &str) -> bool {
    let inside = |rest: &str| rest.strip_prefix(rule).is_some_and(|after| after.starts_with('/'));
    inside(id) || id.match_indices('/').any(|(at, _)| id.get(at.saturating_add(1)..).is_some_and(inside))
}

/// Why an expectation is not met; none if it is.
pub(super) fn unmet(
    expect: &Expect,
    verdicts: &[Verdict],
    schema: &Schema,
    as_of: Date,
) -> Option<Diagnostic> {
    let fault =
        |message: String| Diagnostic::new(&kinds::TEST_FAILED, expect.at, message).label("expected here");
    let mut found: Vec<&Verdict> = matching(expect, verdicts).collect();
    // The gravest speaks for all; outcomes are ordered by gravity. A test is of the rule: that the committee lets a breach
    // stand for a while does not make it another rule.
    let unwaived = |verdict: &&Verdict| verdict.waiver.as_ref().map_or(verdict.outcome, |waived| waived.was);
    found.sort_by_key(|verdict| verdict.outcome);
    let outcome = match found.iter().min_by_key(|verdict| unwaived(verdict)) {
        Some(gravest) if unwaived(gravest).word() == expect.outcome.word => {
            found.sort_by_key(unwaived);
            expect.outcome.word.as_str()
        }
        _ => found.first().map_or("", |verdict| verdict.outcome.word()),
    };
    let Some(verdict) = found.first() else {
        let message = match &expect.subject {
            Some(subject) => format!("no rule `{}` says anything of `{}`", expect.rule.word, subject.text),
            None => format!("there is no rule `{}`", expect.rule.word),
        };
        let known = closest(&expect.rule.word, verdicts.iter().map(|verdict| verdict.rule.as_str()));
        return Some(match known {
            Some(known) => fault(message).label(format!("did you mean `{known}`?")),
            None => fault(message).help("`planlint stages` shows the ids of a policy's rules"),
        });
    };
    if outcome != expect.outcome.word {
        let message = format!(
            "expected `{}` to come to {}, and it comes to {}",
            expect.rule.word,
            said(&expect.outcome.word),
            said(outcome)
        );
        return Some(explained(fault(message), verdict));
    }
    let (low, high) = expect.measured.as_ref()?;
    let Some(measure) = verdict.atoms.first().and_then(|atom| atom.measure.as_ref()) else {
        return Some(fault(format!("`{}` measures nothing here", expect.rule.word)));
    };
    let number = |value: &GivenValue| {
        parse_literal(&value.text, &measure.ty).ok().and_then(|value| value.interval(as_of))
    };
    let ends = (number(low), high.as_ref().map_or_else(|| number(low), number));
    let (Some(low_end), Some(high_end)) = ends else {
        let message = format!("`{}` is not {}", low.text, measure.ty.words(schema));
        return Some(fault(message).label("what is measured has another type"));
    };
    let wanted = low_end.hull(&high_end);
    if wanted == measure.value {
        return None;
    }
    let message = format!(
        "expected `{}` to measure {}, and it measures {}",
        expect.rule.word,
        range(&wanted, &measure.ty),
        value_found(measure)
    );
    Some(explained(fault(message), verdict))
}

/// What was found, as far as it explains the outcome.
fn explained(fault: Diagnostic, verdict: &Verdict) -> Diagnostic {
    let mut fault = fault.also(verdict.policy_at, "the rule");
    if let Some(atom) = verdict.atoms.first() {
        let value = atom.measure.as_ref().map(value_found).or(atom.said.clone());
        let of = &verdict.subject.name;
        fault = match (value, verdict.outcome) {
            (Some(value), _) => fault.note(format!("{} of `{of}`: {value}", atom.what)),
            (None, Outcome::Unknown) => fault.note(format!("{} of `{of}` is not given", atom.what)),
            (None, _) => fault,
        };
    }
    for missing in verdict.missing.iter().take(3) {
        fault = fault.note(format!("not given: {} of `{}`", missing.fact, missing.subject.name));
    }
    verdict.because.iter().fold(fault, |fault, step| fault.note(step.clone()))
}

fn said(outcome: &str) -> String {
    outcome.replace('_', " ")
}

/// What was measured; a rating in the symbol in which the menu gives it.
fn value_found(measure: &Measure) -> String {
    measure.given.clone().unwrap_or_else(|| range(&measure.value, &measure.ty))
}

fn range(interval: &Interval, ty: &Type) -> String {
    let show = |number: &Exact, rounding| shown(ty, number, None, 6, rounding);
    match (interval.known(), interval.low.number(), interval.high.number()) {
        (Some(known), _, _) => show(known, Rounding::Nearest),
        (None, Some(low), Some(high)) => {
            format!("between {} and {}", show(low, Rounding::Down), show(high, Rounding::Up))
        }
        (None, Some(low), None) => format!("at least {}", show(low, Rounding::Down)),
        (None, None, Some(high)) => format!("at most {}", show(high, Rounding::Up)),
        (None, None, None) => "anything".into(),
    }
}
