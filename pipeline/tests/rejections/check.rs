//! What `outcomes check` asks of an extract that looks right row by row.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{outcomes, text};

/// Four years of one small town: 300 people, some of whom leave, with one admission each quarter
/// for every three of them.
struct Town {
    leaves: bool,
    events_from: Option<&'static str>,
    /// A quarter whose events are not sent.
    silent: Option<(u32, u32)>,
}

impl Town {
    fn write(&self, extract: &Path) {
        let mut person = "person_id,birth_date,ethnic_category,lsoa21_code,\
                          registration_start_date,registration_end_date\n"
            .to_owned();
        let mut event = "person_id,event_type,event_date\n".to_owned();
        let mut condition = "person_id,code_system,code,diagnosis_date,resolved_date\n".to_owned();
        for number in 0..300_u32 {
            let end = if self.leaves && number % 10 == 0 {
                "2026-03-01"
            } else {
                ""
            };
            let ethnicity = if number % 4 == 0 { "Z" } else { "A" };
            let area = number % 2 + 1;
            writeln!(
                person,
                "P{number},1950-02,{ethnicity},E01X0000{area},2001-04-01,{end}"
            )
            .unwrap();
            if number % 5 == 0 {
                let since = format!("{}-0{}-01", 2010 + number % 7, 1 + number % 9);
                writeln!(condition, "P{number},condition,hypertension,{since},").unwrap();
            }
            for year in 2022..=2025 {
                for quarter in 0..4 {
                    if number % 3 == 0 && self.silent != Some((year, quarter)) {
                        let month = 3 * quarter + number % 2 + 1;
                        let day = format!("{year}-{month:02}-10");
                        writeln!(event, "P{number},emergency_admission,{day}").unwrap();
                    }
                }
            }
        }
        let from = self
            .events_from
            .map_or(String::new(), |day| format!("events_from = {day}\n"));
        let settings = format!(
            "source = \"A town\"\nextracted_on = 2026-06-30\n\
             national_data_opt_out = \"not_applicable\"\n{from}"
        );
        let files = [
            ("person.csv", person),
            ("condition.csv", condition),
            ("event.csv", event),
            ("extract.toml", settings),
        ];
        for (name, file) in files {
            fs::write(extract.join(name), file).unwrap();
        }
    }

    /// The section of the report with this heading, for the eight quarters up to the end of 2025.
    fn section(&self, heading: &str, more: &[&str]) -> String {
        let extract = tempfile::tempdir().unwrap();
        self.write(extract.path());
        let mut arguments = vec!["check", "--quiet", "--extract", text(extract.path())];
        arguments.extend(["--as-of", "2026-06-30", "--quarters", "8"]);
        arguments.extend(more);
        let output = outcomes(&arguments);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let report = String::from_utf8(output.stdout).unwrap();
        let mut sections = report.split("\n\n");
        let found = sections.find(|section| section.starts_with(heading));
        found.unwrap_or_default().to_owned()
    }
}

const USUAL: Town = Town {
    leaves: true,
    events_from: None,
    silent: None,
};

#[test]
fn a_plausible_town_raises_only_what_is_true_of_it() {
    // Its events end with 2025, and somebody should ask why.
    let headings = [
        "Worth a look first",
        "What is known by neighbourhood",
        "Dates by month",
        "People",
    ];
    let sections = headings.map(|heading| USUAL.section(heading, &[]));
    insta::assert_snapshot!(sections.join("\n\n"));
}

#[test]
fn an_extract_of_todays_patients_is_noticed() {
    let town = Town {
        leaves: false,
        ..USUAL
    };
    insta::assert_snapshot!(town.section("Worth a look first", &[]));
}

#[test]
fn windows_before_the_records_and_leaps_are_noticed() {
    let town = Town {
        events_from: Some("2024-07-01"),
        silent: Some((2025, 1)),
        ..USUAL
    };
    insta::assert_snapshot!(town.section("Worth a look first", &[]));
}

#[test]
fn registers_of_practices_stand_beside_the_extract() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("PREVALENCE.csv");
    let registers = "PRACTICE_CODE,GROUP_CODE,REGISTER,PRACTICE_LIST_SIZE\n\
                     G1,HYP,150,1000\nG2,HYP,250,1000\nG1,AST,60,1000\nG1,XYZ,1,1000\n";
    fs::write(&file, registers).unwrap();
    let section = USUAL.section("Beside the registers", &["--qof", text(&file)]);
    insta::assert_snapshot!(section);
}
