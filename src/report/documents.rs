//! Documents in reports: which are there or not, what is not said of them, and where to say it.

use crate::verdict::{Atom, Missing, Outcome};
use crate::vocabulary::Truth;

/// `` `Harbor Growth` has no document "ASC 820 representation" dated within 12 months: the newest … ``
pub(super) fn document_sentence(atom: &Atom, name: &str, outcome: Outcome) -> String {
    let what = &atom.what;
    let Some(said) = &atom.said else {
        return format!("whether {name} has a {what} is not known");
    };
    let failed = matches!(outcome, Outcome::Breach | Outcome::Watch | Outcome::Waived);
    match (atom.truth, failed) {
        (Truth::True, true) => format!("{name} has a {what}, which the rule excludes: {said}"),
        (Truth::True, false) => format!("{name} has a {what}: {said}"),
        _ => format!("{name} has no {what}: {said}"),
    }
}

/// What is not given, and of whom.
pub(super) fn document_note(fact: &str, whose: &str, missing: &[&Missing]) -> String {
    let first = missing.first().and_then(|first| first.must_be.as_deref());
    let same = first.filter(|range| missing.iter().all(|other| other.must_be.as_deref() == Some(range)));
    let range = same.map(|range| format!("; it has to be {range}")).unwrap_or_default();
    format!("not given, for {whose}: {fact}{range}")
}

/// Where to write it: a key of a document that is listed, or the document itself.
pub(super) fn document_help(fact: &str, them: &str) -> String {
    match fact.split_once(" of document ") {
        Some(("date", _)) => "write `dated: 2026-02-11` with the document in the menu".into(),
        Some(("signer", _)) => "write who made or signed it, `by: …`, with the document in the menu".into(),
        Some(_) => "write what it says, `attests: …`, with the document in the menu".into(),
        None => format!(
            "list it under `documents` of {them} in the menu; a list without it, such as `documents: []`, says that there is none"
        ),
    }
}
