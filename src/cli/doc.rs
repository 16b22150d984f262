//! `planlint doc`

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::inputs::InputFile;
use crate::packs::PackFile;
use crate::pipeline;
use crate::report::{CasesFormat, INDEX, counted, render_cases, render_handbook};

use super::host::{Look, has_extension, spoken, today};
use super::project::{Named, open};
use super::store::write_folder;
use super::{Ended, ExitStatus, Stop};

/// Write a pack, or a plan's own policy, as pages for a committee
///
/// Each rule in its own words, with its citations, the parameters that it turns on, and examples from its tests. The
/// tests are tried first: where one fails, no page is written.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder of a pack or a project, or a policy (.ips)
    #[arg(value_name = "PACK")]
    pack: PathBuf,

    /// The folder for the pages; one that is there is replaced, if there is nothing but pages in it
    #[arg(short, long, value_name = "FOLDER")]
    output: PathBuf,

    #[command(flatten)]
    look: Look,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        for_pages(&self.output)?;
        let paths = std::slice::from_ref(&self.pack);
        let inputs = open(&Named { paths, ..Named::default() }, today()?)?;
        let folder = if self.pack.is_dir() {
            self.pack.as_path()
        } else {
            self.pack.parent().unwrap_or(Path::new(""))
        };
        let (trial, handbook) = pipeline::explain(inputs, &spoken(folder));
        if !trial.is_clean() {
            render_cases(&[trial], CasesFormat::Human, &self.look.style(), out)?;
            writeln!(out, "\nNo page was written: its examples would not be true.")?;
            return Ok(ExitStatus::Findings);
        }
        let pages = render_handbook(&handbook);
        let count = pages.len();
        let file = |page: crate::report::Page| PackFile {
            file: InputFile::new(page.name.clone(), page.text.into_bytes()),
            path: page.name,
        };
        let files: Vec<PackFile> = pages.into_iter().map(file).collect();
        write_folder(&self.output, &files).map_err(Stop::new)?;
        writeln!(out, "Wrote {}: open {}.", counted(count, "page"), spoken(&self.output.join(INDEX)))?;
        Ok(ExitStatus::Clean)
    }
}

/// Nothing of somebody else's is replaced.
fn for_pages(folder: &Path) -> Result<(), Stop> {
    let name = spoken(folder);
    if !folder.exists() {
        return Ok(());
    }
    let entries = fs::read_dir(folder).map_err(|_| Stop::new(format!("`{name}` is no folder")))?;
    for entry in entries.flatten() {
        if !has_extension(&entry.path(), &["html"]) {
            let other = entry.file_name().to_string_lossy().into_owned();
            return Err(Stop::new(format!("the folder `{name}` has more in it than pages: `{other}`"))
                .help("name a folder of its own for the pages"));
        }
    }
    Ok(())
}
