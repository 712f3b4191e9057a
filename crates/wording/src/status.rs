//! Why a number is not there, in words that keep four things apart.
//!
//! Zero is a number. Withheld, nobody possible and not calculable are three other things, and
//! each is said in its own words in a chart, a table and a sentence.

use measures::published::Published;

use crate::number::thousands;

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

/// How many of a page's figures are withheld, for the line that every page ends with.
///
/// ```
/// use wording::status::withheld_of;
/// assert_eq!(
///     withheld_of(12, 90),
///     "12 of 90 figures on this page are withheld so that nobody can be identified."
/// );
/// assert_eq!(withheld_of(0, 90), "None of the 90 figures on this page is withheld.");
/// ```
#[must_use]
pub fn withheld_of(n_withheld: usize, n_figures: usize) -> String {
    let [withheld, figures] = [n_withheld, n_figures].map(|count| thousands(count as u64));
    match (n_withheld, n_figures) {
        (_, 0) => "There are no figures on this page.".to_owned(),
        (0, 1) => "The one figure on this page is not withheld.".to_owned(),
        (0, _) => format!("None of the {figures} figures on this page is withheld."),
        (1, 1) => {
            "The one figure on this page is withheld so that nobody can be identified.".to_owned()
        }
        (1, _) => format!(
            "1 of {figures} figures on this page is withheld so that nobody can be identified."
        ),
        _ => format!(
            "{withheld} of {figures} figures on this page are withheld so that nobody can be \
             identified."
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn withheld_figures_are_counted_of_how_many() {
        let who = "so that nobody can be identified.";
        let rows = [
            (0, 0, "There are no figures on this page.".to_owned()),
            (
                0,
                1,
                "The one figure on this page is not withheld.".to_owned(),
            ),
            (
                1,
                1,
                format!("The one figure on this page is withheld {who}"),
            ),
            (
                1,
                9,
                format!("1 of 9 figures on this page is withheld {who}"),
            ),
            (
                9,
                9,
                format!("9 of 9 figures on this page are withheld {who}"),
            ),
            (
                1_200,
                9_000,
                format!("1,200 of 9,000 figures on this page are withheld {who}"),
            ),
        ];
        for (n_withheld, n_figures, expected) in rows {
            assert_eq!(withheld_of(n_withheld, n_figures), expected);
        }
    }
}
