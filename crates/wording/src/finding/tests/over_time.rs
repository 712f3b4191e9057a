//! One place over time: its ends, its years, its quarters, and its gap.

use measures::period::Quarter;

use super::*;

fn quarters(count: u16) -> Vec<Quarter> {
    "2026-09-30".parse::<Quarter>().unwrap().series(count)
}

fn at(people: u32) -> Published<Figure> {
    of(&PLAN, people, 1000)
}

fn series(counts: &[u32]) -> Vec<Published<Figure>> {
    counts.iter().map(|people| at(*people)).collect()
}

pub(super) fn trend_situations() -> Vec<Situation> {
    let row = |title: &str, claim: Claim, figures: &[Published<Figure>]| {
        let periods = quarters(u16::try_from(figures.len()).unwrap());
        Situation::new(title, claim, trend(&PLAN, "Peckham", &periods, figures))
    };
    vec![
        row("clearly up", Claim::Made, &series(&[200, 250, 280, 300])),
        row(
            "clearly down",
            Claim::Made,
            &[at(300), Withheld, at(220), at(200)],
        ),
        row("perhaps up", Claim::None, &series(&[200, 210, 215, 220])),
        row("unchanged", Claim::None, &series(&[200; 4])),
        row("nobody, then everybody", Claim::Made, &series(&[0, 1000])),
        row(
            "the ends withheld",
            Claim::Made,
            &[Withheld, at(200), at(300), Withheld],
        ),
        row(
            "one value",
            Claim::None,
            &[NotCalculable, NotCalculable, NotCalculable, at(200)],
        ),
        row("one quarter", Claim::None, &[at(200)]),
        row("none", Claim::None, &[Withheld; 4]),
        row("no quarters", Claim::None, &[]),
    ]
}

pub(super) fn yearly_situations() -> Vec<Situation> {
    let row = |title: &str, claim: Claim, subject: &Subject, years: &[Published<Figure>]| {
        // The quarters between are withheld: they must not be asked for.
        let mut figures: Vec<Published<Figure>> = Vec::new();
        for (year, figure) in years.iter().enumerate() {
            if year > 0 {
                figures.extend([Withheld; 3]);
            }
            figures.push(*figure);
        }
        let periods = quarters(u16::try_from(figures.len()).unwrap());
        Situation::new(
            title,
            claim,
            yearly_trend(subject, "Peckham", &periods, &figures),
        )
    };
    let up = series(&[200, 250, 300, 350, 400]);
    let down = series(&[400, 350, 300, 250, 200]);
    let rates: Vec<Published<Figure>> = [200, 300, 400, 500, 600]
        .map(|events| of(&VISITS, events, 1000))
        .to_vec();
    vec![
        row("up, which is better", Claim::Made, &PLAN, &up),
        row("down, which is worse", Claim::Made, &PLAN, &down),
        row("up, neither", Claim::Made, &SEVERAL, &up),
        row("down, neither", Claim::Made, &SEVERAL, &down),
        row("rates up, which is worse", Claim::Made, &VISITS, &rates),
        row(
            "no change",
            Claim::None,
            &PLAN,
            &series(&[200, 205, 195, 200, 210]),
        ),
        row("nobody in any year", Claim::None, &PLAN, &series(&[0; 5])),
        row("four years", Claim::None, &PLAN, &up[..4]),
        row(
            "one year withheld",
            Claim::None,
            &PLAN,
            &[up[0], Withheld, up[2], up[3], up[4]],
        ),
        row(
            "seven years, of which five count",
            Claim::Made,
            &PLAN,
            &[&down[..2], &up].concat(),
        ),
        row("none", Claim::None, &PLAN, &[Withheld; 5]),
        row("no years", Claim::None, &PLAN, &[]),
    ]
}

pub(super) fn control_situations() -> Vec<Situation> {
    let row = |title: &str, claim: Claim, figures: &[Published<Figure>]| {
        let periods = quarters(u16::try_from(figures.len()).unwrap());
        let words = control_chart(&PLAN, "Peckham", &periods, figures);
        Situation::new(title, claim, words)
    };
    let common = [100, 120, 90, 110, 100, 130, 90, 110, 120, 100, 90, 120];
    let mut outside = common;
    outside[11] = 300;
    let mut outside_below = common;
    outside_below[5] = 0;
    let run = [100, 140, 80, 90, 100, 110, 120, 130, 140, 90, 130, 100];
    let falling = run.map(|people| 240 - people);
    let near = [
        100, 120, 100, 120, 100, 120, 160, 140, 160, 120, 100, 120, 100, 120, 100, 120,
    ];
    let near_below = near.map(|people| 240 - people);
    let sides = [
        100, 90, 100, 90, 100, 90, 100, 120, 110, 120, 110, 120, 110, 120,
    ];
    let sides_below = sides.map(|people| 240 - people);
    let mut withheld = series(&common);
    withheld[3] = Withheld;
    vec![
        row("chance alone", Claim::None, &series(&common)),
        row("above the upper limit", Claim::Made, &series(&outside)),
        row(
            "below the lower limit",
            Claim::Made,
            &series(&outside_below),
        ),
        row("seven rising", Claim::Made, &series(&run)),
        row("seven falling", Claim::Made, &series(&falling)),
        row(
            "two of three near the upper limit",
            Claim::Made,
            &series(&near),
        ),
        row(
            "two of three near the lower limit",
            Claim::Made,
            &series(&near_below),
        ),
        row("one side, then the other", Claim::Made, &series(&sides)),
        row(
            "the other side, then the one",
            Claim::Made,
            &series(&sides_below),
        ),
        row("trial limits", Claim::None, &series(&common[..6])),
        row("constant", Claim::None, &series(&[100; 12])),
        row("nobody in any quarter", Claim::None, &series(&[0; 12])),
        row(
            "everybody in any quarter",
            Claim::None,
            &series(&[1000; 12]),
        ),
        row("one withheld", Claim::None, &withheld),
        row("one quarter", Claim::None, &series(&[100])),
        row("all withheld", Claim::None, &[Withheld; 12]),
        row("not calculable", Claim::None, &[NotCalculable; 12]),
        row("no quarters", Claim::None, &[]),
    ]
}

pub(super) fn gap_situations() -> Vec<Situation> {
    let periods = ["2025-09-30", "2026-03-31", "2026-09-30"]
        .map(|quarter| quarter.parse::<Quarter>().unwrap());
    let row = |title: &str, claim: Claim, gaps: [Published<Between>; 3]| {
        Situation::new(
            title,
            claim,
            gap_over_time(&PLAN, "Peckham", &periods, &gaps),
        )
    };
    let small = between(0.02, 0.01, 0.03);
    let large = between(0.06, 0.04, 0.08);
    let reversed = between(-0.05, -0.07, -0.03);
    let none = between(0.0, -0.005, 0.005);
    vec![
        row("wider", Claim::Made, [small, Withheld, large]),
        row("narrower", Claim::Made, [large, none, small]),
        row("closed", Claim::Made, [large, none, none]),
        row(
            "overlapping",
            Claim::Made,
            [between(0.03, 0.01, 0.05), small, large],
        ),
        row("turned round", Claim::Made, [reversed, none, large]),
        row("from none", Claim::Made, [none, small, large]),
        row("none at either end", Claim::None, [none, large, none]),
        row("one shown", Claim::Made, [Withheld, NotCalculable, small]),
        row(
            "one shown, not clear",
            Claim::None,
            [Withheld, NotCalculable, none],
        ),
        row("none shown", Claim::None, [Withheld; 3]),
    ]
}

#[test]
fn a_chart_says_why_it_has_limits_or_none() {
    use measures::definition::{EventWindow, Family, Measure, Population, Rule};
    let measure = |rule| Measure {
        key: "key".to_owned(),
        title: String::new(),
        question: String::new(),
        family: Family::Coordination,
        population: Population::Adults,
        direction: Direction::HigherIsBetter,
        unit: String::new(),
        caveat: String::new(),
        people: None,
        phrase: None,
        neighbourhood_breakdowns: None,
        whole_breakdowns: None,
        rule,
    };
    let within = |months| {
        Rule::EventWithin(EventWindow {
            event_type: Some("plan".to_owned()),
            any_of: None,
            months,
        })
    };
    let said = [
        within(1),
        within(3),
        within(4),
        within(12),
        Rule::ConditionsAtLeast(3),
    ]
    .map(|rule| format!("{}\n", why_limits(&measure(rule))));
    insta::assert_snapshot!("why_limits", said.concat());
}
