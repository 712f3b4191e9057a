//! How a measure's figures are made, in a paragraph each: the formula in words, who it is from,
//! and what it cannot tell. The formulas themselves are in `docs/methods.md`.

use measures::breakdown::Breakdown;
use measures::definition::{Family, Measure, Population, Scale};

/// One method that belongs to a measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MethodNote {
    /// What the method is called.
    pub name: &'static str,
    /// What it does, its source and its limit, as plain sentences.
    pub text: &'static str,
    /// The heading of `docs/methods.md` that has the formula and a worked example, as a link
    /// names it.
    pub anchor: &'static str,
}

/// The methods behind the figures of a measure, in the order of `docs/methods.md`.
#[must_use]
pub fn methods_of(measure: &Measure) -> Vec<MethodNote> {
    let publishes = |breakdowns: &[Breakdown]| {
        breakdowns.iter().any(|breakdown| {
            measure.publishes(*breakdown, true) || measure.publishes(*breakdown, false)
        })
    };
    let is_share = measure.scale() == Scale::Proportion;
    let by_deprivation = publishes(&[Breakdown::ImdQuintile, Breakdown::ImdLocalQuintile]);
    let by_group = publishes(&[Breakdown::EthnicGroup, Breakdown::Sex, Breakdown::AgeBand]);
    let in_neighbourhoods = measure.publishes(Breakdown::All, false);
    let single_quarters = measure.counts_single_quarters();
    let standard = match measure.population {
        Population::Adults => EUROPEAN_STANDARD,
        Population::AdultsWith3OrMore | Population::Measure(_) => OWN_STANDARD,
    };
    let notes = [
        (is_share, PROPORTION),
        (!is_share, RATE),
        (publishes(&STANDARDISED), standard),
        (is_share && by_deprivation, DIFFERENCE),
        (!is_share && by_deprivation, DIFFERENCE_OF_RATES),
        (by_deprivation, RATIO),
        (by_deprivation, SLOPE),
        (by_deprivation, AS_PEOPLE),
        (by_group, BETWEEN_GROUPS),
        (in_neighbourhoods, COMPARISON),
        (in_neighbourhoods && is_share, FUNNEL),
        (!single_quarters, YEARLY_TREND),
        (single_quarters, CONTROL_CHART),
        (measure.family == Family::Multimorbidity, RECORDED),
        (true, ROUNDED),
    ];
    notes
        .into_iter()
        .filter_map(|(applies, note)| applies.then_some(note))
        .collect()
}

/// The breakdowns of which standardised figures are published.
const STANDARDISED: [Breakdown; 3] = [
    Breakdown::All,
    Breakdown::EthnicGroup,
    Breakdown::ImdQuintile,
];

const PROPORTION: MethodNote = MethodNote {
    name: "Share of people",
    text: "The people counted, divided by all the people the measure is about. The interval is \
           Wilson\u{2019}s score interval (Wilson 1927), which never leaves 0% to 100%. It allows \
           for chance, not for care that nobody wrote down.",
    anchor: "proportion",
};

const RATE: MethodNote = MethodNote {
    name: "Rate of events",
    text: "Events divided by people, times 1,000 or whatever the unit says. The interval is exact \
           below ten events and Byar\u{2019}s from ten on (Breslow and Day 1987). One person can \
           have several events, so it is widened by how often events repeat (the dispersion). It \
           does not allow for outbreaks.",
    anchor: "rate-of-events",
};

const EUROPEAN_STANDARD: MethodNote = MethodNote {
    name: "Adjusted for age and sex",
    text: "What an area would have if its people were of the ages and sexes of the European \
           Standard Population of 2013: each age and sex keeps its own value, and the standard \
           says how much it weighs (Dobson 1991). It compares areas; it does not say how many \
           people there are. People whose record does not say male or female are left out.",
    anchor: "directly-standardised-figure",
};

const OWN_STANDARD: MethodNote = MethodNote {
    name: "Adjusted for age and sex",
    text: "What an area would have if its people were of the ages and sexes of the same people in \
           the whole partnership at the last date. Each age and sex keeps its own value, and the \
           whole says how much it weighs (Dobson 1991). It compares areas here, and cannot be held \
           against other places. People whose record does not say male or female are left out.",
    anchor: "directly-standardised-figure",
};

const DIFFERENCE: MethodNote = MethodNote {
    name: "Difference",
    text: "One share less another, in percentage points. The interval is made from the two \
           Wilson intervals (Newcombe 1998). Two intervals that overlap do not mean that there is \
           no difference: this interval is the test.",
    anchor: "difference-of-two-proportions",
};

const DIFFERENCE_OF_RATES: MethodNote = MethodNote {
    name: "Difference",
    text: "One rate less another. The distances from each rate to its own limits are squared and \
           added (Zou and Donner 2008). Two intervals that overlap do not mean that there is no \
           difference: this interval is the test.",
    anchor: "difference-of-any-two-figures",
};

const RATIO: MethodNote = MethodNote {
    name: "Ratio",
    text: "One value divided by another, with limits on the log scale (Katz 1978). A ratio of two \
           small values sounds large, so read it beside the difference.",
    anchor: "ratio-of-two-proportions",
};

const SLOPE: MethodNote = MethodNote {
    name: "Slope index and relative index of inequality",
    text: "A line through all five fifths, from the most to the least deprived, each weighted by \
           its people. The slope index is the least deprived end of the line less the most \
           deprived end; the relative index is the one divided by the other (Mackenbach and Kunst \
           1997). Below 0, or below 1, means more of it among the most deprived. Where the fifths \
           do not follow a line, trust the chart. Deprivation is of the small area, not of the \
           person.",
    anchor: "slope-index-and-relative-index-of-inequality",
};

const AS_PEOPLE: MethodNote = MethodNote {
    name: "The gap as people",
    text: "For each fifth, its people times the difference between the least deprived \
           fifth\u{2019}s value and its own, added up: so many more people, or events. The \
           interval squares and adds those of the fifths (Zou and Donner 2008). It says what a gap \
           amounts to. It does not say that closing it is possible, or that deprivation is the \
           cause.",
    anchor: "a-gap-as-people",
};

const BETWEEN_GROUPS: MethodNote = MethodNote {
    name: "Between groups",
    text: "Each ethnic group, sex or age band against the other people of the same area. The one \
           furthest from the others is the widest gap; the index of disparity is how far the \
           groups lie from everybody on average (Pearcy and Keppel 2002). Of many groups, one is \
           always far out by chance.",
    anchor: "groups-without-an-order",
};

const COMPARISON: MethodNote = MethodNote {
    name: "Beside the whole partnership",
    text: "An area differs when its 95% interval leaves out the value of the whole, and differs \
           much when its 99.8% interval does. Otherwise it is similar. About one area in 20 \
           differs by chance alone, and the whole contains the area, so real differences are a \
           little larger than they look.",
    anchor: "comparison-with-the-partnership",
};

const FUNNEL: MethodNote = MethodNote {
    name: "Funnel plot",
    text: "The same judgement drawn the other way round: limits around the whole\u{2019}s value \
           that are wide for few people and narrow for many (Spiegelhalter 2005).",
    anchor: "funnel-plot",
};

const YEARLY_TREND: MethodNote = MethodNote {
    name: "Yearly trend",
    text: "A line through five values one year apart, each weighted by how certain it is. It goes \
           up or down only when chance would do that less than twice in 1,000 times, and no single \
           year decides it (the trend tool of the Office for Health Improvement and Disparities). \
           There are no control limits: one date shares most of its people with the next, and the \
           rules would raise false alarms.",
    anchor: "yearly-trend",
};

const CONTROL_CHART: MethodNote = MethodNote {
    name: "Control chart (XmR)",
    text: "Limits 2.66 average steps from quarter to quarter above and below the average (Wheeler \
           1993; NHS England, Making Data Count). A quarter outside them, or seven in a row that \
           rise, fall or stay on one side, are more than chance would give. It fits because each \
           quarter counts only its own events. Winters and holidays come back every year and are \
           not taken out.",
    anchor: "quarterly-series-xmr-chart",
};

const RECORDED: MethodNote = MethodNote {
    name: "Recorded is not the same as need",
    text: "A condition counts once somebody has written it down. Where people are asked and \
           tested more, more is found. So more recorded is not worse, and less is not better.",
    anchor: "what-no-method-here-can-tell",
};

const ROUNDED: MethodNote = MethodNote {
    name: "Rounded counts",
    text: "Values and intervals are made from the published counts, which are rounded, so anybody \
           can work them out again. Values of few people are coarse for that reason. Adjusted \
           values are made before rounding and then cut short.",
    anchor: "what-no-method-here-can-tell",
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use measures::definition::{Direction, EventRate, EventWindow, Rule};

    use super::*;

    const METHODS: &str = include_str!("../../../docs/methods.md");

    /// Every note there is: those of a share and of a rate, of both populations, with and without
    /// single quarters.
    const EVERY: [MethodNote; 16] = [
        PROPORTION,
        RATE,
        EUROPEAN_STANDARD,
        OWN_STANDARD,
        DIFFERENCE,
        DIFFERENCE_OF_RATES,
        RATIO,
        SLOPE,
        AS_PEOPLE,
        BETWEEN_GROUPS,
        COMPARISON,
        FUNNEL,
        YEARLY_TREND,
        CONTROL_CHART,
        RECORDED,
        ROUNDED,
    ];

    fn measure(family: Family, population: Population, rule: Rule) -> Measure {
        Measure {
            key: "key".to_owned(),
            title: String::new(),
            question: String::new(),
            family,
            population,
            direction: Direction::Neutral,
            unit: String::new(),
            caveat: String::new(),
            people: None,
            phrase: None,
            neighbourhood_breakdowns: None,
            whole_breakdowns: None,
            rule,
        }
    }

    fn within(months: u32) -> Rule {
        Rule::EventWithin(EventWindow {
            event_type: Some("plan".to_owned()),
            any_of: None,
            months,
        })
    }

    fn rate(months: u32) -> Rule {
        Rule::EventRate(EventRate {
            event_type: "visit".to_owned(),
            months,
            per: 1000,
        })
    }

    #[track_caller]
    fn check(measure: &Measure, expected: &[MethodNote]) {
        let names =
            |notes: &[MethodNote]| -> Vec<&str> { notes.iter().map(|note| note.name).collect() };
        assert_eq!(names(&methods_of(measure)), names(expected));
        assert_eq!(methods_of(measure), expected);
    }

    #[test]
    fn a_measure_has_the_methods_of_its_rule_and_of_what_is_published() {
        let several = Population::AdultsWith3OrMore;
        let prevalence = measure(
            Family::Multimorbidity,
            Population::Adults,
            Rule::ConditionsAtLeast(3),
        );
        check(
            &prevalence,
            &[
                PROPORTION,
                EUROPEAN_STANDARD,
                DIFFERENCE,
                RATIO,
                SLOPE,
                AS_PEOPLE,
                BETWEEN_GROUPS,
                COMPARISON,
                FUNNEL,
                YEARLY_TREND,
                RECORDED,
                ROUNDED,
            ],
        );
        check(
            &measure(Family::Outcome, several.clone(), rate(12)),
            &[
                RATE,
                OWN_STANDARD,
                DIFFERENCE_OF_RATES,
                RATIO,
                SLOPE,
                AS_PEOPLE,
                BETWEEN_GROUPS,
                COMPARISON,
                YEARLY_TREND,
                ROUNDED,
            ],
        );
        let only_all = Some(vec![Breakdown::All]);
        let quarterly = Measure {
            neighbourhood_breakdowns: only_all.clone(),
            whole_breakdowns: only_all,
            ..measure(Family::Coordination, several, within(3))
        };
        check(
            &quarterly,
            &[
                PROPORTION,
                OWN_STANDARD,
                COMPARISON,
                FUNNEL,
                CONTROL_CHART,
                ROUNDED,
            ],
        );
    }

    /// A heading as a link names it.
    fn anchor_of(heading: &str) -> String {
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let letters = heading.chars().filter_map(|letter| match letter {
            ' ' => Some('-'),
            _ if letter.is_alphanumeric() || letter == '-' => Some(letter),
            _ => None,
        });
        letters.collect()
    }

    #[test]
    fn every_method_has_its_heading_and_its_row_in_the_document() {
        let headings: BTreeSet<String> = METHODS
            .lines()
            .filter(|line| line.starts_with('#'))
            .map(anchor_of)
            .collect();
        let rows: Vec<&str> = METHODS
            .lines()
            .filter(|line| line.starts_with("| "))
            .collect();
        for note in EVERY {
            assert!(
                headings.contains(note.anchor),
                "{}: no heading",
                note.anchor
            );
            let link = format!("](#{})", note.anchor);
            let row = rows
                .iter()
                .find(|row| row.starts_with(&format!("| {} |", note.name)) && row.contains(&link));
            assert!(row.is_some(), "{}: no row that leads to {link}", note.name);
        }
    }
}
