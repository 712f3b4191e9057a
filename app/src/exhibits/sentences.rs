//! Which finding each chart and page states: figures go to `wording`, words come back.
//!
//! The judgement and its words are `wording`'s, so that page, alternative text and export agree.

use aggregates::gaps::Method;
use charts::group_bars::GroupBars;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::figure::Figure;
use measures::published::Published;
use wording::finding::{self, AreaValue, Between, Fifths, GroupValue, StepValue, Subject, Words};
use wording::number;

use super::deprivation;
use super::view::{View, population};
use crate::components::pickers::sentence_case;

/// The subject of a measure; its period is written out by the caller, who keeps it.
fn subject<'a>(view: &View<'a>, measure: usize, period: &'a str) -> Subject<'a> {
    let definition = &view.catalogue().measures[measure];
    Subject {
        title: &definition.title,
        scale: definition.scale(),
        direction: definition.direction,
        whole: view.whole(),
        period,
    }
}

/// Words with the people the measure is about in their subtitle.
fn of_people(words: Words, view: &View, measure: usize) -> Words {
    let people = population(&view.catalogue().measures[measure], view.catalogue());
    Words {
        subtitle: format!("{}. Out of {people}.", words.subtitle),
        ..words
    }
}

fn whole_figure(view: &View, measure: usize) -> Published<Figure> {
    view.figure_of(measure, view.catalogue().whole_index())
        .unwrap_or(Published::NotCalculable)
}

fn area_value<'a>(view: &View<'a>, measure: usize, area: AreaIndex) -> Option<AreaValue<'a>> {
    Some(AreaValue {
        name: &view.catalogue().area(area).name,
        figure: view.figure_of(measure, area)?,
        comparison: view.comparison_of(measure, area),
    })
}

/// How the neighbourhoods, or the chosen one, stand beside the whole.
#[must_use]
pub fn by_area(view: &View) -> Words {
    let measure = view.selection.measure;
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, measure, &period);
    let whole = whole_figure(view, measure);
    let chosen = area_value(view, measure, view.selection.area).filter(|_| !view.is_whole());
    let words = if let Some(chosen) = chosen {
        finding::area(&subject, &chosen, &whole)
    } else {
        let values: Vec<AreaValue> = view
            .neighbourhoods()
            .filter_map(|(area, _)| area_value(view, measure, area))
            .collect();
        finding::areas(&subject, &values, &whole)
    };
    of_people(words, view, measure)
}

/// A measure's value in the chosen area, as a sentence that stands on its own.
#[must_use]
pub fn share(view: &View, measure: usize) -> String {
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, measure, &period);
    let row = view
        .shelf
        .everybody(measure, view.selection.period, view.selection.area);
    let (Some(row), Some(value)) = (row, area_value(view, measure, view.selection.area)) else {
        return format!("{}: on its way.", subject.title);
    };
    if view.is_whole() {
        finding::whole(&subject, &value.figure, &row.numerator).sentence
    } else {
        finding::area(&subject, &value, &whole_figure(view, measure)).sentence
    }
}

/// The interval and counts of a measure in the chosen area, for a card.
#[must_use]
pub fn with_interval(view: &View, measure: usize) -> String {
    let scale = view.catalogue().measures[measure].scale();
    let Some(row) = view
        .shelf
        .everybody(measure, view.selection.period, view.selection.area)
    else {
        return String::new();
    };
    let figure = row.figure(view.catalogue());
    let counts = (row.numerator.shown(), row.denominator.shown());
    match (figure, counts) {
        (Published::Shown(figure), (Some(numerator), Some(denominator))) => format!(
            "{} of {}, 95% interval {}.",
            sentence_case(&number::about_counted(scale, numerator)),
            number::thousands(u64::from(denominator)),
            number::interval(scale, &figure.interval_95)
        ),
        (absent, _) => wording::status::reason(&absent)
            .unwrap_or_default()
            .to_owned(),
    }
}

/// How the chosen area's value has changed.
#[must_use]
pub fn over_time(view: &View, figures: &[Published<Figure>]) -> Words {
    let measure = view.selection.measure;
    let subject = subject(view, measure, "every quarter");
    let periods = &view.catalogue().periods;
    of_people(
        finding::trend(&subject, &view.area().name, periods, figures),
        view,
        measure,
    )
}

/// How the groups of the chosen area's people differ.
#[must_use]
pub fn by_group(view: &View, breakdown: Breakdown, values: &[GroupValue]) -> Words {
    let measure = view.selection.measure;
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, measure, &period);
    of_people(
        finding::groups(&subject, &view.area().name, breakdown, values),
        view,
        measure,
    )
}

/// The step that fewest people have; in the whole, with how far the neighbourhoods differ.
#[must_use]
pub fn steps(
    view: &View,
    all: usize,
    steps: &[StepValue],
    areas: &[(&str, Vec<Published<Figure>>)],
) -> Words {
    let period = wording::date::snapshot(view.quarter());
    let subject = Subject {
        title: "Steps of coordinated care",
        ..subject(view, all, &period)
    };
    let words = if view.is_whole() {
        finding::cascade_by_area(&subject, steps, areas)
    } else {
        finding::cascade(&subject, &view.area().name, steps)
    };
    of_people(words, view, all)
}

/// The condition most often recorded.
#[must_use]
pub fn conditions(view: &View, measure: usize, chart: &GroupBars) -> Words {
    let shown = chart
        .rows
        .iter()
        .filter_map(|row| Some((&row.label, row.figure.shown()?)));
    let mut shown: Vec<(&String, Figure)> = shown.collect();
    shown.sort_by(|one, other| other.1.value.total_cmp(&one.1.value));
    let name = &view.area().name;
    let headline = match shown.first() {
        Some((label, figure)) => format!(
            "{label} is recorded most often in {name}: {}",
            number::value(chart.scale, figure.value)
        ),
        None => format!("No condition can be shown for {name}"),
    };
    let said = shown.iter().map(|(label, figure)| {
        let value = number::value_and_interval(chart.scale, figure.value, &figure.interval_95);
        format!("{label}: {value}")
    });
    let said: Vec<String> = said.collect();
    let words = Words {
        subtitle: format!(
            "Single conditions, {name}, {}",
            wording::date::snapshot(view.quarter())
        ),
        description: format!("{headline}. {}.", said.join("; ")),
        sentence: full_stop(&headline),
        headline,
    };
    of_people(words, view, measure)
}

/// The two fifths of an area and what lies between them, as the release says it.
#[must_use]
pub fn fifths<'a>(view: &View<'a>, area: AreaIndex) -> Option<Fifths<'a>> {
    let [most_deprived, least_deprived] = deprivation::ends(view, area)?;
    let between = |method| {
        let gap = deprivation::gap(view, view.selection.period, area, method);
        gap.map(|gap| Between {
            value: gap.value,
            interval: gap.interval_95,
        })
    };
    Some(Fifths {
        place: &view.catalogue().area(area).name,
        most_deprived,
        least_deprived,
        difference: between(Method::Difference),
        ratio: between(Method::Ratio),
    })
}

/// The gap by deprivation in the chosen area; for the whole, in every neighbourhood.
#[must_use]
pub fn gaps(view: &View) -> Words {
    let measure = view.selection.measure;
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, measure, &period);
    let words = if view.is_whole() {
        let places: Vec<Fifths> = view
            .neighbourhoods()
            .filter_map(|(area, _)| fifths(view, area))
            .collect();
        finding::fifths_by_area(&subject, &places)
    } else {
        gap(view)
    };
    of_people(words, view, measure)
}

/// The gap by deprivation in the chosen area.
#[must_use]
pub fn gap(view: &View) -> Words {
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, view.selection.measure, &period);
    fifths(view, view.selection.area)
        .map_or_else(Words::default, |fifths| finding::fifths(&subject, &fifths))
}

/// How many people the gap stands for.
#[must_use]
pub fn as_people(view: &View, people: i32) -> String {
    let more = if people > 0 { "more" } else { "fewer" };
    // The counts behind it are rounded to 5, so its last digit says nothing.
    let about = u64::from(people.unsigned_abs()).div_ceil(10) * 10;
    format!(
        "If every fifth in {} had the share of the least deprived, about {} {more} people would \
         be counted.",
        view.area().name,
        number::thousands(about)
    )
}

/// Whether the gap of the chosen area has changed, by the first and the last that is published.
#[must_use]
pub fn gap_over_time(view: &View) -> Words {
    let measure = view.selection.measure;
    let name = &view.area().name;
    let periods = &view.catalogue().periods;
    let shown: Vec<(String, deprivation::GapFigure)> = periods
        .iter()
        .enumerate()
        .filter_map(|(period, quarter)| {
            let gap = deprivation::gap(view, period, view.selection.area, Method::Difference);
            Some((wording::date::snapshot_month(*quarter), gap.shown()?))
        })
        .collect();
    let size = |gap: &deprivation::GapFigure| number::difference(view.scale(), gap.value);
    let headline = match shown.as_slice() {
        [] => format!("The gap by deprivation in {name} cannot be followed"),
        [(month, gap)] => format!("A gap of {} in {month}", size(gap)),
        [(since, then), .., (until, now)] => {
            let (before, after) = (then.interval_95, now.interval_95);
            let apart = after.lower > before.upper || after.upper < before.lower;
            let change = match (apart, now.value.abs() > then.value.abs()) {
                (false, _) => "No clear change in the gap",
                (true, true) => "The gap is wider",
                (true, false) => "The gap is narrower",
            };
            format!(
                "{change}: {} in {since}, {} in {until}",
                size(then),
                size(now)
            )
        }
    };
    let words = Words {
        subtitle: format!(
            "{}, {name}, local fifths by deprivation, every quarter",
            view.measure().title
        ),
        description: format!(
            "{headline}. Two lines with their 95% intervals: the most and the least deprived fifth."
        ),
        sentence: full_stop(&headline),
        headline,
    };
    of_people(words, view, measure)
}

/// A headline as a sentence.
#[must_use]
pub fn full_stop(headline: &str) -> String {
    format!("{headline}.")
}
