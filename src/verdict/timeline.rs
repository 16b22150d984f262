//! The timeline of a plan: which menu shows how things were at the end of an earlier period.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use jiff::civil::Date;

use super::frame::Frame;
use super::groups::Members;
use super::suppositions::Suppositions;
use super::world::{Seat, World};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::menu::Thing;
use crate::policy::{Assumption, Back};
use crate::vocabulary::LevelId;

/// What belongs to each group, by the group's address.
type SharedMembers<'a> = Rc<RefCell<BTreeMap<usize, Rc<Members<'a>>>>>;

/// The menus of a plan by their days, and how each is seen from a day.
pub(super) struct Timeline<'a> {
    /// The newest first.
    menus: Vec<(Date, &'a Frame<'a>)>,
    /// The same things with no data: what is known of a period without a menu.
    blank: Option<&'a Frame<'a>>,
    /// What it adds to what menus show.
    more: More<'a>,
    /// Worlds that were looked at.
    worlds: RefCell<BTreeMap<State, Rc<World<'a>>>>,
    suppositions: Rc<Suppositions>,
    members: Rc<RefCell<BTreeMap<usize, Rc<Members<'a>>>>>,
    /// Why things were not found on earlier menus, for those that somebody asked for.
    unmatched: RefCell<Vec<Diagnostic>>,
}

/// What a timeline adds to another.
enum More<'a> {
    Nothing,
    Assumptions(Rc<Timeline<'a>>, &'a [Assumption]),
    Suppositions(Rc<Timeline<'a>>),
}

/// How things were at the end of a day: as the menu with this number shows them, if there is one.
type State = (Date, Option<usize>);

impl<'a> Timeline<'a> {
    /// Of a menu and those before it.
    pub(super) fn plain(frame: &'a Frame<'a>) -> Rc<Self> {
        let newest = frame.menu.as_of.unwrap_or(frame.as_of);
        let mut menus = vec![(newest, frame)];
        let mut blank = None;
        for earlier in std::iter::successors(frame.earlier.as_deref(), |frame| frame.earlier.as_deref()) {
            match earlier.menu.as_of {
                Some(day) if day <= newest => menus.push((day, earlier)),
                Some(_) => {}
                None => blank = Some(earlier),
            }
        }
        Rc::new(Timeline {
            menus,
            blank,
            more: More::Nothing,
            worlds: RefCell::default(),
            suppositions: Rc::default(),
            members: Rc::default(),
            unmatched: RefCell::default(),
        })
    }

    fn with(self: &Rc<Self>, more: More<'a>, suppositions: Rc<Suppositions>) -> Rc<Self> {
        // A thing at hand may be a group that another timeline put together, unless something else is supposed there.
        let members = match more {
            More::Suppositions(_) => Rc::default(),
            _ => Rc::clone(&self.members),
        };
        Rc::new(Timeline {
            menus: self.menus.clone(),
            blank: self.blank,
            more,
            worlds: RefCell::default(),
            suppositions,
            members,
            unmatched: RefCell::default(),
        })
    }

    /// The time of the menu that is checked.
    pub(super) fn newest(self: &Rc<Self>) -> When<'a> {
        let day = self.menus.first().map_or(Date::MAX, |(day, _)| *day);
        When { state: (day, Some(0)), timeline: Rc::downgrade(self), keeps: Some(Rc::clone(self)) }
    }

    /// How things were in a period, seen from a day: at its end, or on that day if the period is not over. The last menu
    /// of the period shows it; without one, nothing does.
    fn state(&self, day: Date, back: Back) -> State {
        let period = back.cadence.period_of(day).before(back.count);
        let end = back.cadence.last_day(period).map_or(day, |end| end.min(day));
        let of_period =
            |(other, _): &(Date, &Frame<'_>)| *other <= end && back.cadence.period_of(*other) == period;
        (end, self.menus.iter().position(of_period))
    }

    fn world(self: &Rc<Self>, state: State) -> Option<Rc<World<'a>>> {
        if let Some(world) = self.worlds.borrow().get(&state) {
            return Some(Rc::clone(world));
        }
        let frame = match state.1 {
            Some(place) => self.menus.get(place)?.1,
            None => self.blank?,
        };
        let when = When { state, timeline: Rc::downgrade(self), keeps: None };
        let world = Rc::new(match &self.more {
            More::Nothing => World::of(frame, when),
            More::Assumptions(plain, assumptions) => {
                World::assuming_then(&*plain.world(state)?, assumptions, when)
            }
            More::Suppositions(other) => World::supposing_then(&*other.world(state)?, when),
        });
        self.worlds.borrow_mut().insert(state, Rc::clone(&world));
        Some(world)
    }
}

/// From which day a world looks back, and at what.
pub(super) struct When<'a> {
    state: State,
    timeline: Weak<Timeline<'a>>,
    /// The world of the menu that is checked keeps all others.
    keeps: Option<Rc<Timeline<'a>>>,
}

impl<'a> When<'a> {
    /// The day of the menu that is checked, or the end of an earlier period, whether a menu is of that day or not.
    pub(super) fn day(&self) -> Date {
        self.state.0
    }

    /// To which day lengths of time are counted: to that of the check now, and of an earlier menu to its own day.
    pub(super) fn as_of(&self, frame: &Frame<'_>) -> Date {
        match self.state {
            (_, Some(0)) => frame.as_of,
            (day, _) => frame.menu.as_of.unwrap_or(day),
        }
    }

    /// What all worlds of a timeline share.
    pub(super) fn shared(&self) -> (Rc<Suppositions>, SharedMembers<'a>) {
        let shared = self.timeline.upgrade();
        shared
            .map(|timeline| (Rc::clone(&timeline.suppositions), Rc::clone(&timeline.members)))
            .unwrap_or_default()
    }

    /// The same time, with assumptions.
    pub(super) fn assuming(&self, assumptions: &'a [Assumption]) -> Self {
        self.with(|timeline| {
            let more = More::Assumptions(Rc::clone(timeline), assumptions);
            timeline.with(more, Rc::clone(&timeline.suppositions))
        })
    }

    /// The same time, with more supposed.
    pub(super) fn supposing(&self, suppositions: Suppositions) -> Self {
        self.with(|timeline| {
            let other = match &timeline.more {
                More::Suppositions(other) => other,
                _ => timeline,
            };
            timeline.with(More::Suppositions(Rc::clone(other)), Rc::new(suppositions))
        })
    }

    fn with(&self, more: impl FnOnce(&Rc<Timeline<'a>>) -> Rc<Timeline<'a>>) -> Self {
        let keeps = self.timeline.upgrade().map(|timeline| more(&timeline));
        let timeline = keeps.as_ref().map(Rc::downgrade).unwrap_or_default();
        When { state: self.state, timeline, keeps }
    }

    /// Why things that rules look back at are not found on earlier menus.
    pub(super) fn unmatched(&self) -> Diagnostics {
        let mut diagnostics = Diagnostics::new();
        if let Some(timeline) = &self.keeps {
            timeline.unmatched.borrow().iter().for_each(|diagnostic| diagnostics.push(diagnostic.clone()));
        }
        diagnostics
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
        let state = timeline.state(self.when.day(), back);
        if state == self.when.state {
            return Some(ask(self, seat));
        }
        // What a list leaves out now is no one thing that could be found then: nothing is known of it.
        let is_rest = |thing: &Thing| self.frame.whole_of_rest(thing).is_some();
        if !seat.things.iter().any(|thing| is_rest(thing)) {
            let found = timeline.world(state)?.with_same(seat, &|_| false, ask);
            if found.is_some() || state.1.is_none() {
                return found;
            }
        }
        timeline.world((state.0, None))?.with_same(seat, &is_rest, ask)
    }

    /// What is so on each earlier menu for the thing at hand, the newest first; nothing where it is not found.
    pub(super) fn on_earlier_menus<R>(
        &self,
        seat: &Seat<'_>,
        ask: &mut dyn FnMut(&World<'a>, &Seat<'_>) -> R,
    ) -> Vec<(Date, Option<R>)> {
        let Some(timeline) = self.when.timeline.upgrade() else { return Vec::new() };
        let mut found = Vec::new();
        if seat.things.iter().any(|thing| self.frame.whole_of_rest(thing).is_some()) {
            return found;
        }
        for (place, (day, frame)) in timeline.menus.iter().enumerate() {
            if *day <= self.when.day() && !std::ptr::eq(*frame, self.frame) {
                let world = timeline.world((*day, Some(place)));
                found.push((*day, world.and_then(|world| world.with_same(seat, &|_| false, ask))));
            }
        }
        found
    }

    /// The day of the oldest menu, if it is not after the day from which this world looks back.
    pub(super) fn oldest_day(&self) -> Date {
        let timeline = self.when.timeline.upgrade();
        let oldest = timeline.and_then(|timeline| timeline.menus.last().map(|(day, _)| *day));
        oldest.map_or(self.when.day(), |oldest| oldest.min(self.when.day()))
    }

    /// Asks of the same things in this world. A group is the one with the same value, among the parts of the same thing.
    fn with_same<R>(
        &self,
        seat: &Seat<'_>,
        is_rest: &dyn Fn(&Thing) -> bool,
        ask: &mut dyn FnMut(&World<'a>, &Seat<'_>) -> R,
    ) -> Option<R> {
        let things = seat.things.get(1..).unwrap_or_default();
        self.descend(things, &Seat::at(&self.menu.plan), &mut Vec::new(), is_rest, ask)
    }

    fn descend<R>(
        &self,
        things: &[&Thing],
        same: &Seat<'_>,
        path: &mut Vec<(LevelId, String)>,
        is_rest: &dyn Fn(&Thing) -> bool,
        ask: &mut dyn FnMut(&World<'a>, &Seat<'_>) -> R,
    ) -> Option<R> {
        let Some((thing, inner)) = things.split_first() else { return Some(ask(self, same)) };
        if thing.group.is_some() {
            let group = self.same_group(thing, same)?;
            return self.descend(inner, &same.below(&group.thing), path, is_rest, ask);
        }
        let above = same.things.iter().rev().copied().find(|above| above.group.is_none())?;
        if is_rest(thing) {
            let rest = self.frame.rest(above, thing.level)?;
            return self.descend(inner, &same.below(rest), path, is_rest, ask);
        }
        path.push((thing.level, thing.key().to_string()));
        let is_same = |part: &&Thing| part.level == thing.level && part.key() == thing.key();
        let funds = if path.len() == 1 { self.menu.funds.as_slice() } else { &[] };
        let mut inside = above.parts().iter().chain(funds).chain(above.members.values().flatten());
        match inside.find(is_same).or_else(|| self.menu.aside.get(path)) {
            Some(found) => self.descend(inner, &same.below(found), path, is_rest, ask),
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
