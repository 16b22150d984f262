//! Earlier days: values that one menu gives for several days, and older menus of the same plan.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::source::Span;
use crate::vocabulary::{Cadence, FactKey, LevelId, PeriodNumber, Schema, Type, Value, parse_literal};

use super::forms::raw::{Key, Raw, RawKind};
use super::from_raw::Reader;
use super::joining::followed::match_up;
use super::thing::{Cell, Content, LeftOut, Menu, Path, Reading, Thing};
use super::words;

/// For which day a value of a series is.
struct Stamp<'r> {
    key: &'r Key,
    value: &'r Raw,
    /// The day, or the last one of the period.
    day: Date,
    /// The period, where one is written: `2026-Q3`.
    period: Option<(Cadence, PeriodNumber)>,
}

impl Stamp<'_> {
    /// Whether both are for the same day, or one is for a period in which the other lies.
    fn meets(&self, other: &Stamp<'_>) -> bool {
        let holds = |period: Option<(Cadence, PeriodNumber)>, day: Date| {
            period.is_some_and(|(cadence, number)| cadence.period_of(day) == number)
        };
        self.day == other.day || holds(self.period, other.day) || holds(other.period, self.day)
    }
}

/// Whether the keys of a group are days or periods, so that it is a series: `{ 2026-09-30: …, 2026-Q2: … }`.
pub(super) fn is_series(value: &Raw) -> bool {
    match &value.kind {
        RawKind::Map(entries) => {
            let starts_with_year =
                |name: &str| name.len() >= 4 && name.bytes().take(4).all(|byte| byte.is_ascii_digit());
            !entries.is_empty() && entries.iter().all(|(key, _)| starts_with_year(&key.name))
        }
        _ => false,
    }
}

impl Reader<'_> {
    /// A series: what it is on the menu's day goes to `facts`, the rest to the thing's history.
    pub(super) fn series(&mut self, fact: FactKey, value: &Raw, facts: &mut BTreeMap<FactKey, Cell>) {
        let RawKind::Map(entries) = &value.kind else { return };
        let stamps: Vec<Stamp<'_>> =
            entries.iter().filter_map(|(key, value)| self.stamp(key, value)).collect();
        self.in_order(fact, &stamps);
        let as_of = self.as_of.or_else(|| stamps.iter().map(|stamp| stamp.day).max());
        for (index, stamp) in stamps.iter().enumerate() {
            let others = stamps.iter().enumerate().filter(|(other, _)| *other != index);
            if let Some((first, other)) = others.into_iter().find(|(_, other)| stamp.meets(other)) {
                // Told once, at the later of the two.
                if first < index {
                    self.twice(fact, stamp.key.at, other.key.at);
                }
                continue;
            }
            let is_now = as_of.is_some_and(|as_of| {
                stamp.day == as_of
                    || stamp.period.is_some_and(|(cadence, number)| cadence.period_of(as_of) == number)
            });
            if !is_now && as_of.is_some_and(|as_of| stamp.day > as_of) {
                let message = format!("`{}` lies after the day of the menu", stamp.key.name);
                self.say(
                    Diagnostic::new(&kinds::HISTORY_ORDER, stamp.key.at, message)
                        .note("what is not known on that day yet is not used")
                        .help("check the year, or the menu's `as_of`"),
                );
                continue;
            }
            let Some(cell) = self.cell(fact, stamp.value) else { continue };
            if is_now {
                facts.insert(fact, cell);
            } else {
                self.history.insert((stamp.day, fact), cell);
            }
        }
    }

    fn stamp<'r>(&mut self, key: &'r Key, value: &'r Raw) -> Option<Stamp<'r>> {
        if let Some((cadence, number)) = Cadence::labelled(&key.name) {
            let day = cadence.last_day(number)?;
            return Some(Stamp { key, value, day, period: Some((cadence, number)) });
        }
        match parse_literal(&key.name, &Type::Date) {
            Ok(Value::Date(day)) => Some(Stamp { key, value, day, period: None }),
            _ => {
                let message = format!("`{}` is neither a day nor a period", words::shown(&key.name));
                self.say(
                    Diagnostic::new(&kinds::UNREADABLE_VALUE, key.at, message)
                        .help("write a day as 2026-09-30, or a period as 2026-Q3, 2026-09 or 2026"),
                );
                None
            }
        }
    }

    fn in_order(&mut self, fact: FactKey, stamps: &[Stamp<'_>]) {
        let rising = stamps.windows(2).all(|pair| matches!(pair, [a, b] if a.day <= b.day));
        let falling = stamps.windows(2).all(|pair| matches!(pair, [a, b] if a.day >= b.day));
        if rising || falling {
            return;
        }
        let back = stamps.windows(3).find_map(|three| match three {
            [a, b, c] if (a.day < b.day) != (b.day < c.day) => Some(c),
            _ => None,
        });
        if let Some(stamp) = back {
            let message =
                format!("the history of `{}` jumps back and forth here", self.schema.key_name(fact));
            self.say(
                Diagnostic::new(&kinds::HISTORY_ORDER, stamp.key.at, message)
                    .note("each value is used for the day beside it; a slip of the pen in a date looks just like this")
                    .help("write the days in their order, the newest first or last"),
            );
        }
    }

    fn twice(&mut self, fact: FactKey, at: Span, first: Span) {
        let name = self.schema.key_name(fact);
        self.say(told_twice(&name, at, first));
    }
}

fn told_twice(name: &str, at: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&kinds::HISTORY_TWICE, at, format!("`{name}` has two values for one period"))
        .label("the second")
        .also(first, "the first")
        .note("neither is used, since nothing says which one is meant")
        .help("keep the one that is right")
}

/// Lays a menu's own history and older menus of the same plan behind it, the newest first. Behind them all is one that
/// names the same things, says nothing of them, and has no day: what is known of every other time.
///
/// Older menus say their day; those of its own day or later are left out, and so are two of one day. A value that a menu
/// gives for an earlier day is added to the menu of that day, if there is one; of two different ones neither is used.
pub fn with_history(mut menu: Menu, older: Vec<Menu>, schema: &Schema) -> Outcome<Menu> {
    let mut told = Diagnostics::new();
    let mut of_day: BTreeMap<Date, Vec<Menu>> = BTreeMap::new();
    for other in older {
        if let Some(day) = other.as_of.filter(|day| menu.as_of.is_none_or(|as_of| *day < as_of)) {
            of_day.entry(day).or_default().push(other);
        }
    }
    let mut older: Vec<Menu> = Vec::new();
    for (day, menus) in of_day.into_iter().rev() {
        match <[Menu; 1]>::try_from(menus) {
            Ok(only) => older.extend(only),
            Err(several) => several_of(day, &several, &mut told),
        }
    }
    match_up(&menu, &mut older, schema);
    let blank = blank(&menu);
    let mut said = Series::new();
    for sayer in std::iter::once(&menu).chain(&older) {
        gather(&sayer.plan, &mut Vec::new(), &mut said);
        sayer.funds.iter().for_each(|fund| gather(fund, &mut vec![fund], &mut said));
    }
    let mut by_day: BTreeMap<Date, Menu> =
        older.into_iter().filter_map(|menu| Some((menu.as_of?, menu))).collect();
    let mut of_series: BTreeMap<Date, Menu> = BTreeMap::new();
    for ((day, path), said) in said {
        if menu.as_of.is_none_or(|as_of| day < as_of) {
            let nothing = || Menu { as_of: Some(day), ..blank.clone() };
            let then = by_day.get_mut(&day);
            let then = then.unwrap_or_else(|| of_series.entry(day).or_insert_with(nothing));
            add(then, &path, said, &mut told);
        }
    }
    of_series.values_mut().for_each(|then| list_what_had_a_weight(then, schema));
    by_day.append(&mut of_series);
    let mut earlier = Some(Box::new(blank));
    for (_, mut then) in by_day {
        then.earlier = earlier.take();
        earlier = Some(Box::new(then));
    }
    menu.earlier = earlier;
    Outcome { value: menu, diagnostics: told }
}

fn several_of(day: Date, menus: &[Menu], told: &mut Diagnostics) {
    let Some((first, others)) = menus.split_first() else { return };
    for other in others {
        told.push(
            Diagnostic::new(
                &kinds::HISTORY_TWICE,
                other.plan.at,
                format!("two menus describe the plan on {day}"),
            )
            .also(first.plan.at, "the first")
            .note("neither is used, since nothing says which one is meant")
            .help("keep the one that is right, or correct the `as_of` of the other"),
        );
    }
}

/// What is said of a menu that describes a later day than the one on which it is checked.
pub(crate) fn ahead_of(menu: &Menu, today: Date) -> Option<Diagnostic> {
    let day = menu.as_of.filter(|day| *day > today)?;
    let message = format!("the menu is of {day}, which is after the day of the check, {today}");
    Some(
        Diagnostic::new(&kinds::MENU_AFTER_CHECK, menu.dated.unwrap_or(menu.plan.at), message)
            .note(format!("ages, deadlines, waivers and rules in force are those of {today}"))
            .help(format!("check the year, or check the menu as of its own day: `--as-of {day}`")),
    )
}

/// The values that menus give for earlier days, by day and thing.
type Series = BTreeMap<(Date, Path), Said>;

/// What is said of a thing for one day, by all menus that say something.
struct Said {
    /// The things from below the plan down to this one, each without its facts.
    things: Vec<Thing>,
    cells: BTreeMap<FactKey, Vec<Cell>>,
}

fn gather<'m>(thing: &'m Thing, things: &mut Vec<&'m Thing>, said: &mut Series) {
    let own = thing.history.iter().map(|((day, key), cell)| (*day, *key, cell.clone()));
    let described = thing.facts.iter().flat_map(|(key, cell)| {
        let then = described_then(cell).into_iter().map(|(day, cell)| (day, *key, cell));
        then.filter(|(day, key, _)| !thing.history.contains_key(&(*day, *key)))
    });
    for (day, key, cell) in own.chain(described) {
        let path = things.iter().map(|thing| (thing.level, thing.key().to_string())).collect();
        let nothing =
            || Said { things: things.iter().map(|thing| bare(thing)).collect(), cells: BTreeMap::new() };
        said.entry((day, path)).or_insert_with(nothing).cells.entry(key).or_default().push(cell);
    }
    for inner in thing.parts().iter().chain(thing.members.values().flatten()) {
        things.push(inner);
        gather(inner, things, said);
        things.pop();
    }
}

/// What is described where a fact refers to it, with the values that it gives for earlier days.
fn described_then(cell: &Cell) -> BTreeMap<Date, Cell> {
    let mut then: BTreeMap<Date, Cell> = BTreeMap::new();
    let Reading::Described { name, thing } = &cell.reading else { return then };
    for ((day, key), value) in &thing.history {
        let nothing = || Reading::Described { name: name.clone(), thing: Box::new(bare(thing)) };
        let cell = then.entry(*day).or_insert_with(|| Cell { reading: nothing(), at: cell.at });
        if let Reading::Described { thing, .. } = &mut cell.reading {
            thing.facts.insert(*key, value.clone());
        }
    }
    then
}

/// A thing of which nothing is said.
fn bare(thing: &Thing) -> Thing {
    Thing {
        given_id: thing.given_id.clone(),
        followed: thing.followed.clone(),
        ..Thing::new(thing.level, &*thing.id, &*thing.name, thing.at)
    }
}

/// The same things as on a menu, with nothing said of them: not even that they were there. Each stands aside, where a
/// rule that looks back at it finds it; nothing is listed.
fn blank(menu: &Menu) -> Menu {
    let mut aside = BTreeMap::new();
    let plan = blank_thing(&menu.plan, &mut Path::new(), &mut aside);
    let mut of_fund = |fund| {
        let mut path = step(fund);
        blank_thing(fund, &mut path, &mut aside)
    };
    let funds = menu.funds.iter().map(&mut of_fund).collect();
    Menu {
        source: menu.source,
        as_of: None,
        plan: Thing { content: Content::Parts(Vec::new()), ..plan },
        funds,
        dated: None,
        leaves_out: Some(LeftOut::NotListed(menu.plan.at)),
        also_known_as: Vec::new(),
        earlier: None,
        aside,
        unmatched: BTreeMap::new(),
    }
}

fn step(thing: &Thing) -> Path {
    vec![(thing.level, thing.key().to_string())]
}

fn blank_thing(thing: &Thing, path: &mut Path, aside: &mut BTreeMap<Path, Thing>) -> Thing {
    for inner in thing.parts().iter().chain(thing.members.values().flatten()) {
        path.extend(step(inner));
        let blank = blank_thing(inner, path, aside);
        aside.insert(path.clone(), blank);
        path.pop();
    }
    bare(thing)
}

/// Adds what menus say of a thing for a day to the menu of that day. Of two values neither is used.
fn add(then: &mut Menu, path: &Path, said: Said, told: &mut Diagnostics) {
    for (count, thing) in (1..).zip(said.things) {
        let upper: Path = path.iter().take(count).cloned().collect();
        if find(then, &upper).is_none() {
            then.aside.insert(upper, thing);
        }
    }
    let Some(thing) = find(then, path) else { return };
    for (key, cells) in said.cells {
        let mut cells = thing.facts.remove(&key).into_iter().chain(cells);
        let Some(mut first) = cells.next() else { continue };
        if cells.all(|other| agree(&mut first, &other, &thing.name, told)) {
            thing.facts.insert(key, first);
        }
    }
}

/// Lists what had a weight on a day: only of that do the values of a series say that it was there, and what they leave out
/// is known.
fn list_what_had_a_weight(then: &mut Menu, schema: &Schema) {
    let has_weight = |(path, thing): (&Path, &Thing)| {
        let weight = FactKey::of(schema.fact_named(thing.level, "weight")?);
        match &thing.facts.get(&weight)?.reading {
            Reading::Exactly(Value::Percent(share)) if !share.is_zero() => Some(path.clone()),
            _ => None,
        }
    };
    let listed: Vec<Path> = then.aside.iter().filter_map(has_weight).collect();
    for path in listed {
        let Some(((level, _), above)) = path.split_last() else { continue };
        let above = above.to_vec();
        // What stands in a list of its own, as an account does, stays aside.
        if find(then, &above).is_none_or(|whole| schema.parts_of(whole.level) != Some(*level)) {
            continue;
        }
        let Some(thing) = then.aside.remove(&path) else { continue };
        let Some(whole) = find(then, &above) else { continue };
        match &mut whole.content {
            Content::Parts(parts) => parts.push(thing),
            content => *content = Content::Parts(vec![thing]),
        }
    }
}

/// Whether two say the same; if not, that is told.
fn agree(first: &mut Cell, other: &Cell, name: &str, told: &mut Diagnostics) -> bool {
    if let (Reading::Described { name: own, thing }, Reading::Described { name: others, thing: described }) =
        (&mut first.reading, &other.reading)
        && own == others
    {
        for (key, cell) in &described.facts {
            match thing.facts.remove(key) {
                Some(mut known) => {
                    if agree(&mut known, cell, name, told) {
                        thing.facts.insert(*key, known);
                    }
                }
                None => _ = thing.facts.insert(*key, cell.clone()),
            }
        }
        return true;
    }
    let same = first.reading == other.reading;
    if !same {
        told.push(told_twice(name, other.at, first.at));
    }
    same
}

/// The thing at a path of a menu, or what is said of it aside.
fn find<'m>(menu: &'m mut Menu, path: &Path) -> Option<&'m mut Thing> {
    let Menu { plan, funds, aside, .. } = menu;
    fn within<'t>(thing: &'t mut Thing, path: &[(LevelId, String)]) -> Option<&'t mut Thing> {
        let Some(((level, key), inner)) = path.split_first() else { return Some(thing) };
        let parts = match &mut thing.content {
            Content::Parts(parts) => parts.as_mut_slice(),
            _ => &mut [],
        };
        let mut inside = parts.iter_mut().chain(thing.members.values_mut().flatten());
        within(inside.find(|part| part.level == *level && part.key() == key)?, inner)
    }
    let of_fund = funds.iter_mut().filter(|_| !path.is_empty());
    let mut of_fund = of_fund.filter_map(|fund| {
        let (level, key) = path.first()?;
        let is_same = fund.level == *level && fund.key() == key;
        is_same.then(|| within(fund, path.get(1..).unwrap_or_default())).flatten()
    });
    within(plan, path).or_else(|| of_fund.next()).or_else(|| aside.get_mut(path))
}
