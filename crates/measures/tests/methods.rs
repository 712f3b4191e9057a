//! Is every worked example in `docs/methods.md` what the code gives?
//!
//! A block starts with its method; `name: value` is an input and `name = value` a result, which
//! must agree to the digits printed. Every result must be asked for, and every method have a block.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};

use measures::comparison::compare;
use measures::definition::{Direction, Scale};
use measures::difference::{Difference, of_figures};
use measures::dispersion::Dispersion;
use measures::figure::{Figure, figure};
use measures::groups::Groups;
use measures::in_people::GapInPeople;
use measures::interval::{Confidence, Interval};
use measures::limits::Funnel;
use measures::process::{Process, SpecialCause};
use measures::proportion::Proportion;
use measures::published::Published::Shown;
use measures::rate::Rate;
use measures::ratio::Ratio;
use measures::slope::{FEWEST_NATIONAL_FIFTHS, Fifth, Slope};
use measures::standardised::{Standardised, Stratum};
use measures::trend::Trend;

const METHODS: &str = include_str!("../../../docs/methods.md");

/// One grey block of the document.
struct Example {
    line: usize,
    inputs: Vec<(String, String)>,
    results: Vec<(String, String)>,
}

impl Example {
    #[track_caller]
    fn input(&self, name: &str) -> &str {
        self.optional(name)
            .unwrap_or_else(|| panic!("line {}: no input `{name}`", self.line))
    }

    fn optional(&self, name: &str) -> Option<&str> {
        let mut inputs = self.inputs.iter();
        let (_, value) = inputs.find(|(input, _)| input == name)?;
        Some(value)
    }

    #[track_caller]
    fn share(&self, name: &str) -> Proportion {
        share(self.input(name))
    }
}

fn examples() -> Vec<Example> {
    let mut examples = Vec::new();
    let mut open: Option<Example> = None;
    for (index, text) in METHODS.lines().enumerate() {
        match (text, &mut open) {
            ("```example", None) => {
                open = Some(Example {
                    line: index + 1,
                    inputs: Vec::new(),
                    results: Vec::new(),
                });
            }
            ("```", Some(_)) => examples.extend(open.take()),
            (text, Some(example)) => {
                if let Some((name, value)) = text.split_once(" = ") {
                    example.results.push((name.to_owned(), value.to_owned()));
                } else if let Some((name, value)) = text.split_once(": ") {
                    example.inputs.push((name.to_owned(), value.to_owned()));
                } else {
                    panic!("line {}: neither an input nor a result", index + 1);
                }
            }
            (_, None) => {}
        }
    }
    assert!(open.is_none(), "the last block is not closed");
    examples
}

/// A result before it is written with as many decimals as the document prints.
enum Found {
    Number(f64),
    Range(Interval),
    Numbers(Vec<f64>),
    Words(String),
}

impl Found {
    fn written_like(&self, expected: &str) -> String {
        let first = expected.split([' ', ',']).next().unwrap_or_default();
        let decimals = first.split_once('.').map_or(0, |(_, after)| after.len());
        let number = |value: f64| format!("{value:.decimals$}");
        match self {
            Self::Number(value) => number(*value),
            Self::Range(range) => format!("{} to {}", number(range.lower), number(range.upper)),
            Self::Numbers(values) => {
                let values: Vec<String> = values.iter().copied().map(number).collect();
                values.join(", ")
            }
            Self::Words(words) => words.clone(),
        }
    }
}

type Results = BTreeMap<String, Found>;

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(", ")
}

#[track_caller]
fn number<T: std::str::FromStr>(text: &str) -> T {
    let parsed = text.parse().ok();
    parsed.unwrap_or_else(|| panic!("expected a number, found `{text}`"))
}

/// `81 of 263`.
fn pair(text: &str) -> (u32, u32) {
    let (numerator, denominator) = text.split_once(" of ").unwrap();
    (number(numerator), number(denominator))
}

fn share(text: &str) -> Proportion {
    let (numerator, denominator) = pair(text);
    Proportion::new(u64::from(numerator), u64::from(denominator)).unwrap()
}

fn shown(scale: Scale, (numerator, denominator): (u32, u32)) -> Figure {
    figure(scale, Shown(numerator), Shown(denominator), None)
        .shown()
        .unwrap()
}

/// `20 with 1` people with so many events each.
fn people_by_events(text: &str) -> (u64, u64) {
    let (people, each) = text.split_once(" with ").unwrap();
    (number(each), number(people))
}

fn with_intervals(
    value: f64,
    interval: impl Fn(Confidence) -> Interval,
) -> Vec<(&'static str, Found)> {
    vec![
        ("value", Found::Number(value)),
        (
            "95% interval",
            Found::Range(interval(Confidence::Percent95)),
        ),
        (
            "99.8% interval",
            Found::Range(interval(Confidence::Percent998)),
        ),
    ]
}

fn recompute(example: &Example) -> Results {
    let found = match example.input("method") {
        "proportion" => {
            let share = example.share("counts");
            with_intervals(share.value(), |level| share.wilson_interval(level))
        }
        "rate" => rate(example),
        "dispersion" => {
            let people = words(example.input("people by events")).map(people_by_events);
            let dispersion = Dispersion::of_events(people).unwrap().to_one_decimal();
            vec![("dispersion", Found::Number(dispersion.value()))]
        }
        "standardised" => standardised(example),
        "difference of figures" => {
            let scale = Scale::RatePer(number(example.input("per")));
            let [first, second] =
                ["first", "second"].map(|name| shown(scale, pair(example.input(name))));
            let (value, interval) = of_figures(&first, &second);
            vec![
                ("value", Found::Number(value)),
                ("95% interval", Found::Range(interval)),
            ]
        }
        "difference" => {
            let difference = Difference {
                first: example.share("first"),
                second: example.share("second"),
            };
            with_intervals(difference.value(), |level| {
                difference.newcombe_interval(level)
            })
        }
        "ratio" => {
            let ratio = Ratio::new(example.share("first"), example.share("second")).unwrap();
            with_intervals(ratio.value(), |level| ratio.log_interval(level))
        }
        "slope" => slope(example),
        "gap in people" => gap_in_people(example),
        "groups" => groups(example),
        "comparison" => {
            let figure = shown(Scale::Proportion, pair(example.input("counts")));
            let direction = match example.input("direction") {
                "higher is better" => Direction::HigherIsBetter,
                "lower is better" => Direction::LowerIsBetter,
                "neutral" => Direction::Neutral,
                other => panic!("{other} is no direction"),
            };
            let comparison = compare(&figure, number(example.input("reference")), direction);
            vec![("comparison", Found::Words(comparison.key().to_owned()))]
        }
        "funnel" => {
            let funnel = Funnel::new(number(example.input("reference"))).unwrap();
            let people = number(example.input("people"));
            let limits = |level| Found::Range(funnel.limits(people, level).unwrap());
            vec![
                ("95% limits", limits(Confidence::Percent95)),
                ("99.8% limits", limits(Confidence::Percent998)),
            ]
        }
        "trend" => trend(example),
        "process" => process(example),
        other => panic!("line {}: {other} is no method", example.line),
    };
    let found = found.into_iter();
    found
        .map(|(name, found)| (name.to_owned(), found))
        .collect()
}

fn rate(example: &Example) -> Vec<(&'static str, Found)> {
    let [events, people] = ["events", "people"].map(|name| number(example.input(name)));
    let rate = Rate::new(events, people, number(example.input("per"))).unwrap();
    let dispersion = example.optional("dispersion");
    let dispersion = dispersion.map(|text| Dispersion::new(number(text)).unwrap());
    with_intervals(rate.value(), |level| match dispersion {
        Some(dispersion) => rate.dispersed_interval(level, dispersion),
        None => rate.interval(level),
    })
}

/// `weight 2200, people 400, above the line 12` or `…, events 20 with 1 and 10 with 4`.
fn stratum(text: &str) -> Stratum {
    let parts: Vec<&str> = words(text).collect();
    let weight = number(parts[0].strip_prefix("weight ").unwrap());
    let people = number(parts[1].strip_prefix("people ").unwrap());
    if let Some(count) = parts[2].strip_prefix("above the line ") {
        return Stratum::of_people(weight, people, number(count));
    }
    let events = parts[2].strip_prefix("events ").unwrap();
    Stratum::of_events(weight, people, events.split(" and ").map(people_by_events))
}

fn standardised(example: &Example) -> Vec<(&'static str, Found)> {
    let inputs = example.inputs.iter();
    let strata = inputs
        .filter(|(name, _)| name == "stratum")
        .map(|(_, text)| stratum(text))
        .collect();
    let standardised = Standardised::new(&[strata]).unwrap();
    with_intervals(standardised.value(), |level| standardised.interval(level))
}

/// Fifths, the most deprived first, and what their figures are.
fn fifths(example: &Example) -> (Scale, Vec<Fifth>) {
    let scale = match example.input("scale").split_once(" per ") {
        Some((_, per)) => Scale::RatePer(number(per)),
        None => Scale::Proportion,
    };
    let fifths = words(example.input("groups")).map(|text| Fifth {
        people: u64::from(pair(text).1),
        figure: shown(scale, pair(text)),
    });
    (scale, fifths.collect())
}

fn gap_in_people(example: &Example) -> Vec<(&'static str, Found)> {
    let (scale, fifths) = fifths(example);
    let gap = GapInPeople::new(scale, &fifths).unwrap();
    with_intervals(gap.value, |level| match level {
        Confidence::Percent95 => gap.interval_95,
        Confidence::Percent998 => gap.interval_998,
    })
}

fn slope(example: &Example) -> Vec<(&'static str, Found)> {
    let (scale, fifths) = fifths(example);
    let slope = Slope::new(scale, &fifths, FEWEST_NATIONAL_FIFTHS).unwrap();
    let slope_index = |level| Found::Range(slope.slope_interval(level));
    let relative_index = |level| Found::Range(slope.relative_interval(level));
    let residuals = slope.points().iter().map(|point| point.residual);
    vec![
        ("most deprived", Found::Number(slope.at(0.0))),
        ("least deprived", Found::Number(slope.at(1.0))),
        ("slope index", Found::Number(slope.slope_index())),
        ("slope index 95%", slope_index(Confidence::Percent95)),
        ("relative index", Found::Number(slope.relative_index())),
        ("relative index 95%", relative_index(Confidence::Percent95)),
        (
            "relative index 99.8%",
            relative_index(Confidence::Percent998),
        ),
        ("residuals", Found::Numbers(residuals.collect())),
    ]
}

fn groups(example: &Example) -> Vec<(&'static str, Found)> {
    let shares = words(example.input("groups")).map(share).collect();
    let groups = Groups::new(example.share("everybody"), shares).unwrap();
    let (_, widest) = groups.widest().unwrap();
    let interval = widest.newcombe_interval(Confidence::Percent95);
    let index = groups.index_of_disparity().unwrap();
    vec![
        ("widest from the others", Found::Number(widest.value())),
        ("widest 95%", Found::Range(interval)),
        (
            "highest less lowest",
            Found::Number(groups.ends().gap.value()),
        ),
        ("index of disparity", Found::Number(index)),
    ]
}

fn trend(example: &Example) -> Vec<(&'static str, Found)> {
    let people = words(example.input("people")).map(number);
    let yearly: Vec<Figure> = words(example.input("counts"))
        .map(number)
        .zip(people)
        .map(|counts| shown(Scale::Proportion, counts))
        .collect();
    let trend = Trend::new(&yearly).unwrap();
    vec![
        ("slope", Found::Number(trend.slope())),
        ("standard error", Found::Number(trend.standard_error())),
        ("chi-squared", Found::Number(trend.chi_squared())),
        ("marker", Found::Words(trend.marker().key().to_owned())),
    ]
}

fn process(example: &Example) -> Vec<(&'static str, Found)> {
    let values: Vec<f64> = words(example.input("values")).map(number).collect();
    let process = Process::new(&values).unwrap();
    let causes = process.special_causes().into_iter().enumerate();
    let causes: Vec<String> = causes
        .filter_map(|(index, cause)| {
            let rule = match cause? {
                SpecialCause::OutsideLimits(_) => "outside the limits",
                SpecialCause::Run(_) => "in a run",
                SpecialCause::NearLimit(_) => "near a limit",
                SpecialCause::OneSide(_) => "on one side",
            };
            Some(format!("{} {rule}", index + 1))
        })
        .collect();
    vec![
        ("mean", Found::Number(process.mean())),
        ("limits", Found::Range(process.limits())),
        ("special causes", Found::Words(causes.join(", "))),
    ]
}

#[test]
fn every_example_is_what_the_code_gives() {
    for example in examples() {
        let results = recompute(&example);
        assert!(!example.results.is_empty(), "line {}", example.line);
        for (name, expected) in &example.results {
            let found = results
                .get(name)
                .unwrap_or_else(|| panic!("line {}: {name} is no result", example.line));
            let found = found.written_like(expected);
            assert_eq!(&found, expected, "line {}: {name}", example.line);
        }
    }
}

#[test]
fn every_method_has_an_example() {
    let examples = examples();
    let shown: BTreeSet<&str> = examples.iter().map(|each| each.input("method")).collect();
    let every = BTreeSet::from([
        "comparison",
        "difference",
        "difference of figures",
        "dispersion",
        "funnel",
        "gap in people",
        "groups",
        "process",
        "proportion",
        "rate",
        "ratio",
        "slope",
        "standardised",
        "trend",
    ]);
    assert_eq!(shown, every);
}
