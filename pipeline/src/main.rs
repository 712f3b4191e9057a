//! Parse, run, print, exit: the only place that does the last two.
//!
//! A signal ends the run within a second: what is unfinished is cleared away by a thread of its
//! own, whatever the others are busy with.

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use clap::Parser as _;
use pipeline::cli::{Cli, Command};
use pipeline::exit::{Failure, OUTPUT_NOT_WRITTEN};
use pipeline::{fault, progress, unfinished};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::iterator::Signals;

fn main() -> ExitCode {
    keep_freed_memory();
    let cli = Cli::parse();
    let format = cli.log_format;
    let done = listen(&cli)
        .and_then(|()| fault::contained(|| pipeline::cli::run(cli, &mut std::io::stdout().lock())));
    unfinished::wait_if_stopping();
    match done {
        Ok(()) => ExitCode::from(pipeline::exit::DONE),
        Err(failure) => {
            progress::tell_failure(format, &failure);
            ExitCode::from(failure.code)
        }
    }
}

/// Has the C library keep memory for what comes next, instead of giving it back to the system and
/// asking for it again page by page: glibc does so from the size on of the largest piece that has
/// been given back, and 32 MiB is the most it learns. Reading a Parquet file asks for a mebibyte or so
/// for each page of each column. Elsewhere this does nothing.
fn keep_freed_memory() {
    const LARGEST: usize = (32 << 20) - (64 << 10);
    drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGEST)));
}

/// Has signals end the run as they should.
fn listen(cli: &Cli) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        Failure::new(
            OUTPUT_NOT_WRITTEN,
            format!("cannot listen to signals: {error}"),
        )
    };
    // A file that may grow no further is an error of its write, and not the end of the process.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map_err(failed)?;
    // What is served is not written to: that ends by itself.
    if matches!(cli.command, Command::Serve(_)) {
        return Ok(());
    }
    let format = cli.log_format;
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).map_err(failed)?;
    std::thread::spawn(move || {
        if let Some(signal) = signals.forever().next() {
            let failure = Failure::stopped(signal, &unfinished::stop());
            progress::tell_failure(format, &failure);
            #[expect(clippy::exit, reason = "other threads may be busy for minutes")]
            std::process::exit(failure.code.into());
        }
    });
    Ok(())
}
