//! Every neighbourhood on several measures, and over several years; people by age.

use measures::comparison::Comparison;

use super::*;

pub(super) fn at_a_glance_situations() -> Vec<Situation> {
    use Comparison::{Better, Higher, MuchWorse, Similar, Worse};
    let subject = Subject {
        title: "Several measures",
        direction: Direction::Neutral,
        ..PLAN
    };
    let directions = [
        Direction::Neutral,
        Direction::HigherIsBetter,
        Direction::LowerIsBetter,
    ];
    let share = of(&PLAN, 400, 1000);
    let row = |title: &str, claim, rows: &[(&'static str, [Option<Comparison>; 3])]| {
        let profiles: Vec<Profile> = rows
            .iter()
            .map(|(name, found)| Profile {
                name,
                cells: found
                    .iter()
                    .map(|one| (one.map_or(Withheld, |_| share), *one))
                    .collect(),
            })
            .collect();
        let words = at_a_glance(&subject, &directions, &profiles);
        Situation::new(title, claim, words)
    };
    let (higher, similar) = (Some(Higher), Some(Similar));
    let (better, worse, much_worse) = (Some(Better), Some(Worse), Some(MuchWorse));
    vec![
        row(
            "both sides",
            Claim::Made,
            &[
                ("Peckham", [higher, much_worse, worse]),
                ("Dulwich", [similar, better, similar]),
                ("Walworth", [similar, similar, similar]),
            ],
        ),
        row(
            "three alike",
            Claim::Made,
            &[
                ("Peckham", [similar, worse, similar]),
                ("Dulwich", [similar, worse, similar]),
                ("Walworth", [similar, similar, worse]),
                ("Camberwell", [similar, similar, similar]),
            ],
        ),
        row(
            "none differs",
            Claim::None,
            &[("Peckham", [similar; 3]), ("Dulwich", [similar; 3])],
        ),
        row("withheld", Claim::None, &[("Peckham", [None; 3])]),
        row("no neighbourhoods", Claim::None, &[]),
    ]
}

pub(super) fn trends_situations() -> Vec<Situation> {
    let quarters = |people: fn(u32) -> u32| -> Vec<Published<Figure>> {
        (0..20)
            .map(|quarter| of(&PLAN, people(quarter), 1000))
            .collect()
    };
    let (up, down, flat): (_, _, fn(u32) -> u32) = (
        |quarter| 300 + quarter * 15,
        |quarter| 700 - quarter * 15,
        |_| 400,
    );
    let row = |title: &str, claim, subject: &Subject, areas: &[(&str, Vec<Published<Figure>>)]| {
        Situation::new(title, claim, trends_by_area(subject, areas))
    };
    let withheld = vec![Withheld; 20];
    vec![
        row(
            "both ways",
            Claim::Made,
            &PLAN,
            &[
                ("Peckham", quarters(up)),
                ("Dulwich", quarters(down)),
                ("Walworth", quarters(flat)),
            ],
        ),
        row(
            "neither way is better",
            Claim::Made,
            &SEVERAL,
            &[("Peckham", quarters(up)), ("Dulwich", quarters(up))],
        ),
        row(
            "no change",
            Claim::None,
            &PLAN,
            &[("Peckham", quarters(flat)), ("Dulwich", withheld.clone())],
        ),
        row("withheld", Claim::None, &PLAN, &[("Peckham", withheld)]),
        row(
            "too few years",
            Claim::None,
            &PLAN,
            &[("Peckham", quarters(up)[..8].to_vec())],
        ),
    ]
}

pub(super) fn need_situations() -> Vec<Situation> {
    let row = |title: &str, counts: &[Published<u32>]| {
        let labels = ["18-34", "35-49", "50-64", "65-74", "75-84", "85+"];
        let bands: Vec<Ages> = labels
            .iter()
            .zip(counts)
            .map(|(band, counted)| Ages {
                band,
                everybody: Shown(2000),
                counted: *counted,
            })
            .collect();
        Situation::new(title, Claim::None, need_by_age(&SEVERAL, "Peckham", &bands))
    };
    vec![
        row("one largest", &[40, 120, 410, 640, 500, 220].map(Shown)),
        row("two alike", &[40, 120, 500, 500, 300, 220].map(Shown)),
        row("some withheld", &[Withheld, Shown(120), Shown(410)]),
        row("nobody", &[Shown(0), Shown(0)]),
        row("withheld", &[Withheld, Withheld]),
        row("no bands", &[]),
    ]
}
