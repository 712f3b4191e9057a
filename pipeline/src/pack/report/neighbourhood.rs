//! A page for each neighbourhood: every measure beside the whole, and the steps of its care.

use exhibits::state::{Page, Selection};
use exhibits::table::Cell;
use exhibits::view::View;
use exhibits::{sentences, steps};
use measures::area::AreaIndex;
use measures::comparison::Comparison;
use measures::definition::{Direction, Family, Rule};
use measures::published::Published;

use super::{NoReport, Setter};
use crate::pack::charts::selection;
use crate::pack::paper::{Grid, GridColumn, GridRow, Style};

/// The families in the order of the pages, and what a reader calls them.
const FAMILIES: [(Family, &str); 4] = [
    (Family::Multimorbidity, "Long-term conditions"),
    (Family::Coordination, "Coordinated care"),
    (Family::Outcome, "What happens to people"),
    (Family::Experience, "What people say"),
];

impl Setter<'_> {
    pub(super) fn neighbourhood(&mut self, area: AreaIndex) -> Result<(), NoReport> {
        let release = self.shelf;
        let catalogue = release.catalogue();
        let measure = Page::Neighbourhood.opening_measure(catalogue);
        let opening = selection(catalogue, Page::Neighbourhood, measure, area);
        let view = View::of(release, &opening);
        // Single conditions have charts of their own.
        let shown: Vec<usize> = self
            .chosen
            .measures
            .iter()
            .copied()
            .filter(|one| !matches!(catalogue.measures[*one].rule, Rule::HasCondition(_)))
            .collect();
        self.paper.new_page();
        self.paper.heading(2, &catalogue.area(area).name);
        let headline = catalogue.headline_measures();
        let mut said: Vec<String> = headline
            .iter()
            .map(|measure| sentences::share(&view, *measure))
            .collect();
        said.extend(differing(&view, &shown));
        self.paper.list(&said);
        let grid = profile(&view, &shown);
        if !grid.rows.is_empty() {
            let title = format!("{} on every chosen measure", catalogue.area(area).name);
            self.paper.heading(3, &title);
            self.paper.table(&grid);
            let n_withheld = withheld(&view, &shown);
            let note = wording::status::withheld_note(n_withheld).unwrap_or_default();
            self.paper.paragraph(&note, Style::NOTE);
        }
        let steps_chosen = catalogue
            .every_step()
            .is_some_and(|all| self.chosen.measures.contains(&all));
        if steps_chosen {
            let coordination = Selection {
                page: Page::Coordination,
                ..opening.clone()
            };
            // The table has the same figures: a chart that would need a page of its own is left out.
            if let Some(cascade) = steps::cascade(&View::of(release, &coordination))
                && self.fits(&cascade)?
            {
                self.exhibit(&view, Some(cascade))?;
            }
        }
        Ok(())
    }
}

/// How many measures differ from the whole, as a sentence.
fn differing(view: &View, shown: &[usize]) -> Option<String> {
    let judged: Vec<Comparison> = shown
        .iter()
        .filter_map(|measure| view.comparison_of(*measure, view.selection.area))
        .collect();
    let similar = judged
        .iter()
        .filter(|judged| **judged == Comparison::Similar)
        .count();
    (!judged.is_empty()).then(|| {
        format!(
            "Of {} measures that can be compared, {} differ from {} by more than chance would \
             give; by chance alone, about 1 in 20 would.",
            judged.len(),
            judged.len() - similar,
            view.whole()
        )
    })
}

fn withheld(view: &View, shown: &[usize]) -> usize {
    let figures = shown
        .iter()
        .filter_map(|measure| view.figure_of(*measure, view.selection.area));
    figures
        .filter(|figure| matches!(figure, Published::Withheld))
        .count()
}

/// Every measure of the area beside the whole.
fn profile(view: &View, shown: &[usize]) -> Grid {
    let catalogue = view.catalogue();
    let area = &view.area().name;
    let mut rows = Vec::new();
    for (family, name) in FAMILIES {
        let own: Vec<usize> = shown
            .iter()
            .copied()
            .filter(|measure| catalogue.measures[*measure].family == family)
            .collect();
        if own.is_empty() {
            continue;
        }
        let mut cells = vec![String::new(); 5];
        name.clone_into(&mut cells[0]);
        rows.push(GridRow { cells, bold: true });
        rows.extend(own.into_iter().map(|measure| row(view, measure)));
    }
    Grid {
        about: format!("{area} beside {} on every chosen measure", view.whole()),
        columns: vec![
            GridColumn::words("Measure"),
            GridColumn::numbers(area),
            GridColumn::numbers("95% interval"),
            GridColumn::numbers(view.whole()),
            GridColumn::words("Beside it"),
        ],
        rows,
    }
}

fn row(view: &View, measure: usize) -> GridRow {
    let catalogue = view.catalogue();
    let definition = &catalogue.measures[measure];
    let scale = definition.scale();
    let figure = |area| {
        view.figure_of(measure, area)
            .unwrap_or(Published::NotCalculable)
    };
    let read = |area| {
        Cell::value(scale, figure(area).map(|figure| figure.value))
            .read()
            .to_owned()
    };
    let interval = figure(view.selection.area)
        .shown()
        .map_or_else(String::new, |figure| {
            wording::number::interval(scale, &figure.interval_95)
        });
    let better = match definition.direction {
        Direction::HigherIsBetter => " (more is better)",
        Direction::LowerIsBetter => " (less is better)",
        Direction::Neutral => "",
    };
    let beside = view
        .comparison_of(measure, view.selection.area)
        .map(wording::comparison::short)
        .unwrap_or_default();
    GridRow {
        cells: vec![
            format!("{}{better}", definition.title),
            read(view.selection.area),
            interval,
            read(catalogue.whole_index()),
            beside.to_owned(),
        ],
        bold: false,
    }
}
