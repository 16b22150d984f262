//! `planlint vocabulary`

use std::io::Write;

use crate::diagnostics::closest;
use crate::policy::builtin_schema;
use crate::vocabulary::{ClassId, Direction, Fact, FactId, LevelId, Schema, Type};

use super::{Ended, ExitStatus, Stop};

/// List what policies and menus can say: levels, facts and asset classes
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A level, fact or class to show in detail
    name: Option<String>,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let schema = builtin_schema();
        let book = Book { schema: &schema };
        match &self.name {
            None => book.all(out)?,
            Some(name) => book.one(name, out)?,
        }
        Ok(ExitStatus::Clean)
    }
}

struct Book<'a> {
    schema: &'a Schema,
}

impl Book<'_> {
    fn all(&self, out: &mut dyn Write) -> Result<(), Stop> {
        let facts = |level| self.schema.fact_ids().filter(move |fact| self.schema.fact(*fact).level == level);
        let names = self.schema.fact_ids().map(|fact| self.schema.fact(fact).name.len());
        let width = names.max().unwrap_or(0);
        for id in self.schema.level_ids() {
            let level = self.schema.level(id);
            writeln!(out, "{}: {}", level.name, level.label)?;
            for fact in facts(id) {
                let fact = self.schema.fact(fact);
                writeln!(out, "  {:width$}  {}. {}", fact.name, self.kind(fact), fact.label)?;
            }
            writeln!(out)?;
        }
        writeln!(out, "asset classes:")?;
        for class in self.schema.class_ids().filter(|class| self.schema.class(*class).parent.is_none()) {
            self.tree(class, 1, out)?;
        }
        Ok(())
    }

    fn one(&self, name: &str, out: &mut dyn Write) -> Result<(), Stop> {
        let folded = name.to_lowercase();
        let facts: Vec<FactId> = self.schema.facts_called(&folded).collect();
        let class = self.schema.class_named(&folded);
        let level = self.schema.level_named(&folded);
        if facts.is_empty() && class.is_none() && level.is_none() {
            let facts = self.schema.fact_ids().map(|fact| self.schema.fact(fact).name.as_str());
            let classes = self.schema.class_ids().map(|class| self.schema.class(class).name.as_str());
            let levels = self.schema.level_ids().map(|level| self.schema.level(level).name.as_str());
            let stop = Stop::new(format!("the vocabulary has no `{name}`"));
            return Err(match closest(name, facts.chain(classes).chain(levels)) {
                Some(close) => stop.help(format!("did you mean `{close}`?")),
                None => stop.help("`planlint vocabulary` lists all of it"),
            });
        }
        if let Some(level) = level {
            self.level(level, out)?;
        }
        for fact in facts {
            self.fact(self.schema.fact(fact), out)?;
        }
        if let Some(class) = class {
            self.class(class, out)?;
        }
        Ok(())
    }

    fn level(&self, id: LevelId, out: &mut dyn Write) -> Result<(), Stop> {
        let level = self.schema.level(id);
        let parent =
            level.parent.map_or(String::new(), |parent| format!(" of {}", self.schema.level(parent).name));
        writeln!(out, "level {}{parent}\n  {}", level.name, level.label)?;
        let facts: Vec<&str> = self
            .schema
            .fact_ids()
            .map(|fact| self.schema.fact(fact))
            .filter(|fact| fact.level == id)
            .map(|fact| fact.name.as_str())
            .collect();
        writeln!(out, "  facts: {}", facts.join(", "))?;
        Ok(())
    }

    fn fact(&self, fact: &Fact, out: &mut dyn Write) -> Result<(), Stop> {
        writeln!(out, "fact {} of {}\n  {}", fact.name, self.schema.level(fact.level).name, fact.label)?;
        writeln!(out, "  type: {}", fact.ty.words(self.schema))?;
        if let Type::Choice(values) = &fact.ty {
            writeln!(out, "  values: {}", values.join(", "))?;
        }
        if !fact.bases.is_empty() || fact.over_period {
            let period = if fact.over_period { " over 3 years" } else { "" };
            let names = match fact.bases.as_slice() {
                [] => vec![fact.name.clone()],
                bases => bases.iter().map(|basis| format!("{} {basis}", fact.name)).collect(),
            };
            let written: Vec<String> = names.iter().map(|name| format!("{name}{period}")).collect();
            writeln!(out, "  write: {}", written.join(" or "))?;
        }
        match fact.direction {
            Some(Direction::LowerIsBetter) => writeln!(out, "  lower is better")?,
            Some(Direction::HigherIsBetter) => writeln!(out, "  higher is better")?,
            None => {}
        }
        if fact.looks_through {
            writeln!(
                out,
                "  looked through: where it is not said of the {}, it is summed over what the {0} holds",
                self.schema.level(fact.level).name
            )?;
        }
        Ok(())
    }

    fn class(&self, id: ClassId, out: &mut dyn Write) -> Result<(), Stop> {
        let class = self.schema.class(id);
        let parent =
            class.parent.map_or(String::new(), |parent| format!(" in {}", self.schema.class(parent).name));
        writeln!(out, "class {}{parent}\n  {}", class.name, class.label)?;
        let parts = self.children(id);
        if !parts.is_empty() {
            writeln!(out, "  consists of:")?;
            for part in parts {
                self.tree(part, 2, out)?;
            }
        }
        Ok(())
    }

    fn tree(&self, id: ClassId, depth: usize, out: &mut dyn Write) -> Result<(), Stop> {
        let class = self.schema.class(id);
        let indent = "  ".repeat(depth);
        writeln!(out, "{indent}{}: {}", class.name, class.label)?;
        for part in self.children(id) {
            self.tree(part, depth.saturating_add(1), out)?;
        }
        Ok(())
    }

    fn children(&self, id: ClassId) -> Vec<ClassId> {
        self.schema.class_ids().filter(|child| self.schema.class(*child).parent == Some(id)).collect()
    }

    /// `percent of plan, net or gross`
    fn kind(&self, fact: &Fact) -> String {
        let words = match &fact.ty {
            Type::Choice(values) => format!("one of {}", values.join(", ")),
            other => other.words(self.schema),
        };
        let bases =
            if fact.bases.is_empty() { String::new() } else { format!(", {}", fact.bases.join(" or ")) };
        let period = if fact.over_period { ", over a period" } else { "" };
        let future = if fact.in_future { ", usually in the future" } else { "" };
        format!("{words}{bases}{period}{future}")
    }
}
