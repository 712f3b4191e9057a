//! Which finding each chart and page states. The words for numbers, dates, groups and
//! comparisons are `wording`'s; nothing is called different unless its interval says so.

use charts::group_bars::GroupBars;
use measures::breakdown::Breakdown;
use measures::comparison::Comparison;
use measures::figure::Figure;
use measures::published::Published;
use wording::number;

use super::deprivation::GapFigure;
use super::view::View;
use crate::components::pickers::sentence_case;

/// How the neighbourhoods, or the chosen one, stand beside the whole.
#[must_use]
pub fn by_area(view: &View) -> String {
    if !view.is_whole() {
        return here(view, view.selection.measure);
    }
    let comparisons: Vec<Comparison> = view
        .neighbourhoods()
        .filter_map(|(area, _)| view.comparison_of(view.selection.measure, area))
        .collect();
    let count = |wanted: [Comparison; 2]| {
        comparisons.iter().filter(|comparison| wanted.contains(comparison)).count()
    };
    let sides = [
        (count([Comparison::MuchBetter, Comparison::Better]), "better than"),
        (count([Comparison::MuchWorse, Comparison::Worse]), "worse than"),
        (count([Comparison::MuchHigher, Comparison::Higher]), "higher than"),
        (count([Comparison::MuchLower, Comparison::Lower]), "lower than"),
    ];
    let total = view.catalogue().neighbourhoods.len();
    let found: Vec<String> = sides
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, side)| format!("{} {side}", number::small(*count)))
        .collect();
    match found.as_slice() {
        [] if comparisons.is_empty() => {
            format!("No neighbourhood can be compared with {}", view.whole())
        }
        [] => format!("No neighbourhood differs clearly from {}", view.whole()),
        found => sentence_case(&format!(
            "{} {}, of {} neighbourhoods",
            found.join(" and "),
            view.whole(),
            number::small(total)
        )),
    }
}

/// The chosen area's value for a measure, with what may be said of it beside the whole.
#[must_use]
pub fn here(view: &View, measure: usize) -> String {
    let scale = view.catalogue().measures[measure].scale();
    let name = &view.area().name;
    match view.figure_of(measure, view.selection.area) {
        None => format!("{name}: not loaded"),
        Some(Published::Shown(figure)) => {
            let beside = view.comparison_of(measure, view.selection.area);
            let beside = beside.map_or_else(String::new, |comparison| {
                format!(", {}", wording::comparison::beside(comparison, view.whole()))
            });
            format!("{name}: {}{beside}", number::value_with_unit(scale, figure.value))
        }
        Some(absent) => {
            format!("{name}: {}", wording::status::short(&absent).unwrap_or_default())
        }
    }
}

/// The first and the chosen snapshot's value.
#[must_use]
pub fn over_time(view: &View, figures: &[Published<Figure>]) -> String {
    let name = &view.area().name;
    let first = figures.iter().position(|figure| figure.shown().is_some());
    let chosen = view.selection.period;
    let now = figures.get(chosen).and_then(|figure| figure.shown());
    let value = |figure: Figure| number::value(view.scale(), figure.value);
    let month = |period: usize| wording::date::snapshot_month(view.catalogue().periods[period]);
    match (first.and_then(|first| Some((first, figures[first].shown()?))), now) {
        (Some((first, then)), Some(now)) if first < chosen => {
            let apart = now.interval_95.lower > then.interval_95.upper
                || now.interval_95.upper < then.interval_95.lower;
            let verb = match (apart, now.value > then.value) {
                (false, _) => "shows no clear change",
                (true, true) => "has risen",
                (true, false) => "has fallen",
            };
            format!(
                "{name} {verb}: {} in {}, {} in {}",
                value(then),
                month(first),
                value(now),
                month(chosen)
            )
        }
        (_, Some(now)) => format!("{name}: {} in {}", value(now), month(chosen)),
        _ => format!("{name}: no figure in {}", month(chosen)),
    }
}

/// The highest and the lowest group, where their intervals are apart.
#[must_use]
pub fn by_group(view: &View, chart: &GroupBars) -> String {
    let breakdown = view.selection.breakdown;
    let labels = view.catalogue().groups(breakdown);
    let mut shown: Vec<(String, Figure)> = chart
        .rows
        .iter()
        .filter_map(|row| {
            let label = labels.iter().find(|label| wording::group::label(breakdown, label) == row.label)?;
            if wording::group::is_not_known(label) {
                return None;
            }
            Some((wording::group::in_sentence(breakdown, label), row.figure.shown()?))
        })
        .collect();
    shown.sort_by(|one, other| one.1.value.total_cmp(&other.1.value));
    let (Some((low, lowest)), Some((high, highest))) = (shown.first(), shown.last()) else {
        return format!("No group can be shown for {}", view.area().name);
    };
    if shown.len() < 2 {
        return format!("Only {high} can be shown: {}", number::value(view.scale(), highest.value));
    }
    if lowest.interval_95.upper < highest.interval_95.lower {
        format!(
            "Highest among {high} ({}), lowest among {low} ({})",
            number::value(view.scale(), highest.value),
            number::value(view.scale(), lowest.value)
        )
    } else {
        format!("No clear difference by {}", short_split(breakdown))
    }
}

fn short_split(breakdown: Breakdown) -> &'static str {
    match breakdown {
        Breakdown::ImdQuintile | Breakdown::ImdLocalQuintile => "deprivation",
        other => wording::group::split_by(other),
    }
}

/// The commonest condition.
#[must_use]
pub fn conditions(view: &View, chart: &GroupBars) -> String {
    let commonest = chart
        .rows
        .iter()
        .filter_map(|row| Some((&row.label, row.figure.shown()?)))
        .max_by(|one, other| one.1.value.total_cmp(&other.1.value));
    match commonest {
        Some((label, figure)) => format!(
            "{label} is the condition most often recorded in {}: {}",
            view.area().name,
            number::value(chart.scale, figure.value)
        ),
        None => format!("No condition can be shown for {}", view.area().name),
    }
}

/// The step that fewest have, and how many have all.
#[must_use]
pub fn steps(view: &View, names: &[String], figures: &[Published<Figure>]) -> String {
    let name = &view.area().name;
    let value = |figure: Figure| number::percent(figure.value);
    let Some((all, steps)) = figures.split_last() else {
        return format!("No step can be shown for {name}");
    };
    let rarest = names
        .iter()
        .zip(steps)
        .filter_map(|(step, figure)| Some((step, figure.shown()?)))
        .min_by(|one, other| one.1.value.total_cmp(&other.1.value));
    match (all.shown(), rarest) {
        (Some(all), Some((step, rare))) => format!(
            "{} in {name} have all {} steps; the rarest is “{step}” ({})",
            value(all),
            number::small(steps.len()),
            value(rare)
        ),
        (None, Some((step, rare))) => {
            format!("{name}: the rarest step is “{step}” ({})", value(rare))
        }
        _ => format!("No step can be shown for {name}"),
    }
}

/// The gap by deprivation in the chosen area, and whether its interval leaves out zero.
#[must_use]
pub fn gap(view: &View, gap: Published<GapFigure>) -> String {
    let name = &view.area().name;
    match gap {
        Published::Shown(gap) => {
            let range = gap.interval_95;
            if range.lower <= 0.0 && range.upper >= 0.0 {
                return format!("{name}: no clear gap between the most and least deprived fifth");
            }
            let side = if gap.value > 0.0 { "lower" } else { "higher" };
            format!(
                "{name}: {} {side} in the most deprived fifth than in the least",
                number::difference(view.scale(), gap.value)
            )
        }
        absent => {
            let why = wording::status::short(&absent).unwrap_or_default();
            format!("{name}: the gap by deprivation is {why}")
        }
    }
}

/// The first and the last gap that can be worked out.
#[must_use]
pub fn gap_over_time(view: &View) -> String {
    let all = 0..view.catalogue().periods.len();
    let area = view.selection.area;
    let shown: Vec<(usize, GapFigure)> = all
        .filter_map(|period| {
            let gap = super::deprivation::gap(view, period, area, aggregates::gaps::Method::Difference);
            Some((period, gap.shown()?))
        })
        .collect();
    let (Some((first, then)), Some((last, now))) = (shown.first(), shown.last()) else {
        return format!("{}: the gap by deprivation cannot be followed", view.area().name);
    };
    let month = |period: usize| wording::date::snapshot_month(view.catalogue().periods[period]);
    let apart = now.interval_95.lower > then.interval_95.upper
        || now.interval_95.upper < then.interval_95.lower;
    let size = |gap: &GapFigure| number::difference(view.scale(), gap.value);
    if !apart {
        return format!("The gap shows no clear change since {}: {} then, {} in {}",
            month(*first), size(then), size(now), month(*last));
    }
    let verb = if now.value.abs() > then.value.abs() { "widened" } else { "narrowed" };
    format!("The gap has {verb} since {}: {} then, {} in {}",
        month(*first), size(then), size(now), month(*last))
}

/// "In Peckham, 17.1% (16.2% to 18.0%) of adults …": a measure's value as a plain sentence.
#[must_use]
pub fn share(view: &View, measure: usize) -> String {
    let definition = &view.catalogue().measures[measure];
    let scale = definition.scale();
    let name = &view.area().name;
    let title = &definition.title;
    let Some(row) = view.shelf.everybody(measure, view.selection.period, view.selection.area)
    else {
        return format!("{title} in {name}: on its way.");
    };
    match row.figure(view.catalogue()) {
        Published::Shown(figure) => {
            let value = number::value_with_unit(scale, figure.value);
            let counted = row.numerator.shown().map_or_else(String::new, |count| {
                format!(", {}", number::about_counted(scale, count))
            });
            let beside = view.comparison_of(measure, view.selection.area);
            let beside = beside.map_or_else(String::new, |comparison| {
                format!(": {}", wording::comparison::beside(comparison, view.whole()))
            });
            format!("{title} in {name}: {value}{counted}{beside}.")
        }
        absent => format!(
            "{title} in {name}: {}.",
            wording::status::short(&absent).unwrap_or_default()
        ),
    }
}

/// The interval and counts of a measure in the chosen area, for a card.
#[must_use]
pub fn with_interval(view: &View, measure: usize) -> String {
    let scale = view.catalogue().measures[measure].scale();
    let Some(row) = view.shelf.everybody(measure, view.selection.period, view.selection.area)
    else {
        return String::new();
    };
    let figure = row.figure(view.catalogue());
    let counts = (row.numerator.shown(), row.denominator.shown());
    match (figure, counts) {
        (Published::Shown(figure), (Some(numerator), Some(denominator))) => format!(
            "{} of {}; 95% interval {}.",
            sentence_case(&number::about_counted(scale, numerator)),
            number::thousands(u64::from(denominator)),
            number::interval(scale, &figure.interval_95)
        ),
        (absent, _) => wording::status::reason(&absent).unwrap_or_default().to_owned(),
    }
}

/// The gap's direction and interval, for a card.
#[must_use]
pub fn gap_with_interval(view: &View, gap: Published<GapFigure>) -> String {
    match gap {
        Published::Shown(gap) => format!(
            "Least minus most deprived local fifth; 95% interval {}.",
            number::difference_interval(view.scale(), &gap.interval_95)
        ),
        absent => wording::status::reason(&absent).unwrap_or_default().to_owned(),
    }
}

/// How many people the gap stands for.
#[must_use]
pub fn as_people(people: i32) -> String {
    let more = if people > 0 { "more" } else { "fewer" };
    format!(
        "With the least deprived fifth’s share everywhere, about {} {more} people would be counted.",
        number::thousands(u64::from(people.unsigned_abs()))
    )
}

/// A headline as a sentence.
#[must_use]
pub fn full_stop(headline: &str) -> String {
    format!("{headline}.")
}
