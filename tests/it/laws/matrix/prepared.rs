//! A policy that is read once, and found on many menus.

use jiff::civil::{Date, date};
use planlint::diagnostics::{Diagnostics, Outcome, Severity};
use planlint::menu::{read_menu, with_history};
use planlint::policy::{Policy, builtin_schema, declare, resolve};
use planlint::source::SourceMap;
use planlint::syntax::parse;
use planlint::verdict::{Verdict, evaluate};
use planlint::vocabulary::Schema;

use super::facts::{DECLARED, DEFINED};
use super::menus::Menu;

/// The day of every check of the matrix.
pub(super) const TODAY: Date = date(2026, 11, 22);

pub(super) struct Prepared {
    policy: Policy,
    schema: Schema,
    sources: SourceMap,
}

/// What is no fault of a generated menu: numbers that are out of proportion are told, and used.
const TOLD_ONLY: [&str; 2] = ["nothing-checked", "assumption-contradicted"];

impl Prepared {
    /// A policy of these statements; what is wrong with it, if something is.
    pub(super) fn new(statements: &str) -> Result<Self, String> {
        let mut sources = SourceMap::new();
        let id = sources.add("policy.ips", format!("{DECLARED}{DEFINED}{statements}"));
        let mut told = Diagnostics::new();
        let trees = [take(&mut told, parse(sources.get(id).expect("it was just added")))];
        let schema = take(&mut told, declare(&trees, builtin_schema()));
        let policy = take(&mut told, resolve(&trees, &schema));
        match errors(&told) {
            wrong if wrong.is_empty() => Ok(Prepared { policy, schema, sources }),
            wrong => Err(wrong),
        }
    }

    /// What the policy comes to on a menu.
    pub(super) fn verdicts(&self, menu: &Menu) -> Vec<Verdict> {
        self.on(&menu.texts(), "yaml")
    }

    /// The same on the texts of its days, that of the check first.
    pub(super) fn on(&self, texts: &[String], ending: &str) -> Vec<Verdict> {
        let mut sources = self.sources.clone();
        let mut told = Diagnostics::new();
        let mut menus = texts.iter().enumerate().map(|(number, text)| {
            let id = sources.add(format!("{number}.{ending}"), text.as_str());
            take(&mut told, read_menu(sources.get(id).expect("it was just added"), &[], None, &self.schema))
        });
        let mut menu = menus.next().expect("there is a day");
        let older: Vec<_> = menus.collect();
        if !older.is_empty() {
            menu = take(&mut told, with_history(menu, older, &self.schema));
        }
        let verdicts = take(&mut told, evaluate(&self.policy, &self.schema, &menu, TODAY));
        let wrong = errors(&told);
        assert!(wrong.is_empty(), "the generator wrote a faulty menu: {wrong}\n{}", texts.concat());
        verdicts
    }
}

fn take<T>(told: &mut Diagnostics, outcome: Outcome<T>) -> T {
    told.extend(outcome.diagnostics);
    outcome.value
}

fn errors(told: &Diagnostics) -> String {
    let is_fault = |message: &&planlint::diagnostics::Diagnostic| {
        message.severity == Severity::Error && !TOLD_ONLY.contains(&message.kind.name)
    };
    let wrong: Vec<String> = told.iter().filter(is_fault).map(|message| message.message.clone()).collect();
    wrong.join("; ")
}
