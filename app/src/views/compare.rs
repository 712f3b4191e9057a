//! Two areas or two groups side by side: the difference, its interval, and a plain verdict.

use yew::prelude::*;

use super::ViewProperties;
use super::sheet::{Sheet, whole};
use crate::components::pickers::Offer;
use crate::exhibits::pair;

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let view = properties.view();
    let both = whole(&view, pair::side_by_side);
    let said = both
        .exhibit()
        .into_iter()
        .flat_map(|both| [both.words.sentence.clone(), pair::values(&view)])
        .collect();
    Sheet {
        title: "Do these two differ?".to_owned(),
        said,
        offers: &[Offer::Measure, Offer::Pair, Offer::Basis, Offer::Map],
        exhibits: vec![both, whole(&view, pair::over_time)],
    }
    .show(properties)
}
