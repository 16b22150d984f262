//! That there is none of something, as a menu says it: `none`, `n/a`, and of a rating `NR`.
//!
//! It is a statement and no gap: a bond that nobody rates is not one whose rating is unknown. Where the word could
//! as well be an answer (no fee, no gate, never), it is refused, since the two readings decide differently.

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::vocabulary::{Exact, Fact, FactKey, Type};

use super::from_raw::Reader;
use super::thing::{Cell, Reading};

/// How it is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Absence {
    /// `none`, which may also be the answer: no, never, 0.
    None,
    /// `n/a`, or a rating that is not there: it can only mean that there is none.
    NotApplicable,
}

/// How a text says of a fact that there is none; `None` if it says something else.
pub(super) fn absence(fact: &Fact, text: &str) -> Option<Absence> {
    word_of(&fact.ty, text)
}

/// Whether a text says of a fact of a type that there is none.
pub(super) fn is_absence(ty: &Type, text: &str) -> bool {
    word_of(ty, text).is_some()
}

fn word_of(ty: &Type, text: &str) -> Option<Absence> {
    let is = |word: &str| text.trim().eq_ignore_ascii_case(word);
    match ty {
        // A word of the list is that word.
        Type::Choice(known) if known.iter().any(|known| is(known)) => None,
        _ if is("none") => Some(Absence::None),
        _ if is("n/a") => Some(Absence::NotApplicable),
        Type::Rating(_) if ["NR", "unrated", "not rated"].into_iter().any(is) => Some(Absence::NotApplicable),
        _ => None,
    }
}

impl Reader<'_> {
    /// The cell of a fact of which the menu says that there is none; `None` if that cannot be, which is told.
    pub(super) fn stated_absence(&mut self, key: FactKey, said: Absence, at: Span) -> Option<Cell> {
        let fact = self.schema.fact(key.fact);
        let name = self.schema.key_name(key);
        let word = if said == Absence::None { "none" } else { "n/a" };
        let refused = |message: String| Diagnostic::new(&kinds::UNREADABLE_VALUE, at, message);
        if self.schema.is_always_there(key.fact) {
            self.say(
                refused(format!("`{name}` cannot be `{word}`: whatever there is has some, if only 0"))
                    .help("write the number, or leave the fact out if it is not known"),
            );
            return None;
        }
        if let (Absence::None, Some((answer, write))) = (said, answer(fact)) {
            self.say(
                refused(format!("`{name}: none` may mean {answer}, or that there is nothing to answer"))
                    .label("one of the two")
                    .help(write)
                    .help(format!("write `{name}: n/a` if there is no such thing")),
            );
            return None;
        }
        Some(Cell { reading: Reading::Nothing, at })
    }
}

/// Whether `none` can only mean that there is none.
pub(super) fn none_is_no_answer(fact: &Fact) -> bool {
    answer(fact).is_none()
}

/// The answer that `none` may be to what a fact asks, and how to write it.
fn answer(fact: &Fact) -> Option<(&'static str, &'static str)> {
    let not_negative = fact.range.low.number().is_some_and(|low| *low == Exact::zero());
    Some(match fact.ty {
        Type::Flag => ("no", "write `no` if that is the answer"),
        Type::Frequency => (
            "never",
            "leave the fact out if it never happens: no word says so, and the rule is then not decided",
        ),
        Type::Percent(_) | Type::Points if not_negative => ("0%", "write `0%` if that is the number"),
        Type::Money if not_negative => ("$0", "write `$0` if that is the amount"),
        Type::Number if not_negative => ("0", "write `0` if that is the number"),
        Type::Duration => ("no time at all", "write `0 days` if that is meant"),
        _ => return None,
    })
}
