//! The packs of a run: their files, how they hang together, and what the lock says of them.
//!
//! in       the files of each pack, as a door hands them over, and who asked for it
//! out      [`Packs`], one of each name; what is wrong with how they fit; a [`Lock`], read and written
//! always   one name is one pack with one content, or a message says who wants which; a pack for which a key is pinned is signed
//!          by it, or is none
//! never    files, networks: where a pack comes from is for a door to find out

mod content;
mod lock;
mod signature;

pub use content::{Content, PackFile};
pub(crate) use lock::quoted;
pub use lock::{FILE_NAME as LOCK_NAME, Lock, Locked};
pub use signature::{DIGEST_NAME, SIGNATURE_NAME, verify};

use crate::diagnostics::{Diagnostic, Diagnostics, kinds};
use crate::settings::{Manifest, Need, Origin};
use crate::source::Span;

/// A pack of a run.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The packs that it needs.
    pub needs: Vec<Need>,
    /// Its files.
    pub content: Content,
    /// Where it comes from.
    pub origin: Origin,
    /// Its folder, as the user would say it.
    pub folder: String,
    /// Who asked for it first; none for the project itself.
    pub asked_by: Option<String>,
    /// Where it was asked for first.
    pub at: Span,
    /// Whether a signature was asked for, and fits.
    pub signed: bool,
    /// The names of the packs that its needs came to, each with the place.
    found: Vec<(String, Span)>,
}

impl Pack {
    /// The names of the packs that it may use.
    pub fn may_use(&self) -> impl Iterator<Item = &str> {
        self.found.iter().map(|(name, _)| name.as_str())
    }
}

/// The packs of a run, one of each name.
#[derive(Clone, Debug, Default)]
pub struct Packs {
    list: Vec<Pack>,
    /// The names of the packs that the project's own needs came to.
    listed: Vec<(String, Span)>,
    /// Whether one that is needed is not among them, which has been told then.
    pub incomplete: bool,
    /// What somebody looked at, where it is kept.
    pub lock: Option<Lock>,
    /// What the project says of itself, if its policies are the rules of a pack.
    pub own: Option<Manifest>,
}

/// A pack that a door has opened, and what it was opened for.
#[derive(Debug)]
pub struct Opened {
    /// What it says of itself.
    pub manifest: Manifest,
    /// The packs that it needs.
    pub needs: Vec<Need>,
    /// Its files.
    pub content: Content,
    /// Its folder, as the user would say it.
    pub folder: String,
}

impl Packs {
    /// All of them, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &Pack> {
        self.list.iter()
    }

    /// The pack with this name.
    pub fn named(&self, name: &str) -> Option<&Pack> {
        self.list.iter().find(|pack| pack.manifest.name == name)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The packs that the project lists itself, each with the place where it does.
    pub fn listed(&self) -> impl Iterator<Item = (&str, Span)> {
        self.listed.iter().map(|(name, at)| (name.as_str(), *at))
    }

    /// Takes a pack in that `user` needs, or the project where there is none. Answers with its name where it is new,
    /// so that what it needs is to be opened next.
    ///
    /// What the project lists comes first and counts: it is the answer to a quarrel between two packs.
    pub fn take_in(
        &mut self,
        user: Option<&str>,
        need: &Need,
        opened: Opened,
        told: &mut Diagnostics,
    ) -> Option<String> {
        let Opened { manifest, needs, content, folder } = opened;
        let name = manifest.name.clone();
        self.serves(user, need, &manifest, told);
        if let Some(first) = self.list.iter().find(|pack| pack.manifest.name == name) {
            let is_same = first.content.sha256() == content.sha256();
            let overruled = user.is_some()
                && first.asked_by.is_none()
                && first.manifest.version.serves(&manifest.version);
            if !(is_same || overruled) {
                told.push(two_of_one(first, user, need, &manifest, &folder));
            }
        }
        self.found(user, &name, need.at);
        if self.named(&name).is_some() {
            return None;
        }
        let origin = need.origin.clone();
        let asked_by = user.map(str::to_string);
        self.list.push(Pack {
            manifest,
            needs,
            content,
            origin,
            folder,
            asked_by,
            at: need.at,
            signed: need.minisign.is_some(),
            found: Vec::new(),
        });
        Some(name)
    }

    /// A pack that `user` needs from wherever the project has it.
    pub fn provide(&mut self, user: Option<&str>, need: &Need, told: &mut Diagnostics) {
        match self.named(&need.key).map(|pack| pack.manifest.clone()) {
            Some(manifest) => {
                self.serves(user, need, &manifest, told);
                self.found(user, &manifest.name, need.at);
            }
            None => {
                self.incomplete = true;
                let version = need.version.as_ref().map_or(String::new(), |version| format!(" {version}"));
                let message = match user {
                    Some(user) => {
                        format!("the pack `{user}` needs `{}`{version}, which is not listed", need.key)
                    }
                    None => format!("this does not say where the pack `{}` is", need.key),
                };
                told.push(Diagnostic::new(&kinds::PACK_CONFLICT, need.at, message).help(format!(
                    "list it under `[packs]` of the project's planlint.toml: `\"{}\" = {{ path = \"…\" }}`",
                    need.key
                )));
            }
        }
    }

    fn found(&mut self, user: Option<&str>, name: &str, at: Span) {
        let list = match user {
            None => Some(&mut self.listed),
            Some(user) => {
                self.list.iter_mut().find(|pack| pack.manifest.name == user).map(|pack| &mut pack.found)
            }
        };
        if let Some(list) = list {
            list.push((name.to_string(), at));
        }
    }

    /// Whether the version is one that is needed.
    fn serves(&self, user: Option<&str>, need: &Need, manifest: &Manifest, told: &mut Diagnostics) {
        let Some(wanted) = need.version.as_ref().filter(|wanted| !manifest.version.serves(wanted)) else {
            return;
        };
        let (who, name, version) = (
            user.map_or("the project".into(), |user| format!("the pack `{user}`")),
            &manifest.name,
            &manifest.version,
        );
        let message = format!("{who} needs `{name}` {wanted}, and what is there is {version}");
        told.push(
            Diagnostic::new(&kinds::PACK_CONFLICT, need.at, message)
                .note("a later version serves as long as the first number is the same; before 1.0.0, the first two")
                .help("take a version that serves, or change what is needed"),
        );
    }

    /// Packs that need each other: each circle is told once.
    pub fn circles(&self, told: &mut Diagnostics) {
        let mut done: Vec<&str> = Vec::new();
        for pack in &self.list {
            self.follow(&pack.manifest.name, &mut Vec::new(), &mut done, told);
        }
    }

    fn follow<'p>(
        &'p self,
        name: &'p str,
        path: &mut Vec<&'p str>,
        done: &mut Vec<&'p str>,
        told: &mut Diagnostics,
    ) {
        if done.contains(&name) {
            return;
        }
        path.push(name);
        for (next, at) in self.named(name).into_iter().flat_map(|pack| &pack.found) {
            match path.iter().position(|one| one == next) {
                Some(start) => {
                    let circle: Vec<&str> = path.iter().skip(start).copied().chain([next.as_str()]).collect();
                    told.push(
                        Diagnostic::new(
                            &kinds::PACK_CONFLICT,
                            *at,
                            format!("the pack `{next}` needs itself, through the packs that it needs"),
                        )
                        .note(format!("the circle: {}", circle.join(" → ")))
                        .help("put what both need into a pack of its own"),
                    );
                }
                None => self.follow(next, path, done, told),
            }
        }
        path.pop();
        done.push(name);
    }
}

fn two_of_one(first: &Pack, user: Option<&str>, need: &Need, second: &Manifest, folder: &str) -> Diagnostic {
    let who = |user: Option<&str>| user.map_or("the project".to_string(), |user| format!("`{user}`"));
    let (name, version) = (&second.name, &first.manifest.version);
    let message = format!("there are two packs `{name}`, and only one of them can count");
    let same = first.manifest.version == second.version;
    let diagnostic = Diagnostic::new(&kinds::PACK_CONFLICT, need.at, message)
        .label(format!("{} wants {}", who(user), second.version))
        .also(first.at, format!("{} wants {version}", who(first.asked_by.as_deref())))
        .note(format!("they are in `{}` and `{folder}`", first.folder));
    let diagnostic = match same {
        true => diagnostic.note("both say the same version, and their files differ"),
        false => diagnostic,
    };
    diagnostic.help(format!(
        "decide in the project's planlint.toml: `[packs]`, and below it `\"{name}\" = {{ path = \"…\" }}` with a version that serves both"
    ))
}
