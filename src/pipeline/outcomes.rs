//! What two policies come to on the same menus: the plans on which a rule comes to something else.

use std::collections::{BTreeMap, BTreeSet};

use super::book::{Bench, BookReader, Line, MenuRead};
use super::{Inputs, Step, Summary, check};
use crate::diagnostics::{Diagnostic, Severity};
use crate::policy::Policy;
use crate::source::SourceId;
use crate::verdict::{Outcome, Verdict};

/// What two policies come to on menus.
#[derive(Clone, Debug, Default)]
pub struct Outcomes {
    /// How many menus were looked at, a plan each.
    pub plans: usize,
    /// Those on which a rule comes to something else, by plan and menu.
    pub changed: Vec<PlanChange>,
    /// Those with something in them that could not be read, by name, with the first of what was wrong.
    pub faulty: Vec<(String, String)>,
}

/// The worst that a rule came to, and comes to; none where there was, or is, no such rule.
pub type Turn = (Option<Outcome>, Option<Outcome>);

/// A plan on which rules come to something else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PlanChange {
    /// The plan, as the menu calls it.
    pub plan: String,
    /// The file of the menu.
    pub menu: String,
    /// The line, in a file with a menu on each.
    pub line: Option<usize>,
    /// The rules.
    pub rules: BTreeMap<String, Turn>,
}

/// What came of one menu.
#[derive(Clone, Debug, Default)]
pub struct PlanRead {
    /// What changes on it, if anything does.
    pub changed: Option<PlanChange>,
    /// What is wrong with it.
    pub faulty: Option<(String, String)>,
}

impl Outcomes {
    /// Takes in one menu more.
    pub fn add(&mut self, read: PlanRead) {
        self.plans = self.plans.saturating_add(1);
        self.changed.extend(read.changed);
        self.faulty.extend(read.faulty);
    }

    /// In one order, however they came.
    pub fn sort(&mut self) {
        self.changed.sort();
        self.faulty.sort();
    }

    /// The rules that come to something else somewhere, each with on how many plans, the most first.
    pub fn by_rule(&self) -> Vec<(&str, usize)> {
        self.counted(|_| true)
    }

    /// The same for those turns for which `counts` holds.
    pub fn counted(&self, counts: impl Fn(&Turn) -> bool) -> Vec<(&str, usize)> {
        let mut by_rule: BTreeMap<&str, usize> = BTreeMap::new();
        for (rule, _) in self.changed.iter().flat_map(|plan| &plan.rules).filter(|(_, turn)| counts(turn)) {
            let count = by_rule.entry(rule).or_default();
            *count = count.saturating_add(1);
        }
        let mut by_rule: Vec<_> = by_rule.into_iter().collect();
        by_rule.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        by_rule
    }
}

/// The rule of each statement, by their ids.
#[derive(Clone, Debug)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// Those of a policy; a rule that has another name now goes by that.
    pub(super) fn of(policy: &Policy, renamed: &BTreeMap<String, String>) -> Self {
        let mut names = BTreeMap::new();
        for rule in &policy.rules {
            let name = renamed.get(&rule.id).unwrap_or(&rule.id);
            names.extend(rule.checks.iter().map(|check| (check.id.clone(), name.clone())));
        }
        Names(names)
    }

    fn worst<'v>(&self, verdicts: impl IntoIterator<Item = &'v Verdict>) -> BTreeMap<String, Outcome> {
        let mut all: BTreeMap<String, Summary> = BTreeMap::new();
        for verdict in verdicts {
            let rule = self.0.get(&verdict.rule).unwrap_or(&verdict.rule);
            all.entry(rule.clone()).or_default().count(verdict.outcome);
        }
        all.into_iter().map(|(rule, summary)| (rule, summary.worst())).collect()
    }
}

type Worst = BTreeMap<String, Outcome>;

/// The rules that come to something else. That a rule is kept where there was none, or none where one was kept, asks
/// nothing of anybody, and is not told.
fn differing(was: &Worst, is: &Worst) -> BTreeMap<String, Turn> {
    let asks =
        |outcome: Option<Outcome>| !matches!(outcome, None | Some(Outcome::Pass | Outcome::NotApplicable));
    let rules: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let change = |rule: &String| {
        let (before, after) = (was.get(rule).copied(), is.get(rule).copied());
        let differs = before != after && (asks(before) || asks(after));
        differs.then(|| (rule.clone(), (before, after)))
    };
    rules.into_iter().filter_map(change).collect()
}

/// Two policies that are to be compared on menus.
#[derive(Debug)]
pub struct Comparing {
    pub(super) old: Inputs,
    pub(super) new: Inputs,
    pub(super) names: (Names, Names),
}

impl Comparing {
    /// What both come to on the menus among their inputs.
    pub fn menus(&self, on_step: &mut dyn FnMut(Step)) -> Outcomes {
        let mut outcomes = Outcomes::default();
        if self.old.menus.is_empty() {
            return outcomes;
        }
        let was = checked(self.old.clone(), &self.names.0, on_step);
        let is = checked(self.new.clone(), &self.names.1, on_step);
        let nothing = Checked::default();
        let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
        for menu in names {
            let (old, new) = (was.get(menu).unwrap_or(&nothing), is.get(menu).unwrap_or(&nothing));
            let rules = differing(&old.worst, &new.worst);
            let plan = old.plan.clone().or_else(|| new.plan.clone()).unwrap_or_else(|| menu.clone());
            let changed =
                (!rules.is_empty()).then(|| PlanChange { plan, menu: menu.clone(), line: None, rules });
            let fault = old.fault.clone().or_else(|| new.fault.clone());
            outcomes.add(PlanRead { changed, faulty: fault.map(|fault| (menu.clone(), fault)) });
        }
        outcomes.sort();
        outcomes
    }

    /// For menus that stand in one file, a line each.
    pub fn benches(self) -> Benches {
        let bench = |inputs: Inputs| Bench::new(inputs);
        Benches { old: bench(self.old), new: bench(self.new), names: self.names }
    }
}

/// What one policy comes to on a menu.
#[derive(Default)]
struct Checked {
    plan: Option<String>,
    worst: Worst,
    fault: Option<String>,
}

fn checked(inputs: Inputs, names: &Names, on_step: &mut dyn FnMut(Step)) -> BTreeMap<String, Checked> {
    let files: Vec<String> = inputs.menus.iter().map(|(file, _)| file.name.clone()).collect();
    let report = check(inputs, on_step);
    let mut all: BTreeMap<String, Checked> =
        files.into_iter().map(|name| (name, Checked::default())).collect();
    let mut verdicts: BTreeMap<SourceId, Vec<&Verdict>> = BTreeMap::new();
    for verdict in &report.verdicts {
        verdicts.entry(verdict.menu).or_default().push(verdict);
    }
    for menu in &report.menus {
        let checked = all.entry(report.sources.name(menu.source).to_string()).or_default();
        checked.plan = Some(menu.plan.clone());
        checked.worst = names.worst(verdicts.remove(&menu.source).unwrap_or_default());
    }
    for message in report.diagnostics.iter().filter(|one| one.severity == Severity::Error) {
        let place = message.primary.as_ref().map(|label| report.sources.name(label.at.source));
        if let Some(checked) = place.and_then(|name| all.get_mut(name)) {
            checked.fault.get_or_insert_with(|| message.message.clone());
        }
    }
    all
}

/// Two policies, understood once for many menus.
#[derive(Debug)]
pub struct Benches {
    old: Bench,
    new: Bench,
    names: (Names, Names),
}

impl Benches {
    /// A reader of menus; each thread has its own.
    pub fn readers(&self) -> BothReaders<'_> {
        BothReaders { old: self.old.reader(), new: self.new.reader(), names: &self.names }
    }
}

/// Reads menus of a book, one at a time, by both policies.
#[derive(Debug)]
pub struct BothReaders<'b> {
    old: BookReader<'b>,
    new: BookReader<'b>,
    names: &'b (Names, Names),
}

impl BothReaders<'_> {
    /// Reads and checks the menu of one line.
    pub fn read(&mut self, book: &str, profile: Option<&str>, line: Line) -> PlanRead {
        let was = self.old.read(book, profile, line.clone());
        let is = self.new.read(book, profile, line);
        let fault = fault(&was).or_else(|| fault(&is));
        let rules = differing(&self.names.0.worst(&was.verdicts), &self.names.1.worst(&is.verdicts));
        let plan = was.menu.or(is.menu).map_or_else(|| format!("line {}", was.line), |menu| menu.plan);
        let changed = (!rules.is_empty()).then(|| PlanChange {
            plan,
            menu: was.book.clone(),
            line: Some(was.line),
            rules,
        });
        PlanRead { changed, faulty: fault.map(|fault| (format!("{}:{}", was.book, was.line), fault)) }
    }
}

fn fault(read: &MenuRead) -> Option<String> {
    let is_error = |one: &&Diagnostic| one.severity == Severity::Error;
    read.diagnostics.iter().find(is_error).map(|message| message.message.clone())
}
