//! The settings: `planlint.toml`, which says what a project checks, how its menus are read, and what a pack is.
//!
//! in       the text of planlint.toml
//! out      [`Settings`], and what is wrong with the rest
//! always   what is listed keeps its place, so that a path that leads nowhere is reported where it stands
//! never    files, folders: whether a path leads anywhere is for a door to find out

mod packs;
mod version;

use std::ops::Range;

use serde::Deserialize;
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

use crate::diagnostics::{Diagnostic, Diagnostics, Outcome, closest, kinds, listed};
use crate::menu::{Alias, Classes, Profile};
use crate::source::{SourceText, Span};

pub use packs::{Manifest, Need, Origin, is_pack_name, refused_address, refused_folder, refused_revision};
pub use version::Version;

/// The name of the file.
pub const FILE_NAME: &str = "planlint.toml";

/// What a project checks, and how.
#[derive(Debug, Default)]
pub struct Settings {
    /// The policies.
    pub policies: Vec<Listed>,
    /// The menus.
    pub menus: Vec<Listed>,
    /// Older menus, which rules over several quarters look back at.
    pub history: Vec<Listed>,
    /// Files that say more of the options of the menus: fees, balances, filings of holdings.
    pub with: Vec<Listed>,
    /// Tables of identifiers.
    pub identifiers: Vec<Listed>,
    /// Other names of options.
    pub aliases: Vec<Alias>,
    /// The classes of what is held, by lists for all files.
    pub classify: Classes,
    /// The profiles by which foreign menus are read, by name.
    pub profiles: Vec<(String, Profile)>,
    /// What an undecided `must` comes to.
    pub unknown: Option<OnUnknown>,
    /// The file with the findings that are accepted.
    pub baseline: Option<Listed>,
    /// What it says of itself, if it is a pack.
    pub pack: Option<Manifest>,
    /// The packs that it needs.
    pub needs: Vec<Need>,
}

/// A path or a pattern, as listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// A path or a pattern (`menus/*.yaml`), relative to the settings.
    pub path: String,
    /// The profile that reads it, if it is a menu that planlint did not define.
    pub profile: Option<String>,
    /// The facts that it governs, where others say otherwise.
    pub governs: Vec<String>,
    /// Where it stands.
    pub at: Span,
}

/// What an undecided `must` comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnUnknown {
    /// The check fails.
    #[default]
    Fail,
    /// It is told, and the check does not fail.
    Warn,
    /// It is counted, and the check does not fail.
    Allow,
}

impl OnUnknown {
    /// All of them, strictest first.
    pub const ALL: [OnUnknown; 3] = [OnUnknown::Fail, OnUnknown::Warn, OnUnknown::Allow];

    /// As it is written.
    pub fn word(self) -> &'static str {
        match self {
            OnUnknown::Fail => "fail",
            OnUnknown::Warn => "warn",
            OnUnknown::Allow => "allow",
        }
    }
}

const TOP_KEYS: [&str; 6] = ["policies", "baseline", "unknown", "menu", "pack", "packs"];
const MENU_KEYS: [&str; 8] =
    ["files", "history", "with", "identifiers", "aliases", "classify", "profile", "profiles"];
const FILE_KEYS: [&str; 3] = ["path", "profile", "governs"];

/// Reads the settings. What is wrong is left out and reported at its place.
pub fn read(source: &SourceText) -> Outcome<Settings> {
    let mut reader = Reader { source, settings: Settings::default(), diagnostics: Diagnostics::new() };
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    match errors.first() {
        // After a fault of form the reader guesses, and what it says then is about its guess.
        Some(error) => reader.toml_error(error, 0..0),
        None => reader.top(document.get_ref()),
    }
    Outcome { value: reader.settings, diagnostics: reader.diagnostics }
}

struct Reader<'a> {
    source: &'a SourceText,
    settings: Settings,
    diagnostics: Diagnostics,
}

impl Reader<'_> {
    fn top(&mut self, table: &DeTable<'_>) {
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "policies" => self.settings.policies = self.list("policies", value, None),
                "unknown" => self.unknown(value),
                "baseline" => {
                    let at = self.span(value.span());
                    let listed = |path| Listed { path, profile: None, governs: Vec::new(), at };
                    self.settings.baseline = self.text("baseline", value).map(listed);
                }
                "menu" => match value.get_ref().as_table() {
                    Some(menu) => self.menu(menu),
                    None => self.shape(
                        value,
                        "`menu` is a table",
                        "write `[menu]` on a line of its own, and its keys below",
                    ),
                },
                "pack" => match value.get_ref().as_table() {
                    Some(pack) => self.pack(pack, value.span()),
                    None => self.shape(
                        value,
                        "`pack` is a table",
                        "write `[pack]` on a line of its own, and its keys below; the packs that are used stand under `[packs]`",
                    ),
                },
                "packs" => match value.get_ref().as_table() {
                    Some(packs) => self.needs(packs),
                    None => self.shape(
                        value,
                        "`packs` is a table",
                        "write `[packs]` on a line of its own, and below it `NAME = { path = \"…\" }`",
                    ),
                },
                // The plural is what people write; it deserves its own answer.
                "menus" => {
                    let fault = self.fault(key.span(), "there is no key `menus`");
                    self.diagnostics
                        .push(fault.help("list menus as `files` under `[menu]`: `files = [\"menu.yaml\"]`"));
                }
                other => self.unknown_key(other, key.span(), &TOP_KEYS, "planlint.toml"),
            }
        }
    }

    fn menu(&mut self, table: &DeTable<'_>) {
        let default = table.get("profile").and_then(|value| self.text("profile", value));
        for (key, value) in table {
            match key.get_ref().as_ref() {
                "profile" => {}
                "history" => self.settings.history = self.list("history", value, default.as_ref()),
                "files" => self.settings.menus = self.list("files", value, default.as_ref()),
                "with" => self.settings.with = self.list("with", value, default.as_ref()),
                "identifiers" => self.settings.identifiers = self.list("identifiers", value, None),
                "aliases" => self.aliases(value),
                "classify" => match Classes::deserialize(ValueDeserializer::from(value.clone())) {
                    Ok(classes) => self.settings.classify = classes.placed(self.source.id),
                    Err(error) => self.toml_error(&error, value.span()),
                },
                "profiles" => match value.get_ref().as_table() {
                    Some(profiles) => self.profiles(profiles),
                    None => self.shape(
                        value,
                        "`menu.profiles` is a table",
                        "write `[menu.profiles.NAME]`, and its keys below",
                    ),
                },
                other => self.unknown_key(other, key.span(), &MENU_KEYS, "`[menu]`"),
            }
        }
        self.profiles_exist(table);
    }

    /// `"Harbor Growth R6" = ["Harbor Growth Inst"]`
    fn aliases(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(table) = value.get_ref().as_table() else {
            return self.shape(
                value,
                "`menu.aliases` is a table",
                "write `[menu.aliases]`, and below it `\"Harbor Growth R6\" = \"Harbor Growth Inst\"`",
            );
        };
        for (name, others) in table {
            let listed = match others.get_ref().as_array() {
                Some(array) => array.iter().collect(),
                None => vec![others],
            };
            let also = listed
                .into_iter()
                .filter_map(|other| Some((self.text(name.get_ref(), other)?, self.span(other.span()))));
            let also = also.collect();
            let at = self.span(name.span());
            self.settings.aliases.push(Alias { name: name.get_ref().to_string(), at, also });
        }
    }

    fn profiles(&mut self, table: &DeTable<'_>) {
        for (name, value) in table {
            match Profile::deserialize(ValueDeserializer::from(value.clone()))
                .map(|profile| profile.placed(self.source.id))
            {
                Ok(profile) => self.settings.profiles.push((name.get_ref().to_string(), profile)),
                Err(error) => self.toml_error(&error, value.span()),
            }
        }
    }

    /// A profile that is named and not written, at the place where it is named.
    fn profiles_exist(&mut self, menu: &DeTable<'_>) {
        let written: Vec<&str> = match menu.get("profiles").and_then(|value| value.get_ref().as_table()) {
            Some(profiles) => profiles.keys().map(|name| name.get_ref().as_ref()).collect(),
            None => Vec::new(),
        };
        let listed = [menu.get("files"), menu.get("history"), menu.get("with")].into_iter().flatten();
        let in_files = listed.filter_map(|value| value.get_ref().as_array()).flatten();
        let named = in_files
            .filter_map(|file| file.get_ref().as_table()?.get("profile"))
            .chain(menu.get("profile"))
            .filter_map(|value| Some((value.get_ref().as_str()?, value.span())));
        let shelf = crate::menu::shelf();
        let is_known = |name: &str| written.contains(&name) || shelf.iter().any(|(known, _)| known == name);
        let missing: Vec<_> = named.filter(|(name, _)| !is_known(name)).collect();
        for (name, at) in missing {
            let mut fault = self.fault(at, format!("there is no profile `{name}`"));
            fault = match closest(name, written.iter().copied()) {
                Some(close) => fault.help(format!("did you mean `{close}`?")),
                None => fault.help(format!("write it below: `[menu.profiles.{name}]`")),
            };
            self.diagnostics.push(fault);
        }
    }

    fn list(&mut self, key: &str, value: &Spanned<DeValue<'_>>, default: Option<&String>) -> Vec<Listed> {
        // One path may stand without brackets: nothing else can be meant.
        if let Some(path) = value.get_ref().as_str() {
            return vec![Listed {
                path: path.into(),
                profile: default.cloned(),
                governs: Vec::new(),
                at: self.span(value.span()),
            }];
        }
        let Some(array) = value.get_ref().as_array() else {
            self.shape(value, &format!("`{key}` is a list of paths"), &format!("write `{key} = [\"…\"]`"));
            return Vec::new();
        };
        array.iter().filter_map(|item| self.listed(key, item, default)).collect()
    }

    fn listed(&mut self, key: &str, item: &Spanned<DeValue<'_>>, default: Option<&String>) -> Option<Listed> {
        let at = self.span(item.span());
        match item.get_ref() {
            DeValue::String(path) => {
                Some(Listed { path: path.to_string(), profile: default.cloned(), governs: Vec::new(), at })
            }
            DeValue::Table(table) if matches!(key, "files" | "with") => {
                for name in table.keys().filter(|name| !FILE_KEYS.contains(&name.get_ref().as_ref())) {
                    self.unknown_key(name.get_ref(), name.span(), &FILE_KEYS, "a menu file");
                }
                let profile =
                    table.get("profile").and_then(|value| self.text("profile", value)).or(default.cloned());
                let governs =
                    table.get("governs").map(|value| self.words("governs", value)).unwrap_or_default();
                match table.get("path") {
                    Some(path) => {
                        let at = self.span(path.span());
                        self.text("path", path).map(|path| Listed { path, profile, governs, at })
                    }
                    None => {
                        self.shape(
                            item,
                            "this menu file has no `path`",
                            "write `{ path = \"menu.yaml\", profile = \"NAME\" }`",
                        );
                        None
                    }
                }
            }
            _ => {
                self.shape(
                    item,
                    &format!("`{key}` lists paths, each in quotation marks"),
                    "write `\"policy.ips\"`",
                );
                None
            }
        }
    }

    /// One text or a list of texts.
    fn words(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref().as_array() {
            Some(array) => array.iter().filter_map(|item| self.text(key, item)).collect(),
            None => self.text(key, value).into_iter().collect(),
        }
    }

    fn unknown(&mut self, value: &Spanned<DeValue<'_>>) {
        let Some(word) = self.text("unknown", value) else { return };
        let words = OnUnknown::ALL.map(OnUnknown::word);
        match OnUnknown::ALL.into_iter().find(|choice| choice.word() == word) {
            Some(choice) => self.settings.unknown = Some(choice),
            None => {
                let fault = self.fault(value.span(), format!("`unknown` cannot be `{word}`"));
                self.diagnostics.push(fault.help(format!("choose from {}", listed(words, 3))));
            }
        }
    }

    fn text(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_string);
        if text.is_none() {
            self.shape(value, &format!("`{key}` is a text"), &format!("write `{key} = \"…\"`"));
        }
        text
    }

    fn unknown_key(&mut self, written: &str, at: Range<usize>, known: &[&str], place: &str) {
        let fault = self.fault(at, format!("{place} has no key `{written}`"));
        let fault = match closest(written, known.iter().copied()) {
            Some(close) => fault.help(format!("did you mean `{close}`?")),
            None => fault.help(format!("its keys are {}", listed(known.iter().copied(), 10))),
        };
        self.diagnostics.push(fault);
    }

    fn shape(&mut self, value: &Spanned<DeValue<'_>>, message: &str, help: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let fault = self.fault(value.span(), message).label(format!("this is {found}")).help(help);
        self.diagnostics.push(fault);
    }

    /// What the TOML reader says, in its words; an unknown key of a profile in ours.
    fn toml_error(&mut self, error: &toml::de::Error, otherwise: Range<usize>) {
        let at = error.span().unwrap_or(otherwise);
        let message = error.message().trim_end_matches('.');
        let mut ticked = message.split('`').skip(1).step_by(2);
        match ticked.next() {
            Some(key) if message.starts_with("unknown field") => {
                let known: Vec<&str> = ticked.collect();
                self.unknown_key(key, at, &known, "this table");
            }
            _ => {
                let first = message.lines().next().unwrap_or("this is not TOML");
                let fault = self.fault(at, format!("planlint.toml cannot be read here: {first}"));
                self.diagnostics.push(fault);
            }
        }
    }

    fn fault(&self, at: Range<usize>, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(&kinds::SETTINGS, self.span(at), message)
    }

    fn span(&self, at: Range<usize>) -> Span {
        Span::new(self.source.id, at.start, at.end)
    }
}
