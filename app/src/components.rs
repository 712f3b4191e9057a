//! The parts that pages are made of. Each takes plain values and hands actions up.

pub mod changed;
pub mod chart_frame;
pub mod check;
pub mod chosen;
pub mod comparing;
pub mod data_table;
pub mod in_turn;
pub mod lead;
pub mod opening;
pub mod pickers;
pub mod picture;
pub mod places;
pub mod small_line;
pub mod surroundings;
pub mod take_away;
pub mod tools;
pub mod work;
