//! The page that measurements are written into.

use std::fs;

use crate::step::{Outcome, Stop, root};

const PAGE: &str = "docs/performance.md";

/// Puts a table between the two comments that stand around the one before it.
pub(crate) fn put_into_page(task: &str, table: &str) -> Outcome {
    let page = root().join(PAGE);
    let start = format!("<!-- The table of `cargo xtask bench {task}`: -->\n");
    let end = "<!-- until here. -->";
    let text = fs::read_to_string(&page)?;
    let parts = text.split_once(&start).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(end)?;
        Some((before, after))
    });
    let Some((before, after)) = parts else {
        return Err(Stop::new(format!(
            "{PAGE}: expected the lines `{}` and `{end}` around the table",
            start.trim_end()
        )));
    };
    fs::write(&page, format!("{before}{start}\n{table}\n{end}{after}"))?;
    Ok(())
}
