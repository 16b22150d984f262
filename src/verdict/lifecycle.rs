//! Watch lists: a thing comes on the list, stays, and leaves, period by period.

use std::collections::BTreeSet;

use super::Missing;
use super::evidence::{Found, Presence};
use super::world::{Seat, World};
use crate::policy::{Back, Condition, describe_condition};
use crate::vocabulary::{Cadence, Exact, Interval, Truth};

/// What a thing may be in one period, by how many periods back it came on the list.
#[derive(Clone, Default)]
struct States {
    /// It may be off the list.
    off: bool,
    /// It may have come on it so many periods back.
    on_since: BTreeSet<u32>,
    /// It may have come on it before anything is known.
    on_before: bool,
}

impl<'a> World<'a> {
    /// For how many periods a thing has been on a list, that of the day among them; 0 if it is not on it.
    ///
    /// The list is followed from the oldest period that is known; before it, the thing may have been on it or not. What
    /// brings a thing on the list keeps it there, even if what takes it off holds too.
    pub(super) fn listed(
        &self,
        enters: &Condition,
        leaves: &Condition,
        cadence: Cadence,
        seat: &Seat<'_>,
    ) -> Found {
        let now = cadence.period_of(self.when.day());
        let oldest = cadence.period_of(self.oldest_day());
        let periods = u32::try_from(now.count_from(oldest)).unwrap_or(1);
        let mut found = Found::of(Interval::whole());
        let mut states = States { off: true, on_since: BTreeSet::new(), on_before: true };
        let mut last_change: Option<String> = None;
        for count in (0..periods).rev() {
            let back = Back { count, cadence };
            let (entering, leaving) =
                (self.earlier_condition(enters, back, seat), self.earlier_condition(leaves, back, seat));
            let label = cadence.label(now.before(count));
            let before = states.settled();
            states = states.after(entering.truth.selects(), leaving.truth.selects(), count);
            let after = states.settled();
            if after != before {
                last_change = match after {
                    Some(true) => Some(format!(
                        "it came on the list in {label}: {}",
                        describe_condition(enters, self.schema)
                    )),
                    Some(false) => Some(format!("it was off the list in {label}")),
                    None => None,
                };
                if after.is_some() {
                    found.data.clear();
                    let decisive = if after == Some(true) { entering.data } else { leaving.data };
                    found.data.extend(decisive);
                    found.missing.clear();
                }
            }
            if after.is_none() {
                let missing = entering.missing.into_iter().chain(leaving.missing);
                found.missing.extend(missing.map(|missing| Missing { must_be: None, ..missing }));
            }
            found.relied.extend(entering.relied);
            found.relied.extend(leaving.relied);
        }
        found.interval = states.length(periods);
        found.presence = Presence::Sure;
        if found.interval.known().is_none() && found.missing.is_empty() {
            let what = format!("whether it was on the list before {}", cadence.label(oldest));
            found.missing.push(self.missing_history(seat, &what));
        }
        found.because.extend(last_change);
        found
    }
}

impl States {
    /// On, off, or not known.
    fn settled(&self) -> Option<bool> {
        match (self.off, self.on_before || !self.on_since.is_empty()) {
            (true, false) => Some(false),
            (false, true) => Some(true),
            _ => None,
        }
    }

    /// What it may be after one period, `count` periods back. What is about nothing brings nothing on or off.
    fn after(self, enters: Truth, leaves: Truth, count: u32) -> States {
        let may = |truth: Truth| truth != Truth::False;
        let surely = |truth: Truth| truth == Truth::True;
        let (enters_may, enters_surely) = (may(enters), surely(enters));
        let leaves_may = may(leaves) && !enters_surely;
        let leaves_surely = surely(leaves) && !enters_may;
        let was_on = self.on_before || !self.on_since.is_empty();
        let mut next = States { off: self.off && !enters_surely, ..States::default() };
        if was_on && leaves_may {
            next.off = true;
        }
        if !leaves_surely {
            next.on_since = self.on_since;
            next.on_before = self.on_before;
        }
        if self.off && enters_may {
            next.on_since.insert(count);
        }
        next
    }

    fn length(&self, periods: u32) -> Interval {
        let since = |count: u32| Exact::from(i64::from(count).saturating_add(1));
        let mut least = self.on_since.first().map(|count| since(*count));
        let mut most = self.on_since.last().map(|count| since(*count));
        if self.off {
            least = Some(Exact::zero());
            most = most.or_else(|| Some(Exact::zero()));
        }
        if self.on_before {
            // It came on before the oldest period that is known.
            let least = least.unwrap_or_else(|| Exact::from(i64::from(periods).saturating_add(1)));
            return Interval::at_least(least);
        }
        match (least, most) {
            (Some(least), Some(most)) => Interval::between(least, most),
            _ => Interval::point(Exact::zero()),
        }
    }
}
