//! What a policy takes from packs, and what it says instead, as written.

use super::tree::{Expression, Name, Text};
use crate::source::Span;

/// `use acme.alternatives 2 with { crypto_cap = 3% }`
#[derive(Clone, Debug)]
pub struct Use {
    /// The pack.
    pub pack: Name,
    /// The version that is asked for, if one is: `2`, `1.4`, `1.4.2`.
    pub version: Option<Name>,
    /// What is set of it.
    pub with: Vec<Setting>,
    /// All of it.
    pub at: Span,
}

/// `crypto_cap = 3%`
#[derive(Clone, Debug)]
pub struct Setting {
    /// The parameter.
    pub name: Name,
    /// Its value.
    pub value: Expression,
    /// All of it.
    pub at: Span,
}

/// `drop rule name because "…"`
#[derive(Clone, Debug)]
pub struct Drop {
    /// The id of the rule, or its last parts.
    pub rule: Name,
    /// Why.
    pub because: Option<Text>,
    /// All of it.
    pub at: Span,
}
