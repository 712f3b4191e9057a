//! Numbers, dates and findings as a reader says them.
//!
//! A page's headline, a chart's alternative text and the title of an exported picture all come
//! from here, from one judgement each, so that they can never say different things. This crate
//! knows no pixel, no file and no browser, and it never calls a difference real unless an
//! interval says so.
//!
//! - [`number`], [`date`], [`status`], [`group`], [`people`], [`comparison`], [`direction`], [`list`]:
//!   single words and numbers.
//! - [`reading`]: how each kind of chart is read.
//! - [`finding`]: what a chart shows, as [`finding::Words`].
//! - [`methods_of`]: how a measure's figures are made.

pub mod comparison;
pub mod date;
pub mod direction;
pub mod finding;
pub mod group;
pub mod list;
mod method;
pub mod number;
pub mod people;
pub mod reading;
#[cfg(any(test, feature = "reading-age"))]
pub mod reading_age;
pub mod status;

pub use method::{MethodNote, methods_of};
