//! Look-through: how much of a thing is in a class, or what a fact comes to, through everything that it holds.

use super::Datum;
use super::evidence::{Found, Sought};
use super::mean::{Member, mean};
use super::world::World;
use crate::menu::{Cell, Content, Reading, Thing};
use crate::vocabulary::{
    ClassId, End, Exact, FactId, FactKey, Interval, LevelId, Rounding, Type, Value, shown,
};

/// A part of a thing, with what is known of its weight.
struct Part<'a> {
    thing: &'a Thing,
    found: Found,
    assets: Option<&'a Cell>,
    weight: Option<Interval>,
}

/// How a range of weights is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Ranges {
    /// Each by its ends, by itself.
    Apart,
    /// Each at its least; what is above that is left, for any of them to take.
    Least,
}

impl World<'_> {
    /// How much of a thing is in a class.
    pub(super) fn share(&self, thing: &Thing, prefix: &str, class: ClassId) -> Found {
        self.sought(thing, prefix, Sought::Class(class))
    }

    /// What a looked-through fact comes to.
    pub(super) fn looked_through(&self, thing: &Thing, prefix: &str, fact: FactId) -> Found {
        self.sought(thing, prefix, Sought::Fact(fact))
    }

    /// Looked up once for each thing: funds may be shared by many, in many layers.
    pub(super) fn sought(&self, thing: &Thing, prefix: &str, sought: Sought) -> Found {
        let key = (std::ptr::from_ref(thing).addr(), sought);
        if let Some(found) = self.seen.borrow().get(&key) {
            return found.clone();
        }
        let found = self.looked_up(thing, prefix, sought);
        self.seen.borrow_mut().insert(key, found.clone());
        found
    }

    /// What a fund holds. The funds that it holds are looked up before it, and those that they hold before them, so
    /// that a chain of thousands does not need a stack of thousands. The menu is free of circles.
    fn through_fund(&self, fund: &Thing, sought: Sought) -> Found {
        let mut waiting = vec![(fund, self.funds_held(fund))];
        while let Some((fund, held)) = waiting.last_mut() {
            let next = held.pop();
            match next {
                Some(inner) => {
                    let seen = self.seen.borrow().contains_key(&(std::ptr::from_ref(inner).addr(), sought));
                    if !seen {
                        let held = self.funds_held(inner);
                        waiting.push((inner, held));
                    }
                }
                None => {
                    self.sought(fund, "", sought);
                    waiting.pop();
                }
            }
        }
        self.sought(fund, "", sought)
    }

    /// The funds that a thing or one of its parts is a share of.
    fn funds_held<'t>(&'t self, thing: &'t Thing) -> Vec<&'t Thing> {
        match &thing.content {
            Content::Fund { level, id, .. } => self.references.find(*level, id).into_iter().collect(),
            Content::Parts(parts) => parts.iter().flat_map(|part| self.funds_held(part)).collect(),
            Content::Class { .. } | Content::Closed => Vec::new(),
        }
    }

    fn looked_up(&self, thing: &Thing, prefix: &str, sought: Sought) -> Found {
        let mut found = self.shown_by_menu(thing, prefix, sought);
        // An assumption about an option takes away what is not known, and nothing that is.
        if let (Sought::Class(class), None) = (sought, found.interval.known())
            && let Some(index) = self.assumed_none(thing, class)
            && found.interval.low == End::At(Exact::zero())
        {
            found = Found { missing: Vec::new(), ..found };
            found.interval = Interval::point(Exact::zero());
            found.relied.insert((index, format!("{prefix}{}", thing.id)));
        }
        found
    }

    fn shown_by_menu(&self, thing: &Thing, prefix: &str, sought: Sought) -> Found {
        if let Some(cell) = self.stated_cell(thing, sought) {
            let mut found = Found::of(self.cell_interval(cell));
            found.data.push(Datum {
                at: cell.at,
                label: self.seen_label(&found.interval, sought),
                period: None,
            });
            if let (None, Sought::Fact(fact)) = (found.interval.known(), sought) {
                found.missing.push(self.missing_fact(thing, prefix, &self.schema.fact(fact).name));
            }
            return found;
        }
        if thing.group.is_some() {
            return self.share_of_group(thing, sought);
        }
        match (&thing.content, sought) {
            (Content::Class { class, at }, Sought::Class(asked)) => {
                let name = &self.schema.class(*class).name;
                let label = format!("`{}` is {name}", thing.name);
                let mut found = if self.schema.class_is_within(*class, asked) {
                    Found::of(Interval::point(Exact::one()))
                } else if self.schema.class_is_within(asked, *class) {
                    let mut found = Found::of(Interval::whole());
                    found.missing.push(self.missing_holdings(thing, prefix));
                    found
                } else {
                    Found::of(Interval::point(Exact::zero()))
                };
                found.data.push(Datum { at: *at, label, period: None });
                found
            }
            (Content::Fund { level, id, .. }, _) => match self.references.find(*level, id) {
                Some(fund) => self.through_fund(fund, sought),
                None => self.unopened(thing, prefix, sought),
            },
            (Content::Parts(parts), _) => self.of_parts(thing, parts, prefix, sought),
            _ => self.unopened(thing, prefix, sought),
        }
    }

    /// What the menu states of a thing, so that nothing has to be looked through.
    fn stated_cell<'t>(&self, thing: &'t Thing, sought: Sought) -> Option<&'t Cell> {
        let Sought::Fact(fact) = sought else { return None };
        let of_level = self.schema.fact_named(thing.level, &self.schema.fact(fact).name)?;
        thing.cell(FactKey::of(of_level))
    }

    /// All that may be in what nobody opened. Whatever is not said to sell short does not: else nothing would bound
    /// anything.
    pub(super) fn anything(&self, thing: &Thing, sought: Sought) -> Interval {
        match sought {
            Sought::Class(_) if self.sells_short(thing) => Interval::anything(),
            Sought::Class(_) => Interval::whole(),
            Sought::Fact(fact) => self.schema.fact(fact).range.clone(),
        }
    }

    /// A thing, or the rest of a thing, that nobody opened.
    fn unopened(&self, thing: &Thing, prefix: &str, sought: Sought) -> Found {
        if let Sought::Class(class) = sought
            && let Some(index) = self.unclassified_none(class)
        {
            let mut found = Found::of(Interval::point(Exact::zero()));
            found.relied.insert((index, format!("{prefix}{}", thing.id)));
            return found;
        }
        let mut found = Found::of(self.anything(thing, sought));
        found.missing.push(match sought {
            Sought::Class(_) => self.missing_holdings(thing, prefix),
            Sought::Fact(fact) => self.missing_fact(thing, prefix, &self.schema.fact(fact).name),
        });
        found
    }

    /// The weighted sum over parts, and over what their weights leave.
    ///
    /// Two ways to weigh are used together, and both must hold. By assets: each part's dollars, of a list that is
    /// complete. By weights: each part's stated share, or its dollars of a stated total; what they leave may be
    /// anything.
    fn of_parts(&self, thing: &Thing, parts: &[Thing], prefix: &str, sought: Sought) -> Found {
        let is_plan = self.schema.level(thing.level).parent.is_none();
        let inner = if is_plan { String::new() } else { format!("{prefix}{}/", thing.id) };
        let total = self.total_of(thing, is_plan);
        let parts: Vec<Part<'_>> = parts
            .iter()
            .map(|part| {
                let found = self.sought(part, &inner, sought);
                let assets = self.cell_named(part, "assets");
                let weight = self.weight_given(part, assets, total.as_ref());
                Part { thing: part, found, assets, weight }
            })
            .collect();
        let all_in_dollars = parts.iter().all(|part| part.assets.is_some() && part.weight.is_none());
        let complete = if is_plan { self.menu.leaves_out.is_none() } else { all_in_dollars };
        if parts.is_empty() && is_plan && complete {
            return Found::nothing("the menu has no options".into());
        }
        let rest = self.unopened(thing, prefix, sought);

        let only_listed = is_plan && complete;
        let by_weights = by_weights(&parts, only_listed, &rest.interval, Ranges::Apart);
        let by_least = self::by_weights(&parts, only_listed, &rest.interval, Ranges::Least);
        let by_weights = by_weights.meet(&by_least).unwrap_or(by_weights);
        let mut interval = by_weights.clone();
        let by_dollars = complete && total.is_none();
        if by_dollars {
            let by_assets = self.by_assets(&parts);
            // Weights and dollars that contradict each other decide nothing.
            interval = by_weights.meet(&by_assets).unwrap_or_else(|| by_weights.hull(&by_assets));
        }
        if self.sells_short(thing) {
            // What is not listed may be sold short, so that nothing bounds it.
            interval = match (self.weights_are_whole(thing, &parts), by_dollars) {
                (true, _) => by_weights,
                (false, true) => self.by_assets(&parts),
                (false, false) => Interval::anything(),
            };
        }

        // Positions sold short take a sum past what a fact can be; it is at that end then.
        let interval = match sought {
            Sought::Class(_) => interval,
            Sought::Fact(fact) => interval.held_within(&self.schema.fact(fact).range),
        };

        let mut found = Found::of(interval);
        found.data = self.contributions(&parts, thing.level, sought);
        let is_decided = found.interval.known().is_some();
        let dollars = |part: &Part<'_>| part.assets.and_then(|cell| self.cell_number(cell));
        if by_dollars
            && !is_decided
            && parts.iter().all(|part| dollars(part).is_some_and(|sum| sum.is_zero()))
        {
            let of = &self.schema.level(thing.level).name;
            found.because.push(format!("the {of} has assets of $0, and nothing is a share of them"));
        }
        let has_room = complete && parts.iter().any(|part| part.weight.is_none());
        let listed = has_room || self.weights_are_whole(thing, &parts);
        for part in parts {
            let weighed = part.weight.as_ref().is_some_and(|weight| weight.known().is_some());
            let sized = weighed || dollars(&part).is_some();
            found.relied.extend(part.found.relied);
            if is_decided {
                continue;
            }
            if !sized {
                let fact = if is_plan { "assets" } else { "weight" };
                found.missing.push(self.missing_fact(part.thing, &inner, fact));
            }
            found.missing.extend(part.found.missing);
        }
        if !listed {
            found.relied.extend(rest.relied);
            found.missing.extend(rest.missing.into_iter().filter(|_| !is_decided));
        }
        // A fund that is held in many places is told once: in layers of funds that each hold the next one twice, the
        // tale would double with each.
        found.without_repeats();
        found
    }

    /// The mean by dollars. With dollars below zero it is no mean, and bounded only if all of them are known.
    fn by_assets(&self, parts: &[Part<'_>]) -> Interval {
        let dollars = |part: &Part<'_>| part.assets.and_then(|cell| self.cell_number(cell));
        if !parts.iter().filter_map(dollars).any(|dollars| dollars.is_negative()) {
            let member = |part: &Part<'_>| {
                let value = part.found.interval.clone();
                Member { value, weight: dollars(part), certain: true }
            };
            return mean(&parts.iter().map(member).collect::<Vec<_>>()).0;
        }
        let mut sum = Interval::point(Exact::zero());
        let mut whole = Exact::zero();
        for part in parts {
            let Some(dollars) = dollars(part) else { return Interval::anything() };
            whole = &whole + &dollars;
            sum = sum.plus(&Interval::point(dollars).times(&part.found.interval));
        }
        sum.over(&Interval::point(whole))
    }

    /// Which parts it comes from, the weightiest first, each at the number that the menu gives for it.
    fn contributions(&self, parts: &[Part<'_>], of: LevelId, sought: Sought) -> Vec<Datum> {
        let what = match sought {
            Sought::Class(class) => format!("in {}", self.schema.class(class).name),
            Sought::Fact(fact) => self.schema.fact(fact).name.clone(),
        };
        let whole = Exact::sum(
            parts.iter().filter_map(|part| self.cell_number(part.assets?)).collect::<Vec<_>>().iter(),
        );
        let all_in_dollars = parts.iter().all(|part| part.assets.is_some());
        let of = &self.schema.level(of).name;
        let mut rows: Vec<(Exact, Datum)> = Vec::new();
        for part in parts {
            let Some(low) = part.found.interval.low.number().filter(|low| !low.is_zero()) else { continue };
            let dollars = part.assets.and_then(|cell| self.cell_number(cell));
            let weight = part.weight.as_ref().and_then(|weight| weight.known().cloned());
            let by_assets =
                dollars.as_ref().filter(|_| all_in_dollars).and_then(|assets| assets.divided_by(&whole));
            let at =
                part.assets.or(self.cell_named(part.thing, "weight")).map_or(part.thing.at, |cell| cell.at);
            let share = |number: &Exact| shown(&Type::Percent(None), number, None, 2, Rounding::Nearest);
            let (size, label) = match weight.or(by_assets) {
                Some(weight) => {
                    let size = &weight * low;
                    let label = format!("`{}`: {} of the {of} {what}", part.thing.name, share(&size));
                    (size, label)
                }
                None => (low.clone(), format!("`{}`: {} of it {what}", part.thing.name, share(low))),
            };
            rows.push((size, Datum { at, label, period: None }));
        }
        // Nothing of it: what each part is in instead is the evidence.
        if rows.is_empty() {
            return parts.iter().flat_map(|part| part.found.data.iter().cloned()).collect();
        }
        rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.at.cmp(&b.1.at)));
        rows.into_iter().map(|(_, datum)| datum).collect()
    }

    fn seen_label(&self, interval: &Interval, sought: Sought) -> String {
        let Sought::Fact(fact) = sought else { return String::new() };
        let fact = self.schema.fact(fact);
        interval.known().map_or(fact.name.clone(), |known| {
            format!("{} {}", fact.name, shown(&fact.ty, known, None, 2, Rounding::Nearest))
        })
    }

    // --- weights ----------------------------------------------------------------------------------------------

    /// The stated total of which the parts' dollars are shares: the plan's assets, or the whole fund's.
    pub(super) fn total_of(&self, thing: &Thing, is_plan: bool) -> Option<Exact> {
        let cell = self.cell_named(thing, if is_plan { "assets" } else { "fund_assets" })?;
        self.cell_number(cell).filter(|total| !total.is_zero() && !total.is_negative())
    }

    /// The weight of a part within its whole: stated, or its dollars of a stated total.
    fn weight_given(&self, part: &Thing, assets: Option<&Cell>, total: Option<&Exact>) -> Option<Interval> {
        let stated = self.cell_named(part, "weight").map(|cell| self.cell_interval(cell));
        let dollars = assets.and_then(|cell| self.cell_number(cell));
        let derived =
            dollars.zip(total).and_then(|(assets, total)| assets.divided_by(total)).map(Interval::point);
        match (stated, derived) {
            (Some(stated), Some(derived)) => Some(stated.meet(&derived).unwrap_or(stated)),
            (stated, derived) => stated.or(derived),
        }
    }

    /// Whether parts of these weights are all there is. Above 100% they are that too, by rounding; where some are sold
    /// short, more than 100% is only a part.
    pub(super) fn make_a_whole(&self, thing: &Thing, weights: &Exact) -> bool {
        if self.sells_short(thing) { *weights == Exact::one() } else { *weights >= Exact::one() }
    }

    fn weights_are_whole(&self, thing: &Thing, parts: &[Part<'_>]) -> bool {
        let known: Option<Vec<&Exact>> =
            parts.iter().map(|part| part.weight.as_ref().and_then(Interval::known)).collect();
        known.is_some_and(|weights| self.make_a_whole(thing, &Exact::sum(weights)))
    }

    /// A fact of a thing by its name in the built-in vocabulary; facts with bases have none here.
    pub(super) fn cell_named<'t>(&self, thing: &'t Thing, name: &str) -> Option<&'t Cell> {
        let fact = self.schema.fact_named(thing.level, name)?;
        thing.cell(FactKey::of(fact))
    }

    /// A cell as all that it may be.
    pub(super) fn cell_interval(&self, cell: &Cell) -> Interval {
        match &cell.reading {
            Reading::Exactly(Value::Duration(length)) => self.days(*length),
            Reading::Exactly(value) => value.interval(self.as_of).unwrap_or_else(Interval::anything),
            Reading::Range(interval) => interval.clone(),
            Reading::Nothing | Reading::Described { .. } => Interval::anything(),
        }
    }

    /// A cell as a number, if it is known.
    pub(super) fn cell_number(&self, cell: &Cell) -> Option<Exact> {
        self.cell_interval(cell).known().cloned()
    }
}

/// Σ weight × value, and for what the weights leave anything that may be there.
fn by_weights(parts: &[Part<'_>], only_listed: bool, unlisted: &Interval, ranges: Ranges) -> Interval {
    let (mut sum, mut weights) = (Interval::point(Exact::zero()), Interval::point(Exact::zero()));
    let mut filler: Option<Interval> = None;
    let mut everything: Option<Interval> = None;
    let widen = |hull: &mut Option<Interval>, value: &Interval| {
        *hull = Some(hull.as_ref().map_or(value.clone(), |hull| hull.hull(value)));
    };
    for part in parts {
        widen(&mut everything, &part.found.interval);
        match &part.weight {
            Some(weight) => {
                let taken = match (&weight.low, ranges) {
                    (End::At(low), Ranges::Least) => Interval::point(low.clone()),
                    _ => weight.clone(),
                };
                sum = sum.plus(&taken.times(&part.found.interval));
                weights = weights.plus(&taken);
                if weight.known().is_none() {
                    widen(&mut filler, &part.found.interval);
                }
            }
            None => widen(&mut filler, &part.found.interval),
        }
    }
    // What is left may be in parts of unknown weight; unless the list is complete, elsewhere too.
    if !only_listed || filler.is_none() {
        widen(&mut filler, unlisted);
    }
    let zero = Interval::point(Exact::zero());
    let left = Interval::point(Exact::one()).minus(&weights).greater(&zero);
    let filler = filler.unwrap_or_else(|| unlisted.clone());
    if left.known() == Some(&Exact::zero()) {
        return sum;
    }
    let sum = sum.plus(&left.times(&filler));
    // A mean lies between what it is the mean of, unless rounding or short positions take the weights past 100%.
    let bounds = everything.map_or(filler.clone(), |everything| everything.hull(&filler));
    let is_mean = weights.low.number().is_some_and(|low| *low <= Exact::one());
    if is_mean { sum.meet(&bounds).unwrap_or(sum) } else { sum }
}
