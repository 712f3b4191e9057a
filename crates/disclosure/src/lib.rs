//! What may be shown without revealing a person.
//!
//! Exact counts go in, and only [`protected::Protected`] comes out: [`protect`] is the one way to
//! make it, and everything that writes a published table asks for it by type. Small counts are
//! withheld by their own size, and further counts so that sums and other relations between the
//! published figures do not give the first away.
//!
//! This crate reads no file and knows no column. It compiles for WASM.

pub mod audit;
pub mod exact;
pub mod policy;
pub mod protected;
pub mod release;
pub mod report;
pub mod unprotectable;

mod certificate;
mod certify;
mod coarser;
mod combinations;
mod cost;
mod earlier;
mod grid;
mod invented;
mod joint;
mod knowledge;
#[cfg(test)]
mod known_answers;
mod making_way;
mod maps;
mod pair;
mod predicate;
mod primary;
mod propagate;
mod protection;
mod pushing;
mod rule;
mod secondary;
mod subject;
mod system;
mod tables;

mod walk;

pub use protected::{protect, protect_after};
