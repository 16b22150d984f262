//! `planlint fmt`

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostics, kinds};
use crate::format::{Formatted, difference, format};
use crate::inputs::{Content, InputFile};
use crate::report::render_diagnostic;
use crate::source::{SourceId, SourceMap};

use super::host::{Look, read, read_standard_input};
use super::library::policies;
use super::store::write_file;
use super::{Ended, ExitStatus, Stop, complain};

/// Lay policies out in the one way that all of them share
///
/// Only blanks and blank lines change; words, comments and line breaks stay as their author wrote them. A file in which
/// something cannot be read is left as it is.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Policies (.ips), a planlint.toml, or a folder with either; `-` lays standard input out on standard output
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Write nothing, and list the files that would change; the exit status is 1 if there are any
    #[arg(long)]
    check: bool,

    /// Write nothing, and show what would change; the exit status is 1 if anything would
    #[arg(long)]
    diff: bool,

    #[command(flatten)]
    look: Look,
}

/// How many files came to what.
#[derive(Default)]
struct Tally {
    changed: usize,
    unchanged: usize,
    faulty: usize,
    /// Those that would have become other policies.
    ours: usize,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        if self.paths.iter().any(|path| path == Path::new("-")) {
            return match self.paths.as_slice() {
                [_] => self.standard_input(out),
                _ => Err(Stop::new("`-` is standard input, and stands alone")),
            };
        }
        let (paths, found) = policies(&self.paths)?;
        let mut tally = Tally::default();
        self.tell(&found.diagnostics, found.sources(), out)?;
        // All are opened before the first is written.
        let files: Vec<InputFile> = paths.iter().map(|path| read(path)).collect::<Result<_, _>>()?;
        for (path, file) in paths.iter().zip(files) {
            let name = file.name.clone();
            let Some(text) = self.formatted(file, &mut tally, out)? else { continue };
            if self.check {
                writeln!(out, "{name}")?;
            }
            if !self.check && !self.diff {
                // What is written takes the place of what was there, and a device or a pipe must keep its place.
                if !path.is_file() {
                    return Err(Stop::new(format!("`{name}` is no file that could be written"))
                        .help("`planlint fmt -` lays standard input out on standard output"));
                }
                write_file(&path.canonicalize().unwrap_or_else(|_| path.clone()), &text)?;
            }
        }
        writeln!(out, "{}", self.summary(&tally))?;
        let would = tally.changed > 0 && (self.check || self.diff);
        Ok(match tally {
            Tally { ours: 1.., .. } => ExitStatus::CouldNotRun,
            _ if would || tally.faulty > 0 || found.diagnostics.has_errors() => ExitStatus::Findings,
            _ => ExitStatus::Clean,
        })
    }

    /// Only the policy stands on standard output; messages stand on standard error.
    fn standard_input(&self, out: &mut dyn Write) -> Ended {
        let file = read_standard_input()?;
        let before = file.content.clone();
        let mut tally = Tally::default();
        let formatted = match self.check || self.diff {
            true => self.formatted(file, &mut tally, out)?,
            false => self.formatted(file, &mut tally, &mut std::io::stderr().lock())?,
        };
        if !self.check && !self.diff {
            match (&formatted, &before) {
                (Some(text), _) => out.write_all(text.as_bytes())?,
                (None, Content::Bytes(bytes)) if tally.unchanged > 0 => out.write_all(bytes)?,
                _ => {}
            }
        }
        Ok(match tally {
            Tally { ours: 1.., .. } => ExitStatus::CouldNotRun,
            Tally { faulty: 1.., .. } => ExitStatus::Findings,
            _ if formatted.is_some() && (self.check || self.diff) => ExitStatus::Findings,
            _ => ExitStatus::Clean,
        })
    }

    /// What a file should be, if that is not what it is. Messages and differences are told.
    fn formatted(
        &self,
        file: InputFile,
        tally: &mut Tally,
        out: &mut dyn Write,
    ) -> Result<Option<String>, Stop> {
        let before = file.content.clone();
        let name = file.name.clone();
        let (mut sources, mut diagnostics) = (SourceMap::new(), Diagnostics::new());
        let formatted = match admit(file, &mut sources, &mut diagnostics).and_then(|id| sources.get(id)) {
            Some(source) => format(source),
            None => Formatted::Faulty(diagnostics),
        };
        match formatted {
            Formatted::Faulty(diagnostics) => {
                tally.faulty = tally.faulty.saturating_add(1);
                self.tell(&diagnostics, &sources, out)?;
                Ok(None)
            }
            Formatted::Changed => {
                tally.ours = tally.ours.saturating_add(1);
                complain(
                    &format!("this is a bug in planlint, not in your files: it cannot lay `{name}` out"),
                    Some(
                        "the file was left as it was; please report it with the file, or the part of it that shows the fault",
                    ),
                );
                Ok(None)
            }
            Formatted::Text(text) => {
                if matches!(&before, Content::Bytes(bytes) if bytes == text.as_bytes()) {
                    tally.unchanged = tally.unchanged.saturating_add(1);
                    return Ok(None);
                }
                tally.changed = tally.changed.saturating_add(1);
                if let (true, Content::Bytes(bytes)) = (self.diff, &before) {
                    write!(out, "{}", difference(&name, &String::from_utf8_lossy(bytes), &text))?;
                }
                Ok(Some(text))
            }
        }
    }

    fn tell(
        &self,
        diagnostics: &Diagnostics,
        sources: &SourceMap,
        out: &mut dyn Write,
    ) -> std::io::Result<()> {
        let style = self.look.style();
        for message in diagnostics.clone().sorted() {
            writeln!(out, "{}", render_diagnostic(&message, sources, &style))?;
        }
        Ok(())
    }

    fn summary(&self, tally: &Tally) -> String {
        let files = |number: usize| format!("{number} file{}", if number == 1 { "" } else { "s" });
        let told = match self.check || self.diff {
            true => format!("{} would change, {} would not", files(tally.changed), tally.unchanged),
            false => format!("Formatted {}, {} left unchanged", files(tally.changed), tally.unchanged),
        };
        match tally.faulty {
            0 => format!("{told}."),
            faulty => format!("{told}, {faulty} cannot be read."),
        }
    }
}

/// As a check takes a policy in, but that a file of comments alone will do.
fn admit(file: InputFile, sources: &mut SourceMap, diagnostics: &mut Diagnostics) -> Option<SourceId> {
    let id = file.admit(sources, diagnostics);
    let empty = diagnostics.iter().find(|told| told.kind.name == kinds::EMPTY_FILE.name);
    id.or(empty.and_then(|told| told.primary.as_ref()).map(|label| label.at.source))
}
