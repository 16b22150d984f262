//! The command: from arguments to an exit code.
//!
//! in       arguments, and through `host` the disk, the terminal, the day
//! out      a report or a page on standard output, complaints on standard error, an [`ExitStatus`]
//! always   exit 0 says that something was checked and is clean; a closed pipe ends quietly
//! never    judging: a verb asks the pipeline and shows its answer

mod baseline;
mod book;
mod check;
mod diff;
mod doc;
mod explain;
mod fmt;
mod git;
mod host;
mod import;
mod library;
mod new;
mod pack;
mod packs;
mod project;
mod schema;
mod stages;
mod store;
mod test;
mod vocabulary;

use std::ffi::OsString;
use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// All is well.
    Clean,
    /// There is something to put right in the policy, the menu or the plan.
    Findings,
    /// It could not run: a file that is not there, an argument that makes no sense.
    CouldNotRun,
}

impl ExitStatus {
    /// As the shell sees it. (A bug of ours ends with 101.)
    pub fn code(self) -> u8 {
        match self {
            ExitStatus::Clean => 0,
            ExitStatus::Findings => 1,
            ExitStatus::CouldNotRun => 2,
        }
    }
}

/// Check the menu of a retirement plan against its investment policy
///
/// A policy is a text file (policy.ips) that reads like the document it encodes; `crypto <= 5%` is a complete one.
/// A menu (YAML, JSON, CSV or a workbook) says what the plan offers and what is in it.
#[derive(Debug, Parser)]
#[command(name = "planlint", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Exit status: 0 clean; 1 something to put right; 2 could not run.\n\
Begin with `planlint new my-plan`, then `planlint check my-plan`.\n\
Environment: PLANLINT_TODAY=2026-10-01 sets the day that is taken for today.")]
struct Args {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Check(check::Args),
    Diff(diff::Args),
    Doc(doc::Args),
    Explain(explain::Args),
    Fmt(fmt::Args),
    Import(import::Args),
    New(new::Args),
    Pack(pack::Args),
    Schema(schema::Args),
    Stages(stages::Args),
    Test(test::Args),
    Vocabulary(vocabulary::Args),
}

/// What stops a verb.
#[derive(Debug)]
enum Stop {
    /// Why it could not run, as one sentence for the user, and perhaps what to do.
    Refused { message: String, help: Option<String> },
    /// Standard output failed.
    Output(io::Error),
}

impl Stop {
    fn new(message: impl Into<String>) -> Self {
        Stop::Refused { message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        match self {
            Stop::Refused { message, .. } => Stop::Refused { message, help: Some(help.into()) },
            output => output,
        }
    }
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Stop::Output(error)
    }
}

type Ended = Result<ExitStatus, Stop>;

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    announce_bugs();
    // Deep statements are refused long before this is used up; the system's own measure differs from one to the next.
    let roomy = std::thread::Builder::new().stack_size(256 << 20).spawn(|| run(std::env::args_os()));
    match roomy.map(std::thread::JoinHandle::join) {
        Ok(Ok(status)) => ExitCode::from(status.code()),
        Ok(Err(_)) => ExitCode::from(101),
        Err(_) => ExitCode::from(run(std::env::args_os()).code()),
    }
}

fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    let args = match Args::try_parse_from(arguments) {
        Ok(args) => args,
        Err(error) => {
            // Help and version come this way too; a closed pipe must not turn them into a failure.
            let _ = error.print();
            return if error.use_stderr() { ExitStatus::CouldNotRun } else { ExitStatus::Clean };
        }
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let ended = match args.verb {
        Verb::Check(args) => args.run(&mut out),
        Verb::Diff(args) => args.run(&mut out),
        Verb::Doc(args) => args.run(&mut out),
        Verb::Explain(args) => args.run(&mut out),
        Verb::Fmt(args) => args.run(&mut out),
        Verb::Import(args) => args.run(&mut out),
        Verb::New(args) => args.run(&mut out),
        Verb::Pack(args) => args.run(&mut out),
        Verb::Schema(args) => args.run(&mut out),
        Verb::Stages(args) => args.run(&mut out),
        Verb::Test(args) => args.run(&mut out),
        Verb::Vocabulary(args) => args.run(&mut out),
    };
    let ended = ended.and_then(|status| Ok(out.flush().map(|()| status)?));
    match ended {
        Ok(status) => status,
        // The reader has seen enough (`planlint … | head`).
        Err(Stop::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitStatus::Clean,
        Err(Stop::Output(error)) => {
            complain(&format!("the output cannot be written: {error}"), None);
            ExitStatus::CouldNotRun
        }
        Err(Stop::Refused { message, help }) => {
            complain(&message, help.as_deref());
            ExitStatus::CouldNotRun
        }
    }
}

fn complain(message: &str, help: Option<&str>) {
    let mut err = io::stderr().lock();
    let _ = writeln!(err, "planlint: {message}");
    if let Some(help) = help {
        let _ = writeln!(err, "  help: {help}");
    }
}

/// A panic is ours, and says so; its exit status is 101.
fn announce_bugs() {
    let report = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        complain(
            "this is a bug in planlint, not in your files",
            Some("please report it with the command and the lines below"),
        );
        report(info);
    }));
}
