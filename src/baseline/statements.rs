//! What names the statements of a policy from one check to the next.

use std::collections::{BTreeMap, BTreeSet};

use crate::policy::{Check, Policy, dump_check};
use crate::vocabulary::Schema;

/// What names the statements of a policy. Most have an id of their own; those that share section, scope and measure are
/// numbered as they come (`crypto`, `crypto-2`), and go by what they say, but for its numbers.
#[derive(Clone, Debug, Default)]
pub struct Statements {
    /// By id: the id without its number, and what the statement says.
    twins: BTreeMap<String, (String, String)>,
    /// Those that are tested at certain moments only.
    momentary: BTreeSet<String>,
}

impl Statements {
    /// Those of a policy.
    pub fn of(policy: &Policy, schema: &Schema) -> Self {
        let checks: BTreeMap<&str, &Check> = policy
            .rules
            .iter()
            .flat_map(|rule| &rule.checks)
            .map(|check| (check.id.as_str(), check))
            .collect();
        let mut alike: BTreeMap<&str, Vec<&Check>> = BTreeMap::new();
        for (id, check) in &checks {
            let numbered = id.rsplit_once('-').filter(|(base, number)| {
                number.bytes().all(|byte| byte.is_ascii_digit()) && checks.contains_key(base)
            });
            alike.entry(numbered.map_or(*id, |(base, _)| base)).or_default().push(check);
        }
        let mut twins = BTreeMap::new();
        for (base, checks) in alike.into_iter().filter(|(_, checks)| checks.len() > 1) {
            for check in checks {
                let words = said(&dump_check(check, schema));
                twins.insert(check.id.clone(), (base.to_string(), words));
            }
        }
        let momentary = checks.values().filter(|check| !check.moments.is_empty());
        Statements { twins, momentary: momentary.map(|check| check.id.clone()).collect() }
    }

    /// The name of the statement with this id, and what it says, where others have that name too.
    pub(super) fn named<'s>(&'s self, id: &'s str) -> (&'s str, Option<String>) {
        match self.twins.get(id) {
            Some((base, said)) => (base, Some(said.clone())),
            None => (id, None),
        }
    }

    /// Whether a statement is tested at certain moments only.
    pub fn is_momentary(&self, id: &str) -> bool {
        self.momentary.contains(id)
    }
}

/// The text with `…` for each number, and without the types in brackets. A digit within a word is no number.
fn said(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text.chars().peekable();
    let mut before = ' ';
    while let Some(character) = rest.next() {
        if character == '[' {
            while rest.next_if(|next| *next != ']').is_some() {}
            rest.next();
            out.truncate(out.trim_end().len());
        } else if character.is_ascii_digit() && !(before.is_alphanumeric() || before == '_') {
            out.push('…');
            while rest.next_if(|next| next.is_ascii_digit() || matches!(next, '.' | ',' | '-')).is_some() {}
        } else {
            out.push(character);
        }
        before = character;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_left_out_and_words_stay() {
        assert_eq!(said("assets >= $1,250,000.50 [an amount]"), "assets >= $…");
        assert_eq!(said("(crypto <= 5% [a percent] and tier_2 is b1)"), "(crypto <= …% and tier_2 is b1)");
        assert_eq!(said("since 2026-11-22 12 months"), "since … … months");
        assert_eq!(said("not closed [5"), "not closed");
    }
}
