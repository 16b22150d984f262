//! Menus: what is true of a plan, how much of it the menu shows, and the text that shows it.

use std::collections::BTreeMap;

use super::dice::Dice;
use super::documents::Documents;
use super::facts::{BENCHMARKS, CLASSES, FACTS, Fact, Kind, Level, PERCENT, WHOLE, split};

/// How much of a value is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    Exactly,
    Range(i128, i128),
    AtLeast(i128),
    AtMost(i128),
    Hidden,
}

/// A value, and how much of it is shown.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) kind: Kind,
    pub(super) number: i128,
    /// For a fact of words, which.
    pub(super) word: &'static str,
    /// There is none.
    pub(super) absent: bool,
    pub(super) shown: Shown,
    /// What it was in the quarters before, the latest first.
    pub(super) earlier: Vec<Cell>,
}

/// What a thing consists of.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Class(usize),
    Parts(Vec<Thing>),
    Fund(String),
}

/// How much of it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opened {
    Fully,
    /// Only a class that its class is in.
    As(&'static str),
    No,
}

#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) id: String,
    /// An option or fund that sells short.
    pub(super) shorts: bool,
    /// Left out of its list altogether.
    pub(super) hidden: bool,
    pub(super) facts: BTreeMap<usize, Cell>,
    pub(super) documents: Documents,
    pub(super) weight: Option<Cell>,
    pub(super) assets: Option<Cell>,
    pub(super) content: Content,
    pub(super) opened: Opened,
    /// What is being done with it; nothing, if it is empty.
    pub(super) at: &'static str,
}

#[derive(Clone, Debug)]
pub(super) struct Menu {
    /// What is being done with all of it.
    pub(super) at: &'static str,
    pub(super) facts: BTreeMap<usize, Cell>,
    pub(super) documents: Documents,
    pub(super) assets: Option<Cell>,
    pub(super) options: Vec<Thing>,
    pub(super) funds: Vec<Thing>,
    /// The plan has assets that no option accounts for.
    pub(super) over: bool,
    pub(super) says_incomplete: bool,
    /// Things of other levels.
    pub(super) lists: Vec<List>,
}

/// All things of a level beside the options.
#[derive(Clone, Debug)]
pub(super) struct List {
    pub(super) level: Level,
    pub(super) things: Vec<Thing>,
    /// Whether the menu has the list at all.
    pub(super) shown: bool,
}

impl Cell {
    pub(super) fn drawn(kind: Kind, dice: &mut Dice<'_>) -> Self {
        let word = match kind {
            Kind::Words(words) => dice.of(words),
            _ => "",
        };
        Cell { absent: false, word, ..Cell::of(kind, kind.number(dice)) }
    }

    /// A fact by its name, of which there may be none.
    pub(super) fn of_fact(fact: &Fact, dice: &mut Dice<'_>) -> Self {
        let absent = Kind::may_be_absent(fact.name) && dice.chance(1, 8);
        Cell { absent, ..Cell::drawn(fact.kind, dice) }
    }

    pub(super) fn of(kind: Kind, number: i128) -> Self {
        Cell { kind, number, word: "", absent: false, shown: Shown::Exactly, earlier: Vec::new() }
    }

    /// Shows nothing of it, of now or before.
    pub(super) fn hide(&mut self) {
        self.shown = Shown::Hidden;
        self.earlier.iter_mut().for_each(Cell::hide);
    }

    /// Its value, and those of the quarters before.
    fn text(&self) -> Option<String> {
        let earlier = self.earlier.iter().zip(["2026-Q3", "2026-Q2", "2026-Q1"]);
        let earlier: Vec<String> =
            earlier.filter_map(|(cell, period)| Some(format!("{period}: {}", cell.now()?))).collect();
        match (self.now(), earlier.is_empty()) {
            (now, true) => now,
            (now, false) => {
                let now = now.map(|now| format!("2026-11-22: {now}"));
                Some(format!("{{ {} }}", now.into_iter().chain(earlier).collect::<Vec<_>>().join(", ")))
            }
        }
    }

    fn now(&self) -> Option<String> {
        let written = |number| self.kind.written(number);
        Some(match self.shown {
            Shown::Hidden => return None,
            Shown::Exactly if self.absent => "n/a".to_string(),
            Shown::Exactly if !self.kind.is_measured() => self.word.to_string(),
            Shown::Exactly => written(self.number),
            Shown::Range(low, high) => format!("{} to {}", written(low), written(high)),
            Shown::AtLeast(low) => format!("at least {}", written(low)),
            Shown::AtMost(high) => format!("at most {}", written(high)),
        })
    }
}

impl Menu {
    /// A plan of which everything is known, but for a fact here and there.
    pub(super) fn drawn(dice: &mut Dice<'_>) -> Self {
        let count = if dice.chance(1, 16) { 0 } else { 1 + dice.pick(5) };
        let (nothing, over) = (dice.chance(1, 16), dice.chance(1, 16));
        let mut funds: Vec<Thing> = Vec::new();
        for number in (0..dice.pick(4)).rev() {
            let known: Vec<String> = funds.iter().map(|fund| fund.id.clone()).collect();
            funds.push(Thing::drawn(format!("f{number}"), Level::Option, &known, 0, dice));
        }
        let known: Vec<String> = funds.iter().map(|fund| fund.id.clone()).collect();
        let sizes = split(if nothing { 0 } else { WHOLE }, count, dice);
        let mut options = Vec::new();
        for (number, size) in sizes.into_iter().enumerate() {
            let mut option = Thing::drawn(format!("o{number}"), Level::Option, &known, 0, dice);
            option.assets = Some(Cell::of(Kind::Money, size));
            let weight = if over { size / 2 } else { size };
            option.weight = (!nothing && (!over || size % 2 == 0)).then(|| Cell::of(Kind::Percent, weight));
            options.push(option);
        }
        // Dollars alone, shares alone, or both; with the total or without.
        let (no_weights, no_total) = dice.of(&[(false, false), (true, true), (true, false), (false, true)]);
        for option in options.iter_mut().filter(|_| no_weights && !over) {
            option.weight = None;
        }
        let total = match (nothing, over) {
            (true, _) => 0,
            (false, true) => 2 * WHOLE,
            (false, false) => WHOLE,
        };
        Menu {
            at: dice.of(&["", "", "purchase", "[selection, new money]"]),
            facts: facts(Level::Plan, dice),
            documents: Documents::drawn(dice),
            assets: (count > 0 && (over || !no_total)).then(|| Cell::of(Kind::Money, total)),
            options,
            funds,
            over: over && !nothing,
            says_incomplete: false,
            lists: [Level::Benchmark, Level::Account].map(|level| List::drawn(level, &known, dice)).into(),
        }
    }

    /// The places of all things: the way to each through the lists. The first step tells options from funds.
    pub(super) fn places(&self) -> Vec<Vec<usize>> {
        let mut places = Vec::new();
        let lists = self.lists.iter().map(|list| &list.things);
        for (list, things) in [&self.options, &self.funds].into_iter().chain(lists).enumerate() {
            for (index, thing) in things.iter().enumerate() {
                thing.places(vec![list, index], &mut places);
            }
        }
        places
    }

    pub(super) fn thing(&mut self, place: &[usize]) -> &mut Thing {
        let list = match place[0] {
            0 => &mut self.options,
            1 => &mut self.funds,
            list => &mut self.lists[list - 2].things,
        };
        let mut thing = &mut list[place[1]];
        for step in &place[2..] {
            let Content::Parts(parts) = &mut thing.content else { panic!("the way leads through lists") };
            thing = &mut parts[*step];
        }
        thing
    }

    /// Its text, in the native shape.
    pub(super) fn text(&self) -> String {
        let mut plan = vec!["name: P".to_string()];
        plan.extend(self.assets.as_ref().and_then(Cell::text).map(|text| format!("assets: {text}")));
        plan.extend(given(&self.facts));
        plan.extend(self.documents.text());
        let complete = if self.says_incomplete { "complete: no\n" } else { "" };
        let list = |name: &str, things: &[Thing]| match things.iter().any(|thing| !thing.hidden) {
            true => format!("{name}:\n{}", lines(things)),
            false => format!("{name}: []\n"),
        };
        let (options, funds) = (list("options", &self.options), list("funds", &self.funds));
        let shown = self.lists.iter().filter(|shown| shown.shown);
        let lists: String = shown.map(|shown| list(shown.key(), &shown.things)).collect();
        let at = if self.at.is_empty() { String::new() } else { format!("at: {}\n", self.at) };
        format!("as_of: 2026-11-22\n{at}plan: {{ {} }}\n{complete}{options}{funds}{lists}", plan.join(", "))
    }
}

impl List {
    /// Benchmarks are those that others refer to; accounts are any.
    pub(super) fn drawn(level: Level, funds: &[String], dice: &mut Dice<'_>) -> Self {
        let names: Vec<String> = match level {
            Level::Benchmark => BENCHMARKS.map(str::to_string).into(),
            _ => (0..dice.pick(4)).map(|number| format!("a{number}")).collect(),
        };
        let things = names.into_iter().map(|name| Thing::drawn(name, level, funds, 0, dice)).collect();
        List { level, things, shown: true }
    }

    fn key(&self) -> &'static str {
        if self.level == Level::Benchmark { "benchmarks" } else { "accounts" }
    }
}

impl Thing {
    fn drawn(id: String, level: Level, funds: &[String], depth: usize, dice: &mut Dice<'_>) -> Self {
        let content = Content::drawn(funds, depth, dice);
        let mut thing = Thing {
            // Whoever holds a fund that sells short does so too, and has to say it; here only options do.
            shorts: id.starts_with('o') && dice.chance(1, 8),
            id,
            hidden: false,
            facts: facts(level, dice),
            documents: Documents::drawn(dice),
            weight: None,
            assets: None,
            content,
            opened: Opened::Fully,
            at: "",
        };
        // Funds are neither selected nor bought by the plan, nor is anything in them.
        match thing.id.starts_with('f') {
            true => thing.forget_moments(),
            false => thing.at = dice.of(&["", "", "", "", "selection", "purchase", "new money"]),
        }
        thing.agree();
        thing.sell_short(dice);
        thing
    }

    /// Borrows some of the last part to hold more of the first.
    pub(super) fn sell_short(&mut self, dice: &mut Dice<'_>) {
        let Content::Parts(parts) = &mut self.content else { return };
        let mut weights: Vec<&mut Cell> = parts.iter_mut().filter_map(|part| part.weight.as_mut()).collect();
        if !self.shorts || weights.len() < 2 {
            return;
        }
        let last = weights.len() - 1;
        let borrowed = dice.of(&[30, 5, 100]) * PERCENT;
        weights[0].number += borrowed;
        weights[last].number -= borrowed;
        weights.into_iter().for_each(|weight| weight.kind = Kind::Signed);
    }

    /// A looked-through fact is stated only where it is the sum of what the holdings state, or has none below it.
    pub(super) fn agree(&mut self) {
        if matches!(self.content, Content::Class(_)) {
            return;
        }
        self.facts.retain(|fact, _| !["illiquid", "leverage"].contains(&FACTS[*fact].name));
    }

    fn places(&self, place: Vec<usize>, places: &mut Vec<Vec<usize>>) {
        if let Content::Parts(parts) = &self.content {
            for (index, part) in parts.iter().enumerate() {
                part.places([place.clone(), vec![index]].concat(), places);
            }
        }
        places.push(place);
    }

    fn line(&self) -> String {
        let mut keys = vec![format!("name: {}", self.id)];
        for (name, cell) in [("weight", &self.weight), ("assets", &self.assets)] {
            keys.extend(cell.as_ref().and_then(Cell::text).map(|text| format!("{name}: {text}")));
        }
        keys.extend(self.shorts.then(|| "short_positions: yes".to_string()));
        keys.extend(given(&self.facts));
        keys.extend(self.documents.text());
        keys.extend((!self.at.is_empty()).then(|| format!("at: {}", self.at)));
        keys.extend(match (&self.opened, &self.content) {
            (Opened::No, _) => None,
            (Opened::As(class), _) => Some(format!("class: {class}")),
            (Opened::Fully, Content::Class(class)) => Some(format!("class: {}", CLASSES[*class].0)),
            (Opened::Fully, Content::Fund(id)) => Some(format!("fund: {id}")),
            (Opened::Fully, Content::Parts(parts)) => match sleeves(parts) {
                Some(sleeves) => Some(format!("holds: {{ {sleeves} }}")),
                None => {
                    let parts = parts.iter().filter(|part| !part.hidden).map(Thing::line);
                    Some(format!("holds: [{}]", parts.collect::<Vec<_>>().join(", ")))
                }
            },
        });
        format!("{{ {} }}", keys.join(", "))
    }
}

impl Content {
    pub(super) fn drawn(funds: &[String], depth: usize, dice: &mut Dice<'_>) -> Self {
        match dice.pick(if depth < 2 { 5 } else { 2 }) {
            0 | 1 if depth > 0 => Content::Class(dice.pick(CLASSES.len())),
            0 => Content::Class(dice.pick(CLASSES.len())),
            4 if !funds.is_empty() => Content::Fund(dice.of(funds)),
            _ if dice.chance(1, 3) => Content::Parts(drawn_sleeves(dice)),
            _ => {
                let count = 1 + dice.pick(4);
                let dollars = dice.chance(1, 4);
                let weights = split(WHOLE, count, dice);
                let parts = weights.into_iter().enumerate().map(|(number, weight)| {
                    let mut part = Thing::drawn(format!("h{number}"), Level::Holding, funds, depth + 1, dice);
                    match dollars {
                        true => part.assets = Some(Cell::of(Kind::Money, weight)),
                        false => part.weight = Some(Cell::of(Kind::Percent, weight)),
                    }
                    part
                });
                Content::Parts(parts.collect())
            }
        }
    }
}

/// Holdings that are classes and nothing else.
fn drawn_sleeves(dice: &mut Dice<'_>) -> Vec<Thing> {
    let mut classes: Vec<usize> = (0..CLASSES.len()).collect();
    dice.shuffle(&mut classes);
    classes.truncate(1 + dice.pick(4));
    let weights = split(WHOLE, classes.len(), dice);
    let sleeve = |(class, weight): (usize, i128)| Thing {
        id: CLASSES[class].0.to_string(),
        shorts: false,
        hidden: false,
        facts: BTreeMap::new(),
        documents: Documents::unlisted(),
        weight: Some(Cell::of(Kind::Percent, weight)),
        assets: None,
        content: Content::Class(class),
        opened: Opened::Fully,
        at: "",
    };
    classes.into_iter().zip(weights).map(sleeve).collect()
}

/// `crypto: 5%, cash: 95%`, if nothing more is to be said of the parts.
fn sleeves(parts: &[Thing]) -> Option<String> {
    let shown = parts.iter().filter(|part| !part.hidden);
    let sleeve = |part: &Thing| {
        let Content::Class(class) = part.content else { return None };
        let plain = part.opened == Opened::Fully
            && part.facts.is_empty()
            && part.documents.text().is_none()
            && part.at.is_empty()
            && part.id == CLASSES[class].0;
        let weight = part.weight.as_ref()?.text().unwrap_or_default();
        plain.then(|| format!("{}: {weight}", part.id))
    };
    let sleeves: Option<Vec<String>> = shown.map(sleeve).collect();
    sleeves.filter(|sleeves| !sleeves.is_empty()).map(|sleeves| sleeves.join(", "))
}

/// Most of the facts of a level.
pub(super) fn facts(level: Level, dice: &mut Dice<'_>) -> BTreeMap<usize, Cell> {
    let of_level = FACTS.iter().enumerate().filter(|(_, fact)| fact.level == level);
    let mut facts = BTreeMap::new();
    for (index, fact) in of_level {
        if !dice.chance(1, 12) {
            let mut cell = Cell::of_fact(fact, dice);
            if dice.chance(1, 4) {
                cell.earlier = (0..1 + dice.pick(3)).map(|_| Cell::of_fact(fact, dice)).collect();
            }
            facts.insert(index, cell);
        }
    }
    facts
}

fn given(facts: &BTreeMap<usize, Cell>) -> Vec<String> {
    let line = |(fact, cell): (&usize, &Cell)| Some(format!("{}: {}", FACTS[*fact].name, cell.text()?));
    facts.iter().filter_map(line).collect()
}

fn lines(things: &[Thing]) -> String {
    let shown = things.iter().filter(|thing| !thing.hidden);
    shown.map(|thing| format!("  - {}\n", thing.line())).collect()
}
