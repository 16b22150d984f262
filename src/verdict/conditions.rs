//! Conditions: Kleene's logic over what is known.

use super::evidence::{Judged, Presence};
use super::linear::Linear;
use super::world::{Seat, World};
use super::{Atom, Datum, Measure};
use crate::menu::{Cell, Reading, Thing};
use crate::policy::{
    Comparison, Condition, ConditionKind, Operator, Quantity, QuantityKind, describe, key_of,
};
use crate::source::Span;
use crate::vocabulary::{
    Exact, FactId, FactKey, Interval, Parts, Possible, Rating, Rounding, Truth, Type, Value, shown, written,
};

impl World<'_> {
    /// What is known of a condition on a subject.
    pub(super) fn condition(&self, condition: &Condition, seat: &Seat<'_>) -> Judged {
        match &condition.kind {
            ConditionKind::Compare(comparison) => self.compare(comparison, condition.at, seat),
            ConditionKind::Is { fact, any_of } => self.is(*fact, any_of, condition.at, seat),
            ConditionKind::Flag(key) => self.flag(*key, condition.at, seat),
            ConditionKind::Known(key) => self.known(*key, condition.at, seat),
            ConditionKind::Document(asked) => self.document(asked, condition.at, seat),
            ConditionKind::Available(key) => self.available(*key, condition.at, seat),
            ConditionKind::Same(one, by, other) => self.same(*one, (*by, *other), condition.at, seat),
            ConditionKind::Named(names) => {
                Judged::of(seat.subject().map_or(Possible::FAILS, |thing| self.named(names, thing, seat)))
            }
            ConditionKind::All(parts) => self.all_of(parts, Parts::Needed, seat),
            ConditionKind::Any(parts) => Judged::any(self.each_of(parts, seat), Parts::Needed),
            ConditionKind::AllThatApply(parts) => self.all_of(parts, Parts::LeftOut, seat),
            ConditionKind::AnyThatApplies(parts) => Judged::any(self.each_of(parts, seat), Parts::LeftOut),
            ConditionKind::Between(ends) => Judged::all(self.each_of(ends.as_slice(), seat), Parts::Needed),
            ConditionKind::Within(within, of) => self.condition(of, &seat.cut(*within)),
            ConditionKind::Of(fact, of) => self.condition_of(*fact, of, seat),
            ConditionKind::Not(inner) => self.condition(inner, seat).negated(),
            ConditionKind::Ago(inner, ago) => self.earlier_condition(inner, *ago, seat),
            ConditionKind::Fails(inner) => self.condition(inner, seat).selecting().negated(),
            ConditionKind::Either(branches) => self.either(branches, seat),
        }
    }

    /// Whether a thing has one of these names. What a list leaves out may have any, but for those of the things that it has;
    /// so may a group of which nobody gives the value.
    fn named(&self, names: &[String], thing: &Thing, seat: &Seat<'_>) -> Possible {
        let members = self.members(thing);
        if let Some(members) = &members {
            // What may make a group may have one of the names.
            let by = members.grouping.by;
            members.all().for_each(|(candidate, _)| self.suppositions.note_words(candidate.thing, by, names));
        }
        let is_taken = |name: &String| match &members {
            Some(members) => members.apart_from.contains(name),
            None => {
                let is_plan = |whole: &&Thing| self.schema.level(whole.level).parent.is_none();
                let options = seat.whole().filter(is_plan).into_iter().flat_map(Thing::parts);
                options.into_iter().any(|option| option.is_called(name) == Some(true))
            }
        };
        let is_nameless = thing.group.is_some() && thing.name.is_empty();
        if is_nameless || self.frame.whole_of_rest(thing).is_some() {
            return if names.iter().all(is_taken) { Possible::FAILS } else { Possible::EITHER };
        }
        let called = names.iter().map(|name| thing.is_called(name));
        let called = called.map(|called| called.map_or(Truth::Unknown, Truth::known));
        Possible::of(called.fold(Truth::False, Truth::or))
    }

    fn all_of(&self, parts: &[Condition], how: Parts, seat: &Seat<'_>) -> Judged {
        let judged = self.each_of(parts, seat);
        let are_too_few = self.are_too_few(parts, &judged, seat);
        let all = Judged::all(judged, how);
        if are_too_few { Judged { truth: Possible::FAILS, ..all } } else { all }
    }

    fn each_of(&self, parts: &[Condition], seat: &Seat<'_>) -> Vec<Judged> {
        parts.iter().map(|part| self.condition(part, seat)).collect()
    }

    fn compare(&self, comparison: &Comparison, at: Span, seat: &Seat<'_>) -> Judged {
        let Comparison { left, operator, right } = comparison;
        let scale = [&left.ty, &right.ty].into_iter().find_map(|ty| match ty {
            Type::Rating(scale) => *scale,
            _ => None,
        });
        let (rating, other) = (self.rating_given(left, seat), self.rating_given(right, seat));
        let scale = scale.or_else(|| [rating, other].into_iter().flatten().find_map(Rating::scale));
        let beside = |time: &Quantity, measured: &Quantity| {
            self.counting_from(self.lengths_beside(time, seat), || self.quantity(measured, seat, scale))
        };
        let (value, limit) = (beside(right, left), beside(left, right));
        self.note_limit(left, &limit.interval, seat);
        self.note_limit(right, &value.interval, seat);
        let mut known = match World::same_symbol(rating, other) {
            Some(same) => operator.compare(&same, &same),
            None => operator.compare(&value.interval, &limit.interval),
        };
        if known == Truth::Unknown
            && let Some(difference) = self.difference(left, right, seat)
        {
            known = operator.compare(&difference, &Interval::point(Exact::zero()));
        }
        let presence = [value.presence, limit.presence];
        let truth = match () {
            () if presence.contains(&Presence::Nothing) => Possible::DOES_NOT_APPLY,
            () if presence.contains(&Presence::Maybe) => {
                Possible::of(known).or_else(Possible::DOES_NOT_APPLY)
            }
            () => Possible::of(known),
        };
        let ty = match (&left.ty, &right.ty) {
            (Type::Rating(_), _) => Type::Rating(scale),
            (Type::Percent(None), other) => other.clone(),
            (own, _) => own.clone(),
        };
        let mut judged = Judged::of(truth);
        let given = rating.filter(|rating| scale.is_none_or(|scale| rating.is_on(scale)));
        let measure = Measure {
            value: value.interval.clone(),
            operator: *operator,
            limit: limit.interval.clone(),
            ty: ty.clone(),
            given: given.map(|rating| rating.to_string()),
            written: match &right.kind {
                QuantityKind::Literal(Value::Duration(duration)) => Some(duration.to_string()),
                _ => other.map(|rating| rating.to_string()),
            },
        };
        let mut missing = value.missing;
        // A single missing fact that is compared with a written limit: the limit is the range that it must fall in.
        if let (Some(name), Some(limit), [one]) =
            (self.fact_measured(left), limit.interval.known(), missing.as_mut_slice())
            && (matches!(left.kind, QuantityKind::Fact(_)) || name.starts_with(one.fact.as_str()))
            // Of a group, what is missing is which things belong to it.
            && seat.subject().is_none_or(|thing| thing.group.is_none())
        {
            let shown =
                measure.written.clone().unwrap_or_else(|| shown(&ty, limit, None, 4, Rounding::Nearest));
            one.must_be = Some(format!("{} {shown}", operator_words(*operator)));
        }
        missing.extend(limit.missing);
        if truth != Possible::DOES_NOT_APPLY {
            let what = describe(left, self.schema);
            judged.atoms.push(Atom {
                at,
                what,
                truth: truth.asserts().unwrap_or(Truth::Unknown),
                measure: Some(measure),
                said: None,
                wanted: Vec::new(),
            });
        }
        judged.data = value.data;
        judged.data.extend(limit.data);
        judged.missing = missing;
        judged.relied = value.relied;
        judged.relied.extend(limit.relied);
        judged.because = value.because;
        judged.because.extend(limit.because);
        if known == Truth::Unknown {
            judged.because.extend(given.and_then(World::rungs_covered));
        }
        judged
    }

    /// Two sums of class shares, as one number: their difference.
    fn difference(&self, left: &Quantity, right: &Quantity, seat: &Seat<'_>) -> Option<Interval> {
        let thing = seat.subject()?;
        let linear = Linear::difference(left, right)?;
        Some(self.mixed(thing, &self.prefix_of(seat, thing), &linear).interval)
    }

    /// The fact of the subject that a quantity is, and that is compared with something known: where it is not known,
    /// what it is compared with is where its cases part.
    fn note_limit(&self, quantity: &Quantity, limit: &Interval, seat: &Seat<'_>) {
        if let (Some(thing), Some(limit)) = (seat.subject(), limit.known()) {
            self.suppositions.note_number(quantity, thing, limit);
        }
        let QuantityKind::Fact(key) = quantity.kind else { return };
        if let (Some(thing), Some(limit)) = (seat.of_level(self.schema.fact(key.fact).level), limit.known()) {
            match self.members(thing) {
                // What is asked of a group is asked of its things.
                Some(members) => members
                    .all()
                    .for_each(|(candidate, _)| self.suppositions.note(candidate.thing, key, limit)),
                None => self.suppositions.note(thing, key, limit),
            }
        }
    }

    /// The fact of which a quantity is the value, of the subject or of what it refers to.
    fn fact_measured(&self, quantity: &Quantity) -> Option<String> {
        match &quantity.kind {
            QuantityKind::Fact(key) => Some(self.schema.key_name(*key)),
            QuantityKind::Within(_, of) => self.fact_measured(of),
            QuantityKind::Of(by, of) => {
                Some(format!("{} of {}", self.fact_measured(of)?, self.schema.fact(*by).name))
            }
            _ => None,
        }
    }

    /// A choice or text among several.
    fn is(&self, key: FactKey, any_of: &[String], at: Span, seat: &Seat<'_>) -> Judged {
        let level = match self.schema.fact(key.fact).ty {
            Type::Reference(level) => Some(level),
            _ => None,
        };
        self.stated(key, at, seat, any_of.to_vec(), &|cell| {
            let text = cell.text()?;
            // A thing goes by its name and by its id.
            let thing = level.and_then(|level| self.references.find(level, text));
            let called = |name: &String| thing.map_or(Some(*name == text), |thing| thing.is_called(name));
            let called: Vec<Option<bool>> = any_of.iter().map(called).collect();
            let is_one = called.contains(&Some(true));
            (is_one || !called.contains(&None)).then(|| (is_one, text.to_string()))
        })
    }

    fn flag(&self, key: FactKey, at: Span, seat: &Seat<'_>) -> Judged {
        self.stated(key, at, seat, Vec::new(), &|cell| match &cell.reading {
            Reading::Exactly(Value::Flag(yes)) => Some((*yes, if *yes { "yes".into() } else { "no".into() })),
            _ => None,
        })
    }

    /// Given is true; not given is unknown, never false, because somebody may still give it. That there is none is
    /// known as well.
    fn known(&self, key: FactKey, at: Span, seat: &Seat<'_>) -> Judged {
        self.given(key, at, seat, true)
    }

    /// A value is true, and that there is none is false.
    fn available(&self, key: FactKey, at: Span, seat: &Seat<'_>) -> Judged {
        self.given(key, at, seat, false)
    }

    fn given(&self, key: FactKey, at: Span, seat: &Seat<'_>, where_none: bool) -> Judged {
        let fact = self.schema.fact(key.fact);
        let thing = seat.of_level(fact.level);
        let cell = thing.and_then(|thing| self.cell(thing, key));
        if let Some(group) = thing.filter(|thing| thing.group.is_some() && cell.is_none()) {
            return self.of_all(key, group, seat, &|below| self.given(key, at, below, where_none));
        }
        let Some(cell) = cell.filter(|cell| cell.reading == Reading::Nothing) else {
            let mut judged = self.stated(key, at, seat, Vec::new(), &|cell| match cell.reading {
                // A range is a value, though it is not known which.
                Reading::Range(_) if where_none => None,
                _ => Some((true, "given".into())),
            });
            // That there is none is an answer to this question, too.
            if !judged.truth.is_settled() {
                judged.truth = Possible::EITHER;
            }
            return judged;
        };
        let (what, truth) = (self.schema.key_name(key), Truth::known(where_none));
        let mut judged = Judged::of(Possible::of(truth));
        judged.data.push(Datum { at: cell.at, label: format!("{what}: none"), period: None });
        judged.atoms.push(Atom {
            at,
            what,
            truth,
            measure: None,
            said: Some("none".into()),
            wanted: Vec::new(),
        });
        judged
    }

    /// Two words, texts or yes-or-no facts that are the same.
    fn same(
        &self,
        one: FactKey,
        (by, other): (Option<FactId>, FactKey),
        at: Span,
        seat: &Seat<'_>,
    ) -> Judged {
        let of = by.map_or(other, FactKey::of);
        let groups = seat.of_level(self.schema.fact(of.fact).level).filter(|thing| thing.group.is_some());
        if let Some(group) = groups {
            return self.of_all(of, group, seat, &|below| self.same(one, (by, other), at, below));
        }
        let level = [one, other].into_iter().find_map(|key| match self.schema.fact(key.fact).ty {
            Type::Reference(level) => Some(level),
            _ => None,
        });
        // A thing goes by its name and by its id, and is the same one.
        let called = |text: &str| {
            let thing = level.and_then(|level| self.references.find(level, text));
            thing.map_or_else(|| text.to_string(), |thing| thing.name.clone())
        };
        let words = |cell: &Cell| match &cell.reading {
            Reading::Exactly(flag @ Value::Flag(_)) => Some(written(flag)),
            _ => cell.text().map(called),
        };
        let own_name = self.schema.key_name(one);
        // Each may be what the other is.
        let may_be = |key: FactKey, seat: &Seat<'_>, said: Option<&String>| {
            let thing = seat.of_level(self.schema.fact(key.fact).level);
            if let (Some(thing), Some(said)) = (thing, said) {
                self.suppositions.note_words(thing, key, std::slice::from_ref(said));
            }
        };
        let own = seat.of_level(self.schema.fact(one.fact).level);
        let own = own.and_then(|thing| self.cell(thing, one)).and_then(words);
        let beside = |seat: &Seat<'_>| {
            may_be(other, seat, own.as_ref());
            self.stated(other, at, seat, vec![own_name.clone()], &|cell| Some((true, words(cell)?)))
        };
        let mut set_beside = match by {
            Some(by) => self.judged_of(by, Some(other), seat, &beside),
            None => beside(seat),
        };
        let told = set_beside.atoms.first().filter(|_| set_beside.truth == Possible::HOLDS);
        let second = told.and_then(|atom| atom.said.clone());
        may_be(one, seat, second.as_ref());
        let name = key_of(other, by, self.schema);
        let wanted = second.as_ref().map_or(name.clone(), |value| format!("{name} ({value})"));
        let mut judged = self.stated(one, at, seat, vec![wanted.clone()], &|cell| {
            let said = words(cell)?;
            // Which the rule excludes, or what it is not: the other fact is told either way.
            match second.as_ref() == Some(&said) {
                true => Some((true, format!("{said}, the same as {name}"))),
                false => Some((false, said)),
            }
        });
        // Which value the other one has is known, or the two may be the same or not.
        let truth = match set_beside.truth {
            Possible::HOLDS => judged.truth,
            other => {
                let same = if other.may_hold() { Possible::EITHER } else { Possible::DOES_NOT_APPLY };
                let lacks = [judged.truth, other].iter().any(|truth| truth.may_not_apply());
                match judged.truth == Possible::DOES_NOT_APPLY || same == Possible::DOES_NOT_APPLY {
                    true => Possible::DOES_NOT_APPLY,
                    false if lacks => same.or_else(Possible::DOES_NOT_APPLY),
                    false => same,
                }
            }
        };
        if judged.truth == Possible::FAILS && !truth.is_settled() {
            // The other one is what is not known.
            judged.atoms.clone_from(&set_beside.atoms);
        }
        judged.truth = truth;
        judged.atoms.iter_mut().for_each(|atom| atom.truth = truth.asserts().unwrap_or(atom.truth));
        judged.atoms.retain(|_| truth != Possible::DOES_NOT_APPLY);
        judged.data.append(&mut set_beside.data);
        judged.missing.append(&mut set_beside.missing);
        judged.because.append(&mut set_beside.because);
        judged.missing.iter_mut().for_each(|missing| missing.must_be = None);
        judged
    }

    pub(super) fn stated(
        &self,
        key: FactKey,
        at: Span,
        seat: &Seat<'_>,
        wanted: Vec<String>,
        test: &dyn Fn(&Cell) -> Option<(bool, String)>,
    ) -> Judged {
        let fact = self.schema.fact(key.fact);
        let what = self.schema.key_name(key);
        let Some(thing) = seat.of_level(fact.level) else { return Judged::of(Possible::ANYTHING) };
        let cell = self.cell_there(thing, key, seat);
        if cell.is_none() && thing.group.is_some() {
            return self.of_all(key, thing, seat, &|below| self.stated(key, at, below, wanted.clone(), test));
        }
        if let Some(cell) = cell.filter(|cell| cell.reading == Reading::Nothing) {
            let mut judged = Judged::of(Possible::DOES_NOT_APPLY);
            judged.data.push(Datum { at: cell.at, label: format!("{what}: none"), period: None });
            judged.because.push(format!("`{}` has no {what}, as the menu says", thing.name));
            return judged;
        }
        let tested = cell.and_then(test);
        let truth = match &tested {
            Some((holds, _)) => Possible::known(*holds),
            None if cell.is_some() || self.schema.is_always_there(key.fact) => Possible::EITHER,
            None => Possible::ANYTHING,
        };
        if tested.is_none() {
            self.ask(thing, key, seat);
            self.suppositions.note_words(thing, key, &wanted);
        }
        let mut judged = Judged::of(truth);
        if let (Some(cell), Some((_, said))) = (cell, &tested) {
            judged.data.push(Datum { at: cell.at, label: format!("{what}: {said}"), period: None });
        } else {
            let prefix = self.prefix_of(seat, thing);
            let mut missing = self.missing_fact(thing, &prefix, &what);
            missing.must_be = match (&fact.ty, wanted.as_slice()) {
                (Type::Flag, _) => Some("yes".into()),
                (_, []) => None,
                (_, wanted) => Some(wanted.join(" or ")),
            };
            judged.missing.push(missing);
        }
        let said = tested.map(|(_, said)| said);
        let truth = truth.asserts().unwrap_or(Truth::Unknown);
        judged.atoms.push(Atom { at, what, truth, measure: None, said, wanted });
        judged
    }

    /// Records that a fact was asked for that the menu does not settle.
    pub(super) fn ask(&self, thing: &Thing, key: FactKey, seat: &Seat<'_>) {
        if self.is_of_one(seat) {
            self.suppositions.ask(thing, key);
        }
    }

    /// Whether what is asked there is about one thing. What a list leaves out is many, which need not be alike, unless
    /// the statement is about each of them by itself.
    pub(super) fn is_of_one(&self, seat: &Seat<'_>) -> bool {
        self.suppositions.are_of_one()
            || !seat.things.iter().any(|thing| self.frame.whole_of_rest(thing).is_some())
    }
}

fn operator_words(operator: Operator) -> &'static str {
    match operator {
        Operator::Below => "below",
        Operator::AtMost => "at most",
        Operator::Equal => "exactly",
        Operator::NotEqual => "anything but",
        Operator::AtLeast => "at least",
        Operator::Above => "above",
    }
}
