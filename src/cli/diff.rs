//! `planlint diff`

use std::io::Write;
use std::path::PathBuf;

use jiff::civil::Date;

use crate::pipeline::{self, Inputs};
use crate::report::{render_changes, write_changes};

use super::book::{self, Book};
use super::host::{Look, day, progress, today};
use super::project::{Named, Project, open_project};
use super::{Ended, ExitStatus, Stop};

/// Show what differs between two policies, or between two versions of a pack, rule by rule
///
/// A rule is told to be tightened or loosened where that is proved for every menu and every day. With menus, a table of plans by
/// rule shows which of them come to something else.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exit status: 0 both were compared, whatever differs; 1 something in them or in a menu is to be put right; \
2 could not run."
)]
pub(super) struct Args {
    /// The old policy (.ips), or a folder with a planlint.toml
    #[arg(value_name = "OLD")]
    old: PathBuf,

    /// The new one
    #[arg(value_name = "NEW")]
    new: PathBuf,

    /// A menu, a folder of menus, a pattern such as 'clients/*.yaml', or a file with a menu of JSON on each line (.ndjson, .jsonl,
    /// or these as .gz); may be given several times
    #[arg(long = "menu", value_name = "FILE")]
    menus: Vec<PathBuf>,

    /// Read the menus by this profile of planlint.toml, or by one that comes with planlint
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Check the menus as of this day, written 2026-10-01; today, if it is not given
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,

    /// Choose the form of what is told
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    format: Format,

    #[command(flatten)]
    look: Look,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Words and a table, for people and for grep
    Human,
    /// planlint.diff/1, for machines
    Json,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let as_of = self.as_of.map_or_else(today, Ok)?;
        let side = |path: &PathBuf| -> Result<(Inputs, Vec<Book>), Stop> {
            let named = Named {
                paths: std::slice::from_ref(path),
                menus: &self.menus,
                profile: self.profile.as_deref(),
                ..Named::default()
            };
            let Project { mut inputs, mut books, .. } = open_project(&named, as_of)?;
            // Both are looked at on the same menus, which are those of the command line.
            if self.menus.is_empty() {
                inputs.menus.clear();
                books.clear();
            }
            Ok((inputs, books))
        };
        let ((old, books), (new, _)) = (side(&self.old)?, side(&self.new)?);
        let (mut changes, comparing) = pipeline::compare(old, new);
        let can_compare = changes.errors().next().is_none();
        if can_compare {
            changes.outcomes = comparing.menus(&mut progress("menu"));
            if !books.is_empty() {
                book::compare(comparing, books, &mut changes.outcomes)?;
            }
        }
        match self.format {
            Format::Human => write!(out, "{}", render_changes(&changes, &self.look.style()))?,
            Format::Json => write_changes(&changes, out)?,
        }
        let is_whole = can_compare && changes.outcomes.faulty.is_empty();
        Ok(if is_whole { ExitStatus::Clean } else { ExitStatus::Findings })
    }
}
