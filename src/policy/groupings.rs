//! Things put together by a fact whose value they share: `issuers of holdings where weight > 5%`.

use super::core::{Condition, Each, Grouping, Over};
use super::measured::Named;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{Except, Expression, Name, Set};
use crate::vocabulary::{FactId, FactKey, LevelId, Schema, Type, plural_of};

impl<'t> Resolver<'t> {
    /// The groups that a fact makes of things, seen from a subject of a level. What stands with the things chooses
    /// them before they are put together; `filter` and `except` choose among the groups.
    pub(super) fn groups(
        &mut self,
        name: &Name,
        of: &Set,
        filter: Option<&Expression>,
        except: Option<&Except>,
        at: Span,
        level: LevelId,
    ) -> Option<Over> {
        let things = self.over(of, level)?;
        if things.group.is_some() {
            let message = "groups cannot be put together once more";
            return self.refuse(Diagnostic::new(&kinds::TYPE_MISMATCH, of.at, message).help(
                "put groups inside of groups: `each issuer of holdings { each country of holdings: … }`",
            ));
        }
        let by = self.grouping(name, things.level)?;
        let mut conditions = Vec::new();
        let groups = (things.level, true);
        if let Some(filter) = filter {
            conditions.push(self.among(groups, level, |resolver| resolver.condition(filter, things.level))?);
        }
        if let Some(except) = except {
            conditions.push(self.among(groups, level, |resolver| resolver.except(except, things.level, at))?);
        }
        Some(Over {
            level: things.level,
            group: Some(Grouping { by, members: things.filter }),
            filter: Condition::all(conditions, at).map(Box::new),
            at,
            called: None,
        })
    }

    /// The fact by whose values things are put together: a text or one of a list, named alone or in the plural.
    fn grouping(&mut self, name: &Name, level: LevelId) -> Option<FactKey> {
        let of = &self.schema.level(level).name;
        let of_level = || self.schema.fact_ids().filter(|id| self.schema.fact(*id).level == level);
        let Some(fact) = self.groups_by(name, level) else {
            let facts = of_level().map(|id| self.schema.fact(id));
            let known: Vec<&str> =
                facts.filter(|fact| makes_groups(&fact.ty)).map(|fact| fact.name.as_str()).collect();
            let diagnostic = super::words::unknown(
                name,
                &format!("fact of each {of}"),
                closest(&name.word, known.clone()),
            )
            .help(format!("things are put together by {}", listed(known, 8)));
            return self.refuse(diagnostic);
        };
        let ty = &self.schema.fact(fact).ty;
        if !makes_groups(ty) {
            let message = format!(
                "things cannot be put together by `{}`, which is {}",
                name.word,
                ty.words(self.schema)
            );
            return self.refuse(
                Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message).help(
                    "a group is made by a text or by one of a list of words: `each issuer of holdings`",
                ),
            );
        }
        self.key(Named::bare(name), fact)
    }

    /// The fact of things of a level that a name means, alone or in the plural.
    pub(super) fn groups_by(&self, name: &Name, level: LevelId) -> Option<FactId> {
        let named = self.schema.fact_named(level, &name.word);
        let plural = |id: &FactId| self.schema.fact(*id).level == level && self.is_plural(*id, &name.word);
        named.or_else(|| self.schema.fact_ids().find(plural))
    }

    fn is_plural(&self, fact: crate::vocabulary::FactId, word: &str) -> bool {
        plural_of(&self.schema.fact(fact).name) == word
    }
}

fn makes_groups(ty: &Type) -> bool {
    matches!(ty, Type::Text | Type::Choice(_) | Type::Reference(_))
}

impl Over {
    /// The same things, one after the other.
    pub(super) fn each(self) -> Each {
        Each { level: self.level, group: self.group, filter: self.filter.map(|filter| *filter), at: self.at }
    }

    /// `holdings`, `issuers of holdings`
    pub fn plural(&self, schema: &Schema) -> String {
        plural(self.level, self.group.as_ref(), schema)
    }
}

impl Each {
    /// `holdings`, `issuers`
    pub fn plural(&self, schema: &Schema) -> String {
        match &self.group {
            Some(group) => plural_of(&schema.key_name(group.by)),
            None => schema.level(self.level).plural(),
        }
    }
}

fn plural(level: LevelId, group: Option<&Grouping>, schema: &Schema) -> String {
    let things = schema.level(level).plural();
    let Some(group) = group else { return things };
    let things = match &group.members {
        Some(members) => format!("({things} where {})", super::describe::filter_words(members, schema)),
        None => things,
    };
    format!("{} of {things}", plural_of(&schema.key_name(group.by)))
}
