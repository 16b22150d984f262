//! The layout of policies: `tests/cases/format/stable/` stays as it is, and of `rewritten/<name>.ips` comes what
//! `<name>.snap` beside it shows. Files that people copy are laid out.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use planlint::format::{Formatted, difference, format};
use planlint::source::SourceMap;
use planlint::syntax;

use crate::every::{below, every};
use crate::reading::{files, stem};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// What a text is laid out as.
pub(crate) fn formatted(text: &str) -> Formatted {
    let mut sources = SourceMap::new();
    let id = sources.add("policy.ips", text);
    format(sources.get(id).unwrap())
}

/// The same of a text that can be read; laid out again, it stays as it is.
pub(crate) fn laid_out(text: &str) -> String {
    let Formatted::Text(once) = formatted(text) else { panic!("{:?}\n{text}", formatted(text)) };
    assert_eq!(
        formatted(&once),
        Formatted::Text(once.clone()),
        "it is not the same the second time:\n{text}"
    );
    once
}

/// The tree of a text without faults, in words, and its comments.
pub(crate) fn said(text: &str) -> (String, Vec<String>) {
    let mut sources = SourceMap::new();
    let id = sources.add("policy.ips", text);
    let parsed = syntax::parse(sources.get(id).unwrap());
    assert!(!parsed.diagnostics.has_errors(), "{:?}\n{text}", parsed.diagnostics);
    let comments = parsed.value.comments.iter().map(|at| sources.slice(*at).trim_end().to_string()).collect();
    (syntax::dump(&parsed.value), comments)
}

/// Every policy below a folder.
pub(crate) fn policies(folder: &str) -> Vec<PathBuf> {
    below(folder, &["ips"])
}

#[test]
fn stable() {
    every(files("tests/cases/format/stable", "ips"), |case| {
        let text = fs::read_to_string(case).unwrap();
        assert_eq!(laid_out(&text), text);
    });
}

#[test]
fn rewritten() {
    let cases = files("tests/cases/format/rewritten", "ips");
    every(cases.clone(), |case| {
        let text = fs::read_to_string(case).unwrap();
        let after = laid_out(&text);
        assert_ne!(after, text, "it stays as it is");
        assert_eq!(said(&after), said(&text));
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(case.parent().unwrap());
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(stem(case), after));
    });
    let stems = |paths: &[PathBuf]| paths.iter().map(|path| stem(path)).collect::<Vec<_>>();
    assert_eq!(
        stems(&cases),
        stems(&files("tests/cases/format/rewritten", "snap")),
        "no snapshot without its case"
    );
}

/// To lay them out: `cargo run -- fmt examples rules src`.
#[test]
fn what_people_copy_is_laid_out() {
    every(["examples", "rules", "src"].into_iter().flat_map(policies).collect(), |path| {
        let text = fs::read_to_string(path).unwrap();
        let after = laid_out(&text);
        assert!(after == text, "{}", difference(&path.display().to_string(), &text, &after));
    });
}

#[test]
fn every_policy_of_the_tests_keeps_its_meaning() {
    let mut count = BTreeMap::new();
    every(policies("tests/cases"), |path| {
        // Some are no text.
        let Ok(text) = fs::read_to_string(path) else { return };
        let outcome = match formatted(&text) {
            Formatted::Text(after) => {
                assert_eq!(said(&after), said(&text));
                laid_out(&after);
                "laid out"
            }
            Formatted::Faulty(_) => "faulty",
            Formatted::Changed => panic!("it would be another policy"),
        };
        *count.entry(outcome).or_insert(0) += 1;
    });
    if std::env::var_os("CASE").is_some() {
        return;
    }
    assert!(count["laid out"] > 300 && count["faulty"] > 10, "{count:?}");
}

#[test]
fn what_cannot_be_read_is_left_alone() {
    for text in ["crypto <=\n", "each option {\n", "art <= 1%\ncrypto <= \"5%\n", "a && b\n", "crypto ≤ 5%\n"]
    {
        assert!(matches!(formatted(text), Formatted::Faulty(_)), "{text}");
    }
}

#[test]
fn line_ends_are_line_feeds() {
    let text = "each option {\n  crypto <= 5%  # cap\n\n  art <= 1%\n}\n";
    assert_eq!(laid_out(&text.replace('\n', "\r\n")), text);
    assert_eq!(laid_out("crypto  <= 5%\r\rart <= 1%\r"), "crypto <= 5%\n\nart <= 1%\n");
    assert_eq!(laid_out(text.trim_end()), text);
    assert_eq!(
        laid_out("each option {\r\n\r\n\tcrypto <= 5%\t# cap\t \r\n \r\n\r\n  art<=1%\r\n}\r\n\r\n"),
        text
    );
}

#[test]
fn a_text_that_says_nothing_keeps_its_comments() {
    for (text, after) in
        [("", ""), (" \n\n", ""), ("# one", "# one\n"), ("\n\n   # one\n\n\n\t# two {", "# one\n\n# two {\n")]
    {
        assert_eq!(laid_out(text), after);
    }
}

/// A comment behind a very long line is neither aligned with others nor lost.
#[test]
fn a_line_may_be_long() {
    let long = format!("each option where manager is \"{}\": crypto <= 5%", "x".repeat(70_000));
    let text = format!("crypto <= 5%  # one\n{long}  # two\ncrypto <= 4%  # three\n");
    assert_eq!(laid_out(&text), text);
}

/// The whole work is a pass over the text.
#[test]
fn a_long_file_takes_no_longer_than_it_is() {
    let text = "# a comment\n".repeat(20_000) + &"each option { crypto<=5% } # a cap\n".repeat(1_000);
    assert_eq!(laid_out(&text).lines().count(), 21_000);
}

#[test]
fn differences_are_those_of_diff() {
    let old = "a\n\n\n\nb\nc\nd\ne\nf\ng\nh\ni <=5\n\n";
    let new = "a\n\nb\nc\nd\ne\nf\ng\nh\ni <= 5\n";
    let expected = "--- p.ips\n+++ p.ips\n@@ -1,7 +1,5 @@\n a\n \n-\n-\n b\n c\n d\n\
                    @@ -9,5 +7,4 @@\n f\n g\n h\n-i <=5\n-\n+i <= 5\n";
    assert_eq!(difference("p.ips", old, new), expected);
    assert_eq!(
        difference("p.ips", "a", "a\n"),
        "--- p.ips\n+++ p.ips\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a\n"
    );
    assert_eq!(difference("p.ips", "a\n", "a\n"), "");
}

/// The page shows a policy before and after.
#[test]
fn the_page_shows_what_is_done() {
    let page = fs::read_to_string(Path::new(ROOT).join("docs/reference/formatting.md")).unwrap();
    let blocks: Vec<&str> =
        page.split("```ips\n").skip(1).map(|rest| rest.split_once("```").unwrap().0).collect();
    assert_eq!(laid_out(blocks[0]), blocks[1]);
}
