//! Whether the parts fit into the whole.
//!
//! Parts that sum to more than the whole contradict each other, and contradictory data decide nothing. Numbers are
//! rounded when they are printed, though: half a unit of the last written digit of each part is allowed for, and said.
//! A total in dollars that is below the sum of its parts is not used even then: some share would be above 100%.

use crate::diagnostics::{Diagnostic, Kind, kinds};
use crate::source::Span;
use crate::vocabulary::{Exact, FactKey, LevelId, Type};

use super::cell::measure;
use super::from_raw::Reader;
use super::thing::{Reading, Thing};
use super::words;

/// Parts shown in a sum; a longer sum shows its largest parts.
const SHOWN: usize = 5;

/// The part of something, and where it stands.
struct Part<'a> {
    name: &'a str,
    least: Exact,
    is_range: bool,
    at: Span,
}

/// The whole into which parts must fit, and what is said where they do not.
struct Whole {
    /// What is summed, in the plural.
    what: String,
    /// The most that it may be.
    total: Exact,
    /// Whether it is a range.
    is_range: bool,
    /// How far the total may lie from what is written.
    rounding: Exact,
    ty: Type,
    at: Span,
    /// What it is called where rounding does not explain it.
    kind: &'static Kind,
    consequence: &'static str,
    help: &'static str,
    /// What is done where rounding explains it.
    rounded: &'static str,
}

/// What is said of weights whose excess rounding explains.
const AS_WRITTEN: &str = "the weights are used as written";

/// How the parts of a whole and the whole agree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// They are no more than it.
    Within,
    /// They are more, by no more than rounding explains.
    Rounded,
    /// They contradict it.
    Over,
}

impl Reader<'_> {
    /// Whether the weights of holdings fit into 100%.
    pub(super) fn weights_fit(&mut self, parts: &[Thing], owner: Option<&str>, at: Span) -> bool {
        let Some(key) = self.key(self.levels.holding, "weight") else { return true };
        let owner = owner.map_or_else(|| "this one".to_string(), |name| format!("`{}`", words::shown(name)));
        let whole = Whole {
            what: format!("the holdings of {owner}"),
            total: Exact::one(),
            is_range: false,
            rounding: Exact::zero(),
            ty: Type::Percent(None),
            at,
            kind: &kinds::WEIGHTS_OVER_TOTAL,
            consequence: "contradictory weights decide nothing: it counts as not opened",
            help: "check the numbers; if the fund sells short, write `short_positions: yes` for it",
            rounded: AS_WRITTEN,
        };
        self.fits(&given(parts, key), &whole) != Fit::Over
    }

    /// Whether the weights and assets of options fit into the plan. What contradicts itself is dropped.
    pub(super) fn options_fit(&mut self, plan: &mut Thing, options: &mut [Thing]) {
        if let Some(key) = self.key(self.levels.option, "weight") {
            let parts = given(options, key);
            let whole = Whole {
                what: "the weights of the options".into(),
                total: Exact::one(),
                is_range: false,
                rounding: Exact::zero(),
                ty: Type::Percent(None),
                at: parts.first().map_or(plan.at, |part| part.at),
                kind: &kinds::WEIGHTS_OVER_TOTAL,
                consequence: "contradictory weights decide nothing: none of them is used",
                help: "check the numbers; the weight of an option is its part of the plan's assets",
                rounded: AS_WRITTEN,
            };
            if self.fits(&parts, &whole) == Fit::Over {
                for option in options.iter_mut() {
                    option.facts.remove(&key);
                }
            }
        }
        let keys = self.key(self.levels.plan, "assets").zip(self.key(self.levels.option, "assets"));
        let Some((of_plan, of_option)) = keys else { return };
        let Some((total, is_range, rounding, at)) = self.most(plan, of_plan) else { return };
        let whole = Whole {
            what: "the assets of the options".into(),
            total,
            is_range,
            rounding,
            ty: Type::Money,
            at,
            // A total net of what the plan owes is common in filings, and the sum does as well.
            kind: &kinds::PLAN_TOTAL,
            consequence: "the total of the plan is not used; the sum of the options stands for it",
            help: "check the numbers; if the total is net of what the plan owes, leave it out",
            rounded: "the sum of the options is used in place of the total",
        };
        if self.fits(&given(options, of_option), &whole) != Fit::Within {
            plan.facts.remove(&of_plan);
        }
    }

    /// Whether what a fund holds in dollars fits into the assets of the fund. A total that contradicts it is dropped.
    pub(super) fn holdings_fit(&mut self, fund: &mut Thing) {
        let of_fund = self.key(self.levels.option, "fund_assets");
        let holdings = self.key(self.levels.holding, "assets").zip(self.key(self.levels.holding, "weight"));
        let Some((of_fund, (assets, weight))) = of_fund.zip(holdings) else { return };
        let parts = given(fund.parts(), assets);
        // Where all weights are stated, they say what is a share of what. What is sold short takes from the sum.
        let shorts =
            self.sells_short(fund.level, &fund.facts) || parts.iter().any(|part| part.least.is_negative());
        if shorts || fund.parts().iter().all(|part| part.facts.contains_key(&weight)) {
            return;
        }
        let Some((total, is_range, rounding, at)) = self.most(fund, of_fund) else { return };
        let whole = Whole {
            what: format!("the holdings of `{}`", words::shown(&fund.name)),
            total,
            is_range,
            rounding,
            ty: Type::Money,
            at,
            kind: &kinds::FUND_TOTAL,
            consequence: "the `fund_assets` are not used; shares of the fund are shares of the sum of its holdings",
            help: "check that both are of the same day and in the same unit; `assets` of a holding are those of the whole fund",
            rounded: "the sum of the holdings is used in place of `fund_assets`",
        };
        if self.fits(&parts, &whole) != Fit::Within {
            fund.facts.remove(&of_fund);
        }
    }

    /// The most that an amount may be, whether it is a range, how far it may be from what is written, and where.
    fn most(&self, thing: &Thing, key: FactKey) -> Option<(Exact, bool, Exact, Span)> {
        let cell = thing.facts.get(&key)?;
        let (most, is_range) = match &cell.reading {
            Reading::Exactly(value) => (measure(value)?.clone(), false),
            Reading::Range(range) => (range.high.number()?.clone(), true),
            Reading::Nothing | Reading::Described { .. } => return None,
        };
        let rounding = self.rounding.get(&cell.at).cloned().unwrap_or_else(Exact::zero);
        Some((most, is_range, rounding, cell.at))
    }

    fn key(&self, level: LevelId, name: &str) -> Option<FactKey> {
        self.schema.fact_named(level, name).map(FactKey::of)
    }

    /// Whether the parts sum to no more than the whole, or to so little more that rounding explains it. What does not fit is said.
    fn fits(&mut self, parts: &[Part<'_>], whole: &Whole) -> Fit {
        let number = |number: &Exact| words::number(number, &whole.ty);
        let sum = Exact::sum(parts.iter().map(|part| &part.least));
        if sum <= whole.total {
            return Fit::Within;
        }
        let over = &sum - &whole.total;
        let roundings = parts.iter().filter_map(|part| self.rounding.get(&part.at));
        let allowed = &Exact::sum(roundings) + &whole.rounding;
        let explained = over <= allowed;
        let kind: &'static Kind = if explained { &kinds::WEIGHTS_ROUNDED } else { whole.kind };
        let at_least = if parts.iter().any(|part| part.is_range) { "at least " } else { "" };
        let at_most = if whole.is_range { "the highest possible total of " } else { "" };
        let message = format!(
            "{} sum to {at_least}{}, more than {at_most}{}",
            whole.what,
            number(&sum),
            number(&whole.total)
        );
        let message = Diagnostic::new(kind, whole.at, message)
            .label(format!("{} too much", number(&over)))
            .note(as_sum(parts, &number(&sum), &whole.ty));
        let rounding = number(&allowed);
        self.say(if explained {
            message
                .note(format!("rounding of the written digits explains up to {rounding}; {}", whole.rounded))
                .help("give the numbers with more digits")
        } else {
            message
                .note(format!("rounding of the written digits explains {rounding} at most"))
                .note(whole.consequence)
                .help(whole.help)
        });
        if explained { Fit::Rounded } else { Fit::Over }
    }
}

fn given(parts: &[Thing], key: FactKey) -> Vec<Part<'_>> {
    let part = |thing| {
        let thing: &Thing = thing;
        let cell = thing.facts.get(&key)?;
        let (least, is_range) = match &cell.reading {
            Reading::Exactly(value) => (measure(value)?.clone(), false),
            Reading::Range(range) => (range.low.number()?.clone(), true),
            Reading::Nothing | Reading::Described { .. } => return None,
        };
        Some(Part { name: &thing.name, least, is_range, at: cell.at })
    };
    parts.iter().filter_map(part).collect()
}

fn as_sum(parts: &[Part<'_>], sum: &str, ty: &Type) -> String {
    let mut largest: Vec<&Part<'_>> = parts.iter().collect();
    largest.sort_by(|a, b| b.least.cmp(&a.least).then_with(|| a.at.cmp(&b.at)));
    let shown: Vec<String> = largest
        .iter()
        .take(SHOWN)
        .map(|part| format!("{} {}", part.name, words::number(&part.least, ty)))
        .collect();
    let more = parts.len().saturating_sub(SHOWN);
    let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{rest} make {sum}", shown.join(", "))
}
