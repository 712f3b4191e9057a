//! A disk that is full, may not be written, or goes away.

use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;

use rustix::mount::{MountFlags, UnmountFlags, mount, mount_remount, unmount};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

use super::*;

/// A small disk of its own; unmounted when this is dropped.
struct Disk(PathBuf);

impl Disk {
    /// None where the machine does not let us.
    fn mounted(at: PathBuf, size: &str) -> Option<Self> {
        fs::create_dir(&at).unwrap();
        let options = std::ffi::CString::new(format!("size={size}")).unwrap();
        match mount(
            "tmpfs",
            &at,
            "tmpfs",
            MountFlags::empty(),
            options.as_c_str(),
        ) {
            Ok(()) => Some(Self(at)),
            Err(error) => {
                println!("skipped: no disk can be mounted here ({error})");
                None
            }
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _may_be_gone = unmount(&self.0, UnmountFlags::DETACH);
    }
}

/// A user who owns nothing here, where we may become one.
fn as_nobody(mut command: Command) -> Option<Command> {
    if !rustix::process::geteuid().is_root() {
        println!("skipped: only root can become somebody else");
        return None;
    }
    command.uid(65_534).gid(65_534);
    Some(command)
}

#[test]
fn a_full_disk() {
    let place = Place::new();
    let Some(disk) = Disk::mounted(place.at("disk"), "3m") else {
        return;
    };
    // A release fits, and a second one beside it does not.
    let published = disk.0.join("published");
    let before = {
        let said = run(place.build(EARLIER, &published));
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        contents(&published)
    };
    let filler = disk.0.join("filler");
    let free = rustix::fs::statvfs(&disk.0).unwrap();
    let keep = 40 << 10;
    fs::write(
        &filler,
        vec![0; usize::try_from(free.f_bavail * free.f_frsize - keep).unwrap()],
    )
    .unwrap();
    let said = place.refused(
        place.build(LATER, &published),
        13,
        "No space left on device",
    );
    assert!(
        said.stderr.contains(".published.outcomes-new/"),
        "{}",
        said.stderr
    );
    assert!(contents(&published) == before);
    assert_eq!(names(&disk.0), ["filler", "published"]);

    // Nor does a file of counts, which leaves the earlier one.
    let counts = disk.0.join("counts.csv");
    fs::write(&counts, "before").unwrap();
    let mut command = outcomes(&["count", "--extract"]);
    command.arg(place.at("extract")).arg("--out").arg(&counts);
    place.refused(command, 13, "No space left on device");
    assert_eq!(fs::read_to_string(&counts).unwrap(), "before");
    assert_eq!(names(&disk.0), ["counts.csv", "filler", "published"]);
}

#[test]
fn an_extract_on_a_full_disk_is_said_of_the_list_of_rows_set_aside() {
    let place = Place::new();
    let Some(disk) = Disk::mounted(place.at("disk"), "400k") else {
        return;
    };
    copy(&place.at("extract"), &disk.0.join("extract"));
    let event = disk.0.join("extract/event.csv");
    let rows = fs::read_to_string(&event).unwrap();
    fs::write(
        &event,
        rows + &"nobody,identified,2020-01-01\n".repeat(8000),
    )
    .unwrap();
    let mut command = outcomes(&["count", "--max-rejected=100", "--extract"]);
    command
        .arg(disk.0.join("extract"))
        .arg("--out")
        .arg(place.at("counts.csv"));
    let said = place.refused(command, 13, "name another file for the rows set aside");
    assert!(
        said.stderr.contains("rejects.csv: No space left"),
        "{}",
        said.stderr
    );
    assert!(!place.at("counts.csv").exists());
}

#[test]
fn a_limit_on_the_size_of_files() {
    let place = Place::new();
    place.published();
    let before = contents(&place.at("published"));
    let child = place.build(LATER, &place.at("published")).spawn().unwrap();
    let few = Rlimit {
        current: Some(20_000),
        maximum: Some(20_000),
    };
    prlimit(Some(Pid::from_child(&child)), Resource::Fsize, few).unwrap();
    let said = ended(child);
    assert_eq!(said.code, Some(13), "{}", said.stderr);
    assert!(said.stderr.contains("File too large"), "{}", said.stderr);
    assert!(contents(&place.at("published")) == before);
    place.is_clean();
}

#[test]
fn a_disk_that_may_not_be_written() {
    let place = Place::new();
    let Some(disk) = Disk::mounted(place.at("disk"), "2m") else {
        return;
    };
    let published = disk.0.join("published");
    assert_eq!(run(place.build(EARLIER, &published)).code, Some(0));
    let before = contents(&published);
    mount_remount(&disk.0, MountFlags::RDONLY, c"").unwrap();
    place.refused(place.build(LATER, &published), 13, "Read-only file system");
    assert!(contents(&published) == before);
}

#[test]
fn a_disk_that_goes_away() {
    let place = Place::new();
    let Some(disk) = Disk::mounted(place.at("disk"), "2m") else {
        return;
    };
    let published = disk.0.join("published");
    let hidden = disk.0.join(".published.outcomes-new");
    // On a busy machine it may be done before it can be held.
    let held = (0..20).find_map(|_| {
        let child = place.build(LATER, &published).spawn().unwrap();
        wait_until("it writes", || hidden.exists() || published.exists());
        kill_process(Pid::from_child(&child), Signal::STOP).unwrap();
        if hidden.exists() {
            return Some(child);
        }
        kill_process(Pid::from_child(&child), Signal::CONT).unwrap();
        assert_eq!(ended(child).code, Some(0));
        fs::remove_dir_all(&published).unwrap();
        None
    });
    let child = held.expect("it is held while it writes");
    unmount(&disk.0, UnmountFlags::DETACH).unwrap();
    kill_process(Pid::from_child(&child), Signal::CONT).unwrap();
    let said = ended(child);
    assert_eq!(said.code, Some(13), "{}", said.stderr);
    assert!(said.stderr.contains("No such file"), "{}", said.stderr);
    assert_eq!(
        names(&disk.0),
        Vec::<String>::new(),
        "nothing is written where it stood"
    );
}

#[test]
fn the_top_of_a_disk_is_refused_before_the_work() {
    let place = Place::new();
    let Some(disk) = Disk::mounted(place.at("disk"), "2m") else {
        return;
    };
    place.refused(place.build(LATER, &disk.0), 13, "is the top of a disk");
    assert_eq!(
        run(place.build(LATER, &disk.0.join("release"))).code,
        Some(0)
    );
}

#[test]
fn a_folder_of_somebody_else() {
    let place = Place::new();
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(place.folder.path(), open).unwrap();
    let Some(command) = as_nobody(place.build(LATER, &place.at("published"))) else {
        return;
    };
    place.refused(command, 13, "Permission denied");
    assert_eq!(names(place.folder.path()), ["extract"]);
}

#[test]
fn a_file_of_somebody_else() {
    let place = Place::new();
    let everybody = fs::Permissions::from_mode(0o777);
    fs::set_permissions(place.folder.path(), everybody.clone()).unwrap();
    fs::set_permissions(place.at("extract"), everybody).unwrap();
    let event = place.at("extract/event.csv");
    fs::set_permissions(&event, fs::Permissions::from_mode(0o600)).unwrap();
    let Some(command) = as_nobody(place.build(LATER, &place.at("published"))) else {
        return;
    };
    let expected = format!("{}: Permission denied", event.display());
    place.refused(command, 10, &expected);
}
