//! One place quarter by quarter: changed, or only varying as it always has.
//!
//! For measures that count each quarter by itself. Where the windows overlap there are no limits,
//! and [`why_limits`] says why.

use measures::definition::{Measure, Scale};
use measures::figure::Figure;
use measures::period::Quarter;
use measures::process::{NoLimits, Process, RUN_POINTS, SETTLED_POINTS, Side, SpecialCause};
use measures::published::Published;

use super::{Judgement, Subject, Words, absences};
use crate::list::and;
use crate::{date, number};

/// Special causes in a place's values, one for each quarter, earliest first.
#[must_use]
pub fn control_chart(
    subject: &Subject,
    place: &str,
    periods: &[Quarter],
    figures: &[Published<Figure>],
) -> Words {
    let values: Vec<f64> = figures
        .iter()
        .filter_map(|figure| Some(figure.shown()?.value))
        .collect();
    let mut numbers = Vec::new();
    let judgement =
        if values.is_empty() {
            Judgement::none("quarter", figures.iter())
        } else if values.len() < figures.len() {
            Judgement::said("no limits can be drawn: not every quarter is shown")
        } else {
            match Process::new(&values) {
                Ok(process) => {
                    let episodes = episodes(&process, periods);
                    numbers.push(limits(subject, &process));
                    numbers.extend(episodes.iter().map(|episode| {
                        format!("{}: {}", rule(episode.cause), and(&episode.spans))
                    }));
                    numbers.push(subject.better());
                    if process.limits_are_trial() {
                        numbers.push(format!(
                        "With fewer than {SETTLED_POINTS} quarters these are trial limits, which \
                         may still move"
                    ));
                    }
                    judgement(&process, &episodes)
                }
                Err(NoLimits::Constant) => Judgement::said(format!(
                    "every quarter is the same, {}, so there are no limits",
                    subject.value(values[0])
                )),
                Err(NoLimits::TooFewPoints { .. }) => {
                    Judgement::said("one quarter alone has no limits")
                }
            }
        };
    numbers.extend(absences(figures.iter()));
    subject.words(place, &judgement, &numbers)
}

/// Why a measure's chart over time has control limits, or none: a sentence beside the chart.
#[must_use]
pub fn why_limits(measure: &Measure) -> String {
    match measure.window_months() {
        Some(_) if measure.counts_single_quarters() => {
            "Each point counts its own months and no others, so the limits show how far chance \
             alone would move it."
                .to_owned()
        }
        Some(months) => format!(
            "There are no control limits: each point counts the {} months before it, so \
             neighbouring points share part of what they count, and the rules would raise false \
             alarms. The yearly trend is tested instead.",
            number::small(months as usize)
        ),
        None => "There are no control limits: most people counted at one point are counted at the \
                 next as well, so the rules would raise false alarms. The yearly trend is tested \
                 instead."
            .to_owned(),
    }
}

/// The quarters that one rule marks.
struct Episode {
    cause: SpecialCause,
    spans: Vec<String>,
    last: usize,
}

/// The special causes by rule, in the order of the rules.
fn episodes(process: &Process, periods: &[Quarter]) -> Vec<Episode> {
    let causes = process.special_causes();
    let mut kinds: Vec<SpecialCause> = causes.iter().copied().flatten().collect();
    kinds.sort_unstable();
    kinds.dedup();
    let of_kind = |cause: SpecialCause| {
        let marked: Vec<usize> = (0..causes.len().min(periods.len()))
            .filter(|point| causes[*point] == Some(cause))
            .collect();
        let runs = marked.chunk_by(|one, next| *one + 1 == *next);
        let name = |point: usize| date::snapshot_month(periods[point]);
        let span = |run: &[usize]| match run {
            [] => String::new(),
            [only] => name(*only),
            [first, .., last] => format!("{} to {}", name(*first), name(*last)),
        };
        Episode {
            cause,
            spans: runs.map(span).collect(),
            last: marked.last().copied().unwrap_or_default(),
        }
    };
    kinds.into_iter().map(of_kind).collect()
}

fn judgement(process: &Process, episodes: &[Episode]) -> Judgement {
    let latest = episodes.iter().max_by_key(|episode| episode.last);
    let Some(latest) = latest else {
        return Judgement::said(if process.limits_are_trial() {
            "every quarter so far is within what chance would give"
        } else {
            "every quarter is within what chance would give"
        });
    };
    let when = latest.spans.last().map_or("", String::as_str);
    let clause = match latest.cause {
        SpecialCause::OutsideLimits(Side::High) => {
            format!("higher than chance would give in {when}")
        }
        SpecialCause::OutsideLimits(Side::Low) => format!("lower than chance would give in {when}"),
        SpecialCause::Run(Side::High) => format!("rising in every quarter, {when}"),
        SpecialCause::Run(Side::Low) => format!("falling in every quarter, {when}"),
        SpecialCause::NearLimit(Side::High) => format!("unusually high around {when}"),
        SpecialCause::NearLimit(Side::Low) => format!("unusually low around {when}"),
        SpecialCause::OneSide(Side::High) => format!("above average in every quarter, {when}"),
        SpecialCause::OneSide(Side::Low) => format!("below average in every quarter, {when}"),
    };
    Judgement {
        lead: "it was ",
        clause,
    }
}

/// The rule of a special cause, as it begins a line: beside its mark, or where its quarters are
/// listed.
#[must_use]
pub fn rule(cause: SpecialCause) -> String {
    let in_a_row = number::small(RUN_POINTS);
    match cause {
        SpecialCause::OutsideLimits(Side::High) => "Above the upper limit".to_owned(),
        SpecialCause::OutsideLimits(Side::Low) => "Below the lower limit".to_owned(),
        SpecialCause::Run(Side::High) => format!("At least {in_a_row} quarters rising in a row"),
        SpecialCause::Run(Side::Low) => format!("At least {in_a_row} quarters falling in a row"),
        SpecialCause::NearLimit(Side::High) => "Two of three close to the upper limit".to_owned(),
        SpecialCause::NearLimit(Side::Low) => "Two of three close to the lower limit".to_owned(),
        SpecialCause::OneSide(Side::High) => {
            format!("At least {in_a_row} quarters in a row above the average")
        }
        SpecialCause::OneSide(Side::Low) => {
            format!("At least {in_a_row} quarters in a row below the average")
        }
    }
}

/// The average and the limits, kept where a value can be.
fn limits(subject: &Subject, process: &Process) -> String {
    let limits = process.limits();
    let greatest = match subject.scale {
        Scale::Proportion => 1.0,
        Scale::RatePer(_) => f64::INFINITY,
    };
    format!(
        "The average is {}, and chance alone would give {} to {}",
        subject.value(process.mean()),
        subject.value(limits.lower.max(0.0)),
        subject.value(limits.upper.min(greatest))
    )
}
