//! Moments: whether a statement is tested now, and for what.
//!
//! A moment counts for the thing that it is said of, for everything in that thing, and for the groups that it belongs
//! to. It also counts for a whole around that thing, but only if the statement measures what the whole consists of: a
//! ceiling is tested by what counts toward it, a floor by anything that is bought, since that makes the rest smaller.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::evidence::Judged;
use super::world::{Seat, World};
use crate::menu::{Menu, Thing};
use crate::policy::{Check, Condition, ConditionKind, Operator, Over, Quantity, QuantityKind, TableKey};
use crate::vocabulary::{
    ClassId, Exact, FactId, Interval, LevelId, Moment, Moments, Parts, Possible, Schema, Truth,
};

/// Which moments a menu says of itself (as of the plan) or of a thing, by the level of the thing, each with the first
/// thing of which it says so.
pub struct Said(BTreeMap<(LevelId, Moment), String>);

impl Said {
    /// What a menu says.
    pub fn of(menu: &Menu) -> Self {
        fn gather(thing: &Thing, said: &mut BTreeMap<(LevelId, Moment), String>) {
            for moment in &thing.moments {
                said.entry((thing.level, *moment)).or_insert_with(|| thing.name.clone());
            }
            for inner in within(thing) {
                gather(inner, said);
            }
        }
        let mut said = BTreeMap::new();
        gather(&menu.plan, &mut said);
        Said(said)
    }

    /// Whether a statement is tested on this day for anything that it can be about.
    pub fn tests(&self, check: &Check, schema: &Schema, as_of: Date) -> bool {
        self.untested(check, schema, as_of).is_none()
    }

    /// Why a statement is tested for nothing; none if it is.
    pub(super) fn untested(&self, check: &Check, schema: &Schema, as_of: Date) -> Option<String> {
        if is_now(check, as_of) {
            return None;
        }
        let mut said = self.0.iter().filter(|((_, moment), _)| check.moments.contains(moment)).peekable();
        let first = said.peek().map(|(_, name)| name.as_str());
        let is_tested = said.clone().any(|((level, _), _)| may_test(check, *level, schema));
        (!is_tested).then(|| reason(&check.moments, as_of, first))
    }
}

/// Whether a moment that is said of a thing of this level can test a statement.
fn may_test(check: &Check, level: LevelId, schema: &Schema) -> bool {
    let is_above = match check.scope.last() {
        Some(each) => schema.is_within(each.level, level),
        None => schema.level(level).parent.is_none(),
    };
    is_above || measures(&check.assertion, schema).iter().any(|measure| measure.may_count(level, schema))
}

/// Whether a statement is tested on this day whatever is being done.
fn is_now(check: &Check, as_of: Date) -> bool {
    check.moments.is_empty() || check.moments.iter().any(|moment| moment.falls_on(as_of))
}

/// What is in a thing: its parts, and the things of other levels that belong to it.
fn within(thing: &Thing) -> impl Iterator<Item = &Thing> {
    thing.parts().iter().chain(thing.members.values().flatten())
}

/// Whether a statement is tested for a thing and all that is in it, by what is said of it or of what it is in.
pub(super) fn is_said_above(check: &Check, seat: &Seat<'_>, as_of: Date) -> bool {
    is_now(check, as_of) || seat.things.iter().any(|thing| is_said_of(check, thing))
}

fn is_said_of(check: &Check, thing: &Thing) -> bool {
    thing.moments.iter().any(|moment| check.moments.contains(moment))
}

impl World<'_> {
    /// Whether a statement is tested for a thing. False comes with the reason.
    pub(super) fn tested(&self, check: &Check, seat: &Seat<'_>) -> Judged {
        let certain = Judged::of(Possible::HOLDS);
        let Some(subject) = seat.subject() else { return certain };
        if is_said_above(check, seat, self.as_of) {
            return certain;
        }
        let members = self.members(subject);
        let top: Vec<(&Thing, bool)> = match &members {
            Some(members) => {
                let own = members.own.iter().map(|candidate| (candidate.thing, candidate.certain));
                own.chain(members.strays.nameless.iter().map(|candidate| (candidate.thing, false))).collect()
            }
            None => within(subject).map(|thing| (thing, true)).collect(),
        };
        let measures = measures(&check.assertion, self.schema);
        let mut doubt = Judged::of(Possible::FAILS);
        let mut other = None;
        for (thing, is_in) in top {
            let mut marked = Vec::new();
            marked_within(check, thing, &mut Vec::new(), &mut marked);
            for path in marked {
                let Some(last) = path.last() else { continue };
                other.get_or_insert(last.name.as_str());
                let is_member = members.is_some() && path.len() == 1;
                let mut counted = match is_member {
                    true => Judged::of(Possible::HOLDS),
                    false => self.counts_toward(&measures, seat, &path),
                };
                if !is_in && counted.truth == Possible::HOLDS {
                    counted = Judged::of(Possible::EITHER);
                    counted.missing.extend(members.iter().flat_map(|members| members.unsettled()));
                }
                match counted.truth.selects() {
                    Truth::True => return certain,
                    Truth::Unknown => {
                        doubt.truth = Possible::EITHER;
                        doubt
                            .because
                            .push(format!("whether `{}` counts toward this is not known", last.name));
                        doubt.missing.extend(counted.missing);
                    }
                    Truth::False => {}
                }
            }
        }
        if doubt.truth == Possible::FAILS {
            doubt.because.push(reason(&check.moments, self.as_of, other));
        }
        doubt
    }

    /// Whether the last thing of a path counts in any of the measures of the thing at hand, from which the path leads.
    fn counts_toward(&self, measures: &[Measure<'_>], seat: &Seat<'_>, path: &[&Thing]) -> Judged {
        let counted = measures.iter().map(|measure| self.counts_in(measure, seat, path));
        Judged::any(counted.collect(), Parts::Needed)
    }

    fn counts_in(&self, measure: &Measure<'_>, seat: &Seat<'_>, path: &[&Thing]) -> Judged {
        let not = || Judged::of(Possible::FAILS);
        let Some(last) = path.last() else { return not() };
        let below = |count: usize| {
            let things = seat.things.iter().chain(path.iter().take(count)).copied().collect();
            Seat { things }
        };
        let composes = || path.iter().all(|thing| self.schema.level(thing.level).composes());
        let found = match measure.what {
            What::Class(_) | What::Fact(_) if !composes() => return not(),
            What::Class(class) => self.share(last, &self.prefix_of(&below(path.len()), last), class),
            What::Fact(fact) => self.looked_through(last, &self.prefix_of(&below(path.len()), last), fact),
            What::Over(over, of) => {
                let Some(place) = path.iter().position(|thing| thing.level == over.level) else {
                    return not();
                };
                let count = place.saturating_add(1);
                let chosen = match measure.is_floor {
                    true => Judged::of(Possible::HOLDS),
                    false => self.is_counted(over, &below(place), &below(count)),
                };
                let inner = match (path.get(count..), of) {
                    (None | Some([]), _) => return chosen,
                    (Some(_), None) => return not(),
                    (Some(rest), Some(of)) => {
                        let mut measures = Vec::new();
                        measures_of(of, measure.is_floor, self.schema, &mut measures);
                        self.counts_toward(&measures, &below(count), rest)
                    }
                };
                return Judged::all(vec![chosen, inner], Parts::Needed);
            }
        };
        match (measure.is_floor, found.interval.known()) {
            (true, _) => Judged::of(Possible::HOLDS),
            (false, Some(known)) => Judged::of(Possible::known(!known.is_zero())),
            (false, None) => {
                let zero = Interval::point(Exact::zero());
                let truth = !found.interval.equals(&zero);
                Judged { missing: found.missing, ..Judged::of(Possible::of(truth)) }
            }
        }
    }

    /// Whether an aggregate is over a thing, or over a group to which it belongs.
    fn is_counted(&self, over: &Over, whole: &Seat<'_>, seat: &Seat<'_>) -> Judged {
        let Some(thing) = seat.subject() else { return Judged::of(Possible::FAILS) };
        let filtered = |seat: &Seat<'_>| match &over.filter {
            Some(filter) => self.condition(filter, seat).selecting(),
            None => Judged::of(Possible::HOLDS),
        };
        let Some(grouping) = &over.group else { return filtered(seat) };
        let Some(grouped) = self.grouped(over.level, grouping, whole) else { return filtered(seat) };
        let all = grouped.settled.iter().chain(grouped.doubtful());
        let mut chosen = Vec::new();
        for group in all {
            let own = group.members.own.iter().map(|candidate| (candidate, candidate.certain));
            let mut all = own.chain(group.members.strays.nameless.iter().map(|candidate| (candidate, false)));
            let Some((_, certain)) = all.find(|(one, _)| std::ptr::eq(one.thing, thing)) else { continue };
            let mut judged = filtered(&whole.below(&group.thing));
            if !certain && judged.truth != Possible::FAILS {
                judged.truth = Possible::EITHER;
                judged.missing.extend(group.members.unsettled());
            }
            chosen.push(judged);
        }
        Judged::any(chosen, Parts::Needed)
    }
}

/// The marked things from a thing downward, each with all that it is in, from the outside in.
fn marked_within<'t>(
    check: &Check,
    thing: &'t Thing,
    path: &mut Vec<&'t Thing>,
    marked: &mut Vec<Vec<&'t Thing>>,
) {
    path.push(thing);
    if is_said_of(check, thing) {
        marked.push(path.clone());
    }
    for inner in within(thing) {
        marked_within(check, inner, path, marked);
    }
    path.pop();
}

/// Something that a statement measures of what a thing consists of, or of the things in it.
struct Measure<'p> {
    what: What<'p>,
    /// Whether all that is bought counts, as where a floor is set: it makes the share of the rest smaller.
    is_floor: bool,
}

#[derive(Clone, Copy)]
enum What<'p> {
    Class(ClassId),
    /// A fact that is looked through.
    Fact(FactId),
    /// An aggregate over these things, of this quantity of each.
    Over(&'p Over, Option<&'p Quantity>),
}

impl Measure<'_> {
    /// Whether things of a level can count in it.
    fn may_count(&self, level: LevelId, schema: &Schema) -> bool {
        match self.what {
            What::Class(_) | What::Fact(_) => schema.level(level).composes(),
            What::Over(over, _) if over.level == level => true,
            What::Over(over, Some(of)) if schema.is_within(level, over.level) => {
                let mut measures = Vec::new();
                measures_of(of, self.is_floor, schema, &mut measures);
                measures.iter().any(|measure| measure.may_count(level, schema))
            }
            What::Over(..) => false,
        }
    }
}

fn measures<'p>(assertion: &'p Condition, schema: &Schema) -> Vec<Measure<'p>> {
    let mut measures = Vec::new();
    measures_in(assertion, false, schema, &mut measures);
    measures
}

fn measures_in<'p>(condition: &'p Condition, is_floor: bool, schema: &Schema, out: &mut Vec<Measure<'p>>) {
    match &condition.kind {
        ConditionKind::Compare(comparison) => {
            let (left, right) = match comparison.operator {
                Operator::AtMost | Operator::Below => (is_floor, true),
                Operator::AtLeast | Operator::Above => (true, is_floor),
                Operator::Equal | Operator::NotEqual => (true, true),
            };
            measures_of(&comparison.left, left, schema, out);
            measures_of(&comparison.right, right, schema, out);
        }
        ConditionKind::All(parts)
        | ConditionKind::Any(parts)
        | ConditionKind::AllThatApply(parts)
        | ConditionKind::AnyThatApplies(parts) => {
            parts.iter().for_each(|part| measures_in(part, is_floor, schema, out));
        }
        ConditionKind::Between(ends) => {
            ends.iter().for_each(|end| measures_in(end, is_floor, schema, out));
        }
        ConditionKind::Either(branches) => {
            measures_in(&branches.condition, true, schema, out);
            let blocks = std::iter::once(&branches.then).chain(&branches.otherwise);
            blocks.for_each(|block| measures_in(block, is_floor, schema, out));
        }
        // What is within the thing at hand is within those around it.
        ConditionKind::Within(_, inner) => measures_in(inner, is_floor, schema, out),
        ConditionKind::Not(inner) | ConditionKind::Fails(inner) => measures_in(inner, true, schema, out),
        // What is said of the thing itself, of another one, or of an earlier day.
        ConditionKind::Is { .. }
        | ConditionKind::Flag(_)
        | ConditionKind::Known(_)
        | ConditionKind::Same(..)
        | ConditionKind::Available(_)
        | ConditionKind::Named(_)
        | ConditionKind::Document(_)
        | ConditionKind::Ago(..)
        | ConditionKind::Of(..) => {}
    }
}

fn measures_of<'p>(quantity: &'p Quantity, is_floor: bool, schema: &Schema, out: &mut Vec<Measure<'p>>) {
    let mut add = |what| out.push(Measure { what, is_floor });
    match &quantity.kind {
        QuantityKind::Share(class) => add(What::Class(*class)),
        QuantityKind::Fact(key) if schema.fact(key.fact).looks_through => add(What::Fact(key.fact)),
        QuantityKind::Aggregate { of, over, .. } => add(What::Over(over, of.as_deref())),
        QuantityKind::Within(_, of) => measures_of(of, is_floor, schema, out),
        QuantityKind::Plus(a, b) | QuantityKind::Times(a, b) => {
            [a, b].into_iter().for_each(|one| measures_of(one, is_floor, schema, out));
        }
        QuantityKind::Minus(a, b) | QuantityKind::Over(a, b) => {
            measures_of(a, is_floor, schema, out);
            measures_of(b, true, schema, out);
        }
        QuantityKind::Distance(a, b) => {
            [a, b].into_iter().for_each(|one| measures_of(one, true, schema, out))
        }
        QuantityKind::Greatest(all)
        | QuantityKind::Least(all)
        | QuantityKind::First(all)
        | QuantityKind::Middle(all) => all.iter().for_each(|one| measures_of(one, is_floor, schema, out)),
        QuantityKind::Table(table) => {
            for key in &table.keys {
                match key {
                    TableKey::Quantity(quantity) => measures_of(quantity, true, schema, out),
                    TableKey::Condition(condition) => measures_in(condition, true, schema, out),
                    TableKey::Word(_) => {}
                }
            }
            table.rows.iter().for_each(|row| measures_of(&row.value, true, schema, out));
        }
        QuantityKind::Shift { date, by, .. } => {
            [date, by].into_iter().for_each(|one| measures_of(one, true, schema, out));
        }
        QuantityKind::Score(criteria) => {
            criteria.iter().for_each(|(_, criterion)| measures_in(criterion, true, schema, out));
        }
        QuantityKind::Met { condition, .. } => measures_in(condition, true, schema, out),
        QuantityKind::Across { of, .. } => measures_of(of, is_floor, schema, out),
        QuantityKind::Listed { enters, leaves, .. } => {
            [enters, leaves].into_iter().for_each(|one| measures_in(one, true, schema, out));
        }
        QuantityKind::Literal(_)
        | QuantityKind::Fact(_)
        | QuantityKind::TimeSince(_)
        | QuantityKind::TimeUntil(_)
        | QuantityKind::Of(..)
        | QuantityKind::Ago(..) => {}
    }
}

/// `tested at purchase; nothing says that this is a purchase`
fn reason(moments: &Moments, as_of: Date, other: Option<&str>) -> String {
    let nouns = |of_the_calendar: bool| {
        let chosen = moments.iter().filter(|moment| moment.is_of_the_calendar() == of_the_calendar);
        chosen.map(|moment| moment.noun()).collect::<Vec<_>>().join(" or ")
    };
    let mut reasons = Vec::new();
    let (doings, days) = (nouns(false), nouns(true));
    match other {
        _ if doings.is_empty() => {}
        None => reasons.push(format!("nothing says that this is {doings}")),
        Some(other) => {
            reasons.push(format!("the menu says so of `{other}`, which does not count toward this"));
        }
    }
    if !days.is_empty() {
        reasons.push(format!("{as_of} is not {days}"));
    }
    format!("tested {}; {}", crate::vocabulary::tested_words(moments), reasons.join(", and "))
}
