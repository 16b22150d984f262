//! The clause library: clauses of real policies and rules in the language, each with its tests.
//!
//! A file is one clause: its id and kind, its source, what it says, and how it is written. `docs/reference/coverage.md`
//! is made from them; to write it again: `BLESS=1 cargo test clauses`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::date;
use planlint::inputs::InputFile;
use planlint::pipeline::{Inputs, try_cases};

use crate::every::{below, every};
use crate::reading::stem;

const ROOT: &str = "tests/cases/clauses";

struct Clause {
    path: PathBuf,
    text: String,
}

impl Clause {
    /// `NJ48-03` and `concentration` of `policy "NJ48-03" about "concentration"`, or of `# NJ48-03 · concentration`.
    fn heading(&self) -> (String, String) {
        let line = self.text.lines().next().unwrap_or_default();
        let line = line.trim_start_matches("policy ").trim_start_matches("# ").replace('"', "");
        let heading = line.split_once(" about ").or(line.split_once(" · "));
        let (id, kind) = heading.unwrap_or_else(|| panic!("{}: {line}", self.path.display()));
        (id.to_string(), kind.to_string())
    }

    /// What its tests expect, each behind the rule's name.
    fn outcomes(&self) -> impl Iterator<Item = &str> {
        let expectations = self.text.lines().filter_map(|line| line.trim_start().strip_prefix("expect "));
        expectations.filter_map(|line| line.split_whitespace().nth(1)).map(|word| word.trim_end_matches(','))
    }

    fn folder(&self) -> String {
        stem(self.path.parent().unwrap())
    }
}

/// All files of an ending below the library, in order.
fn clauses(ending: &str) -> Vec<Clause> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(ROOT);
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let mut found = Vec::new();
    for folder in folders {
        let mut files: Vec<PathBuf> =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|extension| extension == ending));
        files.sort();
        found.extend(files.into_iter().map(|path| Clause { text: fs::read_to_string(&path).unwrap(), path }));
    }
    found
}

#[test]
fn every_clause_passes_its_tests() {
    let mut faults = Vec::new();
    for clause in clauses("ips") {
        let mut inputs = Inputs::new(date(2026, 11, 22));
        inputs.policies.push(InputFile::new("clause.ips", clause.text.as_str()));
        let trial = try_cases(inputs, "");
        let cases = trial.cases.cases.iter().flat_map(|case| &case.faults);
        let told = trial.diagnostics.iter().chain(cases).map(|fault| fault.message.clone());
        faults.extend(told.map(|message| format!("{}: {message}", clause.path.display())));
        if trial.cases.cases.len() < 3 {
            faults.push(format!("{}: fewer than three tests", clause.path.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_clause_says_what_it_is() {
    every(below(ROOT, &["ips"]), |path| {
        let clause = Clause { path: path.to_path_buf(), text: fs::read_to_string(path).unwrap() };
        let (id, _) = clause.heading();
        assert_eq!(id.to_lowercase(), stem(&clause.path), "{}", clause.path.display());
        assert!(
            clause.text.lines().nth(1).unwrap_or_default().starts_with("# Source: "),
            "{}",
            clause.path.display()
        );
        let expected = |outcome: &str| clause.outcomes().any(|word| word == outcome);
        let lacks = ["pass", "unknown"].into_iter().find(|outcome| !expected(outcome));
        assert_eq!(lacks, None, "{}: no test of it", clause.path.display());
        let fails = expected("breach") || expected("watch");
        assert!(fails, "{}: no test in which it fails", clause.path.display());
    });
}

#[test]
fn the_coverage_is_as_the_page_says() {
    let page = coverage();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/coverage.md");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    assert_eq!(
        fs::read_to_string(path).unwrap_or_default(),
        page,
        "write it again: BLESS=1 cargo test clauses"
    );
}

fn coverage() -> String {
    let (clauses, left_out) = (clauses("ips"), clauses("md"));
    let mut page = String::from(
        "# Coverage\n\nClauses of real policies, statutes and rules that the language can say. Each is a file of \
         `tests/cases/clauses`, in our own\nwords, with its source and its tests; none is legal advice.\n",
    );
    let tests: usize = clauses.iter().map(|clause| clause.text.matches("\ntest \"").count()).sum();
    page.push_str(&format!(
        "\n{} clauses with {tests} tests; {} not expressed.\n\n| kind | clauses |\n|---|---|\n",
        clauses.len(),
        left_out.len()
    ));
    let mut kinds: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for clause in &clauses {
        let (id, kind) = clause.heading();
        kinds.entry(kind).or_default().push(format!(
            "[{id}](../../{ROOT}/{}/{}.ips)",
            clause.folder(),
            stem(&clause.path)
        ));
    }
    for (kind, ids) in kinds {
        page.push_str(&format!("| {kind} | {}: {} |\n", ids.len(), ids.join(", ")));
    }
    page.push_str("\n## Not expressed\n\n");
    for clause in &left_out {
        let (id, kind) = clause.heading();
        let reason = clause.text.lines().find_map(|line| line.strip_prefix("Reason: ")).unwrap_or_default();
        page.push_str(&format!("- {id} ({kind}): {reason}\n"));
    }
    page
}
