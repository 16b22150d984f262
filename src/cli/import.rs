//! `planlint import`

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::diagnostics::Diagnostics;
use crate::inputs::Encoding;
use crate::menu::{self, Menu};
use crate::policy::builtin_schema;
use crate::report::render_diagnostic;
use crate::source::SourceMap;

use super::host::{Look, has_extension, read, spoken};
use super::stages::profiles;
use super::{Ended, ExitStatus, Stop};

/// Turn a spreadsheet, or another file that a profile reads, into a menu in planlint's own form
///
/// The menu is written to standard output, or to a file with --output; what is wrong with the file is told on standard
/// error. A profile says which column is which fact: one of planlint.toml, or one that comes with planlint.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A table (.csv, .tsv or .xlsx); with --profile also a .json or .yaml of another form
    #[arg(value_name = "FILE")]
    file: PathBuf,

    /// Read the file by this profile
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,

    /// Write the menu into this file, which must not be there yet
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write the file even if it is there
    #[arg(long, requires = "output")]
    force: bool,

    /// Propose a profile instead: say of each column what it is taken for, how sure that is, and what is left alone
    #[arg(long, conflicts_with_all = ["output", "profile"])]
    inspect: bool,

    /// The encoding of a .csv file that is not UTF-8, such as windows-1252
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,

    #[command(flatten)]
    look: Look,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let is_table = has_extension(&self.file, &["csv", "tsv", "xlsx", "xlsm"]);
        if !is_table && (self.inspect || self.profile.is_none()) {
            let stop = Stop::new(format!("`{}` is no table by its name", spoken(&self.file)));
            return Err(match self.inspect {
                true => stop.help("a profile can be proposed for .csv, .tsv and .xlsx"),
                false => stop.help("a menu in planlint's own form needs no import; for another form name the profile that reads it, with --profile"),
            });
        }
        if let Some(output) =
            self.output.as_deref().filter(|output| !self.force && output.symlink_metadata().is_ok())
        {
            return Err(Stop::new(format!("`{}` is already there", spoken(output)))
                .help("nothing was written; name another file, or overwrite it with --force"));
        }
        let profiles = profiles(&self.file)?;
        let shelf = menu::shelf();
        let mut known = profiles.iter().chain(&shelf);
        let profile = self.profile.as_ref().map(|name| {
            let found = known.find(|(known, _)| known == name);
            found.ok_or_else(|| {
                Stop::new(format!("there is no profile `{name}`"))
                    .help("`planlint import --inspect` proposes one")
            })
        });
        let profile = profile.transpose()?;
        let declared = profile.and_then(|(_, profile)| Encoding::named(profile.encoding()?));

        let mut sources = SourceMap::new();
        let mut diagnostics = Diagnostics::new();
        let schema = builtin_schema();
        let file = read(&self.file)?;
        let admitted = file.admit_as(self.encoding.or(declared), &mut sources, &mut diagnostics);
        let mut wrote = None;
        if let Some(source) = admitted.and_then(|id| sources.get(id)) {
            if self.inspect {
                out.write_all(menu::inspect(source, &profiles, &schema).as_bytes())?;
            } else {
                let menu =
                    diagnostics.take(menu::read_menu(source, &profiles, self.profile.as_deref(), &schema));
                if !(says_nothing(&menu) && diagnostics.has_errors()) {
                    let text = menu::to_yaml(&menu, &schema, &sources);
                    wrote = self.write(&text, &menu, out)?;
                }
            }
        }
        out.flush()?;
        let status = if diagnostics.has_errors() { ExitStatus::Findings } else { ExitStatus::Clean };
        let mut err = io::stderr().lock();
        for message in diagnostics.sorted() {
            let _ = writeln!(err, "{}", render_diagnostic(&message, &sources, &self.look.style()));
        }
        if let Some(wrote) = wrote {
            let _ = writeln!(err, "{wrote}");
        }
        Ok(status)
    }

    fn write(&self, text: &str, menu: &Menu, out: &mut dyn Write) -> Result<Option<String>, Stop> {
        let Some(output) = &self.output else {
            out.write_all(text.as_bytes())?;
            return Ok(None);
        };
        let cannot = |error: io::Error| Stop::new(format!("`{}` cannot be written: {error}", spoken(output)));
        create(output, self.force).and_then(|mut file| file.write_all(text.as_bytes())).map_err(cannot)?;
        let options = menu.plan.parts().len();
        let noun = if options == 1 { "option" } else { "options" };
        Ok(Some(format!("wrote {} ({options} {noun})", spoken(output))))
    }
}

/// A file that was not there when it was looked for is not overwritten either.
fn create(path: &Path, force: bool) -> io::Result<File> {
    if force {
        fs::OpenOptions::new().write(true).create(true).truncate(true).open(path)
    } else {
        File::create_new(path)
    }
}

fn says_nothing(menu: &Menu) -> bool {
    menu.plan.parts().is_empty() && menu.plan.facts.is_empty()
}

fn encoding(name: &str) -> Result<Encoding, String> {
    Encoding::named(name).ok_or_else(|| "write it as in `windows-1252`, `utf-16le` or `macintosh`".into())
}
