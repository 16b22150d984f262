//! Packs: which of them a policy uses, what it sets, and what it says otherwise than they do.

use std::collections::{BTreeMap, BTreeSet};

use super::from_syntax::{Context, Writer};
use super::params;
use super::resolver::Resolver;
use super::waivers::called;
use super::words;
use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{self, Item, Name, Setting, SyntaxTree, Use, dump_item};
use crate::vocabulary::Schema;

/// A pack, as a policy may use it.
#[derive(Clone, Debug)]
pub struct Pack {
    /// Its name, `acme.alternatives`.
    pub name: String,
    /// Its version, `1.2.0`.
    pub version: String,
    /// Where it says its name.
    pub at: Span,
    /// The packs that it says it needs: it may use no other.
    pub needs: Vec<String>,
    /// Its rules, as written.
    pub trees: Vec<SyntaxTree>,
}

/// A pack that is used.
#[derive(Clone, Debug)]
pub struct Used<'t> {
    /// The pack.
    pub pack: &'t Pack,
    /// The `use` that asks for it.
    pub by: &'t Use,
    /// All packs of whose words it knows: itself, and those that it uses.
    knows: BTreeSet<&'t str>,
}

/// A pack that a policy uses, for the record.
#[derive(Clone, Debug)]
pub struct PackUse {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where the policy, or a pack, asks for it.
    pub at: Span,
    /// How many of its rules count, those that the policy says in its own way among them.
    pub rules: usize,
    /// The parameters that are set.
    pub set: Vec<SetParam>,
    /// The rules that the policy says in its own way.
    pub replaced: Vec<Changed>,
    /// The rules that the policy leaves out.
    pub dropped: Vec<Changed>,
}

/// A parameter that is set.
#[derive(Clone, Debug)]
pub struct SetParam {
    /// Its name.
    pub name: String,
    /// What it is set to, as written.
    pub value: String,
    /// What the pack has by itself, as written.
    pub default: String,
    /// Where it is set.
    pub at: Span,
}

/// A rule of a pack that the policy replaces or drops.
#[derive(Clone, Debug)]
pub struct Changed {
    /// Its id.
    pub rule: String,
    /// Why; of a replacement there may be none.
    pub because: Option<String>,
    /// Where.
    pub at: Span,
}

/// The packs that the trees use, and those that these use, by name.
pub fn used<'t>(trees: &'t [SyntaxTree], packs: &'t [Pack]) -> Outcome<Vec<Used<'t>>> {
    let mut diagnostics = Diagnostics::new();
    let mut found: BTreeMap<&'t str, Used<'t>> = BTreeMap::new();
    let mut waiting: Vec<(Option<&'t Pack>, &'t Use)> = Vec::new();
    for by in uses(trees, &mut diagnostics) {
        waiting.push((None, by));
    }
    waiting.reverse();
    while let Some((user, by)) = waiting.pop() {
        let word = by.pack.word.as_str();
        let may_use = |pack: &&Pack| user.is_none_or(|user| user.needs.contains(&pack.name));
        let Some(pack) = packs.iter().find(|pack| pack.name == word).filter(may_use) else {
            diagnostics.push(unknown_pack(&by.pack, user, packs));
            continue;
        };
        if let Some(version) = by.version.as_ref().filter(|version| !serves(&pack.version, &version.word)) {
            diagnostics.push(other_version(pack, version));
        }
        if let Some(user) = user.and_then(|user| found.get_mut(user.name.as_str())) {
            user.knows.insert(&pack.name);
        }
        if let Some(first) = found.get(word) {
            if settings(first.by) != settings(by) {
                let message = format!("the pack `{word}` is used twice, with different parameters");
                diagnostics.push(
                    Diagnostic::new(&kinds::DUPLICATE_NAME, by.at, message)
                        .label("the second time")
                        .also(first.by.at, "the first time")
                        .note("its rules are checked once, so its parameters have one value")
                        .help("set the same in both places, or leave one of them out"),
                );
            }
            continue;
        }
        found.insert(&pack.name, Used { pack, by, knows: BTreeSet::from([pack.name.as_str()]) });
        waiting.extend(uses(&pack.trees, &mut diagnostics).into_iter().map(|by| (Some(pack), by)));
    }
    // What a pack knows, it knows through the packs that it uses as well.
    loop {
        let mut grown = found.clone();
        for used in grown.values_mut() {
            let through: Vec<&str> = used
                .knows
                .iter()
                .filter_map(|name| found.get(name))
                .flat_map(|used| used.knows.clone())
                .collect();
            used.knows.extend(through);
        }
        let is_done =
            grown.iter().all(|(name, used)| found.get(name).is_some_and(|old| old.knows == used.knows));
        found = grown;
        if is_done {
            return Outcome { value: found.into_values().collect(), diagnostics };
        }
    }
}

/// The `use`s of trees. They stand for the whole policy, and so outside of its sections.
fn uses<'t>(trees: &'t [SyntaxTree], diagnostics: &mut Diagnostics) -> Vec<&'t Use> {
    let mut found = Vec::new();
    for item in trees.iter().flat_map(|tree| &tree.items) {
        match item {
            Item::Use(by) => found.push(by),
            Item::Section(section) => misplaced(&section.items, diagnostics),
            _ => {}
        }
    }
    found
}

fn misplaced(items: &[Item], diagnostics: &mut Diagnostics) {
    for item in items {
        match item {
            Item::Use(by) => diagnostics.push(
                Diagnostic::new(
                    &kinds::SYNTAX,
                    by.at,
                    "a pack is used by the whole policy, not by a section",
                )
                .help("move this line out of the section, to the top of the file"),
            ),
            Item::Section(section) => misplaced(&section.items, diagnostics),
            _ => {}
        }
    }
}

/// What is set, without order and places.
fn settings(by: &Use) -> BTreeMap<&str, String> {
    by.with.iter().map(|set| (set.name.word.as_str(), params::said(&set.value))).collect()
}

/// Whether a pack of a version serves who asks for `2` or `1.4`: it is no earlier, and its first number is the same; of a
/// version before 1.0.0 the second one as well, where it is asked for.
fn serves(version: &str, wanted: &str) -> bool {
    let numbers =
        |text: &str| -> Vec<u64> { text.split('.').map(|part| part.parse().unwrap_or(0)).collect() };
    let (version, draft) = version.split_once('-').map_or((version, false), |(version, _)| (version, true));
    let (has, mut asked) = (numbers(version), numbers(wanted));
    let kept = if asked.first() == Some(&0) { 2 } else { 1 };
    let same = has.iter().zip(&asked).take(kept).all(|(has, asked)| has == asked);
    asked.resize(has.len(), 0);
    // A draft comes before what it is a draft of.
    same && (has > asked || has == asked && !draft)
}

fn other_version(pack: &Pack, wanted: &Name) -> Diagnostic {
    let Pack { name, version, .. } = pack;
    let message =
        format!("this asks for version {} of the pack `{name}`, and what is there is {version}", wanted.word);
    Diagnostic::new(&kinds::PACK_CONFLICT, wanted.at, message)
        .label("asked for here")
        .also(pack.at, format!("this is {version}"))
        .note("a later version serves as long as the first number is the same; before 1.0.0, the first two")
        .help("look at what has changed, `planlint diff OLD NEW`, then ask for the version that is there")
        .help("or list a version that serves in planlint.toml")
}

fn unknown_pack(name: &Name, user: Option<&Pack>, packs: &[Pack]) -> Diagnostic {
    let known = || packs.iter().map(|pack| pack.name.as_str());
    if let Some(user) = user.filter(|_| known().any(|known| known == name.word)) {
        let message = format!("the pack `{}` uses `{}`, and does not list it", user.name, name.word);
        return Diagnostic::new(&kinds::UNKNOWN_NAME, name.at, message)
            .help("whoever keeps the pack lists what it needs under `[packs]` of its planlint.toml");
    }
    // `alternatives` for `acme.alternatives`.
    let ends = |pack: &&str| pack.ends_with(&format!(".{}", name.word));
    let meant = closest(&name.word, known()).or_else(|| known().find(ends));
    let diagnostic = words::unknown(name, "pack", meant);
    match (packs.is_empty(), meant) {
        (_, Some(_)) => diagnostic,
        (true, None) => diagnostic.help(format!(
            "list it in planlint.toml: `[packs]`, and below it `\"{}\" = {{ path = \"…\" }}`, or `planlint pack add`",
            name.word
        )),
        (false, None) => diagnostic.help(format!("planlint.toml lists {}", listed(known(), 8))),
    }
}

// --- Declarations ----------------------------------------------------------------------------------------------------

/// What makes two declarations the same name: for a fact, at one level at least.
fn declared(item: &Item) -> Option<(u8, &Name, Vec<&str>)> {
    match item {
        Item::Level(level) => Some((0, &level.name, Vec::new())),
        Item::Class(class) => Some((1, &class.name, Vec::new())),
        Item::Fact(fact) => {
            Some((2, &fact.name, fact.levels.iter().map(|level| level.word.as_str()).collect()))
        }
        _ => None,
    }
}

/// The items of a policy and of the packs that it uses, without declarations that another of them has already.
pub(super) fn shared<'t>(
    trees: &'t [SyntaxTree],
    packs: &[Used<'t>],
    diagnostics: &mut Diagnostics,
) -> Vec<&'t Item> {
    let units = packs.iter().map(|used| used.pack.trees.as_slice()).chain([trees]);
    let (mut items, mut of_others): (Vec<&Item>, Vec<&Item>) = (Vec::new(), Vec::new());
    for unit in units {
        let mut own = Vec::new();
        for item in unit.iter().flat_map(|tree| &tree.items) {
            let Some((kind, name, levels)) = declared(item) else {
                items.push(item);
                continue;
            };
            let first = of_others.iter().find(|other| {
                declared(other).is_some_and(|(other_kind, other_name, other_levels)| {
                    let meets = levels.is_empty() || levels.iter().any(|level| other_levels.contains(level));
                    other_kind == kind && other_name.word == name.word && meets
                })
            });
            match first {
                None => {
                    own.push(item);
                    items.push(item);
                }
                Some(first) if dump_item(first) == dump_item(item) => {}
                Some(first) => {
                    let message = format!("`{}` is declared twice, and not in the same way", name.word);
                    let first = declared(first).map_or(name.at, |(_, name, _)| name.at);
                    diagnostics.push(
                        Diagnostic::new(&kinds::DUPLICATE_NAME, name.at, message)
                            .label("the second declaration")
                            .also(first, "the first, which is used")
                            .note(
                                "a menu says it once, so it has one meaning in a policy and all of its packs",
                            )
                            .help("make both the same, word for word, or give one of them another name"),
                    );
                }
            }
        }
        of_others.extend(own);
    }
    items
}

/// The schema as a pack sees it: without what it does not know of, so that a word of another pack never changes what
/// its own words mean.
pub(super) fn view(used: &Used<'_>, trees: &[SyntaxTree], packs: &[Used<'_>], schema: &Schema) -> Schema {
    let knows = |other: &&Used<'_>| used.knows.contains(other.pack.name.as_str());
    let items_of = |trees: &[SyntaxTree]| -> Names { Names::of(trees) };
    let mut known = Names::default();
    let mut foreign = items_of(trees);
    for other in packs {
        let names = items_of(&other.pack.trees);
        if knows(&other) { known.add(names) } else { foreign.add(names) }
    }
    let owned = foreign.without(&known);
    let levels = owned.levels.iter().map(String::as_str).collect();
    let facts = owned.facts.iter().map(|(level, name)| (level.as_str(), name.as_str())).collect();
    let classes = owned.classes.iter().map(String::as_str).collect();
    schema.without(&levels, &facts, &classes)
}

/// Names that trees declare.
#[derive(Default)]
struct Names {
    levels: BTreeSet<String>,
    facts: BTreeSet<(String, String)>,
    classes: BTreeSet<String>,
}

impl Names {
    fn of(trees: &[SyntaxTree]) -> Self {
        let mut names = Names::default();
        for item in trees.iter().flat_map(|tree| &tree.items) {
            match item {
                Item::Level(level) => _ = names.levels.insert(level.name.word.clone()),
                Item::Class(class) => _ = names.classes.insert(class.name.word.clone()),
                Item::Fact(fact) => {
                    let levels = fact.levels.iter().map(|level| level.word.clone());
                    names.facts.extend(levels.map(|level| (level, fact.name.word.clone())));
                }
                _ => {}
            }
        }
        names
    }

    fn add(&mut self, other: Names) {
        self.levels.extend(other.levels);
        self.facts.extend(other.facts);
        self.classes.extend(other.classes);
    }

    fn without(&self, other: &Names) -> Names {
        Names {
            levels: self.levels.difference(&other.levels).cloned().collect(),
            facts: self.facts.difference(&other.facts).cloned().collect(),
            classes: self.classes.difference(&other.classes).cloned().collect(),
        }
    }
}

// --- Rules -----------------------------------------------------------------------------------------------------------

/// What stands in a pack and only the policy of a plan may say.
pub fn not_for_packs(trees: &[SyntaxTree]) -> Diagnostics {
    fn look(items: &[Item], told: &mut Diagnostics) {
        for item in items {
            match item {
                Item::Section(section) => look(&section.items, told),
                item => _ = is_not_for_packs(told, item),
            }
        }
    }
    let mut told = Diagnostics::new();
    trees.iter().for_each(|tree| look(&tree.items, &mut told));
    told
}

pub(super) fn is_not_for_packs(told: &mut Diagnostics, item: &Item) -> bool {
    let (at, message, help) = match item {
        Item::Waive(waive) => (
            waive.at,
            "a pack cannot waive a rule",
            "a waiver is a decision of a plan's committee: it stands in the policy",
        ),
        Item::Assume(assume) => (
            assume.at,
            "a pack cannot accept anything for a plan's sponsor",
            "an assumption stands in the policy, with the evidence that its committee saw",
        ),
        Item::Replace(rule) => (
            rule.at,
            "a pack cannot replace a rule of another pack",
            "the policy that uses both decides; a pack has rules of its own, and sets parameters of what it uses",
        ),
        Item::Drop(item) => (
            item.at,
            "a pack cannot drop a rule of another pack",
            "the policy that uses both decides; a pack has rules of its own, and sets parameters of what it uses",
        ),
        _ => return false,
    };
    told.push(Diagnostic::new(&kinds::SYNTAX, at, message).help(help));
    true
}

impl<'t> Writer<'_> {
    /// The rules of a pack, under its name.
    pub(super) fn pack(&mut self, resolver: &mut Resolver<'t>, used: &Used<'t>) {
        resolver.definitions.set(&used.by.with);
        let set = used.by.with.iter().filter_map(|set| self.setting(resolver, set, used)).collect();
        resolver.check_definitions();
        let before = self.policy.rules.len();
        self.pack = Some(used.pack.name.clone());
        let top = Context::under(format!("{}/", used.pack.name));
        for tree in &used.pack.trees {
            self.items(resolver, &tree.items, &top);
        }
        self.pack = None;
        self.policy.packs.push(PackUse {
            name: used.pack.name.clone(),
            version: used.pack.version.clone(),
            at: used.by.at,
            rules: self.policy.rules.len().saturating_sub(before),
            set,
            replaced: Vec::new(),
            dropped: Vec::new(),
        });
    }

    fn setting(&self, resolver: &mut Resolver<'t>, set: &'t Setting, used: &Used<'t>) -> Option<SetParam> {
        let (word, pack) = (&set.name.word, &used.pack.name);
        let first = used.by.with.iter().find(|other| other.name.word == *word)?;
        if first.at != set.at {
            return resolver.refuse(
                Diagnostic::new(&kinds::DUPLICATE_NAME, set.at, format!("`{word}` is set twice"))
                    .also(first.at, "the first time")
                    .help("take one of them out"),
            );
        }
        let params: Vec<_> = resolver.definitions.params().collect();
        if let Some(param) = params.iter().find(|param| param.name.word == *word) {
            let (value, default) = (params::said(&set.value), params::said(&param.value));
            return Some(SetParam { name: word.clone(), value, default, at: set.at });
        }
        if let Some(defined) = resolver.definitions.place_of(word) {
            let message = format!("`{word}` of the pack `{pack}` cannot be set: it is no `param`");
            return resolver.refuse(
                Diagnostic::new(&kinds::UNKNOWN_NAME, set.name.at, message)
                    .also(defined, "defined here")
                    .help(can_be_set(params.iter().map(|param| param.name.word.as_str()))),
            );
        }
        let names = || params.iter().map(|param| param.name.word.as_str());
        let message = format!("the pack `{pack}` has no parameter `{word}`");
        let diagnostic = Diagnostic::new(&kinds::UNKNOWN_NAME, set.name.at, message);
        resolver.refuse(match closest(word, names()) {
            Some(meant) => diagnostic.label(format!("did you mean `{meant}`?")).maybe_fix(set.name.at, meant),
            None => diagnostic.help(can_be_set(names())),
        })
    }

    /// The rule of a pack that a word means.
    fn of_pack(&mut self, resolver: &mut Resolver<'t>, name: &Name, doing: &str) -> Option<(usize, String)> {
        let of = |id: &str| self.policy.packs.iter().position(|pack| is_of(id, &pack.name));
        let rules = self.policy.rules.iter().map(|rule| rule.id.as_str());
        let ids: BTreeSet<&str> = rules
            .chain(self.names.keys().map(String::as_str))
            .chain(self.changed.keys().map(String::as_str))
            .collect();
        let found = called(&name.word, ids.iter().copied().filter(|id| of(id).is_some()));
        let id = match found.as_slice() {
            [id] => (*id).to_string(),
            [first, second, ..] => {
                let message = format!("`{}` may be the rule `{first}` or `{second}`", name.word);
                let diagnostic = Diagnostic::new(&kinds::UNKNOWN_NAME, name.at, message);
                return resolver.refuse(diagnostic.help("write the pack too, and the section"));
            }
            [] if self.policy.packs.is_empty() => {
                let message = format!("there is nothing to {doing}: this policy uses no pack");
                let diagnostic = Diagnostic::new(&kinds::UNKNOWN_NAME, name.at, message);
                return resolver
                    .refuse(diagnostic.help("a rule of the policy itself is changed where it stands"));
            }
            [] => {
                let mut last_parts: Vec<&str> = Vec::new();
                for id in ids.iter().filter(|id| of(id).is_some()) {
                    let parts = id.match_indices('/').filter_map(|(at, _)| id.get(at.saturating_add(1)..));
                    last_parts.extend(parts.chain([*id]));
                }
                let meant = closest(&name.word, last_parts.iter().copied());
                let message = format!("no pack that is used has a rule `{}`", name.word);
                let diagnostic = Diagnostic::new(&kinds::UNKNOWN_NAME, name.at, message);
                let whole: Vec<&str> = ids.iter().copied().filter(|id| of(id).is_some()).collect();
                return resolver.refuse(match meant {
                    Some(meant) => {
                        diagnostic.label(format!("did you mean `{meant}`?")).maybe_fix(name.at, meant)
                    }
                    None => diagnostic
                        .help(format!("the packs have {}", listed(whole, 8)))
                        .help("a rule of the policy itself is changed where it stands"),
                });
            }
        };
        if let Some(first) = self.changed.get(&id) {
            let message = format!("`{id}` is replaced or dropped twice");
            return resolver.refuse(
                Diagnostic::new(&kinds::DUPLICATE_NAME, name.at, message)
                    .label("the second time")
                    .also(*first, "the first time")
                    .help("take one of them out"),
            );
        }
        let pack = of(&id)?;
        self.changed.insert(id.clone(), name.at);
        self.policy.rules.retain(|rule| rule.id != id);
        self.names.remove(&id);
        Some((pack, id))
    }

    /// The policy's own words for a rule of a pack. It keeps its id, so that its history and its waivers go on.
    pub(super) fn replace(&mut self, resolver: &mut Resolver<'t>, rule: &'t syntax::Rule, around: &Context) {
        let Some((pack, id)) = self.of_pack(resolver, &rule.name, "replace") else { return };
        self.names.insert(id.clone(), rule.name.at);
        if let Some(pack) = self.policy.packs.get_mut(pack) {
            let because = super::qualifiers::because(&rule.qualifiers);
            pack.replaced.push(Changed { rule: id.clone(), because, at: rule.at });
        }
        self.rule_called(resolver, id, rule, around);
    }

    pub(super) fn drop_rule(&mut self, resolver: &mut Resolver<'t>, item: &'t syntax::Drop) {
        let Some(because) = &item.because else {
            return resolver.diagnostics.push(
                Diagnostic::new(&kinds::SYNTAX, item.at, "this does not say why the rule is dropped")
                    .label("no reason")
                    .help("add what the committee decided: `because \"the plan has no collective trusts\"`"),
            );
        };
        let before = self.policy.rules.len();
        let Some((pack, id)) = self.of_pack(resolver, &item.rule, "drop") else { return };
        let dropped = before.saturating_sub(self.policy.rules.len());
        if let Some(pack) = self.policy.packs.get_mut(pack) {
            pack.rules = pack.rules.saturating_sub(dropped);
            let because = Some(because.text.clone());
            pack.dropped.push(Changed { rule: id, because, at: item.at });
        }
    }
}

/// Whether an id is that of a pack's rule. A pack's name may begin with another's.
pub(super) fn is_of(id: &str, pack: &str) -> bool {
    id.strip_prefix(pack).is_some_and(|rest| rest.starts_with('/'))
}

fn can_be_set<'n>(params: impl Iterator<Item = &'n str>) -> String {
    let params: Vec<&str> = params.collect();
    match params.is_empty() {
        true => "the pack has no parameter that can be set".into(),
        false => format!("what can be set is {}", listed(params, 10)),
    }
}
