//! The value of one place: with its people, and allowing for age and sex.

use Published::NoPeople;

use super::*;

pub(super) fn whole_situations() -> Vec<Situation> {
    let row = |title: &str, subject: &Subject, figure: Published<Figure>, count| {
        let people = figure.shown().map_or(Withheld, |_| Shown(260_000));
        Situation::new(
            title,
            Claim::None,
            whole(subject, &figure, [&count, &people]),
        )
    };
    let quoted = Subject {
        people: None,
        phrase: None,
        ..PLAN
    };
    let adjusted = Subject {
        basis: Basis::Standardised,
        ..SEVERAL
    };
    let share = of(&SEVERAL, 42_000, 260_000);
    vec![
        row("share", &SEVERAL, share, Shown(42_000)),
        row("rate", &VISITS, of(&VISITS, 13_000, 42_000), Shown(13_000)),
        row("zero", &PLAN, of(&PLAN, 0, 42_000), Shown(0)),
        row("everybody", &PLAN, of(&PLAN, 42_000, 42_000), Shown(42_000)),
        row(
            "without words of its own",
            &quoted,
            of(&PLAN, 4200, 42_000),
            Shown(4200),
        ),
        row("adjusted", &adjusted, share, Shown(42_000)),
        row("withheld", &PLAN, Withheld, Withheld),
        row("no people", &PLAN, NoPeople, NoPeople),
        row("not calculable", &PLAN, NotCalculable, NotCalculable),
    ]
}

pub(super) fn standardised_situations() -> Vec<Situation> {
    let row = |title: &str, crude: Published<Figure>, standardised_figure: Published<Figure>| {
        let both = Both {
            place: "Peckham",
            crude,
            standardised: standardised_figure,
        };
        Situation::new(title, Claim::None, standardised(&SEVERAL, &both))
    };
    let (crude, other) = (of(&SEVERAL, 142, 1000), of(&SEVERAL, 182, 1000));
    vec![
        row("both", crude, other),
        row("the same", crude, crude),
        row("only adjusted", NotCalculable, other),
        row("not calculable", crude, NotCalculable),
        row("withheld", Withheld, Withheld),
        row("no people", NoPeople, NoPeople),
    ]
}
