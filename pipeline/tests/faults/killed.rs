//! Killed outright, stopped by a signal, or two at once: the target holds a whole release, the
//! earlier one or the new one, and the next run clears up.

use std::os::unix::process::ExitStatusExt as _;

use rustix::process::{Pid, Signal, kill_process};

use super::*;

/// Two releases that take each other's place while runs are killed.
struct Turns {
    place: Place,
    /// The contents of each, by the day it is as of.
    whole: [(&'static str, BTreeMap<String, Vec<u8>>); 2],
    /// How long a run takes.
    run_time: Duration,
}

impl Turns {
    fn new() -> Self {
        let place = Place::new();
        // A row is set aside, so that its list is written as well.
        let event = place.at("extract/event.csv");
        let rows = fs::read_to_string(&event).unwrap();
        fs::write(&event, format!("{rows}nobody,identified,2020-01-01\n")).unwrap();
        let mut run_time = Duration::ZERO;
        let whole = [LATER, EARLIER].map(|as_of| {
            let started = Instant::now();
            let said = run(place.build(as_of, &place.at("published")));
            run_time = started.elapsed();
            assert_eq!(said.code, Some(0), "{}", said.stderr);
            (as_of, contents(&place.at("published")))
        });
        assert!(whole[0].1 != whole[1].1);
        Self {
            place,
            whole,
            run_time,
        }
    }

    /// The day of the release that stands, which must be whole.
    #[track_caller]
    fn stands(&self, when: &str) -> &'static str {
        let found = contents(&self.place.at("published"));
        let whole = self.whole.iter().find(|(_, whole)| *whole == found);
        let as_of = whole.map(|(as_of, _)| *as_of);
        as_of.unwrap_or_else(|| panic!("killed {when}: a release that is neither"))
    }

    /// Begins a build of the release that does not stand.
    fn begin(&self, when: &str) -> Child {
        let stands = self.stands(when);
        let next = if stands == EARLIER { LATER } else { EARLIER };
        let mut command = self.place.build(next, &self.place.at("published"));
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    }

    /// After everything: one more run, and nothing is left of the killed ones.
    fn end(self) {
        self.stands("last");
        for (name, bytes) in contents(&self.place.at("extract")) {
            if name == "evidence.json" {
                serde_json::from_slice::<serde_json::Value>(&bytes).unwrap();
            }
        }
        for (as_of, whole) in &self.whole {
            let said = run(self.place.build(as_of, &self.place.at("published")));
            assert_eq!(said.code, Some(0), "{}", said.stderr);
            assert!(contents(&self.place.at("published")) == *whole);
            self.place.is_clean();
        }
    }
}

#[test]
fn killed_at_fifty_moments() {
    let turns = Turns::new();
    for moment in 0..50_u32 {
        // The golden ratio spreads the moments evenly and in no order.
        let share = (f64::from(moment) * 0.618_033_988_749_895).fract() * 1.05;
        let mut child = turns.begin("before");
        thread::sleep(turns.run_time.mul_f64(share));
        child.kill().unwrap();
        child.wait().unwrap();
        turns.stands(&format!("at {share:.3} of its time"));
    }
    turns.end();
}

/// What a run does to its files, as system calls.
const CALLS: [&str; 10] = [
    "write",
    "fsync",
    "ftruncate",
    "mkdir",
    "rename",
    "renameat2",
    "unlink",
    "unlinkat",
    "rmdir",
    "flock",
];

/// Whether the machine lets us stop a process at a call.
fn can_trace() -> bool {
    let tried = Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .output();
    let can = tried.is_ok_and(|output| output.status.success());
    if !can {
        println!("skipped: no strace here, or it may not trace");
    }
    can
}

/// Kills a run when it makes a call for the so-manieth time; whether it came to that.
fn killed_at(turns: &Turns, call: &str, time: usize) -> bool {
    let next = if turns.stands("before") == EARLIER {
        LATER
    } else {
        EARLIER
    };
    let build = turns.place.build(next, &turns.place.at("published"));
    let mut traced = Command::new("strace");
    traced.args(["-f", "-q", "-o", "/dev/null", "-e"]);
    traced.arg(format!("trace={call}")).arg("-e");
    traced.arg(format!("inject={call}:signal=SIGKILL:when={time}"));
    traced.arg(build.get_program()).args(build.get_args());
    let output = traced.output().unwrap();
    let is_done = output.status.code() == Some(0);
    let said = String::from_utf8_lossy(&output.stderr);
    // strace ends as what it traces does.
    assert!(
        is_done || output.status.signal() == Some(9),
        "{:?} {said}",
        output.status
    );
    !is_done
}

#[test]
fn killed_at_each_write() {
    if !can_trace() {
        return;
    }
    let turns = Turns::new();
    let mut n_kills = 0;
    for call in CALLS {
        let mut time = 1;
        while killed_at(&turns, call, time) {
            turns.stands(&format!("at {call} number {time}"));
            time += 1;
            assert!(time < 200, "a run has an end");
        }
        n_kills += time - 1;
    }
    println!("killed at each of {n_kills} calls");
    assert!(n_kills > 40, "a run writes more than {n_kills} times");
    turns.end();
}

#[track_caller]
fn stopped_within_a_second(place: &Place, command: Command, hidden: &str, signal: Signal) -> Said {
    let child = { command }.spawn().unwrap();
    wait_until("it writes", || place.at(hidden).exists());
    let asked = Instant::now();
    kill_process(Pid::from_child(&child), signal).unwrap();
    let said = ended(child);
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
    said
}

#[test]
fn a_signal_stops_a_run_within_a_second_and_it_says_what_is_as_before() {
    let place = Place::new();
    let before = place.published();
    let published = place.at("published");
    // Large enough that it is protected for longer than it takes to send a signal.
    let extract = place.at("extract");
    fs::remove_dir_all(&extract).unwrap();
    let mut command = outcomes(&["synthesise", "--people=3000", "--seed=1", "--out"]);
    command.arg(&extract);
    assert_eq!(run(command).code, Some(0));
    let rows = [(Signal::INT, 130), (Signal::TERM, 143), (Signal::HUP, 129)];
    for (signal, code) in rows {
        let mut build = outcomes(&["build", "--previous=none", "--extract"]);
        build.arg(&extract).arg("--out").arg(&published);
        let said = stopped_within_a_second(&place, build, ".published.outcomes-new", signal);
        assert_eq!(said.code, Some(code), "{}", said.stderr);
        let list = extract.join("rejects.csv");
        let as_before = format!("outcomes: stopped; as before: {}", published.display());
        let with_list = format!(
            "outcomes: stopped; as before: {}, {}",
            list.display(),
            published.display()
        );
        let said = said.stderr.trim_end();
        assert!(said == as_before || said == with_list, "{said}");
        assert!(contents(&published) == before);
        place.is_clean();
    }
}

#[test]
fn a_long_write_on_several_threads_is_stopped_and_cleared_away() {
    let place = Place::new();
    let mut command = outcomes(&["--log-format=json", "synthesise", "--people=3000000"]);
    command.args(["--seed=1", "--out"]).arg(place.at("many"));
    let hidden = ".many.outcomes-new/event.csv";
    let said = stopped_within_a_second(&place, command, hidden, Signal::INT);
    assert_eq!(said.code, Some(130));
    let told: serde_json::Value = serde_json::from_str(said.stderr.trim()).unwrap();
    assert_eq!(told["event"], "failure");
    assert_eq!(told["exit_code"], 130);
    let expected = format!("stopped; as before: {}", place.at("many").display());
    assert_eq!(told["message"], expected);
    assert_eq!(names(place.folder.path()), ["extract"]);
}

#[test]
fn two_runs_do_not_write_one_folder_at_once() {
    let place = Place::new();
    place.published();
    let published = place.at("published");
    // Another run's folder is known by its lock.
    let other = place.at(".published.outcomes-new");
    fs::create_dir(&other).unwrap();
    fs::write(other.join("half"), "of another run").unwrap();
    let lock = fs::File::open(&other).unwrap();
    lock.lock().unwrap();
    let second = run(place.build(LATER, &published));
    assert_eq!(second.code, Some(13));
    let expected = format!(
        "{}: another run is writing this folder",
        published.display()
    );
    assert!(second.stderr.contains(&expected), "{}", second.stderr);
    assert_eq!(names(&other), ["half"], "it is left alone");
    drop(lock);

    // Several at once: one at a time gets through, and no two are mixed.
    let mut runs: Vec<Child> = [LATER, EARLIER, LATER, EARLIER, LATER, EARLIER]
        .iter()
        .map(|as_of| place.build(as_of, &published).spawn().unwrap())
        .collect();
    let said: Vec<Said> = runs.drain(..).map(ended).collect();
    assert!(said.iter().any(|said| said.code == Some(0)));
    for said in &said {
        let is_busy = said.code == Some(13) && said.stderr.contains("another run");
        assert!(said.code == Some(0) || is_busy, "{}", said.stderr);
    }
    let found = contents(&published);
    let whole = [LATER, EARLIER].map(|as_of| {
        let alone = place.at("alone");
        assert_eq!(run(place.build(as_of, &alone)).code, Some(0));
        contents(&alone)
    });
    assert!(whole.contains(&found));
    place.is_clean();
}

#[test]
fn a_reader_that_goes_away_does_not_undo_a_release() {
    let place = Place::new();
    let mut child = place.build(LATER, &place.at("published")).spawn().unwrap();
    drop(child.stdout.take());
    let said = ended(child);
    assert_eq!(said.code, Some(13));
    let expected = "the release is in its place";
    assert!(said.stderr.contains(expected), "{}", said.stderr);
    assert!(place.at("published/manifest.json").exists());
    let mut killed = place.build(LATER, &place.at("published")).spawn().unwrap();
    killed.kill().unwrap();
    assert_eq!(killed.wait().unwrap().signal(), Some(9));
}
