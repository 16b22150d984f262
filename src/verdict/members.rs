//! What is known of a group from its things: a fact on which they agree, a share of all of them.

use super::evidence::{Found, Judged, Presence, Sought};
use super::groups::Members;
use super::mean::{Member, mean};
use super::world::{Seat, World};
use super::{Datum, Missing};
use crate::menu::Thing;
use crate::vocabulary::{Exact, FactKey, Interval, RatingScale, Rounding, Truth, shown};

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
        if self.additive(group.level).iter().any(|(sum, _)| *sum == key) {
            return self.sum_of_group(key, group, seat, &members);
        }
        if fact.looks_through {
            return self.looked_through(group, &self.prefix_of(seat, group), key.fact);
        }
        let inner = seat.down_to(group);
        let mut found = Found::of(fact.range.clone());
        let mut alike: Option<Interval> = None;
        let mut may_lack = members.may_be_empty;
        for candidate in members.all() {
            let mut one = self.fact(key, &inner.below(candidate.thing), scale);
            let presence = std::mem::replace(&mut one.presence, Presence::Sure);
            may_lack |= presence != Presence::Sure;
            if presence != Presence::Nothing {
                alike = Some(alike.map_or(one.interval.clone(), |all| all.hull(&one.interval)));
            }
            found.take_sources(one);
        }
        if members.strays.unlisted.is_some() {
            alike = Some(alike.map_or(fact.range.clone(), |all| all.hull(&fact.range)));
            may_lack |= !self.schema.is_always_there(key.fact);
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

    /// The weight or the amount of a group.
    fn sum_of_group(&self, key: FactKey, group: &Thing, seat: &Seat<'_>, members: &Members<'_>) -> Found {
        let sum = group.cell(key).map_or_else(Interval::anything, |cell| self.cell_interval(cell));
        let mut found = Found::of(sum);
        let own = || members.own.iter().map(|candidate| candidate.thing);
        if members.may_be_empty && members.own.is_empty() {
            found.because.push(self.not_there(group));
        }
        found.data.extend(own().filter_map(|thing| self.own(thing, key)));
        let is_stated = own().any(|thing| thing.cell(key).is_some());
        if found.interval.known().is_some() && is_stated {
            return found;
        }
        if let Some(derived) = self.derived(key.fact, group, seat) {
            found.interval = found.interval.meet(&derived.interval).unwrap_or(found.interval);
            // What nobody states is a share of nothing, where there is nothing to be a share of.
            if !is_stated {
                found.presence = derived.presence;
                found.take_sources(derived);
            }
        }
        if found.interval.known().is_some() {
            return found;
        }
        let name = &self.schema.fact(key.fact).name;
        // A weight is as good as stated where the money is.
        let inner = seat.down_to(group);
        let is_known = |thing: &Thing| self.fact(key, &inner.below(thing), None).interval.known().is_some();
        found.missing.extend(
            own()
                .filter(|thing| !is_known(thing))
                .map(|thing| self.missing_fact(thing, &members.prefix, name)),
        );
        found.missing.extend(members.unsettled());
        found
    }

    fn own(&self, thing: &Thing, key: FactKey) -> Option<Datum> {
        let cell = thing.cell(key)?;
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
        let Some(members) = self.members(group) else { return Judged::of(Some(Truth::Unknown)) };
        let inner = seat.down_to(group);
        let mut judged: Option<Judged> = None;
        let mut missing: Vec<Missing> = Vec::new();
        for candidate in members.all() {
            let one = judge(&inner.below(candidate.thing));
            missing.extend(one.missing.iter().cloned());
            judged = Some(match judged.take() {
                None => one,
                Some(all) => {
                    let truth = if all.truth == one.truth { all.truth } else { Some(Truth::Unknown) };
                    let mut all = Judged { truth, ..all };
                    all.data.extend(one.data);
                    all
                }
            });
        }
        let may_be_of_none = members.strays.unlisted.is_none() && members.may_be_empty;
        let mut judged = judged.unwrap_or_else(|| {
            let mut none = Judged::of(if may_be_of_none { None } else { Some(Truth::Unknown) });
            none.because.extend(may_be_of_none.then(|| self.not_there(group)));
            none
        });
        if members.strays.unlisted.is_some() || members.may_be_empty && judged.truth.is_some() {
            judged.truth = Some(Truth::Unknown);
        }
        let is_known = judged.truth != Some(Truth::Unknown);
        missing.extend(members.unsettled());
        judged.missing = if is_known { Vec::new() } else { missing };
        if !is_known && judged.missing.is_empty() {
            judged.because.push(self.differ(group, key));
        }
        for atom in &mut judged.atoms {
            atom.truth = judged.truth.unwrap_or(Truth::Unknown);
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
        let without = members.all().filter(|candidate| candidate.thing.cell(key).is_none());
        let own = without.map(|candidate| self.missing_fact(candidate.thing, &members.prefix, &name));
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
    pub(super) fn share_of_group(&self, group: &Thing, sought: Sought) -> Found {
        let anything = self.anything(group, sought);
        let Some(members) = self.members(group) else { return Found::of(anything) };
        let all_have = |name: &str| {
            members.all().all(|one| {
                self.cell_named(one.thing, name).is_some_and(|cell| self.cell_number(cell).is_some())
            })
        };
        let name = if all_have("assets") && !all_have("weight") { "assets" } else { "weight" };
        let mut found = Found::of(anything.clone());
        let mut parts: Vec<Member> = Vec::new();
        let all = members.own.iter().chain(&members.strays.nameless);
        let is_stray = |index: usize| index >= members.own.len();
        for (index, candidate) in all.enumerate() {
            let one = self.sought(candidate.thing, &members.prefix, sought);
            let weight = self.cell_named(candidate.thing, name).and_then(|cell| self.cell_number(cell));
            if weight.is_none() {
                found.missing.push(self.missing_fact(candidate.thing, &members.prefix, name));
            }
            let certain = candidate.certain && !is_stray(index);
            parts.push(Member { value: one.interval.clone(), weight, certain });
            found.take_sources(one);
        }
        let is_whole = members.strays.unlisted.is_none() && parts.iter().all(|part| part.certain);
        if members.may_be_empty && parts.is_empty() && members.strays.unlisted.is_none() {
            return Found::nothing(self.not_there(group));
        }
        if members.may_be_empty {
            found.presence = Presence::Maybe;
        }
        let negative = |part: &Member| part.weight.as_ref().is_some_and(Exact::is_negative);
        found.interval = match () {
            () if members.shorts && !(is_whole && all_have(name)) => anything,
            () if parts.iter().any(negative) => {
                let weights: Vec<&Exact> = parts.iter().filter_map(|part| part.weight.as_ref()).collect();
                let whole = Exact::sum(weights);
                if whole.is_zero() {
                    return Found::nothing("they cancel out, and nothing is a share of nothing".into());
                }
                let of = |part: &Member| Some(Interval::point(part.weight.clone()?).times(&part.value));
                let sum = parts.iter().filter_map(of).reduce(|a, b| a.plus(&b));
                sum.map_or(anything, |sum| sum.over(&Interval::point(whole)))
            }
            () if parts.is_empty() => anything,
            () => {
                // A group is of one thing at least, whichever that is: there is something to measure.
                let (mean, _) = mean(&parts);
                if members.strays.unlisted.is_some() { mean.hull(&anything) } else { mean }
            }
        };
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
}
