//! `planlint new`

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use super::host::spoken;
use super::{Ended, ExitStatus, Stop};

/// Begin a project: a policy, a menu and the settings, which check green
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder, which must not have these files yet
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

/// What a new project consists of.
pub(super) const FILES: [(&str, &str); 3] = [
    ("planlint.toml", include_str!("starter/planlint.toml")),
    ("policy.ips", include_str!("starter/policy.ips")),
    ("menu.yaml", include_str!("starter/menu.yaml")),
];

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let folder = spoken(&self.folder);
        let cannot =
            |name: &str, error: &io::Error| Stop::new(format!("`{name}` cannot be written: {error}"));
        // All are looked for before the first is written: a project is never left half begun.
        for (name, _) in FILES {
            let path = self.folder.join(name);
            if path.symlink_metadata().is_ok() {
                return Err(Stop::new(format!("`{}` is already there", spoken(&path)))
                    .help("nothing was written; name a new folder"));
            }
        }
        fs::create_dir_all(&self.folder).map_err(|error| cannot(&folder, &error))?;
        for (name, text) in FILES {
            let path = self.folder.join(name);
            let mut file = fs::File::create_new(&path).map_err(|error| cannot(&spoken(&path), &error))?;
            file.write_all(text.as_bytes()).map_err(|error| cannot(&spoken(&path), &error))?;
            writeln!(out, "wrote {}", spoken(&path))?;
        }
        let check =
            if folder == "." { "planlint check".to_string() } else { format!("planlint check {folder}") };
        writeln!(out, "\nTry `{check}`, then put your own plan in its place.")?;
        Ok(ExitStatus::Clean)
    }
}
