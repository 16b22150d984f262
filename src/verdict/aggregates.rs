//! One number from many things, of which not all may count and not all may be known.

use std::collections::BTreeSet;

use super::evidence::{Found, Presence};
use super::mean::{Member, mean};
use super::world::{Seat, World};
use crate::menu::{Content, Reading, Thing};
use crate::policy::{Aggregate, Over, Quantity};
use crate::vocabulary::{End, Exact, FactKey, Interval, RatingScale, Truth, Value};

/// A thing that counts, or may.
struct Counted<'a> {
    seat: Seat<'a>,
    certain: bool,
}

/// The things that an aggregate is over.
struct Crowd<'a> {
    members: Vec<Counted<'a>>,
    /// How many things of the level there are at all, counted or not.
    population: usize,
    /// Why there may be more than the menu lists.
    open: bool,
    /// What the filters and the menu leave open.
    sources: Found,
}

impl World<'_> {
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
        let strictly_above =
            |thing: &&&Thing| thing.level != over.level && self.schema.is_within(over.level, thing.level);
        let depth = seat.things.iter().take_while(strictly_above).count();
        // Of a group, the things that were put together.
        let is_group = |thing: &&Thing| thing.group.is_some() && thing.level == over.level;
        let depth = if seat.subject().as_ref().is_some_and(is_group) { seat.things.len() } else { depth };
        let root = Seat { things: seat.things.iter().take(depth).copied().collect() };
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
            population: 0,
            open: false,
            sources: Found::of(Interval::anything()),
        };
        self.gather(over, root, &mut crowd);
        let certain = crowd.members.iter().filter(|member| member.certain).count();
        let (least, most) = (Exact::from(certain), Exact::from(crowd.members.len()));
        let mut found = crowd.sources.clone();
        found.presence = Presence::Sure;
        match kind {
            Aggregate::Count => {
                found.interval =
                    if crowd.open { Interval::at_least(least) } else { Interval::between(least, most) };
            }
            Aggregate::Share => {
                let all = Exact::from(crowd.population);
                found.interval = match (crowd.open, least.divided_by(&all), most.divided_by(&all)) {
                    (false, Some(low), Some(high)) => Interval::between(low, high),
                    (true, ..) => {
                        // Where none is listed, there may be none to be a part of.
                        let nobody = crowd.population == 0;
                        found.presence = if nobody { Presence::Maybe } else { Presence::Sure };
                        Interval::whole()
                    }
                    _ => {
                        return Found::nothing(format!(
                            "there are no {}",
                            self.schema.level(over.level).plural()
                        ));
                    }
                };
            }
            Aggregate::Distinct(key) => self.distinct(key, &crowd, &mut found),
            Aggregate::Sum => self.sum(of, &crowd, scale, &mut found),
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

    /// The things of a level below a thing.
    fn gather<'s>(&self, over: &Over, seat: &Seat<'s>, crowd: &mut Crowd<'s>) {
        let Some(thing) = seat.subject() else { return };
        if thing.level == over.level && thing.group.is_none() {
            crowd.population = crowd.population.saturating_add(1);
            let judged = over.filter.as_ref().map(|filter| self.condition(filter, seat));
            let truth = judged.as_ref().map_or(Some(Truth::True), |judged| judged.truth);
            if let Some(judged) = judged {
                crowd.sources.relied.extend(judged.relied);
                if truth == Some(Truth::Unknown) {
                    crowd.sources.missing.extend(judged.missing);
                }
            }
            match truth {
                Some(Truth::True) => crowd.members.push(Counted { seat: seat.clone(), certain: true }),
                Some(Truth::Unknown) => crowd.members.push(Counted { seat: seat.clone(), certain: false }),
                Some(Truth::False) | None => {}
            }
            return;
        }
        let (things, missing) = self.below(thing, over.level, seat);
        if let Some(missing) = missing {
            crowd.open = true;
            crowd.sources.missing.push(missing);
        }
        for part in things {
            self.gather(over, &seat.below(part), crowd);
        }
    }

    /// What is missing if a thing may have parts that the menu does not list.
    pub(super) fn unlisted_parts(&self, thing: &Thing, seat: &Seat<'_>) -> Option<super::Missing> {
        let prefix = self.prefix_of(seat, thing);
        if self.schema.level(thing.level).parent.is_none() {
            let left_out = self.menu.leaves_out.is_some();
            return left_out
                .then(|| self.missing_fact(thing, &prefix, "the options that the menu leaves out"));
        }
        if let Some(group) = thing.group {
            return group.is_open.then(|| self.missing_holdings(thing, &prefix));
        }
        let listed = match &thing.content {
            Content::Parts(parts) => {
                let weights = parts.iter().map(|part| self.cell_number(self.cell_named(part, "weight")?));
                let sum = weights.collect::<Option<Vec<Exact>>>().map(|weights| Exact::sum(&weights));
                let in_dollars = parts.iter().all(|part| self.cell_named(part, "assets").is_some());
                sum.is_some_and(|sum| self.make_a_whole(thing, &sum)) || (in_dollars && !parts.is_empty())
            }
            _ => false,
        };
        (!listed).then(|| self.missing_holdings(thing, &prefix))
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
        for (_, value, certain) in self.values(of, crowd, scale, found) {
            let added = if certain { value } else { value.hull(&zero) };
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
        if values.is_empty() && !crowd.open {
            let plural = self.schema.level(over.level).plural();
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
                let prefix = self.prefix_of(&member.seat, thing);
                found.missing.push(self.missing_fact(thing, &prefix, "assets"));
            }
            members.push(Member { value, weight, certain });
        }
        let all_certain = members.iter().all(|member| member.certain);
        let hull = || members.iter().map(|member| member.value.clone()).reduce(|a, b| a.hull(&b));
        let (interval, presence) = mean(&members);
        found.presence = presence;
        found.interval = match kind {
            Aggregate::Min => extreme(&members, false),
            Aggregate::Max => extreme(&members, true),
            // With things that may or may not count, the middle may be any of them.
            Aggregate::Median if !all_certain => hull().unwrap_or_else(Interval::anything),
            Aggregate::Median => median(&members),
            _ => interval,
        };
        if crowd.open {
            let more = of.map_or_else(Interval::anything, |of| crate::policy::possible(of, self.schema));
            found.interval = if members.is_empty() { more } else { found.interval.hull(&more) };
            found.presence =
                if members.iter().any(|member| member.certain) { Presence::Sure } else { Presence::Maybe };
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
                        Value::Rating(rating) => format!("{:?} {}", rating.scale, rating.rung),
                        other => format!("{:?}", other.ordinal(self.as_of)),
                    };
                    if member.certain {
                        sure.insert(value.clone());
                    }
                    all.insert(value);
                }
                _ => {
                    unknown = unknown.saturating_add(1);
                    let prefix = self.prefix_of(&member.seat, thing);
                    found.missing.push(self.missing_fact(thing, &prefix, &self.schema.key_name(key)));
                }
            }
        }
        let some = crowd.members.iter().any(|member| member.certain);
        let least = Exact::from(if some { sure.len().max(1) } else { sure.len() });
        let most = Exact::from(all.len().saturating_add(unknown));
        found.interval = if crowd.open { Interval::at_least(least) } else { Interval::between(least, most) };
    }
}

/// The least or greatest of members: those that may not count reach only outwards.
fn extreme(members: &[Member], greatest: bool) -> Interval {
    let turned = |value: &Interval| if greatest { value.negated() } else { value.clone() };
    let mut low: Option<End> = None;
    let mut high: Option<End> = None;
    let certain = members.iter().any(|member| member.certain);
    for member in members {
        let value = turned(&member.value);
        low = Some(match (low, value.low) {
            (None, end) => end,
            (Some(End::At(a)), End::At(b)) => End::At(a.min(b)),
            _ => End::Open,
        });
        if member.certain || !certain {
            high = Some(match (high, value.high) {
                (None, end) => end,
                (Some(End::At(a)), End::At(b)) if certain => End::At(a.min(b)),
                (Some(End::At(a)), End::At(b)) => End::At(a.max(b)),
                (Some(End::At(a)), End::Open) | (Some(End::Open), End::At(a)) if certain => End::At(a),
                _ => End::Open,
            });
        }
    }
    turned(&Interval { low: low.unwrap_or(End::Open), high: high.unwrap_or(End::Open) })
}

/// The median of numbers that all count; of an even number of them, the mean of the middle two.
fn median(members: &[Member]) -> Interval {
    let middle = |end: fn(&Interval) -> &End| -> Option<Exact> {
        let numbers: Option<Vec<Exact>> =
            members.iter().map(|member| end(&member.value).number().cloned()).collect();
        let mut numbers = numbers?;
        numbers.sort();
        let upper = numbers.len().checked_div(2)?;
        let lower = numbers.len().saturating_sub(1).checked_div(2)?;
        let sum = numbers.get(lower)? + numbers.get(upper)?;
        sum.divided_by(&Exact::from(2_i64))
    };
    Interval {
        low: middle(|value| &value.low).map_or(End::Open, End::At),
        high: middle(|value| &value.high).map_or(End::Open, End::At),
    }
}
