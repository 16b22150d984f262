//! Sets of groups: one number from many groups, of which some may not be there.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::aggregates::{Counted, Crowd};
use super::groups::Grouped;
use super::rests::address;
use super::world::{Seat, World};
use crate::policy::{Grouping, Over};
use crate::vocabulary::{Exact, Interval, LevelId, Truth};

/// The groups of one thing, with the seat of that thing, whether it surely counts itself, and whether it stands for any
/// number of things.
pub(super) struct Whole<'a, 's> {
    seat: Seat<'s>,
    grouped: Rc<Grouped<'a>>,
    certain: bool,
    many: bool,
}

impl<'a> World<'a> {
    /// The groups below a thing: each of its parts has its own.
    pub(super) fn groups_below<'s>(
        &'s self,
        level: LevelId,
        grouping: &Grouping,
        seat: &Seat<'s>,
    ) -> Vec<Whole<'a, 's>>
    where
        'a: 's,
    {
        let mut wholes = Vec::new();
        self.wholes_below(level, grouping, (seat, true, false), &mut wholes);
        wholes
    }

    fn wholes_below<'s>(
        &'s self,
        level: LevelId,
        grouping: &Grouping,
        (seat, certain, many): (&Seat<'s>, bool, bool),
        wholes: &mut Vec<Whole<'a, 's>>,
    ) where
        'a: 's,
    {
        if let Some(grouped) = self.grouped(level, grouping, seat) {
            wholes.push(Whole { seat: seat.clone(), grouped, certain, many });
            return;
        }
        let Some(thing) = seat.subject() else { return };
        if let Some(members) = self.members(thing) {
            for (candidate, is_certain) in members.all() {
                let below = seat.below(candidate.thing);
                let there = (&below, certain && is_certain, many || candidate.many);
                self.wholes_below(level, grouping, there, wholes);
            }
            return;
        }
        let population = self.below(thing, level);
        for part in population.listed {
            self.wholes_below(level, grouping, (&seat.below(part), certain, many), wholes);
        }
        if let Some(rest) = population.rest {
            self.wholes_below(level, grouping, (&seat.below(rest), false, true), wholes);
        }
    }

    /// Which groups count, and which may.
    pub(super) fn gather_groups<'s>(&self, over: &Over, wholes: &'s [Whole<'a, 's>], crowd: &mut Crowd<'s>) {
        for Whole { seat, grouped, certain, many } in wholes {
            let mut most = grouped.settled.len();
            for group in &grouped.settled {
                let below = seat.below(&group.thing);
                let counts = self.counts(over, &below, crowd);
                if counts.is_none() && *certain && !many {
                    crowd.settled.0 = crowd.settled.0.saturating_add(1);
                }
                if let Some(counts) = counts {
                    let certain = *certain && counts == Truth::True;
                    crowd.members.push(Counted {
                        seat: below,
                        certain,
                        if_any: certain,
                        times: 1,
                        many: *many,
                    });
                }
            }
            for group in grouped.doubtful() {
                let below = seat.below(&group.thing);
                let is_stray = grouped.stray.as_ref().is_some_and(|stray| std::ptr::eq(stray, group));
                // Each of the strays may be a group of its own.
                let times = match is_stray {
                    true => group.members.own.iter().filter(|candidate| !candidate.many).count(),
                    false => 1,
                };
                most = most.saturating_add(times);
                let is_open = *many || (is_stray && group.members.is_open());
                crowd.open_population |= is_open;
                crowd.of_population.extend(group.members.unsettled());
                let Some(counts) = self.counts(over, &below, crowd) else { continue };
                if counts == Truth::True && !many {
                    crowd.settled.1 = crowd.settled.1.saturating_add(times);
                }
                crowd.sources.missing.extend(group.members.unsettled());
                if times > 0 || !is_open {
                    crowd.members.push(Counted {
                        seat: below.clone(),
                        certain: false,
                        if_any: false,
                        times,
                        many: *many,
                    });
                }
                if is_open {
                    crowd.members.push(Counted {
                        seat: below,
                        certain: false,
                        if_any: false,
                        times: 1,
                        many: true,
                    });
                }
            }
            let (so_far, so_many) = crowd.population;
            let fewest = if *certain { grouped.settled.len() } else { 0 };
            crowd.population = (so_far.saturating_add(fewest), so_many.saturating_add(most));
        }
    }

    /// What each thing counts with in a sum over groups: 1 in a group that counts, the range up to 1 where it may be in
    /// one that does. What may be of several groups is in one of them, and counts once.
    pub(super) fn counting_groups(&self, over: &Over, wholes: &[Whole<'a, '_>]) -> BTreeMap<usize, Interval> {
        let one = Interval::point(Exact::one());
        let mut counting = BTreeMap::new();
        for Whole { seat, grouped, .. } in wholes {
            let settled = grouped.settled.iter().map(|group| (group, true));
            for (group, is_settled) in settled.chain(grouped.doubtful().map(|group| (group, false))) {
                let counts = self.passes(over, &seat.below(&group.thing));
                if counts == Truth::False {
                    continue;
                }
                for (candidate, certain) in group.members.all() {
                    let surely = is_settled && certain && counts == Truth::True;
                    let value = if surely { one.clone() } else { Interval::whole() };
                    counting.entry(address(candidate.thing)).or_insert(value);
                }
            }
        }
        counting
    }

    fn passes(&self, over: &Over, seat: &Seat<'_>) -> Truth {
        over.filter.as_ref().map_or(Truth::True, |filter| self.condition(filter, seat).truth.selects())
    }
}
