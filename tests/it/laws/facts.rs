//! The facts that generated menus give and generated policies ask for, with values that lie at boundaries.

use super::dice::Dice;

/// 100% in the unit of weights: a hundred-millionth of a percent.
pub(super) const WHOLE: i128 = 10_000_000_000;

/// 1% in that unit.
pub(super) const PERCENT: i128 = WHOLE / 100;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Plan,
    Option,
    Holding,
    Benchmark,
    Account,
}

/// How a value is drawn and written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A share from 0% to 100%, in the unit of weights.
    Percent,
    /// A share without bounds.
    Signed,
    /// Dollars.
    Money,
    /// A number without bounds, in hundredths.
    Number,
    /// A whole number from 1.
    UpTo(i128),
    /// One of these words.
    Words(&'static [&'static str]),
}

/// A fact, under its name in menus.
#[derive(Debug)]
pub(super) struct Fact {
    pub(super) name: &'static str,
    pub(super) level: Level,
    pub(super) kind: Kind,
}

/// The benchmarks that there are, where a menu lists them.
pub(super) const BENCHMARKS: [&str; 3] = ["b0", "b1", "b2"];

const FLAG: Kind = Kind::Words(&["yes", "no"]);
const RATING: Kind = Kind::Words(&["AAA", "BBB-", "Baa3", "BB+", "A", "A-1"]);
const FREQUENCY: Kind = Kind::Words(&["daily", "quarterly", "annually", "monthly"]);
const DURATION: Kind =
    Kind::Words(&["12 months", "1 year", "3 years", "365 days", "90 days", "10 business days", "4 quarters"]);

const fn fact(level: Level, name: &'static str, kind: Kind) -> Fact {
    Fact { name, level, kind }
}

/// Declared by every generated policy: numbers that may be below zero, which no built-in fact of an option is.
pub(super) const DECLARED: &str = "\
fact headroom of plan: number, \"Any number\"
fact score of option: number, \"Any number\"
fact ahead of option: flag, over a period, \"Ahead of its benchmark\"
fact excess of option: percent, \"Any percent\"
fact grade of holding: number, \"Any number\"
fact adviser of option: text, \"Another firm\"
fact mandate of option: one of active, index, other, \"As promised\"
fact reviewed of option: date, \"Any day\"
fact year_end of plan: date, \"Any day\"
table cap_by_style by style, vehicle {
  active, mutual_fund or collective_trust: 5%
  active, otherwise: fee_12b1
  otherwise, mutual_fund: 25%
  otherwise, otherwise: 0.50%
}
table cap_by_score by score { at least 3: 50%, above 1: 5%, 0 to 1: (expense_ratio net), below 0: 10%, }
table often by peer_rank over 3 years { at most 25th percentile: daily, above 25th percentile: quarterly }
table score_by_plan by plan_type { 401k: 2, 403b or 457b: 3, otherwise: headroom }
table cap_by_rating by rating { AAA: 50%, BBB- to AA+: 10%, otherwise: 1% }
table cap_by_core by is_core { yes: 5%, no: 25% }
level account of plan \"A participant's account\"
fact balance of account: money, \"Any amount\"
fact contribution of account: percent, 0% to 100%, \"Any share\"
fact held_in of account: one of trust, window, \"Where\"
fact yardstick of account: benchmark, \"What it is compared with\"
";

pub(super) const FACTS: [Fact; 55] = [
    fact(Level::Plan, "plan_type", Kind::Words(&["401k", "403b", "457b"])),
    fact(Level::Plan, "participants", Kind::UpTo(3)),
    fact(Level::Plan, "intends_404c", FLAG),
    fact(Level::Plan, "administrative_fee", Kind::Percent),
    fact(Level::Plan, "headroom", Kind::Number),
    fact(Level::Option, "benchmark", Kind::Words(&BENCHMARKS)),
    fact(Level::Option, "style", Kind::Words(&["active", "index"])),
    fact(Level::Option, "vehicle", Kind::Words(&["mutual_fund", "collective_trust", "brokerage_window"])),
    fact(Level::Option, "manager", Kind::Words(&["Harbor", "Granite"])),
    fact(Level::Option, "is_core", FLAG),
    fact(Level::Option, "daily_nav_proxy", FLAG),
    fact(Level::Option, "has_gate", FLAG),
    fact(Level::Option, "expense_ratio net", Kind::Percent),
    fact(Level::Option, "expense_ratio gross", Kind::Percent),
    fact(Level::Option, "expense_ratio net of peer_group", Kind::Percent),
    fact(Level::Option, "fee_12b1", Kind::Percent),
    fact(Level::Option, "peer_rank over 3 years", Kind::UpTo(100)),
    fact(Level::Option, "peer_rank over 5 years", Kind::UpTo(100)),
    fact(Level::Option, "total_return net over 3 years", Kind::Signed),
    fact(Level::Option, "total_return over 12 months gross", Kind::Signed),
    fact(Level::Option, "ahead over 1 year", FLAG),
    fact(Level::Option, "nav_frequency", FREQUENCY),
    fact(Level::Option, "redemption_frequency", FREQUENCY),
    fact(Level::Option, "tenure", DURATION),
    fact(Level::Option, "notice_period", DURATION),
    fact(
        Level::Option,
        "inception",
        Kind::Words(&["2020-01-01", "2025-11-22", "2025-11-21", "2026-11-22", "2027-01-01"]),
    ),
    fact(Level::Option, "target_year", Kind::UpTo(3)),
    fact(Level::Option, "illiquid", Kind::Percent),
    fact(Level::Option, "leverage", Kind::Percent),
    fact(Level::Option, "score", Kind::Number),
    fact(Level::Option, "excess", Kind::Signed),
    fact(Level::Option, "alpha over 36 months", Kind::Signed),
    fact(Level::Option, "adviser", Kind::Words(&["Harbor", "Granite"])),
    fact(Level::Option, "mandate", Kind::Words(&["active", "index", "other"])),
    fact(Level::Option, "reviewed", Kind::Words(&["2026-02-28", "2026-11-20", "2026-11-22", "2024-02-29"])),
    fact(Level::Plan, "year_end", Kind::Words(&["2026-12-31", "2026-11-23", "2027-01-31"])),
    fact(Level::Holding, "rating_sp", RATING),
    fact(Level::Holding, "rating_moodys", RATING),
    fact(Level::Holding, "issuer_rating", RATING),
    fact(Level::Holding, "issuer", Kind::Words(&["Harbor", "Granite", "Treasury"])),
    fact(Level::Holding, "country", Kind::Words(&["US", "CH"])),
    fact(Level::Holding, "rating", Kind::Words(&["AAA", "BBB-", "Baa3", "BB+", "CCC+", "A-1", "P-2"])),
    fact(Level::Holding, "fair_value_level", Kind::UpTo(3)),
    fact(Level::Holding, "illiquid", Kind::Percent),
    fact(Level::Holding, "leverage", Kind::Percent),
    fact(Level::Holding, "daily_nav_proxy", FLAG),
    fact(Level::Holding, "valuation_frequency", FREQUENCY),
    fact(Level::Holding, "grade", Kind::Number),
    fact(Level::Benchmark, "total_return over 1 year", Kind::Signed),
    fact(Level::Benchmark, "sharpe_ratio over 1 year", Kind::Number),
    fact(Level::Benchmark, "is_broad_based", FLAG),
    fact(Level::Account, "balance", Kind::Money),
    fact(Level::Account, "contribution", Kind::Percent),
    fact(Level::Account, "held_in", Kind::Words(&["trust", "window"])),
    fact(Level::Account, "yardstick", Kind::Words(&BENCHMARKS)),
];

/// Asset classes without finer ones, each with the classes that it is in.
pub(super) const CLASSES: [(&str, &[&str]); 11] = [
    ("crypto", &["digital_assets", "alternatives"]),
    ("us_large_cap", &["us_equity", "equity"]),
    ("private_equity", &["private_markets", "alternatives"]),
    ("us_small_cap", &["us_equity", "equity"]),
    ("emerging_equity", &["international_equity", "equity"]),
    ("core_bond", &["fixed_income"]),
    ("us_government", &["fixed_income"]),
    ("cash", &["capital_preservation"]),
    ("stable_value", &["capital_preservation"]),
    ("real_estate", &["alternatives"]),
    ("employer_stock", &[]),
];

/// Classes that have nothing in common and of which every class is a part.
pub(super) const TOP: [&str; 6] = [
    "equity",
    "fixed_income",
    "capital_preservation",
    "listed_real_estate",
    "employer_stock",
    "alternatives",
];

impl Kind {
    /// A value, often one at which a limit of a policy turns.
    pub(super) fn number(self, dice: &mut Dice<'_>) -> i128 {
        match self {
            Kind::Percent => share(dice),
            Kind::Signed => share(dice) * dice.of(&[1, -1]),
            Kind::Money => dice.of(&[0, 1, 5_000_000, WHOLE, 123_456_789]),
            Kind::Number => dice.of(&[0, 100, -100, 300, 250, -1, 1, 299, 301]),
            Kind::UpTo(most) => dice.of(&[1, most, (most + 1) / 2, most / 2 + 1, most / 4 + 1]),
            Kind::Words(_) => 0,
        }
    }

    /// A value as a menu writes it.
    pub(super) fn written(self, number: i128) -> String {
        match self {
            Kind::Percent | Kind::Signed => percent(number),
            Kind::Money if number < 0 => format!("-${}", -number),
            Kind::Money => format!("${number}"),
            Kind::Number => decimal(number, 2),
            Kind::UpTo(_) | Kind::Words(_) => number.to_string(),
        }
    }

    /// Whether a menu may say of a fact of this kind that there is none.
    pub(super) fn may_be_absent(name: &str) -> bool {
        !matches!(name, "illiquid" | "leverage")
    }

    pub(super) fn is_measured(self) -> bool {
        !matches!(self, Kind::Words(_))
    }
}

/// A share at or next to a boundary.
pub(super) fn share(dice: &mut Dice<'_>) -> i128 {
    let near = dice.of(&[5, 0, 5, 5, 100, 50, 10, 25, 2, 1]) * PERCENT;
    let step = dice.of(&[0, 0, 0, -PERCENT / 1_000_000, PERCENT / 1_000_000, PERCENT, -PERCENT / 2]);
    (near + step).clamp(0, WHOLE)
}

/// Shares that sum to `whole`.
pub(super) fn split(whole: i128, parts: usize, dice: &mut Dice<'_>) -> Vec<i128> {
    let mut left = whole;
    let mut shares = Vec::new();
    for _ in 1..parts {
        let share = share(dice).min(left);
        left -= share;
        shares.push(share);
    }
    if parts > 0 {
        shares.push(left);
    }
    shares
}

/// A number with its last `places` digits behind the point.
pub(super) fn decimal(number: i128, places: u32) -> String {
    let scale = 10_i128.pow(places);
    let sign = if number < 0 { "-" } else { "" };
    let (whole, fraction) = (number.abs() / scale, number.abs() % scale);
    let text = format!("{sign}{whole}.{fraction:0width$}", width = places as usize);
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

pub(super) fn percent(units: i128) -> String {
    format!("{}%", decimal(units, 8))
}
