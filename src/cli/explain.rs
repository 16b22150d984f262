//! `planlint explain`

use std::io::Write;

use crate::diagnostics::{CATALOG, closest, find};

use super::{Ended, ExitStatus, Stop};

/// Explain a kind of message: what it says, why, and what to do
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The name in brackets, as in error[percent-needed]; without it, all names are listed
    name: Option<String>,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        let Some(name) = self.name else {
            let width = CATALOG.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
            for kind in CATALOG {
                writeln!(out, "{:width$}  {:7}  {}", kind.name, kind.severity.word(), kind.summary)?;
            }
            return Ok(ExitStatus::Clean);
        };
        // People copy the whole of `error[breach]`.
        let bare = name.split_once('[').map_or(name.as_str(), |(_, rest)| rest).trim_end_matches([']', ':']);
        match find(bare) {
            Some(kind) => {
                for line in kind.page.trim_end().lines() {
                    writeln!(out, "{}", fence(line))?;
                }
                Ok(ExitStatus::Clean)
            }
            None => {
                let stop = Stop::new(format!("there is no message called `{bare}`"));
                Err(match closest(bare, CATALOG.iter().map(|kind| kind.name)) {
                    Some(close) => stop.help(format!("did you mean `{close}`?")),
                    None => stop.help("`planlint explain` lists them"),
                })
            }
        }
    }
}

/// The line that opens a block of an example, without the words that are there for the test of the page.
fn fence(line: &str) -> &str {
    match line.strip_prefix("```") {
        Some(info) => line
            .get(..line.len().saturating_sub(info.trim_start_matches(char::is_alphanumeric).len()))
            .unwrap_or(line),
        None => line,
    }
}
