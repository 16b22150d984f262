//! Menus of the matrix: as much of a plan as is said, or all of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::facts::{FACTS, Kind, Level};

/// The days that are known: that of the check, and one in each of the quarters before.
const DAYS: [&str; 3] = ["2026-11-22", "2026-08-17", "2026-05-18"];

/// What a menu says of a fact, if it says anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Number(i64),
    /// From one to the other; an end may be open.
    Between(Option<i64>, Option<i64>),
    Word(&'static str),
    /// There is none.
    None,
}

pub(super) type Facts = BTreeMap<&'static str, Said>;

/// What a thing consists of.
#[derive(Clone, Debug)]
pub(super) enum Content {
    Closed,
    Class(&'static str),
    Parts(Vec<Thing>),
    /// A share in the fund of the day.
    Pool,
}

#[derive(Clone, Debug)]
pub(super) struct Thing {
    pub(super) name: String,
    pub(super) weight: Option<Said>,
    pub(super) assets: Option<Said>,
    /// Of the whole fund.
    pub(super) fund_assets: Option<Said>,
    pub(super) shorts: bool,
    pub(super) facts: Facts,
    /// Whether the document is there, where it is said which there are.
    pub(super) document: Option<bool>,
    pub(super) content: Content,
}

/// A menu of one day.
#[derive(Clone, Debug)]
pub(super) struct Day {
    pub(super) plan: Thing,
    /// `complete: no`
    pub(super) leaves_out: bool,
    /// Whether there is a list of options at all.
    pub(super) listed: bool,
    pub(super) options: Vec<Thing>,
    /// A fund that others hold.
    pub(super) pool: Option<Thing>,
    pub(super) accounts: Option<Vec<Thing>>,
}

#[derive(Clone, Debug)]
pub(super) struct Menu {
    pub(super) now: Day,
    /// One quarter ago, two quarters ago; none of which nothing is known.
    pub(super) earlier: Vec<Option<Day>>,
}

/// The level of a thing, and the names that lead to it.
pub(super) type Path = (Level, Vec<String>);

/// Where a thing stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Plan,
    Option(usize),
    /// A holding of an option.
    Holding(usize, usize),
    Pool,
    Account(usize),
}

impl Place {
    pub(super) fn level(self) -> Level {
        match self {
            Place::Plan => Level::Plan,
            Place::Option(_) | Place::Pool => Level::Option,
            Place::Holding(..) => Level::Holding,
            Place::Account(_) => Level::Account,
        }
    }
}

impl Menu {
    /// The texts of its days, that of the check first.
    pub(super) fn texts(&self) -> Vec<String> {
        let earlier = self.earlier.iter().zip(&DAYS[1..]);
        let earlier = earlier.filter_map(|(day, at)| Some(day.as_ref()?.text(at)));
        std::iter::once(self.now.text(DAYS[0])).chain(earlier).collect()
    }

    /// The same in JSON.
    pub(super) fn json(&self) -> Vec<String> {
        let earlier = self.earlier.iter().zip(&DAYS[1..]);
        let earlier = earlier.filter_map(|(day, at)| Some(day.as_ref()?.json(at)));
        std::iter::once(self.now.json(DAYS[0])).chain(earlier).collect()
    }

    pub(super) fn days(&mut self) -> impl Iterator<Item = &mut Day> {
        std::iter::once(&mut self.now).chain(self.earlier.iter_mut().flatten())
    }
}

impl Day {
    pub(super) fn places(&self) -> Vec<Place> {
        let mut places = vec![Place::Plan];
        for (at, option) in self.options.iter().enumerate() {
            places.push(Place::Option(at));
            places.extend((0..option.parts().len()).map(|part| Place::Holding(at, part)));
        }
        places.extend(self.pool.as_ref().map(|_| Place::Pool));
        places.extend((0..self.accounts.as_ref().map_or(0, Vec::len)).map(Place::Account));
        places
    }

    pub(super) fn thing(&mut self, place: Place) -> &mut Thing {
        let missing = "the place was found on this day";
        match place {
            Place::Plan => &mut self.plan,
            Place::Option(at) => &mut self.options[at],
            Place::Holding(option, at) => match &mut self.options[option].content {
                Content::Parts(parts) => &mut parts[at],
                _ => panic!("{missing}"),
            },
            Place::Pool => self.pool.as_mut().expect(missing),
            Place::Account(at) => &mut self.accounts.as_mut().expect(missing)[at],
        }
    }

    /// The names that lead to a thing.
    pub(super) fn path(&self, place: Place) -> Path {
        let name = |thing: &Thing| thing.name.clone();
        match place {
            Place::Plan => (Level::Plan, Vec::new()),
            Place::Option(at) => (Level::Option, vec![name(&self.options[at])]),
            Place::Holding(option, at) => {
                let option = &self.options[option];
                (Level::Holding, vec![name(option), name(&option.parts()[at])])
            }
            Place::Pool => (Level::Option, vec!["pool".to_string()]),
            Place::Account(at) => {
                let account = self.accounts.as_ref().and_then(|accounts| accounts.get(at));
                (Level::Account, account.map(name).into_iter().collect())
            }
        }
    }

    /// The thing to which names lead.
    pub(super) fn named(&self, path: &Path) -> Option<&Thing> {
        let (level, names) = path;
        match (level, names.as_slice()) {
            (Level::Plan, _) => Some(&self.plan),
            (Level::Account, [name]) => self.accounts.iter().flatten().find(|one| one.name == *name),
            (_, [name]) => self.options.iter().chain(&self.pool).find(|one| one.name == *name),
            (_, [option, name]) => {
                let option = self.options.iter().find(|one| one.name == *option)?;
                option.parts().iter().find(|part| part.name == *name)
            }
            _ => None,
        }
    }

    fn json(&self, at: &str) -> String {
        let things = |things: &[Thing], level: Level| -> Value {
            things.iter().map(|thing| Value::Object(thing.map(level))).collect()
        };
        let mut menu = Map::new();
        menu.insert("as_of".into(), at.into());
        menu.insert("plan".into(), Value::Object(self.plan.map(Level::Plan)));
        if self.leaves_out {
            menu.insert("complete".into(), false.into());
        }
        if self.listed {
            menu.insert("options".into(), things(&self.options, Level::Option));
        }
        if let Some(pool) = &self.pool {
            menu.insert("funds".into(), things(std::slice::from_ref(pool), Level::Option));
        }
        if let Some(accounts) = &self.accounts {
            menu.insert("accounts".into(), things(accounts, Level::Account));
        }
        Value::Object(menu).to_string()
    }

    fn text(&self, at: &str) -> String {
        let mut plan = vec!["name: P".to_string()];
        plan.extend(self.plan.keys(Level::Plan));
        let complete = if self.leaves_out { "complete: no\n" } else { "" };
        let options = if self.listed { list("options", &self.options, Level::Option) } else { String::new() };
        let funds = self.pool.as_ref().map(|pool| list("funds", std::slice::from_ref(pool), Level::Option));
        let accounts = self.accounts.as_ref().map(|accounts| list("accounts", accounts, Level::Account));
        let (funds, accounts) = (funds.unwrap_or_default(), accounts.unwrap_or_default());
        format!("as_of: {at}\nplan: {{ {} }}\n{complete}{options}{funds}{accounts}", plan.join(", "))
    }
}

impl Thing {
    /// A thing of which only its name is said.
    pub(super) fn named(name: impl Into<String>) -> Self {
        Thing {
            name: name.into(),
            weight: None,
            assets: None,
            fund_assets: None,
            shorts: false,
            facts: Facts::new(),
            document: None,
            content: Content::Closed,
        }
    }

    pub(super) fn parts(&self) -> &[Thing] {
        match &self.content {
            Content::Parts(parts) => parts,
            _ => &[],
        }
    }

    fn facts_written(&self, level: Level) -> Vec<String> {
        let sizes = [
            ("weight", &self.weight, Kind::Share),
            ("assets", &self.assets, Kind::Dollars),
            ("fund_assets", &self.fund_assets, Kind::Dollars),
        ];
        let sizes = sizes.into_iter().filter_map(|(key, said, kind)| Some((key, said.as_ref()?, kind)));
        let kind = |key: &str| {
            let found = FACTS.iter().find(|fact| fact.level == level && fact.key == key);
            found.unwrap_or_else(|| panic!("`{key}` is no fact of {level:?}")).kind
        };
        let facts = self.facts.iter().map(|(key, said)| (*key, said, kind(key)));
        sizes.chain(facts).map(|(key, said, kind)| format!("{key}: {}", said.text(kind))).collect()
    }

    fn keys(&self, level: Level) -> Vec<String> {
        let mut keys = self.facts_written(level);
        keys.extend(self.shorts.then(|| "short_positions: yes".to_string()));
        keys.extend(self.document.map(|there| match there {
            true => "documents: [{ document: Review, dated: 2026-02-02 }]".to_string(),
            false => "documents: []".to_string(),
        }));
        keys.extend(match &self.content {
            Content::Closed => None,
            Content::Class(class) => Some(format!("class: {class}")),
            Content::Pool => Some("fund: pool".to_string()),
            Content::Parts(parts) => {
                let parts: Vec<String> = parts.iter().map(|part| part.line(Level::Holding)).collect();
                Some(format!("holds: [{}]", parts.join(", ")))
            }
        });
        keys
    }

    /// The same as an object of JSON.
    fn map(&self, level: Level) -> Map<String, Value> {
        let mut map = Map::new();
        map.insert("name".into(), self.name.clone().into());
        for key in self.facts_written(level) {
            let (key, value) = key.split_once(": ").expect("a key has a value");
            map.insert(key.into(), value.into());
        }
        if self.shorts {
            map.insert("short_positions".into(), true.into());
        }
        if let Some(there) = self.document {
            let review = json!([{ "document": "Review", "dated": "2026-02-02" }]);
            map.insert("documents".into(), if there { review } else { json!([]) });
        }
        match &self.content {
            Content::Closed => None,
            Content::Class(class) => map.insert("class".into(), (*class).into()),
            Content::Pool => map.insert("fund".into(), "pool".into()),
            Content::Parts(parts) => {
                let parts = parts.iter().map(|part| Value::Object(part.map(Level::Holding)));
                map.insert("holds".into(), parts.collect())
            }
        };
        map
    }

    fn line(&self, level: Level) -> String {
        let mut keys = vec![format!("name: {}", self.name)];
        keys.extend(self.keys(level));
        format!("{{ {} }}", keys.join(", "))
    }
}

impl Said {
    fn text(&self, kind: Kind) -> String {
        let written = |number: &i64| kind.written(*number);
        match self {
            Said::Number(number) => written(number),
            Said::Between(Some(low), Some(high)) => format!("{} to {}", written(low), written(high)),
            Said::Between(Some(low), None) => format!("at least {}", written(low)),
            Said::Between(None, Some(high)) => format!("at most {}", written(high)),
            Said::Between(None, None) => "unknown".to_string(),
            Said::Word(word) => word.to_string(),
            Said::None => "n/a".to_string(),
        }
    }

    /// The number, where it is said exactly.
    pub(super) fn number(&self) -> Option<i64> {
        match self {
            Said::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The least and the greatest that it may be.
    pub(super) fn ends(&self) -> (Option<i64>, Option<i64>) {
        match self {
            Said::Number(number) => (Some(*number), Some(*number)),
            Said::Between(low, high) => (*low, *high),
            Said::Word(_) | Said::None => (None, None),
        }
    }
}

fn list(name: &str, things: &[Thing], level: Level) -> String {
    if things.is_empty() {
        return format!("{name}: []\n");
    }
    let lines: String = things.iter().map(|thing| format!("  - {}\n", thing.line(level))).collect();
    format!("{name}:\n{lines}")
}
