//! The gap by deprivation: of the ends, of several places, and over all fifths.

use Published::NoPeople;
use measures::breakdown::Breakdown;

use super::*;

struct Gaps {
    clear: Fifths<'static>,
    unclear: Fifths<'static>,
    at_odds: Fifths<'static>,
    reversed: Fifths<'static>,
    only_ratio: Fifths<'static>,
    withheld: Fifths<'static>,
    impossible: Fifths<'static>,
    nobody: Fifths<'static>,
}

fn gaps() -> Gaps {
    let (most, least) = (of(&PLAN, 250, 1000), of(&PLAN, 180, 1000));
    let gap = |place, difference, ratio| Fifths {
        place,
        most_deprived: most,
        least_deprived: least,
        difference,
        ratio,
    };
    let impossible = gap("Bermondsey", NotCalculable, NotCalculable);
    Gaps {
        clear: gap(
            "Peckham",
            between(-0.07, -0.106, -0.034),
            between(0.72, 0.6, 0.86),
        ),
        unclear: gap(
            "Dulwich",
            between(-0.03, -0.07, 0.01),
            between(0.9, 0.8, 1.02),
        ),
        at_odds: gap(
            "Nunhead",
            between(-0.03, -0.06, -0.001),
            between(0.9, 0.8, 1.001),
        ),
        reversed: gap("Walworth", between(0.05, 0.01, 0.09), NotCalculable),
        only_ratio: gap("Camberwell", NotCalculable, between(0.7, 0.6, 0.8)),
        withheld: Fifths {
            most_deprived: Withheld,
            ..gap("Rotherhithe", NotCalculable, NotCalculable)
        },
        impossible,
        nobody: Fifths {
            most_deprived: NoPeople,
            least_deprived: NoPeople,
            ..impossible
        },
    }
}

pub(super) fn fifths_situations() -> Vec<Situation> {
    let Gaps {
        clear,
        unclear,
        at_odds,
        reversed,
        only_ratio,
        withheld,
        impossible,
        nobody,
    } = gaps();
    let rates = Fifths {
        most_deprived: of(&VISITS, 400, 1000),
        least_deprived: of(&VISITS, 300, 1000),
        difference: between(-100.0, -150.0, -50.0),
        ratio: between(0.75, 0.64, 0.87),
        place: "Southwark",
    };
    let row =
        |title: &str, claim: Claim, gap: &Fifths| Situation::new(title, claim, fifths(&PLAN, gap));
    vec![
        row("clear", Claim::Made, &clear),
        row("not clear", Claim::None, &unclear),
        row("difference and ratio at odds", Claim::None, &at_odds),
        row("the other way round", Claim::Made, &reversed),
        row("only a ratio", Claim::Made, &only_ratio),
        row("withheld", Claim::None, &withheld),
        row("not calculable", Claim::None, &impossible),
        row("nobody", Claim::None, &nobody),
        Situation::new("rates", Claim::Made, fifths(&VISITS, &rates)),
    ]
}

pub(super) fn fifths_by_area_situations() -> Vec<Situation> {
    let Gaps {
        clear,
        unclear,
        at_odds,
        reversed,
        only_ratio,
        withheld,
        impossible,
        ..
    } = gaps();
    let row = |title: &str, claim: Claim, whole: Option<Fifths>, gaps: &[Fifths]| {
        let whole = whole.map(|whole| Fifths {
            place: PLAN.whole,
            ..whole
        });
        Situation::new(title, claim, fifths_by_area(&PLAN, whole.as_ref(), gaps))
    };
    let none = [unclear, at_odds];
    let one = [clear, unclear, withheld];
    let three = [clear, clear, clear, unclear];
    let opposite = [clear, unclear, reversed, withheld];
    vec![
        row(
            "whole clear, none clear",
            Claim::Made,
            Some(reversed),
            &none,
        ),
        row("whole clear, one clear", Claim::Made, Some(clear), &one),
        row("whole clear, three clear", Claim::Made, Some(clear), &three),
        row(
            "whole clear, all clear",
            Claim::Made,
            Some(clear),
            &[clear; 3],
        ),
        row(
            "whole clear, two opposite",
            Claim::Made,
            Some(clear),
            &opposite,
        ),
        row(
            "whole clear, one the other way",
            Claim::Made,
            Some(reversed),
            &one,
        ),
        row(
            "whole clear by its ratio alone",
            Claim::Made,
            Some(only_ratio),
            &none,
        ),
        row(
            "whole clear, none shown",
            Claim::Made,
            Some(clear),
            &[withheld],
        ),
        row(
            "whole not clear, one clear",
            Claim::Made,
            Some(unclear),
            &one,
        ),
        row(
            "whole not clear, none clear",
            Claim::None,
            Some(at_odds),
            &none,
        ),
        row(
            "whole not clear, none shown",
            Claim::None,
            Some(unclear),
            &[withheld],
        ),
        row(
            "whole not shown, none clear",
            Claim::None,
            Some(withheld),
            &none,
        ),
        row("whole not published, one clear", Claim::Made, None, &one),
        row(
            "forty, four clear",
            Claim::Made,
            None,
            &[&[clear; 4][..], &[unclear; 36]].concat(),
        ),
        row(
            "none shown",
            Claim::None,
            Some(withheld),
            &[withheld, impossible],
        ),
    ]
}

pub(super) fn slope_situations() -> Vec<Situation> {
    let row = |title: &str, claim: Claim, subject: &Subject, slope_index, relative| {
        let gradient = Gradient {
            place: "Southwark",
            fifths: Breakdown::ImdQuintile,
            slope: slope_index,
            relative,
            departs_from_a_line: title.contains("bent"),
        };
        Situation::new(title, claim, slope(subject, &gradient))
    };
    let down = (between(-0.15, -0.192, -0.107), between(0.54, 0.46, 0.65));
    let up = (between(0.15, 0.107, 0.192), between(1.84, 1.55, 2.18));
    let flat = (between(-0.01, -0.05, 0.03), between(0.97, 0.85, 1.1));
    let rates = (between(-97.0, -136.0, -60.0), between(0.44, 0.31, 0.6));
    vec![
        row(
            "less is better, more among the most",
            Claim::Made,
            &VISITS,
            rates.0,
            rates.1,
        ),
        row(
            "more is better, more among the most",
            Claim::Made,
            &PLAN,
            down.0,
            down.1,
        ),
        row(
            "more is better, more among the least",
            Claim::Made,
            &PLAN,
            up.0,
            up.1,
        ),
        row(
            "neutral, more among the most",
            Claim::Made,
            &SEVERAL,
            down.0,
            down.1,
        ),
        row("neutral, bent", Claim::Made, &SEVERAL, down.0, down.1),
        row("flat", Claim::None, &PLAN, flat.0, flat.1),
        row("flat and bent", Claim::None, &PLAN, flat.0, flat.1),
        row(
            "not calculable",
            Claim::None,
            &PLAN,
            NotCalculable,
            NotCalculable,
        ),
        row("withheld", Claim::None, &PLAN, Withheld, Withheld),
        row("no people", Claim::None, &PLAN, NoPeople, NoPeople),
    ]
}

#[test]
fn a_gap_as_people_keeps_its_doubt() {
    let nothing_said = Subject {
        people: None,
        phrase: None,
        ..PLAN
    };
    let nothing_said_of_events = Subject {
        scale: Scale::RatePer(1000),
        ..nothing_said
    };
    let rows = [
        ("clear", &PLAN, between(312.0, 121.0, 503.0)),
        ("clear, fewer", &VISITS, between(-1_234.0, -2_000.0, -404.0)),
        ("could be none", &PLAN, between(55.0, -42.0, 152.0)),
        ("small", &PLAN, between(3.0, -12.0, 18.0)),
        ("exactly none", &PLAN, between(0.0, 0.0, 0.0)),
        ("without words", &nothing_said, between(312.0, 121.0, 503.0)),
        (
            "events without words",
            &nothing_said_of_events,
            between(-312.0, -503.0, -121.0),
        ),
        ("not calculable", &PLAN, NotCalculable),
        ("withheld", &PLAN, Withheld),
    ];
    let said = rows.map(|(title, subject, people)| {
        format!("{title}\n  {}\n", in_people(subject, "Peckham", &people))
    });
    insta::assert_snapshot!("in_people", said.concat());
}
