//! Earlier periods: what was known then, and what several of them come to together.

use jiff::civil::Date;

use super::calendar::Lengths;
use super::evidence::{Found, Judged, Presence};
use super::several::{Half, Member, average, extreme, middle, presence};
use super::world::{Seat, World};
use super::{Datum, Missing, MissingKind, Outcome};
use crate::policy::{
    Aggregate, Back, Check, Condition, ConditionKind, Cure, Quantity, describe, describe_condition, possible,
};
use crate::vocabulary::{
    Cadence, Exact, Interval, PeriodNumber, PeriodUnit, Possible, RatingScale, Truth, day_number,
};

impl<'a> World<'a> {
    /// The period that lies so many periods back.
    fn period(&self, back: Back) -> PeriodNumber {
        back.cadence.period_of(self.when.day()).before(back.count)
    }

    /// What is missing of the thing at hand, if it cannot be found in an earlier period: `what` is asked of it. Of things
    /// without the value that makes groups, it is that value.
    fn missing_then(&self, back: Back, seat: &Seat<'_>, what: &str) -> Vec<Missing> {
        let subject = seat.subject().unwrap_or(&self.menu.plan);
        if let Some(members) = self.members(subject).filter(|_| subject.name.is_empty()) {
            return members.unsettled();
        }
        let missing = self.missing_fact(subject, &self.prefix_of(seat, subject), what);
        vec![Missing { period: Some(back.cadence.label(self.period(back))), ..missing }]
    }

    /// What a quantity was in an earlier period, or is in that of the day.
    pub(super) fn earlier_quantity(
        &self,
        of: &Quantity,
        back: Back,
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        let label = back.cadence.label(self.period(back));
        let found = self.then(back, seat, &mut |world, seat| {
            let mut found = world.quantity(of, seat, scale);
            if !std::ptr::eq(world, self) {
                dated(&mut found.data, &mut found.missing, &label);
            }
            found
        });
        found.unwrap_or_else(|| {
            let mut found = Found::of(possible(of, self.schema));
            found.presence = Presence::Maybe;
            found.missing = self.missing_then(back, seat, &describe(of, self.schema));
            found
        })
    }

    /// Whether something held in an earlier period, or holds in that of the day.
    pub(super) fn earlier_condition(&self, condition: &Condition, back: Back, seat: &Seat<'_>) -> Judged {
        let label = back.cadence.label(self.period(back));
        let judged = self.then(back, seat, &mut |world, seat| {
            let mut judged = world.condition(condition, seat);
            if !std::ptr::eq(world, self) {
                for atom in &mut judged.atoms {
                    atom.what = format!("{} ({label})", atom.what);
                }
                dated(&mut judged.data, &mut judged.missing, &label);
            }
            judged
        });
        judged.unwrap_or_else(|| {
            let mut judged = Judged::of(Possible::ANYTHING);
            judged.missing = self.missing_then(back, seat, &describe_condition(condition, self.schema));
            judged
        })
    }

    /// In how many of the last periods a condition holds. A period in which it is about nothing is one in which it does
    /// not; if it is about nothing now, so is the count.
    pub(super) fn met(&self, condition: &Condition, last: Back, seat: &Seat<'_>) -> Found {
        let mut found = Found::of(Interval::point(Exact::zero()));
        let (mut met, mut failed, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for count in 0..last.count {
            let back = Back { count, ..last };
            let judged = self.earlier_condition(condition, back, seat);
            if count == 0 && judged.truth == Possible::DOES_NOT_APPLY {
                return Found { because: judged.because, ..Found::nothing("it is about nothing now".into()) };
            }
            if count == 0 && judged.truth.may_not_apply() {
                found.presence = Presence::Maybe;
            }
            let label = last.cadence.label(self.period(back));
            // Of the period of the day it is a number only where it applies now.
            let holds = match (count, judged.truth.asserts()) {
                (0, Some(applies)) => applies,
                _ => judged.truth.selects(),
            };
            let (counted, list) = match holds {
                Truth::True => (Interval::point(Exact::one()), &mut met),
                Truth::Unknown => (Interval::between(Exact::zero(), Exact::one()), &mut open),
                Truth::False => (Interval::point(Exact::zero()), &mut failed),
            };
            list.push(label);
            found.interval = found.interval.plus(&counted);
            found.data.extend(judged.data);
            found
                .missing
                .extend(judged.missing.into_iter().map(|missing| Missing { must_be: None, ..missing }));
            found.relied.extend(judged.relied);
        }
        let (inner, verbs) = match &condition.kind {
            ConditionKind::Not(inner) => (inner.as_ref(), ["did not hold in", "held in", "is not known for"]),
            _ => (condition, ["held in", "did not hold in", "is not known for"]),
        };
        let what = describe_condition(inner, self.schema);
        for (periods, verb) in [met, failed, open].into_iter().zip(verbs) {
            if !periods.is_empty() {
                found.because.push(format!("{what}: {verb} {}", periods.join(", ")));
            }
        }
        found
    }

    /// One number from the last periods. A period in which there is nothing to measure does not count.
    pub(super) fn across(
        &self,
        kind: Aggregate,
        of: &Quantity,
        last: Back,
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        let mut found = Found::of(Interval::anything());
        let mut members = Vec::new();
        let mut reasons = Vec::new();
        for count in 0..last.count {
            let mut one = self.earlier_quantity(of, Back { count, ..last }, seat, scale);
            let is_there = std::mem::replace(&mut one.presence, Presence::Sure);
            if is_there == Presence::Nothing {
                reasons.extend(one.because);
                continue;
            }
            let certain = is_there == Presence::Sure;
            members.push(Member::new(one.interval.clone(), certain));
            found.take_sources(one);
        }
        if members.is_empty() {
            return Found { because: reasons, ..Found::nothing("there is nothing to measure".into()) };
        }
        found.presence = presence(&members);
        found.interval = match kind {
            Aggregate::Min => extreme(&members, false),
            Aggregate::Max => extreme(&members, true),
            Aggregate::Median => middle(&members, Half::Mean),
            Aggregate::Sum => {
                let zero = Interval::point(Exact::zero());
                let counted = |member: &Member| match member.certain {
                    true => member.value.clone(),
                    false => member.value.hull(&zero),
                };
                members.iter().map(counted).fold(zero.clone(), |sum, value| sum.plus(&value))
            }
            _ => average(&members),
        };
        found
    }

    // --- Cures ------------------------------------------------------------------------------------------------

    /// What a breach is while it may still be cured: it is watched until the time is over.
    pub(super) fn cured(
        &self,
        cure: &Cure,
        check: &Check,
        seat: &Seat<'_>,
        mut judged: Judged,
    ) -> (Outcome, Judged) {
        let (lasted, since) = match cure.since {
            Some(fact) => {
                let found = self.fact(fact, seat, None);
                judged.data.extend(found.data);
                judged.relied.extend(found.relied);
                if found.presence == Presence::Nothing {
                    // What is not there gives no time, as it excuses nothing elsewhere.
                    judged.because.splice(0..0, found.because);
                    judged.because.push(format!(
                        "it gets no time to cure, which would run from {}",
                        self.schema.key_name(fact)
                    ));
                    return (Outcome::Breach, judged);
                }
                judged.missing.extend(found.missing);
                judged.because.extend(found.because);
                let today = Interval::point(day_number(self.as_of));
                (today.minus(&found.interval), found.interval.known().and_then(day_of))
            }
            None => self.lasted(check, seat, &mut judged),
        };
        // Counted from when it began.
        let allowed =
            self.counting_from(since.map_or(Lengths::OfAnyDay, Lengths::After), || self.days(cure.within));
        let within = !allowed.is_below(&lasted);
        let outcome = match within {
            Truth::True => Outcome::Watch,
            Truth::False => Outcome::Breach,
            Truth::Unknown => Outcome::Unknown,
        };
        judged.because.insert(
            0,
            match (within, since) {
                (Truth::Unknown, _) => format!(
                    "it may be cured within {}, and since when it has failed is not known",
                    cure.within
                ),
                (Truth::True, Some(since)) => match cure.within.after(since) {
                    Some(end) => format!("it may be cured within {}, until {end}", cure.within),
                    None => format!("it may be cured within {}", cure.within),
                },
                (Truth::True, None) => format!("it may still be cured within {}", cure.within),
                (Truth::False, _) => {
                    format!("it was to be cured within {}, and that time is over", cure.within)
                }
            },
        );
        (outcome, judged)
    }

    /// What nobody says of earlier times.
    pub(super) fn missing_history(&self, seat: &Seat<'_>, what: &str) -> Missing {
        let subject = seat.subject().unwrap_or(&self.menu.plan);
        let missing = self.missing_fact(subject, &self.prefix_of(seat, subject), what);
        Missing { kind: MissingKind::History, ..missing }
    }

    /// For how many days it has failed. It began after the last menu that shows it kept. It was broken already by the
    /// end of the first of the months, or quarters, that all end with it broken, up to now and without a gap.
    fn lasted(&self, check: &Check, seat: &Seat<'_>, judged: &mut Judged) -> (Interval, Option<Date>) {
        let today = day_number(self.as_of);
        let known: Vec<(Date, Option<Truth>)> = self
            .on_earlier_menus(seat, &mut |world, seat| {
                world.condition(&check.assertion, seat).truth.asserts()
            })
            .into_iter()
            .map(|(day, truth)| (day, truth.flatten()))
            .collect();
        let kept_until = known.iter().find(|(_, truth)| *truth == Some(Truth::True)).map(|(day, _)| *day);
        let broken_by = [PeriodUnit::Month, PeriodUnit::Quarter]
            .map(|unit| broken_by(self.when.day(), &known, Cadence { unit, fiscal_end: None }))
            .into_iter()
            .fold(self.when.day(), Date::min);
        let least = &today - &day_number(broken_by);
        let Some(kept) = kept_until else {
            let what = format!("since when it has failed (it did on {broken_by})");
            judged.missing.push(self.missing_history(seat, &what));
            return (Interval::at_least(least), None);
        };
        let most = &today - &day_number(kept);
        judged.because.push(format!("it was kept on {kept}, and broken by {broken_by}"));
        if least != most {
            let what = format!("on which day between {kept} and {broken_by} it failed");
            judged.missing.push(self.missing_history(seat, &what));
        }
        (Interval::between(least, most), Some(kept))
    }
}

/// The first day of a run of periods, up to that of `day`, each of which ends with something broken.
fn broken_by(day: Date, known: &[(Date, Option<Truth>)], cadence: Cadence) -> Date {
    let now = cadence.period_of(day);
    let mut since = day;
    for count in 1.. {
        let of_period = |(other, _): &&(Date, Option<Truth>)| cadence.period_of(*other) == now.before(count);
        match known.iter().find(of_period) {
            Some((other, Some(Truth::False))) => since = *other,
            _ => break,
        }
    }
    since
}

/// The day of a number of days since the first day of the count.
pub(super) fn day_of(number: &Exact) -> Option<Date> {
    let days = number.floor_i64()?;
    let span = jiff::Span::new().try_days(days).ok()?;
    Date::constant(1970, 1, 1).checked_add(span).ok()
}

/// Says of data and of what is missing in which period they stand.
fn dated(data: &mut [Datum], missing: &mut [Missing], label: &str) {
    for datum in data {
        datum.period.get_or_insert_with(|| label.to_string());
    }
    for missing in missing {
        missing.period.get_or_insert_with(|| label.to_string());
        missing.must_be = None;
    }
}
