//! What may be shown without revealing a person.

pub mod exact;
