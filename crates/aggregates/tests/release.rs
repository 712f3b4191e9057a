//! A release small enough to check by hand, from exact counts to what a reader sees.
#![cfg(test)]

use std::collections::BTreeMap;

use aggregates::{decode, downloads, encode};
use disclosure::exact::{Exact, ExactCell};
use disclosure::policy::Policy;
use disclosure::protected::{Protected, protect};
use measures::area::Area;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::Measure;
use measures::published::Published;

/// One measure of adults in two neighbourhoods, everybody in one group.
fn catalogue() -> Catalogue {
    let measure: Measure = toml::from_str(
        "key = 'identified'\n\
         title = '=Identified'\n\
         question = 'How many people are known to the team?'\n\
         family = 'coordination'\n\
         population = 'adults'\n\
         direction = 'higher_is_better'\n\
         unit = 'percent'\n\
         caveat = 'Made up, to be counted by hand.'\n\
         neighbourhood_breakdowns = ['all']\n\
         whole_breakdowns = ['all']\n\
         event_ever = 'identified'\n",
    )
    .unwrap();
    let area = |code: &str, name: &str| Area {
        code: code.to_owned(),
        name: name.to_owned(),
    };
    Catalogue {
        whole: area("W", "Whole"),
        neighbourhoods: vec![area("N1", "North"), area("N2", "South, mostly")],
        minimum_age: 18,
        conditions: Vec::new(),
        measures: vec![measure],
        periods: vec!["2026-06-30".parse().unwrap()],
        impossible_groups: Vec::new(),
        small_areas: BTreeMap::new(),
    }
}

/// Three of 60 in the north, 20 of 41 in the south.
fn protected(catalogue: &Catalogue) -> Protected {
    let mut exact = Exact::new(catalogue);
    for (index, place) in catalogue.counted_places().iter().enumerate() {
        // Whatever else people are, here they are all in the first group of it.
        if place.group == 0 {
            let (numerator, denominator) = [(3, 60), (20, 41), (23, 101)][place.area.0];
            exact.cells_mut(0, 0)[index] = ExactCell {
                numerator,
                denominator,
                people_with_event: numerator,
            };
        }
    }
    protect(catalogue, &Policy::default(), &exact).unwrap()
}

#[test]
fn three_people_are_withheld_and_the_rest_is_rounded() {
    let catalogue = catalogue();
    let bytes = encode::estimates(&catalogue, &protected(&catalogue)).unwrap();
    let rows: Vec<_> = decode::estimates(&bytes, &catalogue)
        .unwrap()
        .iter()
        .map(|row| {
            let code = catalogue.area(row.place.area).code.clone();
            (code, row.place.breakdown, row.numerator, row.denominator)
        })
        .collect();
    let row = |code: &str, numerator, denominator| {
        let denominator = Published::Shown(denominator);
        (code.to_owned(), Breakdown::All, numerator, denominator)
    };
    assert_eq!(
        rows,
        [
            row("N1", Published::Withheld, 60),
            row("N2", Published::Shown(20), 40),
            row("W", Published::Shown(25), 100),
        ]
    );
}

#[test]
fn a_download_says_everything_in_words_and_harmlessly() {
    let catalogue = catalogue();
    let files = downloads::downloads(&catalogue, &protected(&catalogue)).unwrap();
    let names: Vec<(&str, u64)> = files
        .iter()
        .map(|file| (file.name.as_str(), file.rows))
        .collect();
    assert_eq!(
        names,
        [
            ("downloads/coordination.csv", 3),
            ("downloads/coordination.parquet", 3)
        ]
    );
    let text = String::from_utf8(files[0].bytes.clone()).unwrap();
    assert_eq!(
        text,
        "measure,measure_title,period_end,area,area_name,breakdown,group,numerator,denominator,\
         status,denominator_status,unit,value,lower_95,upper_95,lower_998,upper_998,value_status,\
         standardised_value,standardised_lower_95,standardised_upper_95,dispersion,\
         partnership_value,comparison\n\
         identified,'=Identified,2026-06-30,N1,North,all,all,withheld,60,withheld,shown,percent,\
         withheld,withheld,withheld,withheld,withheld,withheld,withheld,withheld,withheld,,25,\
         not_compared\n\
         identified,'=Identified,2026-06-30,N2,\"South, mostly\",all,all,20,40,shown,shown,percent,\
         50,35.19952693,64.80047307,28.04965563,71.95034437,shown,not_calculable,not_calculable,\
         not_calculable,,25,much_better\n\
         identified,'=Identified,2026-06-30,W,Whole,all,all,25,100,shown,shown,percent,25,\
         17.54521136,34.30446355,14.21028195,40.14826492,shown,not_calculable,not_calculable,\
         not_calculable,,not_compared,not_compared\n"
    );
}

#[test]
fn a_measure_without_fifths_has_no_gaps() {
    let catalogue = catalogue();
    let bytes = encode::gaps(&catalogue, &protected(&catalogue)).unwrap();
    assert_eq!(decode::gaps(&bytes, &catalogue), Ok(Vec::new()));
}
