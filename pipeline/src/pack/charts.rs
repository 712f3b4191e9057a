//! Every chart of the chosen areas and measures at the last snapshot, as the pages draw them.
//!
//! A measure in every neighbourhood is one chart; what is about one area is a chart for each.

use exhibits::exhibit::Exhibit;
use exhibits::page::GROUPINGS;
use exhibits::shelf::Shelf;
use exhibits::state::{self, Page, Selection};
use exhibits::view::View;
use exhibits::{
    at_a_glance, by_area, by_group, combinations, conditions, deprivation, over_time, pyramid,
    slope, steps,
};
use measures::area::AreaIndex;
use measures::breakdown::Breakdown;
use measures::catalogue::Catalogue;

use super::chosen::{Chosen, Linked};

/// One chart and the folder that it belongs in.
#[derive(Debug)]
pub(super) struct Chart {
    /// The measure's key, or what the chart is of.
    pub(super) folder: String,
    /// The chart.
    pub(super) chart: Linked,
}

/// A page's selection with another measure, area and breakdown.
pub(super) fn selection(
    catalogue: &Catalogue,
    page: Page,
    measure: usize,
    area: AreaIndex,
) -> Selection {
    Selection {
        area,
        measure,
        ..Selection::of_page(page, catalogue)
    }
}

/// Gives every chart to `take`, in order of measure, area and kind.
pub(super) fn each<E>(
    shelf: &Shelf,
    chosen: &Chosen,
    mut take: impl FnMut(Chart) -> Result<(), E>,
) -> Result<(), E> {
    let catalogue = shelf.catalogue();
    let whole = catalogue.whole_index();
    for measure in &chosen.measures {
        let opening = selection(catalogue, Page::Inequalities, *measure, whole);
        let folder = &catalogue.measures[*measure].key;
        let mut give = |view: &View, exhibit: Option<Exhibit>| match exhibit {
            Some(exhibit) => take(Chart {
                folder: folder.clone(),
                chart: chosen.linked(view, exhibit),
            }),
            None => Ok(()),
        };
        let view = View::of(shelf, &opening);
        give(&view, by_area::comparison(&view))?;
        give(&view, by_area::funnel(&view))?;
        give(&view, by_area::map(&view))?;
        give(&view, over_time::by_area(&view))?;
        give(&view, deprivation::dumbbell(&view))?;
        for area in &chosen.areas {
            let opening = selection(catalogue, Page::Inequalities, *measure, *area);
            let view = View::of(shelf, &opening);
            give(&view, over_time::chart(&view))?;
            for breakdown in breakdowns(&opening, catalogue) {
                let split = Selection {
                    breakdown,
                    ..opening.clone()
                };
                let view = View::of(shelf, &split);
                give(&view, by_group::bars(&view))?;
            }
            for fifths in opening.offered_fifths(catalogue) {
                let across = Selection {
                    fifths,
                    ..opening.clone()
                };
                let view = View::of(shelf, &across);
                give(&view, slope::slope(&view))?;
            }
            give(&view, deprivation::over_time(&view))?;
        }
    }
    let opening = Selection::opening(catalogue);
    let view = View::of(shelf, &opening);
    let glance = at_a_glance::heat(&view);
    let several = chosen.measures.len() > 1;
    let glance = glance.filter(|_| several);
    let glance = glance.map(|exhibit| chosen.linked(&view, exhibit));
    let areas = chosen.areas.iter();
    let of_areas = areas.flat_map(|area| of_several_measures(shelf, chosen, *area));
    for chart in glance.into_iter().chain(of_areas) {
        take(Chart {
            folder: chart.exhibit.name.to_owned(),
            chart,
        })?;
    }
    Ok(())
}

/// The charts of an area that show several measures at once, where one of these is chosen.
fn of_several_measures(shelf: &Shelf, chosen: &Chosen, area: AreaIndex) -> Vec<Linked> {
    let catalogue = shelf.catalogue();
    let any = |measures: Vec<usize>| measures.iter().any(|one| chosen.measures.contains(one));
    let measure = Page::Coordination.opening_measure(catalogue);
    let opening = selection(catalogue, Page::Coordination, measure, area);
    let view = View::of(shelf, &opening);
    let mut of_steps = state::steps(catalogue);
    of_steps.extend(catalogue.every_step());
    let several = any(Vec::from_iter(catalogue.several_conditions()));
    let charts = [
        any(of_steps).then(|| steps::cascade(&view)),
        any(state::single_conditions(catalogue)).then(|| conditions::bars(&view)),
        several.then(|| combinations::upset(&view)),
        several.then(|| pyramid::need(&view)),
    ];
    let charts = charts.into_iter().flatten().flatten();
    charts
        .map(|exhibit| chosen.linked(&view, exhibit))
        .collect()
}

/// The ways of splitting people that are published for what is selected.
fn breakdowns(selection: &Selection, catalogue: &Catalogue) -> Vec<Breakdown> {
    let published = selection.groupings(catalogue);
    GROUPINGS
        .into_iter()
        .filter(|grouping| published.contains(grouping))
        .collect()
}
