//! The tree in plain text, for tests and for `planlint stages`.

use std::fmt::Write;

use super::SyntaxTree;

/// One item a paragraph, without the places.
pub fn dump(tree: &SyntaxTree) -> String {
    let mut out = String::new();
    for item in &tree.items {
        let _ = writeln!(out, "{item:#?}");
    }
    out
}
