//! Statements about groups: what is said of each group, and of what may be one.

use super::evidence::Judged;
use super::groups::{Grouped, Members};
use super::reference::{Judge, Ruling};
use super::world::Seat;
use super::{Missing, Outcome, Reliance, Verdict};
use crate::policy::{Check, Each, Rule};
use crate::vocabulary::Possible;

impl<'a> Judge<'_, 'a> {
    /// Judges each group. Groups that may be there or not are judged as far as they may go, and have one verdict
    /// together, that of the thing whose parts they are: it is kept if all of them keep the statement.
    pub(super) fn groups(
        &self,
        rule: &Rule,
        check: &Check,
        (each, inner): (&Each, &[Each]),
        grouped: &Grouped<'a>,
        seat: &Seat<'_>,
        verdicts: &mut Vec<Verdict>,
    ) {
        let before = verdicts.len();
        for group in &grouped.settled {
            let below = seat.below(&group.thing);
            if self.in_scope(each, &below) {
                self.scope(rule, check, inner, &below, verdicts);
            }
        }
        let (mut doubtful, mut missing) = (Vec::new(), Vec::new());
        for group in grouped.doubtful() {
            let below = seat.below(&group.thing);
            if self.in_scope(each, &below) {
                self.scope(rule, check, inner, &below, &mut doubtful);
                missing.extend(group.members.unsettled());
            }
        }
        let nameless = grouped.doubtful().any(|group| !group.members.own.is_empty());
        let is_outermost = seat.subject().is_some_and(|thing| thing.group.is_none());
        let together = self.together(rule, check, doubtful, missing, seat, false);
        // What keeps the statement is told where it is seen: not once more in each group that it may be of.
        let is_told = verdicts.len() == before || (nameless && is_outermost);
        verdicts.extend(together.filter(|verdict| is_told || verdict.outcome != Outcome::Pass));
    }

    /// Judges the things of a group. Those that may belong to it have one verdict together, that of the group.
    pub(super) fn members(
        &self,
        rule: &Rule,
        check: &Check,
        scope: &[Each],
        members: &Members<'a>,
        seat: &Seat<'_>,
        verdicts: &mut Vec<Verdict>,
    ) {
        let before = verdicts.len();
        let mut doubtful = Vec::new();
        for (candidate, certain) in members.all() {
            let to = if certain { &mut *verdicts } else { &mut doubtful };
            self.part(rule, check, scope, &seat.below(candidate.thing), to);
        }
        let together = self.together(rule, check, doubtful, members.unsettled(), seat, false);
        let is_told = verdicts.len() == before;
        verdicts.extend(together.filter(|verdict| is_told || verdict.outcome != Outcome::Pass));
    }

    /// One verdict for what may be there or not: none, if the statement is about none of it. Of what `is_there`, whatever
    /// it is, the statement is broken where nothing that it can be keeps it.
    pub(super) fn together(
        &self,
        rule: &Rule,
        check: &Check,
        doubtful: Vec<Verdict>,
        missing: Vec<Missing>,
        seat: &Seat<'_>,
        is_there: bool,
    ) -> Option<Verdict> {
        let about: Vec<Verdict> =
            doubtful.into_iter().filter(|verdict| verdict.outcome != Outcome::NotApplicable).collect();
        if about.is_empty() {
            return None;
        }
        let mut rests_on: Vec<Reliance> = Vec::new();
        for reliance in about.iter().flat_map(|verdict| &verdict.rests_on) {
            if !rests_on.contains(reliance) {
                rests_on.push(reliance.clone());
            }
        }
        let is_kept = about.iter().all(|verdict| verdict.outcome == Outcome::Pass);
        if let ([only], true) = (about.as_slice(), is_there)
            && matches!(only.outcome, Outcome::Breach | Outcome::Watch)
        {
            let mut judged = Judged::of(Possible::FAILS);
            let what = missing.first().map_or("what the list leaves out", |missing| &missing.fact);
            judged.because.push(format!("it is broken by {what}, whichever those are"));
            let ruling = Ruling { outcome: only.outcome, judged };
            return Some(Verdict { rests_on: rests_on.clone(), ..self.verdict(rule, check, seat, ruling) });
        }
        let mut judged = Judged::of(if is_kept { Possible::HOLDS } else { Possible::EITHER });
        if is_kept {
            judged.because.push("it is kept wherever that belongs of which it is not known".into());
        } else {
            judged.missing = missing;
            judged.because.extend(about.iter().flat_map(|verdict| verdict.because.iter().cloned()));
            judged.missing.extend(about.iter().flat_map(|verdict| verdict.missing.iter().cloned()));
            for missing in &mut judged.missing {
                missing.must_be = None;
            }
        }
        if let [only] = about.as_slice() {
            (judged.atoms, judged.data) = (only.atoms.clone(), only.data_at.clone());
        }
        let outcome = if is_kept { Outcome::Pass } else { Outcome::Unknown };
        let mut verdict = self.verdict(rule, check, seat, Ruling { outcome, judged });
        if is_kept {
            verdict.rests_on = rests_on;
        }
        Some(verdict)
    }
}
