//! Two conditions, or two quantities, set beside each other: whether the second can only hold more often, or only less.
//!
//! It is decided by their form alone. Where the forms differ in a way of which nothing can be proved, that is the answer.
//! What is proved holds of what is known as well: a condition that rises goes from false to unknown to true, never back.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use super::core::{
    Aggregate, Back, Comparison, Condition, ConditionKind, Grouping, Operator, Over, Quantity, QuantityKind,
    Within,
};
use super::documents::{Dated, DocumentAsked, Event, Shift};
use crate::vocabulary::{
    ClassId, Duration, DurationUnit, Exact, FactId, FactKey, LevelId, Schema, Value, day_number,
};

/// How the second of two stands to the first, on every menu and every day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trend {
    /// Both say the same.
    Same,
    /// It is as true, or as great, or more so.
    Up,
    /// It is as true, or as great, or less so.
    Down,
    /// Nothing is proved.
    Open,
}

/// What a condition about nothing counts as where it stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Nothing {
    /// As true: what is asserted of nothing is kept.
    True,
    /// As false: a guard about nothing does not hold.
    False,
    /// As neither, so that both have to be about nothing in the same cases.
    Apart,
}

/// Two schemas. What has one name in both is one thing.
#[derive(Clone, Copy)]
pub(super) struct Beside<'a> {
    pub(super) was: &'a Schema,
    pub(super) is: &'a Schema,
}

/// A limit of one comparison.
type Limit<'a> = (&'a Comparison, &'a Comparison);

impl Trend {
    /// Both trends at once.
    pub(super) fn and(self, other: Trend) -> Trend {
        match (self, other) {
            (Trend::Same, other) | (other, Trend::Same) => other,
            (one, other) if one == other => one,
            _ => Trend::Open,
        }
    }

    /// That of the opposite.
    pub(super) fn turned(self) -> Trend {
        match self {
            Trend::Up => Trend::Down,
            Trend::Down => Trend::Up,
            same => same,
        }
    }

    fn of(is_same: bool) -> Trend {
        if is_same { Trend::Same } else { Trend::Open }
    }

    fn by(ordering: Option<Ordering>) -> Trend {
        match ordering {
            None => Trend::Open,
            Some(Ordering::Equal) => Trend::Same,
            Some(Ordering::Less) => Trend::Up,
            Some(Ordering::Greater) => Trend::Down,
        }
    }
}

impl Nothing {
    fn turned(self) -> Nothing {
        match self {
            Nothing::True => Nothing::False,
            Nothing::False => Nothing::True,
            Nothing::Apart => Nothing::Apart,
        }
    }
}

impl Beside<'_> {
    pub(super) fn level(&self, was: LevelId, is: LevelId) -> bool {
        self.was.level(was).name == self.is.level(is).name
    }

    fn same_place(&self, was: Within, is: Within) -> bool {
        match (was, is) {
            (Within::Level(was), Within::Level(is)) => self.level(was, is),
            _ => was == is,
        }
    }

    fn class(&self, was: ClassId, is: ClassId) -> bool {
        self.was.class(was).name == self.is.class(is).name
    }

    fn fact(&self, was: FactId, is: FactId) -> bool {
        let (old, new) = (self.was.fact(was), self.is.fact(is));
        old.name == new.name && self.level(old.level, new.level)
    }

    pub(super) fn key(&self, was: FactKey, is: FactKey) -> bool {
        self.fact(was.fact, is.fact) && self.was.key_name(was) == self.is.key_name(is)
    }

    // --- Conditions ------------------------------------------------------------------------------------------------

    pub(super) fn condition(&self, was: &Condition, is: &Condition, nothing: Nothing) -> Trend {
        use ConditionKind as Kind;
        match (&was.kind, &is.kind) {
            (Kind::All(_) | Kind::AllThatApply(_) | Kind::Between(_), _)
            | (_, Kind::All(_) | Kind::AllThatApply(_) | Kind::Between(_)) => {
                self.joined(parts(was, true), parts(is, true), true, nothing)
            }
            (Kind::Any(_) | Kind::AnyThatApplies(_), _) | (_, Kind::Any(_) | Kind::AnyThatApplies(_)) => {
                self.joined(parts(was, false), parts(is, false), false, nothing)
            }
            (Kind::Compare(was), Kind::Compare(is)) => self.compare((was, is)),
            (Kind::Is { fact: was, any_of: old }, Kind::Is { fact: is, any_of: new }) => {
                match self.key(*was, *is) {
                    true => sets(old, new),
                    false => Trend::Open,
                }
            }
            (Kind::Named(old), Kind::Named(new)) => sets(old, new),
            (Kind::Flag(was), Kind::Flag(is))
            | (Kind::Known(was), Kind::Known(is))
            | (Kind::Available(was), Kind::Available(is)) => Trend::of(self.key(*was, *is)),
            (Kind::Same(was, by, other), Kind::Same(is, new_by, new_other)) => {
                let same_by = match (by, new_by) {
                    (None, None) => true,
                    (Some(by), Some(new_by)) => self.fact(*by, *new_by),
                    _ => false,
                };
                Trend::of(same_by && self.key(*was, *is) && self.key(*other, *new_other))
            }
            (Kind::Document(was), Kind::Document(is)) => self.document(was, is),
            (Kind::Not(was), Kind::Not(is)) => self.condition(was, is, nothing.turned()).turned(),
            // It takes what is about nothing for what does not hold.
            (Kind::Fails(was), Kind::Fails(is)) => self.condition(was, is, Nothing::False).turned(),
            (Kind::Either(was), Kind::Either(is)) => {
                let selected = self.condition(&was.condition, &is.condition, Nothing::False);
                let then = self.condition(&was.then, &is.then, nothing);
                let otherwise = match (&was.otherwise, &is.otherwise) {
                    (Some(was), Some(is)) => self.condition(was, is, nothing),
                    (None, None) => Trend::Same,
                    _ => Trend::Open,
                };
                Trend::of(selected == Trend::Same).and(then).and(otherwise)
            }
            (Kind::Ago(was, back), Kind::Ago(is, new_back)) if back == new_back => {
                self.condition(was, is, Nothing::Apart)
            }
            (Kind::Within(one, was), Kind::Within(other, is)) if self.same_place(*one, *other) => {
                self.condition(was, is, nothing)
            }
            (Kind::Of(by, was), Kind::Of(new_by, is)) if self.fact(*by, *new_by) => {
                self.condition(was, is, Nothing::Apart)
            }
            _ => Trend::Open,
        }
    }

    fn is_same(&self, was: &Condition, is: &Condition) -> bool {
        self.condition(was, is, Nothing::Apart) == Trend::Same
    }

    fn is_same_quantity(&self, was: &Quantity, is: &Quantity) -> bool {
        self.quantity(was, is) == Trend::Same
    }

    /// Several conditions, all of which or one of which has to hold. Which stands first plays no part.
    fn joined(&self, was: &[Condition], is: &[Condition], all: bool, nothing: Nothing) -> Trend {
        // A part about nothing is left out: it counts as true where all have to hold, and as false where one does.
        let left_out = if all { Nothing::True } else { Nothing::False };
        let inner = if nothing == left_out { nothing } else { Nothing::Apart };
        let mut trends: Vec<(usize, usize, Trend)> = Vec::new();
        for (old, one) in was.iter().enumerate() {
            trends.extend(
                is.iter().enumerate().map(|(new, other)| (old, new, self.condition(one, other, inner))),
            );
        }
        trends.retain(|(.., trend)| *trend != Trend::Open);
        // What is the same belongs together before what is alike.
        trends.sort_by_key(|(old, new, trend)| (*trend != Trend::Same, *old, *new));
        let (mut old, mut new): (BTreeSet<usize>, BTreeSet<usize>) =
            ((0..was.len()).collect(), (0..is.len()).collect());
        let (mut trend, mut kept) = (Trend::Same, Vec::new());
        for (one, other, found) in trends {
            if old.contains(&one) && new.contains(&other) {
                old.remove(&one);
                new.remove(&other);
                trend = trend.and(found);
                kept.extend(was.get(one));
            }
        }
        let changed = match (old.is_empty(), new.is_empty()) {
            (true, true) => return trend,
            (true, false) if all => Trend::Down,
            (true, false) => Trend::Up,
            (false, true) if all => Trend::Up,
            (false, true) => Trend::Down,
            (false, false) => return Trend::Open,
        };
        // Of what is about nothing but for the part that came or went, nothing is proved.
        let is_about_something = nothing == left_out || kept.into_iter().any(never_about_nothing);
        if is_about_something { trend.and(changed) } else { Trend::Open }
    }

    fn compare(&self, limit: Limit<'_>) -> Trend {
        let (was, is) = limit;
        let (left, right) = (self.quantity(&was.left, &is.left), self.quantity(&was.right, &is.right));
        if let Some(trend) = self.runs(limit).or_else(|| tolerances(limit, left, self)) {
            return trend;
        }
        let (old, new) = (effective(was), effective(is));
        if left == Trend::Same
            && let (Some(old), Some(new)) = (bound(was, old), bound(is, new))
        {
            return match (old.upper == new.upper, old.place.partial_cmp_in(&new.place)) {
                (false, _) | (_, None) => Trend::Open,
                (_, Some(Ordering::Equal)) if old.strict == new.strict => Trend::Same,
                (_, Some(Ordering::Equal)) if new.strict => Trend::Down,
                (_, Some(Ordering::Equal)) => Trend::Up,
                (_, Some(ordering)) if old.upper => Trend::by(Some(ordering)),
                (_, Some(ordering)) => Trend::by(Some(ordering)).turned(),
            };
        }
        if left == Trend::Same && right == Trend::Same && was.operator == is.operator {
            return Trend::Same;
        }
        let operator = match (old, new) {
            (old, new) if old == new => Trend::Same,
            (Operator::AtMost, Operator::Below) | (Operator::AtLeast, Operator::Above) => Trend::Down,
            (Operator::Below, Operator::AtMost) | (Operator::Above, Operator::AtLeast) => Trend::Up,
            _ => return Trend::Open,
        };
        let by_sides = match new {
            Operator::AtMost | Operator::Below => left.turned().and(right),
            Operator::AtLeast | Operator::Above => left.and(right.turned()),
            Operator::Equal | Operator::NotEqual => Trend::of(left == Trend::Same && right == Trend::Same),
        };
        operator.and(by_sides)
    }

    /// `for 3 consecutive quarters`: all of so many periods, and what is tolerated: not all of them. More periods are
    /// harder to fill.
    fn runs(&self, (was, is): Limit<'_>) -> Option<Trend> {
        let (old, new) = (run(was)?, run(is)?);
        let is_run = old.whole == new.whole && old.last.cadence == new.last.cadence;
        if !is_run || old.last.count == new.last.count {
            return None;
        }
        let condition = self.condition(old.condition, new.condition, Nothing::Apart);
        let longer = if old.last.count < new.last.count { Trend::Down } else { Trend::Up };
        let filled = condition.and(longer);
        Some(if old.whole { filled } else { filled.turned() })
    }

    fn document(&self, was: &DocumentAsked, is: &DocumentAsked) -> Trend {
        if was.kind != is.kind {
            return Trend::Open;
        }
        // Each demand narrows down which document will do.
        let demands = |old: &[String], new: &[String]| sets(old, new).turned();
        let mut trend = demands(&was.by, &is.by).and(demands(&was.attesting, &is.attesting));
        for (old, new) in was.dated.iter().zip(&is.dated) {
            trend = trend.and(self.window(old, new));
        }
        trend.and(match was.dated.len().cmp(&is.dated.len()) {
            Ordering::Equal => Trend::Same,
            Ordering::Less => Trend::Down,
            Ordering::Greater => Trend::Up,
        })
    }

    fn window(&self, was: &Dated, is: &Dated) -> Trend {
        let same_event = match (was.event, is.event) {
            (Event::AsOf, Event::AsOf) => true,
            (Event::Day(was), Event::Day(is)) => was == is,
            (Event::Fact(was), Event::Fact(is)) => self.fact(was, is),
            _ => false,
        };
        if !same_event {
            return Trend::Open;
        }
        let side = |old: &Option<Shift>, new: &Option<Shift>| match (old, new) {
            (None, None) => Trend::Same,
            (None, Some(_)) => Trend::Down,
            (Some(_), None) => Trend::Up,
            (Some(old), Some(new)) => Trend::by(shifts(old, new)),
        };
        let earliest = match (&was.earliest, &is.earliest) {
            (Some(_), Some(_)) => side(&was.earliest, &is.earliest).turned(),
            (old, new) => side(old, new),
        };
        earliest.and(side(&was.latest, &is.latest))
    }

    // --- Quantities ------------------------------------------------------------------------------------------------

    pub(super) fn quantity(&self, was: &Quantity, is: &Quantity) -> Trend {
        use QuantityKind as Kind;
        let both = |was: &[Quantity], is: &[Quantity]| match was.len() == is.len() {
            true => was.iter().zip(is).fold(Trend::Same, |trend, (a, b)| trend.and(self.quantity(a, b))),
            false => Trend::Open,
        };
        match (&was.kind, &is.kind) {
            (Kind::Literal(old), Kind::Literal(new)) => match old == new {
                true => Trend::Same,
                false => Trend::by(values(old, new)),
            },
            (Kind::Fact(was), Kind::Fact(is)) => Trend::of(self.key(*was, *is)),
            (Kind::Share(was), Kind::Share(is)) => Trend::of(self.class(*was, *is)),
            (Kind::TimeSince(was), Kind::TimeSince(is)) | (Kind::TimeUntil(was), Kind::TimeUntil(is)) => {
                Trend::of(self.fact(*was, *is))
            }
            (Kind::Within(one, was), Kind::Within(other, is)) if self.same_place(*one, *other) => {
                self.quantity(was, is)
            }
            (Kind::Of(by, was), Kind::Of(new_by, is)) if self.fact(*by, *new_by) => self.quantity(was, is),
            (Kind::Plus(a, b), Kind::Plus(c, d)) => self.quantity(a, c).and(self.quantity(b, d)),
            (Kind::Minus(a, b), Kind::Minus(c, d)) => self.quantity(a, c).and(self.quantity(b, d).turned()),
            (Kind::Times(a, b), Kind::Times(c, d)) => self.product((a, b), (c, d)),
            (Kind::Over(a, b), Kind::Over(c, d)) | (Kind::Distance(a, b), Kind::Distance(c, d)) => {
                Trend::of(self.is_same_quantity(a, c) && self.is_same_quantity(b, d))
            }
            (Kind::Greatest(was), Kind::Greatest(is))
            | (Kind::Least(was), Kind::Least(is))
            | (Kind::First(was), Kind::First(is))
            | (Kind::Middle(was), Kind::Middle(is)) => both(was, is),
            (Kind::Table(was), Kind::Table(is)) => {
                let mut trend = Trend::of(was.rows.len() == is.rows.len());
                for (old, new) in was.rows.iter().zip(&is.rows) {
                    let same_cells = old.cells.len() == new.cells.len()
                        && old.cells.iter().zip(&new.cells).all(|(a, b)| self.is_same(a, b));
                    trend = trend.and(Trend::of(same_cells)).and(self.quantity(&old.value, &new.value));
                }
                trend
            }
            (Kind::Shift { date: was, by: old, back }, Kind::Shift { date: is, by: new, back: new_back })
                if back == new_back =>
            {
                let by = self.quantity(old, new);
                self.quantity(was, is).and(if *back { by.turned() } else { by })
            }
            (Kind::Score(was), Kind::Score(is)) => {
                let mut trend = Trend::of(was.len() == is.len());
                for ((old_points, old), (points, new)) in was.iter().zip(is) {
                    let earned = Trend::by(Some(old_points.cmp(points)));
                    let bad = old_points.is_negative() || points.is_negative();
                    trend = trend.and(match self.condition(old, new, Nothing::False) {
                        Trend::Same if !bad || earned == Trend::Same => earned,
                        met if !bad => earned.and(met),
                        _ => Trend::Open,
                    });
                }
                trend
            }
            (Kind::Ago(was, back), Kind::Ago(is, new_back)) if back == new_back => self.quantity(was, is),
            (Kind::Met { condition: was, last: old }, Kind::Met { condition: is, last: new })
                if old.cadence == new.cadence =>
            {
                let longer = Trend::by(Some(old.count.cmp(&new.count)));
                longer.and(self.condition(was, is, Nothing::Apart))
            }
            (
                Kind::Across { kind: was_kind, of: was, last: old },
                Kind::Across { kind: is_kind, of: is, last: new },
            ) => Trend::of(self.kind(*was_kind, *is_kind) && old == new && self.is_same_quantity(was, is)),
            (
                Kind::Listed { enters: was, leaves: was_leaves, cadence: old },
                Kind::Listed { enters: is, leaves: is_leaves, cadence: new },
            ) => Trend::of(old == new && self.is_same(was, is) && self.is_same(was_leaves, is_leaves)),
            (
                Kind::Aggregate { kind: was_kind, of: was, over: old },
                Kind::Aggregate { kind: is_kind, of: is, over: new },
            ) => {
                let same_of = match (was, is) {
                    (None, None) => true,
                    (Some(was), Some(is)) => self.is_same_quantity(was, is),
                    _ => false,
                };
                match same_of && self.kind(*was_kind, *is_kind) {
                    true => self.over(*was_kind, old, new),
                    false => Trend::Open,
                }
            }
            _ => Trend::Open,
        }
    }

    /// How many things there are, or which part: the more pass the filter, the more.
    fn over(&self, kind: Aggregate, was: &Over, is: &Over) -> Trend {
        if !(self.level(was.level, is.level) && self.grouping(was.group.as_ref(), is.group.as_ref())) {
            return Trend::Open;
        }
        let trend = self.filter(was.filter.as_deref(), is.filter.as_deref());
        let is_counted = matches!(kind, Aggregate::Count | Aggregate::Share) && was.group.is_none();
        if is_counted { trend } else { Trend::of(trend == Trend::Same) }
    }

    /// A filter, where what is about nothing is left out, and no filter leaves out nothing.
    pub(super) fn filter(&self, was: Option<&Condition>, is: Option<&Condition>) -> Trend {
        match (was, is) {
            (None, None) => Trend::Same,
            (None, Some(_)) => Trend::Down,
            (Some(_), None) => Trend::Up,
            (Some(was), Some(is)) => self.condition(was, is, Nothing::False),
        }
    }

    pub(super) fn grouping(&self, was: Option<&Grouping>, is: Option<&Grouping>) -> bool {
        match (was, is) {
            (None, None) => true,
            (Some(was), Some(is)) => {
                let members = self.filter(was.members.as_deref(), is.members.as_deref());
                self.key(was.by, is.by) && members == Trend::Same
            }
            _ => false,
        }
    }

    fn kind(&self, was: Aggregate, is: Aggregate) -> bool {
        match (was, is) {
            (Aggregate::Distinct(was), Aggregate::Distinct(is)) => self.key(was, is),
            (Aggregate::Distinct(_), _) | (_, Aggregate::Distinct(_)) => false,
            (was, is) => was == is,
        }
    }

    /// A product rises with a factor that is a number above zero, if the other one is never below zero.
    fn product(&self, was: (&Quantity, &Quantity), is: (&Quantity, &Quantity)) -> Trend {
        let (first, second) = (self.quantity(was.0, is.0), self.quantity(was.1, is.1));
        let above = |one: &Quantity| matches!(&one.kind, QuantityKind::Literal(value) if number(value).is_some_and(|number| !number.is_negative()));
        match (first, second) {
            (Trend::Same, Trend::Same) => Trend::Same,
            (trend, Trend::Same) if above(was.0) && above(is.0) && never_negative(was.1, self.was) => trend,
            (Trend::Same, trend) if above(was.1) && above(is.1) && never_negative(was.0, self.was) => trend,
            _ => Trend::Open,
        }
    }
}

/// `within 2% of x`: a distance, which is never below zero, and a part of a size, which is not either.
fn tolerances((was, is): Limit<'_>, left: Trend, beside: &Beside<'_>) -> Option<Trend> {
    let (QuantityKind::Distance(..), QuantityKind::Distance(..)) = (&was.left.kind, &is.left.kind) else {
        return None;
    };
    let (QuantityKind::Times(a, b), QuantityKind::Times(c, d)) = (&was.right.kind, &is.right.kind) else {
        return None;
    };
    if left != Trend::Same || was.operator != is.operator || was.operator != Operator::AtMost {
        return None;
    }
    let (first, second) = (beside.quantity(a, c), beside.quantity(b, d));
    let literal = |one: &Quantity| matches!(one.kind, QuantityKind::Literal(_));
    match (first, second) {
        (trend, Trend::Same) if literal(a) && literal(c) && is_size(b) => Some(trend),
        (Trend::Same, trend) if literal(b) && literal(d) && is_size(a) => Some(trend),
        _ => None,
    }
}

fn is_size(quantity: &Quantity) -> bool {
    matches!(quantity.kind, QuantityKind::Distance(..))
}

/// All of some periods, or not all of them.
struct Run<'a> {
    condition: &'a Condition,
    last: Back,
    whole: bool,
}

fn run(comparison: &Comparison) -> Option<Run<'_>> {
    let QuantityKind::Met { condition, last } = &comparison.left.kind else { return None };
    let QuantityKind::Literal(Value::Number(limit)) = &comparison.right.kind else { return None };
    let all = Exact::from(i64::from(last.count));
    match comparison.operator {
        Operator::AtLeast if *limit == all => Some(Run { condition, last: *last, whole: true }),
        Operator::AtMost if *limit == &all - &Exact::one() => {
            Some(Run { condition, last: *last, whole: false })
        }
        _ => None,
    }
}

/// A written limit.
struct Bound<'a> {
    upper: bool,
    /// Whether the limit itself is out of bounds.
    strict: bool,
    place: Place<'a>,
}

/// Where a limit stands.
struct Place<'a>(&'a Value);

impl Place<'_> {
    fn partial_cmp_in(&self, other: &Place<'_>) -> Option<Ordering> {
        values(self.0, other.0)
    }
}

fn bound(comparison: &Comparison, operator: Operator) -> Option<Bound<'_>> {
    let QuantityKind::Literal(value) = &comparison.right.kind else { return None };
    let (upper, strict) = match operator {
        Operator::AtMost => (true, false),
        Operator::Below => (true, true),
        Operator::AtLeast => (false, false),
        Operator::Above => (false, true),
        Operator::Equal | Operator::NotEqual => return None,
    };
    Some(Bound { upper, strict, place: Place(value) })
}

/// A count that is 0 is one that is at most 0.
fn effective(comparison: &Comparison) -> Operator {
    let counts = matches!(
        comparison.left.kind,
        QuantityKind::Aggregate { kind: Aggregate::Count, .. } | QuantityKind::Met { .. }
    );
    match (&comparison.right.kind, comparison.operator) {
        (QuantityKind::Literal(Value::Number(zero)), Operator::Equal) if counts && zero.is_zero() => {
            Operator::AtMost
        }
        (_, operator) => operator,
    }
}

fn parts(condition: &Condition, all: bool) -> &[Condition] {
    match &condition.kind {
        ConditionKind::All(parts) | ConditionKind::AllThatApply(parts) if all => parts,
        ConditionKind::Between(ends) if all => ends.as_slice(),
        ConditionKind::Any(parts) | ConditionKind::AnyThatApplies(parts) if !all => parts,
        _ => std::slice::from_ref(condition),
    }
}

/// Lists of which one member will do.
fn sets(was: &[String], is: &[String]) -> Trend {
    let (was, is): (BTreeSet<&String>, BTreeSet<&String>) = (was.iter().collect(), is.iter().collect());
    match (was.is_subset(&is), is.is_subset(&was)) {
        (true, true) => Trend::Same,
        (true, false) => Trend::Up,
        (false, true) => Trend::Down,
        (false, false) => Trend::Open,
    }
}

/// Which of two values comes first; none where that depends on the day, or where they are of two kinds.
fn values(one: &Value, other: &Value) -> Option<Ordering> {
    match (one, other) {
        (Value::Percent(a), Value::Percent(b))
        | (Value::Points(a), Value::Points(b))
        | (Value::Money(a), Value::Money(b))
        | (Value::Number(a), Value::Number(b))
        | (Value::Percentile(a), Value::Percentile(b)) => Some(a.cmp(b)),
        (Value::Duration(a), Value::Duration(b)) => lengths(*a, *b),
        (Value::Date(a), Value::Date(b)) => Some(day_number(*a).cmp(&day_number(*b))),
        (Value::Rating(a), Value::Rating(b)) if a.scale() == b.scale() => {
            let ((low_a, high_a), (low_b, high_b)) = (a.rungs(), b.rungs());
            // Ranges of rungs come one before the other where both ends do.
            Some(low_a.cmp(&low_b)).filter(|order| *order == high_a.cmp(&high_b))
        }
        (Value::Frequency(a), Value::Frequency(b)) => Some(a.rank().cmp(&b.rank())),
        _ => None,
    }
}

fn number(value: &Value) -> Option<&Exact> {
    match value {
        Value::Percent(number) | Value::Points(number) | Value::Money(number) | Value::Number(number) => {
            Some(number)
        }
        _ => None,
    }
}

/// Which of two lengths is the shorter, whatever day they are counted from. A month is no number of days.
pub(super) fn lengths(one: Duration, other: Duration) -> Option<Ordering> {
    let days = |length: Duration| match length.unit {
        DurationUnit::Day => Some(u64::from(length.count)),
        DurationUnit::Week => Some(u64::from(length.count).saturating_mul(7)),
        _ => None,
    };
    match (one.months(), other.months(), days(one), days(other)) {
        (Some(one), Some(other), ..) => Some(one.cmp(&other)),
        (.., Some(one), Some(other)) => Some(one.cmp(&other)),
        _ => (one.unit == other.unit).then(|| one.count.cmp(&other.count)),
    }
}

/// Which of two days comes first that are counted from one event.
fn shifts(one: &Shift, other: &Shift) -> Option<Ordering> {
    match (one, other) {
        (Shift::None, Shift::None) => Some(Ordering::Equal),
        (Shift::Back(a), Shift::Back(b)) => lengths(*b, *a),
        (Shift::Ahead(a), Shift::Ahead(b)) => lengths(*a, *b),
        (Shift::Back(_), _) | (Shift::None, Shift::Ahead(_)) => Some(Ordering::Less),
        _ => Some(Ordering::Greater),
    }
}

/// Whether what is known of a quantity never reaches below zero. Shares and weights do where positions are sold short.
fn never_negative(quantity: &Quantity, schema: &Schema) -> bool {
    match &quantity.kind {
        QuantityKind::Literal(value) => number(value).is_some_and(|number| !number.is_negative()),
        QuantityKind::Distance(..) | QuantityKind::Met { .. } => true,
        QuantityKind::Aggregate { kind, .. } => matches!(kind, Aggregate::Count | Aggregate::Distinct(_)),
        QuantityKind::Of(_, of) | QuantityKind::Within(_, of) => never_negative(of, schema),
        QuantityKind::Fact(key) => {
            let fact = schema.fact(key.fact);
            let is_counted = fact.range.low.number().is_some_and(|low| !low.is_negative());
            is_counted
                && !fact.looks_through
                && schema.level(fact.level).name == "option"
                && fact.name != "weight"
        }
        _ => false,
    }
}

/// Whether a condition is about something on every menu.
fn never_about_nothing(condition: &Condition) -> bool {
    match &condition.kind {
        ConditionKind::Named(_) | ConditionKind::Document(_) | ConditionKind::Fails(_) => true,
        ConditionKind::All(parts) | ConditionKind::Any(parts) => parts.iter().all(never_about_nothing),
        ConditionKind::Between(ends) => ends.iter().all(never_about_nothing),
        ConditionKind::AllThatApply(parts) | ConditionKind::AnyThatApplies(parts) => {
            parts.is_empty() || parts.iter().any(never_about_nothing)
        }
        ConditionKind::Not(inner) => never_about_nothing(inner),
        ConditionKind::Either(branches) => {
            never_about_nothing(&branches.then)
                && branches.otherwise.as_ref().is_some_and(never_about_nothing)
        }
        ConditionKind::Compare(comparison) => {
            always_there(&comparison.left) && always_there(&comparison.right)
        }
        _ => false,
    }
}

fn always_there(quantity: &Quantity) -> bool {
    match &quantity.kind {
        QuantityKind::Literal(_) | QuantityKind::Score(_) => true,
        QuantityKind::Aggregate { kind, .. } => matches!(kind, Aggregate::Count),
        QuantityKind::Plus(a, b) | QuantityKind::Minus(a, b) | QuantityKind::Times(a, b) => {
            always_there(a) && always_there(b)
        }
        _ => false,
    }
}
