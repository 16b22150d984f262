//! What is taken to be so while one of several cases is looked at, and which facts the cases part by.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::rests::address;
use crate::menu::{Cell, Thing};
use crate::policy::{Quantity, Repeated};
use crate::vocabulary::{Exact, FactKey, Interval};

/// A fact of a thing, which goes by its address.
pub(super) type Place = (usize, FactKey);

/// A number of a thing that a statement asks for more than once, by the thing's address.
pub(super) type Number = (usize, usize);

/// Something that is open, and that cases may part by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Open {
    Fact(Place),
    Number(Number),
}

/// Facts as they are supposed to be. Every case is sound by itself; together they have to leave nothing out.
#[derive(Debug, Default)]
pub(super) struct Suppositions {
    cells: BTreeMap<Place, Cell>,
    numbers: BTreeMap<Number, Interval>,
    /// What the statement asks for more than once.
    repeated: Rc<Repeated>,
    /// What was asked for and is not settled; nothing is recorded outside of cases.
    asked: Option<RefCell<Asked>>,
}

/// Facts that were asked for, in the order in which they were.
#[derive(Debug, Default)]
pub(super) struct Asked {
    order: Vec<Open>,
    seen: BTreeSet<Place>,
    /// Numbers, with what is known of each, and with what they were compared.
    numbers: BTreeMap<Number, (Interval, BTreeSet<Exact>)>,
    /// Numbers with which facts were compared.
    limits: BTreeMap<Place, BTreeSet<Exact>>,
    /// Words with which facts were compared.
    words: BTreeMap<Place, BTreeSet<String>>,
}

impl Suppositions {
    /// Nothing is supposed, and what is asked for is recorded.
    pub(super) fn recording(repeated: Rc<Repeated>) -> Self {
        Suppositions { repeated, asked: Some(RefCell::default()), ..Suppositions::default() }
    }

    /// The same, with one fact more.
    pub(super) fn with(&self, place: Place, cell: Cell) -> Self {
        let mut more = self.again();
        more.cells.insert(place, cell);
        more
    }

    /// The same, with one number more.
    pub(super) fn with_number(&self, number: Number, range: Interval) -> Self {
        let mut more = self.again();
        more.numbers.insert(number, range);
        more
    }

    fn again(&self) -> Self {
        Suppositions {
            cells: self.cells.clone(),
            numbers: self.numbers.clone(),
            repeated: Rc::clone(&self.repeated),
            asked: Some(RefCell::default()),
        }
    }

    /// Which of the numbers that are asked for more than once a quantity of a thing is.
    fn number_of(&self, quantity: &Quantity, thing: &Thing) -> Option<Number> {
        if self.repeated.quantities.is_empty() {
            return None;
        }
        let number = self.repeated.quantities.get(&std::ptr::from_ref(quantity).addr())?;
        Some((address(thing), *number))
    }

    /// A quantity of a thing was found: what it is supposed to be, or else it is open.
    pub(super) fn found(&self, quantity: &Quantity, thing: &Thing, found: &Interval) -> Option<Interval> {
        let number = self.number_of(quantity, thing)?;
        if let Some(supposed) = self.numbers.get(&number) {
            return found.meet(supposed);
        }
        if let (Some(asked), None) = (&self.asked, found.known()) {
            let mut asked = asked.borrow_mut();
            if let std::collections::btree_map::Entry::Vacant(entry) = asked.numbers.entry(number) {
                entry.insert((found.clone(), BTreeSet::new()));
                asked.order.push(Open::Number(number));
            }
        }
        None
    }

    /// A quantity of a thing is compared with a number.
    pub(super) fn note_number(&self, quantity: &Quantity, thing: &Thing, limit: &Exact) {
        if let (Some(asked), Some(number)) = (&self.asked, self.number_of(quantity, thing))
            && let Some((_, limits)) = asked.borrow_mut().numbers.get_mut(&number)
        {
            limits.insert(limit.clone());
        }
    }

    /// What is known of a number, and with what it was compared.
    pub(super) fn number(&self, number: Number) -> Option<(Interval, Vec<Exact>)> {
        let asked = self.asked.as_ref()?.borrow();
        let (range, limits) = asked.numbers.get(&number)?;
        Some((range.clone(), limits.iter().cloned().collect()))
    }

    /// Whether the statement is about each thing by itself.
    pub(super) fn are_of_one(&self) -> bool {
        self.repeated.is_of_one
    }

    /// Whether a fact is asked for more than once.
    pub(super) fn repeats(&self, key: FactKey) -> bool {
        self.repeated.facts.contains(&key)
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
                asked.order.push(Open::Fact(place));
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

    /// What is open, in the order in which it was asked for.
    pub(super) fn open(&self) -> Vec<Open> {
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
