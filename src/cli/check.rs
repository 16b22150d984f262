//! `planlint check`

use std::io::{self, Write};
use std::path::PathBuf;

use jiff::civil::Date;

use crate::pipeline;
use crate::report::{ReportFormat, render};
use crate::settings::OnUnknown;
use crate::vocabulary::Moment;

use super::host::{Look, progress, today};
use super::project::{Named, open};
use super::{Ended, ExitStatus};

/// Check menus against a policy
///
/// In a folder with planlint.toml no argument is needed. Otherwise name a policy, and a menu with --menu.
/// Files on the command line stand in for those that planlint.toml lists.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Policies (.ips), a planlint.toml, or a folder with either
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// A menu (.yaml, .yml or .json), or a folder of menus; may be given several times
    #[arg(long = "menu", value_name = "FILE")]
    menus: Vec<PathBuf>,

    /// An older menu of the same plan, or a folder of such: looked back at by rules over several quarters, not checked
    #[arg(long = "history", value_name = "FILE")]
    history: Vec<PathBuf>,

    /// Read the menus by this profile of planlint.toml
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

    #[command(flatten)]
    look: Look,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Framed lines of policy and menu, for a terminal
    Human,
    /// One fact on a line, for screen readers, logs and grep
    Plain,
    /// planlint.report/1, for machines
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
        let named = Named {
            paths: &self.paths,
            menus: &self.menus,
            history: &self.history,
            profile: self.profile.as_deref(),
        };
        let mut inputs = open(&named, self.as_of.unwrap_or_else(today))?;
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
        let report = pipeline::check(inputs, &mut progress("menu"));
        let format = match self.format {
            Format::Human => ReportFormat::Human,
            Format::Plain => ReportFormat::Plain,
            Format::Json => ReportFormat::Json,
        };
        let status = if report.is_clean() { ExitStatus::Clean } else { ExitStatus::Findings };
        match render(&report, format, &self.look.style(), out).and_then(|()| out.flush()) {
            // A reader who leaves early changes nothing about what was found.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(status),
            Err(error) => Err(error.into()),
            Ok(()) => Ok(status),
        }
    }
}

pub(super) fn day(text: &str) -> Result<Date, String> {
    use crate::vocabulary::{LiteralFault, Type, Value, parse_literal};
    match parse_literal(text, &Type::Date) {
        Ok(Value::Date(day)) => Ok(day),
        Err(LiteralFault::NoSuchDate) => Err("the calendar does not have this day".into()),
        _ => Err("write the day as 2026-10-01".into()),
    }
}
