//! How much evidence one verdict carries. A verdict about one option of 2,000 that is compared with the average of all would
//! otherwise list 2,000 places, and the report would grow with the square of the menu.

use std::collections::{BTreeMap, BTreeSet};

use super::{Datum, Missing, Subject};

/// The most places, the most missing facts of other things, and the most other things under one assumption.
const MOST: usize = 20;

/// The first places, each once, and how many more there are.
pub(super) fn places(data: Vec<Datum>) -> (Vec<Datum>, usize) {
    let mut seen: BTreeSet<Datum> = BTreeSet::new();
    let mut places: Vec<Datum> = data.into_iter().filter(|datum| seen.insert(datum.clone())).collect();
    let more = places.len().saturating_sub(MOST);
    places.truncate(MOST);
    (places, more)
}

/// All that is missing of the subject and of what is within it, and the first of what is missing of other things. The last
/// one of a kind says how many more there are.
pub(super) fn missing(all: Vec<Missing>, subject: &Subject, of_plan: bool) -> Vec<Missing> {
    let mut kept: Vec<Missing> = Vec::new();
    let (mut others, mut last_of_kind) = (0_usize, BTreeMap::new());
    for missing in all {
        let kind =
            (missing.kind, missing.fact.clone(), missing.subject.level.clone(), missing.period.clone());
        let own = of_plan || is_within(&missing.subject.id, &subject.id);
        others = others.saturating_add(usize::from(!own));
        // A kind of which nothing is told yet is told, however many others there are.
        let last = last_of_kind.get(&kind).and_then(|place: &usize| kept.get_mut(*place));
        match last.filter(|_| !own && others > MOST) {
            Some(last) => last.more = last.more.saturating_add(missing.more).saturating_add(1),
            None => {
                last_of_kind.insert(kind, kept.len());
                kept.push(missing);
            }
        }
    }
    kept
}

/// Of things by id, the subject and what is within it, and the first of the others; and how many more there are.
pub(super) fn things(all: Vec<String>, subject: &Subject, of_plan: bool) -> (Vec<String>, usize) {
    let before = all.len();
    let mut others = 0_usize;
    let kept: Vec<String> = all
        .into_iter()
        .filter(|id| {
            let own = of_plan || is_within(id, &subject.id);
            others = others.saturating_add(usize::from(!own));
            own || others <= MOST
        })
        .collect();
    let more = before.saturating_sub(kept.len());
    (kept, more)
}

fn is_within(id: &str, of: &str) -> bool {
    id.strip_prefix(of).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
