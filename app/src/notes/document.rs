//! Notes as a document to read, print or open in a word processor: one HTML file without scripts.
//!
//! Every text in it is escaped; whoever wrote a note wrote text, not markup.

use std::fmt::Write as _;

use html_escape::encode_double_quoted_attribute as escaped;

use super::note::Note;

/// Notes on the dashboard of a place; `page` is the address that the views of the notes belong
/// to, `day` the day they were taken out, as a reader says it.
#[must_use]
pub fn document(notes: &[Note], place: &str, page: &str, day: &str) -> String {
    let mut html = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>Notes on the dashboard of {place}</title>\n\
         <style>body{{max-width:44em;margin:2em auto;padding:0 1em;font-family:Arial,sans-serif;\
         line-height:1.5}}.text{{white-space:pre-wrap}}</style>\n</head>\n<body>\n\
         <h1>Notes on the dashboard of {place}</h1>\n<p>{}, taken out on {day}. Each has a link \
         that opens the view it was written on.</p>\n",
        count(notes.len()),
        place = escaped(place),
    );
    for note in notes {
        let changed = note.changed_on();
        let changed = changed.map_or_else(String::new, |day| format!(", changed on {day}"));
        // Writing to a string cannot fail.
        let _ = write!(
            html,
            "<h2>{}</h2>\n<p>{}</p>\n<p class=\"text\">{}</p>\n<p>Written on {}{changed}, about \
             release {}. <a href=\"{link}\">Open this view</a>: {link}</p>\n",
            escaped(&note.headline),
            escaped(&note.filters),
            escaped(&note.text),
            note.written_on(),
            escaped(&note.release),
            link = escaped(&format!("{page}#{}", note.address())),
        );
    }
    html.push_str("</body>\n</html>\n");
    html
}

/// So many notes, in words.
#[must_use]
pub fn count(notes: usize) -> String {
    match notes {
        1 => "1 note".to_owned(),
        many => format!("{many} notes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::notes::note::tests::note;

    #[test]
    fn a_note_is_text_with_a_way_back_to_its_view() {
        let note = note("a", "Why is <b>Park</b> lower?\n\"Ask\" them & us.");
        let page = "https://example.org/outcomes/";
        let html = document(&[note], "Elm & Bridge", page, "29 November 2026");
        let body = html.split("<h1>").nth(1).unwrap();
        assert_eq!(
            body,
            "Notes on the dashboard of Elm &amp; Bridge</h1>\n<p>1 note, taken out on 29 November \
             2026. Each has a link that opens the view it was written on.</p>\n\
             <h2>Most have a plan</h2>\n<p>Area: Elmbridge.</p>\n\
             <p class=\"text\">Why is &lt;b&gt;Park&lt;/b&gt; lower?\n&quot;Ask&quot; them &amp; \
             us.</p>\n<p>Written on 28 November 2026, about release 0123456789abcdef. \
             <a href=\"https://example.org/outcomes/#coordination?area=E1&amp;measure=care_plan\
             &amp;chart=by-neighbourhood\">Open this view</a>: \
             https://example.org/outcomes/#coordination?area=E1&amp;measure=care_plan\
             &amp;chart=by-neighbourhood</p>\n\
             </body>\n</html>\n"
        );
    }
}
