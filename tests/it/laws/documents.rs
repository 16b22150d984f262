//! Documents of generated menus, how much of them is shown, and how policies ask for them.

use proptest::prelude::*;

use super::checked::{accepted, on};
use super::completion::holds;
use super::dice::{Dice, config, tape};
use super::facts::{DECLARED, FACTS, Level};
use super::menus::{Menu, Shown};
use super::policies::Writer;

const KINDS: [&str; 2] = ["letter", "report"];
const DATES: [&str; 8] = [
    "2026-11-22",
    "2026-02-11",
    "2025-11-22",
    "2025-11-21",
    "2026-11-23",
    "2024-06-30",
    "2020-01-01",
    "2027-01-01",
];
const SIGNERS: [&str; 3] = ["manager", "Harbor Capital", "[manager, Harbor Capital]"];
const ATTESTED: [&str; 3] = ["no limit", "[]", "[no limit, quarterly]"];

/// What is on file for a thing, and whether the menu lists it.
#[derive(Clone, Debug)]
pub(super) struct Documents {
    list: Vec<Document>,
    listed: bool,
}

/// What the menu says of a document: a value that is hidden is none.
#[derive(Clone, Debug)]
struct Document {
    kind: &'static str,
    dated: Option<&'static str>,
    by: Option<&'static str>,
    attests: Option<&'static str>,
}

impl Documents {
    /// Known to the last document.
    pub(super) fn drawn(dice: &mut Dice<'_>) -> Self {
        let list = (0..dice.pick(3)).map(|_| Document {
            kind: dice.of(&KINDS),
            dated: Some(dice.of(&DATES)),
            by: Some(dice.of(&SIGNERS)),
            attests: Some(dice.of(&ATTESTED)),
        });
        Documents { list: list.collect(), listed: true }
    }

    /// Nobody says which there are.
    pub(super) fn unlisted() -> Self {
        Documents { list: Vec::new(), listed: false }
    }

    pub(super) fn hide(&mut self) {
        self.listed = false;
    }

    /// Hides the list, or something that is said of one of its documents.
    pub(super) fn forget(&mut self, dice: &mut Dice<'_>) {
        let count = self.list.len();
        if count == 0 || dice.chance(1, 3) {
            self.hide();
            return;
        }
        let document = &mut self.list[dice.pick(count)];
        match dice.pick(3) {
            0 => document.dated = None,
            1 => document.by = None,
            _ => document.attests = None,
        }
    }

    /// Whatever is not shown turns out in some way.
    pub(super) fn complete(&mut self, dice: &mut Dice<'_>) {
        if !self.listed {
            *self = Documents::drawn(dice);
            return;
        }
        for document in &mut self.list {
            document.dated.get_or_insert_with(|| dice.of(&DATES));
            document.by.get_or_insert_with(|| dice.of(&SIGNERS));
            document.attests.get_or_insert_with(|| dice.of(&ATTESTED));
        }
    }

    /// `documents: [{ document: letter, dated: 2026-02-11 }]`
    pub(super) fn text(&self) -> Option<String> {
        let list: Vec<String> = self.list.iter().map(Document::text).collect();
        self.listed.then(|| format!("documents: [{}]", list.join(", ")))
    }
}

impl Document {
    fn text(&self) -> String {
        let keys = [("dated", self.dated), ("by", self.by), ("attests", self.attests)];
        let given = keys.iter().filter_map(|(key, value)| Some(format!(", {key}: {}", (*value)?)));
        format!("{{ document: {}{} }}", self.kind, given.collect::<String>())
    }
}

impl Menu {
    /// Forgets something of the documents of one thing, or the day that they are dated by.
    fn forget_documents(&mut self, dice: &mut Dice<'_>) {
        let places = self.places();
        match places.is_empty() || dice.chance(1, 4) {
            true => self.documents.forget(dice),
            false if dice.chance(1, 3) => {
                let inception = FACTS.iter().position(|fact| fact.name == "inception").unwrap();
                let cell = self.thing(&dice.of(&places)).facts.get_mut(&inception);
                cell.into_iter().for_each(|cell| cell.shown = Shown::Hidden);
            }
            false => self.thing(&dice.of(&places)).documents.forget(dice),
        }
    }
}

proptest! {
    #![proptest_config(config(60))]

    /// Laws 1 to 3 where nothing but documents is asked for, and nothing but documents, and the days by which they are
    /// dated, is forgotten.
    #[test]
    fn laws_1_to_3_of_documents(tape in tape(3000)) {
        let mut dice = Dice::new(&tape);
        let mut writer = Writer::new(&mut dice);
        let scopes = [
            (Level::Plan, ""),
            (Level::Plan, "not "),
            (Level::Option, "each option: "),
            (Level::Option, "each option: not "),
            (Level::Option, "at least 2 options where "),
            (Level::Holding, "each holding: "),
        ];
        let rules = scopes.map(|(level, scope)| format!("{scope}{}\n", writer.document(level)));
        let policy: Vec<String> = std::iter::once(DECLARED.to_string()).chain(rules).collect();
        let mut menus = vec![Menu::drawn(&mut dice)];
        for _ in 0..8 {
            let mut menu = menus[menus.len() - 1].clone();
            menu.forget_documents(&mut dice);
            menus.push(menu);
        }
        let mut texts: Vec<String> = menus.iter().map(Menu::text).collect();
        let partial = menus.len() - 1;
        for _ in 0..4 {
            texts.push(menus[partial].completed(&mut dice).text());
        }
        let report = accepted(&policy, &texts);
        for step in 1..menus.len() {
            for earlier in [0, step - 1] {
                holds(&on(&report, step), &on(&report, earlier), &policy, [&texts[step], &texts[earlier]])?;
            }
        }
        for completed in menus.len()..texts.len() {
            holds(&on(&report, partial), &on(&report, completed), &policy, [&texts[partial], &texts[completed]])?;
        }
    }
}

impl Writer<'_, '_> {
    /// A document that a thing of a level is asked for.
    pub(super) fn document(&mut self, level: Level) -> String {
        // Only options have a date of their own.
        let events: &[&str] = match level {
            Level::Plan | Level::Account | Level::Benchmark => &["2026-11-22", "2026-01-01"],
            _ => &["inception", "inception", "2026-01-01"],
        };
        let event = self.dice.of(events);
        let dated = match self.dice.pick(8) {
            0 | 1 => String::new(),
            2 | 3 => " dated within 12 months".into(),
            4 => format!(" dated on or after {event}"),
            5 => format!(" dated within 4 quarters of {event}"),
            6 => format!(" dated between 10 business days and 1 year before {event}"),
            _ => format!(" dated at least 1 month after {event} dated before 2026-11-22"),
        };
        let by = self.dice.of(&["", "", " by manager", " by \"harbor  capital\""]);
        let attesting =
            self.dice.of(&["", "", " attesting \"No limit\"", " attesting \"no limit\" and \"quarterly\""]);
        format!("document \"{}\"{by}{attesting}{dated}", self.dice.of(&KINDS))
    }
}
