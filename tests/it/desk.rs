//! A desk of its own for a test: files written, the command run, git asked.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

pub(crate) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

pub(crate) fn planlint(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_planlint"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null()).env_remove("TERM").output().unwrap()
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
