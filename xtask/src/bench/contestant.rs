//! Somebody who does the work, in a process of its own: how long it takes, and how much memory.

use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::step::{Outcome, Stop, command, run};

/// Somebody who does the work.
pub(crate) struct Contestant {
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) turns: Vec<Turn>,
}

/// One run of a contestant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Turn {
    pub(crate) seconds: f64,
    /// Of all processors together.
    pub(crate) processor_seconds: f64,
    pub(crate) peak_mebibytes: f64,
}

/// How often a running process is asked for its memory.
const LOOK_EVERY: Duration = Duration::from_millis(2);

const MEBIBYTE_KIBIBYTES: f64 = 1024.0;

impl Contestant {
    /// Runs it without looking at the clock.
    pub(crate) fn run(&self) -> Outcome {
        run(command(&self.program)
            .args(&self.arguments)
            .stdout(Stdio::null()))
    }

    /// Runs it once, and remembers what that took.
    pub(crate) fn take_turn(&mut self) -> Outcome {
        let started = Instant::now();
        let before = children_seconds();
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
            processor_seconds: children_seconds() - before,
            peak_mebibytes: peak,
        });
        Ok(())
    }

    /// The median of what its turns took.
    pub(crate) fn median(&self, of: impl Fn(&Turn) -> f64) -> f64 {
        median(self.turns.iter().map(of).collect())
    }

    /// The median of the ratios to another's turns, each to the one of the same round.
    pub(crate) fn ratio(&self, other: &Self, of: impl Fn(&Turn) -> f64) -> f64 {
        let pairs = self.turns.iter().zip(&other.turns);
        median(pairs.map(|(own, other)| of(own) / of(other)).collect())
    }
}

/// The most memory a process has held so far, in MiB, as Linux tells it.
fn peak_of(status: &str) -> Option<f64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: f64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes / MEBIBYTE_KIBIBYTES)
}

/// Processor time of all processes that were started here and have ended, as Linux tells it: to
/// a hundredth of a second.
fn children_seconds() -> f64 {
    const TICKS_A_SECOND: f64 = 100.0;
    let text = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program stands in parentheses and may hold spaces.
    let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest);
    // In user and in system mode: fields 16 and 17, of which two are before the parenthesis.
    let ticks = fields.split_whitespace().skip(13).take(2);
    let ticks: f64 = ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / TICKS_A_SECOND
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
