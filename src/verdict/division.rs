//! How a whole divides: what a sum or a mean over its parts can be, where sizes and values are known as ranges.
//!
//! Sizes are of one whole. What holds of one of them bounds the others, so every number that depends on them is the
//! least and the greatest of one linear form over all sizes that fit, and not a sum of ranges.

use crate::vocabulary::{End, Exact, Interval};

/// A part of a whole, or what is left of it: how large it is, and what it counts with.
#[derive(Clone, Debug)]
pub(super) struct Slice {
    /// Its size, as a share of the whole or in dollars.
    pub(super) size: Interval,
    /// The number that is added up or averaged.
    pub(super) value: Interval,
}

/// More of a slice than its least size: at most so much, or any amount.
type Room = Option<Exact>;

/// Σ size × value, where the sizes are shares that make 100%.
///
/// Sizes that make more even at their least are taken as they are: that is how rounded shares are written.
pub(super) fn of_whole(slices: &[Slice]) -> Interval {
    both_ends(slices, least_of_whole)
}

/// Σ size × value ÷ Σ size. Where nothing has a size, it lies between the values: what is a share of nothing is still
/// within the shares that anybody could have.
pub(super) fn mean(slices: &[Slice]) -> Interval {
    both_ends(slices, least_mean)
}

/// The mean of what may weigh nothing at all: then each of the values may be it, also of what surely has no size.
pub(super) fn mean_or_any(slices: &[Slice]) -> Interval {
    let mean = mean(slices);
    match slices.iter().all(|slice| slice.size.low.number().is_some_and(Exact::is_zero)) {
        true => slices.iter().fold(mean, |all, slice| all.hull(&slice.value)),
        false => mean,
    }
}

/// Σ size × value, where the sizes make `whole`, if that is known at all.
pub(super) fn total(slices: &[Slice], whole: Option<&Interval>) -> Interval {
    both_ends(slices, |slices| least_total(slices, whole))
}

/// The greatest is the least with all signs turned.
fn both_ends(slices: &[Slice], least: impl Fn(&[Slice]) -> End) -> Interval {
    let turned: Vec<Slice> =
        slices.iter().map(|slice| Slice { size: slice.size.clone(), value: slice.value.negated() }).collect();
    let high = Interval { low: least(&turned), high: End::Open }.negated().high;
    Interval { low: least(slices), high }
}

fn least_of_whole(slices: &[Slice]) -> End {
    let (mut sum, mut left) = (Exact::zero(), Exact::one());
    let mut rooms: Vec<(Exact, Room)> = Vec::new();
    // What all parts have, the whole has, though some of it be sold short.
    if let Some((first, others)) = slices.split_first()
        && first.value.known().is_some()
        && others.iter().all(|slice| slice.value == first.value)
        && slices.iter().any(|slice| slice.size.known().is_none())
    {
        return first.value.low.clone();
    }
    for slice in slices {
        if slice.size.known().is_none() && may_be_negative(&slice.size) {
            return least_apart(slices);
        }
        let Some(least) = at_least_size(slice) else { return End::Open };
        let (size, contribution, value) = least;
        sum = &sum + &contribution;
        left = &left - &size;
        if let (None, Some(value)) = (slice.size.known(), value) {
            rooms.push((value, room(&slice.size, &size)));
        } else if slice.size.known().is_none() {
            return End::Open;
        }
    }
    if left.is_negative() {
        // Over 100% already: nothing bounds the sizes but their own ranges.
        return least_apart(slices);
    }
    rooms.sort_by(|a, b| a.0.cmp(&b.0));
    for (value, room) in rooms {
        let taken = room.map_or_else(|| left.clone(), |room| room.min(left.clone()));
        sum = &sum + &(&taken * &value);
        left = &left - &taken;
    }
    // Sizes that cannot make 100% leave something of which nothing is known.
    if left.is_zero() { End::At(sum) } else { End::Open }
}

/// A slice at its least size: that size, what it contributes, and the value with which more of it counts. None where
/// that has no bound.
fn at_least_size(slice: &Slice) -> Option<(Exact, Exact, Option<Exact>)> {
    let size = slice.size.low.number()?.clone();
    if size.is_zero() {
        return Some((size, Exact::zero(), slice.value.low.number().cloned()));
    }
    let value = if size.is_negative() { &slice.value.high } else { &slice.value.low };
    let value = value.number()?.clone();
    let contribution = &size * &value;
    Some((size, contribution, Some(value)))
}

/// Each slice by itself: the sizes are not known to make anything together.
fn least_apart(slices: &[Slice]) -> End {
    let zero = Interval::point(Exact::zero());
    slices.iter().fold(zero, |sum, slice| sum.plus(&slice.size.times(&slice.value))).low
}

fn least_mean(slices: &[Slice]) -> End {
    if slices.iter().any(|slice| may_be_negative(&slice.size)) {
        return least_quotient(slices);
    }
    let mut weighed: (Exact, Exact) = (Exact::zero(), Exact::zero());
    let mut rooms: Vec<(Exact, Room)> = Vec::new();
    let mut floor: Option<End> = None;
    let weighs = |slice: &&Slice| slice.size.high.number().is_none_or(|high| !high.is_zero());
    let counted: Vec<&Slice> = match slices.iter().any(|slice| weighs(&slice)) {
        true => slices.iter().filter(weighs).collect(),
        false => slices.iter().collect(),
    };
    // What is above each of several numbers is above their mean.
    let is_beyond = counted.iter().all(|slice| matches!(slice.value.low, End::Beyond(_)));
    let end = |number: Exact| if is_beyond { End::Beyond(number) } else { End::At(number) };
    for slice in counted {
        let Some(value) = slice.value.low.number() else { return End::Open };
        let size = slice.size.low.number().cloned().unwrap_or_else(Exact::zero);
        weighed = (&weighed.0 + &(&size * value), &weighed.1 + &size);
        if slice.size.known().is_none() {
            rooms.push((value.clone(), room(&slice.size, &size)));
        }
        floor = Some(match floor {
            Some(End::At(floor)) => End::At(floor.min(value.clone())),
            _ => End::At(value.clone()),
        });
    }
    let (mut sum, mut sizes) = weighed;
    if sizes.is_zero() {
        return floor.as_ref().and_then(End::number).cloned().map_or(End::Open, end);
    }
    rooms.sort_by(|a, b| a.0.cmp(&b.0));
    for (value, room) in rooms {
        // value < sum / sizes, without dividing
        if &value * &sizes >= sum {
            break;
        }
        match room {
            Some(room) => {
                sum = &sum + &(&value * &room);
                sizes = &sizes + &room;
            }
            // It may outweigh all others, by as much as one likes.
            None => return End::Beyond(value),
        }
    }
    sum.divided_by(&sizes).map_or(End::Open, end)
}

/// With sizes below zero a mean is bounded only if all sizes are known, and do not cancel out.
fn least_quotient(slices: &[Slice]) -> End {
    let sizes: Option<Vec<&Exact>> = slices.iter().map(|slice| slice.size.known()).collect();
    let Some(whole) = sizes.map(Exact::sum).filter(|whole| !whole.is_zero()) else { return End::Open };
    let zero = Interval::point(Exact::zero());
    let sum = slices.iter().fold(zero, |sum, slice| sum.plus(&slice.size.times(&slice.value)));
    sum.over(&Interval::point(whole)).low
}

fn least_total(slices: &[Slice], whole: Option<&Interval>) -> End {
    if slices.iter().any(|slice| may_be_negative(&slice.size)) {
        return least_apart(slices);
    }
    let (mut sum, mut sizes) = (Exact::zero(), Exact::zero());
    let mut rooms: Vec<(Exact, Room)> = Vec::new();
    for slice in slices {
        let size = slice.size.low.number().cloned().unwrap_or_else(Exact::zero);
        let is_nothing = slice.size.known().is_some_and(Exact::is_zero);
        let Some(value) = slice.value.low.number() else {
            if is_nothing {
                continue;
            }
            return End::Open;
        };
        sum = &sum + &(&size * value);
        sizes = &sizes + &size;
        if slice.size.known().is_none() {
            rooms.push((value.clone(), room(&slice.size, &size)));
        }
    }
    let beyond = |end: &End| end.number().map(|whole| (whole - &sizes).max(Exact::zero()));
    let mut must = whole.and_then(|whole| beyond(&whole.low)).unwrap_or_else(Exact::zero);
    let mut may = whole.and_then(|whole| beyond(&whole.high));
    rooms.sort_by(|a, b| a.0.cmp(&b.0));
    for (value, room) in rooms {
        let bound = if value.is_negative() { may.clone() } else { Some(must.clone()) };
        let taken = match (room, bound) {
            (Some(room), Some(bound)) => room.min(bound),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => return End::Open,
        };
        sum = &sum + &(&taken * &value);
        must = (&must - &taken).max(Exact::zero());
        may = may.map(|may| (&may - &taken).max(Exact::zero()));
    }
    End::At(sum)
}

fn room(size: &Interval, least: &Exact) -> Room {
    size.high.number().map(|high| high - least)
}

pub(super) fn may_be_negative(size: &Interval) -> bool {
    size.low.number().is_none_or(Exact::is_negative)
}

#[cfg(test)]
#[expect(clippy::arithmetic_side_effects, reason = "numbers of two digits")]
mod tests {
    use super::*;

    /// All sizes and values at whole steps.
    fn by_trying(
        slices: &[Slice],
        fits: impl Fn(i64) -> bool,
        number: impl Fn(i64, i64) -> Option<(i64, i64)>,
    ) -> Option<Interval> {
        fn steps(range: &Interval) -> Vec<i64> {
            let end = |end: &End| end.number().unwrap().floor_i64().unwrap();
            (end(&range.low)..=end(&range.high)).collect()
        }
        let mut found: Option<Interval> = None;
        let mut chosen = vec![(0, 0)];
        for slice in slices {
            let ends = [slice.value.low.number(), slice.value.high.number()];
            let ends: Vec<i64> = ends.into_iter().map(|end| end.unwrap().floor_i64().unwrap()).collect();
            chosen = chosen
                .into_iter()
                .flat_map(|(sizes, sum)| {
                    let ends = ends.clone();
                    steps(&slice.size).into_iter().flat_map(move |size| {
                        ends.clone().into_iter().map(move |value| (sizes + size, sum + size * value))
                    })
                })
                .collect();
            chosen.sort_unstable();
            chosen.dedup();
        }
        for (sizes, sum) in chosen.into_iter().filter(|(sizes, _)| fits(*sizes)) {
            let Some((above, below)) = number(sum, sizes) else { continue };
            let one = Interval::point(Exact::ratio(above, below).unwrap());
            found = Some(found.map_or(one.clone(), |found| found.hull(&one)));
        }
        found
    }

    struct Numbers(u32);

    impl Numbers {
        fn next(&mut self, below: u32) -> i64 {
            self.0 = self.0.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            i64::from((self.0 >> 16) % below)
        }

        fn range(&mut self, least: i64, most: u32, width: u32) -> Interval {
            let low = least + self.next(most);
            let width = if self.next(2) == 0 { 0 } else { self.next(width) };
            Interval::between(Exact::from(low), Exact::from(low + width))
        }

        fn slices(&mut self, least_value: i64) -> Vec<Slice> {
            let count = 1 + self.next(4);
            (0..count)
                .map(|_| Slice { size: self.range(0, 4, 5), value: self.range(least_value, 5, 4) })
                .collect()
        }
    }

    #[test]
    fn means_are_as_tight_as_by_trying_all() {
        let mut numbers = Numbers(1);
        for _ in 0..3_000 {
            let slices = numbers.slices(-2);
            let tried = by_trying(&slices, |_| true, |sum, sizes| (sizes > 0).then_some((sum, sizes)));
            if let Some(tried) = tried {
                assert_eq!(mean(&slices), tried, "{slices:?}");
            }
        }
    }

    #[test]
    fn totals_are_as_tight_as_by_trying_all() {
        let mut numbers = Numbers(7);
        for _ in 0..3_000 {
            let slices = numbers.slices(-2);
            let free = by_trying(&slices, |_| true, |sum, _| Some((sum, 1)));
            assert_eq!(Some(total(&slices, None)), free, "{slices:?}");
            let (low, high) = (numbers.next(10), numbers.next(6));
            let within =
                by_trying(&slices, |sizes| sizes >= low && sizes <= low + high, |sum, _| Some((sum, 1)));
            if let Some(within) = within {
                let whole = Interval::between(Exact::from(low), Exact::from(low + high));
                assert_eq!(total(&slices, Some(&whole)), within, "{slices:?} of {whole:?}");
            }
        }
    }

    #[test]
    fn shares_are_as_tight_as_by_trying_all() {
        let mut numbers = Numbers(3);
        let mut tried_some = 0;
        for _ in 0..6_000 {
            let slices = numbers.slices(-2);
            let whole = 1 + numbers.next(12);
            let Some(tried) = by_trying(&slices, |sizes| sizes == whole, |sum, _| Some((sum, whole))) else {
                continue;
            };
            let part = Interval::point(Exact::ratio(1, whole).unwrap());
            let shares: Vec<Slice> = slices
                .iter()
                .map(|slice| Slice { size: slice.size.times(&part), value: slice.value.clone() })
                .collect();
            assert_eq!(of_whole(&shares), tried, "{slices:?} of {whole}");
            tried_some += 1;
        }
        assert!(tried_some > 1_000);
    }

    #[test]
    fn what_is_sold_short_counts_with_its_sign() {
        let slice = |size: (i64, i64), value: i64| Slice {
            size: Interval::point(Exact::ratio(size.0, size.1).unwrap()),
            value: Interval::point(Exact::from(value)),
        };
        let book = [slice((11, 10), 5), slice((-1, 10), 2)];
        let expected = Interval::point(Exact::ratio(53, 10).unwrap());
        assert_eq!((of_whole(&book), mean(&book)), (expected.clone(), expected));
        let unknown = Slice { size: Interval::anything(), value: Interval::whole() };
        let open = [slice((1, 1), 1), unknown];
        assert_eq!((of_whole(&open), mean(&open)), (Interval::anything(), Interval::anything()));
    }

    #[test]
    fn more_than_a_whole_is_taken_as_written() {
        let slice = |tenths: i64, value: Interval| Slice {
            size: Interval::point(Exact::ratio(tenths, 10).unwrap()),
            value,
        };
        let rounded = [slice(7, Interval::whole()), slice(4, Interval::point(Exact::one()))];
        let expected = Interval::between(Exact::ratio(4, 10).unwrap(), Exact::ratio(11, 10).unwrap());
        assert_eq!(of_whole(&rounded), expected);
    }
}
