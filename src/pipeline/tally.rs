//! The tally of a book: what came of its menus, counted, with nothing kept that grows with their number.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::book::{Bench, MenuRead};
use super::{Assumed, Dormant, Given, Summary, Untested, dormant, nothing_checked};
use crate::diagnostics::{Diagnostic, Kind, Label, Severity, kinds};
use crate::inputs::InputRecord;
use crate::policy::{Obligation, PackUse};
use crate::settings::OnUnknown;
use crate::source::{SourceId, SourceMap, Span};
use crate::verdict::{self, Grant, MissingKind, Outcome, Verdict};
use crate::vocabulary::Schema;

/// Messages of one kind that are shown.
const MOST_EXAMPLES: usize = 3;
/// Broken rules of one menu that are told.
const MOST_BROKEN: usize = 5;
/// Bytes of a line that are kept to show a message in it.
const MOST_KEPT: usize = 64 * 1024;

/// What came of the menus of a book, so far.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    read: Read,
    rules: BTreeMap<(Span, String), RuleCount>,
    worst: Vec<Grave>,
    /// How many of the gravest menus are kept.
    most: usize,
    /// What a menu has to exceed to be among the gravest of all that were read before.
    floor: Option<Gravity>,
    gaps: BTreeMap<(MissingKind, String, String), Gap>,
    told: BTreeMap<(Severity, &'static str), Told>,
    /// What was said about policies and settings on the way: once for each.
    general: BTreeMap<(Option<Span>, String), Diagnostic>,
    assumptions: BTreeMap<Span, usize>,
    waivers: BTreeMap<Span, usize>,
    tested: Vec<bool>,
    applies: bool,
}

/// How many lines, menus and options were read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Read {
    /// Lines with something in them.
    pub lines: usize,
    /// Menus that were checked; the other lines could not be read.
    pub menus: usize,
    /// Their options.
    pub options: usize,
    /// Menus that would not pass a check of their own, and lines that could not be read.
    pub not_clean: usize,
    /// Menus by the worst that came of any rule.
    pub by_worst: Summary,
}

/// What a rule came to.
#[derive(Clone, Debug)]
pub struct RuleCount {
    /// The id of the statement.
    pub rule: String,
    /// Where it stands.
    pub at: Span,
    /// What a failure is.
    pub obligation: Obligation,
    /// The sentence that the committee signed.
    pub text: Option<String>,
    /// Menus, by the worst that it came to for anything on them.
    pub menus: Summary,
    /// Things on the menus: what it came to for each.
    pub things: Summary,
}

/// A menu with broken rules.
#[derive(Clone, Debug)]
pub struct Grave {
    gravity: Gravity,
    /// The name of the file.
    pub book: String,
    /// The number of the line.
    pub line: usize,
    /// The name of the plan.
    pub plan: String,
    /// The day that it describes, where it says so.
    pub as_of: Option<Date>,
    /// How many options it has.
    pub options: usize,
    /// Rules, by the worst that each came to.
    pub rules: Summary,
    /// Of the first broken rules, the first verdict each: `must` before `should` before `watch`. Their places in the
    /// menu lead nowhere any more.
    pub broken: Vec<Verdict>,
}

/// How grave it is: the broken rules that must be kept, then those that should, then for how many things, then watches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Gravity {
    must: usize,
    should: usize,
    things: usize,
    watch: usize,
}

/// Something that menus leave out, and that would settle an unknown.
#[derive(Clone, Debug)]
pub struct Gap {
    /// What kind of thing is missing.
    pub kind: MissingKind,
    /// The fact, in the words of [`verdict::Missing`].
    pub fact: String,
    /// The level of the things of which it is missing.
    pub level: String,
    /// How many things.
    pub things: usize,
    /// On how many menus.
    pub menus: usize,
}

/// The messages of one kind.
#[derive(Clone, Debug)]
pub struct Told {
    /// Their kind.
    pub kind: &'static Kind,
    /// How grave they are.
    pub severity: Severity,
    /// How many there are.
    pub messages: usize,
    /// On how many lines.
    pub lines: usize,
    /// The first of them, with places that lead into the texts of the report.
    pub first: Diagnostic,
    /// The first few of different wording.
    pub examples: Vec<Example>,
    kept: Kept,
}

/// A message about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// The name of the file.
    pub book: String,
    /// The line.
    pub line: usize,
    /// The column, in characters from 1.
    pub column: usize,
    /// What it says.
    pub message: String,
}

/// A line that is kept to show a message in it.
#[derive(Clone, Debug)]
struct Kept {
    id: SourceId,
    book: String,
    line: usize,
    text: Option<String>,
}

/// What came of a check of many menus.
#[derive(Debug)]
pub struct BookReport {
    /// The day.
    pub as_of: Date,
    /// What an undecided `must` came to.
    pub on_unknown: OnUnknown,
    /// As the policy calls itself.
    pub title: Option<String>,
    /// What was read, by path.
    pub inputs: Vec<InputRecord>,
    /// The names of the files with the menus.
    pub books: Vec<String>,
    /// How much was read.
    pub read: Read,
    /// The rules that are in force and tested, as the policy has them.
    pub rules: Vec<RuleCount>,
    /// The gravest menus, the gravest first; of equally grave ones, the earlier line.
    pub worst: Vec<Grave>,
    /// What is missing, most first.
    pub gaps: Vec<Gap>,
    /// Messages about menus by kind, errors first, then the most frequent.
    pub told: Vec<Told>,
    /// What is wrong with policies and settings, by place, and with the run.
    pub diagnostics: Vec<Diagnostic>,
    /// The packs that the policy uses, and what it says otherwise than they do.
    pub packs: Vec<PackUse>,
    /// What the sponsor accepts without data.
    pub assumptions: Vec<Assumed>,
    /// What the committee lets stand for a while.
    pub waivers: Vec<Grant>,
    /// Statements that are not in force on the day.
    pub dormant: Vec<Dormant>,
    /// Statements in force that are tested at moments of which none came.
    pub untested: Vec<Untested>,
    /// The names of levels, facts and classes.
    pub schema: Schema,
    /// The texts: policies, settings, and lines that messages point into.
    pub sources: SourceMap,
}

impl Tally {
    /// Of no menu yet. So many of the gravest will be kept.
    pub fn new(most: usize) -> Self {
        Tally { most, ..Tally::default() }
    }

    /// An empty tally for menus that come after those of this one, to be merged into it.
    pub fn part(&self) -> Tally {
        let full = self.worst.len() >= self.most;
        let floor = self.worst.last().filter(|_| full).map(|grave| grave.gravity);
        Tally { most: self.most, floor: floor.max(self.floor), ..Tally::default() }
    }

    /// Counts one menu. `sources` has the text of its line.
    pub fn add(&mut self, read: &MenuRead, sources: &SourceMap, on_unknown: OnUnknown) {
        self.read.lines = self.read.lines.saturating_add(1);
        self.read.not_clean = self.read.not_clean.saturating_add(usize::from(!read.is_clean(on_unknown)));
        self.messages(read, sources);
        let Some(menu) = &read.menu else { return };
        self.read.menus = self.read.menus.saturating_add(1);
        self.read.options = self.read.options.saturating_add(menu.options);
        or_each(&mut self.tested, &read.tested);

        let mut by_rule: BTreeMap<(Span, &str), (Summary, Obligation)> = BTreeMap::new();
        let mut all = Summary::default();
        for verdict in &read.verdicts {
            let of_rule = by_rule
                .entry((verdict.policy_at, &verdict.rule))
                .or_insert((Summary::default(), verdict.obligation));
            of_rule.0.count(verdict.outcome);
            all.count(verdict.outcome);
            let key = (verdict.policy_at, verdict.rule.clone());
            let counted = self.rules.entry(key).or_insert_with(|| RuleCount {
                rule: verdict.rule.clone(),
                at: verdict.policy_at,
                obligation: verdict.obligation,
                text: verdict.text.clone(),
                menus: Summary::default(),
                things: Summary::default(),
            });
            counted.things.count(verdict.outcome);
            self.applies |= verdict.outcome != Outcome::NotApplicable;
            for reliance in &verdict.rests_on {
                add_one(self.assumptions.entry(reliance.at).or_default());
            }
            if let Some(waived) = &verdict.waiver {
                add_one(self.waivers.entry(waived.at).or_default());
            }
        }
        self.read.by_worst.count(all.worst());
        let mut rules = Summary::default();
        let mut gravity = Gravity { things: all.breach, watch: all.watch, ..Gravity::default() };
        for ((at, rule), (counts, obligation)) in &by_rule {
            let worst = counts.worst();
            rules.count(worst);
            match (worst, obligation) {
                (Outcome::Breach, Obligation::Must) => add_one(&mut gravity.must),
                (Outcome::Breach, _) => add_one(&mut gravity.should),
                _ => {}
            }
            if let Some(counted) = self.rules.get_mut(&(*at, (*rule).to_string())) {
                counted.menus.count(worst);
            }
        }
        self.grave(read, gravity, rules);
        self.missing(read);
    }

    /// Keeps a menu if it is one of the gravest.
    fn grave(&mut self, read: &MenuRead, gravity: Gravity, rules: Summary) {
        let Some(menu) = read.menu.as_ref().filter(|_| gravity != Gravity::default()) else { return };
        let full = self.worst.len() >= self.most;
        let least = self.worst.last().filter(|_| full).map(|grave| grave.gravity).max(self.floor);
        if self.most == 0 || least.is_some_and(|least| gravity <= least) {
            return;
        }
        let mut broken: Vec<&Verdict> = Vec::new();
        for verdict in &read.verdicts {
            let fails = matches!(verdict.outcome, Outcome::Breach | Outcome::Watch);
            if fails && !broken.iter().any(|other| other.rule == verdict.rule) {
                broken.push(verdict);
            }
        }
        broken.sort_by_key(|verdict| match verdict.obligation {
            Obligation::Must => 0,
            Obligation::Should => 1,
            Obligation::Watch => 2,
        });
        let grave = Grave {
            gravity,
            book: read.book.clone(),
            line: read.line,
            plan: menu.plan.clone(),
            as_of: menu.as_of,
            options: menu.options,
            rules,
            broken: broken.into_iter().take(MOST_BROKEN).cloned().collect(),
        };
        let place = self.worst.partition_point(|other| other.gravity >= gravity);
        self.worst.insert(place, grave);
        self.worst.truncate(self.most);
    }

    fn missing(&mut self, read: &MenuRead) {
        // The things that are listed, and of how many things one verdict says so, those that it does not list included.
        let mut on_this: BTreeMap<(MissingKind, &str, &str), (BTreeSet<&str>, usize)> = BTreeMap::new();
        for verdict in read.verdicts.iter().filter(|verdict| verdict.outcome == Outcome::Unknown) {
            for missing in &verdict.missing {
                let of = (missing.kind, &*missing.fact, &*missing.subject.level);
                on_this.entry(of).or_default().0.insert(&missing.subject.id);
            }
            for (of, things) in verdict.things_missing() {
                let (_, most) = on_this.entry(of).or_default();
                *most = things.max(*most);
            }
        }
        for ((kind, fact, level), (listed, most)) in on_this {
            let gap = self.gaps.entry((kind, fact.into(), level.into())).or_insert_with(|| Gap {
                kind,
                fact: fact.into(),
                level: level.into(),
                things: 0,
                menus: 0,
            });
            gap.things = gap.things.saturating_add(listed.len().max(most));
            add_one(&mut gap.menus);
        }
    }

    fn messages(&mut self, read: &MenuRead, sources: &SourceMap) {
        let mut on_this: BTreeSet<(Severity, &'static str)> = BTreeSet::new();
        for message in &read.diagnostics {
            let mut labels = message.primary.iter().chain(&message.others);
            let Some(label) = labels.find(|label| label.at.source == read.source) else {
                // A waiver that covers nothing here may cover something elsewhere.
                if message.kind != &kinds::WAIVER_UNUSED {
                    let at = message.primary.as_ref().map(|label| label.at);
                    self.general.entry((at, message.message.clone())).or_insert_with(|| message.clone());
                }
                continue;
            };
            let place = sources.line_column(label.at);
            let example = Example {
                book: read.book.clone(),
                line: place.line,
                column: place.column,
                message: message.message.clone(),
            };
            let key = (message.severity, message.kind.name);
            let told = self.told.entry(key).or_insert_with(|| {
                let text = sources.get(read.source).map(|source| &source.text);
                let text = text.filter(|text| text.len() <= MOST_KEPT).cloned();
                Told {
                    kind: message.kind,
                    severity: message.severity,
                    messages: 0,
                    lines: 0,
                    first: message.clone(),
                    examples: Vec::new(),
                    kept: Kept { id: read.source, book: read.book.clone(), line: read.line, text },
                }
            });
            add_one(&mut told.messages);
            if on_this.insert(key) {
                add_one(&mut told.lines);
            }
            told.example(example);
        }
    }

    /// Takes in what came of menus that stand after those of this one.
    pub fn merge(&mut self, later: Tally) {
        let (read, other) = (&mut self.read, later.read);
        read.lines = read.lines.saturating_add(other.lines);
        read.menus = read.menus.saturating_add(other.menus);
        read.options = read.options.saturating_add(other.options);
        read.not_clean = read.not_clean.saturating_add(other.not_clean);
        read.by_worst.add(&other.by_worst);
        for (key, counts) in later.rules {
            match self.rules.get_mut(&key) {
                Some(own) => {
                    own.menus.add(&counts.menus);
                    own.things.add(&counts.things);
                }
                None => _ = self.rules.insert(key, counts),
            }
        }
        self.worst.extend(later.worst);
        // The sort is stable: of equally grave ones the earlier line stays before.
        self.worst.sort_by_key(|grave| Reverse(grave.gravity));
        self.worst.truncate(self.most);
        for (key, gap) in later.gaps {
            match self.gaps.get_mut(&key) {
                Some(own) => {
                    own.things = own.things.saturating_add(gap.things);
                    own.menus = own.menus.saturating_add(gap.menus);
                }
                None => _ = self.gaps.insert(key, gap),
            }
        }
        for (key, told) in later.told {
            match self.told.get_mut(&key) {
                Some(own) => {
                    own.messages = own.messages.saturating_add(told.messages);
                    own.lines = own.lines.saturating_add(told.lines);
                    told.examples.into_iter().for_each(|example| own.example(example));
                }
                None => _ = self.told.insert(key, told),
            }
        }
        for (key, message) in later.general {
            self.general.entry(key).or_insert(message);
        }
        for (own, other) in [(&mut self.assumptions, later.assumptions), (&mut self.waivers, later.waivers)] {
            for (at, count) in other {
                let own = own.entry(at).or_default();
                *own = own.saturating_add(count);
            }
        }
        or_each(&mut self.tested, &later.tested);
        self.applies |= later.applies;
    }

    /// The report. `records` are those of the books, `books` their names.
    pub fn report(self, bench: Bench, books: Vec<String>, records: Vec<InputRecord>) -> BookReport {
        let Tally { read, rules, worst, gaps, told, general, assumptions, waivers, tested, applies, .. } =
            self;
        let as_of = bench.as_of;
        let dormant = dormant(&bench.policy, as_of);
        let momentary = bench.momentary().into_iter().map(|(_, statement)| statement);
        let was_tested = tested.into_iter().chain(std::iter::repeat(false));
        let untested: Vec<Untested> =
            momentary.zip(was_tested).filter(|(_, tested)| !tested).map(|(statement, _)| statement).collect();

        let mut diagnostics = bench.diagnostics;
        let (mut grants, told_of_waivers) = verdict::review(&bench.policy, &[], as_of);
        for grant in &mut grants {
            grant.verdicts = waivers.get(&grant.at).copied().unwrap_or(0);
            grant.unused &= grant.verdicts == 0;
        }
        let ending = grants.iter().filter(|grant| grant.verdicts > 0).filter_map(|grant| grant.ending(as_of));
        ending.for_each(|message| diagnostics.push(message));
        let covers = |message: &Diagnostic| {
            let at = message.primary.as_ref().map(|label| label.at);
            message.kind == &kinds::WAIVER_UNUSED && at.is_some_and(|at| waivers.contains_key(&at))
        };
        let of_waivers = told_of_waivers.iter().filter(|message| !covers(message));
        of_waivers.chain(general.values()).for_each(|message| diagnostics.push(message.clone()));

        let broken = told.values().any(|told| told.severity == Severity::Error);
        if !applies && !broken {
            let given = Given { policies: bench.policies, menus: read.lines };
            nothing_checked(&mut diagnostics, &given, &bench.policy, &[], &[], &untested, as_of);
        }

        let mut assumed = super::assumptions(&bench.policy, &[]);
        for assumption in &mut assumed {
            assumption.verdicts = assumptions.get(&assumption.at).copied().unwrap_or(0);
        }
        let asleep = |rule: &RuleCount| {
            let within = |whole: Span| {
                whole.source == rule.at.source && whole.start <= rule.at.start && rule.at.end <= whole.end
            };
            let idle = untested.iter().any(|one| one.at == rule.at && one.rule == rule.rule);
            let nothing = Summary { not_applicable: 0, ..rule.things } == Summary::default();
            nothing && (idle || dormant.iter().any(|one| within(one.at)))
        };
        let rules = rules.into_values().filter(|rule| !asleep(rule)).collect();

        let mut sources = bench.sources;
        let mut told: Vec<Told> = told.into_values().collect();
        told.sort_by_key(|told| (told.severity, Reverse(told.messages), told.kind.name));
        told.iter_mut().for_each(|told| told.settle(&mut sources));
        let mut gaps: Vec<Gap> = gaps.into_values().collect();
        gaps.sort_by(|a, b| (b.things, b.menus).cmp(&(a.things, a.menus)).then_with(|| a.fact.cmp(&b.fact)));
        let mut inputs = bench.records;
        inputs.extend(records);
        inputs.sort();
        BookReport {
            as_of,
            on_unknown: bench.on_unknown,
            title: bench.policy.title,
            inputs,
            books,
            read,
            rules,
            worst,
            gaps,
            told,
            diagnostics: diagnostics.sorted(),
            packs: bench.policy.packs,
            assumptions: assumed,
            waivers: grants,
            dormant,
            untested,
            schema: bench.schema,
            sources,
        }
    }
}

impl Told {
    /// Keeps an example, if it is one of the first few that say something else.
    fn example(&mut self, example: Example) {
        let repeated = self.examples.iter().any(|other| other.message == example.message);
        if self.examples.len() < MOST_EXAMPLES && !repeated {
            self.examples.push(example);
        }
    }

    /// Lets the places of the first message lead into the texts of the report.
    fn settle(&mut self, sources: &mut SourceMap) {
        let Kept { id, book, line, text } = &mut self.kept;
        let shown = text.is_some();
        let own = sources.add_line(book.as_str(), *line, text.take().unwrap_or_default());
        // Of a line that is too long to be kept, only its number is shown.
        let moved = |at: &mut Span| {
            if at.source == *id {
                *at = if shown { Span { source: own, ..*at } } else { Span::new(own, 0, 0) };
            }
        };
        let Diagnostic { primary, others, fixes, .. } = &mut self.first;
        primary.iter_mut().chain(others).for_each(|Label { at, .. }| moved(at));
        // Nobody edits one line of thousands by hand.
        fixes.clear();
    }
}

impl BookReport {
    /// Whether nothing stands in the way for any menu, and nothing is wrong with the policies.
    pub fn is_clean(&self) -> bool {
        let errors = self.diagnostics.iter().any(|message| message.severity == Severity::Error);
        !errors && self.read.not_clean == 0
    }
}

fn add_one(number: &mut usize) {
    *number = number.saturating_add(1);
}

fn or_each(own: &mut Vec<bool>, other: &[bool]) {
    own.resize(own.len().max(other.len()), false);
    for (own, other) in own.iter_mut().zip(other) {
        *own |= other;
    }
}
