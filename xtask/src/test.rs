//! Everything a change must pass, in the order that finds the cheapest faults first.

use clap::Args;

use crate::outcomes;
use crate::step::{self, Outcome, cargo, command, root, say, step};
use crate::{dashboard, tools};

/// Which tests.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Leave out the browser tests
    #[arg(long)]
    no_browser: bool,
}

/// Format and lints.
pub(crate) fn check() -> Outcome {
    step("checking the format", || {
        step::run(cargo().args(["fmt", "--all", "--check"]))
    })?;
    step("checking lints", || {
        let mut clippy = cargo();
        clippy.args(["clippy", "--workspace", "--all-targets", "--locked"]);
        step::run(clippy.args(["--", "--deny", "warnings"]))
    })
}

/// Everything: format, lints, native tests, WASM tests, browser tests.
pub(crate) fn run(arguments: &Arguments) -> Outcome {
    check()?;
    // The dashboard before the program, because the program carries it inside.
    dashboard::build()?;
    step("running the native tests", || {
        step::run(cargo().args(["test", "--workspace", "--locked", "--no-fail-fast"]))
    })?;
    step("running the WASM tests", || {
        let runner = tools::folder().join("bin/wasm-bindgen-test-runner");
        let mut test = cargo();
        test.args(["test", "--locked", "--target", "wasm32-unknown-unknown"]);
        test.args(["--package", "measures", "--test", "bits"]);
        test.args(["--package", "charts", "--test", "wasm"]);
        step::run(test.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner))
    })?;
    if arguments.no_browser {
        say("browser tests left out, as asked");
        return Ok(());
    }
    browser()
}

/// The dashboard in a real Chromium, on the village and on a synthetic borough.
fn browser() -> Outcome {
    let chromium = tools::chromium()?;
    tools::npm_packages("tests/browser")?;
    // The native tests have just built the program; building it alone would choose other features
    // of its dependencies and compile them all again.
    let program = outcomes::target().join("debug/outcomes");
    let folder = outcomes::target().join("browser");
    let village = outcomes::site_of(
        &program,
        &root().join("data-samples/village"),
        &folder.join("village"),
    )?;
    let borough = outcomes::site_of_synthetic_people(&program, 100_000, &folder.join("borough"))?;
    let single = outcomes::single_file(&program, &folder.join("borough/data"))?;
    // Not a step: the test runner's own summary is the last thing to be said.
    say("running the browser tests …");
    let mut node = command("node");
    node.current_dir(root().join("tests/browser"));
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    node.env("CHROMIUM", &chromium).env("OUTCOMES", &program);
    node.env("VILLAGE_SITE", &village)
        .env("BOROUGH_SITE", &borough)
        .env("SINGLE_FILE", &single);
    node.env("SCREENSHOTS", outcomes::target().join("screenshots"));
    step::run(&mut node)
}
