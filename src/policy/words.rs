//! Refusals that several passes share, in the words of the policy's author.

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::Name;

/// A name that nobody defined; `what` is what was looked for: "level", "class".
pub(super) fn unknown(name: &Name, what: &str, meant: Option<&str>) -> Diagnostic {
    let message = format!("there is no {what} `{}`", name.word);
    let diagnostic = Diagnostic::new(&kinds::UNKNOWN_NAME, name.at, message);
    match meant {
        Some(meant) => diagnostic.label(format!("did you mean `{meant}`?")).maybe_fix(name.at, meant),
        None => diagnostic.label("not known"),
    }
}

/// Bounds in the wrong order.
pub(super) fn reversed(at: Span) -> Diagnostic {
    Diagnostic::new(&kinds::REVERSED_BOUNDS, at, "the lower bound stands above the upper one")
        .label("nothing lies between these")
        .help("write the smaller bound first")
}
