//! What is said of several periods: lengths of the past, runs, and watch lists.

use super::tree::{EachHead, Expression, Name, Qualifier, Text};
use crate::source::Span;
use crate::vocabulary::PeriodUnit;

/// So many periods, counted back from the one of the day: `4 quarters`.
#[derive(Clone, Debug)]
pub struct Periods {
    /// How many: a number, or the name of a parameter.
    pub count: Box<Expression>,
    /// Of what.
    pub unit: PeriodUnit,
    /// Whether of the plan's fiscal year.
    pub fiscal: bool,
    /// Where it stands.
    pub at: Span,
}

/// `in 3 of the last 4 quarters`, `for 3 consecutive quarters`
#[derive(Clone, Debug)]
pub struct OverTime {
    /// In how many of the last ones; in all of them, one after the other, if this is not said.
    pub some: Option<Box<Expression>>,
    /// Of which.
    pub of: Periods,
}

/// `watch list name "…" { each … enters when … leaves when … }`
#[derive(Clone, Debug)]
pub struct WatchList {
    /// Its name.
    pub name: Name,
    /// What the committee signed.
    pub text: Option<Text>,
    /// Citations, dates and conditions.
    pub qualifiers: Vec<Qualifier>,
    /// Of which things.
    pub head: EachHead,
    /// When one comes on the list.
    pub enters: Expression,
    /// When one leaves it.
    pub leaves: Expression,
    /// When one that is on it has to go from the menu.
    pub removal: Option<Removal>,
    /// How often the list is reviewed.
    pub reviewed: PeriodUnit,
    /// Its head, up to the brace.
    pub at: Span,
    /// All of it.
    pub whole: Span,
}

/// When something on a watch list has to go.
#[derive(Clone, Debug)]
pub enum Removal {
    /// `removal when …`
    When(Box<Expression>),
    /// `removal after 8 quarters`
    After(Periods),
}
