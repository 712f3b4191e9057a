//! Every situation a chart can be in, and what is said of it, in one table per situation.

use Published::{NoPeople, NotCalculable, Shown, Withheld};
use measures::breakdown::Breakdown;
use measures::comparison::compare;
use measures::definition::{Direction, Scale};
use measures::figure::figure;
use measures::period::Quarter;

use super::*;

const PLAN: Subject = Subject {
    title: "Care plan agreed",
    people: Some("adults with three or more long-term conditions"),
    phrase: Some("had a care plan agreed"),
    basis: Basis::Crude,
    scale: Scale::Proportion,
    direction: Direction::HigherIsBetter,
    whole: "Southwark",
    period: "30 September 2026",
};
const SEVERAL: Subject = Subject {
    title: "Adults with three or more long-term conditions",
    people: Some("adults"),
    phrase: Some("live with three or more long-term conditions"),
    direction: Direction::Neutral,
    ..PLAN
};
const VISITS: Subject = Subject {
    title: "Emergency admissions to hospital",
    phrase: Some("emergency admissions to hospital in the last 12 months"),
    scale: Scale::RatePer(1000),
    direction: Direction::LowerIsBetter,
    ..PLAN
};

fn of(subject: &Subject, numerator: u32, denominator: u32) -> Published<Figure> {
    figure(subject.scale, Shown(numerator), Shown(denominator), None)
}

fn said(title: &str, words: &Words) -> String {
    format!(
        "{title}\n  headline:    {}\n  subtitle:    {}\n  description: {}\n  sentence:    {}\n  \
         follow-on:   {}\n",
        words.headline, words.subtitle, words.description, words.sentence, words.follow_on
    )
}

fn said_of_areas(title: &str, subject: &Subject, figures: &[Published<Figure>]) -> String {
    const NAMES: [&str; 5] = ["Bermondsey", "Dulwich", "Nunhead", "Peckham", "Walworth"];
    let whole = of(subject, 3000, 10_000);
    let values: Vec<AreaValue> = figures
        .iter()
        .zip(NAMES)
        .map(|(figure, name)| AreaValue {
            name,
            figure: *figure,
            comparison: figure
                .shown()
                .map(|figure| compare(&figure, whole.shown().unwrap().value, subject.direction)),
        })
        .collect();
    said(title, &areas(subject, &values, &whole))
}

#[test]
fn areas_are_compared_only_where_their_intervals_allow() {
    let similar = of(&SEVERAL, 300, 1000);
    let high = of(&SEVERAL, 400, 1000);
    let low = of(&SEVERAL, 200, 1000);
    let rows = [
        said_of_areas("all similar", &SEVERAL, &[similar; 5]),
        said_of_areas("both similar", &SEVERAL, &[similar; 2]),
        said_of_areas(
            "one higher",
            &SEVERAL,
            &[similar, similar, high, similar, similar],
        ),
        said_of_areas(
            "two higher, one lower",
            &SEVERAL,
            &[high, low, similar, high, similar],
        ),
        said_of_areas(
            "three higher, two lower",
            &SEVERAL,
            &[high, low, high, high, low],
        ),
        said_of_areas("all higher", &SEVERAL, &[high; 5]),
        said_of_areas(
            "better and worse",
            &PLAN,
            &[high, low, similar, similar, similar],
        ),
        said_of_areas(
            "some withheld",
            &SEVERAL,
            &[high, Withheld, similar, Withheld, similar],
        ),
        said_of_areas(
            "the rest withheld, the shown similar",
            &SEVERAL,
            &[similar, Withheld],
        ),
        said_of_areas("all withheld", &SEVERAL, &[Withheld; 5]),
        said_of_areas("not calculable", &SEVERAL, &[NotCalculable; 3]),
        said_of_areas(
            "mixed reasons",
            &SEVERAL,
            &[Withheld, NotCalculable, NoPeople],
        ),
        said_of_areas("one area", &SEVERAL, &[high]),
        said_of_areas("one area, withheld", &SEVERAL, &[Withheld]),
        said_of_areas(
            "nobody and everybody",
            &SEVERAL,
            &[of(&SEVERAL, 0, 50), of(&SEVERAL, 50, 50)],
        ),
        said_of_areas(
            "rates",
            &VISITS,
            &[of(&VISITS, 600, 1000), of(&VISITS, 300, 1000)],
        ),
    ];
    insta::assert_snapshot!(rows.concat());
}

#[test]
fn a_trend_claims_no_change_that_its_intervals_do_not_show() {
    let last: Quarter = "2026-09-30".parse().unwrap();
    let periods = last.series(4);
    let row = |title: &str, figures: &[Published<Figure>]| {
        said(
            title,
            &trend(&PLAN, "Peckham", &periods[4 - figures.len()..], figures),
        )
    };
    let at = |people: u32| of(&PLAN, people, 1000);
    let rows = [
        row("clearly up", &[at(200), at(250), at(280), at(300)]),
        row("clearly down", &[at(300), Withheld, at(220), at(200)]),
        row("perhaps up", &[at(200), at(210), at(215), at(220)]),
        row("unchanged", &[at(200); 4]),
        row("the ends withheld", &[Withheld, at(200), at(300), Withheld]),
        row(
            "one value",
            &[NotCalculable, NotCalculable, NotCalculable, at(200)],
        ),
        row("one quarter", &[at(200)]),
        row("none", &[Withheld; 4]),
        row("no quarters", &[]),
    ];
    insta::assert_snapshot!(rows.concat());
}

#[test]
fn groups_are_held_against_each_other_with_care() {
    let row = |title: &str, breakdown: Breakdown, values: &[(&str, Published<Figure>)]| {
        let values: Vec<GroupValue> = values
            .iter()
            .map(|(group, figure)| GroupValue {
                group,
                figure: *figure,
            })
            .collect();
        said(title, &groups(&SEVERAL, "Southwark", breakdown, &values))
    };
    let at = |people: u32| of(&SEVERAL, people, 1000);
    let rows = [
        row(
            "age",
            Breakdown::AgeBand,
            &[("18-34", at(20)), ("75-84", at(400)), ("85+", at(410))],
        ),
        row(
            "equal",
            Breakdown::Sex,
            &[("male", at(300)), ("female", at(300))],
        ),
        row(
            "not known is left out",
            Breakdown::EthnicGroup,
            &[
                ("White", at(300)),
                ("Black", at(310)),
                ("Not known", at(20)),
            ],
        ),
        row(
            "fifths",
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
            Breakdown::Sex,
            &[("male", Withheld), ("female", at(300))],
        ),
        row(
            "none",
            Breakdown::Sex,
            &[("male", Withheld), ("female", Withheld)],
        ),
    ];
    insta::assert_snapshot!(rows.concat());
}

fn between(value: f64, lower: f64, upper: f64) -> Published<Between> {
    Shown(Between {
        value,
        interval: Interval { lower, upper },
    })
}

#[test]
fn a_gap_is_one_only_when_its_intervals_exclude_none() {
    let (most, least) = (of(&PLAN, 250, 1000), of(&PLAN, 180, 1000));
    let gap = |place, difference, ratio| Fifths {
        place,
        most_deprived: most,
        least_deprived: least,
        difference,
        ratio,
    };
    let clear = gap(
        "Peckham",
        between(-0.07, -0.106, -0.034),
        between(0.72, 0.6, 0.86),
    );
    let unclear = gap(
        "Dulwich",
        between(-0.03, -0.07, 0.01),
        between(0.9, 0.8, 1.02),
    );
    let at_odds = gap(
        "Nunhead",
        between(-0.03, -0.06, -0.001),
        between(0.9, 0.8, 1.001),
    );
    let reversed = gap("Walworth", between(0.05, 0.01, 0.09), NotCalculable);
    let only_ratio = gap("Camberwell", NotCalculable, between(0.7, 0.6, 0.8));
    let withheld = Fifths {
        most_deprived: Withheld,
        ..gap("Rotherhithe", NotCalculable, NotCalculable)
    };
    let impossible = gap("Bermondsey", NotCalculable, NotCalculable);
    let nobody = Fifths {
        most_deprived: NoPeople,
        least_deprived: NoPeople,
        ..impossible
    };
    let single = [
        clear, unclear, at_odds, reversed, only_ratio, withheld, impossible, nobody,
    ];
    let mut rows: Vec<String> = single
        .iter()
        .map(|gap| said(gap.place, &fifths(&PLAN, gap)))
        .collect();
    let rates = Fifths {
        most_deprived: of(&VISITS, 400, 1000),
        least_deprived: of(&VISITS, 300, 1000),
        difference: between(-100.0, -150.0, -50.0),
        ratio: between(0.75, 0.64, 0.87),
        place: "rates",
    };
    rows.push(said("rates", &fifths(&VISITS, &rates)));
    let by_area = |title: &str, whole: Option<Fifths>, gaps: &[Fifths]| {
        let whole = whole.map(|whole| Fifths {
            place: PLAN.whole,
            ..whole
        });
        said(title, &fifths_by_area(&PLAN, whole.as_ref(), gaps))
    };
    let none = [unclear, at_odds];
    let one = [clear, unclear, withheld];
    let three = [clear, clear, clear, unclear];
    let opposite = [clear, unclear, reversed, withheld];
    rows.extend([
        by_area("whole clear, none clear", Some(reversed), &none),
        by_area("whole clear, one clear", Some(clear), &one),
        by_area("whole clear, three clear", Some(clear), &three),
        by_area("whole clear, all clear", Some(clear), &[clear; 3]),
        by_area("whole clear, two opposite", Some(clear), &opposite),
        by_area("whole clear, one the other way", Some(reversed), &one),
        by_area("whole clear by its ratio alone", Some(only_ratio), &none),
        by_area("whole clear, none shown", Some(clear), &[withheld]),
        by_area("whole not clear, one clear", Some(unclear), &one),
        by_area("whole not clear, none clear", Some(at_odds), &none),
        by_area("whole not clear, none shown", Some(unclear), &[withheld]),
        by_area("whole not shown, none clear", Some(withheld), &none),
        by_area("whole not published, one clear", None, &one),
        by_area("none shown", Some(withheld), &[withheld, impossible]),
    ]);
    insta::assert_snapshot!(rows.concat());
}

#[test]
fn steps_are_told_apart_only_where_intervals_do() {
    const STEPS: [&str; 5] = [
        "Identified",
        "Needs looked at",
        "Care plan agreed",
        "Named care coordinator",
        "Reviewed by one team",
    ];
    let row = |title: &str, figures: &[Published<Figure>]| {
        let steps: Vec<StepValue> = STEPS
            .into_iter()
            .zip(figures)
            .map(|(title, figure)| StepValue {
                title,
                figure: *figure,
            })
            .collect();
        let areas = [
            ("Peckham", figures.to_vec()),
            ("Dulwich", vec![Withheld; 5]),
        ];
        format!(
            "{}{}",
            said(title, &cascade(&PLAN, "Peckham", &steps)),
            said("  by area", &cascade_by_area(&PLAN, &steps, &areas))
        )
    };
    let at = |people: u32| of(&PLAN, people, 1000);
    let rows = [
        row("one fewest", &[at(620), at(500), at(450), at(440), at(180)]),
        row(
            "two together",
            &[at(620), at(500), at(450), at(185), at(180)],
        ),
        row(
            "one shown",
            &[at(620), Withheld, Withheld, Withheld, Withheld],
        ),
        row("none", &[Withheld; 5]),
    ];
    insta::assert_snapshot!(rows.concat());
}

#[test]
fn the_whole_is_said_with_its_people() {
    let row = |title: &str, subject: &Subject, figure: Published<Figure>, count| {
        let people = figure.shown().map_or(Withheld, |_| Shown(260_000));
        said(title, &whole(subject, &figure, [&count, &people]))
    };
    let rows = [
        row(
            "share",
            &SEVERAL,
            of(&SEVERAL, 42_000, 260_000),
            Shown(42_000),
        ),
        row("rate", &VISITS, of(&VISITS, 13_000, 42_000), Shown(13_000)),
        row("zero", &PLAN, of(&PLAN, 0, 42_000), Shown(0)),
        row("withheld", &PLAN, Withheld, Withheld),
        row("not calculable", &PLAN, NotCalculable, NotCalculable),
    ];
    insta::assert_snapshot!(rows.concat());
}

#[test]
fn the_most_common_is_named_only_when_it_stands_apart() {
    let row = |title: &str, values: &[(&str, Published<Figure>)]| {
        let values: Vec<StepValue> = values
            .iter()
            .map(|(title, figure)| StepValue {
                title,
                figure: *figure,
            })
            .collect();
        said(title, &most_often(&SEVERAL, "Peckham", &values))
    };
    let at = |people: u32| of(&SEVERAL, people, 1000);
    let rows = [
        row(
            "one apart",
            &[
                ("Asthma", at(90)),
                ("High blood pressure", at(230)),
                ("Pain", at(150)),
            ],
        ),
        row(
            "two together",
            &[("Asthma", at(220)), ("High blood pressure", at(230))],
        ),
        row(
            "one shown",
            &[("Asthma", Withheld), ("High blood pressure", at(230))],
        ),
        row("none", &[("Asthma", Withheld), ("Pain", NotCalculable)]),
    ];
    insta::assert_snapshot!(rows.concat());
}

#[test]
fn a_gap_is_called_wider_only_when_its_intervals_say_so() {
    let periods = ["2025-09-30", "2026-03-31", "2026-09-30"]
        .map(|quarter| quarter.parse::<Quarter>().unwrap());
    let row = |title: &str, gaps: [Published<Between>; 3]| {
        said(title, &gap_over_time(&PLAN, "Peckham", &periods, &gaps))
    };
    let small = between(0.02, 0.01, 0.03);
    let large = between(0.06, 0.04, 0.08);
    let reversed = between(-0.05, -0.07, -0.03);
    let none = between(0.0, -0.005, 0.005);
    let rows = [
        row("wider", [small, Withheld, large]),
        row("narrower", [large, none, small]),
        row("overlapping", [between(0.03, 0.01, 0.05), small, large]),
        row("turned round", [reversed, none, large]),
        row("from none", [none, small, large]),
        row("one shown", [Withheld, NotCalculable, small]),
        row("none shown", [Withheld; 3]),
    ];
    insta::assert_snapshot!(rows.concat());
}

#[test]
fn a_gap_as_people_is_said_to_the_nearest_ten() {
    let rows = [
        (1_234, "about 1,230 more"),
        (-15, "about 20 fewer"),
        (3, "not even ten more"),
        (0, "no more"),
    ];
    for (people, expected) in rows {
        let said = as_people("Peckham", people);
        assert!(
            said.contains(&format!("fifth, {expected} people")),
            "{said}"
        );
    }
}
