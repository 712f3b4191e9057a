//! A count or figure as it is published: shown, or absent for a stated reason.
//!
//! Zero is a shown number. Withheld, impossible and not calculable are three other things, and
//! nothing here ever turns one of them into a number.

use serde::{Deserialize, Serialize};

/// What is known of a published figure.
///
/// ```
/// use measures::published::Published;
/// let people = Published::Shown(120);
/// assert_eq!(people.map(|n| n / 2), Published::Shown(60));
/// assert_eq!(Published::<u32>::Withheld.shown(), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Published<T> {
    /// The figure, rounded as the policy says.
    Shown(T),
    /// Kept back so that nobody can be identified. One mark for primary and secondary suppression.
    Withheld,
    /// Nobody can be in this group, because no part of the area has that geography.
    NoPeople,
    /// The extract does not reach far enough back, or the method needs more than there is.
    NotCalculable,
}

/// The status words of the published tables, in their fixed order.
pub const STATUSES: [&str; 4] = ["shown", "withheld", "no_people", "not_calculable"];

impl<T> Published<T> {
    /// The figure, if it is shown.
    pub fn shown(self) -> Option<T> {
        match self {
            Self::Shown(value) => Some(value),
            Self::Withheld | Self::NoPeople | Self::NotCalculable => None,
        }
    }

    /// The same status with the figure changed by `change`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Published<U> {
        self.and_then(|value| Published::Shown(change(value)))
    }

    /// The figure that `next` makes of a shown one, or the reason there is none.
    pub fn and_then<U>(self, next: impl FnOnce(T) -> Published<U>) -> Published<U> {
        match self {
            Self::Shown(value) => next(value),
            Self::Withheld => Published::Withheld,
            Self::NoPeople => Published::NoPeople,
            Self::NotCalculable => Published::NotCalculable,
        }
    }

    /// The status as the published tables write it: one of [`STATUSES`].
    pub fn status(&self) -> &'static str {
        match self {
            Self::Shown(_) => STATUSES[0],
            Self::Withheld => STATUSES[1],
            Self::NoPeople => STATUSES[2],
            Self::NotCalculable => STATUSES[3],
        }
    }

    /// A figure from a table's two columns, or `None` where they contradict each other.
    pub fn from_columns(status: &str, figure: Option<T>) -> Option<Self> {
        match (status, figure) {
            ("shown", Some(value)) => Some(Self::Shown(value)),
            ("withheld", None) => Some(Self::Withheld),
            ("no_people", None) => Some(Self::NoPeople),
            ("not_calculable", None) => Some(Self::NotCalculable),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_and_its_figure_never_contradict_each_other() {
        let all = [
            Published::Shown(7),
            Published::Withheld,
            Published::NoPeople,
            Published::NotCalculable,
        ];
        for published in all {
            assert_eq!(
                Published::from_columns(published.status(), published.shown()),
                Some(published)
            );
            let opposite = if published.shown().is_some() {
                None
            } else {
                Some(1)
            };
            assert_eq!(Published::from_columns(published.status(), opposite), None);
        }
        assert_eq!(Published::from_columns("zero", Some(0)), None);
    }
}
