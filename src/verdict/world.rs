//! What an evaluation looks at: one menu on one day, with or without the policy's assumptions, and with what is
//! supposed of facts that the menu does not give.

use std::cell::{Cell as Kept, OnceCell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use jiff::civil::Date;

use super::calendar::Lengths;
use super::evidence::{Found, Sought};
use super::frame::Frame;
use super::groups::{Group, Grouped, GroupingKey, Members};
use super::references::References;
use super::rests::{self, address};
use super::sizes::Sizes;
use super::suppositions::Suppositions;
use super::timeline::{Timeline, When};
use super::{Missing, MissingKind, Subject};
use crate::menu::{Cell, Content, Menu, Thing};
use crate::policy::{Assumed, Assumption, Within};
use crate::vocabulary::{ClassId, Exact, FactKey, LevelId, Schema, Truth};

/// What is missing of a plan of which not all options are known: no fact that anybody could write, but the options themselves.
pub const LEFT_OUT_OPTIONS: &str = "the options that the menu leaves out";

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

    /// Down to the one of the things that is meant.
    pub(super) fn cut(&self, within: Within) -> Self {
        let is_meant = |thing: &&Thing| match within {
            Within::Level(level) => thing.level == level && thing.group.is_none(),
            Within::Group => thing.group.is_some(),
        };
        let place = self.things.iter().rposition(is_meant);
        self.first(place.map_or(self.things.len(), |place| place.saturating_add(1)))
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

    /// The thing of which the innermost one is a part, whatever groups stand between them.
    pub(super) fn whole(&self) -> Option<&'a Thing> {
        self.things.iter().rev().skip(1).copied().find(|thing| thing.group.is_none())
    }
}

/// The things of a list, and what stands for those that it may leave out.
pub(super) struct Population<'a> {
    pub(super) listed: &'a [Thing],
    pub(super) rest: Option<&'a Thing>,
}

pub(super) struct World<'a> {
    pub(super) frame: &'a Frame<'a>,
    pub(super) schema: &'a Schema,
    pub(super) menu: &'a Menu,
    pub(super) as_of: Date,
    /// Those of the policy; none in the plain world.
    assumptions: Vec<&'a Assumption>,
    /// Which assumptions about options hold for which option, by the option's place among the plan's.
    assumed_of: Rc<Vec<Vec<usize>>>,
    pub(super) references: &'a References<'a>,
    /// From which day earlier periods are counted, and the menus that show them.
    pub(super) when: When<'a>,
    /// What is taken to be so, for as long as one case of several is looked at.
    pub(super) suppositions: Rc<Suppositions>,
    /// What things come to, once looked up: a fund may be held in many places, a plan asked for many options.
    pub(super) seen: RefCell<BTreeMap<(usize, Sought), Found>>,
    /// How wholes divide, once found.
    sizes: RefCell<BTreeMap<usize, Rc<Sizes>>>,
    /// The plan's assets as the sum of its options', once found.
    pub(super) assets_of_plan: OnceCell<Found>,
    /// Groups, once put together.
    pub(super) groupings: RefCell<BTreeMap<GroupingKey, Rc<Grouped<'a>>>>,
    /// Groups of this menu that rules look back at, though they may not have been there then.
    pub(super) groups_then: RefCell<BTreeMap<(GroupingKey, String), Rc<Group<'a>>>>,
    /// What belongs to each group, by address. The worlds of one evaluation share it: a thing at hand may be a group
    /// that the other one put together.
    pub(super) members: Rc<RefCell<BTreeMap<usize, Rc<Members<'a>>>>>,
    /// From where written lengths of time are counted: what a comparison is about decides.
    pub(super) lengths: Kept<Lengths>,
    /// Aggregates, once found, by where the policy writes them and the thing that they are within.
    pub(super) counted: RefCell<BTreeMap<(usize, usize), Found>>,
}

impl<'a> World<'a> {
    /// Without assumptions: what the menu shows.
    pub(super) fn plain(frame: &'a Frame<'a>) -> Self {
        World::of(frame, Timeline::plain(frame).newest())
    }

    /// As a menu shows it at some time.
    pub(super) fn of(frame: &'a Frame<'a>, when: When<'a>) -> Self {
        let (suppositions, members) = when.shared();
        let lengths = Kept::new(Lengths::Before(when.as_of(frame)));
        World {
            frame,
            schema: frame.schema,
            menu: frame.menu,
            as_of: when.as_of(frame),
            assumptions: Vec::new(),
            assumed_of: Rc::default(),
            references: &frame.references,
            when,
            suppositions,
            seen: RefCell::default(),
            sizes: RefCell::default(),
            assets_of_plan: OnceCell::new(),
            groupings: RefCell::default(),
            groups_then: RefCell::default(),
            members,
            counted: RefCell::default(),
            lengths,
        }
    }

    /// With the assumptions of a policy that are in force on the day. An assumption about options holds for those for
    /// which its condition is true on what the menu shows, and none of whose classes the menu shows in them.
    pub(super) fn assuming(plain: &World<'a>, assumptions: &'a [Assumption]) -> Self {
        World::assuming_then(plain, assumptions, plain.when.assuming(assumptions))
    }

    pub(super) fn assuming_then(plain: &World<'a>, assumptions: &'a [Assumption], when: When<'a>) -> Self {
        let mut world = World::of(plain.frame, when);
        let seat = Seat::at(&plain.menu.plan);
        let of_option = |option: &'a Thing| {
            let holds = |assumption: &Assumption| {
                assumption.period.contains(plain.as_of)
                    && plain.is_assumed_of(assumption, &seat.below(option))
                    && assumption.holds_no.iter().all(|class| plain.shown_share(option, *class).is_none())
            };
            let all = assumptions.iter().enumerate();
            all.filter(|(_, assumption)| holds(assumption)).map(|(index, _)| index).collect()
        };
        world.assumed_of = Rc::new(plain.menu.plan.parts().iter().map(of_option).collect());
        world.assumptions = assumptions.iter().collect();
        world
    }

    /// The same, with more supposed.
    pub(super) fn supposing(&self, suppositions: Suppositions) -> Self {
        World::supposing_then(self, self.when.supposing(suppositions))
    }

    /// The same as another, at a time when more is supposed. What is assumed rests on what the menu shows.
    pub(super) fn supposing_then(other: &World<'a>, when: When<'a>) -> Self {
        let mut world = World::of(other.frame, when);
        world.assumptions.clone_from(&other.assumptions);
        world.assumed_of = Rc::clone(&other.assumed_of);
        world
    }

    /// Whether an assumption is about an option, on what the menu shows.
    pub(super) fn is_assumed_of(&self, assumption: &Assumption, seat: &Seat<'_>) -> bool {
        match &assumption.whose {
            Assumed::Unclassified => false,
            Assumed::Options(condition) => self.condition(condition, seat).truth.selects() == Truth::True,
        }
    }

    /// How much of a class the menu shows in an option, if any.
    pub(super) fn shown_share(&self, option: &Thing, class: ClassId) -> Option<(Exact, Found)> {
        let found = self.share(option, "", class);
        let low = found.interval.low.number().filter(|low| **low > Exact::zero()).cloned()?;
        Some((low, found))
    }

    /// A fact of a thing as the menu gives it, or as it is supposed to be.
    pub(super) fn cell<'t>(&'t self, thing: &'t Thing, key: FactKey) -> Option<&'t Cell> {
        self.suppositions.of(thing, key).or_else(|| thing.cell(key))
    }

    /// A fact of one of the things at hand. What may belong to a group has, in that group, the value that it is by.
    pub(super) fn cell_there<'t>(
        &'t self,
        thing: &'t Thing,
        key: FactKey,
        seat: &Seat<'t>,
    ) -> Option<&'t Cell> {
        let of_group = || {
            let groups = seat.things.iter().filter(|group| group.level == thing.level);
            groups.rev().find(|group| group.group == Some(key.fact)).and_then(|group| group.cell(key))
        };
        self.cell(thing, key).or_else(of_group)
    }

    /// Whether there surely is a thing of a level right within the one at hand: a group is of one at least.
    pub(super) fn is_of_some(&self, seat: &Seat<'_>, level: LevelId) -> bool {
        let group = seat.subject().filter(|thing| thing.level == level);
        group.and_then(|group| self.members(group)).is_some_and(|members| !members.may_be_empty)
    }

    /// How a whole divides among its parts.
    pub(super) fn sizes(&self, whole: &Thing) -> Rc<Sizes> {
        let place = address(whole);
        if let Some(sizes) = self.sizes.borrow().get(&place) {
            return Rc::clone(sizes);
        }
        let leaves_out = self.menu.leaves_out.is_some();
        let cell = |thing, key| self.cell(thing, key);
        let shorts = self.frame.sells_short(whole);
        let sizes = Rc::new(rests::sizes(self.schema, leaves_out, shorts, whole, &cell));
        self.sizes.borrow_mut().insert(place, Rc::clone(&sizes));
        sizes
    }

    /// Whether a thing, or what holds it as a part, sells short.
    pub(super) fn sells_short(&self, thing: &Thing) -> bool {
        match self.members(thing) {
            Some(members) => members.shorts,
            None => self.frame.sells_short(thing),
        }
    }

    pub(super) fn has_assumptions(&self) -> bool {
        !self.assumptions.is_empty()
    }

    pub(super) fn assumption(&self, index: usize) -> Option<&'a Assumption> {
        self.assumptions.get(index).copied()
    }

    /// The assumption by which an option holds nothing of a class.
    pub(super) fn assumed_none(&self, option: &Thing, class: ClassId) -> Option<usize> {
        if self.assumed_of.is_empty() {
            return None;
        }
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

    /// The level of the things right below one, on the way down to a level.
    pub(super) fn step(&self, thing: &Thing, level: LevelId) -> LevelId {
        self.schema.step(thing.level, level).unwrap_or(level)
    }

    /// The things right below another one, on the way down to a level. What belongs to a group is found elsewhere.
    pub(super) fn below<'t>(&self, thing: &'t Thing, level: LevelId) -> Population<'t>
    where
        'a: 't,
    {
        let step = self.step(thing, level);
        let listed = match self.schema.level(step).composes() {
            true => thing.parts(),
            false => thing.members.get(&step).map(Vec::as_slice).unwrap_or_default(),
        };
        Population { listed, rest: self.frame.rest(thing, step) }
    }

    pub(super) fn missing_fact(&self, thing: &Thing, prefix: &str, fact: &str) -> Missing {
        // Of what a list leaves out, no fact is missing but the thing itself.
        if let Some(missing) = self.missing_of_rest(thing, prefix) {
            return missing;
        }
        self.missing(MissingKind::Fact, thing, prefix, fact)
    }

    pub(super) fn missing_holdings(&self, thing: &Thing, prefix: &str) -> Missing {
        if let Some(missing) = self.missing_of_rest(thing, prefix) {
            return missing;
        }
        let fact = match &thing.content {
            Content::Parts(_) => "the rest of its holdings",
            Content::Class { .. } => "a finer class, or holdings",
            _ => "holdings or class",
        };
        self.missing(MissingKind::Holdings, thing, prefix, fact)
    }

    fn missing(&self, kind: MissingKind, thing: &Thing, prefix: &str, fact: &str) -> Missing {
        let subject = self.subject(thing, prefix);
        Missing { kind, fact: fact.to_string(), subject, list: None, must_be: None, period: None, more: 0 }
    }

    /// What is missing where a list within a whole may leave things out.
    pub(super) fn missing_rest(&self, whole: &Thing, prefix: &str, level: LevelId) -> Missing {
        let composes = self.schema.level(level).composes();
        match self.schema.level(whole.level).parent {
            None if composes => self.missing(MissingKind::Fact, whole, prefix, LEFT_OUT_OPTIONS),
            _ if composes => self.missing_holdings(whole, prefix),
            _ => self.missing(MissingKind::Fact, whole, prefix, &self.schema.level(level).plural()),
        }
    }

    fn missing_of_rest(&self, thing: &Thing, prefix: &str) -> Option<Missing> {
        let whole = self.frame.whole_of_rest(thing)?;
        if thing.group.is_some() {
            return None;
        }
        let above = prefix.strip_suffix(&format!("{}/", whole.id)).unwrap_or(prefix);
        Some(self.missing_rest(whole, above, thing.level))
    }
}
