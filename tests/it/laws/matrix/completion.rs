//! Completion: what is not said is made up, within all that is said, until nothing is left to ask.

use std::cell::Cell;

use super::super::dice::Dice;
use super::drawn::{Sketch, split, value};
use super::facts::{Fact, Kind, Level, PERCENT, WHOLE, leaves};
use super::menus::{Content, Day, Menu, Place, Said, Thing};

/// How one completion makes things up: alike, or each by itself.
struct Habit<'a> {
    sketch: Sketch<'a>,
    /// What a fact is wherever nothing else is drawn for it.
    usual: Vec<(&'static str, Level, Said)>,
    class: &'static str,
    /// What an unopened thing consists of wherever nothing else is drawn for it, if not of that class.
    mix: Option<[(i64, &'static str); 2]>,
    /// In how many of four cases it is that.
    loyalty: usize,
    /// A list that leaves things out may leave out many that are alike: at this level, so many.
    crowd: Option<(Level, usize)>,
    /// Whether no two of what a list leaves out have a name of a manager or an issuer in common, and how many have one.
    apart: Option<Cell<usize>>,
}

/// What a thing weighs, in a list that is complete.
struct Sizes {
    listed: Vec<i64>,
    further: Vec<i64>,
    total: i64,
}

/// What is known of the sizes in a list.
struct List<'k> {
    level: Level,
    known: &'k [Option<i64>],
    total: Option<i64>,
    /// Of a total that is a range.
    bounds: Option<(Option<i64>, Option<i64>)>,
    /// Whether it may leave things out.
    open: bool,
    shorts: bool,
}

fn list(level: Level, known: &[Option<i64>], open: bool) -> List<'_> {
    List { level, known, total: None, bounds: None, open, shorts: false }
}

impl Sizes {
    fn of(&self, at: usize) -> Option<i64> {
        self.listed.iter().chain(&self.further).nth(at).copied()
    }

    /// As weights, if all of them can be written down; dollars alone say them otherwise.
    fn weights(&self) -> Option<Vec<i64>> {
        let sizes = self.listed.iter().chain(&self.further);
        sizes.map(|size| part_of(*size, WHOLE, self.total)).collect()
    }
}

impl Sketch<'_> {
    /// A menu on which everything is said, and that agrees with this one; none, if the numbers that were drawn do not
    /// fit together.
    pub(super) fn completed(&self, partial: &Menu, dice: &mut Dice<'_>) -> Option<Menu> {
        let usual = self.asked.facts.iter().map(|fact| (fact.key, fact.level, value(fact, self.pool, dice)));
        let usual = usual.collect();
        let crowd = dice.chance(1, 6).then(|| {
            let level = dice.of(&[Level::Option, Level::Holding]);
            (level, dice.of(&[12, 25, 4, 8, 40, 18]))
        });
        let apart = dice.chance(1, 6).then(|| Cell::new(0));
        let loyalty = dice.of(&[4, 3, 0, 2]);
        let mix = dice.chance(1, 3).then(|| {
            let part = self.pool.share(dice);
            [(part, self.class(dice)), (WHOLE - part, self.class(dice))]
        });
        let habit = Habit { sketch: *self, usual, class: self.class(dice), mix, loyalty, crowd, apart };
        let now = habit.day(&partial.now, "n", dice)?;
        // Other things may have been there, and of other sizes; a crowd mostly was.
        let others = if habit.crowd.is_some() { 3 } else { 1 };
        let earlier = partial.earlier.iter().map(|then| match then {
            Some(then) if dice.chance(others, 4) => habit.day(then, dice.of(&["n", "m"]), dice),
            None if dice.chance(others, 4) => habit.day(&unheard_of(), dice.of(&["n", "m"]), dice),
            then => Some(habit.then(&now, then.as_ref(), dice)),
        });
        let earlier = earlier.map(|then| then.map(Some)).collect::<Option<_>>()?;
        Some(Menu { earlier, now })
    }
}

/// A day of which nothing is known.
fn unheard_of() -> Day {
    let plan = Thing::named("P");
    Day { plan, leaves_out: false, listed: false, options: Vec::new(), pool: None, accounts: None }
}

impl Habit<'_> {
    /// What is not listed has names of its own, which may be others than on other days.
    fn day(&self, partial: &Day, prefix: &str, dice: &mut Dice<'_>) -> Option<Day> {
        let mut day = partial.clone();
        self.complete(&mut day.plan, Level::Plan, dice);
        if let Some(pool) = &mut day.pool {
            self.complete_content(pool, Level::Option, false, dice)?;
            let is_opened = !pool.parts().is_empty();
            self.complete_where(pool, Level::Option, dice, |fact| fact.key == "illiquid" && !is_opened);
        }
        let (sizes, weights) = self.sizes_of_options(&day, dice)?;
        for _ in &sizes.further {
            let named = format!("o{}", dice.pick(3));
            let is_free = day.options.iter().all(|option| option.name != named);
            let name = match is_free && dice.chance(1, 4) {
                true => named,
                false => format!("{prefix}{}", day.options.len()),
            };
            day.options.push(Thing::named(name));
        }
        for (at, option) in day.options.iter_mut().enumerate() {
            option.assets = sizes.of(at).map(Said::Number);
            option.weight = weights.as_ref().map(|weights| Said::Number(weights[at]));
            self.complete_content(option, Level::Option, false, dice)?;
            self.complete(option, Level::Option, dice);
            if self.sketch.asked.fund_assets && option.parts().is_empty() {
                let all = match option.fund_assets.as_ref().map(Said::ends) {
                    Some((low, high)) => dice.of(&[low.unwrap_or(WHOLE), high.unwrap_or(WHOLE)]),
                    None => self.sketch.pool.dollars(dice),
                };
                option.fund_assets = Some(Said::Number(all));
            }
        }
        if !day.options.is_empty() {
            day.plan.assets = Some(Said::Number(sizes.total));
        }
        (day.leaves_out, day.listed) = (false, true);
        if self.sketch.asked.accounts && day.accounts.is_none() {
            let named = |number: usize| Thing::named(format!("a{number}"));
            day.accounts = Some((0..dice.of(&[1, 0, 2, 3, 6])).map(named).collect());
        }
        for account in day.accounts.iter_mut().flatten() {
            self.complete(account, Level::Account, dice);
        }
        Some(day)
    }

    /// The things of a completed day in a quarter before, of which something may be said.
    fn then(&self, now: &Day, partial: Option<&Day>, dice: &mut Dice<'_>) -> Day {
        let mut day = now.clone();
        for place in day.places() {
            // What an option was a class of, it did not hold then.
            if matches!(place, Place::Holding(option, at) if day.options[option].parts().len() <= at) {
                continue;
            }
            let known = partial.and_then(|partial| partial.named(&day.path(place)));
            let thing = day.thing(place);
            thing.facts.clear();
            match known {
                Some(known) => {
                    thing.facts.clone_from(&known.facts);
                    thing.document = known.document;
                    if let Some(all) = known.fund_assets.as_ref().and_then(Said::number) {
                        thing.fund_assets = Some(Said::Number(all));
                    }
                    if let Content::Class(class) = &known.content {
                        thing.content = Content::Class(dice.of(&leaves(class)));
                    }
                }
                None => {
                    thing.document = None;
                    if let Content::Class(_) = thing.content {
                        thing.content = Content::Class(self.class(dice));
                    }
                }
            }
            match place {
                Place::Pool => {
                    let opened = !thing.parts().is_empty();
                    self.complete_where(thing, Level::Option, dice, |fact| fact.key == "illiquid" && !opened);
                }
                _ => self.complete(thing, place.level(), dice),
            }
        }
        if dice.chance(1, 4) {
            // What is not listed may not have been there.
            for option in day.options.iter_mut().filter(|option| option.name.starts_with('n')) {
                option.name.insert(0, 'm');
            }
        }
        day
    }

    // --- facts ------------------------------------------------------------------------------------------------

    fn complete(&self, thing: &mut Thing, level: Level, dice: &mut Dice<'_>) {
        // What is looked through is said of what has no parts.
        let opened = matches!(thing.content, Content::Parts(_) | Content::Pool);
        self.complete_where(thing, level, dice, |fact| fact.key != "illiquid" || !opened);
        if self.sketch.asked.documents && matches!(level, Level::Plan | Level::Option) {
            thing.document.get_or_insert_with(|| dice.chance(1, 2));
        }
    }

    fn complete_where(
        &self,
        thing: &mut Thing,
        level: Level,
        dice: &mut Dice<'_>,
        which: impl Fn(&Fact) -> bool,
    ) {
        for fact in self.sketch.asked.of(level).filter(|fact| which(fact)) {
            let said = match thing.facts.remove(fact.key) {
                Some(Said::Between(low, high)) => Said::Number(self.within(fact, low, high, dice)),
                Some(said) => said,
                None => self.anything(fact, dice),
            };
            thing.facts.insert(fact.key, said);
        }
    }

    /// How many have a name of their own.
    fn named(&self) -> usize {
        self.apart.as_ref().map_or(0, Cell::get)
    }

    fn is_loyal(&self, dice: &mut Dice<'_>) -> bool {
        dice.pick(4) < self.loyalty
    }

    fn anything(&self, fact: &Fact, dice: &mut Dice<'_>) -> Said {
        if self.is_loyal(dice)
            && let Some((.., said)) =
                self.usual.iter().find(|(key, level, _)| *key == fact.key && *level == fact.level)
        {
            return said.clone();
        }
        if let (Some(named), Some(name)) = (&self.apart, fact.further().get(self.named())) {
            named.set(named.get() + 1);
            return Said::Word(name);
        }
        if !fact.further().is_empty() && dice.chance(1, 2) {
            return Said::Word(dice.of(fact.further()));
        }
        match (fact.kind, dice.chance(1, 12)) {
            (Kind::Score, true) => Said::Number(dice.of(&[10_000_000_000, -10_000_000_000])),
            _ => value(fact, self.sketch.pool, dice),
        }
    }

    fn within(&self, fact: &Fact, low: Option<i64>, high: Option<i64>, dice: &mut Dice<'_>) -> i64 {
        let drawn = self.sketch.pool.number(fact.kind, dice);
        let (least, most) = fact.kind.bounds();
        let (low, high) = (low.or(least), high.or(most));
        let drawn = low.map_or(drawn, |low| drawn.max(low));
        let drawn = high.map_or(drawn, |high| drawn.min(high));
        dice.of(&[low.unwrap_or(drawn), high.unwrap_or(drawn), drawn])
    }

    fn class(&self, dice: &mut Dice<'_>) -> &'static str {
        if self.is_loyal(dice) { self.class } else { self.sketch.class(dice) }
    }

    // --- what things hold -------------------------------------------------------------------------------------

    fn complete_content(
        &self,
        thing: &mut Thing,
        level: Level,
        around: bool,
        dice: &mut Dice<'_>,
    ) -> Option<()> {
        let shorts = thing.shorts || around;
        let asked = self.sketch.asked;
        let is_option = level == Level::Option && thing.name != "pool";
        // What a holding is matters for its share of a class, and for nothing else.
        if !asked.classes && (!asked.holdings || level == Level::Holding) {
            return Some(());
        }
        let wants_holdings = asked.holdings && is_option;
        match &thing.content {
            Content::Pool => return Some(()),
            Content::Parts(_) => {}
            Content::Class(class) => {
                let within = leaves(class);
                let is_mixed =
                    within.len() > 1 && dice.chance(1, if level == Level::Holding { 6 } else { 2 });
                thing.content = match wants_holdings || is_mixed {
                    true => self.made_up(&|dice| dice.of(&within), false, dice),
                    false => Content::Class(dice.of(&within)),
                };
            }
            Content::Closed if self.mix.is_some() && !wants_holdings && !shorts && self.is_loyal(dice) => {
                let parts = self.mix.into_iter().flatten().enumerate().map(|(number, (size, class))| {
                    let mut part = Thing::named(format!("n{number}"));
                    part.weight = Some(Said::Number(size));
                    part.content = Content::Class(class);
                    part
                });
                thing.content = Content::Parts(parts.collect());
            }
            Content::Closed => {
                let is_mixed = dice.chance(1, if level == Level::Holding { 6 } else { 2 });
                thing.content = match wants_holdings || thing.shorts || is_mixed {
                    true => self.made_up(&|dice| self.class(dice), shorts, dice),
                    false => Content::Class(self.class(dice)),
                };
            }
        }
        self.complete_parts(thing, level, shorts, dice)
    }

    /// Holdings that nobody said anything of, and that are all there is.
    fn made_up(
        &self,
        class: &dyn Fn(&mut Dice<'_>) -> &'static str,
        shorts: bool,
        dice: &mut Dice<'_>,
    ) -> Content {
        let count = self.crowd_of(Level::Holding).unwrap_or(dice.of(&[1, 2, 3, 4]));
        let mut sizes = self.split(Level::Holding, WHOLE, count, dice);
        if shorts && count > 1 {
            let borrowed = dice.of(&[0, 5, 30, 400, 10_000]) * PERCENT;
            sizes[0] += borrowed;
            sizes[count - 1] -= borrowed;
        }
        let parts = sizes.into_iter().enumerate().map(|(number, size)| {
            let mut part = Thing::named(format!("n{number}"));
            part.weight = Some(Said::Number(size));
            if self.sketch.asked.classes {
                part.content = Content::Class(class(dice));
            }
            part
        });
        Content::Parts(parts.collect())
    }

    fn complete_parts(
        &self,
        thing: &mut Thing,
        level: Level,
        shorts: bool,
        dice: &mut Dice<'_>,
    ) -> Option<()> {
        if !matches!(thing.content, Content::Parts(_)) {
            return Some(());
        }
        let in_dollars = is_in_dollars(thing);
        let (sizes, fund) = self.sizes_of_holdings(thing, dice)?;
        let Content::Parts(parts) = &mut thing.content else { return Some(()) };
        for _ in &sizes.further {
            parts.push(Thing::named(format!("n{}", parts.len())));
        }
        let weights = sizes.weights();
        for (at, part) in parts.iter_mut().enumerate() {
            let size = sizes.of(at)?;
            if in_dollars {
                part.assets = Some(Said::Number(size));
                part.weight = weights.as_ref().map(|weights| Said::Number(weights[at]));
            } else {
                part.weight = Some(Said::Number(size));
                part.assets = fund.and_then(|fund| part_of(size, fund, WHOLE)).map(Said::Number);
            }
            if level != Level::Holding {
                self.complete_content(part, Level::Holding, shorts, dice)?;
            }
            self.complete(part, Level::Holding, dice);
        }
        if thing.fund_assets.is_some() || (level == Level::Option && self.sketch.asked.fund_assets) {
            let all = if in_dollars { sizes.total } else { fund.unwrap_or(WHOLE) };
            thing.fund_assets = Some(Said::Number(all));
        }
        Some(())
    }

    // --- sizes ------------------------------------------------------------------------------------------------

    fn crowd_of(&self, level: Level) -> Option<usize> {
        self.crowd.filter(|(of, _)| *of == level).map(|(_, many)| many)
    }

    /// Shares that sum to `whole`; those of a crowd are alike.
    fn split(&self, level: Level, whole: i64, parts: usize, dice: &mut Dice<'_>) -> Vec<i64> {
        match self.crowd_of(level) {
            Some(_) if parts > 0 => {
                let mut shares = vec![whole / parts as i64; parts];
                shares[0] += whole % parts as i64;
                shares
            }
            _ => split(whole, parts, self.sketch.pool, dice),
        }
    }

    /// What the options weigh, and their dollars: of those that are listed and of further ones.
    fn sizes_of_options(&self, day: &Day, dice: &mut Dice<'_>) -> Option<(Sizes, Option<Vec<i64>>)> {
        match day.options.iter().any(|option| option.weight.is_some()) {
            true => self.weights_of_options(day, dice),
            false => self.dollars_of_options(day, dice),
        }
    }

    /// Where weights are said. The answer has the dollars, and the weights beside them.
    fn weights_of_options(&self, day: &Day, dice: &mut Dice<'_>) -> Option<(Sizes, Option<Vec<i64>>)> {
        let options = &day.options;
        let implied = options.iter().find_map(|option| {
            let weight = option.weight.as_ref()?.number().filter(|weight| *weight > 0)?;
            part_of(option.assets.as_ref()?.number()?, WHOLE, weight)
        });
        let stated = day.plan.assets.as_ref().map(Said::ends);
        let anything = [WHOLE, 3 * WHOLE, WHOLE / 100, 1_000 * WHOLE, 0, self.sketch.pool.dollars(dice)];
        let total = match stated {
            Some((low, high)) => {
                let low = low.unwrap_or(0);
                implied.unwrap_or(dice.of(&[low, high.unwrap_or(low + 4 * WHOLE)]))
            }
            None => implied.unwrap_or(dice.of(&anything)),
        };
        let (mut known, mut ranges, mut least) = (Vec::new(), Vec::new(), 0);
        for option in options {
            let (low, high) = match (&option.weight, &option.assets) {
                (Some(weight), _) => weight.ends(),
                (None, Some(assets)) => {
                    let weight = part_of(assets.number()?, WHOLE, total)?;
                    (Some(weight), Some(weight))
                }
                (None, None) => {
                    known.push(None);
                    continue;
                }
            };
            let (low, high) = (low.unwrap_or(0), high.unwrap_or(WHOLE));
            let drawn = self.sketch.pool.share(dice).clamp(low, high);
            least += low;
            known.push(Some(dice.of(&[low, high, drawn])));
            ranges.push((known.len() - 1, low, high));
        }
        make_a_whole(&mut known, &ranges, dice);
        let open = day.leaves_out || least < WHOLE;
        let weights =
            self.fill_up(&List { total: Some(WHOLE), ..list(Level::Option, &known, open) }, dice)?;
        let dollars = |weights: &[i64]| -> Option<Vec<i64>> {
            weights.iter().map(|weight| part_of(*weight, total, WHOLE)).collect()
        };
        let sizes = Sizes { listed: dollars(&weights.listed)?, further: dollars(&weights.further)?, total };
        Some((sizes, Some([weights.listed, weights.further].concat())))
    }

    /// Where dollars are, or nothing.
    fn dollars_of_options(&self, day: &Day, dice: &mut Dice<'_>) -> Option<(Sizes, Option<Vec<i64>>)> {
        let known: Vec<Option<i64>> =
            day.options.iter().map(|option| option.assets.as_ref().and_then(Said::number)).collect();
        let least: i64 = known.iter().flatten().sum();
        let stated = day.plan.assets.as_ref().map(Said::ends);
        let total = stated.map(|(low, high)| {
            let low = low.unwrap_or(0).max(least);
            let high = high.unwrap_or(low + dice.of(&[4, 1000]) * WHOLE).max(low);
            let drawn = self.sketch.pool.dollars(dice).clamp(low, high);
            dice.of(&[low, high, drawn])
        });
        let may_exceed = stated.is_some_and(|(_, high)| high.is_none_or(|high| least < high));
        let open = day.leaves_out || !day.listed || may_exceed;
        let bounds = stated.filter(|(low, high)| low != high);
        let sizes = self.fill_up(&List { total, bounds, ..list(Level::Option, &known, open) }, dice)?;
        let weights = sizes.weights();
        Some((sizes, weights))
    }

    /// What holdings weigh, in dollars if they are given so; and the dollars of the fund, if they are asked for.
    fn sizes_of_holdings(&self, thing: &Thing, dice: &mut Dice<'_>) -> Option<(Sizes, Option<i64>)> {
        let parts = thing.parts();
        let stated = thing.fund_assets.as_ref().map(Said::ends);
        if is_in_dollars(thing) {
            let known: Vec<Option<i64>> =
                parts.iter().map(|part| part.assets.as_ref().and_then(Said::number)).collect();
            let least: i64 = known.iter().flatten().sum();
            let open =
                known.contains(&None) || stated.is_some_and(|(_, high)| high.is_none_or(|high| least < high));
            let total = match stated {
                Some((Some(low), Some(high))) => Some(dice.of(&[high, low.max(least)])),
                Some((low, high)) => low.or(high),
                None => None,
            };
            let bounds = stated.filter(|(low, high)| low != high);
            let sizes = self.fill_up(&List { total, bounds, ..list(Level::Holding, &known, open) }, dice)?;
            return (sizes.total > 0).then_some((sizes, None));
        }
        let implied = parts.iter().find_map(|part| {
            let weight = part.weight.as_ref()?.number().filter(|weight| *weight != 0)?;
            part_of(part.assets.as_ref()?.number()?, WHOLE, weight)
        });
        let asks = self.sketch.asked.sizes || self.sketch.asked.fund_assets;
        let exactly = stated.and_then(|(low, high)| low.filter(|_| low == high));
        let some = |dice: &mut Dice<'_>| WHOLE * dice.of(&[1, 2, 100]) / dice.of(&[1, 1, 100]);
        let fund = exactly.or(implied).or(asks.then(|| some(dice)));
        let (mut known, mut ranges, mut least) = (Vec::new(), Vec::new(), 0);
        let mut exact = true;
        for part in parts {
            let (low, high) = match (&part.weight, &part.assets) {
                (Some(weight), _) => weight.ends(),
                (None, Some(assets)) => {
                    let weight = part_of(assets.number()?, WHOLE, fund?)?;
                    (Some(weight), Some(weight))
                }
                (None, None) => {
                    known.push(None);
                    exact = false;
                    continue;
                }
            };
            exact &= low.is_some() && low == high;
            let (low, high) = (low.unwrap_or(0), high.unwrap_or(WHOLE));
            let drawn = self.sketch.pool.share(dice).clamp(low.min(high), high);
            least += low;
            known.push(Some(dice.of(&[low, high, drawn])));
            ranges.push((known.len() - 1, low, high));
        }
        make_a_whole(&mut known, &ranges, dice);
        let open = if thing.shorts { !(exact && least == WHOLE) } else { least < WHOLE };
        let whole = List { total: Some(WHOLE), ..list(Level::Holding, &known, open) };
        let sizes = self.fill_up(&List { shorts: thing.shorts, ..whole }, dice)?;
        Some((sizes, fund))
    }

    /// What is not known shares what the total leaves; where nothing tells a total, it is anything.
    fn fill_up(&self, list: &List<'_>, dice: &mut Dice<'_>) -> Option<Sizes> {
        let List { level, known, total, bounds, open, shorts } = *list;
        let free = known.iter().filter(|size| size.is_none()).count();
        let crowd = self.crowd_of(level);
        let further = if open { crowd.unwrap_or(dice.of(&[1, 0, 2, 3, 4, 6])) } else { 0 };
        let sum: i64 = known.iter().flatten().sum();
        let count = free + further;
        let mut shares = match total {
            None => (0..count).map(|_| self.sketch.pool.dollars(dice)).collect(),
            Some(_) if count == 0 => Vec::new(),
            Some(total) => {
                let left = total - sum;
                if left < 0 && !shorts {
                    return None;
                }
                let mut shares = self.split(level, left.max(0), count, dice);
                shares[0] += left.min(0);
                if shorts && count > 1 {
                    let borrowed = dice.of(&[0, 5, 30, 400, 10_000]) * PERCENT;
                    shares[0] += borrowed;
                    shares[count - 1] -= borrowed;
                }
                dice.shuffle(&mut shares);
                shares
            }
        };
        let all = sum + shares.iter().sum::<i64>();
        let fits = match (total, bounds) {
            (None, _) => true,
            (Some(_), Some((low, high))) => {
                low.is_none_or(|low| low <= all) && high.is_none_or(|high| all <= high)
            }
            (Some(total), None) => total == all,
        };
        if !fits {
            return None;
        }
        let further = shares.split_off(free);
        let mut shares = shares.into_iter();
        let listed = known.iter().map(|size| size.or_else(|| shares.next())).collect::<Option<_>>()?;
        Some(Sizes { listed, further, total: all })
    }
}

/// Sizes within ranges, of which one may be what the others leave of 100%.
fn make_a_whole(known: &mut [Option<i64>], ranges: &[(usize, i64, i64)], dice: &mut Dice<'_>) {
    if ranges.is_empty() || known.contains(&None) || dice.chance(1, 2) {
        return;
    }
    let (at, low, high) = dice.of(ranges);
    let others: i64 = known.iter().flatten().sum::<i64>() - known[at].unwrap_or(0);
    known[at] = Some((WHOLE - others).clamp(low.min(high), high));
}

/// A list in dollars, where no weights say more.
fn is_in_dollars(thing: &Thing) -> bool {
    let parts = thing.parts();
    parts.iter().all(|part| part.weight.is_none()) && parts.iter().any(|part| part.assets.is_some())
}

/// `number * of / whole`, where that is a whole number.
fn part_of(number: i64, of: i64, whole: i64) -> Option<i64> {
    let (product, whole) = (i128::from(number) * i128::from(of), i128::from(whole));
    if whole == 0 || product % whole != 0 {
        return None;
    }
    i64::try_from(product / whole).ok()
}
