//! Plans, options, funds and holdings: one shape for all.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::documents::Documents;
use crate::diagnostics::Diagnostic;
use crate::source::{SourceId, Span};
use crate::vocabulary::{ClassId, FactId, FactKey, Interval, LevelId, Moments, Value};

/// A plan's menu.
#[derive(Clone, Debug)]
pub struct Menu {
    /// The text that it was read from.
    pub source: SourceId,
    /// The day that it describes, where it says so.
    pub as_of: Option<Date>,
    /// The plan; its parts are the options.
    pub plan: Thing,
    /// Funds that options hold but the plan does not offer. Each is at the level of an option.
    pub funds: Vec<Thing>,
    /// Where it says that day.
    pub dated: Option<Span>,
    /// Why there may be options that the menu does not list, if there may be.
    pub leaves_out: Option<LeftOut>,
    /// Other names of options, each with the id of the option that goes or went by it.
    pub also_known_as: Vec<(String, String)>,
    /// The same plan on the latest day before that anything is known of; it says which day.
    pub earlier: Option<Box<Menu>>,
    /// What later menus say, for this day, of things that this menu does not list, by the levels and keys from the plan's
    /// down to the thing's. It is no part of any list.
    pub aside: BTreeMap<Path, Thing>,
    /// Things of later menus that may be on this one, by the same path, and why nobody can say which they are.
    pub unmatched: BTreeMap<Path, Diagnostic>,
}

/// Where a thing is on the menus of a plan: the level and the key of each thing below the plan, down to its own.
pub type Path = Vec<(LevelId, String)>;

/// Why there may be options that a menu does not list, and where that shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// The menu says so: `complete: no`.
    Stated(Span),
    /// Something among its options could not be read.
    Unreadable(Span),
    /// It has no list of options. An empty list is one: there are none.
    NotListed(Span),
}

impl LeftOut {
    /// Where it shows.
    pub fn at(self) -> Span {
        match self {
            LeftOut::Stated(at) | LeftOut::Unreadable(at) | LeftOut::NotListed(at) => at,
        }
    }
}

/// Something on a menu: the plan, an option, a fund, a holding, or a thing of another level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Thing {
    /// Its level.
    pub level: LevelId,
    /// Its id, unique among its siblings: as given, else its name.
    pub id: String,
    /// Its id as the menu gives it. That of two things with one id is not the id of both.
    pub given_id: Option<String>,
    /// On an earlier menu: how later menus know it.
    pub followed: Option<Followed>,
    /// Its name as given, else its id.
    pub name: String,
    /// Where it stands: its name, or its first line.
    pub at: Span,
    /// What is said of it.
    pub facts: BTreeMap<FactKey, Cell>,
    /// What is said of it for earlier days.
    pub history: BTreeMap<(Date, FactKey), Cell>,
    /// What is on file for it; none if the menu does not say, which is not the same as a list of none.
    pub documents: Option<Documents>,
    /// What it consists of.
    pub content: Content,
    /// The things of other levels that belong to it, where somebody lists them: accounts of a plan, fees of an option.
    /// A list is all there is, and one that is not given says nothing, not even that there are none.
    pub members: BTreeMap<LevelId, Vec<Thing>>,
    /// What is being done with it and what is in it, where that is said: rules that are tested then are tested.
    pub moments: Moments,
    /// For a group that an evaluation put together, the fact whose value its parts share. A menu has none.
    pub group: Option<FactId>,
}

/// A thing of an earlier menu, as later ones know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// The same on every menu of the plan: its id on the latest that has it. No other thing in its place has it.
    pub key: String,
    /// The names and ids by which a policy means it.
    pub called: BTreeSet<String>,
    /// Names and ids of things that it may be, or may not be.
    pub perhaps_called: BTreeSet<String>,
}

/// A fact as given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its value.
    pub reading: Reading,
    /// Where it stands.
    pub at: Span,
}

/// What a menu says of a fact: a value, the range in which it lies (`10% to 25%`), or that there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The value.
    Exactly(Value),
    /// All that it may be, for a fact that is a number.
    Range(Interval),
    /// There is none, and the menu says so: a bond that nobody rates. Unlike a fact that is not given, this is known.
    Nothing,
    /// For a fact that refers to a thing: one that is described on the spot, and that nothing else refers to.
    Described {
        /// Its name, where it has one; without one, it may be any.
        name: Option<String>,
        /// The thing.
        thing: Box<Thing>,
    },
}

/// What a thing consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// It was classified as a whole: all of it is in this class, nothing in any other.
    Class {
        /// The class.
        class: ClassId,
        /// Where the menu, or the datum by which a profile decided, says so.
        at: Span,
    },
    /// It consists of parts: a plan's options, an option's holdings. What their weights leave is not known.
    Parts(Vec<Thing>),
    /// It is a share in another option or fund of the menu, or in another thing of its own level.
    Fund {
        /// The level of what it is a share in.
        level: LevelId,
        /// Its id.
        id: String,
        /// Where it is named.
        at: Span,
    },
    /// Nobody opened it.
    Closed,
}

impl Cell {
    /// The word, the text, or the name of what it refers to.
    pub fn text(&self) -> Option<&str> {
        match &self.reading {
            Reading::Exactly(Value::Text(text) | Value::Choice(text)) => Some(text),
            Reading::Described { name, .. } => name.as_deref(),
            _ => None,
        }
    }
}

impl Thing {
    /// A thing of which nothing is said yet.
    pub(crate) fn new(level: LevelId, id: impl Into<String>, name: impl Into<String>, at: Span) -> Self {
        Thing {
            level,
            id: id.into(),
            given_id: None,
            followed: None,
            name: name.into(),
            at,
            facts: BTreeMap::new(),
            history: BTreeMap::new(),
            documents: None,
            content: Content::Closed,
            members: BTreeMap::new(),
            moments: Moments::new(),
            group: None,
        }
    }

    /// A fact, if it is given. What is said without a period is that there is none, over whatever period.
    pub fn cell(&self, key: FactKey) -> Option<&Cell> {
        self.facts.get(&key).or_else(|| self.facts.get(&FactKey { horizon: None, ..key }))
    }

    /// By what it is found on the menus of several days: the same thing has the same key on each.
    pub fn key(&self) -> &str {
        self.followed.as_ref().map_or(&self.id, |followed| &followed.key)
    }

    /// Whether this is its name or id; none if that is not known. A policy means things by the names that they have on the
    /// menu that is checked, so that what had one of these names earlier may be another.
    pub fn is_called(&self, name: &str) -> Option<bool> {
        let Some(followed) = &self.followed else { return Some(name == self.id || name == self.name) };
        match (followed.called.contains(name), followed.perhaps_called.contains(name)) {
            (false, true) => None,
            (is_called, _) => Some(is_called),
        }
    }

    /// Its parts; none if it was not opened.
    pub fn parts(&self) -> &[Thing] {
        match &self.content {
            Content::Parts(parts) => parts,
            _ => &[],
        }
    }
}

impl Menu {
    /// Everything that can be referred to: options and funds, and what stands in lists of its own.
    pub fn named(&self) -> impl Iterator<Item = &Thing> {
        let listed = self.plan.parts().iter().chain(&self.funds).chain(self.plan.members.values().flatten());
        listed.chain(self.aside.iter().filter(|(path, _)| path.len() == 1).map(|(_, thing)| thing))
    }
}
