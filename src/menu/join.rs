//! Several texts, one menu: fees from one, dollars from another, holdings from filings.
//!
//! A menu says what is offered; the other texts say more of it. Each of their options is looked up by its numbers and its
//! exact names. Where several give one fact for one day and differ, none of them counts, unless the settings say which one
//! governs; of several days the latest counts that is not after the menu's own.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds, listed};
use crate::source::{SourceText, Span};
use crate::vocabulary::{Exact, FactKey, Schema, Value};

use super::cell::measure;
use super::from_raw::{Identified, Part, settled};
use super::history::with_history;
use super::identifiers::Identifiers;
use super::identity::{Index, Keys, Number, normal};
use super::thing::{Cell, Content, Menu, Reading};
use super::words;

/// The word by which settings say that a text governs what options hold.
const HOLDS: &str = "holds";

/// Days after which a newer filing is public: those of a quarter, the 60 days after it (Form N-PORT, general instruction F),
/// and a week to spare.
const OLD: i32 = 160;

/// Names of a file's own that a message shows.
const SHOWN: usize = 5;

/// Texts that say more of the options of menus, and what is needed to join them.
#[derive(Debug, Default)]
pub(crate) struct Joining {
    pub(super) sources: Vec<Source>,
    pub(super) identifiers: Identifiers,
    aliases: Vec<Alias>,
}

/// A text that says more of the options of menus.
#[derive(Debug)]
pub(super) struct Source {
    name: String,
    pub(super) part: Part,
    /// What each of its options is known by.
    pub(super) keys: Vec<Keys>,
    governs: Vec<String>,
    /// Its options of which something was looked up for a menu.
    pub(super) used: BTreeSet<usize>,
    /// Why it says nothing of a menu, the last time that it did not.
    why_not: Option<WhyNot>,
}

#[derive(Clone, Debug)]
enum WhyNot {
    OtherPlan,
    Later(Date),
}

/// Other names of an option.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its name or id, as menus have it.
    pub name: String,
    /// Where that stands.
    pub at: Span,
    /// The other names, each with its place.
    pub also: Vec<(String, Span)>,
}

/// A fact of an option as one text gives it.
struct Claim<'c> {
    cell: &'c Cell,
    day: Option<Date>,
    source: Option<&'c Source>,
}

impl Joining {
    /// Nothing but tables and other names.
    pub(crate) fn new(identifiers: Identifiers, aliases: Vec<Alias>) -> Self {
        Joining { sources: Vec::new(), identifiers, aliases }
    }

    /// Takes a text in.
    pub(crate) fn add(
        &mut self,
        name: &str,
        part: Part,
        governs: Vec<String>,
        schema: &Schema,
    ) -> Diagnostics {
        let mut said = Diagnostics::new();
        let keys = part.options.iter().map(|option| self.keys_of(option, schema, &mut said)).collect();
        let (used, why_not) = (BTreeSet::new(), None);
        self.sources.push(Source { name: name.to_string(), part, keys, governs, used, why_not });
        said
    }

    fn keys_of(&self, option: &Identified, schema: &Schema, said: &mut Diagnostics) -> Keys {
        let mut keys = Keys::of(option, schema);
        for alias in self.aliases.iter().filter(|alias| keys.names.contains_key(&alias.name)) {
            keys.also.extend(alias.also.iter().cloned());
        }
        self.identifiers.add_to(&mut keys, &option.thing.name, said);
        keys
    }

    /// The menu that a text and those that say more of it describe together. `today` is the day of a menu that says none.
    pub(crate) fn join(
        &mut self,
        mut part: Part,
        text: &SourceText,
        schema: &Schema,
        today: Date,
    ) -> Outcome<Menu> {
        let mut said = Diagnostics::new();
        for alias in &self.aliases {
            for option in part.options.iter_mut().filter(|option| goes_by(option, &alias.name)) {
                option.also.extend(alias.also.iter().cloned());
            }
        }
        if !self.sources.is_empty() {
            self.join_sources(&mut part, schema, today, &mut said);
        }
        let menu = settled(part, text, schema, &mut said);
        let menu = said.take(with_history(menu, Vec::new()));
        Outcome { value: menu, diagnostics: said }
    }

    fn join_sources(&mut self, part: &mut Part, schema: &Schema, today: Date, said: &mut Diagnostics) {
        let keys: Vec<Keys> = part.options.iter().map(|option| self.keys_of(option, schema, said)).collect();
        let mut index = Index::default();
        for (place, keys) in keys.iter().enumerate() {
            index.add(place, keys);
        }
        let day = part.menu.as_of.unwrap_or(today);
        // For each option of the menu, what says more of it: (source, option of the source).
        let mut further: Vec<Vec<(usize, usize)>> = vec![Vec::new(); part.options.len()];
        let mut fitting = Vec::new();
        for (number, source) in self.sources.iter_mut().enumerate() {
            source.why_not = match source.part.menu.as_of.filter(|its| *its > day) {
                _ if source.part.names_plan && source.part.menu.plan.id != part.menu.plan.id => {
                    Some(WhyNot::OtherPlan)
                }
                Some(its) => Some(WhyNot::Later(its)),
                None => None,
            };
            if source.why_not.is_some() {
                continue;
            }
            fitting.push(number);
            for (own, own_keys) in source.keys.iter().enumerate() {
                let Some(found) = index.find(own_keys) else { continue };
                source.used.insert(own);
                if found.things.len() > 1 && !found.of_fund {
                    let named = source.part.options.get(own).map_or("", |option| option.thing.name.as_str());
                    said.push(of_several(named, found.by, &found.things, part));
                    continue;
                }
                for place in found.things {
                    further.get_mut(place).into_iter().for_each(|list| list.push((number, own)));
                }
            }
        }
        for ((place, option), further) in part.options.iter_mut().enumerate().zip(&further) {
            let same_fund: Vec<(usize, usize)> = self.of_one_fund(keys.get(place), further, option, said);
            let claims: Vec<(&Source, &Identified)> = same_fund
                .iter()
                .filter_map(|(number, own)| {
                    let source = self.sources.get(*number)?;
                    Some((source, source.part.options.get(*own)?))
                })
                .collect();
            let rounding = &mut part.rounding;
            merge(option, &claims, part.menu.as_of, rounding, schema, said);
        }
        let plans: Vec<(&Source, &BTreeMap<FactKey, Cell>)> = fitting
            .iter()
            .filter_map(|number| self.sources.get(*number))
            .filter(|source| source.part.names_plan)
            .map(|source| (source, &source.part.menu.plan.facts))
            .collect();
        let name = part.menu.plan.name.clone();
        for (source, _) in &plans {
            part.rounding.extend(source.part.rounding.clone());
        }
        merge_facts(&mut part.menu.plan.facts, &name, &plans, part.menu.as_of, &part.rounding, schema, said);
        // A list is all there is, so that the first text that has one says it.
        for source in fitting.iter().filter_map(|number| self.sources.get(*number)) {
            for (level, things) in &source.part.lists {
                if !part.lists.iter().any(|(listed, _)| listed == level) {
                    part.lists.push((*level, things.clone()));
                }
            }
        }
        self.describe_funds(part, &further, schema, said);
        self.open_funds(part, &fitting, schema, said);
    }

    /// Takes over the funds that joined texts describe, since what they say that options hold may be shares of these. A fund
    /// that several describe is one fund: they must agree about it.
    fn describe_funds(
        &self,
        part: &mut Part,
        further: &[Vec<(usize, usize)>],
        schema: &Schema,
        said: &mut Diagnostics,
    ) {
        let joined: BTreeSet<usize> = further.iter().flatten().map(|(number, _)| *number).collect();
        let mut claims: BTreeMap<&str, Vec<(&Source, &Identified)>> = BTreeMap::new();
        for source in joined.into_iter().filter_map(|number| self.sources.get(number)) {
            for fund in &source.part.funds {
                claims.entry(&fund.thing.id).or_default().push((source, fund));
            }
        }
        for (id, claims) in claims {
            let mut own = part.funds.iter_mut().filter(|fund| fund.thing.id == id);
            match (own.next(), claims.split_first()) {
                (Some(fund), _) => merge(fund, &claims, part.menu.as_of, &mut part.rounding, schema, said),
                (None, Some(((source, first), others))) => {
                    let mut fund = (*first).clone();
                    merge(&mut fund, others, source.part.menu.as_of, &mut part.rounding, schema, said);
                    part.funds.push(fund);
                }
                (None, None) => {}
            }
        }
    }

    /// Of what was found for an option, that which is about the same fund: a filing of another series than the option says
    /// is told and left out.
    fn of_one_fund(
        &self,
        keys: Option<&Keys>,
        found: &[(usize, usize)],
        option: &Identified,
        said: &mut Diagnostics,
    ) -> Vec<(usize, usize)> {
        let mut series = keys.and_then(|keys| keys.numbers.get(&Number::Series).cloned());
        let mut kept = Vec::new();
        for (number, own) in found {
            let its = self
                .sources
                .get(*number)
                .and_then(|source| source.keys.get(*own)?.numbers.get(&Number::Series).cloned());
            match (&series, its) {
                (Some((one, at)), Some((other, other_at))) if *one != other => {
                    let name = words::shown(&option.thing.name);
                    said.push(
                        Diagnostic::new(
                            &kinds::SOURCES_DIFFER,
                            option.thing.at,
                            format!("`{name}` is joined to two funds: {one} and {other}"),
                        )
                        .also(*at, format!("{one} by this"))
                        .also(other_at, format!("{other} by this"))
                        .note(format!("what is said of {other} is not used"))
                        .help("give the option its `series_id` or `class_id`, and check its name and ticker"),
                    );
                    continue;
                }
                (None, Some(its)) => series = Some(its),
                _ => {}
            }
            kept.push((*number, *own));
        }
        kept
    }

    /// What is said of texts of which nothing, or not all, was used by any menu of the run; of other names for options that
    /// no menu has.
    pub(crate) fn unused(&self, menus: &[Menu]) -> Diagnostics {
        let mut said = Diagnostics::new();
        for source in &self.sources {
            let all = &source.part.options;
            let left: Vec<&Identified> = all
                .iter()
                .enumerate()
                .filter(|(place, _)| !source.used.contains(place))
                .map(|(_, option)| option)
                .collect();
            // A file that could not be read has its message.
            let (Some(first), false) = (left.first(), menus.is_empty()) else { continue };
            let names = listed(left.iter().map(|option| option.thing.name.as_str()), SHOWN);
            let at = first.thing.at;
            if source.used.is_empty() {
                let (why, help) = match &source.why_not {
                    Some(WhyNot::OtherPlan) => (
                        "it is about another plan than the menu".to_string(),
                        "give both plans the same `id`, or check that it is the file you meant".to_string(),
                    ),
                    Some(WhyNot::Later(day)) => (
                        format!(
                            "its day, {day}, is after the day of the menu: what is not known on that day yet is not used"
                        ),
                        "check the `as_of` of both".to_string(),
                    ),
                    None => (
                        "no option of the menu is known by a number or an exact name that stands in it"
                            .to_string(),
                        proposal(first, menus),
                    ),
                };
                said.push(
                    Diagnostic::new(
                        &kinds::SOURCE_UNUSED,
                        at,
                        format!("nothing of `{}` is used", source.name),
                    )
                    .label(match left.len() {
                        1 => "no option is this one".to_string(),
                        _ => "the first of those that no option is".to_string(),
                    })
                    .note(why)
                    .help(help),
                );
            } else {
                let mut told = Diagnostic::new(
                    &kinds::SOURCE_UNUSED,
                    at,
                    format!(
                        "{} of the {} funds of `{}` are on no menu: {names}",
                        left.len(),
                        all.len(),
                        source.name
                    ),
                );
                told.severity = crate::diagnostics::Severity::Advice;
                said.push(
                    told.note("what it says of them is not used")
                        .help("if one of them is an option, give both the same number or name"),
                );
            }
        }
        for alias in &self.aliases {
            let is_option = |menu: &Menu| {
                menu.plan
                    .parts()
                    .iter()
                    .chain(&menu.funds)
                    .any(|thing| thing.id == alias.name || thing.name == alias.name)
            };
            if menus.is_empty() || menus.iter().any(is_option) {
                continue;
            }
            let names = menus
                .iter()
                .flat_map(|menu| menu.plan.parts())
                .flat_map(|option| [option.id.as_str(), option.name.as_str()]);
            let message = Diagnostic::new(
                &kinds::SOURCE_UNUSED,
                alias.at,
                format!("no option is called `{}`", words::shown(&alias.name)),
            )
            .note("its other names are not used");
            said.push(match words::near(&alias.name, names) {
                Some(near) => message.help(format!("did you mean `{near}`?")),
                None => message.help("write the name or id that the option has on the newest menu, and its other names behind it"),
            });
        }
        said
    }

    /// What deserves a look on a menu that is checked: options of which no text says what they hold, where some do; and
    /// holdings that are older than they need to be.
    pub(crate) fn review(&self, menu: &Menu, schema: &Schema, today: Date) -> Diagnostics {
        let mut said = Diagnostics::new();
        let mut opened = self.sources.iter().flat_map(|source| &source.part.options);
        if opened.any(|option| !matches!(option.thing.content, Content::Closed)) {
            let closed: Vec<&str> = menu
                .plan
                .parts()
                .iter()
                .filter(|option| matches!(option.content, Content::Closed))
                .map(|option| option.name.as_str())
                .collect();
            if !closed.is_empty() {
                let all = menu.plan.parts().len();
                said.push(
                    Diagnostic::new(&kinds::NOT_OPENED, menu.plan.at, format!("of {} of {all} options it is not known what they hold", closed.len()))
                        .note(format!("they are {}", listed(closed, SHOWN)))
                        .help("add a filing or a list of holdings of each, or say its `class`; collective trusts and separate accounts file none"),
                );
            }
        }
        // Share classes of one fund share its holdings, and one message.
        let mut old: BTreeMap<Span, (Date, Vec<&str>)> = BTreeMap::new();
        for thing in menu.plan.parts().iter().chain(&menu.funds) {
            let cell = schema
                .fact_named(thing.level, "holdings_as_of")
                .and_then(|fact| thing.facts.get(&FactKey::of(fact)));
            let Some((Reading::Exactly(Value::Date(day)), at)) = cell.map(|cell| (&cell.reading, cell.at))
            else {
                continue;
            };
            old.entry(at).or_insert_with(|| (*day, Vec::new())).1.push(&thing.name);
        }
        for (at, (day, names)) in old {
            let age = (today - day).get_days();
            if age > OLD {
                said.push(
                    Diagnostic::new(&kinds::OLD_HOLDINGS, at, format!("the holdings of {} are of {day}, {age} days before {today}", listed(names, SHOWN)))
                        .note("what a fund holds is public four times a year, 60 days after each quarter of its year: there is a newer filing by now")
                        .help("take the newer filing; to make it a rule, write `each option: holdings_as_of within 120 days`"),
                );
            }
        }
        said
    }
}

fn goes_by(option: &Identified, name: &str) -> bool {
    option.thing.id == name || option.thing.name == name
}

fn of_several(name: &str, by: Span, places: &BTreeSet<usize>, part: &Part) -> Diagnostic {
    let message = format!("`{}` can be {} options of the menu", words::shown(name), places.len());
    let mut message = Diagnostic::new(&kinds::SOURCES_DIFFER, by, message).label("known by this");
    for option in places.iter().take(SHOWN).filter_map(|place| part.options.get(*place)) {
        message = message.also(option.thing.at, "this one");
    }
    message
        .note("what is said of it is not used, since nothing says which one is meant")
        .help("give each an `id`, a ticker or a CUSIP of its own")
}

/// How an option of the menu could be joined to one of another text, for a person to accept: one whose name has all words
/// of the other's, two at least. Likeness of letters proposes nothing; too many funds differ in one word.
fn proposal(left: &Identified, menus: &[Menu]) -> String {
    let words_of = |name: &str| -> BTreeSet<String> {
        let words =
            name.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
        words.map(str::to_lowercase).collect()
    };
    let own = words_of(&left.thing.name);
    let is_near = |name: &str| {
        let other = words_of(name);
        own.len().min(other.len()) > 1 && (own.is_subset(&other) || other.is_subset(&own))
    };
    let mut options = menus.iter().flat_map(|menu| menu.plan.parts()).map(|option| option.name.as_str());
    match options.find(|name| is_near(name)) {
        Some(near) => format!(
            "if it is `{near}`, say so under `[menu.aliases]` in planlint.toml: `\"{near}\" = \"{}\"`",
            words::shown(&left.thing.name)
        ),
        None => "give the option its `series_id`, `class_id`, ticker or CUSIP, list a table of identifiers, or say under `[menu.aliases]` in planlint.toml which names mean the same".to_string(),
    }
}

/// Adds to an option what others say of it.
fn merge(
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
        said.push(differ(
            &format!("two files say what `{name}` consists of, for one day"),
            "said here",
            option.thing.at,
            "and otherwise here",
            other.thing.at,
            &source.name,
            HOLDS,
        ));
        option.thing.content = Content::Closed;
        return None;
    }
    let mut latest = rest.iter().filter(|(source, _)| day_of(source) == latest);
    let (_, first) = latest.next()?;
    if let Some((source, second)) = latest.next() {
        said.push(differ(
            &format!("two files say what `{name}` consists of, for one day"),
            "said here",
            first.thing.at,
            "and here, for the same day",
            second.thing.at,
            &source.name,
            HOLDS,
        ));
        option.thing.content = Content::Closed;
        return None;
    }
    option.thing.content = first.thing.content.clone();
    Some(first)
}

impl Source {
    /// Whether the settings say that it governs a fact.
    fn governs(&self, name: &str) -> bool {
        self.governs.iter().any(|governed| governed == name)
    }
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

fn merge_facts(
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
