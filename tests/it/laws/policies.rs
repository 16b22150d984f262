//! Policies: texts that are well-typed by the way in which they are built, over all forms of the language.

use super::dice::Dice;
use super::facts::{CLASSES, DECLARED, Level, TOP};

/// Writes a policy.
pub(super) struct Writer<'d, 't> {
    pub(super) dice: &'d mut Dice<'t>,
    /// Rules that have a name, so that no two have the same.
    named: usize,
    /// Whether `assume` may be used.
    assumes: bool,
    /// Whether a document may be asked for: of a group it may not.
    pub(super) documents: bool,
    /// Whether `cure` may be used: of what is only watched it may not.
    cures: bool,
}

/// Definitions that every policy has, used or not.
const DEFINITIONS: &str = "\
param cap: percent = 5%
param few: number = 2
let core = options where is_core
let index_like = core where style is index
let listed = holdings where fair_value_level <= 2
let cheap = (expense_ratio net) <= cap
let large = issuers of holdings where weight > 5%
let houses = managers of (options where is_core)
let cost = greater of (expense_ratio net), fee_12b1 and 0.50%
";

/// A policy of some statements, in the order of the answer; the first text holds what they rest on.
pub(super) fn policy(dice: &mut Dice<'_>, assumes: bool) -> Vec<String> {
    let mut writer = Writer { assumes, ..Writer::new(dice) };
    let count = 1 + writer.dice.pick(3);
    let mut texts = vec![format!("{DECLARED}{DEFINITIONS}")];
    for _ in 0..count {
        let item = writer.item(0);
        // Brackets that stand too deep inside each other are refused, and are no matter of these laws.
        texts.push(if depth(&item) <= DEEPEST { item } else { "crypto <= 5%\n".to_string() });
    }
    texts
}

const DEEPEST: usize = 24;

fn depth(text: &str) -> usize {
    let mut open = 0_usize;
    let levels = text.chars().map(|character| {
        match character {
            '(' | '{' => open += 1,
            ')' | '}' => open -= 1,
            _ => {}
        }
        open
    });
    levels.max().unwrap_or(0)
}

impl<'d, 't> Writer<'d, 't> {
    pub(super) fn new(dice: &'d mut Dice<'t>) -> Self {
        Writer { dice, named: 0, assumes: false, documents: true, cures: true }
    }
}

impl Writer<'_, '_> {
    fn item(&mut self, depth: usize) -> String {
        match self.dice.pick(11) {
            10 => self.watch_list(),
            6 if depth == 0 => {
                let dates = self.dice.of(&[
                    "",
                    "",
                    " from 2026-01-01",
                    " from 2027-01-01",
                    " until 2026-11-22",
                    " at selection",
                ]);
                let items = [self.item(1), self.item(1)].concat();
                self.named += 1;
                format!("section \"{}. Part\"{dates} {{\n{items}}}\n", self.named)
            }
            7 | 8 => {
                self.named += 1;
                let obligation = self.dice.of(&["", "must ", "should ", "watch "]);
                let qualifiers = self.dice.of(&[
                    "",
                    "",
                    " cites \"IPS 5\"",
                    " from 2026-11-22",
                    " until 2026-11-21",
                    " at purchase",
                ]);
                self.cures = obligation != "watch ";
                let statements: String = (0..1 + self.dice.pick(2)).map(|_| self.statement(0)).collect();
                self.cures = true;
                format!("{obligation}rule r{} \"As signed\"{qualifiers} {{\n{statements}}}\n", self.named)
            }
            9 if self.assumes => {
                let class = self.class();
                let whose = match self.dice.pick(2) {
                    0 => "unclassified holds".to_string(),
                    _ => format!("options where {} hold", self.condition(Level::Option, 1)),
                };
                let until = self.dice.of(&["", " until 2027-12-31", " until 2026-01-01"]);
                format!("assume {whose} no {class} because \"review\"{until}\n")
            }
            _ => {
                let obligation = self.dice.of(&["", "", "should ", "watch "]);
                self.cures = obligation != "watch ";
                let statement = self.statement(0);
                self.cures = true;
                format!("{obligation}{statement}")
            }
        }
    }

    /// A list over the quarters that menus remember, perhaps with removal.
    fn watch_list(&mut self) -> String {
        self.named += 1;
        let (filters, run) =
            (self.filters(Level::Option), self.dice.of(&["", " for 2 consecutive quarters"]));
        let (enters, leaves) = (self.condition(Level::Option, 1), self.condition(Level::Option, 1));
        let removal = match self.dice.pick(3) {
            0 => String::new(),
            1 => "  removal after 2 quarters\n".to_string(),
            _ => format!("  removal when {}\n", self.condition(Level::Option, 1)),
        };
        format!(
            "watch list w{} {{\n  each option{filters}\n  enters when ({enters}){run}\n  leaves when {leaves}\n{removal}}}\n",
            self.named
        )
    }

    /// A statement with the line break at its end.
    fn statement(&mut self, depth: usize) -> String {
        let text = match self.dice.pick(16) {
            10 | 11 if depth < 2 => {
                let (group, level) = self.group();
                let filters = self.filters(level);
                self.documents = false;
                let asserted = self.asserted(level);
                self.documents = true;
                format!("each {group}{filters}: {asserted}")
            }
            14 if depth < 2 => {
                let (outer, filters) = (self.group(), self.filters(Level::Holding));
                match outer.1 {
                    Level::Option => {
                        let (inner, level) = match self.dice.pick(3) {
                            0 => ("option".to_string(), Level::Option),
                            1 => ("holding".to_string(), Level::Holding),
                            _ => ("issuer of holdings".to_string(), Level::Holding),
                        };
                        format!("each {}: each {inner}: {}", outer.0, self.asserted(level))
                    }
                    Level::Account => {
                        format!("each {}: each account: {}", outer.0, self.asserted(Level::Account))
                    }
                    _ => {
                        let inner = self.dice.of(&["holding", "country of holdings", "issuer of listed"]);
                        format!(
                            "each {}{filters}: each {inner}{}: {}",
                            outer.0,
                            self.filters(Level::Holding),
                            self.asserted(Level::Holding)
                        )
                    }
                }
            }
            15 if depth < 2 => {
                let (set, level) = self.groups();
                let filters = self.filters(level);
                match self.dice.pick(2) {
                    1 if level == Level::Account => format!("at most 2 {set}{filters}"),
                    0 => format!("{set}{filters} requires {}", self.condition(level, 1)),
                    _ => format!("each option: at most 2 {set} where {}", self.condition(level, 1)),
                }
            }
            3 | 4 if depth < 2 => {
                let (level, word) = self.dice.of(&[
                    (Level::Option, "option"),
                    (Level::Holding, "holding"),
                    (Level::Account, "account"),
                ]);
                format!("each {word}{}: {}", self.filters(level), self.asserted(level))
            }
            5 if depth < 1 => {
                let body =
                    format!("  {}\n  {}\n", self.asserted(Level::Option), self.asserted(Level::Option));
                format!("each option{} {{\n{body}}}", self.filters(Level::Option))
            }
            6 => format!(
                "each option{}: each holding{}: {}",
                self.filters(Level::Option),
                self.filters(Level::Holding),
                self.asserted(Level::Holding)
            ),
            7 => {
                let needs: Vec<String> =
                    (0..1 + self.dice.pick(2)).map(|_| self.condition(Level::Option, 1)).collect();
                let subject = match self.dice.pick(3) {
                    0 => self.class(),
                    1 => self.options(),
                    _ => "core".to_string(),
                };
                format!("{subject} requires {}", needs.join(", "))
            }
            8 => {
                let subject = match self.dice.pick(3) {
                    0 => self.class(),
                    1 => format!("options where {}", self.condition(Level::Option, 1)),
                    _ => "index_like".to_string(),
                };
                format!("{subject} prohibited")
            }
            9 if depth < 1 => {
                let (condition, then) = (self.condition(Level::Plan, 1), self.statement(1));
                let otherwise = match self.dice.pick(2) {
                    0 => String::new(),
                    _ => format!(" else {{\n{}}}", self.statement(1)),
                };
                return format!("if {condition} {{\n{then}}}{otherwise}\n");
            }
            _ => self.asserted(Level::Plan),
        };
        format!("{text}\n")
    }

    /// An assertion with its qualifiers.
    fn asserted(&mut self, level: Level) -> String {
        let assertion = self.condition(level, 0);
        let qualifiers = match self.dice.pick(10) {
            8 => self
                .dice
                .of(&[" tolerate 1 consecutive quarter", " tolerate 1 of the last 3 quarters"])
                .to_string(),
            9 if !self.cures => String::new(),
            9 if level == Level::Option => " cure within 30 days of inception".to_string(),
            9 => " cure within 90 days".to_string(),
            5 => format!(" when {}", self.condition(level, 1)),
            6 => format!(" unless {}", self.condition(level, 1)),
            7 => {
                let periods = [" from 2026-01-01 until 2026-12-31", " from 2030-01-01"];
                let moments = [" at purchase", " on new money and at quarter end", "\n  at selection"];
                self.dice.of(&[periods.as_slice(), &moments].concat()).to_string()
            }
            _ => String::new(),
        };
        format!("{assertion}{qualifiers}")
    }

    pub(super) fn filters(&mut self, level: Level) -> String {
        match self.dice.pick(5) {
            2 => format!(" where {}", self.condition(level, 1)),
            3 => " except \"o1\", \"h0\"".to_string(),
            4 => format!(" where {} except {}", self.condition(level, 1), self.condition(level, 1)),
            _ => String::new(),
        }
    }

    /// `issuer of holdings`, with the level of what is put together.
    fn group(&mut self) -> (String, Level) {
        let members = self.condition(Level::Holding, 1);
        match self.dice.pick(9) {
            6 => ("benchmark of options".into(), Level::Option),
            7 => ("held_in of accounts".into(), Level::Account),
            8 => ("yardstick of accounts".into(), Level::Account),
            0 => ("manager of options".into(), Level::Option),
            1 => ("manager of core".into(), Level::Option),
            2 => ("country of holdings".into(), Level::Holding),
            3 => (format!("issuer of (holdings where {members})"), Level::Holding),
            _ => ("issuer of holdings".into(), Level::Holding),
        }
    }

    /// `issuers of holdings`
    pub(super) fn groups(&mut self) -> (String, Level) {
        let (group, level) = self.group();
        let (fact, of) = group.split_once(' ').unwrap_or((&group, ""));
        let plural = match fact {
            "country" => "countries".to_string(),
            other => format!("{other}s"),
        };
        (format!("{plural} {of}"), level)
    }

    pub(super) fn options(&mut self) -> String {
        format!("options{}", self.filters(Level::Option))
    }

    /// Things to count or to average over, with their level.
    pub(super) fn set(&mut self) -> (String, Level) {
        match self.dice.pick(11) {
            6 | 7 => {
                let (groups, level) = self.groups();
                (format!("{groups}{}", self.filters(level)), level)
            }
            8 => {
                let (name, level) = self.dice.of(&[("large", Level::Holding), ("houses", Level::Option)]);
                (name.to_string(), level)
            }
            9 => (format!("accounts{}", self.filters(Level::Account)), Level::Account),
            0..=2 => (self.options(), Level::Option),
            3 => (self.dice.of(&["core", "index_like"]).to_string(), Level::Option),
            4 => ("listed".to_string(), Level::Holding),
            _ => (format!("holdings{}", self.filters(Level::Holding)), Level::Holding),
        }
    }

    pub(super) fn class(&mut self) -> String {
        match self.dice.pick(4) {
            3 => self.dice.of(&TOP).to_string(),
            2 => self.dice.of(&["us_equity", "private_markets", "digital_assets"]).to_string(),
            _ => CLASSES[self.dice.pick(CLASSES.len())].0.to_string(),
        }
    }
}
