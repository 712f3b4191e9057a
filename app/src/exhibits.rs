//! The charts of every page, each made from what has arrived and what is chosen.
//!
//! One function per chart. Each gives `None` while its rows have not arrived; none of them
//! computes a value or decides what may be said.

pub mod between_groups;
pub mod by_area;
pub mod by_group;
pub mod combinations;
pub mod conditions;
pub mod deprivation;
pub mod over_time;
pub mod pair;
pub mod sentences;
pub mod slope;
pub mod steps;
pub mod view;
