//! The oracle: a verdict on what is said holds on every completion, and where none is given, completions differ.

use std::collections::{BTreeMap, BTreeSet};

use planlint::verdict::{Outcome, Verdict};
use planlint::vocabulary::Exact;

use super::super::dice::Tape;
use super::super::settled::{key, settles};
use super::case::{Case, Cell, TAPE};
use super::chance::Chance;
use super::constructs::CONSTRUCTS;
use super::menus::Menu;

/// How far a hunt goes.
#[derive(Clone, Copy)]
pub(super) struct Effort {
    /// Completions of every case.
    pub(super) completions: usize,
    /// Completions of a case on which something is unknown, until both kinds are found.
    pub(super) search: usize,
}

/// What came of a hunt.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) cases: usize,
    pub(super) menus: usize,
    /// Verdicts that were held against one on a completion.
    pub(super) comparisons: usize,
    pub(super) rows: BTreeMap<&'static str, Row>,
    /// Policies that are no policies.
    pub(super) refused: BTreeMap<String, String>,
    /// Verdicts that a completion turns around, the first of each construct.
    pub(super) wrong: BTreeMap<String, String>,
    /// Unknowns of which no completion of another kind was found, likewise.
    pub(super) avoidable: BTreeMap<String, String>,
    /// Verdicts that are unknown though everything is said, likewise.
    pub(super) loose: BTreeMap<String, String>,
}

#[derive(Default)]
pub(super) struct Row {
    pub(super) verdicts: usize,
    pub(super) unknown: usize,
    pub(super) avoidable: usize,
    pub(super) wrong: usize,
    pub(super) loose: usize,
}

/// Something is wrong with a case.
pub(super) enum Fault {
    /// A verdict does not hold on this completion.
    Wrong(String, Menu),
    /// Something is unknown on a completion, on which everything is said.
    Loose(Menu),
    /// Something is unknown of which no two kinds of completions were found.
    Avoidable(String),
}

/// What was found of one case.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) menus: usize,
    pub(super) comparisons: usize,
    pub(super) decided: usize,
    pub(super) unknown: usize,
    pub(super) wrong: usize,
    pub(super) loose: usize,
    pub(super) avoidable: usize,
    pub(super) faults: Vec<Fault>,
}

type Owned = (String, String, String);

fn owned(verdict: &Verdict) -> Owned {
    let (rule, level, id) = key(verdict);
    (rule.to_string(), level.to_string(), id.to_string())
}

/// Which kind of answer it is.
fn kind(outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::NotApplicable => Outcome::Pass,
        other => other,
    }
}

/// Looks for both kinds of answers to an open verdict.
struct Open {
    key: Owned,
    seen: BTreeSet<Outcome>,
    /// The completions at which what is measured was least and greatest.
    least: Option<(Exact, Tape, usize)>,
    greatest: Option<(Exact, Tape, usize)>,
}

impl Open {
    /// Completions of both kinds were found, or one on which it cannot be decided by nature.
    fn is_settled(&self) -> bool {
        self.seen.len() > 1 || self.seen.contains(&Outcome::Unknown)
    }

    /// Takes in what a completion says of it.
    fn see(&mut self, verdicts: &[Verdict], known: &BTreeSet<Owned>, tape: &Tape, read: usize) {
        let own = verdicts.iter().find(|verdict| owned(verdict) == self.key);
        if let Some(own) = own {
            self.seen.insert(kind(own.outcome));
            self.near(own, tape, read);
            return;
        }
        // It was said of what is not listed: whatever came to light answers it.
        let is_new = |verdict: &&Verdict| verdict.rule == self.key.0 && !known.contains(&owned(verdict));
        let new: Vec<&Verdict> = verdicts.iter().filter(is_new).collect();
        self.seen.insert(new.iter().map(|verdict| kind(verdict.outcome)).min().unwrap_or(Outcome::Pass));
        for verdict in new {
            self.near(verdict, tape, read);
        }
    }

    /// Keeps the completions that went furthest.
    fn near(&mut self, verdict: &Verdict, tape: &Tape, read: usize) {
        let difference = verdict.atoms.first().and_then(|atom| {
            let measure = atom.measure.as_ref()?;
            Some(measure.value.known()? - measure.limit.known()?)
        });
        let Some(difference) = difference else { return };
        if self.least.as_ref().is_none_or(|(least, ..)| difference < *least) {
            self.least = Some((difference.clone(), tape.clone(), read));
        }
        if self.greatest.as_ref().is_none_or(|(greatest, ..)| difference > *greatest) {
            self.greatest = Some((difference, tape.clone(), read));
        }
    }
}

pub(super) fn examine(case: &Case, effort: Effort, chance: &mut Chance) -> Findings {
    let mut findings = Findings::default();
    let partial = case.prepared.verdicts(&case.partial);
    let known: BTreeSet<Owned> = partial.iter().map(owned).collect();
    let unknown: BTreeSet<Owned> =
        partial.iter().filter(|verdict| verdict.outcome == Outcome::Unknown).map(owned).collect();
    findings.unknown = unknown.len();
    findings.decided = known.len() - unknown.len();
    let mut open: Vec<Open> = unknown
        .into_iter()
        .map(|key| Open { key, seen: BTreeSet::new(), least: None, greatest: None })
        .collect();
    let mut tried = 0;
    loop {
        let next = open.iter().find(|open| !open.is_settled());
        let more = if next.is_some() { effort.search } else { effort.completions };
        if tried >= more.max(effort.completions) {
            break;
        }
        let tape = match next {
            // A few of everything before one is pursued.
            Some(open) if tried > 12 => pursued(open, tried, chance),
            _ => chance.tape(TAPE),
        };
        tried += 1;
        let (completion, read) = case.completion(&tape);
        let Some(completion) = completion else { continue };
        let verdicts = case.prepared.verdicts(&completion);
        findings.menus += 1;
        // What is unknown though everything is said is told by itself, and says nothing of the others.
        let loose: BTreeSet<Owned> =
            verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Unknown).map(owned).collect();
        if !loose.is_empty() {
            findings.loose += 1;
            if findings.loose == 1 && !case.may_be_loose {
                findings.faults.push(Fault::Loose(completion.clone()));
            }
        }
        let is_open = |verdict: &Verdict| verdict.outcome == Outcome::Unknown;
        let less: Vec<&Verdict> =
            partial.iter().filter(|verdict| is_open(verdict) || !loose.contains(&owned(verdict))).collect();
        let more: Vec<&Verdict> = verdicts.iter().filter(|verdict| !is_open(verdict)).collect();
        findings.comparisons += less.len();
        if let Err(why) = settles(&less, &more) {
            findings.wrong += 1;
            if findings.wrong == 1 {
                findings.faults.push(Fault::Wrong(why, completion.clone()));
            }
        }
        for open in &mut open {
            open.see(&verdicts, &known, &tape, read);
        }
    }
    for open in open.iter().filter(|open| !open.is_settled()) {
        if case.is_senseless {
            continue;
        }
        findings.avoidable += 1;
        if findings.avoidable == 1 {
            findings.faults.push(Fault::Avoidable(format!("{:?}, always {:?}", open.key, open.seen)));
        }
    }
    findings
}

/// A completion near one that went far.
fn pursued(open: &Open, tried: usize, chance: &mut Chance) -> Tape {
    let best = if tried.is_multiple_of(2) { &open.least } else { &open.greatest };
    match best {
        Some((_, tape, read)) if chance.below(4) > 0 => chance.changed(tape, *read),
        _ => chance.tape(TAPE),
    }
}

impl Tally {
    /// Hunts in one cell.
    pub(super) fn hunt(&mut self, cell: Cell, effort: Effort, chance: &mut Chance) {
        let place =
            format!("{}, {}, {}", CONSTRUCTS[cell.construct].name, cell.frame.name(), cell.gap.name());
        let case = match Case::drawn(cell, chance) {
            Ok(Some(case)) => case,
            Ok(None) => return,
            Err(why) => {
                self.refused.insert(place, why);
                return;
            }
        };
        let findings = examine(&case, effort, chance);
        let name = CONSTRUCTS[cell.construct].name;
        self.cases += 1;
        self.menus += findings.menus;
        self.comparisons += findings.comparisons;
        let row = self.rows.entry(name).or_default();
        row.verdicts += findings.decided + findings.unknown;
        row.unknown += findings.unknown;
        row.avoidable += findings.avoidable;
        row.wrong += usize::from(findings.wrong > 0);
        row.loose += usize::from(findings.loose > 0 && !case.may_be_loose);
        for fault in findings.faults {
            let (list, text) = match fault {
                Fault::Wrong(why, menu) => (&mut self.wrong, format!("{why}\n{}", case.told(Some(&menu)))),
                Fault::Loose(menu) => (&mut self.loose, case.told(Some(&menu))),
                Fault::Avoidable(why) => (&mut self.avoidable, format!("{why}\n{}", case.told(None))),
            };
            let shorter = list.get(&place).is_none_or(|known| text.len() < known.len());
            if shorter {
                list.insert(place.clone(), text);
            }
        }
    }

    /// The share of avoidable unknowns, by construct.
    pub(super) fn table(&self) -> String {
        let mut lines = vec![format!(
            "{:<36} {:>9} {:>8} {:>9} {:>7} {:>6} {:>6}",
            "construct", "verdicts", "unknown", "avoidable", "share", "wrong", "loose"
        )];
        let mut all = Row::default();
        let line = |name: &str, row: &Row| {
            let share = row.avoidable * 1000 / row.unknown.max(1);
            format!(
                "{name:<36} {:>9} {:>8} {:>9} {:>4}.{}% {:>6} {:>6}",
                row.verdicts,
                row.unknown,
                row.avoidable,
                share / 10,
                share % 10,
                row.wrong,
                row.loose
            )
        };
        for (name, row) in &self.rows {
            lines.push(line(name, row));
            all.verdicts += row.verdicts;
            all.unknown += row.unknown;
            all.avoidable += row.avoidable;
            all.wrong += row.wrong;
            all.loose += row.loose;
        }
        lines.push(line("all", &all));
        lines.push(format!(
            "{} cases, {} completions, {} comparisons of a verdict with one on a completion",
            self.cases, self.menus, self.comparisons
        ));
        lines.join("\n")
    }
}
