//! The project: which files a check is about.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::diagnostics::{closest, listed};
use crate::menu;
use crate::pipeline::{Further, Inputs};
use crate::settings::{FILE_NAME, Listed};

use super::Stop;
use super::book::{Book, is_book};
use super::host::{files_in, find, folders_in, has_extension, read, spoken};
use super::packs::{open_packs, policies_of};

const POLICY: &[&str] = &["ips"];
const TABLE: &[&str] = &["csv", "tsv", "xlsx", "xlsm"];
pub(super) const MENU: &[&str] = &["yaml", "yml", "json", "xml", "csv", "tsv", "xlsx", "xlsm"];

/// What was named on the command line.
#[derive(Default)]
pub(super) struct Named<'a> {
    pub(super) paths: &'a [PathBuf],
    pub(super) menus: &'a [PathBuf],
    pub(super) history: &'a [PathBuf],
    pub(super) with: &'a [PathBuf],
    pub(super) identifiers: &'a [PathBuf],
    pub(super) profile: Option<&'a str>,
}

/// Opens everything that the command line and the settings name.
///
/// Policies named on the command line stand in for those of the settings beside them, and so do menus.
pub(super) fn open(named: &Named<'_>, as_of: Date) -> Result<Inputs, Stop> {
    Ok(open_with_books(named, as_of)?.0)
}

/// As [`open`]. Files of many menus are not read: they are in the answer.
pub(super) fn open_with_books(named: &Named<'_>, as_of: Date) -> Result<(Inputs, Vec<Book>), Stop> {
    let mut books = Vec::new();
    let here = [PathBuf::from(".")];
    let paths = if named.paths.is_empty() { &here[..] } else { named.paths };
    let (policies, project) = sort_out(paths)?;

    let mut inputs = Inputs::new(as_of);
    let mut opened = Opened::default();
    for path in &policies {
        if opened.is_new(path) {
            inputs.policies.push(read(path)?);
        }
    }
    let menus = expanded(named.menus)?;
    for path in &menus {
        if !opened.is_new(path) {
            continue;
        }
        if is_book(path) {
            books.push(Book { path: path.clone(), profile: named.profile.map(str::to_string) });
        } else {
            inputs.menus.push((read(path)?, named.profile.map(str::to_string)));
        }
    }
    let history = expanded(named.history)?;
    for path in &history {
        if opened.is_new(path) {
            inputs.history.push((read(path)?, named.profile.map(str::to_string)));
        }
    }
    let with = expanded(named.with)?;
    for path in &with {
        if opened.is_new(path) {
            inputs.with.push(Further { file: read(path)?, profile: None, governs: Vec::new() });
        }
    }
    for path in named.identifiers {
        inputs.identifiers.push(read(path)?);
    }

    let Some(project) = project else { return Ok((inputs, books)) };
    let base =
        project.parent().filter(|base| !base.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf();
    let settings = inputs.read_settings(read(&project)?);
    if let Some(profile) = named.profile
        && !inputs.profiles.iter().chain(menu::shelf()).any(|(name, _)| name == profile)
    {
        return Err(no_such_profile(
            profile,
            inputs.profiles.iter().map(|(name, _)| name.as_str()),
            &project,
        ));
    }
    open_packs(&mut inputs, &base, &settings)?;
    if policies.is_empty() {
        if settings.pack.is_some() && settings.policies.is_empty() {
            for path in policies_of(&base)? {
                if opened.is_new(&path) {
                    inputs.policies.push(read(&path)?);
                }
            }
        }
        for listed in &settings.policies {
            for path in follow(&mut inputs, &base, listed, POLICY) {
                if opened.is_new(&path) {
                    inputs.policies.push(read(&path)?);
                }
            }
        }
    }
    if menus.is_empty() {
        for listed in &settings.menus {
            for path in follow(&mut inputs, &base, listed, MENU) {
                let profile = named.profile.map(str::to_string).or(listed.profile.clone());
                if !opened.is_new(&path) {
                    continue;
                }
                if is_book(&path) {
                    books.push(Book { path, profile });
                } else {
                    inputs.menus.push((read(&path)?, profile));
                }
            }
        }
    }
    if history.is_empty() {
        for listed in &settings.history {
            for path in follow(&mut inputs, &base, listed, MENU) {
                // A menu that is checked is history of later ones anyway.
                if opened.is_new(&path) {
                    let profile = named.profile.map(str::to_string).or(listed.profile.clone());
                    inputs.history.push((read(&path)?, profile));
                }
            }
        }
    }
    if with.is_empty() {
        for listed in &settings.with {
            for path in follow(&mut inputs, &base, listed, MENU) {
                if opened.is_new(&path) {
                    let (profile, governs) = (listed.profile.clone(), listed.governs.clone());
                    inputs.with.push(Further { file: read(&path)?, profile, governs });
                }
            }
        }
    }
    if named.identifiers.is_empty() {
        for listed in &settings.identifiers {
            for path in follow(&mut inputs, &base, listed, TABLE) {
                inputs.identifiers.push(read(&path)?);
            }
        }
    }
    Ok((inputs, books))
}

/// Policies, and the settings: named, in a folder that was named, or beside the first policy.
fn sort_out(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Option<PathBuf>), Stop> {
    let mut policies: Vec<PathBuf> = Vec::new();
    let mut projects: Vec<PathBuf> = Vec::new();
    for path in paths {
        if path.is_dir() {
            let settings = path.join(FILE_NAME);
            let found = files_in(path, POLICY)?;
            if settings.is_file() {
                projects.push(settings);
            } else if found.is_empty() {
                return Err(Stop::new(format!("there is nothing to check in {}: no {FILE_NAME}, no policy (*.ips)", folder(path)))
                    .help("name a policy and a menu: `planlint check policy.ips --menu menu.yaml`, or begin with `planlint new my-plan`"));
            } else {
                policies.extend(found);
            }
        } else if has_extension(path, &["toml"]) {
            projects.push(path.clone());
        } else if has_extension(path, MENU) {
            let name = spoken(path);
            return Err(Stop::new(format!("`{name}` is a menu by its name, and a policy is needed here"))
                .help(format!("name menus with `--menu {name}`")));
        } else {
            policies.push(path.clone());
        }
    }
    if let [first, second, ..] = projects.as_slice() {
        return Err(Stop::new(format!("`{}` and `{}` are two projects", spoken(first), spoken(second)))
            .help("check one after the other"));
    }
    let beside = || {
        let settings = policies.first()?.parent()?.join(FILE_NAME);
        settings.is_file().then_some(settings)
    };
    let project = projects.pop().or_else(beside);
    Ok((policies, project))
}

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

/// Menus of the command line; a folder means the menus in it.
fn expanded(menus: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut files = Vec::new();
    for path in menus {
        if path.is_dir() {
            let found = files_in(path, MENU)?;
            if found.is_empty() {
                return Err(Stop::new(format!("there is no menu in {}", folder(path)))
                    .help("menus end in .yaml, .yml, .json, .csv, .tsv or .xlsx"));
            }
            // The settings are no menu, but they may stand among them.
            files.extend(found);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

/// Where something listed in the settings leads; what leads nowhere is reported at its place there.
fn follow(inputs: &mut Inputs, base: &Path, listed: &Listed, extensions: &[&str]) -> Vec<PathBuf> {
    match find(base, &listed.path, extensions) {
        Ok(files) if files.is_empty() => {
            let pattern = listed.path.contains(['*', '?', '[']);
            let why = if pattern { "matches no file" } else { "is not there" };
            let beside = files_in(base, extensions).unwrap_or_default();
            let names: Vec<String> = beside
                .iter()
                .filter_map(|path| Some(path.file_name()?.to_string_lossy().into_owned()))
                .collect();
            let help = match closest(&listed.path, names.iter().map(String::as_str)) {
                Some(close) => format!("did you mean `{close}`?"),
                None => "paths are relative to the folder of planlint.toml".into(),
            };
            inputs.leads_nowhere(listed, why, &help);
            Vec::new()
        }
        Ok(files) => files,
        Err(why) => {
            inputs.leads_nowhere(
                listed,
                "is no pattern",
                &format!("{why}; `*` stands for any part of a name"),
            );
            Vec::new()
        }
    }
}

fn no_such_profile<'a>(profile: &str, known: impl Iterator<Item = &'a str>, project: &Path) -> Stop {
    let stop = Stop::new(format!("`{}` has no profile `{profile}`", spoken(project)));
    let known: Vec<&str> = known.collect();
    match closest(profile, known.iter().copied()) {
        Some(close) => stop.help(format!("did you mean `{close}`?")),
        None if known.is_empty() => stop.help(format!("write it there: `[menu.profiles.{profile}]`")),
        None => stop.help(format!("it has {}", listed(known.iter().copied(), 5))),
    }
}

fn folder(path: &Path) -> String {
    match spoken(path).as_str() {
        "." => "this folder".into(),
        name => format!("the folder `{name}`"),
    }
}

/// The files that are open, so that none is read twice under two names.
#[derive(Default)]
struct Opened(BTreeSet<PathBuf>);

impl Opened {
    fn is_new(&mut self, path: &Path) -> bool {
        self.0.insert(path.canonicalize().unwrap_or_else(|_| path.to_path_buf()))
    }
}
