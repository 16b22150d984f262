//! `planlint test`

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::pipeline::{self, Step, Trial};
use crate::report::{CasesFormat, render_cases};

use super::host::{Look, progress, today};
use super::library::library;
use super::project::{Named, open};
use super::{Ended, ExitStatus};

/// Try the tests that a policy contains
///
/// A test gives an invented menu and says what the rules come to on it. A folder stands for its planlint.toml, or for
/// all policies in it; a folder that has neither stands for all projects and policies below it, each tried on its own.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Policies (.ips), a planlint.toml, or a folder with either
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Try only tests with this text in their title
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    filter: String,

    /// Choose the form of the outcome
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,

    #[command(flatten)]
    look: Look,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Framed lines of the policy, for a terminal
    Human,
    /// One fact on a line, for screen readers, logs and grep
    Plain,
    /// planlint.tests/1, for machines
    Json,
    /// JUnit's XML, for build servers
    Junit,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let library = match self.paths.as_slice() {
            [] => library(Path::new("."))?,
            [folder] => library(folder)?,
            _ => None,
        };
        let each = match &library {
            Some(found) => found.iter().map(std::slice::from_ref).collect(),
            None => vec![self.paths.as_slice()],
        };
        let (mut step, of) = (progress("policy"), each.len());
        let mut trials = Vec::new();
        for (done, paths) in each.into_iter().enumerate() {
            step(Step { done, of });
            let named = Named { paths, ..Named::default() };
            // A test has a day of its own; that of the clock decides nothing.
            trials.push(pipeline::try_cases(open(&named, today()?)?, &self.filter));
        }
        if library.is_some() {
            // Where a text is searched for, what does not have it is not asked.
            trials.retain(|trial| self.filter.is_empty() || !trial.cases.cases.is_empty());
        }
        let format = match self.format {
            Format::Human => CasesFormat::Human,
            Format::Plain => CasesFormat::Plain,
            Format::Json => CasesFormat::Json,
            Format::Junit => CasesFormat::Junit,
        };
        let status = if !trials.is_empty() && trials.iter().all(Trial::is_clean) {
            ExitStatus::Clean
        } else {
            ExitStatus::Findings
        };
        match render_cases(&trials, format, &self.look.style(), out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(status),
        }
    }
}
