//! The policy in plain text, for tests and for `planlint stages`: ids, scopes, guards and types, as meant.

use std::fmt::Write;

use super::core::{
    Assumed, Assumption, Check, Condition, ConditionKind, Each, Grouping, Obligation, Over, Period, Policy,
    Quantity, QuantityKind, Rule, TableRow,
};
use super::describe::{aggregate, key_of};
use crate::vocabulary::{Rounding, Schema, Type, plural_of, tested_words, written};

/// One rule a paragraph: its id, then each statement with its scope, guards and assertion.
pub fn dump(policy: &Policy, schema: &Schema) -> String {
    let mut out = String::new();
    if let Some(title) = &policy.title {
        let _ = writeln!(out, "policy \"{title}\"\n");
    }
    let words = Words { schema };
    for rule in &policy.rules {
        words.rule(rule, &mut out);
        out.push('\n');
    }
    for assumption in &policy.assumptions {
        words.assumption(assumption, &mut out);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// One rule, as it is meant.
pub fn dump_rule(rule: &Rule, schema: &Schema) -> String {
    let mut out = String::new();
    Words { schema }.rule(rule, &mut out);
    out
}

/// Of which things a statement asserts what, in one line.
pub fn dump_check(check: &Check, schema: &Schema) -> String {
    let words = Words { schema };
    let scope = check.scope.iter().map(|each| words.each(each));
    let guards = check.guards.iter().map(|guard| format!("if {}", words.condition(&guard.condition)));
    let parts: Vec<String> = scope.chain(guards).chain([words.condition(&check.assertion)]).collect();
    parts.join(", ")
}

struct Words<'a> {
    schema: &'a Schema,
}

impl Words<'_> {
    fn rule(&self, rule: &Rule, out: &mut String) {
        let _ = write!(out, "{} {}", obligation(rule.obligation), rule.id);
        if let Some(text) = &rule.text {
            let _ = write!(out, " \"{text}\"");
        }
        for citation in &rule.cites {
            let _ = write!(out, " cites \"{citation}\"");
        }
        let _ = writeln!(out, "{}", period(rule.period));
        for check in &rule.checks {
            self.check(check, rule, out);
        }
    }

    fn check(&self, check: &Check, rule: &Rule, out: &mut String) {
        let mut indent = "  ".to_string();
        if check.id != rule.id {
            let _ = writeln!(out, "{indent}{}", check.id);
            indent.push_str("  ");
        }
        // The period of a rule is in those of its statements: only what a statement adds is shown.
        if check.period != rule.period {
            let _ = writeln!(out, "{indent}in force{}", period(check.period));
        }
        if check.cites != rule.cites {
            let cited = check.cites.iter().map(|cited| format!("\"{cited}\"")).collect::<Vec<_>>();
            let _ = writeln!(out, "{indent}cites {}", cited.join(", "));
        }
        if !check.moments.is_empty() {
            let _ = writeln!(out, "{indent}tested {}", tested_words(&check.moments));
        }
        for each in &check.scope {
            let _ = writeln!(out, "{indent}{}", self.each(each));
            indent.push_str("  ");
        }
        for guard in &check.guards {
            let level = &self.schema.level(guard.level).name;
            let _ = writeln!(out, "{indent}if of the {level}: {}", self.condition(&guard.condition));
        }
        let _ = writeln!(out, "{indent}{}", self.condition(&check.assertion));
        if let Some(cure) = &check.cure {
            let since = cure.since.map_or(String::new(), |key| format!(" of {}", self.schema.key_name(key)));
            let _ = writeln!(out, "{indent}cured within {}{since}", cure.within);
        }
    }

    fn each(&self, each: &Each) -> String {
        let level = self.schema.level(each.level);
        let what = match &each.group {
            Some(group) => {
                let things = self.members(group, level.plural());
                format!("each {} of {things}", self.schema.key_name(group.by))
            }
            None => format!("each {}", level.name),
        };
        let filter = each.filter.as_ref();
        filter.map_or(what.clone(), |filter| format!("{what} where {}", self.condition(filter)))
    }

    fn assumption(&self, assumption: &Assumption, out: &mut String) {
        let whose = match &assumption.whose {
            Assumed::Unclassified => "everything unclassified".to_string(),
            Assumed::Options(condition) => format!("options where {}", self.condition(condition)),
        };
        let names = assumption.holds_no.iter().map(|class| self.schema.class(*class).name.as_str());
        let classes = names.collect::<Vec<_>>().join(", ");
        let because = &assumption.because;
        let _ = writeln!(
            out,
            "assume {whose} hold no {classes} because \"{because}\"{}",
            period(assumption.period)
        );
    }

    fn condition(&self, condition: &Condition) -> String {
        let several = |parts: &[Condition], by: &str, none: &str| match parts {
            [] => none.to_string(),
            [only] => self.condition(only),
            _ => {
                format!("({})", parts.iter().map(|part| self.condition(part)).collect::<Vec<_>>().join(by))
            }
        };
        match &condition.kind {
            ConditionKind::Compare(comparison) => {
                let (left, right) = (self.quantity(&comparison.left), self.quantity(&comparison.right));
                let ty = self.type_of(&comparison.left, &comparison.right);
                format!("{left} {} {right} [{ty}]", comparison.operator.symbol())
            }
            ConditionKind::Is { fact, any_of } => {
                let is_text = matches!(self.schema.fact(fact.fact).ty, Type::Text | Type::Reference(_));
                let quoted = |one: &String| if is_text { format!("\"{one}\"") } else { one.clone() };
                let values: Vec<String> = any_of.iter().map(quoted).collect();
                format!("{} is {}", self.schema.key_name(*fact), values.join(" or "))
            }
            ConditionKind::Flag(key) => self.schema.key_name(*key),
            ConditionKind::Known(fact) => format!("{} is known", self.schema.key_name(*fact)),
            ConditionKind::Same(one, by, other) => {
                format!("{} is {}", self.schema.key_name(*one), key_of(*other, *by, self.schema))
            }
            ConditionKind::Available(fact) => format!("{} is available", self.schema.key_name(*fact)),
            ConditionKind::Named(names) => {
                let names: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
                format!("named {}", names.join(" or "))
            }
            ConditionKind::Document(asked) => asked.words(),
            ConditionKind::Within(within, of) => {
                format!("({} of {})", self.condition(of), within.word(self.schema))
            }
            ConditionKind::Of(fact, of) => {
                format!("of the {}: ({})", self.schema.fact(*fact).name, self.condition(of))
            }
            ConditionKind::All(parts) | ConditionKind::AllThatApply(parts) => {
                several(parts, " and ", "anything")
            }
            ConditionKind::Any(parts) | ConditionKind::AnyThatApplies(parts) => {
                several(parts, " or ", "nothing")
            }
            ConditionKind::Between(ends) => several(ends.as_slice(), " and ", "anything"),
            ConditionKind::Ago(inner, ago) => format!("({} {} back)", self.condition(inner), ago.words()),
            ConditionKind::Either(branches) => {
                let otherwise =
                    branches.otherwise.as_ref().map(|other| format!(" else ({})", self.condition(other)));
                format!(
                    "if ({}) then ({}){}",
                    self.condition(&branches.condition),
                    self.condition(&branches.then),
                    otherwise.unwrap_or_default()
                )
            }
            ConditionKind::Not(inner) | ConditionKind::Fails(inner) => {
                if let (ConditionKind::Not(_), ConditionKind::Fails(set)) = (&condition.kind, &inner.kind) {
                    return self.condition(set);
                }
                format!("not ({})", self.condition(inner))
            }
        }
    }

    /// What both sides are, as far as either says it.
    fn type_of(&self, left: &Quantity, right: &Quantity) -> String {
        let says_less = matches!(left.ty, Type::Percent(None) | Type::Rating(None));
        if says_less { right.ty.words(self.schema) } else { left.ty.words(self.schema) }
    }

    fn quantity(&self, quantity: &Quantity) -> String {
        let both = |a: &Quantity, sign: char, b: &Quantity| {
            format!("({} {sign} {})", self.quantity(a), self.quantity(b))
        };
        let list = |of: &[Quantity]| of.iter().map(|one| self.quantity(one)).collect::<Vec<_>>().join(", ");
        match &quantity.kind {
            QuantityKind::Literal(value) => written(value),
            QuantityKind::Fact(key) => self.schema.key_name(*key),
            QuantityKind::Share(class) => format!("share in {}", self.schema.class(*class).name),
            QuantityKind::TimeSince(fact) => format!("time since {}", self.schema.fact(*fact).name),
            QuantityKind::TimeUntil(fact) => format!("time until {}", self.schema.fact(*fact).name),
            QuantityKind::Within(within, of) => {
                format!("({} of {})", self.quantity(of), within.word(self.schema))
            }
            QuantityKind::Of(fact, of) => {
                format!("({} of {})", self.quantity(of), self.schema.fact(*fact).name)
            }
            QuantityKind::Plus(a, b) => both(a, '+', b),
            QuantityKind::Minus(a, b) => both(a, '-', b),
            QuantityKind::Times(a, b) => both(a, '*', b),
            QuantityKind::Over(a, b) => both(a, '/', b),
            QuantityKind::Distance(a, b) => format!("|{} - {}|", self.quantity(a), self.quantity(b)),
            QuantityKind::Greatest(of) => format!("greatest({})", list(of)),
            QuantityKind::Least(of) => format!("least({})", list(of)),
            QuantityKind::First(of) => format!("first({})", list(of)),
            QuantityKind::Middle(of) => format!("middle({})", list(of)),
            QuantityKind::Table(table) => {
                let row = |row: &TableRow| {
                    let cells: Vec<String> = row.cells.iter().map(|cell| self.condition(cell)).collect();
                    let cells = if cells.is_empty() { "otherwise".into() } else { cells.join(" and ") };
                    format!("{cells}: {}", self.quantity(&row.value))
                };
                let rows: Vec<String> = table.rows.iter().map(row).collect();
                format!("{}({})", table.name, rows.join("; "))
            }
            QuantityKind::Shift { date, by, back } => both(date, if *back { '-' } else { '+' }, by),
            QuantityKind::Score(criteria) => {
                let told = criteria.iter().map(|(points, one)| {
                    format!("{}: {}", points.decimal(6, Rounding::Nearest), self.condition(one))
                });
                format!("points({})", told.collect::<Vec<_>>().join("; "))
            }
            QuantityKind::Ago(of, ago) => format!("({} {} back)", self.quantity(of), ago.words()),
            QuantityKind::Met { condition, last } => {
                format!("periods of the last {} with ({})", last.words(), self.condition(condition))
            }
            QuantityKind::Across { kind, of, last } => {
                format!(
                    "({} {} over the last {})",
                    aggregate(*kind, self.schema),
                    self.quantity(of),
                    last.words()
                )
            }
            QuantityKind::Listed { enters, leaves, cadence } => format!(
                "{} listed (enters: {}; leaves: {})",
                cadence.words(2),
                self.condition(enters),
                self.condition(leaves)
            ),
            QuantityKind::Aggregate { kind, of, over } => {
                let of = of.as_ref().map_or(String::new(), |of| format!(" {}", self.quantity(of)));
                format!("({}{of} of {})", aggregate(*kind, self.schema), self.over(over))
            }
        }
    }

    fn over(&self, over: &Over) -> String {
        let things = self.schema.level(over.level).plural();
        let things = match &over.group {
            Some(group) => {
                let of = self.members(group, things);
                format!("{} of {of}", plural_of(&self.schema.key_name(group.by)))
            }
            None => things,
        };
        let filter = over.filter.as_ref();
        filter.map_or(things.clone(), |filter| format!("{things} where {}", self.condition(filter)))
    }

    /// The things that are put together.
    fn members(&self, group: &Grouping, things: String) -> String {
        match &group.members {
            Some(members) => format!("({things} where {})", self.condition(members)),
            None => things,
        }
    }
}

fn obligation(obligation: Obligation) -> &'static str {
    match obligation {
        Obligation::Must => "must",
        Obligation::Should => "should",
        Obligation::Watch => "watch",
    }
}

fn period(period: Period) -> String {
    let from = period.from.map_or(String::new(), |day| format!(" from {day}"));
    let until = period.until.map_or(String::new(), |day| format!(" until {day}"));
    format!("{from}{until}")
}
