//! `planlint pack`

use std::fmt::Write as _;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::diagnostics::{Diagnostics, Severity};
use crate::inputs::{Content, InputFile};
use crate::packs::{self, LOCK_NAME, Lock, Pack, Packs};
use crate::pipeline::{Inputs, compare, settle};
use crate::report::{render_changes, render_diagnostic};
use crate::settings::{FILE_NAME, Need, Origin, Settings, refused_address, refused_folder, refused_revision};

use super::host::{Look, read, spoken, today};
use super::packs::{Store, name_of, open_needs, pack_files};
use super::store::{put, store, write_file, write_folder};
use super::{Ended, ExitStatus, Stop};

/// Get, pin and look after the packs that a project uses
///
/// Packs are listed under `[packs]` of planlint.toml, and planlint.lock keeps what is in them, byte for byte. Only `add`
/// and `update` use the network.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    verb: Verb,

    /// The folder of the project, with its planlint.toml
    #[arg(long, value_name = "FOLDER", default_value = ".", global = true)]
    project: PathBuf,

    #[command(flatten)]
    look: Look,
}

#[derive(Debug, clap::Subcommand)]
enum Verb {
    /// List a pack in planlint.toml, get it, and write the lock
    Add(Add),
    /// Write the lock anew, as the packs are now
    Lock,
    /// Compare the packs with the lock
    Verify,
    /// Show which pack needs which
    Tree,
    /// Show where another version is at hand than the lock has
    Outdated,
    /// Get packs from repositories and archives again, and write the lock
    Update {
        /// Only tell what would change
        #[arg(long)]
        dry_run: bool,
        /// Get exactly what the lock has, and leave the lock as it is
        #[arg(long, conflicts_with = "dry_run")]
        locked: bool,
    },
    /// Copy all packs into `vendor/`, and list them from there
    Vendor,
    /// Write the list of a pack's files that its author signs: `planlint pack digest . > pack.digest`, then
    /// `minisign -Sm pack.digest`
    Digest {
        /// The folder of the pack
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
}

#[derive(Debug, clap::Args)]
#[group(skip)]
#[command(group = clap::ArgGroup::new("source").required(true).args(["path", "git", "archive"]))]
struct Add {
    /// What stands before the `=` in planlint.toml; best the name of the pack
    #[arg(value_name = "NAME")]
    name: String,
    /// A folder with a pack
    #[arg(long, value_name = "FOLDER")]
    path: Option<String>,
    /// The address of a repository, or a folder with one
    #[arg(long, value_name = "URL", requires = "rev", allow_hyphen_values = true)]
    git: Option<String>,
    /// The tag, branch or commit of the repository
    #[arg(long, value_name = "REVISION", requires = "git", allow_hyphen_values = true)]
    rev: Option<String>,
    /// The folder in the repository, if it is a library of packs
    #[arg(long, value_name = "FOLDER", requires = "git", allow_hyphen_values = true)]
    folder: Option<String>,
    /// A zip file with a pack
    #[arg(long, value_name = "FILE")]
    archive: Option<String>,
    /// The public key of minisign with which the pack has to be signed
    #[arg(long, value_name = "KEY")]
    minisign: Option<String>,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        if let Verb::Digest { folder } = &self.verb {
            return digest(folder, out);
        }
        let project = Project::at(&self.project, &self.look)?;
        match self.verb {
            Verb::Add(add) => project.add(add, out),
            Verb::Lock => {
                let opened = project.open(&project.text, &Store::as_is(&project.folder))?;
                if opened.tell(out, &self.look)? {
                    return Ok(ExitStatus::Findings);
                }
                project.write_lock(&opened.inputs.packs, out)
            }
            Verb::Verify => project.verify(out),
            Verb::Tree => project.tree(out),
            Verb::Outdated => project.outdated(out),
            Verb::Update { dry_run, locked } => project.update(dry_run, locked, out),
            Verb::Vendor => project.vendor(out),
            Verb::Digest { folder } => digest(&folder, out),
        }
    }
}

/// The list of a pack's files, as it is signed.
fn digest(folder: &Path, out: &mut dyn Write) -> Ended {
    let content = packs::Content::new(pack_files(folder).map_err(Stop::new)?);
    if name_of(folder).is_none() {
        let message = format!("`{}` is no pack: it has no {FILE_NAME} with a table `[pack]`", spoken(folder));
        return Err(Stop::new(message));
    }
    write!(out, "{}", content.digest())?;
    Ok(ExitStatus::Clean)
}

/// A project, and how it is told of.
struct Project<'a> {
    folder: PathBuf,
    /// Its planlint.toml, and what is in it.
    path: PathBuf,
    text: String,
    look: &'a Look,
}

/// A project whose packs are open.
struct Opened {
    inputs: Inputs,
    settings: Settings,
}

impl Opened {
    /// Tells what is wrong; answers whether something is.
    fn tell(&self, out: &mut dyn Write, look: &Look) -> Result<bool, Stop> {
        let mut told = self.inputs.diagnostics.clone();
        told.extend(settle(&self.inputs.packs, None));
        self.tell_these(told, out, look)
    }

    fn tell_these(&self, told: Diagnostics, out: &mut dyn Write, look: &Look) -> Result<bool, Stop> {
        let style = look.style();
        for message in told.clone().sorted() {
            writeln!(out, "{}", render_diagnostic(&message, self.inputs.sources(), &style))?;
        }
        Ok(told.iter().any(|message| message.severity == Severity::Error))
    }
}

impl<'a> Project<'a> {
    fn at(folder: &Path, look: &'a Look) -> Result<Self, Stop> {
        let path = folder.join(FILE_NAME);
        if !path.is_file() {
            return Err(Stop::new(format!("there is no {FILE_NAME} in `{}`", spoken(folder))).help(
                "name the folder of the project with --project, or begin one with `planlint new my-plan`",
            ));
        }
        let text = match read(&path)?.content {
            Content::Bytes(bytes) => String::from_utf8(bytes)
                .map_err(|_| Stop::new(format!("`{}` is not UTF-8 text", spoken(&path))))?,
            Content::TooLarge(_) => return Err(Stop::new(format!("`{}` is too large", spoken(&path)))),
        };
        Ok(Project { folder: folder.to_path_buf(), path, text, look })
    }

    fn open(&self, text: &str, store: &Store) -> Result<Opened, Stop> {
        let mut inputs = Inputs::new(today()?);
        let settings = inputs.read_settings(InputFile::new(spoken(&self.path), text));
        open_needs(&mut inputs, &self.folder, &settings, store)?;
        Ok(Opened { inputs, settings })
    }

    fn lock_path(&self) -> PathBuf {
        self.folder.join(LOCK_NAME)
    }

    /// The lock, taken in by what is open.
    fn locked(&self, opened: &mut Opened) -> Result<Option<Lock>, Stop> {
        if !self.lock_path().is_file() {
            return Ok(None);
        }
        opened.inputs.read_lock(read(&self.lock_path())?);
        Ok(opened.inputs.lock().cloned())
    }

    fn write_lock(&self, packs: &Packs, out: &mut dyn Write) -> Ended {
        write_file(&self.lock_path(), &Lock::of(packs))?;
        for pack in packs.iter() {
            writeln!(
                out,
                "locked  {} {}  {}",
                pack.manifest.name,
                pack.manifest.version,
                pack.origin.words()
            )?;
        }
        writeln!(out, "Wrote {}.", spoken(&self.lock_path()))?;
        Ok(ExitStatus::Clean)
    }

    fn verify(&self, out: &mut dyn Write) -> Ended {
        let mut opened = self.open(&self.text, &Store::as_is(&self.folder))?;
        let lock = self.locked(&mut opened)?;
        if lock.is_none() && !opened.inputs.diagnostics.has_errors() {
            return Err(Stop::new(format!("there is no {LOCK_NAME} to compare the packs with"))
                .help("look at the packs, then write it: `planlint pack lock`"));
        }
        let mut told = opened.inputs.diagnostics.clone();
        told.extend(settle(&opened.inputs.packs, lock.as_ref()));
        if opened.tell_these(told, out, self.look)? {
            return Ok(ExitStatus::Findings);
        }
        for pack in opened.inputs.packs.iter() {
            let files = pack.content.fingerprints().len();
            let signed = if pack.signed { ", signed" } else { "" };
            writeln!(out, "ok  {} {}  {files} files{signed}", pack.manifest.name, pack.manifest.version)?;
        }
        writeln!(out, "Every pack is as {LOCK_NAME} has it.")?;
        Ok(ExitStatus::Clean)
    }

    fn tree(&self, out: &mut dyn Write) -> Ended {
        let opened = self.open(&self.text, &Store::as_is(&self.folder))?;
        let bad = opened.tell(out, self.look)?;
        let packs = &opened.inputs.packs;
        let mut listed: Vec<&str> = packs.listed().map(|(name, _)| name).collect();
        listed.sort_unstable();
        for name in listed {
            branch(packs, name, &mut Vec::new(), out)?;
        }
        Ok(if bad { ExitStatus::Findings } else { ExitStatus::Clean })
    }

    fn outdated(&self, out: &mut dyn Write) -> Ended {
        let mut opened = self.open(&self.text, &Store::as_is(&self.folder))?;
        let lock = self.locked(&mut opened)?;
        if opened.tell(out, self.look)? {
            return Ok(ExitStatus::Findings);
        }
        let Some(lock) = lock else {
            return Err(Stop::new(format!("there is no {LOCK_NAME}")).help("write it: `planlint pack lock`"));
        };
        let mut others: usize = 0;
        for change in changes(&lock, &opened.inputs.packs) {
            others = others.saturating_add(1);
            writeln!(out, "{change}")?;
        }
        match others {
            0 => writeln!(out, "What is at hand is what {LOCK_NAME} has.")?,
            _ => writeln!(out, "Look at them, then take them into the lock: `planlint pack lock`.")?,
        }
        if opened.settings.needs.iter().any(|need| matches!(need.origin, Origin::Git { .. })) {
            writeln!(out, "What repositories have now is asked with `planlint pack update --dry-run`.")?;
        }
        Ok(if others == 0 { ExitStatus::Clean } else { ExitStatus::Findings })
    }

    fn update(&self, dry_run: bool, locked: bool, out: &mut dyn Write) -> Ended {
        let kept = store(&self.folder)?;
        // Everything is got beside the store, looked at, and only then put into it.
        let desk = kept.with_file_name(format!("new.{}", std::process::id()));
        let ended = self.updated(&kept, &desk, dry_run, locked, out);
        let _ = fs::remove_dir_all(&desk);
        ended
    }

    fn updated(&self, kept: &Path, desk: &Path, dry_run: bool, locked: bool, out: &mut dyn Write) -> Ended {
        let mut opened = self.open(&self.text, &Store::fetching(desk))?;
        let lock = self.locked(&mut opened)?;
        let mut told = opened.inputs.diagnostics.clone();
        told.extend(settle(&opened.inputs.packs, lock.as_ref().filter(|_| locked)));
        if opened.tell_these(told, out, self.look)? {
            return Ok(ExitStatus::Findings);
        }
        if locked && lock.is_none() {
            return Err(
                Stop::new(format!("there is no {LOCK_NAME}")).help("leave --locked out, and it is written")
            );
        }
        let packs = &opened.inputs.packs;
        match &lock {
            Some(lock) => {
                let changes = changes(lock, packs);
                for change in &changes {
                    writeln!(out, "{change}")?;
                }
                if changes.is_empty() {
                    writeln!(out, "Nothing has changed.")?;
                }
            }
            None => packs.iter().try_for_each(|pack| writeln!(out, "new      {}", told_of(pack)))?,
        }
        let before = self.open(&self.text, &Store::as_is(&self.folder))?;
        for pack in packs.iter() {
            let old = before.inputs.packs.named(&pack.manifest.name);
            if let Some(old) = old.filter(|old| old.content.sha256() != pack.content.sha256()) {
                writeln!(out, "\n{}, rule by rule:", pack.manifest.name)?;
                let as_of = today()?;
                let side = |pack: &Pack, packs: &Packs| {
                    let mut inputs = Inputs::new(as_of);
                    inputs.policies = pack.content.policies().cloned().collect();
                    inputs.packs.clone_from(packs);
                    inputs.packs.lock = None;
                    inputs
                };
                let (changes, _) = compare(side(old, &before.inputs.packs), side(pack, packs));
                writeln!(out, "{}", render_changes(&changes, &self.look.style()))?;
            }
        }
        if dry_run {
            writeln!(out, "Nothing was written.")?;
            return Ok(ExitStatus::Clean);
        }
        let refused =
            |error: std::io::Error| Stop::new(format!("`{}` cannot be written: {error}", spoken(kept)));
        for entry in fs::read_dir(desk).into_iter().flatten() {
            let entry = entry.map_err(refused)?;
            put(&entry.path(), &kept.join(entry.file_name())).map_err(refused)?;
        }
        if locked {
            return Ok(ExitStatus::Clean);
        }
        self.write_lock(packs, out)
    }

    fn add(&self, add: Add, out: &mut dyn Write) -> Ended {
        let Add { name, path, git, rev, folder, archive, minisign } = add;
        if let Some(why) = git.as_deref().and_then(refused_address) {
            return Err(Stop::new(format!(
                "`{}` is no address of a repository: {why}",
                git.unwrap_or_default()
            )));
        }
        if let Some(why) = rev.as_deref().and_then(refused_revision) {
            return Err(Stop::new(format!("`{}` is no revision: {why}", rev.unwrap_or_default())));
        }
        if let Some(why) = folder.as_deref().and_then(refused_folder) {
            return Err(Stop::new(format!(
                "`{}` is no folder of a repository: {why}",
                folder.unwrap_or_default()
            )));
        }
        let parts = [
            ("path", path),
            ("git", git),
            ("rev", rev),
            ("folder", folder),
            ("archive", archive),
            ("minisign", minisign),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{key} = {}", quoted(&value?))))
            .collect();
        let line = format!("{} = {{ {} }}", quoted(&name), parts.join(", "));
        if self
            .open(&self.text, &Store::as_is(&self.folder))?
            .settings
            .needs
            .iter()
            .any(|need| need.key == name)
        {
            return Err(Stop::new(format!("`{}` lists a pack `{name}` already", spoken(&self.path)))
                .help("change it there, then write the lock: `planlint pack update`"));
        }
        let text = with_line(&self.text, &line);
        let kept = store(&self.folder)?;
        let desk = kept.with_file_name(format!("new.{}", std::process::id()));
        let ended = self.added(&text, &name, &line, &kept, &desk, out);
        let _ = fs::remove_dir_all(&desk);
        ended
    }

    fn added(
        &self,
        text: &str,
        name: &str,
        line: &str,
        kept: &Path,
        desk: &Path,
        out: &mut dyn Write,
    ) -> Ended {
        let opened = self.open(text, &Store::also_fetching(kept, desk))?;
        let Some(need) = opened.settings.needs.iter().find(|need| need.key == name) else {
            return Err(self.by_hand(line));
        };
        if opened.tell(out, self.look)? {
            return Ok(ExitStatus::Findings);
        }
        let refused =
            |error: std::io::Error| Stop::new(format!("`{}` cannot be written: {error}", spoken(kept)));
        for entry in fs::read_dir(desk).into_iter().flatten() {
            let entry = entry.map_err(refused)?;
            put(&entry.path(), &kept.join(entry.file_name())).map_err(refused)?;
        }
        write_file(&self.path, text)?;
        let pack = opened.inputs.packs.iter().find(|pack| pack.asked_by.is_none() && pack.at == need.at);
        if let Some(pack) = pack {
            writeln!(out, "added   {}", told_of(pack))?;
            for (what, text) in [
                ("", &pack.manifest.description),
                ("licence: ", &pack.manifest.licence),
                ("", &pack.manifest.disclaimer),
            ] {
                if let Some(text) = text {
                    writeln!(out, "        {what}{text}")?;
                }
            }
        }
        self.write_lock(&opened.inputs.packs, out)?;
        if let Some(pack) = pack {
            writeln!(out, "Now write `use {}` at the top of the policy.", pack.manifest.name)?;
        }
        Ok(ExitStatus::Clean)
    }

    fn vendor(&self, out: &mut dyn Write) -> Ended {
        let mut opened = self.open(&self.text, &Store::as_is(&self.folder))?;
        let lock = self.locked(&mut opened)?;
        let mut told = opened.inputs.diagnostics.clone();
        told.extend(settle(&opened.inputs.packs, lock.as_ref()));
        if opened.tell_these(told, out, self.look)? {
            return Ok(ExitStatus::Findings);
        }
        // The text of planlint.toml first: if it cannot be written, nothing is.
        let mut text = self.text.clone();
        let mut needs: Vec<&Need> = opened.settings.needs.iter().collect();
        needs.sort_by_key(|need| std::cmp::Reverse(need.value.start));
        let packs = &opened.inputs.packs;
        let named =
            |need: &Need| packs.listed().find(|(_, at)| *at == need.at).map(|(name, _)| name.to_string());
        for need in needs {
            let Some(name) = named(need) else { continue };
            let range = need.value.start..need.value.end;
            if text.get(range.clone()).is_none_or(|value| !value.starts_with('{')) {
                return Err(self.by_hand(&format!("{} = {{ path = \"vendor/{name}\" }}", quoted(&need.key))));
            }
            let key = need.minisign.as_ref();
            let key = key.map_or(String::new(), |(key, _)| format!(", minisign = {}", quoted(key)));
            text.replace_range(range, &format!("{{ path = {}{key} }}", quoted(&format!("vendor/{name}"))));
        }
        let listed: Vec<&str> = packs.listed().map(|(name, _)| name).collect();
        for pack in packs.iter().filter(|pack| !listed.contains(&pack.manifest.name.as_str())) {
            let name = &pack.manifest.name;
            text = with_line(
                &text,
                &format!("{} = {{ path = {} }}", quoted(name), quoted(&format!("vendor/{name}"))),
            );
        }
        for pack in packs.iter() {
            let folder = self.folder.join("vendor").join(&pack.manifest.name);
            let refused = |error: std::io::Error| {
                Stop::new(format!("`{}` cannot be written: {error}", spoken(&folder)))
            };
            fs::create_dir_all(self.folder.join("vendor")).map_err(refused)?;
            write_folder(&folder, pack.content.files()).map_err(Stop::new)?;
            writeln!(out, "copied  {} {} to {}", pack.manifest.name, pack.manifest.version, spoken(&folder))?;
        }
        let opened = self.open(&text, &Store::as_is(&self.folder))?;
        if opened.tell(out, self.look)? {
            return Ok(ExitStatus::Findings);
        }
        write_file(&self.path, &text)?;
        self.write_lock(&opened.inputs.packs, out)
    }

    fn by_hand(&self, line: &str) -> Stop {
        Stop::new(format!("`{}` is written in a way that cannot be added to", spoken(&self.path)))
            .help(format!("write this under `[packs]` yourself, then `planlint pack update`: {line}"))
    }
}

/// A text with a line more under `[packs]`.
fn with_line(text: &str, line: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    match lines.iter().position(|line| line.trim_end() == "[packs]") {
        Some(at) => lines.insert(at.saturating_add(1), line),
        None => {
            if lines.last().is_some_and(|last| !last.trim().is_empty()) {
                lines.push("");
            }
            lines.extend(["[packs]", line]);
        }
    }
    lines.push("");
    lines.join("\n")
}

fn branch(packs: &Packs, name: &str, above: &mut Vec<String>, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(pack) = packs.named(name) else { return Ok(()) };
    let seen = if above.iter().any(|one| one == name) { "  (a circle)" } else { "" };
    writeln!(out, "{}{}{seen}", "  ".repeat(above.len()), told_of(pack))?;
    if !seen.is_empty() {
        return Ok(());
    }
    above.push(name.to_string());
    let mut needs: Vec<&str> = pack.may_use().collect();
    needs.sort_unstable();
    needs.dedup();
    for need in needs {
        branch(packs, need, above, out)?;
    }
    above.pop();
    Ok(())
}

fn told_of(pack: &Pack) -> String {
    format!("{} {}  {}", pack.manifest.name, pack.manifest.version, pack.origin.words())
}

/// What is otherwise than the lock has it, one line for each pack and the files of it.
fn changes(lock: &Lock, packs: &Packs) -> Vec<String> {
    let mut lines = Vec::new();
    for pack in packs.iter() {
        let (name, version) = (&pack.manifest.name, pack.manifest.version.to_string());
        match lock.packs.iter().find(|locked| locked.name == *name) {
            None => lines.push(format!("new      {}", told_of(pack))),
            Some(locked) if locked.sha256 == pack.content.sha256() => {}
            Some(locked) => {
                let mut line = match locked.version == version {
                    true => format!("changed  {name} {version}, and its version is the same"),
                    false => format!("changed  {name} {} to {version}", locked.version),
                };
                for (what, path) in locked.differs(pack) {
                    let _ = write!(line, "\n           {path} {what}");
                }
                lines.push(line);
            }
        }
    }
    for locked in lock.packs.iter().filter(|locked| packs.named(&locked.name).is_none()) {
        lines.push(format!("gone     {} {}", locked.name, locked.version));
    }
    lines
}

/// As TOML quotes a text.
fn quoted(text: &str) -> String {
    crate::packs::quoted(text)
}
