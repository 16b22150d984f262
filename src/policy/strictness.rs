//! Two forms of a rule set beside each other: in which parts they differ, and whether the second is stricter.
//!
//! Stricter is said only where it is proved: on no menu and no day does the stricter form come to a better outcome for
//! anything. Kept and about nothing are equally good; an undecided and a watched one are better than a breach.

use std::cmp::Ordering;

use super::core::{Check, Condition, ConditionKind, Cure, Each, Guard, Obligation, Period, Rule};
use super::describe::describe_condition;
use super::trend::{Beside, Nothing, Trend, lengths};
use crate::vocabulary::{Moments, Schema, tested_words};

/// How one form of a rule stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Strictness {
    /// Both mean the same.
    Same,
    /// Nothing comes to a better outcome, and something may come to a worse one.
    Tightened,
    /// Nothing comes to a worse outcome, and something may come to a better one.
    Loosened,
    /// It may go either way, or the form does not tell.
    Unproved,
}

/// A part of a rule in which two forms differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// What it asserts.
    Statement,
    /// Of which things.
    Scope,
    /// Under which conditions.
    Conditions,
    /// Whether it must, should, or is watched.
    Obligation,
    /// On which days it is in force.
    Dates,
    /// When it is tested.
    Moments,
    /// For how long a breach may be cured.
    Cure,
}

/// How one form of a rule differs from another in its meaning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// As a whole.
    pub strictness: Strictness,
    /// In which parts, each once.
    pub parts: Vec<Part>,
}

impl Strictness {
    /// Both at once.
    #[must_use]
    pub fn and(self, other: Strictness) -> Strictness {
        match (self, other) {
            (Strictness::Same, other) | (other, Strictness::Same) => other,
            (one, other) if one == other => one,
            _ => Strictness::Unproved,
        }
    }

    /// Of what is asked less often, or asserted less, the more it rises.
    fn looser_by(trend: Trend) -> Strictness {
        match trend {
            Trend::Same => Strictness::Same,
            Trend::Up => Strictness::Loosened,
            Trend::Down => Strictness::Tightened,
            Trend::Open => Strictness::Unproved,
        }
    }

    fn by(ordering: Option<Ordering>) -> Strictness {
        match ordering {
            None => Strictness::Unproved,
            Some(Ordering::Equal) => Strictness::Same,
            Some(Ordering::Less) => Strictness::Tightened,
            Some(Ordering::Greater) => Strictness::Loosened,
        }
    }
}

impl Difference {
    fn none() -> Self {
        Difference { strictness: Strictness::Same, parts: Vec::new() }
    }

    fn note(&mut self, part: Part, strictness: Strictness) {
        self.strictness = self.strictness.and(strictness);
        if strictness != Strictness::Same && !self.parts.contains(&part) {
            self.parts.push(part);
        }
    }
}

/// How a rule of one policy stands to one of another, be their names as they may. What has one name in both schemas has
/// to be declared in one way.
pub fn difference(was: (&Rule, &Schema), is: (&Rule, &Schema)) -> Difference {
    let beside = Beside { was: was.1, is: is.1 };
    let ((was, _), (is, _)) = (was, is);
    let mut told = Difference::none();
    told.note(Part::Obligation, Strictness::by(Some(rank(is.obligation).cmp(&rank(was.obligation)))));
    // Statements that are the same, then those of one id, then what is left over.
    let (mut old, mut new): (Vec<&Check>, Vec<&Check>) =
        (was.checks.iter().collect(), is.checks.iter().collect());
    let compared = |one: &Check, other: &Check| check(&beside, (one, was), (other, is));
    pair(&mut old, &mut new, |one, other| compared(one, other).parts.is_empty(), &mut |_, _| {});
    let mut told_of = |one: &Check, other: &Check| {
        let found = compared(one, other);
        for part in &found.parts {
            told.note(*part, found.strictness);
        }
    };
    pair(&mut old, &mut new, |one, other| own_id(one, was) == own_id(other, is), &mut told_of);
    if let ([one], [other]) = (old.as_slice(), new.as_slice()) {
        told_of(one, other);
        (old, new) = (Vec::new(), Vec::new());
    }
    if !old.is_empty() {
        told.note(Part::Statement, Strictness::Loosened);
    }
    if !new.is_empty() {
        told.note(Part::Statement, Strictness::Tightened);
    }
    told.parts.sort_unstable();
    told
}

/// Takes those out that belong together, and tells them.
fn pair<'c>(
    old: &mut Vec<&'c Check>,
    new: &mut Vec<&'c Check>,
    belong: impl Fn(&Check, &Check) -> bool,
    tell: &mut impl FnMut(&Check, &Check),
) {
    old.retain(|one| {
        let Some(place) = new.iter().position(|other| belong(one, other)) else { return true };
        let other = new.remove(place);
        tell(one, other);
        false
    });
}

/// The id of a statement within its rule.
fn own_id<'c>(check: &'c Check, rule: &Rule) -> &'c str {
    check.id.strip_prefix(rule.id.as_str()).unwrap_or(&check.id)
}

fn check(beside: &Beside<'_>, (was, of): (&Check, &Rule), (is, new_of): (&Check, &Rule)) -> Difference {
    let mut told = Difference::none();
    told.note(
        Part::Statement,
        Strictness::looser_by(beside.condition(&was.assertion, &is.assertion, Nothing::True)),
    );
    told.note(Part::Scope, scope(beside, &was.scope, &is.scope));
    told.note(Part::Conditions, guards(beside, &was.guards, &is.guards));
    told.note(Part::Dates, dates(both(of.period, was.period), both(new_of.period, is.period)));
    told.note(Part::Moments, moments(&was.moments, &is.moments));
    told.note(Part::Cure, cure(beside, was.cure.as_ref(), is.cure.as_ref()));
    told
}

fn rank(obligation: Obligation) -> u8 {
    match obligation {
        Obligation::Must => 0,
        Obligation::Should => 1,
        Obligation::Watch => 2,
    }
}

/// The more things it is about, the stricter. Of groups it is not proved which are there.
fn scope(beside: &Beside<'_>, was: &[Each], is: &[Each]) -> Strictness {
    if was.len() != is.len() {
        return Strictness::Unproved;
    }
    was.iter().zip(is).fold(Strictness::Same, |strictness, (old, new)| {
        let same =
            beside.level(old.level, new.level) && beside.grouping(old.group.as_ref(), new.group.as_ref());
        let trend = beside.filter(old.filter.as_ref(), new.filter.as_ref()).turned();
        let own = match Strictness::looser_by(trend) {
            _ if !same => Strictness::Unproved,
            Strictness::Same => Strictness::Same,
            _ if old.group.is_some() => Strictness::Unproved,
            own => own,
        };
        strictness.and(own)
    })
}

/// Each guard that falls is one reason less not to apply.
fn guards(beside: &Beside<'_>, was: &[Guard], is: &[Guard]) -> Strictness {
    let trend = |old: &Guard, new: &Guard| match beside.level(old.level, new.level) && old.steps == new.steps
    {
        true => beside.condition(&old.condition, &new.condition, Nothing::False),
        false => Trend::Open,
    };
    let (mut old, mut new): (Vec<&Guard>, Vec<&Guard>) = (was.iter().collect(), is.iter().collect());
    let mut strictness = Strictness::Same;
    for is_like in [|trend| trend == Trend::Same, |trend| trend != Trend::Open] {
        old.retain(|one| {
            let Some(place) = new.iter().position(|other| is_like(trend(one, other))) else { return true };
            let other = new.remove(place);
            strictness = strictness.and(Strictness::looser_by(trend(one, other).turned()));
            false
        });
    }
    let left = match (old.is_empty(), new.is_empty()) {
        (true, true) => Strictness::Same,
        (false, true) => Strictness::Tightened,
        (true, false) => Strictness::Loosened,
        (false, false) => Strictness::Unproved,
    };
    strictness.and(left)
}

/// The days on which both are in force.
fn both(one: Period, other: Period) -> Period {
    let later = [one.from, other.from].into_iter().flatten().max();
    let earlier = [one.until, other.until].into_iter().flatten().min();
    Period { from: later, until: earlier }
}

fn dates(was: Period, is: Period) -> Strictness {
    let from = match (was.from, is.from) {
        (None, None) => Strictness::Same,
        (None, Some(_)) => Strictness::Loosened,
        (Some(_), None) => Strictness::Tightened,
        (Some(was), Some(is)) => Strictness::by(Some(is.cmp(&was))),
    };
    let until = match (was.until, is.until) {
        (None, None) => Strictness::Same,
        (None, Some(_)) => Strictness::Loosened,
        (Some(_), None) => Strictness::Tightened,
        (Some(was), Some(is)) => Strictness::by(Some(was.cmp(&is))),
    };
    from.and(until)
}

/// None is always.
fn moments(was: &Moments, is: &Moments) -> Strictness {
    match (was.is_empty(), is.is_empty()) {
        _ if was == is => Strictness::Same,
        (false, true) => Strictness::Tightened,
        (true, false) => Strictness::Loosened,
        _ if was.is_subset(is) => Strictness::Tightened,
        _ if is.is_subset(was) => Strictness::Loosened,
        _ => Strictness::Unproved,
    }
}

fn cure(beside: &Beside<'_>, was: Option<&Cure>, is: Option<&Cure>) -> Strictness {
    match (was, is) {
        (None, None) => Strictness::Same,
        (None, Some(_)) => Strictness::Loosened,
        (Some(_), None) => Strictness::Tightened,
        (Some(was), Some(is)) => {
            let since = match (was.since, is.since) {
                (None, None) => true,
                (Some(was), Some(is)) => beside.key(was, is),
                _ => false,
            };
            if since { Strictness::by(lengths(is.within, was.within)) } else { Strictness::Unproved }
        }
    }
}

// --- Words -----------------------------------------------------------------------------------------------------------

/// The statements of a rule in the policy's own words, one each: `each option where style is active: expense_ratio net
/// <= 0.50%, unless tenure < 1 year`.
pub fn statements(rule: &Rule, schema: &Schema) -> Vec<String> {
    rule.checks.iter().map(|check| statement(check, rule, schema)).collect()
}

fn statement(check: &Check, rule: &Rule, schema: &Schema) -> String {
    let mut words = match rule.obligation {
        Obligation::Must => String::new(),
        Obligation::Should => "should: ".into(),
        Obligation::Watch => "watch: ".into(),
    };
    for each in &check.scope {
        let things = match &each.group {
            Some(group) => {
                let of = schema.level(each.level).plural();
                let of = group.members.as_ref().map_or(of.clone(), |members| {
                    format!("({of} where {})", describe_condition(members, schema))
                });
                format!("each {} of {of}", schema.key_name(group.by))
            }
            None => format!("each {}", schema.level(each.level).name),
        };
        words.push_str(&things);
        if let Some(filter) = &each.filter {
            words.push_str(&format!(" where {}", describe_condition(filter, schema)));
        }
        words.push_str(": ");
    }
    words.push_str(&describe_condition(&check.assertion, schema));
    for guard in &check.guards {
        words.push_str(&guard_words(&guard.condition, schema));
    }
    let period = both(rule.period, check.period);
    if let Some(from) = period.from {
        words.push_str(&format!(", from {from}"));
    }
    if let Some(until) = period.until {
        words.push_str(&format!(", until {until}"));
    }
    if !check.moments.is_empty() {
        words.push_str(&format!(", tested {}", tested_words(&check.moments)));
    }
    if let Some(cure) = &check.cure {
        let since = cure.since.map_or(String::new(), |key| format!(" of {}", schema.key_name(key)));
        words.push_str(&format!(", cured within {}{since}", cure.within));
    }
    words
}

fn guard_words(condition: &Condition, schema: &Schema) -> String {
    match &condition.kind {
        ConditionKind::Fails(inner) => format!(", unless {}", describe_condition(inner, schema)),
        _ => format!(", when {}", describe_condition(condition, schema)),
    }
}
