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
        let counts = [&row.numerator, &row.denominator];
        finding::whole(&subject, &value.figure, counts).sentence
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
            "{}. 95% interval: {}.",
            sentence_case(&number::about_of(scale, numerator, denominator)),
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
    let period = wording::date::snapshot(view.quarter());
    let subject = Subject {
        title: "Single conditions",
        ..subject(view, measure, &period)
    };
    let values: Vec<StepValue> = chart
        .rows
        .iter()
        .map(|row| StepValue {
            title: &row.label,
            figure: row.figure,
        })
        .collect();
    of_people(
        finding::most_often(&subject, &view.area().name, &values),
        view,
        measure,
    )
}

/// The two fifths of an area and what lies between them, as the release says it.
#[must_use]
pub fn fifths<'a>(view: &View<'a>, area: AreaIndex) -> Option<Fifths<'a>> {
    let [most_deprived, least_deprived] = deprivation::ends(view, area)?;
    let between = |method| {
        let gap = deprivation::gap(view, view.selection.period, area, method);
        gap.map(as_between)
    };
    Some(Fifths {
        place: &view.catalogue().area(area).name,
        most_deprived,
        least_deprived,
        difference: between(Method::Difference),
        ratio: between(Method::Ratio),
    })
}

fn as_between(gap: deprivation::GapFigure) -> Between {
    Between {
        value: gap.value,
        interval: gap.interval_95,
    }
}

/// The gap by deprivation in the chosen area; for the whole, its own and every neighbourhood's.
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
        let whole = fifths(view, view.catalogue().whole_index());
        finding::fifths_by_area(&subject, whole.as_ref(), &places)
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

/// Whether the gap of the chosen area has changed, by the first and the last that is published.
#[must_use]
pub fn gap_over_time(view: &View) -> Words {
    let measure = view.selection.measure;
    let subject = subject(view, measure, "local fifths by deprivation, every quarter");
    let periods = &view.catalogue().periods;
    let gaps: Vec<Published<Between>> = (0..periods.len())
        .map(|period| {
            let gap = deprivation::gap(view, period, view.selection.area, Method::Difference);
            gap.map(as_between)
        })
        .collect();
    let words = finding::gap_over_time(&subject, &view.area().name, periods, &gaps);
    of_people(words, view, measure)
}
