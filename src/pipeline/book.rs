//! Many menus in one file, a line each: read, checked and forgotten one after the other.

use jiff::civil::Date;

use super::{
    CheckedMenu, Given, Inputs, Report, Run, Understood, Untested, assumptions, dormant, fails,
    nothing_checked, untested,
};
use crate::baseline::Statements;
use crate::diagnostics::{Diagnostic, Diagnostics, Severity, kinds};
use crate::inputs::InputRecord;
use crate::menu::{Alias, Classes, Joining, Profile, ReadWith, ahead_of};
use crate::policy::{Check, Policy};
use crate::settings::OnUnknown;
use crate::source::{SourceId, SourceMap, Span};
use crate::verdict::{self, Said, Verdict};
use crate::vocabulary::{Moments, Schema};

/// The longest line that is read, in bytes: a menu with the holdings of all its funds is a tenth of it.
pub const LONGEST_LINE: usize = 16 * 1024 * 1024;

/// A line of a book, without its line break.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number, from 1.
    pub number: usize,
    /// What is in it, or why nothing is known of that.
    pub bytes: Result<Vec<u8>, LineFault>,
}

/// Why a line was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// It is longer than [`LONGEST_LINE`], and was passed over.
    TooLong,
    /// The file cannot be read from here on; why, in a few words.
    BrokenOff(String),
    /// The file unpacks to more than so many gigabytes, and is not read from here on.
    TooMuch(u64),
}

impl LineFault {
    fn told(self, at: Span) -> Diagnostic {
        match self {
            LineFault::TooLong => {
                let most = LONGEST_LINE / (1024 * 1024);
                let message = format!("the line is over the {most} MB that are read of one menu");
                Diagnostic::new(&kinds::FILE_TOO_LARGE, at, message)
                    .note("it is passed over, and the next line is read")
                    .help("write each menu on a line of its own")
            }
            LineFault::BrokenOff(why) => Diagnostic::new(
                &kinds::NOT_TEXT,
                at,
                format!("the file cannot be read from this line on: {why}"),
            )
            .note("the lines before are checked; what stands behind is not known")
            .help("copy the file again, whole"),
            LineFault::TooMuch(gigabytes) => {
                let message = format!("the file unpacks to more than {gigabytes} GB");
                Diagnostic::new(&kinds::FILE_TOO_LARGE, at, message)
                    .note("the lines before are checked; from here on it is not read")
                    .help("check that it is the file you meant, or split it")
            }
        }
    }
}

/// What every menu of a book is checked with, understood once.
#[derive(Debug)]
pub struct Bench {
    /// The day.
    pub as_of: Date,
    /// What an undecided `must` comes to.
    pub on_unknown: OnUnknown,
    /// The names of levels, facts and classes.
    pub schema: Schema,
    /// The texts of policies and settings.
    pub sources: SourceMap,
    pub(super) policy: Policy,
    pub(super) policies: usize,
    pub(super) diagnostics: Diagnostics,
    pub(super) records: Vec<InputRecord>,
    moments: Moments,
    profiles: Vec<(String, Profile)>,
    classify: Classes,
    aliases: Vec<Alias>,
}

/// Reads menus of books, one at a time. Each thread of a door has its own.
#[derive(Debug)]
pub struct BookReader<'b> {
    bench: &'b Bench,
    sources: SourceMap,
    /// Nothing is joined to a menu of a book but its options' other names.
    joining: Joining,
}

/// What came of one menu of a book. Its places lie in the line, which the reader keeps until it reads another.
#[derive(Debug)]
pub struct MenuRead {
    /// The name of the file.
    pub book: String,
    /// The number of the line.
    pub line: usize,
    /// The text of the line.
    pub source: SourceId,
    /// What it describes; none, if it could not be read.
    pub menu: Option<MenuOfBook>,
    /// As those of a report.
    pub verdicts: Vec<Verdict>,
    /// What is wrong with it, by place.
    pub diagnostics: Vec<Diagnostic>,
    /// For each statement that is tested at certain moments, whether this is one for something on the menu.
    pub(super) tested: Vec<bool>,
}

/// A menu of a book, in short.
#[derive(Clone, Debug)]
pub struct MenuOfBook {
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

impl Bench {
    /// Reads policies, settings and profiles. Menus and history among the inputs play no part.
    pub fn new(inputs: Inputs) -> Self {
        let Inputs {
            as_of,
            moments,
            on_unknown,
            policies,
            mut profiles,
            aliases,
            classify,
            packs,
            diagnostics,
            settings,
            sources,
            records,
            ..
        } = inputs;
        profiles.sort_by(|(a, _), (b, _)| a.cmp(b));
        let given = policies.len();
        let mut run = Run { sources, diagnostics, records };
        let policies = run.admit_all(policies);
        let Understood { policy, schema, .. } = run.understand(&policies, &packs);
        run.check_settings(&profiles, &classify, &schema, settings);
        let Run { sources, diagnostics, records } = run;
        Bench {
            as_of,
            on_unknown,
            schema,
            sources,
            policy,
            policies: given,
            diagnostics,
            records,
            moments,
            profiles,
            classify,
            aliases,
        }
    }

    /// What is wrong with the policies and settings, by place.
    pub fn messages(&self) -> Vec<Diagnostic> {
        self.diagnostics.clone().sorted()
    }

    /// Whether something is wrong with them that must be put right.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.has_errors()
    }

    /// A reader of menus.
    pub fn reader(&self) -> BookReader<'_> {
        let joining = self.reading().joining(&self.sources, &[], &[], self.aliases.clone()).value;
        BookReader { bench: self, sources: self.sources.clone(), joining }
    }

    fn reading(&self) -> ReadWith<'_> {
        let Bench { profiles, classify, schema, as_of, .. } = self;
        ReadWith { profiles, classify, schema, today: *as_of }
    }

    /// The report of the menu of one line alone.
    pub fn report_of_line(self, book: &str, profile: Option<&str>, line: Line) -> Report {
        let mut reader = self.reader();
        let read = reader.read(book, profile, line);
        let sources = reader.sources;
        let (as_of, mut diagnostics) = (self.as_of, self.diagnostics.clone());
        read.diagnostics.iter().for_each(|message| diagnostics.push(message.clone()));
        let momentary = self.momentary().into_iter().zip(read.tested.iter().chain(std::iter::repeat(&false)));
        let untested: Vec<Untested> =
            momentary.filter(|(_, tested)| !**tested).map(|((_, statement), _)| statement).collect();
        let (waivers, told) = verdict::review(&self.policy, &read.verdicts, as_of);
        diagnostics.extend(told);
        let checked = read.menu.map(|menu| CheckedMenu {
            source: read.source,
            plan: menu.plan,
            plan_id: menu.plan_id,
            as_of: menu.as_of,
            moments: menu.moments,
            options: menu.options,
        });
        let menus: Vec<CheckedMenu> = checked.into_iter().collect();
        let given = Given { policies: self.policies, menus: 1 };
        let verdicts = read.verdicts;
        nothing_checked(&mut diagnostics, &given, &self.policy, &menus, &verdicts, &untested, as_of);
        Report {
            as_of,
            on_unknown: self.on_unknown,
            inputs: self.records,
            menus,
            assumptions: assumptions(&self.policy, &verdicts),
            verdicts,
            diagnostics: diagnostics.sorted(),
            waivers,
            baseline: None,
            statements: Statements::of(&self.policy, &self.schema),
            dormant: dormant(&self.policy, as_of),
            untested,
            title: self.policy.title,
            packs: self.policy.packs,
            schema: self.schema,
            sources,
        }
    }

    /// The statements that are tested at certain moments only.
    pub(super) fn momentary(&self) -> Vec<(&Check, Untested)> {
        untested(&self.policy, self.as_of)
    }
}

impl BookReader<'_> {
    /// The texts of policies, settings and the line that was read last.
    pub fn sources(&self) -> &SourceMap {
        &self.sources
    }

    /// Reads and checks the menu of one line.
    pub fn read(&mut self, book: &str, profile: Option<&str>, line: Line) -> MenuRead {
        // Of the line before nothing is kept.
        self.sources.truncate(self.bench.sources.len());
        let mut diagnostics = Diagnostics::new();
        let number = line.number;
        let source = admit(book, line, &mut self.sources, &mut diagnostics);
        let mut read = MenuRead {
            book: book.to_string(),
            line: number,
            source: source.unwrap_or_else(|id| id),
            menu: None,
            verdicts: Vec::new(),
            diagnostics: Vec::new(),
            tested: Vec::new(),
        };
        if let Ok(source) = source {
            self.check(source, profile, &mut diagnostics, &mut read);
        }
        read.diagnostics = diagnostics.sorted();
        read
    }

    fn check(
        &mut self,
        source: SourceId,
        profile: Option<&str>,
        diagnostics: &mut Diagnostics,
        read: &mut MenuRead,
    ) {
        let Bench { schema, policy, as_of, .. } = self.bench;
        let Some(text) = self.sources.get(source) else { return };
        let outcome = self.bench.reading().part(text, profile);
        let unreadable = outcome.diagnostics.has_errors() && outcome.value.says_nothing();
        let part = diagnostics.take(outcome);
        if unreadable {
            return;
        }
        let mut menu = diagnostics.take(self.joining.join(part, text, schema, *as_of));
        diagnostics.extend(self.joining.review(&menu, schema, *as_of));
        ahead_of(&menu, *as_of).into_iter().for_each(|told| diagnostics.push(told));
        menu.plan.moments.extend(&self.bench.moments);
        read.verdicts = diagnostics.take(verdict::evaluate(policy, schema, &menu, *as_of));
        let said = Said::of(&menu);
        read.tested =
            self.bench.momentary().iter().map(|(check, _)| said.tests(check, schema, *as_of)).collect();
        read.menu = Some(MenuOfBook {
            plan: menu.plan.name.clone(),
            plan_id: menu.plan.id.clone(),
            as_of: menu.as_of,
            moments: menu.plan.moments.clone(),
            options: menu.plan.parts().len(),
        });
    }
}

impl MenuRead {
    /// Whether nothing stands in the way, as for a report of this menu alone.
    pub fn is_clean(&self, on_unknown: OnUnknown) -> bool {
        let errors = self.diagnostics.iter().any(|message| message.severity == Severity::Error);
        !errors && !self.verdicts.iter().any(|verdict| fails(verdict, on_unknown))
    }
}

/// Takes a line in. If it cannot be read as a text, that is told, and the answer is where.
fn admit(
    book: &str,
    line: Line,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<SourceId, SourceId> {
    let bytes = match line.bytes {
        Ok(bytes) => bytes,
        Err(fault) => {
            let id = sources.add_line(book, line.number, "");
            diagnostics.push(fault.told(Span::new(id, 0, 0)));
            return Err(id);
        }
    };
    // A byte order mark says nothing that UTF-8 does not say itself.
    let bytes = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]).map(<[u8]>::to_vec).unwrap_or(bytes);
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(sources.add_line(book, line.number, text)),
        Err(error) => error,
    };
    let start = error.utf8_error().valid_up_to();
    let (good, rest) = error.as_bytes().split_at_checked(start).unwrap_or((error.as_bytes(), &[]));
    let byte = rest.first().copied().unwrap_or(0);
    // Of the rest a little is kept, to show the place.
    let shown = String::from_utf8_lossy(rest.get(..rest.len().min(200)).unwrap_or_default()).into_owned();
    let end = start.saturating_add(shown.chars().next().map_or(0, char::len_utf8));
    let id = sources.add_line(book, line.number, [&*String::from_utf8_lossy(good), &shown].concat());
    let message =
        format!("the line is not UTF-8 text: it has the byte 0x{byte:02X}, which is no character there");
    diagnostics.push(
        Diagnostic::new(&kinds::NOT_TEXT, Span::new(id, start, end), message)
            .label("not UTF-8 from here")
            .note("the line is passed over, and the next one is read")
            .help("save the file again with the encoding UTF-8"),
    );
    Err(id)
}
