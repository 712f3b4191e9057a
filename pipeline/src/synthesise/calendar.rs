//! The years that are simulated, and how far back each kind of fact must reach.

use super::person::days;

/// The time that a synthetic extract covers.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// The day of the extract; nothing is later.
    pub(super) today: i32,
    /// Years up to today, earliest first.
    pub(super) years: Vec<Year>,
    /// Hospital events are complete from here on.
    pub(super) outcomes_from: i32,
    /// Survey answers are complete from here on.
    pub(super) surveys_from: i32,
}

/// A year of the simulation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Year {
    /// The first day.
    pub(super) from: i32,
    /// The day after the last.
    pub(super) to: i32,
    /// How far the coordination programme has come: 0 when it begins, 1 today.
    pub(super) progress: f64,
}

/// Coordinated care began so many years ago, however many quarters are wanted.
const PROGRAMME_YEARS: u32 = 7;

impl Calendar {
    /// Enough years that windows of 12 and 24 months are complete at the first of the quarters.
    pub(super) fn new(today: i32, quarters: u32) -> Self {
        let months_back = |window: u32| 3 * (quarters - 1) + window;
        // Three days more than the months have, so that no calendar makes it short.
        let day_back = |months: u32| today - days(f64::from(months) / 12.0) - 3;
        let count = months_back(24).div_ceil(12).max(PROGRAMME_YEARS) + 1;
        let years = (0..count)
            .rev()
            .map(|back| {
                let day = |years: u32| today + 1 - days(f64::from(years));
                let middle = f64::from(back) + 0.5;
                Year {
                    from: day(back + 1),
                    to: day(back),
                    progress: 1.0 - middle / f64::from(PROGRAMME_YEARS),
                }
            })
            .collect();
        Self {
            today,
            years,
            outcomes_from: day_back(months_back(12)),
            surveys_from: day_back(months_back(24)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_follow_each_other_and_reach_back_far_enough() {
        for quarters in [1, 2, 12, 20, 40] {
            let calendar = Calendar::new(20_726, quarters);
            assert!(calendar.years.is_sorted_by(|a, b| a.to == b.from));
            assert_eq!(calendar.years.last().unwrap().to, 20_727);
            assert!(
                calendar.years[0].from <= calendar.surveys_from,
                "{quarters} quarters"
            );
            assert!(calendar.surveys_from < calendar.outcomes_from);
        }
    }
}
