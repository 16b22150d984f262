//! Tests in the tree: the invented menus, and what is expected of the rules on them.

use jiff::civil::Date;

use super::documents::GivenDocument;
use super::{Literal, Name, Tested, Text};
use crate::source::Span;
use crate::vocabulary::PeriodUnit;

/// `test "…" { given … expect … }`
#[derive(Clone, Debug)]
pub struct Test {
    /// What it shows.
    pub title: Text,
    /// The day on which the invented menu is checked, where it says so.
    pub as_of: Option<Date>,
    /// What is being done on it, where the test says so.
    pub tested: Option<Tested>,
    /// The invented menu.
    pub given: Vec<Given>,
    /// What the rules come to on it.
    pub expect: Vec<Expect>,
    /// Its head, up to the brace.
    pub at: Span,
}

/// `given option "A" { … }`
#[derive(Clone, Debug)]
pub struct Given {
    /// In which earlier periods; now, if there is none.
    pub ago: Option<GivenAgo>,
    /// `plan`, `option`, `fund` or another level; in the plural, if there are none.
    pub what: Name,
    /// `given no accounts`: the menu lists none.
    pub none: bool,
    /// Its name; the plan needs none.
    pub name: Option<Text>,
    /// What is said of it.
    pub facts: Vec<GivenFact>,
    /// All of it.
    pub at: Span,
}

/// `1 to 3 quarters ago`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GivenAgo {
    /// How many periods ago at least.
    pub first: u32,
    /// How many at most.
    pub last: u32,
    /// Of what.
    pub unit: PeriodUnit,
    /// Whether of the plan's fiscal year.
    pub fiscal: bool,
}

/// Something said of an invented thing.
#[derive(Clone, Debug)]
pub enum GivenFact {
    /// `expense_ratio net 0.5%`, `style active`, `is_core`
    Stated {
        /// The fact.
        name: Name,
        /// Its basis, where one is written.
        basis: Option<Name>,
        /// Its period, where one is written.
        period: Option<Literal>,
        /// Its value; yes, where none is written.
        value: Option<GivenValue>,
    },
    /// `not is_core`
    Not(Name),
    /// `at purchase`
    At(Tested),
    /// `no fees`
    NoneOf(Name),
    /// `blend "Large US stocks" 60% and core_bond 40%`
    Blend(Vec<GivenHolding>, Span),
    /// `fee "Load" { amount 5% }`, `peer_group { total_return 8% }`
    Described {
        /// The level of the thing, or the fact that refers to it.
        what: Name,
        /// Its name.
        name: Option<Text>,
        /// What is said of it.
        facts: Vec<GivenFact>,
        /// All of it.
        at: Span,
    },
    /// `holds us_equity 60% and fund "Pool" 40%`
    Holds(Vec<GivenHolding>, Span),
    /// `document "…" { by manager, dated 2026-02-11 }`
    Document(GivenDocument),
    /// `no documents`
    NoDocuments(Span),
}

/// A part of an invented thing.
#[derive(Clone, Debug)]
pub struct GivenHolding {
    /// What is held.
    pub what: Held,
    /// How much of the whole it is.
    pub weight: Option<GivenValue>,
    /// What is said of it.
    pub facts: Vec<GivenFact>,
    /// All of it.
    pub at: Span,
}

/// What is held.
#[derive(Clone, Debug)]
pub enum Held {
    /// Something of an asset class.
    Class(Name),
    /// A share in a fund.
    Fund(Text),
    /// Something with a name.
    Named(Text),
}

/// A value as it would stand in a menu.
#[derive(Clone, Debug)]
pub struct GivenValue {
    /// Without quotation marks.
    pub text: String,
    /// Where it stands.
    pub at: Span,
}

/// `expect crypto breach for "A", measured 6%`
#[derive(Clone, Debug)]
pub struct Expect {
    /// The id of the rule, or its last parts.
    pub rule: Name,
    /// Its outcome.
    pub outcome: Name,
    /// For which thing; for the worst, where it does not say.
    pub subject: Option<Text>,
    /// What is measured: one value, or the ends of a range.
    pub measured: Option<(GivenValue, Option<GivenValue>)>,
    /// All of it.
    pub at: Span,
}
