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

use super::chosen::Chosen;

/// One chart and the folder that it belongs in.
#[derive(Debug)]
pub(super) struct Chart {
    /// The measure's key, or what the chart is of.
    pub(super) folder: String,
    /// The chart with its words and numbers.
    pub(super) exhibit: Exhibit,
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
        let mut give = |exhibit: Option<Exhibit>| match exhibit {
            Some(exhibit) => take(Chart {
                folder: folder.clone(),
                exhibit,
            }),
            None => Ok(()),
        };
        let view = View::of(shelf, &opening);
        give(by_area::comparison(&view))?;
        give(by_area::funnel(&view))?;
        give(by_area::map(&view))?;
        give(over_time::by_area(&view))?;
        give(deprivation::dumbbell(&view))?;
        for area in &chosen.areas {
            let opening = selection(catalogue, Page::Inequalities, *measure, *area);
            give(over_time::chart(&View::of(shelf, &opening)))?;
            for breakdown in breakdowns(&opening, catalogue) {
                let split = Selection {
                    breakdown,
                    ..opening.clone()
                };
                give(by_group::bars(&View::of(shelf, &split)))?;
            }
            for fifths in opening.offered_fifths(catalogue) {
                let across = Selection {
                    fifths,
                    ..opening.clone()
                };
                give(slope::slope(&View::of(shelf, &across)))?;
            }
            give(deprivation::over_time(&View::of(shelf, &opening)))?;
        }
    }
    let opening = Selection::opening(catalogue);
    let glance = at_a_glance::heat(&View::of(shelf, &opening));
    let several = chosen.measures.len() > 1;
    for exhibit in glance.into_iter().filter(|_| several) {
        take(Chart {
            folder: exhibit.name.to_owned(),
            exhibit,
        })?;
    }
    for area in &chosen.areas {
        for exhibit in of_several_measures(shelf, chosen, *area) {
            take(Chart {
                folder: exhibit.name.to_owned(),
                exhibit,
            })?;
        }
    }
    Ok(())
}

/// The charts of an area that show several measures at once, where one of these is chosen.
fn of_several_measures(shelf: &Shelf, chosen: &Chosen, area: AreaIndex) -> Vec<Exhibit> {
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
    charts.into_iter().flatten().flatten().collect()
}

/// The ways of splitting people that are published for what is selected.
fn breakdowns(selection: &Selection, catalogue: &Catalogue) -> Vec<Breakdown> {
    let published = selection.groupings(catalogue);
    GROUPINGS
        .into_iter()
        .filter(|grouping| published.contains(grouping))
        .collect()
}
