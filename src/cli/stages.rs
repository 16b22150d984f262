//! `planlint stages`

use std::io::Write;
use std::path::PathBuf;

use super::{Ended, ExitStatus};

/// Show every stage of one file: a policy as written and as meant, a menu as offered
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A policy (.ips) or a menu (.yaml, .yml or .json)
    file: PathBuf,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        writeln!(out, "{}", self.file.display())?;
        Ok(ExitStatus::Clean)
    }
}
