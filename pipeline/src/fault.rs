//! A fault of the program itself: told by its place and never by its words, which may repeat a
//! value of somebody's.

use std::panic::{self, AssertUnwindSafe};
use std::sync::OnceLock;

use crate::exit::{BUG, Failure};

/// Where the first fault of this process was.
static PLACE: OnceLock<String> = OnceLock::new();

/// Does some work, and turns a panic anywhere in it into a failure that says where.
///
/// # Errors
/// Those of the work, and [`BUG`] after a panic of this or any other thread that the work waits for.
///
/// # Example
/// ```
/// use pipeline::{exit, fault};
///
/// let failure = fault::contained(|| panic!("of 1931-02-28")).unwrap_err();
/// assert_eq!(failure.code, exit::BUG);
/// assert!(!failure.message.contains("1931"));
/// ```
pub fn contained(work: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            PLACE.get_or_init(|| place.to_string());
        }
    }));
    panic::catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_words| {
        let place = PLACE.get().map_or("an unknown place", String::as_str);
        Err(Failure::new(
            BUG,
            format!(
                "a fault in the program, at {place}; please report it with what `outcomes --version` \
                 says"
            ),
        ))
    })
}
