//! Which way a measure is better, in words. Never whether a place is.

use measures::definition::Direction;

/// The direction as a sentence of its own.
///
/// ```
/// use measures::definition::Direction;
/// assert_eq!(wording::direction::sentence(Direction::LowerIsBetter), "Less is better.");
/// ```
#[must_use]
pub fn sentence(direction: Direction) -> &'static str {
    match direction {
        Direction::HigherIsBetter => "More is better.",
        Direction::LowerIsBetter => "Less is better.",
        Direction::Neutral => "Neither more nor less is better.",
    }
}
