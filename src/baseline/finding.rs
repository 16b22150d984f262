//! A finding, by what names it from one check to the next.

use crate::policy::Obligation;
use crate::verdict::{Outcome, Verdict};

use super::Statements;

/// What names a finding. Two findings of one name cannot be told apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The id of the plan: as its menu gives it, else its name.
    pub plan: String,
    /// The id of the statement.
    pub rule: String,
    /// For one of several statements that have one id but for a number at its end: its words without numbers.
    pub statement: Option<String>,
    /// The level and the id of the thing; none, if it is the plan.
    pub thing: Option<(String, String)>,
    /// What came of it: a breach, an unknown or a watch.
    pub outcome: Outcome,
    /// What a failure of the rule is. One that becomes graver is another finding.
    pub severity: Obligation,
}

/// Whether something is found that may be accepted.
pub fn is_finding(verdict: &Verdict) -> bool {
    matches!(verdict.outcome, Outcome::Breach | Outcome::Unknown | Outcome::Watch)
}

impl Finding {
    /// The name of a verdict on a plan, whatever it came to.
    pub fn of(verdict: &Verdict, plan: &str, statements: &Statements) -> Finding {
        let subject = &verdict.subject;
        let (rule, statement) = statements.named(&verdict.rule);
        let id = without_number(&subject.id, &subject.name);
        let thing = (subject.level != "plan").then(|| (subject.level.clone(), id.to_string()));
        let (plan, rule) = (plan.to_string(), rule.to_string());
        Finding { plan, rule, statement, thing, outcome: verdict.outcome, severity: verdict.obligation }
    }
}

/// Of siblings that share a name, a menu numbers all but the first as they come: `Loans (2)`. A number that the name does
/// not have is no part of what names them.
fn without_number<'i>(id: &'i str, name: &str) -> &'i str {
    let numbered = id.strip_suffix(')').and_then(|open| open.rsplit_once(" ("));
    match numbered {
        Some((base, number))
            if !number.is_empty()
                && number.bytes().all(|byte| byte.is_ascii_digit())
                && !name.ends_with(&format!(" ({number})")) =>
        {
            base
        }
        _ => id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_part_of_the_name_stays() {
        assert_eq!(without_number("Loans (2)", "Loans"), "Loans");
        assert_eq!(without_number("harbor/Loans (12)", "Loans"), "harbor/Loans");
        assert_eq!(without_number("Loans (2)", "Loans (2)"), "Loans (2)");
        assert_eq!(without_number("Growth (R6)", "Growth"), "Growth (R6)");
        assert_eq!(without_number("Growth ()", "Growth"), "Growth ()");
    }
}
