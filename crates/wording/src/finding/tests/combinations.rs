//! Sets of conditions that people have together.

use super::*;

pub(super) fn situations() -> Vec<Situation> {
    let set = |conditions: &[&'static str], people| Combination {
        conditions: conditions.to_vec(),
        people,
    };
    let heart = ["High blood pressure", "Diabetes", "Chronic kidney disease"];
    let mind = ["Depression", "Anxiety disorder", "Chronic pain"];
    let breath = ["Asthma", "COPD", "Depression"];
    let row = |title: &str, claim: Claim, sets: &[Combination]| {
        Situation::new(title, claim, combinations(&SEVERAL, "Peckham", sets))
    };
    let (first, second, third) = (set(&heart, 1_210), set(&mind, 85), set(&breath, 80));
    let forty: Vec<Combination> = (0..40).map(|place| set(&heart, 500 - place * 5)).collect();
    vec![
        row(
            "one ahead",
            Claim::Made,
            &[first.clone(), second.clone(), third.clone()],
        ),
        row(
            "two level",
            Claim::Made,
            &[set(&heart, 85), second.clone(), third.clone()],
        ),
        row(
            "all level",
            Claim::None,
            &[set(&heart, 10), set(&mind, 10), set(&breath, 10)],
        ),
        row("one set", Claim::Made, &[first]),
        row("forty sets", Claim::Made, &forty),
        row("none", Claim::None, &[]),
    ]
}
