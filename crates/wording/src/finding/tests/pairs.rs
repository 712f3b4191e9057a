//! Two areas or two groups side by side.

use Published::NoPeople;

use super::*;

const AREAS: Pair = Pair {
    of: Of::Areas,
    first: Side {
        name: "Peckham",
        figure: Withheld,
    },
    second: Side {
        name: "Dulwich",
        figure: Withheld,
    },
    difference: NotCalculable,
    overlap: Overlap::None,
};
const GROUPS: Pair = Pair {
    of: Of::Groups("Southwark"),
    first: Side {
        name: "women",
        figure: Withheld,
    },
    second: Side {
        name: "men",
        figure: Withheld,
    },
    ..AREAS
};

fn row(
    title: &str,
    claim: Claim,
    subject: &Subject,
    two: Pair,
    values: [Published<Figure>; 2],
    difference: Published<Between>,
) -> Situation {
    let mut two = two;
    [two.first.figure, two.second.figure] = values;
    two.difference = difference;
    Situation::new(title, claim, pair(subject, &two))
}

pub(super) fn situations() -> Vec<Situation> {
    let shares = [of(&PLAN, 350, 1000), of(&PLAN, 300, 1000)];
    let rates = [of(&VISITS, 350, 1000), of(&VISITS, 400, 1000)];
    let extremes = [of(&PLAN, 0, 1000), of(&PLAN, 1000, 1000)];
    let clear = between(0.05, 0.009, 0.091);
    let not_clear = between(0.05, -0.001, 0.101);
    let below = between(-50.0, -90.0, -10.0);
    let all = between(-1.0, -1.0, -0.99);
    let none = between(0.0, -0.04, 0.04);
    let one_withheld = [Withheld, shares[1]];
    let (made, no_claim) = (Claim::Made, Claim::None);
    let mut rows = vec![
        row("higher", made, &PLAN, AREAS, shares, clear),
        row("lower", made, &VISITS, AREAS, rates, below),
        row("not clear", no_claim, &PLAN, AREAS, shares, not_clear),
        row("the same", no_claim, &PLAN, AREAS, [shares[0]; 2], none),
        row("nobody and everybody", made, &PLAN, AREAS, extremes, all),
        row(
            "one withheld",
            no_claim,
            &PLAN,
            AREAS,
            one_withheld,
            NotCalculable,
        ),
        row(
            "no interval",
            no_claim,
            &VISITS,
            AREAS,
            rates,
            NotCalculable,
        ),
        row("groups, higher", made, &PLAN, GROUPS, shares, clear),
        row(
            "groups, not clear",
            no_claim,
            &PLAN,
            GROUPS,
            shares,
            not_clear,
        ),
        row(
            "nobody can be in them",
            no_claim,
            &PLAN,
            GROUPS,
            [NoPeople; 2],
            NoPeople,
        ),
    ];
    let whole = Side {
        name: "Southwark",
        figure: Withheld,
    };
    let overlaps = [
        Pair {
            second: whole,
            overlap: Overlap::SecondHoldsFirst,
            ..AREAS
        },
        Pair {
            first: whole,
            second: AREAS.first,
            overlap: Overlap::FirstHoldsSecond,
            ..AREAS
        },
        Pair {
            overlap: Overlap::Some,
            ..GROUPS
        },
    ];
    for two in overlaps {
        let title = format!("{:?}", two.overlap);
        rows.push(row(&title, made, &PLAN, two, shares, clear));
        rows.push(row(&title, no_claim, &PLAN, two, shares, not_clear));
    }
    rows
}
