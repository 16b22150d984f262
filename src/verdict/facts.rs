//! Facts and quantities of a subject.

use super::calendar::Lengths;
use super::evidence::{Found, Presence};
use super::linear::Linear;
use super::members::Size;
use super::world::{Seat, World};
use super::{Datum, Missing};
use crate::menu::{Cell, Reading, Thing};
use crate::policy::{Condition, Quantity, QuantityKind, describe_condition};
use crate::vocabulary::{
    Exact, FactId, FactKey, Interval, RatingScale, Rounding, Truth, Type, Value, day_number, shown, written,
};

impl World<'_> {
    /// What is known of a quantity, and of what it is supposed to be. `scale` is the rating scale that the comparison is
    /// about.
    pub(super) fn quantity(&self, quantity: &Quantity, seat: &Seat<'_>, scale: Option<RatingScale>) -> Found {
        let mut found = self.shown_quantity(quantity, seat, scale);
        if let Some(thing) = seat.subject().filter(|_| !self.frame.is_of_no_day && self.is_of_one(seat))
            && let Some(supposed) = self.suppositions.found(quantity, thing, &found.interval)
        {
            found.interval = supposed;
        }
        found
    }

    fn shown_quantity(&self, quantity: &Quantity, seat: &Seat<'_>, scale: Option<RatingScale>) -> Found {
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
            QuantityKind::Plus(a, b) => self.tightened(quantity, both(a, b, Interval::plus), seat),
            QuantityKind::Minus(a, b) => self.tightened(quantity, both(a, b, Interval::minus), seat),
            QuantityKind::Times(a, b) => self.tightened(quantity, both(a, b, Interval::times), seat),
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
            QuantityKind::Distance(a, b) => {
                let mut found = both(a, b, |a, b| a.minus(b).abs());
                if let (None, Some(thing), Some(linear)) =
                    (found.interval.known(), seat.subject(), Linear::difference(a, b))
                {
                    let distance = self.mixed(thing, &self.prefix_of(seat, thing), &linear).interval.abs();
                    found.interval = found.interval.meet(&distance).unwrap_or(found.interval);
                }
                found
            }
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
            QuantityKind::Aggregate { kind, of, over } => self
                .counting_from(Lengths::Before(self.as_of), || {
                    self.aggregate(*kind, of.as_deref(), over, seat, scale)
                }),
        }
    }

    /// A sum of class shares, no wider than it can be as one number.
    fn tightened(&self, quantity: &Quantity, mut found: Found, seat: &Seat<'_>) -> Found {
        if found.interval.known().is_some() {
            return found;
        }
        if let (Some(thing), Some(linear)) = (seat.subject(), Linear::of(quantity)) {
            let mixed = self.mixed(thing, &self.prefix_of(seat, thing), &linear);
            found.interval = found.interval.meet(&mixed.interval).unwrap_or(found.interval);
            found.relied.extend(mixed.relied);
        }
        if found.interval.known().is_some() {
            found.missing.clear();
        }
        found
    }

    /// The points of the criteria that are met. One that does not apply is not met.
    fn score(&self, criteria: &[(Exact, Condition)], seat: &Seat<'_>) -> Found {
        let mut score = Found::of(Interval::point(Exact::zero()));
        let (mut met, mut failed, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for (points, criterion) in criteria {
            let judged = self.condition(criterion, seat);
            let words = describe_condition(criterion, self.schema);
            let (earned, group) = match judged.truth.selects() {
                Truth::True => (Interval::point(points.clone()), &mut met),
                Truth::Unknown => (Interval::between(Exact::zero(), points.clone()), &mut open),
                Truth::False => (Interval::point(Exact::zero()), &mut failed),
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
        if let Some(cell) = self.cell_there(thing, key, seat) {
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
            if self.is_share_of_nothing(thing, key) {
                found.presence = Presence::Maybe;
            }
            if found.interval.known().is_none() {
                // A range says less than what follows from other facts may say.
                if let Some(derived) = self.derived(key.fact, thing, seat) {
                    found.interval = found.interval.meet(&derived.interval).unwrap_or(found.interval);
                }
                if found.interval.known().is_some() {
                    return found;
                }
                self.ask(thing, key, seat);
                let name = self.finer_rating(cell, &name).unwrap_or(name);
                found.missing.push(self.missing_fact(thing, &prefix, &name));
            }
            return found;
        }
        if fact.looks_through {
            return self.looked_through(thing, &prefix, key.fact);
        }
        self.derived(key.fact, thing, seat).unwrap_or_else(|| {
            self.ask(thing, key, seat);
            let mut found = self.not_given(key.fact);
            found.missing.push(self.missing_fact(thing, &prefix, &self.schema.key_name(key)));
            found
        })
    }

    /// Whether a weight of what the menu leaves out may be one of nothing: then there is none.
    fn is_share_of_nothing(&self, thing: &Thing, key: FactKey) -> bool {
        let whole = self.frame.whole_of_rest(thing);
        whole.is_some_and(|whole| {
            self.size_fact(key, thing.level) == Some(Size::Weight) && self.sizes(whole).may_be_nothing()
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

    /// A weight, or the dollars of the plan, from the sizes of all parts of a whole.
    pub(super) fn derived(&self, fact: FactId, thing: &Thing, seat: &Seat<'_>) -> Option<Found> {
        let name = self.schema.fact(fact).name.as_str();
        let level = self.schema.level(thing.level);
        match name {
            "assets" if level.parent.is_none() => Some(self.plan_assets(thing).clone()),
            "assets" if level.composes() && thing.group.is_none() => {
                let whole = seat.down_to(thing).whole()?;
                let place = whole.parts().iter().position(|part| std::ptr::eq(part, thing))?;
                let sizes = self.sizes(whole);
                let dollars = sizes.money(&sizes.indicator(|other| (other == place, other == place)));
                let mut found = Found::of(dollars);
                if found.interval.known().is_none() {
                    found.missing.push(self.missing_fact(thing, &self.prefix_of(seat, thing), name));
                }
                Some(found)
            }
            "weight" if level.composes() && thing.group.is_none() => {
                let whole = seat.down_to(thing).whole()?;
                let index = whole.parts().iter().position(|part| std::ptr::eq(part, thing))?;
                self.weight_within(whole, index, thing, seat)
            }
            _ => None,
        }
    }

    /// Which part of its whole a thing is, if anything tells.
    fn weight_within(&self, whole: &Thing, index: usize, thing: &Thing, seat: &Seat<'_>) -> Option<Found> {
        let sizes = self.sizes(whole);
        let own = self.cell_named(thing, "assets");
        let is_of_nothing = own.is_some() && sizes.are_nothing();
        if is_of_nothing {
            let of = &self.schema.level(whole.level).name;
            return Some(Found::nothing(format!("the {of}'s assets are $0, and nothing is a share of them")));
        }
        let weight = sizes.weight(index);
        let all = if self.schema.level(whole.level).parent.is_none() {
            Interval::whole()
        } else {
            Interval::anything()
        };
        if weight.closed() == all || weight.closed() == Interval::whole() {
            // The menu says nothing of its size, and nothing follows.
            own?;
        }
        let mut found = Found::of(weight);
        found.presence = if sizes.may_be_nothing() { Presence::Maybe } else { Presence::Sure };
        if let Some(own) = own {
            let dollars = self
                .cell_number(own)
                .map_or("a range".into(), |assets| shown(&Type::Money, &assets, None, 2, Rounding::Nearest));
            found.data = vec![Datum { at: own.at, label: format!("assets: {dollars}"), period: None }];
        }
        if found.interval.known().is_some() {
            return Some(found);
        }
        let inner = self.prefix_of(seat, thing);
        for part in whole.parts() {
            let is_sized =
                |name| self.cell_named(part, name).is_some_and(|cell| self.cell_number(cell).is_some());
            if !is_sized("weight") && !is_sized("assets") {
                found.missing.push(self.missing_fact(part, &inner, "assets"));
            }
        }
        if sizes.is_open {
            let prefix = inner.strip_suffix(&format!("{}/", whole.id)).unwrap_or(&inner);
            found.missing.push(self.missing_rest(whole, prefix, thing.level));
        }
        Some(found)
    }

    /// Found once: every option may ask for it.
    fn plan_assets(&self, plan: &Thing) -> &Found {
        self.assets_of_plan.get_or_init(|| self.sum_of_assets(plan))
    }

    fn sum_of_assets(&self, plan: &Thing) -> Found {
        let sizes = self.sizes(plan);
        let mut sum = Found::of(sizes.money(&sizes.indicator(|_| (true, true))));
        for option in plan.parts() {
            match self.cell_named(option, "assets") {
                Some(cell) => {
                    if self.cell_number(cell).is_none() {
                        sum.missing.push(self.missing_fact(option, "", "assets"));
                    }
                    sum.data.push(Datum { at: cell.at, label: "assets".into(), period: None });
                }
                None => sum.missing.push(self.missing_fact(option, "", "assets")),
            }
        }
        // Where nothing is listed, nothing says that the plan has nothing.
        if plan.parts().is_empty() {
            sum.interval = Interval::at_least(Exact::zero());
        }
        if sizes.is_open || plan.parts().is_empty() {
            sum.missing.push(self.missing_fact(plan, "", "assets"));
        }
        sum
    }
}
