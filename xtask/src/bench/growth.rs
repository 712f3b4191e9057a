//! How time and memory grow with people and snapshots, and what the ids and their order change.
//!
//! The largest extracts take long, so the grid may be measured in parts: rows of the table that a run
//! does not measure stay as they are.

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
    /// People of the extracts with other ids and in another order; 0 for none of these
    #[arg(long, default_value_t = 100_000)]
    ids_of: u64,
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
                &arguments.name(*people, *quarters, "as they are", "together"),
                *quarters,
            ));
        }
    }
    if arguments.ids_of > 0 {
        let plain = synthesise(&program, &folder, arguments.ids_of, "parquet")?;
        contestants.append(&mut arguments.variants(&program, &python, &plain)?);
    }
    for round in 0..arguments.rounds {
        let name = format!("round {} of {}", round + 1, arguments.rounds);
        step(&name, || {
            contestants.iter_mut().try_for_each(Contestant::take_turn)
        })?;
    }
    if arguments.only_print {
        say(&format!("\n{}", arguments.table(&contestants, "")));
        return Ok(());
    }
    let before = page::in_page("growth")?;
    let table = arguments.table(&contestants, &before);
    say(&format!("\n{table}"));
    page::put_into_page("growth", &table)
}

impl Arguments {
    /// The first columns of a row of the table.
    fn name(&self, people: u64, quarters: u16, ids: &str, order: &str) -> String {
        let limit = &self.memory_limit;
        format!("| {people} | {quarters} | {ids} | {order} | {limit} |")
    }

    /// The same people with other ids, or their rows in another order, once it is sure that the same
    /// is counted.
    fn variants(&self, program: &Path, python: &Path, plain: &Path) -> Outcome<Vec<Contestant>> {
        const SNAPSHOTS: u16 = 12;
        let of_plain = self.contestant(program, plain, "", SNAPSHOTS);
        of_plain.run()?;
        let expected = std::fs::read(counts(plain))?;
        let variant = |(ids, order): &(&str, &str)| {
            let extract = vary(python, plain, ids, order)?;
            let name = self.name(self.ids_of, SNAPSHOTS, ids, order);
            let contestant = self.contestant(program, &extract, &name, SNAPSHOTS);
            contestant.run()?;
            if std::fs::read(counts(&extract))? != expected {
                return Err(Stop::new(format!(
                    "{name}: expected the counts of the others"
                )));
            }
            Ok(contestant)
        };
        VARIANTS.iter().map(variant).collect()
    }

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

    /// The table with what was measured, and of the one before it the rows that were not.
    fn table(&self, contestants: &[Contestant], before: &str) -> String {
        let head = [
            format!(
                "`outcomes count`, Parquet, {} threads, medians of {} rounds.",
                self.threads, self.rounds
            ),
            String::new(),
            "| people | snapshots | ids | a person's rows | `--memory-limit` | seconds | processor \
             seconds | peak MiB |"
                .to_owned(),
            "|---:|---:|---|---|---:|---:|---:|---:|".to_owned(),
        ];
        let is_measured = |line: &str| contestants.iter().any(|one| line.starts_with(&one.name));
        let kept = before
            .lines()
            .filter(|line| people(line).is_some() && !is_measured(line));
        let measured = contestants.iter().map(|one| {
            format!(
                "{} {:.2} | {:.2} | {:.0} |",
                one.name,
                one.median(|turn| turn.seconds),
                one.median(|turn| turn.processor_seconds),
                one.median(|turn| turn.peak_mebibytes),
            )
        });
        let mut rows: Vec<String> = kept.map(str::to_owned).chain(measured).collect();
        rows.sort_by_key(|row| {
            let is_varied = !row.contains("| as they are | together |");
            (is_varied, people(row), snapshots(row))
        });
        head.into_iter().chain(rows).collect::<Vec<_>>().join("\n") + "\n"
    }
}

/// The number in the first column of a row, if it is a row of numbers.
fn people(row: &str) -> Option<u64> {
    row.split('|').nth(1)?.trim().parse().ok()
}

fn snapshots(row: &str) -> Option<u64> {
    row.split('|').nth(2)?.trim().parse().ok()
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
