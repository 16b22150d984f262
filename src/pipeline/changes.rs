//! Two policies, or two versions of a pack, set beside each other: which rules differ, and what that does to menus.

use std::collections::{BTreeMap, BTreeSet};

use super::{Inputs, Run, Summary, Understood, check};
use crate::diagnostics::Diagnostic;
use crate::policy;
use crate::source::SourceMap;
use crate::syntax::{Item, dump_item};
use crate::verdict::Outcome;

/// What differs between two policies.
#[derive(Debug)]
pub struct Changes {
    /// The rules that differ, by id; parameters stand before them, by name.
    pub rules: Vec<Change>,
    /// Menus on which a rule comes to something else, by menu and rule; between kept, about nothing and not there, nothing
    /// is told.
    pub outcomes: Vec<OutcomeChange>,
    /// How many menus were looked at.
    pub menus: usize,
    /// What is wrong with the old one, and its texts.
    pub old: (Vec<Diagnostic>, SourceMap),
    /// What is wrong with the new one, and its texts.
    pub new: (Vec<Diagnostic>, SourceMap),
}

/// A rule or a parameter that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The id of the rule; of a parameter, `param` and its name.
    pub what: String,
    /// As the old one means it, a line for each statement; none if it is new.
    pub was: Option<String>,
    /// As the new one means it; none if it is gone.
    pub is: Option<String>,
}

/// A rule that comes to something else on a menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeChange {
    /// The menu.
    pub menu: String,
    /// The plan, as the menu calls it.
    pub plan: String,
    /// The rule.
    pub rule: String,
    /// The worst that it came to; none where there was no such rule.
    pub was: Option<Outcome>,
    /// The worst that it comes to; none where there is no such rule.
    pub is: Option<Outcome>,
}

/// Sets two policies beside each other, and what they come to on the menus of both.
pub fn compare(old: Inputs, new: Inputs) -> Changes {
    let menus = new.menus.len();
    let (was, is) = (meant(old.clone()), meant(new.clone()));
    let (before, after) = (was.meant, is.meant);
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    let mut rules: Vec<Change> = changed
        .map(|name| Change {
            what: name.clone(),
            was: before.get(name).cloned(),
            is: after.get(name).cloned(),
        })
        .collect();
    rules.sort_by_key(|change| !change.what.starts_with("param "));
    let outcomes = if menus > 0 { outcomes(old, new) } else { Vec::new() };
    Changes { rules, outcomes, menus, old: was.told, new: is.told }
}

/// A policy, as far as it is compared.
struct Meant {
    /// Parameters and rules, by name, as they are meant.
    meant: BTreeMap<String, String>,
    told: (Vec<Diagnostic>, SourceMap),
}

fn meant(inputs: Inputs) -> Meant {
    let Inputs { mut policies, packs, diagnostics, sources, records, .. } = inputs;
    policies.sort_by(|a, b| a.name.cmp(&b.name));
    let mut run = Run { sources, diagnostics, records };
    let ids: Vec<_> = policies.into_iter().filter_map(|file| run.admit(file)).collect();
    let Understood { trees, policy, schema } = run.understand(&ids, &packs);
    let mut meant = BTreeMap::new();
    for item in trees.iter().flat_map(|tree| &tree.items) {
        if let Item::Param(param) = item {
            let text = dump_item(item);
            let value = text.split_once(": ").map_or(text.as_str(), |(_, value)| value);
            meant.insert(format!("param {}", param.name.word), value.trim_end().to_string());
        }
    }
    for rule in &policy.rules {
        meant.insert(rule.id.clone(), policy::dump_rule(rule, &schema));
    }
    Meant { meant, told: (run.diagnostics.sorted(), run.sources) }
}

fn outcomes(old: Inputs, new: Inputs) -> Vec<OutcomeChange> {
    let worst = |inputs: Inputs| {
        let report = check(inputs, &mut |_| {});
        let plan = |menu| report.menus.iter().find(|one| one.source == menu).map(|one| one.plan.clone());
        let mut all: BTreeMap<(String, String, String), Summary> = BTreeMap::new();
        for verdict in &report.verdicts {
            let menu = report.sources.name(verdict.menu).to_string();
            let key = (menu, plan(verdict.menu).unwrap_or_default(), verdict.rule.clone());
            all.entry(key).or_default().count(verdict.outcome);
        }
        all
    };
    let (was, is) = (worst(old), worst(new));
    let keys: BTreeSet<_> = was.keys().chain(is.keys()).collect();
    let change = |key: &(String, String, String)| {
        let (before, after) = (was.get(key).map(Summary::worst), is.get(key).map(Summary::worst));
        let (menu, plan, rule) = key.clone();
        // That a rule is kept where there was none, or none where one was kept, asks nothing of anybody.
        let asks = |outcome: Option<Outcome>| {
            !matches!(outcome, None | Some(Outcome::Pass | Outcome::NotApplicable))
        };
        let differs = before != after && (asks(before) || asks(after));
        differs.then_some(OutcomeChange { menu, plan, rule, was: before, is: after })
    };
    keys.into_iter().filter_map(change).collect()
}
