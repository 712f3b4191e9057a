//! Whatever goes wrong while the program runs: it is killed, its disk is full or gone, its input is
//! damaged or huge or changes. It says so with the documented code, leaves the earlier release as
//! it was, and nothing of its own behind.
#![cfg(test)]

#[path = "faults/disk.rs"]
mod disk;
#[path = "support/files.rs"]
mod files;
#[path = "faults/input.rs"]
mod input;
#[path = "faults/killed.rs"]
mod killed;
#[path = "faults/size.rs"]
mod size;
#[path = "faults/terminal.rs"]
mod terminal;

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use files::{contents, names};
use tempfile::TempDir;

/// A place with the village's extract in it.
struct Place {
    folder: TempDir,
}

/// How a run ended.
#[derive(Debug)]
struct Said {
    code: Option<i32>,
    stdout: String,
    stderr: String,
    /// The most memory it held, in MiB.
    peak_mebibytes: u64,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let village = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data-samples/village");
        let extract = folder.path().join("extract");
        copy(&village, &extract);
        // What a build of the sample itself has left beside it is no part of the sample.
        let _may_be_absent = fs::remove_file(extract.join("evidence.json"));
        Self { folder }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A build of the village, as of some day, into some folder.
    fn build(&self, as_of: &str, out: &Path) -> Command {
        // What a release is must not depend on which one stood there before.
        let mut command = outcomes(&["build", "--quarters=1", "--threads=2", "--previous=none"]);
        command.args(["--as-of", as_of]);
        command.arg("--extract").arg(self.at("extract"));
        command.arg("--out").arg(out);
        command
    }

    /// A release at `published`, by its contents.
    fn published(&self) -> BTreeMap<String, Vec<u8>> {
        let done = run(self.build(EARLIER, &self.at("published")));
        assert_eq!(done.code, Some(0), "{}", done.stderr);
        contents(&self.at("published"))
    }

    /// Runs something that must fail with this code and say this, leaving `published` as it was
    /// and nothing behind.
    #[track_caller]
    fn refused(&self, command: Command, code: i32, expected: &str) -> Said {
        let before = contents(&self.at("published"));
        let said = run(command);
        assert_eq!(said.code, Some(code), "{}", said.stderr);
        assert!(said.stderr.contains(expected), "{}", said.stderr);
        assert_eq!(said.stdout, "", "nothing is announced");
        assert!(
            contents(&self.at("published")) == before,
            "the release stands"
        );
        self.is_clean();
        said
    }

    /// Nothing hidden is left anywhere.
    #[track_caller]
    fn is_clean(&self) {
        for name in contents(self.folder.path()).keys() {
            assert!(!name.contains("outcomes-"), "{name} is left behind");
        }
        let hidden = |name: &String| name.starts_with('.');
        assert!(!names(self.folder.path()).iter().any(hidden));
    }
}

/// The day of the release that stands, and of the one that is being made.
const EARLIER: &str = "2026-06-30";
const LATER: &str = "2026-09-30";

fn outcomes(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcomes"));
    command.arg("--quiet").args(arguments);
    command.stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn run(mut command: Command) -> Said {
    ended(command.spawn().unwrap())
}

/// Waits for the end of a run and looks at its memory meanwhile.
fn ended(mut child: Child) -> Said {
    fn text_of(stream: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
        thread::spawn(move || {
            let mut text = String::new();
            if let Some(mut stream) = stream {
                stream.read_to_string(&mut text).unwrap();
            }
            text
        })
    }
    let (stdout, stderr) = (text_of(child.stdout.take()), text_of(child.stderr.take()));
    let status = format!("/proc/{}/status", child.id());
    let mut peak_mebibytes = 0;
    let code = loop {
        if let Some(ended) = child.try_wait().unwrap() {
            break ended.code();
        }
        // The high-water mark only rises, so the last look before the end is the peak.
        peak_mebibytes = peak_of(&status).unwrap_or(peak_mebibytes);
        thread::sleep(Duration::from_millis(2));
    };
    Said {
        code,
        stdout: stdout.join().unwrap(),
        stderr: stderr.join().unwrap(),
        peak_mebibytes,
    }
}

/// The most memory a process has held so far, in MiB, as Linux tells it.
fn peak_of(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes / 1024)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for name in names(from) {
        let (from, to) = (from.join(&name), to.join(&name));
        if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

/// Waits until something is so; fails when it does not come.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(started.elapsed() < Duration::from_mins(1), "never: {what}");
        thread::sleep(Duration::from_micros(200));
    }
}
