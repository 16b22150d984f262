//! Sets of groups: one number from many groups, of which some may not be there.

use std::rc::Rc;

use super::aggregates::{Counted, Crowd};
use super::groups::{Grouped, Sum};
use super::world::{Seat, World};
use crate::policy::{Grouping, Over, Quantity, QuantityKind};
use crate::vocabulary::{Exact, Interval, LevelId, Truth};

/// The groups of one thing, with the seat of that thing, and whether it surely counts itself.
pub(super) type Whole<'a, 's> = (Seat<'s>, Rc<Grouped<'a>>, bool);

impl<'a> World<'a> {
    /// The groups below a thing: each of its parts has its own.
    pub(super) fn groups_below<'s>(
        &self,
        level: LevelId,
        grouping: &Grouping,
        seat: &Seat<'s>,
        crowd: &mut Crowd<'_>,
    ) -> Vec<Whole<'a, 's>>
    where
        'a: 's,
    {
        let mut wholes = Vec::new();
        self.wholes_below(level, grouping, (seat, true), crowd, &mut wholes);
        wholes
    }

    fn wholes_below<'s>(
        &self,
        level: LevelId,
        grouping: &Grouping,
        (seat, certain): (&Seat<'s>, bool),
        crowd: &mut Crowd<'_>,
        wholes: &mut Vec<Whole<'a, 's>>,
    ) where
        'a: 's,
    {
        if let Some(grouped) = self.grouped(level, grouping, seat) {
            wholes.push((seat.clone(), grouped, certain));
            return;
        }
        let Some(thing) = seat.subject() else { return };
        if let Some(members) = self.members(thing) {
            crowd.sources.missing.extend(members.unsettled());
            let is_open = members.strays.unlisted.is_some();
            (crowd.open, crowd.open_above) = (crowd.open || is_open, crowd.open_above || is_open);
            for candidate in &members.own {
                let below = seat.below(candidate.thing);
                let certain = certain && candidate.certain;
                self.wholes_below(level, grouping, (&below, certain), crowd, wholes);
            }
            for stray in &members.strays.nameless {
                self.wholes_below(level, grouping, (&seat.below(stray.thing), false), crowd, wholes);
            }
            return;
        }
        if let Some(missing) = self.unlisted_parts(thing, seat) {
            (crowd.open, crowd.open_above) = (true, true);
            crowd.sources.missing.push(missing);
        }
        for part in thing.parts() {
            self.wholes_below(level, grouping, (&seat.below(part), certain), crowd, wholes);
        }
    }

    /// Which groups count, and which may.
    pub(super) fn gather_groups<'s>(&self, over: &Over, wholes: &'s [Whole<'a, 's>], crowd: &mut Crowd<'s>) {
        for (seat, grouped, is_there) in wholes {
            let mut most = grouped.settled.len();
            for group in &grouped.settled {
                let below = seat.below(&group.thing);
                if let Some(counts) = self.counts(over, &below, crowd) {
                    let certain = *is_there && counts == Truth::True;
                    crowd.members.push(Counted { seat: below, certain, times: 1 });
                }
            }
            for group in grouped.doubtful() {
                let below = seat.below(&group.thing);
                let is_stray = grouped.stray.as_ref().is_some_and(|stray| std::ptr::eq(stray, group));
                // Each of the strays may be a group of its own.
                let times = if is_stray { group.members.own.len() } else { 1 };
                most = most.saturating_add(times);
                let is_open = is_stray && group.members.strays.unlisted.is_some();
                crowd.open_population |= is_open;
                crowd.of_population.extend(group.members.unsettled());
                if self.counts(over, &below, crowd).is_none() {
                    continue;
                }
                crowd.sources.missing.extend(group.members.unsettled());
                crowd.open |= is_open;
                crowd.members.push(Counted { seat: below, certain: false, times: times.max(1) });
            }
            let (so_far, so_many) = crowd.population;
            let fewest = if *is_there { grouped.fewest } else { 0 };
            crowd.population = (so_far.saturating_add(fewest), so_many.saturating_add(most));
        }
    }

    /// The sum of the weights or amounts of groups. What may be of any of them is in one of them at most, so that it
    /// counts once; none if something else is added up.
    pub(super) fn sum_of_groups(
        &self,
        of: &Quantity,
        over: &Over,
        wholes: &[Whole<'a, '_>],
    ) -> Option<Interval> {
        let QuantityKind::Fact(key) = of.kind else { return None };
        self.additive(over.level).into_iter().find(|(sum, _)| *sum == key)?;
        let zero = Interval::point(Exact::zero());
        let mut total = zero.clone();
        for (seat, grouped, is_there) in wholes {
            let certain = grouped.settled.iter().map(|group| (group, true));
            let doubtful = grouped.unsettled.iter().map(|group| (group, false));
            let mut sum: Option<Sum> = None;
            for (group, is_settled) in certain.chain(doubtful) {
                let Some(truth) = self.passes(over, &seat.below(&group.thing)) else { continue };
                let mut one = group.members.sums.get(&key)?.clone();
                if !(is_settled && truth == Truth::True) {
                    one.own = one.own.hull(&zero);
                }
                one.strays = one.strays.hull(&zero);
                sum = Some(sum.map_or(one.clone(), |sum| sum.beside(&one)));
            }
            // The strays of the others are all that this one has.
            let stray =
                grouped.stray.as_ref().filter(|stray| self.passes(over, &seat.below(&stray.thing)).is_some());
            let alone = match stray {
                Some(stray) => Some(stray.members.sums.get(&key)?.total().hull(&zero)),
                None => None,
            };
            let Some(sum) = sum.map(|sum| sum.total()).or(alone) else { continue };
            total = total.plus(&if *is_there { sum } else { sum.hull(&zero) });
        }
        Some(total)
    }

    /// Whether a group passes the filter; none if it does not.
    fn passes(&self, over: &Over, seat: &Seat<'_>) -> Option<Truth> {
        let truth =
            over.filter.as_ref().map_or(Some(Truth::True), |filter| self.condition(filter, seat).truth);
        truth.filter(|truth| *truth != Truth::False)
    }
}
