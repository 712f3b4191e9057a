//! What the program tells on stderr while it works: which step, how far, how long.
//!
//! Never says anything about a row: only counts, names of steps and of files. Results are not
//! progress; they go to stdout.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::LogFormat;

/// How often a long step says where it is when there is no terminal to draw a bar on.
const EVERY: Duration = Duration::from_secs(5);

/// Tells which step is running and how far it is, on stderr.
#[derive(Debug, Clone, Copy)]
pub struct Progress {
    voice: Voice,
}

/// How progress is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Voice {
    Silent,
    Bar,
    Lines,
    Json,
}

/// How much work a step is, as far as it is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Not known.
    Unknown,
    /// So many rows, people, files or whatever the step counts.
    Rows(u64),
    /// So many bytes.
    Bytes(u64),
}

impl Progress {
    /// A teller of progress: a bar when stderr is a terminal, plain lines when it is not, and
    /// with [`LogFormat::Json`] one JSON object for each step that is done.
    #[must_use]
    pub fn new(quiet: bool, format: LogFormat) -> Self {
        let voice = match format {
            _ if quiet => Voice::Silent,
            LogFormat::Json => Voice::Json,
            LogFormat::Text if std::io::stderr().is_terminal() => Voice::Bar,
            LogFormat::Text => Voice::Lines,
        };
        Self { voice }
    }

    /// A teller that says nothing, for tests and for libraries.
    #[must_use]
    pub fn silent() -> Self {
        Self {
            voice: Voice::Silent,
        }
    }

    /// Starts a step of unknown extent, named as something being done: `writing the site`. It
    /// ends when it is dropped.
    #[must_use = "the step ends when this is dropped"]
    pub fn step(&self, name: &str) -> Step {
        self.step_of(name, Extent::Unknown)
    }

    /// Starts a step of known extent: `reading person`. It ends when it is dropped.
    #[must_use = "the step ends when this is dropped"]
    pub fn step_of(&self, name: &str, extent: Extent) -> Step {
        Step {
            name: name.to_owned(),
            voice: self.voice,
            extent,
            started: Instant::now(),
            rows: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
            bar: (self.voice == Voice::Bar).then(|| bar(name, extent)),
            last_line: Mutex::new(Instant::now()),
        }
    }

    /// Says one thing that a person should know and that is not part of the result.
    pub fn note(&self, message: &str) {
        match self.voice {
            Voice::Silent => {}
            Voice::Bar | Voice::Lines => tell(message),
            Voice::Json => {
                tell(&serde_json::json!({"event": "note", "message": message}).to_string());
            }
        }
    }
}

/// One step of a run. Safe to advance from several threads; done when it is finished or dropped.
#[derive(Debug)]
pub struct Step {
    name: String,
    voice: Voice,
    extent: Extent,
    started: Instant,
    rows: AtomicU64,
    bytes: AtomicU64,
    bar: Option<ProgressBar>,
    last_line: Mutex<Instant>,
}

impl Step {
    /// So many more rows and bytes are done.
    pub fn advance(&self, rows: u64, bytes: u64) {
        let rows = self.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if let Some(bar) = &self.bar {
            match self.extent {
                Extent::Rows(_) | Extent::Unknown => bar.set_position(rows),
                Extent::Bytes(_) => {
                    bar.set_position(bytes);
                    bar.set_message(format!("{rows} rows"));
                }
            }
        }
        if self.voice == Voice::Lines && self.is_time_for_a_line() {
            tell(&format!("{}: {}", self.name, self.so_far(rows, bytes)));
        }
    }

    /// Ends the step; the same as dropping it, for the reader's sake.
    pub fn finish(self) {
        drop(self);
    }

    fn is_time_for_a_line(&self) -> bool {
        let Ok(mut last) = self.last_line.lock() else {
            return false;
        };
        let due = last.elapsed() >= EVERY;
        if due {
            *last = Instant::now();
        }
        due
    }

    /// How far the step is, how fast, and how long it may still take.
    fn so_far(&self, rows: u64, bytes: u64) -> String {
        let seconds = self.started.elapsed().as_secs_f64();
        let (done, of) = match self.extent {
            Extent::Unknown => (0, 0),
            Extent::Rows(total) => (rows, total),
            Extent::Bytes(total) => (bytes, total),
        };
        let mut parts = vec![format!("{rows} rows")];
        if bytes > 0 {
            parts.push(format!("{:.1} MB", bytes as f64 / 1e6));
        }
        if seconds > 0.0 {
            parts.push(format!("{:.0} rows a second", rows as f64 / seconds));
        }
        if done > 0 && of >= done {
            let left = seconds * (of - done) as f64 / done as f64;
            let percent = 100.0 * done as f64 / of as f64;
            parts.push(format!("{percent:.0}%, about {left:.0} s left"));
        }
        parts.join(", ")
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        let rows = self.rows.load(Ordering::Relaxed);
        let bytes = self.bytes.load(Ordering::Relaxed);
        let seconds = self.started.elapsed().as_secs_f64();
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
        match self.voice {
            Voice::Silent => {}
            Voice::Bar | Voice::Lines => {
                let counted = if rows > 0 {
                    format!(", {rows} rows")
                } else {
                    String::new()
                };
                tell(&format!("{}: {seconds:.1} s{counted}", self.name));
            }
            Voice::Json => tell(
                &serde_json::json!({
                    "event": "step",
                    "step": self.name,
                    "rows": rows,
                    "bytes": bytes,
                    "seconds": (seconds * 1000.0).round() / 1000.0,
                })
                .to_string(),
            ),
        }
    }
}

fn bar(name: &str, extent: Extent) -> ProgressBar {
    let (bar, template) = match extent {
        Extent::Unknown => (
            ProgressBar::new_spinner(),
            "{prefix} {spinner} {human_pos} rows, {per_sec}",
        ),
        Extent::Rows(total) => (
            ProgressBar::new(total),
            "{prefix} [{bar:30}] {human_pos}/{human_len}, {per_sec}, {eta} left",
        ),
        Extent::Bytes(total) => (
            ProgressBar::new(total),
            "{prefix} [{bar:30}] {bytes}/{total_bytes}, {msg}, {bytes_per_sec}, {eta} left",
        ),
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.with_prefix(name.to_owned())
}

/// One line on stderr. Nobody can be told that stderr is gone.
fn tell(line: &str) {
    let _gone = writeln!(std::io::stderr(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_adds_up_and_estimates_what_is_left() {
        let step = Progress::silent().step_of("reading person", Extent::Bytes(400));
        step.advance(10, 100);
        step.advance(10, 100);
        let text = step.so_far(20, 200);
        assert!(text.starts_with("20 rows, 0.0 MB"), "{text}");
        assert!(text.contains("50%, about 0 s left"), "{text}");
    }

    #[test]
    fn quiet_says_nothing_whatever_the_format() {
        for format in [LogFormat::Text, LogFormat::Json] {
            assert_eq!(Progress::new(true, format).voice, Voice::Silent);
        }
    }
}
