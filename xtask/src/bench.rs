//! How fast and how small counting is, beside others that do the same, in one run.
//!
//! The machine is noisy, so contestants take turns and only medians and ratios within a round are
//! told. Before anything is timed, every contestant's counts are compared, row for row.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};

use contestant::Contestant;

use crate::outcomes::{outcomes, target};
use crate::step::{Outcome, Stop, cargo, command, root, run, say, step};

mod contestant;
mod dashboard;
mod growth;
mod page;

/// What to measure.
#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// `outcomes count` and `outcomes build` beside reading alone and two peers
    Pipeline(Arguments),
    /// `outcomes count` of few and many people, snapshots and kinds of ids
    Growth(growth::Arguments),
    /// The dashboard's first chart beside two peers' pages, and how long a change takes
    Dashboard(dashboard::Arguments),
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

pub(crate) fn start(bench: &Bench) -> Outcome {
    match bench {
        Bench::Pipeline(arguments) => pipeline(arguments),
        Bench::Growth(arguments) => growth::run_all(arguments),
        Bench::Dashboard(arguments) => dashboard::run_all(arguments),
    }
}

fn pipeline(arguments: &Arguments) -> Outcome {
    // In one command, so that what both depend on is built once.
    let program = step("building the outcomes program and what only reads", || {
        let build = ["build", "--package", "pipeline", "--release", "--locked"];
        let both = ["--bin", "outcomes", "--example", "read_only"];
        run(cargo().args(build).args(both))?;
        Ok(target().join("release/outcomes"))
    })?;
    let folder = target().join("bench");
    let python = peers(&folder)?;
    let extract = synthesise(&program, &folder, arguments.people, "parquet")?;
    let text = synthesise(&program, &folder, arguments.people, "csv")?;
    let mut contestants = contestants(
        &program,
        &python,
        &Folders {
            out: &folder,
            parquet: &extract,
            csv: &text,
        },
        arguments,
    );
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
    page::put_into_page("pipeline", &table)
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

/// A synthetic extract, made when it is not there.
fn synthesise(program: &Path, folder: &Path, people: u64, format: &str) -> Outcome<PathBuf> {
    let extract = folder.join(format!("{people}-people-{format}"));
    if !extract.join("extract.toml").exists() {
        step(&format!("making {people} synthetic people"), || {
            run(outcomes(program)
                .args(["synthesise", "--seed", "2026", "--format", format])
                .args(["--people", &people.to_string()])
                .arg("--out")
                .arg(&extract))
        })?;
    }
    Ok(extract)
}

/// What contestants read, and where they write.
struct Folders<'a> {
    out: &'a Path,
    parquet: &'a Path,
    csv: &'a Path,
}

fn contestants(
    program: &Path,
    python: &Path,
    folders: &Folders<'_>,
    arguments: &Arguments,
) -> Vec<Contestant> {
    let text = |path: &Path| path.display().to_string();
    let threads = arguments.threads.to_string();
    let quarters = arguments.quarters.to_string();
    let ours = |task: &str, extract: &Path, threads: &str, out: &str| -> Vec<String> {
        let mut own = ["--quiet", task, "--extract", &text(extract)]
            .map(str::to_owned)
            .to_vec();
        if task == "build" {
            // Each turn is the first release.
            own.extend(["--previous", "none"].map(str::to_owned));
        }
        let shared = ["--quarters", &quarters, "--threads", threads, "--out"].map(str::to_owned);
        let out = text(&folders.out.join(out));
        own.into_iter().chain(shared).chain([out]).collect()
    };
    let peer = |script: &str, extract: &Path, out: &str| -> Vec<String> {
        let script = text(&root().join("benches/peers").join(script));
        let shared = ["--quarters", &quarters, "--threads", &threads].map(str::to_owned);
        [script, text(extract), text(&folders.out.join(out))]
            .into_iter()
            .chain(shared)
            .collect()
    };
    let one = |name: &str, program: &Path, arguments| Contestant {
        name: name.to_owned(),
        program: program.to_path_buf(),
        arguments,
        turns: Vec::new(),
    };
    let (parquet, csv) = (folders.parquet, folders.csv);
    vec![
        one(
            "outcomes count",
            program,
            ours("count", parquet, &threads, "count.csv"),
        ),
        one(
            "the same on 1 thread",
            program,
            ours("count", parquet, "1", "count-1.csv"),
        ),
        one(
            "only reading and decoding",
            &target().join("release/examples/read_only"),
            vec![text(parquet), threads.clone()],
        ),
        one(
            "the same on 1 thread",
            &target().join("release/examples/read_only"),
            vec![text(parquet), "1".to_owned()],
        ),
        one(
            "DuckDB, dates compared with snapshots",
            python,
            peer("duckdb_plain.py", parquet, "duckdb-plain.csv"),
        ),
        one(
            "DuckDB, made fast",
            python,
            peer("duckdb_counts.py", parquet, "duckdb.csv"),
        ),
        one(
            "Polars, made fast",
            python,
            peer("polars_counts.py", parquet, "polars.csv"),
        ),
        one(
            "outcomes count, CSV",
            program,
            ours("count", csv, &threads, "count-csv.csv"),
        ),
        one(
            "DuckDB only parsing the CSV",
            python,
            peer("duckdb_parse.py", csv, "parsed.csv"),
        ),
        one(
            "outcomes build",
            program,
            ours("build", parquet, &threads, "published"),
        ),
    ]
}

/// Runs everybody once and holds the counts against ours.
fn compare(contestants: &[Contestant], folder: &Path) -> Outcome {
    contestants.iter().try_for_each(Contestant::run)?;
    let ours = fs::read(folder.join("count.csv"))?;
    let others = [
        "count-1.csv",
        "count-csv.csv",
        "duckdb-plain.csv",
        "duckdb.csv",
        "polars.csv",
    ];
    for name in others {
        if fs::read(folder.join(name))? != ours {
            return Err(Stop::new(format!(
                "{}: expected the same rows as count.csv beside it",
                folder.join(name).display()
            )));
        }
    }
    Ok(())
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
        "| | seconds | processor seconds | peak MiB | time beside `outcomes count` | processor \
         time beside it | memory beside it |"
            .to_owned(),
        "|---|---:|---:|---:|---:|---:|---:|".to_owned(),
    ];
    let ours = &contestants[0];
    for one in contestants {
        lines.push(format!(
            "| {} | {:.3} | {:.2} | {:.0} | {:.2} | {:.2} | {:.2} |",
            one.name,
            one.median(|turn| turn.seconds),
            one.median(|turn| turn.processor_seconds),
            one.median(|turn| turn.peak_mebibytes),
            one.ratio(ours, |turn| turn.seconds),
            one.ratio(ours, |turn| turn.processor_seconds),
            one.ratio(ours, |turn| turn.peak_mebibytes),
        ));
    }
    lines.join("\n") + "\n"
}
