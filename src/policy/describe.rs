//! Quantities in the policy's own words.

use super::core::{Aggregate, Over, Quantity, QuantityKind};
use crate::vocabulary::{Schema, written};

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
        QuantityKind::Plus(a, b) => both(a, "+", b),
        QuantityKind::Minus(a, b) => both(a, "-", b),
        QuantityKind::Times(a, b) => both(a, "*", b),
        QuantityKind::Over(a, b) => both(a, "/", b),
        QuantityKind::Distance(a, b) => {
            format!("the distance of {} from {}", describe(a, schema), describe(b, schema))
        }
        QuantityKind::Greatest(of) => format!("the greatest of {}", several(of, schema)),
        QuantityKind::Least(of) => format!("the least of {}", several(of, schema)),
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
    if over.filter.is_some() { format!("{plural} where …") } else { plural }
}

fn several(of: &[Quantity], schema: &Schema) -> String {
    of.iter().map(|one| describe(one, schema)).collect::<Vec<_>>().join(", ")
}
