//! The command as its user meets it: `tests/cases/cli/<name>/` holds a `command` (one run on each line), the files
//! that it runs on, and `output.snap` with everything that it said.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use crate::desk::command;
use crate::every::every;

const CASES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/cli");

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copy(&entry.path(), &target);
        } else if !["command", "output.snap"].contains(&entry.file_name().to_string_lossy().as_ref()) {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// What a run said, on which channel, and how it ended.
fn told(line: &str, output: &Output) -> String {
    let mut text = format!("$ planlint {line}\n");
    for (name, bytes) in [("", &output.stdout), ("stderr", &output.stderr)] {
        if !bytes.is_empty() {
            if !name.is_empty() {
                let _ = writeln!(text, "--- {name}");
            }
            text.push_str(&String::from_utf8_lossy(bytes));
        }
    }
    let _ = writeln!(text, "--- exit {}", output.status.code().unwrap());
    text
}

/// Splits at blanks; a word in quotation marks may have them.
fn arguments(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, part) in line.split('"').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_string());
        } else {
            words.extend(part.split_whitespace().map(str::to_string));
        }
    }
    words
}

fn run_case(folder: &Path) -> String {
    let desk = tempfile::tempdir().unwrap();
    copy(folder, desk.path());
    let commands = fs::read_to_string(folder.join("command")).unwrap();
    let runs = commands.lines().filter(|line| !line.trim().is_empty()).map(|line| {
        let output = command(desk.path()).args(arguments(line)).output().unwrap();
        told(line, &output)
    });
    runs.collect::<Vec<_>>().join("\n")
}

#[test]
fn cases() {
    let mut folders: Vec<PathBuf> = fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    every(folders, |folder| {
        let told = run_case(folder);
        assert!(!told.contains("panicked"), "{told}");
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_description(folder.file_name().unwrap().to_string_lossy());
        settings.bind(|| insta::assert_snapshot!("output", told));
    });
}

/// Whatever the clock says, a day that is set is today; one that is given goes before it, and what is no day is refused.
#[test]
fn today_is_the_day_that_the_environment_sets() {
    let desk = tempfile::tempdir().unwrap();
    assert!(command(desk.path()).args(["new", "."]).output().unwrap().status.success());
    let check = |today: &str, arguments: &[&str]| {
        let mut command = command(desk.path());
        told("check", &command.env("PLANLINT_TODAY", today).arg("check").args(arguments).output().unwrap())
    };
    assert!(check("2031-02-03", &[]).contains("as of 2031-02-03"));
    assert!(check("2031-02-03", &["--as-of", "2027-01-02"]).contains("as of 2027-01-02"));
    for (today, why) in [("tomorrow", "write the day as"), ("2026-02-30", "the calendar does not have")] {
        let refused = check(today, &[]);
        assert!(refused.contains(&format!("`PLANLINT_TODAY` is set to `{today}`")), "{refused}");
        assert!(refused.contains(why) && refused.ends_with("--- exit 2\n"), "{refused}");
    }
}

#[test]
fn a_new_project_checks_green_with_no_argument() {
    let desk = tempfile::tempdir().unwrap();
    assert!(command(desk.path()).args(["new", "plan"]).output().unwrap().status.success());
    let check = command(&desk.path().join("plan")).arg("check").output().unwrap();
    assert_eq!(check.status.code(), Some(0), "{}", told("check", &check));
    let again = command(desk.path()).args(["new", "plan"]).output().unwrap();
    assert_eq!(again.status.code(), Some(2));
}

#[test]
fn the_order_of_files_decides_nothing() {
    let desk = tempfile::tempdir().unwrap();
    assert!(command(desk.path()).args(["new", "."]).output().unwrap().status.success());
    fs::rename(desk.path().join("planlint.toml"), desk.path().join("kept")).unwrap();
    fs::write(desk.path().join("second.ips"), "private_equity <= 1%\n").unwrap();
    fs::copy(desk.path().join("menu.yaml"), desk.path().join("another.yaml")).unwrap();
    let report = |order: &[&str]| {
        let output = command(desk.path())
            .args(["check", "--as-of", "2026-11-22", "--format", "json"])
            .args(order)
            .output();
        output.unwrap().stdout
    };
    let one = report(&["policy.ips", "second.ips", "--menu", "menu.yaml", "--menu", "another.yaml"]);
    let other = report(&[
        "second.ips",
        "--menu",
        "another.yaml",
        "./policy.ips",
        "--menu",
        "menu.yaml",
        "policy.ips",
    ]);
    assert!(!one.is_empty());
    assert_eq!(String::from_utf8(one).unwrap(), String::from_utf8(other).unwrap());
}

/// What a fresh baseline accepts, it accepts in whatever order things come; and a file that is none is not written over.
#[test]
fn a_baseline_is_written_whole_and_in_one_order() {
    let desk = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(desk.path().join(name), text).unwrap();
    let check = |policies: &[&str]| {
        let line = ["check", "--menu", "menu.yaml", "--as-of", "2026-11-22", "--write-baseline"];
        command(desk.path()).args(line).args(policies).output().unwrap()
    };
    let baseline = || fs::read_to_string(desk.path().join("planlint-baseline.txt")).unwrap();
    write("one.ips", "crypto <= 5%\neach option: expense_ratio net <= 0.75%\n");
    write("two.ips", "each option where style is index: expense_ratio net <= 0.10%\ncrypto <= 2%\n");
    let a = "  - { name: A, style: index, assets: $1M, expense_ratio: { net: 0.9% }, holds: { us_equity: 88%, crypto: 12% } }\n";
    let b = "  - { name: B, assets: $1M, expense_ratio: { net: 0.9% }, class: cash }\n";
    write("menu.yaml", &format!("plan: {{ name: P }}\noptions:\n{a}{b}"));
    assert_eq!(check(&["one.ips", "two.ips"]).status.code(), Some(0));
    let first = baseline();
    assert_eq!(first.lines().filter(|line| line.starts_with("  {")).count(), 6, "{first}");
    // Other names, other lines, another order: the same statements.
    write(
        "aaa.ips",
        "\n\neach option where style is index: expense_ratio net <= 0.11%\n# moved\ncrypto <= 3%\n",
    );
    write("menu.yaml", &format!("plan: {{ name: P }}\noptions:\n{b}\n{a}"));
    assert_eq!(check(&["one.ips", "aaa.ips"]).status.code(), Some(0));
    assert_eq!(baseline(), first);
    // A mistake anywhere, and nothing is written; nor over a file that is no baseline.
    write("two.ips", "crypo <= 2%\n");
    assert_eq!(check(&["one.ips", "two.ips"]).status.code(), Some(1));
    assert_eq!(baseline(), first);
    write("planlint-baseline.txt", "my notes\n");
    let refused = check(&["one.ips"]);
    assert_eq!(refused.status.code(), Some(2), "{}", told("check", &refused));
    assert_eq!(baseline(), "my notes\n");
    let names: Vec<_> = fs::read_dir(desk.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().starts_with('.')), "{names:?}");
}

#[test]
fn a_file_that_is_too_large_is_left_closed() {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("policy.ips"), "crypto <= 5%\n").unwrap();
    let menu = fs::File::create(desk.path().join("menu.yaml")).unwrap();
    menu.set_len(200 * 1024 * 1024).unwrap();
    let output = command(desk.path())
        .args(["check", "policy.ips", "--menu", "menu.yaml", "--format", "plain"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.contains(
            "menu.yaml:1:1: error[file-too-large]: the file is 200 MB, over the 64 MB that are read"
        ),
        "{text}"
    );
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let desk = tempfile::tempdir().unwrap();
    for verb in ["vocabulary", "explain"] {
        let mut child =
            command(desk.path()).arg(verb).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{verb}");
        assert_eq!(output.status.code(), Some(0), "{verb}");
    }
}

/// What a filter of an editor needs: the policy and nothing else on standard output, and nothing where it has faults.
#[test]
fn fmt_lays_standard_input_out() {
    let desk = tempfile::tempdir().unwrap();
    for (text, arguments, expected, status) in [
        ("crypto<=5%", &["fmt", "-"][..], "crypto <= 5%\n", 0),
        ("crypto <= 5%\n", &["fmt", "-"], "crypto <= 5%\n", 0),
        (
            "\u{feff}each option{\r\n crypto <= 5% }\r\n",
            &["fmt", "-"],
            "each option {\n  crypto <= 5% }\n",
            0,
        ),
        ("crypto<= \n", &["fmt", "-"], "", 1),
        ("crypto<=5%\n", &["fmt", "-", "--check"], "", 1),
        ("crypto <= 5%\n", &["fmt", "-", "--check"], "", 0),
    ] {
        let mut child = command(desk.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{text:?}");
        assert_eq!(output.status.code(), Some(status), "{text:?}");
        assert_eq!(output.stderr.is_empty(), !text.ends_with("<= \n"), "{text:?}");
    }
}

/// A file that would not change is not written, and who may read another stays as it was; a link stays a link.
#[cfg(unix)]
#[test]
fn fmt_leaves_files_what_they_are() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let desk = tempfile::tempdir().unwrap();
    let path = |name: &str| desk.path().join(name);
    fs::write(path("tidy.ips"), "crypto <= 5%\n").unwrap();
    fs::write(path("untidy.ips"), "crypto  <= 5%\n").unwrap();
    fs::set_permissions(path("untidy.ips"), fs::Permissions::from_mode(0o640)).unwrap();
    symlink("untidy.ips", path("link.ips")).unwrap();
    let inode = fs::metadata(path("tidy.ips")).unwrap().ino();
    let output = command(desk.path()).args(["fmt", "tidy.ips", "link.ips"]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "Formatted 1 file, 1 left unchanged.\n");
    assert_eq!(fs::metadata(path("tidy.ips")).unwrap().ino(), inode);
    assert_eq!(fs::read_to_string(path("untidy.ips")).unwrap(), "crypto <= 5%\n");
    assert_eq!(fs::metadata(path("untidy.ips")).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(path("link.ips").is_symlink());
    assert_eq!(fs::read_dir(desk.path()).unwrap().count(), 3);
}

/// The manual is what `--help` says; `INSTA_UPDATE=always` writes it anew.
#[test]
fn the_manual_is_the_help() {
    let desk = tempfile::tempdir().unwrap();
    let help = |verb: &[&str]| {
        let output = command(desk.path()).args(verb).arg("--help").output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let mut manual = String::from("# The command\n\nThis page is what `--help` says; a test keeps it so.\n");
    let verbs = [
        "",
        "check",
        "diff",
        "explain",
        "fmt",
        "import",
        "new",
        "pack",
        "pack add",
        "pack update",
        "schema",
        "stages",
        "vocabulary",
    ];
    for verb in verbs {
        let verb: Vec<&str> = verb.split_whitespace().collect();
        let title = [&["planlint"], verb.as_slice()].concat().join(" ");
        let lines: Vec<String> = help(&verb).lines().map(|line| line.trim_end().to_string()).collect();
        let _ = write!(manual, "\n## `{title}`\n\n```text\n{}\n```\n", lines.join("\n"));
    }
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/cli.md");
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(page, &manual).unwrap();
    }
    assert_eq!(fs::read_to_string(page).unwrap_or_default(), manual, "docs/cli.md is not what --help says");
}
