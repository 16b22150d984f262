//! What can be said: levels, facts and asset classes.

use std::collections::{BTreeMap, BTreeSet};

use super::{Duration, Interval, Type};

macro_rules! ids {
    ($( $(#[$doc:meta])* $name:ident )*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(usize);
    )*};
}

ids! {
    /// A level of the menu's tree: plan, option, holding.
    LevelId
    /// A fact.
    FactId
    /// An asset class.
    ClassId
}

/// A kind of thing on a menu. Levels form a tree from the plan down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// `plan`, `option`, `holding`
    pub name: String,
    /// The level that it is part of; none for the plan.
    pub parent: Option<LevelId>,
    /// One line about it.
    pub label: String,
}

/// How a fact may be measured: `net` or `gross`. A fact without bases has none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Basis(pub(crate) usize);

/// Which way a fact is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Less is better: costs, a peer rank in which 1 is best.
    LowerIsBetter,
    /// More is better.
    HigherIsBetter,
}

/// Something that a menu may say of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its name in policies and menus.
    pub name: String,
    /// What it is said of.
    pub level: LevelId,
    /// What its value may be.
    pub ty: Type,
    /// The ways in which it is measured, by name; empty if there is only one.
    pub bases: Vec<String>,
    /// Whether it is measured over a period (`over 3 years`), which is then said wherever it is named.
    pub over_period: bool,
    /// Whether it is a day that is usually still to come, so that what looks back on it deserves a look.
    pub in_future: bool,
    /// Which way is better, where that makes sense.
    pub direction: Option<Direction>,
    /// The values that it can take. A menu with another one is refused, so a rule may rely on it.
    pub range: Interval,
    /// Whether, where it is not said of a thing, it is the weighted sum over the things that it holds.
    pub looks_through: bool,
    /// One line about it.
    pub label: String,
}

/// An asset class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Class {
    /// Its name.
    pub name: String,
    /// The class that it is a part of.
    pub parent: Option<ClassId>,
    /// One line about it, with the legal definition where there is one.
    pub label: String,
}

/// A fact, and the way in which it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FactKey {
    /// The fact.
    pub fact: FactId,
    /// The basis, for a fact that has several.
    pub basis: Option<Basis>,
    /// The period over which it is measured (`over 3 years`), in months; none for a fact of a moment.
    pub horizon: Option<u32>,
}

impl FactKey {
    /// A fact that is measured in one way only.
    pub fn of(fact: FactId) -> Self {
        FactKey { fact, basis: None, horizon: None }
    }

    /// A fact as measured in one of its ways.
    pub fn measured(fact: FactId, basis: Basis) -> Self {
        FactKey { basis: Some(basis), ..FactKey::of(fact) }
    }
}

/// All levels, facts and classes that policies and menus of one run can name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    levels: Vec<Level>,
    facts: Vec<Fact>,
    classes: Vec<Class>,
    fact_names: BTreeMap<LevelId, BTreeMap<String, FactId>>,
    class_names: BTreeMap<String, ClassId>,
    /// Levels without a name here, see [`Schema::without`].
    nameless: BTreeSet<LevelId>,
}

/// The levels of which a whole consists, so that shares are looked through them: a plan of options, an option of
/// holdings. Things of every other level stand beside the facts of what they belong to.
const COMPOSING: [&str; 2] = ["option", "holding"];

/// `option` → `options`, `security` → `securities`, `class` → `classes`; `fees` is a plural already.
pub fn plural_of(noun: &str) -> String {
    let consonant = |stem: &&str| !stem.ends_with(['a', 'e', 'i', 'o', 'u']);
    match noun.strip_suffix('y').filter(consonant) {
        Some(stem) => format!("{stem}ies"),
        None if ["ss", "us", "is"].into_iter().any(|end| noun.ends_with(end)) => format!("{noun}es"),
        None if noun.ends_with('s') => noun.to_string(),
        None => format!("{noun}s"),
    }
}

impl Level {
    /// `options`, `securities`
    pub fn plural(&self) -> String {
        plural_of(&self.name)
    }

    /// `an option`, `a manager`
    pub fn with_article(&self) -> String {
        let article = if self.name.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        format!("{article} {}", self.name)
    }

    /// Whether a whole consists of its things, as a plan consists of options.
    pub fn composes(&self) -> bool {
        COMPOSING.contains(&self.name.as_str())
    }
}

impl Schema {
    /// Adds a level.
    pub(crate) fn add_level(&mut self, level: Level) -> LevelId {
        self.levels.push(level);
        LevelId(self.levels.len().saturating_sub(1))
    }

    /// Adds a fact.
    pub(crate) fn add_fact(&mut self, fact: Fact) -> FactId {
        let id = FactId(self.facts.len());
        self.fact_names.entry(fact.level).or_default().insert(fact.name.clone(), id);
        self.facts.push(fact);
        id
    }

    /// Adds a class.
    pub(crate) fn add_class(&mut self, class: Class) -> ClassId {
        let id = ClassId(self.classes.len());
        self.class_names.insert(class.name.clone(), id);
        self.classes.push(class);
        id
    }

    /// The same with fewer names: what a pack sees that does not know these levels, facts (by level and name) and
    /// classes. Ids are the same.
    pub(crate) fn without(
        &self,
        levels: &BTreeSet<&str>,
        facts: &BTreeSet<(&str, &str)>,
        classes: &BTreeSet<&str>,
    ) -> Schema {
        let mut view = self.clone();
        view.nameless =
            self.level_ids().filter(|id| levels.contains(self.level(*id).name.as_str())).collect();
        let fact_level = |id: &LevelId| self.level(*id).name.as_str();
        for (level, names) in &mut view.fact_names {
            names.retain(|name, _| !facts.contains(&(fact_level(level), name.as_str())));
        }
        view.class_names.retain(|name, _| !classes.contains(name.as_str()));
        view
    }

    /// The level with this name.
    pub fn level_named(&self, name: &str) -> Option<LevelId> {
        let named = |id: &LevelId| self.level(*id).name == name && !self.nameless.contains(id);
        self.level_ids().find(named)
    }

    /// The level that a word names, as one thing or as many: `option`, `options`.
    pub fn level_called(&self, word: &str) -> Option<LevelId> {
        let many = |id: &LevelId| self.level(*id).plural() == word && !self.nameless.contains(id);
        self.level_named(word).or_else(|| self.level_ids().find(many))
    }

    /// The levels of which the things stand in a list beside the facts of a thing of this level.
    pub fn listed_under(&self, level: LevelId) -> impl Iterator<Item = LevelId> + '_ {
        self.level_ids()
            .filter(move |id| self.level(*id).parent == Some(level) && !self.level(*id).composes())
    }

    /// The level right below `from` on the way down to `to`; none if `to` is not below `from`.
    pub fn step(&self, from: LevelId, to: LevelId) -> Option<LevelId> {
        let mut at = to;
        while let Some(parent) = self.level(at).parent {
            if parent == from {
                return Some(at);
            }
            at = parent;
        }
        None
    }

    /// The level of what a thing of this level consists of. What an account or a fee holds is listed as an option's
    /// holdings are.
    pub fn parts_of(&self, level: LevelId) -> Option<LevelId> {
        let whole = self.level(level);
        if whole.composes() || whole.parent.is_none() {
            return self.child_of(level);
        }
        let is_held = |id: &LevelId| {
            let level = self.level(*id);
            level.composes() && level.parent.is_some_and(|parent| self.level(parent).composes())
        };
        self.level_ids().find(is_held)
    }

    /// Whether things of a level are looked for in those of another: in what they are part of. What an account holds is its
    /// own, and no other's.
    pub fn holds(&self, whole: LevelId, part: LevelId) -> bool {
        whole != part && (self.is_within(part, whole) || self.parts_of(whole) == Some(part))
    }

    /// Whether facts may refer to things of this level: those that stand right under the plan have names of their own
    /// in the whole menu.
    pub fn can_be_referred_to(&self, level: LevelId) -> bool {
        self.level(level).parent.is_some_and(|parent| self.level(parent).parent.is_none())
    }

    /// The level of what a fact of this level and name refers to.
    pub fn target_of(&self, level: LevelId, name: &str) -> Option<LevelId> {
        match self.fact(self.fact_named(level, name)?).ty {
            Type::Reference(target) => Some(target),
            _ => None,
        }
    }

    /// The fact of exactly this level with this name.
    pub fn fact_named(&self, level: LevelId, name: &str) -> Option<FactId> {
        self.fact_names.get(&level)?.get(name).copied()
    }

    /// The facts with this name, of any level, from the plan down.
    pub fn facts_called<'a>(&'a self, name: &'a str) -> impl Iterator<Item = FactId> + 'a {
        self.level_ids().filter_map(move |level| self.fact_named(level, name))
    }

    /// The class with this name.
    pub fn class_named(&self, name: &str) -> Option<ClassId> {
        self.class_names.get(name).copied()
    }

    /// All levels, from the plan down.
    pub fn level_ids(&self) -> impl Iterator<Item = LevelId> + use<> {
        (0..self.levels.len()).map(LevelId)
    }

    /// All facts, in the order of their declaration.
    pub fn fact_ids(&self) -> impl Iterator<Item = FactId> + use<> {
        (0..self.facts.len()).map(FactId)
    }

    /// All classes, in the order of their declaration.
    pub fn class_ids(&self) -> impl Iterator<Item = ClassId> + use<> {
        (0..self.classes.len()).map(ClassId)
    }

    /// A level. Ids come from this schema.
    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this schema only")]
    pub fn level(&self, id: LevelId) -> &Level {
        &self.levels[id.0]
    }

    /// A fact. Ids come from this schema.
    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this schema only")]
    pub fn fact(&self, id: FactId) -> &Fact {
        &self.facts[id.0]
    }

    /// A class. Ids come from this schema.
    #[expect(clippy::indexing_slicing, reason = "ids are handed out by this schema only")]
    pub fn class(&self, id: ClassId) -> &Class {
        &self.classes[id.0]
    }

    /// The level of the parts of which a thing of this one consists.
    pub fn child_of(&self, level: LevelId) -> Option<LevelId> {
        self.level_ids().find(|id| self.level(*id).parent == Some(level) && self.level(*id).composes())
    }

    /// Whether `inner` is `outer` or below it.
    pub fn is_within(&self, inner: LevelId, outer: LevelId) -> bool {
        let mut at = Some(inner);
        while let Some(level) = at {
            if level == outer {
                return true;
            }
            at = self.level(level).parent;
        }
        false
    }

    /// Whether `class` is `of` or a part of it.
    pub fn class_is_within(&self, class: ClassId, of: ClassId) -> bool {
        let mut at = Some(class);
        while let Some(class) = at {
            if class == of {
                return true;
            }
            at = self.class(class).parent;
        }
        false
    }

    /// Whether every thing that has such a fact has a value of it, so that nobody can say that there is none: the
    /// size of a thing, its part of the whole, and what is a sum over all that it holds.
    pub fn is_always_there(&self, fact: FactId) -> bool {
        let name = self.fact(fact).name.as_str();
        matches!(name, "assets" | "weight") || self.facts_called(name).any(|one| self.fact(one).looks_through)
    }

    /// `expense_ratio net`, `peer_rank over 3 years`
    pub fn key_name(&self, key: FactKey) -> String {
        let fact = self.fact(key.fact);
        let mut name = fact.name.clone();
        if let Some(basis) = key.basis.and_then(|basis| fact.bases.get(basis.0)) {
            name.push(' ');
            name.push_str(basis);
        }
        if let Some(months) = key.horizon {
            name.push_str(&format!(" over {}", Duration::of_months(months)));
        }
        name
    }
}
