//! `planlint doc`: pages whose links lead somewhere, whose examples passed, and that replace nothing of somebody else's.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::desk::{planlint, said, write};
use crate::every::every;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

const PACK: &str = "[pack]
name = \"acme.coin\"
version = \"1.2.0\"
language = 1
licence = \"MIT\"
authors = [\"Acme & Sons\"]
description = \"Coins <of all kinds>\"
disclaimer = \"Not legal advice.\"
";

const RULES: &str = "policy \"Coins & tokens\"
param cap: percent = 5%, 0% to 10% \"Most that the plan may hold\"
fact keeper of option: text, \"Who keeps the keys\"
let volatile = digital_assets
section \"1. Caps\" {
  rule coin \"Coins stay within the cap\" cites \"IPS <4.1>\" from 2026-01-01 {
    volatile <= cap
  }
  should each option: crypto <= 50%
}
test \"six percent is too much\" {
  given option \"A\" { assets $94M, class us_equity }
  given option \"<script>\" { assets $6M, class crypto }
  expect coin breach, measured 6%
}
";

/// The pages of a folder, by name.
fn pages(folder: &Path) -> Vec<(String, String)> {
    let mut pages: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(path).unwrap())
        })
        .collect();
    pages.sort();
    pages
}

/// What stands in an attribute, as often as it does.
fn attributes<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let begin = format!("{name}=\"");
    text.split(begin.as_str()).skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn a_pack_as_pages() {
    let desk = tempfile::tempdir().unwrap();
    write(&desk.path().join("coin/planlint.toml"), PACK);
    write(&desk.path().join("coin/rules.ips"), RULES);
    let output = planlint(desk.path(), &["doc", "coin", "-o", "pages"]);
    assert_eq!(said(&output), "Wrote 2 pages: open pages/index.html.\n");
    let mut text = String::new();
    for (name, page) in pages(&desk.path().join("pages")) {
        let body = page.split("<body>").nth(1).unwrap().replace("><", ">\n<");
        text.push_str(&format!("=== {name}\n{body}\n"));
    }
    assert!(!text.contains("<script>"), "{text}");
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false, snapshot_path => "../cases/handbook" }, {
        insta::assert_snapshot!("coin", text);
    });
}

#[test]
fn every_link_leads_somewhere_and_every_rule_is_there() {
    let rules = fs::read_dir(Path::new(ROOT).join("rules")).unwrap().map(|entry| entry.unwrap().path());
    let folders = rules.filter(|path| path.is_dir()).chain([Path::new(ROOT).join("examples/northwind")]);
    every(folders.collect(), |folder| {
        let desk = tempfile::tempdir().unwrap();
        let output = planlint(desk.path(), &["doc", &folder.to_string_lossy(), "-o", "pages"]);
        assert!(output.status.success(), "{}", said(&output));
        let pages = pages(&desk.path().join("pages"));
        let mut places = BTreeSet::new();
        for (name, text) in &pages {
            places.insert(name.clone());
            for id in attributes(text, " id") {
                assert!(places.insert(format!("{name}#{id}")), "{id} stands in {name} twice");
            }
        }
        for (name, text) in &pages {
            for address in attributes(text, "href") {
                assert!(places.contains(address), "{name} of {} leads to {address}", folder.display());
            }
        }
        assert!(pages.len() > 1);
    });
}

#[test]
fn what_is_not_true_is_not_written() {
    let desk = tempfile::tempdir().unwrap();
    write(&desk.path().join("coin/planlint.toml"), PACK);
    write(&desk.path().join("coin/rules.ips"), &RULES.replace("breach, measured 6%", "pass"));
    let output = planlint(desk.path(), &["doc", "coin", "-o", "pages"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("No page was written"), "{}", said(&output));
    assert!(!desk.path().join("pages").exists());
}

#[test]
fn pages_replace_pages_and_nothing_else() {
    let desk = tempfile::tempdir().unwrap();
    write(&desk.path().join("coin/planlint.toml"), PACK);
    write(&desk.path().join("coin/rules.ips"), RULES);
    write(&desk.path().join("pages/old_chapter.html"), "old");
    assert!(planlint(desk.path(), &["doc", "coin", "-o", "pages"]).status.success());
    assert!(!desk.path().join("pages/old_chapter.html").exists());
    for (folder, why) in [("coin", "has more in it than pages"), ("coin/rules.ips", "is no folder")] {
        let output = planlint(desk.path(), &["doc", "coin", "-o", folder]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(why), "{}", said(&output));
    }
    assert_eq!(fs::read_to_string(desk.path().join("coin/rules.ips")).unwrap(), RULES);
}
