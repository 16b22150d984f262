//! What stays unknown, looked at case by case.
//!
//! Bounds that are found place by place forget that a fact which is asked for in two places is one fact. Where that may
//! matter, the fact is supposed to be each of the things that it can be, one after the other. If all cases agree, they
//! decide; each by itself is as sound as any other evaluation.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Outcome;
use super::frame::Frame;
use super::reference::{Ruling, rule_on};
use super::suppositions::{Open, Place, Suppositions};
use super::world::{Seat, World};
use crate::menu::{Cell, Reading};
use crate::policy::{Check, Each, Repeated, Rule};
use crate::vocabulary::{End, Exact, FactKey, Interval, Type, Value};

/// More cases of one fact than this are not looked at.
const MOST_CASES: usize = 256;

/// How many evaluations one verdict is worth, on a small menu and on a large one.
const MOST_EVALUATIONS: (usize, usize) = (512, 8);

/// So many things make a menu large: it gets one evaluation for each so many things less.
const THINGS: usize = 20_000;

/// The outcome in all cases, where they agree, and the assumptions that any of them rests on.
pub(super) fn by_cases(
    world: &World<'_>,
    rule: &Rule,
    check: &Check,
    seat: &Seat<'_>,
) -> Option<(Outcome, BTreeSet<(usize, String)>)> {
    let repeated = Repeated::of(check);
    if repeated.is_empty() {
        return None;
    }
    let (most, least) = MOST_EVALUATIONS;
    let evaluations = THINGS.checked_div(world.frame.count().max(1)).unwrap_or(least).clamp(least, most);
    let mut search = Search { rule, check, seat, left: evaluations, agreed: None, relied: BTreeSet::new() };
    search.case(&world.supposing(Suppositions::recording(Rc::new(repeated)))).then_some(())?;
    Some((search.agreed?, search.relied))
}

struct Search<'c, 's> {
    rule: &'c Rule,
    check: &'c Check,
    seat: &'c Seat<'s>,
    /// How many evaluations are left.
    left: usize,
    /// What the cases so far agree on.
    agreed: Option<Outcome>,
    relied: BTreeSet<(usize, String)>,
}

impl Search<'_, '_> {
    /// Whether all cases of this one are decided and agree with those before.
    fn case(&mut self, world: &World<'_>) -> bool {
        let Some(left) = self.left.checked_sub(1) else { return false };
        self.left = left;
        let mut ruling = None;
        let (rule, check) = (self.rule, self.check);
        seated(world, &check.scope, &Seat::at(&world.menu.plan), self.seat, 1, &mut |seat| {
            ruling = Some(rule_on(world, rule, check, seat));
        });
        let Some(ruling) = ruling else { return false };
        if ruling.outcome != Outcome::Unknown {
            return self.agrees(ruling);
        }
        let split = |open: &Open| cases(world, *open);
        let Some(cases) = world.suppositions.open().iter().find_map(split) else { return false };
        cases.into_iter().all(|case| self.case(&world.supposing(case)))
    }

    /// A statement that holds wherever it applies holds; one that fails has to apply.
    fn agrees(&mut self, ruling: Ruling) -> bool {
        self.relied.extend(ruling.judged.relied);
        match (self.agreed, ruling.outcome) {
            (None, outcome) => self.agreed = Some(outcome),
            (Some(Outcome::NotApplicable), Outcome::Pass) => self.agreed = Some(Outcome::Pass),
            (Some(Outcome::Pass), Outcome::NotApplicable) => {}
            (Some(agreed), outcome) if agreed == outcome => {}
            _ => return false,
        }
        true
    }
}

/// The same things in a world in which more is supposed: groups are put together anew there.
fn seated(
    world: &World<'_>,
    scope: &[Each],
    so_far: &Seat<'_>,
    seat: &Seat<'_>,
    depth: usize,
    then: &mut dyn FnMut(&Seat<'_>),
) {
    let Some(thing) = seat.things.get(depth).copied() else { return then(so_far) };
    let next = depth.saturating_add(1);
    if thing.group.is_none() {
        return seated(world, scope, &so_far.below(thing), seat, next, then);
    }
    let of_group = |each: &&Each| each.group.as_ref().is_some_and(|group| Some(group.by.fact) == thing.group);
    let Some(place) = scope.iter().position(|each| of_group(&each)) else { return };
    let Some(each) = scope.get(place) else { return };
    let Some(grouped) = each.group.as_ref().and_then(|group| world.grouped(each.level, group, so_far)) else {
        return;
    };
    // What may be a group of its own is no one group that could be found again.
    let same = grouped.settled.iter().chain(&grouped.unsettled).find(|group| group.thing.id == thing.id);
    let inner = scope.get(place.saturating_add(1)..).unwrap_or_default();
    if let Some(group) = same {
        seated(world, inner, &so_far.below(&group.thing), seat, next, then);
    }
}

/// All that something may be, case by case; none if the cases are too many, or cannot be listed.
fn cases(world: &World<'_>, open: Open) -> Option<Vec<Suppositions>> {
    let supposed = &world.suppositions;
    let cases: Vec<Suppositions> = match open {
        Open::Fact(place) if supposed.repeats(place.1) => {
            cells(world, place)?.into_iter().map(|cell| supposed.with(place, cell)).collect()
        }
        Open::Fact(_) => return None,
        Open::Number(number) => {
            let (range, limits) = supposed.number(number)?;
            between(&range, limits).into_iter().map(|range| supposed.with_number(number, range)).collect()
        }
    };
    // One case is no case.
    (cases.len() > 1 && cases.len() <= MOST_CASES).then_some(cases)
}

/// All that a fact may be.
fn cells(world: &World<'_>, place: Place) -> Option<Vec<Cell>> {
    let (_, key) = place;
    let fact = world.schema.fact(key.fact);
    let given = find(world, place)?;
    let at = given.map_or(world.menu.plan.at, |cell| cell.at);
    let values = match (&fact.ty, given.map(|cell| &cell.reading)) {
        (Type::Flag, None) => vec![Value::Flag(true), Value::Flag(false)],
        (Type::Choice(words), None) => words.iter().cloned().map(Value::Choice).collect(),
        (Type::Text, None) => {
            let mut texts: BTreeSet<String> = world.suppositions.words(place).into_iter().collect();
            texts.extend(texts_of(world, key));
            texts.extend(world.suppositions.texts(key));
            // And one that nothing else has.
            let other = (0..).map(|number| format!("another {number}")).find(|text| !texts.contains(text));
            texts.extend(other);
            texts.into_iter().map(Value::Text).collect()
        }
        (_, Some(Reading::Exactly(Value::Rating(rating)))) => {
            return Some(
                rating
                    .each_rung()
                    .map(|rung| Cell { reading: Reading::Exactly(Value::Rating(rung)), at })
                    .collect(),
            );
        }
        (Type::Reference(_), _) => return None,
        (_, None) => return ranges(world, place, &fact.range, at, true),
        (_, Some(Reading::Range(range))) => return ranges(world, place, range, at, false),
        (_, Some(_)) => return None,
    };
    let mut cells: Vec<Cell> =
        values.into_iter().map(|value| Cell { reading: Reading::Exactly(value), at }).collect();
    cells.push(Cell { reading: Reading::Nothing, at });
    Some(cells)
}

/// A fact that is a number.
fn ranges(
    world: &World<'_>,
    place: Place,
    range: &Interval,
    at: crate::source::Span,
    may_lack: bool,
) -> Option<Vec<Cell>> {
    let ranges = between(range, world.suppositions.limits(place)).into_iter();
    let mut cells: Vec<Cell> = ranges.map(|range| Cell { reading: Reading::Range(range), at }).collect();
    if may_lack && !world.schema.is_always_there(place.1.fact) {
        cells.push(Cell { reading: Reading::Nothing, at });
    }
    Some(cells)
}

/// A number on each of those with which it is compared, and between any two of them.
fn between(range: &Interval, limits: Vec<Exact>) -> Vec<Interval> {
    let inside = |limit: &Exact| range.contains(limit) && range.known() != Some(limit);
    let mut ranges = Vec::new();
    let mut low = range.low.clone();
    for limit in limits.into_iter().filter(inside) {
        ranges.push(Interval {
            low: std::mem::replace(&mut low, End::Beyond(limit.clone())),
            high: End::Beyond(limit.clone()),
        });
        ranges.push(Interval::point(limit));
    }
    ranges.push(Interval { low, high: range.high.clone() });
    // At an end of the whole range there is nothing between.
    ranges.retain(|range| range.meet(range).is_some());
    ranges
}

/// What a menu gives of a fact; none if the thing is on no menu. One thing stands for itself in all quarters without a
/// menu, in each of which a fact may be another.
fn find<'w>(world: &'w World<'_>, (address, key): Place) -> Option<Option<&'w Cell>> {
    let frames = std::iter::successors(Some(world.frame), |frame| frame.earlier.as_deref());
    let thing = frames.filter(|frame| !frame.is_of_no_day).filter_map(|frame| frame.at(address)).next()?;
    Some(thing.cell(key))
}

/// Texts that a fact of anything is, now or earlier.
fn texts_of(world: &World<'_>, key: FactKey) -> BTreeSet<String> {
    let frames = std::iter::successors(Some(world.frame), |frame| frame.earlier.as_deref());
    let cells = frames.flat_map(Frame::all).filter_map(|thing| thing.cell(key));
    cells.filter_map(Cell::text).map(str::to_string).collect()
}
