//! The page that measurements are written into.

use std::fs;

use crate::step::{Outcome, Stop, root};

const PAGE: &str = "docs/performance.md";

/// Puts a table between the two comments that stand around the one before it.
pub(crate) fn put_into_page(task: &str, table: &str) -> Outcome {
    let page = root().join(PAGE);
    let text = fs::read_to_string(&page)?;
    let (before, _, after) = around(task, &text)?;
    fs::write(&page, format!("{before}\n{table}\n{after}"))?;
    Ok(())
}

/// The table that stands there.
pub(crate) fn in_page(task: &str) -> Outcome<String> {
    let text = fs::read_to_string(root().join(PAGE))?;
    around(task, &text).map(|(_, table, _)| table.to_owned())
}

/// What stands before a table, comment included; the table; and what stands after it.
fn around<'t>(task: &str, text: &'t str) -> Outcome<(&'t str, &'t str, &'t str)> {
    let start = format!("<!-- The table of `cargo xtask bench {task}`: -->\n");
    let end = "<!-- until here. -->";
    let first = text.find(&start).map(|at| at + start.len());
    let last = first.and_then(|first| Some(first + text[first..].find(end)?));
    let (Some(first), Some(last)) = (first, last) else {
        return Err(Stop::new(format!(
            "{PAGE}: expected the lines `{}` and `{end}` around the table",
            start.trim_end()
        )));
    };
    Ok((&text[..first], &text[first..last], &text[last..]))
}
