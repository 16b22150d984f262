//! Moments: whether a statement is tested now, and for what.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::world::Seat;
use crate::menu::{Menu, Thing};
use crate::policy::Check;
use crate::vocabulary::{LevelId, Moment, Moments, Schema};

/// Which moments a menu says of itself (as of the plan) or of a thing, by the level of the thing.
pub struct Said(BTreeSet<(LevelId, Moment)>);

impl Said {
    /// What a menu says.
    pub fn of(menu: &Menu) -> Self {
        fn gather(thing: &Thing, said: &mut BTreeSet<(LevelId, Moment)>) {
            said.extend(thing.moments.iter().map(|moment| (thing.level, *moment)));
            for part in thing.parts() {
                gather(part, said);
            }
        }
        let mut said = BTreeSet::new();
        gather(&menu.plan, &mut said);
        Said(said)
    }

    /// Whether a statement is tested on this day for anything that it can be about: a moment counts for the thing of
    /// which it is said and for what is in it.
    pub fn tests(&self, check: &Check, schema: &Schema, as_of: Date) -> bool {
        if check.moments.is_empty() || check.moments.iter().any(|moment| moment.falls_on(as_of)) {
            return true;
        }
        self.0
            .iter()
            .any(|(level, moment)| check.moments.contains(moment) && is_at_or_above(check, *level, schema))
    }
}

/// Whether a thing of a level can be what a statement is about, or have it in itself. A group is in what its members
/// are in, and not in its members.
fn is_at_or_above(check: &Check, level: LevelId, schema: &Schema) -> bool {
    match check.scope.last() {
        Some(each) => schema.is_within(each.level, level) && (each.group.is_none() || each.level != level),
        None => schema.level(level).parent.is_none(),
    }
}

/// Why a statement is not tested for a thing; none if it is.
pub(super) fn untested(check: &Check, seat: &Seat<'_>, as_of: Date) -> Option<String> {
    let said = |moment: &Moment| seat.things.iter().any(|thing| thing.moments.contains(moment));
    let is_now = |moment: &Moment| moment.falls_on(as_of) || said(moment);
    if check.moments.is_empty() || check.moments.iter().any(is_now) {
        return None;
    }
    Some(reason(&check.moments, as_of))
}

/// `tested at purchase; nothing says that this is a purchase`
pub(super) fn reason(moments: &Moments, as_of: Date) -> String {
    let nouns = |of_the_calendar: bool| {
        let chosen = moments.iter().filter(|moment| moment.is_of_the_calendar() == of_the_calendar);
        chosen.map(|moment| moment.noun()).collect::<Vec<_>>().join(" or ")
    };
    let mut reasons = Vec::new();
    let (doings, days) = (nouns(false), nouns(true));
    if !doings.is_empty() {
        reasons.push(format!("nothing says that this is {doings}"));
    }
    if !days.is_empty() {
        reasons.push(format!("{as_of} is not {days}"));
    }
    format!("tested {}; {}", crate::vocabulary::tested_words(moments), reasons.join(", and "))
}
