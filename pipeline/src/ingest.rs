//! The input files, in order (skeleton, being written).
