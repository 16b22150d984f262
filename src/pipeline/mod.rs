//! The pipeline: the whole staircase in one file.
//!
//! in       [`Inputs`]: texts handed over by a door, and the day
//! out      a [`Report`]: the verdicts, the messages, and what was read
//! always   the same inputs give the same report, in whatever order they come; nothing checked is an error
//! never    files, clocks, terminals

mod accepted;
mod book;
mod changes;
mod definitions;
mod names;
mod outcomes;
mod packs;
mod summary;
mod tally;
mod trial;

pub use accepted::Acceptance;
pub use changes::{Change, Changes, Kind, Reworded, Verb, compare};
pub use names::{ComparedNames, compare_names};
pub use outcomes::{Benches, BothReaders, Comparing, Outcomes, PlanChange, PlanRead, Turn};
pub use packs::settle;
pub use summary::Summary;

use std::collections::{BTreeMap, BTreeSet};

pub use book::{Bench, BookReader, LONGEST_LINE, Line, LineFault, MenuOfBook, MenuRead};
pub use tally::{BookReport, Example, Gap, Grave, Read, RuleCount, Tally, Told};
pub use trial::{Trial, explain, try_cases};

use jiff::civil::Date;

use crate::baseline::Statements;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, kinds};
use crate::inputs::{Encoding, InputFile, InputRecord};
use crate::menu::{self, Alias, Classes, Joining, Menu, Profile, ReadWith};
use crate::packs::Packs;
use crate::policy::{self, Check, Obligation, PackUse, Period, Policy};
use crate::settings::{self, OnUnknown, Settings};
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax::{self, SyntaxTree};
use crate::verdict::{self, Grant, Outcome, Said, Verdict};
use crate::vocabulary::{Moments, Schema, tested_words};

/// Everything that a check depends on.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The day.
    pub as_of: Date,
    /// What is being done on this day with everything on the menus: rules that are tested then are tested.
    pub moments: Moments,
    /// What an undecided `must` comes to.
    pub on_unknown: OnUnknown,
    /// The policies.
    pub policies: Vec<InputFile>,
    /// The menus, each with the profile that reads it, if one was asked for.
    pub menus: Vec<(InputFile, Option<String>)>,
    /// Older menus, which are not checked but looked back at.
    pub history: Vec<(InputFile, Option<String>)>,
    /// Files that say more of the options of the menus.
    pub with: Vec<Further>,
    /// Tables of identifiers, by which those are joined.
    pub identifiers: Vec<InputFile>,
    /// Other names of options.
    pub aliases: Vec<Alias>,
    /// The classes of what is held, by lists for all files.
    pub classify: Classes,
    /// The profiles by which foreign menus are read.
    pub profiles: Vec<(String, Profile)>,
    /// The packs that the policies may use.
    pub packs: Packs,
    /// What a door has found wrong with the settings.
    pub diagnostics: Diagnostics,
    settings: Option<SourceId>,
    sources: SourceMap,
    records: Vec<InputRecord>,
}

/// A file that says more of the options of the menus.
#[derive(Clone, Debug)]
pub struct Further {
    /// The file.
    pub file: InputFile,
    /// The profile that reads it, if one was asked for.
    pub profile: Option<String>,
    /// The facts that it governs, where others say otherwise.
    pub governs: Vec<String>,
}

/// What came of a check.
#[derive(Debug)]
pub struct Report {
    /// The day.
    pub as_of: Date,
    /// What an undecided `must` came to.
    pub on_unknown: OnUnknown,
    /// As the policy calls itself.
    pub title: Option<String>,
    /// What was read, by path.
    pub inputs: Vec<InputRecord>,
    /// The menus that were checked, by path.
    pub menus: Vec<CheckedMenu>,
    /// One for each statement and each thing that it is about: by menu, then as the policy has them, then as the
    /// menu has them.
    pub verdicts: Vec<Verdict>,
    /// What is wrong with the texts, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// The packs that the policy uses, and what it says otherwise than they do.
    pub packs: Vec<PackUse>,
    /// What the sponsor accepts without data.
    pub assumptions: Vec<Assumed>,
    /// What the committee lets stand for a while.
    pub waivers: Vec<Grant>,
    /// The baseline, if one was held against the verdicts.
    pub baseline: Option<Acceptance>,
    /// What names the statements from one check to the next.
    pub statements: Statements,
    /// Statements that are not in force on the day.
    pub dormant: Vec<Dormant>,
    /// Statements in force that are tested at moments of which this is none.
    pub untested: Vec<Untested>,
    /// The names of levels, facts and classes.
    pub schema: Schema,
    /// The texts.
    pub sources: SourceMap,
}

/// A menu that was checked.
#[derive(Clone, Debug)]
pub struct CheckedMenu {
    /// Its text.
    pub source: SourceId,
    /// The name of the plan.
    pub plan: String,
    /// Its id: as the menu gives it, else its name.
    pub plan_id: String,
    /// The day that it describes, where it says so.
    pub as_of: Option<Date>,
    /// What is being done with all of it, as the run or the menu says.
    pub moments: Moments,
    /// How many options it has.
    pub options: usize,
}

/// An assumption of the policy, and how much rests on it.
#[derive(Clone, Debug)]
pub struct Assumed {
    /// Where it stands.
    pub at: Span,
    /// Why the sponsor accepts it.
    pub because: String,
    /// When it is in force.
    pub period: Period,
    /// How many verdicts would be unknown without it.
    pub verdicts: usize,
}

/// A statement that is not in force on the day.
#[derive(Clone, Debug)]
pub struct Dormant {
    /// Its id.
    pub rule: String,
    /// Where it stands.
    pub at: Span,
    /// When it is in force.
    pub period: Period,
}

/// A statement that is tested at other moments than this.
#[derive(Clone, Debug)]
pub struct Untested {
    /// Its id.
    pub rule: String,
    /// Where it stands.
    pub at: Span,
    /// When it is tested.
    pub moments: Moments,
}

/// A step of a long check, for a door that shows progress.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Menus that are done.
    pub done: usize,
    /// All menus.
    pub of: usize,
}

impl Inputs {
    /// Nothing yet.
    pub fn new(as_of: Date) -> Self {
        Inputs {
            as_of,
            moments: Moments::new(),
            on_unknown: OnUnknown::default(),
            policies: Vec::new(),
            menus: Vec::new(),
            history: Vec::new(),
            with: Vec::new(),
            identifiers: Vec::new(),
            aliases: Vec::new(),
            classify: Classes::default(),
            profiles: Vec::new(),
            packs: Packs::default(),
            diagnostics: Diagnostics::new(),
            settings: None,
            sources: SourceMap::new(),
            records: Vec::new(),
        }
    }

    /// Takes `planlint.toml` in. Its profiles and its word on unknowns hold from here on; the files that it lists
    /// are in the answer, for the door to find.
    pub fn read_settings(&mut self, file: InputFile) -> Settings {
        self.records.push(file.record());
        let (id, mut settings) = self.settings_of(file);
        self.settings = id.or(self.settings);
        self.on_unknown = settings.unknown.unwrap_or_default();
        self.profiles = std::mem::take(&mut settings.profiles);
        self.packs.own = settings.pack.clone().filter(|_| settings.policies.is_empty());
        self.aliases = std::mem::take(&mut settings.aliases);
        self.classify = std::mem::take(&mut settings.classify);
        settings
    }

    /// The files that were handed over, but for the settings, the lock and the packs.
    pub fn files(&self) -> impl Iterator<Item = &InputFile> {
        let menus = self.menus.iter().chain(&self.history).map(|(file, _)| file);
        let further = self.with.iter().map(|further| &further.file);
        self.policies.iter().chain(menus).chain(further).chain(&self.identifiers)
    }

    /// What a `planlint.toml` says, be it that of the project or of a pack.
    fn settings_of(&mut self, file: InputFile) -> (Option<SourceId>, Settings) {
        // A project without settings is a project that lists nothing: that is reported when nothing is checked.
        let id = file.admit(&mut self.sources, &mut self.diagnostics);
        let Some(source) = id.and_then(|id| self.sources.get(id)) else { return (None, Settings::default()) };
        (id, self.diagnostics.take(settings::read(source)))
    }

    /// Reports something listed in the settings that leads nowhere.
    pub fn leads_nowhere(&mut self, listed: &settings::Listed, why: &str, help: &str) {
        let message = format!("`{}` {why}", listed.path);
        self.diagnostics.push(Diagnostic::new(&kinds::SETTINGS, listed.at, message).help(help));
    }
}

/// Checks menus against policies.
pub fn check(inputs: Inputs, on_step: &mut dyn FnMut(Step)) -> Report {
    let Inputs {
        as_of,
        moments,
        on_unknown,
        policies,
        mut menus,
        mut history,
        mut with,
        identifiers,
        aliases,
        classify,
        mut profiles,
        packs,
        diagnostics,
        settings,
        sources,
        records,
    } = inputs;
    // Sorted first of all: the order in which files come decides nothing.
    menus.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    history.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
    with.sort_by(|a, b| a.file.name.cmp(&b.file.name));
    profiles.sort_by(|(a, _), (b, _)| a.cmp(b));

    let mut run = Run { sources, diagnostics, records };
    let given = Given { policies: policies.len(), menus: menus.len() };

    let policies = run.admit_all(policies);
    let mut admit = |files: Vec<(InputFile, Option<String>)>| -> Vec<(SourceId, Option<String>)> {
        let admitted = |(file, profile): (InputFile, Option<String>)| {
            Some((run.admit_menu(file, profile.as_deref(), &profiles)?, profile))
        };
        files.into_iter().filter_map(admitted).collect()
    };
    let (menus, history) = (admit(menus), admit(history));
    let with: Vec<(SourceId, Option<String>, Vec<String>)> = with
        .into_iter()
        .filter_map(|Further { file, profile, governs }| {
            Some((run.admit_menu(file, profile.as_deref(), &profiles)?, profile, governs))
        })
        .collect();
    let identifiers = run.admit_all(identifiers);

    let Understood { policy, schema, .. } = run.understand(&policies, &packs);
    let dormant = dormant(&policy, as_of);
    run.check_settings(&profiles, &classify, &schema, settings);

    // Menus: as offered, then as found. Those of one plan on earlier days are the history of the later ones.
    let reading = ReadWith { profiles: &profiles, classify: &classify, schema: &schema, today: as_of };
    let mut joining = run.diagnostics.take(reading.joining(&run.sources, &with, &identifiers, aliases));
    let mut menus = run.menus(&menus, &mut joining, &reading);
    menus.iter_mut().for_each(|menu| menu.plan.moments.extend(&moments));
    let past = run.menus(&history, &mut joining, &reading);
    run.diagnostics.extend(joining.unused(&menus, &schema));
    for menu in &menus {
        run.diagnostics.extend(joining.review(menu, &schema, as_of));
        menu::ahead_of(menu, as_of).into_iter().for_each(|told| run.diagnostics.push(told));
    }
    let mut of_plan: BTreeMap<&str, Vec<&Menu>> = BTreeMap::new();
    for menu in menus.iter().chain(&past) {
        of_plan.entry(&menu.plan.id).or_default().push(menu);
    }
    let mut checked = Vec::new();
    let mut verdicts = Vec::new();
    let mut untested = untested(&policy, as_of);
    for (done, menu) in menus.iter().enumerate() {
        on_step(Step { done, of: menus.len() });
        let of_plan = of_plan.get(menu.plan.id.as_str()).into_iter().flatten();
        let older: Vec<Menu> =
            of_plan.filter(|other| is_earlier(other, menu)).map(|older| Menu::clone(older)).collect();
        let with_history;
        let menu = match older.is_empty() {
            true => menu,
            false => {
                with_history = run.diagnostics.take(menu::with_history(menu.clone(), older, &schema));
                &with_history
            }
        };
        verdicts.extend(run.diagnostics.take(verdict::evaluate(&policy, &schema, menu, as_of)));
        let said = Said::of(menu);
        untested.retain(|(check, _)| !said.tests(check, &schema, as_of));
        checked.push(CheckedMenu {
            source: menu.source,
            plan: menu.plan.name.clone(),
            plan_id: menu.plan.id.clone(),
            as_of: menu.as_of,
            moments: menu.plan.moments.clone(),
            options: menu.plan.parts().len(),
        });
    }
    unused_history(&mut run.diagnostics, &menus, &past);
    // Places alone tell most verdicts apart; names are looked at where they do not.
    verdicts.sort_by(|a, b| {
        let place = |verdict: &Verdict| (verdict.menu, verdict.policy_at);
        place(a)
            .cmp(&place(b))
            .then_with(|| a.rule.cmp(&b.rule))
            .then_with(|| a.subject.at.cmp(&b.subject.at))
            .then_with(|| a.subject.cmp(&b.subject))
    });

    let untested: Vec<Untested> = untested.into_iter().map(|(_, statement)| statement).collect();
    let assumptions = assumptions(&policy, &verdicts);
    let statements = Statements::of(&policy, &schema);
    let (waivers, told) = verdict::review(&policy, &verdicts, as_of);
    run.diagnostics.extend(told);
    let mut diagnostics = run.diagnostics;
    nothing_checked(&mut diagnostics, &given, &policy, &checked, &verdicts, &untested, as_of);
    run.records.sort();
    Report {
        as_of,
        on_unknown,
        title: policy.title,
        inputs: run.records,
        menus: checked,
        verdicts,
        diagnostics: diagnostics.sorted(),
        packs: policy.packs,
        assumptions,
        waivers,
        baseline: None,
        statements,
        dormant,
        untested,
        schema,
        sources: run.sources,
    }
}

/// What the steps share.
struct Run {
    sources: SourceMap,
    diagnostics: Diagnostics,
    records: Vec<InputRecord>,
}

impl Run {
    /// Several, by name: the order in which they come decides nothing.
    fn admit_all(&mut self, mut files: Vec<InputFile>) -> Vec<SourceId> {
        files.sort_by(|a, b| a.name.cmp(&b.name));
        files.into_iter().filter_map(|file| self.admit(file)).collect()
    }

    /// Profiles and lists of classes, as the settings have them, say what the vocabulary has.
    fn check_settings(
        &mut self,
        profiles: &[(String, Profile)],
        classify: &Classes,
        schema: &Schema,
        settings: Option<SourceId>,
    ) {
        if let Some(settings) = settings {
            let faults = profiles.iter().map(|(name, profile)| profile.check(name, schema, settings));
            faults.for_each(|faults| self.diagnostics.extend(faults));
        }
        self.diagnostics.extend(classify.check(schema));
    }

    fn admit(&mut self, file: InputFile) -> Option<SourceId> {
        self.records.push(file.record());
        file.admit(&mut self.sources, &mut self.diagnostics)
    }

    /// A menu, in the encoding that its profile declares.
    fn admit_menu(
        &mut self,
        file: InputFile,
        profile: Option<&str>,
        profiles: &[(String, Profile)],
    ) -> Option<SourceId> {
        self.records.push(file.record());
        let profile = profiles.iter().find(|(name, _)| Some(name.as_str()) == profile);
        let encoding = profile.and_then(|(_, profile)| Encoding::named(profile.encoding()?));
        file.admit_as(encoding, &mut self.sources, &mut self.diagnostics)
    }

    /// Menus as offered. What a file that could not be read does not offer is not what the plan does not offer.
    fn menus(
        &mut self,
        files: &[(SourceId, Option<String>)],
        joining: &mut Joining,
        reading: &ReadWith<'_>,
    ) -> Vec<Menu> {
        let mut menus = Vec::new();
        for (id, profile) in files {
            let Some(source) = self.sources.get(*id) else { continue };
            let outcome = reading.part(source, profile.as_deref());
            let unreadable = outcome.diagnostics.has_errors() && outcome.value.says_nothing();
            let part = self.diagnostics.take(outcome);
            if !unreadable {
                let joined = joining.join(part, source, reading.schema, reading.today);
                menus.push(self.diagnostics.take(joined));
            }
        }
        menus
    }

    /// Policies: as written, then as meant.
    /// Nothing is said in the name of packs that are not what somebody looked at.
    fn understand(&mut self, policies: &[SourceId], packs: &Packs) -> Understood {
        let policies = if self.settled(packs) { policies } else { &[] };
        let trees: Vec<SyntaxTree> = policies
            .iter()
            .filter_map(|id| Some(self.diagnostics.take(syntax::parse(self.sources.get(*id)?))))
            .collect();
        let builtin = policy::builtin_schema();
        let read = self.packs(packs);
        let used = self.diagnostics.take(policy::used(&trees, &read));
        self.unused_packs(packs, &trees, &used);
        let schema = self.diagnostics.take(policy::declare_with(&trees, &used, builtin));
        let mut policy = self.diagnostics.take(policy::resolve_with(&trees, &used, &schema));
        if let Some(pack) = &packs.own {
            self.diagnostics.extend(policy::not_for_packs(&trees));
            policy.title.get_or_insert_with(|| format!("{} {}", pack.name, pack.version));
        }
        Understood { packs: read, trees, policy, schema }
    }
}

/// Policies, read.
struct Understood {
    packs: Vec<policy::Pack>,
    trees: Vec<SyntaxTree>,
    policy: Policy,
    schema: Schema,
}

/// How many files were given.
struct Given {
    policies: usize,
    menus: usize,
}

/// Whether a menu describes the same plan on an earlier day.
fn is_earlier(other: &Menu, menu: &Menu) -> bool {
    let days = other.as_of.zip(menu.as_of);
    other.plan.id == menu.plan.id && days.is_some_and(|(day, as_of)| day < as_of)
}

/// An older menu that no menu of the run goes back to may be meant for one: that is said, with the reason.
fn unused_history(diagnostics: &mut Diagnostics, menus: &[Menu], past: &[Menu]) {
    for other in past.iter().filter(|other| !menus.iter().any(|menu| is_earlier(other, menu))) {
        let of_plan = menus.iter().filter(|menu| menu.plan.id == other.plan.id);
        let dated = of_plan.clone().any(|menu| menu.as_of.is_some());
        let (why, help) = match (other.as_of, of_plan.count()) {
            (None, _) => ("it does not say its day", "write `as_of: 2026-06-30` in its first lines"),
            (_, 0) => (
                "no menu of the run is of its plan",
                "give both plans the same `id`, or check that it is the file you meant",
            ),
            _ if !dated => (
                "the menu that is checked does not say its day",
                "write `as_of: 2026-09-30` in its first lines",
            ),
            _ => ("its day is not before that of the menu that is checked", "check the `as_of` of both"),
        };
        diagnostics.push(
            Diagnostic::new(
                &kinds::HISTORY_UNUSED,
                other.plan.at,
                format!("this older menu is not used: {why}"),
            )
            .help(help),
        );
    }
}

/// The statements that are in force.
fn in_force(policy: &Policy, as_of: Date) -> impl Iterator<Item = &Check> {
    let rules = policy.rules.iter().filter(move |rule| rule.period.contains(as_of));
    rules.flat_map(|rule| &rule.checks).filter(move |check| check.period.contains(as_of))
}

/// Statements that are tested at certain moments only. Those of which a menu says one are taken out later.
fn untested(policy: &Policy, as_of: Date) -> Vec<(&Check, Untested)> {
    let told =
        |check: &Check| Untested { rule: check.id.clone(), at: check.at, moments: check.moments.clone() };
    let momentary = in_force(policy, as_of).filter(|check| !check.moments.is_empty());
    let mut untested: Vec<_> = momentary.map(|check| (check, told(check))).collect();
    untested.sort_by_key(|(_, statement)| statement.at);
    untested
}

fn dormant(policy: &Policy, as_of: Date) -> Vec<Dormant> {
    let mut dormant = Vec::new();
    for rule in &policy.rules {
        if !rule.period.contains(as_of) {
            dormant.push(Dormant { rule: rule.id.clone(), at: rule.at, period: rule.period });
            continue;
        }
        let checks = rule.checks.iter().filter(|check| !check.period.contains(as_of));
        dormant.extend(checks.map(|check| Dormant {
            rule: check.id.clone(),
            at: check.at,
            period: check.period,
        }));
    }
    dormant.sort_by_key(|statement| statement.at);
    dormant
}

fn assumptions(policy: &Policy, verdicts: &[Verdict]) -> Vec<Assumed> {
    let mut assumed: Vec<Assumed> = policy
        .assumptions
        .iter()
        .map(|assumption| Assumed {
            at: assumption.at,
            because: assumption.because.clone(),
            period: assumption.period,
            verdicts: verdicts
                .iter()
                .filter(|verdict| verdict.rests_on.iter().any(|reliance| reliance.at == assumption.at))
                .count(),
        })
        .collect();
    assumed.sort_by_key(|assumption| assumption.at);
    assumed
}

/// Says so where there was nothing to check, or nothing to check it with. Where something else is wrong, that is the
/// cause and stands alone.
fn nothing_checked(
    diagnostics: &mut Diagnostics,
    given: &Given,
    policy: &Policy,
    menus: &[CheckedMenu],
    verdicts: &[Verdict],
    untested: &[Untested],
    as_of: Date,
) {
    if diagnostics.has_errors() {
        return;
    }
    let nothing =
        |why: &str| Diagnostic::placeless(&kinds::NOTHING_CHECKED, format!("nothing was checked: {why}"));
    let statements: usize = policy.rules.iter().map(|rule| rule.checks.len()).sum();
    let applies = |verdict: &&Verdict| verdict.outcome != Outcome::NotApplicable;
    if given.policies == 0 {
        diagnostics.push(nothing("there is no policy").help(
            "name a policy on the command line, or list it in planlint.toml: `policies = [\"policy.ips\"]`",
        ));
    } else if given.menus == 0 {
        diagnostics.push(nothing("there is no menu").help(
            "name a menu with `--menu menu.yaml`, or list it in planlint.toml as `files` under `[menu]`",
        ));
    } else if statements == 0 {
        diagnostics
            .push(nothing("the policy has no rule").help("write one; `crypto <= 5%` is a complete policy"));
    } else if in_force(policy, as_of).next().is_none() {
        diagnostics.push(
            nothing(&format!("no rule of the policy is in force on {as_of}"))
                .help("check the dates after `from` and `until`, or choose a day with `--as-of`"),
        );
    } else if in_force(policy, as_of).count() == untested.len() {
        let moments = untested.iter().flat_map(|statement| statement.moments.iter().copied()).collect();
        diagnostics.push(
            nothing(&format!("no rule is tested now, only {}", tested_words(&moments)))
                .help("say what is being done, with `--at purchase` or with `at: purchase` in the menu")
                .help(
                    "a rule that is tested at the end of a quarter needs its last day: `--as-of 2026-12-31`",
                ),
        );
    } else if !verdicts.iter().any(|verdict| applies(&verdict)) {
        diagnostics.push(
            nothing("no rule is about anything on the menu")
                .help("look at what each rule is about: its `each … where …`, `when` and `unless`"),
        );
    } else {
        let with_verdicts: BTreeSet<SourceId> =
            verdicts.iter().filter(applies).map(|verdict| verdict.menu).collect();
        for menu in menus {
            if !with_verdicts.contains(&menu.source) {
                let at = Span::new(menu.source, 0, 0);
                let mut fault =
                    Diagnostic::new(&kinds::NOTHING_CHECKED, at, "no rule is about anything on this menu");
                // The other menus were checked: this one is worth a look, not a failure.
                fault.severity = Severity::Warning;
                diagnostics.push(fault);
            }
        }
    }
}

impl Report {
    /// How many verdicts came to what.
    pub fn summary(&self) -> Summary {
        let mut summary = Summary::default();
        for verdict in &self.verdicts {
            summary.count(verdict.outcome);
        }
        summary
    }

    /// Whether nothing stands in the way: no broken `must`, no undecided one unless that is allowed, no error.
    pub fn is_clean(&self) -> bool {
        let errors = self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
        !errors && !self.verdicts.iter().any(|verdict| self.fails(verdict))
    }

    /// Whether a verdict makes the check fail.
    pub fn fails(&self, verdict: &Verdict) -> bool {
        fails(verdict, self.on_unknown)
    }
}

fn fails(verdict: &Verdict, on_unknown: OnUnknown) -> bool {
    verdict.obligation == Obligation::Must
        && verdict.accepted.is_none()
        && match verdict.outcome {
            Outcome::Breach => true,
            Outcome::Unknown => on_unknown == OnUnknown::Fail,
            Outcome::Watch | Outcome::Waived | Outcome::Pass | Outcome::NotApplicable => false,
        }
}
