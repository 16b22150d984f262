//! `planlint check --changed`: what is left out is known to be as it was, and everything else is checked.

use std::fs;
use std::path::Path;

use crate::desk::{git, planlint, said, write};

const KEPT: &str = "options:\n  - { name: Harbor, assets: $10M, class: us_equity }\n";
const BROKEN: &str = "options:\n  - { name: Harbor, assets: $10M, class: crypto }\n";

/// Two plans that share a policy, and a third that reads a pack; all of it committed.
fn clients(root: &Path) {
    for plan in ["acme", "beta"] {
        let settings = "policies = [\"../../house/*.ips\"]\nmenu.files = [\"menu.yaml\"]\n";
        write(&root.join("clients").join(plan).join("planlint.toml"), settings);
        write(&root.join("clients").join(plan).join("menu.yaml"), KEPT);
    }
    let gamma = root.join("clients/gamma");
    let settings = "policies = [\"policy.ips\"]\nmenu.files = [\"menu.yaml\"]\n\n[packs]\n\"acme.coin\" = { path = \"../../coin\" }\n";
    write(&gamma.join("planlint.toml"), settings);
    write(&gamma.join("policy.ips"), "use acme.coin\n");
    write(&gamma.join("menu.yaml"), KEPT);
    write(&root.join("house/coin.ips"), "crypto <= 5%\n");
    write(&root.join("house/private.ips"), "private_equity <= 5%\n");
    write(&root.join("coin/planlint.toml"), "[pack]\nname = \"acme.coin\"\nversion = \"1.0.0\"\n");
    write(&root.join("coin/rules.ips"), "rule coin { crypto <= 5% }\n");
    assert!(planlint(&gamma, &["pack", "lock"]).status.success());
    git(root, &["init", "--quiet"]);
    committed(root);
}

fn committed(root: &Path) {
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "--message", "as it is"]);
}

/// The projects that were checked, and the exit code.
fn checked(root: &Path, changed: &str) -> (Vec<String>, i32) {
    let output = planlint(root, &["check", "clients", changed, "--format", "plain"]);
    let text = said(&output);
    let projects = text.lines().filter(|line| line.starts_with("clients/") && !line.contains(':'));
    (
        projects.map(|line| line.trim_start_matches("clients/").to_string()).collect(),
        output.status.code().unwrap(),
    )
}

fn names(names: &[&str], status: i32) -> (Vec<String>, i32) {
    (names.iter().map(ToString::to_string).collect(), status)
}

#[test]
fn only_what_has_changed_is_checked() {
    let desk = tempfile::tempdir().unwrap();
    let root = desk.path();
    clients(root);
    assert_eq!(checked(root, "--changed"), names(&[], 0));
    let text = said(&planlint(root, &["check", "--changed"]));
    assert!(text.contains("Nothing was checked: in 3 projects nothing has changed since HEAD."), "{text}");
    assert!(text.contains("no menu, and not checked: coin"), "{text}");

    write(&root.join("clients/beta/menu.yaml"), BROKEN);
    assert_eq!(checked(root, "--changed"), names(&["beta"], 1));
    committed(root);
    assert_eq!(checked(root, "--changed"), names(&[], 0));
    assert_eq!(checked(root, "--changed=HEAD~1"), names(&["beta"], 1));
}

#[test]
fn what_is_read_from_elsewhere_counts() {
    let desk = tempfile::tempdir().unwrap();
    let root = desk.path();
    clients(root);
    fs::remove_file(root.join("house/private.ips")).unwrap();
    assert_eq!(checked(root, "--changed"), names(&["acme", "beta"], 0));
    git(root, &["checkout", "--quiet", "."]);
    write(&root.join("coin/more.ips"), "private_credit <= 5%\n");
    assert_eq!(checked(root, "--changed"), names(&["gamma"], 1));
}

#[test]
fn what_git_does_not_keep_is_always_checked() {
    let desk = tempfile::tempdir().unwrap();
    let root = desk.path();
    clients(root);
    write(&root.join(".gitignore"), "clients/acme/menu.yaml\n");
    git(root, &["rm", "--quiet", "--cached", "clients/acme/menu.yaml"]);
    committed(root);
    assert_eq!(checked(root, "--changed"), names(&["acme"], 0));
}

#[test]
fn in_a_new_repository_everything_has_changed() {
    let desk = tempfile::tempdir().unwrap();
    let root = desk.path();
    clients(root);
    fs::remove_dir_all(root.join(".git")).unwrap();
    git(root, &["init", "--quiet"]);
    assert_eq!(checked(root, "--changed"), names(&["acme", "beta", "gamma"], 0));
    git(root, &["add", "--all"]);
    assert_eq!(checked(root, "--changed"), names(&["acme", "beta", "gamma"], 0));
}

#[test]
fn one_project_alone_is_told_as_ever() {
    let desk = tempfile::tempdir().unwrap();
    let root = desk.path();
    clients(root);
    write(&root.join("clients/beta/menu.yaml"), BROKEN);
    let beta = root.join("clients/beta");
    assert_eq!(said(&planlint(&beta, &["check", "--changed"])), said(&planlint(&beta, &["check"])));
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let desk = tempfile::tempdir().unwrap();
    let root = desk.path();
    clients(root);
    for revision in ["v9", "--output=evil", "-x"] {
        let output = planlint(root, &["check", &format!("--changed={revision}")]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(&format!("`{revision}` is no revision")), "{}", said(&output));
    }
    fs::remove_dir_all(root.join(".git")).unwrap();
    let output = planlint(root, &["check", "--changed"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("is not known"), "{}", said(&output));
    assert!(!root.join("evil").exists());
}
