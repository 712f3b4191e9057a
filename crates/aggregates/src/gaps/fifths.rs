//! Gaps over fifths by deprivation: the slope, and the least against the most deprived.
//!
//! People of no known fifth are in none. Nothing here says why the fifths differ.

use measures::breakdown::{Breakdown, QUINTILES};
use measures::definition::Scale;
use measures::figure::Figure;
use measures::in_people::GapInPeople;
use measures::interval::{Confidence, Interval};
use measures::proportion::Proportion;
use measures::published::Published;
use measures::ratio::Ratio;
use measures::slope::{FEWEST_LOCAL_FIFTHS, FEWEST_NATIONAL_FIFTHS, Fifth, Slope};

use super::{Found, GapValue, Method, Split, square_and_add};
use crate::estimate::Estimate;

/// The place of the most deprived fifth among the groups of a dimension.
const MOST_DEPRIVED: usize = 0;
/// The place of the least deprived fifth.
const LEAST_DEPRIVED: usize = QUINTILES.len() - 2;

/// The five fifths of an area, most deprived first.
pub(super) struct Fifths<'a> {
    split: &'a Split<'a>,
    /// All five, or what there is of them.
    rows: Vec<&'a Estimate>,
}

impl<'a> Fifths<'a> {
    pub(super) fn of(split: &'a Split<'a>) -> Self {
        let fifths = split.groups.iter().copied();
        Self {
            split,
            rows: fifths
                .filter(|row| row.place.group <= LEAST_DEPRIVED)
                .collect(),
        }
    }

    /// The gap by a method over fifths.
    pub(super) fn gap(&self, method: Method) -> Found {
        let found = match method {
            Method::SlopeIndex => self.slope(|slope| GapValue {
                value: slope.slope_index(),
                interval_95: Some(slope.slope_interval(Confidence::Percent95)),
            }),
            Method::RelativeIndex => self.slope(|slope| GapValue {
                value: slope.relative_index(),
                interval_95: Some(slope.relative_interval(Confidence::Percent95)),
            }),
            Method::Difference => self.between_ends(|least, most| {
                let (least, most) = (self.figure(least)?, self.figure(most)?);
                Some(square_and_add(least, most, |figure| figure))
            }),
            Method::Ratio => self.between_ends(|least, most| self.ratio(least, most)),
            Method::BetweenGroups | Method::IndexOfDisparity => None,
        };
        let Some((value, ends)) = found else {
            return Found::default();
        };
        let equal = match method {
            Method::Ratio | Method::RelativeIndex => 1.0,
            _ => 0.0,
        };
        let people = match method {
            Method::Difference => self.people_if_as_least_deprived(),
            _ => None,
        };
        let (most, least) = ends;
        Found {
            value: Some(value),
            lower_and_higher: match value.value.partial_cmp(&equal) {
                Some(std::cmp::Ordering::Less) => Some((least, most)),
                Some(std::cmp::Ordering::Greater) => Some((most, least)),
                Some(std::cmp::Ordering::Equal) | None => None,
            },
            people,
        }
    }

    /// What the line through the fifths gives, with the groups at its two ends.
    ///
    /// A fifth in which nobody is has no place on the line. One that has people whose figure is
    /// not shown leaves none: the others' places depend on how many they are.
    fn slope(&self, read: impl Fn(&Slope) -> GapValue) -> Option<(GapValue, (usize, usize))> {
        let with_people = self.with_people()?;
        let (groups, fifths): (Vec<usize>, Vec<Fifth>) = with_people.into_iter().unzip();
        // Inside a neighbourhood a fifth of the whole partnership's people may have nobody.
        let inside = self.split.area != self.split.catalogue.whole_index();
        let fewest = if inside && self.split.dimension == Breakdown::ImdLocalQuintile {
            FEWEST_LOCAL_FIFTHS
        } else {
            FEWEST_NATIONAL_FIFTHS
        };
        let slope = Slope::new(self.scale()?, &fifths, fewest).ok()?;
        Some((read(&slope), (*groups.first()?, *groups.last()?)))
    }

    /// The fifths that have people, each with its group; `None` where one's figure is not shown.
    fn with_people(&self) -> Option<Vec<(usize, Fifth)>> {
        let mut fifths = Vec::new();
        for row in &self.rows {
            let people = match row.denominator {
                Published::NoPeople | Published::Shown(0) => continue,
                Published::Shown(people) => people.into(),
                Published::Withheld | Published::NotCalculable => return None,
            };
            let figure = self.figure(row)?;
            fifths.push((row.place.group, Fifth { people, figure }));
        }
        Some(fifths)
    }

    /// What the least and the most deprived fifth give.
    fn between_ends(
        &self,
        compare: impl Fn(&Estimate, &Estimate) -> Option<GapValue>,
    ) -> Option<(GapValue, (usize, usize))> {
        let at = |fifth| self.rows.iter().find(|row| row.place.group == fifth);
        let (most, least) = (at(MOST_DEPRIVED)?, at(LEAST_DEPRIVED)?);
        Some((compare(least, most)?, (MOST_DEPRIVED, LEAST_DEPRIVED)))
    }

    /// Least divided by most deprived.
    ///
    /// A rate whose lower limit is 0, because its events are few or come from few people, leaves
    /// the ratio without a limit on one side: it is then not calculable, as with a rate of 0.
    fn ratio(&self, least: &Estimate, most: &Estimate) -> Option<GapValue> {
        match self.scale()? {
            Scale::Proportion => {
                let ratio = Ratio::new(share(least)?, share(most)?).ok()?;
                Some(GapValue {
                    value: ratio.value(),
                    interval_95: Some(ratio.log_interval(Confidence::Percent95)),
                })
            }
            Scale::RatePer(_) => {
                let (least, most) = (self.figure(least)?, self.figure(most)?);
                let is_open = |figure: Figure| figure.interval_95.lower <= 0.0;
                if is_open(least) || is_open(most) {
                    return None;
                }
                let logarithm = square_and_add(least, most, libm::log);
                Some(GapValue {
                    value: least.value / most.value,
                    interval_95: logarithm.interval_95.map(|interval| Interval {
                        lower: libm::exp(interval.lower),
                        upper: libm::exp(interval.upper),
                    }),
                })
            }
        }
    }

    /// How many more people would be above the line if every fifth had the least deprived one's
    /// share.
    ///
    /// A fifth in which nobody is adds nothing; a withheld one leaves the sum unknown.
    fn people_if_as_least_deprived(&self) -> Option<i32> {
        let scale = self.scale().filter(|scale| *scale == Scale::Proportion)?;
        let fifths: Vec<Fifth> = self
            .with_people()?
            .iter()
            .map(|(_, fifth)| *fifth)
            .collect();
        let more = GapInPeople::new(scale, &fifths).ok()?.value.round();
        // Counts of people are far below what an i32 holds; anything else is not a sum to publish.
        #[expect(
            clippy::cast_possible_truncation,
            reason = "a whole number within the range of an i32"
        )]
        (more.abs() < f64::from(i32::MAX)).then_some(more as i32)
    }

    fn scale(&self) -> Option<Scale> {
        let row = self.rows.first()?;
        Some(self.split.catalogue.measures[row.measure].scale())
    }

    fn figure(&self, row: &Estimate) -> Option<Figure> {
        self.split.figure(row).shown()
    }
}

fn share(estimate: &Estimate) -> Option<Proportion> {
    let numerator = estimate.numerator.shown()?;
    let denominator = estimate.denominator.shown()?;
    Proportion::new(numerator.into(), denominator.into()).ok()
}
