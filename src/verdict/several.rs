//! One of several numbers, of which some may not be there: the greatest, the middle, the first.

use super::division::{Slice, mean};
use super::evidence::{Found, Presence};
use super::linear::Linear;
use super::world::{Seat, World};
use crate::policy::Quantity;
use crate::vocabulary::{End, Exact, Interval, RatingScale};

/// One of several numbers.
#[derive(Clone, Debug)]
pub(super) struct Member {
    /// All that it may be.
    pub(super) value: Interval,
    /// Whether it surely counts.
    pub(super) certain: bool,
    /// Whether it stands for any number of others.
    pub(super) many: bool,
}

impl Member {
    pub(super) fn new(value: Interval, certain: bool) -> Self {
        Member { value, certain, many: false }
    }

    fn slice(&self) -> Slice {
        let size = match (self.many, self.certain) {
            (true, false) => Interval::at_least(Exact::zero()),
            (true, true) => Interval::at_least(Exact::one()),
            (false, true) => Interval::point(Exact::one()),
            (false, false) => Interval::whole(),
        };
        Slice { size, value: self.value.clone() }
    }
}

/// The mean of members, each alike.
pub(super) fn average(members: &[Member]) -> Interval {
    mean(&members.iter().map(Member::slice).collect::<Vec<_>>())
}

/// Whether there is something to measure.
pub(super) fn presence(members: &[Member]) -> Presence {
    match (members.is_empty(), members.iter().any(|member| member.certain)) {
        (true, _) => Presence::Nothing,
        (false, false) => Presence::Maybe,
        (false, true) => Presence::Sure,
    }
}

/// What the middle of an even number of numbers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// The mean of the middle two.
    Mean,
    /// The lower of them.
    Lower,
}

impl World<'_> {
    /// The greatest or least of those that are there.
    pub(super) fn extreme_of(
        &self,
        of: &[Quantity],
        greatest: bool,
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        // The greatest is no less than the mean: of classes that exclude each other, the lesser is at most half.
        let mean = seat.subject().zip(Linear::mean(of));
        let mean = mean.map(|(thing, mean)| self.mixed(thing, &self.prefix_of(seat, thing), &mean).interval);
        self.of_those_there(of, seat, scale, |members| {
            let extreme = extreme(members, greatest);
            let beyond = mean.as_ref().map(|mean| match greatest {
                true => Interval { low: mean.low.clone(), high: End::Open },
                false => Interval { low: End::Open, high: mean.high.clone() },
            });
            beyond.and_then(|beyond| extreme.meet(&beyond)).unwrap_or(extreme)
        })
    }

    /// The middle of those that are there.
    pub(super) fn middle_of(&self, of: &[Quantity], seat: &Seat<'_>, scale: Option<RatingScale>) -> Found {
        self.of_those_there(of, seat, scale, |members| middle(members, Half::Lower))
    }

    fn of_those_there(
        &self,
        of: &[Quantity],
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
        merge: impl Fn(&[Member]) -> Interval,
    ) -> Found {
        let mut found = Found::of(Interval::anything());
        let mut members = Vec::new();
        for one in of {
            let value = self.quantity(one, seat, scale);
            if value.presence != Presence::Nothing {
                let certain = value.presence == Presence::Sure;
                members.push(Member::new(value.interval.clone(), certain));
            }
            found.take_sources(value);
        }
        found.presence = presence(&members);
        if !members.is_empty() {
            found.interval = merge(&members);
        }
        found
    }

    /// The first that is there. What follows one that may be there may be it as well.
    pub(super) fn first_of(&self, of: &[Quantity], seat: &Seat<'_>, scale: Option<RatingScale>) -> Found {
        let mut candidates = Vec::new();
        for one in of {
            let value = self.quantity(one, seat, scale);
            let presence = value.presence;
            candidates.push(value);
            if presence == Presence::Sure {
                return one_of(candidates, false);
            }
        }
        // One that may be there is it if it is, and otherwise there is none.
        one_of(candidates, true)
    }
}

/// One of several, and it is not known which: all that any of them may be. `or_nothing` where it may be none of them.
/// A candidate that may be there is one where it is.
pub(super) fn one_of(candidates: Vec<Found>, or_nothing: bool) -> Found {
    let mut found = Found::of(Interval::anything());
    let mut hull: Option<Interval> = None;
    for candidate in candidates {
        if candidate.presence != Presence::Nothing {
            hull = Some(hull.map_or(candidate.interval.clone(), |hull| hull.hull(&candidate.interval)));
        }
        found.take_sources(candidate);
    }
    found.presence = match (&hull, or_nothing) {
        (None, _) => Presence::Nothing,
        (Some(_), true) => Presence::Maybe,
        (Some(_), false) => Presence::Sure,
    };
    found.interval = hull.unwrap_or_else(Interval::anything);
    found
}

/// The least or greatest of members: those that may not count reach only outwards.
pub(super) fn extreme(members: &[Member], greatest: bool) -> Interval {
    let turned = |value: &Interval| if greatest { value.negated() } else { value.clone() };
    let all = members.iter().map(|member| turned(&member.value)).reduce(|all, value| all.hull(&value));
    let Some(all) = all else { return Interval::anything() };
    // The least of all is no more than any of those that count.
    let up_to = |member: &Member| Interval { low: End::Open, high: turned(&member.value).high };
    let counted = members.iter().filter(|member| member.certain).map(up_to);
    let least = counted.reduce(|a, b| a.meet(&b).unwrap_or(a));
    turned(&Interval { low: all.low, high: least.map_or(all.high, |least| least.high) })
}

/// The middle of members, of which those that may not count may shift it.
pub(super) fn middle(members: &[Member], half: Half) -> Interval {
    let (many, members): (Vec<&Member>, Vec<&Member>) = members.iter().partition(|member| member.many);
    // Enough of the others, and they are the middle.
    let others = many.into_iter().map(|member| member.value.clone());
    let middle = (!members.is_empty()).then(|| middle_of_few(&members, half));
    middle.into_iter().chain(others).reduce(|a, b| a.hull(&b)).unwrap_or_else(Interval::anything)
}

fn middle_of_few(members: &[&Member], half: Half) -> Interval {
    let least = |end: fn(&Interval) -> End, half: Turned| {
        let ends = |certain: bool| {
            let of = members.iter().filter(move |member| member.certain == certain);
            let mut ends: Vec<Option<Exact>> =
                of.map(|member| end(&member.value).number().cloned()).collect();
            ends.sort();
            ends
        };
        least_middle(ends(true), &ends(false), half)
    };
    let low = least(|value| value.low.clone(), Turned { half, is_turned: false });
    let high = least(|value| value.negated().low, Turned { half, is_turned: true });
    let high = Interval { low: high, high: End::Open }.negated().high;
    Interval { low, high }
}

/// How the middle is taken, of numbers whose signs may have been turned.
#[derive(Clone, Copy)]
struct Turned {
    half: Half,
    is_turned: bool,
}

/// The least middle that there can be, where `None` is a number below all others. Both lists are sorted.
///
/// Of those that may count, the lowest pull it down, each for as long as it lies below the middle of all that count so
/// far; from there on none can lower it. How many do is found by halving.
fn least_middle(certain: Vec<Option<Exact>>, optional: &[Option<Exact>], half: Turned) -> End {
    let with = |count: usize| {
        let mut all = certain.clone();
        all.extend(optional.iter().take(count).cloned());
        all.sort();
        middle_of_sorted(&all, half)
    };
    // Something counts, or there is no middle at all.
    let mut low = usize::from(certain.is_empty());
    let mut high = optional.len();
    while low < high {
        let half = low.midpoint(high);
        let pulls = match (optional.get(half), with(half)) {
            (Some(next), Some(middle)) => *next < middle,
            _ => false,
        };
        if pulls { low = half.saturating_add(1) } else { high = half }
    }
    with(low).flatten().map_or(End::Open, End::At)
}

/// `None` of nothing; `Some(None)` where it lies below all numbers.
fn middle_of_sorted(sorted: &[Option<Exact>], half: Turned) -> Option<Option<Exact>> {
    let upper = sorted.get(sorted.len().checked_div(2)?)?;
    let lower = sorted.get(sorted.len().saturating_sub(1).checked_div(2)?)?;
    Some(match half {
        Turned { half: Half::Lower, is_turned: false } => lower.clone(),
        // With the signs turned, the lower of two is the upper one.
        Turned { half: Half::Lower, is_turned: true } => upper.clone(),
        Turned { half: Half::Mean, .. } => match (lower, upper) {
            (Some(lower), Some(upper)) => (lower + upper).divided_by(&Exact::from(2_i64)),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(number: i64) -> Exact {
        Exact::from(number)
    }

    /// Every choice among those that may count, and every end of what each may be.
    fn by_trying(members: &[Member], half: Half) -> Interval {
        let mut found: Option<Interval> = None;
        for chosen in 0..1_u32 << members.len() {
            let counted: Vec<&Member> = members
                .iter()
                .enumerate()
                .filter(|(index, member)| member.certain || chosen & (1 << index) != 0)
                .map(|(_, member)| member)
                .collect();
            if counted.is_empty() {
                continue;
            }
            let of = |end: fn(&Interval) -> &End| {
                let mut ends: Vec<Exact> =
                    counted.iter().map(|member| end(&member.value).number().unwrap().clone()).collect();
                ends.sort();
                let (lower, upper) = (&ends[ends.len().saturating_sub(1) / 2], &ends[ends.len() / 2]);
                match half {
                    Half::Lower => lower.clone(),
                    Half::Mean => (lower + upper).divided_by(&exact(2)).unwrap(),
                }
            };
            let one = Interval::between(of(|value| &value.low), of(|value| &value.high));
            found = Some(found.map_or(one.clone(), |found| found.hull(&one)));
        }
        found.unwrap()
    }

    #[test]
    fn the_middle_is_found_as_by_trying_all() {
        let mut seed = 1_u32;
        let mut next = |below: u32| {
            seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12_345);
            i64::from((seed >> 16) % below)
        };
        for _ in 0..2_000 {
            let members: Vec<Member> = (0..1 + next(6))
                .map(|_| {
                    let low = next(10);
                    let value = Interval::between(exact(low), exact(low + next(4)));
                    Member::new(value, next(2) == 0)
                })
                .collect();
            for half in [Half::Mean, Half::Lower] {
                assert_eq!(middle(&members, half), by_trying(&members, half));
            }
        }
    }
}
