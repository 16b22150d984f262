//! The format: a policy as it should be laid out.
//!
//! in       the text of a policy
//! out      the same words and comments, laid out in the one way that all policies share
//! always   what comes out was read again and is the same policy; formatting it once more changes nothing
//! never    a word, a sign, a comment or a line break of the author changes: only blanks and blank lines do

mod difference;
mod layout;

pub use difference::difference;

use crate::diagnostics::Diagnostics;
use crate::source::{SourceMap, SourceText};
use crate::syntax;

/// What came of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Formatted {
    /// As it should be laid out, which may be as it was.
    Text(String),
    /// It was not read, for these faults, and so it is left as it is.
    Faulty(Diagnostics),
    /// It would not have been the same policy. That is a bug of ours, and the text is left as it is.
    Changed,
}

/// Lays a policy out.
pub fn format(source: &SourceText) -> Formatted {
    let parsed = syntax::parse(source);
    if parsed.diagnostics.has_errors() {
        return Formatted::Faulty(parsed.diagnostics);
    }
    let mut sources = SourceMap::new();
    let mut admit = |text: String| {
        let id = sources.add("", text);
        sources.get(id).cloned()
    };
    let lines = source.text.replace("\r\n", "\n").replace('\r', "\n");
    let Some(before) = admit(lines) else { return Formatted::Changed };
    let Some(after) = admit(layout::lay_out(&before, &syntax::tokens(&before))) else {
        return Formatted::Changed;
    };
    let again = syntax::parse(&after);
    let same = !again.diagnostics.has_errors()
        && syntax::dump(&parsed.value) == syntax::dump(&again.value)
        && signs(&before.text).eq(signs(&after.text));
    if same { Formatted::Text(after.text) } else { Formatted::Changed }
}

/// Everything but blanks.
fn signs(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !character.is_whitespace())
}
