//! The mean of numbers that are not all known, with weights that are not all known, over things of which not all
//! are known to count.

use super::evidence::Presence;
use crate::vocabulary::{End, Exact, Interval};

/// One of the numbers.
pub(super) struct Member {
    /// All that it may be.
    pub(super) value: Interval,
    /// Its weight, 0 or more; none if it is not known.
    pub(super) weight: Option<Exact>,
    /// Whether it surely counts.
    pub(super) certain: bool,
}

/// The tightest interval that holds the mean for every completion. If all weights may be zero, that is everything
/// between the least and the greatest value: a share of nothing is still within the shares that anybody could have.
pub(super) fn mean(members: &[Member]) -> (Interval, Presence) {
    let presence = match (members.is_empty(), members.iter().any(|member| member.certain)) {
        (true, _) => Presence::Nothing,
        (false, true) => Presence::Sure,
        (false, false) => Presence::Maybe,
    };
    let low = least(members, |value| value.low.clone());
    let high = least(members, |value| value.negated().low);
    (Interval { low, high: Interval { low: high, high: End::Open }.negated().high }, presence)
}

/// The least mean, where `end` gives the least of each value.
///
/// A member whose weight is unknown may outweigh all others, so the mean can come as low as its value. Members that
/// may or may not count are taken, lowest first, as long as each pulls the mean down.
fn least(members: &[Member], end: impl Fn(&Interval) -> End) -> End {
    let mut weighed: Vec<(Exact, Exact)> = Vec::new();
    let mut optional: Vec<(Exact, Exact)> = Vec::new();
    let mut lowest: Option<Exact> = None;
    let mut floor: Option<Exact> = None;
    for member in members {
        let End::At(value) = end(&member.value) else { return End::Open };
        floor = Some(floor.map_or(value.clone(), |floor| floor.min(value.clone())));
        match &member.weight {
            Some(weight) if weight.is_zero() => {}
            Some(weight) if member.certain => weighed.push((value, weight.clone())),
            Some(weight) => optional.push((value, weight.clone())),
            None => lowest = Some(lowest.map_or(value.clone(), |lowest| lowest.min(value))),
        }
    }
    let mut weights = Exact::sum(weighed.iter().map(|(_, weight)| weight));
    if weights.is_zero() {
        return floor.map_or(End::Open, End::At);
    }
    let mut total = weighed.iter().fold(Exact::zero(), |sum, (value, weight)| &sum + &(value * weight));
    optional.sort();
    for (value, weight) in &optional {
        // value < total / weights, without dividing
        if value * &weights < total {
            total = &total + &(value * weight);
            weights = &weights + weight;
        }
    }
    let Some(mean) = total.divided_by(&weights) else { return End::Open };
    End::At(lowest.map_or(mean.clone(), |lowest| lowest.min(mean)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn exact(text: &str) -> Exact {
        Exact::parse(text).unwrap()
    }

    fn member(low: &str, high: &str, weight: Option<&str>, certain: bool) -> Member {
        let value = Interval::between(exact(low), exact(high));
        Member { value, weight: weight.map(exact), certain }
    }

    #[test]
    fn known_numbers_have_one_mean() {
        let (interval, presence) =
            mean(&[member("1", "1", Some("1"), true), member("4", "4", Some("2"), true)]);
        assert_eq!((interval.known(), presence), (Some(&exact("3")), Presence::Sure));
    }

    #[test]
    fn an_unknown_weight_reaches_to_its_value() {
        let (interval, _) = mean(&[member("0", "0", Some("9"), true), member("1", "1", None, true)]);
        assert_eq!(interval, Interval::between(exact("0"), exact("1")));
    }

    #[test]
    fn members_that_may_count_pull_only_one_way() {
        let (interval, _) = mean(&[
            member("2", "2", Some("1"), true),
            member("0", "0", Some("1"), false),
            member("4", "4", Some("1"), false),
        ]);
        assert_eq!(interval, Interval::between(exact("1"), exact("3")));
    }

    #[test]
    fn without_weight_it_lies_between_all() {
        let (interval, _) = mean(&[member("1", "1", Some("0"), true), member("5", "5", Some("0"), true)]);
        assert_eq!(interval, Interval::between(exact("1"), exact("5")));
        assert_eq!(mean(&[]).1, Presence::Nothing);
        assert_eq!(mean(&[member("1", "1", None, false)]).1, Presence::Maybe);
    }
}
