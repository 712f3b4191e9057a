//! What counting decides besides the counts themselves, and where the file may go.

use std::fs;
use std::path::Path;

use disclosure::exact::{Exact, ExactFigures};
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::period::{Quarter, days_since_epoch};

use super::{Detail, Question, ToCount, check_destination, table, write_in_place};
use crate::definitions::Definitions;
use crate::definitions::tests::read;
use crate::exit::OUTPUT_NOT_WRITTEN;
use crate::ingest::KeepFacts as _;
use crate::tables::{EventFact, Keep as _, NEVER, People, Tables};
use crate::threads::Threads;

fn day(text: &str) -> i32 {
    days_since_epoch(text.parse().unwrap())
}

/// Adults who have always lived where they live: so many in each small area.
fn people_living(numbers: &[usize]) -> Tables {
    let mut people = People::default();
    for (small_area, number) in (0..).zip(numbers) {
        for _ in 0..*number {
            people.birth.push(day("1970-01-01"));
            people.registered_from.push(day("1970-01-01"));
            people.registered_to.push(NEVER);
            people.died.push(NEVER);
            people.sex.push(1);
            people.ethnic_group.push(2);
            people.small_area.push(small_area);
        }
    }
    Tables {
        people,
        ..Tables::default()
    }
}

fn count(
    definitions: &Definitions,
    tables: &Tables,
    quarters: u16,
    complete_from: (Option<&str>, Option<&str>),
) -> (Catalogue, Exact) {
    let last: Quarter = "2024-12-31".parse().unwrap();
    ToCount {
        definitions,
        geography: &definitions.geography(last.last_day()).unwrap(),
        periods: &last.series(quarters),
        tables,
        events_from: complete_from.0.map(|day| day.parse().unwrap()),
        surveys_from: complete_from.1.map(|day| day.parse().unwrap()),
        threads: 1,
    }
    .count()
}

#[track_caller]
fn check_calculable(key: &str, complete_from: (Option<&str>, Option<&str>), expected: &str) {
    let measure = |key: &str, population: &str, rule: &str| {
        format!(
            "[[measure]]\nkey = '{key}'\nfamily = 'outcome'\npopulation = '{population}'\n\
             direction = 'neutral'\n{rule}\n"
        )
    };
    let measures = [
        measure("ever", "adults", "event_ever = 'met'"),
        measure(
            "year",
            "adults",
            "event_within = { type = 'met', months = 12 }",
        ),
        measure(
            "quarter",
            "adults",
            "event_rate = { type = 'met', months = 3, per = 100 }",
        ),
        measure(
            "said",
            "adults",
            "survey_at_least = { question = 'q', months = 6, response = 4 }",
        ),
        measure("both", "adults", "all_of = ['ever', 'year']"),
        measure("of_year", "year", "event_ever = 'met'"),
    ]
    .concat();
    let definitions = read(&[("measures.toml", &measures)]).unwrap();
    let (catalogue, exact) = count(&definitions, &people_living(&[1]), 4, complete_from);
    let place = catalogue.measure_index(key).unwrap();
    let found: String = (0..4)
        .map(|period| {
            if exact.is_calculable(place, period) {
                '+'
            } else {
                '-'
            }
        })
        .collect();
    assert_eq!(found, expected, "{key} {complete_from:?}");
}

#[test]
fn a_window_that_starts_before_the_records_is_not_calculable() {
    let events = |day| (Some(day), None);
    let surveys = |day| (None, Some(day));
    check_calculable("year", (None, None), "++++");
    check_calculable("year", events("2023-04-01"), "++++");
    check_calculable("year", events("2023-04-02"), "-+++");
    check_calculable("year", events("2024-02-01"), "----");
    check_calculable("quarter", events("2024-02-01"), "-+++");
    check_calculable("year", surveys("2024-02-01"), "++++");
    check_calculable("said", surveys("2024-01-01"), "-+++");
    check_calculable("said", events("2024-06-01"), "++++");
    // A measure is no better than those it is made of, or whose people it is about.
    check_calculable("both", events("2023-04-02"), "-+++");
    check_calculable("of_year", events("2023-04-02"), "-+++");
    // What has been recorded so far is known however late recording began.
    check_calculable("ever", events("2024-12-01"), "++++");
    check_calculable("condition_asthma", events("2024-12-01"), "++++");
}

#[test]
fn what_cannot_be_calculated_has_no_figure_either() {
    let measures = "[[measure]]\nkey = 'rate'\nfamily = 'outcome'\npopulation = 'adults'\n\
                    direction = 'neutral'\n\
                    event_rate = { type = 'met', months = 3, per = 100 }\n";
    let definitions = read(&[("measures.toml", measures)]).unwrap();
    // Eight women and seven men met once, and one of the men three times more.
    let mut tables = people_living(&[15]);
    tables.people.sex[8..].fill(0);
    for person in (0..15).chain([14, 14, 14]) {
        for day in ["2024-08-01", "2024-11-01"] {
            tables.events.push(EventFact {
                person,
                event_type: 0,
                day: self::day(day),
            });
        }
    }
    let last: Quarter = "2024-12-31".parse().unwrap();
    let (catalogue, exact) = ToCount {
        definitions: &definitions,
        geography: &definitions.geography(last.last_day()).unwrap(),
        periods: &last.series(3),
        tables: &tables,
        events_from: Some("2024-10-01".parse().unwrap()),
        surveys_from: None,
        threads: 1,
    }
    .count_with_figures();
    let rate = catalogue.measure_index("rate").unwrap();
    assert_eq!(exact.figures(rate, 0, 0), ExactFigures::default());
    assert_eq!(exact.figures(rate, 1, 0), ExactFigures::default());
    let last = exact.figures(rate, 2, 0);
    // 14 people with one event and one with four.
    let dispersion = last.dispersion.unwrap().value();
    assert!((dispersion - 30.0 / 18.0).abs() < 1e-15, "{dispersion}");
    // Nobody is of another age, so each sex's figure has half of all weight.
    let value = last.standardised.unwrap().value();
    assert!(
        (value - f64::midpoint(1.0, 10.0 / 7.0)).abs() < 1e-14,
        "{value}"
    );
}

#[test]
fn facts_that_do_not_fit_are_read_again_and_counted_the_same() {
    let measures = "[[measure]]\nkey = 'met'\nfamily = 'outcome'\npopulation = 'adults'\n\
                    direction = 'neutral'\nevent_ever = 'met'\n";
    let definitions = read(&[("measures.toml", measures)]).unwrap();
    let mut tables = people_living(&[30_000]);
    for person in (0..30_000).filter(|person| person % 3 > 0) {
        tables.events.push(EventFact {
            person,
            event_type: 0,
            day: day("2024-01-01") + i32::try_from(person % 300).unwrap(),
        });
    }
    let last: Quarter = "2024-12-31".parse().unwrap();
    let periods = last.series(3);
    let geography = definitions.geography(last.last_day()).unwrap();
    let question = Question {
        definitions: &definitions,
        geography: &geography,
        periods: &periods,
        events_from: None,
        surveys_from: None,
        threads: &Threads::new(2),
        detail: Detail::Counts,
    };
    let count = |room: usize| {
        let (counting, lives) = question.seat(&tables.people);
        let mut counts = counting.nobody();
        let (mut pass, mut passes) = (counting.pass(room), 0);
        loop {
            let mut kept = counting.blocks(&pass);
            for piece in tables.events.chunks(1000) {
                let mut of_piece = counting.blocks(&pass);
                for fact in piece {
                    let person = lives.get(fact.person).unwrap().number;
                    of_piece.keep(EventFact { person, ..*fact });
                }
                kept.append(of_piece);
            }
            counting.fold(kept, &mut counts);
            passes += 1;
            match pass.next() {
                Some(next) => pass = next,
                None => return (passes, counting.finish(&counts)),
            }
        }
    };
    let (passes, expected) = count(usize::MAX);
    assert_eq!(passes, 1);
    // The 30,000 sit in four blocks of 8,192, of each of whose people two in three have an event.
    for (room, expected_passes) in [
        (0, 4),
        (70_000, 2),
        (110_000, 2),
        (119_999, 2),
        (120_000, 1),
    ] {
        let (passes, found) = count(room);
        assert_eq!(passes, expected_passes, "{room}");
        assert!(found == expected, "{room}");
    }
}

/// Four small areas of two neighbourhoods; the last one's deprivation is not known.
fn four_small_areas() -> Definitions {
    read(&[
        (
            "neighbourhoods.csv",
            "LSOA_2021_CODE,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE\n\
             L1,N1,North,2020-01-01\nL2,N1,North,2020-01-01\nL3,N2,South,2020-01-01\n\
             L4,N2,South,2020-01-01\n",
        ),
        (
            "deprivation.csv",
            "lsoa21_code,imd_decile,imd_year\nL1,4,2025\nL2,2,2025\nL3,4,2025\n",
        ),
    ])
    .unwrap()
}

#[test]
fn local_fifths_hold_nearly_equal_numbers_of_people() {
    // In order of deprivation: L2 with 2 people, then L1 with 3 and L3 with 5, by code.
    // Their middle persons stand at 1, 3.5 and 7.5 of 10: fifths 1, 2 and 4.
    let tables = people_living(&[3, 2, 5, 4]);
    let (catalogue, exact) = count(&four_small_areas(), &tables, 1, (None, None));
    let found: Vec<String> = catalogue
        .counted_places()
        .iter()
        .zip(exact.cells(0, 0))
        .filter(|(place, cell)| {
            place.breakdown == Breakdown::ImdLocalQuintile && cell.denominator > 0
        })
        .map(|(place, cell)| {
            let group = &catalogue.groups(place.breakdown)[place.group];
            format!(
                "{} {group}: {}",
                catalogue.area(place.area).code,
                cell.denominator
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "N1 1: 2",
            "N1 2: 3",
            "N2 4: 5",
            "N2 not known: 4",
            "ALL 1: 2",
            "ALL 2: 3",
            "ALL 4: 5",
            "ALL not known: 4",
        ]
    );
}

#[test]
fn a_fifth_without_a_small_area_has_nobody() {
    let tables = people_living(&[3, 2, 5, 4]);
    let (catalogue, _) = count(&four_small_areas(), &tables, 1, (None, None));
    let possible: Vec<String> = catalogue
        .counted_places()
        .into_iter()
        .filter(|place| !catalogue.is_impossible(*place, 0))
        .map(|place| {
            let group = &catalogue.groups(place.breakdown)[place.group];
            format!(
                "{} {} {group}",
                catalogue.area(place.area).code,
                place.breakdown
            )
        })
        .filter(|place| place.contains("imd"))
        .collect();
    let expected = [
        "N1 imd_quintile 1",
        "N1 imd_quintile 2",
        "N1 imd_local_quintile 1",
        "N1 imd_local_quintile 2",
        "N2 imd_quintile 2",
        "N2 imd_quintile not known",
        "N2 imd_local_quintile 4",
        "N2 imd_local_quintile not known",
        "ALL imd_quintile 1",
        "ALL imd_quintile 2",
        "ALL imd_quintile not known",
        "ALL imd_local_quintile 1",
        "ALL imd_local_quintile 2",
        "ALL imd_local_quintile 4",
        "ALL imd_local_quintile not known",
    ];
    assert_eq!(possible[..expected.len()], expected);
    let crossed = &possible[expected.len()..];
    // Six ethnic groups, six age bands and three sexes, each with three fifths.
    assert_eq!(crossed.len(), (6 + 6 + 3) * 3);
    assert_eq!(crossed[0], "ALL ethnic_group_by_imd_quintile White / 1");
    assert!(crossed.iter().all(|place| !place.ends_with("/ 5")));
}

#[test]
fn the_table_is_in_order_of_its_keys() {
    let definitions = read(&[]).unwrap();
    let (catalogue, exact) = count(&definitions, &people_living(&[3]), 2, (None, None));
    let mut file = Vec::new();
    let rows = table::write(&catalogue, &exact, &Threads::new(2), &mut file).unwrap();
    let text = String::from_utf8(file).unwrap();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("measure,snapshot,area,breakdown,group,numerator,denominator")
    );
    let lines: Vec<&str> = lines.collect();
    assert_eq!(lines.len() as u64, rows);
    assert!(lines.is_sorted());
    assert_eq!(
        lines[..10],
        [
            "condition_asthma,2024-09-30,ALL,age_band,50-64,0,3",
            "condition_asthma,2024-09-30,ALL,age_band_by_imd_quintile,50-64 / 1,0,3",
            "condition_asthma,2024-09-30,ALL,all,all,0,3",
            "condition_asthma,2024-09-30,ALL,ethnic_group,Asian,0,3",
            "condition_asthma,2024-09-30,ALL,ethnic_group_by_imd_quintile,Asian / 1,0,3",
            "condition_asthma,2024-09-30,ALL,imd_local_quintile,3,0,3",
            "condition_asthma,2024-09-30,ALL,imd_quintile,1,0,3",
            "condition_asthma,2024-09-30,ALL,sex,female,0,3",
            "condition_asthma,2024-09-30,ALL,sex_by_imd_quintile,female / 1,0,3",
            "condition_asthma,2024-09-30,N1,age_band,50-64,0,3",
        ]
    );
}

#[test]
fn exact_counts_never_stand_in_a_published_folder() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("counts.csv");
    check_destination(&file).unwrap();
    fs::write(folder.path().join("manifest.json"), "{}").unwrap();
    let failure = check_destination(&file).unwrap_err();
    assert_eq!(failure.code, OUTPUT_NOT_WRITTEN);
    let within = folder.path().join("downloads");
    fs::create_dir(&within).unwrap();
    let link = tempfile::tempdir().unwrap();
    let link = link.path().join("elsewhere");
    std::os::unix::fs::symlink(&within, &link).unwrap();
    for hidden in [within.join("counts.csv"), link.join("counts.csv")] {
        check_destination(&hidden).unwrap_err();
    }
    assert!(!file.exists());
    let failure = check_destination(Path::new("/nowhere/counts.csv")).unwrap_err();
    assert_eq!(failure.code, OUTPUT_NOT_WRITTEN);
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("counts.csv");
    fs::write(&file, "before").unwrap();
    let failure = write_in_place(&file, |half| -> std::io::Result<()> {
        std::io::Write::write_all(half, b"half")?;
        Err(std::io::Error::other("the disk is full"))
    })
    .unwrap_err();
    assert_eq!(failure.code, OUTPUT_NOT_WRITTEN);
    assert_eq!(fs::read_to_string(&file).unwrap(), "before");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
