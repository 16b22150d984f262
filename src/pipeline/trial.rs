//! The tests that policies contain, as tried.

use super::{Inputs, Run, Understood};
use crate::cases::{self, Case, Cases};
use crate::diagnostics::{Diagnostic, Severity, kinds};
use crate::handbook::{self, Handbook, Written};
use crate::source::SourceMap;

/// What came of trying a policy's own tests.
#[derive(Debug)]
pub struct Trial {
    /// As the policy calls itself.
    pub title: Option<String>,
    /// What it is about, where a library is sorted by it.
    pub about: Option<String>,
    /// The tests.
    pub cases: Cases,
    /// What is wrong with the policies, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The texts.
    pub sources: SourceMap,
}

/// Tries the tests that policies contain, those whose titles contain `filter`.
pub fn try_cases(inputs: Inputs, filter: &str) -> Trial {
    tried(inputs, filter).0
}

/// Explains policies by their own tests, which are tried. `folder` is theirs, as the names of the files begin.
pub fn explain(inputs: Inputs, folder: &str) -> (Trial, Handbook) {
    let manifest = inputs.packs.own.clone();
    let (trial, Understood { trees, policy, .. }) = tried(inputs, "");
    let written = Written { trees: &trees, policy: &policy, cases: &trial.cases, sources: &trial.sources };
    let handbook = handbook::handbook(&written, manifest.as_ref(), folder);
    (trial, handbook)
}

fn tried(inputs: Inputs, filter: &str) -> (Trial, Understood) {
    let Inputs { policies, packs, diagnostics, sources, records, .. } = inputs;
    let mut run = Run { sources, diagnostics, records };
    let given = policies.len();
    let policies = run.admit_all(policies);
    let understood = run.understand(&policies, &packs);
    let Understood { trees, policy, schema, .. } = &understood;
    let cases = cases::run(trees, policy, schema, &run.sources, filter);
    let mut diagnostics = run.diagnostics;
    if cases.cases.is_empty() && !diagnostics.has_errors() {
        let why = match (given, filter) {
            (0, _) => "there is no policy".to_string(),
            (_, "") => "the policy has no test".to_string(),
            _ => format!("no test has `{filter}` in its title"),
        };
        diagnostics.push(
            Diagnostic::placeless(&kinds::NOTHING_CHECKED, format!("nothing was tested: {why}")).help(
                "for a policy that says `crypto <= 5%`, one reads: `test \"all of it is crypto\" { given option \"A\" { assets $6M, holds crypto 100% } expect crypto breach }`",
            ),
        );
    }
    let trial = Trial {
        title: policy.title.clone(),
        about: policy.about.clone(),
        cases,
        diagnostics: diagnostics.sorted(),
        sources: run.sources,
    };
    (trial, understood)
}

impl Trial {
    /// Whether every test is passed, and there was one.
    pub fn is_clean(&self) -> bool {
        let errors = self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        !errors && self.cases.cases.iter().all(Case::is_passed)
    }
}
