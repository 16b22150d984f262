//! The tree of a policy, as written.

use crate::source::SourceId;

/// One policy file.
#[derive(Clone, Debug)]
pub struct SyntaxTree {
    /// The text.
    pub source: SourceId,
}
