//! Parse, run, print, exit: the only place that does the last two.

use std::process::ExitCode;

use clap::Parser as _;
use pipeline::cli::Cli;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match pipeline::cli::run(cli, &mut std::io::stdout().lock()) {
        Ok(()) => ExitCode::from(pipeline::exit::DONE),
        Err(failure) => {
            #[expect(clippy::print_stderr, reason = "the one place that prints")]
            {
                eprintln!("outcomes: {failure}");
            }
            ExitCode::from(failure.code)
        }
    }
}
