//! The program, run within a test.

use clap::Parser as _;
use pipeline::cli::Cli;
use pipeline::exit::DONE;

/// The exit code, and everything that is said.
pub(crate) fn outcomes(arguments: &[&str]) -> (u8, String) {
    let words = ["outcomes", "--quiet"].iter().chain(arguments);
    let mut stdout = Vec::new();
    let ended = pipeline::cli::run(Cli::try_parse_from(words).unwrap(), &mut stdout);
    let mut said = String::from_utf8(stdout).unwrap();
    match ended {
        Ok(()) => (DONE, said),
        Err(failure) => {
            said += &failure.message;
            (failure.code, said)
        }
    }
}
