//! Expressions of generated policies: conditions and quantities of every form and type.

use super::facts::Level;
use super::policies::Writer;

const LIMITS: [&str; 8] = ["5%", "4.999999%", "5.000001%", "500bps", "50%", "0.50%", "25%", "10%"];
const UP_OR_DOWN: [&str; 6] = ["<=", ">=", "<", ">", "at most", "at least"];

impl Writer<'_, '_> {
    // --- conditions -------------------------------------------------------------------------------------------

    /// Something true or false of a thing of a level. Each is in brackets, so that it stands anywhere.
    pub(super) fn condition(&mut self, level: Level, depth: usize) -> String {
        let text = match self.dice.pick(if depth < 2 { 17 } else { 9 }) {
            0..=3 => self.comparison(level),
            4 => self.within(level),
            5 | 6 => self.word(level),
            7 => self.claim(),
            8 => self.comparison(level),
            9 | 10 => {
                format!("{} and {}", self.condition(level, depth + 1), self.condition(level, depth + 1))
            }
            11 => format!("{} or {}", self.condition(level, depth + 1), self.condition(level, depth + 1)),
            12 | 13 => format!("not {}", self.condition(level, depth + 1)),
            14 => {
                let criteria: Vec<String> = (0..3).map(|_| self.condition(level, depth + 1)).collect();
                let claim = self.dice.of(&["at least 1", "at least 2", "at most 2", "exactly 1"]);
                format!("{claim} of {{ {} }}", criteria.join("; "))
            }
            15 => {
                let times = self.dice.of(&[
                    "for 2 consecutive quarters",
                    "in 1 of the last 3 quarters",
                    "in 2 of the last 3 quarters",
                    "1 quarter ago",
                ]);
                format!("{} {times}", self.condition(level, depth + 1))
            }
            _ => {
                let (one, other) = (self.condition(level, depth + 1), self.condition(level, depth + 1));
                let limit = self.dice.of(&["at least 2", "<= 3", "between 2 and 3"]);
                format!("points {{ 3: {one}; 2: {other} }} {limit}")
            }
        };
        format!("({text})")
    }

    fn comparison(&mut self, level: Level) -> String {
        let operator = self.dice.of(&UP_OR_DOWN);
        match self.dice.pick(10) {
            0 | 1 => format!("{} {operator} {}", self.share(0), self.limit(level)),
            2 => {
                let (low, high) = self.dice.of(&[("0%", "5%"), ("5%", "5%"), ("4.999999%", "50%")]);
                format!("{} between {low} and {high}", self.share(0))
            }
            3 => format!("{} {operator} {}", self.rate(level, 0), self.dice.of(&LIMITS)),
            4 => format!("{} {operator} {}", self.rate(level, 1), self.rate(level, 1)),
            5 => format!(
                "{} {operator} {}",
                self.number(level, 0),
                self.dice.of(&["2", "3", "1", "0", "few", "-1"])
            ),
            6 => format!(
                "{} {operator} {}",
                self.money(level),
                self.dice.of(&["$500M", "$10B", "$5,000,000", "$1"])
            ),
            7 => format!("{} {operator} {}", self.share(1), self.share(1)),
            8 => format!("{} {operator} {}", self.number(level, 1), self.number(level, 1)),
            _ => self.scaled(level),
        }
    }

    /// A comparison of something that has an order and is no number.
    fn scaled(&mut self, level: Level) -> String {
        let down = self.dice.of(&["<=", "<", "at most"]);
        let operator = self.dice.of(&UP_OR_DOWN);
        // Of accounts, only what is the plan's.
        let level = if level == Level::Account { Level::Plan } else { level };
        match (level, self.dice.pick(10)) {
            (Level::Option, 6) => format!("nav_frequency {operator} often"),
            (Level::Option | Level::Holding, 7) => self.dated(),
            (Level::Holding, 8) => {
                let rating = self.dice.of(&["BBB-", "A-1", "BB+"]);
                format!("(middle of rating, rating_sp and rating_moodys) {operator} {rating}")
            }
            (Level::Holding, 9) => {
                let rating = self.dice.of(&["BBB-", "A-1", "BB+"]);
                let of = self.dice.of(&[
                    "rating_sp, rating_moodys",
                    "(middle of rating_sp, rating_moodys), issuer_rating, rating",
                ]);
                format!("(first available of {of}) {operator} {rating}")
            }
            (Level::Plan, 0 | 1) => {
                format!("(median peer_rank over 3 years of {}) {down} 50th percentile", self.options())
            }
            (Level::Plan, 2) => format!("(min tenure of {}) {operator} 12 months", self.options()),
            (Level::Plan, 3) => {
                let rating = self.dice.of(&["BBB-", "A-1", "Baa3"]);
                format!("(min rating of holdings) {operator} {rating}")
            }
            (Level::Plan, _) => format!("(max nav_frequency of {}) {operator} quarterly", self.options()),
            (_, 0) => format!("tenure {operator} {}", self.dice.of(&["1 year", "12 months", "730 days"])),
            (_, 1) => {
                let side = self.dice.of(&["since", "until"]);
                format!("time {side} inception {operator} {}", self.dice.of(&["12 months", "365 days"]))
            }
            (_, 2) => format!("inception {operator} {}", self.dice.of(&["2025-11-22", "2020-01-01"])),
            (_, 3) => self
                .dice
                .of(&["peer_rank over 3 years in top half", "peer_rank over 5 years in bottom quartile"])
                .to_string(),
            (Level::Holding, _) => format!("rating {operator} {}", self.dice.of(&["BBB-", "A-1", "BB+"])),
            (_, _) => format!("nav_frequency {operator} {}", self.dice.of(&["quarterly", "monthly"])),
        }
    }

    /// A comparison of days that were reckoned.
    fn dated(&mut self) -> String {
        let length = self.dice.of(&["1 month", "30 days", "1 business day", "5 business days", "1 year"]);
        let operator = self.dice.of(&UP_OR_DOWN);
        match self.dice.pick(5) {
            0 => format!("reviewed {operator} year_end - {length}"),
            1 => format!("inception + {length} {operator} reviewed"),
            2 => format!("(year_end - reviewed) {operator} {length}"),
            3 => format!("(time from inception to reviewed) {operator} {length}"),
            _ => format!("inception + tenure {operator} 2026-11-22"),
        }
    }

    fn within(&mut self, level: Level) -> String {
        match self.dice.pick(4) {
            0 => format!("{} within 2 points of {}", self.share(0), self.share(1)),
            1 => format!("{} within 10% of {}", self.rate(level, 1), self.rate(level, 1)),
            2 => format!("{} within 1 of {}", self.number(level, 1), self.number(level, 1)),
            _ => format!("{} - {} <= 2 points", self.share(1), self.share(1)),
        }
    }

    /// A condition on a fact that has no order.
    fn word(&mut self, level: Level) -> String {
        match (level, self.dice.pick(13)) {
            (_, 11 | 12) if self.documents => self.document(level),
            (Level::Option, 8) => "manager is not adviser".to_string(),
            (Level::Option, 9) => "style is mandate".to_string(),
            (Level::Option, 10) => "peer_rank over 3 years is not available".to_string(),
            (Level::Holding, 8) => "rating is available".to_string(),
            (_, 0) => self.dice.of(&["intends_404c", "not intends_404c", "plan_type is 401k"]).to_string(),
            (Level::Plan, 1) => "plan_type is one of 403b, 457b".to_string(),
            (Level::Plan, 2) => "plan_type is known".to_string(),
            (_, 3) => format!("{} is offered", self.class()),
            (Level::Plan, 4) => format!("every one of {}, {} is offered", self.class(), self.class()),
            (Level::Plan, _) => format!("{} is not 403b", "plan_type"),
            (Level::Account, 1) => "held_in is trust".to_string(),
            (Level::Account, 2) => "is_broad_based of yardstick".to_string(),
            (Level::Account, 4) => "yardstick is \"b1\"".to_string(),
            (Level::Account, 5) => "total_return over 1 year of yardstick is known".to_string(),
            (Level::Account, _) => "held_in is known".to_string(),
            (_, 7) => {
                let about = [
                    "benchmark is \"b0\"",
                    "is_broad_based of benchmark",
                    "sharpe_ratio over 1 year of benchmark is 3",
                ];
                self.dice.of(&about).to_string()
            }
            (Level::Holding, 4) => "issuer is \"Treasury\"".to_string(),
            (Level::Holding, 5) => "daily_nav_proxy".to_string(),
            (Level::Holding, 6) => "fair_value_level is 3".to_string(),
            (_, 1) => "style is active".to_string(),
            (_, 2) => "vehicle is mutual_fund or collective_trust".to_string(),
            (_, 4) => "manager is one of \"Harbor\", \"Nobody\"".to_string(),
            (_, 5) => "peer_rank over 3 years is known".to_string(),
            (_, 6) => "cheap".to_string(),
            (_, _) => self
                .dice
                .of(&[
                    "is_core",
                    "not has_gate",
                    "is_core is yes",
                    "ahead over 12 months",
                    "not ahead over 1 year",
                ])
                .to_string(),
        }
    }

    fn claim(&mut self) -> String {
        let (set, of) = self.set();
        let operator = self.dice.of(&UP_OR_DOWN);
        match self.dice.pick(6) {
            3 => format!("(share of {set}) {operator} {}", self.dice.of(&LIMITS)),
            4 => format!("(count of {set}) between 1 and 3"),
            5 => {
                let kinds = ["weighted average", "average", "min", "max", "median"];
                // Nothing says what an account weighs.
                let kind = self.dice.of(if of == Level::Account { &kinds[1..] } else { &kinds });
                let rate = self.rate(of, 2);
                format!("({kind} {rate} of {set}) {operator} {}", self.dice.of(&LIMITS))
            }
            _ => {
                let much = self.dice.of(&["at least 1", "at most 2", "exactly 1", "no", "at least 3"]);
                format!("{much} {set}")
            }
        }
    }

    // --- quantities -------------------------------------------------------------------------------------------

    fn limit(&mut self, level: Level) -> String {
        match (level, self.dice.pick(8)) {
            (Level::Plan, 6) => "5% of plan".into(),
            (Level::Option, 6) => "5% of option".into(),
            (_, 5) => "cap".into(),
            (_, 7) => self.dice.of(&["0%", "100%"]).into(),
            _ => self.dice.of(&LIMITS).into(),
        }
    }

    /// A share of the assets of a thing of the level.
    fn share(&mut self, depth: usize) -> String {
        if depth > 1 {
            return self.class();
        }
        match self.dice.pick(8) {
            4 => format!("({} + {})", self.share(depth + 1), self.share(depth + 1)),
            5 => format!("({} - {})", self.share(depth + 1), self.share(depth + 1)),
            6 => {
                let which = self.dice.of(&["greater", "lesser"]);
                format!("({which} of {} and {})", self.share(depth + 1), self.share(depth + 1))
            }
            7 => format!("({} * {})", self.dice.of(&["2", "0.5", "-1"]), self.share(depth + 1)),
            _ => self.class(),
        }
    }

    /// A percent of a thing of the level, like its shares.
    fn rate(&mut self, level: Level, depth: usize) -> String {
        let own = |writer: &mut Self| match level {
            Level::Plan => "administrative_fee".to_string(),
            Level::Account => writer.dice.of(&["contribution", "(crypto of yardstick)"]).to_string(),
            Level::Benchmark => "total_return over 1 year".to_string(),
            Level::Option => {
                let facts = [
                    "expense_ratio net",
                    "expense_ratio gross",
                    "fee_12b1",
                    "illiquid",
                    "excess",
                    "alpha over 3 years",
                    "total_return net over 12 quarters",
                    "total_return gross over 1 year",
                    "cost",
                    "total_return over 1 year of benchmark",
                    "us_equity of benchmark",
                    "peer_median of expense_ratio net",
                ];
                format!("({})", writer.dice.of(&facts))
            }
            Level::Holding => writer.dice.of(&["illiquid", "leverage"]).to_string(),
        };
        if depth > 2 {
            return own(self);
        }
        match self.dice.pick(14) {
            13 => format!("({} 1 quarter ago)", self.rate(level, depth + 1)),
            12 => {
                let kind = self.dice.of(&["average", "min", "max", "median"]);
                format!("({kind} {} over the last 3 quarters)", self.rate(level, depth + 1))
            }
            3 => format!("({} + {})", self.rate(level, depth + 1), self.rate(level, depth + 1)),
            4 => format!("({} * {})", self.rate(level, depth + 1), self.number(level, depth + 1)),
            5 => format!("({} / {})", self.rate(level, depth + 1), self.number(level, depth + 1)),
            6 | 7 => {
                let kind = self.dice.of(&["average", "weighted average", "min", "max", "median"]);
                let own = matches!(level, Level::Holding | Level::Account);
                let filters = self.filters(if own { level } else { Level::Option });
                match level {
                    // Of many options, their weights are shares of the plan; of many holdings, of the option.
                    Level::Plan if kind == "max" => {
                        format!("(sum weight of managers of options{filters})")
                    }
                    Level::Option if kind == "max" => {
                        let filters = self.filters(Level::Holding);
                        format!("(sum weight of issuers of holdings{filters})")
                    }
                    Level::Plan if kind == "min" => format!("(sum weight * {} of options)", self.class()),
                    Level::Plan => format!("(sum weight of options{filters})"),
                    Level::Account | Level::Benchmark => {
                        format!("(max {} of accounts{filters})", self.rate(Level::Account, 3))
                    }
                    Level::Option if kind == "min" => "leverage".to_string(),
                    Level::Option => format!("({kind} {} of options{filters})", self.rate(Level::Option, 3)),
                    Level::Holding => format!("({kind} {} of holdings{filters})", self.rate(level, 3)),
                }
            }
            10 if level == Level::Option => {
                self.dice.of(&["cap_by_style", "cap_by_score", "cap_by_core"]).to_string()
            }
            10 if level == Level::Holding => "cap_by_rating".to_string(),
            11 => format!(
                "(first available of {}, {}, 5%)",
                self.rate(level, depth + 1),
                self.rate(level, depth + 1)
            ),
            8 => {
                let which = self.dice.of(&["greater", "lesser"]);
                format!(
                    "({which} of {}, 5% and {})",
                    self.rate(level, depth + 1),
                    self.rate(level, depth + 1)
                )
            }
            9 => self.share(1),
            _ => own(self),
        }
    }

    fn number(&mut self, level: Level, depth: usize) -> String {
        let own = |writer: &mut Self| match level {
            Level::Plan => writer.dice.of(&["participants", "headroom"]).to_string(),
            Level::Account => {
                writer.dice.of(&["participants", "(sharpe_ratio over 1 year of yardstick)"]).to_string()
            }
            Level::Benchmark => "sharpe_ratio over 1 year".to_string(),
            Level::Option => {
                let facts =
                    ["score", "target_year", "participants", "(sharpe_ratio over 1 year of benchmark)"];
                writer.dice.of(&facts).to_string()
            }
            Level::Holding => writer.dice.of(&["grade", "fair_value_level", "score"]).to_string(),
        };
        if depth > 2 {
            return own(self);
        }
        match self.dice.pick(13) {
            12 => "score_by_plan".to_string(),
            3 | 4 => format!("(count of {})", self.set().0),
            5 => {
                let (set, level) = self.set();
                let facts: &[&str] = match level {
                    Level::Holding => {
                        &["issuer", "rating", "country", "fair_value_level", "manager", "grade"]
                    }
                    Level::Account => &["held_in", "yardstick"],
                    _ => &[
                        "manager",
                        "benchmark",
                        "tenure",
                        "style",
                        "expense_ratio net",
                        "peer_rank over 5 years",
                        "score",
                    ],
                };
                format!("(distinct {} of {set})", self.dice.of(facts))
            }
            6 => {
                let sign = self.dice.of(&["+", "-", "*", "/"]);
                format!("({} {sign} {})", self.number(level, depth + 1), self.number(level, depth + 1))
            }
            7 => format!("({} / {})", self.share(1), self.share(1)),
            8 | 9 => {
                let (set, of) = self.set();
                let kinds = ["weighted average", "average", "min", "max", "median", "sum"];
                let kind = self.dice.of(if of == Level::Account { &kinds[1..] } else { &kinds });
                let of = self.number(of, 2);
                format!("({kind} {of} of {set})")
            }
            10 => {
                let which = self.dice.of(&["greatest", "least"]);
                format!(
                    "({which} of {}, {} and 2)",
                    self.number(level, depth + 1),
                    self.number(level, depth + 1)
                )
            }
            _ => own(self),
        }
    }

    fn money(&mut self, level: Level) -> String {
        match (level, self.dice.pick(4)) {
            (_, 1) => format!("(sum assets of {})", self.options()),
            (_, 2) => format!("(assets * {})", self.dice.of(&LIMITS)),
            (Level::Plan, 3) => format!("(max assets of {})", self.options()),
            (_, 3) => "(assets + $1)".to_string(),
            _ => "assets".to_string(),
        }
    }
}
