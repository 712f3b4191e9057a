//! Which finding each chart and page states: figures go to `wording`, words come back.
//!
//! The judgement and its words are `wording`'s, so that page, alternative text and export agree.

use charts::group_bars::GroupBars;
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::figure::Figure;
use measures::published::Published;
use measures::trend::YEARS;
use wording::finding::{self, Ages, AreaValue, GroupValue, Profile, StepValue, Subject, Words};
use wording::list::capitalised;
use wording::number;

use super::view::{View, population};

/// Snapshots in a year.
const QUARTERS_IN_A_YEAR: usize = 4;

/// The subject of a measure; its period is written out by the caller, who keeps it.
#[must_use]
pub fn subject<'a>(view: &View<'a>, measure: usize, period: &'a str) -> Subject<'a> {
    Subject {
        basis: view.basis,
        ..Subject::new(&view.catalogue().measures[measure], view.whole(), period)
    }
}

/// Words with the people the measure is about in their subtitle.
#[must_use]
pub fn of_people(words: Words, view: &View, measure: usize) -> Words {
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

fn area_values<'a>(view: &View<'a>, measure: usize) -> Vec<AreaValue<'a>> {
    view.neighbourhoods()
        .filter_map(|(area, _)| area_value(view, measure, area))
        .collect()
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
        finding::areas(&subject, &area_values(view, measure), &whole)
    };
    of_people(words, view, measure)
}

/// A measure's value in the chosen area as counted, as a sentence that stands on its own.
#[must_use]
pub fn share(view: &View, measure: usize) -> String {
    let view = &view.as_counted();
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
            capitalised(&number::about_of(scale, numerator, denominator)),
            number::interval(scale, &figure.interval_95)
        ),
        (absent, _) => wording::status::reason(&absent)
            .unwrap_or_default()
            .to_owned(),
    }
}

/// How the chosen area's value has changed: by the test of a yearly trend where its years are
/// shown, else by its ends.
#[must_use]
pub fn over_time(view: &View, figures: &[Published<Figure>]) -> Words {
    let measure = view.selection.measure;
    let subject = subject(view, measure, "every quarter");
    let periods = &view.catalogue().periods;
    let yearly = figures.iter().rev().step_by(QUARTERS_IN_A_YEAR).take(YEARS);
    let tested = yearly.filter(|figure| figure.shown().is_some()).count() == YEARS;
    let finding = if tested {
        finding::yearly_trend
    } else {
        finding::trend
    };
    let words = finding(&subject, &view.area().name, periods, figures);
    of_people(words, view, measure)
}

/// What the limits of chance say of the chosen area's quarters.
#[must_use]
pub fn control_chart(view: &View, figures: &[Published<Figure>]) -> Words {
    let measure = view.selection.measure;
    let subject = subject(view, measure, "every quarter");
    let periods = &view.catalogue().periods;
    let words = finding::control_chart(&subject, &view.area().name, periods, figures);
    of_people(words, view, measure)
}

/// Which neighbourhoods lie outside the limits that their size would give.
#[must_use]
pub fn funnel(view: &View) -> Words {
    let measure = view.selection.measure;
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, measure, &period);
    let values = area_values(view, measure);
    let words = finding::funnel(&subject, &values, &whole_figure(view, measure));
    of_people(words, view, measure)
}

/// How the groups of the chosen area's people differ.
#[must_use]
pub fn by_group(view: &View, breakdown: Breakdown, values: &[GroupValue]) -> Words {
    let measure = view.selection.measure;
    let period = wording::date::snapshot(view.quarter());
    let subject = Subject {
        basis: view.basis_of(breakdown),
        ..subject(view, measure, &period)
    };
    of_people(
        finding::groups(&subject, &view.area().name, breakdown, values),
        view,
        measure,
    )
}

/// Which neighbourhoods have changed over the years.
#[must_use]
pub fn over_time_by_area(view: &View, areas: &[(&str, Vec<Published<Figure>>)]) -> Words {
    let measure = view.selection.measure;
    let subject = subject(view, measure, "every quarter");
    of_people(finding::trends_by_area(&subject, areas), view, measure)
}

/// Where neighbourhoods differ most, over several measures.
#[must_use]
pub fn at_a_glance(view: &View, measures: &[usize], profiles: &[Profile]) -> Words {
    let catalogue = view.catalogue();
    let Some(first) = measures.first() else {
        return Words::default();
    };
    let directions: Vec<_> = measures
        .iter()
        .map(|measure| catalogue.measures[*measure].direction)
        .collect();
    let period = wording::date::snapshot(view.quarter());
    let subject = Subject {
        title: "Several measures",
        ..subject(view, *first, &period)
    };
    finding::at_a_glance(&subject, &directions, profiles)
}

/// The ages of most people with several conditions.
#[must_use]
pub fn need_by_age(view: &View, measure: usize, ages: &[Ages]) -> Words {
    let period = wording::date::snapshot(view.quarter());
    let subject = subject(view, measure, &period);
    finding::need_by_age(&subject, &view.area().name, ages)
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
