//! House rules as tests: what depends on what, how files begin and end, who may name a colour.

#![cfg(test)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use whole::{files_below, root};

/// Longest a source file may be, its tests included: a file is one noun.
const MOST_LINES: usize = 500;

/// Which of our own crates each crate may use. Arrows point one way: what knows less is used by
/// what knows more, `app` and `pipeline` never meet, and nothing uses the tests.
const ARROWS: [(&str, &[&str]); 16] = [
    ("crates/measures", &[]),
    ("crates/disclosure", &["measures"]),
    ("crates/aggregates", &["measures", "disclosure"]),
    ("crates/wording", &["measures"]),
    ("crates/charts", &["measures", "wording"]),
    (
        "crates/exhibits",
        &["measures", "disclosure", "aggregates", "wording", "charts"],
    ),
    ("crates/workbook", &["exhibits"]),
    ("crates/changes", &["measures", "aggregates", "wording"]),
    (
        "crates/verification",
        &["measures", "disclosure", "aggregates", "wording"],
    ),
    (
        "pipeline",
        &[
            "measures",
            "disclosure",
            "aggregates",
            "wording",
            "charts",
            "exhibits",
            "workbook",
            "verification",
        ],
    ),
    (
        "app",
        &[
            "measures",
            "aggregates",
            "wording",
            "charts",
            "exhibits",
            "changes",
            "verification",
        ],
    ),
    ("modules/review", &["aggregates", "verification", "changes"]),
    ("modules/sheets", &["exhibits", "workbook"]),
    ("xtask", &[]),
    (
        "tests",
        &[
            "measures",
            "disclosure",
            "aggregates",
            "wording",
            "charts",
            "exhibits",
            "pipeline",
            "app",
        ],
    ),
    // Looks for bytes that break what the tests say of any bytes.
    ("fuzz", &[]),
];

/// Packages that only these crates may name among their dependencies.
const ONLY_IN: [(&str, &[&str]); 9] = [
    ("yew", &["app"]),
    ("web-sys", &["app"]),
    ("js-sys", &["app", "modules/review"]),
    ("gloo", &["app"]),
    ("plotters", &["crates/charts", "app"]),
    ("parquet", &["crates/aggregates", "pipeline"]),
    (
        "arrow",
        &["crates/aggregates", "crates/verification", "pipeline"],
    ),
    (
        "csv",
        &[
            "crates/measures",
            "crates/aggregates",
            "crates/verification",
            "pipeline",
            "tests",
        ],
    ),
    ("clap", &["pipeline", "xtask", "tests"]),
];

fn rust_files() -> Vec<PathBuf> {
    let files = files_below(&root(), "rs");
    assert!(files.len() > 50, "the walk finds the project's files");
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root())
        .unwrap_or(path)
        .display()
        .to_string()
}

/// The names of a crate's dependencies: those it is built with, and those of its tests.
fn dependencies(package: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let manifest: toml::Table = read(&root().join(package).join("Cargo.toml"))
        .parse()
        .unwrap();
    let (mut built, mut tested) = (BTreeSet::new(), BTreeSet::new());
    collect(&manifest, &mut built, &mut tested);
    for (_, target) in manifest
        .get("target")
        .and_then(toml::Value::as_table)
        .into_iter()
        .flatten()
    {
        collect(target.as_table().unwrap(), &mut built, &mut tested);
    }
    (built, tested)
}

fn collect(table: &toml::Table, built: &mut BTreeSet<String>, tested: &mut BTreeSet<String>) {
    let names = |section: &str| {
        let section = table.get(section).and_then(toml::Value::as_table);
        section
            .into_iter()
            .flat_map(|section| section.keys().cloned())
            .collect::<Vec<_>>()
    };
    built.extend(names("dependencies"));
    built.extend(names("build-dependencies"));
    tested.extend(names("dev-dependencies"));
}

#[test]
fn every_member_has_its_arrows_and_follows_them() {
    let workspace: toml::Table = read(&root().join("Cargo.toml")).parse().unwrap();
    let ours: BTreeSet<String> = workspace["workspace"]["dependencies"]
        .as_table()
        .unwrap()
        .iter()
        .filter(|(_, value)| value.get("path").is_some())
        .map(|(name, _)| name.clone())
        .collect();
    let members: BTreeSet<String> = files_below(&root(), "toml")
        .into_iter()
        .filter(|path| path.file_name().is_some_and(|name| name == "Cargo.toml"))
        .filter_map(|path| path.parent().map(shown))
        .filter(|folder| !folder.is_empty())
        .collect();
    let drawn: BTreeSet<String> = ARROWS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(members, drawn, "every member's arrows are drawn here");
    for (package, may_use) in ARROWS {
        let (built, _) = dependencies(package);
        for used in built.intersection(&ours) {
            assert!(
                may_use.contains(&used.as_str()),
                "{package} may not use {used}"
            );
        }
    }
}

#[test]
fn packages_stay_in_their_rooms() {
    for (package, _) in ARROWS {
        let (built, _) = dependencies(package);
        for (name, rooms) in ONLY_IN {
            let allowed = rooms.contains(&package);
            assert!(
                !built.contains(name) || allowed,
                "{package} may not use {name}"
            );
        }
    }
}

#[test]
fn every_dependency_says_why_it_is_here() {
    let manifest = read(&root().join("Cargo.toml"));
    let section = manifest.split("[workspace.dependencies]").nth(1).unwrap();
    let section = section.split("\n[").next().unwrap();
    for line in section
        .lines()
        .filter(|line| line.contains(" = ") && !line.starts_with('#'))
    {
        let ours = line.contains("path = ");
        assert!(ours || line.contains(" # "), "no reason: {line}");
    }
}

#[test]
fn a_file_is_one_noun_and_says_what_for() {
    for path in rust_files() {
        let text = read(&path);
        let lines = text.lines().count();
        assert!(lines <= MOST_LINES, "{}: {lines} lines", shown(&path));
        // What a compile-fail test shows is a fragment, not a module.
        let fragment = path
            .components()
            .any(|part| part.as_os_str() == "compile_fail");
        assert!(
            fragment || text.starts_with("//!"),
            "{}: begins without `//!`",
            shown(&path)
        );
    }
}

#[test]
fn no_unfinished_mark_is_left() {
    // Spelt in two parts, so that this file does not find itself.
    let marks = [
        ["TO", "DO"],
        ["FIX", "ME"],
        ["XX", "X:"],
        ["todo", "!("],
        ["unimplemented", "!("],
    ];
    for path in rust_files() {
        let text = read(&path);
        for mark in marks.map(|parts| parts.concat()) {
            assert!(!text.contains(&mark), "{}: {mark}", shown(&path));
        }
    }
}

/// Colours written as `#` and three or six hexadecimal digits.
fn colours(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (start, _) in text.match_indices('#') {
        let digits: String = text[start + 1..]
            .chars()
            .take_while(char::is_ascii_hexdigit)
            .collect();
        let after = text[start + 1 + digits.len()..].chars().next();
        let ends = after.is_none_or(|next| !next.is_alphanumeric() && next != '_' && next != '-');
        if (digits.len() == 3 || digits.len() == 6) && ends {
            found.insert(digits.to_ascii_uppercase());
        }
    }
    found
}

/// Colours written as `RGBColor(0x12, 0x43, 0x6D)`.
fn theme_colours(text: &str) -> BTreeSet<String> {
    text.split("RGBColor(0x")
        .skip(1)
        .filter_map(|after| after.split(')').next())
        .map(|parts| parts.replace(", 0x", "").to_ascii_uppercase())
        .collect()
}

#[test]
fn only_the_theme_names_colours_and_the_style_sheets_use_its() {
    let theme = theme_colours(&read(&root().join("crates/charts/src/theme.rs")));
    assert!(
        theme.len() > 10,
        "the theme names its colours as RGBColor(0x.., 0x.., 0x..)"
    );
    let sheets: Vec<PathBuf> = fs::read_dir(root().join("app/styles"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .collect();
    assert!(sheets.len() > 4, "the style sheets are in app/styles");
    for sheet in sheets {
        let text = read(&sheet);
        let colours = colours(&text);
        let strange: Vec<_> = colours.difference(&theme).collect();
        assert!(
            strange.is_empty(),
            "{}: not in the theme: {strange:?}",
            shown(&sheet)
        );
        assert!(
            text.lines().count() <= MOST_LINES,
            "{}: too long",
            shown(&sheet)
        );
    }
    for path in rust_files() {
        let name = shown(&path);
        let may = name == "crates/charts/src/theme.rs" || name.contains("/tests/");
        let in_tests = name.starts_with("tests/");
        // A number such as an issue's is not a colour; six digits with a letter are.
        let named: Vec<_> = colours(&read(&path))
            .into_iter()
            .filter(|c| c.len() == 6)
            .collect();
        assert!(
            may || in_tests || named.is_empty(),
            "{name} names {named:?}"
        );
    }
}

#[test]
fn every_measure_is_in_the_docs() {
    let measures: toml::Table = read(&root().join("pipeline/config/measures.toml"))
        .parse()
        .unwrap();
    let docs = read(&root().join("docs/measures.md"));
    let measures = measures["measure"].as_array().unwrap();
    assert!(measures.len() > 20);
    for measure in measures {
        let key = measure["key"].as_str().unwrap();
        assert!(
            docs.contains(&format!("`{key}`")),
            "docs/measures.md does not name `{key}`"
        );
        let phrase = measure["phrase"].as_str().unwrap();
        let row = docs.lines().any(|line| {
            line.starts_with(&format!("| `{key}` |")) && line.ends_with(&format!("| {phrase} |"))
        });
        assert!(row, "docs/measures.md does not say the phrase of `{key}`");
    }
}

#[test]
fn every_glossary_term_is_used() {
    let glossary = read(&root().join("GLOSSARY.md"));
    let terms: Vec<&str> = glossary
        .lines()
        .filter_map(|line| line.strip_prefix("| **"))
        .filter_map(|line| line.split("**").next())
        .collect();
    assert!(terms.len() > 20, "the glossary is a table of bold terms");
    let code: String = rust_files()
        .iter()
        .map(|path| read(path).to_lowercase())
        .collect();
    for term in terms {
        let words = term.to_lowercase();
        let as_name = words.replace([' ', '-'], "_");
        let as_type = words.replace([' ', '-'], "");
        let used = [&words, &as_name, &as_type]
            .into_iter()
            .any(|form| code.contains(form));
        assert!(used, "the code never says {term}");
    }
}
