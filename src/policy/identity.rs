//! Stable ids: from the section, the scope and what is measured, never from a limit.

use std::collections::BTreeMap;

use crate::syntax::{
    Aggregate, Expression, ExpressionKind, Literal, Nearness, Set, Statement, StatementKind,
};
use crate::vocabulary::{Duration, Moments, Value, tested_words};

/// Hands out ids; a second statement of one scope and measure gets `-2`.
#[derive(Default)]
pub(super) struct Ids {
    given: BTreeMap<String, usize>,
}

impl Ids {
    pub(super) fn unique(&mut self, id: String) -> String {
        let count = self.given.entry(id.clone()).or_insert(0);
        *count = count.saturating_add(1);
        if *count == 1 { id } else { format!("{id}-{count}") }
    }
}

/// The id of a statement that is tested at other moments than what stands around it: `crypto/at-purchase`.
pub(super) fn tested(id: &str, own: &Moments, around: &Moments) -> String {
    if own == around { id.to_string() } else { format!("{id}/{}", slug(&tested_words(own))) }
}

/// A section's heading as a part of ids: its numbering is left out, so that renumbering keeps the history.
pub(super) fn heading(title: &str) -> String {
    let unnumbered =
        title.trim_start_matches(|c: char| c.is_ascii_digit() || ['.', ' ', '(', ')', '§'].contains(&c));
    slug(if unnumbered.is_empty() { title } else { unnumbered })
}

/// What a statement measures, as a part of an id.
pub(super) fn measure(statement: &Statement) -> String {
    match &statement.kind {
        StatementKind::Assert(expression) => expression_words(expression),
        StatementKind::Requires { subject, needs } => {
            let needs: Vec<String> = needs.iter().map(expression_words).collect();
            format!("{}/requires-{}", set_words(subject), needs.join("-and-"))
        }
        StatementKind::Prohibited { subject } => format!("{}/prohibited", set_words(subject)),
        StatementKind::Each { head, .. } => format!("each-{}", head.level.word),
        StatementKind::If { .. } => "if".into(),
    }
}

fn expression_words(expression: &Expression) -> String {
    match &expression.kind {
        ExpressionKind::Literal(_) | ExpressionKind::PercentOf(..) => "value".into(),
        ExpressionKind::Of(measured, of) => format!("{}-of-{}", expression_words(measured), of.word),
        ExpressionKind::Measured(name, None) => name.word.clone(),
        ExpressionKind::Measured(name, Some(basis)) => format!("{}-{}", name.word, basis.word),
        ExpressionKind::OverPeriod(of, period) => {
            // The same period in another unit is the same measure.
            let length = match &period.kind {
                ExpressionKind::Literal(Literal { value: Value::Duration(length), .. }) => {
                    length.months().map_or(*length, Duration::of_months).to_string()
                }
                _ => expression_words(period),
            };
            format!("{}-over-{}", expression_words(of), slug(&length))
        }
        ExpressionKind::Or(parts) => joined(without_values(parts), "-or-"),
        ExpressionKind::And(parts) => joined(parts, "-and-"),
        ExpressionKind::Not(inner) => format!("not-{}", expression_words(inner)),
        ExpressionKind::Negate(inner) => expression_words(inner),
        // A limit that stands first is still the limit.
        ExpressionKind::Compare(left, _, right) if is_literal(left) => expression_words(right),
        ExpressionKind::Compare(left, ..)
        | ExpressionKind::Between(left, ..)
        | ExpressionKind::Within(left, ..)
        | ExpressionKind::InPart(left, _)
        | ExpressionKind::IsKnown(left, _)
        | ExpressionKind::IsAvailable(left, _) => expression_words(left),
        ExpressionKind::Is { subject, .. } => expression_words(subject),
        ExpressionKind::Offered(names, _) => {
            let words: Vec<&str> = names.iter().map(|name| name.word.as_str()).collect();
            format!("{}-offered", words.join("-"))
        }
        ExpressionKind::Arithmetic(left, _, right) => {
            format!("{}-{}", expression_words(left), expression_words(right))
        }
        ExpressionKind::Extreme { of, .. }
        | ExpressionKind::FirstAvailable(of)
        | ExpressionKind::Middle(of) => joined(of, "-"),
        ExpressionKind::Near(name, side, _) if *side == Nearness::Next => format!("time-until-{}", name.word),
        ExpressionKind::TimeSince(name) | ExpressionKind::Near(name, ..) => {
            format!("time-since-{}", name.word)
        }
        ExpressionKind::TimeUntil(name) => format!("time-until-{}", name.word),
        ExpressionKind::Count(set) | ExpressionKind::CountClaim(_, _, set) => {
            format!("count-of-{}", set_words(set))
        }
        ExpressionKind::Ago(of, _) => format!("{}-earlier", expression_words(of)),
        ExpressionKind::OverTime(of, _) => format!("{}-over-time", expression_words(of)),
        ExpressionKind::Across(kind, of, _) => {
            format!("{}-{}-over-time", aggregate_word(*kind), expression_words(of))
        }
        ExpressionKind::Score(_) => "points".into(),
        ExpressionKind::SomeOf(..) => "criteria".into(),
        ExpressionKind::Document(document) => format!("document-{}", slug(&document.kind.text)),
        ExpressionKind::Share(set) => format!("share-of-{}", set_words(set)),
        ExpressionKind::Aggregate(kind, of, set) => {
            format!("{}-{}-of-{}", aggregate_word(*kind), expression_words(of), set_words(set))
        }
    }
}

fn aggregate_word(kind: Aggregate) -> &'static str {
    match kind {
        Aggregate::Sum => "sum",
        Aggregate::Average => "average",
        Aggregate::WeightedAverage => "weighted-average",
        Aggregate::Min => "min",
        Aggregate::Max => "max",
        Aggregate::Median => "median",
        Aggregate::Distinct => "distinct",
    }
}

fn is_literal(expression: &Expression) -> bool {
    matches!(expression.kind, ExpressionKind::Literal(_) | ExpressionKind::PercentOf(..))
}

/// `vehicle is etf or mutual_fund`: a word behind a value is one more value, and a value is a limit.
fn without_values(parts: &[Expression]) -> Vec<&Expression> {
    let mut kept: Vec<&Expression> = Vec::new();
    for part in parts {
        let after_value = kept.last().is_some_and(|last| matches!(last.kind, ExpressionKind::Is { .. }));
        let is_value = matches!(part.kind, ExpressionKind::Measured(_, None) | ExpressionKind::Literal(_));
        if !(after_value && is_value) {
            kept.push(part);
        }
    }
    kept
}

fn joined<'e>(parts: impl IntoIterator<Item = &'e Expression>, by: &str) -> String {
    parts.into_iter().map(expression_words).collect::<Vec<_>>().join(by)
}

fn set_words(set: &Set) -> String {
    let of = set.of.as_deref().map(set_words);
    let of = of.into_iter().chain(set.within.as_ref().map(|within| within.word.clone()));
    of.fold(set.name.word.clone(), |words, of| format!("{words}-of-{of}"))
}

fn slug(text: &str) -> String {
    let mapped: String =
        text.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' }).collect();
    mapped.split_whitespace().collect::<Vec<_>>().join("-")
}
