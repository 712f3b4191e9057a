//! The steps of coordinated care, and conditions by how often they are recorded.

use super::*;

const STEPS: [&str; 5] = [
    "Identified",
    "Needs looked at",
    "Care plan agreed",
    "Named care coordinator",
    "Reviewed by one team",
];

fn named<'a>(values: &[(&'a str, Published<Figure>)]) -> Vec<StepValue<'a>> {
    let value = |(title, figure): &(&'a str, Published<Figure>)| StepValue {
        title,
        figure: *figure,
    };
    values.iter().map(value).collect()
}

pub(super) fn cascade_situations() -> Vec<Situation> {
    let at = |people: u32| of(&PLAN, people, 1000);
    let only = [at(620), Withheld, Withheld, Withheld, Withheld];
    let rows = [
        ("one fewest", Claim::Made, [620, 500, 450, 440, 180].map(at)),
        (
            "two together",
            Claim::None,
            [620, 500, 450, 185, 180].map(at),
        ),
        ("all equal", Claim::None, [500; 5].map(at)),
        ("nobody has any", Claim::None, [0; 5].map(at)),
        ("one shown", Claim::None, only),
        ("none", Claim::None, [Withheld; 5]),
        ("not calculable", Claim::None, [NotCalculable; 5]),
    ];
    let situations = rows.into_iter().flat_map(|(title, claim, figures)| {
        let pairs: Vec<(&str, Published<Figure>)> = STEPS.into_iter().zip(figures).collect();
        let steps = named(&pairs);
        let areas = [
            ("Peckham", figures.to_vec()),
            ("Dulwich", vec![Withheld; 5]),
        ];
        [
            Situation::new(title, claim, cascade(&PLAN, "Peckham", &steps)),
            Situation::new(
                format!("{title}, by area"),
                claim,
                cascade_by_area(&PLAN, &steps, &areas),
            ),
        ]
    });
    situations.collect()
}

pub(super) fn most_often_situations() -> Vec<Situation> {
    let at = |people: u32| of(&SEVERAL, people, 1000);
    let row = |title: &str, claim: Claim, values: &[(&str, Published<Figure>)]| {
        let words = most_often(&SEVERAL, "Peckham", &named(values));
        Situation::new(title, claim, words)
    };
    let pressure = ("High blood pressure", at(230));
    vec![
        row(
            "one apart",
            Claim::Made,
            &[("Asthma", at(90)), pressure, ("Pain", at(150))],
        ),
        row(
            "two together",
            Claim::None,
            &[("Asthma", at(220)), pressure],
        ),
        row("one shown", Claim::None, &[("Asthma", Withheld), pressure]),
        row(
            "none",
            Claim::None,
            &[("Asthma", Withheld), ("Pain", NotCalculable)],
        ),
        row("no conditions", Claim::None, &[]),
    ]
}
