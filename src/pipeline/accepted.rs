//! A baseline held against a report: what is accepted does not make it fail, and stays told.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::Report;
use crate::baseline::{Baseline, Entry, Finding, is_finding};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, kinds};
use crate::inputs::InputFile;
use crate::policy::Obligation;
use crate::settings::OnUnknown;
use crate::source::SourceId;
use crate::verdict::{Outcome, Verdict};

/// Entries that lead nowhere are told one by one up to this many, then together.
const MOST_ALONE: usize = 5;
/// Of those that are told together, the ones that are named.
const MOST_NAMED: usize = 10;

/// A baseline, and what came of it.
#[derive(Clone, Debug)]
pub struct Acceptance {
    /// Its text.
    pub source: SourceId,
    /// The day on which its findings were accepted.
    pub taken: Date,
    /// How many verdicts it accepts.
    pub findings: usize,
    /// Entries of which nothing is found any more.
    pub stale: Vec<Entry>,
    /// How many entries are of plans that were not checked, or of rules that are not in force yet or not tested now.
    pub unasked: usize,
}

impl Report {
    /// Accepts the findings that a baseline lists: they make the check fail no longer. What is wrong with the baseline is
    /// among the messages then, and so are entries of which nothing is found.
    pub fn accept(&mut self, file: InputFile) {
        self.inputs.push(file.record());
        self.inputs.sort();
        let mut told = Diagnostics::new();
        let source = file.admit(&mut self.sources, &mut told);
        if let Some(text) = source.and_then(|id| self.sources.get(id))
            && let Some(baseline) = told.take(Baseline::read(text))
        {
            let id = text.id;
            self.hold_against(id, baseline, &mut told);
        }
        self.diagnostics.iter().for_each(|message| told.push(message.clone()));
        self.diagnostics = told.sorted();
    }

    fn hold_against(&mut self, source: SourceId, baseline: Baseline, told: &mut Diagnostics) {
        let mut found: BTreeMap<Finding, Vec<usize>> = BTreeMap::new();
        for (index, verdict) in self.verdicts.iter().enumerate().filter(|(_, verdict)| is_finding(verdict)) {
            found.entry(self.finding(verdict)).or_default().push(index);
        }
        let mut entries: BTreeMap<Finding, Vec<Entry>> = BTreeMap::new();
        for entry in baseline.entries {
            entries.entry(entry.finding.clone()).or_default().push(entry);
        }
        let (mut findings, mut stale) = (0_usize, Vec::new());
        for (finding, entries) in entries {
            let places = found.get(&finding).map(Vec::as_slice).unwrap_or_default();
            if places.len() > entries.len() {
                // Which of them is new cannot be told, and an old one must not let a new one pass.
                if let Some(first) = entries.first() {
                    told.push(ambiguous(first, entries.len(), places.len()));
                }
                continue;
            }
            findings = findings.saturating_add(places.len());
            for (place, entry) in places.iter().zip(&entries) {
                if let Some(verdict) = self.verdicts.get_mut(*place) {
                    verdict.accepted = Some(entry.at);
                }
            }
            stale.extend(entries.into_iter().skip(places.len()));
        }
        let all = stale.len();
        let rulings = Rulings::of(self);
        stale.retain(|entry| self.is_asked(&entry.finding, &rulings));
        let unasked = all.saturating_sub(stale.len());
        stale.sort_by_key(|entry| entry.at);
        // Where a file has mistakes, what is missing from the report may be theirs.
        if self.has_errors() {
            stale.clear();
        }
        self.tell_stale(&stale, &rulings, told);
        self.baseline = Some(Acceptance { source, taken: baseline.taken, findings, stale, unasked });
    }

    /// A baseline that accepts all that is found. None where something is wrong with the files: nobody knows then what would
    /// be accepted.
    pub fn baseline_text(&self) -> Option<String> {
        let is_told =
            |verdict: &&Verdict| self.on_unknown != OnUnknown::Allow || verdict.outcome != Outcome::Unknown;
        let findings = self.verdicts.iter().filter(|verdict| is_finding(verdict)).filter(is_told);
        let named = findings.map(|verdict| (self.finding(verdict), verdict.subject.name.clone()));
        (!self.has_errors()).then(|| Baseline::text(self.as_of, named.collect()))
    }

    /// What names a verdict from one check to the next.
    fn finding(&self, verdict: &Verdict) -> Finding {
        let menu = self.menus.iter().find(|menu| menu.source == verdict.menu);
        let plan = menu.map_or("", |menu| menu.plan_id.as_str());
        Finding::of(verdict, plan, &self.statements)
    }

    fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|message| message.severity == Severity::Error)
    }

    /// Whether this check would find it, if it was there.
    fn is_asked(&self, finding: &Finding, rulings: &Rulings<'_>) -> bool {
        if !self.menus.iter().any(|menu| menu.plan_id == finding.plan) {
            return false;
        }
        let within = |rule: &str| {
            finding.rule.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let not_yet = self.dormant.iter().any(|statement| {
            statement.period.from.is_some_and(|from| from > self.as_of) && within(&statement.rule)
        });
        let momentary =
            rulings.on_rule(finding).iter().any(|(_, verdict)| self.statements.is_momentary(&verdict.rule));
        let applies = rulings.on_thing(finding).any(|verdict| verdict.outcome != Outcome::NotApplicable);
        !not_yet && (applies || !momentary)
    }

    fn tell_stale(&self, stale: &[Entry], rulings: &Rulings<'_>, told: &mut Diagnostics) {
        let message =
            |entry: &Entry, message: String| Diagnostic::new(&kinds::BASELINE_STALE, entry.at, message);
        let told_of =
            |entry: &Entry| format!("{}, and {}", words(&entry.finding), rulings.now(&entry.finding));
        if stale.len() <= MOST_ALONE {
            let help = "take the line out, or write the baseline again: `planlint check --write-baseline`";
            stale.iter().for_each(|entry| told.push(message(entry, told_of(entry)).help(help)));
        } else if let Some(first) = stale.first() {
            let mut all = message(first, format!("{} accepted findings are not there any more", stale.len()))
                .label("the first of them");
            for entry in stale.iter().take(MOST_NAMED) {
                all = all.note(format!("{}: {}", self.sources.place(entry.at), told_of(entry)));
            }
            if stale.len() > MOST_NAMED {
                all = all.note(format!("{} more", stale.len().saturating_sub(MOST_NAMED)));
            }
            let help = "take the lines out, or write the baseline again: `planlint check --write-baseline`";
            told.push(all.help(help));
        }
    }
}

/// The verdicts of a report by plan and rule, each with the level and the id of its thing.
struct Rulings<'r>(BTreeMap<Key, Vec<Ruling<'r>>>);

type Key = (String, String, Option<String>);
type Ruling<'r> = (Option<(String, String)>, &'r Verdict);

impl<'r> Rulings<'r> {
    fn of(report: &'r Report) -> Self {
        let mut all: BTreeMap<Key, Vec<Ruling<'r>>> = BTreeMap::new();
        for verdict in &report.verdicts {
            let Finding { plan, rule, statement, thing, .. } = report.finding(verdict);
            all.entry((plan, rule, statement)).or_default().push((thing, verdict));
        }
        Rulings(all)
    }

    fn on_rule(&self, finding: &Finding) -> &[Ruling<'r>] {
        let Finding { plan, rule, statement, .. } = finding;
        let key = (plan.clone(), rule.clone(), statement.clone());
        self.0.get(&key).map(Vec::as_slice).unwrap_or_default()
    }

    fn on_thing<'s>(&'s self, finding: &'s Finding) -> impl Iterator<Item = &'r Verdict> + 's {
        let of_thing = self.on_rule(finding).iter().filter(|(thing, _)| *thing == finding.thing);
        of_thing.map(|(_, verdict)| *verdict)
    }

    /// What became of a finding that is not there any more.
    fn now(&self, finding: &Finding) -> String {
        if self.on_rule(finding).is_empty() {
            return "the policy has no such rule".into();
        }
        let outcomes: BTreeSet<Outcome> = self.on_thing(finding).map(|verdict| verdict.outcome).collect();
        if outcomes.contains(&finding.outcome) {
            let severities: BTreeSet<Obligation> =
                self.on_thing(finding).map(|verdict| verdict.obligation).collect();
            return match severities.first().filter(|_| !severities.contains(&finding.severity)) {
                Some(severity) => format!("the rule is a `{}` now", severity.word()),
                None => "it is so fewer times now".into(),
            };
        }
        match outcomes.first() {
            Some(Outcome::Breach) => "it is broken now".into(),
            Some(Outcome::Watch) => "it is caught by watching now".into(),
            Some(Outcome::Unknown) => "it cannot be decided now".into(),
            Some(Outcome::Waived) => "it is waived now".into(),
            Some(Outcome::Pass) => "it is kept now".into(),
            Some(Outcome::NotApplicable) => "it is about nothing there now".into(),
            None => match &finding.thing {
                Some((level, _)) => format!("it is about no such {level} now"),
                None => "it is not judged of the plan as a whole now".into(),
            },
        }
    }
}

/// `fee_cap` is accepted as broken for the option `Harbor Growth R6` of `Northwind`
fn words(finding: &Finding) -> String {
    let Finding { plan, rule, thing, outcome, .. } = finding;
    let how = match outcome {
        Outcome::Breach => "accepted as broken",
        Outcome::Watch => "accepted as caught by watching",
        _ => "accepted as undecided",
    };
    let whose = match thing {
        Some((level, id)) => format!("the {level} `{id}` of `{plan}`"),
        None => format!("`{plan}`"),
    };
    format!("`{rule}` is {how} for {whose}")
}

fn ambiguous(entry: &Entry, accepted: usize, found: usize) -> Diagnostic {
    let times = |count: usize| if count == 1 { "once".to_string() } else { format!("{count} times") };
    let message = format!("{} {}, and it is so {} now", words(&entry.finding), times(accepted), times(found));
    Diagnostic::new(&kinds::BASELINE_AMBIGUOUS, entry.at, message)
        .note("they go by one name, and a new one cannot be told from an old one: none of them is accepted")
        .help("look at all of them, then write the baseline again: `planlint check --write-baseline`")
        .help("what shares a name, be it two plans, two options or two rules, needs names that differ")
}
