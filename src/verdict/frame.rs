//! What a menu shows, prepared for evaluation: nothing in it depends on what is assumed or supposed.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::references::References;
use super::rests::{Rests, address};
use crate::menu::{Menu, Thing};
use crate::vocabulary::{LevelId, Schema};

/// A menu as of a day.
pub(super) struct Frame<'m> {
    pub(super) schema: &'m Schema,
    pub(super) menu: &'m Menu,
    pub(super) as_of: Date,
    /// Funds that are held, and all that facts refer to.
    pub(super) references: References<'m>,
    /// What its lists leave out.
    rests: &'m Rests,
    /// Whether it stands for all times of which no menu tells: one thing of it is many, one in each.
    pub(super) is_of_no_day: bool,
    /// The menu before, as of its day.
    pub(super) earlier: Option<Box<Frame<'m>>>,
    /// All things, and all that stands for others that lists leave out, by address; each with its place among the parts
    /// of its whole.
    things: BTreeMap<usize, (&'m Thing, usize)>,
}

impl<'m> Frame<'m> {
    pub(super) fn of(schema: &'m Schema, menu: &'m Menu, rests: &'m Rests, as_of: Date) -> Self {
        let mut things = BTreeMap::new();
        for thing in std::iter::once(&menu.plan).chain(&menu.funds).chain(menu.aside.values()) {
            mark(thing, 0, &mut things);
        }
        for rest in rests.all() {
            let whole = rests.whole_of(rest).and_then(|whole| things.get(&whole).copied());
            let place = whole.map_or(0, |(whole, _)| whole.parts().len());
            things.insert(address(rest), (rest, place));
        }
        let earlier = menu.earlier.as_deref().zip(rests.earlier.as_deref()).map(|(menu, rests)| {
            let frame = Frame::of(schema, menu, rests, menu.as_of.unwrap_or(as_of));
            Box::new(Frame { is_of_no_day: menu.as_of.is_none(), ..frame })
        });
        let references = References::of(schema, menu);
        Frame { schema, menu, as_of, references, rests, is_of_no_day: false, earlier, things }
    }

    /// Whether a thing, or what holds it as a part, sells short.
    pub(super) fn sells_short(&self, thing: &Thing) -> bool {
        self.rests.sells_short(thing)
    }

    /// What stands for all that the list of a level within a whole leaves out; none where the list is complete.
    pub(super) fn rest(&self, whole: &Thing, level: LevelId) -> Option<&'m Thing> {
        self.rests.within(whole, level)
    }

    /// Whether there surely is at least one of the things that it stands for.
    pub(super) fn is_there(&self, rest: &Thing) -> bool {
        self.rests.is_there(rest)
    }

    /// The whole whose list leaves a thing out, if it stands for such things.
    pub(super) fn whole_of_rest(&self, thing: &Thing) -> Option<&'m Thing> {
        self.things.get(&self.rests.whole_of(thing)?).map(|(thing, _)| *thing)
    }

    /// The same thing, for as long as the menu is there.
    pub(super) fn itself(&self, thing: &Thing) -> Option<&'m Thing> {
        self.things.get(&address(thing)).map(|(thing, _)| *thing)
    }

    /// The thing at an address.
    pub(super) fn at(&self, address: usize) -> Option<&'m Thing> {
        self.things.get(&address).map(|(thing, _)| *thing)
    }

    /// All things.
    pub(super) fn all(&self) -> impl Iterator<Item = &'m Thing> {
        self.things.values().map(|(thing, _)| *thing)
    }

    /// How many things there are.
    pub(super) fn count(&self) -> usize {
        self.things.len()
    }

    /// The place of a thing among the parts of its whole; what a list leaves out comes last.
    pub(super) fn place(&self, thing: &Thing) -> Option<usize> {
        self.things.get(&address(thing)).map(|(_, place)| *place)
    }
}

fn mark<'m>(thing: &'m Thing, place: usize, things: &mut BTreeMap<usize, (&'m Thing, usize)>) {
    things.insert(address(thing), (thing, place));
    for list in std::iter::once(thing.parts()).chain(thing.members.values().map(Vec::as_slice)) {
        for (place, part) in list.iter().enumerate() {
            mark(part, place, things);
        }
    }
}
