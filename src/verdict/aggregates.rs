//! One number from many things, of which not all may count and not all may be known.

use std::collections::{BTreeMap, BTreeSet};

use super::division::{Slice, mean_or_any};
use super::evidence::{Found, Presence};
use super::filters::contradicts_itself;
use super::members::{Size, or_nothing};
use super::rests::address;
use super::several::{Half, Member, average, extreme, middle, presence};
use super::world::{Seat, World};
use crate::menu::{Reading, Thing};
use crate::policy::{Aggregate, Over, Quantity, QuantityKind};
use crate::vocabulary::{End, Exact, FactKey, Interval, LevelId, RatingScale, Truth, Type, Value};

/// A thing that counts, or may.
pub(super) struct Counted<'a> {
    pub(super) seat: Seat<'a>,
    /// Whether it surely is there and counts.
    pub(super) certain: bool,
    /// Whether it surely counts if there is any of it: of what weighs nothing where there is none.
    pub(super) if_any: bool,
    /// How many of the kind there may be: groups of which nobody knows how many they are.
    pub(super) times: usize,
    /// Whether it stands for any number of things that the menu does not list.
    pub(super) many: bool,
}

/// The things that an aggregate is over.
pub(super) struct Crowd<'a> {
    pub(super) members: Vec<Counted<'a>>,
    /// How many things of the kind there are at all, counted or not: at least, and of those that are known, at most.
    pub(super) population: (usize, usize),
    /// How many surely are there and do not count, and how many count if they are there.
    pub(super) settled: (usize, usize),
    /// Whether there may be more than these that do not count.
    pub(super) open_population: bool,
    /// What would tell.
    pub(super) of_population: Vec<super::Missing>,
    /// What the filters and the menu leave open.
    pub(super) sources: Found,
}

impl Crowd<'_> {
    pub(super) fn new() -> Self {
        Crowd {
            members: Vec::new(),
            population: (0, 0),
            settled: (0, 0),
            open_population: false,
            of_population: Vec::new(),
            sources: Found::of(Interval::anything()),
        }
    }

    /// Whether there may be more that count than the menu lists.
    fn is_open(&self) -> bool {
        self.members.iter().any(|member| member.many)
    }
}

/// Which of the things around one the parts below it are: whether they surely are there, and whether there may be any
/// number of them.
#[derive(Clone, Copy)]
struct There {
    certain: bool,
    if_any: bool,
    many: bool,
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
        let root = self.root(over, seat);
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

    /// The innermost thing around that has such parts: of a group, the things that were put together.
    fn root<'s>(&self, over: &Over, seat: &Seat<'s>) -> Seat<'s> {
        let has_them = |thing: &&Thing| match thing.level == over.level {
            true => thing.group.is_some(),
            false => self.schema.holds(thing.level, over.level),
        };
        seat.first(seat.things.iter().rposition(has_them).map_or(0, |place| place.saturating_add(1)))
    }

    /// What counts among the parts of what has such parts, and may.
    pub(super) fn crowd<'s>(&'s self, over: &Over, seat: &Seat<'s>) -> Crowd<'s>
    where
        'a: 's,
    {
        let mut crowd = Crowd::new();
        let there = There { certain: true, if_any: true, many: false };
        self.gather(over, &self.root(over, seat), there, &mut crowd);
        crowd
    }

    fn aggregate_within(
        &self,
        kind: Aggregate,
        of: Option<&Quantity>,
        over: &Over,
        root: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        let mut crowd = Crowd::new();
        let groups = over.group.as_ref().map(|grouping| self.groups_below(over.level, grouping, root));
        match &groups {
            Some(groups) => self.gather_groups(over, groups, &mut crowd),
            None => self.gather(over, root, There { certain: true, if_any: true, many: false }, &mut crowd),
        }
        let certain = crowd.members.iter().filter(|member| member.certain).count();
        let listed = crowd.members.iter().filter(|member| !member.many);
        let listed = listed.map(|member| member.times).fold(0, usize::saturating_add);
        let (least, most) = (Exact::from(certain), Exact::from(listed));
        let mut found = crowd.sources.clone();
        found.presence = Presence::Sure;
        match kind {
            Aggregate::Count => {
                // Where all count, so do groups that are there and that nobody can name.
                let is_there = over.group.is_none() && self.is_of_some(root, over.level);
                let fewest = crowd.population.0.max(usize::from(is_there));
                let least = if over.filter.is_none() { least.max(Exact::from(fewest)) } else { least };
                let most = (!crowd.is_open()).then_some(listed);
                let most = most.into_iter().chain(self.most_heavy(over, root, &crowd.members)).min();
                found.interval = match most.map(Exact::from) {
                    Some(most) => Interval::between(least.clone(), most.max(least)),
                    None => Interval::at_least(least),
                };
            }
            Aggregate::Share => {
                let (fewest, all) = crowd.population;
                let is_open = crowd.is_open();
                // Of those that the menu does not list, one at least, if it surely counts.
                let unlisted = crowd.members.iter().filter(|member| member.certain && member.many).count();
                let all = all.saturating_add(unlisted);
                found.missing.append(&mut crowd.of_population);
                // What counts wherever it is adds to both; it is left out for the least, and the rest for the most.
                let (others, if_there) = crowd.settled;
                let low = match all.saturating_sub(if_there) {
                    // Nothing else can be there.
                    0 if all > 0 => Some(Exact::one()),
                    all => least.divided_by(&Exact::from(all)),
                };
                let high = most.divided_by(&(&most + &Exact::from(others)));
                // Where none is surely there, there may be none to be a part of.
                found.presence = if fewest == 0 { Presence::Maybe } else { Presence::Sure };
                found.interval = match (is_open || crowd.open_population, low) {
                    // All of them are all of them.
                    (true, _) if over.filter.is_none() => Interval::point(Exact::one()),
                    (false, Some(low)) => Interval::between(low, high.unwrap_or_else(Exact::one)),
                    (false, None) => {
                        return Found::nothing(format!("there are no {}", over.plural(self.schema)));
                    }
                    (true, low) => Interval {
                        // However many there are, some are not none.
                        low: match low.filter(|_| !crowd.open_population) {
                            Some(low) => End::At(low),
                            None if certain > 0 => End::Beyond(Exact::zero()),
                            None => End::At(Exact::zero()),
                        },
                        high: match high.filter(|_| !is_open) {
                            Some(high) => End::At(high),
                            None if others > 0 => End::Beyond(Exact::one()),
                            None => End::At(Exact::one()),
                        },
                    },
                };
            }
            Aggregate::Distinct(key) => {
                self.distinct(key, &crowd, &mut found);
                // There are no more values than things.
                let heavy = self.most_heavy(over, root, &crowd.members).map(Exact::from);
                let heavy = heavy.map(|most| Interval { low: End::Open, high: End::At(most) });
                found.interval = heavy.and_then(|most| found.interval.meet(&most)).unwrap_or(found.interval);
            }
            Aggregate::Sum => match self.sum_of_sizes(of, over, root, &crowd, groups.as_deref(), scale) {
                Some(sum) => {
                    found.take_sources(Found { presence: Presence::Sure, ..sum.clone() });
                    found.interval = sum.interval;
                    if found.interval.known().is_some() {
                        found.missing.clear();
                    }
                }
                None => self.sum(of, over, &crowd, scale, &mut found),
            },
            Aggregate::Average
            | Aggregate::WeightedAverage
            | Aggregate::Min
            | Aggregate::Max
            | Aggregate::Median => {
                self.representative(kind, of, over, &crowd, root, scale, &mut found);
            }
        }
        found
    }

    /// The things of a level below a thing, of which it is known or not that it counts itself.
    fn gather<'s>(&'s self, over: &Over, seat: &Seat<'s>, there: There, crowd: &mut Crowd<'s>)
    where
        'a: 's,
    {
        let Some(thing) = seat.subject() else { return };
        if let Some(members) = self.members(thing) {
            crowd.sources.missing.extend(members.unsettled());
            for (candidate, certain) in members.all() {
                let inner = There {
                    certain: there.certain && certain,
                    if_any: there.if_any && certain,
                    many: there.many || candidate.many,
                };
                self.gather(over, &seat.below(candidate.thing), inner, crowd);
            }
            return;
        }
        if thing.level == over.level {
            self.count_in(over, seat, there, crowd);
            return;
        }
        let population = self.below(thing, over.level);
        for part in population.listed {
            self.gather(over, &seat.below(part), there, crowd);
        }
        if let Some(rest) = population.rest {
            let is_there = self.frame.is_there(rest);
            // Where nothing is listed, there may be nothing that makes a whole.
            let if_any = there.if_any && (is_there || !population.listed.is_empty());
            let certain = there.certain && is_there;
            self.gather(over, &seat.below(rest), There { certain, if_any, many: true }, crowd);
        }
    }

    /// A thing of the level that is asked for, if it counts.
    fn count_in<'s>(&self, over: &Over, seat: &Seat<'s>, there: There, crowd: &mut Crowd<'s>) {
        let Some(thing) = seat.subject() else { return };
        let missing =
            || self.missing_fact(thing, &self.prefix_of(seat, thing), &self.schema.level(thing.level).name);
        let counts = self.counts(over, seat, crowd);
        if there.many && counts != Some(Truth::True) {
            crowd.open_population = true;
            crowd.of_population.push(missing());
        }
        let (fewest, most) = crowd.population;
        crowd.population = (
            fewest.saturating_add(usize::from(there.certain)),
            most.saturating_add(usize::from(!there.many)),
        );
        let (others, if_there) = &mut crowd.settled;
        match counts {
            None if there.certain && !there.many => *others = others.saturating_add(1),
            Some(Truth::True) if !there.certain && !there.many => *if_there = if_there.saturating_add(1),
            _ => {}
        }
        if let Some(counts) = counts {
            if there.many {
                crowd.sources.missing.push(missing());
            }
            let counts = counts == Truth::True;
            crowd.members.push(Counted {
                seat: seat.clone(),
                certain: there.certain && counts,
                if_any: there.if_any && counts,
                times: 1,
                many: there.many,
            });
        }
    }

    /// Whether the thing at hand passes the filter; none if it does not.
    pub(super) fn counts(&self, over: &Over, seat: &Seat<'_>, crowd: &mut Crowd<'_>) -> Option<Truth> {
        let Some(filter) = &over.filter else { return Some(Truth::True) };
        if contradicts_itself(filter) {
            return None;
        }
        let judged = self.condition(filter, seat);
        crowd.sources.relied.extend(judged.relied);
        let counts = judged.truth.selects();
        if counts == Truth::Unknown {
            if self.lets_nothing_through(filter, seat) {
                return None;
            }
            // Where no fact would tell, as where the things of a group differ, the reason does.
            if judged.missing.is_empty() {
                crowd.sources.because.extend(judged.because);
            }
            // Which of them have to count is for the number that is asked for to say.
            let missing =
                judged.missing.into_iter().map(|missing| super::Missing { must_be: None, ..missing });
            crowd.sources.missing.extend(missing);
        }
        Some(counts).filter(|counts| *counts != Truth::False)
    }

    // --- sums -------------------------------------------------------------------------------------------------

    /// The sum of what things are of their whole, or of that times another number: one form over the sizes of all of
    /// them, and not a sum of ranges. None if something else is added up.
    fn sum_of_sizes(
        &self,
        of: Option<&Quantity>,
        over: &Over,
        root: &Seat<'_>,
        crowd: &Crowd<'_>,
        groups: Option<&[super::group_sets::Whole<'a, '_>]>,
        scale: Option<RatingScale>,
    ) -> Option<Found> {
        let (size, factor) = self.size_and_factor(of?, over.level)?;
        if !self.schema.level(over.level).composes() || (over.group.is_some() && factor.is_some()) {
            return None;
        }
        let mut found = Found::of(Interval::anything());
        let counting = match groups {
            Some(groups) => self.counting_groups(over, groups),
            None => self.counting(factor, crowd, scale, &mut found),
        };
        let whole = root.things.iter().rev().copied().find(|thing| thing.group.is_none())?;
        let whole = if whole.level == over.level { return None } else { whole };
        let values = self.values_within(whole, over.level, &counting);
        let sizes = self.sizes(whole);
        found.interval = match size {
            Size::Weight => sizes.share(&values),
            Size::Dollars => sizes.money(&values),
        };
        if found.interval.known().is_none() {
            let key = |name| self.schema.fact_named(over.level, name).map(FactKey::of);
            for member in crowd.members.iter().filter(|member| !member.many) {
                let Some(thing) = member.seat.subject() else { continue };
                let is_sized = |name| {
                    key(name)
                        .and_then(|key| self.cell(thing, key))
                        .is_some_and(|cell| self.cell_number(cell).is_some())
                };
                let name = if size == Size::Weight { "weight" } else { "assets" };
                if thing.group.is_none() && !is_sized("weight") && !is_sized("assets") {
                    found.missing.extend(
                        key(name).map(|key| self.missing_of(thing, &member.seat, key)).unwrap_or_default(),
                    );
                }
            }
        }
        Some(found)
    }

    /// `weight * duration` as the size of a thing and what it is multiplied with.
    fn size_and_factor<'q>(&self, of: &'q Quantity, level: LevelId) -> Option<(Size, Option<&'q Quantity>)> {
        let size = |quantity: &Quantity| match quantity.kind {
            QuantityKind::Fact(key) => self.size_fact(key, level),
            _ => None,
        };
        match &of.kind {
            QuantityKind::Times(a, b) => match (size(a), size(b)) {
                (Some(size), _) => Some((size, Some(b.as_ref()))),
                (_, Some(size)) => Some((size, Some(a.as_ref()))),
                _ => None,
            },
            _ => Some((size(of)?, None)),
        }
    }

    /// What each thing counts with in a sum of sizes, by its address: the factor, or nothing where it may not count.
    fn counting(
        &self,
        factor: Option<&Quantity>,
        crowd: &Crowd<'_>,
        scale: Option<RatingScale>,
        found: &mut Found,
    ) -> BTreeMap<usize, Interval> {
        let mut counting = BTreeMap::new();
        for member in &crowd.members {
            let Some(thing) = member.seat.subject() else { continue };
            let mut certain = member.if_any;
            let value = match factor {
                None => Interval::point(Exact::one()),
                Some(factor) => {
                    let mut value = self.quantity(factor, &member.seat, scale);
                    let presence = std::mem::replace(&mut value.presence, Presence::Sure);
                    if presence == Presence::Nothing {
                        found.relied.extend(value.relied);
                        continue;
                    }
                    certain &= presence == Presence::Sure;
                    let interval = value.interval.clone();
                    found.take_sources(value);
                    interval
                }
            };
            counting.insert(address(thing), if certain { value } else { or_nothing(&value) });
        }
        counting
    }

    /// What each part of a whole, and what its list leaves out, counts with, where things of a level below it count as
    /// given. Those that are not given do not count.
    pub(super) fn values_within(
        &self,
        whole: &Thing,
        level: LevelId,
        counting: &BTreeMap<usize, Interval>,
    ) -> Vec<Interval> {
        let step = self.step(whole, level);
        let value = |part: &Thing| {
            if step == level {
                let zero = || Interval::point(Exact::zero());
                return counting.get(&address(part)).cloned().unwrap_or_else(zero);
            }
            self.sizes(part).share(&self.values_within(part, level, counting))
        };
        let rest = self.frame.rest(whole, step);
        whole.parts().iter().chain(rest).map(value).collect()
    }

    fn sum(
        &self,
        of: Option<&Quantity>,
        over: &Over,
        crowd: &Crowd<'_>,
        scale: Option<RatingScale>,
        found: &mut Found,
    ) {
        found.interval = Interval::point(Exact::zero());
        for (member, value, certain) in self.values(of, over, crowd, scale, found) {
            let added = if certain { value } else { or_nothing(&value) };
            let added = match member.many {
                true if certain => added.plus(&any_number_of(&added)),
                true => any_number_of(&added),
                false => added.times(&Interval::point(Exact::from(member.times))),
            };
            found.interval = found.interval.plus(&added);
        }
    }

    // --- one number for many ----------------------------------------------------------------------------------

    /// Mean, extremes and median: a number that stands for many, and that there is not if there are none.
    #[expect(clippy::too_many_arguments, reason = "what an aggregate is, and what it is over")]
    fn representative(
        &self,
        kind: Aggregate,
        of: Option<&Quantity>,
        over: &Over,
        crowd: &Crowd<'_>,
        root: &Seat<'_>,
        scale: Option<RatingScale>,
        found: &mut Found,
    ) {
        let values = self.values(of, over, crowd, scale, found);
        if values.is_empty() {
            let plural = over.plural(self.schema);
            let which = if over.filter.is_some() { "match, so there is" } else { "are listed, so there is" };
            let sources =
                std::mem::replace(found, Found::nothing(format!("no {plural} {which} nothing to measure")));
            found.relied = sources.relied;
            return;
        }
        let mut members = Vec::new();
        for (member, value, certain) in &values {
            for _ in 0..member.times.max(1) {
                members.push(Member { value: value.clone(), certain: *certain, many: member.many });
            }
        }
        found.presence = presence(&members);
        found.interval = match kind {
            Aggregate::Min => extreme(&members, false),
            Aggregate::Max => extreme(&members, true),
            Aggregate::Median => middle(&members, Half::Mean),
            Aggregate::WeightedAverage => self.weighted(over, &values, crowd, root, found),
            _ => average(&members),
        };
    }

    /// The mean by size: of parts of one whole by what they are of it, of things below several by what they are of the
    /// thing that the statement is about.
    fn weighted(
        &self,
        over: &Over,
        values: &[(&Counted<'_>, Interval, bool)],
        crowd: &Crowd<'_>,
        root: &Seat<'_>,
        found: &mut Found,
    ) -> Interval {
        let depth = root.things.len();
        let mut slices = Vec::new();
        for (member, value, certain) in values {
            let size = self.weight_below(member, depth);
            let size = size.unwrap_or_else(|| Interval::at_least(Exact::zero()));
            if size.known().is_none()
                && !member.many
                && let Some(thing) = member.seat.subject()
            {
                let is_sized =
                    |name| self.cell_named(thing, name).is_some_and(|cell| self.cell_number(cell).is_some());
                let assets = self.schema.fact_named(thing.level, "assets").map(FactKey::of);
                if !is_sized("weight") && !is_sized("assets") {
                    found.missing.extend(
                        assets.map(|key| self.missing_of(thing, &member.seat, key)).unwrap_or_default(),
                    );
                }
            }
            slices
                .push(Slice { size: if *certain { size } else { or_nothing(&size) }, value: value.clone() });
        }
        let weigh_nothing = slices.iter().all(|slice| slice.size.known().is_some_and(Exact::is_zero));
        let interval = mean_or_any(&slices);
        if weigh_nothing && interval.known().is_none() && found.missing.is_empty() {
            found
                .because
                .push(format!("the {} weigh nothing, and have no mean by weight", over.plural(self.schema)));
        }
        // All of one whole: what holds of one size bounds the others.
        let whole = root
            .subject()
            .filter(|whole| whole.group.is_none() && self.schema.parts_of(whole.level) == Some(over.level));
        let all_count = |whole: &&Thing| {
            over.group.is_none()
                && self.schema.level(over.level).composes()
                && values.iter().all(|(member, _, certain)| *certain || member.many)
                && values.len() == crowd.members.len()
                && values.len() == whole.parts().len().saturating_add(usize::from(self.sizes(whole).is_open))
        };
        if let Some(whole) = whole.filter(all_count) {
            let values: Vec<Interval> = values.iter().map(|(_, value, _)| value.clone()).collect();
            let share = self.sizes(whole).share(&values);
            return interval.meet(&share).unwrap_or(interval);
        }
        interval
    }

    /// What a thing is of the one that an aggregate is within: its share of its whole, times that of the whole.
    fn weight_below(&self, member: &Counted<'_>, depth: usize) -> Option<Interval> {
        let things: Vec<&Thing> =
            member.seat.things.iter().copied().filter(|thing| thing.group.is_none()).collect();
        let subject = member.seat.subject()?;
        if subject.group.is_some() {
            // A group of things, by what it has.
            let key = |name| Some(FactKey::of(self.schema.fact_named(subject.level, name)?));
            let found = self.fact(key("weight")?, &member.seat, None);
            return Some(found.interval);
        }
        if !self.schema.level(subject.level).composes() {
            let stated = ["assets", "weight"].iter().find_map(|name| self.cell_named(subject, name));
            return stated.map(|cell| self.cell_interval(cell));
        }
        let above = member.seat.things.iter().take(depth).filter(|thing| thing.group.is_none()).count();
        // Of parts of one whole, sizes of any kind will do.
        let is_direct =
            things.len() == above.saturating_add(1) || member.seat.things.len() == depth.saturating_add(1);
        if is_direct {
            let whole = things.iter().rev().nth(1)?;
            return Some(self.size_of(subject, Some(whole)));
        }
        let mut weight = Interval::point(Exact::one());
        for pair in things.windows(2).skip(above.saturating_sub(1)) {
            let [whole, part] = pair else { continue };
            weight = weight.times(&self.sizes(whole).weight(self.frame.place(part)?));
        }
        Some(weight)
    }

    /// The value of each member, and whether it surely counts. One for which there is nothing to measure is not
    /// counted; one for which there may be nothing may count.
    fn values<'c, 's>(
        &self,
        of: Option<&Quantity>,
        over: &Over,
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
            if let (Some(of), Some(filter)) = (of, &over.filter) {
                // None that could pass the filter has such a value: it does not count.
                let Some(within) = self.passing(filter, of, value.interval.clone(), &member.seat) else {
                    continue;
                };
                value.interval = within;
            }
            values.push((member, value.interval.clone(), member.certain && presence == Presence::Sure));
            found.take_sources(value);
        }
        values
    }

    /// How many different values there are. A value that is not given may be one more, or one of the others.
    fn distinct(&self, key: FactKey, crowd: &Crowd<'_>, found: &mut Found) {
        let (mut sure, mut all, mut unknown) = (BTreeSet::new(), BTreeSet::new(), 0_usize);
        // Whether there surely is a value, though nobody knows which.
        let mut some = false;
        // Whether there may be any number of values that nobody gives.
        let mut open = false;
        for member in &crowd.members {
            let Some(thing) = member.seat.of_level(self.schema.fact(key.fact).level) else { continue };
            match self.cell_there(thing, key, &member.seat).map(|cell| &cell.reading) {
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
                    open |= member.many;
                    self.ask(thing, key, &member.seat);
                    some |= member.certain && (reading.is_some() || self.schema.is_always_there(key.fact));
                    let missing = self.missing_of(thing, &member.seat, key);
                    if missing.is_empty() {
                        found.because.push(self.differ(thing, key));
                    }
                    found.missing.extend(missing);
                }
            }
        }
        let least = if some { sure.len().max(1) } else { sure.len() };
        // There are no more values than the fact has.
        let there_are = match &self.schema.fact(key.fact).ty {
            Type::Choice(choices) => Some(choices.len()),
            Type::Flag => Some(2),
            _ => None,
        };
        let most = (!open).then(|| all.len().saturating_add(unknown));
        found.interval = match most.into_iter().chain(there_are).min() {
            Some(most) => Interval::between(Exact::from(least), Exact::from(most.max(least))),
            None => Interval::at_least(Exact::from(least)),
        };
    }
}

/// Nothing, or any number of things that each may be so much.
fn any_number_of(value: &Interval) -> Interval {
    let sign = |end: &crate::vocabulary::End, is_beyond: fn(&Exact) -> bool| {
        end.number().is_some_and(|number| !is_beyond(number))
    };
    let none_below = sign(&value.low, Exact::is_negative);
    let none_above = sign(&value.high, |number| !number.is_negative() && !number.is_zero());
    let zero = crate::vocabulary::End::At(Exact::zero());
    Interval {
        low: if none_below { zero.clone() } else { crate::vocabulary::End::Open },
        high: if none_above { zero } else { crate::vocabulary::End::Open },
    }
}
