//! The syntax: the rules as written.
//!
//! in       the text of a policy
//! out      a [`SyntaxTree`], and what is wrong with the statements that could not be read
//! always   every node has a span; a broken statement is left out and the others are kept; parsing never fails
//! never    names, types, units: whether a statement makes sense is not asked here

mod tree;

pub use tree::SyntaxTree;

use crate::diagnostics::{Diagnostics, Outcome};
use crate::source::SourceText;

/// Reads a policy. Each statement that cannot be read is one diagnostic at its place.
pub fn parse(source: &SourceText) -> Outcome<SyntaxTree> {
    Outcome { value: SyntaxTree { source: source.id }, diagnostics: Diagnostics::new() }
}
