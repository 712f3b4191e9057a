//! Why a number is not there, in words that keep four things apart.
//!
//! Zero is a number. Withheld, nobody possible and not calculable are three other things, and
//! each is said in its own words in a chart, a table and a sentence.

use measures::published::Published;

/// The word that stands where the number would: `withheld`, `no people`, `not calculable`.
/// A shown value, zero included, has none.
///
/// ```
/// use measures::published::Published;
/// assert_eq!(wording::status::short(&Published::<u32>::Withheld), Some("withheld"));
/// assert_eq!(wording::status::short(&Published::Shown(0)), None);
/// ```
#[must_use]
pub fn short<T>(published: &Published<T>) -> Option<&'static str> {
    match published {
        Published::Shown(_) => None,
        Published::Withheld => Some("withheld"),
        Published::NoPeople => Some("no people"),
        Published::NotCalculable => Some("not calculable"),
    }
}

/// The reason in one sentence, for a tooltip, a note or a table's footnote.
#[must_use]
pub fn reason<T>(published: &Published<T>) -> Option<&'static str> {
    match published {
        Published::Shown(_) => None,
        Published::Withheld => Some("Withheld so that nobody can be identified. It is not zero."),
        Published::NoPeople => {
            Some("Nobody can be in this group here. It is not a zero that was counted.")
        }
        Published::NotCalculable => Some(
            "Cannot be worked out: the records do not reach far enough back, or there are too few.",
        ),
    }
}

/// How many figures of a chart are withheld, or `None` when none is.
#[must_use]
pub fn withheld_note(n_withheld: usize) -> Option<String> {
    match n_withheld {
        0 => None,
        1 => Some("1 figure is withheld so that nobody can be identified.".to_owned()),
        more => Some(format!(
            "{more} figures are withheld so that nobody can be identified."
        )),
    }
}
