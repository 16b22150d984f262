//! What is in a pack: its files, and one fingerprint of all of them.

use std::collections::BTreeMap;

use crate::inputs::{InputFile, fingerprint};
use crate::settings::FILE_NAME;

/// A file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// Its path within the pack, with `/` between the parts.
    pub path: String,
    /// Its name for people, and what is in it.
    pub file: InputFile,
}

/// The files of a pack, by path.
#[derive(Clone, Debug)]
pub struct Content {
    files: Vec<PackFile>,
    fingerprints: BTreeMap<String, String>,
}

impl Content {
    /// These files, in whatever order they come.
    pub fn new(mut files: Vec<PackFile>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let print = |file: &PackFile| file.file.record().sha256.unwrap_or_default();
        let fingerprints = files.iter().map(|file| (file.path.clone(), print(file))).collect();
        Content { files, fingerprints }
    }

    /// The file that says what the pack is.
    pub fn manifest(&self) -> Option<&InputFile> {
        self.files.iter().find(|file| file.path == FILE_NAME).map(|file| &file.file)
    }

    /// Its rules. Those of a pack that it carries within it are not its own.
    pub fn policies(&self) -> impl Iterator<Item = &InputFile> {
        let own = |file: &&PackFile| file.path.ends_with(".ips") && !self.is_carried(&file.path);
        self.files.iter().filter(own).map(|file| &file.file)
    }

    /// The paths of its own files.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| file.path.as_str()).filter(|path| !self.is_carried(path))
    }

    /// Whether a file is that of a pack within this one.
    fn is_carried(&self, path: &str) -> bool {
        let folders =
            self.files.iter().filter_map(|file| file.path.strip_suffix(FILE_NAME)?.strip_suffix('/'));
        folders.into_iter().any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
    }

    /// SHA-256 of each file, by path.
    pub fn fingerprints(&self) -> &BTreeMap<String, String> {
        &self.fingerprints
    }

    /// SHA-256 of the whole: of a line for each file, in the order of their paths, with its fingerprint and its path as
    /// `sha256sum` writes them.
    pub fn sha256(&self) -> String {
        whole(&self.fingerprints)
    }
}

/// The fingerprint of files with these fingerprints.
pub(super) fn whole(fingerprints: &BTreeMap<String, String>) -> String {
    let lines: String = fingerprints.iter().map(|(path, print)| format!("{print}  {path}\n")).collect();
    fingerprint(lines.as_bytes())
}
