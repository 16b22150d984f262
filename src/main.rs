//! The command `planlint`.

use std::process::ExitCode;

fn main() -> ExitCode {
    planlint::cli::main()
}
