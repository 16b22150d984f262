//! What an evaluation looks at: one menu on one day, with or without the policy's assumptions.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::evidence::{Found, Sought};
use super::groups::Groups;
use super::references::References;
use super::{Missing, MissingKind, Subject};
use crate::menu::{Content, Menu, Reading, Thing};
use crate::policy::{Assumed, Assumption};
use crate::vocabulary::{ClassId, FactKey, LevelId, Schema, Truth, Value};

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

    /// The thing of a level, if it is among them.
    pub(super) fn of_level(&self, level: LevelId) -> Option<&'a Thing> {
        self.things.iter().copied().find(|thing| thing.level == level)
    }

    /// Up to the thing of a level.
    pub(super) fn up_to(&self, level: LevelId) -> Self {
        let end = self.things.iter().position(|thing| thing.level == level).unwrap_or(self.things.len());
        Seat { things: self.things.iter().take(end.saturating_add(1)).copied().collect() }
    }

    /// The ids above a holding: `harbor-growth/`.
    pub(super) fn prefix(&self) -> String {
        self.things.iter().skip(1).map(|thing| format!("{}/", thing.id)).collect()
    }
}

pub(super) struct World<'a> {
    pub(super) schema: &'a Schema,
    pub(super) menu: &'a Menu,
    pub(super) as_of: Date,
    /// Those in force; none in the plain world.
    assumptions: Vec<&'a Assumption>,
    /// Which assumptions about options hold for which option, by the option's place among the plan's.
    assumed_of: Vec<Vec<usize>>,
    /// Funds that are held, and all that facts refer to.
    pub(super) references: References<'a>,
    /// Things that sell short, and all that they hold, by address: shares below 0% and above 100% are theirs alone.
    shorting: BTreeSet<usize>,
    /// What things come to, once looked up: a fund may be held in many places, a plan asked for many options.
    pub(super) seen: RefCell<BTreeMap<(usize, Sought), Found>>,
    /// The plan's assets as the sum of its options', once found.
    pub(super) assets_of_plan: OnceCell<Found>,
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
        World {
            schema,
            menu,
            as_of,
            assumptions: Vec::new(),
            assumed_of: Vec::new(),
            references: References::of(schema, menu),
            shorting,
            seen: RefCell::new(BTreeMap::new()),
            assets_of_plan: OnceCell::new(),
            counted: RefCell::new(BTreeMap::new()),
        }
    }

    /// With the assumptions of a policy that are in force. An assumption about options holds for those for which its
    /// condition is true on what the menu shows.
    pub(super) fn assuming(plain: &World<'a>, assumptions: Vec<&'a Assumption>) -> Self {
        let mut world = World::plain(plain.schema, plain.menu, plain.as_of);
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
                        plain.condition(condition, &seat.below(option)).truth == Some(Truth::True)
                    }
                };
                let all = assumptions.iter().enumerate();
                all.filter(|(_, assumption)| holds(assumption)).map(|(index, _)| index).collect()
            })
            .collect();
        world.assumptions = assumptions;
        world
    }

    /// Whether a thing, or what holds it as a part, sells short.
    pub(super) fn sells_short(&self, thing: &Thing) -> bool {
        self.shorting.contains(&std::ptr::from_ref(thing).addr())
    }

    /// Takes groups in: what sells short does so in a group too.
    pub(super) fn adopt(&mut self, groups: &Groups) {
        for (whole, group) in groups.all() {
            let inherited = self.shorting.contains(&whole);
            mark_shorting(self.schema, group, inherited, &mut self.shorting);
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
            Some(group) => self.schema.fact(group.by).name.clone(),
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
        Missing { kind: MissingKind::Fact, fact: fact.to_string(), subject, list: None, must_be: None }
    }

    pub(super) fn missing_holdings(&self, thing: &Thing, prefix: &str) -> Missing {
        let fact = match &thing.content {
            Content::Parts(_) => "the rest of its holdings",
            Content::Class { .. } => "a finer class, or holdings",
            _ => "holdings or class",
        };
        let subject = self.subject(thing, prefix);
        Missing { kind: MissingKind::Holdings, fact: fact.to_string(), subject, list: None, must_be: None }
    }
}

fn mark_shorting(schema: &Schema, thing: &Thing, inherited: bool, shorting: &mut BTreeSet<usize>) {
    let fact = schema.fact_named(thing.level, "short_positions");
    let cell = fact.and_then(|fact| thing.cell(FactKey::of(fact)));
    let shorts = inherited || cell.is_some_and(|cell| cell.reading == Reading::Exactly(Value::Flag(true)));
    if shorts {
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
