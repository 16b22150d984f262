//! Groups: things put together by a value that they share, each judged as one thing.

use std::collections::BTreeMap;

use super::Missing;
use super::world::{Seat, World};
use crate::menu::{Cell, Content, Grouping, Reading, Thing};
use crate::policy::{Each, Policy};
use crate::vocabulary::{Exact, FactKey, Interval, Truth, Type, Value};

/// Every group that a policy asks for, by where the policy asks and the thing whose parts are put together.
#[derive(Default)]
pub(super) struct Groups {
    found: BTreeMap<(usize, usize), Grouped>,
}

/// The groups among the parts of one thing.
#[derive(Default)]
pub(super) struct Grouped {
    /// One thing for each value.
    pub(super) groups: Vec<Thing>,
    /// Parts of which the value is not given: they may be of any group, or of one that is not listed.
    pub(super) nameless: Vec<Thing>,
    /// Groups of which no thing surely passes the filter: what would tell for each whether it is there.
    pub(super) unsettled: Vec<Vec<Missing>>,
}

/// A part of a thing, as far as it counts for a group.
struct Candidate<'a> {
    thing: &'a Thing,
    /// Whether it surely passes the filter.
    certain: bool,
}

impl Groups {
    /// Puts together what a policy asks to be put together, on what the menu shows.
    pub(super) fn gather(policy: &Policy, plain: &World<'_>) -> Self {
        let mut groups = Groups::default();
        let checks = policy.rules.iter().flat_map(|rule| &rule.checks);
        for each in checks.flat_map(|check| &check.scope) {
            if let Some(key) = each.group {
                groups.below(each, key, &Seat::at(&plain.menu.plan), plain);
            }
        }
        groups
    }

    /// All groups, each with the place in memory of the thing whose parts were put together.
    pub(super) fn all(&self) -> impl Iterator<Item = (usize, &Thing)> {
        self.found
            .iter()
            .flat_map(|((_, whole), grouped)| grouped.groups.iter().map(move |group| (*whole, group)))
    }

    /// The groups among the parts of a thing.
    pub(super) fn among(&self, each: &Each, thing: &Thing) -> Option<&Grouped> {
        self.found.get(&key_of(each, thing))
    }

    fn below(&mut self, each: &Each, key: FactKey, seat: &Seat<'_>, plain: &World<'_>) {
        let Some(thing) = seat.subject() else { return };
        if plain.schema.step(thing.level, each.level) == Some(each.level) {
            self.found.insert(key_of(each, thing), grouped(each, key, seat, plain));
            return;
        }
        for part in plain.below(thing, each.level, seat).0 {
            self.below(each, key, &seat.below(part), plain);
        }
    }
}

fn key_of(each: &Each, thing: &Thing) -> (usize, usize) {
    (std::ptr::from_ref(each).addr(), std::ptr::from_ref(thing).addr())
}

fn grouped(each: &Each, key: FactKey, seat: &Seat<'_>, plain: &World<'_>) -> Grouped {
    let Some(whole) = seat.subject() else { return Grouped::default() };
    let mut by_value: BTreeMap<String, Vec<Candidate<'_>>> = BTreeMap::new();
    let mut open: BTreeMap<String, Vec<Missing>> = BTreeMap::new();
    let mut nameless: Vec<&Thing> = Vec::new();
    let (things, _) = plain.below(whole, each.level, seat);
    for thing in things {
        let judged = each.filter.as_ref().map(|filter| plain.condition(filter, &seat.below(thing)));
        let (truth, missing) =
            judged.map_or((Some(Truth::True), Vec::new()), |judged| (judged.truth, judged.missing));
        let certain = match truth {
            Some(Truth::False) | None => continue,
            Some(truth) => truth == Truth::True,
        };
        match thing.cell(key).and_then(Cell::text) {
            Some(value) => {
                by_value.entry(value.to_string()).or_default().push(Candidate { thing, certain });
                open.entry(value.to_string()).or_default().extend(missing);
            }
            _ => nameless.push(thing),
        }
    }
    // A group that may not be there at all has no verdict of its own: whether it is there decides first.
    by_value.retain(|_, members| members.iter().any(|member| member.certain));
    open.retain(|value, _| !by_value.contains_key(value));
    // A list that is not composed of parts is all there is, or there is nothing to put together.
    let rest = match plain.schema.level(each.level).composes() {
        true => plain.unlisted_weight(whole, seat),
        false => Interval::point(Exact::zero()),
    };
    let strays = Strays { nameless: &nameless, rest };
    let groups =
        by_value.into_iter().filter_map(|(value, members)| group(value, key, &members, &strays, plain));
    let groups = groups.collect();
    let nameless = nameless.into_iter().cloned().collect();
    Grouped { groups, nameless, unsettled: open.into_values().collect::<Vec<_>>() }
}

/// What may belong to any group: parts whose value is not given, and parts that the menu does not list.
struct Strays<'a> {
    nameless: &'a [&'a Thing],
    /// The weight of what is not listed.
    rest: Interval,
}

fn group(
    value: String,
    key: FactKey,
    members: &[Candidate<'_>],
    strays: &Strays<'_>,
    plain: &World<'_>,
) -> Option<Thing> {
    let first = members.first()?.thing;
    let mut facts = BTreeMap::new();
    let cell = first.cell(key)?;
    // What all members say alike is said of the group, if no other member may say otherwise.
    let closed = strays.nameless.is_empty() && strays.rest.known().is_some_and(Exact::is_zero);
    let alike = |key: &FactKey, cell: &Cell| {
        members
            .iter()
            .all(|member| member.thing.cell(*key).is_some_and(|other| other.reading == cell.reading))
    };
    for (key, cell) in &first.facts {
        if closed && members.iter().all(|member| member.certain) && alike(key, cell) {
            facts.insert(*key, cell.clone());
        }
    }
    // Several that describe what they refer to each in its own words agree on its name alone.
    let reading = match closed && alike(&key, cell) {
        true => cell.reading.clone(),
        false => Reading::Exactly(Value::Text(value.clone())),
    };
    facts.insert(key, Cell { reading, at: cell.at });
    for (name, make) in [("weight", Value::Percent as fn(Exact) -> Value), ("assets", Value::Money)] {
        let Some(fact) = plain.schema.fact_named(first.level, name) else { continue };
        let of = FactKey::of(fact);
        facts.remove(&of);
        if let Some(at) = members.iter().find_map(|member| member.thing.cell(of).map(|cell| cell.at)) {
            let is_share = matches!(plain.schema.fact(fact).ty, Type::Percent(_));
            let sum = sum(of, is_share, members, strays, plain);
            let reading = sum
                .known()
                .map_or(Reading::Range(sum.clone()), |known| Reading::Exactly(make(known.clone())));
            facts.insert(of, Cell { reading, at });
        }
    }
    let parts = members.iter().map(|member| member.thing.clone()).collect();
    let is_open = !closed || members.iter().any(|member| !member.certain);
    Some(Thing {
        facts,
        content: Content::Parts(parts),
        group: Some(Grouping { by: key.fact, is_open }),
        ..Thing::new(first.level, value.clone(), value, cell.at)
    })
}

/// The sum over the members, with all that may belong to them too.
fn sum(
    of: FactKey,
    is_share: bool,
    members: &[Candidate<'_>],
    strays: &Strays<'_>,
    plain: &World<'_>,
) -> Interval {
    let unknown = if is_share { Interval::whole() } else { Interval::at_least(Exact::zero()) };
    let value = |thing: &Thing| thing.cell(of).map_or(unknown.clone(), |cell| plain.cell_interval(cell));
    let zero = Interval::point(Exact::zero());
    let maybe = |thing: &Thing| value(thing).hull(&zero);
    let mut sum = zero.clone();
    for member in members {
        sum = sum.plus(&if member.certain { value(member.thing) } else { maybe(member.thing) });
    }
    for thing in strays.nameless {
        sum = sum.plus(&maybe(thing));
    }
    let rest = if is_share { strays.rest.hull(&zero) } else { unlisted_amount(&strays.rest) };
    sum.plus(&rest)
}

/// Dollars of what is not listed: none if nothing is left out, else any amount.
fn unlisted_amount(rest: &Interval) -> Interval {
    match rest.known() {
        Some(rest) if rest.is_zero() => Interval::point(Exact::zero()),
        _ => Interval::at_least(Exact::zero()),
    }
}
