//! One number from many things, of which not all may count and not all may be known.

use std::collections::BTreeSet;

use super::evidence::{Found, Presence};
use super::mean::{Member, mean};
use super::several::{Half, extreme, middle};
use super::world::{Seat, World};
use crate::menu::{Content, Reading, Thing};
use crate::policy::{Aggregate, Over, Quantity};
use crate::vocabulary::{Exact, FactKey, Interval, RatingScale, Truth, Value};

/// What is missing of a plan of which not all options are known: no fact that anybody could write, but the options themselves.
pub const LEFT_OUT_OPTIONS: &str = "the options that the menu leaves out";

/// A thing that counts, or may.
pub(super) struct Counted<'a> {
    pub(super) seat: Seat<'a>,
    pub(super) certain: bool,
    /// How many of the kind there may be: groups of which nobody knows how many they are.
    pub(super) times: usize,
}

/// The things that an aggregate is over.
pub(super) struct Crowd<'a> {
    pub(super) members: Vec<Counted<'a>>,
    /// How many things of the kind there are at all, counted or not: at least, and of those that are known, at most.
    pub(super) population: (usize, usize),
    /// Whether there may be more than these, counted or not.
    pub(super) open_population: bool,
    /// What would tell.
    pub(super) of_population: Vec<super::Missing>,
    /// Whether there may be more than the menu lists.
    pub(super) open: bool,
    /// Of groups, whether there may be more in things of which nothing is known.
    pub(super) open_above: bool,
    /// What the filters and the menu leave open.
    pub(super) sources: Found,
}

impl<'a> World<'a> {
    /// One number from many things. It depends on the thing that has them, not on which of them asks, so that it is
    /// found once for all that ask: `each option: x <= average x of options` stays linear.
    pub(super) fn aggregate(
        &self,
        kind: Aggregate,
        of: Option<&Quantity>,
        over: &Over,
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        // Those within the innermost thing that has such parts: of a group, the things that were put together.
        let has_them = |thing: &&Thing| match thing.level == over.level {
            true => thing.group.is_some(),
            false => self.schema.holds(thing.level, over.level),
        };
        let root =
            seat.first(seat.things.iter().rposition(has_them).map_or(0, |place| place.saturating_add(1)));
        let key = (
            std::ptr::from_ref(over).addr(),
            root.subject().map_or(0, |thing| std::ptr::from_ref(thing).addr()),
        );
        if let Some(found) = self.counted.borrow().get(&key) {
            return found.clone();
        }
        let found = self.aggregate_within(kind, of, over, &root, scale);
        self.counted.borrow_mut().insert(key, found.clone());
        found
    }

    fn aggregate_within(
        &self,
        kind: Aggregate,
        of: Option<&Quantity>,
        over: &Over,
        root: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        let mut crowd = Crowd {
            members: Vec::new(),
            population: (0, 0),
            open: false,
            open_population: false,
            of_population: Vec::new(),
            open_above: false,
            sources: Found::of(Interval::anything()),
        };
        let groups =
            over.group.as_ref().map(|grouping| self.groups_below(over.level, grouping, root, &mut crowd));
        match &groups {
            Some(groups) => self.gather_groups(over, groups, &mut crowd),
            None => self.gather(over, root, true, &mut crowd),
        }
        let certain = crowd.members.iter().filter(|member| member.certain).count();
        let listed = crowd.members.iter().map(|member| member.times).fold(0, usize::saturating_add);
        let (least, most) = (Exact::from(certain), Exact::from(listed));
        let mut found = crowd.sources.clone();
        found.presence = Presence::Sure;
        match kind {
            Aggregate::Count => {
                // Where all count, so do groups that are there and that nobody can name.
                let least =
                    if over.filter.is_none() { least.max(Exact::from(crowd.population.0)) } else { least };
                found.interval =
                    if crowd.open { Interval::at_least(least) } else { Interval::between(least, most) };
            }
            Aggregate::Share => {
                let (fewest, all) = crowd.population;
                found.missing.append(&mut crowd.of_population);
                let low = least.divided_by(&Exact::from(all));
                let high = most.divided_by(&Exact::from(fewest)).map(|high| high.min(Exact::one()));
                // Where none is surely there, there may be none to be a part of.
                found.presence = if fewest == 0 { Presence::Maybe } else { Presence::Sure };
                found.interval = match (crowd.open, low) {
                    (false, _) if crowd.open_population => {
                        Interval::between(Exact::zero(), high.unwrap_or_else(Exact::one))
                    }
                    (false, Some(low)) => Interval::between(low, high.unwrap_or_else(Exact::one)),
                    (true, _) => Interval::whole(),
                    (false, None) => {
                        return Found::nothing(format!("there are no {}", over.plural(self.schema)));
                    }
                };
            }
            Aggregate::Distinct(key) => self.distinct(key, &crowd, &mut found),
            Aggregate::Sum => {
                self.sum(of, &crowd, scale, &mut found);
                if let (Some(groups), Some(of)) = (&groups, of)
                    && !crowd.open_above
                    && let Some(sum) = self.sum_of_groups(of, over, groups)
                {
                    found.interval = found.interval.meet(&sum).unwrap_or(sum);
                }
            }
            Aggregate::Average
            | Aggregate::WeightedAverage
            | Aggregate::Min
            | Aggregate::Max
            | Aggregate::Median => {
                self.representative(kind, of, over, &crowd, scale, &mut found);
            }
        }
        found
    }

    /// The things of a level below a thing, of which it is known or not that it counts itself.
    fn gather<'s>(&self, over: &Over, seat: &Seat<'s>, certain: bool, crowd: &mut Crowd<'s>)
    where
        'a: 's,
    {
        let Some(thing) = seat.subject() else { return };
        if let Some(members) = self.members(thing) {
            crowd.sources.missing.extend(members.unsettled());
            crowd.open |= members.strays.unlisted.is_some();
            for candidate in &members.own {
                self.gather(over, &seat.below(candidate.thing), certain && candidate.certain, crowd);
            }
            for candidate in &members.strays.nameless {
                self.gather(over, &seat.below(candidate.thing), false, crowd);
            }
            return;
        }
        if thing.level == over.level {
            let (fewest, most) = crowd.population;
            crowd.population = (fewest.saturating_add(usize::from(certain)), most.saturating_add(1));
            if let Some(counts) = self.counts(over, seat, crowd) {
                let certain = certain && counts == Truth::True;
                crowd.members.push(Counted { seat: seat.clone(), certain, times: 1 });
            }
            return;
        }
        let (things, missing) = self.below(thing, over.level, seat);
        if let Some(missing) = missing {
            crowd.open = true;
            crowd.sources.missing.push(missing);
        }
        for part in things {
            self.gather(over, &seat.below(part), certain, crowd);
        }
    }

    /// Whether the thing at hand passes the filter; none if it does not.
    pub(super) fn counts(&self, over: &Over, seat: &Seat<'_>, crowd: &mut Crowd<'_>) -> Option<Truth> {
        let Some(filter) = &over.filter else { return Some(Truth::True) };
        let judged = self.condition(filter, seat);
        crowd.sources.relied.extend(judged.relied);
        if judged.truth == Some(Truth::Unknown) {
            // Where no fact would tell, as where the things of a group differ, the reason does.
            if judged.missing.is_empty() {
                crowd.sources.because.extend(judged.because);
            }
            // Which of them have to count is for the number that is asked for to say.
            let missing =
                judged.missing.into_iter().map(|missing| super::Missing { must_be: None, ..missing });
            crowd.sources.missing.extend(missing);
        }
        judged.truth.filter(|truth| *truth != Truth::False)
    }

    /// What is missing if a thing may have parts that the menu does not list.
    pub(super) fn unlisted_parts(&self, thing: &Thing, seat: &Seat<'_>) -> Option<super::Missing> {
        let prefix = self.prefix_of(seat, thing);
        if self.schema.level(thing.level).parent.is_none() {
            let left_out = self.menu.leaves_out.is_some();
            return left_out.then(|| self.missing_fact(thing, &prefix, LEFT_OUT_OPTIONS));
        }
        if let Some(members) = self.members(thing) {
            return members.strays.unlisted.clone();
        }
        let listed = match &thing.content {
            Content::Parts(parts) => {
                let weights = parts.iter().map(|part| self.cell_number(self.cell_named(part, "weight")?));
                let sum = weights.collect::<Option<Vec<Exact>>>().map(|weights| Exact::sum(&weights));
                sum.is_some_and(|sum| self.make_a_whole(thing, &sum))
                    || self.complete_in_dollars(thing, parts)
            }
            _ => false,
        };
        (!listed).then(|| self.missing_holdings(thing, &prefix))
    }

    /// A list in dollars, without weights, is all there is, unless the fund is stated to have more.
    fn complete_in_dollars(&self, thing: &Thing, parts: &[Thing]) -> bool {
        let in_dollars = |part: &Thing| {
            self.cell_named(part, "assets").is_some() && self.cell_named(part, "weight").is_none()
        };
        if parts.is_empty() || !parts.iter().all(in_dollars) {
            return false;
        }
        let Some(total) = self.total_of(thing, false) else { return true };
        let dollars = parts.iter().map(|part| self.cell_number(self.cell_named(part, "assets")?));
        let share =
            dollars.collect::<Option<Vec<Exact>>>().and_then(|all| Exact::sum(&all).divided_by(&total));
        share.is_some_and(|share| self.make_a_whole(thing, &share))
    }

    /// How much of a thing may be in parts that the menu does not list.
    pub(super) fn unlisted_weight(&self, thing: &Thing, seat: &Seat<'_>) -> Interval {
        if self.unlisted_parts(thing, seat).is_none() {
            return Interval::point(Exact::zero());
        }
        if self.sells_short(thing) {
            return Interval::anything();
        }
        let cells = thing.parts().iter().filter_map(|part| self.cell_named(part, "weight"));
        let listed = cells.map(|cell| self.cell_interval(cell)).reduce(|a, b| a.plus(&b));
        let listed = listed.and_then(|sum| sum.low.number().cloned()).unwrap_or_else(Exact::zero);
        let left = (&Exact::one() - &listed).max(Exact::zero());
        Interval::between(Exact::zero(), left)
    }

    fn sum(&self, of: Option<&Quantity>, crowd: &Crowd<'_>, scale: Option<RatingScale>, found: &mut Found) {
        let zero = Interval::point(Exact::zero());
        found.interval = zero.clone();
        for (member, value, certain) in self.values(of, crowd, scale, found) {
            let added = if certain { value } else { value.hull(&zero) };
            let added = added.times(&Interval::point(Exact::from(member.times)));
            found.interval = found.interval.plus(&added);
        }
        if crowd.open {
            let more = of.map_or_else(Interval::anything, |of| crate::policy::possible(of, self.schema));
            let never_negative = more.low.number().is_some_and(|low| !low.is_negative());
            let more = if never_negative { Interval::at_least(Exact::zero()) } else { Interval::anything() };
            found.interval = found.interval.plus(&more);
        }
    }

    /// Mean, extremes and median: a number that stands for many, and that there is not if there are none.
    fn representative(
        &self,
        kind: Aggregate,
        of: Option<&Quantity>,
        over: &Over,
        crowd: &Crowd<'_>,
        scale: Option<RatingScale>,
        found: &mut Found,
    ) {
        let values = self.values(of, crowd, scale, found);
        // Groups of what is not listed are among those of strays, for which there is nothing to measure either.
        let is_open = if over.group.is_some() { crowd.open_above } else { crowd.open };
        if values.is_empty() && !is_open {
            let plural = over.plural(self.schema);
            let which = if over.filter.is_some() { "match, so there is" } else { "are listed, so there is" };
            let sources =
                std::mem::replace(found, Found::nothing(format!("no {plural} {which} nothing to measure")));
            found.relied = sources.relied;
            return;
        }
        let weighing = (kind == Aggregate::WeightedAverage).then(|| self.weighing(crowd));
        let mut members = Vec::new();
        for (member, value, certain) in values {
            let weight = match weighing {
                Some(name) => member.seat.subject().and_then(|thing| self.weighed(thing, name)),
                None => Some(Exact::one()),
            };
            if weight.is_none()
                && let Some(thing) = member.seat.subject()
            {
                let assets = self.schema.fact_named(thing.level, "assets").map(FactKey::of);
                found
                    .missing
                    .extend(assets.map(|key| self.missing_of(thing, &member.seat, key)).unwrap_or_default());
            }
            for _ in 1..member.times {
                members.push(Member { value: value.clone(), weight: weight.clone(), certain });
            }
            members.push(Member { value, weight, certain });
        }
        let hull = || members.iter().map(|member| member.value.clone()).reduce(|a, b| a.hull(&b));
        let (interval, presence) = mean(&members);
        found.presence = presence;
        let weigh_nothing = members.iter().all(|member| member.weight.as_ref().is_some_and(Exact::is_zero));
        if weigh_nothing && interval.known().is_none() && found.missing.is_empty() {
            found
                .because
                .push(format!("the {} weigh nothing, and have no mean by weight", over.plural(self.schema)));
        }
        found.interval = match kind {
            Aggregate::Min => extreme(&members, false),
            Aggregate::Max => extreme(&members, true),
            Aggregate::Median => middle(&members, Half::Mean),
            _ => interval,
        };
        if crowd.open {
            let more = match over.group {
                // Groups of what is not listed are among those of strays.
                Some(_) if !crowd.open_above => hull().unwrap_or_else(Interval::anything),
                _ => of.map_or_else(Interval::anything, |of| crate::policy::possible(of, self.schema)),
            };
            let sure = members.iter().any(|member| member.certain);
            found.interval = match kind {
                _ if members.is_empty() => more,
                // More things take a greatest up, and never down.
                Aggregate::Max if sure => {
                    Interval { high: found.interval.hull(&more).high, ..found.interval.clone() }
                }
                Aggregate::Min if sure => {
                    Interval { low: found.interval.hull(&more).low, ..found.interval.clone() }
                }
                _ => found.interval.hull(&more),
            };
            found.presence = if sure { Presence::Sure } else { Presence::Maybe };
        }
    }

    /// The value of each member, and whether it surely counts. One for which there is nothing to measure is not
    /// counted; one for which there may be nothing may count.
    fn values<'c, 's>(
        &self,
        of: Option<&Quantity>,
        crowd: &'c Crowd<'s>,
        scale: Option<RatingScale>,
        found: &mut Found,
    ) -> Vec<(&'c Counted<'s>, Interval, bool)> {
        let mut values = Vec::new();
        for member in &crowd.members {
            let mut value = of
                .map_or_else(|| Found::of(Interval::anything()), |of| self.quantity(of, &member.seat, scale));
            let presence = std::mem::replace(&mut value.presence, Presence::Sure);
            if presence == Presence::Nothing {
                found.relied.extend(value.relied);
                continue;
            }
            values.push((member, value.interval.clone(), member.certain && presence == Presence::Sure));
            found.take_sources(value);
        }
        values
    }

    /// What weighs in a weighted average: assets if all have them, else weights if all have one. The weights of parts
    /// of different wholes do not compare.
    fn weighing(&self, crowd: &Crowd<'_>) -> &'static str {
        let whole = |member: &Counted<'_>| {
            let above = member.seat.things.iter().rev().nth(1);
            above.map_or(0, |thing| std::ptr::from_ref(*thing).addr())
        };
        let of_one = crowd.members.windows(2).all(|pair| match pair {
            [a, b] => whole(a) == whole(b),
            _ => true,
        });
        let all = |name: &str| {
            crowd
                .members
                .iter()
                .all(|member| member.seat.subject().and_then(|thing| self.weighed(thing, name)).is_some())
        };
        if of_one && all("weight") && !all("assets") { "weight" } else { "assets" }
    }

    fn weighed(&self, thing: &Thing, name: &str) -> Option<Exact> {
        self.cell_number(self.cell_named(thing, name)?).filter(|weight| !weight.is_negative())
    }

    /// How many different values there are. A value that is not given may be one more, or one of the others.
    fn distinct(&self, key: FactKey, crowd: &Crowd<'_>, found: &mut Found) {
        let (mut sure, mut all, mut unknown) = (BTreeSet::new(), BTreeSet::new(), 0_usize);
        // Whether there surely is a value, though nobody knows which.
        let mut some = false;
        for member in &crowd.members {
            let Some(thing) = member.seat.of_level(self.schema.fact(key.fact).level) else { continue };
            match thing.cell(key).map(|cell| &cell.reading) {
                Some(Reading::Described { name: Some(name), .. }) => {
                    if member.certain {
                        sure.insert(name.clone());
                    }
                    all.insert(name.clone());
                }
                Some(Reading::Exactly(value)) => {
                    let value = match value {
                        // What is written in two ways is one value: 3 and 3.0.
                        Value::Choice(text) | Value::Text(text) => text.clone(),
                        Value::Flag(yes) => yes.to_string(),
                        // The rungs of two scales do not compare.
                        Value::Rating(rating) => format!("{:?} {:?}", rating.scale(), rating.rungs()),
                        other => format!("{:?}", other.ordinal(self.as_of)),
                    };
                    if member.certain {
                        sure.insert(value.clone());
                    }
                    all.insert(value);
                }
                // There is no value to count.
                Some(Reading::Nothing) => {}
                reading => {
                    unknown = unknown.saturating_add(member.times);
                    some |= member.certain && (reading.is_some() || self.schema.is_always_there(key.fact));
                    let missing = self.missing_of(thing, &member.seat, key);
                    if missing.is_empty() {
                        found.because.push(self.differ(thing, key));
                    }
                    found.missing.extend(missing);
                }
            }
        }
        let least = Exact::from(if some { sure.len().max(1) } else { sure.len() });
        let most = Exact::from(all.len().saturating_add(unknown));
        found.interval = if crowd.open { Interval::at_least(least) } else { Interval::between(least, most) };
    }
}
