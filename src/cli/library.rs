//! A folder of folders: the projects and the policies below it, each of which stands on its own.

use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::diagnostics::listed;
use crate::packs::LOCK_NAME;
use crate::pipeline::Inputs;
use crate::report::counted;
use crate::settings::{FILE_NAME, Origin};

use super::git::Changed;
use super::host::{files_in, folders_in, has_extension, read, spoken};
use super::project::{MENU, Opened, POLICY, Project, folder, folder_of, listed_policies, sort_out};
use super::{ExitStatus, Stop};

/// What a folder of folders has below it, each to be looked at on its own: a project, or a policy that is in none.
/// `None` for a folder that is one of these itself.
pub(super) fn library(root: &Path) -> Result<Option<Vec<PathBuf>>, Stop> {
    if !root.is_dir() || root.join(FILE_NAME).is_file() || !files_in(root, POLICY)?.is_empty() {
        return Ok(None);
    }
    let mut found = Vec::new();
    let mut folders = vec![root.to_path_buf()];
    while let Some(folder) = folders.pop() {
        if folder.join(FILE_NAME).is_file() {
            found.push(folder);
        } else {
            found.extend(files_in(&folder, POLICY)?);
            folders.extend(folders_in(&folder)?);
        }
    }
    found.sort();
    Ok(Some(found).filter(|found| !found.is_empty()))
}

/// The policies that were named, each once, and those of the projects and folders that were: as `check` and `test`
/// find them. What is wrong with the settings is in the inputs, which have nothing else.
pub(super) fn policies(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Inputs), Stop> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here[..] } else { paths };
    // The day plays no part in finding them.
    let (mut inputs, mut opened, mut files) = (Inputs::new(Date::default()), Opened::default(), Vec::new());
    for path in paths {
        if has_extension(path, MENU) && !path.is_dir() {
            let name = spoken(path);
            return Err(Stop::new(format!(
                "`{name}` is no policy by its name, and a policy (*.ips) is needed here"
            )));
        }
        let library = library(path)?;
        if path.is_dir()
            && library.is_none()
            && !path.join(FILE_NAME).is_file()
            && files_in(path, POLICY)?.is_empty()
        {
            return Err(Stop::new(format!(
                "there is no policy (*.ips) in {}, and no {FILE_NAME}",
                folder(path)
            )));
        }
        for path in library.unwrap_or_else(|| vec![path.clone()]) {
            let (mut found, project) = sort_out(std::slice::from_ref(&path))?;
            if let Some(project) = project.filter(|_| found.is_empty()) {
                let base = folder_of(&project);
                let settings = inputs.read_settings(read(&project)?);
                found = listed_policies(&mut inputs, &base, &settings)?;
            }
            files.extend(found.into_iter().filter(|path| opened.is_new(path)));
        }
    }
    Ok((files, inputs))
}

/// Whether there is nothing to hold a policy against, and nothing that says there should be: a pack, or a loose policy.
pub(super) fn is_library_only(folder: &Path, project: &Project) -> bool {
    let is_plan = folder.join(FILE_NAME).is_file() && project.inputs.packs.own.is_none();
    !is_plan && project.inputs.menus.is_empty() && project.books.is_empty()
}

/// Whether anything that a project reads may have changed: what is in its folder, what it reads from elsewhere, and what
/// lies beside that, since it may have been deleted. What git does not keep is taken to have changed.
pub(super) fn may_have_changed(folder: &Path, project: &Project, changed: &Changed) -> bool {
    let Project { inputs, books, home } = project;
    let baseline = home.baseline.iter().map(|listed| home.folder.join(&listed.path));
    let own = [FILE_NAME, LOCK_NAME].map(|name| folder.join(name)).into_iter().chain(baseline);
    let read = inputs.files().map(|file| PathBuf::from(&file.name));
    let books = books.iter().map(|book| book.path.clone());
    let has_changed = |file: PathBuf| {
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        changed.file(&file) || changed.within(folder)
    };
    // Fetched packs are what the lock says, or nothing is checked.
    let mut packs =
        inputs.packs.iter().filter(|pack| matches!(pack.origin, Origin::Path(_) | Origin::Project));
    // A file that is listed and not there may have been there.
    !inputs.diagnostics.is_empty()
        || changed.within(folder)
        || own.filter(|file| file.is_file()).chain(read).chain(books).any(has_changed)
        || packs.any(|pack| changed.within(Path::new(&pack.folder)))
}

/// How the projects of a folder ended.
#[derive(Default)]
pub(super) struct Ends {
    /// Those that were checked.
    pub(super) checked: Vec<(String, ExitStatus)>,
    /// Those that were not, since nothing has changed in them.
    pub(super) unchanged: Vec<String>,
    /// Packs and policies that no menu is held against.
    pub(super) without_menu: Vec<String>,
}

impl Ends {
    /// The gravest end.
    pub(super) fn status(&self) -> ExitStatus {
        let clean = self.checked.iter().all(|(_, status)| *status == ExitStatus::Clean);
        if clean { ExitStatus::Clean } else { ExitStatus::Findings }
    }

    /// The last lines: what was checked, what was not, and where there is something to put right.
    pub(super) fn said(&self, since: Option<&str>) -> Result<String, Stop> {
        if self.checked.is_empty() && self.unchanged.is_empty() {
            return Err(Stop::new(format!(
                "there is no menu to check: {}",
                listed(self.without_menu.iter().map(String::as_str), 3)
            ))
            .help("a pack or a policy without a menu has tests of its own: `planlint test`"));
        }
        let mut lines = Vec::new();
        let not_clean = || self.checked.iter().filter(|(_, status)| *status != ExitStatus::Clean);
        for (project, _) in not_clean() {
            lines.push(format!("something to put right: {project}"));
        }
        for without in &self.without_menu {
            lines.push(format!("no menu, and not checked: {without} (`planlint test` tries it)"));
        }
        let of = self.checked.len().saturating_add(self.unchanged.len());
        let projects = counted(of, "project");
        lines.push(match (self.checked.len(), not_clean().count(), since) {
            (0, _, Some(since)) => {
                format!("Nothing was checked: in {projects} nothing has changed since {since}.")
            }
            (all, wrong, since) => {
                let wrong = match wrong {
                    0 => "all are clean".to_string(),
                    wrong => format!("{wrong} with something to put right"),
                };
                let rest = match (self.unchanged.len(), since) {
                    (0, _) | (_, None) => String::new(),
                    (rest, Some(since)) => format!("; nothing has changed since {since} in {rest}"),
                };
                format!("Checked {all} of {projects}: {wrong}{rest}.")
            }
        });
        Ok(lines.join("\n") + "\n")
    }
}
