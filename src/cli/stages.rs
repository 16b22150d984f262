//! `planlint stages`

use std::io::Write;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::diagnostics::Diagnostics;
use crate::menu::Profile;
use crate::pipeline::Inputs;
use crate::report::render_diagnostic_plain;
use crate::settings::FILE_NAME;
use crate::source::SourceMap;
use crate::{menu, policy, syntax};

use super::host::{has_extension, read};
use super::project::MENU;
use super::{Ended, ExitStatus, Stop};

/// Show every stage of one file: a policy as written and as meant, or a menu as offered
///
/// For whoever works on planlint, or wonders how it understood a file. The form of the output is not stable.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A policy (.ips) or a menu (.yaml, .json, .csv or .xlsx)
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let mut sources = SourceMap::new();
        let mut diagnostics = Diagnostics::new();
        let admitted = read(&self.file)?.admit(&mut sources, &mut diagnostics);
        if let Some(source) = admitted.and_then(|id| sources.get(id)) {
            if has_extension(&self.file, MENU) {
                let schema = policy::builtin_schema();
                let profiles = profiles(&self.file)?;
                let menu = diagnostics.take(menu::read_menu(source, &profiles, None, &schema));
                stage(out, "as offered", &menu::dump(&menu, &schema, &sources))?;
            } else {
                let tree = diagnostics.take(syntax::parse(source));
                stage(out, "as written", &syntax::dump(&tree))?;
                let trees = [tree];
                diagnostics.take(policy::used(&trees, &[]));
                let schema = diagnostics.take(policy::declare(&trees, policy::builtin_schema()));
                let policy = diagnostics.take(policy::resolve(&trees, &schema));
                stage(out, "as meant", &policy::dump(&policy, &schema))?;
            }
        }
        let status = if diagnostics.has_errors() { ExitStatus::Findings } else { ExitStatus::Clean };
        let messages: Vec<String> =
            diagnostics.sorted().iter().map(|message| render_diagnostic_plain(message, &sources)).collect();
        if !messages.is_empty() {
            stage(out, "what is wrong", &messages.join("\n"))?;
        }
        Ok(status)
    }
}

/// The profiles of the settings beside the menu, or else of those in the current folder.
pub(super) fn profiles(menu: &Path) -> Result<Vec<(String, Profile)>, Stop> {
    let settings = settings_for(menu);
    // The day plays no part in reading them.
    let mut inputs = Inputs::new(Date::default());
    if let Some(settings) = settings {
        inputs.read_settings(read(&settings)?);
    }
    Ok(inputs.profiles)
}

/// The settings beside a menu, or else those in the current folder.
pub(super) fn settings_for(menu: &Path) -> Option<PathBuf> {
    [menu.with_file_name(FILE_NAME), PathBuf::from(FILE_NAME)].into_iter().find(|path| path.is_file())
}

fn stage(out: &mut dyn Write, name: &str, text: &str) -> std::io::Result<()> {
    writeln!(out, "== {name}\n")?;
    writeln!(out, "{}\n", text.trim_end())
}
