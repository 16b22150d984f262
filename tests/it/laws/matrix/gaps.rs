//! The ways of not knowing: the columns of the matrix.

use super::super::dice::Dice;
use super::drawn::Sketch;
use super::facts::{CLASSES, FACTS, Fact, PERCENT, WHOLE};
use super::menus::{Content, Day, Menu, Place, Said, Thing};

/// A way of not knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    Absent,
    Range,
    NotThere,
    LeftOut,
    Above,
    NoList,
    WeightsUnder,
    SomeHoldings,
    OptionSize,
    HoldingSize,
    WeightRange,
    TotalRange,
    FundTotal,
    Shorts,
    HeldTwice,
    Key,
    Closed,
    Coarse,
    Quarter,
    NoAccounts,
}

pub(super) const GAPS: [Gap; 20] = [
    Gap::Absent,
    Gap::Range,
    Gap::NotThere,
    Gap::LeftOut,
    Gap::Above,
    Gap::NoList,
    Gap::WeightsUnder,
    Gap::SomeHoldings,
    Gap::OptionSize,
    Gap::HoldingSize,
    Gap::WeightRange,
    Gap::TotalRange,
    Gap::FundTotal,
    Gap::Shorts,
    Gap::HeldTwice,
    Gap::Key,
    Gap::Closed,
    Gap::Coarse,
    Gap::Quarter,
    Gap::NoAccounts,
];

/// The facts by which things are put into groups.
const KEYS: [&str; 3] = ["manager", "issuer", "country"];

impl Gap {
    /// As the table of the matrix heads it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Gap::Absent => "not given",
            Gap::Range => "a range",
            Gap::NotThere => "n/a, and more",
            Gap::LeftOut => "complete: no",
            Gap::Above => "plan above options",
            Gap::NoList => "no list of options",
            Gap::WeightsUnder => "option weights < 100%",
            Gap::SomeHoldings => "holdings unlisted",
            Gap::OptionSize => "option size missing",
            Gap::HoldingSize => "holding size missing",
            Gap::WeightRange => "weight a range",
            Gap::TotalRange => "plan total a range",
            Gap::FundTotal => "fund above holdings",
            Gap::Shorts => "short positions",
            Gap::HeldTwice => "fund held twice",
            Gap::Key => "group key missing",
            Gap::Closed => "not opened",
            Gap::Coarse => "coarse class",
            Gap::Quarter => "earlier quarter",
            Gap::NoAccounts => "no list of accounts",
        }
    }

    /// Whether a menu with it says less than one without, and nothing else.
    pub(super) fn is_less(self) -> bool {
        use Gap::{Above, FundTotal, HeldTwice, NotThere, Shorts, TotalRange};
        !matches!(self, Above | FundTotal | HeldTwice | NotThere | Shorts | TotalRange)
    }

    /// Shows less of a menu in this way. False, if there is nothing to hide so.
    pub(super) fn hide(self, menu: &mut Menu, sketch: &Sketch<'_>, dice: &mut Dice<'_>) -> bool {
        if self == Gap::Quarter {
            if menu.earlier.is_empty() {
                return false;
            }
            let quarter = dice.pick(menu.earlier.len());
            match &mut menu.earlier[quarter] {
                Some(day) if dice.chance(1, 2) => return hide_fact(day, &|_| true, dice),
                day => *day = None,
            }
            return true;
        }
        let day = &mut menu.now;
        match self {
            Gap::Absent => hide_fact(day, &|_| true, dice) || hide_document(day, dice),
            Gap::Key => hide_fact(day, &|fact| KEYS.contains(&fact.key), dice),
            Gap::Range => blur(day, dice),
            Gap::NotThere => deny(day, dice) && (hide_fact(day, &|_| true, dice) || close(day, dice)),
            Gap::LeftOut => {
                day.leaves_out = true;
                drop_option(day, dice);
                true
            }
            Gap::Above => above(day, dice).is_some(),
            Gap::NoList => {
                (day.listed, day.options) = (false, Vec::new());
                if dice.chance(1, 2) {
                    day.plan.assets = None;
                }
                true
            }
            Gap::WeightsUnder => {
                let in_weights = day.options.iter().all(|option| option.weight.is_some());
                if !in_weights || day.options.len() < 2 {
                    return false;
                }
                day.options.iter_mut().for_each(|option| option.assets = None);
                day.plan.assets = None;
                drop_option(day, dice);
                // What weighs nothing may be missing where all weights are 100%, and a list of such is complete.
                least_of(&day.options) < WHOLE
            }
            Gap::SomeHoldings => drop_holding(day, dice),
            Gap::OptionSize => match day.options.is_empty() {
                true => false,
                false => {
                    let at = dice.pick(day.options.len());
                    (day.options[at].assets, day.options[at].weight) = (None, None);
                    true
                }
            },
            Gap::HoldingSize => with_part(day, dice, &mut |part, dice| match dice.pick(3) {
                0 => part.weight = None,
                1 => part.assets = None,
                _ => (part.weight, part.assets) = (None, None),
            }),
            Gap::WeightRange => {
                let mut blur = |thing: &mut Thing, dice: &mut Dice<'_>| {
                    let Some(number) = thing.weight.as_ref().and_then(Said::number) else { return };
                    thing.assets = None;
                    thing.weight = Some(around(number, (Some(0), Some(WHOLE)), 20 * PERCENT, dice));
                };
                match dice.chance(1, 2) && !day.options.is_empty() {
                    true => {
                        let at = dice.pick(day.options.len());
                        let had = day.options[at].weight.is_some();
                        blur(&mut day.options[at], dice);
                        had
                    }
                    false => with_part(day, dice, &mut blur),
                }
            }
            Gap::TotalRange => {
                let Some(total) = above(day, dice) else { return false };
                let least = total - dice.of(&[20, 40, 50]) * PERCENT;
                let most = if dice.chance(1, 4) { None } else { Some(total) };
                day.plan.assets = Some(Said::Between(Some(least.max(0)), most));
                true
            }
            Gap::FundTotal => fund_total(day, dice),
            Gap::Shorts => {
                sell_short(day, dice) && (drop_holding(day, dice) || hide_fact(day, &|_| true, dice))
            }
            Gap::HeldTwice => held_twice(day, sketch, dice),
            Gap::Closed => close(day, dice),
            Gap::Coarse => coarsen(day, dice),
            Gap::NoAccounts => day.accounts.take().is_some(),
            Gap::Quarter => false,
        }
    }
}

fn hide_fact(day: &mut Day, of: &dyn Fn(&Fact) -> bool, dice: &mut Dice<'_>) -> bool {
    let Some((place, fact)) = some_fact(day, &|fact, _| of(fact), dice) else { return false };
    day.thing(place).facts.remove(fact.key);
    true
}

fn hide_document(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let places = day.places();
    let place = dice.of(&places);
    day.thing(place).document.take().is_some()
}

/// One of the facts that are said, and whose.
fn some_fact(
    day: &mut Day,
    of: &dyn Fn(&Fact, &Said) -> bool,
    dice: &mut Dice<'_>,
) -> Option<(Place, &'static Fact)> {
    let mut all: Vec<(Place, &'static Fact)> = Vec::new();
    for place in day.places() {
        let fact = |key: &str| FACTS.iter().find(|fact| fact.key == key && fact.level == place.level());
        let said = day.thing(place).facts.iter().filter_map(|(key, said)| Some((fact(key)?, said)));
        all.extend(said.filter(|(fact, said)| of(fact, said)).map(|(fact, _)| (place, fact)));
    }
    (!all.is_empty()).then(|| dice.of(&all))
}

/// Says of a fact that it lies in a range.
fn blur(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let measured = |_: &Fact, said: &Said| said.number().is_some();
    let Some((place, fact)) = some_fact(day, &measured, dice) else { return false };
    let thing = day.thing(place);
    let number = thing.facts.get(fact.key).and_then(Said::number).unwrap_or(0);
    let reach = match fact.kind.bounds() {
        (Some(low), Some(high)) => (high - low) / 5,
        _ => 100,
    };
    thing.facts.insert(fact.key, around(number, fact.kind.bounds(), reach, dice));
    true
}

fn around(number: i64, bounds: (Option<i64>, Option<i64>), reach: i64, dice: &mut Dice<'_>) -> Said {
    let low = number - reach * dice.of(&[1, 0, 2]);
    let high = number + reach * dice.of(&[1, 0, 2]);
    // What is sold short lies beyond the bounds.
    let low = bounds.0.map_or(low, |least| low.max(least.min(number)));
    let high = bounds.1.map_or(high, |most| high.min(most.max(number)));
    match dice.pick(5) {
        0 => Said::Between(Some(low), None),
        1 => Said::Between(None, Some(high)),
        _ => Said::Between(Some(low), Some(high)),
    }
}

/// Says of a fact that there is none.
fn deny(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let Some((place, fact)) = some_fact(day, &|fact, _| fact.may_be_none, dice) else { return false };
    day.thing(place).facts.insert(fact.key, Said::None);
    true
}

fn drop_option(day: &mut Day, dice: &mut Dice<'_>) {
    if !day.options.is_empty() {
        let at = dice.pick(day.options.len());
        day.options.remove(at);
    }
}

/// A plan with more assets than its options; the answer is its total.
fn above(day: &mut Day, dice: &mut Dice<'_>) -> Option<i64> {
    if day.options.iter().any(|option| option.assets.is_none()) || day.options.is_empty() {
        return None;
    }
    let sum: i64 = day.options.iter().filter_map(|option| option.assets.as_ref()?.number()).sum();
    let total = sum + dice.of(&[25, 1, 100, 300]) * PERCENT;
    day.options.iter_mut().for_each(|option| option.weight = None);
    day.plan.assets = Some(Said::Number(total));
    Some(total)
}

/// Does something to one of the holdings.
fn with_part(day: &mut Day, dice: &mut Dice<'_>, change: &mut dyn FnMut(&mut Thing, &mut Dice<'_>)) -> bool {
    let places: Vec<Place> =
        day.places().into_iter().filter(|place| matches!(place, Place::Holding(..))).collect();
    if places.is_empty() {
        return false;
    }
    let place = dice.of(&places);
    change(day.thing(place), dice);
    true
}

/// Leaves a holding out of a list in weights.
fn drop_holding(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let mut lists: Vec<&mut Vec<Thing>> = Vec::new();
    for option in day.options.iter_mut().chain(&mut day.pool) {
        if let Content::Parts(parts) = &mut option.content
            && parts.iter().all(|part| part.weight.is_some())
            && parts.iter().any(|part| part.weight != Some(Said::Number(0)))
        {
            lists.push(parts);
        }
    }
    if lists.is_empty() {
        return false;
    }
    let list = dice.pick(lists.len());
    let parts = &mut lists[list];
    let weighing: Vec<usize> =
        (0..parts.len()).filter(|part| parts[*part].weight != Some(Said::Number(0))).collect();
    let at = dice.of(&weighing);
    parts.remove(at);
    parts.iter_mut().for_each(|part| part.assets = None);
    // What is left of a fund that sells short may make 100%, and a list of such is complete.
    least_of(parts) != WHOLE
}

/// The least that the weights of a list make.
fn least_of(list: &[Thing]) -> i64 {
    list.iter().filter_map(|thing| thing.weight.as_ref()?.ends().0).sum()
}

/// Holdings in dollars, and more of the fund than they are.
fn fund_total(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let options = day.options.iter_mut();
    let mut options: Vec<&mut Thing> = options
        .filter(|option| {
            !option.parts().is_empty() && option.parts().iter().all(|part| part.assets.is_some())
        })
        .collect();
    if options.is_empty() {
        return false;
    }
    let at = dice.pick(options.len());
    let option = &mut options[at];
    let Content::Parts(parts) = &mut option.content else { return false };
    parts.iter_mut().for_each(|part| part.weight = None);
    let total = WHOLE + dice.of(&[25, 1, 100]) * PERCENT;
    let least = WHOLE - dice.of(&[0, 10]) * PERCENT;
    option.fund_assets = Some(match dice.chance(1, 3) {
        true => Said::Between(Some(least), Some(total)),
        false => Said::Number(total),
    });
    true
}

/// Borrows some of one holding to hold more of another.
fn sell_short(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let mut found = false;
    for option in &mut day.options {
        let Content::Parts(parts) = &mut option.content else { continue };
        let in_weights =
            parts.iter().all(|part| part.weight.as_ref().is_some_and(|said| said.number().is_some()));
        if !in_weights || parts.len() < 2 {
            continue;
        }
        let borrowed = dice.of(&[30, 5, 150]) * PERCENT;
        let last = parts.len() - 1;
        for (at, sign) in [(0, 1), (last, -1)] {
            let weight = parts[at].weight.as_ref().and_then(Said::number).unwrap_or(0);
            parts[at].weight = Some(Said::Number(weight + sign * borrowed));
        }
        parts.iter_mut().for_each(|part| part.assets = None);
        option.shorts = true;
        found = true;
    }
    found
}

/// One fund in two places, of which less is known than all.
fn held_twice(day: &mut Day, sketch: &Sketch<'_>, dice: &mut Dice<'_>) -> bool {
    if !sketch.asked.classes {
        return false;
    }
    let holder = |place: &Place| match place {
        Place::Holding(..) => true,
        Place::Option(_) => !sketch.asked.holdings,
        _ => false,
    };
    let mut places: Vec<Place> = day.places().into_iter().filter(holder).collect();
    if places.len() < 2 {
        return false;
    }
    dice.shuffle(&mut places);
    // An option that is a share of the fund has no holdings of its own.
    let first = places[0];
    let other = places[1..].iter().copied().find(|place| match (first, *place) {
        (Place::Option(option), Place::Holding(of, _)) | (Place::Holding(of, _), Place::Option(option)) => {
            option != of
        }
        _ => true,
    });
    let Some(other) = other else { return false };
    for place in [first, other] {
        let thing = day.thing(place);
        thing.content = Content::Pool;
        thing.facts.remove("illiquid");
    }
    let mut pool = Thing::named("pool");
    pool.content = match dice.pick(3) {
        0 => {
            let above = CLASSES[dice.pick(CLASSES.len())].1;
            Content::Class(dice.of(above))
        }
        _ => Content::Closed,
    };
    day.pool = Some(pool);
    true
}

/// Says nothing of what an option, a holding or the fund consists of.
fn close(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let mut places = day.places();
    places.retain(|place| !matches!(day.thing(*place).content, Content::Closed));
    if places.is_empty() {
        return false;
    }
    let place = dice.of(&places);
    let thing = day.thing(place);
    thing.content = Content::Closed;
    thing.facts.remove("illiquid");
    true
}

/// Says only a class that its class is in.
fn coarsen(day: &mut Day, dice: &mut Dice<'_>) -> bool {
    let mut places = day.places();
    places.retain(|place| matches!(day.thing(*place).content, Content::Class(_)));
    if places.is_empty() {
        return false;
    }
    let place = dice.of(&places);
    let thing = day.thing(place);
    let Content::Class(leaf) = thing.content else { return false };
    let Some((_, above)) = CLASSES.iter().find(|(class, _)| *class == leaf) else { return false };
    thing.content = Content::Class(dice.of(above));
    thing.facts.remove("illiquid");
    true
}
