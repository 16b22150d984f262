//! The command `git`: run without a shell, and without asking anybody anything.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Stop;
use super::host::spoken;

/// Runs git on the bare repository that a folder is.
pub(super) fn bare(desk: &Path, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let mut command = within(desk);
    command.env("GIT_DIR", ".").args(arguments);
    answer(command)
}

fn within(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).stdin(Stdio::null());
    command.env("GIT_ALLOW_PROTOCOL", "https:ssh:file").env("GIT_TERMINAL_PROMPT", "0");
    // Within a hook, these point at the repository that is being committed to.
    for name in [
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_PREFIX",
    ] {
        command.env_remove(name);
    }
    command
}

fn answer(mut command: Command) -> Result<Vec<u8>, String> {
    let output = command.output().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "git is not installed".to_string(),
        _ => error.to_string(),
    })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("git failed").to_string();
    Err(line.trim_start_matches("fatal: ").to_string())
}

/// What differs between the files on disk and a revision, committed or not.
pub(super) struct Changed {
    root: PathBuf,
    /// What git keeps, and does not say has changed. Where there is no revision yet, nothing.
    unchanged: BTreeSet<PathBuf>,
    /// Changed, deleted, and new but not ignored.
    changed: BTreeSet<PathBuf>,
}

impl Changed {
    /// Asks git. `HEAD` of a repository without a commit is empty: everything has changed since.
    pub(super) fn since(revision: &str, folder: &Path) -> Result<Self, Stop> {
        let run = |folder: &Path, arguments: &[&str]| {
            let mut command = within(folder);
            command.args(arguments);
            answer(command)
        };
        let root = run(folder, &["rev-parse", "--show-toplevel"]).map_err(|why| {
            Stop::new(format!("what has changed in `{}` is not known: {why}", spoken(folder)))
                .help("`--changed` asks git: check without it what is in no repository")
        })?;
        let root = PathBuf::from(String::from_utf8_lossy(&root).trim_end_matches(['\n', '\r']));
        let root = root.canonicalize().unwrap_or(root);
        let listed = |arguments: &[&str]| -> Result<BTreeSet<PathBuf>, Stop> {
            let bytes = run(&root, arguments).map_err(|why| Stop::new(format!("git says: {why}")))?;
            let paths = bytes.split(|byte| *byte == 0).filter(|path| !path.is_empty());
            Ok(paths.map(|path| root.join(path_of(path))).collect())
        };
        let mut unchanged = listed(&["ls-files", "-z", "--cached"])?;
        let mut changed = listed(&["ls-files", "-z", "--others", "--exclude-standard"])?;
        let commit = format!("{revision}^{{commit}}");
        match run(&root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit]) {
            Ok(commit) => {
                let commit = String::from_utf8_lossy(&commit).trim().to_string();
                let differs = ["diff", "--name-only", "-z", "--no-renames", "--no-relative", "--no-ext-diff"];
                let differs: Vec<&str> = differs.into_iter().chain([commit.as_str(), "--"]).collect();
                changed.extend(listed(&differs)?);
            }
            Err(_) if revision == "HEAD" => changed.append(&mut unchanged),
            Err(_) => {
                return Err(Stop::new(format!("`{revision}` is no revision of the repository")).help(
                    "name a commit, a branch or a tag; a build server may have to fetch more than the newest commit",
                ));
            }
        }
        unchanged.retain(|path| !changed.contains(path));
        Ok(Changed { root, unchanged, changed })
    }

    /// Whether anything within a folder has changed.
    pub(super) fn within(&self, folder: &Path) -> bool {
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_path_buf());
        // What lies elsewhere is not known to have stayed.
        !folder.starts_with(&self.root) || self.changed.iter().any(|path| path.starts_with(&folder))
    }

    /// Whether a file has changed, as far as is known: of what git does not keep, nobody knows that it has not.
    pub(super) fn file(&self, path: &Path) -> bool {
        let path = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        !self.unchanged.contains(&path)
    }
}

#[cfg(unix)]
fn path_of(bytes: &[u8]) -> &OsStr {
    use std::os::unix::ffi::OsStrExt as _;
    OsStr::from_bytes(bytes)
}

#[cfg(not(unix))]
fn path_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
