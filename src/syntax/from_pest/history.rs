//! Periods of the past, and watch lists that follow things through them.

use pest::iterators::Pair;

use super::{Builder, Parts};
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::history::{OverTime, Periods, Removal, WatchList};
use crate::syntax::recover;
use crate::syntax::tree::{Expression, ExpressionKind, GivenAgo, Qualifier};
use crate::vocabulary::{Exact, PeriodUnit, Value};

/// More periods than a plan has lived through, in whatever unit; more are a slip of the pen.
const MOST_PERIODS: i64 = 1_200;

impl Builder {
    /// `for 3 consecutive quarters`, `in 3 of the last 4 quarters`
    pub(super) fn over_time(&mut self, pair: Pair<'_, Rule>) -> Option<OverTime> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair.into_inner().next()?);
        let least = parts.seek(Rule::number)?;
        match parts.seek_number_or_cadence() {
            Some(of) if of.as_rule() == Rule::number => {
                let least = self.count(least)?;
                let of = self.count(of)?;
                if least > of {
                    return self.refuse(
                        Diagnostic::new(
                            &kinds::IMPOSSIBLE_RANGE,
                            at,
                            format!("{of} periods cannot have {least} of a kind"),
                        )
                        .help("write the smaller number first: `in 3 of the last 4 quarters`"),
                    );
                }
                let cadence = parts.seek(Rule::cadence)?;
                Some(OverTime { least, of: self.periods(of, &cadence, at)? })
            }
            cadence => {
                let count = self.count(least)?;
                Some(OverTime { least: count, of: self.periods(count, &cadence?, at)? })
            }
        }
    }

    /// `1 quarter ago`, around what it is asked of.
    pub(super) fn ago(&mut self, value: Expression, pair: Pair<'_, Rule>) -> Option<Expression> {
        let at = self.span(&pair);
        let periods = self.counted_periods(pair)?;
        Some(Expression { at: value.at.to(at), kind: ExpressionKind::Ago(Box::new(value), periods) })
    }

    /// A number and its unit: `4 quarters`.
    pub(super) fn counted_periods(&mut self, pair: Pair<'_, Rule>) -> Option<Periods> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let count = parts.seek(Rule::number).and_then(|number| self.count(number))?;
        let cadence = parts.seek(Rule::cadence)?;
        self.periods(count, &cadence, at)
    }

    /// `tolerate 3 consecutive quarters`, `tolerate 1 of the last 4 quarters`
    pub(super) fn tolerate(&mut self, pair: Pair<'_, Rule>) -> Option<Qualifier> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let most = parts.seek(Rule::number).and_then(|number| self.count(number))?;
        match parts.seek_number_or_cadence()? {
            of if of.as_rule() == Rule::number => {
                let of = self.count(of)?;
                let cadence = parts.seek(Rule::cadence)?;
                if most >= of {
                    return self.refuse(
                        Diagnostic::new(
                            &kinds::IMPOSSIBLE_RANGE,
                            at,
                            format!("{most} of {of} is every one of them: this tolerates anything"),
                        )
                        .help("tolerate fewer than there are: `tolerate 1 of the last 4 quarters`"),
                    );
                }
                Some(Qualifier::Tolerate(most, self.periods(of, &cadence, at)?))
            }
            // One more in a row than is tolerated is a failure.
            cadence => Some(Qualifier::Tolerate(most, self.periods(most.saturating_add(1), &cadence, at)?)),
        }
    }

    /// `cure within 90 days of notice`
    pub(super) fn cure(&mut self, pair: Pair<'_, Rule>) -> Option<Qualifier> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let within = parts.seek(Rule::duration).and_then(|pair| self.literal(pair))?;
        let since = parts.seek(Rule::name).map(|name| self.name(&name));
        Some(Qualifier::Cure { within, since, at })
    }

    pub(super) fn given_ago(&mut self, pair: Pair<'_, Rule>) -> Option<GivenAgo> {
        let at = self.span(&pair);
        let mut parts = Parts::of(pair);
        let first = parts.seek(Rule::number).and_then(|number| self.count(number))?;
        let (last, cadence) = match parts.seek_number_or_cadence()? {
            last if last.as_rule() == Rule::number => (self.count(last)?, parts.seek(Rule::cadence)?),
            cadence => (first, cadence),
        };
        Some(GivenAgo { first: first.min(last), last: self.periods(first.max(last), &cadence, at)? })
    }

    fn periods(&mut self, count: u32, cadence: &Pair<'_, Rule>, at: Span) -> Option<Periods> {
        let mut words = cadence.as_str().split_whitespace();
        let first = words.next()?;
        let fiscal = first == "fiscal";
        let unit = PeriodUnit::parse(if fiscal { words.next()? } else { first })?;
        Some(Periods { count, unit, fiscal, at })
    }

    /// How many periods: a whole number, one at least.
    fn count(&mut self, pair: Pair<'_, Rule>) -> Option<u32> {
        let literal = self.literal(pair)?;
        let Value::Number(number) = &literal.value else { return None };
        let within = *number >= Exact::one() && *number <= Exact::from(MOST_PERIODS);
        let count = number.floor_i64().filter(|whole| within && Exact::from(*whole) == *number);
        let count = count.and_then(|count| u32::try_from(count).ok());
        count.or_else(|| {
            let message = format!("periods are counted in whole numbers from 1 to {MOST_PERIODS}");
            self.refuse(
                Diagnostic::new(&kinds::IMPOSSIBLE_RANGE, literal.at, message)
                    .help("write, for instance, `for 3 consecutive quarters`"),
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
        let count = parts.seek(Rule::number).and_then(|number| self.count(number))?;
        let cadence = parts.seek(Rule::cadence)?;
        self.periods(count, &cadence, at).map(Removal::After)
    }
}

impl<'i> Parts<'i> {
    /// The next number or unit, all before it being words.
    fn seek_number_or_cadence(&mut self) -> Option<Pair<'i, Rule>> {
        self.pairs.by_ref().find(|pair| matches!(pair.as_rule(), Rule::number | Rule::cadence))
    }
}
