//! The facts that the matrix asks for, and the values at which its limits turn.

use super::super::dice::Dice;

/// 100% of a plan or an option, and the dollars of a plan of which nothing else is said: $1 is a hundred-millionth.
pub(super) const WHOLE: i64 = 100_000_000;

/// 1% of it.
pub(super) const PERCENT: i64 = WHOLE / 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Plan,
    Option,
    Holding,
    Account,
}

/// How a value is drawn and written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// From 0% to 100%.
    Share,
    /// Any percent.
    Rate,
    /// $0 or more.
    Dollars,
    /// Any number, in hundredths.
    Score,
    /// A whole number from one to the other.
    Whole(i64, i64),
    /// One of these.
    Words(&'static [&'static str]),
}

#[derive(Debug)]
pub(super) struct Fact {
    /// As menus write it.
    pub(super) key: &'static str,
    pub(super) level: Level,
    pub(super) kind: Kind,
    /// Whether a menu may say that there is none.
    pub(super) may_be_none: bool,
    /// The words of a policy that ask for it, where they are others.
    pub(super) asked_as: &'static [&'static str],
}

const FLAG: Kind = Kind::Words(&["yes", "no"]);
const RATING: Kind = Kind::Words(&["AAA", "A-", "BBB-", "BB+", "CCC"]);
const FIRMS: Kind = Kind::Words(&["Harbor", "Granite", "Meadow", "Quarry"]);
const FREQUENCY: Kind = Kind::Words(&["quarterly", "daily", "annually"]);

/// Words of their kind that no drawn menu has: what turns up in a completion may be something else.
const FURTHER: [(&[&str], &[&str]); 4] = [
    (
        &["manager", "adviser", "issuer", "country"],
        &[
            "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", "F15",
            "F16", "F17", "F18", "F19", "F20", "F21", "F22", "F23", "F24", "F25", "F26", "F27", "F28",
        ],
    ),
    (&["rating"], &["AA", "A+", "BBB", "BB", "B+", "B", "CC", "D"]),
    (&["rating_moodys"], &["Aa1", "A2", "Ba3", "B1", "B3", "Ca"]),
    (&["inception", "reviewed"], &["2015-01-01", "2029-01-01", "2026-11-21", "2025-11-21"]),
];

impl Fact {
    /// Further words that it may be.
    pub(super) fn further(&self) -> &'static [&'static str] {
        let of = FURTHER.iter().find(|(keys, _)| keys.contains(&self.key));
        of.map(|(_, words)| *words).unwrap_or_default()
    }
}

const fn fact(level: Level, key: &'static str, kind: Kind) -> Fact {
    Fact { key, level, kind, may_be_none: true, asked_as: &[] }
}

const fn asked(level: Level, key: &'static str, kind: Kind, asked_as: &'static [&'static str]) -> Fact {
    Fact { key, level, kind, may_be_none: true, asked_as }
}

pub(super) const FACTS: &[Fact] = &[
    fact(Level::Plan, "plan_type", Kind::Words(&["401k", "403b", "457b"])),
    fact(Level::Plan, "intends_404c", FLAG),
    fact(Level::Plan, "participants", Kind::Whole(0, 900)),
    fact(Level::Plan, "administrative_fee", Kind::Share),
    asked(Level::Plan, "year_end", Kind::Words(&["2026-12-31", "2026-11-23", "2027-03-31"]), &["year_end"]),
    fact(Level::Option, "expense_ratio net", Kind::Share),
    asked(Level::Option, "expense_ratio gross", Kind::Share, &["expense_ratio gross"]),
    asked(
        Level::Option,
        "expense_ratio net of peer_group",
        Kind::Share,
        &["peer_median of expense_ratio net", "expense_ratio net of peer_group"],
    ),
    asked(Level::Option, "fee_12b1", Kind::Share, &["fee_12b1", "fee_by_style"]),
    asked(Level::Option, "score", Kind::Score, &["score", "fee_by_score"]),
    fact(Level::Option, "excess", Kind::Rate),
    fact(Level::Option, "total_return net over 3 years", Kind::Rate),
    fact(Level::Option, "total_return over 3 years of benchmark", Kind::Rate),
    fact(Level::Option, "peer_rank over 3 years", Kind::Whole(1, 100)),
    asked(Level::Option, "style", Kind::Words(&["active", "index"]), &["style", "fee_by_style"]),
    fact(Level::Option, "vehicle", Kind::Words(&["mutual_fund", "etf", "private_fund"])),
    fact(Level::Option, "mandate", Kind::Words(&["active", "index", "other"])),
    asked(Level::Option, "manager", FIRMS, &["manager", "managers", "houses"]),
    fact(Level::Option, "adviser", FIRMS),
    asked(Level::Option, "is_core", FLAG, &["is_core", "core", "often"]),
    fact(Level::Option, "has_gate", FLAG),
    fact(Level::Option, "nav_frequency", FREQUENCY),
    fact(Level::Option, "tenure", Kind::Words(&["12 months", "5 years", "364 days", "366 days"])),
    fact(
        Level::Option,
        "inception",
        Kind::Words(&["2025-11-22", "2025-11-23", "2020-02-29", "2026-11-22", "2027-01-31"]),
    ),
    fact(Level::Option, "reviewed", Kind::Words(&["2026-11-20", "2026-08-31", "2024-02-29"])),
    Fact { key: "illiquid", level: Level::Option, kind: Kind::Share, may_be_none: false, asked_as: &[] },
    asked(Level::Holding, "issuer", FIRMS, &["issuer", "issuers", "large"]),
    asked(Level::Holding, "country", Kind::Words(&["US", "CH", "JP"]), &["country", "countries"]),
    asked(Level::Holding, "rating", RATING, &["rating", "weight_by_rating", "junk"]),
    fact(Level::Holding, "rating_sp", RATING),
    fact(Level::Holding, "rating_moodys", Kind::Words(&["Aaa", "Baa3", "Ba1", "Caa2"])),
    fact(Level::Holding, "fair_value_level", Kind::Whole(1, 3)),
    fact(Level::Holding, "grade", Kind::Score),
    fact(Level::Holding, "cost", Kind::Dollars),
    fact(Level::Holding, "daily_nav_proxy", FLAG),
    Fact { key: "illiquid", level: Level::Holding, kind: Kind::Share, may_be_none: false, asked_as: &[] },
    fact(Level::Account, "balance", Kind::Dollars),
    fact(Level::Account, "stock", Kind::Share),
    fact(Level::Account, "held_in", Kind::Words(&["trust", "window"])),
];

/// What every policy of the matrix declares.
pub(super) const DECLARED: &str = "\
class tokens in digital_assets \"Anything else on a blockchain\"
level account of plan \"A participant's account\"
fact balance of account: money, $0 or more, \"Balance\"
fact stock of account: percent, 0% to 100%, \"Part in shares of the employer\"
fact held_in of account: one of trust, window, \"Where\"
fact score of option: number, \"Any number\"
fact excess of option: percent, \"Any percent\"
fact adviser of option: text, \"Another firm\"
fact mandate of option: one of active, index, other, \"As promised\"
fact reviewed of option: date, \"Any day\"
fact year_end of plan: date, \"Any day\"
fact grade of holding: number, \"Any number\"
fact cost of holding: money, $0 or more, \"What was paid\"
";

/// What a policy may name; each asks for the facts of which [`FACTS`] says so.
pub(super) const DEFINED: &str = "\
param cap: percent = 10%
param few: number = 2
let core = options where is_core
let houses = managers of options
let large = issuers of holdings where weight > 10%
let junk = holdings where rating below BBB-
table fee_by_style by style { active: 50%, otherwise: fee_12b1 }
table fee_by_score by score { at least 2: 50%, 0 to 2: 10%, otherwise: 5% }
table weight_by_rating by rating { at least A-: 50%, BBB-: 10%, below BBB-: 5%, otherwise: 1% }
table often by is_core { yes: daily, no: quarterly }
";

/// Asset classes without finer ones, each with those that it is in, the nearest first. None stands alone under another:
/// of what is only known to be in the other, it is open whether it is that one.
pub(super) const CLASSES: [(&str, &[&str]); 12] = [
    ("cash", &["capital_preservation"]),
    ("crypto", &["digital_assets", "alternatives"]),
    ("us_large_cap", &["us_equity", "equity"]),
    ("core_bond", &["fixed_income"]),
    ("private_equity", &["private_markets", "alternatives"]),
    ("us_small_cap", &["us_equity", "equity"]),
    ("stable_value", &["capital_preservation"]),
    ("high_yield", &["fixed_income"]),
    ("private_credit", &["private_markets", "alternatives"]),
    ("emerging_equity", &["international_equity", "equity"]),
    ("developed_equity", &["international_equity", "equity"]),
    ("tokens", &["digital_assets", "alternatives"]),
];

/// Those that are a class or in it.
pub(super) fn leaves(class: &str) -> Vec<&'static str> {
    let within =
        |(leaf, above): &&(&'static str, &'static [&'static str])| *leaf == class || above.contains(&class);
    CLASSES.iter().filter(within).map(|(leaf, _)| *leaf).collect()
}

/// The numbers of a policy, at which and beside which values lie.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    percents: Vec<i64>,
    dollars: Vec<i64>,
    numbers: Vec<i64>,
}

impl Pool {
    /// Of the literals in a text.
    pub(super) fn of(text: &str) -> Self {
        let mut pool = Pool::default();
        let words = text.split(|character: char| {
            character.is_whitespace() || "(){};:\"".contains(character) || character == '-'
        });
        for word in words {
            let word = word.trim_end_matches(',').replace(',', "");
            if let Some(number) = word.strip_suffix('%').and_then(|text| units(text, 6)) {
                pool.percents.push(number);
            } else if let Some(number) = word.strip_prefix('$').and_then(|text| units(text, 0)) {
                pool.dollars.push(number);
            } else if let Some(number) = units(&word, 2) {
                pool.numbers.push(number);
            }
        }
        pool
    }

    /// A share of a whole that a limit may ask for.
    pub(super) fn share(&self, dice: &mut Dice<'_>) -> i64 {
        near(&self.percents, &[50 * PERCENT, 0, 10 * PERCENT, 5 * PERCENT, WHOLE], dice).clamp(0, WHOLE)
    }

    pub(super) fn dollars(&self, dice: &mut Dice<'_>) -> i64 {
        near(&self.dollars, &[WHOLE / 2, 0, 1, WHOLE, 1_000 * WHOLE, 1_000_000_000 * WHOLE], dice).max(0)
    }

    /// A value of a fact that is there.
    pub(super) fn number(&self, kind: Kind, dice: &mut Dice<'_>) -> i64 {
        match kind {
            Kind::Share => self.share(dice),
            Kind::Rate => near(&self.percents, &[0, 5 * PERCENT, -PERCENT, WHOLE, -3 * WHOLE], dice),
            Kind::Dollars => self.dollars(dice),
            Kind::Score => near(&self.numbers, &[200, 0, -100, 300, 100_000, -100_000], dice),
            Kind::Whole(low, high) => {
                let numbers: Vec<i64> = self.numbers.iter().map(|number| number / 100).collect();
                near(&numbers, &[low, high, (low + high) / 2], dice).clamp(low, high)
            }
            Kind::Words(_) => 0,
        }
    }
}

/// One of these numbers, or one just beside it.
fn near(literals: &[i64], others: &[i64], dice: &mut Dice<'_>) -> i64 {
    let step = dice.of(&[0, 0, 0, 1, -1]);
    let all = literals.len() + others.len();
    let at = dice.pick(all + literals.len()) % all;
    literals.get(at).copied().unwrap_or_else(|| others[at - literals.len()]) + step
}

/// A decimal number in its last `places` digits.
fn units(text: &str, places: u32) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || fraction.len() > places as usize {
        return None;
    }
    format!("{whole}{fraction:0<width$}", width = places as usize).parse().ok()
}

/// A number with its last `places` digits behind the point.
fn decimal(number: i64, places: u32) -> String {
    let scale = 10_i64.pow(places);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, fraction) = (number.abs() / scale, number.abs() % scale);
    let text = format!("{sign}{whole}.{fraction:0width$}", width = places as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

impl Kind {
    /// As menus and policies write it.
    pub(super) fn written(self, number: i64) -> String {
        match self {
            Kind::Share | Kind::Rate => format!("{}%", decimal(number, 6)),
            Kind::Dollars if number < 0 => format!("-${}", -number),
            Kind::Dollars => format!("${number}"),
            Kind::Score => decimal(number, 2),
            Kind::Whole(..) | Kind::Words(_) => number.to_string(),
        }
    }

    pub(super) fn is_measured(self) -> bool {
        !matches!(self, Kind::Words(_))
    }

    /// The least and the greatest that it can be, if there are such.
    pub(super) fn bounds(self) -> (Option<i64>, Option<i64>) {
        match self {
            Kind::Share => (Some(0), Some(WHOLE)),
            Kind::Dollars => (Some(0), None),
            Kind::Whole(low, high) => (Some(low), Some(high)),
            Kind::Rate | Kind::Score | Kind::Words(_) => (None, None),
        }
    }
}

/// What a policy asks of a menu.
#[derive(Clone, Debug, Default)]
pub(super) struct Asked {
    pub(super) facts: Vec<&'static Fact>,
    /// Shares of classes, or a fact that is looked through.
    pub(super) classes: bool,
    /// The finest classes within those that it names.
    pub(super) leaves: Vec<&'static str>,
    /// The holdings that are listed under options.
    pub(super) holdings: bool,
    pub(super) accounts: bool,
    pub(super) documents: bool,
    pub(super) fund_assets: bool,
    /// Dollars of holdings.
    pub(super) sizes: bool,
    /// So many quarters before that of the day.
    pub(super) quarters: usize,
}

impl Asked {
    pub(super) fn by(text: &str) -> Self {
        let has = |phrase: &str| mentions(text, phrase);
        let asks = |fact: &Fact| match fact.asked_as {
            [] => has(fact.key),
            phrases => phrases.iter().any(|phrase| has(phrase)),
        };
        let facts: Vec<&Fact> = FACTS.iter().filter(|fact| asks(fact)).collect();
        let looked_through = facts.iter().any(|fact| fact.key == "illiquid");
        let class = |(class, above): &(&str, &[&str])| has(class) || above.iter().any(|above| has(above));
        let leaves: Vec<&str> = CLASSES.iter().filter(|leaf| class(leaf)).map(|(class, _)| *class).collect();
        let of_holdings = facts.iter().any(|fact| fact.level == Level::Holding && fact.key != "illiquid");
        let back =
            ["consecutive", "ago", "last", "tolerate", "cure", "watch list"].iter().any(|word| has(word));
        Asked {
            classes: looked_through || !leaves.is_empty(),
            leaves,
            holdings: of_holdings || has("holding") || has("holdings"),
            accounts: has("account") || has("accounts"),
            documents: has("document"),
            fund_assets: has("fund_assets"),
            sizes: has("assets"),
            quarters: if back { 2 } else { 0 },
            facts,
        }
    }

    pub(super) fn of(&self, level: Level) -> impl Iterator<Item = &'static Fact> {
        self.facts.iter().copied().filter(move |fact| fact.level == level)
    }
}

/// Whether a text has a phrase in it, and not only a longer word.
fn mentions(text: &str, phrase: &str) -> bool {
    let is_word = |character: Option<char>| character.is_some_and(|one| one.is_alphanumeric() || one == '_');
    text.match_indices(phrase).any(|(at, _)| {
        !is_word(text[..at].chars().next_back()) && !is_word(text[at + phrase.len()..].chars().next())
    })
}
