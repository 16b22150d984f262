//! Diagnostics: what we say about someone's text.
//!
//! in       a place, and the facts known there
//! out      [`Diagnostic`]s, collected and sorted by [`Diagnostics`]; an [`Outcome`] carries them beside a value
//! always   each has a kind of the catalog, and so a page; its place is in a text that the user gave
//! never    drawing, colour, terminals; names of the inside of this program

mod catalog;
mod sink;
mod suggest;

pub(crate) use catalog::kinds;
pub use catalog::{CATALOG, Kind, Severity, find};
pub use sink::{Diagnostics, Outcome};
pub(crate) use suggest::{closest, listed};

use crate::source::Span;

/// One message: what is wrong, where, why, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Its entry in the catalog.
    pub kind: &'static Kind,
    /// How grave it is. As the catalog says, but for a breach, which is as grave as its rule.
    pub severity: Severity,
    /// One sentence that stands alone: lower case, no full stop, the user's words and numbers.
    pub message: String,
    /// The place to edit, with a few words that make sense there. Without one, the message is about the whole run.
    pub primary: Option<Label>,
    /// Other places that explain it: the datum beside the rule, the first definition beside the second.
    pub others: Vec<Label>,
    /// Why: facts, one line each.
    pub notes: Vec<String>,
    /// What to do: proposals, one line each.
    pub help: Vec<String>,
    /// Edits that follow the help.
    pub fixes: Vec<Fix>,
}

/// A place and what is to be seen there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The place.
    pub at: Span,
    /// A few words; may be empty where the place says it all.
    pub text: String,
}

/// A replacement of the text under a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// What goes.
    pub at: Span,
    /// What comes.
    pub replacement: String,
    /// Whether it can only be what was meant. A sure fix never changes the outcome of a rule that was already sound.
    pub sure: bool,
}

impl Diagnostic {
    /// A message at a place, as grave as its kind.
    pub(crate) fn new(kind: &'static Kind, at: Span, message: impl Into<String>) -> Self {
        let primary = Some(Label { at, text: String::new() });
        Diagnostic { primary, ..Diagnostic::placeless(kind, message) }
    }

    /// A message about the whole run, which has no place in any text.
    pub(crate) fn placeless(kind: &'static Kind, message: impl Into<String>) -> Self {
        Diagnostic {
            kind,
            severity: kind.severity,
            message: message.into(),
            primary: None,
            others: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            fixes: Vec::new(),
        }
    }

    /// The words at the primary place.
    #[must_use]
    pub(crate) fn label(mut self, text: impl Into<String>) -> Self {
        if let Some(primary) = &mut self.primary {
            primary.text = text.into();
        }
        self
    }

    /// A second place.
    #[must_use]
    pub(crate) fn also(mut self, at: Span, text: impl Into<String>) -> Self {
        self.others.push(Label { at, text: text.into() });
        self
    }

    /// A reason.
    #[must_use]
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// A proposal.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// An edit that can only be what was meant.
    #[must_use]
    pub(crate) fn sure_fix(mut self, at: Span, replacement: impl Into<String>) -> Self {
        self.fixes.push(Fix { at, replacement: replacement.into(), sure: true });
        self
    }

    /// An edit that may be what was meant.
    #[must_use]
    pub(crate) fn maybe_fix(mut self, at: Span, replacement: impl Into<String>) -> Self {
        self.fixes.push(Fix { at, replacement: replacement.into(), sure: false });
        self
    }
}
