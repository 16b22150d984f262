//! What a word is about where it stands: the things at hand, from the plan down, and which of them is meant.

use super::core::{Condition, ConditionKind, Each, Quantity, QuantityKind, Within};
use super::measured::Named;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, kinds};
use crate::source::Span;
use crate::syntax::{Defined, Expression, ExpressionKind, Name, Set};
use crate::vocabulary::{Denominator, LevelId, Schema, Type};

/// The word for the group at hand: `count of holdings of group`.
const GROUP: &str = "group";

/// One of the things at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Step {
    level: LevelId,
    /// For a group, how many definitions were being followed where it was put together. What stands further in was
    /// written without it.
    group: Option<usize>,
}

impl Step {
    fn thing(level: LevelId) -> Self {
        Step { level, group: None }
    }

    /// Whether a thing like this is what things of a level are looked for in.
    fn has(self, level: LevelId, schema: &Schema) -> bool {
        match self.level == level {
            true => self.group.is_some(),
            false => schema.holds(self.level, level),
        }
    }
}

impl Resolver<'_> {
    /// The things at hand for a subject of a level. Where nothing is known of a group, there is none.
    fn path(&self, level: LevelId) -> Vec<Step> {
        if self.scope.last().is_some_and(|last| last.level == level) {
            return self.scope.clone();
        }
        let mut path = Vec::new();
        self.extend(&mut path, level);
        path
    }

    /// Down to a thing of a level.
    fn extend(&self, path: &mut Vec<Step>, level: LevelId) {
        let mut below = vec![Step::thing(level)];
        let last = path.last().copied();
        if last == Some(Step::thing(level)) {
            return;
        }
        let is_reached = |at: LevelId| last.is_some_and(|last| last.group.is_none() && last.level == at);
        let mut at = level;
        while let Some(parent) = self.schema.level(at).parent {
            // A group of options is followed by its options, and an account by what it holds.
            let is_next = last.is_some_and(|last| match last.level == at {
                true => last.group.is_some(),
                false => self.schema.holds(last.level, level) && !self.schema.is_within(level, last.level),
            });
            if is_next || is_reached(parent) {
                break;
            }
            below.push(Step::thing(parent));
            at = parent;
        }
        path.extend(below.into_iter().rev());
    }

    /// Takes its stand where a statement is about these things.
    pub(super) fn stand(&mut self, scope: &[Each]) {
        let mut path = Vec::new();
        for each in scope {
            self.enter(&mut path, each.level, each.group.is_some());
        }
        self.scope = path;
    }

    fn enter(&self, path: &mut Vec<Step>, level: LevelId, is_group: bool) {
        let is_of_group = path.last().is_some_and(|last| last.level == level && last.group.is_some());
        match is_group {
            true if is_of_group => {}
            _ => self.extend(path, level),
        }
        if is_group {
            let group = Some(self.open.len());
            match path.last_mut().filter(|last| last.group.is_none()) {
                Some(last) => last.group = group,
                None => path.push(Step { level, group }),
            }
        }
    }

    /// Resolves what is asked of each of the things of an aggregate, seen from a subject of a level.
    pub(super) fn among<T>(
        &mut self,
        (of, is_group): (LevelId, bool),
        level: LevelId,
        resolve: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let mut path = self.path(level);
        let root = path.iter().rposition(|step| step.has(of, self.schema));
        path.truncate(root.map_or(0, |root| root.saturating_add(1)));
        self.enter(&mut path, of, is_group);
        self.at(path, resolve)
    }

    /// Resolves what is asked of a thing that a fact refers to.
    pub(super) fn referring<T>(&mut self, target: LevelId, resolve: impl FnOnce(&mut Self) -> T) -> T {
        let mut path = Vec::new();
        self.extend(&mut path, target);
        self.at(path, resolve)
    }

    fn at<T>(&mut self, path: Vec<Step>, resolve: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.scope, path);
        let resolved = resolve(self);
        self.scope = outer;
        resolved
    }

    // --- Of which thing --------------------------------------------------------------------------------------------

    /// Whether a name behind `of` means one of the things at hand, and not what a fact refers to.
    pub(super) fn is_at_hand(&self, name: &Name, level: LevelId) -> bool {
        if self.definitions.meaning(&name.word, level, self.schema).is_some() {
            return false;
        }
        let Some(of) = self.schema.level_named(&name.word) else { return name.word == GROUP };
        self.schema.is_within(level, of) || self.path(level).iter().any(|step| step.level == of)
    }

    /// Resolves something of one of the things at hand, and says of which.
    pub(super) fn cut_to<T>(
        &mut self,
        name: &Name,
        level: LevelId,
        resolve: impl FnOnce(&mut Self, LevelId) -> Option<T>,
    ) -> Option<(Within, T)> {
        let mut path = self.path(level);
        let meant = |step: &Step| match name.word == GROUP {
            true => step.group.is_some(),
            false => step.group.is_none() && self.schema.level(step.level).name == name.word,
        };
        let Some(place) = path.iter().rposition(meant) else {
            return self.refuse(self.not_at_hand(name, &path));
        };
        path.truncate(place.saturating_add(1));
        let step = path.last_mut()?;
        let (of, within) = match step.group {
            // Whoever says `of group` means this one.
            Some(_) => {
                step.group = Some(usize::MAX);
                (step.level, Within::Group)
            }
            None => (step.level, Within::Level(step.level)),
        };
        let resolved = self.at(path, |resolver| resolve(resolver, of))?;
        Some((within, resolved))
    }

    /// A quantity of one of the things at hand.
    pub(super) fn quantity_within(
        &mut self,
        measured: &Expression,
        of: &Name,
        level: LevelId,
    ) -> Option<Quantity> {
        let at = measured.at.to(of.at);
        let (within, inner) = self.cut_to(of, level, |resolver, target| {
            resolver.own_of(measured, of, target)?;
            resolver.quantity(measured, target)
        })?;
        let ty = inner.ty.clone();
        Some(Quantity::new(QuantityKind::Within(within, Box::new(inner)), ty, at))
    }

    /// A condition on one of the things at hand, as `inner` reads it there.
    pub(super) fn condition_within(
        &mut self,
        measured: &Expression,
        of: &Name,
        level: LevelId,
        inner: impl FnOnce(&mut Self, LevelId) -> Option<Condition>,
    ) -> Option<Condition> {
        let at = measured.at.to(of.at);
        let (within, inner) = self.cut_to(of, level, |resolver, target| {
            resolver.own_of(measured, of, target)?;
            inner(resolver, target)
        })?;
        Some(Condition { kind: ConditionKind::Within(within, Box::new(inner)), at })
    }

    /// An aggregate that says within which of the things at hand it is taken.
    pub(super) fn aggregate_of(
        &mut self,
        name: &Name,
        level: LevelId,
        at: Span,
        resolve: impl FnOnce(&mut Self, LevelId) -> Option<Quantity>,
    ) -> Option<Quantity> {
        let (within, (inner, has_them)) = self.cut_to(name, level, |resolver, target| {
            let inner = resolve(resolver, target)?;
            let of = match &inner.kind {
                QuantityKind::Aggregate { over, .. } => Some(over.level),
                _ => None,
            };
            let whole = resolver.scope.last();
            Some((inner, of.is_none_or(|of| whole.is_some_and(|whole| whole.has(of, resolver.schema)))))
        })?;
        if !has_them {
            let message = format!("what is counted here is not part of the {}", name.word);
            let diagnostic = Diagnostic::new(&kinds::WRONG_LEVEL, name.at, message);
            return self.refuse(diagnostic.help(format!("leave `of {}` out", name.word)));
        }
        let ty = inner.ty.clone();
        Some(Quantity::new(QuantityKind::Within(within, Box::new(inner)), ty, at))
    }

    /// What is asked of a thing at hand is its own. A word without a meaning is no matter of levels.
    fn own_of(&mut self, measured: &Expression, of: &Name, target: LevelId) -> Option<()> {
        let named = Named::of(measured).map(|named| &named.name.word);
        match named.is_some_and(|word| self.definitions.meaning(word, target, self.schema).is_none()) {
            true => Some(()),
            false => self.own(measured, of, target),
        }
    }

    /// Remembers where a definition is used, unless it is used by another one.
    pub(super) fn used_at(&mut self, at: Span) {
        if self.open.is_empty() {
            self.used = Some(at);
        }
    }

    fn not_at_hand(&self, name: &Name, path: &[Step]) -> Diagnostic {
        let message = match name.word == GROUP {
            true => "there is no group here".to_string(),
            false => format!("there is no one {} here", name.word),
        };
        let diagnostic = Diagnostic::new(&kinds::WRONG_LEVEL, name.at, message);
        let in_group = path.iter().any(|step| step.group.is_some());
        let things = path.iter().filter(|step| step.group.is_none());
        let mut words: Vec<String> = things.map(|step| self.schema.level(step.level).name.clone()).collect();
        words.extend(in_group.then(|| GROUP.to_string()));
        let known = words.iter().map(|word| format!("`of {word}`")).collect::<Vec<_>>().join(" or ");
        let diagnostic = diagnostic.label("not among the things at hand").help(format!("write {known}"));
        match self.schema.level_named(&name.word) {
            Some(level) if !path.iter().any(|step| step.level == level) => {
                diagnostic.help(format!("to say it of each: `each {}: …`", name.word))
            }
            _ => diagnostic,
        }
    }

    /// A type as it is where something stands: what an account holds weighs a part of the account.
    pub(super) fn seen_here(&self, ty: Type, level: LevelId) -> Type {
        let path = self.path(level);
        let whole = path
            .iter()
            .rev()
            .find(|step| self.schema.holds(step.level, level) && !self.schema.is_within(level, step.level));
        match (whole, &ty) {
            (Some(whole), Type::Percent(Some(Denominator::Assets(of))))
                if self.schema.level(level).parent == Some(*of) =>
            {
                Type::Percent(Some(Denominator::Assets(whole.level)))
            }
            _ => ty,
        }
    }

    // --- What an aggregate is of -----------------------------------------------------------------------------------

    /// A set with the thing at hand that it says it is within: `noncash of option`, `issuers of holdings of plan`.
    pub(super) fn set_within(&self, set: &Set, level: LevelId) -> Option<(Set, Name)> {
        if let Some(within) = &set.within {
            return Some((Set { within: None, ..set.clone() }, within.clone()));
        }
        let of = set.of.as_deref().filter(|of| is_bare(of))?;
        let whole = self.schema.level_named(&of.name.word);
        // `managers of option` are groups, as those of its plural are.
        let is_grouping = whole.is_some_and(|whole| self.groups_by(&set.name, whole).is_some());
        let is_within = self.is_at_hand(&of.name, level) || whole.is_some();
        (is_within && !is_grouping && self.names_things(&set.name))
            .then(|| (Set { of: None, ..set.clone() }, of.name.clone()))
    }

    /// `sum weight of noncash of option`: what reads like a fact of `noncash` is a set of its own, and `option` says of what.
    pub(super) fn aggregate_within(
        &self,
        of: &Expression,
        set: &Set,
        level: LevelId,
    ) -> Option<(Expression, Set, Name)> {
        if set.of.is_some() || !self.is_at_hand(&set.name, level) {
            return None;
        }
        let mut of = of.clone();
        let name = taken_from_end(&mut of)?;
        self.names_things(&name).then(|| (of, Set { name, ..set.clone() }, set.name.clone()))
    }

    fn names_things(&self, name: &Name) -> bool {
        self.schema.level_called(&name.word).is_some()
            || self.definitions.let_named(&name.word).is_some_and(|of| matches!(of.body, Defined::Set(_)))
    }

    /// Refuses an aggregate of a definition that would be read anew within a group: that it was written for all of the
    /// things, or for those of each group, nobody can tell.
    pub(super) fn says_of_what(&mut self, of: LevelId, set: &Set, level: LevelId) -> Option<()> {
        let path = self.path(level);
        let root = path.iter().rposition(|step| step.has(of, self.schema));
        let is_read_anew = root
            .and_then(|root| path.get(root))
            .and_then(|step| step.group)
            .is_some_and(|depth| depth < self.open.len());
        if !is_read_anew {
            return Some(());
        }
        let name = self.open.first().map(|name| name.word.clone()).unwrap_or_default();
        let things = path.iter().rev().find(|step| step.group.is_none() && step.has(of, self.schema));
        let whole = things.map_or("plan", |step| self.schema.level(step.level).name.as_str());
        let many = self.schema.level(of).plural();
        let message = format!("within a group, `{name}` can mean two things");
        let diagnostic = Diagnostic::new(&kinds::OF_WHICH, self.used.unwrap_or(set.at), message)
            .label("of what?")
            .note(format!("the group has {many} of its own, and so has the {whole}"));
        self.refuse(match self.used {
            Some(used) => {
                let (all, own) = (format!("{name} of {whole}"), format!("{name} of {GROUP}"));
                diagnostic
                    .also(set.at, format!("of which {many} is not said here"))
                    .help(format!("write `{all}` for all {many} of the {whole}"))
                    .help(format!("write `{own}` for those of the group"))
                    .maybe_fix(used, all)
                    .maybe_fix(used, own)
            }
            // What stands for things cannot say it: `of option` would choose the things.
            None => diagnostic
                .help(format!(
                    "in the definition, write `… of {} of {whole}` for all {many} of the {whole}",
                    set.name.word
                ))
                .help(format!(
                    "in the definition, write `… of {} of {GROUP}` for those of the group",
                    set.name.word
                )),
        })
    }
}

fn is_bare(set: &Set) -> bool {
    set.of.is_none() && set.filter.is_none() && set.except.is_none() && set.within.is_none()
}

/// Takes the last `of NAME` from what is measured.
fn taken_from_end(expression: &mut Expression) -> Option<Name> {
    match &mut expression.kind {
        ExpressionKind::Of(measured, name) => {
            let (measured, name) = (Expression::clone(measured), name.clone());
            *expression = measured;
            Some(name)
        }
        ExpressionKind::Arithmetic(_, _, last) | ExpressionKind::Negate(last) => taken_from_end(last),
        ExpressionKind::Extreme { of, .. } => taken_from_end(of.last_mut()?),
        _ => None,
    }
}
