//! The map on a day, and deprivation in each form that is read.

use super::{check, read};

#[test]
fn the_latest_row_that_has_started_holds() {
    let neighbourhoods = "LSOA_2021_CODE,NEIGHBOURHOOD_CODE,NEIGHBOURHOOD_NAME,START_DATE\n\
                          L2,N2,South,2020-01-01\nL1,N2,South,2024-01-01\nL1,N1,North,2020-01-01\n\
                          L3,N3,West,2026-01-01\n";
    let definitions = read(&[("neighbourhoods.csv", neighbourhoods)]).unwrap();
    let codes = |day: &str| {
        let geography = definitions.geography(day.parse().unwrap()).unwrap();
        geography
            .small_areas()
            .iter()
            .map(|area| {
                let neighbourhood = &geography.neighbourhoods()[area.neighbourhood.0];
                format!("{} {}", area.code, neighbourhood.code)
            })
            .collect::<Vec<String>>()
    };
    assert_eq!(codes("2023-12-31"), ["L1 N1", "L2 N2"]);
    assert_eq!(codes("2024-01-01"), ["L1 N2", "L2 N2"]);
    assert_eq!(codes("2026-01-01"), ["L1 N2", "L2 N2", "L3 N3"]);
    let geography = definitions
        .geography("2024-01-01".parse().unwrap())
        .unwrap();
    assert_eq!(geography.small_area("L2"), Some(1));
    assert_eq!(geography.small_area("L3"), None);
    assert_eq!(
        definitions
            .geography("2019-12-31".parse().unwrap())
            .unwrap_err()
            .to_string(),
        "neighbourhoods.csv: no small area belongs to a neighbourhood on 2019-12-31: expected a \
         START_DATE on or before that day"
    );
}

/// Decile and rank of L1 in a deprivation file.
#[track_caller]
fn check_deprivation(files: &[(&str, &str)], expected: (Option<u8>, Option<u32>)) {
    let definitions = read(files).unwrap();
    let geography = definitions
        .geography("2024-01-01".parse().unwrap())
        .unwrap();
    let area = &geography.small_areas()[0];
    assert_eq!((area.decile, area.rank), expected, "{files:?}");
}

#[test]
fn deprivation_is_read_as_published() {
    let own = "lsoa21_code,imd_decile,imd_year,imd_rank\nL1,3,2025,7000\n";
    let plain = "lsoa21_code,IMD_decile,Income_decile,IMD_rank,IMD_score\nL1,3,9,7000,8.7\n";
    let published = "LSOA code (2021),LSOA name (2021),\
                     Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived),\
                     Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)\n\
                     L1,One,\"7,000\",3\n";
    for text in [own, plain, published] {
        check_deprivation(&[("deprivation.csv", text)], (Some(3), Some(7000)));
    }
    check_deprivation(
        &[(
            "deprivation.csv",
            "lsoa21_code,imd_decile,imd_year\nL9,1,2025\n",
        )],
        (None, None),
    );
}

#[test]
fn areas_of_2011_are_carried_to_2021() {
    let of_2019 = "LSOA code (2011),Index of Multiple Deprivation (IMD) Rank,\
                   Index of Multiple Deprivation (IMD) Decile\nA,100,2\nB,201,5\n";
    let people = "LSOA code (2011),Index of Multiple Deprivation (IMD) Rank,\
                  Index of Multiple Deprivation (IMD) Decile,\
                  Total population: mid 2015 (excluding prisoners)\nA,100,2,1000\nB,201,5,1000\n";
    let more_in_b = &people.replace("5,1000", "5,3000");
    let merged = "LSOA11CD,LSOA21CD\nA,L1\nB,L1\nB,L2\n";
    let rows = [
        (of_2019, "LSOA11CD,LSOA21CD\nA,L1\n", (Some(2), Some(100))),
        // Where nobody counted the people, the more deprived part stands for both.
        (of_2019, merged, (Some(2), Some(100))),
        // Means of 3.5 and 150.5, then of 4.25 and 175.75.
        (people, merged, (Some(3), Some(150))),
        (more_in_b, merged, (Some(4), Some(176))),
        (of_2019, "LSOA11CD,LSOA21CD\nZ,L1\n", (None, None)),
    ];
    for (deprivation, lookup, expected) in rows {
        check_deprivation(
            &[
                ("deprivation.csv", deprivation),
                ("lsoa_lookup.csv", lookup),
            ],
            expected,
        );
    }
    check(
        "deprivation.csv",
        of_2019,
        "config/deprivation.csv:1: holds 2011 small areas: expected lsoa_lookup.csv with LSOA11CD \
         and LSOA21CD beside it",
    );
}

#[test]
fn tiles_have_a_place_of_their_own_each() {
    let head = "NEIGHBOURHOOD_CODE,column,row\n";
    let right = read(&[("tiles.csv", &format!("{head}N2,2,1\nN1,1,1\n"))]).unwrap();
    let places: Vec<(&str, u32, u32)> = right
        .tiles
        .iter()
        .map(|tile| (tile.code.as_str(), tile.column, tile.row))
        .collect();
    assert_eq!(places, [("N1", 1, 1), ("N2", 2, 1)]);
    assert!(read(&[]).unwrap().tiles.is_empty());
    let rows = [
        (
            "N1,1,1\nN9,2,1\n",
            ":3: `N9` is no neighbourhood of neighbourhoods.csv",
        ),
        (
            "N1,1,1\nN2,1,1\n",
            ":3: `N1` and `N2` both stand in column 1, row 1",
        ),
        ("N1,1,1\nN1,2,1\n", ":3: `N1` has two places"),
        (
            "N1,0,1\n",
            ":2: column `column`: expected a whole number from 1, found `0`",
        ),
        (
            "N1,1,top\n",
            ":2: column `row`: expected a whole number from 1, found `top`",
        ),
        ("N1,1,1\n", ": neighbourhood `N2` has no place"),
    ];
    for (text, expected) in rows {
        check(
            "tiles.csv",
            &format!("{head}{text}"),
            &format!("config/tiles.csv{expected}"),
        );
    }
}
