//! Charts of a release with everything said of them, for the page and for the program.
//!
//! A [`state::Selection`] on a [`shelf::Shelf`] is a [`view::View`]; one function per chart makes an
//! [`exhibit::Exhibit`] of it: the finding, the picture, its numbers, its source. Each gives `None`
//! while its rows have not arrived. They are apart from the page so that
//! whatever else draws a chart of a release says the same words.
//!
//! No value is computed here but through `measures`, no sentence written but by `wording`, no mark
//! drawn but by `charts`. Nothing here fetches, and nothing knows a browser or a disk.

pub mod about;
pub mod at_a_glance;
pub mod basis;
pub mod between_groups;
pub mod book;
pub mod by_area;
pub mod by_group;
pub mod combinations;
pub mod conditions;
pub mod deprivation;
pub mod exhibit;
pub mod load;
pub mod over_time;
pub mod page;
pub mod pair;
pub mod provenance;
pub mod pyramid;
pub mod route;
#[cfg(any(test, feature = "sample"))]
pub mod sample;
pub mod sentences;
pub mod shelf;
pub mod slope;
pub mod state;
pub mod steps;
pub mod table;
pub mod view;
pub mod warning;
