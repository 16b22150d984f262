//! Sentences: what a verdict says, in the words of the policy.

use crate::pipeline::Report;
use crate::policy::Operator;
use crate::source::SourceMap;
use crate::verdict::{Atom, Measure, Outcome, Subject, Verdict};
use crate::vocabulary::{FactId, Interval, Schema, Truth, Type};

use super::documents::document_sentence;
use super::measure::{breaking_words, denominator, gap_words, limit_words, share_of_assets, value_words};

/// Says what verdicts found.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) sources: &'a SourceMap,
    /// Whether several plans are spoken of, so that each needs its name.
    pub(crate) many_plans: bool,
}

impl<'a> Speaker<'a> {
    pub(crate) fn of(report: &'a Report) -> Self {
        Speaker { schema: &report.schema, sources: &report.sources, many_plans: report.menus.len() > 1 }
    }

    /// One sentence with the numbers: `crypto is 25.61% of the plan, over the 5% limit`.
    pub(crate) fn headline(self, verdict: &Verdict) -> String {
        match verdict.atoms.first() {
            Some(atom) => self.finding(atom, &verdict.subject, verdict.outcome),
            None => {
                let subject = self.subject(&verdict.subject);
                match verdict.outcome {
                    Outcome::Breach | Outcome::Watch | Outcome::Waived => {
                        format!("`{}` does not hold for {subject}", verdict.rule)
                    }
                    Outcome::Unknown => format!("`{}` cannot be decided for {subject}", verdict.rule),
                    Outcome::Pass => format!("`{}` holds for {subject}", verdict.rule),
                    Outcome::NotApplicable => format!("`{}` is about nothing in {subject}", verdict.rule),
                }
            }
        }
    }

    /// What one comparison or fact says.
    pub(crate) fn finding(self, atom: &Atom, subject: &Subject, outcome: Outcome) -> String {
        let name = self.subject(subject);
        let Some(measure) = &atom.measure else { return self.stated(atom, &name, outcome) };
        let told = |value: String| self.measured(atom, value, &measure.ty, subject);
        match outcome {
            // The number is plain; for how long it may be so, or since when it is, is not.
            Outcome::Unknown if atom.truth == Truth::False => {
                let said = self.finding(atom, subject, Outcome::Breach);
                format!("{said}; whether that is a breach yet cannot be decided")
            }
            Outcome::Unknown if measure.limit.known().is_none() => {
                format!("{}, and what it is compared with is not known exactly", told(value_words(measure)))
            }
            Outcome::Unknown if self.nothing_said(&atom.what, measure) => {
                format!(
                    "{}; {} cannot be decided",
                    told("not known".into()),
                    the_limit(measure.operator, measure)
                )
            }
            Outcome::Unknown => {
                format!(
                    "{}; {} cannot be decided",
                    told(value_words(measure)),
                    the_limit(measure.operator, measure)
                )
            }
            Outcome::Breach | Outcome::Watch | Outcome::Waived => {
                let required = required(atom.truth, measure);
                let value = match required {
                    Operator::AtMost | Operator::Below => breaking_words(measure, true),
                    Operator::AtLeast | Operator::Above => breaking_words(measure, false),
                    Operator::Equal | Operator::NotEqual => value_words(measure),
                };
                format!("{}, {}", told(value), broken(required, measure))
            }
            Outcome::Pass | Outcome::NotApplicable => told(value_words(measure)),
        }
    }

    /// `style of `Harbor Growth R6` is index, not active`
    fn stated(self, atom: &Atom, name: &str, outcome: Outcome) -> String {
        if atom.asks_for_document() {
            return document_sentence(atom, name, outcome);
        }
        let what = format!("{} of {name}", atom.what);
        let Some(said) = &atom.said else { return format!("{what} is not known, and the rule turns on it") };
        let failed = matches!(outcome, Outcome::Breach | Outcome::Watch | Outcome::Waived);
        match (failed, atom.truth) {
            (true, Truth::True) => format!("{what} is {said}, which the rule excludes"),
            (true, _) if !atom.wanted.is_empty() => {
                format!("{what} is {said}, not {}", atom.wanted.join(" or "))
            }
            _ => format!("{what} is {said}"),
        }
    }

    /// `crypto is 25.61% of the plan`
    fn measured(self, atom: &Atom, value: String, ty: &Type, subject: &Subject) -> String {
        let what = &atom.what;
        let name = self.subject(subject);
        let of_assets = share_of_assets(ty, self.schema);
        // `crypto` is a share of the subject; `expense_ratio net` is a fact of it.
        if self.schema.class_named(what).is_some() {
            return match of_assets {
                Some(level) if level != subject.level => {
                    format!("{what} of {name} is {value} of the {level}")
                }
                _ => format!("{what} is {value} of {name}"),
            };
        }
        let of = match of_assets {
            // A weight is a part of something greater, which has to be named.
            Some(level) if level != subject.level && subject.level != "plan" => format!(" of the {level}"),
            Some(_) => String::new(),
            None => denominator(ty, self.schema).map(|of| format!(" of {of}")).unwrap_or_default(),
        };
        if subject.level == "plan" && self.fact_of(what, "plan").is_none() {
            format!("{what} is {value}{of}{}", self.in_plan(subject))
        } else if what.contains(" of ") {
            format!("{what} in {name} is {value}{of}")
        } else {
            format!("{what} of {name} is {value}{of}")
        }
    }

    /// Whether the menu narrows a fact down no more than the vocabulary does.
    fn nothing_said(self, what: &str, measure: &Measure) -> bool {
        let name = what.split(' ').next().unwrap_or(what);
        let mut facts = self.schema.facts_called(name).map(|id| self.schema.fact(id));
        measure.value.known().is_none() && facts.any(|fact| fact.range == measure.value)
    }

    /// Whether an unknown rests on nothing: no fact, or a share that may be anything.
    pub(crate) fn knows_nothing(self, verdict: &Verdict) -> bool {
        let Some(atom) = verdict.atoms.first() else { return verdict.outcome == Outcome::Unknown };
        let nothing = match &atom.measure {
            None => atom.said.is_none(),
            Some(measure) => measure.value == Interval::whole() || self.nothing_said(&atom.what, measure),
        };
        verdict.outcome == Outcome::Unknown && nothing
    }

    /// The fact of a level that these words name.
    fn fact_of(self, what: &str, level: &str) -> Option<FactId> {
        let name = what.split(' ').next().unwrap_or(what);
        self.schema.level_named(level).and_then(|level| self.schema.fact_named(level, name))
    }

    fn in_plan(self, subject: &Subject) -> String {
        if subject.level == "plan" && !self.many_plans {
            String::new()
        } else {
            format!(" in {}", self.subject(subject))
        }
    }

    /// The plan, or a thing by its name.
    pub(crate) fn subject(self, subject: &Subject) -> String {
        match subject.level.as_str() {
            "plan" if !self.many_plans => "the plan".into(),
            // A plan that its menu does not name is known by its menu.
            "plan" if subject.name == "plan" => {
                format!("the plan of {}", self.sources.name(subject.at.source))
            }
            "plan" => format!("the plan `{}`", subject.name),
            _ => format!("`{}`", subject.name),
        }
    }
}

/// How far it is from the limit: `20.61 points over`, `0.5 points to spare`.
pub(crate) fn distance(verdict: &Verdict, atom: &Atom) -> Option<String> {
    let measure = atom.measure.as_ref()?;
    let gap = gap_words(measure)?;
    let required = required(atom.truth, measure);
    Some(match (verdict.outcome, required) {
        (Outcome::Breach | Outcome::Watch | Outcome::Waived, Operator::AtMost | Operator::Below) => {
            format!("{gap} over")
        }
        (Outcome::Breach | Outcome::Watch | Outcome::Waived, Operator::AtLeast | Operator::Above) => {
            format!("{gap} short")
        }
        (Outcome::Breach | Outcome::Watch | Outcome::Waived, _) => format!("{gap} away"),
        (Outcome::Pass, Operator::AtMost | Operator::Below | Operator::AtLeast | Operator::Above) => {
            format!("{gap} to spare")
        }
        _ => return None,
    })
}

/// What is asked for. A comparison that is true where the rule is broken is one that must not hold.
fn required(truth: Truth, measure: &Measure) -> Operator {
    if truth != Truth::True || measure.operator.compare(&measure.value, &measure.limit) != Truth::True {
        return measure.operator;
    }
    measure.operator.opposite()
}

fn broken(required: Operator, measure: &Measure) -> String {
    let limit = limit_words(measure);
    let amount = is_amount(measure);
    match (required, &measure.ty) {
        (Operator::AtMost, Type::Date) => format!("after the last day allowed, {limit}"),
        (Operator::AtMost, Type::Percentile) => format!("behind the {limit}"),
        (Operator::AtMost, _) if amount => format!("over the {limit} limit"),
        (Operator::AtMost, _) => format!("over the limit of {limit}"),
        (Operator::AtLeast, Type::Date) => format!("before the first day allowed, {limit}"),
        (Operator::AtLeast, Type::Frequency) => format!("less often than {limit}"),
        (Operator::AtLeast, _) if amount => format!("under the {limit} minimum"),
        (Operator::AtLeast, _) => format!("under the minimum of {limit}"),
        (Operator::Below, _) => format!("not below {limit}"),
        (Operator::Above, _) => format!("not above {limit}"),
        (Operator::Equal, _) => format!("not {limit}"),
        (Operator::NotEqual, _) => "which the rule excludes".into(),
    }
}

/// The limit as a thing that can be decided or not.
fn the_limit(operator: Operator, measure: &Measure) -> String {
    let limit = limit_words(measure);
    match operator {
        Operator::AtMost if is_amount(measure) => format!("the {limit} limit"),
        Operator::AtLeast if is_amount(measure) => format!("the {limit} minimum"),
        Operator::AtMost => format!("the limit of {limit}"),
        Operator::AtLeast => format!("the minimum of {limit}"),
        Operator::Below => format!("whether it is below {limit}"),
        Operator::Above => format!("whether it is above {limit}"),
        Operator::Equal => format!("whether it is {limit}"),
        Operator::NotEqual => format!("whether it is anything but {limit}"),
    }
}

/// Whether the limit reads well before its noun: "the 5% limit", but "the limit of 20".
fn is_amount(measure: &Measure) -> bool {
    measure.limit.known().is_some() && matches!(measure.ty, Type::Percent(_) | Type::Money)
}
