//! Which types go together, and what comes of it.

use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::ArithmeticOperator;
use crate::vocabulary::{Denominator, Exact, Rounding, Schema, Type, Value};

use super::core::{Quantity, QuantityKind};

/// Requires that two quantities can be compared, added or chosen between, and answers their common type.
pub(super) fn common(left: &Quantity, right: &Quantity, schema: &Schema) -> Result<Type, Box<Diagnostic>> {
    match (&left.ty, &right.ty) {
        (Type::Percent(a), Type::Percent(b)) => match (a, b) {
            (Some(of_left), Some(of_right)) if of_left != of_right => {
                match alike((left, *of_left), (right, *of_right), schema) {
                    Some(of) => Ok(Type::Percent(Some(of))),
                    None => Err(Box::new(mixed_shares(left, right, *of_left, *of_right, schema))),
                }
            }
            _ => Ok(Type::Percent(a.or(*b))),
        },
        // A difference of two shares is a distance, and may be limited in points.
        (Type::Percent(_), Type::Points) if is_difference(left) => Ok(Type::Points),
        (Type::Rating(a), Type::Rating(b)) if a.is_none() || b.is_none() || a == b => {
            Ok(Type::Rating(a.or(*b)))
        }
        (a, b) if a == b && a.is_ordered() => Ok(a.clone()),
        _ => Err(Box::new(mismatch(left, right, schema))),
    }
}

/// A share of a benchmark is compared with the like share of an option or of the plan, though neither is a part of the
/// other: both are percents of their own assets. Answers which of the two counts for what comes of them.
fn alike(
    (left, a): (&Quantity, Denominator),
    (right, b): (&Quantity, Denominator),
    schema: &Schema,
) -> Option<Denominator> {
    let refers = |one: &Quantity, of| is_apart(of, schema) && is_referred(one);
    let (a_refers, b_refers) = (refers(left, a), refers(right, b));
    let assets = |of| matches!(of, Denominator::Assets(_));
    if !(a_refers || b_refers) || !assets(a) || !assets(b) || !is_own(left, schema) || !is_own(right, schema)
    {
        return None;
    }
    Some(if a_refers { b } else { a })
}

/// Whether something is asked of a thing that a fact refers to.
pub(super) fn is_referred(quantity: &Quantity) -> bool {
    match &quantity.kind {
        QuantityKind::Of(..) => true,
        QuantityKind::Ago(of, _) | QuantityKind::Across { of, .. } => is_referred(of),
        QuantityKind::Aggregate { of, .. } => of.as_deref().is_some_and(is_referred),
        QuantityKind::Plus(a, b)
        | QuantityKind::Minus(a, b)
        | QuantityKind::Times(a, b)
        | QuantityKind::Over(a, b)
        | QuantityKind::Distance(a, b) => is_referred(a) || is_referred(b),
        QuantityKind::Greatest(of) | QuantityKind::Least(of) | QuantityKind::First(of) => {
            of.iter().any(is_referred)
        }
        QuantityKind::Table(table) => table.rows.iter().any(|row| is_referred(&row.value)),
        _ => false,
    }
}

/// Whether it is a share of something that holds no part of the plan: a benchmark, a peer group, a manager.
pub(super) fn is_apart(of: Denominator, schema: &Schema) -> bool {
    match of {
        Denominator::Assets(level) => {
            let level = schema.level(level);
            level.parent.is_some() && !level.composes()
        }
        Denominator::Count(_) => false,
    }
}

/// Whether a percent is one of the assets of what it is said of. The weight of an option is not, and neither is what a
/// literal says that it is of.
fn is_own(quantity: &Quantity, schema: &Schema) -> bool {
    match &quantity.kind {
        QuantityKind::Literal(_) => false,
        QuantityKind::Fact(key) => {
            let fact = schema.fact(key.fact);
            !matches!(fact.ty, Type::Percent(Some(Denominator::Assets(of))) if of != fact.level)
        }
        _ => true,
    }
}

fn is_difference(quantity: &Quantity) -> bool {
    matches!(quantity.kind, QuantityKind::Minus(..) | QuantityKind::Distance(..))
}

fn mixed_shares(
    left: &Quantity,
    right: &Quantity,
    a: Denominator,
    b: Denominator,
    schema: &Schema,
) -> Diagnostic {
    let (of_left, of_right) = (a.words(schema), b.words(schema));
    let message = format!("a share of {of_left} is compared with a share of {of_right}");
    let mut diagnostic = Diagnostic::new(&kinds::DENOMINATOR_MISMATCH, right.at, message)
        .label(format!("a share of {of_right}"))
        .also(left.at, format!("a share of {of_left}"))
        .note("5% of a small option is not 5% of the plan: the two numbers measure different things");
    let is_literal = |one: &Quantity| matches!(one.kind, QuantityKind::Literal(_));
    if is_literal(left) || is_literal(right) {
        let (said, other) = if is_literal(right) { (&of_right, &of_left) } else { (&of_left, &of_right) };
        let said = said.trim_end_matches(" by count");
        diagnostic = diagnostic.help(format!("without `of {said}`, the limit is a share of {other}"));
    }
    for (inner, outer) in [(a, b), (b, a)] {
        if let (Denominator::Assets(level), Denominator::Assets(_)) = (inner, outer)
            && let Some(weight) = schema.fact_named(level, "weight")
            && schema.fact(weight).ty == Type::Percent(Some(outer))
        {
            let (inner, outer) = (inner.words(schema), outer.words(schema));
            let help = format!("a share of {inner} times `weight` is a share of {outer}: write `weight * …`");
            return diagnostic.help(help);
        }
    }
    match (&left.kind, &right.kind) {
        (_, QuantityKind::Fact(key)) | (QuantityKind::Fact(key), _) => {
            let fact = schema.fact(key.fact);
            let of = if matches!(right.kind, QuantityKind::Fact(_)) { of_left } else { of_right };
            let (name, level) = (&fact.name, &schema.level(fact.level).name);
            diagnostic.help(format!(
                "if `{name}` is a share of {of}, declare it so: `fact {name} of {level}: percent of {of}, …`"
            ))
        }
        _ => diagnostic,
    }
}

fn mismatch(left: &Quantity, right: &Quantity, schema: &Schema) -> Diagnostic {
    for (number, other) in [(right, left), (left, right)] {
        if let (QuantityKind::Literal(Value::Number(value)), Type::Number) = (&number.kind, &number.ty) {
            return bare_number(number.at, value, other, schema);
        }
    }
    let (a, b) = (left.ty.words(schema), right.ty.words(schema));
    let diagnostic = Diagnostic::new(&kinds::TYPE_MISMATCH, right.at, format!("{a} is set beside {b}"))
        .label(b.clone())
        .also(left.at, a.clone());
    match (&left.ty, &right.ty) {
        (Type::Percent(_), Type::Points) => diagnostic.help(
            "points measure a distance between two percents: `within 2 points of …`; a limit is a percent",
        ),
        (Type::Number, Type::Percent(_)) => diagnostic
            .help("a number is set beside a number: write a tenth as `0.1`, and a tenth of `b` as `0.1 * b`")
            .help("one share over another is a number: for `a / b <= 35%` write `a <= 35% * b`"),
        (Type::Date, Type::Duration) | (Type::Duration, Type::Date) => diagnostic
            .help("for the time from today to a day in the future: `time until maturity <= 25 months`")
            .help("for the time since a day in the past: `time since inception >= 3 years`"),
        (Type::Percentile, Type::Percent(_)) => {
            diagnostic.help("a rank is a percentile: write `<= 50th percentile` or `in top half`")
        }
        _ => diagnostic.help(format!("compare {a} with {}", example(&left.ty))),
    }
}

/// A number without a unit where one is needed: `crypto <= 5`.
fn bare_number(at: Span, value: &Exact, other: &Quantity, schema: &Schema) -> Diagnostic {
    let written = value.decimal(20, Rounding::Nearest);
    match &other.ty {
        Type::Percent(_) => {
            let percent = format!("{written}%");
            let second = if *value < Exact::one() {
                let scaled = (value * &Exact::from(100_i64)).decimal(20, Rounding::Nearest);
                (format!("{scaled}%"), format!("`{scaled}%`, if {written} is the fraction"))
            } else {
                let scaled = value
                    .divided_by(&Exact::from(100_i64))
                    .map_or(String::new(), |v| v.decimal(20, Rounding::Nearest));
                (format!("{written}bps"), format!("`{written}bps`, which is {scaled}%"))
            };
            Diagnostic::new(
                &kinds::PERCENT_NEEDED,
                at,
                format!("`{written}` has no unit, and a percent is needed"),
            )
            .label(format!("`{percent}`, or {}", second.1))
            .also(other.at, other.ty.words(schema))
            .note("planlint never guesses a scale: 0.5 may be half a percent or a half")
            .help(format!("write `{percent}`, or {}", second.1))
            .maybe_fix(at, percent)
            .maybe_fix(at, second.0)
        }
        ty => {
            let diagnostic = Diagnostic::new(
                &kinds::TYPE_MISMATCH,
                at,
                format!("`{written}` has no unit, and {} is needed", ty.words(schema)),
            )
            .label("a bare number")
            .also(other.at, ty.words(schema));
            match ty {
                Type::Money => {
                    diagnostic.help(format!("write `${written}`")).maybe_fix(at, format!("${written}"))
                }
                Type::Percentile => {
                    diagnostic.help(format!("write `{written}th percentile`, or `in top half`"))
                }
                Type::Points => diagnostic.help(format!("write `{written} points`")),
                Type::Duration => diagnostic.help(format!("write `{written} months`, or `{written} years`")),
                _ => diagnostic.help(format!("compare it with {}", example(ty))),
            }
        }
    }
}

/// A literal of a type, as an example.
pub(super) fn example(ty: &Type) -> String {
    match ty {
        Type::Percent(_) => "a percent such as `5%` or `75bps`".into(),
        Type::Points => "points such as `2 points`".into(),
        Type::Money => "an amount such as `$250M`".into(),
        Type::Number => "a number such as `3`".into(),
        Type::Duration => "a length of time such as `3 years`".into(),
        Type::Date => "a date such as `2026-10-01`".into(),
        Type::Percentile => "a percentile such as `50th percentile`".into(),
        Type::Rating(_) => "a rating such as `BBB-`".into(),
        Type::Frequency => "a frequency such as `quarterly`".into(),
        Type::Choice(choices) => format!(
            "one of its values: {}",
            crate::diagnostics::listed(choices.iter().map(String::as_str), 6)
        ),
        Type::Text => "a text such as `\"Harbor Capital\"`".into(),
        Type::Reference(_) => "a name such as `\"Harbor Capital\"`".into(),
        Type::Flag => "`yes` or `no`".into(),
    }
}

/// The type of `left OP right`.
pub(super) fn combined(
    left: &Quantity,
    operator: ArithmeticOperator,
    right: &Quantity,
    schema: &Schema,
) -> Result<Type, Box<Diagnostic>> {
    use ArithmeticOperator::{Minus, Over, Plus, Times};
    let refuse = || {
        let (a, b) = (left.ty.words(schema), right.ty.words(schema));
        let verb = match operator {
            Plus => "added to",
            Minus => "taken from",
            Times => "multiplied by",
            Over => "divided by",
        };
        let (a, b, at) = if operator == Minus { (b, a, left.at) } else { (a, b, right.at) };
        Box::new(Diagnostic::new(&kinds::TYPE_MISMATCH, at, format!("{a} cannot be {verb} {b}")))
    };
    let adds = |ty: &Type| matches!(ty, Type::Percent(_) | Type::Points | Type::Money | Type::Number);
    match (operator, &left.ty, &right.ty) {
        (Plus | Minus, Type::Percent(of), Type::Points) => Ok(Type::Percent(*of)),
        (Plus | Minus, a, b) if adds(a) && adds(b) => common(left, right, schema),
        (Times, Type::Number, other) | (Times | Over, other, Type::Number) if adds(other) => {
            Ok(other.clone())
        }
        (Times, Type::Money, Type::Percent(_)) | (Times, Type::Percent(_), Type::Money) => Ok(Type::Money),
        (Times, Type::Percent(a), Type::Percent(b)) => share_of_share(*a, *b, schema).ok_or_else(refuse),
        // A day, so long before or after; and how long it is from one day to another.
        (Plus | Minus, Type::Date, Type::Duration) | (Plus, Type::Duration, Type::Date) => Ok(Type::Date),
        (Minus, Type::Date, Type::Date) => Ok(Type::Duration),
        // What an amount is a share of is not said by a quotient; it takes the other side's denominator.
        (Over, Type::Money, Type::Money) => Ok(Type::Percent(None)),
        (Over, Type::Percent(_), Type::Percent(_)) => common(left, right, schema).map(|_| Type::Number),
        _ => Err(refuse()),
    }
}

/// A day and a length of time, in either order.
pub(super) fn shifted(
    left: Box<Quantity>,
    operator: ArithmeticOperator,
    right: Box<Quantity>,
) -> QuantityKind {
    let (date, by) = if left.ty == Type::Date { (left, right) } else { (right, left) };
    QuantityKind::Shift { date, by, back: operator == ArithmeticOperator::Minus }
}

/// A share of an option, times the option's share of the plan, is a share of the plan.
fn share_of_share(a: Option<Denominator>, b: Option<Denominator>, schema: &Schema) -> Option<Type> {
    let outer = match (a, b) {
        (None, other) | (other, None) => other,
        // What a benchmark has of a class, times what an option is of the plan, is a share of the plan.
        (Some(a), Some(b)) if is_apart(a, schema) != is_apart(b, schema) => {
            Some(if is_apart(a, schema) { b } else { a })
        }
        (Some(Denominator::Assets(a)), Some(Denominator::Assets(b))) if a != b && schema.is_within(a, b) => {
            Some(Denominator::Assets(b))
        }
        (Some(Denominator::Assets(a)), Some(Denominator::Assets(b))) if a != b && schema.is_within(b, a) => {
            Some(Denominator::Assets(a))
        }
        _ => return None,
    };
    Some(Type::Percent(outer))
}
