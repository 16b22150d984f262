//! What resolving an expression needs, and the definitions that it follows.

use std::collections::BTreeSet;

use super::names::Definitions;
use super::scope::Step;
use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::source::Span;
use crate::syntax::{self, Defined, Let};
use crate::vocabulary::{LevelId, Schema};

/// The longest clauses of real policies come to some hundred parts. Definitions that double each other would come to
/// millions, and a chain of thousands is deeper than a stack.
const MOST_PARTS: usize = 4000;

/// Definitions that are built on each other.
const MOST_DEFINITIONS: usize = 64;

/// What resolving an expression needs: the schema, the definitions, and where to tell a fault.
pub(super) struct Resolver<'t> {
    pub(super) schema: &'t Schema,
    pub(super) definitions: Definitions<'t>,
    /// The month with which the plan's fiscal year ends, where the policy says it.
    pub(super) fiscal_end: Option<u8>,
    /// The things at hand, from the plan down; none where only their level is known.
    pub(super) scope: Vec<Step>,
    /// Where the outermost definition that is being followed is used, if what is meant can be said there.
    pub(super) used: Option<Span>,
    /// The definitions that are being followed, to find circles.
    pub(super) open: Vec<&'t syntax::Name>,
    /// The definitions that lead nowhere, which has been told: one message for each circle.
    pub(super) circular: BTreeSet<&'t str>,
    /// Whether definitions are built on each other too high, which has been told.
    pub(super) too_high: bool,
    pub(super) diagnostics: Diagnostics,
    /// How deep in an expression it is, and how many parts that has come to so far.
    depth: usize,
    parts: usize,
    /// The expression that it began with.
    whole: Option<Span>,
}

impl<'t> Resolver<'t> {
    /// With the definitions of these trees.
    pub(super) fn new(trees: &'t [syntax::SyntaxTree], schema: &'t Schema, fiscal_end: Option<u8>) -> Self {
        let mut diagnostics = Diagnostics::new();
        let definitions = Definitions::gather(trees, schema, &mut diagnostics);
        Resolver {
            schema,
            definitions,
            fiscal_end,
            scope: Vec::new(),
            used: None,
            open: Vec::new(),
            circular: BTreeSet::new(),
            too_high: false,
            diagnostics,
            depth: 0,
            parts: 0,
            whole: None,
        }
    }

    /// Tells a fault; what it is in is dropped.
    pub(super) fn refuse<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.diagnostics.push(diagnostic);
        None
    }

    /// Tells that a word means nothing here, unless the fault is that of its definition.
    pub(super) fn unknown<T>(&mut self, name: &syntax::Name, level: LevelId) -> Option<T> {
        if self.definitions.is_undefined(&name.word) {
            return None;
        }
        self.refuse(self.definitions.unknown(name, level, self.schema))
    }

    /// A value, or its refusal told.
    pub(super) fn or_refuse<T>(&mut self, result: Result<T, Box<Diagnostic>>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(diagnostic) => self.refuse(*diagnostic),
        }
    }

    /// Resolves a part of an expression, unless that has too many of them, which is told once.
    pub(super) fn part<T>(&mut self, at: Span, resolve: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth == 0 {
            (self.parts, self.whole) = (0, Some(at));
        }
        self.parts = self.parts.saturating_add(1);
        match self.parts.checked_sub(MOST_PARTS) {
            None | Some(0) => {}
            Some(1) => {
                // What is built on a definition that is too large is too large as well.
                self.circular.extend(self.open.first().map(|name| name.word.as_str()));
                let message = format!("with all that it names, this comes to more than {MOST_PARTS} parts");
                return self.refuse(
                    Diagnostic::new(&kinds::NESTED_TOO_DEEP, self.whole.unwrap_or(at), message)
                        .help("divide the statement, or sum over a set: `sum weight of options where …`"),
                );
            }
            Some(_) => return None,
        }
        self.depth = self.depth.saturating_add(1);
        let resolved = resolve(self);
        self.depth = self.depth.saturating_sub(1);
        resolved
    }

    /// Follows a definition, unless it is being followed already.
    pub(super) fn inside<T>(
        &mut self,
        definition: &'t Let,
        follow: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        self.inside_named(&definition.name, follow)
    }

    /// Follows what is defined under a name, unless it is being followed already.
    pub(super) fn inside_named<T>(
        &mut self,
        name: &'t syntax::Name,
        follow: impl FnOnce(&mut Self) -> Option<T>,
    ) -> Option<T> {
        if self.circular.contains(name.word.as_str()) {
            return None;
        }
        if let Some(start) = self.open.iter().position(|open| *open == name) {
            let circle: Vec<&'t str> = self.open.iter().skip(start).map(|open| open.word.as_str()).collect();
            self.circular.extend(&circle);
            let path = format!("{} → {}", circle.join(" → "), name.word);
            let message = format!("the definition of `{}` leads back to itself", name.word);
            return self.refuse(
                Diagnostic::new(&kinds::CIRCULAR_DEFINITION, name.at, message)
                    .label("defined by itself")
                    .note(format!("the circle: {path}"))
                    .help("write out one of these definitions"),
            );
        }
        if self.open.len() >= MOST_DEFINITIONS {
            // Whatever is built on the highest is built too high as well: one message will do.
            if std::mem::replace(&mut self.too_high, true) {
                return None;
            }
            let message = format!(
                "more than {MOST_DEFINITIONS} definitions are built on `{}`, one on the other",
                name.word
            );
            return self.refuse(
                Diagnostic::new(&kinds::NESTED_TOO_DEEP, name.at, message)
                    .label("the lowest of them")
                    .help("write some of these definitions out"),
            );
        }
        self.open.push(name);
        let result = follow(self);
        self.open.pop();
        result
    }

    /// What comes of an attempt. What is wrong with it is dropped, and does not count as reported.
    pub(super) fn attempt<T>(&mut self, make: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let (outer, circular) = (std::mem::take(&mut self.diagnostics), self.circular.clone());
        let too_high = self.too_high;
        let made = make(self);
        (self.diagnostics, self.circular, self.too_high) = (outer, circular, too_high);
        made
    }

    /// Each definition makes sense for the subject of some level, used or not.
    pub(super) fn check_definitions(&mut self) {
        let params: Vec<_> = self.definitions.params().collect();
        for param in params {
            self.bounded(param);
        }
        let lets: Vec<&'t Let> = self.definitions.lets().collect();
        for definition in lets {
            self.sound_somewhere(|resolver, level| {
                resolver.inside(definition, |resolver| match &definition.body {
                    Defined::Set(set) => resolver.over(set, level).map(|_| ()),
                    Defined::Expression(body) => resolver.either(body, level),
                })
            });
        }
        let tables: Vec<&'t syntax::Table> = self.definitions.tables().collect();
        for table in tables {
            self.sound_somewhere(|resolver, level| resolver.table(table, level, table.at).map(|_| ()));
        }
    }

    /// Tells why something makes sense for the subject of no level.
    fn sound_somewhere(&mut self, make: impl Fn(&mut Self, LevelId) -> Option<()>) {
        let mut refusals: Vec<Diagnostics> = Vec::new();
        let levels: Vec<LevelId> = self.schema.level_ids().collect();
        // It may be about the things of a level, or about groups of them.
        let subjects =
            levels.iter().map(|level| (*level, false)).chain(levels.iter().map(|level| (*level, true)));
        let sound = subjects.into_iter().any(|(level, is_group)| {
            let outer = std::mem::take(&mut self.diagnostics);
            let sound = self.among((level, is_group), level, |resolver| make(resolver, level));
            refusals.push(std::mem::replace(&mut self.diagnostics, outer));
            sound.is_some()
        });
        // The refusal worth telling is the one that is not about the level.
        let is_about_level = |told: &Diagnostics| told.iter().any(|one| *one.kind == kinds::WRONG_LEVEL);
        if !sound {
            let best = refusals.iter().position(|told| !is_about_level(told)).unwrap_or(0);
            if let Some(told) = refusals.into_iter().nth(best) {
                self.diagnostics.extend(told);
            }
        }
    }

    /// An expression as a condition or as a quantity, whichever it is by its form.
    pub(super) fn either(&mut self, body: &'t syntax::Expression, level: LevelId) -> Option<()> {
        use syntax::ExpressionKind as Kind;
        match &body.kind {
            Kind::Literal(_)
            | Kind::PercentOf(..)
            | Kind::Negate(_)
            | Kind::Arithmetic(..)
            | Kind::Extreme { .. }
            | Kind::FirstAvailable(_)
            | Kind::Middle(_)
            | Kind::TimeSince(_)
            | Kind::TimeUntil(_)
            | Kind::Count(_)
            | Kind::Share(_)
            | Kind::Across(..)
            | Kind::Score(_)
            | Kind::Aggregate(..) => self.quantity(body, level).map(|_| ()),
            Kind::Measured(..) | Kind::OverPeriod(..) | Kind::Ago(..) | Kind::Of(..) => {
                let condition = self.attempt(|resolver| resolver.condition(body, level));
                condition.map(|_| ()).or_else(|| self.quantity(body, level).map(|_| ()))
            }
            _ => self.condition(body, level).map(|_| ()),
        }
    }
}
