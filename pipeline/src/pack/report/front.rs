//! The cover with the contents, and the page that says what matters most.

use exhibits::shelf::Shelf;
use exhibits::state::{Page, Selection};
use exhibits::table::Cell;
use exhibits::view::View;
use exhibits::{by_area, deprivation, sentences, warning};
use measures::published::Published;

use super::{NoReport, Setter};
use crate::pack::charts::selection;
use crate::pack::paper::{Entry, Grid, GridColumn, GridRow, Style};

/// What the report is called.
pub(super) fn title(shelf: &Shelf) -> String {
    format!("Long-term conditions in {}", shelf.catalogue().whole.name)
}

impl Setter<'_> {
    pub(super) fn front(&mut self, contents: &[Entry]) {
        let manifest = &self.shelf.manifest;
        let catalogue = self.shelf.catalogue();
        self.paper.new_page();
        self.paper.bar();
        self.paper.heading(1, &title(self.shelf));
        let snapshot = wording::date::snapshot(manifest.coverage.last_snapshot);
        let about = format!(
            "Board report. People counted on {snapshot}. Published by {}, from {}.",
            manifest.publication.publisher, manifest.extract.source
        );
        self.paper.paragraph(&about, Style::TEXT);
        if !self.chosen.is_everything(catalogue) {
            self.paper.paragraph(&self.filters(), Style::TEXT);
        }
        for warning in warning::of_release(manifest) {
            let words = format!("{} {}", warning.title, warning.meaning);
            self.paper.paragraph(&words, Style::NAME);
        }
        let notes = manifest.extract.notes.clone().unwrap_or_default();
        self.paper.paragraph(&notes, Style::TEXT);
        self.paper.skip(14.0);
        self.paper.heading(2, "Contents");
        self.paper.contents(contents);
        self.paper.skip(10.0);
        self.paper
            .paragraph(&manifest.disclosure.words, Style::NOTE);
    }

    /// Which areas and measures the report is about.
    fn filters(&self) -> String {
        let catalogue = self.shelf.catalogue();
        let areas = self.chosen.areas.iter();
        let areas: Vec<String> = areas
            .map(|area| catalogue.area(*area).name.clone())
            .collect();
        let measures = self.chosen.measures.iter();
        let measures: Vec<String> = measures
            .map(|measure| catalogue.measures[*measure].title.clone())
            .collect();
        format!(
            "Chosen areas: {}. Chosen measures: {}.",
            wording::list::and(&areas),
            measures.join("; ")
        )
    }

    pub(super) fn what_matters_most(&mut self) -> Result<(), NoReport> {
        let release = self.shelf;
        let catalogue = release.catalogue();
        let whole = catalogue.whole_index();
        let opening = Selection::opening(catalogue);
        let view = View::of(release, &opening);
        let headline = catalogue.headline_measures();
        self.paper.new_page();
        self.paper.heading(2, "What matters most");
        let mut said: Vec<String> = headline
            .iter()
            .map(|measure| sentences::share(&view, *measure))
            .collect();
        let every_step = catalogue
            .every_step()
            .map(|measure| selection(catalogue, Page::Inequalities, measure, whole));
        if let Some(every_step) = &every_step {
            let view = View::of(release, every_step);
            said.push(deprivation::gap(&view).follow_on);
            said.extend(deprivation::in_people(&view));
        }
        self.paper.list(&said);
        for measure in &headline {
            let definition = &catalogue.measures[*measure];
            let figure = view.figure_of(*measure, whole);
            let figure = figure.unwrap_or(Published::NotCalculable);
            let value = Cell::value(definition.scale(), figure.map(|figure| figure.value));
            self.paper.paragraph(value.read(), Style::LARGE);
            let words = format!(
                "{}. {}",
                definition.title,
                sentences::with_interval(&view, *measure)
            );
            self.paper.paragraph(&words, Style::TEXT);
        }
        self.at_a_glance(&view);
        self.exhibit(&view, by_area::map(&view))
    }

    /// Every neighbourhood by the headline measures.
    fn at_a_glance(&mut self, view: &View) {
        let catalogue = view.catalogue();
        let headline = catalogue.headline_measures();
        let mut columns = vec![GridColumn::words("Neighbourhood")];
        for measure in &headline {
            columns.push(GridColumn::numbers(&catalogue.measures[*measure].title));
            columns.push(GridColumn::words(&format!("Beside {}", view.whole())));
        }
        let rows = catalogue.areas().map(|(area, named)| {
            let mut cells = vec![named.name.clone()];
            for measure in &headline {
                let scale = catalogue.measures[*measure].scale();
                let figure = view.figure_of(*measure, area);
                let figure = figure.unwrap_or(Published::NotCalculable);
                let value = Cell::value(scale, figure.map(|figure| figure.value));
                cells.push(value.read().to_owned());
                let beside = view.comparison_of(*measure, area);
                cells.push(
                    beside
                        .map(wording::comparison::short)
                        .unwrap_or_default()
                        .to_owned(),
                );
            }
            GridRow {
                cells,
                bold: area == catalogue.whole_index(),
            }
        });
        let rows = rows.collect();
        self.paper.skip(6.0);
        self.paper.heading(3, "All neighbourhoods at a glance");
        let about = format!(
            "Each neighbourhood on the headline measures, and how it stands beside {}",
            view.whole()
        );
        self.paper.table(&Grid {
            about,
            columns,
            rows,
        });
    }
}
