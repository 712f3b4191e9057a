//! How time and memory grow with people and snapshots, and what the ids and their order change.

use std::path::{Path, PathBuf};

use clap::Args;

use super::contestant::Contestant;
use super::{page, peers, synthesise};
use crate::outcomes::{self, target};
use crate::step::{Outcome, Stop, command, root, run, say, step};

/// How much, and how often.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// People of the synthetic extracts
    #[arg(long, value_delimiter = ',', default_values_t = [100_000, 1_000_000])]
    people: Vec<u64>,
    /// Snapshots
    #[arg(long, value_delimiter = ',', default_values_t = [4, 12, 40])]
    quarters: Vec<u16>,
    /// Threads
    #[arg(long, default_value_t = 2)]
    threads: u16,
    /// How often each takes its turn
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Memory that counting may take
    #[arg(long, default_value = "3GiB")]
    memory_limit: String,
    /// Do not write the table into docs/performance.md
    #[arg(long)]
    only_print: bool,
}

/// Kinds of ids, and whether a person's rows stand together, as `benches/peers/other_ids.py` makes
/// them.
const VARIANTS: [(&str, &str); 5] = [
    ("integers", "together"),
    ("UUIDs", "together"),
    ("long text", "together"),
    ("as they are", "shuffled"),
    ("UUIDs", "shuffled"),
];

pub(super) fn run_all(arguments: &Arguments) -> Outcome {
    let program = outcomes::program()?;
    let folder = target().join("bench");
    let python = peers(&folder)?;
    let mut contestants = Vec::new();
    for people in &arguments.people {
        let extract = synthesise(&program, &folder, *people, "parquet")?;
        for quarters in &arguments.quarters {
            contestants.push(arguments.contestant(
                &program,
                &extract,
                &format!("| {people} | {quarters} | as they are | together |"),
                *quarters,
            ));
        }
    }
    let first = arguments.people.first().copied().unwrap_or_default();
    let plain = synthesise(&program, &folder, first, "parquet")?;
    let mut variants = Vec::new();
    for (ids, order) in VARIANTS {
        let extract = vary(&python, &plain, ids, order)?;
        let name = format!("| {first} | 12 | {ids} | {order} |");
        variants.push(arguments.contestant(&program, &extract, &name, 12));
    }
    let of_plain = arguments.contestant(&program, &plain, "", 12);
    step("comparing what is counted whatever the ids", || {
        of_plain.run()?;
        let expected = std::fs::read(counts(&plain))?;
        for (variant, (ids, order)) in variants.iter().zip(VARIANTS) {
            variant.run()?;
            if std::fs::read(counts(&varied(&plain, ids, order)))? != expected {
                let problem = format!("{}: expected the counts of the others", variant.name);
                return Err(Stop::new(problem));
            }
        }
        Ok(())
    })?;
    contestants.append(&mut variants);
    for round in 0..arguments.rounds {
        let name = format!("round {} of {}", round + 1, arguments.rounds);
        step(&name, || {
            contestants.iter_mut().try_for_each(Contestant::take_turn)
        })?;
    }
    let table = arguments.table(&contestants);
    say(&format!("\n{table}"));
    if arguments.only_print {
        return Ok(());
    }
    page::put_into_page("growth", &table)
}

impl Arguments {
    fn contestant(&self, program: &Path, extract: &Path, name: &str, quarters: u16) -> Contestant {
        let text = |path: &Path| path.display().to_string();
        let arguments = [
            "--quiet",
            "count",
            "--extract",
            &text(extract),
            "--quarters",
            &quarters.to_string(),
            "--threads",
            &self.threads.to_string(),
            "--memory-limit",
            &self.memory_limit,
            "--out",
            &text(&counts(extract)),
        ];
        Contestant {
            name: name.to_owned(),
            program: program.to_path_buf(),
            arguments: arguments.map(str::to_owned).to_vec(),
            turns: Vec::new(),
        }
    }

    fn table(&self, contestants: &[Contestant]) -> String {
        let mut lines = vec![
            format!(
                "`outcomes count`, Parquet, {} threads, `--memory-limit {}`, medians of {} rounds.",
                self.threads, self.memory_limit, self.rounds
            ),
            String::new(),
            "| people | snapshots | ids | a person's rows | seconds | processor seconds | peak MiB |"
                .to_owned(),
            "|---:|---:|---|---|---:|---:|---:|".to_owned(),
        ];
        lines.extend(contestants.iter().map(|one| {
            format!(
                "{} {:.2} | {:.2} | {:.0} |",
                one.name,
                one.median(|turn| turn.seconds),
                one.median(|turn| turn.processor_seconds),
                one.median(|turn| turn.peak_mebibytes),
            )
        }));
        lines.join("\n") + "\n"
    }
}

fn counts(extract: &Path) -> PathBuf {
    extract.with_extension("counts.csv")
}

/// Where an extract with other ids, or in another order, is kept.
fn varied(plain: &Path, ids: &str, order: &str) -> PathBuf {
    let name = format!("{ids}-{order}").replace(' ', "-");
    plain.with_extension(name)
}

fn vary(python: &Path, plain: &Path, ids: &str, order: &str) -> Outcome<PathBuf> {
    let out = varied(plain, ids, order);
    if !out.join("extract.toml").exists() {
        step(
            &format!("writing the same people with ids {ids}, rows {order}"),
            || {
                run(command(python)
                    .arg(root().join("benches/peers/other_ids.py"))
                    .args([plain, &out])
                    .args(["--ids", ids, "--order", order]))
            },
        )?;
    }
    Ok(out)
}
