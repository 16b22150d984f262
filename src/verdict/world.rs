//! What an evaluation looks at: one menu on one day, with or without the policy's assumptions.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use jiff::civil::Date;

use super::evidence::{Found, Sought};
use super::groups::{Grouped, GroupingKey, Members, address};
use super::references::References;
use super::{Missing, MissingKind, Subject};
use crate::menu::{Content, Menu, Reading, Thing};
use crate::policy::{Assumed, Assumption};
use crate::vocabulary::{ClassId, FactKey, Interval, LevelId, Schema, Truth, Value};

/// The things from the plan down to the one that a statement is about.
#[derive(Clone, Debug)]
pub(super) struct Seat<'a> {
    pub(super) things: Vec<&'a Thing>,
}

impl<'a> Seat<'a> {
    pub(super) fn at(plan: &'a Thing) -> Self {
        Seat { things: vec![plan] }
    }

    pub(super) fn below(&self, thing: &'a Thing) -> Self {
        let mut things = self.things.clone();
        things.push(thing);
        Seat { things }
    }

    /// The innermost thing.
    pub(super) fn subject(&self) -> Option<&'a Thing> {
        self.things.last().copied()
    }

    /// The thing of a level, if it is among them: the innermost, since a group and its things are of one level.
    pub(super) fn of_level(&self, level: LevelId) -> Option<&'a Thing> {
        self.things.iter().rev().copied().find(|thing| thing.level == level)
    }

    /// The first so many things.
    pub(super) fn first(&self, count: usize) -> Self {
        Seat { things: self.things.iter().take(count).copied().collect() }
    }

    /// Down to a thing that is among them.
    pub(super) fn down_to(&self, thing: &Thing) -> Self {
        let place = self.things.iter().position(|other| std::ptr::eq(*other, thing));
        self.first(place.map_or(self.things.len(), |place| place.saturating_add(1)))
    }
}

pub(super) struct World<'a> {
    pub(super) schema: &'a Schema,
    pub(super) menu: &'a Menu,
    pub(super) as_of: Date,
    /// Those of the policy; none in the plain world.
    assumptions: Vec<&'a Assumption>,
    /// Which assumptions about options hold for which option, by the option's place among the plan's.
    assumed_of: Vec<Vec<usize>>,
    /// Funds that are held, and all that facts refer to.
    pub(super) references: References<'a>,
    /// The world of the menu before, as of its day.
    pub(super) earlier: Option<Box<World<'a>>>,
    /// Things that sell short, and all that they hold, by address: shares below 0% and above 100% are theirs alone.
    shorting: BTreeSet<usize>,
    /// What things come to, once looked up: a fund may be held in many places, a plan asked for many options.
    pub(super) seen: RefCell<BTreeMap<(usize, Sought), Found>>,
    /// The plan's assets as the sum of its options', once found.
    pub(super) assets_of_plan: OnceCell<Found>,
    /// Things of the plan that have parts, by address.
    pub(super) wholes: BTreeMap<usize, &'a Thing>,
    /// Weights and amounts of things, once looked up for a group: a thing may be of many.
    pub(super) amounts: RefCell<BTreeMap<(usize, FactKey), Interval>>,
    /// Groups, once put together.
    pub(super) groupings: RefCell<BTreeMap<GroupingKey, Rc<Grouped<'a>>>>,
    /// What belongs to each group, by address. The worlds of one evaluation share it: a thing at hand may be a group
    /// that the other one put together.
    pub(super) members: Rc<RefCell<BTreeMap<usize, Rc<Members<'a>>>>>,
    /// Aggregates, once found, by where the policy writes them and the thing that they are within.
    pub(super) counted: RefCell<BTreeMap<(usize, usize), Found>>,
}

impl<'a> World<'a> {
    /// Without assumptions: what the menu shows.
    pub(super) fn plain(schema: &'a Schema, menu: &'a Menu, as_of: Date) -> Self {
        let mut shorting = BTreeSet::new();
        for thing in menu.named() {
            mark_shorting(schema, thing, false, &mut shorting);
        }
        let mut wholes = BTreeMap::new();
        mark_wholes(&menu.plan, &mut wholes);
        World {
            schema,
            menu,
            as_of,
            wholes,
            amounts: RefCell::default(),
            groupings: RefCell::default(),
            members: Rc::default(),
            assumptions: Vec::new(),
            assumed_of: Vec::new(),
            references: References::of(schema, menu),
            earlier: menu
                .earlier
                .as_deref()
                .map(|menu| Box::new(World::plain(schema, menu, menu.as_of.unwrap_or(as_of)))),
            shorting,
            seen: RefCell::new(BTreeMap::new()),
            assets_of_plan: OnceCell::new(),
            counted: RefCell::new(BTreeMap::new()),
        }
    }

    /// With the assumptions of a policy that are in force on the day. An assumption about options holds for those for
    /// which its condition is true on what the menu shows.
    pub(super) fn assuming(plain: &World<'a>, assumptions: &'a [Assumption]) -> Self {
        let mut world = World::plain(plain.schema, plain.menu, plain.as_of);
        world.members = Rc::clone(&plain.members);
        world.earlier = plain.earlier.as_ref().map(|earlier| Box::new(World::assuming(earlier, assumptions)));
        let seat = Seat::at(&plain.menu.plan);
        world.assumed_of = plain
            .menu
            .plan
            .parts()
            .iter()
            .map(|option| {
                let holds = |assumption: &Assumption| match &assumption.whose {
                    Assumed::Unclassified => false,
                    Assumed::Options(condition) => {
                        assumption.period.contains(plain.as_of)
                            && plain.condition(condition, &seat.below(option)).truth == Some(Truth::True)
                    }
                };
                let all = assumptions.iter().enumerate();
                all.filter(|(_, assumption)| holds(assumption)).map(|(index, _)| index).collect()
            })
            .collect();
        world.assumptions = assumptions.iter().collect();
        world
    }

    /// Whether a thing, or what holds it as a part, sells short.
    pub(super) fn sells_short(&self, thing: &Thing) -> bool {
        match self.members(thing) {
            Some(members) => members.shorts,
            None => self.shorting.contains(&address(thing)),
        }
    }

    pub(super) fn assumption(&self, index: usize) -> Option<&'a Assumption> {
        self.assumptions.get(index).copied()
    }

    /// The assumption by which an option holds nothing of a class.
    pub(super) fn assumed_none(&self, option: &Thing, class: ClassId) -> Option<usize> {
        let place = self.menu.plan.parts().iter().position(|other| std::ptr::eq(other, option))?;
        let of_option = self.assumed_of.get(place)?;
        of_option.iter().copied().find(|index| self.covers(*index, class))
    }

    /// The assumption by which what nobody classified holds nothing of a class.
    pub(super) fn unclassified_none(&self, class: ClassId) -> Option<usize> {
        let all = self.assumptions.iter().enumerate();
        all.filter(|(_, assumption)| matches!(assumption.whose, Assumed::Unclassified))
            .filter(|(_, assumption)| assumption.period.contains(self.as_of))
            .map(|(index, _)| index)
            .find(|index| self.covers(*index, class))
    }

    fn covers(&self, index: usize, class: ClassId) -> bool {
        let holds_no =
            self.assumption(index).map(|assumption| assumption.holds_no.as_slice()).unwrap_or_default();
        holds_no.iter().any(|of| self.schema.class_is_within(class, *of))
    }

    pub(super) fn subject(&self, thing: &Thing, prefix: &str) -> Subject {
        // A group goes by the fact that made it: the issuer, the manager.
        let level = match &thing.group {
            Some(fact) => self.schema.fact(*fact).name.clone(),
            None => self.schema.level(thing.level).name.clone(),
        };
        Subject { level, id: format!("{prefix}{}", thing.id), name: thing.name.clone(), at: thing.at }
    }

    /// The things right below another one, on the way down to a level, and what is missing if there may be more of
    /// them: nobody lists them, or not all.
    pub(super) fn below<'t>(
        &self,
        thing: &'t Thing,
        level: LevelId,
        seat: &Seat<'_>,
    ) -> (&'t [Thing], Option<Missing>) {
        let step = self.schema.step(thing.level, level).unwrap_or(level);
        if self.schema.level(step).composes() || thing.group.is_some() {
            return (thing.parts(), self.unlisted_parts(thing, seat));
        }
        match thing.members.get(&step) {
            Some(things) => (things, None),
            None => {
                let prefix = self.prefix_of(seat, thing);
                (&[], Some(self.missing_fact(thing, &prefix, &self.schema.level(step).plural())))
            }
        }
    }

    pub(super) fn missing_fact(&self, thing: &Thing, prefix: &str, fact: &str) -> Missing {
        let subject = self.subject(thing, prefix);
        Missing {
            kind: MissingKind::Fact,
            fact: fact.to_string(),
            subject,
            list: None,
            must_be: None,
            period: None,
            more: 0,
        }
    }

    pub(super) fn missing_holdings(&self, thing: &Thing, prefix: &str) -> Missing {
        let fact = match &thing.content {
            Content::Parts(_) => "the rest of its holdings",
            Content::Class { .. } => "a finer class, or holdings",
            _ => "holdings or class",
        };
        let subject = self.subject(thing, prefix);
        Missing {
            kind: MissingKind::Holdings,
            fact: fact.to_string(),
            subject,
            list: None,
            must_be: None,
            period: None,
            more: 0,
        }
    }
}

fn mark_wholes<'a>(thing: &'a Thing, wholes: &mut BTreeMap<usize, &'a Thing>) {
    if !thing.parts().is_empty() || !thing.members.is_empty() {
        wholes.insert(address(thing), thing);
    }
    for part in thing.parts().iter().chain(thing.members.values().flatten()) {
        mark_wholes(part, wholes);
    }
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
        shorting.insert(std::ptr::from_ref(thing).addr());
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
