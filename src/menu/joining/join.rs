//! Several texts, one menu: fees from one, dollars from another, holdings from filings.
//!
//! A menu says what is offered; the other texts say more of it. Each of their options is looked up by its numbers and its
//! exact names.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds, listed};
use crate::source::{SourceMap, SourceText, Span};
use crate::vocabulary::{FactKey, Schema, Value};

use super::claims::{merge, merge_facts};
use super::identifiers::Identifiers;
use super::identity::{Index, Keys, Number};
use super::proposals::{Compared, Proposal, proposals, told};
use crate::menu::from_raw::{Identified, Part, settled};
use crate::menu::history::with_history;
use crate::menu::thing::{Cell, Content, Menu, Reading, Thing};
use crate::menu::words;

/// Days after which a newer filing is public: those of a quarter, the 60 days after it (Form N-PORT, general instruction F),
/// and a week to spare.
const OLD: i32 = 160;

/// Names of a file's own that a message shows.
const SHOWN: usize = 5;

/// Aliases that a message proposes.
const PROPOSED: usize = 3;

/// Texts that say more of the options of menus, and what is needed to join them.
#[derive(Debug, Default)]
pub(crate) struct Joining {
    pub(in crate::menu) sources: Vec<Source>,
    pub(in crate::menu) identifiers: Identifiers,
    aliases: Vec<Alias>,
}

/// A text that says more of the options of menus.
#[derive(Debug)]
pub(in crate::menu) struct Source {
    pub(in crate::menu) name: String,
    pub(in crate::menu) part: Part,
    /// What each of its options is known by.
    pub(in crate::menu) keys: Vec<Keys>,
    governs: Vec<String>,
    /// Its options of which something was looked up for a menu.
    pub(in crate::menu) used: BTreeSet<usize>,
    /// The options of menus of which it says something, by their places.
    joined: BTreeSet<Span>,
    /// Why it says nothing of a menu, the last time that it did not.
    why_not: Option<WhyNot>,
}

#[derive(Clone, Debug)]
enum WhyNot {
    OtherPlan,
    Later(Date),
}

/// What a file says of a plan, without a word which plan that is.
fn of_no_plan(name: &str, plan: &Thing) -> Option<Diagnostic> {
    let cells = plan.facts.values().chain(plan.history.values());
    let at = cells.map(|cell| cell.at).min().or(plan.documents.as_ref().map(|documents| documents.at));
    let at = at.or((!plan.moments.is_empty()).then_some(plan.at))?;
    Some(
        Diagnostic::new(
            &kinds::SOURCE_UNUSED,
            at,
            format!("what `{}` says of the plan is not used", words::shown(name)),
        )
        .note("the file does not say which plan it is about, and is joined to every menu")
        .help("name the plan in it as the menu does: `plan: { name: … }`"),
    )
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

impl Source {
    /// Whether the settings say that it governs a fact.
    pub(in crate::menu) fn governs(&self, name: &str) -> bool {
        self.governs.iter().any(|governed| governed == name)
    }
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
        let (used, joined) = (BTreeSet::new(), BTreeSet::new());
        if !part.names_plan {
            of_no_plan(name, &part.menu.plan).into_iter().for_each(|one| said.push(one));
        }
        self.sources.push(Source {
            name: name.to_string(),
            part,
            keys,
            governs,
            used,
            joined,
            why_not: None,
        });
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
        let menu = said.take(with_history(menu, Vec::new(), schema));
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
                    source.joined.extend(part.options.get(place).map(|option| option.thing.at));
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
        for (source, _) in &plans {
            let (own, its) = (&mut part.menu.plan, &source.part.menu.plan);
            for (key, cell) in &its.history {
                own.history.entry(*key).or_insert_with(|| cell.clone());
            }
            if own.documents.is_none() {
                own.documents.clone_from(&its.documents);
            }
            own.moments.extend(&its.moments);
        }
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
    pub(crate) fn unused(&self, menus: &[Menu], schema: &Schema) -> Diagnostics {
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
            let options = menus.iter().flat_map(|menu| menu.plan.parts());
            let options: Vec<&Thing> = options.filter(|option| !source.joined.contains(&option.at)).collect();
            let proposed = match source.why_not {
                None => helps(&proposals(&left, &options, schema)),
                Some(_) => Vec::new(),
            };
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
                        "give the option its `series_id`, `class_id`, ticker or CUSIP, list a table of identifiers, or say under `[menu.aliases]` in planlint.toml which names mean the same".to_string(),
                    ),
                };
                let told = Diagnostic::new(
                    &kinds::SOURCE_UNUSED,
                    at,
                    format!("nothing of `{}` is used", source.name),
                )
                .label(match left.len() {
                    1 => "no option is this one".to_string(),
                    _ => "the first of those that no option is".to_string(),
                })
                .note(why);
                let helps = if proposed.is_empty() { vec![help] } else { proposed };
                said.push(helps.into_iter().fold(told, Diagnostic::help));
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
                let told = told.note("what it says of them is not used");
                let helps = if proposed.is_empty() {
                    vec!["if one of them is an option, give both the same number or name".to_string()]
                } else {
                    proposed
                };
                said.push(helps.into_iter().fold(told, Diagnostic::help));
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

    /// The names of these texts held against the options of menus, as a text with the aliases that are proposed.
    pub(crate) fn compare(&self, menus: &[Part], schema: &Schema, sources: &SourceMap) -> String {
        let options: Vec<&Identified> = menus.iter().flat_map(|menu| &menu.options).collect();
        let mut unsaid = Diagnostics::new();
        let mut index = Index::default();
        for (place, option) in options.iter().enumerate() {
            let mut keys = self.keys_of(option, schema, &mut unsaid);
            for alias in self.aliases.iter().filter(|alias| goes_by(option, &alias.name)) {
                keys.also.extend(alias.also.iter().cloned());
            }
            index.add(place, &keys);
        }
        let compared = self.sources.iter().map(|source| {
            let found: Vec<Option<BTreeSet<usize>>> =
                source.keys.iter().map(|keys| Some(index.find(keys)?.things)).collect();
            let joined: BTreeSet<usize> = found.iter().flatten().flatten().copied().collect();
            let all = source.part.options.iter();
            let left = all.zip(&found).filter(|(_, found)| found.is_none()).map(|(option, _)| option);
            let left: Vec<&Identified> = left.collect();
            let free = options.iter().enumerate().filter(|(place, _)| !joined.contains(place));
            let free: Vec<&Thing> = free.map(|(_, option)| &option.thing).collect();
            let proposals = proposals(&left, &free, schema);
            Compared { text: &source.name, names: source.part.options.len(), left, proposals }
        });
        let compared: Vec<Compared<'_>> = compared.collect();
        let known = self
            .aliases
            .iter()
            .map(|alias| (alias.name.as_str(), alias.also.iter().map(|(name, _)| name.as_str()).collect()));
        told(&compared, menus, &known.collect(), sources)
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

/// What a person can do about names that no option has: the aliases that are proposed, and where the others are asked.
fn helps(proposals: &[Proposal<'_>]) -> Vec<String> {
    let certain: Vec<(&str, &Proposal<'_>)> =
        proposals.iter().filter_map(|proposal| Some((proposal.option()?.0, proposal))).collect();
    let mut helps: Vec<String> = certain
        .iter()
        .take(PROPOSED)
        .map(|(option, proposal)| {
            let (option, name) = (words::shown(option), words::shown(proposal.name));
            format!("if `{name}` is `{option}`, say so under `[menu.aliases]` in planlint.toml: `\"{option}\" = \"{name}\"`")
        })
        .collect();
    if proposals.len() > helps.len() {
        helps.push(format!(
            "{} names are like those of options: `planlint import --inspect MENU --with FILE` lists them, with what they may mean",
            proposals.len()
        ));
    }
    helps
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
