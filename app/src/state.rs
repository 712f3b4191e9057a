//! What a reader is looking at: one [`Selection`], and how each [`Action`] changes it.
//!
//! Pure: no browser, no data. A selection made here always names things the release has, so no
//! view needs to ask again.

use std::collections::BTreeSet;

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Family, Measure, Rule};

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
    /// What each number means, what was withheld, and the files.
    Data,
}

impl Page {
    /// Every page, in the order of the navigation.
    pub const EVERY: [Self; 5] = [
        Self::Overview,
        Self::Multimorbidity,
        Self::Coordination,
        Self::Inequalities,
        Self::Data,
    ];

    /// The word for the page in an address.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Multimorbidity => "multimorbidity",
            Self::Coordination => "coordination",
            Self::Inequalities => "inequalities",
            Self::Data => "data",
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
            Self::Data => "Data and methods",
        }
    }

    /// The measures a reader may choose on this page, by their place in the catalogue.
    #[must_use]
    pub fn measures(self, catalogue: &Catalogue) -> Vec<usize> {
        let of_page = |measure: &Measure| match self {
            Self::Overview | Self::Data => true,
            Self::Multimorbidity => measure.family == Family::Multimorbidity,
            Self::Coordination => measure.family == Family::Coordination,
            Self::Inequalities => GROUPINGS
                .iter()
                .any(|grouping| measure.publishes(*grouping, true)),
        };
        let chosen: Vec<usize> = positions(catalogue, of_page).collect();
        if chosen.is_empty() {
            (0..catalogue.measures.len()).collect()
        } else {
            chosen
        }
    }

    fn opening_measure(self, catalogue: &Catalogue) -> usize {
        let headline = match self {
            Self::Multimorbidity => catalogue.several_conditions(),
            Self::Overview | Self::Coordination | Self::Inequalities | Self::Data => {
                catalogue.every_step()
            }
        };
        let offered = self.measures(catalogue);
        headline
            .filter(|measure| offered.contains(measure))
            .or(offered.first().copied())
            .unwrap_or(0)
    }

    fn opening_breakdown(self) -> Breakdown {
        match self {
            Self::Multimorbidity | Self::Overview | Self::Data => Breakdown::AgeBand,
            Self::Coordination | Self::Inequalities => Breakdown::EthnicGroup,
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

/// The steps that [`Catalogue::every_step`] is made of, in their configured order.
#[must_use]
pub fn steps(catalogue: &Catalogue) -> Vec<usize> {
    match catalogue
        .every_step()
        .map(|measure| &catalogue.measures[measure].rule)
    {
        Some(Rule::AllOf(keys)) => keys
            .iter()
            .filter_map(|key| catalogue.measure_index(key))
            .collect(),
        _ => Vec::new(),
    }
}

/// The measures of single conditions, in the order of the catalogue's conditions.
#[must_use]
pub fn single_conditions(catalogue: &Catalogue) -> Vec<usize> {
    catalogue
        .conditions
        .iter()
        .filter_map(|condition| {
            let wanted = Rule::HasCondition(condition.condition.clone());
            positions(catalogue, |measure| measure.rule == wanted).next()
        })
        .collect()
}

fn positions(
    catalogue: &Catalogue,
    wanted: impl Fn(&Measure) -> bool,
) -> impl Iterator<Item = usize> {
    (0..catalogue.measures.len()).filter(move |position| wanted(&catalogue.measures[*position]))
}

/// What a reader is looking at.
///
/// Invariant: made by [`Selection::opening`] and [`Selection::after`], it names an area, a
/// measure, a period and a breakdown that the catalogue has and the page offers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selection {
    /// The page.
    pub page: Page,
    /// The area the page is about.
    pub area: AreaIndex,
    /// The measure, by its place in the catalogue.
    pub measure: usize,
    /// The snapshot, by its place in the catalogue.
    pub period: usize,
    /// How people are split where the page splits them.
    pub breakdown: Breakdown,
    /// The charts that are shown as tables, by their names in the address.
    pub tables: BTreeSet<String>,
}

/// One thing a reader does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Opens a page, keeping area and period.
    Open(Page),
    /// Chooses the area.
    ChooseArea(AreaIndex),
    /// Chooses the area a mark of a chart stands for; the whole, if it was chosen already.
    ChooseAreaByCode(String),
    /// Chooses the measure.
    ChooseMeasure(usize),
    /// Chooses the snapshot.
    ChoosePeriod(usize),
    /// Chooses how people are split.
    ChooseBreakdown(Breakdown),
    /// Turns a chart into its table, or back.
    ToggleTable(String),
}

impl Selection {
    /// What a reader sees first: the overview of the whole at the latest snapshot.
    #[must_use]
    pub fn opening(catalogue: &Catalogue) -> Self {
        Self::of_page(Page::Overview, catalogue)
    }

    /// A page as it first opens.
    #[must_use]
    pub fn of_page(page: Page, catalogue: &Catalogue) -> Self {
        Self {
            page,
            area: catalogue.whole_index(),
            measure: page.opening_measure(catalogue),
            period: catalogue.periods.len().saturating_sub(1),
            breakdown: page.opening_breakdown(),
            tables: BTreeSet::new(),
        }
        .made_valid(catalogue)
    }

    /// The selection after an action. Anything that no longer fits takes the page's own default.
    #[must_use]
    pub fn after(&self, action: Action, catalogue: &Catalogue) -> Self {
        let mut next = self.clone();
        match action {
            Action::Open(page) => {
                next = Self {
                    area: self.area,
                    period: self.period,
                    ..Self::of_page(page, catalogue)
                };
            }
            Action::ChooseArea(area) => next.area = area,
            Action::ChooseAreaByCode(code) => {
                next.area = catalogue
                    .area_index(&code)
                    .filter(|area| *area != self.area)
                    .unwrap_or(catalogue.whole_index());
            }
            Action::ChooseMeasure(measure) => next.measure = measure,
            Action::ChoosePeriod(period) => next.period = period,
            Action::ChooseBreakdown(breakdown) => next.breakdown = breakdown,
            Action::ToggleTable(chart) => {
                if !next.tables.remove(&chart) {
                    next.tables.insert(chart);
                }
            }
        }
        next.made_valid(catalogue)
    }

    /// Whether the whole partnership is looked at.
    #[must_use]
    pub fn is_whole(&self, catalogue: &Catalogue) -> bool {
        self.area == catalogue.whole_index()
    }

    /// The breakdowns that are published for this measure and area.
    #[must_use]
    pub fn groupings(&self, catalogue: &Catalogue) -> Vec<Breakdown> {
        let whole = self.is_whole(catalogue);
        let Some(measure) = catalogue.measures.get(self.measure) else {
            return Vec::new();
        };
        GROUPINGS
            .into_iter()
            .filter(|grouping| measure.publishes(*grouping, whole))
            .collect()
    }

    fn made_valid(mut self, catalogue: &Catalogue) -> Self {
        if self.area.0 > catalogue.whole_index().0 {
            self.area = catalogue.whole_index();
        }
        self.period = self.period.min(catalogue.periods.len().saturating_sub(1));
        if !self.page.measures(catalogue).contains(&self.measure) {
            self.measure = self.page.opening_measure(catalogue);
        }
        let groupings = self.groupings(catalogue);
        if !groupings.contains(&self.breakdown) {
            let usual = self.page.opening_breakdown();
            self.breakdown = groupings
                .iter()
                .copied()
                .find(|grouping| *grouping == usual)
                .or(groupings.first().copied())
                .unwrap_or(Breakdown::All);
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::catalogue;

    #[test]
    fn a_reader_starts_with_the_whole_at_the_latest_snapshot() {
        let catalogue = catalogue();
        let opening = Selection::opening(&catalogue);
        assert_eq!(opening.page, Page::Overview);
        assert_eq!(opening.area, catalogue.whole_index());
        assert_eq!(opening.period, catalogue.periods.len() - 1);
        assert_eq!(catalogue.measures[opening.measure].key, "fully_coordinated");
    }

    #[test]
    fn headline_measures_are_found_by_their_rules() {
        let catalogue = catalogue();
        let key = |measure: usize| catalogue.measures[measure].key.clone();
        assert_eq!(
            catalogue.several_conditions().map(key).as_deref(),
            Some("ltc_3_plus")
        );
        assert_eq!(
            catalogue.every_step().map(key).as_deref(),
            Some("fully_coordinated")
        );
        let steps: Vec<String> = steps(&catalogue).into_iter().map(key).collect();
        assert_eq!(
            steps,
            [
                "identified",
                "holistic_assessment",
                "care_plan",
                "care_coordinator",
                "mdt_review"
            ]
        );
        let conditions: Vec<String> = single_conditions(&catalogue).into_iter().map(key).collect();
        assert_eq!(conditions, ["condition_diabetes", "condition_depression"]);
    }

    #[test]
    fn an_action_changes_what_it_names_and_keeps_the_rest() {
        let catalogue = catalogue();
        let start = Selection::opening(&catalogue);
        let area = start.after(Action::ChooseArea(AreaIndex(0)), &catalogue);
        assert_eq!(
            area,
            Selection {
                area: AreaIndex(0),
                ..start.clone()
            }
        );
        let earlier = area.after(Action::ChoosePeriod(1), &catalogue);
        let page = earlier.after(Action::Open(Page::Multimorbidity), &catalogue);
        assert_eq!((page.area, page.period), (AreaIndex(0), 1));
        assert_eq!(catalogue.measures[page.measure].key, "ltc_3_plus");
        let by_mark = Action::ChooseAreaByCode("N2".to_owned());
        let marked = page.after(by_mark.clone(), &catalogue);
        assert_eq!(marked.area, AreaIndex(1));
        assert_eq!(
            marked.after(by_mark, &catalogue).area,
            catalogue.whole_index()
        );
        let table = page.after(Action::ToggleTable("trend".to_owned()), &catalogue);
        assert!(table.tables.contains("trend"));
        assert_eq!(
            table.after(Action::ToggleTable("trend".to_owned()), &catalogue),
            page
        );
    }

    #[test]
    fn what_does_not_exist_becomes_the_nearest_that_does() {
        let catalogue = catalogue();
        let page = Selection::of_page(Page::Multimorbidity, &catalogue);
        assert_eq!(
            page.after(Action::ChooseArea(AreaIndex(99)), &catalogue),
            page
        );
        assert_eq!(page.after(Action::ChoosePeriod(99), &catalogue), page);
        assert_eq!(page.after(Action::ChooseMeasure(9_999), &catalogue), page);
        let care_plan = catalogue.measure_index("care_plan").unwrap();
        assert_eq!(
            page.after(Action::ChooseMeasure(care_plan), &catalogue),
            page
        );
    }

    #[test]
    fn a_breakdown_that_is_not_published_gives_way() {
        let catalogue = catalogue();
        let survey = catalogue.measure_index("feels_safe_at_home").unwrap();
        let page = Selection::of_page(Page::Inequalities, &catalogue)
            .after(Action::ChooseMeasure(survey), &catalogue);
        assert_eq!(page.breakdown, Breakdown::EthnicGroup);
        let inside = page.after(Action::ChooseArea(AreaIndex(0)), &catalogue);
        assert_eq!(inside.breakdown, Breakdown::All);
    }
}
