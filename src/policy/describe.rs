//! Quantities in the policy's own words.

use super::core::{Aggregate, Condition, ConditionKind, Over, Quantity, QuantityKind};
use crate::vocabulary::{Exact, Schema, written};

/// Characters of a filter that a sentence can hold.
const LONGEST_FILTER: usize = 40;

/// `expense_ratio net`, `crypto`, `average expense_ratio net of options where …`
pub fn describe(quantity: &Quantity, schema: &Schema) -> String {
    let both = |a: &Quantity, sign: &str, b: &Quantity| {
        format!("{} {sign} {}", describe(a, schema), describe(b, schema))
    };
    match &quantity.kind {
        QuantityKind::Literal(value) => written(value),
        QuantityKind::Fact(key) => schema.key_name(*key),
        QuantityKind::Share(class) => schema.class(*class).name.clone(),
        QuantityKind::TimeSince(fact) => format!("time since {}", schema.fact(*fact).name),
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
        QuantityKind::Score(criteria) if criteria.iter().all(|(points, _)| *points == Exact::one()) => {
            "the number of criteria met".into()
        }
        QuantityKind::Score(_) => "the score".into(),
        QuantityKind::Aggregate { kind, of, over } => {
            let of = of.as_ref().map_or(String::new(), |of| format!(" {}", describe(of, schema)));
            let what = match kind {
                Aggregate::Count => "count".into(),
                Aggregate::Share => "share".into(),
                Aggregate::Sum => format!("sum{of}"),
                Aggregate::Average => format!("average{of}"),
                Aggregate::WeightedAverage => format!("weighted average{of}"),
                Aggregate::Min => format!("min{of}"),
                Aggregate::Max => format!("max{of}"),
                Aggregate::Median => format!("median{of}"),
                Aggregate::Distinct(key) => format!("distinct {}", schema.key_name(*key)),
            };
            format!("{what} of {}", things(over, schema))
        }
    }
}

fn things(over: &Over, schema: &Schema) -> String {
    let plural = schema.level(over.level).plural();
    let Some(filter) = &over.filter else { return plural };
    let words = describe_condition(filter, schema);
    // A sentence that holds a paragraph is no sentence.
    if words.chars().count() <= LONGEST_FILTER {
        format!("{plural} where {words}")
    } else {
        format!("{plural} where …")
    }
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
            let (left, right) = (describe(&comparison.left, schema), describe(&comparison.right, schema));
            format!("{left} {} {right}", comparison.operator.symbol())
        }
        ConditionKind::Is { fact, any_of } => {
            format!("{} is {}", schema.key_name(*fact), any_of.join(" or "))
        }
        ConditionKind::Flag(fact) => schema.fact(*fact).name.clone(),
        ConditionKind::Known(key) => format!("{} is known", schema.key_name(*key)),
        ConditionKind::Named(names) => format!("it is {}", names.join(" or ")),
        ConditionKind::Of(fact, of) => {
            format!("{} of {}", describe_condition(of, schema), schema.fact(*fact).name)
        }
        ConditionKind::All(parts) => joined(parts, " and "),
        ConditionKind::Any(parts) => joined(parts, " or "),
        ConditionKind::Not(inner) => format!("not {}", describe_condition(inner, schema)),
    }
}
