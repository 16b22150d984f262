//! `planlint diff`

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::diagnostics::Severity;
use crate::pipeline::{self, Inputs};
use crate::report::render_changes;

use super::check::day;
use super::host::{Look, today};
use super::project::{Named, open};
use super::{Ended, ExitStatus, Stop};

/// Show what differs between two policies, or between two versions of a pack, rule by rule
///
/// With menus, it shows too which of them come to something else, and by which rule.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The old policy (.ips), or a folder with a planlint.toml
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The new one
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// A menu (.yaml, .yml or .json), or a folder of menus; may be given several times
    #[arg(long = "menu", value_name = "FILE")]
    menus: Vec<PathBuf>,

    /// Check the menus as of this day, written 2026-10-01; today, if it is not given
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    #[command(flatten)]
    look: Look,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let as_of = self.as_of.unwrap_or_else(today);
        let side = |path: &PathBuf| -> Result<Inputs, Stop> {
            let paths = std::slice::from_ref(path);
            let named =
                Named { paths, menus: &self.menus, history: &[], with: &[], identifiers: &[], profile: None };
            let mut inputs = open(&named, as_of)?;
            // Both are looked at on the same menus, which are those of the command line.
            if self.menus.is_empty() {
                inputs.menus.clear();
            }
            Ok(inputs)
        };
        let changes = pipeline::compare(side(&self.old)?, side(&self.new)?);
        write!(out, "{}", render_changes(&changes, &self.look.style()))?;
        let is_wrong = |one: &crate::diagnostics::Diagnostic| one.severity == Severity::Error;
        let wrong = changes.old.0.iter().chain(&changes.new.0).any(is_wrong);
        Ok(if wrong { ExitStatus::Findings } else { ExitStatus::Clean })
    }
}
