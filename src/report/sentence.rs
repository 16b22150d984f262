//! Sentences: what a verdict says, in the words of the policy.

use crate::policy::Operator;
use crate::verdict::{Atom, Measure, Outcome, Subject, Verdict};
use crate::vocabulary::{Schema, Truth, Type};

use super::measure::{denominator, gap_words, limit_words, share_of_assets, value_words};

/// Says what verdicts found.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'a> {
    pub(crate) schema: &'a Schema,
    /// Whether several plans are spoken of, so that each needs its name.
    pub(crate) many_plans: bool,
}

impl Speaker<'_> {
    /// One sentence with the numbers: `crypto is 25.61% of the plan, over the 5% limit`.
    pub(crate) fn headline(self, verdict: &Verdict) -> String {
        match verdict.atoms.first() {
            Some(atom) => self.finding(atom, &verdict.subject, verdict.outcome),
            None => {
                let subject = self.subject(&verdict.subject);
                match verdict.outcome {
                    Outcome::Breach | Outcome::Watch => {
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
        let Some(measure) = &atom.measure else {
            let what = &atom.what;
            return match (outcome, atom.truth) {
                (Outcome::Unknown, _) | (_, Truth::Unknown) => {
                    format!("whether `{what}` holds for {name} is not known")
                }
                (_, Truth::True) => format!("`{what}` holds for {name}"),
                (_, Truth::False) => format!("`{what}` does not hold for {name}"),
            };
        };
        let measured = self.measured(atom, measure, subject);
        match outcome {
            Outcome::Unknown => {
                format!("{measured}; {} cannot be decided", the_limit(measure.operator, measure))
            }
            Outcome::Breach | Outcome::Watch => {
                format!("{measured}, {}", broken(required(atom.truth, measure), measure))
            }
            Outcome::Pass | Outcome::NotApplicable => measured,
        }
    }

    /// `crypto is 25.61% of the plan`
    fn measured(self, atom: &Atom, measure: &Measure, subject: &Subject) -> String {
        let what = &atom.what;
        let value = value_words(measure);
        let name = self.subject(subject);
        // `crypto` is a share of the subject; `expense_ratio net` is a fact of it.
        match share_of_assets(&measure.ty, self.schema) {
            Some(level) if level == subject.level => format!("{what} is {value} of {name}"),
            Some(level) => format!("{what} of {name} is {value} of the {level}"),
            None => match denominator(&measure.ty, self.schema) {
                Some(of) => format!("{what} is {value} of {of}{}", self.in_plan(subject)),
                None if subject.level == "plan" => format!("{what} is {value}{}", self.in_plan(subject)),
                None => format!("{what} of {name} is {value}"),
            },
        }
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
        (Outcome::Breach | Outcome::Watch, Operator::AtMost | Operator::Below) => format!("{gap} over"),
        (Outcome::Breach | Outcome::Watch, Operator::AtLeast | Operator::Above) => format!("{gap} short"),
        (Outcome::Breach | Outcome::Watch, _) => format!("{gap} away"),
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
    match measure.operator {
        Operator::Below => Operator::AtLeast,
        Operator::AtMost => Operator::Above,
        Operator::Equal => Operator::NotEqual,
        Operator::NotEqual => Operator::Equal,
        Operator::AtLeast => Operator::Below,
        Operator::Above => Operator::AtMost,
    }
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
