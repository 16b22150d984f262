//! Claims: what several texts say of one thing, and what of it counts.
//!
//! Where several give one fact for one day and differ, none of them counts, unless the settings say which one governs; of
//! several days the latest counts that is not after the menu's own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::Span;
use crate::vocabulary::{Exact, FactKey, Schema, Value};

use super::identity::{Number, normal};
use super::join::Source;
use crate::menu::cell::measure;
use crate::menu::from_raw::Identified;
use crate::menu::thing::{Cell, Content, Reading};
use crate::menu::words;

/// The word by which settings say that a text governs what options hold.
const HOLDS: &str = "holds";

/// A fact of an option as one text gives it.
struct Claim<'c> {
    cell: &'c Cell,
    day: Option<Date>,
    source: Option<&'c Source>,
}

/// Adds to an option what others say of it.
pub(in crate::menu) fn merge(
    option: &mut Identified,
    claims: &[(&Source, &Identified)],
    day: Option<Date>,
    rounding: &mut BTreeMap<Span, Exact>,
    schema: &Schema,
    said: &mut Diagnostics,
) {
    if claims.is_empty() {
        return;
    }
    for (source, other) in claims {
        let cells = other
            .thing
            .facts
            .values()
            .filter_map(|cell| Some((cell.at, source.part.rounding.get(&cell.at)?.clone())));
        rounding.extend(cells);
    }
    let level = option.thing.level;
    let dated = schema.fact_named(level, "holdings_as_of").map(FactKey::of);
    let name = option.thing.name.clone();
    let from = merge_content(option, claims, day, said);
    // The day of the holdings goes with them.
    let facts: Vec<(&Source, BTreeMap<FactKey, Cell>)> = claims
        .iter()
        .map(|(source, other)| {
            let mut facts = other.thing.facts.clone();
            let is_source = from.is_some_and(|from| std::ptr::eq(from, *other));
            facts.retain(|key, _| Some(*key) != dated || is_source);
            (*source, facts)
        })
        .collect();
    let facts: Vec<(&Source, &BTreeMap<FactKey, Cell>)> =
        facts.iter().map(|(source, facts)| (*source, facts)).collect();
    merge_facts(&mut option.thing.facts, &name, &facts, day, rounding, schema, said);
    for (_, other) in claims {
        for (key, cell) in &other.thing.history {
            option.thing.history.entry(*key).or_insert_with(|| cell.clone());
        }
        option.thing.moments.extend(&other.thing.moments);
        if option.thing.documents.is_none() {
            option.thing.documents.clone_from(&other.thing.documents);
        }
        // A list is all there is, so that the first text that has one says it.
        for (level, things) in &other.thing.members {
            option.thing.members.entry(*level).or_insert_with(|| things.clone());
        }
    }
}

/// What the option consists of, by the text that governs it, or by the latest. Gives back from where it was taken.
fn merge_content<'c>(
    option: &mut Identified,
    claims: &[(&Source, &'c Identified)],
    day: Option<Date>,
    said: &mut Diagnostics,
) -> Option<&'c Identified> {
    let opened = claims.iter().filter(|(_, other)| !matches!(other.thing.content, Content::Closed));
    let opened: Vec<(&Source, &'c Identified)> = opened.copied().collect();
    let governing: Vec<(&Source, &'c Identified)> =
        opened.iter().filter(|(source, _)| source.governs(HOLDS)).copied().collect();
    let own = !matches!(option.thing.content, Content::Closed);
    let name = words::shown(&option.thing.name);
    let rest = if governing.is_empty() { opened } else { governing };
    let is_governed = rest.iter().any(|(source, _)| source.governs(HOLDS));
    // A text without a day is about the day of the menu.
    let day_of = |source: &Source| Day(source.part.menu.as_of.or(day));
    let latest = rest.iter().map(|(source, _)| day_of(source)).max()?;
    let twice = |at: Span, other: &str, other_at: Span, file: &str| {
        let what = format!("two files say what `{name}` consists of, for one day");
        differ(&what, "said here", at, other, other_at, file, HOLDS)
    };
    if own && !is_governed {
        // What the menu itself says is of its own day.
        if latest < Day(day) {
            let (source, other) = rest.first()?;
            said.push(
                Diagnostic::new(
                    &kinds::SOURCE_UNUSED,
                    other.thing.at,
                    format!("the holdings of `{name}` in `{}` are not used", source.name),
                )
                .also(option.thing.at, "the menu says what it consists of")
                .note("of several days the latest counts, and the menu's is later")
                .help(governs_help(&source.name, HOLDS)),
            );
            return None;
        }
        let (source, other) = rest.iter().find(|(source, _)| day_of(source) == latest)?;
        said.push(twice(option.thing.at, "and otherwise here", other.thing.at, &source.name));
        option.thing.content = Content::Closed;
        return None;
    }
    let mut latest = rest.iter().filter(|(source, _)| day_of(source) == latest);
    let (_, first) = latest.next()?;
    if let Some((source, second)) = latest.next() {
        said.push(twice(first.thing.at, "and here, for the same day", second.thing.at, &source.name));
        option.thing.content = Content::Closed;
        return None;
    }
    option.thing.content = first.thing.content.clone();
    Some(first)
}

/// Days as they count: one that is not said is that of the menu, and no other is later.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Day(Option<Date>);

impl PartialOrd for Day {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Day {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self.0, other.0) {
            (Some(one), Some(other)) => one.cmp(&other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        }
    }
}

pub(in crate::menu) fn merge_facts(
    own: &mut BTreeMap<FactKey, Cell>,
    name: &str,
    claims: &[(&Source, &BTreeMap<FactKey, Cell>)],
    day: Option<Date>,
    rounding: &BTreeMap<Span, Exact>,
    schema: &Schema,
    said: &mut Diagnostics,
) {
    let keys: BTreeSet<FactKey> = claims.iter().flat_map(|(_, facts)| facts.keys().copied()).collect();
    for key in keys {
        let fact = &schema.fact(key.fact).name;
        let mine = own.get(&key).map(|cell| Claim { cell, day, source: None });
        let theirs = claims.iter().filter_map(|(source, facts)| {
            // A text without a day is about the day of the menu.
            let day = source.part.menu.as_of.or(day);
            Some(Claim { cell: facts.get(&key)?, day, source: Some(source) })
        });
        let all: Vec<Claim<'_>> = mine.into_iter().chain(theirs).collect();
        let governing = |claim: &&Claim<'_>| claim.source.is_some_and(|source| source.governs(fact));
        let is_governed = all.iter().any(|claim| governing(&claim));
        let latest =
            all.iter().filter(|claim| !is_governed || governing(claim)).map(|claim| Day(claim.day)).max();
        let mut counting =
            all.iter().filter(|claim| (!is_governed || governing(claim)) && Some(Day(claim.day)) == latest);
        let Some(first) = counting.next() else { continue };
        let mut chosen = first.cell;
        let mut against = None;
        for claim in counting {
            match agree(chosen, claim.cell, fact, rounding) {
                Some(exacter) => chosen = exacter,
                None => against = against.or(Some(claim)),
            }
        }
        if let Some(claim) = against {
            let what = format!("two files differ in `{}` of `{}`", schema.key_name(key), words::shown(name));
            let file = claim.source.map_or("", |source| source.name.as_str());
            let said_here = |cell: &Cell| shown(cell, key, schema);
            said.push(differ(
                &what,
                &said_here(first.cell),
                first.cell.at,
                &said_here(claim.cell),
                claim.cell.at,
                file,
                fact,
            ));
            own.remove(&key);
            continue;
        }
        let chosen = chosen.clone();
        own.insert(key, chosen);
    }
}

/// Of two cells that say the same, the one that says it more exactly. Numbers that were rounded may differ by as much.
fn agree<'c>(
    one: &'c Cell,
    other: &'c Cell,
    fact: &str,
    rounding: &BTreeMap<Span, Exact>,
) -> Option<&'c Cell> {
    if one.reading == other.reading {
        return Some(one);
    }
    let (Reading::Exactly(a), Reading::Exactly(b)) = (&one.reading, &other.reading) else { return None };
    if let (Value::Text(a), Value::Text(b)) = (a, b) {
        let is_number = Number::ALL.iter().any(|number| number.fact() == fact);
        return (is_number && normal(a) == normal(b)).then_some(one);
    }
    let (a, b) = (measure(a)?, measure(b)?);
    let (of_one, of_other) = (rounding.get(&one.at)?, rounding.get(&other.at)?);
    // Half a unit of the last digit, of the one that has fewer.
    let allowed = of_one.max(of_other);
    ((a - b).abs() <= *allowed).then_some(if of_other < of_one { other } else { one })
}

fn shown(cell: &Cell, key: FactKey, schema: &Schema) -> String {
    match &cell.reading {
        Reading::Exactly(value) => words::value(value),
        Reading::Range(range) => words::interval(range, &schema.fact(key.fact).ty),
        Reading::Nothing => "none".into(),
        Reading::Described { .. } => cell.text().unwrap_or("described here").into(),
    }
}

fn differ(
    what: &str,
    one: &str,
    at: Span,
    other: &str,
    other_at: Span,
    file: &str,
    fact: &str,
) -> Diagnostic {
    Diagnostic::new(&kinds::SOURCES_DIFFER, at, what)
        .label(one)
        .also(other_at, other)
        .note("neither is used, since nothing says which one is right")
        .help("correct the one that is wrong")
        .help(governs_help(file, fact))
}

fn governs_help(file: &str, fact: &str) -> String {
    format!(
        "or say in planlint.toml that one of them governs: `with = [{{ path = \"{file}\", governs = [\"{fact}\"] }}]` under `[menu]`"
    )
}
