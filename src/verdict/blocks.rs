//! The blocks of an `if … else`.

use std::collections::BTreeSet;

use super::evidence::Judged;
use super::world::{Seat, World};
use crate::policy::{Branches, Condition, ConditionKind};
use crate::vocabulary::{Possible, Truth};

impl World<'_> {
    /// What a statement asserts: of the blocks of an `if`, the one that applies, with the assumptions that say so.
    pub(super) fn chosen<'c>(
        &self,
        assertion: &'c Condition,
        seat: &Seat<'_>,
    ) -> (&'c Condition, BTreeSet<(usize, String)>) {
        let (mut assertion, mut relied) = (assertion, BTreeSet::new());
        while let ConditionKind::Either(branches) = &assertion.kind {
            let selecting = self.condition(&branches.condition, seat);
            let Some(block) = branches.chosen(selecting.truth.selects()) else { break };
            assertion = block;
            relied.extend(selecting.relied);
        }
        (assertion, relied)
    }

    /// What the block that applies says; where it is not known which one does, what both may be.
    pub(super) fn either(&self, branches: &Branches, seat: &Seat<'_>) -> Judged {
        let mut chosen = self.condition(&branches.condition, seat).selecting();
        let selects = chosen.truth.selects();
        if let Some(block) = branches.chosen(selects) {
            let mut judged = self.condition(block, seat);
            judged.relied.extend(chosen.relied);
            return judged;
        }
        if selects == Truth::False {
            return Judged { truth: Possible::DOES_NOT_APPLY, ..chosen };
        }
        let otherwise = branches.otherwise.as_ref().map(|otherwise| self.condition(otherwise, seat));
        let otherwise = otherwise.unwrap_or_else(|| Judged::of(Possible::DOES_NOT_APPLY));
        let mut judged = Judged::one_of(self.condition(&branches.then, seat), otherwise);
        let open = match branches.otherwise {
            Some(_) => "which block of the `if` applies is not known",
            None => "whether it applies is not known",
        };
        judged.because.push(match judged.truth.asserts() {
            Some(Truth::True) => format!("{open}; it is kept either way"),
            Some(Truth::False) => format!("{open}; it is broken either way"),
            _ => {
                chosen.missing.iter_mut().for_each(|missing| missing.must_be = None);
                judged.missing.append(&mut chosen.missing);
                judged.atoms.append(&mut chosen.atoms);
                judged.data.append(&mut chosen.data);
                open.to_string()
            }
        });
        judged
    }
}
