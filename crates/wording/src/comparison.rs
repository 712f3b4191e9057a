//! What may be said of a value beside the whole partnership's.
//!
//! The judgement is `measures::comparison`'s; these are its words. The name of the whole comes
//! from the release, never from here.

use measures::comparison::Comparison;

/// The words without the name of the whole: `much higher`, `similar`.
#[must_use]
pub fn short(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::MuchBetter => "much better",
        Comparison::Better => "better",
        Comparison::Similar => "similar",
        Comparison::Worse => "worse",
        Comparison::MuchWorse => "much worse",
        Comparison::MuchHigher => "much higher",
        Comparison::Higher => "higher",
        Comparison::Lower => "lower",
        Comparison::MuchLower => "much lower",
    }
}

/// The words with the name of the whole.
///
/// ```
/// use measures::comparison::Comparison;
/// use wording::comparison::beside;
/// assert_eq!(beside(Comparison::Higher, "Southwark"), "higher than Southwark");
/// assert_eq!(beside(Comparison::Similar, "Southwark"), "similar to Southwark");
/// ```
#[must_use]
pub fn beside(comparison: Comparison, whole: &str) -> String {
    let joining = match comparison {
        Comparison::Similar => "to",
        _ => "than",
    };
    format!("{} {joining} {whole}", short(comparison))
}

/// The same words where they begin a line, as in a chart's legend.
#[must_use]
pub fn beginning(comparison: Comparison, whole: &str) -> String {
    crate::list::capitalised(&beside(comparison, whole))
}
