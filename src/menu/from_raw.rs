//! Raw → Menu: the native shape, key by key.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::{SourceText, Span};
use crate::vocabulary::{Exact, FactKey, LevelId, LiteralFault, Moments, Schema, Type, Value, parse_literal};

use super::forms::raw::{Key, Raw, RawKind};
use super::thing::{Cell, Content, LeftOut, Menu, Reading, Thing};
use super::unit::Units;
use super::words;

/// Unknown names of one file for which a likeness is looked for.
const MOST_COMPARED: usize = 100;

/// The version of the native shape.
const VERSION: &str = "1";

/// Reads one menu. What it has said is in `diagnostics`; what it could not read is absent.
pub(super) struct Reader<'a> {
    pub(super) source: &'a SourceText,
    pub(super) schema: &'a Schema,
    pub(super) levels: Levels,
    /// The profile that brought the file into the native shape, if one did.
    pub(super) profile: Option<&'a str>,
    pub(super) units: Units,
    /// How far the number at a place may lie from what is written, if it was rounded.
    pub(super) rounding: BTreeMap<Span, Exact>,
    /// The first option that could not be read. A menu without it is not complete: to count the rest as all
    /// would let a rule pass in silence.
    pub(super) lost: Option<Span>,
    /// The day of the menu, where it says it.
    pub(super) as_of: Option<Date>,
    /// What was read for earlier days of the thing that is being read.
    pub(super) history: BTreeMap<(Date, FactKey), Cell>,
    /// Why nothing is selected or bought of what is being read; none if it may be.
    pub(super) not_bought: Option<NotBought>,
    /// Numbers that are given as CUSIPs and are none.
    pub(super) wrong_cusips: Vec<(Span, String, super::cusip::Fault)>,
    diagnostics: &'a mut Diagnostics,
    /// How often a likeness was looked for.
    compared: usize,
}

/// The three levels of which a menu is made.
#[derive(Clone, Copy)]
pub(super) struct Levels {
    pub(super) plan: LevelId,
    pub(super) option: LevelId,
    pub(super) holding: LevelId,
}

/// Why no rule is about a thing, and nothing that is being done with it would test one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotBought {
    /// It is a fund that the plan does not offer, or in one.
    Fund,
    /// It is described where a fact refers to it, or in what is.
    Described,
}

/// A thing, where its id is given, if it is not only its name, and the other names that it goes by.
#[derive(Clone, Debug)]
pub(super) struct Identified {
    pub(super) thing: Thing,
    pub(super) id_at: Option<Span>,
    pub(super) also: Vec<(String, Span)>,
}

/// What one text says, before funds are found and totals are checked: further texts may say more of the same options.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// The menu, without its options and funds.
    pub(super) menu: Menu,
    pub(super) options: Vec<Identified>,
    pub(super) funds: Vec<Identified>,
    /// What stands in lists of its own beside the options, by level.
    pub(super) lists: Vec<(LevelId, Vec<Identified>)>,
    /// How far numbers may lie from what is written.
    pub(super) rounding: BTreeMap<Span, Exact>,
    /// Whether it says which plan it is about.
    pub(super) names_plan: bool,
}

impl Part {
    /// Whether it has no option, for whatever reason.
    pub(crate) fn has_no_options(&self) -> bool {
        self.options.is_empty()
    }
}

impl Levels {
    fn of(schema: &Schema) -> Option<Self> {
        let named = |name| schema.level_named(name);
        Some(Levels { plan: named("plan")?, option: named("option")?, holding: named("holding")? })
    }
}

/// The menu that a tree in the native shape describes.
pub(crate) fn from_raw(
    raw: &Raw,
    profile: Option<&str>,
    source: &SourceText,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Menu {
    let part = part_from_raw(raw, profile, source, schema, diagnostics);
    settled(part, source, schema, diagnostics)
}

/// What a tree in the native shape says.
pub(super) fn part_from_raw(
    raw: &Raw,
    profile: Option<&str>,
    source: &SourceText,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Part {
    match reader(profile, source, schema, diagnostics) {
        Some(mut reader) => reader.part(raw),
        None => only(nothing(raw, source)),
    }
}

/// The menu of which a text, and what was joined to it, says all that is known.
pub(super) fn settled(
    part: Part,
    source: &SourceText,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Menu {
    let Part { mut menu, options, funds, lists, rounding, .. } = part;
    if let Some(mut reader) = reader(None, source, schema, diagnostics) {
        reader.rounding = rounding;
        reader.settle(options, funds, lists, &mut menu);
    }
    menu
}

/// `None` of a vocabulary that knows no plans.
fn reader<'a>(
    profile: Option<&'a str>,
    source: &'a SourceText,
    schema: &'a Schema,
    diagnostics: &'a mut Diagnostics,
) -> Option<Reader<'a>> {
    let levels = Levels::of(schema)?;
    Some(Reader {
        source,
        schema,
        levels,
        profile,
        units: Units::default(),
        rounding: BTreeMap::new(),
        lost: None,
        as_of: None,
        history: BTreeMap::new(),
        not_bought: None,
        wrong_cusips: Vec::new(),
        diagnostics,
        compared: 0,
    })
}

/// The menu of a vocabulary that knows no plans: nothing can be said of one.
fn nothing(raw: &Raw, source: &SourceText) -> Menu {
    let mut scratch = Schema::default();
    let level = crate::vocabulary::Level { name: "plan".into(), parent: None, label: String::new() };
    let level = scratch.add_level(level);
    Menu {
        source: source.id,
        as_of: None,
        dated: None,
        plan: plan(level, source, raw.at),
        funds: Vec::new(),
        leaves_out: Some(LeftOut::Unreadable(raw.at)),
        also_known_as: Vec::new(),
        earlier: None,
        aside: BTreeMap::new(),
        unmatched: BTreeMap::new(),
    }
}

/// A plan of which nothing is said yet. It goes by the name of its file, so that one of many can be told apart.
fn plan(level: LevelId, source: &SourceText, at: Span) -> Thing {
    let file = source.name.rsplit(['/', '\\']).next().unwrap_or(&source.name);
    let stem = match source.line_of_book() {
        Some(line) => format!("{file}:{line}"),
        None => file.rsplit_once('.').map_or(file, |(stem, _)| stem).to_string(),
    };
    Thing { content: Content::Parts(Vec::new()), ..Thing::new(level, stem.clone(), stem, at) }
}

impl Part {
    /// Whether nothing at all is said of the plan.
    pub(crate) fn says_nothing(&self) -> bool {
        self.options.is_empty() && self.menu.plan.facts.is_empty()
    }
}

/// A menu of which nothing else is said.
fn only(menu: Menu) -> Part {
    Part {
        menu,
        options: Vec::new(),
        funds: Vec::new(),
        lists: Vec::new(),
        rounding: BTreeMap::new(),
        names_plan: false,
    }
}

impl Reader<'_> {
    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The known name that may be meant. A file with thousands of unknown names is not one of misspellings, and to
    /// compare them all would take long.
    pub(super) fn near<'k>(
        &mut self,
        written: &str,
        known: impl IntoIterator<Item = &'k str>,
    ) -> Option<&'k str> {
        self.compared = self.compared.saturating_add(1);
        (self.compared <= MOST_COMPARED).then(|| words::near(written, known)).flatten()
    }

    fn part(&mut self, raw: &Raw) -> Part {
        let mut part = self.unsettled(raw);
        self.report_cusips();
        part.menu.leaves_out = part.menu.leaves_out.or(self.lost.map(LeftOut::Unreadable));
        part.rounding = std::mem::take(&mut self.rounding);
        part
    }

    fn unsettled(&mut self, raw: &Raw) -> Part {
        let start = Span::new(self.source.id, raw.at.start, raw.at.start);
        let mut menu = Menu {
            source: self.source.id,
            as_of: None,
            dated: None,
            plan: plan(self.levels.plan, self.source, start),
            funds: Vec::new(),
            leaves_out: None,
            also_known_as: Vec::new(),
            earlier: None,
            aside: BTreeMap::new(),
            unmatched: BTreeMap::new(),
        };
        let entries = match &raw.kind {
            RawKind::Map(entries) => entries,
            RawKind::Refused => return only(Menu { leaves_out: Some(LeftOut::Unreadable(raw.at)), ..menu }),
            other => {
                let what = if matches!(other, RawKind::Null) { "nothing" } else { raw.words() };
                let at = if raw.at == self.source.whole() { start } else { raw.at };
                let message =
                    format!("a menu is a group of keys with `options` among them, and this is {what}");
                self.say(
                    Diagnostic::new(&kinds::MENU_SHAPE, at, message)
                        .help("start with `options:` and a list of the plan's options"),
                );
                return only(Menu { leaves_out: Some(LeftOut::Unreadable(raw.at)), ..menu });
            }
        };
        // Units come first, wherever they stand: they say how the numbers of all other keys are meant.
        if let Some(units) = raw.get("units") {
            self.read_units(units);
        }
        // So does the day: of a series, it says which value is that of the menu.
        if let Some(day) = raw.get("as_of") {
            self.as_of = self.date("as_of", day);
            menu.as_of = self.as_of;
            menu.dated = menu.as_of.map(|_| day.at);
        }
        let mut options = Vec::new();
        let (mut funds, mut lists) = (Vec::new(), Vec::new());
        for (key, value) in entries {
            match key.name.as_str() {
                "menu" => self.version(value),
                "at" => menu.plan.moments = self.moments(key, value),
                "complete" => menu.leaves_out = self.incomplete(value).map(LeftOut::Stated),
                "plan" => self.plan(value, &mut menu.plan),
                "options" => options = self.things(key, value, true),
                "funds" => funds = self.things(key, value, false),
                "as_of" | "units" | "note" => {}
                _ => match self.listed_under(self.levels.plan, key) {
                    Some(level) => lists.extend(self.list(key, value, level).map(|things| (level, things))),
                    None => self.unknown_key(None, key, value),
                },
            }
        }
        let not_listed = match raw.get("options") {
            Some(value) => Some(value.at).filter(|_| value.is_absent()),
            None => Some(menu.plan.at),
        };
        menu.leaves_out = not_listed.map(LeftOut::NotListed).or(menu.leaves_out);
        let names_plan = raw.get("plan").is_some_and(|plan| {
            ["id", "name"].into_iter().any(|key| plan.get(key).is_some_and(|value| !value.is_absent()))
        });
        Part { options, funds, lists, names_plan, ..only(menu) }
    }

    fn version(&mut self, value: &Raw) {
        if !value.is_absent() && !value.is_refused() && value.text() != Some(VERSION) {
            let message = Diagnostic::new(
                &kinds::MENU_SHAPE,
                value.at,
                format!("this planlint reads menus of version {VERSION}"),
            )
            .help("write `menu: 1`, or read the file with a newer planlint");
            self.say(message);
        }
    }

    pub(super) fn date(&mut self, name: &str, value: &Raw) -> Option<Date> {
        if value.is_absent() || value.is_refused() {
            return None;
        }
        match value.text().map(|text| (text, parse_literal(text, &Type::Date))) {
            Some((_, Ok(Value::Date(date)))) => Some(date),
            Some((text, Err(LiteralFault::NoSuchDate))) => {
                self.say(super::refusals::no_such_date(value.at, text));
                None
            }
            _ => {
                let written = value
                    .text()
                    .map_or_else(|| value.words().to_string(), |text| format!("`{}`", words::shown(text)));
                let message = Diagnostic::new(
                    &kinds::UNREADABLE_VALUE,
                    value.at,
                    format!("{written} cannot be read as a date"),
                )
                .help(format!("write year, month, day, as in `{name}: 2026-09-30`"));
                self.say(message);
                None
            }
        }
    }

    /// Where the menu says that it leaves options out. What cannot be read is taken for that: it is the cautious reading.
    fn incomplete(&mut self, value: &Raw) -> Option<Span> {
        if value.is_absent() {
            return None;
        }
        match value.text().map(|text| parse_literal(&text.to_lowercase(), &Type::Flag)) {
            Some(Ok(Value::Flag(true))) => None,
            Some(Ok(_)) => Some(value.at),
            _ => {
                if !value.is_refused() {
                    let message =
                        Diagnostic::new(&kinds::UNREADABLE_VALUE, value.at, "`complete` is yes or no")
                            .note("until then the menu counts as one that leaves options out")
                            .help("write `complete: no` if the menu leaves options out, else remove the key");
                    self.say(message);
                }
                Some(value.at)
            }
        }
    }

    fn plan(&mut self, raw: &Raw, plan: &mut Thing) {
        let RawKind::Map(entries) = &raw.kind else {
            if !raw.is_absent() && !raw.is_refused() {
                let message =
                    Diagnostic::new(&kinds::MENU_SHAPE, raw.at, "`plan` is a group of facts about the plan")
                        .help("write `plan:` and below it, indented, `name: …` and `assets: …`");
                self.say(message);
            }
            return;
        };
        let mut id = None;
        for (key, value) in entries {
            match key.name.as_str() {
                "name" => {
                    if let Some(name) = self.word("name", value) {
                        plan.name = name;
                        plan.at = value.at;
                    }
                }
                "id" => id = self.word("id", value),
                "documents" => plan.documents = self.documents(key, value),
                "note" => {}
                _ => self.fact(self.levels.plan, key, value, &mut plan.facts),
            }
        }
        plan.history = std::mem::take(&mut self.history);
        plan.id = id.unwrap_or_else(|| plan.name.clone());
    }

    /// The options of a menu, or the funds that they hold.
    fn things(&mut self, key: &Key, raw: &Raw, offered: bool) -> Vec<Identified> {
        let items = match &raw.kind {
            RawKind::List(items) => items,
            _ if raw.is_absent() => return Vec::new(),
            _ => {
                if !raw.is_refused() {
                    let message = Diagnostic::new(
                        &kinds::MENU_SHAPE,
                        raw.at,
                        format!("`{}` is a list, and this is {}", key.name, raw.words()),
                    )
                    .help(format!("start each entry of `{}` with `- name: …`", key.name));
                    self.say(message);
                }
                if offered {
                    self.lost.get_or_insert(raw.at);
                }
                return Vec::new();
            }
        };
        let word = if offered { "option" } else { "fund" };
        self.not_bought = (!offered).then_some(NotBought::Fund);
        let mut things = Vec::with_capacity(items.len());
        for (item, number) in items.iter().zip(1_usize..) {
            match self.thing(item, self.levels.option, word, number, false) {
                Some(thing) => things.push(thing),
                None if offered => {
                    self.lost.get_or_insert(item.at);
                }
                None => {}
            }
        }
        self.not_bought = None;
        things
    }

    /// An option, a fund or a holding. `None` if it is not a group of keys.
    pub(super) fn thing(
        &mut self,
        raw: &Raw,
        level: LevelId,
        word: &str,
        number: usize,
        shorts: bool,
    ) -> Option<Identified> {
        let RawKind::Map(entries) = &raw.kind else {
            if !raw.is_refused() {
                let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
                let message = Diagnostic::new(
                    &kinds::MENU_SHAPE,
                    raw.at,
                    format!("{article} {word} is a group of keys, and this is {}", raw.words()),
                )
                .help(format!("write `- name: …` and below it the facts of the {word}"));
                self.say(message);
            }
            return None;
        };
        let entries = &self.gathered(level, entries);
        let (mut id, mut name, mut id_at, mut name_at) = (None, None, None, None);
        let outer = std::mem::take(&mut self.history);
        let (mut facts, mut documents, mut moments) = (BTreeMap::new(), None, Moments::new());
        let mut members = BTreeMap::new();
        let mut also = Vec::new();
        for (key, value) in entries {
            match key.name.as_str() {
                "id" => {
                    id = self.word("id", value);
                    id_at = id.as_ref().map(|_| value.at);
                }
                "name" => {
                    name = self.word("name", value);
                    name_at = name.as_ref().map(|_| value.at);
                }
                "documents" => documents = self.documents(key, value),
                "class" | "holds" | "fund" | "note" => {}
                "also_known_as" if level == self.levels.option => also = self.other_names(key, value),
                "at" => moments = self.moments(key, value),
                "blend" if self.can_blend(level) => {}
                _ => match self.listed_under(level, key) {
                    Some(listed) => self.members(key, value, listed, &mut members),
                    None => self.fact(level, key, value, &mut facts),
                },
            }
        }
        // What stands inside of it has a history of its own.
        let history = std::mem::replace(&mut self.history, outer);
        let here = |at: &Span| at.source == self.source.id;
        let first_line = entries.first().map_or(raw.at, |(key, _)| key.at);
        let at = name_at.filter(here).or(id_at.filter(here)).unwrap_or(if here(&first_line) {
            first_line
        } else {
            raw.at
        });
        let known = name.clone().or_else(|| id.clone());
        let shorts = shorts || self.sells_short(level, &facts);
        let content = self.content(entries, level, known.as_deref(), at, shorts);
        let named_by_content = match &content {
            Content::Class { class, .. } => Some(self.schema.class(*class).name.clone()),
            Content::Fund { id, .. } => Some(id.clone()),
            _ => None,
        };
        let known = known.or_else(|| named_by_content.filter(|_| level == self.levels.holding));
        // A name that was given and refused has its message already.
        let refused = |(key, value): &(Key, Raw)| {
            matches!(key.name.as_str(), "id" | "name" | "fund" | "class")
                && !value.is_absent()
                && value.text().is_none()
        };
        let reported = entries.iter().any(refused);
        let known = known.unwrap_or_else(|| {
            let message =
                Diagnostic::new(&kinds::MENU_SHAPE, at, format!("{word} {number} of the list has no name"))
                    .help("give it a `name` or an `id`");
            if !reported {
                self.say(message);
            }
            format!("{word} {number}")
        });
        let thing = Thing {
            level,
            id: id.clone().unwrap_or_else(|| known.clone()),
            given_id: id,
            followed: None,
            name: name.unwrap_or(known),
            at,
            facts,
            history,
            documents,
            content,
            moments,
            members,
            group: None,
        };
        Some(Identified { thing, id_at, also })
    }

    /// One name or a list of names.
    fn other_names(&mut self, key: &Key, raw: &Raw) -> Vec<(String, Span)> {
        if self.not_bought == Some(NotBought::Described) {
            let message = "what is described where a fact refers to it is not looked up by other names";
            self.say(
                Diagnostic::new(&kinds::MENU_SHAPE, key.at, message)
                    .help("list it under `options` or `funds`, and refer to it by its name"),
            );
            return Vec::new();
        }
        let items = match &raw.kind {
            RawKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(raw),
        };
        items.iter().filter_map(|item| Some((self.word("also_known_as", item)?, item.at))).collect()
    }

    pub(super) fn sells_short(&self, level: LevelId, facts: &BTreeMap<FactKey, Cell>) -> bool {
        let level = if level == self.levels.holding { self.levels.option } else { level };
        let fact = self.schema.fact_named(level, "short_positions");
        let cell = fact.and_then(|fact| facts.get(&FactKey::of(fact)));
        cell.is_some_and(|cell| cell.reading == Reading::Exactly(Value::Flag(true)))
    }

    /// A name or an id.
    pub(super) fn word(&mut self, key: &str, raw: &Raw) -> Option<String> {
        if raw.is_absent() || raw.is_refused() {
            return None;
        }
        let text = raw.text();
        if text.is_none() {
            let message = Diagnostic::new(
                &kinds::MENU_SHAPE,
                raw.at,
                format!("`{key}` is a single text, and this is {}", raw.words()),
            )
            .help(format!("write `{key}: …` on one line"));
            self.say(message);
        }
        text.map(str::to_string)
    }
}
