//! Groups: things that share a value (issuer, manager, country) and are evaluated as one.
//!
//! What may belong to a group is bounded, never left out: things of which the value is not given, things of which it
//! is not known whether they count, and what the menu does not list.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Missing;
use super::rests::address;
use super::world::{Seat, World};
use crate::menu::{Cell, Reading, Thing};
use crate::policy::{Grouping, describe_condition};
use crate::source::Span;
use crate::vocabulary::{FactKey, LevelId, Truth, Value};

/// Groups by the fact that makes them, the filter of their things, and the thing whose parts they are: each is found
/// once, however many statements ask for it.
pub(super) type GroupingKey = (FactKey, Option<Span>, usize);

/// More things than this without a value are reported together.
const MOST_TOLD: usize = 5;

/// Within a group, more values than this that only strays have are bounded together: else each stray would be judged in
/// each group.
const MOST_APART: usize = 32;

/// The groups among the parts of one thing.
pub(super) struct Grouped<'a> {
    /// One for each value of a thing that surely counts.
    pub(super) settled: Vec<Group<'a>>,
    /// Of these no thing surely counts: they may not be there.
    pub(super) unsettled: Vec<Group<'a>>,
    /// All that may make groups of its own; any part of it may.
    pub(super) stray: Option<Group<'a>>,
    /// What may be of any group, one that is not here among them.
    strays: Rc<Strays<'a>>,
}

/// A group: what is known of it as of a thing, and what belongs to it.
pub(super) struct Group<'a> {
    pub(super) thing: Thing,
    pub(super) members: Rc<Members<'a>>,
}

/// What belongs to a group, or may.
pub(super) struct Members<'a> {
    /// Things with the value of the group.
    pub(super) own: Vec<Candidate<'a>>,
    /// What may be of any group.
    pub(super) strays: Rc<Strays<'a>>,
    /// The thing whose parts they are, beneath all groups.
    pub(super) whole: Option<&'a Thing>,
    /// Whether anything that may be in it sells short.
    pub(super) shorts: bool,
    /// The ids above its things: `bond-fund/`.
    pub(super) prefix: String,
    /// How it was put together: on an earlier menu, it is put together in the same way.
    pub(super) grouping: Rc<Grouping>,
    /// Whether nothing may be in it: on an earlier menu, it may not have been there yet.
    pub(super) may_be_empty: bool,
    /// The values of the other groups: what makes a group of its own has none of them.
    pub(super) apart_from: Vec<String>,
}

/// A thing of a group.
#[derive(Clone)]
pub(super) struct Candidate<'a> {
    pub(super) thing: &'a Thing,
    /// Whether it surely belongs to the group.
    pub(super) certain: bool,
    /// Whether it may be of any of the groups around.
    strays: bool,
    /// Whether it stands for any number of things that the menu does not list.
    pub(super) many: bool,
    /// What would tell.
    missing: Vec<Rc<Missing>>,
}

/// What may be of any group: parts whose value is not given, and parts that the menu does not list.
pub(super) struct Strays<'a> {
    pub(super) nameless: Vec<Candidate<'a>>,
    /// What would tell where all of it belongs.
    missing: Vec<Missing>,
}

impl Strays<'_> {
    /// Whether there may be more than the menu lists.
    fn is_open(&self) -> bool {
        self.nameless.iter().any(|candidate| candidate.many)
    }
}

impl Members<'_> {
    /// What would tell all that belongs to the group.
    pub(super) fn unsettled(&self) -> Vec<Missing> {
        let own = self.own.iter().filter(|candidate| !candidate.certain);
        let own = own.flat_map(|candidate| candidate.missing.iter().map(Rc::as_ref));
        own.chain(&self.strays.missing).cloned().collect()
    }

    /// Whether there may be more in it than the menu lists.
    pub(super) fn is_open(&self) -> bool {
        self.strays.is_open() || self.own.iter().any(|candidate| candidate.many)
    }
}

impl<'a> Members<'a> {
    /// All things that belong to it, or may, each with whether it surely does. Of a group that is there, the only thing
    /// that may be in it is.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Candidate<'a>, bool)> {
        let both = self.own.iter().chain(&self.strays.nameless);
        let is_alone = !self.may_be_empty && both.clone().count() == 1;
        let own = self.own.len();
        both.enumerate().map(move |(place, candidate)| {
            let is_one = is_alone && !candidate.many;
            (candidate, is_one || (place < own && candidate.certain))
        })
    }
}

impl<'a> Group<'a> {
    fn may_be_empty(self) -> Self {
        self.with(|members| Members { may_be_empty: true, ..members })
    }

    fn with(self, change: impl FnOnce(Members<'a>) -> Members<'a>) -> Self {
        let members = match Rc::try_unwrap(self.members) {
            Ok(members) => Rc::new(change(members)),
            Err(shared) => shared,
        };
        Group { members, ..self }
    }
}

impl<'a> Grouped<'a> {
    /// Groups that may be there or not.
    pub(super) fn doubtful(&self) -> impl Iterator<Item = &Group<'a>> {
        self.unsettled.iter().chain(&self.stray)
    }
}

impl<'a> World<'a> {
    /// What belongs to a group; nothing of a thing that is none.
    pub(super) fn members(&self, group: &Thing) -> Option<Rc<Members<'a>>> {
        group.group?;
        self.members.borrow().get(&address(group)).cloned()
    }

    /// Whether the parts of a thing are of a level: a group's are of its own.
    pub(super) fn has_parts_of(&self, thing: &Thing, level: LevelId) -> bool {
        match thing.group {
            Some(_) => thing.level == level,
            None if self.schema.is_within(level, thing.level) => {
                self.schema.level(level).parent == Some(thing.level)
            }
            None => self.schema.holds(thing.level, level),
        }
    }

    /// The groups among the parts of the thing at hand, if its parts are of the level.
    pub(super) fn grouped(
        &self,
        level: LevelId,
        grouping: &Grouping,
        seat: &Seat<'_>,
    ) -> Option<Rc<Grouped<'a>>> {
        let thing = seat.subject().filter(|thing| self.has_parts_of(thing, level))?;
        let key = (grouping.by, grouping.members.as_ref().map(|members| members.at), address(thing));
        if let Some(grouped) = self.groupings.borrow().get(&key) {
            return Some(Rc::clone(grouped));
        }
        let grouped = Rc::new(self.put_together(level, grouping, seat, thing));
        let mut members = self.members.borrow_mut();
        for group in grouped.settled.iter().chain(grouped.doubtful()) {
            members.insert(address(&group.thing), Rc::clone(&group.members));
        }
        self.groupings.borrow_mut().insert(key, Rc::clone(&grouped));
        Some(grouped)
    }

    fn put_together(
        &self,
        level: LevelId,
        grouping: &Grouping,
        seat: &Seat<'_>,
        whole: &Thing,
    ) -> Grouped<'a> {
        let outer = self.members(whole);
        let key = grouping.by;
        let grouping = Rc::new(grouping.clone());
        let kit = Kit {
            level,
            grouping: Rc::clone(&grouping),
            key,
            seat,
            whole,
            outer: outer.as_deref(),
            world: self,
        };
        let (mut by_value, mut nameless) = (BTreeMap::<String, Vec<Candidate<'a>>>::new(), Vec::new());
        for mut candidate in self.candidates(whole, level, outer.as_deref()) {
            let below = seat.below(candidate.thing);
            if let Some(judged) = grouping.members.as_ref().map(|filter| self.condition(filter, &below)) {
                match judged.truth.selects() {
                    Truth::False => continue,
                    Truth::True => {}
                    Truth::Unknown => {
                        candidate.certain = false;
                        let missing =
                            judged.missing.into_iter().map(|missing| Missing { must_be: None, ..missing });
                        candidate.missing.extend(missing.map(Rc::new));
                        if candidate.missing.is_empty()
                            && let Some(filter) = &grouping.members
                        {
                            let whether = describe_condition(filter, self.schema);
                            let missing = self.missing_fact(candidate.thing, &kit.prefix(), &whether);
                            candidate.missing.push(Rc::new(missing));
                        }
                    }
                }
            }
            let cell = self.cell_there(candidate.thing, key, &below);
            match cell.and_then(Cell::text) {
                Some(value) => by_value.entry(value.to_string()).or_default().push(candidate),
                // What has no issuer is in no issuer's group.
                None if cell.is_some_and(|cell| cell.reading == Reading::Nothing) => {}
                None => {
                    self.ask(candidate.thing, key, &below);
                    nameless.push(candidate);
                }
            }
        }
        let strays = kit.strays(nameless);
        let loose = |own: &Vec<Candidate<'_>>| own.iter().all(|candidate| candidate.strays);
        let mut together = Vec::new();
        if by_value.values().filter(|own| loose(own)).count() > MOST_APART {
            by_value.retain(|_, own| {
                let is_loose = loose(own);
                if is_loose {
                    together.append(own);
                }
                !is_loose
            });
        }
        let may_be = !strays.nameless.is_empty() || !together.is_empty();
        let stray = may_be.then(|| kit.stray(&strays, &together, by_value.keys().cloned().collect()));
        let strays = Rc::new(strays);
        let (mut settled, mut unsettled) = (Vec::new(), Vec::new());
        for (value, own) in by_value {
            let is_settled = own.iter().any(|candidate| candidate.certain);
            let group = kit.group(Some(value), own, &strays);
            if is_settled { &mut settled } else { &mut unsettled }.push(group);
        }
        Grouped { settled, unsettled, stray, strays }
    }

    /// The group of this menu that has the value of a group of another menu, among the parts of the thing at hand. One
    /// that may not have been there then may be empty; one of which nobody knows the value is not found.
    pub(super) fn same_group(&self, group: &Thing, seat: &Seat<'_>) -> Option<Rc<Group<'a>>> {
        let grouping = Rc::clone(&self.members(group)?.grouping);
        let cell = group.cell(grouping.by)?;
        let value = cell.text()?;
        let (level, whole) = (group.level, seat.subject()?);
        let place = (grouping.by, grouping.members.as_ref().map(|members| members.at), address(whole));
        if let Some(known) = self.groups_then.borrow().get(&(place, value.to_string())) {
            return Some(Rc::clone(known));
        }
        let grouped = self.grouped(level, &grouping, seat)?;
        let of_value = |own: &Thing| self.cell(own, grouping.by).and_then(Cell::text) == Some(value);
        let known = |groups: &[Group<'a>]| {
            let group = groups.iter().find(|group| of_value(&group.thing))?;
            Some(Group { thing: group.thing.clone(), members: Rc::clone(&group.members) })
        };
        let found = match known(&grouped.settled) {
            Some(settled) => settled,
            None => {
                let loose = grouped.stray.iter().flat_map(|stray| &stray.members.own);
                if loose.clone().any(|candidate| of_value(candidate.thing)) {
                    return None;
                }
                let own =
                    known(&grouped.unsettled).map(|group| group.members.own.clone()).unwrap_or_default();
                let outer = self.members(whole);
                let key = grouping.by;
                let kit = Kit { level, grouping, key, seat, whole, outer: outer.as_deref(), world: self };
                let mut found = kit.group(Some(value.to_string()), own, &grouped.strays);
                found.thing.facts.entry(key).or_insert_with(|| cell.clone());
                found.may_be_empty()
            }
        };
        let found = Rc::new(found);
        self.members.borrow_mut().insert(address(&found.thing), Rc::clone(&found.members));
        self.groups_then.borrow_mut().insert((place, value.to_string()), Rc::clone(&found));
        Some(found)
    }

    /// The things that may be put together.
    fn candidates(&self, whole: &Thing, level: LevelId, outer: Option<&Members<'a>>) -> Vec<Candidate<'a>> {
        let Some(members) = outer else {
            let Some(whole) = self.frame.itself(whole) else { return Vec::new() };
            let population = self.below(whole, level);
            let certain =
                |thing| Candidate { thing, certain: true, strays: false, many: false, missing: Vec::new() };
            let listed = population.listed.iter().map(certain);
            let rest =
                population.rest.map(|thing| Candidate { certain: false, many: true, ..certain(thing) });
            return listed.chain(rest).collect();
        };
        let astray = |stray: &Candidate<'a>| Candidate { certain: false, strays: true, ..stray.clone() };
        let strays = members.strays.nameless.iter().map(astray);
        members.own.iter().cloned().chain(strays).collect()
    }
}

/// What groups of one thing are made with.
struct Kit<'k, 'a> {
    level: LevelId,
    grouping: Rc<Grouping>,
    key: FactKey,
    seat: &'k Seat<'k>,
    whole: &'k Thing,
    outer: Option<&'k Members<'a>>,
    world: &'k World<'a>,
}

impl<'a> Kit<'_, 'a> {
    /// What may be of any group.
    fn strays(&self, mut nameless: Vec<Candidate<'a>>) -> Strays<'a> {
        let world = self.world;
        let (prefix, name) = (self.prefix(), world.schema.key_name(self.key));
        for candidate in &mut nameless {
            candidate.missing.push(Rc::new(world.missing_fact(candidate.thing, &prefix, &name)));
        }
        let whole = self.seat.things.iter().rev().find(|thing| thing.group.is_none());
        let (unlisted, listed): (Vec<_>, Vec<_>) = nameless.iter().partition(|candidate| candidate.many);
        let of = |candidates: &[&Candidate<'a>]| -> Vec<Missing> {
            let missing = candidates.iter().flat_map(|candidate| candidate.missing.iter());
            missing.map(|one| one.as_ref().clone()).collect()
        };
        let mut missing = match (whole, listed.first()) {
            (Some(whole), Some(first)) if listed.len() > MOST_TOLD => {
                let things = world.schema.level(first.thing.level).plural();
                let fact = format!("{name} of {} of its {things}", listed.len());
                vec![world.missing_fact(whole, &world.prefix_of(self.seat, whole), &fact)]
            }
            _ => of(&listed),
        };
        missing.extend(of(&unlisted));
        Strays { nameless, missing }
    }

    /// The ids above the things of the groups.
    fn prefix(&self) -> String {
        self.outer.map_or_else(|| self.world.prefix_within(self.seat), |outer| outer.prefix.clone())
    }

    /// Whatever strays make of their own: any of them, or a part of what is not listed.
    fn stray(&self, strays: &Strays<'a>, together: &[Candidate<'a>], apart_from: Vec<String>) -> Group<'a> {
        let own = strays.nameless.iter().chain(together).map(|candidate| Candidate {
            certain: false,
            missing: Vec::new(),
            ..candidate.clone()
        });
        let mut others = Strays { nameless: Vec::new(), missing: strays.missing.clone() };
        if let (Some(outer), false) = (self.outer, together.is_empty()) {
            others.missing.extend(outer.strays.missing.iter().cloned());
        }
        let group = self.group(None, own.collect(), &Rc::new(others));
        group.with(|members| Members { apart_from, ..members })
    }

    fn group(&self, value: Option<String>, own: Vec<Candidate<'a>>, strays: &Rc<Strays<'a>>) -> Group<'a> {
        let of_value = own.first().and_then(|candidate| self.world.cell(candidate.thing, self.key));
        let at = of_value.map(|cell| cell.at).or(own.first().map(|candidate| candidate.thing.at));
        let at = at.unwrap_or(self.whole.at);
        // What the group around it is by, it is by too.
        let mut facts = match self.whole.group {
            Some(_) => self.whole.facts.clone(),
            None => BTreeMap::new(),
        };
        // Several that describe what they refer to, each in its own words, agree on its name alone.
        let alike = |cell: &Cell| {
            strays.nameless.is_empty()
                && own.iter().all(|candidate| {
                    let other = self.world.cell(candidate.thing, self.key);
                    other.is_some_and(|other| other.reading == cell.reading)
                })
        };
        if let (Some(cell), Some(value)) = (of_value, &value) {
            let cell = match &cell.reading {
                Reading::Described { .. } if !alike(cell) => {
                    Cell { reading: Reading::Exactly(Value::Text(value.clone())), at: cell.at }
                }
                _ => cell.clone(),
            };
            facts.insert(self.key, cell);
        }
        let world = self.world;
        let shorts = world.sells_short(self.whole)
            || own.iter().chain(&strays.nameless).any(|candidate| world.sells_short(candidate.thing));
        let whole = match self.outer {
            Some(outer) => outer.whole,
            None => world.frame.itself(self.whole),
        };
        let name = value.unwrap_or_default();
        let thing = Thing { facts, group: Some(self.key.fact), ..Thing::new(self.level, &*name, &*name, at) };
        let members = Members {
            own,
            strays: Rc::clone(strays),
            whole,
            shorts,
            prefix: self.prefix(),
            grouping: Rc::clone(&self.grouping),
            may_be_empty: false,
            apart_from: Vec::new(),
        };
        Group { thing, members: Rc::new(members) }
    }
}
