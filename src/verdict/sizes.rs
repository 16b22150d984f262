//! How large the parts of a whole are, and what its list leaves out.

use std::collections::BTreeMap;

use super::division::{Slice, may_be_negative, mean, of_whole, total};
use crate::vocabulary::{End, Exact, Interval};

/// What a menu says of the size of one part.
pub(super) struct Stated {
    /// Its share of the whole, where that is stated.
    pub(super) weight: Option<Interval>,
    /// Its dollars, where they are stated.
    pub(super) dollars: Option<Interval>,
}

/// What a menu says of the whole.
pub(super) struct Whole {
    /// Its dollars, where they are stated and above zero.
    pub(super) total: Option<Interval>,
    /// Whether it is the plan. Options are all there is unless something says otherwise; holdings have to make 100%.
    pub(super) is_plan: bool,
    /// Whether the menu says that its list leaves things out.
    pub(super) leaves_out: bool,
    /// Whether anything in it may be sold short.
    pub(super) shorts: bool,
}

/// The sizes that fit: those of the parts in their order, and that of what the list leaves out, if it may.
#[derive(Clone, Debug)]
pub(super) struct Sizes {
    /// As shares, which make 100%.
    weights: Vec<Interval>,
    /// In dollars, where those say more than the shares do.
    dollars: Option<Vec<Interval>>,
    /// What the dollars make.
    total: Option<Interval>,
    /// Dollars as stated, whether or not they say more.
    stated_dollars: Vec<Interval>,
    /// What the least shares leave of 100%, where nothing is sold short.
    room: Option<Exact>,
    /// Whether there may be more than the list has. Its size stands last then.
    pub(super) is_open: bool,
}

impl Sizes {
    pub(super) fn of(whole: &Whole, parts: &[Stated]) -> Sizes {
        let any = if whole.shorts { Interval::anything() } else { Interval::whole() };
        let stated: Vec<Interval> =
            parts.iter().map(|part| part.weight.clone().unwrap_or_else(|| any.clone())).collect();
        let all_have_dollars = parts.iter().all(|part| part.dollars.is_some());
        let is_wanted = whole.leaves_out || !all_have_dollars || !make_a_whole(whole, &stated);
        let implied = if whole.total.is_none() && is_wanted { implied_total(parts) } else { None };
        let whole = &Whole { total: whole.total.clone().or(implied), ..*whole };
        let any_dollars = if whole.shorts { Interval::anything() } else { Interval::at_least(Exact::zero()) };
        let derived = |part: &Stated| Some(part.dollars.as_ref()?.over(whole.total.as_ref()?));
        let size = |part: &Stated| match (part.weight.clone(), derived(part)) {
            (Some(stated), Some(derived)) => Some(stated.meet(&derived).unwrap_or(stated)),
            (stated, derived) => stated.or(derived),
        };
        let known: Vec<Option<Interval>> = parts.iter().map(size).collect();
        let all_known = known.iter().flatten().filter(|size| size.known().is_some()).count() == parts.len();
        let is_stated = parts.iter().any(|part| part.weight.is_some());
        let mut weights: Vec<Interval> =
            known.into_iter().map(|size| size.unwrap_or_else(|| any.clone())).collect();
        let mut dollars: Vec<Interval> =
            parts.iter().map(|part| part.dollars.clone().unwrap_or_else(|| any_dollars.clone())).collect();

        let in_dollars =
            !parts.is_empty() && parts.iter().all(|part| part.dollars.is_some() && part.weight.is_none());
        let is_open = match (whole.is_plan, &whole.total) {
            (true, total) => {
                let least = sum_of(&dollars, |size| size.low.clone());
                let exceeds = |total: &Interval| match (&total.high, &least) {
                    (End::At(total), End::At(least)) => total > least,
                    _ => true,
                };
                // Where the weights make 100%, what has no dollars has the rest of them.
                whole.leaves_out
                    || (!make_a_whole(whole, &weights) && (is_stated || total.as_ref().is_some_and(exceeds)))
            }
            (false, None) if in_dollars => false,
            (false, _) => !make_a_whole(whole, &weights),
        };
        // Dollars of all that there is are as good as shares.
        let known_dollars: Option<Vec<&Exact>> = dollars.iter().map(Interval::known).collect();
        if let (true, false, None, Some(known)) = (in_dollars, is_open, &whole.total, known_dollars) {
            let all = Exact::sum(known.iter().copied());
            let shares: Option<Vec<Exact>> = known.iter().map(|one| one.divided_by(&all)).collect();
            if let Some(shares) = shares {
                return Sizes {
                    weights: shares.into_iter().map(Interval::point).collect(),
                    dollars: None,
                    total: None,
                    stated_dollars: dollars,
                    room: None,
                    is_open,
                };
            }
        }
        let say_more = parts.iter().any(|part| part.dollars.is_some())
            && (!all_known || (!is_open && whole.total.is_none()));
        if is_open {
            weights.push(left(&weights, &Interval::point(Exact::one()), whole.shorts));
            dollars.push(match &whole.total {
                Some(total) => left(&dollars, total, whole.shorts),
                None => any_dollars,
            });
        }
        let room = match sum_of(&weights, |size| size.low.clone()) {
            End::At(least) => {
                Some(&Exact::one() - &least).filter(|room| !whole.shorts && !room.is_negative())
            }
            _ => None,
        };
        let total = whole.total.clone();
        let mut sizes = Sizes { dollars: None, total, weights, stated_dollars: dollars, room, is_open };
        if say_more {
            let within = |(place, dollars): (usize, &Interval)| {
                let of_total = sizes.total.as_ref().map(|total| sizes.within_room(place).times(total));
                of_total.and_then(|most| dollars.meet(&most)).unwrap_or_else(|| dollars.clone())
            };
            sizes.dollars = Some(sizes.stated_dollars.iter().enumerate().map(within).collect());
        }
        sizes
    }

    /// The share of one part, as large as those of the others let it be.
    fn within_room(&self, index: usize) -> Interval {
        let Some(weight) = self.weights.get(index) else { return Interval::anything() };
        let room = self.room.as_ref().zip(weight.low.number());
        let most = room.map(|(room, least)| Interval { low: End::Open, high: End::At(least + room) });
        most.and_then(|most| weight.meet(&most)).unwrap_or_else(|| weight.clone())
    }

    /// The share of one part, where that is stated or follows from its dollars alone.
    pub(super) fn stated(&self, index: usize) -> Option<&Exact> {
        self.weights.get(index)?.known()
    }

    /// Σ share × value, with a value for each part, and one for what the list leaves out if it may.
    pub(super) fn share(&self, values: &[Interval]) -> Interval {
        // The sum of nothing.
        if self.weights.is_empty() {
            return Interval::point(Exact::zero());
        }
        let by_weight = of_whole(&slices(&self.weights, values));
        let Some(dollars) = &self.dollars else { return by_weight };
        let by_dollars = mean(&slices(dollars, values));
        // Shares and dollars that contradict each other decide nothing.
        by_weight.meet(&by_dollars).unwrap_or_else(|| by_weight.hull(&by_dollars))
    }

    /// The sum of the shares at some places, of which each is surely to be counted or not; none, unless all shares are
    /// known.
    pub(super) fn sum_of_known(&self, places: &BTreeMap<usize, bool>) -> Option<Interval> {
        if self.dollars.is_some() {
            return None;
        }
        let zero = Interval::point(Exact::zero());
        places.iter().try_fold(zero.clone(), |sum, (place, certain)| {
            let size = self.weights.get(*place)?;
            size.known()?;
            Some(sum.plus(&if *certain { size.clone() } else { size.hull(&zero) }))
        })
    }

    /// Σ dollars × value.
    pub(super) fn money(&self, values: &[Interval]) -> Interval {
        let by_dollars = total(&slices(&self.stated_dollars, values), self.total.as_ref());
        // A share of 0% is $0, whatever the total is.
        let at_least_none = Interval::at_least(Exact::zero());
        let by_weight = self.share(values).times(self.total.as_ref().unwrap_or(&at_least_none));
        by_dollars.meet(&by_weight).unwrap_or(by_dollars)
    }

    /// The share of one part. Whatever the values are, it counts with 1 and all others with 0.
    pub(super) fn weight(&self, index: usize) -> Interval {
        match self.weights.get(index) {
            Some(size) if size.known().is_some() && self.dollars.is_none() => size.clone(),
            _ => self.share(&self.indicator(|other| (other == index, other == index))),
        }
    }

    /// 1 for what counts, 0 for what does not, and the range between for what may: for each, whether it surely counts
    /// and whether it may.
    pub(super) fn indicator(&self, counts: impl Fn(usize) -> (bool, bool)) -> Vec<Interval> {
        let value = |index| match counts(index) {
            (true, _) => Interval::point(Exact::one()),
            (false, true) => Interval::whole(),
            (false, false) => Interval::point(Exact::zero()),
        };
        (0..self.weights.len()).map(value).collect()
    }

    /// Whether the dollars make nothing, so that nothing is a share of them.
    pub(super) fn are_nothing(&self) -> bool {
        self.total.is_none()
            && self.stated_dollars.iter().all(|size| size.known().is_some_and(Exact::is_zero))
    }

    /// Whether all of it may be worth nothing: no dollars say otherwise, and no shares, which are shares of something.
    pub(super) fn may_be_nothing(&self) -> bool {
        let may_be_zero = |size: &Interval| size.low.number().is_none_or(Exact::is_zero);
        // What is not listed says nothing of itself.
        let listed = self.weights.len().saturating_sub(usize::from(self.is_open));
        self.total.is_none()
            && self.stated_dollars.iter().all(may_be_zero)
            && self.weights.iter().take(listed).all(may_be_zero)
    }

    /// What may be of all that the list leaves out together, as a share.
    pub(super) fn rest(&self) -> Option<&Interval> {
        self.weights.last().filter(|_| self.is_open)
    }

    /// The same in dollars.
    pub(super) fn rest_in_dollars(&self) -> Option<&Interval> {
        self.stated_dollars.last().filter(|_| self.is_open)
    }

    /// The size of a part to weigh it with beside others of the same whole: its dollars, where those say more than
    /// shares do.
    pub(super) fn to_weigh(&self, index: usize) -> Interval {
        let are_known = self.weights.iter().all(|weight| weight.known().is_some());
        match self.dollars.as_ref().filter(|_| !are_known) {
            Some(dollars) => dollars.get(index).cloned().unwrap_or_else(Interval::anything),
            None => self.within_room(index),
        }
    }
}

fn slices(sizes: &[Interval], values: &[Interval]) -> Vec<Slice> {
    sizes.iter().zip(values).map(|(size, value)| Slice { size: size.clone(), value: value.clone() }).collect()
}

fn sum_of(sizes: &[Interval], end: impl Fn(&Interval) -> End) -> End {
    let mut sum = Exact::zero();
    for size in sizes {
        match end(size) {
            End::At(number) | End::Beyond(number) => sum = &sum + &number,
            End::Open => return End::Open,
        }
    }
    End::At(sum)
}

/// The dollars of a whole as they follow from parts that have dollars and a share. Both may be rounded, by half of their
/// last digit that is not 0. None where parts say different things.
fn implied_total(parts: &[Stated]) -> Option<Interval> {
    let of_part = |part: &Stated| {
        let (weight, dollars) = (part.weight.as_ref()?.known()?, part.dollars.as_ref()?.known()?);
        let within = rounded(dollars, 0).over(&rounded(weight, 4));
        within.low.number().is_some_and(|low| !low.is_zero() && !low.is_negative()).then_some(within)
    };
    let mut totals = parts.iter().filter_map(of_part);
    let first = totals.next()?;
    totals.try_fold(first, |all, one| all.meet(&one))
}

/// All that may have been rounded to a number with at most so many places behind the point.
fn rounded(number: &Exact, most: u32) -> Interval {
    let ten = Exact::from(10_i64);
    let mut unit = (0..most).fold(Exact::one(), |unit, _| unit.divided_by(&ten).unwrap_or(unit));
    let is_multiple = |unit: &Exact| {
        let times = number.divided_by(unit);
        times.is_some_and(|times| times.floor_i64().map(Exact::from) == Some(times))
    };
    if !is_multiple(&unit) {
        return Interval::point(number.clone());
    }
    while !number.is_zero() && is_multiple(&(&unit * &ten)) {
        unit = &unit * &ten;
    }
    let half = unit.divided_by(&Exact::from(2_i64)).unwrap_or(unit);
    Interval::between(number - &half, number + &half)
}

/// Whether parts of these weights are all there is. Above 100% they are that too, by rounding; where some are sold
/// short, more than 100% is only a part.
fn make_a_whole(whole: &Whole, weights: &[Interval]) -> bool {
    if whole.shorts {
        let known: Option<Vec<&Exact>> = weights.iter().map(Interval::known).collect();
        return known.is_some_and(|weights| Exact::sum(weights) == Exact::one());
    }
    let least = sum_of(weights, |size| size.low.clone());
    least.number().is_some_and(|least| *least >= Exact::one())
}

/// What parts of these sizes leave of a whole.
fn left(sizes: &[Interval], whole: &Interval, shorts: bool) -> Interval {
    if shorts || sizes.iter().any(may_be_negative) {
        return Interval::anything();
    }
    let minus = |whole: &End, sizes: End| match (whole, sizes) {
        (End::At(whole), End::At(sizes)) => Some((whole - &sizes).max(Exact::zero())),
        _ => None,
    };
    let least = minus(&whole.low, sum_of(sizes, |size| size.high.clone())).unwrap_or_else(Exact::zero);
    let most = minus(&whole.high, sum_of(sizes, |size| size.low.clone()));
    Interval { low: End::At(least), high: most.map_or(End::Open, End::At) }
}
