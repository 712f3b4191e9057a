//! Nothing that could identify a person is in anything a run writes or says: marked values are
//! planted in inputs, and every byte of every output is searched for them, whatever goes wrong.

#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::path::{Path, PathBuf};
use std::thread;

use clap::Parser as _;
use flate2::Compression;
use flate2::write::GzEncoder;
use parquet::column::page::Page;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::file::statistics::Statistics;
use tempfile::TempDir;
use whole::planted::{MARKED, Said, extract, files_beside, run, search, start};

/// The program, for [`run`]: as `main` does, in a process of its own.
#[test]
#[ignore = "the other tests start it"]
fn program() {
    let words = std::env::var("OUTCOMES_WORDS").unwrap_or_default();
    let run = || match words.as_str() {
        "fault" => panic!("of {MARKED:?}"),
        "fault of a thread" => {
            let ended = thread::spawn(|| panic!("of {MARKED:?}")).join();
            ended.unwrap_or_else(|words| std::panic::resume_unwind(words))
        }
        words => {
            let words = std::iter::once("outcomes").chain(words.split('\n'));
            let cli = pipeline::cli::Cli::parse_from(words);
            pipeline::cli::run(cli, &mut std::io::stdout().lock())
        }
    };
    let code = match pipeline::fault::contained(run) {
        Ok(()) => 0,
        Err(failure) => {
            writeln!(std::io::stderr(), "outcomes: {failure}").unwrap();
            failure.code
        }
    };
    #[expect(clippy::exit, reason = "it stands in for a program")]
    std::process::exit(code.into());
}

fn text(path: &Path) -> String {
    path.display().to_string()
}

/// A run whose words and files repeat nothing, ending as expected.
#[track_caller]
fn check(words: &[&str], place: &TempDir, inputs: &[&Path], code: i32, allowed: &[&str]) -> Said {
    let said = run(words, place.path(), inputs);
    let told = String::from_utf8_lossy(&said.words).into_owned();
    assert_eq!(said.code, code, "{words:?}: {told}");
    search(&format!("what `{}` says", words[0]), &said.words, allowed);
    for file in files_beside(place.path(), inputs) {
        search(&text(&file), &fs::read(&file).unwrap(), allowed);
    }
    said
}

/// The tables of an extract: what may hold people.
fn tables(extract: &Path) -> Vec<PathBuf> {
    ["person", "condition", "event", "survey"]
        .iter()
        .flat_map(|table| ["csv", "csv.gz", "parquet"].map(|ending| format!("{table}.{ending}")))
        .map(|name| extract.join(name))
        .collect()
}

#[test]
fn no_command_repeats_anything_of_a_person() {
    let place = TempDir::new().unwrap();
    let extract = extract(place.path());
    let tables = tables(&extract);
    let inputs: Vec<&Path> = tables.iter().map(PathBuf::as_path).collect();
    let at = |name: &str| text(&place.path().join(name));
    let people = text(&extract);

    let [release, rejects] = ["release", "rejects.csv"].map(at);
    let build = [
        "build",
        "--quarters",
        "1",
        "--extract",
        &people,
        "--rejects",
        &rejects,
        "--out",
        &release,
    ];
    let said = check(&build, &place, &inputs, 0, &[]);
    assert!(
        !said.seen.is_empty(),
        "files were watched while they were written"
    );
    let set_aside = fs::read_to_string(&rejects).unwrap();
    assert!(
        set_aside.lines().count() > 4,
        "the planted faults were set aside:\n{set_aside}"
    );
    check_every_parquet(&place.path().join("release"));

    check(&["verify", "--data", &release], &place, &inputs, 0, &[]);
    let site = ["site", "--data", &release, "--out", &at("site")];
    // A program that was built without a dashboard says so, and has none to leak.
    let said = run(&site, place.path(), &inputs);
    search("what `site` says", &said.words, &[]);
    assert!(
        matches!(said.code, 0 | 10),
        "{}",
        String::from_utf8_lossy(&said.words)
    );

    check(
        &["count", "--extract", &people, "--out", &at("counts.csv")],
        &place,
        &inputs,
        0,
        &[],
    );
    let into_release = at("release/counts.csv");
    check(
        &["count", "--extract", &people, "--out", &into_release],
        &place,
        &inputs,
        13,
        &[],
    );
    assert!(!Path::new(&into_release).exists());

    // A code is no person's: the analyst's report must name codes that are in no codelist.
    let report = at("report.html");
    let check_all = [
        "--log-format",
        "json",
        "check",
        "--extract",
        &people,
        "--html",
        &report,
    ];
    check(&check_all, &place, &inputs, 0, &["314159265"]);
}

#[test]
fn a_release_that_follows_another_repeats_nothing_of_a_person() {
    let place = TempDir::new().unwrap();
    let extract = extract(place.path());
    let tables = tables(&extract);
    let inputs: Vec<&Path> = tables.iter().map(PathBuf::as_path).collect();
    let at = |name: &str| text(&place.path().join(name));
    let (people, first, second) = (text(&extract), at("first"), at("second"));
    let build = ["build", "--extract", people.as_str()];
    let build = |more: &[&str], code: i32| {
        check(&[&build[..], more].concat(), &place, &inputs, code, &[]);
    };
    build(&["--quarters=1", "--as-of=2026-06-30", "--out", &first], 0);
    let following = ["--previous", first.as_str(), "--out", second.as_str()];
    build(
        &[&["--quarters=2", "--revise=all"][..], &following].concat(),
        0,
    );
    check_every_parquet(Path::new(&second));
    let verify = ["verify", "--data", &second, "--previous", &first];
    check(&verify, &place, &inputs, 0, &[]);
    // And where it is refused.
    build(&[&["--revise=2001-03-31"][..], &following].concat(), 2);
    fs::write(place.path().join("first/estimates.parquet"), "cut off").unwrap();
    build(&following, 10);
}

/// Ways in which a table of people can be wrong, with somebody's values where it is.
fn broken(extract: &Path, how: &str) {
    let person = extract.join("person.csv");
    let old = fs::read_to_string(&person).unwrap();
    let marked = "Zebedee-7777-Quux,1931-02-28,1,A,E09Z98765,2001-01-01,,2024-02-29\n";
    let write = |text: String| fs::write(&person, text).unwrap();
    match how {
        // The first row stands where the names of columns should.
        "no header" => write(marked.repeat(3)),
        "every row ragged" => {
            let header = old.lines().next().unwrap();
            write(format!(
                "{header}\n{}",
                "Zebedee-7777-Quux,1931-02-28\n".repeat(50)
            ));
        }
        "a quote that never ends" => write(format!("{old}\"{marked}{marked}")),
        "ids too long" => write(old.replace(",19", "Zebedee-7777-Quux".repeat(9).as_str())),
        "dates in a form of their own" => write(old.replace("1931-02-28", "28 Feb 1931-02-28 BC")),
        "not text" => {
            let mut bytes = old.into_bytes();
            bytes.extend(b"Zebedee-7777-Quux,\xff\xfe\x00\xc3\x28,1931-02-28\n");
            fs::write(&person, bytes).unwrap();
        }
        "cut off" => {
            let mut file = GzEncoder::new(Vec::new(), Compression::default());
            file.write_all(marked.repeat(500).as_bytes()).unwrap();
            let bytes = file.finish().unwrap();
            fs::write(extract.join("person.csv.gz"), &bytes[..bytes.len() / 2]).unwrap();
            fs::remove_file(&person).unwrap();
        }
        "called Parquet" => {
            fs::rename(&person, extract.join("person.parquet")).unwrap();
        }
        other => panic!("{other} is not a way"),
    }
}

#[test]
fn no_error_repeats_anything_of_a_person() {
    let ways = [
        ("no header", 10),
        ("every row ragged", 11),
        ("a quote that never ends", 0),
        ("ids too long", 11),
        ("dates in a form of their own", 0),
        ("not text", 0),
        ("cut off", 10),
        ("called Parquet", 10),
    ];
    for (how, code) in ways {
        let place = TempDir::new().unwrap();
        let extract = extract(place.path());
        broken(&extract, how);
        let tables = tables(&extract);
        let inputs: Vec<&Path> = tables.iter().map(PathBuf::as_path).collect();
        let people = text(&extract);
        for command in ["build", "check", "count"] {
            let out = text(&place.path().join(format!("{command}.csv")));
            let mut words = vec![command, "--quarters", "1", "--extract", &people];
            if command != "check" {
                words.extend(["--out", out.as_str()]);
            }
            let said = run(&words, place.path(), &inputs);
            let told = String::from_utf8_lossy(&said.words).into_owned();
            search(
                &format!("{how}: what `{command}` says:\n{told}"),
                &[],
                &["314159265"],
            );
            for file in files_beside(place.path(), &inputs) {
                search(
                    &format!("{how}: {}", text(&file)),
                    &fs::read(&file).unwrap(),
                    &[],
                );
            }
            if command == "build" {
                assert_eq!(said.code, code, "{how}: {told}");
            }
        }
    }
}

/// Exports of other systems, with a person in them who cannot be mapped.
#[test]
fn no_import_repeats_anything_of_a_person() {
    let exports = [
        (
            "synthea",
            "patients.csv",
            "Id,BIRTHDATE,DEATHDATE,RACE,ETHNICITY,GENDER\n\
             Zebedee-7777-Quux,1931-02-28,2024-02-29,white,nonhispanic,M\n\
             Zebedee-7777-Quux,1931-02-28x,,,,\n",
        ),
        (
            "omop",
            "person.csv",
            "person_id,gender_concept_id,year_of_birth,month_of_birth,day_of_birth,birth_datetime,race_concept_id\n\
             Zebedee-7777-Quux,8507,1931,2,30,1931-02-28,0\n",
        ),
        (
            "wide",
            "people.csv",
            "person_id,birth_date,lsoa21_code,registration_start_date,has_diabetes,diabetes_date\n\
             Zebedee-7777-Quux,1931-02-28,E09Z98765,2011-11-11,maybe,2011-11-11\n\
             Zebedee-7777-Quux,1931-02-28,E09Z98765,2011-11-11,yes\n\
             somebody,1950-01-01,E01000001,2020-06-30,no,\n",
        ),
    ];
    for (format, name, rows) in exports {
        let place = TempDir::new().unwrap();
        let config = extract(place.path()).join("config");
        let from = place.path().join("from");
        fs::create_dir(&from).unwrap();
        fs::write(from.join(name), rows).unwrap();
        let out = place.path().join("imported");
        let words = [
            "import",
            format,
            "--from",
            &text(&from),
            "--config",
            &text(&config),
            "--out",
            &text(&out),
        ];
        let people = place.path().join("extract");
        // What is imported is an extract: the tables hold people, and nothing else does.
        let mut inputs = tables(&out);
        inputs.extend([from.clone(), people]);
        inputs.push(place.path().join(".imported.outcomes-new"));
        let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
        let said = run(&words, place.path(), &inputs);
        let told = String::from_utf8_lossy(&said.words).into_owned();
        search(&format!("{format}: {told}"), &[], &[]);
        for file in files_beside(place.path(), &inputs) {
            search(&text(&file), &fs::read(&file).unwrap(), &[]);
        }
    }
}

/// Words of a panic may repeat anything; nobody sees them.
#[test]
fn no_fault_of_the_program_repeats_anything_of_a_person() {
    for fault in ["fault", "fault of a thread"] {
        let place = TempDir::new().unwrap();
        let said = check(&[fault], &place, &[], 1, &[]);
        let told = String::from_utf8_lossy(&said.words).into_owned();
        assert!(
            told.contains("a fault in the program, at tests/privacy.rs:"),
            "{told}"
        );
    }
}

/// What is made of a release is made without the people it was counted from: they are not there.
#[test]
fn what_is_made_of_a_release_needs_nobody() {
    let place = TempDir::new().unwrap();
    let extract = extract(place.path());
    let at = |name: &str| text(&place.path().join(name));
    let (people, release) = (text(&extract), at("release"));
    let build = [
        "build",
        "--quarters=1",
        "--extract",
        &people,
        "--out",
        &release,
    ];
    check(&build, &place, &[&extract], 0, &[]);
    fs::remove_dir_all(&extract).unwrap();

    let data = ["--data", release.as_str()];
    let of_release = |command: &str, more: &[&str]| {
        let words = [&[command], &data[..], more].concat();
        let said = run(&words, place.path(), &[]);
        let told = String::from_utf8_lossy(&said.words).into_owned();
        // A program that was built without a dashboard says so, and makes no site.
        assert!(
            said.code == 0 || (command == "site" && said.code == 10),
            "{told}"
        );
        search(&format!("what `{command}` says: {told}"), &said.words, &[]);
    };
    of_release("verify", &[]);
    of_release("pack", &["--measures", "ltc_3_plus", "--out", &at("pack")]);
    of_release(
        "site",
        &["--out", &at("site"), "--single-file", &at("site.html")],
    );
    let files = files_beside(place.path(), &[]);
    assert!(
        files
            .iter()
            .any(|file| file.starts_with(place.path().join("pack"))),
        "{files:?}"
    );
    for file in files {
        search(&text(&file), &fs::read(&file).unwrap(), &[]);
    }
}

/// What a guest asks a server for is neither written down nor sent back.
#[test]
fn a_server_repeats_nothing_of_what_it_is_asked() {
    let place = TempDir::new().unwrap();
    fs::write(place.path().join("index.html"), "<h1>Here</h1>").unwrap();
    let site = text(place.path());
    let mut server = start(&["serve", "--port", "0", "--site", &site], place.path());
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    let address = lines.by_ref().find_map(|line| {
        let line = line.unwrap();
        let (_, address) = line.split_once("http://")?;
        Some(address.split('/').next()?.to_owned())
    });
    let address = address.expect("it says where it is");
    for mark in MARKED {
        let requests = [
            format!("GET /{mark}?{mark} HTTP/1.1\r\nHost: {mark}\r\nCookie: {mark}\r\n\r\n"),
            format!("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 17\r\n\r\n{mark:17}"),
            format!("{mark} / HTTP/1.1\r\n{mark}: {mark}\r\n\r\n"),
            format!("GET / HTTP/1.1\r\nHost: a\r\nRange: bytes={mark}\r\n\r\n"),
        ];
        for request in requests {
            let mut stream = TcpStream::connect(&address).unwrap();
            stream.write_all(request.as_bytes()).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            let mut answer = Vec::new();
            // A server may hang up on what is no request.
            let _may_be_cut_off = stream.read_to_end(&mut answer);
            search("an answer", &answer, &[]);
        }
    }
    server.kill().unwrap();
    let mut told = lines.map(Result::unwrap).collect::<Vec<_>>().join("\n");
    server
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut told)
        .unwrap();
    server.wait().unwrap();
    search("what `serve` says", told.as_bytes(), &[]);
}

/// A marked value is found wherever it is planted, or all of this proves nothing.
#[test]
fn the_search_finds_what_is_planted() {
    for mark in MARKED {
        let found = |what: &str, bytes: &[u8]| {
            std::panic::catch_unwind(|| search(what, bytes, &[])).is_err()
        };
        assert!(found("a file", format!("a,{mark},b").as_bytes()));
        assert!(found(&format!("/tmp/{mark}.csv"), b""));
        assert!(!found("a file", b"nothing of anybody"));
    }
}

fn check_every_parquet(release: &Path) {
    let files = files_beside(release, &[]);
    let parquet = files
        .iter()
        .filter(|file| file.extension().is_some_and(|it| it == "parquet"));
    let mut checked = 0;
    for file in parquet {
        check_parquet(file);
        checked += 1;
    }
    assert!(checked >= 3, "{files:?}");
}

/// Nothing is in a file but what its rows say: a dictionary has no value that no row has, and the
/// least and greatest of a column are those of its rows.
fn check_parquet(path: &Path) {
    let reader = SerializedFileReader::new(File::open(path).unwrap()).unwrap();
    let told = format!("{:?}", reader.metadata());
    search(&text(path), told.as_bytes(), &[]);
    for (group, metadata) in reader.metadata().row_groups().iter().enumerate() {
        let rows = reader.get_row_group(group).unwrap();
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for row in rows.get_row_iter(None).unwrap() {
            for (name, cell) in row.unwrap().get_column_iter() {
                let cell = cell.to_string();
                search(&format!("{} {name}", path.display()), cell.as_bytes(), &[]);
                let known = values.entry(name.clone()).or_default();
                if cell != "null" {
                    known.insert(cell);
                }
            }
        }
        for (index, column) in metadata.columns().iter().enumerate() {
            // A list's own column is not one of its rows' cells.
            let name = column.column_path().string();
            let Some(values) = values.get(&name) else {
                continue;
            };
            let told = format!("{} {name}", path.display());
            let mut pages = rows.get_column_page_reader(index).unwrap();
            while let Some(page) = pages.get_next_page().unwrap() {
                if let Page::DictionaryPage { num_values, .. } = page {
                    assert_eq!(num_values as usize, values.len(), "{told}");
                }
            }
            if let Some(Statistics::Int32(statistics)) = column.statistics()
                && ["numerator", "denominator"].contains(&name.as_str())
            {
                let ends = [statistics.min_opt(), statistics.max_opt()];
                for end in ends.into_iter().flatten() {
                    assert!(values.contains(&end.to_string()), "{told}: {end}");
                    assert!(*end == 0 || *end >= 10, "{told}: {end}");
                }
            }
        }
    }
}
