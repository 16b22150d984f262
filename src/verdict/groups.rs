//! Groups: things put together by a value that they share, each judged as one thing.
//!
//! What may belong to a group is bounded, never left out: things of which the value is not given, things of which it
//! is not known whether they count, and what the menu does not list.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::Missing;
use super::evidence::Presence;
use super::world::{Seat, World};
use crate::menu::{Cell, Reading, Thing};
use crate::policy::{Grouping, describe_condition};
use crate::source::Span;
use crate::vocabulary::{End, Exact, FactKey, Interval, LevelId, Truth, Type, Value};

/// Groups by the fact that makes them, the filter of their things, and the thing whose parts they are: each is found
/// once, however many statements ask for it.
pub(super) type GroupingKey = (FactKey, Option<Span>, usize);

/// More things than this without a value are told together.
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
    /// How many there are at least: something that surely counts is of some group, though nobody can name it.
    pub(super) fewest: usize,
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
    /// Of weights and amounts, how much is its own, and how much may be.
    pub(super) sums: BTreeMap<FactKey, Sum>,
    /// Whether anything that may be in it sells short.
    pub(super) shorts: bool,
    /// The ids above its things: `bond-fund/`.
    pub(super) prefix: String,
    /// How it was put together: on an earlier menu, it is put together in the same way.
    pub(super) grouping: Rc<Grouping>,
    /// Whether nothing may be in it: on an earlier menu, it may not have been there yet.
    pub(super) may_be_empty: bool,
}

/// A thing of a group.
#[derive(Clone)]
pub(super) struct Candidate<'a> {
    pub(super) thing: &'a Thing,
    /// Whether it surely belongs to the group.
    pub(super) certain: bool,
    /// Whether it may be of any of the groups around.
    strays: bool,
    /// What would tell.
    missing: Vec<Rc<Missing>>,
}

/// What may be of any group: parts whose value is not given, and parts that the menu does not list.
pub(super) struct Strays<'a> {
    pub(super) nameless: Vec<Candidate<'a>>,
    /// Why there may be more than the menu lists.
    pub(super) unlisted: Option<Missing>,
    /// What would tell where all of it belongs.
    missing: Vec<Missing>,
    /// The weight of what is not listed.
    rest: Interval,
    /// How far weights can still grow: what the least weights of all that is listed leave. None where positions are
    /// sold short, and nothing bounds them.
    left: Option<Exact>,
    /// What they may add to a sum, and the sum of the least of each.
    sums: BTreeMap<FactKey, (Interval, Exact)>,
    /// Whether any of them sells short.
    shorts: bool,
}

/// A sum over what belongs to a group.
#[derive(Clone)]
pub(super) struct Sum {
    /// Over its own things.
    pub(super) own: Interval,
    /// The least of each of them.
    pub(super) lows: Exact,
    /// What strays may add.
    pub(super) strays: Interval,
    /// How far it can rise above the least of its own: weights leave no more.
    pub(super) room: Option<Exact>,
}

impl Members<'_> {
    /// What would tell all that belongs to the group.
    pub(super) fn unsettled(&self) -> Vec<Missing> {
        let own = self.own.iter().filter(|candidate| !candidate.certain);
        let own = own.flat_map(|candidate| candidate.missing.iter().map(Rc::as_ref));
        own.chain(&self.strays.missing).cloned().collect()
    }
}

impl<'a> Members<'a> {
    /// All things that belong to it, or may.
    pub(super) fn all(&self) -> impl Iterator<Item = &Candidate<'a>> {
        self.own.iter().chain(&self.strays.nameless)
    }
}

impl<'a> Group<'a> {
    fn may_be_empty(self) -> Self {
        let members = match Rc::try_unwrap(self.members) {
            Ok(members) => Rc::new(Members { may_be_empty: true, ..members }),
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
            None => self.schema.level(level).parent == Some(thing.level),
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
        let kit = Kit {
            level,
            grouping: Rc::new(grouping.clone()),
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
                match judged.truth {
                    Some(Truth::False) | None => continue,
                    Some(Truth::True) => {}
                    Some(Truth::Unknown) => {
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
            let cell = candidate.thing.cell(key);
            match cell.and_then(Cell::text) {
                Some(value) => by_value.entry(value.to_string()).or_default().push(candidate),
                // What has no issuer is in no issuer's group.
                None if cell.is_some_and(|cell| cell.reading == Reading::Nothing) => {}
                None => nameless.push(candidate),
            }
        }
        let strays = kit.strays(nameless);
        let is_one = strays.nameless.iter().any(|candidate| candidate.certain);
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
        let may_be = !strays.nameless.is_empty() || !together.is_empty() || strays.unlisted.is_some();
        let stray = may_be.then(|| kit.stray(&strays, &together));
        let strays = Rc::new(strays);
        let (mut settled, mut unsettled) = (Vec::new(), Vec::new());
        for (value, own) in by_value {
            let is_settled = own.iter().any(|candidate| candidate.certain);
            let group = kit.group(Some(value), own, &strays);
            if is_settled { &mut settled } else { &mut unsettled }.push(group);
        }
        let fewest = settled.len().max(usize::from(is_one));
        Grouped { settled, unsettled, stray, fewest, strays }
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
        let of_value = |own: &Thing| own.cell(grouping.by).and_then(Cell::text) == Some(value);
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
        match outer {
            Some(members) => {
                let astray =
                    |stray: &Candidate<'a>| Candidate { certain: false, strays: true, ..stray.clone() };
                let strays = members.strays.nameless.iter().map(astray);
                members.own.iter().cloned().chain(strays).collect()
            }
            None => {
                let listed = |whole: &&'a Thing| match self.schema.level(level).composes() {
                    true => whole.parts(),
                    false => whole.members.get(&level).map(Vec::as_slice).unwrap_or_default(),
                };
                let parts = self.wholes.get(&address(whole)).map(listed).unwrap_or_default();
                let certain = |thing| Candidate { thing, certain: true, strays: false, missing: Vec::new() };
                parts.iter().map(certain).collect()
            }
        }
    }

    /// What the least weights of all parts leave of 100%. With positions sold short, nothing bounds it.
    fn left_by_weights(&self, whole: &Thing, seat: &Seat<'_>) -> Option<Exact> {
        if self.sells_short(whole) {
            return None;
        }
        let mut listed = Exact::zero();
        for part in whole.parts() {
            let Some(fact) = self.schema.fact_named(part.level, "weight") else { continue };
            if let End::At(low) = self.amount(FactKey::of(fact), part, seat).low
                && !low.is_negative()
            {
                listed = &listed + &low;
            }
        }
        Some((&Exact::one() - &listed).max(Exact::zero()))
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
        let (rest, unlisted, left) = match self.outer {
            Some(outer) => {
                let strays = &outer.strays;
                (strays.rest.clone(), strays.unlisted.clone(), strays.left.clone())
            }
            // A list that is not composed of parts is all there is, where there is one.
            None if !world.schema.level(self.level).composes() => {
                let (_, unlisted) = world.below(self.whole, self.level, self.seat);
                (Interval::anything(), unlisted, None)
            }
            None => (
                world.unlisted_weight(self.whole, self.seat),
                world.unlisted_parts(self.whole, self.seat),
                world.left_by_weights(self.whole, self.seat),
            ),
        };
        let (prefix, name) = (self.prefix(), world.schema.key_name(self.key));
        let mut missing: Vec<Missing> = Vec::new();
        for candidate in &mut nameless {
            candidate.missing.push(Rc::new(world.missing_fact(candidate.thing, &prefix, &name)));
        }
        let whole = self.seat.things.iter().rev().find(|thing| thing.group.is_none());
        match (whole, nameless.first()) {
            (Some(whole), Some(first)) if nameless.len() > MOST_TOLD => {
                let things = world.schema.level(first.thing.level).plural();
                let fact = format!("{name} of {} of its {things}", nameless.len());
                missing.push(world.missing_fact(whole, &world.prefix_of(self.seat, whole), &fact));
            }
            _ => missing.extend(
                nameless
                    .iter()
                    .flat_map(|candidate| candidate.missing.iter().map(|one| one.as_ref().clone())),
            ),
        }
        missing.extend(unlisted.clone());
        let shorts = nameless.iter().any(|candidate| world.sells_short(candidate.thing));
        let mut strays = Strays { nameless, unlisted, missing, rest, left, sums: BTreeMap::new(), shorts };
        strays.sums = self.sums_of(&strays);
        strays
    }

    fn sums_of(&self, strays: &Strays<'a>) -> BTreeMap<FactKey, (Interval, Exact)> {
        let zero = Interval::point(Exact::zero());
        let mut sums = BTreeMap::new();
        for (key, is_share) in self.world.additive(self.level) {
            let mut sum = match (is_share, &strays.unlisted, &strays.left) {
                (_, None, _) => zero.clone(),
                (true, Some(_), _) => strays.rest.hull(&zero),
                (false, Some(_), None) => Interval::anything(),
                (false, Some(_), Some(_)) => Interval::at_least(Exact::zero()),
            };
            let mut lows = Exact::zero();
            for candidate in &strays.nameless {
                let value = self.value(key, is_share, candidate.thing, strays.left.as_ref());
                lows = &lows + &least(&value);
                sum = sum.plus(&value.hull(&zero));
            }
            sums.insert(key, (sum, lows));
        }
        sums
    }

    /// The ids above the things of the groups.
    fn prefix(&self) -> String {
        self.outer.map_or_else(|| self.world.prefix_within(self.seat), |outer| outer.prefix.clone())
    }

    /// Whatever strays make of their own: any of them, or a part of what is not listed.
    fn stray(&self, strays: &Strays<'a>, together: &[Candidate<'a>]) -> Group<'a> {
        let own = strays.nameless.iter().chain(together).map(|candidate| Candidate {
            thing: candidate.thing,
            certain: false,
            strays: candidate.strays,
            missing: Vec::new(),
        });
        let mut others = Strays {
            nameless: Vec::new(),
            unlisted: strays.unlisted.clone(),
            missing: strays.missing.clone(),
            rest: strays.rest.clone(),
            left: strays.left.clone(),
            sums: BTreeMap::new(),
            shorts: strays.shorts,
        };
        if let (Some(outer), false) = (self.outer, together.is_empty()) {
            others.missing.extend(outer.strays.missing.iter().cloned());
        }
        others.sums = self.sums_of(&others);
        self.group(None, own.collect(), &Rc::new(others))
    }

    fn group(&self, value: Option<String>, own: Vec<Candidate<'a>>, strays: &Rc<Strays<'a>>) -> Group<'a> {
        let of_value = own.first().and_then(|candidate| candidate.thing.cell(self.key));
        let at = of_value.map(|cell| cell.at).or(own.first().map(|candidate| candidate.thing.at));
        let at = at.unwrap_or(self.whole.at);
        // What the group around it is by, it is by too.
        let mut facts = match self.whole.group {
            Some(_) => self.whole.facts.clone(),
            None => BTreeMap::new(),
        };
        // Several that describe what they refer to, each in its own words, agree on its name alone.
        let closed = strays.nameless.is_empty() && strays.unlisted.is_none();
        let alike = |cell: &Cell| {
            closed
                && own.iter().all(|candidate| {
                    candidate.thing.cell(self.key).is_some_and(|other| other.reading == cell.reading)
                })
        };
        facts.extend(of_value.map(|cell| match (&cell.reading, &value) {
            (Reading::Described { .. }, Some(value)) if !alike(cell) => {
                let reading = Reading::Exactly(Value::Text(value.clone()));
                (self.key, Cell { reading, at: cell.at })
            }
            _ => (self.key, cell.clone()),
        }));
        let shorts = strays.shorts
            || self.world.sells_short(self.whole)
            || own.iter().any(|candidate| self.world.sells_short(candidate.thing));
        let mut sums = BTreeMap::new();
        for (key, is_share) in self.world.additive(self.level) {
            facts.remove(&key);
            let cells = own.iter().filter_map(|candidate| candidate.thing.cell(key));
            let place = cells.map(|cell| cell.at).next().unwrap_or(at);
            let sum = self.sum(key, is_share, &own, strays);
            let make = if is_share { Value::Percent } else { Value::Money };
            let reading = match sum.total() {
                total if total.known().is_some() => {
                    Reading::Exactly(make(total.known().cloned().unwrap_or_else(Exact::zero)))
                }
                total => Reading::Range(total),
            };
            facts.insert(key, Cell { reading, at: place });
            sums.insert(key, sum);
        }
        let prefix = self.prefix();
        let name = value.unwrap_or_default();
        let thing = Thing { facts, group: Some(self.key.fact), ..Thing::new(self.level, &*name, &*name, at) };
        let (strays, grouping) = (Rc::clone(strays), Rc::clone(&self.grouping));
        let members = Members { own, strays, sums, shorts, prefix, grouping, may_be_empty: false };
        Group { thing, members: Rc::new(members) }
    }

    /// The sum over what belongs to a group, and what may.
    fn sum(&self, key: FactKey, is_share: bool, own: &[Candidate<'a>], strays: &Strays<'a>) -> Sum {
        let zero = Interval::point(Exact::zero());
        let none = (zero.clone(), Exact::zero());
        let (of_strays, lows_of_strays) = strays.sums.get(&key).cloned().unwrap_or(none);
        let mut lows = Exact::zero();
        let mut sum = zero.clone();
        for candidate in own {
            let value = self.value(key, is_share, candidate.thing, strays.left.as_ref());
            lows = &lows + &least(&value);
            sum = sum.plus(&if candidate.certain { value } else { value.hull(&zero) });
        }
        let room = strays.left.as_ref().filter(|_| is_share).map(|left| &lows_of_strays + left);
        Sum { own: sum, lows, strays: of_strays, room }
    }

    /// All that the weight or the amount of a thing may be.
    fn value(&self, key: FactKey, is_share: bool, thing: &Thing, left: Option<&Exact>) -> Interval {
        let known = self.world.amount(key, thing, self.seat);
        let Some(left) = left else { return known };
        let range = if is_share { Interval::whole() } else { Interval::at_least(Exact::zero()) };
        let value = known.meet(&range).unwrap_or(known);
        // What is above the least weights of all is left for any of them to take, and no more.
        match &value.low {
            End::At(low) if is_share => {
                value.meet(&Interval::between(low.clone(), low + left)).unwrap_or(value)
            }
            _ => value,
        }
    }
}

fn least(value: &Interval) -> Exact {
    value.low.number().cloned().unwrap_or_else(Exact::zero)
}

impl Sum {
    /// All that it may be.
    pub(super) fn total(&self) -> Interval {
        let total = self.own.plus(&self.strays);
        let most =
            self.room.as_ref().map(|room| Interval { low: End::Open, high: End::At(&self.lows + room) });
        most.and_then(|most| total.meet(&most)).unwrap_or(total)
    }

    /// With another group of the same things. What may be of both is in one of them.
    pub(super) fn beside(&self, other: &Sum) -> Sum {
        Sum {
            own: self.own.plus(&other.own),
            lows: &self.lows + &other.lows,
            strays: self.strays.hull(&other.strays),
            room: self.room.clone(),
        }
    }
}

impl World<'_> {
    /// The weight or the amount of a thing, as far as it is known.
    fn amount(&self, key: FactKey, thing: &Thing, seat: &Seat<'_>) -> Interval {
        let place = (address(thing), key);
        if let Some(amount) = self.amounts.borrow().get(&place) {
            return amount.clone();
        }
        let found = self.fact(key, &seat.below(thing), None);
        let amount = if found.presence == Presence::Sure { found.interval } else { Interval::anything() };
        self.amounts.borrow_mut().insert(place, amount.clone());
        amount
    }

    /// The facts of which a group has the sum of its things', and whether each is a share.
    pub(super) fn additive(&self, level: LevelId) -> Vec<(FactKey, bool)> {
        let facts = ["weight", "assets"].into_iter().filter_map(|name| self.schema.fact_named(level, name));
        facts.map(|fact| (FactKey::of(fact), matches!(self.schema.fact(fact).ty, Type::Percent(_)))).collect()
    }
}

pub(super) fn address(thing: &Thing) -> usize {
    std::ptr::from_ref(thing).addr()
}
