//! Why a thing is not found on an earlier menu, in words.

use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::menu::words;
use crate::source::Span;
use crate::vocabulary::{LevelId, Schema};

/// More names than this are counted.
const MOST_NAMED: usize = 5;

/// A thing that may be on an earlier menu.
pub(super) struct Doubt {
    pub(super) name: String,
    pub(super) at: Span,
    pub(super) level: LevelId,
    pub(super) reason: Reason,
    /// What it may be there.
    pub(super) others: Vec<Span>,
}

/// Why it is not known which it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    SeveralById,
    SeveralByNumber,
    SeveralByOtherName,
    SeveralByName,
    OtherById,
    OtherByNumber,
    OtherByName,
}

impl Reason {
    /// Whether it may be the same thing after all.
    pub(super) fn is_open(self) -> bool {
        !matches!(self, Reason::OtherById | Reason::OtherByNumber | Reason::OtherByName)
    }

    fn words(self, things: &str) -> String {
        match self {
            Reason::SeveralById => format!("its id and its numbers fit different {things}, or several of them"),
            Reason::SeveralByNumber => format!("its numbers (CUSIP, ISIN, ticker, class ID) fit several {things}"),
            Reason::SeveralByOtherName => format!("the names under `also_known_as` fit several {things}"),
            Reason::SeveralByName => format!("several {things} have its name, and no number tells them apart"),
            Reason::OtherById => "its id belonged to another then: a CUSIP, ISIN or class ID differs".into(),
            Reason::OtherByNumber => {
                "one of its numbers belonged to another then: a more lasting number (class ID, CUSIP, ISIN) differs".into()
            }
            Reason::OtherByName => "its name belonged to another then: an id or a number differs".into(),
        }
    }
}

/// One message for all of a list that are not found on the menu of a day.
pub(super) fn diagnostic(
    mut doubts: Vec<Doubt>,
    whole: &str,
    day: &str,
    schema: &Schema,
) -> Option<Diagnostic> {
    doubts.sort_by(|a, b| (a.at, &a.name).cmp(&(b.at, &b.name)));
    let first = doubts.first()?;
    let things = schema.level(first.level).plural();
    let message = match doubts.len() {
        1 => format!("`{}` can't be matched with the menu of {day}", words::shown(&first.name)),
        count => {
            format!("{count} {things} of `{}` can't be matched with the menu of {day}", words::shown(whole))
        }
    };
    let mut diagnostic = Diagnostic::new(&kinds::HISTORY_UNMATCHED, first.at, message);
    let mut at: Vec<Span> = doubts.iter().flat_map(|doubt| doubt.others.iter().copied()).collect();
    at.sort();
    at.dedup();
    for at in at.into_iter().take(MOST_NAMED) {
        diagnostic = diagnostic.also(at, "on the earlier menu");
    }
    let mut reasons: Vec<Reason> = doubts.iter().map(|doubt| doubt.reason).collect();
    reasons.sort();
    reasons.dedup();
    for reason in reasons {
        let words = reason.words(&things);
        if doubts.len() == 1 {
            diagnostic = diagnostic.note(words);
        } else {
            let of_reason = doubts.iter().filter(|doubt| doubt.reason == reason);
            let mut names: Vec<&str> = of_reason.map(|doubt| doubt.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            diagnostic = diagnostic.note(format!("{}: {words}", listed(names, MOST_NAMED)));
        }
    }
    diagnostic = diagnostic
        .note("no history is used for that day: what was so then is unknown")
        .help("give it the same `id` in both files, or its CUSIP, ISIN or ticker where it has one");
    if schema.level(first.level).name == "option" {
        diagnostic =
            diagnostic.help("if it's the same one, list its earlier name or number under `also_known_as`");
    }
    Some(diagnostic)
}
