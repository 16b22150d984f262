//! Which baseline a check is held against, and writing one.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::baseline::{Baseline, FILE_NAME};
use crate::inputs::{Content, InputFile};
use crate::pipeline::{Inputs, Report};

use super::host::{read, spoken};
use super::project::Home;
use super::store::write_file;
use super::{Stop, complain};

/// What a check does about what was found before.
#[derive(Debug, clap::Args)]
pub(super) struct Choice {
    /// Accept the findings that this file lists, and fail on others only; as `baseline` in planlint.toml
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Accept what is found today: write it to the file of --baseline, to that of planlint.toml, or to
    /// planlint-baseline.txt
    #[arg(long)]
    write_baseline: bool,

    /// Do without the baseline that planlint.toml names
    #[arg(long, conflicts_with_all = ["baseline", "write_baseline"])]
    no_baseline: bool,
}

/// A baseline to hold a report against, or to write.
pub(super) struct Plan {
    path: PathBuf,
    /// Whether it is to be written.
    write: bool,
    /// Whether a check without options uses it from now on.
    is_listed: bool,
}

impl Choice {
    /// Whether it is about the baseline of one project.
    pub(super) fn names_a_file(&self) -> bool {
        self.baseline.is_some()
    }

    /// What is to be done with which file; nothing, if no baseline is asked for. One that is listed and is not there is
    /// reported where it is listed.
    pub(super) fn plan(&self, home: &Home, inputs: &mut Inputs) -> Result<Option<Plan>, Stop> {
        let listed = home.baseline.as_ref().filter(|_| !self.no_baseline);
        let path = match (&self.baseline, listed) {
            (Some(named), _) => named.clone(),
            (None, Some(listed)) => home.folder.join(&listed.path),
            (None, None) if self.write_baseline => home.folder.join(FILE_NAME),
            (None, None) => return Ok(None),
        };
        if !self.write_baseline && !path.exists() {
            let help = "write it, to accept what is found today: `planlint check --write-baseline`";
            return match listed.filter(|_| self.baseline.is_none()) {
                Some(listed) => {
                    inputs.leads_nowhere(listed, "is not there", help);
                    Ok(None)
                }
                None => Err(Stop::new(format!("there is no baseline `{}`", spoken(&path)))
                    .help(format!("write it, to accept what is found today: `planlint check --baseline {} --write-baseline`", spoken(&path)))),
            };
        }
        let is_listed = listed.is_some_and(|listed| home.folder.join(&listed.path) == path);
        Ok(Some(Plan { path, write: self.write_baseline, is_listed }))
    }
}

impl Plan {
    /// Holds a report against the baseline; where that is asked for, it is written before. The answer is what there is to
    /// say about that to people.
    pub(super) fn carry_out(&self, report: &mut Report) -> Result<String, Stop> {
        if !self.write {
            report.accept(read(&self.path)?);
            return Ok(String::new());
        }
        let name = spoken(&self.path);
        let Some(text) = report.baseline_text() else {
            complain(&format!("`{name}` was not written: the mistakes in the files come first"), None);
            return Ok(String::new());
        };
        if self.path.exists() && !is_baseline(&self.path)? {
            return Err(Stop::new(format!("`{name}` is there, and is no baseline"))
                .help("nothing was written; name another file"));
        }
        write_file(&self.path, &text)?;
        report.accept(InputFile::new(name.as_str(), text));
        let findings = report.baseline.as_ref().map_or(0, |baseline| baseline.findings);
        let noun = if findings == 1 { "finding" } else { "findings" };
        let mut said = format!("wrote {name}: {findings} {noun} accepted\n");
        if !self.is_listed {
            let file = self.path.file_name().unwrap_or_default().to_string_lossy();
            let _ = writeln!(
                said,
                "  help: name it in planlint.toml, and every check uses it: `baseline = \"{file}\"`"
            );
        }
        said.push('\n');
        Ok(said)
    }
}

/// Whether what is there may be written over.
fn is_baseline(path: &Path) -> Result<bool, Stop> {
    Ok(match read(path)?.content {
        Content::Bytes(bytes) => bytes.is_empty() || Baseline::is_meant(&String::from_utf8_lossy(&bytes)),
        Content::TooLarge(_) => false,
    })
}
