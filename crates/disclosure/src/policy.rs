//! The rule for small numbers, as data: named, dated and checked.
//!
//! A policy says what is done to one count on its own. It never says which further counts are
//! withheld for the sake of that one: that is worked out, not configured.

use chrono::NaiveDate;
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use serde::{Deserialize, Serialize};

/// What is done to a count before anybody outside sees it.
///
/// Read from `disclosure.toml`; a contradiction in it is an error when it is read.
///
/// ```
/// use disclosure::policy::Policy;
/// let policy = Policy::default();
/// assert_eq!(policy.publish(9), None);
/// assert_eq!(policy.publish(12), Some(10));
/// assert_eq!(policy.could_be(10), Some((10, 12)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Policy {
    name: String,
    date: NaiveDate,
    threshold: u32,
    rounding_base: u32,
    show_zero: bool,
    complement: bool,
    candidates: u32,
    never_withhold: Vec<NeverWithhold>,
}

/// Counts that are never withheld for the sake of others. Their own size still counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeverWithhold {
    /// `adults`, `adults_with_3_or_more`, or the key of a measure whose numerator is meant.
    pub counts: String,
    /// Where.
    pub area: Extent,
    /// Which breakdown, all of its groups.
    pub breakdown: Breakdown,
}

/// The areas a [`NeverWithhold`] speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extent {
    /// The whole partnership.
    Whole,
    /// Every neighbourhood.
    Neighbourhoods,
}

/// What is wrong with a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadPolicy {
    /// It has no name to be cited by.
    #[error("`name` must not be empty")]
    NoName,
    /// It withholds nothing.
    #[error(
        "`threshold` must be at least 2, found {0}: 1 is the smallest count there is to withhold"
    )]
    Threshold(u32),
    /// It rounds to nothing.
    #[error("`rounding_base` must be at least 1 (1 leaves counts as they are), found {0}")]
    RoundingBase(u32),
    /// A shown 0 would not mean nobody.
    #[error(
        "`rounding_base` {rounding_base} rounds the smallest shown count, {threshold}, to 0: \
         use at most twice the threshold"
    )]
    RoundsToZero {
        /// The smallest count that is shown.
        threshold: u32,
        /// What counts are rounded to.
        rounding_base: u32,
    },
    /// More values are asked for than a withheld count can have.
    #[error(
        "`candidates` must be 2 to {most}, found {candidates}: a count known to be below the \
         threshold has no more values than that"
    )]
    Candidates {
        /// What the policy asks for.
        candidates: u32,
        /// The most it could ask for.
        most: u32,
    },
    /// A total that is never withheld does not exist.
    #[error(
        "`never_withhold` names `{0}`: expected `adults`, `adults_with_3_or_more` or the key of a measure"
    )]
    UnknownCounts(String),
}

/// The day "10-5" was adopted here.
const ADOPTED: NaiveDate = NaiveDate::from_ymd_opt(2026, 1, 1).expect("1 January is a date");

impl Default for Policy {
    /// The policy "10-5".
    fn default() -> Self {
        Self {
            name: "10-5".to_owned(),
            date: ADOPTED,
            threshold: 10,
            rounding_base: 5,
            show_zero: true,
            complement: true,
            candidates: 5,
            never_withhold: vec![NeverWithhold {
                counts: "adults".to_owned(),
                area: Extent::Whole,
                breakdown: Breakdown::All,
            }],
        }
    }
}

impl Policy {
    /// The name it is cited by.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day from which it holds.
    #[must_use]
    pub fn date(&self) -> NaiveDate {
        self.date
    }

    /// The smallest count that is shown, besides 0.
    #[must_use]
    pub fn threshold(&self) -> u32 {
        self.threshold
    }

    /// Shown counts are rounded to the nearest multiple of this.
    #[must_use]
    pub fn rounding_base(&self) -> u32 {
        self.rounding_base
    }

    /// Whether nobody of a group of at least [`Policy::threshold`] people is shown as 0.
    #[must_use]
    pub fn shows_zero(&self) -> bool {
        self.show_zero
    }

    /// Whether a share is withheld as well when the people left out are few.
    #[must_use]
    pub fn withholds_complements(&self) -> bool {
        self.complement
    }

    /// How many whole numbers every withheld count must still be able to be.
    #[must_use]
    pub fn candidates(&self) -> u32 {
        self.candidates
    }

    /// Counts that are never withheld for the sake of others.
    #[must_use]
    pub fn never_withhold(&self) -> &[NeverWithhold] {
        &self.never_withhold
    }

    /// What is published of a count judged by its own size: its rounded value, or `None` when
    /// it is withheld. Whether a 0 may stand depends on its group as well.
    #[must_use]
    pub fn publish(&self, count: u32) -> Option<u32> {
        match count {
            0 => self.show_zero.then_some(0),
            small if small < self.threshold => None,
            count => Some(self.round(count)),
        }
    }

    /// Whether a count is small enough to point at somebody: 1 to one below the threshold.
    #[must_use]
    pub fn is_small(&self, count: u32) -> bool {
        (1..self.threshold).contains(&count)
    }

    /// The least and greatest count that is published as `shown`, or `None` when none is.
    #[must_use]
    pub fn could_be(&self, shown: u32) -> Option<(u32, u32)> {
        let near = shown.saturating_sub(self.rounding_base)
            ..=shown.saturating_add(self.rounding_base).max(self.threshold);
        let mut counts = near.filter(|count| self.publish(*count) == Some(shown));
        let least = counts.next()?;
        Some((least, counts.next_back().unwrap_or(least)))
    }

    /// Whether two policies do the same to every count, whatever they are called.
    pub(crate) fn is_the_rule_of(&self, other: &Self) -> bool {
        (
            self.threshold,
            self.rounding_base,
            self.show_zero,
            self.complement,
            self.candidates,
        ) == (
            other.threshold,
            other.rounding_base,
            other.show_zero,
            other.complement,
            other.candidates,
        )
    }

    /// Whether everything the policy names exists in a catalogue.
    ///
    /// # Errors
    /// [`BadPolicy::UnknownCounts`].
    pub fn check(&self, catalogue: &Catalogue) -> Result<(), BadPolicy> {
        let known = |name: &str| {
            matches!(name, "adults" | "adults_with_3_or_more")
                || catalogue.measure_index(name).is_some()
        };
        match self
            .never_withhold
            .iter()
            .find(|never| !known(&never.counts))
        {
            Some(never) => Err(BadPolicy::UnknownCounts(never.counts.clone())),
            None => Ok(()),
        }
    }

    fn round(&self, count: u32) -> u32 {
        let base = u64::from(self.rounding_base);
        let rounded = (u64::from(count) + base / 2) / base * base;
        u32::try_from(rounded).unwrap_or(u32::MAX)
    }
}

impl NeverWithhold {
    /// Whether a place is one of those meant.
    #[must_use]
    pub fn covers(&self, catalogue: &Catalogue, place: Place) -> bool {
        let whole = place.area == catalogue.whole_index();
        place.breakdown == self.breakdown && whole == (self.area == Extent::Whole)
    }
}

/// A policy as it is written down, before it is checked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Unchecked {
    name: String,
    date: NaiveDate,
    threshold: u32,
    rounding_base: u32,
    show_zero: bool,
    complement: bool,
    candidates: u32,
    #[serde(default)]
    never_withhold: Vec<NeverWithhold>,
}

impl TryFrom<Unchecked> for Policy {
    type Error = BadPolicy;

    fn try_from(policy: Unchecked) -> Result<Self, BadPolicy> {
        let Unchecked {
            name,
            date,
            threshold,
            rounding_base,
            show_zero,
            complement,
            candidates,
            never_withhold,
        } = policy;
        if name.trim().is_empty() {
            return Err(BadPolicy::NoName);
        }
        if threshold < 2 {
            return Err(BadPolicy::Threshold(threshold));
        }
        if rounding_base < 1 {
            return Err(BadPolicy::RoundingBase(rounding_base));
        }
        if u64::from(threshold) + u64::from(rounding_base / 2) < u64::from(rounding_base) {
            return Err(BadPolicy::RoundsToZero {
                threshold,
                rounding_base,
            });
        }
        let most = threshold - 1;
        if candidates < 2 || candidates > most {
            return Err(BadPolicy::Candidates { candidates, most });
        }
        Ok(Self {
            name,
            date,
            threshold,
            rounding_base,
            show_zero,
            complement,
            candidates,
            never_withhold,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEN_FIVE: &str = include_str!("../policies/10-5.toml");
    const NHS: &str = include_str!("../policies/nhs-1-7.toml");

    fn read(text: &str) -> Policy {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn the_default_is_the_file_of_that_name() {
        assert_eq!(Policy::default(), read(TEN_FIVE));
        let written = toml::to_string(&Policy::default()).unwrap();
        assert_eq!(read(&written), Policy::default());
    }

    /// Hospital Episode Statistics and ONS rules, true count against what is published.
    #[test]
    fn counts_are_published_as_each_policy_says() {
        let ten_five = read(TEN_FIVE);
        let nhs = read(NHS);
        let rows = [
            (0, Some(0), Some(0)),
            (1, None, None),
            (7, None, None),
            (8, None, Some(10)),
            (9, None, Some(10)),
            (10, Some(10), Some(10)),
            (11, Some(10), Some(10)),
            (12, Some(10), Some(10)),
            (13, Some(15), Some(15)),
            (17, Some(15), Some(15)),
            (18, Some(20), Some(20)),
            (1_247, Some(1_245), Some(1_245)),
        ];
        for (count, expected_ten_five, expected_nhs) in rows {
            assert_eq!(ten_five.publish(count), expected_ten_five, "{count}");
            assert_eq!(nhs.publish(count), expected_nhs, "{count}");
        }
    }

    #[test]
    fn a_shown_count_could_be_everything_that_is_published_so() {
        let rows = [
            (TEN_FIVE, 0, Some((0, 0))),
            (TEN_FIVE, 5, None),
            (TEN_FIVE, 10, Some((10, 12))),
            (TEN_FIVE, 15, Some((13, 17))),
            (TEN_FIVE, 16, None),
            (NHS, 10, Some((8, 12))),
            (NHS, 15, Some((13, 17))),
        ];
        for (policy, shown, expected) in rows {
            assert_eq!(read(policy).could_be(shown), expected, "{shown}");
        }
        for policy in [read(TEN_FIVE), read(NHS)] {
            for count in 0..200 {
                let Some(shown) = policy.publish(count) else {
                    continue;
                };
                let (least, greatest) = policy.could_be(shown).unwrap();
                assert!((least..=greatest).contains(&count), "{count}");
                assert!((least..=greatest).all(|near| policy.publish(near) == Some(shown)));
            }
        }
    }

    #[track_caller]
    fn refused(change: (&str, &str), expected: &str) {
        let text = TEN_FIVE.replace(change.0, change.1);
        assert_ne!(text, TEN_FIVE, "the change changes something");
        let message = toml::from_str::<Policy>(&text).unwrap_err().to_string();
        assert!(message.contains(expected), "{message}");
    }

    #[test]
    fn a_contradiction_is_refused_and_says_what_would_be_right() {
        refused(("\"10-5\"", "\" \""), "`name` must not be empty");
        refused(("threshold = 10", "threshold = 1"), "at least 2, found 1");
        refused(("rounding_base = 5", "rounding_base = 0"), "found 0");
        refused(("rounding_base = 5", "rounding_base = 25"), "at most twice");
        refused(
            ("candidates = 5", "candidates = 10"),
            "must be 2 to 9, found 10",
        );
        refused(
            ("candidates = 5", "candidates = 1"),
            "must be 2 to 9, found 1",
        );
        refused(("2026-01-01", "January"), "date");
        refused(("show_zero", "show_zeros"), "unknown field `show_zeros`");
        refused(
            ("\"whole\"", "\"everywhere\""),
            "unknown variant `everywhere`",
        );
    }
}
