//! The kinds of figures a reader may choose between: their words in addresses and menus.
//!
//! What a kind means is said by `wording`; neither is worked out here.

pub use wording::finding::Basis;

/// Both, in the order they are offered.
pub const EVERY: [Basis; 2] = [Basis::Crude, Basis::Standardised];

/// The word for a kind in an address.
#[must_use]
pub fn key(basis: Basis) -> &'static str {
    match basis {
        Basis::Crude => "crude",
        Basis::Standardised => "standardised",
    }
}

/// The kind with this key.
#[must_use]
pub fn from_key(wanted: &str) -> Option<Basis> {
    EVERY.into_iter().find(|basis| key(*basis) == wanted)
}

/// The name a reader sees.
#[must_use]
pub fn title(basis: Basis) -> &'static str {
    match basis {
        Basis::Crude => "As counted (crude)",
        Basis::Standardised => "Adjusted for age and sex (standardised)",
    }
}
