//! What lists leave out: for each list that may not be complete, one thing that stands for any that it leaves out.
//!
//! Nothing is known of such a thing but how large it can be. There may be any number of them.

use std::collections::{BTreeMap, BTreeSet};

use super::sizes::{Sizes, Stated, Whole};
use crate::menu::{Cell, Content, Menu, Reading, Thing};
use crate::vocabulary::{Exact, FactKey, Interval, LevelId, Schema, Value};

/// What the lists of a menu leave out, and which things sell short. Things go by their addresses.
pub(super) struct Rests {
    /// By the whole, and the level that the list is of.
    things: BTreeMap<(usize, LevelId), Box<Thing>>,
    /// Of each of them, the whole.
    wholes: BTreeMap<usize, usize>,
    /// Those of which there surely is one: parts that are listed do not make the whole.
    there: BTreeSet<usize>,
    /// Things that sell short, and all that they hold: shares below 0% and above 100% are theirs alone.
    shorting: BTreeSet<usize>,
    /// Those of the menu before.
    pub(super) earlier: Option<Box<Rests>>,
}

impl Rests {
    pub(super) fn of(schema: &Schema, menu: &Menu) -> Self {
        let mut shorting = BTreeSet::new();
        for thing in menu.named() {
            mark_shorting(schema, thing, false, &mut shorting);
        }
        let mut rests = Rests {
            things: BTreeMap::new(),
            wholes: BTreeMap::new(),
            there: BTreeSet::new(),
            shorting,
            earlier: menu.earlier.as_deref().map(|menu| Box::new(Rests::of(schema, menu))),
        };
        let leaves_out = menu.leaves_out.is_some();
        for whole in std::iter::once(&menu.plan).chain(&menu.funds).chain(menu.aside.values()) {
            rests.make(schema, leaves_out, whole, &[]);
        }
        rests
    }

    /// Whether a thing, or what holds it as a part, sells short.
    pub(super) fn sells_short(&self, thing: &Thing) -> bool {
        self.shorting.contains(&address(thing))
    }

    /// What stands for all that the list of a level within a whole leaves out; none where the list is complete.
    pub(super) fn within(&self, whole: &Thing, level: LevelId) -> Option<&Thing> {
        self.things.get(&(address(whole), level)).map(Box::as_ref)
    }

    /// Whether there surely is at least one of the things that another stands for.
    pub(super) fn is_there(&self, rest: &Thing) -> bool {
        self.there.contains(&address(rest))
    }

    /// The address of the whole whose list leaves a thing out, if it stands for such things.
    pub(super) fn whole_of(&self, thing: &Thing) -> Option<usize> {
        self.wholes.get(&address(thing)).copied()
    }

    /// All of them, each with the address of its whole.
    pub(super) fn all(&self) -> impl Iterator<Item = &Thing> {
        self.things.values().map(Box::as_ref)
    }

    /// What the lists within a thing, and within what it holds, may leave out. `around` are the levels of what the menu
    /// leaves out around it: what is not listed has no lists of its own kind within it, or there would be no end.
    fn make(&mut self, schema: &Schema, leaves_out: bool, whole: &Thing, around: &[LevelId]) {
        let parts = schema.parts_of(whole.level);
        let is_listed =
            |level: &LevelId| schema.level(*level).parent == Some(whole.level) || parts == Some(*level);
        for level in schema.level_ids().filter(is_listed).filter(|level| !around.contains(level)) {
            let rest = match schema.level(level).composes() {
                true => self.rest_of_parts(schema, leaves_out, whole, level),
                false => (!whole.members.contains_key(&level)).then(|| (nameless(level, whole), false)),
            };
            let Some((rest, is_there)) = rest else { continue };
            let rest = Box::new(rest);
            if is_there {
                self.there.insert(address(&rest));
            }
            self.wholes.insert(address(&rest), address(whole));
            if self.sells_short(whole) {
                self.shorting.insert(address(&rest));
            }
            // It has lists of its own, of which nothing is known either.
            self.make(schema, leaves_out, &rest, &[around, &[level]].concat());
            self.things.insert((address(whole), level), rest);
        }
        for part in whole.parts().iter().chain(whole.members.values().flatten()) {
            self.make(schema, leaves_out, part, &[]);
        }
    }

    fn rest_of_parts(
        &self,
        schema: &Schema,
        leaves_out: bool,
        whole: &Thing,
        level: LevelId,
    ) -> Option<(Thing, bool)> {
        let sizes = sizes(schema, leaves_out, self.sells_short(whole), whole, &|thing, key| thing.cell(key));
        if !sizes.is_open {
            return None;
        }
        let mut rest = nameless(level, whole);
        // Of what was classified as a whole, every part is in that class.
        if let Content::Class { class, at } = &whole.content {
            rest.content = Content::Class { class: *class, at: *at };
        }
        let zero = Interval::point(Exact::zero());
        for (name, size) in [("weight", sizes.rest()), ("assets", sizes.rest_in_dollars())] {
            let fact = schema.fact_named(level, name);
            // Of what is sold short, nothing bounds a part.
            if let (Some(fact), Some(size)) = (fact, size.filter(|size| size.low.number().is_some())) {
                let cell = Cell { reading: Reading::Range(size.hull(&zero)), at: whole.at };
                rest.facts.insert(FactKey::of(fact), cell);
            }
        }
        let above_zero =
            |size: &Interval| size.low.number().is_some_and(|low| !low.is_zero() && !low.is_negative());
        // Of a plan whose options nobody lists, only its assets tell that there are any.
        let is_unlisted_plan = schema.level(whole.level).parent.is_none() && whole.parts().is_empty();
        let is_there = sizes.rest().is_some_and(|size| above_zero(size) && !is_unlisted_plan)
            || sizes.rest_in_dollars().is_some_and(above_zero);
        Some((rest, is_there))
    }
}

/// How large the parts of a whole are, by the facts that are looked up in each.
pub(super) fn sizes<'t>(
    schema: &Schema,
    leaves_out: bool,
    shorts: bool,
    whole: &'t Thing,
    cell: &dyn Fn(&'t Thing, FactKey) -> Option<&'t Cell>,
) -> Sizes {
    let is_plan = schema.level(whole.level).parent.is_none();
    let number = |thing: &'t Thing, name: &str| {
        let key = FactKey::of(schema.fact_named(thing.level, name)?);
        number_of(cell(thing, key)?)
    };
    let total = number(whole, if is_plan { "assets" } else { "fund_assets" });
    let stated = |part| Stated { weight: number(part, "weight"), dollars: number(part, "assets") };
    let parts: Vec<Stated> = whole.parts().iter().map(stated).collect();
    // A total that may be less than its parts are cannot be that.
    let of_parts = (!shorts).then(|| {
        let dollars = parts.iter().filter_map(|part| part.dollars.as_ref()?.low.number());
        Interval::at_least(Exact::sum(dollars))
    });
    let total = total.map(|total| of_parts.and_then(|parts| total.meet(&parts)).unwrap_or(total));
    let is_positive =
        |total: &Interval| total.low.number().is_some_and(|low| !low.is_zero() && !low.is_negative());
    let about =
        Whole { total: total.filter(is_positive), is_plan, leaves_out: is_plan && leaves_out, shorts };
    Sizes::of(&about, &parts)
}

/// A cell as all that a number in it may be, whatever the day.
fn number_of(cell: &Cell) -> Option<Interval> {
    match &cell.reading {
        Reading::Exactly(Value::Percent(number) | Value::Money(number)) => {
            Some(Interval::point(number.clone()))
        }
        Reading::Range(range) => Some(range.clone()),
        _ => None,
    }
}

fn nameless(level: LevelId, whole: &Thing) -> Thing {
    Thing::new(level, "what the menu leaves out", "what the menu leaves out", whole.at)
}

pub(super) fn address(thing: &Thing) -> usize {
    std::ptr::from_ref(thing).addr()
}

fn says_short(schema: &Schema, thing: &Thing) -> bool {
    let fact = schema.fact_named(thing.level, "short_positions");
    let cell = fact.and_then(|fact| thing.cell(FactKey::of(fact)));
    cell.is_some_and(|cell| cell.reading == Reading::Exactly(Value::Flag(true)))
}

fn is_single(schema: &Schema, thing: &Thing) -> bool {
    let fact = schema.fact_named(thing.level, "asset_category");
    fact.is_some_and(|fact| thing.cell(FactKey::of(fact)).is_some())
}

/// Whether weights below zero were accepted for what it holds.
fn has_negative_parts(schema: &Schema, thing: &Thing) -> bool {
    thing.parts().iter().any(|part| {
        let fact = schema.fact_named(part.level, "weight");
        let cell = fact.and_then(|fact| part.cell(FactKey::of(fact)));
        cell.is_some_and(
            |cell| matches!(&cell.reading, Reading::Exactly(Value::Percent(weight)) if weight.is_negative()),
        )
    })
}

fn mark_shorting(schema: &Schema, thing: &Thing, inherited: bool, shorting: &mut BTreeSet<usize>) {
    // Of what type it is, a filing says of single positions: what is below zero there is the position itself.
    let inherited = inherited && !is_single(schema, thing);
    let shorts = inherited || says_short(schema, thing);
    if shorts || has_negative_parts(schema, thing) {
        shorting.insert(address(thing));
    }
    for part in thing.parts() {
        mark_shorting(schema, part, shorts, shorting);
    }
    // What stands beside its facts is no part of it, and what it refers to even less.
    let described = thing.facts.values().filter_map(|cell| match &cell.reading {
        Reading::Described { thing, .. } => Some(&**thing),
        _ => None,
    });
    for other in thing.members.values().flatten().chain(described) {
        mark_shorting(schema, other, false, shorting);
    }
}
