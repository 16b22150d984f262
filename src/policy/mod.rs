//! The policy: the rules as meant.
//!
//! in       syntax trees, and the schema of what a menu may say
//! out      a [`Policy`], and what is wrong with the rest
//! always   names are resolved; expressions have a type and a unit; sugar is gone; a statement with an error is absent
//! never    files, menus, numbers of a particular menu

mod blocks;
mod choices;
mod comparisons;
mod conditions;
mod core;
mod coverage;
mod declare;
mod describe;
mod documents;
mod dump;
mod fixed;
mod from_syntax;
mod groupings;
mod history;
mod identity;
mod limits;
mod measured;
mod names;
mod packs;
mod params;
mod qualifiers;
mod quantities;
mod ratings;
mod references;
mod repeated;
mod resolver;
mod scope;
mod several;
mod strictness;
mod tables;
mod times;
mod trend;
mod units;
mod waivers;
mod watch_lists;
mod words;

pub use core::{
    Aggregate, Assumed, Assumption, Back, Branches, Check, Comparison, Condition, ConditionKind, Cure, Each,
    Grouping, Guard, Obligation, Operator, Over, Period, Policy, Quantity, QuantityKind, Rule, Table,
    TableKey, TableRow, Waiver, Within,
};
pub use declare::{builtin_schema, declare, declare_with};
pub use describe::{describe, describe_condition, key_of};
pub use documents::{Dated, DocumentAsked, Event, Shift};
pub use dump::{dump, dump_check, dump_rule};
pub use from_syntax::{resolve, resolve_with};
pub(crate) use limits::possible;
pub use packs::{Changed, Pack, PackUse, SetParam, Used, not_for_packs, used};
pub(crate) use params::param_words;
pub(crate) use repeated::Repeated;
pub use strictness::{Difference, Part, Strictness, difference, statements};
