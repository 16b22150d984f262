//! What is known of a group from its things: a fact on which they agree, a share of all of them.

use std::collections::BTreeMap;

use super::division::{Slice, mean_or_any};
use super::evidence::{Found, Judged, Presence, Sought};
use super::groups::Members;
use super::world::{Seat, World};
use super::{Datum, Missing};
use crate::menu::Thing;
use crate::vocabulary::{Exact, FactKey, Interval, LevelId, Possible, RatingScale, Rounding, shown};

impl World<'_> {
    /// A fact of a group: the sum of weights and of amounts, the mean of what is looked through, and of all others
    /// what its things say, from the least to the greatest.
    pub(super) fn fact_of_group(
        &self,
        key: FactKey,
        group: &Thing,
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        let fact = self.schema.fact(key.fact);
        let Some(members) = self.members(group) else { return Found::of(fact.range.clone()) };
        if let Some(size) = self.size_fact(key, group.level) {
            return self.sum_of_group(size, key, group, &members);
        }
        if fact.looks_through {
            return self.looked_through(group, &self.prefix_of(seat, group), key.fact);
        }
        if let Some(cell) = group.cell(key) {
            // What it is a group by.
            let mut found = Found::of(self.cell_interval(cell));
            found.data.push(Datum { at: cell.at, label: self.schema.key_name(key), period: None });
            return found;
        }
        let inner = seat.down_to(group);
        let mut found = Found::of(fact.range.clone());
        let mut alike: Option<Interval> = None;
        let mut may_lack = members.may_be_empty;
        for (candidate, _) in members.all() {
            let mut one = self.fact(key, &inner.below(candidate.thing), scale);
            let presence = std::mem::replace(&mut one.presence, Presence::Sure);
            may_lack |= presence != Presence::Sure;
            if presence != Presence::Nothing {
                alike = Some(alike.map_or(one.interval.clone(), |all| all.hull(&one.interval)));
            }
            found.take_sources(one);
        }
        found.presence = match (&alike, may_lack) {
            (None, _) => Presence::Nothing,
            (Some(_), true) => Presence::Maybe,
            (Some(_), false) => Presence::Sure,
        };
        found.interval = alike.unwrap_or_else(|| fact.range.clone());
        if found.presence == Presence::Nothing && members.may_be_empty {
            found.because.push(self.not_there(group));
        }
        if found.presence == Presence::Nothing || !may_lack && found.interval.known().is_some() {
            found.missing.clear();
            return found;
        }
        found.missing.extend(members.unsettled());
        if found.missing.is_empty() {
            found.because.push(self.differ(group, key));
        }
        found
    }

    /// Of what a fact of a level says the size, if it does: a share of the whole, or dollars.
    pub(super) fn size_fact(&self, key: FactKey, level: LevelId) -> Option<Size> {
        let is =
            |name: &str| self.schema.fact_named(level, name).is_some_and(|fact| FactKey::of(fact) == key);
        match () {
            () if is("weight") => Some(Size::Weight),
            () if is("assets") => Some(Size::Dollars),
            () => None,
        }
    }

    /// The share, or the dollars, of what belongs to a group, and may.
    fn size_together(&self, size: Size, whole: &Thing, members: &Members<'_>) -> Interval {
        let sizes = self.sizes(whole);
        let belongs: BTreeMap<usize, bool> = members
            .all()
            .filter_map(|(candidate, certain)| Some((self.frame.place(candidate.thing)?, certain)))
            .collect();
        if size == Size::Weight
            && let Some(sum) = sizes.sum_of_known(&belongs)
        {
            return sum;
        }
        let counting = sizes.indicator(|place| match belongs.get(&place) {
            Some(certain) => (*certain, true),
            None => (false, false),
        });
        match size {
            Size::Weight => sizes.share(&counting),
            Size::Dollars => sizes.money(&counting),
        }
    }

    /// The weight or the dollars of a group.
    fn sum_of_group(&self, size: Size, key: FactKey, group: &Thing, members: &Members<'_>) -> Found {
        let whole = members.whole.filter(|whole| self.schema.parts_of(whole.level) == Some(group.level));
        let sum = whole.map(|whole| self.size_together(size, whole, members));
        let mut found = Found::of(sum.unwrap_or_else(Interval::anything));
        let own = || members.own.iter().map(|candidate| candidate.thing);
        if members.may_be_empty && members.own.is_empty() {
            found.because.push(self.not_there(group));
        }
        found.data.extend(own().filter_map(|thing| self.own(thing, key)));
        if size == Size::Weight
            && let Some(whole) = whole
            && own().any(|thing| self.cell(thing, key).is_none())
        {
            let sizes = self.sizes(whole);
            if sizes.are_nothing() {
                let of = &self.schema.level(whole.level).name;
                return Found::nothing(format!("the {of}'s assets are $0, and nothing is a share of them"));
            }
            if sizes.may_be_nothing() {
                found.presence = Presence::Maybe;
            }
            let dollars =
                self.schema.fact_named(own().next().map_or(whole.level, |thing| thing.level), "assets");
            let dollars = dollars.map(FactKey::of);
            found.data.extend(own().filter_map(|thing| self.own(thing, dollars?)));
        }
        if found.interval.known().is_some() {
            return found;
        }
        let name = &self.schema.fact(key.fact).name;
        // A weight is as good as stated where the money is.
        let is_sized = |thing: &Thing| {
            ["weight", "assets"]
                .iter()
                .any(|name| self.cell_named(thing, name).is_some_and(|cell| self.cell_number(cell).is_some()))
        };
        // What another part is of the whole, this one is not.
        let others = whole.filter(|_| size == Size::Weight).into_iter().flat_map(Thing::parts);
        let unsized_parts = own().chain(others).filter(|thing| !is_sized(thing));
        found.missing.extend(unsized_parts.map(|thing| self.missing_fact(thing, &members.prefix, name)));
        found.missing.extend(members.unsettled());
        found
    }

    fn own(&self, thing: &Thing, key: FactKey) -> Option<Datum> {
        let cell = self.cell(thing, key)?;
        let ty = &self.schema.fact(key.fact).ty;
        let value = self
            .cell_number(cell)
            .map_or("a range".into(), |known| shown(ty, &known, None, 4, Rounding::Nearest));
        Some(Datum { at: cell.at, label: format!("`{}`: {value}", thing.name), period: None })
    }

    /// What is judged by a word, text or yes-or-no of a group: what is true of all that may be in it.
    pub(super) fn of_all(
        &self,
        key: FactKey,
        group: &Thing,
        seat: &Seat<'_>,
        judge: &dyn Fn(&Seat<'_>) -> Judged,
    ) -> Judged {
        let Some(members) = self.members(group) else { return Judged::of(Possible::ANYTHING) };
        let inner = seat.down_to(group);
        let mut judged: Option<Judged> = None;
        let mut missing: Vec<Missing> = Vec::new();
        for (candidate, _) in members.all() {
            let one = judge(&inner.below(candidate.thing));
            missing.extend(one.missing.iter().cloned());
            judged = Some(match judged.take() {
                None => one,
                Some(all) => {
                    let mut all = Judged { truth: all.truth.or_else(one.truth), ..all };
                    all.data.extend(one.data);
                    all
                }
            });
        }
        let mut judged = judged.unwrap_or_else(|| {
            let mut none = Judged::of(Possible::DOES_NOT_APPLY);
            none.because.push(self.not_there(group));
            none
        });
        if members.may_be_empty {
            judged.truth = judged.truth.or_else(Possible::DOES_NOT_APPLY);
        }
        let is_known = judged.truth.is_settled();
        missing.extend(members.unsettled());
        judged.missing = if is_known { Vec::new() } else { missing };
        if !is_known && judged.missing.is_empty() {
            judged.because.push(self.differ(group, key));
        }
        let truth = judged.truth.asserts().unwrap_or(crate::vocabulary::Truth::Unknown);
        for atom in &mut judged.atoms {
            atom.truth = truth;
            atom.said = atom.said.take().filter(|_| is_known);
        }
        judged
    }

    /// What is missing where a thing does not have a fact: of a group, that of its things, and which these are.
    pub(super) fn missing_of(&self, thing: &Thing, seat: &Seat<'_>, key: FactKey) -> Vec<Missing> {
        let name = self.schema.key_name(key);
        let Some(members) = self.members(thing) else {
            return vec![self.missing_fact(thing, &self.prefix_of(seat, thing), &name)];
        };
        let all = members.all().map(|(candidate, _)| candidate.thing);
        let without = all.filter(|thing| self.cell(thing, key).is_none());
        let own = without.map(|thing| self.missing_fact(thing, &members.prefix, &name));
        own.chain(members.unsettled()).collect()
    }

    fn not_there(&self, group: &Thing) -> String {
        format!("`{}` has no {} on that menu", group.name, self.schema.level(group.level).plural())
    }

    pub(super) fn differ(&self, group: &Thing, key: FactKey) -> String {
        let things = self.schema.level(group.level).plural();
        format!("the {things} of {} differ in {}", group.name, self.schema.key_name(key))
    }

    /// The mean over the things of a group, and over what may belong to it.
    pub(super) fn share_of_group(&self, group: &Thing, sought: &Sought) -> Found {
        let anything = self.anything(group, sought);
        let Some(members) = self.members(group) else { return Found::of(anything) };
        let mut found = Found::of(anything.clone());
        let mut slices: Vec<Slice> = Vec::new();
        for (candidate, certain) in members.all() {
            let one = self.sought(candidate.thing, &members.prefix, sought.clone());
            let size = self.size_of(candidate.thing, members.whole);
            if size.known().is_none() && !candidate.many {
                found.missing.push(self.missing_fact(candidate.thing, &members.prefix, "weight"));
            }
            slices.push(Slice {
                size: if certain { size } else { or_nothing(&size) },
                value: one.interval.clone(),
            });
            found.take_sources(one);
        }
        let known: Option<Vec<&Exact>> = slices.iter().map(|slice| slice.size.known()).collect();
        let has_negative = known.as_ref().is_some_and(|sizes| sizes.iter().any(|size| size.is_negative()));
        if has_negative && known.is_some_and(|sizes| Exact::sum(sizes).is_zero()) {
            return Found::nothing("they cancel out, and nothing is a share of nothing".into());
        }
        if members.may_be_empty {
            if slices.is_empty() {
                return Found::nothing(self.not_there(group));
            }
            found.presence = Presence::Maybe;
        }
        // Any other group is of one thing at least, whichever that is: there is something to measure.
        found.interval = if slices.is_empty() { anything } else { mean_or_any(&slices) };
        if found.interval.known().is_some() {
            found.missing.clear();
        } else {
            found.missing.extend(members.unsettled());
            if found.missing.is_empty() {
                found.because.push(format!("what {} consists of weighs nothing", group.name));
            }
        }
        found
    }

    /// The size of a part beside other parts of the same whole: its share, or its dollars where those are known.
    pub(super) fn size_of(&self, part: &Thing, whole: Option<&Thing>) -> Interval {
        let Some(whole) = whole else { return Interval::anything() };
        let place = self.frame.place(part);
        place.map_or_else(Interval::anything, |place| self.sizes(whole).to_weigh(place))
    }
}

/// What a fact says of the size of a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    /// Its share of the whole.
    Weight,
    /// Its dollars.
    Dollars,
}

/// A size of something that may not be there.
pub(super) fn or_nothing(size: &Interval) -> Interval {
    size.hull(&Interval::point(Exact::zero()))
}
