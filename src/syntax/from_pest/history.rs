//! Periods of the past, and watch lists that follow things through them.

use pest::iterators::Pair;

use super::{Builder, Parts};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::cases::GivenAgo;
use crate::syntax::grammar::Rule;
use crate::syntax::history::{OverTime, Periods, Removal, WatchList};
use crate::syntax::recover;
use crate::syntax::tree::{Expression, ExpressionKind, Qualifier};
use crate::vocabulary::{MOST_PERIODS, PeriodUnit, Value, period_count};

impl Builder {
    /// `for 3 consecutive quarters`, `in 3 of the last 4 quarters`
    pub(super) fn over_time(&mut self, pair: Pair<'_, Rule>) -> Option<OverTime> {
        let at = self.span(&pair);
        self.some_of_the_last(Parts::of(pair.into_inner().next()?), at)
    }

    /// `3 consecutive quarters`, `3 of the last 4 quarters`
    fn some_of_the_last(&mut self, mut parts: Parts<'_>, at: Span) -> Option<OverTime> {
        let count = parts.seek(Rule::count).and_then(|count| self.written(count))?;
        let next = parts.pairs.by_ref().find(|pair| matches!(pair.as_rule(), Rule::count | Rule::cadence))?;
        if next.as_rule() == Rule::cadence {
            return Some(OverTime { some: None, of: self.periods(count, &next, at)? });
        }
        let last = self.written(next)?;
        let cadence = parts.seek(Rule::cadence)?;
        Some(OverTime { some: Some(Box::new(count)), of: self.periods(last, &cadence, at)? })
    }

    /// `1 quarter ago`, around what it is asked of.
    pub(super) fn ago(&mut self, value: Expression, pair: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let count = parts.next().and_then(|count| self.value(count))?;
        let cadence = parts.seek(Rule::cadence)?;
        let periods = self.periods(count, &cadence, at)?;
        Some(Expression { at: value.at.to(at), kind: ExpressionKind::Ago(Box::new(value), periods) })
    }

    /// A number and its unit: `4 quarters`.
    pub(super) fn counted_periods(&mut self, pair: Pair<'_, Rule>) -> Option<Periods> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let count = parts.seek(Rule::count).and_then(|count| self.written(count))?;
        let cadence = parts.seek(Rule::cadence)?;
        self.periods(count, &cadence, at)
    }

    /// `tolerate 3 consecutive quarters`, `tolerate 1 of the last 4 quarters`
    pub(super) fn tolerate(&mut self, pair: Pair<'_, Rule>) -> Option<Qualifier> {
        let at = self.span(&pair);
        self.some_of_the_last(Parts::of(pair), at).map(Qualifier::Tolerate)
    }

    /// `cure within 90 days of notice`
    pub(super) fn cure(&mut self, pair: Pair<'_, Rule>) -> Option<Qualifier> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let within = parts.seek(Rule::length).and_then(|pair| self.written(pair))?;
        let since = parts.seek(Rule::name).map(|name| self.name(&name));
        Some(Qualifier::Cure { within, since, at })
    }

    pub(super) fn given_ago(&mut self, pair: Pair<'_, Rule>) -> Option<GivenAgo> {
        let mut parts = Parts::of(pair);
        let first = parts.seek(Rule::number).and_then(|number| self.count(number))?;
        let (last, cadence) =
            match parts.pairs.by_ref().find(|pair| matches!(pair.as_rule(), Rule::number | Rule::cadence))? {
                last if last.as_rule() == Rule::number => (self.count(last)?, parts.seek(Rule::cadence)?),
                cadence => (first, cadence),
            };
        let (unit, fiscal) = unit(&cadence)?;
        Some(GivenAgo { first: first.min(last), last: first.max(last), unit, fiscal })
    }

    fn periods(&mut self, count: Expression, cadence: &Pair<'_, Rule>, at: Span) -> Option<Periods> {
        let (unit, fiscal) = unit(cadence)?;
        Some(Periods { count: Box::new(count), unit, fiscal, at })
    }

    /// How many periods ago an invented menu is given, which a test writes out.
    fn count(&mut self, pair: Pair<'_, Rule>) -> Option<u32> {
        let literal = self.literal(pair)?;
        let Value::Number(number) = &literal.value else { return None };
        let count = period_count(number);
        count.or_else(|| {
            let message = format!("periods are counted in whole numbers from 1 to {MOST_PERIODS}");
            self.refuse(
                Diagnostic::new(&kinds::IMPOSSIBLE_RANGE, literal.at, message)
                    .help("write, for instance, `given 2 quarters ago option \"A\" { … }`"),
            )
        })
    }

    // --- Watch lists ------------------------------------------------------------------------------------------

    pub(super) fn watch_list(&mut self, pair: Pair<'_, Rule>) -> Option<WatchList> {
        let whole = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::watch_list_words);
        let name = self.name(&parts.next()?);
        let text = match parts.peek() {
            Some(Rule::string | Rule::wrong_quotes) => Some(self.text(parts.next()?)?),
            _ => None,
        };
        let at = Span::new(self.source, whole.start, text.as_ref().map_or(name.at, |text| text.at).end);
        let qualifiers = self.qualifiers(&mut parts)?;
        let (mut head, mut enters, mut leaves, mut removal) = (None, None, None, None);
        let mut reviewed = PeriodUnit::Quarter;
        while let Some(line) = parts.next() {
            match line.as_rule() {
                Rule::each_head => head = Some(self.each_head(line)?),
                Rule::enters_line => enters = Some(self.last_expression(line)?),
                Rule::leaves_line => leaves = Some(self.last_expression(line)?),
                Rule::removal_line => removal = Some(self.removal(line)?),
                Rule::reviewed_line => {
                    reviewed = match Parts::of(line).seek(Rule::review_cadence)?.as_str() {
                        "monthly" => PeriodUnit::Month,
                        "annually" => PeriodUnit::Year,
                        _ => PeriodUnit::Quarter,
                    };
                }
                _ => {
                    let told = recover::junk(self.source, &line, Rule::lone_statement);
                    self.diagnostics.push(told);
                }
            }
        }
        let (Some(head), Some(enters), Some(leaves)) = (head, enters, leaves) else {
            return self.refuse(
                Diagnostic::new(
                    &kinds::SYNTAX,
                    at,
                    "a watch list says of which things it is, when they come on it and when they leave it",
                )
                .help("write, each on its line: `each option`, `enters when …`, `leaves when …`"),
            );
        };
        Some(WatchList { name, text, qualifiers, head, enters, leaves, removal, reviewed, at, whole })
    }

    fn last_expression(&mut self, pair: Pair<'_, Rule>) -> Option<Expression> {
        Parts::of(pair).seek(Rule::expression).and_then(|pair| self.expression(pair))
    }

    fn removal(&mut self, pair: Pair<'_, Rule>) -> Option<Removal> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        parts.take(Rule::removal_word);
        if parts.take(Rule::when_word).is_some() {
            let when = parts.next().and_then(|pair| self.expression(pair))?;
            return Some(Removal::When(Box::new(when)));
        }
        let count = parts.seek(Rule::count).and_then(|count| self.written(count))?;
        let cadence = parts.seek(Rule::cadence)?;
        self.periods(count, &cadence, at).map(Removal::After)
    }
}

/// The unit of periods, and whether they are of the fiscal year.
fn unit(cadence: &Pair<'_, Rule>) -> Option<(PeriodUnit, bool)> {
    let mut words = cadence.as_str().split_whitespace();
    let first = words.next()?;
    let fiscal = first == "fiscal";
    Some((PeriodUnit::parse(if fiscal { words.next()? } else { first })?, fiscal))
}
