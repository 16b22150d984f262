//! Names: what a word means where it stands.

use std::collections::{BTreeMap, BTreeSet};

use super::words;
use crate::diagnostics::{Diagnostic, Diagnostics, closest, kinds, listed};
use crate::syntax::{Item, Let, Name, Param, Setting, SyntaxTree, Table};
use crate::vocabulary::{ClassId, FactId, LevelId, Schema, Type, plural_of};

/// What a word means.
pub(super) enum Meaning<'t> {
    Let(&'t Let),
    Param(&'t Param),
    Table(&'t Table),
    /// A fact of the subject's level, or of one above it.
    Fact(FactId),
    Class(ClassId),
}

/// The definitions of a policy.
#[derive(Default)]
pub(super) struct Definitions<'t> {
    lets: BTreeMap<&'t str, &'t Let>,
    params: BTreeMap<&'t str, &'t Param>,
    tables: BTreeMap<&'t str, &'t Table>,
    /// What whoever uses the pack sets of its parameters.
    set: BTreeMap<&'t str, &'t Setting>,
    /// Names of definitions that were refused: what uses them is dropped without a second message.
    undefined: BTreeSet<&'t str>,
}

impl<'t> Definitions<'t> {
    /// Gathers the `let`s and `param`s of all trees, of sections too: a name means the same in the whole policy.
    pub(super) fn gather(trees: &'t [SyntaxTree], schema: &Schema, diagnostics: &mut Diagnostics) -> Self {
        let mut definitions = Definitions::default();
        for tree in trees {
            definitions.undefined.extend(tree.undefined.iter().map(String::as_str));
            definitions.gather_items(&tree.items, schema, diagnostics);
        }
        definitions
    }

    fn gather_items(&mut self, items: &'t [Item], schema: &Schema, diagnostics: &mut Diagnostics) {
        for item in items {
            let name = match item {
                Item::Let(item) => &item.name,
                Item::Param(item) => &item.name,
                Item::Table(item) => &item.name,
                Item::Fact(item) if schema.facts_called(&item.name.word).next().is_none() => {
                    self.undefined.insert(&item.name.word);
                    continue;
                }
                Item::Class(item) if schema.class_named(&item.name.word).is_none() => {
                    self.undefined.insert(&item.name.word);
                    continue;
                }
                Item::Level(item) if schema.level_named(&item.name.word).is_none() => {
                    self.undefined.insert(&item.name.word);
                    continue;
                }
                Item::Section(section) => {
                    self.gather_items(&section.items, schema, diagnostics);
                    continue;
                }
                _ => continue,
            };
            if let Some(first) = self.place_of(&name.word) {
                let message = format!("`{}` is defined twice", name.word);
                diagnostics.push(
                    Diagnostic::new(&kinds::DUPLICATE_NAME, name.at, message)
                        .label("the second definition")
                        .also(first, "the first, which is used")
                        .help("give one of them another name"),
                );
                continue;
            }
            let taken = match () {
                () if schema.class_named(&name.word).is_some() => Some("an asset class"),
                () if schema.facts_called(&name.word).next().is_some() => Some("a fact"),
                () => None,
            };
            if let Some(what) = taken {
                let message = format!("`{}` is {what} of the vocabulary already", name.word);
                diagnostics.push(
                    Diagnostic::new(&kinds::DUPLICATE_NAME, name.at, message)
                        .help("give the definition another name"),
                );
                continue;
            }
            match item {
                Item::Let(item) => _ = self.lets.insert(&item.name.word, item),
                Item::Param(item) => _ = self.params.insert(&item.name.word, item),
                Item::Table(item) => _ = self.tables.insert(&item.name.word, item),
                _ => {}
            }
        }
    }

    /// Takes in what is set of the parameters.
    pub(super) fn set(&mut self, with: &'t [Setting]) {
        self.set.extend(with.iter().map(|setting| (setting.name.word.as_str(), setting)));
    }

    /// What a parameter is set to, if it is.
    pub(super) fn set_to(&self, param: &str) -> Option<&'t Setting> {
        self.set.get(param).copied()
    }

    /// Where a name is defined.
    pub(super) fn place_of(&self, word: &str) -> Option<crate::source::Span> {
        let of_let = self.lets.get(word).map(|item| item.name.at);
        let of_param = || self.params.get(word).map(|item| item.name.at);
        of_let.or_else(of_param).or_else(|| self.tables.get(word).map(|item| item.name.at))
    }

    /// The `let` of this name.
    pub(super) fn let_named(&self, word: &str) -> Option<&'t Let> {
        self.lets.get(word).copied()
    }

    /// All `let`s, by name.
    pub(super) fn lets(&self) -> impl Iterator<Item = &'t Let> + '_ {
        self.lets.values().copied()
    }

    /// All `param`s, by name.
    pub(super) fn params(&self) -> impl Iterator<Item = &'t Param> + '_ {
        self.params.values().copied()
    }

    /// All tables, by name.
    pub(super) fn tables(&self) -> impl Iterator<Item = &'t Table> + '_ {
        self.tables.values().copied()
    }

    /// Whether a definition of this name was refused, and the refusal told. Of a level, many go by the plural.
    pub(super) fn is_undefined(&self, word: &str) -> bool {
        self.undefined.contains(word) || self.undefined.iter().any(|one| plural_of(one) == word)
    }

    /// What a word means for a subject of a level.
    pub(super) fn meaning(&self, word: &str, level: LevelId, schema: &Schema) -> Option<Meaning<'t>> {
        if let Some(item) = self.lets.get(word) {
            return Some(Meaning::Let(item));
        }
        if let Some(item) = self.params.get(word) {
            return Some(Meaning::Param(item));
        }
        if let Some(item) = self.tables.get(word) {
            return Some(Meaning::Table(item));
        }
        let mut at = Some(level);
        while let Some(level) = at {
            if let Some(fact) = schema.fact_named(level, word) {
                return Some(Meaning::Fact(fact));
            }
            at = schema.level(level).parent;
        }
        schema.class_named(word).map(Meaning::Class)
    }

    /// Why a word means nothing here: a fact of another level, a value of a fact, or a slip of the pen.
    pub(super) fn unknown(&self, name: &Name, level: LevelId, schema: &Schema) -> Diagnostic {
        if NEEDS_OF.contains(&name.word.as_str()) {
            return words::unknown(name, "fact, class or definition", None)
                .label("`of` is missing")
                .help("write what it is over: `count of options`, `average expense_ratio net of options`");
        }
        if let Some(fact) = schema.facts_called(&name.word).next() {
            return wrong_level(name, fact, level, schema);
        }
        // `P1`, as many write P-1.
        if let Some(digit) = name.word.strip_prefix('P').filter(|digit| ["1", "2", "3"].contains(digit)) {
            let rating = format!("P-{digit}");
            return words::unknown(name, "fact, class or definition", None)
                .label(format!("did you mean the rating `{rating}`?"))
                .maybe_fix(name.at, rating);
        }
        let visible = |fact: &FactId| schema.is_within(level, schema.fact(*fact).level);
        let facts: Vec<&str> =
            schema.fact_ids().filter(visible).map(|id| schema.fact(id).name.as_str()).collect();
        let classes: Vec<&str> = schema.class_ids().map(|id| schema.class(id).name.as_str()).collect();
        let own = self.lets.keys().chain(self.params.keys()).chain(self.tables.keys()).copied();
        if let Some(meant) = closest(&name.word, own.chain(facts)) {
            return words::unknown(name, "fact, class or definition", Some(meant));
        }
        if let Some(meant) = closest(&name.word, classes) {
            return words::unknown(name, "fact or definition", None)
                .label(format!("did you mean the class `{meant}`?"))
                .maybe_fix(name.at, meant);
        }
        let below =
            schema.fact_ids().find(|id| closest(&name.word, [schema.fact(*id).name.as_str()]).is_some());
        let diagnostic = words::unknown(name, "fact, class or definition", None);
        if let Some(below) = below {
            let fact = schema.fact(below);
            let of = &schema.level(fact.level).name;
            return diagnostic.label(format!("did you mean `{}`, a fact of each {of}?", fact.name));
        }
        let choosers: Vec<&str> = schema
            .fact_ids()
            .map(|id| schema.fact(id))
            .filter(|fact| has_choice(&fact.ty, &name.word))
            .map(|f| f.name.as_str())
            .collect();
        match choosers.first() {
            Some(chooser) => diagnostic
                .label(format!("a value of {}", listed(choosers.iter().copied(), 3)))
                .help(format!("write `{chooser} is {}`", name.word)),
            None => diagnostic
                .help("`planlint vocabulary` lists the facts and classes that there are")
                .help(format!(
                    "to add a class of your own: `class {} in alternatives \"what it is\"`",
                    name.word
                ))
                .help(format!("to add a fact: `fact {} of option: percent, \"what it is\"`", name.word)),
        }
    }
}

/// Words that are names only because nothing follows them with `of`.
const NEEDS_OF: [&str; 7] = ["count", "share", "sum", "average", "median", "min", "max"];

fn has_choice(ty: &Type, word: &str) -> bool {
    matches!(ty, Type::Choice(choices) if choices.iter().any(|choice| choice == word))
}

/// A fact of a lower level where the subject is higher up.
pub(super) fn wrong_level(name: &Name, fact: FactId, level: LevelId, schema: &Schema) -> Diagnostic {
    let fact = schema.fact(fact);
    let (of, here) = (schema.level(fact.level), &schema.level(level).name);
    let message =
        format!("`{}` is a fact of each {}, and this statement is about the {here}", fact.name, of.name);
    let shown = match fact.bases.first() {
        Some(basis) => format!("{} {basis}", fact.name),
        None => fact.name.clone(),
    };
    let diagnostic = Diagnostic::new(&kinds::WRONG_LEVEL, name.at, message)
        .label(format!("of each {}", of.name))
        .help(format!("to say it of each: `each {}: {shown} …`", of.name));
    let by = super::references::references(level, schema)
        .find(|by| schema.fact(*by).ty == Type::Reference(fact.level));
    if let Some(by) = by {
        let by = &schema.fact(by).name;
        return diagnostic.help(format!("to ask it of the one that the {here} refers to: `{shown} of {by}`"));
    }
    match fact.ty {
        Type::Choice(_) | Type::Text | Type::Reference(_) | Type::Flag => {
            diagnostic.help(format!("to count: `count of {} where {shown} …`", of.plural()))
        }
        _ => diagnostic.help(format!("to say it of all together: `average {shown} of {} …`", of.plural())),
    }
}
