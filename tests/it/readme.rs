//! The README is true: its messages are what the program says, its commands run, its policy, menu and settings are read.
//!
//! `INSTA_UPDATE=always` writes its messages anew; read them before you keep them.

use std::fs;
use std::path::Path;
use std::process::Output;

use crate::desk::planlint;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const RUN: &str = "cargo run --release -- ";

/// A fenced block: the word behind the fence, and what stands in it.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let mut blocks = Vec::new();
    let mut rest = page;
    while let Some((_, opened)) = rest.split_once("\n```") {
        let (word, inside) = opened.split_once('\n').unwrap();
        let (block, after) = inside.split_once("\n```").unwrap();
        blocks.push((word, block));
        rest = after;
    }
    blocks
}

fn of_kind<'p>(page: &'p str, kind: &str) -> Vec<&'p str> {
    blocks(page).into_iter().filter(|(word, _)| *word == kind).map(|(_, block)| block).collect()
}

fn readme() -> String {
    fs::read_to_string(Path::new(ROOT).join("README.md")).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

#[test]
fn messages_are_what_the_program_says() {
    let mut page = readme();
    let arguments =
        ["check", "examples/northwind", "--as-of", "2026-11-22", "--width", "100", "--color", "never"];
    let said = stdout(&planlint(Path::new(ROOT), &arguments));
    let shown: Vec<String> = of_kind(&page, "text").into_iter().map(str::to_string).collect();
    assert_eq!(shown.len(), 2);
    for message in shown {
        let headline = message.lines().next().unwrap();
        let real = said.split("\n\n").find(|real| real.starts_with(headline));
        let real = real.unwrap_or_else(|| panic!("it does not say: {headline}"));
        if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
            page = page.replace(&message, real);
            fs::write(Path::new(ROOT).join("README.md"), &page).unwrap();
        } else {
            assert_eq!(message, real);
        }
    }
}

#[test]
fn commands_run() {
    let desk = tempfile::tempdir().unwrap();
    let page = readme();
    let commands: Vec<&str> = of_kind(&page, "sh").into_iter().flat_map(str::lines).collect();
    assert!(commands.contains(&"cargo test"), "the command that passes the tests");
    let main_job: Vec<&&str> = commands.iter().filter(|command| command.starts_with(RUN)).collect();
    assert_eq!(main_job.len(), 1, "the command that does the main job");
    for command in commands {
        if let Some(arguments) = command.strip_prefix(RUN) {
            let output = planlint(Path::new(ROOT), &arguments.split_whitespace().collect::<Vec<_>>());
            assert_eq!(output.status.code(), Some(1), "{command}");
            assert!(stdout(&output).contains("Not clean"), "{command}");
        } else if let Some(arguments) = command.strip_prefix("planlint ") {
            let output = planlint(desk.path(), &arguments.split_whitespace().collect::<Vec<_>>());
            assert_eq!(output.status.code(), Some(0), "{command}\n{}", stdout(&output));
        }
    }
}

/// The tour and the menu are checked together: the policy has no mistake, and neither has the menu.
#[test]
fn the_tour_is_a_policy_and_the_menu_a_menu() {
    let desk = tempfile::tempdir().unwrap();
    let page = readme();
    let [policy] = of_kind(&page, "ips")[..] else { panic!("one policy") };
    assert!(policy.lines().count() <= 16, "a tour in fifteen lines");
    fs::write(desk.path().join("policy.ips"), policy).unwrap();
    let [menu, hook] = of_kind(&page, "yaml")[..] else { panic!("a menu and a hook") };
    fs::write(desk.path().join("menu.yaml"), menu).unwrap();
    let arguments =
        ["check", "policy.ips", "--menu", "menu.yaml", "--as-of", "2026-11-22", "--format", "json"];
    let report: serde_json::Value =
        serde_json::from_str(&stdout(&planlint(desk.path(), &arguments))).unwrap();
    assert_eq!(report["diagnostics"], serde_json::json!([]));
    assert!(report["verdicts"].as_array().unwrap().len() > 7);
    assert!(hook.contains("entry: planlint check\n"));
}

#[test]
fn the_settings_are_read() {
    let desk = tempfile::tempdir().unwrap();
    let page = readme();
    let [settings] = of_kind(&page, "toml")[..] else { panic!("one planlint.toml") };
    fs::write(desk.path().join("planlint.toml"), settings).unwrap();
    fs::write(desk.path().join("policy.ips"), "crypto <= 5%\n").unwrap();
    fs::create_dir(desk.path().join("exports")).unwrap();
    let export = r#"{ "lineup": { "funds": [
        { "fund_name": "Bitcoin Trust", "balance": 1000, "fees": { "net": 0.25 } } ] } }"#;
    fs::write(desk.path().join("exports/one.json"), export).unwrap();
    let output = planlint(desk.path(), &["check", "--as-of", "2026-11-22", "--format", "plain"]);
    assert!(stdout(&output).contains("crypto is 100% of the plan, over the 5% limit"), "{}", stdout(&output));
}

/// A page that is named is there.
#[test]
fn links_lead_somewhere() {
    for page in
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "examples/northwind/README.md"]
    {
        let text = fs::read_to_string(Path::new(ROOT).join(page)).unwrap();
        let folder = Path::new(ROOT).join(page).parent().unwrap().to_path_buf();
        for link in text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap()) {
            let target = link.split('#').next().unwrap();
            assert!(link.starts_with("https://") || folder.join(target).exists(), "{page}: {link}");
        }
    }
}
