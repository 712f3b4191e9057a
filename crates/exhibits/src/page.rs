//! The pages of the dashboard: their names, their measures, and how each first opens.
//!
//! Never what is on them.

use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Family, Measure};

/// A page of the dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Page {
    /// What matters most, and every neighbourhood at a glance.
    Overview,
    /// How many people live with several conditions.
    Multimorbidity,
    /// Whether their care is planned and joined up.
    Coordination,
    /// How far apart groups of people are.
    Inequalities,
    /// What happens to people, and what they say of it.
    Outcomes,
    /// One area on every measure, on one printed sheet.
    Neighbourhood,
    /// Two areas or two groups side by side.
    Compare,
    /// What each number means, what was withheld, and the files.
    Data,
    /// How the dashboard can be used by everybody, and where it cannot.
    Accessibility,
    /// What the release says otherwise than an earlier one.
    Changes,
    /// What the reader has written on charts.
    Notes,
}

impl Page {
    /// Every page, in the order of the navigation.
    pub const EVERY: [Self; 11] = [
        Self::Overview,
        Self::Multimorbidity,
        Self::Coordination,
        Self::Inequalities,
        Self::Outcomes,
        Self::Neighbourhood,
        Self::Compare,
        Self::Data,
        Self::Accessibility,
        Self::Changes,
        Self::Notes,
    ];

    /// The word for the page in an address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Multimorbidity => "multimorbidity",
            Self::Coordination => "coordination",
            Self::Inequalities => "inequalities",
            Self::Outcomes => "outcomes",
            Self::Neighbourhood => "neighbourhood",
            Self::Compare => "compare",
            Self::Data => "data",
            Self::Accessibility => "accessibility",
            Self::Changes => "changes",
            Self::Notes => "notes",
        }
    }

    /// The page with this key.
    #[must_use]
    pub fn from_key(key: &str) -> Option<Self> {
        Self::EVERY.into_iter().find(|page| page.key() == key)
    }

    /// The name a reader sees.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::Multimorbidity => "Multimorbidity",
            Self::Coordination => "Coordination",
            Self::Inequalities => "Inequalities",
            Self::Outcomes => "Outcomes and experience",
            Self::Neighbourhood => "Neighbourhood",
            Self::Compare => "Compare",
            Self::Data => "Data and methods",
            Self::Accessibility => "Accessibility",
            Self::Changes => "What changed",
            Self::Notes => "Your notes",
        }
    }

    /// Whether the page stands in the navigation; the others are linked from the foot.
    #[must_use]
    pub fn is_in_navigation(self) -> bool {
        !matches!(self, Self::Accessibility | Self::Changes | Self::Notes)
    }

    /// The measures a reader may choose on this page, by their place in the catalogue. Every
    /// measure, where the release has none of the page's own.
    #[must_use]
    pub fn measures(self, catalogue: &Catalogue) -> Vec<usize> {
        let of_page = |measure: &Measure| match self {
            Self::Overview
            | Self::Neighbourhood
            | Self::Compare
            | Self::Data
            | Self::Accessibility
            | Self::Changes
            | Self::Notes => true,
            Self::Multimorbidity => measure.family == Family::Multimorbidity,
            Self::Coordination => measure.family == Family::Coordination,
            Self::Outcomes => matches!(measure.family, Family::Outcome | Family::Experience),
            Self::Inequalities => GROUPINGS
                .iter()
                .any(|grouping| measure.publishes(*grouping, true)),
        };
        let every = 0..catalogue.measures.len();
        let chosen: Vec<usize> = every
            .clone()
            .filter(|place| of_page(&catalogue.measures[*place]))
            .collect();
        if chosen.is_empty() {
            every.collect()
        } else {
            chosen
        }
    }

    /// The measure the page opens with.
    #[must_use]
    pub fn opening_measure(self, catalogue: &Catalogue) -> usize {
        let headline = match self {
            Self::Multimorbidity => catalogue.several_conditions(),
            _ => catalogue.every_step(),
        };
        let offered = self.measures(catalogue);
        headline
            .filter(|measure| offered.contains(measure))
            .or(offered.first().copied())
            .unwrap_or(0)
    }

    /// How people are split when the page opens; on the page that compares, areas are.
    #[must_use]
    pub fn opening_breakdown(self) -> Breakdown {
        match self {
            Self::Compare => Breakdown::All,
            Self::Coordination | Self::Inequalities => Breakdown::EthnicGroup,
            _ => Breakdown::AgeBand,
        }
    }
}

/// The breakdowns a reader may choose to see side by side.
pub const GROUPINGS: [Breakdown; 5] = [
    Breakdown::AgeBand,
    Breakdown::Sex,
    Breakdown::EthnicGroup,
    Breakdown::ImdQuintile,
    Breakdown::ImdLocalQuintile,
];
