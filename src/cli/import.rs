//! `planlint import`

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::diagnostics::Diagnostics;
use crate::inputs::Encoding;
use crate::menu::{self, Menu};
use crate::pipeline::{ComparedNames, Further, Inputs, compare_names};
use crate::policy::builtin_schema;
use crate::report::render_diagnostic;
use crate::source::SourceMap;

use super::host::{Look, has_extension, read, spoken};
use super::project::{MENU, Named, open};
use super::stages::{profiles, settings_for};
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

    /// Propose a profile instead: say of each column what it is taken for, how sure that is, and what is left alone; and
    /// aliases, where names differ from those of other files
    #[arg(long, conflicts_with_all = ["output", "profile"])]
    inspect: bool,

    /// With --inspect: other files that say more of the options of FILE. Where their names differ, aliases are proposed;
    /// without it, those for FILE and the menus of planlint.toml
    #[arg(long, value_name = "FILE", requires = "inspect")]
    with: Vec<PathBuf>,

    /// The encoding of a .csv file that is not UTF-8, such as windows-1252
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    encoding: Option<Encoding>,

    #[command(flatten)]
    look: Look,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let is_table = has_extension(&self.file, &["csv", "tsv", "xlsx", "xlsm"]);
        let inspects_names = self.inspect && has_extension(&self.file, MENU);
        if !is_table && !inspects_names && (self.inspect || self.profile.is_none()) {
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
        let mut known = profiles.iter().chain(menu::shelf());
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
                let names = self.names()?;
                if is_table {
                    out.write_all(menu::inspect(source, &profiles, &schema).as_bytes())?;
                } else if names.is_none() {
                    return Err(Stop::new(format!("`{}` is no table by its name", spoken(&self.file)))
                        .help("a profile can be proposed for .csv, .tsv and .xlsx; names are compared with the files that `--with` lists, or with the menus of planlint.toml"));
                }
                if let Some(names) = names {
                    let gap = if is_table { "\n" } else { "" };
                    write!(out, "{gap}{}", names.text)?;
                }
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

    /// The names of the file, held against those of the others. With `--with` it is the menu, as it is in a check. Without, a
    /// menu of the project is held against what is joined to it there, and any other file against the menus.
    fn names(&self) -> Result<Option<ComparedNames>, Stop> {
        // The day plays no part.
        let day = Date::default();
        let settings = settings_for(&self.file);
        let file = std::slice::from_ref(&self.file);
        let inputs = match (&settings, self.with.is_empty()) {
            (None, true) => return Ok(None),
            (None, false) => {
                let mut inputs = Inputs::new(day);
                inputs.menus.push((read(&self.file)?, None));
                for path in &self.with {
                    inputs.with.push(Further { file: read(path)?, profile: None, governs: Vec::new() });
                }
                inputs
            }
            (Some(settings), false) => {
                let paths = std::slice::from_ref(settings);
                open(&Named { paths, menus: file, with: &self.with, ..Named::default() }, day)?
            }
            (Some(settings), true) => {
                let paths = std::slice::from_ref(settings);
                let listed = open(&Named { paths, ..Named::default() }, day)?;
                let name = spoken(&self.file);
                match listed.menus.iter().any(|(menu, _)| menu.name == name) {
                    true => open(&Named { paths, menus: file, ..Named::default() }, day)?,
                    false => open(&Named { paths, with: file, ..Named::default() }, day)?,
                }
            }
        };
        let has_both = !inputs.menus.is_empty() && !inputs.with.is_empty();
        Ok(has_both.then(|| compare_names(inputs)))
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
