//! The dashboard: a single page that shows a published folder.
//!
//! State is one [`state::Selection`], mirrored in the address after `#`; what has arrived is one
//! [`shelf::Shelf`]; views are made from these two and own nothing. No value is computed here but
//! through `measures`, no sentence written but by `wording`, no mark drawn but by `charts`.

pub mod browser;
pub mod choice;
pub mod components;
pub mod dashboard;
pub mod load;
pub mod module;
pub mod notes;
pub mod source;
pub mod views;

pub use ::exhibits;
pub use ::exhibits::{basis, exhibit, route, shelf, state, table};

/// Starts the dashboard on the page it was loaded by, in the element `app`.
pub fn start() {
    std::panic::set_hook(Box::new(|fault| browser::last_words(&fault.to_string())));
    let Some(root) = gloo::utils::document().get_element_by_id("app") else {
        browser::last_words("the page has no element `app`");
        return;
    };
    // What stood in the page before the program came stays until there is something to show.
    let first_paint = root.inner_html().into();
    yew::Renderer::<dashboard::App>::with_root_and_props(
        root,
        dashboard::AppProperties { first_paint },
    )
    .render();
}
