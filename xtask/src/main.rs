//! Set-up, demonstration and tests as small Rust programs, so that a fresh machine needs nothing
//! but cargo, Node and git.
//!
//! Every step says what it does and how long it took, and skips what is already done.

mod bench;
mod dashboard;
mod demo;
mod modules;
mod outcomes;
mod step;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's tasks.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Make a synthetic Southwark, publish it, build the dashboard and serve it on this machine
    Demo(demo::Arguments),
    /// Everything a change must pass: format, lints, native, WASM and browser tests
    Test(test::Arguments),
    /// Format and lints only
    Check,
    /// Build the dashboard into `dist/`
    Dashboard,
    /// Measure against others that do the same
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Make the style sheet in `app/styles/vendor/` of the NHS front end's and our own
    Styles,
}

fn main() -> ExitCode {
    let result = match Cli::parse().task {
        Task::Demo(arguments) => demo::run(&arguments),
        Task::Test(arguments) => test::run(&arguments),
        Task::Check => test::check(),
        Task::Dashboard => dashboard::build().map(|_folder| ()),
        Task::Bench(bench) => bench::start(&bench),
        Task::Styles => dashboard::styles(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            step::say(&format!("stopped: {problem}"));
            ExitCode::FAILURE
        }
    }
}
