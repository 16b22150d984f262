//! Collecting messages, and giving them back in an order that depends on nothing but the texts.

use super::{Diagnostic, Severity};

/// Messages of one stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
}

/// A value, and what is wrong with the rest of what it was made from. Broken input is normal input.
#[derive(Clone, Debug)]
pub struct Outcome<T> {
    /// What is sound.
    pub value: T,
    /// What is not.
    pub diagnostics: Diagnostics,
}

impl Diagnostics {
    /// None so far.
    pub fn new() -> Self {
        Diagnostics::default()
    }

    /// Takes one in.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.list.push(diagnostic);
    }

    /// Takes all of another stage in.
    pub fn extend(&mut self, other: Diagnostics) {
        self.list.extend(other.list);
    }

    /// Takes the messages of a stage in, and gives its value back.
    pub(crate) fn take<T>(&mut self, outcome: Outcome<T>) -> T {
        self.extend(outcome.diagnostics);
        outcome.value
    }

    /// Takes some out again: those for which `keep` does not hold.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.list.retain(keep);
    }

    /// Whether nothing was said.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether something is wrong that must be put right before an answer can be trusted.
    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// All of them, sorted by place and without repeats; those without a place come first.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        let place = |diagnostic: &Diagnostic| diagnostic.primary.as_ref().map(|label| label.at);
        self.list.sort_by(|a, b| place(a).cmp(&place(b)).then_with(|| a.message.cmp(&b.message)));
        self.list.dedup();
        self.list
    }

    /// All of them, as they came.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }
}
