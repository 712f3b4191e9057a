//! A reviewer's notes on charts: written, kept in the reader's own browser, taken out and brought
//! in.
//!
//! They never leave the browser but as a file that the reader saves, and no number depends on
//! them.

pub mod beside;
pub mod desk;
pub mod document;
pub mod file;
pub mod kept;
pub mod list;
pub mod note;
pub mod page;
