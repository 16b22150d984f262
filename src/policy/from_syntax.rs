//! The passes in their order: gather definitions, check each once, then resolve statement by statement.

use std::collections::BTreeMap;

use super::core::{
    Assumed, Assumption, Back, Check, Condition, Cure, Each, Guard, Obligation, Period, Policy, Rule,
};
use super::identity::{self, Ids};
use super::packs::Used;
use super::qualifiers::because;
use super::resolver::Resolver;
use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, closest, kinds, listed};
use crate::source::Span;
use crate::syntax::{self, EachHead, Item, Set, Statement, StatementKind, SyntaxTree};
use crate::vocabulary::{LevelId, Moments, Schema};

/// Resolves the names and types of the trees' statements. A statement with an error is absent from the policy, and
/// its error is told once.
pub fn resolve(trees: &[SyntaxTree], schema: &Schema) -> Outcome<Policy> {
    resolve_with(trees, &[], schema)
}

/// The same for a policy and the packs that it uses. The rules of a pack bear its name, and its definitions are its own.
pub fn resolve_with(trees: &[SyntaxTree], packs: &[Used<'_>], schema: &Schema) -> Outcome<Policy> {
    let mut diagnostics = Diagnostics::new();
    let all = packs.iter().flat_map(|used| &used.pack.trees).chain(trees);
    let fiscal_end = fiscal_end(all, &mut diagnostics);
    let mut policy = Policy { fiscal_end, ..Policy::default() };
    let Some(plan) = schema.level_ids().next() else { return Outcome { value: policy, diagnostics } };
    let mut writer = Writer {
        ids: Ids::default(),
        names: BTreeMap::new(),
        headers: Vec::new(),
        policy: &mut policy,
        plan,
        pack: None,
        changed: BTreeMap::new(),
    };
    // Packs before the policy, which may replace and drop their rules.
    for used in packs {
        let view = super::packs::view(used, trees, packs, schema);
        let mut resolver = Resolver::new(&used.pack.trees, &view, fiscal_end);
        writer.pack(&mut resolver, used);
        diagnostics.extend(resolver.diagnostics);
    }
    let mut resolver = Resolver::new(trees, schema, fiscal_end);
    resolver.check_definitions();
    for tree in trees {
        let top = Context::default();
        writer.items(&mut resolver, &tree.items, &top);
    }
    diagnostics.extend(resolver.diagnostics);
    super::history::only_breaches_are_cured(writer.policy, &mut diagnostics);
    // After all rules, so that a waiver may stand before the rule that it is for, and in another file.
    let mut resolver = Resolver::new(&[], schema, fiscal_end);
    for tree in trees {
        writer.waivers(&mut resolver, &tree.items, &[]);
    }
    diagnostics.extend(resolver.diagnostics);
    Outcome { value: policy, diagnostics }
}

/// The month with which the plan's fiscal year ends. It is said once.
fn fiscal_end<'t>(trees: impl Iterator<Item = &'t SyntaxTree>, diagnostics: &mut Diagnostics) -> Option<u8> {
    let mut said = Vec::new();
    trees.for_each(|tree| fiscal_ends(&tree.items, &mut said));
    let &(first, first_at) = said.first()?;
    for &(_, at) in said.iter().filter(|(ends, _)| *ends != first) {
        diagnostics.push(
            Diagnostic::new(&kinds::FISCAL_YEAR, at, "the fiscal year ends with another month elsewhere")
                .also(first_at, "the first, which is used")
                .help("take one of them out"),
        );
    }
    Some(first)
}

fn fiscal_ends(items: &[Item], said: &mut Vec<(u8, Span)>) {
    for item in items {
        match item {
            Item::Section(section) => fiscal_ends(&section.items, said),
            Item::FiscalYear { ends, at } => said.push((*ends, *at)),
            _ => {}
        }
    }
}

/// What stands around a statement.
#[derive(Clone, Default)]
pub(super) struct Context {
    /// `selection/` within a section, `acme.alternatives/` within a pack.
    pub(super) prefix: String,
    pub(super) obligation: Option<Obligation>,
    pub(super) period: Period,
    pub(super) cites: Vec<String>,
    pub(super) scope: Vec<Each>,
    pub(super) guards: Vec<Guard>,
    /// What stands innermost counts: a statement that says when it is tested is not tested at other times.
    pub(super) moments: Moments,
    /// The scope as a part of ids: `each-option/`.
    scope_words: String,
    /// How many failures among how many periods are let pass, and where the policy says so.
    pub(super) tolerance: Option<(u32, Back, Span)>,
    pub(super) cure: Option<Cure>,
}

impl Context {
    /// Where ids begin with this.
    pub(super) fn under(prefix: String) -> Self {
        Context { prefix, ..Context::default() }
    }

    /// From here on, nothing is asserted of a thing at hand for which the condition does not hold.
    pub(super) fn guard(&mut self, level: LevelId, condition: Condition) {
        self.guards.push(Guard { level, steps: self.scope.len(), condition });
    }
}

/// The statement that may say `must`, `should` or `watch` for itself, as it stands in no rule and no block.
type Outermost<'t> = Option<&'t Statement>;

pub(super) struct Writer<'p> {
    ids: Ids,
    /// Named rules, with their places.
    pub(super) names: BTreeMap<String, Span>,
    /// Where policies say their titles.
    headers: Vec<Span>,
    pub(super) policy: &'p mut Policy,
    pub(super) plan: LevelId,
    /// The pack of which the statements are being resolved.
    pub(super) pack: Option<String>,
    /// Rules of packs that the policy replaces or drops, with the places where it does.
    pub(super) changed: BTreeMap<String, Span>,
}

impl<'t> Writer<'_> {
    pub(super) fn items(&mut self, resolver: &mut Resolver<'t>, items: &'t [Item], around: &Context) {
        for item in items {
            if self.pack.is_some() && super::packs::is_not_for_packs(&mut resolver.diagnostics, item) {
                continue;
            }
            match item {
                // The policy's own title counts.
                Item::Header { .. } if self.pack.is_some() => {}
                Item::Header { title, about, adopted, at } => {
                    self.one_header(resolver, *at);
                    self.policy.title.get_or_insert_with(|| title.text.clone());
                    self.policy.about =
                        self.policy.about.take().or(about.as_ref().map(|about| about.text.clone()));
                    self.policy.adopted = self.policy.adopted.or(*adopted);
                }
                Item::Language { version } => language(resolver, version),
                Item::Section(section) => {
                    let mut context = around.clone();
                    context.prefix = format!("{}{}/", around.prefix, identity::heading(&section.title.text));
                    if self.qualify(resolver, &mut context, &section.qualifiers).is_some() {
                        self.items(resolver, &section.items, &context);
                    }
                }
                Item::WatchList(list) => self.watch_list(resolver, list, around),
                Item::Replace(rule) => self.replace(resolver, rule, around),
                Item::Drop(item) => {
                    if self.holds_always(resolver, around, item.at, "a rule is dropped for good") {
                        self.drop_rule(resolver, item);
                    }
                }
                Item::Rule(rule) => self.rule(resolver, rule, around),
                Item::Statement(statement) => self.unnamed(resolver, statement, around),
                Item::Assume(assume) => {
                    if let Some(assumption) = self.assumption(resolver, assume, around) {
                        self.policy.assumptions.push(assumption);
                    }
                }
                // Definitions were gathered before, and so was what is used; tests are tried by another room.
                Item::Let(_)
                | Item::Use(_)
                | Item::FiscalYear { .. }
                | Item::Param(_)
                | Item::Table(_)
                | Item::Level(_)
                | Item::Class(_)
                | Item::Fact(_)
                | Item::Waive(_)
                | Item::Test(_) => {}
            }
        }
    }

    /// A file has one heading; two files of one policy may each have theirs.
    fn one_header(&mut self, resolver: &mut Resolver<'t>, at: Span) {
        if let Some(first) = self.headers.iter().find(|first| first.source == at.source) {
            resolver.diagnostics.push(
                Diagnostic::new(&kinds::DUPLICATE_NAME, at, "the policy has a second heading")
                    .also(*first, "the first, which is used")
                    .help("take one of them out, or give the second policy a file of its own"),
            );
        }
        self.headers.push(at);
    }

    fn rule(&mut self, resolver: &mut Resolver<'t>, rule: &'t syntax::Rule, around: &Context) {
        let id = format!("{}{}", around.prefix, rule.name.word);
        self.named(resolver, &id, rule.name.at);
        self.rule_called(resolver, id, rule, around);
    }

    pub(super) fn rule_called(
        &mut self,
        resolver: &mut Resolver<'t>,
        id: String,
        rule: &'t syntax::Rule,
        around: &Context,
    ) {
        let mut context = around.clone();
        context.obligation = rule.obligation.map(core_obligation);
        if self.qualify(resolver, &mut context, &rule.qualifiers).is_none() {
            return;
        }
        let mut checks = Vec::new();
        for statement in &rule.body {
            self.statement(resolver, statement, &context, None, &mut checks);
        }
        let several = checks.len() > 1;
        for check in &mut checks {
            let own = identity::tested(&check.id, &check.moments, &context.moments);
            check.id = if several { self.ids.unique(format!("{id}/{own}")) } else { id.clone() };
        }
        let mut cites = context.cites;
        for cited in checks.iter().flat_map(|check| &check.cites) {
            if !cites.contains(cited) {
                cites.push(cited.clone());
            }
        }
        self.policy.rules.push(Rule {
            id,
            text: rule.text.as_ref().map(|text| text.text.clone()),
            cites,
            obligation: context.obligation.unwrap_or(Obligation::Must),
            period: context.period,
            at: rule.at,
            checks,
        });
    }

    /// A rule of one statement that the policy does not write out.
    pub(super) fn implied(
        &mut self,
        resolver: &mut Resolver<'t>,
        id: String,
        text: Option<String>,
        context: Context,
        assertion: Condition,
    ) {
        let at = assertion.at;
        self.named(resolver, &id, at);
        let Context { scope, guards, period, moments, cites, obligation, .. } = context;
        let (own, cure) = (cites.clone(), None);
        let check = Check { id: id.clone(), at, scope, guards, assertion, cites: own, period, moments, cure };
        let obligation = obligation.unwrap_or(Obligation::Must);
        self.policy.rules.push(Rule { id, text, cites, obligation, period, at, checks: vec![check] });
    }

    fn named(&mut self, resolver: &mut Resolver<'t>, id: &str, at: Span) {
        if let Some(first) = self.names.get(id) {
            let message = format!("there are two rules `{id}`");
            resolver.diagnostics.push(
                Diagnostic::new(&kinds::DUPLICATE_NAME, at, message)
                    .label("the second")
                    .also(*first, "the first")
                    .help("give one of them another name; both are checked under the same one until then"),
            );
        }
        self.names.insert(id.to_string(), at);
    }

    fn unnamed(&mut self, resolver: &mut Resolver<'t>, statement: &'t Statement, around: &Context) {
        let mut checks = Vec::new();
        self.statement(resolver, statement, around, Some(statement), &mut checks);
        for mut check in checks {
            let own = identity::tested(&check.id, &check.moments, &around.moments);
            check.id = self.ids.unique(format!("{}{own}", around.prefix));
            let obligation = statement.obligation.map(core_obligation).unwrap_or(Obligation::Must);
            self.policy.rules.push(Rule {
                id: check.id.clone(),
                text: None,
                cites: check.cites.clone(),
                obligation,
                period: around.period,
                at: check.at,
                checks: vec![check],
            });
        }
    }

    /// The checks of a statement; blocks have several. A check's id is its scope and measure for now.
    fn statement(
        &mut self,
        resolver: &mut Resolver<'t>,
        statement: &'t Statement,
        around: &Context,
        outermost: Outermost<'t>,
        checks: &mut Vec<Check>,
    ) {
        let mut context = around.clone();
        if statement.obligation.is_some()
            && !outermost.is_some_and(|outermost| std::ptr::eq(statement, outermost))
        {
            resolver.diagnostics.push(
                Diagnostic::new(
                    &kinds::SYNTAX,
                    statement.at,
                    "`must`, `should` and `watch` stand before the rule",
                )
                .help("write the word before `rule`, or give this statement a rule of its own"),
            );
            return;
        }
        let level = around.scope.last().map_or(self.plan, |each| each.level);
        resolver.stand(&around.scope);
        match &statement.kind {
            StatementKind::Each { head, body } => {
                if self.qualify(resolver, &mut context, &statement.qualifiers).is_none() {
                    return;
                }
                let Some(each) = self.each(resolver, head, &context) else { return };
                context.scope_words = format!("{}each-{}/", context.scope_words, head.level.word);
                context.scope.push(each);
                for inner in body {
                    self.statement(resolver, inner, &context, None, checks);
                }
            }
            StatementKind::If { condition, then, otherwise } => {
                if self.qualify(resolver, &mut context, &statement.qualifiers).is_none() {
                    return;
                }
                let Some(condition) = resolver.condition(condition, level) else { return };
                let mut contrary = context.clone();
                contrary.guard(level, Condition::fails(condition.clone()));
                context.guard(level, condition);
                let (mut held, mut failed) = (Vec::new(), Vec::new());
                for inner in then {
                    self.statement(resolver, inner, &context, None, &mut held);
                }
                for inner in otherwise {
                    self.statement(resolver, inner, &contrary, None, &mut failed);
                }
                checks.extend(super::blocks::joined(held, failed, context.guards.len(), statement.at));
            }
            StatementKind::Assert(expression) => {
                if self.qualify(resolver, &mut context, &statement.qualifiers).is_none() {
                    return;
                }
                let Some(assertion) = resolver.condition(expression, level) else { return };
                super::limits::idle(&assertion, resolver.schema, &mut resolver.diagnostics);
                checks.push(check(statement, context, assertion.asserted()));
            }
            StatementKind::Requires { subject, needs } => {
                let Some(inner) = self.entered(resolver, &mut context, subject, level) else { return };
                if self.qualify(resolver, &mut context, &statement.qualifiers).is_none() {
                    return;
                }
                let needs: Option<Vec<Condition>> =
                    needs.iter().map(|need| resolver.condition(need, inner)).collect();
                let Some(assertion) = needs.and_then(|needs| Condition::all(needs, statement.at)) else {
                    return;
                };
                super::limits::idle(&assertion, resolver.schema, &mut resolver.diagnostics);
                checks.push(check(statement, context, assertion.asserted()));
            }
            StatementKind::Prohibited { subject } => {
                let Some(assertion) = self.absent(resolver, &mut context, subject, level) else { return };
                if self.qualify(resolver, &mut context, &statement.qualifiers).is_none() {
                    return;
                }
                checks.push(check(statement, context, assertion));
            }
        }
    }

    /// Things one after the other, or groups of things.
    pub(super) fn each(
        &mut self,
        resolver: &mut Resolver<'t>,
        head: &'t EachHead,
        context: &Context,
    ) -> Option<Each> {
        let (name, filter, except, at) = (&head.level, head.filter.as_ref(), head.except.as_ref(), head.at);
        if let Some(of) = &head.of {
            let level = context.scope.last().map_or(self.plan, |each| each.level);
            let each = resolver.groups(name, of, filter, except, at, level)?.each();
            return self.is_below(resolver, &each, of.name.at, context).then_some(each);
        }
        let schema = resolver.schema;
        let Some(level) = schema.level_called(&name.word) else {
            if resolver.definitions.is_undefined(&name.word) {
                return None;
            }
            let names: Vec<String> =
                schema.level_ids().skip(1).map(|id| schema.level(id).name.clone()).collect();
            let known = names.iter().map(String::as_str);
            let diagnostic = super::words::unknown(name, "level", closest(&name.word, known.clone()))
                .help(format!("`each` is followed by {}", listed(known, 5)));
            return resolver.refuse(diagnostic);
        };
        let all = Each { level, group: None, filter: None, at };
        if !self.is_below(resolver, &all, name.at, context) {
            return None;
        }
        let mut conditions = Vec::new();
        let outer = context.scope.last().map_or(self.plan, |each| each.level);
        if let Some(filter) = filter {
            conditions
                .push(resolver.among((level, false), outer, |resolver| resolver.condition(filter, level))?);
        }
        if let Some(except) = except {
            conditions
                .push(resolver.among((level, false), outer, |resolver| resolver.except(except, level, at))?);
        }
        Some(Each { filter: Condition::all(conditions, at), ..all })
    }

    /// Whether the things are parts of the thing at hand; those of a group are of its own level.
    fn is_below(&self, resolver: &mut Resolver<'t>, each: &Each, at: Span, context: &Context) -> bool {
        let schema = resolver.schema;
        let within = context.scope.last();
        let level = within.map_or(self.plan, |within| within.level);
        let of_group = level == each.level && within.is_some_and(|within| within.group.is_some());
        let is_below = of_group || (schema.holds(level, each.level));
        if !is_below {
            let here = &schema.level(level).name;
            let message = format!("the {here} has no {}", schema.level(each.level).plural());
            resolver.diagnostics.push(Diagnostic::new(&kinds::WRONG_LEVEL, at, message));
        }
        is_below
    }

    /// Enters the scope of who has to do something, and answers its level.
    fn entered(
        &mut self,
        resolver: &mut Resolver<'t>,
        context: &mut Context,
        subject: &'t Set,
        level: LevelId,
    ) -> Option<LevelId> {
        let bare = subject.filter.is_none() && subject.except.is_none();
        // `plan requires …` of the plan, and `option requires …` within `each option`.
        if bare && subject.name.word == resolver.schema.level(level).name {
            return Some(level);
        }
        if let (Some(class), true) = (resolver.schema.class_named(&subject.name.word), bare) {
            // Within an option or a holding, the subject is the thing at hand; elsewhere, each option.
            if level != self.plan {
                let condition = resolver.holds_some(class, level, subject.at);
                context.guard(level, condition);
                return Some(level);
            }
            let option = resolver.schema.child_of(self.plan)?;
            let filter = Some(resolver.holds_some(class, option, subject.at));
            context.scope.push(Each { level: option, group: None, filter, at: subject.at });
            return Some(option);
        }
        if let (Some(_), false) = (resolver.schema.class_named(&subject.name.word), bare) {
            let message = "an asset class cannot be filtered here";
            let help = format!("write `options where {} > 0% and …`", subject.name.word);
            return resolver.refuse(Diagnostic::new(&kinds::CLASS_NOT_FACT, subject.at, message).help(help));
        }
        let each = resolver.over(subject, level)?.each();
        let of = each.level;
        if of != level || each.group.is_some() {
            if !self.is_below(resolver, &each, subject.at, context) {
                return None;
            }
            context.scope.push(each);
        } else if let Some(condition) = each.filter {
            context.guard(level, condition);
        }
        Some(of)
    }

    /// `subject prohibited`: of a class, each option holds nothing; of things, there is none.
    fn absent(
        &mut self,
        resolver: &mut Resolver<'t>,
        context: &mut Context,
        subject: &'t Set,
        level: LevelId,
    ) -> Option<Condition> {
        let bare = subject.filter.is_none() && subject.except.is_none();
        let option = resolver.schema.child_of(self.plan)?;
        if let (Some(class), true) = (resolver.schema.class_named(&subject.name.word), bare) {
            let of = if level == self.plan { option } else { level };
            if level == self.plan {
                context.scope.push(Each { level: of, group: None, filter: None, at: subject.at });
            }
            return Some(Condition::not(resolver.holds_some(class, of, subject.at)));
        }
        let Each { level: of, group, filter, at } = resolver.over(subject, level)?.each();
        if of != level || group.is_some() {
            let each = Each { level: of, group, filter: None, at };
            if !self.is_below(resolver, &each, subject.at, context) {
                return None;
            }
            context.scope.push(each);
        }
        match filter {
            Some(filter) => Some(Condition::not(filter)),
            None => {
                let message = "this prohibits everything";
                let help = "say which: `options where vehicle is brokerage_window prohibited`";
                resolver.refuse(Diagnostic::new(&kinds::SYNTAX, subject.at, message).help(help))
            }
        }
    }

    fn assumption(
        &mut self,
        resolver: &mut Resolver<'t>,
        assume: &'t syntax::Assume,
        around: &Context,
    ) -> Option<Assumption> {
        let holds_no: Option<Vec<_>> = assume.holds_no.iter().map(|name| resolver.class(name)).collect();
        let holds_no = holds_no?;
        let option = resolver.schema.child_of(self.plan)?;
        let whose = match &assume.whose {
            None => Assumed::Unclassified,
            Some(set) => {
                let Each { level, group, filter, .. } = resolver.over(set, self.plan)?.each();
                if level != option || group.is_some() {
                    let message = "an assumption is about options, or about everything `unclassified`";
                    return resolver.refuse(Diagnostic::new(&kinds::WRONG_LEVEL, set.at, message));
                }
                let everything = Condition { kind: super::ConditionKind::All(Vec::new()), at: set.at };
                Assumed::Options(Box::new(filter.unwrap_or(everything)))
            }
        };
        let mut context = Context { period: around.period, ..Context::default() };
        self.qualify(resolver, &mut context, &assume.qualifiers)?;
        self.unconditional(resolver, &assume.qualifiers)?;
        let what = "an assumption holds whatever is being done, and under no condition";
        if !self.holds_always(
            resolver,
            &Context { period: Period::default(), ..around.clone() },
            assume.at,
            what,
        ) {
            return None;
        }
        let Some(because) = because(&assume.qualifiers) else {
            return resolver.refuse(
                Diagnostic::new(&kinds::SYNTAX, assume.at, "this assumption does not say why it is accepted")
                    .label("no reason")
                    .help(
                        "add the evidence that the committee saw: `because \"prospectus review 2026-08-12\"`",
                    ),
            );
        };
        Some(Assumption { whose, holds_no, because, period: context.period, at: assume.at })
    }
}

fn check(statement: &Statement, context: Context, assertion: Condition) -> Check {
    let id = format!("{}{}", context.scope_words, identity::measure(statement));
    let Context { scope, guards, cites, period, moments, tolerance, cure, .. } = context;
    let assertion = match tolerance {
        Some((most, of, at)) => super::history::tolerated(assertion, most, of, at),
        None => assertion,
    };
    Check { id, at: statement.at, scope, guards, assertion, cites, period, moments, cure }
}

fn language(resolver: &mut Resolver<'_>, version: &syntax::Literal) {
    if version.value != crate::vocabulary::Value::Number(crate::vocabulary::Exact::one()) {
        resolver.diagnostics.push(
            Diagnostic::new(
                &kinds::LANGUAGE_VERSION,
                version.at,
                "this version of planlint reads language 1 only",
            )
            .help("install a later version of planlint, or write the policy in language 1"),
        );
    }
}

fn core_obligation(obligation: syntax::Obligation) -> Obligation {
    match obligation {
        syntax::Obligation::Must => Obligation::Must,
        syntax::Obligation::Should => Obligation::Should,
        syntax::Obligation::Watch => Obligation::Watch,
    }
}
