//! An input that is not what it seems, or changes while it is read.

use std::os::unix::fs::symlink;

use rustix::fs::inotify;
use rustix::process::{Pid, Signal, kill_process};

use super::*;

/// Starts a build and changes its input at the moment it reads its first table, when it has looked
/// at what all of them are.
#[track_caller]
fn changed(what: &str, change: impl FnOnce(&Path), expected: &str) {
    let place = Place::new();
    place.published();
    let before = contents(&place.at("published"));
    let extract = place.at("extract");
    let watch = inotify::init(inotify::CreateFlags::CLOEXEC).unwrap();
    inotify::add_watch(
        &watch,
        extract.join("person.csv"),
        inotify::WatchFlags::OPEN,
    )
    .unwrap();
    let child = place.build(LATER, &place.at("published")).spawn().unwrap();
    let mut buffer = [const { std::mem::MaybeUninit::uninit() }; 4096];
    inotify::Reader::new(&watch, &mut buffer).next().unwrap();
    kill_process(Pid::from_child(&child), Signal::STOP).unwrap();
    change(&extract);
    kill_process(Pid::from_child(&child), Signal::CONT).unwrap();
    let said = ended(child);
    assert_eq!(said.code, Some(10), "{what}: {}", said.stderr);
    let expected = format!("outcomes: {}/{expected}", extract.display());
    assert!(
        said.stderr.starts_with(&expected),
        "{what}: {}",
        said.stderr
    );
    assert!(contents(&place.at("published")) == before, "{what}");
    assert_eq!(names(place.folder.path()), ["extract", "published"]);
}

#[test]
fn an_input_that_changes_while_it_is_read_is_refused() {
    let more = |name: &'static str| {
        move |extract: &Path| {
            let path = extract.join(name);
            let rows = fs::read_to_string(&path).unwrap();
            fs::write(&path, rows + "x,y,z\n").unwrap();
        }
    };
    changed(
        "more rows",
        more("event.csv"),
        "event.csv: changed while it was read",
    );
    changed(
        "the one being read",
        more("person.csv"),
        "person.csv: changed while it was read",
    );
    changed(
        "cut off",
        |extract| {
            let file = fs::File::options()
                .write(true)
                .open(extract.join("condition.csv"));
            file.unwrap().set_len(300).unwrap();
        },
        "condition.csv: changed while it was read",
    );
    changed(
        "taken away",
        |extract| fs::remove_file(extract.join("survey.csv")).unwrap(),
        "survey.csv: was taken away while it was read",
    );
    changed(
        "another in its place",
        |extract| {
            fs::copy(extract.join("survey.csv"), extract.join("other")).unwrap();
            fs::rename(extract.join("other"), extract.join("survey.csv")).unwrap();
        },
        "survey.csv: changed while it was read",
    );
    changed(
        "the settings",
        |extract| {
            let path = extract.join("extract.toml");
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text + "\n").unwrap();
        },
        "extract.toml: changed while it was read",
    );
}

#[test]
fn links_are_followed_and_what_cannot_be_read_is_said() {
    let place = Place::new();
    let elsewhere = place.at("elsewhere");
    copy(&place.at("extract"), &elsewhere);
    let expected = place.published();
    for name in ["person.csv", "config"] {
        let path = place.at("extract").join(name);
        if path.is_dir() {
            fs::remove_dir_all(&path).unwrap();
        } else {
            fs::remove_file(&path).unwrap();
        }
        symlink(elsewhere.join(name), path).unwrap();
    }
    assert!(place.published() == expected);
    // A table as a folder of links.
    let parts = place.at("extract/event");
    fs::create_dir(&parts).unwrap();
    fs::remove_file(place.at("extract/event.csv")).unwrap();
    symlink("../../elsewhere/event.csv", parts.join("1.csv")).unwrap();
    assert!(place.published() == expected);

    let link = place.at("extract/survey.csv");
    let said = |place: &Place| {
        place.refused(
            place.build(LATER, &place.at("published")),
            10,
            "survey.csv: ",
        )
    };
    let refused = |place: &Place, to: &str, expected: &str| {
        fs::remove_file(&link).unwrap();
        symlink(to, &link).unwrap();
        let said = said(place);
        assert!(said.stderr.contains(expected), "{}", said.stderr);
    };
    refused(&place, "nowhere", "is a symbolic link that leads nowhere");
    refused(&place, "survey.csv", "Too many levels of symbolic links");
    refused(&place, "/dev/zero", "expected a file");
    refused(&place, "../elsewhere", "expected a file");
    fs::remove_file(&link).unwrap();
    let pipe = rustix::fs::mknodat(
        rustix::fs::CWD,
        &link,
        rustix::fs::FileType::Fifo,
        0o600.into(),
        0,
    );
    pipe.unwrap();
    let said = said(&place);
    assert!(said.stderr.contains("expected a file"), "{}", said.stderr);
    // A config that is a pipe must not be waited for.
    fs::rename(&link, place.at("pipe")).unwrap();
    fs::remove_file(place.at("extract/config")).unwrap();
    copy(&elsewhere.join("config"), &place.at("extract/config"));
    fs::remove_file(place.at("extract/config/codelist.csv")).unwrap();
    symlink("../../pipe", place.at("extract/config/codelist.csv")).unwrap();
    let build = place.build(LATER, &place.at("published"));
    place.refused(build, 10, "codelist.csv: expected a file");
}

#[test]
fn the_target_of_a_link_is_replaced_and_not_the_link() {
    let place = Place::new();
    let expected = place.published();
    symlink("published", place.at("current")).unwrap();
    let said = run(place.build(LATER, &place.at("current")));
    assert_eq!(said.code, Some(0), "{}", said.stderr);
    assert!(contents(&place.at("published")) != expected);
    assert!(place.at("current").is_symlink());
    assert_eq!(
        names(place.folder.path()),
        ["current", "extract", "published"]
    );
    // Rows set aside never get into a release through a link.
    symlink("published/rejects.csv", place.at("rejects.csv")).unwrap();
    fs::write(place.at("published/rejects.csv"), "").unwrap();
    let mut build = place.build(LATER, &place.at("other"));
    build.arg("--rejects").arg(place.at("rejects.csv"));
    place.refused(build, 13, "the folder is published");
}
