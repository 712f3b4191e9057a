//! What is told on a terminal, and where there is none.

use std::fs::File;
use std::os::fd::OwnedFd;

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

use super::*;

/// Runs something with a terminal as its stderr; gives what the terminal was sent.
fn on_a_terminal(mut command: Command) -> String {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let size = Winsize {
        ws_row: 24,
        ws_col: 120,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    tcsetwinsize(&ours, size).unwrap();
    let theirs = ptsname(&ours, Vec::new()).unwrap();
    let theirs: OwnedFd = File::options()
        .read(true)
        .write(true)
        .open(theirs.to_str().unwrap())
        .unwrap()
        .into();
    command.env_remove("NO_COLOR").env("TERM", "xterm");
    command.stdout(Stdio::null()).stderr(Stdio::from(theirs));
    let mut child = command.spawn().unwrap();
    // Its copy of the other end would keep the terminal open.
    drop(command);
    let mut told = Vec::new();
    // A terminal whose other end is closed is an error and not an end of file.
    let _closed = File::from(ours).read_to_end(&mut told);
    assert!(child.wait().unwrap().success());
    String::from_utf8(told).unwrap()
}

fn check(arguments: &[&str], extract: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_outcomes"));
    command
        .arg("check")
        .args(arguments)
        .arg("--extract")
        .arg(extract);
    command.stdin(Stdio::null());
    command
}

#[test]
fn a_terminal_has_a_bar_and_nothing_else_has() {
    let place = tempfile::tempdir().unwrap();
    let extract = place.path().join("extract");
    let mut command = outcomes(&["synthesise", "--people=30000", "--seed=1", "--out"]);
    command.arg(&extract);
    assert_eq!(run(command).code, Some(0));

    let told = on_a_terminal(check(&[], &extract));
    let bar = told
        .split(['\r', '\n'])
        .find(|line| line.contains("reading condition [") && line.contains(" left"))
        .unwrap_or_else(|| panic!("no bar in {told:?}"));
    let parts = ["B/1.", " MiB, ", " rows, ", "B/s, "];
    for part in parts {
        assert!(bar.contains(part), "{bar:?} has no {part:?}");
    }
    assert!(told.contains("\u{1b}[2K"), "the bar is cleared");
    let lines = |told: &str| -> Vec<String> {
        let lines = told
            .lines()
            .filter(|line| line.contains(" s, ") && !line.contains('['));
        lines
            .map(|line| line.split(':').next().unwrap().to_owned())
            .collect()
    };
    // Each step leaves one line.
    assert_eq!(on_a_terminal(check(&["--quiet"], &extract)), "");

    let mut plain = check(&[], &extract);
    plain.stdout(Stdio::null()).stderr(Stdio::piped());
    let plain = run(plain).stderr;
    assert!(!plain.contains(['\r', '\u{1b}']), "{plain:?}");
    assert_eq!(
        lines(&plain),
        [
            "reading person",
            "reading condition",
            "reading event and survey"
        ],
        "{plain}"
    );

    let json = on_a_terminal(check(&["--log-format=json"], &extract));
    let steps: Vec<String> = json
        .lines()
        .map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            assert!(event["rows"].as_u64().unwrap() > 1000, "{event}");
            assert!(event["bytes"].as_u64().unwrap() > 10_000, "{event}");
            event["step"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(steps, lines(&plain));
}

#[test]
fn a_failure_is_one_event_for_a_scheduler() {
    let place = tempfile::tempdir().unwrap();
    let mut command = check(&["--log-format=json"], &place.path().join("nowhere"));
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let said = run(command);
    let event: serde_json::Value = serde_json::from_str(&said.stderr).unwrap();
    assert_eq!(
        (said.code, event["exit_code"].as_i64()),
        (Some(10), Some(10))
    );
    assert_eq!(event["event"], "failure");
}
