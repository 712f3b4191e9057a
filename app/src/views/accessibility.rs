//! The accessibility statement, in the form that the Public Sector Bodies (Websites and Mobile
//! Applications) (No. 2) Accessibility Regulations 2018 ask for.
//!
//! Says only what the browser tests check. Who publishes a release adds their own contact.

use yew::prelude::*;

use super::ViewProperties;

/// The page.
pub(super) fn page(properties: &ViewProperties) -> Html {
    let publication = &properties.shelf.manifest.publication;
    let works = [
        "Everything can be done with the keyboard alone. The marks of a chart are one stop of the \
         Tab key, and the arrow keys move among them; Enter chooses, Escape closes the words \
         beside a mark.",
        "Every chart has its finding as its heading, the numbers behind it as text for screen \
         readers, and a table of the same numbers.",
        "Nothing is told by colour alone: shapes and words say the same.",
        "Pages can be enlarged to 400% and read on a screen 320 pixels wide without scrolling \
         sideways; wide tables scroll by themselves.",
        "Nothing moves, flashes or plays, and nothing has to be done within a time.",
    ];
    let not = [
        "Exported pictures (SVG) carry their words as text, but the marks in them cannot be \
         reached one by one. The CSV beside each picture has the same numbers.",
        "Charts need JavaScript and WebAssembly. Without them the headline figures and the files \
         can still be had.",
    ];
    let item = |text: &str| html! { <li>{ text.to_owned() }</li> };
    html! {
        <>
            <h1>{ "Accessibility statement" }</h1>
            <p class="lede">
                { format!("This statement is about this dashboard, which is published by {}. It should be possible for everybody to use it, whatever they use to read it.",
                    publication.publisher) }
            </p>
            <div class="words">
                <h2>{ "How accessible this dashboard is" }</h2>
                <ul>{ for works.into_iter().map(item) }</ul>
                <h2>{ "What does not work for everybody" }</h2>
                <ul>{ for not.into_iter().map(item) }</ul>
                <h2>{ "If you need the numbers in another form, or find a fault" }</h2>
                <p>{ format!("Write to {}. Say which page it is about: its address holds everything you have chosen.", publication.contact) }</p>
                <h2>{ "Enforcement" }</h2>
                <p>{ "The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. If you are not content with the answer to a complaint, contact the Equality Advisory and Support Service (EASS)." }</p>
                <h2>{ "Compliance" }</h2>
                <p>{ "This dashboard is built to the Web Content Accessibility Guidelines 2.2, level AA. It is partially compliant, because of what is named above and because it has not been tested by people who use assistive technology." }</p>
                <h2>{ "How it is tested" }</h2>
                <p>{ "Every page is checked by axe-core in a real browser at several widths, and used by keyboard alone, each time the program changes. Whoever publishes a release adds the date and outcome of their own checks." }</p>
            </div>
        </>
    }
}
