//! `planlint check`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::pipeline::{self, Bench, Inputs};
use crate::report::{ReportFormat, render, render_book};
use crate::settings::OnUnknown;
use crate::vocabulary::Moment;

use super::baseline::Choice;
use super::book::{self, Book, Wanted, one_line};
use super::git::Changed;
use super::host::{Look, day, progress, spoken, today};
use super::library::{Ends, is_library_only, library, may_have_changed};
use super::project::{Named, Project, open_project};
use super::{Ended, ExitStatus, Stop};

/// Check menus against a policy
///
/// In a folder with planlint.toml no argument is needed. Otherwise name a policy, and a menu with --menu.
/// Files on the command line stand in for those that planlint.toml lists. A folder of projects stands for all of them, one
/// after the other.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Policies (.ips), a planlint.toml, or a folder with either
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A menu (.yaml, .json, .csv or .xlsx), a folder of menus, or a file with a menu of JSON on each line (.ndjson, .jsonl, or
    /// these as .gz); may be given several times
    #[arg(long = "menu", value_name = "FILE")]
    menus: Vec<PathBuf>,

    /// An older menu of the same plan, or a folder of such: looked back at by rules over several quarters, not checked
    #[arg(long = "history", value_name = "FILE")]
    history: Vec<PathBuf>,

    /// A file that says more of the menus' options (fees, balances, SEC filings of holdings), or a folder of such; joined to
    /// them by their numbers and exact names
    #[arg(long = "with", value_name = "FILE")]
    with: Vec<PathBuf>,

    /// A table (.csv) of identifiers that belong together: ticker, cusip, class_id, series_id
    #[arg(long = "identifiers", value_name = "FILE")]
    identifiers: Vec<PathBuf>,

    /// Read the menus by this profile of planlint.toml, or by one that comes with planlint
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Check as of this day, written 2026-10-01; today, if it is not given
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// Say what is being done on this day, for rules that are tested then; may be given several times
    #[arg(long = "at", value_name = "MOMENT")]
    moments: Vec<Doing>,

    /// Choose the form of the report
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,

    /// Choose what an undecided rule comes to: fail and warn tell it, fail ends with status 1, allow only counts it;
    /// fail, if neither this nor planlint.toml says otherwise
    #[arg(long, value_name = "CHOICE")]
    unknown: Option<Unknown>,

    /// Of a file with a menu on each line, check the one on this line, and tell all of it
    #[arg(long, value_name = "NUMBER")]
    line: Option<usize>,

    /// Of files with a menu on each line, tell this many of the gravest menus
    #[arg(long, value_name = "COUNT", default_value = "10")]
    worst: u16,

    /// Of files with a menu on each line, write what came of each menu to this file, a line of JSON each
    #[arg(long, value_name = "FILE")]
    each: Option<PathBuf>,

    /// Check only projects in which something has changed since a revision of git, committed or not; since HEAD, if none is
    /// given
    #[arg(long, value_name = "REVISION", num_args = 0..=1, require_equals = true, default_missing_value = "HEAD")]
    changed: Option<String>,

    #[command(flatten)]
    baseline: Choice,

    #[command(flatten)]
    look: Look,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Framed lines of policy and menu, for a terminal
    Human,
    /// One fact on a line, for screen readers, logs and grep
    Plain,
    /// planlint.report/1, for machines; of files with a menu on each line, planlint.book/1
    Json,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Doing {
    /// Options are chosen for the menu
    Selection,
    /// What is on the menu is bought
    Purchase,
    /// New contributions are invested
    NewMoney,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Unknown {
    Fail,
    Warn,
    Allow,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let root = match self.paths.as_slice() {
            [] => Path::new("."),
            [folder] => folder,
            _ if self.changed.is_some() => {
                return Err(Stop::new("`--changed` goes with one folder, and several paths are named"));
            }
            _ => return self.one(&self.paths, out),
        };
        match library(root)? {
            Some(found) => self.each_of(&found, root, out),
            None if self.changed.is_some() => self.each_of(&[root.to_path_buf()], root, out),
            None => self.one(&self.paths, out),
        }
    }

    fn open(&self, paths: &[PathBuf]) -> Result<Project, Stop> {
        let named = Named {
            paths,
            menus: &self.menus,
            history: &self.history,
            with: &self.with,
            identifiers: &self.identifiers,
            profile: self.profile.as_deref(),
        };
        open_project(&named, self.as_of.map_or_else(today, Ok)?)
    }

    fn one(&self, paths: &[PathBuf], out: &mut dyn Write) -> Ended {
        self.checked(self.open(paths)?, out)
    }

    /// Projects below a folder, one report after the other.
    fn each_of(&self, found: &[PathBuf], root: &Path, out: &mut dyn Write) -> Ended {
        let files = [&self.menus, &self.history, &self.with, &self.identifiers];
        let of_one = files.iter().any(|files| !files.is_empty())
            || self.line.is_some()
            || self.each.is_some()
            || self.baseline.names_a_file();
        if found.len() > 1 && of_one {
            return Err(Stop::new(format!(
                "`{}` is a folder of projects, each with menus of its own",
                spoken(root)
            ))
            .help("name one of the projects to check it on other files"));
        }
        let changed = self.changed.as_deref().map(|revision| Changed::since(revision, root)).transpose()?;
        let mut ends = Ends::default();
        for folder in found {
            let project = self.open(std::slice::from_ref(folder))?;
            if is_library_only(folder, &project) {
                ends.without_menu.push(spoken(folder));
                continue;
            }
            if changed.as_ref().is_some_and(|changed| !may_have_changed(folder, &project, changed)) {
                ends.unchanged.push(spoken(folder));
                continue;
            }
            if found.len() == 1 {
                return self.checked(project, out);
            }
            if !matches!(self.format, Format::Json) {
                writeln!(out, "{}\n", spoken(folder))?;
            }
            let status = self.checked(project, out)?;
            if !matches!(self.format, Format::Json) {
                writeln!(out)?;
            }
            ends.checked.push((spoken(folder), status));
        }
        let said = ends.said(self.changed.as_deref())?;
        match self.format {
            Format::Json => eprint!("{said}"),
            Format::Human | Format::Plain => write!(out, "{said}")?,
        }
        Ok(ends.status())
    }

    fn checked(&self, project: Project, out: &mut dyn Write) -> Ended {
        let Project { mut inputs, books, home } = project;
        if let Some(unknown) = self.unknown {
            inputs.on_unknown = match unknown {
                Unknown::Fail => OnUnknown::Fail,
                Unknown::Warn => OnUnknown::Warn,
                Unknown::Allow => OnUnknown::Allow,
            };
        }
        inputs.moments = self
            .moments
            .iter()
            .map(|doing| match doing {
                Doing::Selection => Moment::Selection,
                Doing::Purchase => Moment::Purchase,
                Doing::NewMoney => Moment::NewMoney,
            })
            .collect();
        let baseline = self.baseline.plan(&home, &mut inputs)?;
        if let (Some(_), Some(book)) = (&baseline, books.first()) {
            let message =
                format!("`{}` has many menus, and a baseline goes with single ones", spoken(&book.path));
            return Err(Stop::new(message).help(
                "check without it: `--no-baseline`; or check the menus one by one, each in a file of its own",
            ));
        }
        let mut report = match (books.as_slice(), self.line) {
            ([], None) if self.each.is_none() => pipeline::check(inputs, &mut progress("menu")),
            ([], _) => {
                return Err(Stop::new("there is no file with a menu on each line").help(
                    "`--line` and `--each` go with one, named by `--menu`: it ends in .ndjson or .jsonl",
                ));
            }
            ([book], Some(number)) => {
                refuse_mixture(&inputs)?;
                let line = one_line(&book.path, number)?;
                let bench = Bench::new(inputs);
                bench.report_of_line(&spoken(&book.path), book.profile.as_deref(), line)
            }
            (_, Some(_)) => {
                return Err(Stop::new("`--line` goes with one file, and several are named"));
            }
            _ => {
                refuse_mixture(&inputs)?;
                return self.book(inputs, books, out);
            }
        };
        if let Some(baseline) = baseline {
            let said = baseline.carry_out(&mut report)?;
            // For machines there is the report, and nothing else.
            if !matches!(self.format, Format::Json) {
                out.write_all(said.as_bytes())?;
            }
        }
        let status = if report.is_clean() { ExitStatus::Clean } else { ExitStatus::Findings };
        told(render(&report, self.format.into(), &self.look.style(), out).and_then(|()| out.flush()), status)
    }

    /// Files with a menu on each line.
    fn book(&self, inputs: Inputs, books: Vec<Book>, out: &mut dyn Write) -> Ended {
        let wanted = Wanted { worst: usize::from(self.worst), each: self.each.as_deref() };
        let report = book::check(inputs, books, &wanted)?;
        let status = if report.is_clean() { ExitStatus::Clean } else { ExitStatus::Findings };
        let written = render_book(&report, self.format.into(), &self.look.style(), out);
        told(written.and_then(|()| out.flush()), status)
    }
}

impl From<Format> for ReportFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Human => ReportFormat::Human,
            Format::Plain => ReportFormat::Plain,
            Format::Json => ReportFormat::Json,
        }
    }
}

/// A reader who leaves early changes nothing about what was found.
fn told(written: io::Result<()>, status: ExitStatus) -> Ended {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(status),
        Err(error) => Err(error.into()),
        Ok(()) => Ok(status),
    }
}

/// Menus of a book are read one by one and forgotten, so that nothing can be set beside them.
fn refuse_mixture(inputs: &Inputs) -> Result<(), Stop> {
    let joined = inputs.with.iter().map(|further| &further.file).chain(&inputs.identifiers).next();
    let what = match (inputs.menus.first(), inputs.history.first(), joined) {
        (Some((file, _)), ..) => format!("`{}`, a menu of its own", file.name),
        (_, Some((file, _)), _) => format!("`{}`, an older menu", file.name),
        (.., Some(file)) => format!("`{}`, which says more of the options of a menu", file.name),
        _ => return Ok(()),
    };
    Err(Stop::new(format!("{what}, does not go with a file that has a menu on each line"))
        .help("check them one after the other"))
}
