//! Quantities in the policy's own words.

use super::core::{Aggregate, Comparison, Condition, ConditionKind, Operator, Over, Quantity, QuantityKind};
use crate::vocabulary::{Exact, FactId, FactKey, Schema, written};

/// Characters of a filter that a sentence can hold.
const LONGEST_FILTER: usize = 40;

/// `expense_ratio net`, `crypto`, `average expense_ratio net of options where …`
pub fn describe(quantity: &Quantity, schema: &Schema) -> String {
    let both = |a: &Quantity, sign: &str, b: &Quantity| {
        format!("{} {sign} {}", describe(a, schema), describe(b, schema))
    };
    if let Some(name) = &quantity.called {
        return name.clone();
    }
    match &quantity.kind {
        QuantityKind::Literal(value) => written(value),
        QuantityKind::Fact(key) => schema.key_name(*key),
        QuantityKind::Share(class) => schema.class(*class).name.clone(),
        QuantityKind::TimeSince(fact) => format!("time since {}", schema.fact(*fact).name),
        QuantityKind::TimeUntil(fact) => format!("time until {}", schema.fact(*fact).name),
        QuantityKind::Within(within, inner) => match (&inner.called, &inner.kind) {
            (None, QuantityKind::Aggregate { kind, of, over }) => {
                let within = format!(" of {}", within.word(schema));
                aggregated(*kind, of.as_deref(), over, &within, schema)
            }
            _ => format!("{} of {}", describe(inner, schema), within.word(schema)),
        },
        QuantityKind::Of(fact, of) => format!("{} of {}", describe(of, schema), schema.fact(*fact).name),
        QuantityKind::Plus(a, b) => both(a, "+", b),
        QuantityKind::Minus(a, b) => both(a, "-", b),
        QuantityKind::Times(a, b) => both(a, "*", b),
        QuantityKind::Over(a, b) => both(a, "/", b),
        QuantityKind::Distance(a, b) => {
            format!("the distance of {} from {}", describe(a, schema), describe(b, schema))
        }
        QuantityKind::Greatest(of) => format!("the greatest of {}", several(of, schema)),
        QuantityKind::Least(of) => format!("the least of {}", several(of, schema)),
        QuantityKind::First(of) => format!("the first available of {}", several(of, schema)),
        QuantityKind::Middle(of) => format!("the middle of {}", several(of, schema)),
        QuantityKind::Table(table) => table.name.clone(),
        QuantityKind::Shift { date, by, back } => both(date, if *back { "-" } else { "+" }, by),
        QuantityKind::Score(criteria) if criteria.iter().all(|(points, _)| *points == Exact::one()) => {
            "the number of criteria met".into()
        }
        QuantityKind::Score(_) => "the score".into(),
        QuantityKind::Ago(of, ago) => format!("{} {} ago", describe(of, schema), ago.words()),
        QuantityKind::Met { condition, last } => {
            let (with, what) = match &condition.kind {
                ConditionKind::Not(inner) => ("without", describe_condition(inner, schema)),
                _ => ("with", describe_condition(condition, schema)),
            };
            format!("the number of the last {} {with} {what}", last.words())
        }
        QuantityKind::Across { kind, of, last } => {
            format!("{} {} over the last {}", aggregate(*kind, schema), describe(of, schema), last.words())
        }
        QuantityKind::Listed { cadence, .. } => {
            format!("the number of {} on the watch list", cadence.words(2))
        }
        QuantityKind::Aggregate { kind, of, over } => aggregated(*kind, of.as_deref(), over, "", schema),
    }
}

pub(super) fn aggregate(kind: Aggregate, schema: &Schema) -> String {
    match kind {
        Aggregate::Count => "count".into(),
        Aggregate::Share => "share".into(),
        Aggregate::Sum => "sum".into(),
        Aggregate::Average => "average".into(),
        Aggregate::WeightedAverage => "weighted average".into(),
        Aggregate::Min => "min".into(),
        Aggregate::Max => "max".into(),
        Aggregate::Median => "median".into(),
        Aggregate::Distinct(key) => format!("distinct {}", schema.key_name(key)),
    }
}

/// `crypto <= 5% for 3 consecutive quarters`, `crypto <= 5% in 3 of the last 4 quarters`
fn over_time(comparison: &Comparison, schema: &Schema) -> Option<String> {
    let (QuantityKind::Met { condition, last }, Operator::AtLeast) =
        (&comparison.left.kind, comparison.operator)
    else {
        return None;
    };
    let (what, least) = (describe_condition(condition, schema), describe(&comparison.right, schema));
    Some(match least == last.count.to_string() {
        true => format!("{what} for {least} consecutive {}", last.cadence.words(last.count)),
        false => format!("{what} in {least} of the last {}", last.words()),
    })
}

/// `sum weight of holdings of option where …`
fn aggregated(kind: Aggregate, of: Option<&Quantity>, over: &Over, within: &str, schema: &Schema) -> String {
    let of = of.map_or(String::new(), |of| format!(" {}", describe(of, schema)));
    let kind = aggregate(kind, schema);
    if let Some(name) = &over.called {
        return format!("{kind}{of} of {name}{within}");
    }
    let filter = over.filter.as_ref();
    let filter = filter.map_or(String::new(), |filter| format!(" where {}", filter_words(filter, schema)));
    format!("{kind}{of} of {}{within}{filter}", over.plural(schema))
}

/// A filter within a sentence. One that holds a paragraph is left out.
pub(super) fn filter_words(filter: &Condition, schema: &Schema) -> String {
    let words = describe_condition(filter, schema);
    if words.chars().count() <= LONGEST_FILTER { words } else { "…".into() }
}

fn several(of: &[Quantity], schema: &Schema) -> String {
    of.iter().map(|one| describe(one, schema)).collect::<Vec<_>>().join(", ")
}

/// `style is active`, `crypto > 0%`, `is_core and not has_gate`
pub fn describe_condition(condition: &Condition, schema: &Schema) -> String {
    let joined = |parts: &[Condition], by: &str| {
        parts.iter().map(|part| describe_condition(part, schema)).collect::<Vec<_>>().join(by)
    };
    match &condition.kind {
        ConditionKind::Compare(comparison) => {
            if let Some(words) = over_time(comparison, schema) {
                return words;
            }
            let (left, right) = (describe(&comparison.left, schema), describe(&comparison.right, schema));
            format!("{left} {} {right}", comparison.operator.symbol())
        }
        ConditionKind::Is { fact, any_of } => {
            format!("{} is {}", schema.key_name(*fact), any_of.join(" or "))
        }
        ConditionKind::Flag(key) => schema.key_name(*key),
        ConditionKind::Known(key) => format!("{} is known", schema.key_name(*key)),
        ConditionKind::Document(asked) => asked.words(),
        ConditionKind::Named(names) => format!("it is {}", names.join(" or ")),
        ConditionKind::Within(within, of) => {
            format!("{} of {}", describe_condition(of, schema), within.word(schema))
        }
        ConditionKind::Of(fact, of) => {
            format!("{} of {}", describe_condition(of, schema), schema.fact(*fact).name)
        }
        ConditionKind::All(parts) | ConditionKind::AllThatApply(parts) => joined(parts, " and "),
        ConditionKind::Any(parts) | ConditionKind::AnyThatApplies(parts) => joined(parts, " or "),
        ConditionKind::Between(ends) => joined(ends.as_slice(), " and "),
        ConditionKind::Ago(inner, ago) => {
            format!("{} {} ago", describe_condition(inner, schema), ago.words())
        }
        ConditionKind::Same(one, by, other) => {
            format!("{} is {}", schema.key_name(*one), key_of(*other, *by, schema))
        }
        ConditionKind::Available(key) => format!("{} is available", schema.key_name(*key)),
        ConditionKind::Either(branches) => {
            let otherwise = branches
                .otherwise
                .as_ref()
                .map(|other| format!(", else {}", describe_condition(other, schema)));
            format!(
                "{} if {}{}",
                describe_condition(&branches.then, schema),
                describe_condition(&branches.condition, schema),
                otherwise.unwrap_or_default()
            )
        }
        ConditionKind::Not(inner) | ConditionKind::Fails(inner) => {
            // Being in a set is written so, which says more than it would to a reader.
            if let (ConditionKind::Not(_), ConditionKind::Fails(set)) = (&condition.kind, &inner.kind) {
                return describe_condition(set, schema);
            }
            format!("not {}", describe_condition(inner, schema))
        }
    }
}

/// `style_box of peer_group`: a fact, and of what it is, if not of the subject.
pub fn key_of(key: FactKey, by: Option<FactId>, schema: &Schema) -> String {
    match by {
        Some(by) => format!("{} of {}", schema.key_name(key), schema.fact(by).name),
        None => schema.key_name(key),
    }
}
