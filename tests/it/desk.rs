//! A desk of its own for a test: files written, the command run, git asked.
//!
//! No other test starts the command (`architecture.rs` sees to it), so that none has a clock or a terminal of its own.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The day of every run that is given no other.
const TODAY: &str = "2026-11-22";

/// The command in a folder, on one day, in a world without terminal settings.
pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planlint"));
    command.current_dir(folder).stdin(Stdio::null()).env("PLANLINT_TODAY", TODAY);
    for name in ["TERM", "NO_COLOR", "COLUMNS", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

pub(crate) fn planlint(folder: &Path, arguments: &[&str]) -> Output {
    command(folder).args(arguments).output().unwrap()
}

pub(crate) fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8(text).unwrap()
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) {
    let settings = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let done = Command::new("git").current_dir(folder).args(settings).args(arguments).output().unwrap();
    assert!(done.status.success(), "{}", said(&done));
}
