//! Cases: the policy's own tests, as tried.
//!
//! in       the tests that policies contain, and the policy as meant
//! out      [`Case`]s: each test with what came of it, and one message for each expectation that was not met
//! always   an invented menu is read by the same reader and judged by the same evaluator as a real one
//! never    the day of the clock: a test has its own, or the day on which the policy was adopted

mod expected;
mod given;

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::menu;
use crate::policy::{Check, Policy};
use crate::source::{SourceMap, Span};
use crate::syntax::{Item, SyntaxTree, Test};
use crate::verdict::{self, Outcome, Verdict};
use crate::vocabulary::Schema;

/// A policy that was never adopted is tested on this day, where a test does not name one.
const ANY_DAY: Date = Date::constant(2026, 1, 1);

/// One test, and what came of it.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it shows.
    pub title: String,
    /// Where it stands.
    pub at: Span,
    /// The day on which its menu was checked.
    pub as_of: Date,
    /// How many expectations it has.
    pub expectations: usize,
    /// The expectations that were met, each with the statements that it is about.
    pub shown: Vec<Shown>,
    /// What is wrong with its invented menu, and which expectations were not met; none if it is passed.
    pub faults: Vec<Diagnostic>,
}

/// An expectation that was met.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The outcome, as the test says it.
    pub outcome: String,
    /// Where the expectation stands.
    pub at: Span,
    /// The ids of the statements.
    pub statements: BTreeSet<String>,
}

/// All tests of a policy.
#[derive(Clone, Debug, Default)]
pub struct Cases {
    /// The tests, as the policies have them.
    pub cases: Vec<Case>,
    /// Rules that no test expects to be broken or caught: a test that cannot see a rule fail shows nothing of it.
    pub unproven: Vec<(String, Span)>,
}

impl Case {
    /// Whether all went as expected.
    pub fn is_passed(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Tries the tests of a policy whose titles contain `filter`. The policy is that of the same trees.
pub fn run(
    trees: &[SyntaxTree],
    policy: &Policy,
    schema: &Schema,
    sources: &SourceMap,
    filter: &str,
) -> Cases {
    let mut cases = Cases::default();
    let mut proven: BTreeSet<String> = BTreeSet::new();
    let all = trees.iter().flat_map(|tree| tests(&tree.items).into_iter().map(move |test| (tree, test)));
    for (tree, test) in all.filter(|(_, test)| test.title.text.contains(filter)) {
        let as_of = test.as_of.or(adopted(tree)).or(policy.adopted).unwrap_or(ANY_DAY);
        let mut faults = Diagnostics::new();
        let Some(source) = sources.get(test.at.source) else { continue };
        let (now, earlier) = faults.take(given::menus(test, source, as_of, policy.fiscal_end, schema));
        let mut read = |raw: &menu::Raw| faults.take(menu::read_raw(raw, source, schema));
        let (now, earlier): (_, Vec<_>) = (read(&now), earlier.iter().map(&mut read).collect());
        let menu = faults.take(menu::with_history(now, earlier, schema));
        let verdicts = faults.take(verdict::evaluate(policy, schema, &menu, as_of));
        let mut shown = Vec::new();
        for expect in &test.expect {
            match expected::unmet(expect, &verdicts, schema, as_of) {
                Some(fault) => faults.push(fault),
                None => {
                    let found: Vec<_> = expected::matching(expect, &verdicts).collect();
                    let fails = |verdict: &&&Verdict| {
                        matches!(verdict.outcome, Outcome::Breach | Outcome::Watch | Outcome::Waived)
                    };
                    proven.extend(found.iter().filter(fails).map(|verdict| verdict.rule.clone()));
                    shown.push(Shown {
                        outcome: expect.outcome.word.clone(),
                        at: expect.at,
                        statements: found.iter().map(|verdict| verdict.rule.clone()).collect(),
                    });
                }
            }
        }
        cases.cases.push(Case {
            title: test.title.text.clone(),
            at: test.at,
            as_of,
            expectations: test.expect.len(),
            shown,
            faults: faults.sorted(),
        });
    }
    // The rules of a pack are shown to work by its own tests.
    let is_own = |check: &&Check| trees.iter().any(|tree| tree.source == check.at.source);
    let checks = policy.rules.iter().flat_map(|rule| &rule.checks).filter(is_own);
    let unproven = checks.filter(|check| !proven.contains(&check.id));
    cases.unproven = unproven.map(|check| (check.id.clone(), check.at)).collect();
    cases
}

/// The day on which a file says that it was adopted.
fn adopted(tree: &SyntaxTree) -> Option<Date> {
    tree.items.iter().find_map(|item| match item {
        Item::Header { adopted, .. } => *adopted,
        _ => None,
    })
}

/// The tests among items, and within their sections.
pub fn tests(items: &[Item]) -> Vec<&Test> {
    let mut found = Vec::new();
    for item in items {
        match item {
            Item::Test(test) => found.push(test),
            Item::Section(section) => found.extend(tests(&section.items)),
            _ => {}
        }
    }
    found
}
