//! A person nobody else resembles, planted in an extract, and a search for what is theirs in
//! everything a run writes or says.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::outcomes;

/// An id, dates of birth, of an event and of death, a code, a small area and an organisation.
pub const MARKED: [&str; 7] = [
    "Zebedee-7777-Quux",
    "1931-02-28",
    "2011-11-11",
    "2024-02-29",
    "314159265",
    "E09Z98765",
    "PRACTICE-ZZ9",
];

/// What a run of the program came to.
#[derive(Debug)]
pub struct Said {
    /// The exit code.
    pub code: i32,
    /// Standard output and then standard error.
    pub words: Vec<u8>,
    /// Files that were seen while it ran, by name.
    pub seen: BTreeSet<PathBuf>,
}

/// An extract of invented people with the marked person among them, their rows both usable and not.
///
/// # Panics
/// When it cannot be written.
#[must_use]
pub fn extract(place: &Path) -> PathBuf {
    let extract = place.join("extract");
    let rest = ["800", "--seed", "3", "--format", "csv", "--out"];
    outcomes(["synthesise", "--people"], &[], &rest, &[&extract]);
    keep_few_measures(&extract.join("config"));
    for (table, rows) in [
        (
            "person",
            "Zebedee-7777-Quux,1931-02-28,1,A,E09Z98765,2001-01-01,,2024-02-29\n\
             Zebedee-7777-Quux,1931-02-28,1,A,E09Z98765,2001-01-01,,\n\
             Zebedee-7777-Quux-2,1931-02-30,1,A,E09Z98765,2001-01-01,,\n",
        ),
        (
            "condition",
            "Zebedee-7777-Quux,snomed,314159265,2011-11-11,\n\
             Zebedee-7777-Quux,snomed,38341003,1931-02-27,\n\
             Zebedee-7777-Quux,read,314159265,2011-11-11,\n",
        ),
        ("event", "Zebedee-7777-Quux,identified,2011-11-11\n"),
    ] {
        let path = extract.join(format!("{table}.csv"));
        let old = fs::read_to_string(&path).expect("a table that was just written");
        let text = match table {
            // An organisation is a column of events that no measure reads.
            "event" => with_organisation(&(old + rows)),
            _ => old + rows,
        };
        fs::write(&path, text).expect("a table that can be written");
    }
    extract
}

/// A release of few measures and conditions has every kind of file, and is made in a moment.
fn keep_few_measures(config: &Path) {
    let read = |name: &str| fs::read_to_string(config.join(name)).expect("a file of the config");
    let write = |name: &str, text: String| {
        fs::write(config.join(name), text).expect("a file that can be written");
    };
    let measures = read("measures.toml");
    let kept = ["ltc_1_plus", "ltc_3_plus", "identified"];
    let blocks = measures.split("[[measure]]").skip(1).filter(|block| {
        kept.iter()
            .any(|key| block.contains(&format!("key = \"{key}\"\n")))
    });
    let blocks: Vec<&str> = blocks.flat_map(|block| ["[[measure]]", block]).collect();
    write("measures.toml", blocks.concat());
    let conditions = read("conditions.csv");
    let few: Vec<&str> = conditions.lines().take(3).collect();
    let names: Vec<&str> = few.iter().filter_map(|row| row.split(',').next()).collect();
    write("conditions.csv", few.join("\n") + "\n");
    let codes = read("codelist.csv");
    let codes = codes.lines().filter(|row| {
        let condition = row.rsplit(',').next();
        condition.is_some_and(|it| it == "condition" || names.contains(&it))
    });
    let codes: Vec<&str> = codes.flat_map(|row| [row, "\n"]).collect();
    write("codelist.csv", codes.concat());
}

fn with_organisation(text: &str) -> String {
    let header = "organisation_code";
    let lines = text.lines().enumerate().map(|(number, line)| {
        let cell = if number == 0 { header } else { "PRACTICE-ZZ9" };
        format!("{line},{cell}\n")
    });
    lines.collect()
}

/// Starts the program as a process of its own: this test program once more, which becomes it.
/// Its temporary files go below a folder that is watched.
///
/// # Panics
/// When the process cannot be started.
#[must_use]
pub fn start(words: &[&str], watched: &Path) -> Child {
    let this = std::env::current_exe().expect("this program has a path");
    let temporary = watched.join("temporary");
    fs::create_dir_all(&temporary).expect("a folder that can be made");
    Command::new(this)
        .args([
            "--ignored",
            "--exact",
            "program",
            "--nocapture",
            "--test-threads=1",
        ])
        .env("OUTCOMES_WORDS", words.join("\n"))
        .env("TMPDIR", &temporary)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("this program starts")
}

/// Runs the program and waits for its end. Whatever lies below `watched` while it runs is searched as well, but for the inputs.
///
/// # Panics
/// When the process cannot be started, or a file holds what is marked.
#[must_use]
pub fn run(words: &[&str], watched: &Path, inputs: &[&Path]) -> Said {
    let mut child = start(words, watched);
    let mut seen = BTreeSet::new();
    while child
        .try_wait()
        .expect("a child that can be asked")
        .is_none()
    {
        for file in files_beside(watched, inputs) {
            // It may be gone already.
            let bytes = fs::read(&file).unwrap_or_default();
            search(&file.display().to_string(), &bytes, &[]);
            seen.insert(file);
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().expect("a child that has ended");
    Said {
        code: output.status.code().unwrap_or(-1),
        words: [output.stdout, output.stderr].concat(),
        seen,
    }
}

/// Files below a folder that are not inputs, as far as they can be seen while they come and go.
#[must_use]
pub fn files_beside(watched: &Path, inputs: &[&Path]) -> Vec<PathBuf> {
    let entries = fs::read_dir(watched).into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            files.extend(files_beside(&path, inputs));
        } else if !inputs.iter().any(|input| path.starts_with(input)) {
            files.push(path);
        }
    }
    files
}

/// Looks for everything marked, in bytes and in a name.
///
/// # Panics
/// When something is found that is not allowed here.
#[track_caller]
pub fn search(what: &str, bytes: &[u8], allowed: &[&str]) {
    // The evidence stays beside the extract, and names codes that no list knows; so does the file
    // that becomes it.
    let beside = ["extract/evidence.json", "extract/.evidence.json."];
    let evidence: &[&str] = if beside.iter().any(|name| what.contains(name)) {
        &["314159265"]
    } else {
        &[]
    };
    let allowed = |mark: &&&str| allowed.contains(*mark) || evidence.contains(*mark);
    for mark in MARKED.iter().filter(|mark| !allowed(mark)) {
        let found = bytes
            .windows(mark.len())
            .any(|window| window == mark.as_bytes());
        assert!(!found && !what.contains(mark), "{what} holds {mark:?}");
    }
}
