//! For machines: `planlint.diff/1`, described in `docs/reference/packs.md` and `diff.schema.json`.

use std::io;

use serde_json::{Value, json};

use crate::pipeline::{Change, Changes, Kind, PlanChange};
use crate::policy::Part;
use crate::verdict::Outcome;

use super::changes::verb;
use super::json::diagnostic;

/// Writes the changes as JSON, with a line break at the end.
pub fn write_changes(changes: &Changes, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, &whole(changes)).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

fn whole(changes: &Changes) -> Value {
    let outcomes = &changes.outcomes;
    let errors: Vec<Value> =
        changes.errors().map(|(message, sources)| diagnostic(sources, message)).collect();
    // What half a policy says is not compared.
    let compared = errors.is_empty();
    json!({
        "schema": "planlint.diff/1",
        "compared": compared,
        "changes": changes.changes.iter().filter(|_| compared).map(change).collect::<Vec<_>>(),
        "plans": outcomes.plans,
        "plans_changed": outcomes.changed.iter().map(plan).collect::<Vec<_>>(),
        "rules_changed": outcomes.by_rule().into_iter().map(|(rule, plans)| json!({
            "rule": rule,
            "plans": plans,
        })).collect::<Vec<_>>(),
        "faulty_menus": outcomes.faulty.iter().map(|(menu, fault)| json!({
            "menu": menu,
            "message": fault,
        })).collect::<Vec<_>>(),
        "diagnostics": errors,
    })
}

fn change(change: &Change) -> Value {
    json!({
        "kind": match change.kind {
            Kind::Policy => "policy",
            Kind::Pack => "pack",
            Kind::Vocabulary => "vocabulary",
            Kind::Param => "param",
            Kind::Rule => "rule",
            Kind::Assumption => "assumption",
            Kind::Waiver => "waiver",
        },
        "name": change.name,
        "change": verb(change.verb),
        "parts": change.parts.iter().map(|part| match part {
            Part::Statement => "statement",
            Part::Scope => "scope",
            Part::Conditions => "conditions",
            Part::Obligation => "obligation",
            Part::Dates => "dates",
            Part::Moments => "moments",
            Part::Cure => "cure",
        }).collect::<Vec<_>>(),
        "was": change.was,
        "is": change.is,
        "words": change.words.iter().map(|one| json!({
            "what": one.what,
            "was": one.was,
            "is": one.is,
        })).collect::<Vec<_>>(),
        "was_called": change.was_called,
    })
}

fn plan(plan: &PlanChange) -> Value {
    let word = |outcome: &Option<Outcome>| outcome.map(Outcome::word);
    json!({
        "plan": plan.plan,
        "menu": plan.menu,
        "line": plan.line,
        "rules": plan.rules.iter().map(|(rule, (was, is))| json!({
            "rule": rule,
            "was": word(was),
            "is": word(is),
        })).collect::<Vec<_>>(),
    })
}
