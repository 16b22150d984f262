//! Findings: verdicts as messages, those with one cause together.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostics::{Diagnostic, Kind, Label, Severity, kinds, listed};
use crate::pipeline::Report;
use crate::policy::{Obligation, Operator};
use crate::settings::OnUnknown;
use crate::verdict::{Atom, LEFT_OUT_OPTIONS, Missing, MissingKind, Outcome, Verdict};
use crate::vocabulary::Type;

use super::documents::{document_help, document_note};
use super::layout::counted;
use super::sentence::{Speaker, distance};

/// Places beside the first that a message shows.
const MOST_PLACES: usize = 3;
/// Subjects that a message lists.
const MOST_SUBJECTS: usize = 10;
/// Broken rules are told one by one up to this many subjects, then together.
const MOST_ALONE: usize = 3;

/// What is to be told of the verdicts: breaches first, then what could not be decided, then what a watch rule caught;
/// within each as the policy has them. What is kept, waived or about nothing is in the
/// summary alone.
pub(crate) fn findings(report: &Report) -> Vec<Diagnostic> {
    let teller = Teller { report, speaker: Speaker::of(report) };
    let mut groups: BTreeMap<_, Vec<&Verdict>> = BTreeMap::new();
    for verdict in &report.verdicts {
        if let Some(gravity) = gravity(verdict, report.on_unknown) {
            groups.entry((gravity, verdict.policy_at, &verdict.rule)).or_default().push(verdict);
        }
    }
    let mut findings = Vec::new();
    for group in groups.values() {
        let together = match group.first().map(|verdict| verdict.outcome) {
            Some(Outcome::Unknown) => group.len() > 1,
            _ => group.len() > MOST_ALONE,
        };
        if together {
            findings.extend(teller.together(group));
        } else {
            findings.extend(group.iter().map(|verdict| teller.alone(verdict)));
        }
    }
    findings
}

/// The order in which findings are told; none for those that are not.
fn gravity(verdict: &Verdict, on_unknown: OnUnknown) -> Option<u8> {
    // What a baseline accepts has a list of its own.
    if verdict.accepted.is_some() {
        return None;
    }
    match (verdict.outcome, verdict.obligation) {
        (Outcome::Breach, Obligation::Must) => Some(0),
        (Outcome::Unknown, _) if on_unknown == OnUnknown::Allow => None,
        (Outcome::Unknown, Obligation::Must) => Some(1),
        (Outcome::Breach, _) => Some(2),
        (Outcome::Unknown, _) => Some(3),
        (Outcome::Watch, _) => Some(4),
        (Outcome::Waived | Outcome::Pass | Outcome::NotApplicable, _) => None,
    }
}

struct Teller<'a> {
    report: &'a Report,
    speaker: Speaker<'a>,
}

impl Teller<'_> {
    /// A verdict with a message of its own.
    fn alone(&self, verdict: &Verdict) -> Diagnostic {
        let mut message = self.blank(verdict, self.speaker.headline(verdict));
        let atom = verdict.atoms.first();
        if let Some(primary) = &mut message.primary {
            primary.text = match verdict.outcome {
                Outcome::Unknown => "cannot be decided".into(),
                _ => atom.and_then(|atom| distance(verdict, atom)).unwrap_or_else(|| "does not hold".into()),
            };
        }
        self.places(&mut message, places_in_menu(verdict), verdict.data_more);
        if message.others.is_empty() && verdict.subject.level != "plan" {
            message.others.push(Label {
                at: verdict.subject.at,
                text: format!("`{}` stands here", verdict.subject.name),
            });
        }

        message.notes.extend(rule_note(verdict));
        message.notes.extend(verdict.because.iter().cloned());
        let others = verdict.atoms.iter().skip(1).filter(|other| decides(other, verdict.outcome));
        let others: Vec<String> =
            others.map(|other| self.speaker.finding(other, &verdict.subject, verdict.outcome)).collect();
        message.notes.extend(others.iter().take(MOST_PLACES).map(|other| format!("also: {other}")));
        if others.len() > MOST_PLACES {
            message.notes.push(format!("also: {} more", others.len().saturating_sub(MOST_PLACES)));
        }
        message.notes.extend(self.reliance(&[verdict]));
        if verdict.outcome == Outcome::Unknown {
            self.missing(&mut message, &[verdict]);
        }
        message
    }

    /// Verdicts of one statement in one message.
    fn together(&self, group: &[&Verdict]) -> Option<Diagnostic> {
        let first = group.first()?;
        let menus = group.iter().map(|verdict| verdict.menu).collect::<std::collections::BTreeSet<_>>().len();
        let level = &first.subject.level;
        let things = if level == "plan" { counted(menus, "plan") } else { counted(group.len(), level) };
        let across = if menus > 1 && level != "plan" {
            format!(" of {}", counted(menus, "menu"))
        } else {
            String::new()
        };
        let what = match first.atoms.first() {
            Some(atom) => atom.what.clone(),
            None => first.rule.clone(),
        };
        let headline = match first.outcome {
            Outcome::Unknown => format!("`{what}` cannot be decided for {things}{across}"),
            Outcome::Watch => format!("{things}{across} caught by the watch on `{what}`"),
            _ => format!("{things}{across} break the rule on `{what}`"),
        };
        let mut message = self.blank(first, headline);
        if let Some(primary) = &mut message.primary {
            primary.text = match first.outcome {
                Outcome::Unknown => format!("cannot be decided for {things}"),
                _ => format!("does not hold for {things}"),
            };
        }
        let mut data = Vec::new();
        for verdict in group.iter().take(MOST_PLACES) {
            let subject = Label { at: verdict.subject.at, text: format!("`{}`", verdict.subject.name) };
            let subject = (verdict.subject.level != "plan").then_some(subject);
            data.extend(places_in_menu(verdict).into_iter().next().or(subject));
        }
        let extra = if data.is_empty() { 0 } else { group.len().saturating_sub(MOST_PLACES) };
        self.places(&mut message, data, 0);
        if extra > 0
            && let Some(last) = message.others.last_mut()
        {
            last.text = format!("{}, +{extra} more", last.text);
        }

        message.notes.extend(rule_note(first));
        // The file before the sentence says which plan is meant.
        let speaker = Speaker { many_plans: false, ..self.speaker };
        // Of an unknown of which nothing at all is known there is nothing to tell but what is missing.
        let tellable: Vec<_> = group.iter().filter(|verdict| !speaker.knows_nothing(verdict)).collect();
        for verdict in tellable.iter().take(MOST_SUBJECTS) {
            let gap = verdict.atoms.first().and_then(|atom| distance(verdict, atom));
            let gap = gap.map(|gap| format!(" ({gap})")).unwrap_or_default();
            let file = if menus > 1 {
                format!("{}: ", self.report.sources.name(verdict.menu))
            } else {
                String::new()
            };
            message.notes.push(format!("{file}{}{gap}", speaker.headline(verdict)));
        }
        if tellable.len() > MOST_SUBJECTS {
            let more = tellable.len().saturating_sub(MOST_SUBJECTS);
            message.notes.push(format!("and {more} more; `--format json` lists all"));
        }
        message.notes.extend(self.reliance(group));
        if first.outcome == Outcome::Unknown {
            self.missing(&mut message, group);
        }
        Some(message)
    }

    fn blank(&self, verdict: &Verdict, headline: String) -> Diagnostic {
        let (kind, severity) = self.kind(verdict);
        // The comparison is a better place than the whole statement, if it stands within it.
        let atom_at = verdict.atoms.first().map(|atom| atom.at);
        let at = atom_at
            .filter(|at| at.source == verdict.policy_at.source && !at.is_empty())
            .unwrap_or(verdict.policy_at);
        let mut message = Diagnostic::new(kind, at, headline);
        message.severity = severity;
        message
    }

    fn kind(&self, verdict: &Verdict) -> (&'static Kind, Severity) {
        match (verdict.outcome, verdict.obligation) {
            (Outcome::Breach, Obligation::Must) => (&kinds::BREACH, Severity::Error),
            (Outcome::Breach, _) => (&kinds::BREACH, Severity::Warning),
            (Outcome::Watch, _) => (&kinds::WATCH, Severity::Warning),
            // What makes the check fail is called an error.
            (Outcome::Unknown, _) if self.report.fails(verdict) => (&kinds::UNKNOWN, Severity::Error),
            (Outcome::Unknown, _) => (&kinds::UNKNOWN, Severity::Warning),
            (Outcome::Waived | Outcome::Pass | Outcome::NotApplicable, _) => {
                (&kinds::NOT_APPLICABLE, Severity::Advice)
            }
        }
    }

    /// Places in the menu, the first few of them. `more` are those that the verdict does not list.
    fn places(&self, message: &mut Diagnostic, mut data: Vec<Label>, more: usize) {
        let mut seen = std::collections::BTreeSet::new();
        data.retain(|label| seen.insert(label.at));
        let extra = data.len().saturating_sub(MOST_PLACES).saturating_add(more);
        data.truncate(MOST_PLACES);
        if extra > 0
            && let Some(last) = data.last_mut()
        {
            last.text = format!("{}, +{extra} more", last.text);
        }
        message.others.extend(data);
    }

    /// The assumptions without which it would not be decided.
    fn reliance(&self, group: &[&Verdict]) -> Vec<String> {
        let mut reliances: Vec<_> = group.iter().flat_map(|verdict| &verdict.rests_on).collect();
        reliances.sort_by_key(|reliance| reliance.at);
        reliances.dedup_by_key(|reliance| reliance.at);
        let told = reliances.iter().map(|reliance| {
            let place = self.report.sources.line_column(reliance.at);
            let file = self.report.sources.name(reliance.at.source);
            format!(
                "rests on the assumption at {file}:{}:{} ({}); without it this is unknown",
                place.line, place.column, reliance.because
            )
        });
        told.collect()
    }

    /// What is missing, by cause, and how to give it.
    fn missing(&self, message: &mut Diagnostic, group: &[&Verdict]) {
        let mut causes: BTreeMap<(MissingKind, &str, bool, Option<&str>), Vec<&Missing>> = BTreeMap::new();
        let mut periods: BTreeMap<(MissingKind, &str), BTreeSet<&str>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        // Of how many things a verdict alone says that it is missing, of those that it does not list too.
        let mut most: BTreeMap<(MissingKind, &str), usize> = BTreeMap::new();
        for (cause, things) in group.iter().flat_map(|verdict| verdict.things_missing()) {
            let most = most.entry((cause.0, cause.1)).or_default();
            *most = things.max(*most);
        }
        for missing in group.iter().flat_map(|verdict| &verdict.missing) {
            let cause = (missing.kind, missing.fact.as_str());
            let key = (cause.0, cause.1, missing.period.is_some(), missing.list.as_deref());
            if seen.insert((key, &missing.subject.id)) {
                causes.entry(key).or_default().push(missing);
            }
            periods.entry(cause).or_default().extend(missing.period.as_deref());
        }
        for ((kind, fact, of_the_past, list), missing) in causes {
            let names: Vec<&str> = missing.iter().map(|missing| missing.subject.name.as_str()).collect();
            let things = names.len().max(most.get(&(kind, fact)).copied().unwrap_or_default());
            let whose = whose(&missing, &names, things);
            let them = if things == 1 { "it" } else { "each" };
            if of_the_past {
                let when: Vec<&str> =
                    periods.get(&(kind, fact)).into_iter().flatten().rev().copied().collect();
                let latest = when.first().copied().unwrap_or_default();
                message.notes.push(format!("not given: `{fact}` of {whose} for {}", listed(when, 8)));
                message.help.push(match kind {
                    // Which options there were is said by a menu alone.
                    MissingKind::Fact if fact != LEFT_OUT_OPTIONS => format!(
                        "write the value with its period in the menu, `{fact}: {{ {latest}: … }}`, or add the menu of that time to the history"
                    ),
                    _ => "add the menu of that time to the history".to_string(),
                });
                continue;
            }
            if let Some(list) = list {
                let what = if kind == MissingKind::Fact { format!("`{fact}`") } else { fact.to_string() };
                message.notes.push(format!("the menu names {whose} and does not say more; needed: {what}"));
                message.help.push(format!("describe {them} under `{list}` in the menu"));
                continue;
            }
            match kind {
                MissingKind::Fact if fact == LEFT_OUT_OPTIONS => {
                    message.notes.push(format!("not known of {whose}: {fact}"));
                    message
                        .help
                        .push("see what could not be read of it, or list all options in the menu".into());
                }
                MissingKind::Fact => {
                    let same = missing.first().and_then(|first| first.must_be.as_deref());
                    let same = same
                        .filter(|range| missing.iter().all(|other| other.must_be.as_deref() == Some(range)));
                    let range = same
                        .map(|range| format!("; for the rule to be kept {them} has to be {range}"))
                        .unwrap_or_default();
                    message.notes.push(format!("not given: `{fact}` of {whose}{range}"));
                    message.help.push(format!("write `{fact}` for {them} in the menu"));
                }
                MissingKind::History => {
                    message.notes.push(format!("not known of {whose}: {fact}"));
                    message.help.push("add the menus of that time to the history".to_string());
                }
                MissingKind::Holdings => {
                    let what = holdings(missing.first().copied(), fact);
                    message.notes.push(format!("not given, for {whose}: {what}"));
                    message.help.push(format!("write {what} for {them} in the menu"));
                    if let Some(class) = self.assumable(group) {
                        message.help.push(format!(
                            "or let the policy say what the sponsor accepts: `assume unclassified holds no {class} because \"…\"`"
                        ));
                    }
                }
                MissingKind::Document => {
                    message.notes.push(document_note(fact, &whose, &missing));
                    let help = document_help(fact, them);
                    if !message.help.contains(&help) {
                        message.help.push(help);
                    }
                }
            }
        }
    }

    /// The class that an assumption could rule out: that of an upper limit on a share.
    fn assumable<'v>(&self, group: &[&'v Verdict]) -> Option<&'v str> {
        let atom = group.first()?.atoms.first()?;
        let measure = atom.measure.as_ref()?;
        let upper = matches!(measure.operator, Operator::AtMost | Operator::Below);
        let class =
            matches!(measure.ty, Type::Percent(_)) && self.report.schema.class_named(&atom.what).is_some();
        (upper && class).then_some(&atom.what)
    }
}

/// What decides, and for an unknown first the things of which something is missing.
fn places_in_menu(verdict: &Verdict) -> Vec<Label> {
    let missing =
        verdict.missing.iter().filter(|_| verdict.outcome == Outcome::Unknown).map(|missing| Label {
            at: missing.subject.at,
            text: match (missing.kind, &missing.period) {
                (MissingKind::History, _) => format!("not known: {}", missing.fact),
                (MissingKind::Fact, None) if missing.fact == LEFT_OUT_OPTIONS => {
                    format!("not known: {}", missing.fact)
                }
                (MissingKind::Fact, None) => format!("`{}` is not given", missing.fact),
                (MissingKind::Holdings, None) => {
                    format!("{} not given", holdings(Some(missing), &missing.fact))
                }
                (MissingKind::Document, None) => format!("{} is not given", missing.fact),
                (_, Some(period)) => format!("`{}` is not given for {period}", missing.fact),
            },
        });
    missing.chain(verdict.data_at.iter().map(|datum| Label { at: datum.at, text: datum.words() })).collect()
}

/// What is missing of the holdings of a thing. Those of a plan are its options.
fn holdings<'a>(missing: Option<&Missing>, fact: &'a str) -> &'a str {
    let of_plan = missing.is_some_and(|missing| missing.subject.level == "plan");
    if of_plan { "the rest of its options" } else { fact }
}

/// `the plan`, or the names of things, the first few of them.
fn whose(missing: &[&Missing], names: &[&str], things: usize) -> String {
    match missing {
        [only] if only.subject.level == "plan" => "the plan".into(),
        [one, ..] if things > 3 => {
            format!("{} ({})", counted(things, &one.subject.level), listed(names.iter().copied(), 3))
        }
        _ => listed(names.iter().copied(), 3),
    }
}

/// Which rule it is, what it says and where that comes from.
fn rule_note(verdict: &Verdict) -> Option<String> {
    let cites =
        if verdict.cites.is_empty() { String::new() } else { format!(" ({})", verdict.cites.join("; ")) };
    let severity = match verdict.obligation {
        Obligation::Must => "",
        Obligation::Should => ", a recommendation",
        Obligation::Watch => ", a watch rule",
    };
    Some(match &verdict.text {
        Some(text) => format!("rule `{}`{severity}: {text}{cites}", verdict.rule),
        None => format!("rule `{}`{severity}{cites}", verdict.rule),
    })
}

/// Whether a comparison or fact has a part in an outcome.
fn decides(atom: &Atom, outcome: Outcome) -> bool {
    use crate::vocabulary::Truth;
    match outcome {
        Outcome::Unknown => atom.truth == Truth::Unknown,
        _ => atom.truth == Truth::False,
    }
}
