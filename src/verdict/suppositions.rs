//! What is taken to be so while one of several cases is looked at, and which facts the cases part by.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::rests::address;
use crate::menu::{Cell, Thing};
use crate::vocabulary::{Exact, FactKey};

/// A fact of a thing, which goes by its address.
pub(super) type Place = (usize, FactKey);

/// Facts as they are supposed to be. Every case is sound by itself; together they have to leave nothing out.
#[derive(Debug, Default)]
pub(super) struct Suppositions {
    cells: BTreeMap<Place, Cell>,
    /// What was asked for and is not settled; nothing is recorded outside of cases.
    asked: Option<RefCell<Asked>>,
}

/// Facts that were asked for, in the order in which they were.
#[derive(Debug, Default)]
pub(super) struct Asked {
    order: Vec<Place>,
    seen: BTreeSet<Place>,
    /// Numbers with which facts were compared.
    limits: BTreeMap<Place, BTreeSet<Exact>>,
    /// Words with which facts were compared.
    words: BTreeMap<Place, BTreeSet<String>>,
}

impl Suppositions {
    /// Nothing is supposed, and what is asked for is recorded.
    pub(super) fn recording() -> Self {
        Suppositions { cells: BTreeMap::new(), asked: Some(RefCell::default()) }
    }

    /// The same, with one fact more.
    pub(super) fn with(&self, place: Place, cell: Cell) -> Self {
        let mut cells = self.cells.clone();
        cells.insert(place, cell);
        Suppositions { cells, asked: Some(RefCell::default()) }
    }

    /// What a fact of a thing is supposed to be.
    pub(super) fn of(&self, thing: &Thing, key: FactKey) -> Option<&Cell> {
        if self.cells.is_empty() { None } else { self.cells.get(&(address(thing), key)) }
    }

    /// A fact is asked for that nothing settles.
    pub(super) fn ask(&self, thing: &Thing, key: FactKey) {
        if let Some(asked) = &self.asked {
            let mut asked = asked.borrow_mut();
            let place = (address(thing), key);
            if !self.cells.contains_key(&place) && asked.seen.insert(place) {
                asked.order.push(place);
            }
        }
    }

    /// A fact is compared with a number.
    pub(super) fn note(&self, thing: &Thing, key: FactKey, limit: &Exact) {
        if let Some(asked) = &self.asked {
            asked.borrow_mut().limits.entry((address(thing), key)).or_default().insert(limit.clone());
        }
    }

    /// A fact is compared with words.
    pub(super) fn note_words(&self, thing: &Thing, key: FactKey, words: &[String]) {
        if let Some(asked) = &self.asked {
            let mut asked = asked.borrow_mut();
            asked.words.entry((address(thing), key)).or_default().extend(words.iter().cloned());
        }
    }

    /// Texts that a fact of any thing is supposed to be.
    pub(super) fn texts(&self, key: FactKey) -> Vec<String> {
        let of_key = self.cells.iter().filter(|((_, other), _)| *other == key);
        of_key.filter_map(|(_, cell)| cell.text().map(str::to_string)).collect()
    }

    /// Facts that are open, in the order in which they were asked for.
    pub(super) fn open(&self) -> Vec<Place> {
        self.asked.as_ref().map(|asked| asked.borrow().order.clone()).unwrap_or_default()
    }

    /// Numbers with which a fact was compared.
    pub(super) fn limits(&self, place: Place) -> Vec<Exact> {
        let limits = |asked: &RefCell<Asked>| asked.borrow().limits.get(&place).cloned();
        self.asked.as_ref().and_then(limits).into_iter().flatten().collect()
    }

    /// Words with which a fact was compared.
    pub(super) fn words(&self, place: Place) -> Vec<String> {
        let words = |asked: &RefCell<Asked>| asked.borrow().words.get(&place).cloned();
        self.asked.as_ref().and_then(words).into_iter().flatten().collect()
    }
}
