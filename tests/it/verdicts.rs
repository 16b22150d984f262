//! Verdicts as pages: `tests/cases/verdicts/<kind>.md`, each about one way in which a verdict could be wrong.
//!
//! An `ips` block is a policy, each `yaml` block behind it a menu, and the `verdicts` block behind that has every verdict
//! of the one on the other. `BLESS=1 cargo test verdicts` writes them; read what it wrote.

use std::fmt::Write as _;
use std::fs;

use crate::documents::{blocks, fits, verdicts};
use crate::reading::{files, read, stem};

#[test]
fn every_page_finds_what_it_says() {
    let (mut surprises, mut run) = (String::new(), 0);
    for file in files("tests/cases/verdicts", "md") {
        let text = fs::read_to_string(&file).unwrap();
        let (mut policy, mut menu) = (None, None);
        let (mut page, mut number) = (text.clone(), 0);
        for block in blocks(&text) {
            match block.language.as_str() {
                "ips" => {
                    let told: Vec<String> =
                        read(&block.text).diagnostics().map(|one| one.message.clone()).collect();
                    assert_eq!(told, Vec::<String>::new(), "{}:{}", file.display(), block.line);
                    policy = Some(block.text);
                }
                "yaml" => menu = Some(block.text),
                "verdicts" => {
                    run += 1;
                    let found = verdicts(policy.as_ref().unwrap(), &menu.take().unwrap());
                    if !fits(&block.text, &found) {
                        let _ = writeln!(surprises, "{}:{} finds\n{found}", stem(&file), block.line);
                        page = with_block(&page, number, &found);
                    }
                    number += 1;
                }
                _ => {}
            }
        }
        if std::env::var_os("BLESS").is_some() {
            fs::write(&file, page).unwrap();
        }
    }
    assert!(run > 10 && surprises.is_empty(), "{run} menus\n{surprises}");
}

/// A page with another text in one of its blocks of verdicts.
fn with_block(page: &str, number: usize, found: &str) -> String {
    let mut lines: Vec<&str> = page.lines().collect();
    let mut opens = (0..lines.len()).filter(|index| lines[*index].starts_with("```verdicts"));
    let open = opens.nth(number).unwrap();
    let close = lines[open + 1..].iter().position(|text| *text == "```").unwrap() + open + 1;
    lines.splice(open + 1..close, found.lines());
    lines.join("\n") + "\n"
}
