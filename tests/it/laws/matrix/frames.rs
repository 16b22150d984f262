//! Where a quantity or a condition stands: by itself, in a group, a watch list, a scorecard, history, a selection, a guard.

use super::super::dice::Dice;
use super::facts::Level;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Frame {
    Alone,
    Group,
    WatchList,
    Scorecard,
    History,
    Selection,
    Guard,
}

pub(super) const FRAMES: [Frame; 7] = [
    Frame::Alone,
    Frame::Group,
    Frame::WatchList,
    Frame::Scorecard,
    Frame::History,
    Frame::Selection,
    Frame::Guard,
];

impl Frame {
    pub(super) fn name(self) -> &'static str {
        match self {
            Frame::Alone => "alone",
            Frame::Group => "in a group",
            Frame::WatchList => "watch list",
            Frame::Scorecard => "scorecard",
            Frame::History => "history",
            Frame::Selection => "selection",
            Frame::Guard => "guard",
        }
    }

    /// A condition on a thing of a level, as a statement.
    pub(super) fn around(self, condition: &str, level: Level, dice: &mut Dice<'_>) -> String {
        let scope = match level {
            Level::Plan => "",
            Level::Option => "each option: ",
            Level::Holding => dice.of(&["each holding: ", "each option: each holding: "]),
            Level::Account => "each account: ",
        };
        // What is asked of a holding, as something that is asked of an option.
        let of_option = match level {
            Level::Holding => format!("(count of holdings where {condition}) >= 1"),
            Level::Account => format!("(count of accounts where {condition}) >= 1"),
            Level::Plan | Level::Option => condition.to_string(),
        };
        match self {
            Frame::Alone => format!("{scope}{condition}"),
            Frame::Group => {
                // All of a group have the fact in common that makes it: it is another than the condition is about.
                let asks = |words: [&str; 2]| words.iter().any(|word| condition.contains(word));
                let of_holdings = level == Level::Holding || condition.contains("holdings");
                let group = match (of_holdings, asks(["issuer", "Harbor"]), asks(["countr", "US"])) {
                    (true, true, _) => "country of holdings",
                    (true, false, true) => "issuer of holdings",
                    (true, ..) if level == Level::Holding => {
                        dice.of(&["issuer of holdings", "country of holdings"])
                    }
                    (true, ..) => "issuer of holdings",
                    (false, ..) if asks(["manager", "houses"]) => "adviser of options",
                    _ => "manager of options",
                };
                format!("each {group}: {condition}")
            }
            Frame::WatchList => {
                let leaves = match dice.pick(2) {
                    0 => format!("not ({of_option})"),
                    _ => "fee_12b1 <= 5%".to_string(),
                };
                let run = dice.of(&["", "", " for 2 consecutive quarters"]);
                format!(
                    "watch list w {{\n  each option\n  enters when ({of_option}){run}\n  leaves when {leaves}\n}}"
                )
            }
            Frame::Scorecard => {
                let score = dice.of(&[
                    "at least 1 of {{ {} }}",
                    "at least 2 of {{ {}; fee_12b1 <= 5% }}",
                    "points {{ 3: {}; 2: fee_12b1 <= 5% }} at least 3",
                    "points {{ 3: {}; 2: fee_12b1 <= 5% }} between 1 and 3",
                ]);
                let score = score.replace("{{", "{").replace("}}", "}").replacen("{}", &of_option, 1);
                format!("each option: {score}")
            }
            Frame::History => {
                let times = dice.of(&[
                    "for 2 consecutive quarters",
                    "in 1 of the last 3 quarters",
                    "in 2 of the last 2 quarters",
                    "1 quarter ago",
                ]);
                format!("{scope}({condition}) {times}")
            }
            Frame::Selection => {
                let claim = dice.of(&[
                    "(count of options where {}) <= 1",
                    "at least 1 options where {}",
                    "(sum weight of options where {}) <= 30%",
                    "(share of options except {}) >= 50%",
                    "each option where {}: fee_12b1 <= 5%",
                ]);
                claim.replacen("{}", &format!("({of_option})"), 1)
            }
            Frame::Guard => {
                let guard = dice.of(&[
                    "each option: fee_12b1 <= 5% when {}",
                    "each option: fee_12b1 <= 5% unless {}",
                    "each option except {}: fee_12b1 <= 5%",
                    "each option { if {} { fee_12b1 <= 5% } else { fee_12b1 > 5% } }",
                ]);
                guard.replacen("{}", &format!("({of_option})"), 1)
            }
        }
    }
}
