//! The published tables: rows, schema, bytes. This is all that crosses from the pipeline to the
//! dashboard.
//!
//! Everything here works on bytes, never on paths, and compiles for WASM. What is encoded comes
//! from [`disclosure::Protected`] and nothing else; what is decoded is checked before it is
//! believed, and no bytes whatever make a reader panic.

mod boundary;
mod columns;
pub mod combinations;
pub mod decode;
pub mod downloads;
pub mod encode;
pub mod error;
pub mod estimate;
#[cfg(test)]
mod fixture;
pub mod gaps;
pub mod manifest;
pub mod overview;
pub mod remote;
pub mod schema;
mod sealed;
mod tile;
pub mod trends;
