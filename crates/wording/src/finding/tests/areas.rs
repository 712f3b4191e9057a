//! Neighbourhoods beside the whole, as bars and as a funnel.

use Published::NoPeople;
use measures::comparison::{Comparison, compare};

use super::*;

const FIVE: [&str; 5] = ["Bermondsey", "Dulwich", "Nunhead", "Peckham", "Walworth"];

/// A title, the figures of so many areas, and whether one differs.
type Row = (
    &'static str,
    &'static Subject<'static>,
    Vec<Published<Figure>>,
);

fn rows() -> Vec<Row> {
    let similar = of(&SEVERAL, 300, 1000);
    let high = of(&SEVERAL, 400, 1000);
    let low = of(&SEVERAL, 200, 1000);
    let forty = |outside: &[Published<Figure>]| {
        let mut all = vec![similar; 40];
        all[..outside.len()].copy_from_slice(outside);
        all
    };
    vec![
        ("all similar", &SEVERAL, vec![similar; 5]),
        ("both similar", &SEVERAL, vec![similar; 2]),
        (
            "one higher",
            &SEVERAL,
            vec![similar, similar, high, similar, similar],
        ),
        (
            "two higher, one lower",
            &SEVERAL,
            vec![high, low, similar, high, similar],
        ),
        (
            "three higher, two lower",
            &SEVERAL,
            vec![high, low, high, high, low],
        ),
        ("all higher", &SEVERAL, vec![high; 5]),
        (
            "better and worse",
            &PLAN,
            vec![high, low, similar, similar, similar],
        ),
        (
            "some withheld",
            &SEVERAL,
            vec![high, Withheld, similar, Withheld, similar],
        ),
        (
            "the rest withheld, the shown similar",
            &SEVERAL,
            vec![similar, Withheld],
        ),
        ("all withheld", &SEVERAL, vec![Withheld; 5]),
        ("not calculable", &SEVERAL, vec![NotCalculable; 3]),
        ("no people", &SEVERAL, vec![NoPeople; 3]),
        (
            "mixed reasons",
            &SEVERAL,
            vec![Withheld, NotCalculable, NoPeople],
        ),
        ("one area", &SEVERAL, vec![high]),
        ("one area, similar", &PLAN, vec![similar]),
        ("one area, withheld", &SEVERAL, vec![Withheld]),
        (
            "nobody and everybody",
            &SEVERAL,
            vec![of(&SEVERAL, 0, 50), of(&SEVERAL, 50, 50)],
        ),
        ("forty, all similar", &SEVERAL, forty(&[])),
        ("forty, three lower", &SEVERAL, forty(&[low, low, low])),
        (
            "rates",
            &VISITS,
            vec![of(&VISITS, 600, 1000), of(&VISITS, 300, 1000)],
        ),
    ]
}

fn situations(say: impl Fn(&Subject, &[AreaValue], &Published<Figure>) -> Words) -> Vec<Situation> {
    let situation = |(title, subject, figures): Row| {
        let whole = of(subject, 3000, 10_000);
        let reference = whole.shown().unwrap().value;
        let names: Vec<String> = if figures.len() <= FIVE.len() {
            FIVE.map(str::to_owned).to_vec()
        } else {
            (1..=figures.len())
                .map(|place| format!("Place {place}"))
                .collect()
        };
        let values: Vec<AreaValue> = figures
            .iter()
            .zip(&names)
            .map(|(figure, name)| AreaValue {
                name,
                figure: *figure,
                comparison: figure
                    .shown()
                    .map(|figure| compare(&figure, reference, subject.direction)),
            })
            .collect();
        let differs = values.iter().any(|value| {
            value
                .comparison
                .is_some_and(|judged| judged != Comparison::Similar)
        });
        let claim = if differs { Claim::Made } else { Claim::None };
        Situation::new(title, claim, say(subject, &values, &whole))
    };
    rows().into_iter().map(situation).collect()
}

pub(super) fn areas_situations() -> Vec<Situation> {
    situations(areas)
}

pub(super) fn funnel_situations() -> Vec<Situation> {
    let mut all = situations(funnel);
    let figure = of(&PLAN, 300, 1000);
    let alone = AreaValue {
        name: "Peckham",
        figure,
        comparison: None,
    };
    let words = funnel(&PLAN, &[alone], &Withheld);
    all.push(Situation::new("the whole withheld", Claim::None, words));
    all
}
