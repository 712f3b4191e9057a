//! Groups of one place's people: by their values, and beside everybody else.

use Published::NoPeople;
use measures::breakdown::Breakdown;

use super::*;

pub(super) fn groups_situations() -> Vec<Situation> {
    let row =
        |title: &str, claim: Claim, breakdown: Breakdown, values: &[(&str, Published<Figure>)]| {
            let values: Vec<GroupValue> = values
                .iter()
                .map(|(group, figure)| GroupValue {
                    group,
                    figure: *figure,
                })
                .collect();
            Situation::new(
                title,
                claim,
                groups(&SEVERAL, "Southwark", breakdown, &values),
            )
        };
    let at = |people: u32| of(&SEVERAL, people, 1000);
    vec![
        row(
            "age",
            Claim::Made,
            Breakdown::AgeBand,
            &[("18-34", at(20)), ("75-84", at(400)), ("85+", at(410))],
        ),
        row(
            "equal",
            Claim::None,
            Breakdown::Sex,
            &[("male", at(300)), ("female", at(300))],
        ),
        row(
            "nobody and everybody",
            Claim::Made,
            Breakdown::Sex,
            &[("male", at(0)), ("female", at(1000))],
        ),
        row(
            "not known is left out",
            Claim::None,
            Breakdown::EthnicGroup,
            &[
                ("White", at(300)),
                ("Black", at(310)),
                ("Not known", at(20)),
            ],
        ),
        row(
            "fifths",
            Claim::Made,
            Breakdown::ImdQuintile,
            &[
                ("1", at(400)),
                ("2", NoPeople),
                ("5", at(200)),
                ("not known", Withheld),
            ],
        ),
        row(
            "one group",
            Claim::None,
            Breakdown::Sex,
            &[("male", Withheld), ("female", at(300))],
        ),
        row(
            "none",
            Claim::None,
            Breakdown::Sex,
            &[("male", Withheld), ("female", Withheld)],
        ),
        row(
            "nobody can be in them",
            Claim::None,
            Breakdown::ImdQuintile,
            &[("1", NoPeople), ("5", NoPeople)],
        ),
    ]
}

pub(super) fn between_groups_situations() -> Vec<Situation> {
    let row = |title: &str, claim: Claim, subject: &Subject, breakdown, widest, disparity| {
        let words = between_groups(
            subject,
            &BetweenGroups {
                place: "Southwark",
                breakdown,
                widest,
                index_of_disparity: disparity,
            },
        );
        Situation::new(title, claim, words)
    };
    let widest = |group, difference: Published<Between>| {
        difference.map(|difference| Widest { group, difference })
    };
    let ethnic_group = Breakdown::EthnicGroup;
    vec![
        row(
            "one clearly higher",
            Claim::Made,
            &PLAN,
            ethnic_group,
            widest("Black", between(0.108, 0.049, 0.167)),
            Shown(0.1595),
        ),
        row(
            "one clearly lower",
            Claim::Made,
            &SEVERAL,
            Breakdown::AgeBand,
            widest("18-34", between(-0.2, -0.22, -0.18)),
            Shown(1.2),
        ),
        row(
            "none clear",
            Claim::None,
            &PLAN,
            Breakdown::Sex,
            widest("female", between(0.01, -0.02, 0.04)),
            Shown(0.0),
        ),
        row(
            "rates",
            Claim::Made,
            &VISITS,
            ethnic_group,
            widest("Asian", between(45.0, 10.0, 80.0)),
            NotCalculable,
        ),
        row(
            "withheld",
            Claim::None,
            &PLAN,
            ethnic_group,
            Withheld,
            Withheld,
        ),
        row(
            "one group",
            Claim::None,
            &PLAN,
            ethnic_group,
            NotCalculable,
            NotCalculable,
        ),
        row(
            "no people",
            Claim::None,
            &PLAN,
            ethnic_group,
            NoPeople,
            NoPeople,
        ),
    ]
}
