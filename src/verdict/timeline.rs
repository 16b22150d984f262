//! The timeline of a plan: which menu shows how things were at the end of an earlier period.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use jiff::civil::Date;

use super::groups::Members;
use super::world::{Seat, World};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::menu::{Menu, Thing};
use crate::policy::{Assumption, Back};
use crate::vocabulary::{LevelId, Schema};

/// The menus of a plan by their days, and how each is seen from a day.
pub(super) struct Timeline<'a> {
    schema: &'a Schema,
    /// Day of the check, for the newest menu alone; an older one is seen as of its own day.
    as_of: Date,
    /// The newest first.
    menus: Vec<(Date, &'a Menu)>,
    /// The same things with no data: what is known of a period without a menu.
    blank: Option<&'a Menu>,
    /// The timeline of what menus show, and the assumptions that this one adds.
    assumed: Option<(Weak<Timeline<'a>>, &'a [Assumption])>,
    worlds: RefCell<BTreeMap<State, Rc<World<'a>>>>,
    members: Rc<RefCell<BTreeMap<usize, Rc<Members<'a>>>>>,
    /// Why things were not found on earlier menus, for those that somebody asked for.
    unmatched: RefCell<Vec<Diagnostic>>,
}

/// How things were at the end of a day: as the menu with this number shows them, if there is one.
type State = (Date, Option<usize>);

impl<'a> Timeline<'a> {
    /// Of a menu and those before it, without assumptions.
    pub(super) fn plain(schema: &'a Schema, menu: &'a Menu, as_of: Date) -> Rc<Self> {
        let newest = menu.as_of.unwrap_or(as_of);
        let mut menus = vec![(newest, menu)];
        let mut blank = None;
        for earlier in std::iter::successors(menu.earlier.as_deref(), |menu| menu.earlier.as_deref()) {
            match earlier.as_of {
                Some(day) if day <= newest => menus.push((day, earlier)),
                Some(_) => {}
                None => blank = Some(earlier),
            }
        }
        Rc::new(Timeline {
            schema,
            as_of,
            menus,
            blank,
            assumed: None,
            worlds: RefCell::default(),
            members: Rc::default(),
            unmatched: RefCell::default(),
        })
    }

    /// The same menus with assumptions.
    pub(super) fn assuming(plain: &Rc<Self>, assumptions: &'a [Assumption]) -> Rc<Self> {
        Rc::new(Timeline {
            schema: plain.schema,
            as_of: plain.as_of,
            menus: plain.menus.clone(),
            blank: plain.blank,
            assumed: Some((Rc::downgrade(plain), assumptions)),
            worlds: RefCell::default(),
            members: Rc::clone(&plain.members),
            unmatched: RefCell::default(),
        })
    }

    /// The world of the menu that is checked.
    pub(super) fn newest(self: &Rc<Self>) -> Option<Rc<World<'a>>> {
        let (day, _) = self.menus.first()?;
        self.world((*day, Some(0)))
    }

    /// How things were in a period, seen from a day: at its end, or on that day if the period is not over. The last menu
    /// of the period shows it; without one, nothing does.
    fn state(&self, day: Date, back: Back) -> State {
        let period = back.cadence.period_of(day).before(back.count);
        let end = back.cadence.last_day(period).map_or(day, |end| end.min(day));
        let of_period =
            |(other, _): &(Date, &Menu)| *other <= end && back.cadence.period_of(*other) == period;
        (end, self.menus.iter().position(of_period))
    }

    fn world(self: &Rc<Self>, state: State) -> Option<Rc<World<'a>>> {
        if let Some(world) = self.worlds.borrow().get(&state) {
            return Some(Rc::clone(world));
        }
        let (day, place) = state;
        let menu = match place {
            Some(place) => self.menus.get(place)?.1,
            None => self.blank?,
        };
        let as_of = if place == Some(0) { self.as_of } else { menu.as_of.unwrap_or(day) };
        let world = match &self.assumed {
            None => World::plain(self.schema, menu, as_of, When { day, timeline: Rc::downgrade(self) }),
            Some((plain, assumptions)) => {
                let plain = plain.upgrade()?.world(state)?;
                World::assuming(&plain, assumptions, When { day, timeline: Rc::downgrade(self) })
            }
        };
        let world = Rc::new(world);
        self.worlds.borrow_mut().insert(state, Rc::clone(&world));
        Some(world)
    }

    /// Why things that rules look back at are not found on earlier menus.
    pub(super) fn unmatched(&self) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        self.unmatched.borrow().iter().for_each(|diagnostic| diagnostics.push(diagnostic.clone()));
        diagnostics
    }
}

/// From which day a world looks back, and at what.
pub(super) struct When<'a> {
    /// The day of the menu that is checked, or the end of an earlier period, whether a menu is of that day or not.
    pub(super) day: Date,
    timeline: Weak<Timeline<'a>>,
}

impl<'a> When<'a> {
    /// What belongs to each group, for all worlds of an evaluation.
    pub(super) fn members(&self) -> Rc<RefCell<BTreeMap<usize, Rc<Members<'a>>>>> {
        self.timeline.upgrade().map(|timeline| Rc::clone(&timeline.members)).unwrap_or_default()
    }
}

impl<'a> World<'a> {
    /// What was so in a period for the thing at hand, where that is found. `ask` is asked in the world of the end of the
    /// period.
    pub(super) fn then<R>(
        &self,
        back: Back,
        seat: &Seat<'_>,
        ask: &mut dyn FnMut(&World<'a>, &Seat<'_>) -> R,
    ) -> Option<R> {
        let timeline = self.when.timeline.upgrade()?;
        let (end, place) = timeline.state(self.when.day, back);
        let world = timeline.world((end, place))?;
        if std::ptr::eq(&raw const *world, self) {
            return Some(ask(self, seat));
        }
        let found = world.with_same(seat, ask);
        if found.is_some() || place.is_none() {
            return found;
        }
        timeline.world((end, None))?.with_same(seat, ask)
    }

    /// What is so on each earlier menu for the thing at hand, the newest first; nothing where it is not found.
    pub(super) fn on_earlier_menus<R>(
        &self,
        seat: &Seat<'_>,
        ask: &mut dyn FnMut(&World<'a>, &Seat<'_>) -> R,
    ) -> Vec<(Date, Option<R>)> {
        let Some(timeline) = self.when.timeline.upgrade() else { return Vec::new() };
        let mut found = Vec::new();
        for (place, (day, menu)) in timeline.menus.iter().enumerate() {
            if *day <= self.when.day && !std::ptr::eq(*menu, self.menu) {
                let world = timeline.world((*day, Some(place)));
                found.push((*day, world.and_then(|world| world.with_same(seat, ask))));
            }
        }
        found
    }

    /// The day of the oldest menu, if it is not after the day from which this world looks back.
    pub(super) fn oldest_day(&self) -> Date {
        let timeline = self.when.timeline.upgrade();
        let oldest = timeline.and_then(|timeline| timeline.menus.last().map(|(day, _)| *day));
        oldest.map_or(self.when.day, |oldest| oldest.min(self.when.day))
    }

    /// Asks of the same things in this world. A group is the one with the same value, among the parts of the same thing.
    fn with_same<R>(&self, seat: &Seat<'_>, ask: &mut dyn FnMut(&World<'a>, &Seat<'_>) -> R) -> Option<R> {
        let things = seat.things.get(1..).unwrap_or_default();
        self.descend(things, &Seat::at(&self.menu.plan), &mut Vec::new(), ask)
    }

    fn descend<R>(
        &self,
        things: &[&Thing],
        same: &Seat<'_>,
        path: &mut Vec<(LevelId, String)>,
        ask: &mut dyn FnMut(&World<'a>, &Seat<'_>) -> R,
    ) -> Option<R> {
        let Some((thing, inner)) = things.split_first() else { return Some(ask(self, same)) };
        if thing.group.is_some() {
            let group = self.same_group(thing, same)?;
            return self.descend(inner, &same.below(&group.thing), path, ask);
        }
        path.push((thing.level, thing.key().to_string()));
        let above = same.things.iter().rev().copied().find(|above| above.group.is_none())?;
        let is_same = |part: &&Thing| part.level == thing.level && part.key() == thing.key();
        let funds = if path.len() == 1 { self.menu.funds.as_slice() } else { &[] };
        let mut inside = above.parts().iter().chain(funds).chain(above.members.values().flatten());
        match inside.find(is_same).or_else(|| self.menu.aside.get(path)) {
            Some(found) => self.descend(inner, &same.below(found), path, ask),
            None => {
                self.report_unmatched(path);
                None
            }
        }
    }

    fn report_unmatched(&self, path: &[(LevelId, String)]) {
        let (Some(timeline), Some(why)) = (self.when.timeline.upgrade(), self.menu.unmatched.get(path))
        else {
            return;
        };
        let mut unmatched = timeline.unmatched.borrow_mut();
        if !unmatched.contains(why) {
            unmatched.push(why.clone());
        }
    }
}
