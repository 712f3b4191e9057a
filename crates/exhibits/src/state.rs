//! What a reader is looking at: one [`Selection`], and how each [`Action`] changes it.
//!
//! Pure: no browser, no data. A selection made here always names things the release has, so no
//! view needs to ask again.

use std::collections::BTreeSet;

use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;
use measures::definition::{Family, Measure, Rule};

use crate::basis::Basis;
pub use crate::page::{GROUPINGS, Page};

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

/// The measures a reader sees side by side, by their places in the catalogue: how many people the
/// care model is for, each step of their care and all of them, and what happens to them.
#[must_use]
pub fn measures_at_a_glance(catalogue: &Catalogue) -> Vec<usize> {
    let outcomes = positions(catalogue, |measure| {
        measure.family == Family::Outcome && !measure.counts_single_quarters()
    });
    let several = catalogue.several_conditions().into_iter();
    let care = steps(catalogue).into_iter().chain(catalogue.every_step());
    let mut found = Vec::new();
    for measure in several.chain(care).chain(outcomes) {
        if !found.contains(&measure) {
            found.push(measure);
        }
    }
    found
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
    /// How people are split where the page splits them. Where two are compared, everybody means
    /// that two areas are.
    pub breakdown: Breakdown,
    /// Whether figures are as counted or standardised, where areas or groups are compared.
    pub basis: Basis,
    /// The fifths by deprivation that a slope is drawn over.
    pub fifths: Breakdown,
    /// The area that the chosen one is compared with.
    pub other: AreaIndex,
    /// The two groups that are compared, by their places in the breakdown.
    pub groups: [usize; 2],
    /// The charts that are shown as tables, by their names in the address.
    pub tables: BTreeSet<String>,
    /// The folder beside the site whose release this one is held against; none where empty.
    pub against: String,
    /// The chart that a link leads to, by its name in the address, until something is done.
    pub chart: Option<String>,
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
    /// Chooses between figures as counted and standardised ones.
    ChooseBasis(Basis),
    /// Chooses the fifths that a slope is drawn over.
    ChooseFifths(Breakdown),
    /// Chooses the area that the chosen one is compared with.
    ChooseOther(AreaIndex),
    /// Chooses the two groups that are compared.
    ChooseGroups([usize; 2]),
    /// Turns a chart into its table, or back.
    ToggleTable(String),
    /// Holds the release against that of a folder beside the site.
    HoldAgainst(String),
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
        let whole = catalogue.whole_index();
        let (area, other) = match page {
            // Two neighbourhoods have nobody in common; the whole holds everybody.
            Page::Compare => (AreaIndex(0), AreaIndex(1)),
            _ => (whole, whole),
        };
        Self {
            page,
            area,
            measure: page.opening_measure(catalogue),
            period: catalogue.periods.len().saturating_sub(1),
            breakdown: page.opening_breakdown(),
            basis: Basis::Crude,
            fifths: LOCAL_FIFTHS,
            other,
            groups: [0, 0],
            tables: BTreeSet::new(),
            against: String::new(),
            chart: None,
        }
        .made_valid(catalogue)
    }

    /// The selection after an action. Anything that no longer fits takes the page's own default.
    #[must_use]
    pub fn after(&self, action: Action, catalogue: &Catalogue) -> Self {
        let mut next = Self {
            chart: None,
            ..self.clone()
        };
        match action {
            Action::Open(page) => {
                next = Self {
                    period: self.period,
                    basis: self.basis,
                    ..Self::of_page(page, catalogue)
                };
                if page != Page::Compare || !self.is_whole(catalogue) {
                    next.area = self.area;
                }
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
            Action::ChooseBasis(basis) => next.basis = basis,
            Action::ChooseFifths(fifths) => next.fifths = fifths,
            Action::ChooseOther(area) => next.other = area,
            Action::ChooseGroups(groups) => next.groups = groups,
            Action::ToggleTable(chart) => {
                if !next.tables.remove(&chart) {
                    next.tables.insert(chart);
                }
            }
            Action::HoldAgainst(folder) => next.against = folder,
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

    /// Whether two areas are compared, rather than two groups of one.
    #[must_use]
    pub fn compares_areas(&self) -> bool {
        self.breakdown == Breakdown::All
    }

    /// The groups of the chosen breakdown that are published in the chosen area, by their places
    /// in it; somebody whose group is not known is in none of them.
    #[must_use]
    pub fn published_groups(&self, catalogue: &Catalogue) -> Vec<usize> {
        let labels = catalogue.groups(self.breakdown);
        let Some(measure) = catalogue.measures.get(self.measure) else {
            return Vec::new();
        };
        catalogue
            .published_places(measure)
            .into_iter()
            .filter(|place| place.area == self.area && place.breakdown == self.breakdown)
            .map(|place| place.group)
            .filter(|group| !wording::group::is_not_known(&labels[*group]))
            .collect()
    }

    /// The fifths that a slope can be drawn over here: England's for the whole only, because few
    /// neighbourhoods have people in all of them.
    #[must_use]
    pub fn offered_fifths(&self, catalogue: &Catalogue) -> Vec<Breakdown> {
        let whole = self.is_whole(catalogue);
        let published = |fifths: &Breakdown| {
            let measure = catalogue.measures.get(self.measure);
            measure.is_some_and(|measure: &Measure| measure.publishes(*fifths, whole))
        };
        [LOCAL_FIFTHS, Breakdown::ImdQuintile]
            .into_iter()
            .filter(|fifths| *fifths == LOCAL_FIFTHS || whole)
            .filter(published)
            .collect()
    }

    /// Makes the two that are compared different ones that are published.
    fn compare_two(&mut self, catalogue: &Catalogue) {
        if self.other.0 > catalogue.whole_index().0 || self.other == self.area {
            self.other = self.another_area(catalogue);
        }
        let groups = self.published_groups(catalogue);
        let [first, second] = self.groups;
        if first == second || !groups.contains(&first) || !groups.contains(&second) {
            self.groups = match (groups.as_slice(), self.breakdown) {
                // Least less most deprived, as every gap is.
                ([most, .., least], Breakdown::ImdQuintile | Breakdown::ImdLocalQuintile) => {
                    [*least, *most]
                }
                ([first, second, ..], _) => [*first, *second],
                _ => [0, 0],
            };
        }
    }

    /// The first area that is not the chosen one.
    fn another_area(&self, catalogue: &Catalogue) -> AreaIndex {
        let mut areas = catalogue.areas().map(|(area, _)| area);
        areas
            .find(|area| *area != self.area)
            .unwrap_or(catalogue.whole_index())
    }

    /// The nearest selection that names what the release has and the page offers.
    pub(crate) fn made_valid(mut self, catalogue: &Catalogue) -> Self {
        let whole = catalogue.whole_index();
        if self.area.0 > whole.0 {
            self.area = whole;
        }
        self.period = self.period.min(catalogue.periods.len().saturating_sub(1));
        if !self.page.measures(catalogue).contains(&self.measure) {
            self.measure = self.page.opening_measure(catalogue);
        }
        let groupings = self.groupings(catalogue);
        let areas = self.page == Page::Compare && self.compares_areas();
        if !areas && !groupings.contains(&self.breakdown) {
            let usual = self.page.opening_breakdown();
            self.breakdown = groupings
                .iter()
                .copied()
                .find(|grouping| *grouping == usual)
                .or(groupings.first().copied())
                .filter(|_| self.page != Page::Compare)
                .unwrap_or(Breakdown::All);
        }
        let fifths = self.offered_fifths(catalogue);
        if !fifths.contains(&self.fifths) {
            self.fifths = fifths.first().copied().unwrap_or(LOCAL_FIFTHS);
        }
        // A name and no path: what is read is beside the site, whatever a link says.
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
        let names_folder = self.against.chars().all(is_name) && !self.against.starts_with('.');
        if self.page != Page::Changes || !names_folder {
            self.against.clear();
        }
        if self.page == Page::Compare {
            self.compare_two(catalogue);
        } else {
            (self.other, self.groups) = (whole, [0, 0]);
        }
        self
    }
}

/// The fifths of the partnership's own people, by deprivation.
pub const LOCAL_FIFTHS: Breakdown = Breakdown::ImdLocalQuintile;

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

    #[test]
    fn two_different_areas_are_compared_and_neighbourhoods_first() {
        let catalogue = catalogue();
        let opened = Selection::opening(&catalogue).after(Action::Open(Page::Compare), &catalogue);
        assert_eq!((opened.area, opened.other), (AreaIndex(0), AreaIndex(1)));
        assert!(opened.compares_areas());
        let same = opened.after(Action::ChooseOther(AreaIndex(0)), &catalogue);
        assert_ne!(same.area, same.other);
        let whole = opened.after(Action::ChooseOther(catalogue.whole_index()), &catalogue);
        assert_eq!(whole.other, catalogue.whole_index());
    }

    #[test]
    fn two_different_known_groups_are_compared() {
        let catalogue = catalogue();
        let of = |breakdown, groups| {
            Selection::of_page(Page::Compare, &catalogue)
                .after(Action::ChooseBreakdown(breakdown), &catalogue)
                .after(Action::ChooseGroups(groups), &catalogue)
        };
        let rows = [
            (Breakdown::EthnicGroup, [3, 1], [3, 1]),
            // The same twice, and people whose group is not known.
            (Breakdown::EthnicGroup, [2, 2], [0, 1]),
            (Breakdown::EthnicGroup, [0, 5], [0, 1]),
            (Breakdown::ImdQuintile, [9, 9], [4, 0]),
        ];
        for (breakdown, chosen, expected) in rows {
            assert_eq!(
                of(breakdown, chosen).groups,
                expected,
                "{breakdown} {chosen:?}"
            );
        }
    }

    #[test]
    fn england_s_fifths_are_for_the_whole_only() {
        let catalogue = catalogue();
        let page = Selection::of_page(Page::Inequalities, &catalogue)
            .after(Action::ChooseFifths(Breakdown::ImdQuintile), &catalogue);
        assert_eq!(page.fifths, Breakdown::ImdQuintile);
        let inside = page.after(Action::ChooseArea(AreaIndex(0)), &catalogue);
        assert_eq!(inside.fifths, LOCAL_FIFTHS);
    }
}
