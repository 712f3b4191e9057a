//! What is looked at: a selection on a release, with the short ways to its figures and names.
//!
//! Holds nothing of its own.

use aggregates::estimate::Estimate;
use measures::area::{Area, AreaIndex};
use measures::breakdown::Breakdown;
use measures::catalogue::{Catalogue, Place};
use measures::comparison::{Comparison, compare};
use measures::definition::{Measure, Scale};
use measures::figure::Figure;
use measures::interval::Interval;
use measures::period::Quarter;
use measures::published::Published;

use crate::about::{About, Detail};
use crate::basis::Basis;
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
    /// What kind of figures is shown, where there is a choice.
    pub basis: Basis,
}

impl<'a> View<'a> {
    /// A selection on a release, with the kind of figures that is chosen.
    #[must_use]
    pub fn of(shelf: &'a Shelf, selection: &'a Selection) -> Self {
        Self {
            shelf,
            selection,
            basis: selection.basis,
        }
    }

    /// The same with figures as counted, whatever is chosen.
    #[must_use]
    pub fn as_counted(self) -> Self {
        Self {
            basis: Basis::Crude,
            ..self
        }
    }

    /// The kind of figures that can be shown of a breakdown: standardised ones are published for
    /// everybody, ethnic groups and England's fifths only.
    #[must_use]
    pub fn basis_of(&self, breakdown: Breakdown) -> Basis {
        match breakdown {
            Breakdown::All | Breakdown::EthnicGroup | Breakdown::ImdQuintile => self.basis,
            _ => Basis::Crude,
        }
    }

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

    /// The figure of a place, of the chosen kind where it is published in that kind.
    #[must_use]
    pub fn figure_at(
        &self,
        measure: usize,
        period: usize,
        place: Place,
    ) -> Option<Published<Figure>> {
        let row = self.shelf.row(measure, period, place)?;
        let crude = row.figure(self.catalogue());
        Some(match self.basis_of(place.breakdown) {
            Basis::Crude => crude,
            Basis::Standardised => crude.and_then(|_| standardised(row)),
        })
    }

    /// The figure of everybody in an area for another measure at the chosen snapshot.
    #[must_use]
    pub fn figure_of(&self, measure: usize, area: AreaIndex) -> Option<Published<Figure>> {
        self.figure_at(measure, self.selection.period, everybody(area))
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
        self.figure_at(self.selection.measure, self.selection.period, place)
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

    /// What the values of a chart are, beside its axis; nothing where they are as counted.
    #[must_use]
    pub fn basis_label(&self) -> String {
        match (self.basis, self.scale()) {
            (Basis::Crude, _) => "",
            (Basis::Standardised, Scale::Proportion) => "Age- and sex-standardised share",
            (Basis::Standardised, Scale::RatePer(_)) => "Age- and sex-standardised rate",
        }
        .to_owned()
    }

    /// Which way the chosen measure is better, what to keep in mind of it, and why figures are as
    /// counted where adjusted ones are chosen. That they are adjusted is in a chart's subtitle.
    #[must_use]
    pub fn caveat(&self, breakdown: Breakdown) -> String {
        let better = wording::direction::sentence(self.measure().direction);
        let caveat = format!("{better} {}", self.measure().caveat);
        if self.selection.basis == self.basis_of(breakdown) {
            return caveat;
        }
        format!("{caveat} {}", why_as_counted(breakdown))
    }

    /// What a chart of the chosen measure in the chosen area is about.
    #[must_use]
    pub fn about(&self) -> About {
        About {
            measure: Some(self.measure().key.clone()),
            ..self.about_area()
        }
    }

    /// What a chart of the chosen measure is about, whose people are split.
    #[must_use]
    pub fn about_split(&self, breakdown: Breakdown, name: &'static str) -> About {
        About {
            details: vec![Detail {
                key: breakdown.key().to_owned(),
                name,
                words: wording::group::split_by(breakdown).to_owned(),
            }],
            basis: self.basis_of(breakdown),
            ..self.about()
        }
    }

    /// What a chart of the chosen measure in every neighbourhood is about, on which the chosen one is
    /// marked.
    #[must_use]
    pub fn about_whole(&self) -> About {
        let marked = (!self.is_whole()).then(|| self.area().name.clone());
        About {
            area: self.whole().to_owned(),
            details: Vec::from_iter(marked.map(|name| Detail {
                key: name.clone(),
                name: "Marked",
                words: name,
            })),
            ..self.about()
        }
    }

    /// What a chart of the chosen area that has measures of its own is about.
    #[must_use]
    pub fn about_area(&self) -> About {
        About {
            area: self.area().name.clone(),
            measure: None,
            details: Vec::new(),
            quarter: self.quarter(),
            basis: self.basis,
        }
    }
}

/// The published standardised figure. Its 99.8% limits are not published and so hold everything:
/// nothing is ever called much better or much higher by it.
fn standardised(row: &Estimate) -> Published<Figure> {
    row.standardised.map_or(Published::NotCalculable, |given| {
        Published::Shown(Figure {
            value: given.value,
            interval_95: given.interval_95,
            interval_998: Interval {
                lower: f64::NEG_INFINITY,
                upper: f64::INFINITY,
            },
        })
    })
}

/// Why a breakdown has no standardised figures.
fn why_as_counted(breakdown: Breakdown) -> &'static str {
    match breakdown {
        Breakdown::AgeBand | Breakdown::Sex => {
            "Figures are as counted: groups by age or sex cannot be adjusted for what they are \
             split by."
        }
        _ => {
            "Figures are as counted: adjusted ones are published for whole areas, ethnic groups \
             and England\u{2019}s fifths only, because in smaller groups too few people are left \
             in each age band."
        }
    }
}

/// The people a measure is about.
#[must_use]
pub fn population(measure: &Measure, catalogue: &Catalogue) -> String {
    wording::people::of(measure, &catalogue.measures, catalogue.minimum_age)
}

/// The columns of a value with its interval and its counts.
#[must_use]
pub fn value_columns(scale: Scale, basis: Basis) -> Vec<Column> {
    let (value, counted, people) = match scale {
        Scale::Proportion => ("Percent", "People counted", "Out of"),
        Scale::RatePer(_) => ("Rate", "Events", "People"),
    };
    let (standardised, crude) = match scale {
        Scale::Proportion => ("Standardised percent", "Crude percent"),
        Scale::RatePer(_) => ("Standardised rate", "Crude rate"),
    };
    let interval = ["95% interval, from", "to"];
    let names = match basis {
        Basis::Crude => [&[value][..], &interval, &[counted, people]].concat(),
        Basis::Standardised => [&[standardised][..], &interval, &[crude, counted, people]].concat(),
    };
    names.into_iter().map(Column::numbers).collect()
}

/// The cells under [`value_columns`], for the kind of figures that the place has.
#[must_use]
pub fn value_cells(view: &View, measure: usize, period: usize, place: Place) -> Vec<Cell> {
    let scale = view.catalogue().measures[measure].scale();
    let basis = view.basis_of(place.breakdown);
    let (Some(row), Some(figure)) = (
        view.shelf.row(measure, period, place),
        view.figure_at(measure, period, place),
    ) else {
        return vec![Cell::words(""); value_columns(scale, basis).len()];
    };
    let mut cells = vec![
        Cell::value(scale, figure.map(|figure| figure.value)),
        Cell::value(scale, figure.map(|figure| figure.interval_95.lower)),
        Cell::value(scale, figure.map(|figure| figure.interval_95.upper)),
    ];
    if basis == Basis::Standardised {
        let crude = row.figure(view.catalogue());
        cells.push(Cell::value(scale, crude.map(|figure| figure.value)));
    }
    cells.extend([Cell::count(row.numerator), Cell::count(row.denominator)]);
    cells
}

/// The published places of a breakdown in the chosen area.
#[must_use]
pub fn places(view: &View, measure: &Measure, breakdown: Breakdown) -> Vec<Place> {
    view.catalogue()
        .published_places(measure)
        .into_iter()
        .filter(|place| place.area == view.selection.area && place.breakdown == breakdown)
        .collect()
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
