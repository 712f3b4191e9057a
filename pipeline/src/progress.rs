//! What the program tells on stderr while it works: which step, how far, how long.
//!
//! Never says anything about a row: only counts, names of steps and of files. Results are not
//! progress; they go to stdout.

use std::io::{IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::LogFormat;
use crate::exit::Failure;

/// How often a long step says where it is when there is no terminal to draw a bar on.
const EVERY: Duration = Duration::from_secs(5);
/// How often a bar is drawn anew, so that a step that counts nothing is seen to go on.
const FRAME: Duration = Duration::from_millis(200);

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
        let so_far = Arc::new(SoFar {
            name: name.to_owned(),
            extent,
            started: Instant::now(),
            rows: AtomicU64::new(0),
            bytes: AtomicU64::new(0),
        });
        Step {
            voice: self.voice,
            bar: (self.voice == Voice::Bar).then(|| bar(name, extent)),
            heartbeat: (self.voice == Voice::Lines).then(|| {
                let so_far = Arc::clone(&so_far);
                Heartbeat::start(EVERY, move || tell(&so_far.line()))
            }),
            so_far,
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

/// Tells how a run ended that did not do what was asked.
pub fn tell_failure(format: LogFormat, failure: &Failure) {
    match format {
        LogFormat::Json => tell(
            &serde_json::json!({
                "event": "failure",
                "exit_code": failure.code,
                "message": failure.message,
            })
            .to_string(),
        ),
        LogFormat::Text => {
            // A stopped run leaves its bar behind.
            let clear = if std::io::stderr().is_terminal() {
                "\r\u{1b}[2K"
            } else {
                ""
            };
            tell(&format!("{clear}outcomes: {failure}"));
        }
    }
}

/// One step of a run. Safe to advance from several threads; done when it is finished or dropped.
#[derive(Debug)]
pub struct Step {
    so_far: Arc<SoFar>,
    voice: Voice,
    bar: Option<ProgressBar>,
    heartbeat: Option<Heartbeat>,
}

/// How far a step is.
#[derive(Debug)]
struct SoFar {
    name: String,
    extent: Extent,
    started: Instant,
    rows: AtomicU64,
    bytes: AtomicU64,
}

impl Step {
    /// So many more rows and bytes are done.
    pub fn advance(&self, rows: u64, bytes: u64) {
        let rows = self.so_far.rows.fetch_add(rows, Ordering::Relaxed) + rows;
        let bytes = self.so_far.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        if let Some(bar) = &self.bar {
            match self.so_far.extent {
                Extent::Rows(_) | Extent::Unknown => bar.set_position(rows),
                Extent::Bytes(_) => {
                    bar.set_position(bytes);
                    bar.set_message(format!("{rows} rows"));
                }
            }
        }
    }

    /// Ends the step; the same as dropping it, for the reader's sake.
    pub fn finish(self) {
        drop(self);
    }
}

impl SoFar {
    /// How far the step is, how fast, and how long it may still take.
    fn line(&self) -> String {
        let rows = self.rows.load(Ordering::Relaxed);
        let bytes = self.bytes.load(Ordering::Relaxed);
        let seconds = self.started.elapsed().as_secs_f64();
        let (done, of) = match self.extent {
            Extent::Unknown => (0, 0),
            Extent::Rows(total) => (rows, total),
            Extent::Bytes(total) => (bytes, total),
        };
        let mut parts = vec![format!("{seconds:.0} s")];
        if rows > 0 {
            parts.push(format!("{rows} rows"));
        }
        if bytes > 0 {
            parts.push(format!("{:.1} MB", bytes as f64 / 1e6));
        }
        if rows > 0 && seconds > 0.0 {
            parts.push(format!("{:.0} rows a second", rows as f64 / seconds));
        }
        if done > 0 && of >= done {
            let left = seconds * (of - done) as f64 / done as f64;
            let percent = 100.0 * done as f64 / of as f64;
            parts.push(format!("{percent:.0}%, about {left:.0} s left"));
        }
        format!("{}: {}", self.name, parts.join(", "))
    }
}

/// Says something every so often, from a thread of its own: a step that is busy with one thing
/// cannot.
#[derive(Debug)]
struct Heartbeat {
    running: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Heartbeat {
    fn start(every: Duration, say: impl Fn() + Send + 'static) -> Self {
        let (sender, receiver) = channel();
        let thread = std::thread::spawn(move || {
            while receiver.recv_timeout(every) == Err(RecvTimeoutError::Timeout) {
                say();
            }
        });
        Self {
            running: Some((sender, thread)),
        }
    }
}

impl Drop for Heartbeat {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.running.take() {
            drop(sender);
            let _said_nothing_wrong = thread.join();
        }
    }
}

impl Drop for Step {
    fn drop(&mut self) {
        drop(self.heartbeat.take());
        let so_far = &self.so_far;
        let rows = so_far.rows.load(Ordering::Relaxed);
        let bytes = so_far.bytes.load(Ordering::Relaxed);
        let seconds = so_far.started.elapsed().as_secs_f64();
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
                tell(&format!("{}: {seconds:.1} s{counted}", so_far.name));
            }
            Voice::Json => tell(
                &serde_json::json!({
                    "event": "step",
                    "step": so_far.name,
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
        Extent::Unknown => (ProgressBar::new_spinner(), "{prefix} {spinner} {elapsed}"),
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
    bar.enable_steady_tick(FRAME);
    bar.with_prefix(name.to_owned()).with_message("0 rows")
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
        let line = step.so_far.line();
        assert!(
            line.starts_with("reading person: 0 s, 20 rows, 0.0 MB, "),
            "{line}"
        );
        assert!(
            line.ends_with(" rows a second, 50%, about 0 s left"),
            "{line}"
        );
        let line = Progress::silent().step("protecting").so_far.line();
        assert_eq!(line, "protecting: 0 s");
    }

    #[test]
    fn a_heart_beats_until_its_step_ends() {
        let beats = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&beats);
        let heartbeat = Heartbeat::start(Duration::from_millis(5), move || {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        while beats.load(Ordering::Relaxed) < 3 {
            std::thread::yield_now();
        }
        drop(heartbeat);
        let ended = beats.load(Ordering::Relaxed);
        std::thread::sleep(Duration::from_millis(20));
        assert_eq!(beats.load(Ordering::Relaxed), ended);
    }

    #[test]
    fn quiet_says_nothing_whatever_the_format() {
        for format in [LogFormat::Text, LogFormat::Json] {
            assert_eq!(Progress::new(true, format).voice, Voice::Silent);
        }
    }
}
