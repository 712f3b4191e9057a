//! Attacks on releases by a reader who has everything published and a solver, and what they need.
//!
//! One program, because one solver serves all of them. Trying every table, without a solver, is
//! `attack.rs`.
#![cfg(test)]

#[path = "../support/default_measures.rs"]
mod default_measures;
mod known_answers;
mod listed_sets;
mod naive;
mod optimum;
mod random_town;
mod reader;
mod releases;
mod rules;
mod sets;
mod siege;
mod tables;
#[path = "../support/town.rs"]
mod town;
mod towns;
mod two_maps;
mod weak;
