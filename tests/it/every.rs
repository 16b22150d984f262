//! Every case of a folder runs, whatever becomes of the others; at the end those that failed are listed.
//!
//! `CASE=fees cargo test` runs only the cases that have `fees` in their path.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Runs each case, and fails if one of them does.
pub(crate) fn every(cases: Vec<PathBuf>, mut run: impl FnMut(&Path)) {
    assert!(!cases.is_empty(), "there is no case");
    let wanted = std::env::var("CASE").unwrap_or_default();
    let name = |case: &Path| case.strip_prefix(ROOT).unwrap_or(case).to_string_lossy().replace('\\', "/");
    let mut failed = Vec::new();
    for case in cases.iter().filter(|case| name(case).contains(&wanted)) {
        if catch_unwind(AssertUnwindSafe(|| run(case))).is_err() {
            failed.push(name(case));
        }
    }
    assert!(failed.is_empty(), "{} of {} cases failed:\n{}", failed.len(), cases.len(), failed.join("\n"));
}

/// The files below a folder with one of these endings, by name.
pub(crate) fn below(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(ROOT).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|found| endings.iter().any(|ending| found == *ending)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

#[test]
fn no_case_stops_the_others() {
    let cases = ["a", "b", "c"].map(PathBuf::from).to_vec();
    let mut ran = Vec::new();
    let result = catch_unwind(AssertUnwindSafe(|| {
        every(cases, |case| {
            ran.push(case.to_path_buf());
            assert!(case.ends_with("b"), "{}", case.display());
        });
    }));
    let message = *result.unwrap_err().downcast::<String>().unwrap();
    if std::env::var_os("CASE").is_none() {
        assert_eq!(message, "2 of 3 cases failed:\na\nc");
        assert_eq!(ran.len(), 3);
    }
}
