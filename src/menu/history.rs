//! Earlier days: values that one menu gives for several days, and older menus of the same plan.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, kinds};
use crate::source::Span;
use crate::vocabulary::{Cadence, FactKey, PeriodNumber, Type, Value, parse_literal};

use super::forms::raw::{Key, Raw, RawKind};
use super::from_raw::Reader;
use super::thing::{Cell, Content, LeftOut, Menu, Thing};
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

/// Lays a menu's own history and older menus of the same plan behind it, the newest first. Behind them all stands one
/// that names the same things, says nothing of them, and has no day: what is known of every other time.
///
/// Older menus say their day; those of its own day or later are left out. A value that a menu gives for an earlier day
/// is added to the menu of that day, if there is one. Two different ones are reported, and neither is used; the same goes for
/// two menus of one day.
pub fn with_history(mut menu: Menu, older: Vec<Menu>) -> Outcome<Menu> {
    let mut told = Diagnostics::new();
    let mut by_day: BTreeMap<Date, Menu> = BTreeMap::new();
    let mut twice: BTreeSet<Date> = BTreeSet::new();
    let dawn = skeleton(&menu, None);
    for other in older {
        let Some(day) = other.as_of.filter(|day| menu.as_of.is_none_or(|as_of| *day < as_of)) else {
            continue;
        };
        match by_day.get(&day) {
            Some(first) => {
                twice.insert(day);
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
            None => _ = by_day.insert(day, other),
        }
    }
    by_day.retain(|day, _| !twice.contains(day));
    let mut days = BTreeSet::new();
    days_of(&menu.plan, &mut days);
    menu.funds.iter().for_each(|fund| days_of(fund, &mut days));
    for day in days {
        let then = skeleton(&menu, Some(day));
        match by_day.get_mut(&day) {
            Some(known) => {
                merge(&mut known.plan, &then.plan, &mut told);
                for fund in then.funds {
                    match known.funds.iter_mut().find(|other| other.id == fund.id) {
                        Some(other) => merge(other, &fund, &mut told),
                        None => known.funds.push(fund),
                    }
                }
            }
            None => _ = by_day.insert(day, then),
        }
    }
    let mut earlier = Some(Box::new(dawn));
    for (_, mut then) in by_day {
        then.earlier = earlier.take();
        earlier = Some(Box::new(then));
    }
    menu.earlier = earlier;
    Outcome { value: menu, diagnostics: told }
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

fn days_of(thing: &Thing, days: &mut BTreeSet<Date>) {
    days.extend(thing.history.keys().map(|(day, _)| *day));
    thing.parts().iter().for_each(|part| days_of(part, days));
}

/// What a menu itself says of an earlier day: the values that it gives for it, and no more. Which options there were is
/// not said.
fn skeleton(menu: &Menu, day: Option<Date>) -> Menu {
    Menu {
        source: menu.source,
        as_of: day,
        dated: None,
        plan: thing_then(&menu.plan, day),
        funds: menu.funds.iter().map(|fund| thing_then(fund, day)).collect(),
        leaves_out: Some(LeftOut::NotListed(menu.plan.at)),
        also_known_as: Vec::new(),
        earlier: None,
    }
}

fn thing_then(thing: &Thing, day: Option<Date>) -> Thing {
    let facts = thing.history.iter().filter(|((other, _), _)| Some(*other) == day);
    let content = match &thing.content {
        Content::Parts(parts) => Content::Parts(parts.iter().map(|part| thing_then(part, day)).collect()),
        _ => Content::Closed,
    };
    Thing {
        facts: facts.map(|((_, key), cell)| (*key, cell.clone())).collect(),
        content,
        group: thing.group,
        ..Thing::new(thing.level, &*thing.id, &*thing.name, thing.at)
    }
}

/// Adds what a later menu says of a day to what the menu of that day says.
fn merge(known: &mut Thing, said: &Thing, told: &mut Diagnostics) {
    for (key, cell) in &said.facts {
        match known.facts.get(key) {
            Some(first) if first.reading != cell.reading => {
                told.push(told_twice(&known.name, cell.at, first.at));
                known.facts.remove(key);
            }
            Some(_) => {}
            None => _ = known.facts.insert(*key, cell.clone()),
        }
    }
    let Content::Parts(parts) = &mut known.content else { return };
    for part in said.parts() {
        if let Some(other) = parts.iter_mut().find(|other| other.id == part.id) {
            merge(other, part, told);
        }
    }
}
