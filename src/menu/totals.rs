//! Whether the parts fit into the whole.
//!
//! Parts that sum to more than the whole contradict each other, and contradictory data decide nothing. Numbers are
//! rounded when they are printed, though: half a unit of the last written digit of each part is allowed for, and said.

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
    at: Span,
}

impl Reader<'_> {
    /// Whether the weights of holdings fit into 100%.
    pub(super) fn weights_fit(&mut self, parts: &[Thing], owner: Option<&str>, at: Span) -> bool {
        let Some(key) = self.key(self.levels.holding, "weight") else { return true };
        let parts = given(parts, key);
        let owner = owner.map_or_else(|| "this one".to_string(), |name| format!("`{name}`"));
        let whole = (Exact::one(), Exact::zero());
        let consequence = "contradictory weights decide nothing: it counts as not opened";
        self.fits(&parts, &whole, &format!("the holdings of {owner}"), &Type::Percent(None), at, consequence)
    }

    /// Whether the weights and assets of options fit into the plan. What contradicts itself is dropped.
    pub(super) fn options_fit(&mut self, plan: &mut Thing, options: &mut [Thing]) {
        let plan_at = plan.at;
        if let Some(key) = self.key(self.levels.option, "weight") {
            let whole = (Exact::one(), Exact::zero());
            let parts = given(options, key);
            let at = parts.first().map_or(plan_at, |part| part.at);
            let consequence = "contradictory weights decide nothing: none of them is used";
            if !self.fits(&parts, &whole, "the weights of the options", &Type::Percent(None), at, consequence)
            {
                for option in options.iter_mut() {
                    option.facts.remove(&key);
                }
            }
        }
        let keys = self.key(self.levels.plan, "assets").zip(self.key(self.levels.option, "assets"));
        let Some((of_plan, of_option)) = keys else { return };
        let Some(cell) = plan.facts.get(&of_plan) else { return };
        let Reading::Exactly(total) = &cell.reading else { return };
        let Some(total) = measure(total).cloned() else { return };
        let slack = self.rounding.get(&cell.at).cloned().unwrap_or_else(Exact::zero);
        let at = cell.at;
        let parts = given(options, of_option);
        let consequence =
            "the plan's total is not used; shares are of the sum of the options, where that is known";
        if !self.fits(&parts, &(total, slack), "the assets of the options", &Type::Money, at, consequence) {
            plan.facts.remove(&of_plan);
        }
    }

    fn key(&self, level: LevelId, name: &str) -> Option<FactKey> {
        self.schema.fact_named(level, name).map(|fact| FactKey { fact, basis: None })
    }

    /// Whether the parts sum to no more than the whole, which is known to within the second number.
    fn fits(
        &mut self,
        parts: &[Part<'_>],
        whole: &(Exact, Exact),
        what: &str,
        ty: &Type,
        at: Span,
        consequence: &str,
    ) -> bool {
        let (whole, slack) = whole;
        let sum = Exact::sum(parts.iter().map(|part| &part.least));
        if sum <= *whole {
            return true;
        }
        let over = &sum - whole;
        let roundings = parts.iter().filter_map(|part| self.rounding.get(&part.at));
        let allowed = &Exact::sum(roundings) + slack;
        let (number, total) = (words::number(&sum, ty), words::number(whole, ty));
        let explained = over <= allowed;
        let kind: &'static Kind =
            if explained { &kinds::WEIGHTS_ROUNDED } else { &kinds::WEIGHTS_OVER_TOTAL };
        let mut message = Diagnostic::new(kind, at, format!("{what} sum to {number}, more than {total}"))
            .label(format!("{} too much", words::number(&over, ty)))
            .note(as_sum(parts, &number, ty));
        let rounding = words::number(&allowed, ty);
        message = if explained {
            message.note(format!(
                "rounding of the written digits explains up to {rounding}; the numbers are taken as written"
            ))
        } else {
            message.note(format!("rounding of the written digits explains {rounding} at most; {consequence}"))
        };
        message = match (explained, ty) {
            (true, _) => message.help("give the numbers with more digits"),
            (false, Type::Money) => {
                message.help("check the numbers; if the total is net of what the plan owes, leave it out")
            }
            (false, _) => message
                .help("check the numbers; if the fund sells short, write `short_positions: yes` for it"),
        };
        self.say(message);
        explained
    }
}

fn given(parts: &[Thing], key: FactKey) -> Vec<Part<'_>> {
    let part = |thing| {
        let thing: &Thing = thing;
        let cell = thing.facts.get(&key)?;
        let least = match &cell.reading {
            Reading::Exactly(value) => measure(value)?.clone(),
            Reading::Range(range) => range.low.number()?.clone(),
        };
        Some(Part { name: &thing.name, least, at: cell.at })
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
