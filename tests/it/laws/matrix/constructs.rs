//! What the language can say: the rows of the matrix.

use super::super::dice::Dice;
use super::facts::{Kind, Level};

/// A form of the language.
pub(super) struct Construct {
    pub(super) name: &'static str,
    pub(super) level: Level,
    pub(super) form: Form,
    pub(super) write: fn(&mut Dice<'_>) -> String,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Form {
    /// To be compared with a limit of this kind.
    Quantity(Kind),
    /// Something true or false of a thing of the level.
    Condition,
    /// A statement, or several, that stand by themselves.
    Statement,
}

const fn quantity(
    name: &'static str,
    level: Level,
    kind: Kind,
    write: fn(&mut Dice<'_>) -> String,
) -> Construct {
    Construct { name, level, form: Form::Quantity(kind), write }
}

const fn condition(name: &'static str, level: Level, write: fn(&mut Dice<'_>) -> String) -> Construct {
    Construct { name, level, form: Form::Condition, write }
}

const fn statement(name: &'static str, write: fn(&mut Dice<'_>) -> String) -> Construct {
    Construct { name, level: Level::Plan, form: Form::Statement, write }
}

const COUNT: Kind = Kind::Whole(0, 9);

pub(super) const CONSTRUCTS: &[Construct] = &[
    // --- of options -------------------------------------------------------------------------------------------
    quantity("count of options", Level::Plan, COUNT, |dice| format!("count of {}", options(dice))),
    quantity("share of options", Level::Plan, Kind::Share, |dice| format!("share of {}", options(dice))),
    quantity("sum of options", Level::Plan, Kind::Share, |dice| format!("sum weight of {}", options(dice))),
    quantity("sum of dollars", Level::Plan, Kind::Dollars, |dice| format!("sum assets of {}", options(dice))),
    quantity("average of options", Level::Plan, Kind::Share, |dice| {
        format!("average expense_ratio net of {}", options(dice))
    }),
    quantity("weighted average of options", Level::Plan, Kind::Share, |dice| {
        format!("weighted average expense_ratio net of {}", options(dice))
    }),
    quantity("min of options", Level::Plan, Kind::Share, |dice| {
        format!("min expense_ratio net of {}", options(dice))
    }),
    quantity("max of options", Level::Plan, Kind::Score, |dice| format!("max score of {}", options(dice))),
    quantity("median of options", Level::Plan, Kind::Score, |dice| {
        format!("median score of {}", options(dice))
    }),
    quantity("distinct of options", Level::Plan, COUNT, |dice| {
        format!("distinct {} of {}", dice.of(&["manager", "style", "score"]), options(dice))
    }),
    quantity("sum of products", Level::Plan, Kind::Share, |dice| {
        format!("sum (weight * {}) of {}", dice.of(&["crypto", "equity"]), options(dice))
    }),
    // --- of holdings ------------------------------------------------------------------------------------------
    quantity("count of holdings", Level::Option, COUNT, |dice| format!("count of {}", holdings(dice))),
    quantity("share of holdings", Level::Option, Kind::Share, |dice| format!("share of {}", holdings(dice))),
    quantity("sum of holdings", Level::Option, Kind::Share, |dice| {
        format!("sum weight of {}", holdings(dice))
    }),
    quantity("sum of a fact", Level::Option, Kind::Dollars, |dice| format!("sum cost of {}", holdings(dice))),
    quantity("sum of holdings' dollars", Level::Option, Kind::Dollars, |dice| {
        format!("sum assets of {}", holdings(dice))
    }),
    quantity("average of holdings", Level::Option, Kind::Score, |dice| {
        format!("average grade of {}", holdings(dice))
    }),
    quantity("weighted average of holdings", Level::Option, Kind::Score, |dice| {
        format!("weighted average grade of {}", holdings(dice))
    }),
    quantity("min of holdings", Level::Option, Kind::Score, |dice| {
        format!("min grade of {}", holdings(dice))
    }),
    quantity("max of holdings", Level::Option, Kind::Share, |dice| {
        format!("max weight of {}", holdings(dice))
    }),
    quantity("median of holdings", Level::Option, Kind::Share, |dice| {
        format!("median weight of {}", holdings(dice))
    }),
    quantity("distinct of holdings", Level::Option, COUNT, |dice| match dice.pick(2) {
        0 => distinct_issuer(dice),
        _ => format!("distinct rating of {}", holdings(dice)),
    }),
    quantity("plan: count of holdings", Level::Plan, COUNT, |dice| format!("count of {}", holdings(dice))),
    quantity("plan: average of holdings", Level::Plan, Kind::Score, |dice| {
        format!("average grade of {}", holdings(dice))
    }),
    quantity("plan: weighted average of holdings", Level::Plan, Kind::Score, |dice| {
        format!("weighted average grade of {}", holdings(dice))
    }),
    quantity("plan: distinct of holdings", Level::Plan, COUNT, distinct_issuer),
    // --- of groups --------------------------------------------------------------------------------------------
    quantity("count of issuers", Level::Option, COUNT, |dice| format!("count of {}", issuers(dice))),
    quantity("greatest issuer", Level::Option, Kind::Share, |dice| {
        format!("max weight of {}", issuers(dice))
    }),
    quantity("sum of issuers", Level::Option, Kind::Share, |dice| format!("sum weight of {}", issuers(dice))),
    quantity("share of issuers", Level::Option, Kind::Share, |dice| format!("share of {}", issuers(dice))),
    quantity("count of managers", Level::Plan, COUNT, |dice| format!("count of {}", managers(dice))),
    quantity("greatest manager", Level::Plan, Kind::Share, |dice| {
        format!("max weight of {}", managers(dice))
    }),
    // --- of one thing -----------------------------------------------------------------------------------------
    quantity("share of the plan", Level::Plan, Kind::Share, class),
    quantity("share of an option", Level::Option, Kind::Share, class),
    quantity("share of a holding", Level::Holding, Kind::Share, class),
    quantity("sum of classes", Level::Plan, Kind::Share, classes),
    quantity("sum of an option's classes", Level::Option, Kind::Share, classes),
    quantity("looked through", Level::Option, Kind::Share, |_| "illiquid".into()),
    quantity("fact of the plan", Level::Plan, Kind::Whole(0, 400), |_| "participants".into()),
    quantity("fact of an option", Level::Option, Kind::Share, |_| "expense_ratio net".into()),
    quantity("fact of a holding", Level::Holding, Kind::Score, |_| "grade".into()),
    quantity("weight of an option", Level::Option, Kind::Share, |_| "weight".into()),
    quantity("weight of a holding", Level::Holding, Kind::Share, |_| "weight".into()),
    quantity("assets", Level::Option, Kind::Dollars, |_| "assets".into()),
    quantity("difference of facts", Level::Option, Kind::Rate, |dice| {
        format!("expense_ratio net - {}", dice.of(&["fee_12b1", "excess", "expense_ratio gross"]))
    }),
    quantity("product", Level::Option, Kind::Share, |dice| {
        format!("weight * {}", dice.of(&["crypto", "expense_ratio net", "equity"]))
    }),
    quantity("part of an amount", Level::Option, Kind::Dollars, |_| "assets * 10%".into()),
    quantity("quotient of amounts", Level::Option, Kind::Share, |_| "assets / fund_assets".into()),
    quantity("quotient of classes", Level::Option, Kind::Score, |_| "crypto / equity".into()),
    quantity("greatest of", Level::Option, Kind::Share, |dice| {
        format!("{} of expense_ratio net, fee_12b1 and 5%", dice.of(&["greatest", "least"]))
    }),
    quantity("greatest of classes", Level::Option, Kind::Share, |dice| {
        format!("{} of crypto and equity", dice.of(&["greater", "lesser"]))
    }),
    quantity("first available", Level::Option, Kind::Share, |dice| {
        format!("first available of expense_ratio net, fee_12b1{}", dice.of(&["", ", 5%"]))
    }),
    quantity("points", Level::Option, Kind::Whole(0, 6), |dice| {
        format!(
            "points {{ 3: {}; 2: {}; 1: {} }}",
            of_option(dice, 1),
            of_option(dice, 1),
            of_option(dice, 1)
        )
    }),
    quantity("table", Level::Option, Kind::Share, |_| "fee_by_style".into()),
    quantity("table of numbers", Level::Option, Kind::Share, |_| "expense_ratio net - fee_by_score".into()),
    quantity("peer median", Level::Option, Kind::Rate, |_| {
        "expense_ratio net - peer_median of expense_ratio net".into()
    }),
    quantity("benchmark", Level::Option, Kind::Rate, |_| {
        "total_return net over 3 years - total_return over 3 years of benchmark".into()
    }),
    quantity("ago", Level::Option, Kind::Score, |_| "score 1 quarter ago".into()),
    quantity("change since", Level::Option, Kind::Score, |_| "score - (score 1 quarter ago)".into()),
    quantity("over the last", Level::Option, Kind::Score, |dice| {
        format!("{} score over the last 3 quarters", dice.of(&["average", "max", "sum", "median"]))
    }),
    quantity("accounts", Level::Plan, COUNT, |dice| format!("count of accounts where {}", of_account(dice))),
    quantity("dollars of accounts", Level::Plan, Kind::Dollars, |dice| {
        format!("{} balance of accounts where {}", dice.of(&["sum", "max", "average"]), of_account(dice))
    }),
    // --- conditions -------------------------------------------------------------------------------------------
    condition("between", Level::Option, |dice| {
        dice.of(&[
            "expense_ratio net between 5% and 50%",
            "expense_ratio net between fee_12b1 and 50%",
            "score between 0 and 2",
        ])
        .into()
    }),
    condition("between classes", Level::Plan, |dice| {
        format!("{} between {} and 50%", class(dice), dice.of(&["5%", "10%", "1%"]))
    }),
    condition("within", Level::Option, |dice| {
        dice.of(&[
            "expense_ratio net within 2 points of fee_12b1",
            "crypto within 10 points of equity",
            "expense_ratio net within 10% of fee_12b1",
        ])
        .into()
    }),
    condition("within, of the plan", Level::Plan, |_| "equity within 10 points of fixed_income".into()),
    condition("in part", Level::Option, |dice| {
        format!("peer_rank over 3 years in {}", dice.of(&["top half", "bottom third", "top quartile"]))
    }),
    condition("is", Level::Option, |dice| {
        dice.of(&["style is active", "vehicle is mutual_fund or etf", "manager is not \"Harbor\""]).into()
    }),
    condition("flag", Level::Option, |dice| dice.of(&["is_core", "not has_gate"]).into()),
    condition("known", Level::Option, |_| "expense_ratio net is known".into()),
    condition("available", Level::Option, |dice| {
        dice.of(&["expense_ratio net is available", "manager is not available"]).into()
    }),
    condition("same", Level::Option, |dice| {
        dice.of(&["manager is not adviser", "manager is adviser", "style is mandate"]).into()
    }),
    condition("rating", Level::Holding, |dice| {
        dice.of(&["rating at least BBB-", "rating below BBB-", "rating_moodys at least Baa3"]).into()
    }),
    condition("middle of", Level::Holding, |_| {
        "(middle of rating, rating_sp and rating_moodys) at least BBB-".into()
    }),
    condition("first available rating", Level::Holding, |_| {
        "(first available of rating_sp, rating_moodys) at least BBB-".into()
    }),
    condition("frequency", Level::Option, |dice| {
        dice.of(&["nav_frequency at least quarterly", "nav_frequency at least often"]).into()
    }),
    condition("time since", Level::Option, |dice| {
        dice.of(&["time since inception >= 12 months", "tenure >= 1 year", "reviewed within 90 days"]).into()
    }),
    condition("days", Level::Option, |dice| {
        dice.of(&["inception + 1 year <= reviewed", "(time from inception to reviewed) >= 12 months"]).into()
    }),
    condition("and", Level::Option, |dice| format!("{} and {}", of_option(dice, 1), of_option(dice, 1))),
    condition("or", Level::Option, |dice| format!("{} or {}", of_option(dice, 1), of_option(dice, 1))),
    condition("not", Level::Option, |dice| format!("not ({})", of_option(dice, 0))),
    condition("one fact twice", Level::Option, |dice| {
        dice.of(&[
            "(expense_ratio net <= 5% or expense_ratio net > 5%)",
            "(is_core or not is_core)",
            "(expense_ratio net <= 5% and expense_ratio net >= 10%)",
            "(style is active or fee_12b1 <= 5%) and (style is index or fee_12b1 <= 5%)",
        ])
        .into()
    }),
    condition("at least K of", Level::Option, |dice| {
        let much = dice.of(&["at least 2", "at least 1", "at most 1", "exactly 1"]);
        let criteria = [of_option(dice, 1), of_option(dice, 1), of_option(dice, 1)];
        format!("{much} of {{ {} }}", criteria.join("; "))
    }),
    condition("so many options", Level::Plan, |dice| {
        format!("{} {}", dice.of(&["at least 1", "at most 1", "exactly 2", "no"]), options(dice))
    }),
    condition("so many holdings", Level::Option, |dice| {
        format!("{} {}", dice.of(&["at least 1", "at most 1", "no"]), holdings(dice))
    }),
    condition("so many issuers", Level::Option, |dice| {
        format!("{} {}", dice.of(&["at least 1", "at most 1", "no"]), issuers(dice))
    }),
    condition("offered", Level::Plan, |dice| format!("{} is offered", class(dice))),
    condition("every one offered", Level::Plan, |_| "every one of equity, crypto is offered".into()),
    condition("document", Level::Option, |_| "document \"Review\" dated within 12 months".into()),
    // --- statements -------------------------------------------------------------------------------------------
    statement("class requires", |dice| format!("{} requires {}", class(dice), needs(dice))),
    statement("set requires", |dice| format!("{} requires {}", options(dice), needs(dice))),
    statement("plan requires", |_| "plan requires intends_404c, crypto <= 10%".into()),
    statement("class prohibited", |dice| format!("{} prohibited", class(dice))),
    statement("set prohibited", |dice| format!("options where {} prohibited", of_option(dice, 0))),
    statement("groups prohibited", |dice| {
        let groups = dice.of(&["issuers of holdings", "managers of options"]);
        format!("{groups} where weight > {} prohibited", dice.of(&["10%", "30%", "50%"]))
    }),
    statement("if and else", |dice| {
        let (first, second) = (of_option(dice, 1), of_option(dice, 1));
        let when = dice.of(&["is_core", "style is active", "fee_12b1 <= 5%", "crypto > 0%"]);
        format!("each option {{ if {when} {{ {first} }} else {{ {second} }} }}")
    }),
    statement("if, of the plan", |dice| {
        let when = dice.of(&["intends_404c", "crypto > 10%", "plan_type is 401k"]);
        format!("if {when} {{ {} <= 10% }} else {{ {} <= 30% }}", class(dice), class(dice))
    }),
    statement("when", |dice| format!("each option: {} when {}", of_option(dice, 0), of_option(dice, 0))),
    statement("unless", |dice| format!("each option: {} unless {}", of_option(dice, 0), of_option(dice, 0))),
    statement("guard of the same", |dice| {
        dice.of(&[
            "each option: expense_ratio net <= 10% when expense_ratio net <= 5%",
            "each option: expense_ratio net <= 5% unless expense_ratio net > 10%",
            "each option: style is active when style is active",
            "each option where crypto > 10%: crypto > 5%",
        ])
        .into()
    }),
    statement("each where", |dice| {
        format!("each option where {}: {}", of_option(dice, 0), of_option(dice, 0))
    }),
    statement("each except", |dice| {
        let named = dice.of(&["\"o1\"", "\"o0\", \"o2\""]);
        let except = if dice.chance(1, 2) { named.to_string() } else { of_option(dice, 0) };
        format!("each option except {except}: {}", of_option(dice, 0))
    }),
    statement("each holding", |dice| format!("each {}: {}", one_holding(dice), of_holding(dice, 0))),
    statement("each option, each holding", |dice| {
        format!(
            "each option where {}: each {}: {}",
            of_option(dice, 1),
            one_holding(dice),
            of_holding(dice, 1)
        )
    }),
    statement("each issuer", |dice| {
        let members = match dice.pick(3) {
            0 => "holdings".to_string(),
            1 => "holdings where weight > 10%".to_string(),
            _ => format!("(holdings where {})", besides("issuer", of_holding, dice)),
        };
        format!("each issuer of {members}: {}", of_issuer(dice))
    }),
    statement("each manager", |dice| {
        let members = match dice.pick(3) {
            0 => "options".to_string(),
            1 => "options where weight > 10%".to_string(),
            _ => format!("(options where {})", besides("manager", of_option, dice)),
        };
        let asserted = dice.of(&["weight <= 50%", "crypto <= 10%", "count of options <= 1", "is_core"]);
        format!("each manager of {members}: {asserted}")
    }),
    statement("groups in groups", |dice| {
        let inner = dice.of(&["each holding: weight <= 10%", "each country of holdings: weight <= 30%"]);
        format!("each issuer of holdings: {inner}")
    }),
    statement("options of a manager", |dice| {
        format!("each manager of options: each option: {}", of_option(dice, 1))
    }),
    statement("set of groups requires", |dice| format!("issuers of holdings requires {}", of_issuer(dice))),
    statement("named groups", |dice| {
        dice.of(&[
            "each option: (sum weight of large) <= 30%",
            "each option: count of large <= 1",
            "count of houses >= 2",
            "each option: (sum weight of junk) <= 10%",
        ])
        .into()
    }),
    statement("a limit by rating", |_| "each holding: weight <= weight_by_rating".into()),
    statement("a limit by others", |dice| {
        let kind = dice.of(&["average", "max", "median", "min"]);
        format!("each option: expense_ratio net <= {kind} expense_ratio net of {}", options(dice))
    }),
    statement("each account", |dice| {
        format!("each account where {}: {}", of_account(dice), of_account(dice))
    }),
    statement("watch list", |dice| {
        let removal = dice.of(&["", "  removal after 2 quarters\n", "  removal when fee_12b1 > 10%\n"]);
        let run = dice.of(&["", " for 2 consecutive quarters"]);
        let (enters, leaves) = (of_option(dice, 1), of_option(dice, 1));
        let scope = if dice.chance(1, 3) { format!(" where {}", of_option(dice, 1)) } else { String::new() };
        format!(
            "watch list w {{\n  each option{scope}\n  enters when ({enters}){run}\n  leaves when ({leaves})\n{removal}}}"
        )
    }),
    statement("tolerate", |dice| {
        let much = dice.of(&["1 consecutive quarter", "1 of the last 3 quarters"]);
        format!("each option: ({}) tolerate {much}", of_option(dice, 1))
    }),
    statement("cure", |dice| {
        let whence = dice.of(&[" of reviewed", " of reviewed", ""]);
        format!(
            "each option: ({}) cure within {}{whence}",
            of_option(dice, 1),
            dice.of(&["90 days", "120 days"])
        )
    }),
    statement("waived", |dice| {
        let whom = dice.of(&["", " for \"o0\"", " for \"o1\", \"n1\""]);
        format!(
            "rule r {{ each option: {} }}\nwaive r{whom} until 2027-03-31 approved \"Minute 7\" because \"in hand\"",
            of_option(dice, 1)
        )
    }),
    statement("assumed", |dice| {
        let whose =
            dice.of(&["where style is active", "where is_core", "except is_core", "where weight > 10%"]);
        let classes = dice.of(&["crypto", "crypto, equity", "alternatives"]);
        let limit = dice.of(&LIMITS);
        let asserted = match dice.pick(4) {
            0 => format!("{} <= {limit}", class(dice)),
            1 => format!("each option: {} <= {limit}", class(dice)),
            2 => format!("each option: {} when {} > {limit}", of_option(dice, 1), class(dice)),
            _ => format!("(sum weight of options where {} > {limit}) <= 30%", class(dice)),
        };
        format!("{asserted}\nassume options {whose} hold no {classes} because \"letter\" until 2027-12-31")
    }),
    statement("watched", |dice| {
        format!("watch each option where {}: {}", of_option(dice, 1), of_option(dice, 1))
    }),
];

// --- parts of them --------------------------------------------------------------------------------------------

pub(super) fn class(dice: &mut Dice<'_>) -> String {
    dice.of(&["crypto", "equity", "cash", "alternatives", "us_equity", "core_bond", "private_markets"]).into()
}

/// An expression that is linear in classes.
fn classes(dice: &mut Dice<'_>) -> String {
    let sign = dice.of(&["+", "-"]);
    let factor = dice.of(&["", "", "2 * ", "0.5 * "]);
    format!("{} {sign} {factor}{}", class(dice), class(dice))
}

const LIMITS: [&str; 4] = ["5%", "10%", "30%", "50%"];

/// Something true or false of an option.
pub(super) fn of_option(dice: &mut Dice<'_>, depth: usize) -> String {
    let limit = dice.of(&LIMITS);
    let operator = dice.of(&["<=", ">", ">=", "<"]);
    match dice.pick(if depth == 0 { 12 } else { 8 }) {
        0 => "is_core".into(),
        1 => "style is active".into(),
        2 => format!("expense_ratio net {operator} {limit}"),
        3 => format!("score {operator} {}", dice.of(&["2", "0", "1.5"])),
        4 => format!("{} {operator} {limit}", class(dice)),
        5 => format!("weight {operator} {limit}"),
        6 => dice.of(&["not has_gate", "nav_frequency at least quarterly", "fee_12b1 <= 5%"]).into(),
        7 => dice.of(&["manager is \"Harbor\"", "core", "fee_12b1 is available"]).into(),
        8 | 9 => format!("({} and {})", of_option(dice, 1), of_option(dice, 1)),
        10 => format!("({} or {})", of_option(dice, 1), of_option(dice, 1)),
        _ => format!("not ({})", of_option(dice, 1)),
    }
}

/// Something true or false of a holding.
pub(super) fn of_holding(dice: &mut Dice<'_>, depth: usize) -> String {
    let limit = dice.of(&LIMITS);
    let operator = dice.of(&["<=", ">", ">=", "<"]);
    match dice.pick(if depth == 0 { 11 } else { 7 }) {
        0 => "country is \"US\"".into(),
        1 => format!("grade {operator} {}", dice.of(&["2", "0", "1.5"])),
        2 => format!("weight {operator} {limit}"),
        3 => dice.of(&["rating at least BBB-", "rating below BBB-"]).into(),
        4 => format!("{} {operator} {limit}", class(dice)),
        5 => dice.of(&["daily_nav_proxy", "fair_value_level is 3", "not daily_nav_proxy"]).into(),
        6 => dice.of(&["issuer is \"Harbor\"", "rating is available", "is_core"]).into(),
        7 | 8 => format!("({} and {})", of_holding(dice, 1), of_holding(dice, 1)),
        9 => format!("({} or {})", of_holding(dice, 1), of_holding(dice, 1)),
        _ => format!("not ({})", of_holding(dice, 1)),
    }
}

fn distinct_issuer(dice: &mut Dice<'_>) -> String {
    match dice.pick(3) {
        0 => "distinct issuer of holdings".to_string(),
        1 => format!("distinct issuer of holdings except {}", besides("issuer", of_holding, dice)),
        _ => format!("distinct issuer of holdings where {}", besides("issuer", of_holding, dice)),
    }
}

/// A condition that does not ask for the fact that makes the groups: all of a group have the same.
fn besides(key: &str, write: fn(&mut Dice<'_>, usize) -> String, dice: &mut Dice<'_>) -> String {
    let drawn = write(dice, 1);
    if drawn.contains(key) { "is_core".into() } else { drawn }
}

fn of_account(dice: &mut Dice<'_>) -> String {
    dice.of(&["balance > $50000000", "held_in is trust", "stock <= 10%", "balance <= $1 or stock > 50%"])
        .into()
}

fn of_issuer(dice: &mut Dice<'_>) -> String {
    let of_all =
        ["weight <= 10%", "weight <= 50%", "count of holdings <= 1", "rating at least BBB-", "crypto <= 10%"];
    match dice.pick(3) {
        0 => format!("(sum weight of {}) <= 10%", holdings(dice)),
        _ => dice.of(&of_all).into(),
    }
}

fn needs(dice: &mut Dice<'_>) -> String {
    match dice.pick(2) {
        0 => of_option(dice, 1),
        _ => format!("{} and {}", of_option(dice, 1), of_option(dice, 1)),
    }
}

/// Options, all or some.
fn options(dice: &mut Dice<'_>) -> String {
    match dice.pick(6) {
        0 => "options".into(),
        1 => format!("options except {}", of_option(dice, 1)),
        2 => format!("options where {} except {}", of_option(dice, 1), of_option(dice, 1)),
        3 => dice.of(&["core", "options except \"o1\""]).into(),
        _ => format!("options where {}", of_option(dice, 0)),
    }
}

fn holdings(dice: &mut Dice<'_>) -> String {
    match dice.pick(6) {
        0 => "holdings".into(),
        1 => format!("holdings except {}", of_holding(dice, 1)),
        2 => format!("holdings where {} except {}", of_holding(dice, 1), of_holding(dice, 1)),
        3 => "junk".into(),
        _ => format!("holdings where {}", of_holding(dice, 0)),
    }
}

fn one_holding(dice: &mut Dice<'_>) -> String {
    match dice.pick(3) {
        0 => "holding".into(),
        1 => format!("holding except {}", of_holding(dice, 1)),
        _ => format!("holding where {}", of_holding(dice, 0)),
    }
}

fn issuers(dice: &mut Dice<'_>) -> String {
    let of = match dice.pick(3) {
        0 => format!("issuers of (holdings where {})", besides("issuer", of_holding, dice)),
        1 => "countries of holdings".to_string(),
        _ => "issuers of holdings".to_string(),
    };
    match dice.pick(3) {
        0 => format!("{of} where weight > {}", dice.of(&LIMITS)),
        1 => format!("{of} except \"Harbor\", \"US\""),
        _ => of,
    }
}

fn managers(dice: &mut Dice<'_>) -> String {
    let of = match dice.pick(3) {
        0 => format!("managers of (options where {})", besides("manager", of_option, dice)),
        _ => "managers of options".to_string(),
    };
    match dice.pick(3) {
        0 => format!("{of} where weight > {}", dice.of(&LIMITS)),
        _ => of,
    }
}
