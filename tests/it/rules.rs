//! The library of rule packs: each pack passes its own tests, and each of its rules is shown broken by one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn packs() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let mut packs: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    packs.retain(|path| path.is_dir());
    packs.sort();
    packs
}

#[test]
fn every_pack_passes_its_tests() {
    assert!(packs().len() >= 8);
    for pack in packs() {
        let output = Command::new(env!("CARGO_BIN_EXE_planlint")).arg("test").arg(&pack).output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{}:\n{told}", pack.display());
        assert!(!told.contains("No test shows"), "{}:\n{told}", pack.display());
    }
}

#[test]
fn every_pack_says_what_it_is() {
    for pack in packs() {
        let manifest = fs::read_to_string(pack.join("planlint.toml")).unwrap();
        assert!(manifest.contains("Not legal advice"), "{}", pack.display());
        let readme = fs::read_to_string(pack.join("README.md")).unwrap();
        assert!(readme.to_lowercase().contains("not legal advice"), "{}", pack.display());
    }
}
