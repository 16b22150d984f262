//! The policy: the rules as meant.
//!
//! in       syntax trees, and the schema of what a menu may say
//! out      a [`Policy`], and what is wrong with the rest
//! always   names are resolved; expressions have a type and a unit; sugar is gone; a statement with an error is absent
//! never    files, menus, numbers of a particular menu

mod choices;
mod comparisons;
mod conditions;
mod core;
mod declare;
mod describe;
mod dump;
mod from_syntax;
mod identity;
mod limits;
mod names;
mod quantities;
mod references;
mod resolver;
mod units;
mod words;

pub use core::{
    Aggregate, Assumed, Assumption, Check, Comparison, Condition, ConditionKind, Each, Guard, Obligation,
    Operator, Over, Period, Policy, Quantity, QuantityKind, Rule, Waiver,
};
pub use declare::{builtin_schema, declare};
pub use describe::{describe, describe_condition};
pub use dump::dump;
pub use from_syntax::resolve;
pub(crate) use limits::possible;
