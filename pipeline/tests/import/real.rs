//! Real files that are no part of the project, and the program run on them; and the small
//! sources that tests make themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use pipeline::cli::Cli;
use pipeline::definitions::EMBEDDED;
use tempfile::TempDir;

/// The folder of real files beside the repository, if it is there.
pub(crate) fn real_data() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/real-data");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: no real data here");
    None
}

/// Runs the program in process; gives what it says on stdout.
#[track_caller]
pub(crate) fn outcomes(arguments: &[&str]) -> String {
    let cli = Cli::parse_from(["outcomes", "--quiet"].iter().chain(arguments));
    let mut stdout = Vec::new();
    pipeline::cli::run(cli, &mut stdout).unwrap();
    String::from_utf8(stdout).unwrap()
}

/// The rows of a CSV file by column name.
pub(crate) fn table(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// A partnership of everybody, whatever their age, in Southwark's 2021 small areas: its middle
/// layer areas in nine groups, the Index of Multiple Deprivation of 2025, and the conditions that
/// general practices keep registers of.
pub(crate) fn write_config(real: &Path, config: &Path) {
    fs::create_dir_all(config).unwrap();
    for (name, text) in EMBEDDED {
        if name == "measures.toml" {
            fs::write(config.join(name), text).unwrap();
        }
    }
    fs::write(
        config.join("partnership.toml"),
        "code = \"SOUTHWARK\"\nname = \"Southwark\"\nminimum_age = 0\n",
    )
    .unwrap();
    let southwark: Vec<_> = table(&real.join("geography/lsoa21_msoa21_lad22_london.csv"))
        .into_iter()
        .filter(|row| row["LAD22NM"] == "Southwark")
        .collect();
    assert_eq!(southwark.len(), 173);
    let middle: BTreeSet<&str> = southwark
        .iter()
        .map(|row| row["MSOA21CD"].as_str())
        .collect();
    let middle: Vec<&str> = middle.into_iter().collect();
    let mut areas = csv::Writer::from_path(config.join("neighbourhoods.csv")).unwrap();
    areas
        .write_record([
            "LSOA_2021_CODE",
            "LSOA_2021_NAME",
            "NEIGHBOURHOOD_CODE",
            "NEIGHBOURHOOD_NAME",
            "START_DATE",
        ])
        .unwrap();
    for row in &southwark {
        let place = middle
            .iter()
            .position(|code| *code == row["MSOA21CD"])
            .unwrap();
        let number = place * 9 / middle.len() + 1;
        let (code, name) = (format!("N{number}"), format!("Neighbourhood {number}"));
        let values = [
            &row["LSOA21CD"],
            &row["LSOA21NM"],
            &code,
            &name,
            "2001-01-01",
        ];
        areas.write_record(values).unwrap();
    }
    let ours: BTreeSet<&str> = southwark
        .iter()
        .map(|row| row["LSOA21CD"].as_str())
        .collect();
    let mut deprivation = csv::Writer::from_path(config.join("deprivation.csv")).unwrap();
    deprivation
        .write_record(["lsoa21_code", "imd_decile", "imd_year", "imd_rank"])
        .unwrap();
    for row in table(&real.join("geography/imd2025_lsoa21_london.csv")) {
        if ours.contains(row["lsoa21_code"].as_str()) {
            let values = [
                &row["lsoa21_code"],
                &row["IMD_decile"],
                "2025",
                &row["IMD_rank"],
            ];
            deprivation.write_record(values).unwrap();
        }
    }
    let registers: Vec<_> = table(&real.join("mappings/synthea_snomed_to_ltc_PROPOSED.csv"))
        .into_iter()
        .filter(|row| row["status"] == "register")
        .collect();
    let mut codelist = csv::Writer::from_path(config.join("codelist.csv")).unwrap();
    codelist
        .write_record(["code_system", "code", "condition"])
        .unwrap();
    for row in &registers {
        codelist
            .write_record(["snomed", &row["snomed_code"], &row["proposed_register"]])
            .unwrap();
    }
    let keys: BTreeSet<&str> = registers
        .iter()
        .map(|row| &*row["proposed_register"])
        .collect();
    let mut conditions = csv::Writer::from_path(config.join("conditions.csv")).unwrap();
    conditions
        .write_record(["condition", "name", "body_system", "kind"])
        .unwrap();
    for key in keys {
        let kind = if matches!(key, "DEP" | "DEM" | "ADHD") {
            "mental"
        } else {
            "physical"
        };
        conditions.write_record([key, key, "some", kind]).unwrap();
    }
}

/// An export as an extract, counted at its only snapshot.
pub(crate) struct Imported {
    _place: TempDir,
    pub(crate) extract: PathBuf,
    pub(crate) said: String,
    counts: Vec<BTreeMap<String, String>>,
}

/// Imports a folder into Southwark, with areas made up, and counts it as of a day.
pub(crate) fn imported(real: &Path, format: &str, from: &Path, as_of: Option<&str>) -> Imported {
    let place = TempDir::new().unwrap();
    let (config, extract) = (place.path().join("config"), place.path().join("extract"));
    write_config(real, &config);
    let said = import(format, from, &config, &extract, &["--assign-areas"]);
    let counts = place.path().join("counts.csv");
    let mut arguments = vec!["count", "--quarters", "1"];
    arguments.extend(["--extract", text(&extract), "--out", text(&counts)]);
    if let Some(day) = as_of {
        arguments.extend(["--as-of", day]);
    }
    outcomes(&arguments);
    Imported {
        counts: table(&counts),
        _place: place,
        extract,
        said,
    }
}

/// Runs an import; gives what it says.
#[track_caller]
pub(crate) fn import(
    format: &str,
    from: &Path,
    config: &Path,
    out: &Path,
    more: &[&str],
) -> String {
    let mut arguments = vec!["import", format, "--from", text(from)];
    arguments.extend(["--config", text(config), "--out", text(out)]);
    arguments.extend(more);
    outcomes(&arguments)
}

pub(crate) fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// The built-in config in a folder, its map as early as any test needs it.
pub(crate) fn write_default_config(config: &Path) {
    fs::create_dir(config).unwrap();
    for (name, text) in EMBEDDED {
        fs::write(config.join(name), text.replace("2021-04-01", "2001-04-01")).unwrap();
    }
}

/// Some files of an extract, one after the other.
pub(crate) fn files(extract: &Path, names: &[&str]) -> String {
    let read = |name: &&str| fs::read_to_string(extract.join(name)).unwrap();
    names.iter().map(read).collect::<Vec<_>>().join("\n")
}

impl Imported {
    /// People of the whole with at least 1, 2 and 3 conditions, after everybody.
    pub(crate) fn burden(&self) -> [u64; 4] {
        let cell = |measure: &str, column: &str| -> u64 {
            self.counts
                .iter()
                .find(|row| {
                    row["measure"] == measure
                        && row["area"] == "SOUTHWARK"
                        && row["breakdown"] == "all"
                })
                .map_or(0, |row| row[column].parse().unwrap())
        };
        [
            cell("ltc_1_plus", "denominator"),
            cell("ltc_1_plus", "numerator"),
            cell("ltc_2_plus", "numerator"),
            cell("ltc_3_plus", "numerator"),
        ]
    }

    /// How many rows of a file the import's report names with a problem.
    pub(crate) fn problems(&self, file: &str, problem: &str) -> usize {
        let reported = self.reported();
        let mut rows = reported.iter();
        rows.by_ref()
            .filter(|(found, _, reason)| found == file && reason == problem)
            .count()
    }

    /// Rows that the count set aside for a reason.
    pub(crate) fn set_aside(&self, reason: &str) -> usize {
        let list = self.extract.join("rejects.csv");
        let rows = if list.exists() {
            table(&list)
        } else {
            Vec::new()
        };
        rows.iter().filter(|row| row["reason"] == reason).count()
    }

    /// Rows of the import's report with a line, as file, line and the first word of the problem.
    pub(crate) fn reported(&self) -> BTreeSet<(String, String, String)> {
        table(&self.extract.join("import-report.csv"))
            .into_iter()
            .filter(|row| !row["line"].is_empty())
            .map(|row| {
                let reason = row["problem"].split(':').next().unwrap().to_owned();
                (row["file"].clone(), row["line"].clone(), reason)
            })
            .collect()
    }
}
