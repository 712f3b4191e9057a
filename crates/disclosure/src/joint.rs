//! One linear system for a snapshot, jointly over all measures.
//!
//! A variable is a subject at a place. The relations are those that hold for all people whatever
//! the counts, all derived from the catalogue. The system is the same for every snapshot; what is
//! published of it, and so what is known, is not.

use measures::catalogue::Catalogue;

use crate::combinations::Listings;
use crate::grid::{Grid, Nesting};
use crate::subject::{SubjectIndex, Subjects};
use crate::system::{System, SystemBuilder, Variable};
use crate::unprotectable::Unprotectable;

mod assembly;
mod two;

use assembly::Assembly;

/// The system with what its variables stand for.
#[derive(Debug)]
pub(crate) struct Joint {
    pub(crate) grid: Grid,
    pub(crate) subjects: Subjects,
    pub(crate) system: System,
    /// For each measure, the places at which it is published.
    pub(crate) published: Vec<Vec<usize>>,
    /// Counts that hold the people of several listed sets of conditions, and of others besides.
    pub(crate) totals_of_sets: Vec<TotalOfSets>,
    /// Whether a reader can write down every set of conditions there can be.
    pub(crate) every_set: bool,
    /// Where the places are pieces of neighbourhoods that two maps have in common: nothing is
    /// published of them, and they must not be worked out either. Empty on one map.
    pub(crate) pieces: Vec<bool>,
    /// The first of the relations between two counts of the same.
    first_link: usize,
}

/// A count and the listed sets of conditions whose people it holds.
#[derive(Debug)]
pub(crate) struct TotalOfSets {
    pub(crate) total: Variable,
    pub(crate) sets: Vec<Variable>,
}

impl Joint {
    pub(crate) fn of(
        catalogue: &Catalogue,
        complements: bool,
        listings: &Listings,
    ) -> Result<Self, Unprotectable> {
        let grid = Grid::of(catalogue);
        let subjects = Subjects::of(catalogue, complements, &listings.sets)?;
        let published = published(catalogue, &grid);
        let (builder, totals_of_sets) = Assembly::new(
            (catalogue, &grid),
            &Nesting::of(catalogue),
            &subjects,
            SystemBuilder::default(),
            0,
        )
        .add_all(&published, listings.every_set)?;
        let n_variables = subjects.list.len() * grid.len();
        Ok(Self {
            grid,
            subjects,
            first_link: builder.n_relations(),
            system: builder.finish(n_variables),
            published,
            totals_of_sets,
            every_set: listings.every_set,
            pieces: Vec::new(),
        })
    }

    /// The variable of a subject at a place.
    pub(crate) fn variable(&self, subject: SubjectIndex, place: usize) -> Variable {
        variable(&self.grid, subject, place)
    }

    /// The subject and place of a variable.
    pub(crate) fn subject_and_place(&self, variable: Variable) -> (SubjectIndex, usize) {
        let variable = variable as usize;
        (variable / self.grid.len(), variable % self.grid.len())
    }

    /// Whether a variable is what an earlier release counted, which cannot be changed any more.
    pub(crate) fn is_earlier(&self, variable: Variable) -> bool {
        self.subject_and_place(variable).0 < self.subjects.n_earlier
    }

    /// Whether a place is a piece of a neighbourhood.
    pub(crate) fn is_piece(&self, place: usize) -> bool {
        self.pieces.get(place).copied().unwrap_or(false)
    }
}

/// For each measure, the places at which it is published.
fn published(catalogue: &Catalogue, grid: &Grid) -> Vec<Vec<usize>> {
    let measures = catalogue.measures.iter();
    measures
        .map(|measure| {
            let places = catalogue.published_places(measure);
            places.into_iter().map(|place| grid.index(place)).collect()
        })
        .collect()
}

fn variable(grid: &Grid, subject: SubjectIndex, place: usize) -> Variable {
    Variable::try_from(subject * grid.len() + place).expect("subjects times places are few")
}
