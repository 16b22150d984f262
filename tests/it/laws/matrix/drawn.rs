//! A plan of which everything is said, as a policy asks for it.

use super::super::dice::Dice;
use super::facts::{Asked, CLASSES, Fact, Kind, Level, PERCENT, Pool, WHOLE};
use super::menus::{Content, Day, Menu, Place, Said, Thing};

/// What a menu is drawn by.
#[derive(Clone, Copy)]
pub(super) struct Sketch<'a> {
    pub(super) asked: &'a Asked,
    pub(super) pool: &'a Pool,
}

impl Sketch<'_> {
    pub(super) fn menu(&self, dice: &mut Dice<'_>) -> Menu {
        Menu { now: self.day(dice), earlier: Vec::new() }
    }

    /// What was said of the same things in the quarters before, of which all but their sizes is another.
    pub(super) fn with_history(&self, mut menu: Menu, dice: &mut Dice<'_>) -> Menu {
        menu.earlier = (0..self.asked.quarters).map(|_| Some(self.same_things(&menu.now, dice))).collect();
        menu
    }

    fn day(&self, dice: &mut Dice<'_>) -> Day {
        let count = dice.of(&[2, 1, 3, 2, 4, 0]);
        let sizes = split(WHOLE, count, self.pool, dice);
        let mut options: Vec<Thing> = Vec::new();
        // Dollars alone, weights alone, or both; with the total or without.
        let (in_dollars, in_weights, total) = dice.of(&[
            (true, false, true),
            (true, false, false),
            (false, true, false),
            (true, true, true),
            (true, true, false),
        ]);
        for (number, size) in sizes.into_iter().enumerate() {
            let mut option = Thing::named(format!("o{number}"));
            option.assets = in_dollars.then_some(Said::Number(size));
            option.weight = in_weights.then_some(Said::Number(size));
            self.fill(&mut option, Level::Option, dice);
            option.content = self.content(dice);
            self.fit(&mut option, Level::Option, dice);
            options.push(option);
        }
        let mut plan = Thing::named("P");
        plan.assets = (total && count > 0).then_some(Said::Number(WHOLE));
        self.fill(&mut plan, Level::Plan, dice);
        let held = options.iter().any(|option| {
            let is_pool = |thing: &Thing| matches!(thing.content, Content::Pool);
            is_pool(option) || option.parts().iter().any(is_pool)
        });
        let pool = held.then(|| self.fund(dice));
        let accounts = self.asked.accounts.then(|| {
            let account = |number: usize, dice: &mut Dice<'_>| {
                let mut account = Thing::named(format!("a{number}"));
                self.fill(&mut account, Level::Account, dice);
                account
            };
            (0..dice.of(&[2, 1, 3, 0])).map(|number| account(number, dice)).collect()
        });
        Day { plan, leaves_out: false, listed: true, options, pool, accounts }
    }

    /// The fund that others hold.
    pub(super) fn fund(&self, dice: &mut Dice<'_>) -> Thing {
        let mut fund = Thing::named("pool");
        fund.content = match dice.pick(3) {
            0 => Content::Class(self.class(dice)),
            _ => self.parts(false, dice),
        };
        // What is looked through is that of its holdings, or said of all of it.
        if !matches!(fund.content, Content::Parts(_)) {
            self.fill_only(&mut fund, "illiquid", dice);
        }
        fund
    }

    /// The same things a quarter before.
    fn same_things(&self, day: &Day, dice: &mut Dice<'_>) -> Day {
        let mut day = day.clone();
        for place in day.places() {
            let thing = day.thing(place);
            thing.facts.clear();
            match place {
                Place::Pool => self.fill_only(thing, "illiquid", dice),
                _ => self.fill(thing, place.level(), dice),
            }
            if let Content::Class(_) = thing.content {
                thing.content = Content::Class(self.class(dice));
            }
            self.fit(thing, place.level(), dice);
        }
        day
    }

    /// A class, mostly one that the policy asks for.
    pub(super) fn class(&self, dice: &mut Dice<'_>) -> &'static str {
        match self.asked.leaves.is_empty() || dice.chance(1, 3) {
            true => class(dice),
            false => dice.of(&self.asked.leaves),
        }
    }

    /// What an option holds.
    fn content(&self, dice: &mut Dice<'_>) -> Content {
        match (self.asked.holdings, self.asked.classes) {
            (false, false) => Content::Closed,
            (true, _) => self.parts(true, dice),
            (false, true) => match dice.pick(5) {
                0 | 1 => Content::Class(self.class(dice)),
                2 => Content::Pool,
                _ => self.parts(true, dice),
            },
        }
    }

    /// Holdings that are all there is.
    fn parts(&self, with_pool: bool, dice: &mut Dice<'_>) -> Content {
        let count = dice.of(&[2, 1, 3, 4]);
        let sizes = split(WHOLE, count, self.pool, dice);
        let (in_weights, in_dollars) = match self.asked.sizes {
            // The dollars of holdings are asked for: all of them are said, with the weights or without.
            true => dice.of(&[(false, true), (true, true)]),
            false => dice.of(&[(true, false), (true, false), (false, true)]),
        };
        let parts = sizes.into_iter().enumerate().map(|(number, size)| {
            let mut part = self.holding(format!("h{number}"), dice);
            part.weight = in_weights.then_some(Said::Number(size));
            part.assets = in_dollars.then_some(Said::Number(size));
            if with_pool && self.asked.classes && dice.chance(1, 6) {
                part.content = Content::Pool;
                self.fit(&mut part, Level::Holding, dice);
            }
            part
        });
        Content::Parts(parts.collect())
    }

    /// A holding without its size.
    pub(super) fn holding(&self, name: String, dice: &mut Dice<'_>) -> Thing {
        let mut part = Thing::named(name);
        self.fill(&mut part, Level::Holding, dice);
        if self.asked.classes {
            part.content = Content::Class(self.class(dice));
        }
        self.fit(&mut part, Level::Holding, dice);
        part
    }

    /// What is looked through is not said of what has parts, and a fund whose holdings are in dollars has theirs.
    pub(super) fn fit(&self, thing: &mut Thing, level: Level, dice: &mut Dice<'_>) {
        if matches!(thing.content, Content::Parts(_) | Content::Pool) {
            thing.facts.remove("illiquid");
        }
        if level == Level::Option && self.asked.fund_assets {
            let in_dollars = thing.parts().iter().any(|part| part.assets.is_some());
            let all = if in_dollars { WHOLE } else { WHOLE * dice.of(&[1, 2, 10]) };
            thing.fund_assets = Some(Said::Number(all));
        }
    }

    /// All facts of a level that are asked for.
    pub(super) fn fill(&self, thing: &mut Thing, level: Level, dice: &mut Dice<'_>) {
        for fact in self.asked.of(level) {
            let said = value(fact, self.pool, dice);
            thing.facts.insert(fact.key, said);
        }
        if self.asked.documents && matches!(level, Level::Plan | Level::Option) {
            thing.document = Some(dice.chance(1, 2));
        }
    }

    fn fill_only(&self, thing: &mut Thing, key: &str, dice: &mut Dice<'_>) {
        for fact in self.asked.of(Level::Option).filter(|fact| fact.key == key) {
            let said = value(fact, self.pool, dice);
            thing.facts.insert(fact.key, said);
        }
    }
}

/// What may be said of a fact of which all is said.
pub(super) fn value(fact: &Fact, pool: &Pool, dice: &mut Dice<'_>) -> Said {
    if fact.may_be_none && dice.chance(1, 8) {
        return Said::None;
    }
    match fact.kind {
        Kind::Words(words) => Said::Word(dice.of(words)),
        kind => Said::Number(pool.number(kind, dice)),
    }
}

fn class(dice: &mut Dice<'_>) -> &'static str {
    CLASSES[dice.pick(CLASSES.len())].0
}

/// Shares that sum to `whole`, some of them at limits of the policy.
pub(super) fn split(whole: i64, parts: usize, pool: &Pool, dice: &mut Dice<'_>) -> Vec<i64> {
    let mut left = whole.max(0);
    let mut shares = Vec::new();
    let even = dice.chance(1, 6);
    for part in (1..parts).rev() {
        let share = match (even, dice.pick(8)) {
            (true, _) => left / (part as i64 + 1),
            (false, 0) => left,
            (false, 1 | 2) => dice.of(&[10, 30, 0]) * PERCENT,
            (false, 3) => left / 2,
            (false, _) => pool.share(dice),
        };
        let share = share.clamp(0, left);
        left -= share;
        shares.push(share);
    }
    if parts > 0 {
        shares.push(left);
    }
    shares
}
