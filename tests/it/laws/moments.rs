//! Moments: a rule that is tested at a moment of which this is one says what it would say always, and nothing at
//! others.

use planlint::verdict::{Outcome, Verdict};
use proptest::prelude::*;

use super::checked::{checked, on};
use super::dice::{Dice, config, tape};
use super::menus::{Content, Menu, Thing};
use super::policies::policy;

impl Thing {
    pub(super) fn forget_moments(&mut self) {
        self.at = "";
        if let Content::Parts(parts) = &mut self.content {
            parts.iter_mut().for_each(Thing::forget_moments);
        }
    }
}

impl Menu {
    /// What is being done is said, or it is not: it is no fact that may be missing. For laws about what is missing, it is
    /// said of the whole menu alone, since a thing that is forgotten would take its moment along.
    pub(super) fn with_its_own_moments(mut self) -> Self {
        let listed = self.lists.iter_mut().flat_map(|list| &mut list.things);
        self.options.iter_mut().chain(&mut self.funds).chain(listed).for_each(Thing::forget_moments);
        self
    }
}

/// A verdict without its places and its id, which says when its statement is tested.
fn told(verdict: &Verdict) -> String {
    let measures: Vec<String> = verdict
        .atoms
        .iter()
        .map(|atom| format!("{} {:?} {:?}", atom.what, atom.measure, atom.truth))
        .collect();
    let subject = &verdict.subject;
    format!("{} {} {:?} {measures:?} {:?}", subject.level, subject.id, verdict.outcome, verdict.because)
}

/// The policy's definitions, and its statements in a section with this head.
fn within(policy: &[String], head: &str) -> [String; 2] {
    [policy[0].clone(), format!("section \"1. All\"{head} {{\n{}}}\n", policy[1..].concat())]
}

proptest! {
    #![proptest_config(config(50))]

    #[test]
    fn moments_test_rules_and_change_nothing_else(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let mut menu = Menu::drawn(&mut dice);
        for _ in 0..dice.pick(6) {
            menu.forget(&mut dice);
        }
        let bare = Menu { at: "", ..menu.clone().with_its_own_moments() };
        let said = Menu { at: "purchase", ..menu };
        let menus = [said.text(), bare.text()];
        let (always, momentary) = (checked(&within(&policy, ""), &menus), checked(&within(&policy, " at purchase"), &menus));
        let all = |report, menu| on(report, menu).into_iter().map(told).collect::<Vec<_>>();
        prop_assert_eq!(all(&always, 0), all(&momentary, 0), "{}\n{}", policy.concat(), menus[0]);

        // Nothing is being done, and the day is the end of nothing.
        let tested: Vec<String> = on(&momentary, 1)
            .into_iter()
            .filter(|verdict| verdict.outcome != Outcome::NotApplicable || verdict.because.is_empty())
            .map(told)
            .collect();
        prop_assert!(tested.is_empty(), "{:#?}\n{}\n{}", tested, policy.concat(), menus[1]);
    }

    /// A thing is marked, or what it is in or what is in it: a statement then says of each thing what it would always say,
    /// or does not apply, or it is open whether it applies.
    #[test]
    fn a_purchase_tests_rules_and_changes_none(tape in tape(5000)) {
        let mut dice = Dice::new(&tape);
        let policy = policy(&mut dice, true);
        let menu = Menu { at: "", ..Menu::drawn(&mut dice) };
        let menus = [menu.text()];
        let (always, momentary) = (checked(&within(&policy, ""), &menus), checked(&within(&policy, " at purchase"), &menus));
        let said_always: Vec<&Verdict> = on(&always, 0).into_iter().collect();
        for verdict in on(&momentary, 0) {
            let of_it: Vec<Outcome> = said_always
                .iter()
                .filter(|other| other.rule == verdict.rule && other.subject == verdict.subject)
                .map(|other| other.outcome)
                .collect();
            let fits = match verdict.outcome {
                Outcome::NotApplicable => true,
                Outcome::Unknown => of_it.iter().any(|outcome| *outcome != Outcome::Pass),
                outcome => of_it.contains(&outcome),
            };
            prop_assert!(fits, "{:#?}\nalways: {:?}\n{}\n{}", verdict, of_it, policy.concat(), menus[0]);
        }
    }
}
