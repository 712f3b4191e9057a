//! How fast and how small counting is, beside others that do the same, in one run.
//!
//! The machine is noisy, so contestants take turns and only medians and ratios within a round are
//! told. Before anything is timed, every contestant's counts are compared, row for row.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};

use crate::outcomes::{self, outcomes, target};
use crate::step::{Outcome, Stop, cargo, command, root, run, say, step};

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// `outcomes count` and `outcomes build` beside reading alone and two peers
    Pipeline(Arguments),
}

/// How much, and how often.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// People of the synthetic extract
    #[arg(long, default_value_t = 1_000_000)]
    people: u64,
    /// Snapshots
    #[arg(long, default_value_t = 12)]
    quarters: u16,
    /// Threads of every contestant
    #[arg(long, default_value_t = 2)]
    threads: u16,
    /// How often each takes its turn
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// Do not write the table into docs/performance.md
    #[arg(long)]
    only_print: bool,
}

/// Somebody who does the work.
struct Contestant {
    name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    turns: Vec<Turn>,
}

/// One run of a contestant.
#[derive(Clone, Copy)]
struct Turn {
    seconds: f64,
    peak_mebibytes: f64,
}

/// How often a running process is asked for its memory.
const LOOK_EVERY: Duration = Duration::from_millis(2);

const MEBIBYTE_KIBIBYTES: f64 = 1024.0;

/// Where the table stands in the page.
const PAGE: &str = "docs/performance.md";
const TABLE_START: &str = "<!-- The table of `cargo xtask bench pipeline`: -->\n";
const TABLE_END: &str = "<!-- until here. -->";

pub(crate) fn start(bench: &Bench) -> Outcome {
    let Bench::Pipeline(arguments) = bench;
    pipeline(arguments)
}

fn pipeline(arguments: &Arguments) -> Outcome {
    let program = outcomes::program()?;
    step("building the reader that only reads", || {
        let build = ["build", "--package", "pipeline", "--release", "--locked"];
        run(cargo().args(build).args(["--example", "read_only"]))
    })?;
    let folder = target().join("bench");
    let python = peers(&folder)?;
    let extract = extract(&program, &folder, arguments)?;
    let mut contestants = contestants(&program, &python, &folder, &extract, arguments);
    step("comparing what everybody counts", || {
        compare(&contestants, &folder)
    })?;
    for round in 0..arguments.rounds {
        step(
            &format!("round {} of {}", round + 1, arguments.rounds),
            || contestants.iter_mut().try_for_each(Contestant::take_turn),
        )?;
    }
    let table = table(&contestants, arguments);
    say(&format!("\n{table}"));
    if arguments.only_print {
        return Ok(());
    }
    put_into_page(&root().join(PAGE), &table)
}

/// A Python with the peers at their pinned versions.
fn peers(folder: &Path) -> Outcome<PathBuf> {
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        step("installing DuckDB and Polars", || {
            fs::create_dir_all(folder)?;
            run(command("python3")
                .args(["-m", "venv"])
                .arg(folder.join("venv")))
        })?;
    }
    run(command(&python)
        .args(["-m", "pip", "install", "--quiet", "--requirement"])
        .arg(root().join("benches/peers/requirements.txt")))?;
    Ok(python)
}

fn extract(program: &Path, folder: &Path, arguments: &Arguments) -> Outcome<PathBuf> {
    let extract = folder.join(format!("{}-people", arguments.people));
    if !extract.join("extract.toml").exists() {
        step(
            &format!("making {} synthetic people", arguments.people),
            || {
                run(outcomes(program)
                    .args(["synthesise", "--seed", "2026", "--format", "parquet"])
                    .args(["--people", &arguments.people.to_string()])
                    .arg("--out")
                    .arg(&extract))
            },
        )?;
    }
    Ok(extract)
}

fn contestants(
    program: &Path,
    python: &Path,
    folder: &Path,
    extract: &Path,
    arguments: &Arguments,
) -> Vec<Contestant> {
    let text = |path: &Path| path.display().to_string();
    let threads = arguments.threads.to_string();
    let quarters = arguments.quarters.to_string();
    let ours = |task: &str, out: &str| -> Vec<String> {
        let own = ["--quiet", task, "--extract", &text(extract)].map(str::to_owned);
        let shared = ["--quarters", &quarters, "--threads", &threads, "--out"].map(str::to_owned);
        let out = text(&folder.join(out));
        own.into_iter().chain(shared).chain([out]).collect()
    };
    let peer = |script: &str, out: &str| -> Vec<String> {
        let script = text(&root().join("benches/peers").join(script));
        let shared = ["--quarters", &quarters, "--threads", &threads].map(str::to_owned);
        [script, text(extract), text(&folder.join(out))]
            .into_iter()
            .chain(shared)
            .collect()
    };
    let one = |name, program: &Path, arguments| Contestant {
        name,
        program: program.to_path_buf(),
        arguments,
        turns: Vec::new(),
    };
    vec![
        one("outcomes count", program, ours("count", "count.csv")),
        one(
            "only reading and decoding",
            &target().join("release/examples/read_only"),
            vec![text(extract), threads.clone()],
        ),
        one("DuckDB", python, peer("duckdb_counts.py", "duckdb.csv")),
        one("Polars", python, peer("polars_counts.py", "polars.csv")),
        one("outcomes build", program, ours("build", "published")),
    ]
}

/// Runs everybody once and holds the counts against ours.
fn compare(contestants: &[Contestant], folder: &Path) -> Outcome {
    for contestant in contestants {
        run(command(&contestant.program)
            .args(&contestant.arguments)
            .stdout(Stdio::null()))?;
    }
    let ours = fs::read(folder.join("count.csv"))?;
    for name in ["duckdb.csv", "polars.csv"] {
        if fs::read(folder.join(name))? != ours {
            return Err(Stop::new(format!(
                "{}: expected the same rows as count.csv beside it",
                folder.join(name).display()
            )));
        }
    }
    Ok(())
}

impl Contestant {
    fn take_turn(&mut self) -> Outcome {
        let started = Instant::now();
        let mut child = command(&self.program)
            .args(&self.arguments)
            .stdout(Stdio::null())
            .spawn()?;
        let status = format!("/proc/{}/status", child.id());
        let mut peak = 0.0;
        let ended = loop {
            if let Some(ended) = child.try_wait()? {
                break ended;
            }
            // The high-water mark only rises, so the last look before the end is the peak.
            peak = peak_of(&status).unwrap_or(peak);
            std::thread::sleep(LOOK_EVERY);
        };
        if !ended.success() {
            return Err(Stop::new(format!("{} ended with {ended}", self.name)));
        }
        self.turns.push(Turn {
            seconds: started.elapsed().as_secs_f64(),
            peak_mebibytes: peak,
        });
        Ok(())
    }

    fn median(&self, of: impl Fn(&Turn) -> f64) -> f64 {
        median(self.turns.iter().map(of).collect())
    }
}

/// The most memory a process has held so far, in MiB, as Linux tells it.
fn peak_of(status: &str) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes / MEBIBYTE_KIBIBYTES)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

/// What everybody took, as a table of Markdown; ratios are medians of the ratios of each round.
fn table(contestants: &[Contestant], arguments: &Arguments) -> String {
    let Arguments {
        people,
        quarters,
        threads,
        rounds,
        ..
    } = arguments;
    let mut lines = vec![
        format!(
            "{people} people, {quarters} snapshots, Parquet, {threads} threads, medians of \
             {rounds} rounds."
        ),
        String::new(),
        "| | seconds | peak MiB | time beside `outcomes count` | memory beside it |".to_owned(),
        "|---|---:|---:|---:|---:|".to_owned(),
    ];
    let ours = &contestants[0];
    for one in contestants {
        let ratio = |of: fn(&Turn) -> f64| {
            let pairs = one.turns.iter().zip(&ours.turns);
            median(pairs.map(|(turn, ours)| of(turn) / of(ours)).collect())
        };
        lines.push(format!(
            "| {} | {:.3} | {:.0} | {:.2} | {:.2} |",
            one.name,
            one.median(|turn| turn.seconds),
            one.median(|turn| turn.peak_mebibytes),
            ratio(|turn| turn.seconds),
            ratio(|turn| turn.peak_mebibytes),
        ));
    }
    lines.join("\n") + "\n"
}

fn put_into_page(page: &Path, table: &str) -> Outcome {
    let text = fs::read_to_string(page)?;
    let parts = text.split_once(TABLE_START).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(TABLE_END)?;
        Some((before, after))
    });
    let Some((before, after)) = parts else {
        return Err(Stop::new(format!(
            "{}: expected the lines `{}` and `{TABLE_END}` around the table",
            page.display(),
            TABLE_START.trim_end()
        )));
    };
    let page_text = format!("{before}{TABLE_START}\n{table}\n{TABLE_END}{after}");
    fs::write(page, page_text)?;
    Ok(())
}
