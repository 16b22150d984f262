//! Documents in the tree: those that a policy asks for, and those of a test's menu.

use std::fmt::Display;

use jiff::civil::Date;

use super::{Expression, GivenValue, Name, Text};
use crate::source::Span;

/// A document that is asked for.
#[derive(Clone, Debug)]
pub struct Document {
    /// What kind of document.
    pub kind: Text,
    /// By whom: a role or a name.
    pub by: Vec<Text>,
    /// What it has to say.
    pub attesting: Vec<Text>,
    /// When it has to be dated.
    pub dated: Vec<Dated>,
}

/// `dated within 12 months of inception`, `dated on or before 2026-01-01`
#[derive(Clone, Debug)]
pub struct Dated<Length = Expression> {
    /// Where it lies, seen from the event.
    pub when: When<Length>,
    /// The event; the day of the check, if there is none.
    pub event: Option<Event>,
    /// All of it.
    pub at: Span,
}

/// Where a day lies, seen from another.
#[derive(Clone, Debug)]
pub enum When<Length> {
    /// At most so far on either side.
    Within(Length),
    /// At most so far on one side, the day itself included.
    WithinOn(Side, Length),
    /// So far on one side, or farther.
    AtLeast(Side, Length),
    /// From the first to the second on one side, both included.
    Between(Side, Length, Length),
    /// On one side.
    On(Side),
    /// On one side, or the day itself.
    OnOr(Side),
}

/// A side of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Earlier.
    Before,
    /// Later.
    After,
}

/// A day that a document is dated by.
#[derive(Clone, Debug)]
pub enum Event {
    /// Written out.
    Day(Date, Span),
    /// A fact, or a parameter.
    Named(Name),
}

/// A document of an invented thing.
#[derive(Clone, Debug)]
pub struct GivenDocument {
    /// What kind of document.
    pub kind: Text,
    /// What is said of it, as in a menu; of what it attests there may be several.
    pub facts: Vec<(Name, Vec<GivenValue>)>,
    /// All of it.
    pub at: Span,
}

impl<Length> Dated<Length> {
    /// The same with its lengths read; none if one cannot be.
    pub fn read<Read>(&self, mut read: impl FnMut(&Length) -> Option<Read>) -> Option<Dated<Read>> {
        let when = match &self.when {
            When::Within(length) => When::Within(read(length)?),
            When::WithinOn(side, length) => When::WithinOn(*side, read(length)?),
            When::AtLeast(side, length) => When::AtLeast(*side, read(length)?),
            When::Between(side, least, most) => When::Between(*side, read(least)?, read(most)?),
            When::On(side) => When::On(*side),
            When::OnOr(side) => When::OnOr(*side),
        };
        Some(Dated { when, event: self.event.clone(), at: self.at })
    }
}

impl<Length: Display> Dated<Length> {
    /// As it is written after `dated`: `within 12 months of inception`.
    pub fn words(&self) -> String {
        let when = match &self.when {
            When::Within(length) if self.event.is_none() => format!("within {length}"),
            When::Within(length) => format!("within {length} of"),
            When::WithinOn(side, length) => format!("within {length} {}", side.word()),
            When::AtLeast(side, length) => format!("at least {length} {}", side.word()),
            When::Between(side, least, most) => format!("between {least} and {most} {}", side.word()),
            When::On(side) => side.word().to_string(),
            When::OnOr(side) => format!("on or {}", side.word()),
        };
        match &self.event {
            None => when,
            Some(Event::Day(day, _)) => format!("{when} {day}"),
            Some(Event::Named(name)) => format!("{when} {}", name.word),
        }
    }
}

impl Side {
    fn word(self) -> &'static str {
        match self {
            Side::Before => "before",
            Side::After => "after",
        }
    }
}
