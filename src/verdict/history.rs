//! Earlier periods: what was known then, and what several of them come to together.

use jiff::civil::Date;

use super::evidence::{Found, Judged, Presence};
use super::mean::{Member, mean};
use super::several::{Half, extreme, middle};
use super::world::{Seat, World};
use super::{Datum, Missing, MissingKind, Outcome};
use crate::policy::{
    Aggregate, Back, Check, Condition, ConditionKind, Cure, Quantity, describe, describe_condition, possible,
};
use crate::vocabulary::{Cadence, Exact, Interval, PeriodNumber, PeriodUnit, RatingScale, Truth, day_number};

/// The state of things in one period: the world as the last menu of that period shows it, with the subject in it.
struct Then<'w, 'a> {
    world: &'w World<'a>,
    seat: Seat<'a>,
}

impl<'a> World<'a> {
    /// The day that the menu describes.
    pub(super) fn day(&self) -> Date {
        self.menu.as_of.unwrap_or(self.as_of)
    }

    /// This world and those before it, the newest first, as far as anything is known of their time.
    pub(super) fn line(&self) -> impl Iterator<Item = &World<'a>> {
        let all = std::iter::successors(Some(self), |world| world.earlier.as_deref());
        all.filter(|world| world.earlier.is_some() || std::ptr::eq(*world, self))
    }

    /// The world of a time of which nothing is known.
    fn dawn(&self) -> Option<&World<'a>> {
        std::iter::successors(self.earlier.as_deref(), |world| world.earlier.as_deref()).last()
    }

    /// The period that lies so many periods back.
    fn period(&self, back: Back) -> PeriodNumber {
        back.cadence.period_of(self.day()).before(back.count)
    }

    /// The subject in an earlier period. Where it was not on the menu then, what is missing: `what` is asked
    /// of it.
    fn then<'w>(&'w self, back: Back, seat: &Seat<'_>, what: &str) -> Result<Then<'w, 'a>, Box<Missing>> {
        let period = self.period(back);
        let world = self.line().find(|world| back.cadence.period_of(world.day()) == period);
        let found = world.and_then(|world| Some(Then { seat: world.seat_of(seat)?, world }));
        let dawn = || self.dawn().and_then(|world| Some(Then { seat: world.seat_of(seat)?, world }));
        found.or_else(dawn).ok_or_else(|| {
            let subject = seat.subject().unwrap_or(&self.menu.plan);
            let missing = self.missing_fact(subject, &self.prefix_of(seat, subject), what);
            Box::new(Missing { period: Some(back.cadence.label(period)), ..missing })
        })
    }

    /// The same things in this world, by their ids. A group is no thing of a menu, and is not found; what is in one
    /// is.
    fn seat_of(&self, seat: &Seat<'_>) -> Option<Seat<'a>> {
        let mut same = Seat::at(&self.menu.plan);
        if seat.subject()?.group.is_some() {
            return None;
        }
        for thing in seat.things.iter().skip(1).filter(|thing| thing.group.is_none()) {
            let above = same.subject()?;
            let mut inside = above.parts().iter().chain(above.members.values().flatten());
            let found = inside.find(|part| part.level == thing.level && part.id == thing.id);
            same = same.below(found?);
        }
        Some(same)
    }

    /// What a quantity was in an earlier period.
    pub(super) fn earlier_quantity(
        &self,
        of: &Quantity,
        back: Back,
        seat: &Seat<'_>,
        scale: Option<RatingScale>,
    ) -> Found {
        match self.then(back, seat, &describe(of, self.schema)) {
            Ok(Then { world, seat }) => {
                let mut found = world.quantity(of, &seat, scale);
                dated(&mut found.data, &mut found.missing, &back.cadence.label(self.period(back)));
                found
            }
            Err(missing) => {
                let mut found = Found::of(possible(of, self.schema));
                found.missing.push(*missing);
                found
            }
        }
    }

    /// Whether something held in an earlier period.
    pub(super) fn earlier_condition(&self, condition: &Condition, back: Back, seat: &Seat<'_>) -> Judged {
        match self.then(back, seat, &describe_condition(condition, self.schema)) {
            Ok(Then { world, seat }) => {
                let mut judged = world.condition(condition, &seat);
                let label = back.cadence.label(self.period(back));
                for atom in &mut judged.atoms {
                    atom.what = format!("{} ({label})", atom.what);
                }
                dated(&mut judged.data, &mut judged.missing, &label);
                judged
            }
            Err(missing) => {
                let mut judged = Judged::of(Some(Truth::Unknown));
                judged.missing.push(*missing);
                judged
            }
        }
    }

    /// In how many of the last periods a condition holds. A period in which it is about nothing is one in which it does
    /// not; if it is about nothing now, so is the count.
    pub(super) fn met(&self, condition: &Condition, last: Back, seat: &Seat<'_>) -> Found {
        let mut found = Found::of(Interval::point(Exact::zero()));
        let (mut met, mut failed, mut open) = (Vec::new(), Vec::new(), Vec::new());
        for count in 0..last.count {
            let back = Back { count, ..last };
            let judged = self.in_period(condition, back, seat);
            if count == 0 && judged.truth.is_none() {
                return Found { because: judged.because, ..Found::nothing("it is about nothing now".into()) };
            }
            let label = last.cadence.label(self.period(back));
            let (counted, list) = match judged.truth {
                Some(Truth::True) => (Interval::point(Exact::one()), &mut met),
                Some(Truth::Unknown) => (Interval::between(Exact::zero(), Exact::one()), &mut open),
                Some(Truth::False) | None => (Interval::point(Exact::zero()), &mut failed),
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

    /// A condition in a period; in the one of the day, as it is.
    pub(super) fn in_period(&self, condition: &Condition, back: Back, seat: &Seat<'_>) -> Judged {
        match back.count {
            0 => self.condition(condition, seat),
            _ => self.earlier_condition(condition, back, seat),
        }
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
            let mut one = match count {
                0 => self.quantity(of, seat, scale),
                _ => self.earlier_quantity(of, Back { count, ..last }, seat, scale),
            };
            let presence = std::mem::replace(&mut one.presence, Presence::Sure);
            if presence == Presence::Nothing {
                reasons.extend(one.because);
                continue;
            }
            let certain = presence == Presence::Sure;
            members.push(Member { value: one.interval.clone(), weight: Some(Exact::one()), certain });
            found.take_sources(one);
        }
        if members.is_empty() {
            return Found { because: reasons, ..Found::nothing("there is nothing to measure".into()) };
        }
        let (average, presence) = mean(&members);
        found.presence = presence;
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
            _ => average,
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
        let allowed = cure
            .within
            .days_before(self.as_of)
            .map_or_else(Interval::anything, |days| Interval::point(Exact::from(days)));
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
        let kept = |world: &World<'a>| {
            let seat = world.seat_of(seat)?;
            world.condition(&check.assertion, &seat).truth
        };
        let known: Vec<(Date, Option<Truth>)> =
            self.line().skip(1).map(|world| (world.day(), kept(world))).collect();
        let kept_until = known.iter().find(|(_, truth)| *truth == Some(Truth::True)).map(|(day, _)| *day);
        let broken_by = [PeriodUnit::Month, PeriodUnit::Quarter]
            .map(|unit| broken_by(self.day(), &known, Cadence { unit, fiscal_end: None }))
            .into_iter()
            .fold(self.day(), Date::min);
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
