//! The project: which files a check is about.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use crate::diagnostics::{closest, listed};
use crate::menu;
use crate::pipeline::{Further, Inputs};
use crate::settings::{FILE_NAME, Listed, Settings};

use super::Stop;
use super::book::{Book, is_book};
use super::host::{files_in, find, has_extension, read, spoken};
use super::packs::{open_packs, policies_of};

pub(super) const POLICY: &[&str] = &["ips"];
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

/// What a command is about.
pub(super) struct Project {
    pub(super) inputs: Inputs,
    /// Files of many menus, which are not read yet.
    pub(super) books: Vec<Book>,
    pub(super) home: Home,
}

/// Where the project stands, and what it says that the files it checks do not depend on.
pub(super) struct Home {
    /// The folder of planlint.toml; without one, this folder.
    pub(super) folder: PathBuf,
    /// The file with the findings that are accepted.
    pub(super) baseline: Option<Listed>,
}

/// Opens everything that the command line and the settings name.
///
/// Policies named on the command line stand in for those of the settings beside them, and so do menus.
pub(super) fn open(named: &Named<'_>, as_of: Date) -> Result<Inputs, Stop> {
    Ok(open_project(named, as_of)?.inputs)
}

/// As [`open`], with what else there is.
pub(super) fn open_project(named: &Named<'_>, as_of: Date) -> Result<Project, Stop> {
    let here = [PathBuf::from(".")];
    let paths = if named.paths.is_empty() { &here[..] } else { named.paths };
    let (policies, settings_file) = sort_out(paths)?;

    let profile = named.profile.map(str::to_string);
    let mut opening = Opening::new(as_of);
    opening.policies(&policies)?;
    for path in expanded(named.menus)? {
        opening.menu(path, profile.clone())?;
    }
    for path in expanded(named.history)? {
        opening.older(&path, profile.clone())?;
    }
    for path in expanded(named.with)? {
        opening.further(&path, None, &[])?;
    }
    for path in named.identifiers {
        opening.inputs.identifiers.push(read(path)?);
    }
    let Some(settings_file) = settings_file else { return Ok(opening.ended(PathBuf::new(), None)) };

    let base = folder_of(&settings_file);
    let settings = opening.inputs.read_settings(read(&settings_file)?);
    if let Some(profile) = named.profile
        && !opening.inputs.profiles.iter().chain(menu::shelf()).any(|(name, _)| name == profile)
    {
        let known = opening.inputs.profiles.iter().map(|(name, _)| name.as_str());
        return Err(no_such_profile(profile, known, &settings_file));
    }
    open_packs(&mut opening.inputs, &base, &settings)?;
    if policies.is_empty() {
        let listed = listed_policies(&mut opening.inputs, &base, &settings)?;
        opening.policies(&listed)?;
    }
    // What the command line names stands in for what the settings list.
    let listed =
        |named: &[PathBuf], listed: &[Listed]| if named.is_empty() { listed.to_vec() } else { Vec::new() };
    for one in listed(named.menus, &settings.menus) {
        for path in follow(&mut opening.inputs, &base, &one, MENU) {
            opening.menu(path, profile.clone().or(one.profile.clone()))?;
        }
    }
    for one in listed(named.history, &settings.history) {
        for path in follow(&mut opening.inputs, &base, &one, MENU) {
            opening.older(&path, profile.clone().or(one.profile.clone()))?;
        }
    }
    for one in listed(named.with, &settings.with) {
        for path in follow(&mut opening.inputs, &base, &one, MENU) {
            opening.further(&path, one.profile.clone(), &one.governs)?;
        }
    }
    for one in listed(named.identifiers, &settings.identifiers) {
        for path in follow(&mut opening.inputs, &base, &one, TABLE) {
            opening.inputs.identifiers.push(read(&path)?);
        }
    }
    Ok(opening.ended(base, settings.baseline))
}

/// A project that is being opened: a file is read once, as what it was named first.
struct Opening {
    inputs: Inputs,
    books: Vec<Book>,
    opened: Opened,
}

impl Opening {
    fn new(as_of: Date) -> Self {
        Opening { inputs: Inputs::new(as_of), books: Vec::new(), opened: Opened::default() }
    }

    fn policies(&mut self, paths: &[PathBuf]) -> Result<(), Stop> {
        for path in paths {
            if self.opened.is_new(path) {
                self.inputs.policies.push(read(path)?);
            }
        }
        Ok(())
    }

    fn menu(&mut self, path: PathBuf, profile: Option<String>) -> Result<(), Stop> {
        match (self.opened.is_new(&path), is_book(&path)) {
            (false, _) => {}
            (true, true) => self.books.push(Book { path, profile }),
            (true, false) => self.inputs.menus.push((read(&path)?, profile)),
        }
        Ok(())
    }

    /// A menu that is checked is history of later ones anyway.
    fn older(&mut self, path: &Path, profile: Option<String>) -> Result<(), Stop> {
        if self.opened.is_new(path) {
            self.inputs.history.push((read(path)?, profile));
        }
        Ok(())
    }

    fn further(&mut self, path: &Path, profile: Option<String>, governs: &[String]) -> Result<(), Stop> {
        if self.opened.is_new(path) {
            self.inputs.with.push(Further { file: read(path)?, profile, governs: governs.to_vec() });
        }
        Ok(())
    }

    fn ended(self, folder: PathBuf, baseline: Option<Listed>) -> Project {
        Project { inputs: self.inputs, books: self.books, home: Home { folder, baseline } }
    }
}

/// The policies that a project consists of.
pub(super) fn listed_policies(
    inputs: &mut Inputs,
    base: &Path,
    settings: &Settings,
) -> Result<Vec<PathBuf>, Stop> {
    if settings.pack.is_some() && settings.policies.is_empty() {
        return policies_of(base);
    }
    Ok(settings.policies.iter().flat_map(|listed| follow(inputs, base, listed, POLICY)).collect())
}

/// The folder in which a file is.
pub(super) fn folder_of(file: &Path) -> PathBuf {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_path_buf()
}

/// Policies, and the settings: named, in a folder that was named, or beside the first policy.
pub(super) fn sort_out(paths: &[PathBuf]) -> Result<(Vec<PathBuf>, Option<PathBuf>), Stop> {
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
        } else if !path.exists() && path.to_string_lossy().contains(['*', '?', '[']) {
            let pattern = path.to_string_lossy();
            let found = find(Path::new(""), &pattern, MENU)
                .map_err(|why| Stop::new(format!("`{pattern}` is no pattern: {why}")))?;
            if found.is_empty() {
                return Err(Stop::new(format!("`{pattern}` matches no file")));
            }
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

pub(super) fn folder(path: &Path) -> String {
    match spoken(path).as_str() {
        "." => "this folder".into(),
        name => format!("the folder `{name}`"),
    }
}

/// The files that are open, so that none is read twice under two names.
#[derive(Default)]
pub(super) struct Opened(BTreeSet<PathBuf>);

impl Opened {
    pub(super) fn is_new(&mut self, path: &Path) -> bool {
        self.0.insert(path.canonicalize().unwrap_or_else(|_| path.to_path_buf()))
    }
}
