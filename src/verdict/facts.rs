//! Facts and quantities of a subject.

use super::calendar::Lengths;
use super::evidence::{Found, Presence};
use super::world::{Seat, World};
use super::{Datum, Missing};
use crate::menu::{Cell, Reading, Thing};
use crate::policy::{Condition, Quantity, QuantityKind, describe_condition};
use crate::vocabulary::{
    Exact, FactId, FactKey, Interval, RatingScale, Rounding, Truth, Type, Value, day_number, shown, written,
};

impl World<'_> {
    /// What is known of a quantity. `scale` is the rating scale that the comparison is about.
    pub(super) fn quantity(&self, quantity: &Quantity, seat: &Seat<'_>, scale: Option<RatingScale>) -> Found {
        let both = |a: &Quantity, b: &Quantity, combine: fn(&Interval, &Interval) -> Interval| {
            self.quantity(a, seat, scale).combined(self.quantity(b, seat, scale), combine)
        };
        match &quantity.kind {
            QuantityKind::Literal(Value::Duration(length)) => Found::of(self.days(*length)),
            QuantityKind::Literal(value) => {
                Found::of(value.interval(self.as_of).unwrap_or_else(Interval::anything))
            }
            QuantityKind::Fact(key) => self.fact(*key, seat, scale),
            QuantityKind::Share(class) => match seat.subject() {
                Some(thing) => self.share(thing, &self.prefix_of(seat, thing), *class),
                None => Found::of(Interval::whole()),
            },
            QuantityKind::TimeSince(fact) => {
                let found = self.fact(FactKey::of(*fact), seat, scale);
                let today = Interval::point(day_number(self.as_of));
                Found { interval: today.minus(&found.interval), ..found }
            }
            QuantityKind::TimeUntil(fact) => {
                let found = self.fact(FactKey::of(*fact), seat, scale);
                let today = Interval::point(day_number(self.as_of));
                Found { interval: found.interval.minus(&today), ..found }
            }
            QuantityKind::Within(within, of) => self.quantity(of, &seat.cut(*within), scale),
            QuantityKind::Of(fact, of) => self.quantity_of(*fact, of, seat, scale),
            QuantityKind::Plus(a, b) => both(a, b, Interval::plus),
            QuantityKind::Minus(a, b) => both(a, b, Interval::minus),
            QuantityKind::Times(a, b) => both(a, b, Interval::times),
            QuantityKind::Over(a, b) => {
                let (above, below) = (self.quantity(a, seat, scale), self.quantity(b, seat, scale));
                match below.interval.known() {
                    Some(zero) if zero.is_zero() => Found::nothing(format!(
                        "{} is zero, and nothing is a share of zero",
                        crate::policy::describe(b, self.schema)
                    )),
                    _ => {
                        let may_be_zero = below.interval.contains(&Exact::zero());
                        let mut found = above.combined(below, Interval::over);
                        if may_be_zero && found.presence == Presence::Sure {
                            found.presence = Presence::Maybe;
                            found.because.push(format!(
                                "{} may be zero, and nothing is a share of zero",
                                crate::policy::describe(b, self.schema)
                            ));
                        }
                        found
                    }
                }
            }
            QuantityKind::Distance(a, b) => both(a, b, |a, b| a.minus(b).abs()),
            QuantityKind::Greatest(of) => self.extreme_of(of, true, seat, scale),
            QuantityKind::Least(of) => self.extreme_of(of, false, seat, scale),
            QuantityKind::First(of) => self.first_of(of, seat, scale),
            QuantityKind::Middle(of) => self.middle_of(of, seat, scale),
            QuantityKind::Table(table) => self.table(table, seat, scale),
            QuantityKind::Shift { date, by, back } => self.shifted(date, by, *back, seat),
            QuantityKind::Score(criteria) => self.score(criteria, seat),
            QuantityKind::Ago(of, ago) => self.earlier_quantity(of, *ago, seat, scale),
            QuantityKind::Met { condition, last } => self.met(condition, *last, seat),
            QuantityKind::Across { kind, of, last } => self.across(*kind, of, *last, seat, scale),
            QuantityKind::Listed { enters, leaves, cadence } => self.listed(enters, leaves, *cadence, seat),
            // A length that comes from many counts days, back from the as-of date.
            QuantityKind::Aggregate { kind, of, over } => self.counting(Lengths::Before(self.as_of), || {
                self.aggregate(*kind, of.as_deref(), over, seat, scale)
            }),
        }
    }

    /// The points of the criteria that are met. One that is about nothing is not met.
    fn score(&self, criteria: &[(Exact, Condition)], seat: &Seat<'_>) -> Found {
        let mut score = Found::of(Interval::point(Exact::zero()));
        let (mut met, mut failed, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for (points, criterion) in criteria {
            let judged = self.condition(criterion, seat);
            let words = describe_condition(criterion, self.schema);
            let (earned, group) = match judged.truth {
                Some(Truth::True) => (Interval::point(points.clone()), &mut met),
                Some(Truth::Unknown) => (Interval::between(Exact::zero(), points.clone()), &mut open),
                Some(Truth::False) | None => (Interval::point(Exact::zero()), &mut failed),
            };
            group.push(words);
            score.interval = score.interval.plus(&earned);
            score.data.extend(judged.data);
            score
                .missing
                .extend(judged.missing.into_iter().map(|missing| Missing { must_be: None, ..missing }));
            score.relied.extend(judged.relied);
        }
        for (group, verb) in [(met, "met"), (failed, "not met"), (open, "not known")] {
            if !group.is_empty() {
                score.because.push(format!("{verb}: {}", group.join("; ")));
            }
        }
        score
    }

    /// A fact of the subject, or of the thing above it that has such facts.
    pub(super) fn fact(&self, key: FactKey, seat: &Seat<'_>, scale: Option<RatingScale>) -> Found {
        let fact = self.schema.fact(key.fact);
        let Some(thing) = seat.of_level(fact.level) else { return self.not_given(key.fact) };
        if thing.group.is_some() {
            return self.fact_of_group(key, thing, seat, scale);
        }
        let prefix = self.prefix_of(seat, thing);
        if let Some(cell) = thing.cell(key) {
            if cell.reading == Reading::Nothing {
                return self.stated_absence(thing, key, cell);
            }
            if let (Reading::Exactly(Value::Rating(rating)), Type::Rating(_)) = (&cell.reading, &fact.ty)
                && !rating.is_on(scale.unwrap_or(RatingScale::LongTerm))
            {
                // A short-term rating says nothing on the long-term scale.
                let mut found = Found::of(Interval::anything());
                found.data.push(Datum {
                    at: cell.at,
                    label: format!("{rating} is of another scale"),
                    period: None,
                });
                found.missing.push(self.missing_fact(thing, &prefix, "rating on the scale of the limit"));
                return found;
            }
            let interval = self.cell_interval(cell);
            let name = self.schema.key_name(key);
            let label = match (&cell.reading, interval.known()) {
                (Reading::Exactly(value @ (Value::Duration(_) | Value::Rating(_))), _) => {
                    format!("{name}: {}", written(value))
                }
                (_, Some(known)) => format!("{name}: {}", shown(&fact.ty, known, None, 4, Rounding::Nearest)),
                (_, None) => format!("{name}: a range"),
            };
            let mut found = Found::of(interval);
            found.data.push(Datum { at: cell.at, label, period: None });
            if found.interval.known().is_none() {
                // A range says less than what follows from other facts may say.
                if let Some(derived) = self.derived(key.fact, thing, seat) {
                    found.interval = found.interval.meet(&derived.interval).unwrap_or(found.interval);
                }
                let name = self.finer_rating(cell, &name).unwrap_or(name);
                found.missing.push(self.missing_fact(thing, &prefix, &name));
            }
            return found;
        }
        if fact.looks_through {
            return self.looked_through(thing, &prefix, key.fact);
        }
        self.derived(key.fact, thing, seat).unwrap_or_else(|| {
            let mut found = self.not_given(key.fact);
            found.missing.push(self.missing_fact(thing, &prefix, &self.schema.key_name(key)));
            found
        })
    }

    /// A fact that the menu does not give. It may be anything that it can be; or it may yet be said that there is none.
    fn not_given(&self, fact: FactId) -> Found {
        let mut found = Found::of(self.schema.fact(fact).range.clone());
        if !self.schema.is_always_there(fact) {
            found.presence = Presence::Maybe;
        }
        found
    }

    pub(super) fn stated_absence(&self, thing: &Thing, key: FactKey, cell: &Cell) -> Found {
        let name = self.schema.key_name(key);
        let mut found = Found::nothing(format!("`{}` has no {name}, as the menu says", thing.name));
        found.data.push(Datum { at: cell.at, label: format!("{name}: none"), period: None });
        found
    }

    /// The ids above a thing. It goes by its own place on the menu, whatever group it is in; a group goes by all that
    /// it is in.
    pub(super) fn prefix_of(&self, seat: &Seat<'_>, thing: &Thing) -> String {
        let above = seat.things.iter().take_while(|other| !std::ptr::eq(**other, thing)).skip(1);
        let own = above.filter(|other| thing.group.is_some() || other.group.is_none());
        own.map(|other| format!("{}/", other.id)).collect()
    }

    /// The ids above the parts of the thing at hand.
    pub(super) fn prefix_within(&self, seat: &Seat<'_>) -> String {
        let own = seat.things.iter().skip(1).filter(|thing| thing.group.is_none());
        own.map(|thing| format!("{}/", thing.id)).collect()
    }

    /// The plan's assets are the sum of its options'; an option's weight is its assets' part of the plan's.
    pub(super) fn derived(&self, fact: FactId, thing: &Thing, seat: &Seat<'_>) -> Option<Found> {
        let name = self.schema.fact(fact).name.as_str();
        let is_plan = self.schema.level(thing.level).parent.is_none();
        match (name, is_plan) {
            ("assets", true) => Some(self.plan_assets(thing).clone()),
            ("weight", false) => {
                let plan = seat.things.first().copied()?;
                let is_option = self.schema.child_of(plan.level) == Some(thing.level);
                let own = self.cell_named(thing, "assets").filter(|_| is_option)?;
                let mut whole = match self.cell_named(plan, "assets") {
                    Some(cell) => Found::of(self.cell_interval(cell)),
                    None => {
                        // Its data are many, and not told here.
                        let Found { interval, missing, .. } = self.plan_assets(plan);
                        let mut whole = Found::of(interval.clone());
                        whole.missing.clone_from(missing);
                        whole
                    }
                };
                if whole.interval.known().is_some_and(Exact::is_zero) {
                    return Some(Found::nothing(
                        "the plan's assets are $0, and nothing is a share of them".into(),
                    ));
                }
                if whole.interval.contains(&Exact::zero()) {
                    whole.presence = Presence::Maybe;
                }
                let assets = self.cell_interval(own);
                // The option is itself a part of the whole, so even an unknown whole leaves at most all of it.
                let share = assets.over(&whole.interval);
                whole.interval = share.meet(&Interval::whole()).unwrap_or_else(Interval::whole);
                let dollars = assets.known().map_or("a range".into(), |assets| {
                    shown(&Type::Money, assets, None, 2, Rounding::Nearest)
                });
                // What a group may come to stands nowhere on the menu.
                if thing.group.is_none() || assets.known().is_some() {
                    whole.data =
                        vec![Datum { at: own.at, label: format!("assets: {dollars}"), period: None }];
                }
                Some(whole)
            }
            _ => None,
        }
    }

    /// Found once: every option may ask for it.
    fn plan_assets(&self, plan: &Thing) -> &Found {
        self.assets_of_plan.get_or_init(|| self.sum_of_assets(plan))
    }

    fn sum_of_assets(&self, plan: &Thing) -> Found {
        let mut sum = Found::of(Interval::point(Exact::zero()));
        for option in plan.parts() {
            match self.cell_named(option, "assets") {
                Some(cell) => {
                    let assets = self.cell_interval(cell);
                    if assets.known().is_none() {
                        sum.missing.push(self.missing_fact(option, "", "assets"));
                    }
                    sum.interval = sum.interval.plus(&assets);
                    sum.data.push(Datum { at: cell.at, label: "assets".into(), period: None });
                }
                None => {
                    sum.interval = sum.interval.plus(&Interval::at_least(Exact::zero()));
                    sum.missing.push(self.missing_fact(option, "", "assets"));
                }
            }
        }
        if self.menu.leaves_out.is_some() || plan.parts().is_empty() {
            sum.interval = sum.interval.plus(&Interval::at_least(Exact::zero()));
            sum.missing.push(self.missing_fact(plan, "", "assets"));
        }
        sum.presence = Presence::Sure;
        sum
    }
}
