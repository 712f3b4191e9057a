//! What is looked at: a selection on a release, with the short ways to its figures and names.
//!
//! Holds nothing of its own.

use measures::area::{Area, AreaIndex};
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::comparison::{Comparison, compare};
use measures::definition::{Measure, Population, Scale};
use measures::figure::Figure;
use measures::period::Quarter;
use measures::published::Published;

use crate::shelf::Shelf;
use crate::state::Selection;
use crate::table::{Cell, Column};

/// A selection on a release.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// What has arrived.
    pub shelf: &'a Shelf,
    /// What is chosen.
    pub selection: &'a Selection,
}

impl<'a> View<'a> {
    /// The grid of the release.
    #[must_use]
    pub fn catalogue(&self) -> &'a Catalogue {
        self.shelf.catalogue()
    }

    /// The chosen measure.
    #[must_use]
    pub fn measure(&self) -> &'a Measure {
        &self.catalogue().measures[self.selection.measure]
    }

    /// What the chosen measure's value is of.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.measure().scale()
    }

    /// The chosen area.
    #[must_use]
    pub fn area(&self) -> &'a Area {
        self.catalogue().area(self.selection.area)
    }

    /// The name of the whole.
    #[must_use]
    pub fn whole(&self) -> &'a str {
        &self.catalogue().whole.name
    }

    /// The chosen snapshot.
    #[must_use]
    pub fn quarter(&self) -> Quarter {
        self.catalogue().periods[self.selection.period]
    }

    /// Whether the whole is looked at.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.selection.is_whole(self.catalogue())
    }

    /// The code of the chosen area, where it is a neighbourhood.
    #[must_use]
    pub fn selected(&self) -> Option<String> {
        (!self.is_whole()).then(|| self.area().code.clone())
    }

    /// The neighbourhoods.
    pub fn neighbourhoods(&self) -> impl Iterator<Item = (AreaIndex, &'a Area)> {
        let whole = self.catalogue().whole_index();
        self.catalogue()
            .areas()
            .filter(move |(area, _)| *area != whole)
    }

    /// The figure of everybody in an area for another measure at the chosen snapshot.
    #[must_use]
    pub fn figure_of(&self, measure: usize, area: AreaIndex) -> Option<Published<Figure>> {
        self.shelf.figure(measure, self.selection.period, area)
    }

    /// The figure of everybody in an area for the chosen measure.
    #[must_use]
    pub fn figure(&self, area: AreaIndex) -> Option<Published<Figure>> {
        self.figure_of(self.selection.measure, area)
    }

    /// The figure of a group within an area.
    #[must_use]
    pub fn group(
        &self,
        area: AreaIndex,
        breakdown: Breakdown,
        group: usize,
    ) -> Option<Published<Figure>> {
        let place = Place {
            area,
            breakdown,
            group,
        };
        let row = self
            .shelf
            .row(self.selection.measure, self.selection.period, place)?;
        Some(row.figure(self.catalogue()))
    }

    /// What may be said of an area beside the whole, for any measure.
    #[must_use]
    pub fn comparison_of(&self, measure: usize, area: AreaIndex) -> Option<Comparison> {
        if area == self.catalogue().whole_index() {
            return None;
        }
        let whole = self
            .figure_of(measure, self.catalogue().whole_index())?
            .shown()?;
        let figure = self.figure_of(measure, area)?.shown()?;
        Some(compare(
            &figure,
            whole.value,
            self.catalogue().measures[measure].direction,
        ))
    }

    /// The whole's value as the line that others are held against.
    #[must_use]
    pub fn reference(&self) -> Option<charts::Reference> {
        let figure = self.figure(self.catalogue().whole_index())?.shown()?;
        Some(charts::Reference {
            name: self.whole().to_owned(),
            value: figure.value,
        })
    }

    /// How many people or events a place's figure counts, in words; empty where it is not shown.
    #[must_use]
    pub fn counted(&self, place: Place) -> String {
        let row = self
            .shelf
            .row(self.selection.measure, self.selection.period, place);
        let counts = row.and_then(|row| Some((row.numerator.shown()?, row.denominator.shown()?)));
        counts.map_or_else(String::new, |(numerator, denominator)| {
            wording::number::about_of(self.scale(), numerator, denominator)
        })
    }

    /// What tells a chart's files from others.
    #[must_use]
    pub fn about(&self) -> Vec<String> {
        vec![
            self.measure().key.clone(),
            self.area().code.clone(),
            self.quarter().to_string(),
        ]
    }
}

/// The people a measure is about.
#[must_use]
pub fn population(measure: &Measure, catalogue: &Catalogue) -> String {
    match &measure.population {
        Population::Adults if catalogue.minimum_age >= 18 => "adults".to_owned(),
        Population::Adults => format!("people aged {} and over", catalogue.minimum_age),
        Population::AdultsWith3OrMore => {
            "adults with three or more long-term conditions".to_owned()
        }
        Population::Measure(key) => {
            let title = catalogue
                .measure(key)
                .map_or(key.as_str(), |other| &other.title);
            format!("people counted in “{title}”")
        }
    }
}

/// The columns of a value with its interval and its counts.
#[must_use]
pub fn value_columns(scale: Scale) -> Vec<Column> {
    let (value, counted, people) = match scale {
        Scale::Proportion => ("Percent", "People counted", "Out of"),
        Scale::RatePer(_) => ("Rate", "Events", "People"),
    };
    [value, "95% interval, from", "to", counted, people]
        .map(Column::numbers)
        .to_vec()
}

/// The cells under [`value_columns`].
#[must_use]
pub fn value_cells(view: &View, measure: usize, period: usize, place: Place) -> Vec<Cell> {
    let scale = view.catalogue().measures[measure].scale();
    let Some(row) = view.shelf.row(measure, period, place) else {
        return vec![Cell::words(""); 5];
    };
    let figure = row.figure(view.catalogue());
    vec![
        Cell::value(scale, figure.map(|figure| figure.value)),
        Cell::value(scale, figure.map(|figure| figure.interval_95.lower)),
        Cell::value(scale, figure.map(|figure| figure.interval_95.upper)),
        Cell::count(row.numerator),
        Cell::count(row.denominator),
    ]
}

/// The place of everybody in an area.
#[must_use]
pub fn everybody(area: AreaIndex) -> Place {
    Place {
        area,
        breakdown: Breakdown::All,
        group: 0,
    }
}
