//! Packs in `planlint.toml`: what a pack says of itself, and which packs a project or a pack needs.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Reader, Version};
use crate::diagnostics::{Diagnostic, kinds, listed};
use crate::source::Span;

/// The version of the language that this planlint reads.
const LANGUAGE: i64 = 1;

/// What a pack says of itself, under `[pack]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    /// By which it is used, and with which the ids of its rules begin.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// The licence under which it may be used, by its SPDX name.
    pub licence: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// What it is for, in one line.
    pub description: Option<String>,
    /// What it is not: advice, for instance.
    pub disclaimer: Option<String>,
    /// Where its name stands.
    pub at: Span,
}

/// A pack that is needed, under `[packs]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// What stands before the `=`.
    pub key: String,
    /// Where it comes from.
    pub origin: Origin,
    /// The version that is needed at least.
    pub version: Option<Version>,
    /// The public key of minisign with which it has to be signed, and where that stands.
    pub minisign: Option<(String, Span)>,
    /// Where it stands.
    pub at: Span,
    /// Where what stands behind the `=` is.
    pub value: Span,
}

/// Where a pack comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A folder, relative to that of `planlint.toml`.
    Path(String),
    /// A repository, and the tag, branch or commit in it.
    Git {
        /// Its address, or a folder.
        url: String,
        /// The tag, branch or commit.
        rev: String,
        /// The folder in it, where it is a library of packs.
        folder: Option<String>,
    },
    /// An archive, relative to the folder of `planlint.toml`.
    Archive(String),
    /// From wherever the project has it: a pack cannot say where other packs are on somebody's computer.
    Project,
}

impl Origin {
    /// As the lock has it, and people are told: `path ../rules/fees`.
    pub fn words(&self) -> String {
        match self {
            Origin::Path(path) => format!("path {path}"),
            Origin::Git { url, rev, folder: None } => format!("git {url} at {rev}"),
            Origin::Git { url, rev, folder: Some(folder) } => format!("git {url} at {rev}, {folder}"),
            Origin::Archive(path) => format!("archive {path}"),
            Origin::Project => "the project".into(),
        }
    }
}

/// Why an address is not given to git; none if it may be. What git would read as an option, or as a program to run,
/// never reaches it.
pub fn refused_address(url: &str) -> Option<&'static str> {
    let schemes = ["https://", "ssh://", "file://"];
    let steers = |character: char| character.is_whitespace() || character.is_control();
    if url.is_empty() || url.starts_with('-') || url.contains(steers) {
        return Some("an address does not begin with `-`, and has no blanks in it");
    }
    if url.contains("::") {
        return Some("`::` names a helper program for git to run");
    }
    match url.split_once("://") {
        Some(_) if schemes.iter().any(|scheme| url.starts_with(scheme)) => {
            let host = url.split_once("://").map_or("", |(_, rest)| rest);
            host.starts_with('-').then_some("a host does not begin with `-`")
        }
        Some(_) => Some("packs are fetched over https, ssh, or from a folder"),
        None => None,
    }
}

/// Why a revision is not given to git; none if it may be.
pub fn refused_revision(rev: &str) -> Option<&'static str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._/-+".contains(&byte);
    let is_plain = !rev.is_empty() && !rev.starts_with('-') && rev.bytes().all(fits) && !rev.contains("..");
    (!is_plain).then_some("a revision is a tag, a branch or a commit, such as `v1.2.0`")
}

/// Why a folder of a repository is not asked for; none if it may be.
pub fn refused_folder(folder: &str) -> Option<&'static str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    let is_plain =
        |part: &str| !part.starts_with('-') && !part.trim_matches('.').is_empty() && part.bytes().all(fits);
    (!folder.split('/').all(is_plain))
        .then_some("it is seen from the root of the repository, such as `rules/fees`")
}

/// Whether a text can be the name of a pack: `erisa`, `acme.alternatives`.
pub fn is_pack_name(name: &str) -> bool {
    let fits = |part: &str| {
        part.starts_with(|first: char| first.is_ascii_lowercase())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte))
    };
    name.split('.').all(fits)
}

const PACK_KEYS: [&str; 7] =
    ["name", "version", "language", "licence", "authors", "description", "disclaimer"];
const NEED_KEYS: [&str; 7] = ["path", "git", "rev", "folder", "archive", "version", "minisign"];

type Value<'t> = Spanned<DeValue<'t>>;

impl Reader<'_> {
    pub(super) fn pack(&mut self, table: &DeTable<'_>, at: Range<usize>) {
        for key in table.keys().filter(|key| !PACK_KEYS.contains(&key.get_ref().as_ref())) {
            self.unknown_key(key.get_ref(), key.span(), &PACK_KEYS, "`[pack]`");
        }
        let texts = |reader: &mut Self, key: &str| table.get(key).and_then(|value| reader.text(key, value));
        let licence = texts(self, "licence");
        let (description, disclaimer) = (texts(self, "description"), texts(self, "disclaimer"));
        let authors = table.get("authors").map(|value| self.texts("authors", value)).unwrap_or_default();
        if let Some(value) = table.get("language") {
            self.language(value);
        }
        let (Some(name), Some(version)) = (table.get("name"), table.get("version")) else {
            let lacks =
                if table.contains_key("name") { "version = \"1.0.0\"" } else { "name = \"acme.fees\"" };
            let fault = self
                .fault(at, format!("this pack does not say its {}", lacks.split(' ').next().unwrap_or("")));
            return self.diagnostics.push(fault.help(format!("write `{lacks}` under `[pack]`")));
        };
        let name_at = self.span(name.span());
        let named = self.text("name", name).filter(|named| {
            let fits = is_pack_name(named);
            if !fits {
                let fault = self.fault(name.span(), format!("`{named}` cannot be the name of a pack"));
                self.diagnostics.push(fault.help(
                    "a name is words of small letters, digits, `_` and `-`, joined by dots: `acme.alternatives`",
                ));
            }
            fits
        });
        let (named, version) = (named, self.version(version));
        if let (Some(name), Some(version)) = (named, version) {
            self.settings.pack =
                Some(Manifest { name, version, licence, authors, description, disclaimer, at: name_at });
        }
    }

    fn language(&mut self, value: &Value<'_>) {
        let number = value
            .get_ref()
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok());
        match number {
            Some(LANGUAGE) => {}
            Some(later) => {
                let message = format!(
                    "this pack is written in language {later}, and this planlint reads language {LANGUAGE}"
                );
                self.diagnostics.push(
                    Diagnostic::new(&kinds::LANGUAGE_VERSION, self.span(value.span()), message)
                        .help("install a later version of planlint, or take an earlier version of the pack"),
                );
            }
            None => self.shape(value, "`language` is a number", "write `language = 1`"),
        }
    }

    fn version(&mut self, value: &Value<'_>) -> Option<Version> {
        let text = self.text("version", value)?;
        let version = Version::parse(&text);
        if version.is_none() {
            let fault = self.fault(value.span(), format!("`{text}` is no version"));
            self.diagnostics.push(fault.help("a version is three numbers: `1.2.0`"));
        }
        version
    }

    fn texts(&mut self, key: &str, value: &Value<'_>) -> Vec<String> {
        match value.get_ref().as_array() {
            Some(array) => array.iter().filter_map(|item| self.text(key, item)).collect(),
            None => self.text(key, value).into_iter().collect(),
        }
    }

    pub(super) fn needs(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            let need = match value.get_ref() {
                DeValue::Table(need) => self.need(key.get_ref(), need, key.span(), value.span()),
                _ => {
                    let help = format!("write `\"{}\" = {{ path = \"../rules/fees\" }}`", key.get_ref());
                    self.shape(value, "a pack is listed as a table that says where it is", &help);
                    None
                }
            };
            self.settings.needs.extend(need);
        }
    }

    fn need(
        &mut self,
        key: &str,
        table: &DeTable<'_>,
        at: Range<usize>,
        value: Range<usize>,
    ) -> Option<Need> {
        for key in table.keys().filter(|key| !NEED_KEYS.contains(&key.get_ref().as_ref())) {
            self.unknown_key(key.get_ref(), key.span(), &NEED_KEYS, "a pack");
        }
        let version = match table.get("version") {
            Some(version) => Some(self.version(version)?),
            None => None,
        };
        let minisign = match table.get("minisign") {
            Some(key) => Some((self.text("minisign", key)?, self.span(key.span()))),
            None => None,
        };
        let sources: Vec<&str> =
            ["path", "git", "archive"].into_iter().filter(|key| table.contains_key(*key)).collect();
        let source = sources.first().and_then(|key| Some((*key, table.get(*key)?)));
        let origin = match (source, sources.as_slice()) {
            (_, [_, _, ..]) => {
                let fault = self.fault(at, format!("the pack `{key}` has two sources"));
                self.diagnostics.push(fault.help(format!("keep one of {}", listed(sources, 3))));
                return None;
            }
            (None, _) if version.is_some() => Origin::Project,
            (None, _) => {
                let fault = self.fault(at, format!("this does not say where the pack `{key}` is"));
                self.diagnostics.push(fault.help(
                    "write `{ path = \"…\" }`, `{ git = \"https://…\", rev = \"v1.0.0\" }` or `{ archive = \"….zip\" }`",
                ));
                return None;
            }
            (Some(("path", path)), _) => Origin::Path(self.text("path", path)?),
            (Some(("archive", path)), _) => Origin::Archive(self.text("archive", path)?),
            (Some((_, url)), _) => self.repository(key, url, table.get("rev"), table.get("folder"))?,
        };
        let of_git = ["rev", "folder"].into_iter().filter(|_| !matches!(origin, Origin::Git { .. }));
        for (part, value) in of_git.filter_map(|part| Some((part, table.get(part)?))) {
            let fault = self.fault(value.span(), format!("`{part}` belongs to a pack from `git`"));
            self.diagnostics.push(fault.help("take it out"));
        }
        let (at, value) = (self.span(at), self.span(value));
        Some(Need { key: key.into(), origin, version, minisign, at, value })
    }

    fn repository(
        &mut self,
        key: &str,
        url: &Value<'_>,
        rev: Option<&Value<'_>>,
        folder: Option<&Value<'_>>,
    ) -> Option<Origin> {
        let address = self.text("git", url)?;
        if let Some(why) = refused_address(&address) {
            let fault = self.fault(url.span(), format!("`{address}` is no address of a repository: {why}"));
            self.diagnostics.push(fault.help("write `git = \"https://example.com/rules.git\"`"));
            return None;
        }
        let Some(rev) = rev else {
            let fault =
                self.fault(url.span(), format!("this does not say which revision of `{key}` is meant"));
            self.diagnostics.push(
                fault
                    .note("what stands at an address changes; a rule must not change unseen")
                    .help("name a tag or a commit: `rev = \"v1.0.0\"`"),
            );
            return None;
        };
        let revision = self.text("rev", rev)?;
        if let Some(why) = refused_revision(&revision) {
            let fault = self.fault(rev.span(), format!("`{revision}` is no revision: {why}"));
            self.diagnostics.push(fault);
            return None;
        }
        let folder = match folder {
            None => None,
            Some(value) => {
                let folder = self.text("folder", value)?;
                if let Some(why) = refused_folder(&folder) {
                    let fault =
                        self.fault(value.span(), format!("`{folder}` is no folder of a repository: {why}"));
                    self.diagnostics.push(fault);
                    return None;
                }
                Some(folder)
            }
        };
        Some(Origin::Git { url: address, rev: revision, folder })
    }
}
