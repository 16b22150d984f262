//! Definitions of two policies set beside each other: parameters by what they do to the rules, and words of menus.

use std::collections::{BTreeMap, BTreeSet};

use super::Understood;
use super::changes::{Change, Kind, Reworded, Verb};
use crate::policy::{self, Strictness, param_words};
use crate::syntax::{Expression, Item, Param, SyntaxTree, dump_item};

/// What differs in them.
pub(super) fn changes(was: &Understood, is: &Understood) -> Vec<Change> {
    let (old, new) = (words_of(was), words_of(is));
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut changes: Vec<Change> =
        names.into_iter().filter_map(|name| word(name, old.get(name), new.get(name))).collect();
    let (old, new) = (params_of(was), params_of(is));
    let names: BTreeSet<&&str> = old.keys().chain(new.keys()).collect();
    changes.extend(names.into_iter().filter_map(|name| match (old.get(*name), new.get(*name)) {
        (Some(old), Some(new)) => param(old, new, was),
        (Some(old), None) => {
            Some(Change::new(Kind::Param, *name, Verb::Removed).saying(lines(old), Vec::new()))
        }
        (None, Some(new)) => {
            Some(Change::new(Kind::Param, *name, Verb::Added).saying(Vec::new(), lines(new)))
        }
        (None, None) => None,
    }));
    changes
}

fn items<'i>(items: &'i [Item]) -> Vec<&'i Item> {
    let inner = |item: &'i Item| match item {
        Item::Section(section) => self::items(&section.items),
        item => vec![item],
    };
    items.iter().flat_map(inner).collect()
}

// --- Parameters --------------------------------------------------------------------------------------------------------

fn params_of<'r>(read: &'r Understood) -> BTreeMap<&'r str, &'r Param> {
    let all = read.trees.iter().flat_map(|tree| items(&tree.items));
    let param = |item: &'r Item| match item {
        Item::Param(param) => Some((param.name.word.as_str(), param)),
        _ => None,
    };
    all.filter_map(param).collect()
}

fn lines(param: &Param) -> Vec<String> {
    let (value, bounds) = param_words(param);
    vec![bounds.map_or(value.clone(), |bounds| format!("{value}, and may be set within {bounds}"))]
}

fn param(old: &Param, new: &Param, was: &Understood) -> Option<Change> {
    let label = |param: &Param| param.label.as_ref().map(|label| label.text.clone());
    let ty = |param: &Param| {
        let bare = Param { label: None, range: None, value: old.value.clone(), ..param.clone() };
        dump_item(&Item::Param(bare))
    };
    let ((old_value, old_bounds), (value, bounds)) = (param_words(old), param_words(new));
    let same = (ty(old) == ty(new), old_value == value, old_bounds == bounds);
    let verb = match same {
        (true, true, true) if label(old) == label(new) => return None,
        (true, true, true) => Verb::Reworded,
        (true, false, _) => direction(&new.name.word, &new.value, was),
        _ => Verb::Changed,
    };
    let mut change = Change::new(Kind::Param, &new.name.word, verb).saying(lines(old), lines(new));
    if label(old) != label(new) {
        change.words.push(Reworded { what: "words", was: label(old), is: label(new) });
    }
    Some(change)
}

/// What the rules come to if this one parameter has another value, and all else stays: its name does not tell whether it is
/// the most or the least that may be.
fn direction(name: &str, value: &Expression, was: &Understood) -> Verb {
    let mut trees = was.trees.clone();
    trees.iter_mut().for_each(|tree| set(&mut tree.items, name, value));
    let used = policy::used(&trees, &was.packs);
    let policy = policy::resolve_with(&trees, &used.value, &was.schema);
    // A value of which the rules make no sense tells nothing.
    if policy.diagnostics.has_errors() || policy.value.rules.len() != was.policy.rules.len() {
        return Verb::Changed;
    }
    let pairs = was.policy.rules.iter().zip(&policy.value.rules);
    let all = pairs.fold(Strictness::Same, |all, (old, new)| {
        all.and(policy::difference((old, &was.schema), (new, &was.schema)).strictness)
    });
    match all {
        Strictness::Tightened => Verb::Tightened,
        Strictness::Loosened => Verb::Loosened,
        Strictness::Same | Strictness::Unproved => Verb::Changed,
    }
}

fn set(items: &mut [Item], name: &str, value: &Expression) {
    for item in items {
        match item {
            Item::Section(section) => set(&mut section.items, name, value),
            Item::Param(param) if param.name.word == name => param.value = value.clone(),
            _ => {}
        }
    }
}

// --- Words of menus ------------------------------------------------------------------------------------------------------

/// A declaration: what it says, and its line for people.
type Declared = (String, Option<String>);

fn words_of(read: &Understood) -> BTreeMap<String, Declared> {
    let used: BTreeSet<&str> = read.policy.packs.iter().map(|pack| pack.name.as_str()).collect();
    let packs = read.packs.iter().filter(|pack| used.contains(pack.name.as_str()));
    let trees: Vec<&SyntaxTree> = packs.flat_map(|pack| &pack.trees).chain(&read.trees).collect();
    let mut words = BTreeMap::new();
    for item in trees.iter().flat_map(|tree| items(&tree.items)) {
        let (name, label, bare) = match item {
            Item::Level(level) => {
                let bare = crate::syntax::Level { label: None, ..level.clone() };
                (format!("level {}", level.name.word), &level.label, Item::Level(bare))
            }
            Item::Class(class) => {
                let bare = crate::syntax::Class { label: None, ..class.clone() };
                (format!("class {}", class.name.word), &class.label, Item::Class(bare))
            }
            Item::Fact(fact) => {
                let levels: Vec<&str> = fact.levels.iter().map(|level| level.word.as_str()).collect();
                let bare = crate::syntax::Fact { label: None, ..fact.clone() };
                let name = format!("fact {} of {}", fact.name.word, levels.join(", "));
                (name, &fact.label, Item::Fact(bare))
            }
            _ => continue,
        };
        let label = label.as_ref().map(|label| label.text.clone());
        words.entry(name).or_insert_with(|| (dump_item(&bare).trim().to_string(), label));
    }
    words
}

fn word(name: &str, was: Option<&Declared>, is: Option<&Declared>) -> Option<Change> {
    let says = |side: Option<&Declared>| side.map(|(says, _)| says.clone()).into_iter().collect::<Vec<_>>();
    let label = |side: Option<&Declared>| side.and_then(|(_, label)| label.clone());
    let verb = match (was, is) {
        (None, _) => Verb::Added,
        (_, None) => Verb::Removed,
        (Some((was, _)), Some((is, _))) if was != is => Verb::Changed,
        (Some((_, was)), Some((_, is))) if was != is => Verb::Reworded,
        _ => return None,
    };
    let mut change = Change::new(Kind::Vocabulary, name, verb).saying(says(was), says(is));
    if verb == Verb::Reworded {
        change.words.push(Reworded { what: "words", was: label(was), is: label(is) });
    }
    Some(change)
}
