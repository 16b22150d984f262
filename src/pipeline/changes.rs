//! Two policies, or two versions of a pack, set beside each other: which rules differ, and which way.

use std::collections::{BTreeMap, BTreeSet};

use super::outcomes::{Comparing, Names, Outcomes};
use super::{Inputs, Run, Understood, definitions};
use crate::diagnostics::{Diagnostic, Severity};
use crate::policy::{
    self, Assumed, Assumption, PackUse, Part, Period, Policy, Rule, Strictness, Waiver, describe_condition,
};
use crate::source::SourceMap;
use crate::vocabulary::Schema;

/// What differs between two policies.
#[derive(Debug)]
pub struct Changes {
    /// What differs, by kind and name.
    pub changes: Vec<Change>,
    /// What that does to plans.
    pub outcomes: Outcomes,
    /// What is wrong with the old one, and its texts.
    pub old: (Vec<Diagnostic>, SourceMap),
    /// What is wrong with the new one, and its texts.
    pub new: (Vec<Diagnostic>, SourceMap),
}

/// Something that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it is.
    pub kind: Kind,
    /// Its name; of a rule, its id.
    pub name: String,
    /// How it differs.
    pub verb: Verb,
    /// Of a rule, the parts in which what it means differs.
    pub parts: Vec<Part>,
    /// As the old one says it, a line for each statement. What both say is left out.
    pub was: Vec<String>,
    /// As the new one says it.
    pub is: Vec<String>,
    /// What differs in words alone.
    pub words: Vec<Reworded>,
    /// The name that it had before, where it has another now.
    pub was_called: Option<String>,
}

/// What kind of thing differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// The policy as a whole: its title, its fiscal year.
    Policy,
    /// A pack that it uses.
    Pack,
    /// A fact, class or level that it declares.
    Vocabulary,
    /// A parameter.
    Param,
    /// A rule.
    Rule,
    /// What the sponsor accepts without data.
    Assumption,
    /// What the committee lets stand for a while.
    Waiver,
}

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verb {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// Nothing comes to a better outcome by it: that is proved.
    Tightened,
    /// Nothing comes to a worse outcome by it: that is proved.
    Loosened,
    /// It means something else, and neither of these is proved.
    Changed,
    /// It means the same under another name.
    Renamed,
    /// It means the same in other words.
    Reworded,
}

/// Words that differ, where what is meant does not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reworded {
    /// Which words: `words`, `citation`.
    pub what: &'static str,
    /// As they were; none if there were none.
    pub was: Option<String>,
    /// As they are.
    pub is: Option<String>,
}

impl Change {
    pub(super) fn new(kind: Kind, name: impl Into<String>, verb: Verb) -> Self {
        let (parts, was, is, words) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Change { kind, name: name.into(), verb, parts, was, is, words, was_called: None }
    }

    /// With what the old and the new one say, without what both say.
    pub(super) fn saying(mut self, was: Vec<String>, is: Vec<String>) -> Self {
        self.was = was.iter().filter(|line| !is.contains(line)).cloned().collect();
        self.is = is.into_iter().filter(|line| !was.contains(line)).collect();
        self
    }
}

impl Changes {
    /// What is wrong on either side and has to be put right before they can be compared.
    pub fn errors(&self) -> impl Iterator<Item = (&Diagnostic, &SourceMap)> {
        [&self.old, &self.new].into_iter().flat_map(|(messages, sources)| {
            let errors = messages.iter().filter(|one| one.severity == Severity::Error);
            errors.map(move |one| (one, sources))
        })
    }
}

/// Sets two policies beside each other. What they come to on menus is asked of the second part of the answer.
pub fn compare(old: Inputs, new: Inputs) -> (Changes, Comparing) {
    let (was, is) = (Side::of(old.clone()), Side::of(new.clone()));
    let mut changes = definitions::changes(&was.read, &is.read);
    // Where a word means something else, nothing is proved of the rules that use it.
    let is_sound = !changes.iter().any(|one| one.kind == Kind::Vocabulary && one.verb == Verb::Changed);
    changes.extend(heading(&was.read.policy, &is.read.policy));
    changes.extend(packs(&was.read.policy.packs, &is.read.policy.packs));
    let rules = rules(&was.read, &is.read, is_sound);
    let renamed: BTreeMap<String, String> =
        rules.iter().filter_map(|one| Some((one.was_called.clone()?, one.name.clone()))).collect();
    changes.extend(rules);
    changes.extend(listed(
        Kind::Assumption,
        &assumptions(&was.read.policy, &was.read.schema),
        &assumptions(&is.read.policy, &is.read.schema),
    ));
    changes.extend(listed(Kind::Waiver, &waivers(&was.read.policy), &waivers(&is.read.policy)));
    changes.sort_by(|a, b| (a.kind, &a.name, a.verb).cmp(&(b.kind, &b.name, b.verb)));
    let comparing = Comparing {
        old,
        new,
        names: (Names::of(&was.read.policy, &renamed), Names::of(&is.read.policy, &BTreeMap::new())),
    };
    (Changes { changes, outcomes: Outcomes::default(), old: was.told, new: is.told }, comparing)
}

/// One of two policies, understood.
struct Side {
    read: Understood,
    told: (Vec<Diagnostic>, SourceMap),
}

impl Side {
    fn of(inputs: Inputs) -> Self {
        let Inputs { policies, packs, diagnostics, sources, records, .. } = inputs;
        let mut run = Run { sources, diagnostics, records };
        let policies = run.admit_all(policies);
        let read = run.understand(&policies, &packs);
        Side { read, told: (run.diagnostics.sorted(), run.sources) }
    }
}

// --- Rules -----------------------------------------------------------------------------------------------------------

fn rules(was: &Understood, is: &Understood, is_sound: bool) -> Vec<Change> {
    let by_id = |read: &'_ Understood| -> BTreeMap<String, usize> {
        read.policy.rules.iter().enumerate().map(|(place, rule)| (rule.id.clone(), place)).collect()
    };
    let (old_places, new_places) = (by_id(was), by_id(is));
    let old = |id: &String| was.policy.rules.get(*old_places.get(id)?);
    let new = |id: &String| is.policy.rules.get(*new_places.get(id)?);
    let ids: BTreeSet<&String> = old_places.keys().chain(new_places.keys()).collect();
    let mut changes = Vec::new();
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    for id in ids {
        match (old(id), new(id)) {
            (Some(old), Some(new)) => {
                changes.extend(changed((old, &was.schema), (new, &is.schema), is_sound))
            }
            (Some(old), None) => gone.push(old),
            (None, Some(new)) => come.push(new),
            (None, None) => {}
        }
    }
    let same = |old: &Rule, new: &Rule| {
        let difference = policy::difference((old, &was.schema), (new, &is.schema));
        is_sound && difference.strictness == Strictness::Same
    };
    // A rule with another name, where only one can be meant.
    gone.retain(|old| {
        let meant: Vec<&Rule> = come.iter().copied().filter(|new| same(old, new)).collect();
        let [new] = meant.as_slice() else { return true };
        let mut change = Change::new(Kind::Rule, &new.id, Verb::Renamed);
        change.words = words(old, new);
        change.was_called = Some(old.id.clone());
        changes.push(change);
        come.retain(|other| other.id != new.id);
        false
    });
    changes.extend(gone.into_iter().map(|old| {
        Change::new(Kind::Rule, &old.id, Verb::Removed).saying(told(old, &was.schema), Vec::new())
    }));
    changes.extend(
        come.into_iter().map(|new| {
            Change::new(Kind::Rule, &new.id, Verb::Added).saying(Vec::new(), told(new, &is.schema))
        }),
    );
    changes
}

fn changed(was: (&Rule, &Schema), is: (&Rule, &Schema), is_sound: bool) -> Option<Change> {
    let difference = policy::difference(was, is);
    let words = words(was.0, is.0);
    let verb = match difference.strictness {
        Strictness::Same if words.is_empty() => return None,
        Strictness::Same => Verb::Reworded,
        Strictness::Tightened if is_sound => Verb::Tightened,
        Strictness::Loosened if is_sound => Verb::Loosened,
        _ => Verb::Changed,
    };
    let mut change = Change::new(Kind::Rule, &is.0.id, verb);
    change.words = words;
    if verb != Verb::Reworded {
        let plain = |(rule, schema): (&Rule, &Schema)| policy::statements(rule, schema);
        change = change.saying(plain(was), plain(is));
        if change.was.is_empty() && change.is.is_empty() {
            // What differs lies behind a name that both use.
            change = change.saying(in_full(was), in_full(is));
        }
    }
    change.parts = difference.parts;
    Some(change)
}

/// A rule with its sentence, for one that stands alone.
fn told(rule: &Rule, schema: &Schema) -> Vec<String> {
    let text = rule.text.iter().map(|text| format!("\"{text}\""));
    text.chain(policy::statements(rule, schema)).collect()
}

fn in_full((rule, schema): (&Rule, &Schema)) -> Vec<String> {
    let text = policy::dump_rule(rule, schema);
    text.lines().skip(1).map(|line| line.trim().to_string()).collect()
}

fn words(was: &Rule, is: &Rule) -> Vec<Reworded> {
    let cites = |rule: &Rule| (!rule.cites.is_empty()).then(|| rule.cites.join(", "));
    [("words", was.text.clone(), is.text.clone()), ("citation", cites(was), cites(is))]
        .into_iter()
        .filter(|(_, was, is)| was != is)
        .map(|(what, was, is)| Reworded { what, was, is })
        .collect()
}

// --- What stands around the rules --------------------------------------------------------------------------------------

fn heading(was: &Policy, is: &Policy) -> Vec<Change> {
    let mut changes = Vec::new();
    let title = |policy: &Policy| {
        let adopted = policy.adopted.map(|day| format!("adopted {day}"));
        let words: Vec<String> = policy.title.iter().cloned().chain(adopted).collect();
        (!words.is_empty()).then(|| words.join(", "))
    };
    let (old, new) = (title(was), title(is));
    if old != new {
        let mut change = Change::new(Kind::Policy, "title", Verb::Reworded);
        change.words.push(Reworded { what: "title", was: old, is: new });
        changes.push(change);
    }
    if was.fiscal_end != is.fiscal_end {
        let says = |policy: &Policy| {
            let month = |end: &u8| format!("ends with month {end}");
            policy.fiscal_end.iter().map(month).collect::<Vec<_>>()
        };
        changes.push(Change::new(Kind::Policy, "fiscal year", Verb::Changed).saying(says(was), says(is)));
    }
    changes
}

fn packs(was: &[PackUse], is: &[PackUse]) -> Vec<Change> {
    let says = |uses: &[PackUse]| -> BTreeMap<String, Vec<String>> {
        let lines = |pack: &PackUse| {
            let because = |because: &Option<String>| {
                because.as_ref().map_or(String::new(), |because| format!(", because {because}"))
            };
            let set = pack.set.iter().map(|set| format!("{} = {}", set.name, set.value));
            let replaced =
                pack.replaced.iter().map(|one| format!("replaces {}{}", one.rule, because(&one.because)));
            let dropped =
                pack.dropped.iter().map(|one| format!("drops {}{}", one.rule, because(&one.because)));
            let version = std::iter::once(format!("version {}", pack.version));
            (pack.name.clone(), version.chain(set).chain(replaced).chain(dropped).collect())
        };
        uses.iter().map(lines).collect()
    };
    listed(Kind::Pack, &says(was), &says(is))
}

/// Things that are there or not, or say something else.
pub(super) fn listed(
    kind: Kind,
    was: &BTreeMap<String, Vec<String>>,
    is: &BTreeMap<String, Vec<String>>,
) -> Vec<Change> {
    let names: BTreeSet<&String> = was.keys().chain(is.keys()).collect();
    let change = |name: &String| {
        let verb = match (was.get(name), is.get(name)) {
            (old, new) if old == new => return None,
            (None, _) => Verb::Added,
            (_, None) => Verb::Removed,
            _ => Verb::Changed,
        };
        let says = |side: &BTreeMap<String, Vec<String>>| side.get(name).cloned().unwrap_or_default();
        Some(Change::new(kind, name, verb).saying(says(was), says(is)))
    };
    names.into_iter().filter_map(change).collect()
}

fn assumptions(policy: &Policy, schema: &Schema) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Assumption { whose, holds_no, because, period, .. } in &policy.assumptions {
        let whose = match whose {
            Assumed::Unclassified => "unclassified".to_string(),
            Assumed::Options(condition) => format!("options where {}", describe_condition(condition, schema)),
        };
        let classes: Vec<&str> = holds_no.iter().map(|class| schema.class(*class).name.as_str()).collect();
        let name = format!("{whose}: no {}", classes.join(", "));
        all.entry(name).or_default().push(format!("because {because}{}", days(period)));
    }
    all
}

fn waivers(policy: &Policy) -> BTreeMap<String, Vec<String>> {
    let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for Waiver { rule, subjects, approved, because, period, .. } in &policy.waivers {
        let name = match subjects.as_slice() {
            [] => rule.clone(),
            subjects => format!("{rule} for {}", subjects.join(", ")),
        };
        let says = format!("approved by {approved}, because {because}{}", days(period));
        all.entry(name).or_default().push(says);
    }
    all
}

fn days(period: &Period) -> String {
    let from = period.from.map_or(String::new(), |day| format!(", from {day}"));
    let until = period.until.map_or(String::new(), |day| format!(", until {day}"));
    format!("{from}{until}")
}
