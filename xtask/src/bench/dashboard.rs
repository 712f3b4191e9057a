//! How long a reader of the dashboard waits, beside pages that others would make.
//!
//! The browser does the timing; this builds what it opens, and puts its tables into the page.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use clap::Args;

use super::page;
use crate::outcomes::{self, target};
use crate::step::{Outcome, Stop, command, root, run, say, step};
use crate::{dashboard, tools};

/// How much, and how often.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// People of the synthetic release
    #[arg(long, default_value_t = 330_000)]
    people: u64,
    /// How often each page is opened
    #[arg(long, default_value_t = 11)]
    rounds: u32,
    /// How often each change is made
    #[arg(long, default_value_t = 60)]
    tries: u32,
    /// Do not write the tables into docs/performance.md
    #[arg(long)]
    only_print: bool,
}

pub(crate) fn run_all(arguments: &Arguments) -> Outcome {
    // The dashboard first: the program carries it inside.
    dashboard::build()?;
    let program = outcomes::program()?;
    let chromium = tools::chromium()?;
    tools::npm_packages("tests/browser")?;
    let folder = target().join("bench/dashboard");
    let site = outcomes::site_of_synthetic_people(&program, arguments.people, &folder)?;
    let peers = peers(&folder)?;
    say("timing in the browser …");
    let mut node = command("node");
    node.current_dir(root().join("tests/browser"))
        .arg("speed.mjs")
        .env("CHROMIUM", &chromium)
        .env("OUTCOMES", &program)
        .env("BOROUGH_SITE", &site)
        .env("PEERS", &peers)
        .env("ROUNDS", arguments.rounds.to_string())
        .env("TRIES", arguments.tries.to_string())
        .stderr(Stdio::inherit());
    let told = node.output()?;
    if !told.status.success() {
        return Err(Stop::new("the browser's part stopped: see above"));
    }
    let tables = String::from_utf8(told.stdout)
        .map_err(|error| Stop::new(format!("the browser's tables: {error}")))?;
    say(&format!("\n{tables}"));
    if arguments.only_print {
        return Ok(());
    }
    page::put_into_page("dashboard", &tables)
}

/// A site of each peer, with the same release in it.
fn peers(folder: &Path) -> Outcome<PathBuf> {
    tools::npm_packages("benches/pages")?;
    let peers = folder.join("peers");
    step("making the peers' pages", || {
        fs::create_dir_all(&peers)?;
        run(command("node")
            .current_dir(root().join("benches/pages"))
            .arg("build.mjs")
            .arg(folder.join("data"))
            .arg(&peers))
    })?;
    Ok(peers)
}
