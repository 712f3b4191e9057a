//! Standard populations: the weights that make areas of different ages comparable.
//!
//! It never counts people: where the partnership's own people are the standard, the caller brings
//! them.

/// An age group that starts at `from_years` and ends where the next one starts, and its weight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AgeWeight {
    /// The youngest age in completed years.
    pub from_years: u32,
    /// People of this age in the standard population, both sexes together.
    pub weight: f64,
}

/// The European Standard Population 2013 in its 19 five-year groups, 100,000 people in all
/// (Eurostat, Revision of the European Standard Population, 2013).
pub const EUROPEAN_2013: [u32; 19] = [
    5_000, 5_500, 5_500, 5_500, 6_000, 6_000, 6_500, 7_000, 7_000, 7_000, 7_000, 6_500, 6_000,
    5_500, 5_000, 4_000, 2_500, 1_500, 1_000,
];

/// Years in each group of [`EUROPEAN_2013`] but the last, which is open.
const GROUP_YEARS: u32 = 5;

/// Where the age groups of a population that has no standard of its own begin, above the youngest:
/// few, because these populations are small.
const OWN_STANDARD_STARTS: [u32; 4] = [50, 65, 75, 85];

/// The European weights from `minimum_age_years` on, for everybody counted.
///
/// A group that the minimum cuts keeps the share of its years: at 18, the group 15 to 19 becomes
/// 18 to 19 with two fifths of its weight. Each sex is given half of every weight.
///
/// ```
/// use measures::standard::european_weights;
/// let adults = european_weights(18);
/// assert_eq!(adults.len(), 16);
/// assert_eq!((adults[0].from_years, adults[0].weight), (18, 2_200.0));
/// assert_eq!((adults[15].from_years, adults[15].weight), (90, 1_000.0));
/// ```
#[must_use]
pub fn european_weights(minimum_age_years: u32) -> Vec<AgeWeight> {
    let last = EUROPEAN_2013.len() - 1;
    (0_u32..)
        .step_by(GROUP_YEARS as usize)
        .zip(EUROPEAN_2013)
        .enumerate()
        .filter_map(|(index, (start, weight))| {
            let from_years = start.max(minimum_age_years);
            let years = (start + GROUP_YEARS).saturating_sub(from_years);
            let weight = f64::from(weight);
            if index == last {
                Some(AgeWeight { from_years, weight })
            } else {
                (years > 0).then(|| AgeWeight {
                    from_years,
                    weight: weight * f64::from(years) / f64::from(GROUP_YEARS),
                })
            }
        })
        .collect()
}

/// The youngest age of each group where the partnership's own people are the standard: at 18, the
/// groups 18 to 49, 50 to 64, 65 to 74, 75 to 84 and 85 or more.
#[must_use]
pub fn own_standard_starts(minimum_age_years: u32) -> Vec<u32> {
    std::iter::once(minimum_age_years)
        .chain(
            OWN_STANDARD_STARTS
                .into_iter()
                .filter(|start| *start > minimum_age_years),
        )
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(minimum_age_years: u32, groups: usize, first: f64, sum: f64) {
        let weights = european_weights(minimum_age_years);
        assert_eq!(weights.len(), groups);
        assert_eq!(weights[0].from_years, minimum_age_years);
        assert!((weights[0].weight - first).abs() < 1e-9, "{weights:?}");
        let total: f64 = weights.iter().map(|group| group.weight).sum();
        assert!((total - sum).abs() < 1e-9, "{total}");
    }

    #[test]
    fn a_minimum_age_cuts_the_youngest_group() {
        check(0, 19, 5_000.0, 100_000.0);
        check(16, 16, 4_400.0, 82_900.0);
        check(18, 16, 2_200.0, 80_700.0);
        check(20, 15, 6_000.0, 78_500.0);
        check(92, 1, 1_000.0, 1_000.0);
    }

    #[test]
    fn own_groups_start_at_the_minimum_age() {
        assert_eq!(own_standard_starts(18), [18, 50, 65, 75, 85]);
        assert_eq!(own_standard_starts(0), [0, 50, 65, 75, 85]);
        assert_eq!(own_standard_starts(50), [50, 65, 75, 85]);
        assert_eq!(own_standard_starts(90), [90]);
    }
}
