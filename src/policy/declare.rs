//! Declarations become the schema.

use std::collections::{BTreeMap, BTreeSet};

use super::packs::{self, Used};
use super::words;
use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, closest, kinds, listed};
use crate::source::{SourceMap, Span};
use crate::syntax::{self, Item, Name, SyntaxTree, TypeName};
use crate::vocabulary::{
    BUILTIN, Class, Denominator, Direction, Exact, Fact, Interval, Level, LevelId, Schema, Type, Value,
};

/// The built-in vocabulary. It is a text of this program's own, kept free of faults by a test.
pub fn builtin_schema() -> Schema {
    let mut sources = SourceMap::new();
    let id = sources.add("builtin.ips", BUILTIN);
    match sources.get(id) {
        Some(source) => declare(&[syntax::parse(source).value], Schema::default()).value,
        None => Schema::default(),
    }
}

/// Adds the levels, facts and classes that the trees declare to a schema. A faulty declaration is left out.
pub fn declare(trees: &[SyntaxTree], base: Schema) -> Outcome<Schema> {
    declare_with(trees, &[], base)
}

/// The same for a policy and the packs that it uses. What two of them declare alike is there once; what they declare
/// differently is told at both places.
pub fn declare_with(trees: &[SyntaxTree], packs: &[Used<'_>], base: Schema) -> Outcome<Schema> {
    let all = || packs.iter().flat_map(|used| &used.pack.trees).chain(trees);
    let undefined = all().flat_map(|tree| &tree.undefined).map(String::as_str).collect();
    let mut pass = Pass { schema: base, undefined, places: BTreeMap::new(), diagnostics: Diagnostics::new() };
    // Levels before facts, so that a fact may stand before the level that it is of.
    let items = packs::shared(trees, packs, &mut pass.diagnostics);
    for item in &items {
        if let Item::Level(level) = item {
            pass.level(level);
        }
    }
    let mut classes: Vec<&syntax::Class> = Vec::new();
    for item in &items {
        match item {
            Item::Fact(fact) => pass.fact(fact),
            Item::Class(class) => classes.push(class),
            _ => {}
        }
    }
    pass.classes(classes);
    Outcome { value: pass.schema, diagnostics: pass.diagnostics }
}

/// Keys of a menu that are no list of things of a level.
const TAKEN: [&str; 2] = ["funds", "units"];

/// Words that say something else where a word of a list may stand.
const NO_CHOICES: [&str; 4] = ["known", "available", "offered", "otherwise"];

struct Pass<'t> {
    schema: Schema,
    /// Names of definitions that could not be read: what uses them is left out without a second message.
    undefined: BTreeSet<&'t str>,
    /// Where names were declared first.
    places: BTreeMap<&'t str, Span>,
    diagnostics: Diagnostics,
}

impl<'t> Pass<'t> {
    fn level(&mut self, level: &'t syntax::Level) {
        if self.schema.level_named(&level.name.word).is_some() {
            return self.twice(&level.name, "a level");
        }
        let parent = match &level.of {
            Some(of) => match self.level_of(of) {
                Some(parent) => Some(parent),
                None => return,
            },
            None => None,
        };
        let label = label(level.label.as_ref());
        let level_name = &level.name;
        let level = Level { name: level_name.word.clone(), parent, label };
        let many = level.plural();
        if !level.composes() && parent.is_some() && TAKEN.contains(&many.as_str()) {
            let message = format!("`{many}` means something else in a menu already");
            self.diagnostics.push(
                Diagnostic::new(&kinds::DUPLICATE_NAME, level_name.at, message)
                    .note(format!("a menu would list the things of this level under `{many}`"))
                    .help("choose another name"),
            );
            return;
        }
        self.schema.add_level(level);
        self.places.insert(&level_name.word, level_name.at);
    }

    /// A fact of each of its levels.
    fn fact(&mut self, fact: &'t syntax::Fact) {
        for name in &fact.levels {
            if let Some(level) = self.level_of(name) {
                self.fact_of(fact, level);
            }
        }
    }

    fn fact_of(&mut self, fact: &'t syntax::Fact, level: LevelId) {
        if self.schema.listed_under(level).any(|id| self.schema.level(id).plural() == fact.name.word) {
            return self.twice(&fact.name, "a list of a menu");
        }
        if self.schema.fact_named(level, &fact.name.word).is_some() {
            return self.twice(&fact.name, "a fact");
        }
        let Some(ty) = self.ty(&fact.ty, level) else { return };
        if let TypeName::OneOf(choices) = &fact.ty
            && let Some(choice) = choices.iter().find(|choice| NO_CHOICES.contains(&choice.word.as_str()))
        {
            let message =
                format!("`{}` cannot be a word of a list: it has a meaning of its own there", choice.word);
            self.diagnostics.push(
                Diagnostic::new(&kinds::SYNTAX, choice.at, message)
                    .note("`is known` and `is available` ask about the fact, and `otherwise` is the last row of a table")
                    .help(format!("choose another word, such as `is_{0}` or `{0}_now`", choice.word)),
            );
            return;
        }
        let range = match &fact.range {
            Some((low, high)) => match self.range(&ty, low, high.as_ref()) {
                Some(range) => range,
                None => return,
            },
            None => Interval::anything(),
        };
        if fact.looks_through && !matches!(ty, Type::Percent(_)) {
            let message = format!(
                "`{}` is {}, and only a percent can be looked through",
                fact.name.word,
                ty.words(&self.schema)
            );
            self.diagnostics.push(Diagnostic::new(&kinds::TYPE_MISMATCH, fact.name.at, message));
            return;
        }
        if fact.over_period && !self.has_periods(fact, &ty) {
            return;
        }
        if fact.in_future && ty != Type::Date {
            let (name, words) = (&fact.name.word, ty.words(&self.schema));
            let message = format!("`{name}` is {words}, and only a date can be in the future");
            self.diagnostics.push(Diagnostic::new(&kinds::TYPE_MISMATCH, fact.name.at, message));
            return;
        }
        self.places.insert(&fact.name.word, fact.name.at);
        self.schema.add_fact(Fact {
            name: fact.name.word.clone(),
            level,
            ty,
            bases: fact.bases.iter().map(|basis| basis.word.clone()).collect(),
            direction: fact.lower_is_better.map(|lower| match lower {
                true => Direction::LowerIsBetter,
                false => Direction::HigherIsBetter,
            }),
            range,
            over_period: fact.over_period,
            in_future: fact.in_future,
            looks_through: fact.looks_through,
            label: label(fact.label.as_ref()),
        });
    }

    /// Whether a fact can be measured over a period, told if not.
    fn has_periods(&mut self, fact: &syntax::Fact, ty: &Type) -> bool {
        let name = &fact.name.word;
        let (message, why) = match ty {
            Type::Date | Type::Text => (
                format!("`{name}` is {}, which is not measured over a period", ty.words(&self.schema)),
                "take `over a period` out",
            ),
            // Weights change within a period: a return over three years is not that of today's holdings.
            _ if fact.looks_through => (
                format!(
                    "`{name}` is measured over a period, and only a fact of the day can be looked through"
                ),
                "take `looked through` out: what was held during the period is not what is held today",
            ),
            _ => return true,
        };
        self.diagnostics.push(Diagnostic::new(&kinds::TYPE_MISMATCH, fact.name.at, message).help(why));
        false
    }

    /// Classes in an order in which parents come first; what is left over is a circle or has an unknown parent.
    fn classes(&mut self, mut waiting: Vec<&'t syntax::Class>) {
        loop {
            let before = waiting.len();
            waiting.retain(|class| {
                let parent = class.within.as_ref().map(|within| self.schema.class_named(&within.word));
                match parent {
                    Some(None) => true,
                    Some(Some(parent)) => {
                        self.class(class, Some(parent));
                        false
                    }
                    None => {
                        self.class(class, None);
                        false
                    }
                }
            });
            if waiting.len() < before {
                continue;
            }
            // Stuck: a circle is told once, and its first class stands on its own so that the others are declared.
            let parent_waits = |class: &&syntax::Class| {
                let parent = class.within.as_ref();
                parent.is_some_and(|parent| waiting.iter().any(|other| other.name.word == parent.word))
            };
            let Some(stuck) = waiting.iter().position(parent_waits) else { break };
            let class = waiting.remove(stuck);
            let message = format!("class `{}` is in the end a part of itself", class.name.word);
            self.diagnostics.push(
                Diagnostic::new(&kinds::CIRCULAR_DEFINITION, class.name.at, message)
                    .label("defined by itself")
                    .help("leave `in …` out of one of the classes of the circle"),
            );
            self.class(class, None);
        }
        for class in &waiting {
            let Some(within) = &class.within else { continue };
            if self.undefined.contains(within.word.as_str()) {
                continue;
            }
            let diagnostic = {
                let known: Vec<&str> =
                    self.schema.class_ids().map(|id| self.schema.class(id).name.as_str()).collect();
                words::unknown(within, "class", closest(&within.word, known))
            };
            self.diagnostics.push(diagnostic);
        }
    }

    fn class(&mut self, class: &'t syntax::Class, parent: Option<crate::vocabulary::ClassId>) {
        let word = &class.name.word;
        let is_fact = self.schema.facts_called(word).next().is_some();
        if self.schema.class_named(word).is_some() || is_fact {
            return self.twice(&class.name, if is_fact { "a fact" } else { "a class" });
        }
        self.places.insert(word, class.name.at);
        self.schema.add_class(Class { name: word.clone(), parent, label: label(class.label.as_ref()) });
    }

    fn level_of(&mut self, name: &Name) -> Option<LevelId> {
        let level = self.schema.level_named(&name.word);
        if level.is_none() && !self.undefined.contains(name.word.as_str()) {
            let names: Vec<String> =
                self.schema.level_ids().map(|id| self.schema.level(id).name.clone()).collect();
            let known = names.iter().map(String::as_str);
            let diagnostic = words::unknown(name, "level", closest(&name.word, known.clone()))
                .note(format!("the levels are {}", listed(known, 6)));
            self.diagnostics.push(diagnostic);
        }
        level
    }

    fn twice(&mut self, name: &Name, what: &str) {
        let message = format!("`{}` is {what} already", name.word);
        let mut diagnostic = Diagnostic::new(&kinds::DUPLICATE_NAME, name.at, message)
            .help("choose another name, or use the one that there is");
        let first = self.places.get(name.word.as_str()).filter(|first| first.source != name.at.source);
        if let Some(first) = first {
            diagnostic = diagnostic.also(*first, "the first");
        }
        self.diagnostics.push(diagnostic);
    }

    fn ty(&mut self, name: &TypeName, level: LevelId) -> Option<Type> {
        match type_named(name, Some(level), &self.schema) {
            Ok(ty) => Some(ty),
            Err(diagnostic) => {
                self.diagnostics.push(*diagnostic);
                None
            }
        }
    }

    fn range(
        &mut self,
        ty: &Type,
        low: &syntax::Literal,
        high: Option<&syntax::Literal>,
    ) -> Option<Interval> {
        let (low_number, high_number) =
            (number_of(ty, &low.value), high.map(|high| number_of(ty, &high.value)));
        match (low_number, high_number) {
            (Some(low), None) => Some(Interval::at_least(low)),
            (Some(low), Some(Some(high))) if low <= high => Some(Interval::between(low, high)),
            (Some(_), Some(Some(_))) => {
                let at = high.map_or(low.at, |high| low.at.to(high.at));
                self.diagnostics.push(words::reversed(at));
                None
            }
            _ => {
                let message = format!("this range does not fit {}", ty.words(&self.schema));
                self.diagnostics.push(Diagnostic::new(&kinds::TYPE_MISMATCH, low.at, message));
                None
            }
        }
    }
}

/// A literal of a range, as a number; only types whose place on the line does not depend on the day have ranges.
pub(super) fn number_of(ty: &Type, value: &Value) -> Option<Exact> {
    match (ty, value) {
        (Type::Percent(_), Value::Percent(number))
        | (Type::Money, Value::Money(number))
        | (Type::Number | Type::Percentile, Value::Number(number))
        | (Type::Percentile, Value::Percentile(number)) => Some(number.clone()),
        _ => None,
    }
}

/// The type of this name. A percent that does not say of what is of the level that the fact is of.
pub(super) fn type_named(
    name: &TypeName,
    level: Option<LevelId>,
    schema: &Schema,
) -> Result<Type, Box<Diagnostic>> {
    const NAMES: [&str; 11] = [
        "percent",
        "points",
        "money",
        "number",
        "duration",
        "date",
        "percentile",
        "rating",
        "frequency",
        "text",
        "flag",
    ];
    let (name, of) = match name {
        TypeName::OneOf(choices) => {
            return Ok(Type::Choice(choices.iter().map(|choice| choice.word.clone()).collect()));
        }
        TypeName::Named(name, of) => (name, of),
    };
    let denominator = match of {
        Some(of) => {
            let unknown = || Box::new(words::unknown(of, "level", None));
            Some(Denominator::Assets(schema.level_named(&of.word).ok_or_else(unknown)?))
        }
        None => level.map(Denominator::Assets),
    };
    Ok(match name.word.as_str() {
        "percent" => Type::Percent(denominator),
        "points" => Type::Points,
        "money" => Type::Money,
        "number" => Type::Number,
        "duration" => Type::Duration,
        "date" => Type::Date,
        "percentile" => Type::Percentile,
        "rating" => Type::Rating(None),
        "frequency" => Type::Frequency,
        "text" => Type::Text,
        "flag" => Type::Flag,
        other => match schema.level_named(other) {
            Some(target) if schema.can_be_referred_to(target) => Type::Reference(target),
            Some(target) => {
                let message = format!("no fact can refer to {}", schema.level(target).with_article());
                return Err(Box::new(
                    Diagnostic::new(&kinds::TYPE_MISMATCH, name.at, message)
                        .note("a fact refers to a thing by its name, and only what stands right under the plan has one in the whole menu")
                        .help("write `text`"),
                ));
            }
            None => {
                let levels = schema.level_ids().filter(|id| schema.can_be_referred_to(*id));
                let levels: Vec<&str> = levels.map(|id| schema.level(id).name.as_str()).collect();
                let known = NAMES.iter().copied().chain(levels.iter().copied());
                let diagnostic = words::unknown(name, "type", closest(&name.word, known))
                    .note(format!("the types are {}", listed(NAMES, 12)))
                    .note(format!("a fact can also refer to {}", listed(levels.iter().copied(), 8)));
                return Err(Box::new(diagnostic));
            }
        },
    })
}

fn label(text: Option<&syntax::Text>) -> String {
    text.map_or(String::new(), |text| text.text.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_vocabulary_has_no_fault() {
        let mut sources = SourceMap::new();
        let id = sources.add("builtin.ips", BUILTIN);
        let parsed = syntax::parse(sources.get(id).unwrap());
        let told = |list: Diagnostics| -> Vec<String> {
            let place = |at: Option<Span>| at.map_or(0, |at| sources.line_column(at).line);
            list.sorted()
                .into_iter()
                .map(|d| format!("{}: {}", place(d.primary.map(|l| l.at)), d.message))
                .collect()
        };
        assert_eq!(told(parsed.diagnostics), Vec::<String>::new());
        assert_eq!(told(declare(&[parsed.value], Schema::default()).diagnostics), Vec::<String>::new());
    }
}
