//! The policy: the rules as meant.
//!
//! in       syntax trees, and the schema of what a menu may say
//! out      a [`Policy`], and what is wrong with the rest
//! always   names are resolved; expressions have a type and a unit; sugar is gone; a statement with an error is absent
//! never    files, menus, numbers of a particular menu

mod core;

pub use core::{
    Aggregate, Assumed, Assumption, Check, Comparison, Condition, ConditionKind, Each, Obligation, Operator,
    Over, Period, Policy, Quantity, QuantityKind, Rule,
};

use crate::diagnostics::{Diagnostics, Outcome};
use crate::syntax::SyntaxTree;
use crate::vocabulary::Schema;

/// The built-in vocabulary.
pub fn builtin_schema() -> Schema {
    Schema::default()
}

/// Adds the levels, facts and classes that the trees declare to a schema.
pub fn declare(_trees: &[SyntaxTree], base: Schema) -> Outcome<Schema> {
    Outcome { value: base, diagnostics: Diagnostics::new() }
}

/// Resolves the names and types of the trees' statements. A statement with an error is absent from the policy.
pub fn resolve(_trees: &[SyntaxTree], _schema: &Schema) -> Outcome<Policy> {
    Outcome { value: Policy::default(), diagnostics: Diagnostics::new() }
}
