//! Packs on disk: where each is, which files it has, and that it reads nothing outside of its folder.

use std::collections::VecDeque;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::inputs::fingerprint;
use crate::packs::{Content, LOCK_NAME, PackFile};
use crate::pipeline::Inputs;
use crate::settings::{self, FILE_NAME, Need, Origin, Settings};
use crate::source::SourceMap;

use super::Stop;
use super::host::{folders_in, read, spoken};
use super::store::fetch;

/// Where fetched packs are kept, in the folder of the project.
pub(super) const STORE: &str = ".planlint/packs";

/// More files than any pack has.
const MOST_FILES: usize = 2000;

/// Where packs from elsewhere are, and where they are got.
pub(super) struct Store {
    /// Folders in which they are looked for.
    folders: Vec<PathBuf>,
    /// The folder into which those that are in none of these are got; if there is none, nothing is.
    desk: Option<PathBuf>,
}

impl Store {
    /// What is there; the network is not used.
    pub(super) fn as_is(project: &Path) -> Self {
        Store { folders: vec![project.join(STORE)], desk: None }
    }

    /// Everything anew.
    pub(super) fn fetching(desk: &Path) -> Self {
        Store { folders: vec![desk.into()], desk: Some(desk.into()) }
    }

    /// What is there, and anew what is not.
    pub(super) fn also_fetching(store: &Path, desk: &Path) -> Self {
        Store { folders: vec![store.into(), desk.into()], desk: Some(desk.into()) }
    }
}

/// A pack that is still to be opened.
struct Waiting {
    user: Option<String>,
    /// The folder of whoever needs it.
    base: PathBuf,
    need: Need,
}

/// Opens the packs that a project needs, those that these need, and the lock. What is wrong is told at its place.
pub(super) fn open_packs(inputs: &mut Inputs, project: &Path, settings: &Settings) -> Result<(), Stop> {
    let lock = project.join(LOCK_NAME);
    if lock.is_file() {
        inputs.read_lock(read(&lock)?);
    }
    open_needs(inputs, project, settings, &Store::as_is(project))
}

/// The same without the lock: what is there now, and not what was there when somebody looked.
pub(super) fn open_needs(
    inputs: &mut Inputs,
    project: &Path,
    settings: &Settings,
    store: &Store,
) -> Result<(), Stop> {
    let waiting = |user: Option<&str>, base: &Path, needs: &[Need]| -> VecDeque<Waiting> {
        let one =
            |need: &Need| Waiting { user: user.map(str::to_string), base: base.into(), need: need.clone() };
        needs.iter().map(one).collect()
    };
    let mut queue = waiting(None, project, &settings.needs);
    let mut provided = Vec::new();
    loop {
        while let Some(next) = queue.pop_front() {
            let Some(folder) = folder_of(inputs, &next, settings, store) else {
                if next.need.origin == Origin::Project {
                    provided.push(next);
                }
                continue;
            };
            open_one(inputs, &next, &folder, &mut queue, &waiting);
        }
        // What the project has is known once all else is open.
        let Some(next) = provided.pop() else { return Ok(()) };
        let beside = match inputs.packs.named(&next.need.key) {
            None if settings.pack.is_some() => beside(project, &next.need.key)?,
            _ => None,
        };
        match beside {
            Some(folder) => open_one(inputs, &next, &folder, &mut queue, &waiting),
            None => inputs.provide_pack(next.user.as_deref(), &next.need),
        }
    }
}

fn open_one(
    inputs: &mut Inputs,
    next: &Waiting,
    folder: &Path,
    queue: &mut VecDeque<Waiting>,
    waiting: &impl Fn(Option<&str>, &Path, &[Need]) -> VecDeque<Waiting>,
) {
    match pack_files(folder) {
        Ok(files) => {
            let read = inputs.read_pack(next.user.as_deref(), &next.need, &spoken(folder), files);
            if let Some((name, needs)) = read {
                queue.extend(waiting(Some(&name), folder, &needs));
            }
        }
        Err(why) => {
            inputs.pack_missing(
                &next.need,
                &why,
                "a pack is a folder with planlint.toml, rules (*.ips) and a README",
            );
        }
    }
}

/// The folder in which a pack should be; none where that is not known, which has been told then.
fn folder_of(inputs: &mut Inputs, next: &Waiting, settings: &Settings, store: &Store) -> Option<PathBuf> {
    let Waiting { user, base, need } = next;
    match &need.origin {
        Origin::Project => None,
        Origin::Path(path) => {
            let of_pack = user.is_some() || settings.pack.is_some();
            if of_pack && leaves(base, Path::new(path)) {
                let message = format!("a pack cannot read outside of its folder, and `{path}` leads there");
                let help = format!(
                    "say only what is needed, `\"{}\" = {{ version = \"1.0.0\" }}`, and list the pack in the project's planlint.toml",
                    need.key
                );
                inputs.pack_missing(need, &message, &help);
                return None;
            }
            Some(base.join(path))
        }
        // The project lists it itself: that counts, and nothing is to be got.
        Origin::Git { .. } | Origin::Archive(_)
            if user.is_some() && inputs.packs.named(&need.key).is_some() =>
        {
            inputs.provide_pack(user.as_deref(), need);
            None
        }
        Origin::Git { url, .. }
            if user.is_some() && !url.starts_with("https://") && !url.starts_with("ssh://") =>
        {
            let message =
                format!("a pack cannot read outside of its folder, and `{url}` is a place on this computer");
            inputs.pack_missing(need, &message, "in a pack, an address begins with `https://` or `ssh://`");
            None
        }
        Origin::Archive(path) if user.is_some() && leaves(base, Path::new(path)) => {
            let message = format!("a pack cannot read outside of its folder, and `{path}` leads there");
            inputs.pack_missing(need, &message, "carry the archive within the pack");
            None
        }
        Origin::Git { .. } | Origin::Archive(_) => {
            if let Some(folder) =
                store.folders.iter().map(|store| store.join(slot(need))).find(|slot| slot.is_dir())
            {
                return Some(folder);
            }
            if let Some(desk) = &store.desk {
                let folder = desk.join(slot(need));
                return match fs::create_dir_all(desk)
                    .map_err(|error| error.to_string())
                    .and_then(|()| fetch(&need.origin, base, &folder))
                {
                    Ok(()) => Some(folder),
                    Err(why) => {
                        inputs.pack_missing(need, &why, "nothing was changed");
                        None
                    }
                };
            }
            let message =
                format!("the pack `{}` is not on this computer yet: {}", need.key, need.origin.words());
            inputs.pack_missing(
                need,
                &message,
                "get it: `planlint pack update`, with --locked to get exactly what planlint.lock has",
            );
            None
        }
    }
}

/// The folder of a fetched pack in the store: another origin is another folder.
pub(super) fn slot(need: &Need) -> String {
    let print = fingerprint(need.origin.words().as_bytes());
    let key: String = need
        .key
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' })
        .collect();
    format!("{}-{}", key.trim_start_matches('.'), print.get(..12).unwrap_or(&print))
}

/// Whether a path leads out of a folder, by its words or by a link.
fn leaves(base: &Path, path: &Path) -> bool {
    let plain = path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let real = |path: &Path| path.canonicalize().ok();
    let inside = match (real(base), real(&base.join(path))) {
        (Some(base), Some(path)) => path.starts_with(base),
        // What is not there is told as such.
        _ => true,
    };
    !(plain && inside)
}

/// The folder beside a pack in which the pack with this name is: a library is folder beside folder.
fn beside(pack: &Path, name: &str) -> Result<Option<PathBuf>, Stop> {
    let Some(library) = pack.canonicalize().ok().and_then(|pack| pack.parent().map(Path::to_path_buf)) else {
        return Ok(None);
    };
    let own = pack.canonicalize().ok();
    let mut folders = folders_in(&library)?;
    folders.sort();
    for folder in folders {
        if Some(&folder) == own.as_ref() || name_of(&folder).as_deref() != Some(name) {
            continue;
        }
        // As the user would say it.
        return Ok(folder.file_name().map(|last| pack.join("..").join(last)));
    }
    Ok(None)
}

/// The name of the pack in a folder.
pub(super) fn name_of(folder: &Path) -> Option<String> {
    let file = read(&folder.join(FILE_NAME)).ok()?;
    let mut sources = SourceMap::new();
    let id = file.admit(&mut sources, &mut crate::diagnostics::Diagnostics::new())?;
    settings::read(sources.get(id)?).value.pack.map(|pack| pack.name)
}

/// All files of a pack but hidden ones, or why it is none. A link in it is refused: it would lead who knows where.
pub(super) fn pack_files(folder: &Path) -> Result<Vec<PackFile>, String> {
    if !folder.is_dir() {
        return Err(format!("there is no folder `{}`", spoken(folder)));
    }
    let mut files = Vec::new();
    let mut folders = vec![(folder.to_path_buf(), String::new())];
    while let Some((next, prefix)) = folders.pop() {
        let unreadable =
            |error: std::io::Error| format!("the folder `{}` cannot be read: {error}", spoken(&next));
        for entry in fs::read_dir(&next).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            // A line of the lock, and of the list that is signed, has one path: a name with a line break would be two.
            if name.contains(|c: char| c.is_control() || c == char::REPLACEMENT_CHARACTER) {
                return Err(format!(
                    "the pack in `{}` has a file whose name cannot be written on a line",
                    spoken(folder)
                ));
            }
            let (path, kind) = (format!("{prefix}{name}"), entry.file_type().map_err(unreadable)?);
            if kind.is_symlink() {
                return Err(format!(
                    "`{path}` in the pack is a link, and a pack cannot read outside of its folder"
                ));
            }
            if kind.is_dir() {
                folders.push((entry.path(), format!("{path}/")));
            } else {
                let file = read(&entry.path()).map_err(|_| format!("`{path}` of the pack cannot be read"))?;
                files.push(PackFile { path, file });
            }
            if files.len() > MOST_FILES {
                return Err(format!("the pack in `{}` has more than {MOST_FILES} files", spoken(folder)));
            }
        }
    }
    Ok(files)
}

/// The rules of the pack in a folder.
pub(super) fn policies_of(folder: &Path) -> Result<Vec<PathBuf>, Stop> {
    let content = Content::new(pack_files(folder).map_err(Stop::new)?);
    Ok(content.paths().filter(|path| path.ends_with(".ips")).map(|path| folder.join(path)).collect())
}
