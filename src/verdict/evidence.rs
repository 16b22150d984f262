//! What was found on the way to a verdict: values with their sources, truths with their reasons.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::linear::Mix;
use super::{Atom, Datum, Missing};
use crate::vocabulary::{ClassId, FactId, Interval, Parts, Possible, Truth};

/// What is looked for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sought {
    /// The share in a class.
    Class(ClassId),
    /// Several shares in one number: `equity - 2 * fixed_income`.
    Mix(Rc<Mix>),
    /// A fact that is the weighted sum over what a thing holds, where it is not stated.
    Fact(FactId),
}

/// What is known of a quantity, and why.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// All that it may be.
    pub(super) interval: Interval,
    /// Whether there may be nothing to measure: the average over things of which none may match.
    pub(super) presence: Presence,
    /// Where it comes from, the weightiest first.
    pub(super) data: Vec<Datum>,
    /// What would narrow it down.
    pub(super) missing: Vec<Missing>,
    /// The assumptions that narrowed it down, with the thing to which each was applied.
    pub(super) relied: BTreeSet<(usize, String)>,
    /// Steps worth telling.
    pub(super) because: Vec<String>,
}

/// Whether there is something to measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// There is.
    Sure,
    /// What is missing decides.
    Maybe,
    /// There is not, and no further fact will change that.
    Nothing,
}

impl Found {
    pub(super) fn of(interval: Interval) -> Self {
        Found {
            interval,
            presence: Presence::Sure,
            data: Vec::new(),
            missing: Vec::new(),
            relied: BTreeSet::new(),
            because: Vec::new(),
        }
    }

    /// There is nothing to measure.
    pub(super) fn nothing(because: String) -> Self {
        let mut found = Found::of(Interval::anything());
        found.presence = Presence::Nothing;
        found.because.push(because);
        found
    }

    /// Adds the sources of another, not its interval.
    pub(super) fn take_sources(&mut self, other: Found) {
        self.data.extend(other.data);
        self.missing.extend(other.missing);
        self.relied.extend(other.relied);
        self.because.extend(other.because);
        self.presence = match (self.presence, other.presence) {
            (Presence::Nothing, _) | (_, Presence::Nothing) => Presence::Nothing,
            (Presence::Maybe, _) | (_, Presence::Maybe) => Presence::Maybe,
            _ => Presence::Sure,
        };
    }

    /// Each source once. What is missing comes in the order of the menu.
    pub(super) fn without_repeats(&mut self) {
        self.missing.sort_by(|a, b| (&a.subject, a.kind, &a.fact).cmp(&(&b.subject, b.kind, &b.fact)));
        self.missing.dedup_by(|a, b| a.kind == b.kind && a.fact == b.fact && a.subject == b.subject);
        let mut seen = BTreeSet::new();
        self.data.retain(|datum| seen.insert((datum.at, datum.label.clone())));
    }

    /// Two quantities made one.
    pub(super) fn combined(self, other: Found, combine: impl Fn(&Interval, &Interval) -> Interval) -> Found {
        let interval = combine(&self.interval, &other.interval);
        let mut found = Found { interval, ..self };
        found.take_sources(other);
        found
    }
}

/// What is known of a condition, and why.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    /// All that it may turn out to be.
    pub(super) truth: Possible,
    /// The comparisons and facts that decide it.
    pub(super) atoms: Vec<Atom>,
    pub(super) data: Vec<Datum>,
    pub(super) missing: Vec<Missing>,
    pub(super) relied: BTreeSet<(usize, String)>,
    pub(super) because: Vec<String>,
}

impl Judged {
    pub(super) fn of(truth: Possible) -> Self {
        Judged {
            truth,
            atoms: Vec::new(),
            data: Vec::new(),
            missing: Vec::new(),
            relied: BTreeSet::new(),
            because: Vec::new(),
        }
    }

    fn take(&mut self, other: Judged) {
        self.atoms.extend(other.atoms);
        self.data.extend(other.data);
        self.missing.extend(other.missing);
        self.relied.extend(other.relied);
        self.because.extend(other.because);
    }

    /// All of several.
    pub(super) fn all(parts: Vec<Judged>, how: Parts) -> Judged {
        Judged::joined(parts, Possible::HOLDS, |a, b| a.and(b, how))
    }

    /// One of several.
    pub(super) fn any(parts: Vec<Judged>, how: Parts) -> Judged {
        let mut joined = Judged::joined(parts, Possible::FAILS, |a, b| a.or(b, how));
        // Where one of several would do, none of them has to be anything.
        if joined.truth.asserts() == Some(Truth::Unknown) {
            joined.missing.iter_mut().for_each(|missing| missing.must_be = None);
        }
        joined
    }

    /// Either of two, of which it is not known which one.
    pub(super) fn one_of(one: Judged, other: Judged) -> Judged {
        let mut joined = Judged::joined(vec![one, other], Possible::FAILS, Possible::or_else);
        // What one of them would need is not what the other would.
        joined.missing.iter_mut().for_each(|missing| missing.must_be = None);
        joined
    }

    /// The truth of all, with the reasons of those that decide.
    fn joined(
        parts: Vec<Judged>,
        of_none: Possible,
        join: impl Fn(Possible, Possible) -> Possible,
    ) -> Judged {
        let truth = parts.iter().map(|part| part.truth).reduce(join).unwrap_or(of_none);
        let mut joined = Judged::of(truth);
        let mut relied = BTreeSet::new();
        let has_same = parts.iter().any(|part| part.truth == truth);
        for part in parts {
            relied.extend(part.relied.iter().cloned());
            let decides = match (truth.is_settled(), has_same) {
                (true, true) => part.truth == truth,
                (true, false) => true,
                (false, _) => !part.truth.is_settled(),
            };
            if decides {
                joined.take(part);
            }
        }
        // A truth that needed an assumption anywhere rests on it.
        joined.relied = relied;
        joined
    }

    /// The opposite, for the same reasons. What a missing fact would have to be is turned too, and no longer shown.
    pub(super) fn negated(mut self) -> Judged {
        for missing in &mut self.missing {
            missing.must_be = None;
        }
        Judged { truth: !self.truth, ..self }
    }

    /// As something that selects: what does not apply does not hold.
    pub(super) fn selecting(self) -> Judged {
        Judged { truth: Possible::of(self.truth.selects()), ..self }
    }
}
