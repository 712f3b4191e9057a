//! The config folder, read and checked (skeleton, being written).
