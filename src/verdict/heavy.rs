//! How many parts of a whole can weigh what a filter asks of each: at most three issuers are above 30%.

use std::collections::BTreeSet;

use super::aggregates::Counted;
use super::rests::address;
use super::world::{Seat, World};
use crate::policy::{Condition, ConditionKind, Over, Quantity, QuantityKind};
use crate::vocabulary::{End, Exact, Interval, LevelId};

impl World<'_> {
    /// The most of the parts of a thing, or of the groups among them, that can count together. None where their weights
    /// do not bound them.
    pub(super) fn most_heavy(&self, over: &Over, root: &Seat<'_>, members: &[Counted<'_>]) -> Option<usize> {
        let filter = over.filter.as_ref()?;
        let weight = self.weight_in(filter, over.level)?;
        let whole = root
            .subject()
            .filter(|whole| whole.group.is_none() && self.schema.parts_of(whole.level) == Some(over.level))?;
        if self.sells_short(whole) {
            return None;
        }
        let mut certain = 0_usize;
        let mut left = self.together_at_most(whole, over.level, members)?;
        let mut needed: Option<End> = None;
        for member in members {
            let value = self.quantity(weight, &member.seat, None).interval;
            if member.certain && !member.many {
                certain = certain.saturating_add(member.times);
                left = &left - value.low.number()?;
                continue;
            }
            let Some(within) = self.passing(filter, weight, Interval::whole(), &member.seat) else {
                continue;
            };
            let is_less = |other: &End| within.low.number() < other.number();
            if needed.as_ref().is_none_or(is_less) {
                needed = Some(within.low);
            }
        }
        let Some(needed) = needed else { return Some(certain) };
        let each = needed.number().filter(|each| !each.is_zero() && !each.is_negative())?;
        if left.is_negative() {
            return Some(certain);
        }
        let fits = left.divided_by(each)?;
        let whole_number = fits.floor_i64()?;
        // Three at more than a third of the whole are more than the whole.
        let is_short = matches!(needed, End::Beyond(_)) && Exact::from(whole_number) == fits;
        let more = usize::try_from(whole_number.saturating_sub(i64::from(is_short))).unwrap_or(0);
        Some(certain.saturating_add(more))
    }

    /// The greatest share of a whole that can belong to what may count: all that does not surely belong elsewhere.
    fn together_at_most(
        &self,
        whole: &crate::menu::Thing,
        level: LevelId,
        members: &[Counted<'_>],
    ) -> Option<Exact> {
        let mut may_count = BTreeSet::new();
        for member in members {
            let thing = member.seat.subject()?;
            match self.members(thing) {
                Some(group) => may_count.extend(group.all().map(|(candidate, _)| address(candidate.thing))),
                None => drop(may_count.insert(address(thing))),
            }
        }
        let sizes = self.sizes(whole);
        let (mut all, mut elsewhere) = (Exact::zero(), Exact::zero());
        for (place, part) in whole.parts().iter().chain(self.frame.rest(whole, level)).enumerate() {
            let least = sizes.weight(place).low.number()?.clone();
            all = &all + &least;
            if !may_count.contains(&address(part)) {
                elsewhere = &elsewhere + &least;
            }
        }
        // Rounded weights may make more than 100%.
        Some(&all.max(Exact::one()) - &elsewhere)
    }

    /// The weight of what a filter is about, if it asks for a least one.
    fn weight_in<'c>(&self, filter: &'c Condition, level: LevelId) -> Option<&'c Quantity> {
        match &filter.kind {
            ConditionKind::All(parts) => parts.iter().find_map(|part| self.weight_in(part, level)),
            ConditionKind::Between(ends) => ends.iter().find_map(|end| self.weight_in(end, level)),
            ConditionKind::Not(inner) | ConditionKind::Fails(inner) => self.weight_in(inner, level),
            ConditionKind::Compare(comparison) => match comparison.left.kind {
                QuantityKind::Fact(key)
                    if self.size_fact(key, level) == Some(super::members::Size::Weight) =>
                {
                    Some(&comparison.left)
                }
                _ => None,
            },
            _ => None,
        }
    }
}
