//! `planlint test`

use std::io::{self, Write};
use std::path::PathBuf;

use crate::pipeline;
use crate::report::{CasesFormat, render_cases};

use super::host::{Look, today};
use super::project::{Named, open};
use super::{Ended, ExitStatus};

/// Try the tests that a policy contains
///
/// A test gives an invented menu and says what the rules come to on it. A folder stands for its planlint.toml, or for
/// all policies in it.
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
        let named = Named {
            paths: &self.paths,
            menus: &[],
            history: &[],
            with: &[],
            identifiers: &[],
            profile: None,
        };
        // A test has a day of its own; that of the clock decides nothing.
        let trial = pipeline::try_cases(open(&named, today())?, &self.filter);
        let format = match self.format {
            Format::Human => CasesFormat::Human,
            Format::Plain => CasesFormat::Plain,
            Format::Json => CasesFormat::Json,
            Format::Junit => CasesFormat::Junit,
        };
        let status = if trial.is_clean() { ExitStatus::Clean } else { ExitStatus::Findings };
        match render_cases(&trial, format, &self.look.style(), out).and_then(|()| out.flush()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
            _ => Ok(status),
        }
    }
}
