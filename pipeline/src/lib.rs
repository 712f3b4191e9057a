//! People in, protected tables out: the library behind the `outcomes` program.
//!
//! This is the only crate with types that describe a person. Nothing here prints or exits: that
//! is `main`'s.

mod blocks;
pub mod build;
pub mod check;
pub mod cli;
pub mod count;
pub mod definitions;
mod engine;
pub mod exit;
pub mod extract;
pub mod fault;
#[cfg(test)]
#[path = "../tests/support/files.rs"]
#[expect(dead_code, reason = "what is in the files is asked by other tests")]
mod files;
pub mod folder;
pub mod import;
pub mod ingest;
pub mod input;
mod new_file;
mod newcomers;
pub mod pack;
mod pages;
pub mod progress;
pub mod rejection;
mod rules;
mod seating;
pub mod site;
pub mod synthesise;
pub mod tables;
pub mod threads;
mod timeline;
pub mod unfinished;
pub mod verify;
