//! How many verdicts came to what.

use crate::verdict::{Outcome, Verdict};

/// How many verdicts came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Kept.
    pub pass: usize,
    /// Broken.
    pub breach: usize,
    /// Caught by a watch rule.
    pub watch: usize,
    /// Not decided.
    pub unknown: usize,
    /// Broken or caught, and let stand for a while.
    pub waived: usize,
    /// About nothing.
    pub not_applicable: usize,
    /// Broken, caught or not decided, and accepted by a baseline, where those are counted apart.
    pub accepted: usize,
}

impl Summary {
    /// Counts one more.
    pub(crate) fn count(&mut self, outcome: Outcome) {
        let number = match outcome {
            Outcome::Pass => &mut self.pass,
            Outcome::Breach => &mut self.breach,
            Outcome::Watch => &mut self.watch,
            Outcome::Waived => &mut self.waived,
            Outcome::Unknown => &mut self.unknown,
            Outcome::NotApplicable => &mut self.not_applicable,
        };
        *number = number.saturating_add(1);
    }

    /// Counts one more, and one that a baseline accepts apart from the others.
    pub(crate) fn count_apart(&mut self, verdict: &Verdict) {
        match verdict.accepted {
            Some(_) => self.accepted = self.accepted.saturating_add(1),
            None => self.count(verdict.outcome),
        }
    }

    /// Counts all of another.
    pub(crate) fn add(&mut self, other: &Summary) {
        let pairs = [
            (&mut self.pass, other.pass),
            (&mut self.breach, other.breach),
            (&mut self.watch, other.watch),
            (&mut self.unknown, other.unknown),
            (&mut self.waived, other.waived),
            (&mut self.not_applicable, other.not_applicable),
            (&mut self.accepted, other.accepted),
        ];
        for (own, other) in pairs {
            *own = own.saturating_add(other);
        }
    }

    /// The worst that came, in the order breach, unknown, watch, waived, pass; not applicable if nothing else did.
    pub(crate) fn worst(&self) -> Outcome {
        let present = [
            (self.breach, Outcome::Breach),
            (self.unknown, Outcome::Unknown),
            (self.watch, Outcome::Watch),
            (self.waived, Outcome::Waived),
            (self.pass, Outcome::Pass),
        ];
        present
            .into_iter()
            .find(|(count, _)| *count > 0)
            .map_or(Outcome::NotApplicable, |(_, outcome)| outcome)
    }
}
