//! The whole main job in one command: a synthetic Southwark in the browser.

use clap::Args;

use crate::dashboard;
use crate::outcomes;
use crate::step::{Outcome, root, say};

/// What to make and whether to serve it.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How many people to make up
    #[arg(long, default_value_t = 330_000)]
    people: u64,
    /// Stop before serving
    #[arg(long)]
    no_serve: bool,
    /// The port on this machine
    #[arg(long, default_value_t = 8080)]
    port: u16,
}

/// Builds, publishes and serves.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    // The dashboard first: the program carries it inside.
    dashboard::build()?;
    let program = outcomes::program()?;
    let folder = root().join("demo");
    let site = outcomes::site_of_synthetic_people(&program, arguments.people, &folder)?;
    say(&format!("the site is in {}", site.display()));
    if arguments.no_serve {
        return Ok(());
    }
    let port = arguments.port.to_string();
    crate::step::run(
        outcomes::outcomes(&program)
            .args(["serve", "--port", &port, "--site"])
            .arg(&site),
    )
}
