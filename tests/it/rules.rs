//! The library of rule packs: each pack passes its own tests, and each of its rules is shown broken by one.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::{planlint, said};
use crate::every::every;

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
    every(packs(), |pack| {
        let output = planlint(pack, &["test", "."]);
        let told = said(&output);
        assert!(output.status.success(), "{told}");
        assert!(!told.contains("No test shows"), "{told}");
    });
}

#[test]
fn every_pack_says_what_it_is() {
    every(packs(), |pack| {
        let manifest = fs::read_to_string(pack.join("planlint.toml")).unwrap();
        assert!(manifest.contains("Not legal advice"), "planlint.toml");
        let readme = fs::read_to_string(pack.join("README.md")).unwrap();
        assert!(readme.to_lowercase().contains("not legal advice"), "README.md");
    });
}
