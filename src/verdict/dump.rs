//! Verdicts in plain text, for tests and for `planlint stages`.

use std::fmt::Write;

use super::{Atom, Verdict};
use crate::vocabulary::{End, Exact, Rounding, Truth, Type, shown};

/// One verdict a line, with what was measured and what is missing under it.
pub fn dump(verdicts: &[Verdict]) -> String {
    let mut out = String::new();
    for verdict in verdicts {
        let Verdict { rule, outcome, subject, .. } = verdict;
        let _ = writeln!(out, "{} {rule} · {} {}", outcome.word(), subject.level, subject.id);
        for atom in &verdict.atoms {
            let _ = writeln!(out, "    {}", atom_words(atom));
        }
        for missing in &verdict.missing {
            let range =
                missing.must_be.as_ref().map_or(String::new(), |range| format!(", which has to be {range}"));
            let period = missing.period.as_ref().map_or(String::new(), |period| format!(" for {period}"));
            let more = match missing.more {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let _ =
                writeln!(out, "    missing {} of {}{more}{period}{range}", missing.fact, missing.subject.id);
        }
        for step in &verdict.because {
            let _ = writeln!(out, "    because {step}");
        }
        for reliance in &verdict.rests_on {
            let _ = writeln!(out, "    assuming \"{}\" of {}", reliance.because, reliance.things.join(", "));
        }
    }
    out
}

fn atom_words(atom: &Atom) -> String {
    let truth = match atom.truth {
        Truth::True => "true",
        Truth::False => "false",
        Truth::Unknown => "unknown",
    };
    let Some(measure) = &atom.measure else {
        let link = if atom.asks_for_document() { ":" } else { " is" };
        let said = atom.said.as_ref().map_or(String::new(), |said| format!("{link} {said}"));
        return format!("{truth}: {}{said}", atom.what);
    };
    let end = |end: &End, rounding| match end {
        End::At(number) | End::Beyond(number) => shown(&measure.ty, number, None, 6, rounding),
        End::Open => "open".into(),
    };
    let interval = |low: &End, high: &End, known: Option<&Exact>| match known {
        Some(number) => shown(&measure.ty, number, None, 6, Rounding::Nearest),
        None => format!("[{}, {}]", end(low, Rounding::Down), end(high, Rounding::Up)),
    };
    let value = match &measure.given {
        Some(given) => given.clone(),
        None => interval(&measure.value.low, &measure.value.high, measure.value.known()),
    };
    let limit = match (&measure.written, &measure.ty) {
        (Some(written), Type::Rating(_)) => written.clone(),
        _ => interval(&measure.limit.low, &measure.limit.high, measure.limit.known()),
    };
    format!("{truth}: {} {value} {} {limit}", atom.what, measure.operator.symbol())
}
