//! `planlint schema`

use std::io::{self, Write};
use std::path::PathBuf;

use crate::menu::json_schema;
use crate::pipeline::{Bench, Inputs};
use crate::report::render_diagnostic;

use super::host::{Look, read, today};
use super::{Ended, ExitStatus};

/// Print the JSON Schema of menus, by which an editor completes and checks them
///
/// With policies, of menus that also use the levels, facts and classes which these declare. What is wrong with a policy is
/// told on standard error.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Policies (.ips) whose own words menus may use
    #[arg(value_name = "POLICY")]
    policies: Vec<PathBuf>,

    #[command(flatten)]
    look: Look,
}

impl Args {
    pub(super) fn run(self, out: &mut dyn Write) -> Ended {
        // The day plays no part in what a policy declares.
        let mut inputs = Inputs::new(today()?);
        for path in &self.policies {
            inputs.policies.push(read(path)?);
        }
        let bench = Bench::new(inputs);
        out.write_all(json_schema(&bench.schema).as_bytes())?;
        out.flush()?;
        let mut err = io::stderr().lock();
        for message in bench.messages() {
            let _ = writeln!(err, "{}", render_diagnostic(&message, &bench.sources, &self.look.style()));
        }
        Ok(if bench.has_errors() { ExitStatus::Findings } else { ExitStatus::Clean })
    }
}
