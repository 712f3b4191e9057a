//! Builds the dashboard: style sheet, WASM, further modules, `dist/`.
//!
//! One style sheet is made of the NHS front end's and our own, so that a page waits for one file.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::step::{Outcome, Stop, command, root, run, step};
use crate::{modules, tools};

/// Builds the dashboard with trunk and returns the folder it is in.
pub(crate) fn build() -> Outcome<PathBuf> {
    tools::for_dashboard()?;
    styles()?;
    step("building the dashboard for WASM", || {
        let mut trunk = command(tools::folder().join("bin/trunk"));
        // `--offline`: every tool is installed above, at a version the project names.
        trunk.args([
            "build",
            "--release",
            "--offline",
            "--cargo-profile",
            "dashboard",
        ]);
        trunk
            .env("PATH", tools::path_with_tools()?)
            .env_remove("NO_COLOR");
        run(&mut trunk)
    })?;
    let dist = root().join("dist");
    modules::build(&dist)?;
    Ok(dist)
}

/// Our own style sheets in `app/styles`, in the order in which later rules may change earlier ones.
const SHEETS: [&str; 10] = [
    "base",
    "surroundings",
    "page",
    "choices",
    "exhibit",
    "menu",
    "notes",
    "table",
    "narrow",
    "print",
];

/// Writes the style sheet: the NHS front end's without what it would fetch, which is fonts from
/// another host and icons at absolute paths, and then our own.
pub(crate) fn styles() -> Outcome {
    tools::npm_packages("app")?;
    let source = root().join("app/node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.css");
    let css = fs::read_to_string(&source)
        .map_err(|error| Stop::new(format!("{}: {error}", source.display())))?;
    let mut css = only_used(&without_fetches(&css), &used_classes()?);
    let own = root().join("app/styles");
    for sheet in SHEETS {
        let source = own.join(sheet).with_extension("css");
        css.push('\n');
        css.push_str(
            &fs::read_to_string(&source)
                .map_err(|error| Stop::new(format!("{}: {error}", source.display())))?,
        );
    }
    let folder = own.join("vendor");
    fs::create_dir_all(&folder)?;
    let target = folder.join("dashboard.css");
    // Leave an equal file alone, so that nothing is rebuilt for it.
    if fs::read_to_string(&target).is_ok_and(|present| present == css) {
        return Ok(());
    }
    Ok(fs::write(target, css)?)
}

/// Where classes of the NHS front end are named.
const NAMED_IN: [&str; 3] = [
    "app/src",
    "app/index.html",
    "pipeline/src/site/front_page.rs",
];
/// What every class of the NHS front end begins with.
const PREFIX: &str = "nhsuk-";

/// The classes of the NHS front end that our pages use.
fn used_classes() -> Outcome<BTreeSet<String>> {
    let mut waiting: Vec<PathBuf> = NAMED_IN.iter().map(|path| root().join(path)).collect();
    let mut used = BTreeSet::new();
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path)? {
                waiting.push(entry?.path());
            }
        } else {
            used.extend(classes(&fs::read_to_string(&path)?).map(str::to_owned));
        }
    }
    Ok(used)
}

/// The classes of the NHS front end that a text names.
fn classes(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices(PREFIX).map(|(start, _)| {
        let rest = &text[start..];
        let is_name = |letter: char| letter.is_ascii_alphanumeric() || "-_".contains(letter);
        &rest[..rest.find(|letter| !is_name(letter)).unwrap_or(rest.len())]
    })
}

/// A minified style sheet without the rules of classes that nobody uses: nearly all of it.
fn only_used(css: &str, used: &BTreeSet<String>) -> String {
    let mut kept = String::new();
    let mut rest = css;
    while let Some(brace) = rest.find('{') {
        let (mut head, body) = (&rest[..brace], &rest[brace + 1..]);
        // Statements such as `@charset` stand before a rule and end by themselves.
        if let Some(end) = head.rfind(';') {
            kept.push_str(&head[..=end]);
            head = &head[end + 1..];
        }
        let end = end_of_block(body);
        let inside = &body[..end];
        rest = body.get(end + 1..).unwrap_or_default();
        let nests = head.starts_with("@media") || head.starts_with("@supports");
        let (head, inside) = if nests {
            (head.to_owned(), only_used(inside, used))
        } else {
            let wanted = |selector: &&str| classes(selector).all(|class| used.contains(class));
            let selectors: Vec<&str> = head.split(',').filter(wanted).collect();
            (selectors.join(","), inside.to_owned())
        };
        if !head.is_empty() && !inside.is_empty() {
            kept.extend([&*head, "{", &inside, "}"]);
        }
    }
    kept
}

/// Where the block that has just begun ends.
fn end_of_block(text: &str) -> usize {
    let mut depth = 1_u32;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// A style sheet without `@font-face` blocks and source map, and with every `url(…)` that is not
/// inline data replaced by `none`.
fn without_fetches(css: &str) -> String {
    let mut kept = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(start) = rest.find("@font-face") {
        kept.push_str(&rest[..start]);
        rest = rest[start..]
            .split_once('}')
            .map_or("", |(_block, after)| after);
    }
    kept.push_str(rest);
    let mut result = String::with_capacity(kept.len());
    let mut rest = kept.as_str();
    while let Some(start) = rest.find("url(") {
        result.push_str(&rest[..start]);
        let (address, after) = rest[start + 4..]
            .split_once(')')
            .unwrap_or((&rest[start + 4..], ""));
        let address = address.trim_matches(['"', '\'']);
        if address.starts_with("data:") {
            result.push_str(&rest[start..rest.len() - after.len()]);
        } else {
            result.push_str("none");
        }
        rest = after;
    }
    result.push_str(rest);
    // The NHS typeface is licensed for NHS services only; Arial stands behind it anyhow.
    let result = result.replace("Frutiger W01,", "");
    match result.find("/*# sourceMappingURL") {
        Some(map) => result[..map].to_owned(),
        None => result,
    }
}

#[cfg(test)]
mod tests {
    use super::{only_used, without_fetches};

    #[test]
    fn a_style_sheet_keeps_its_rules_and_fetches_nothing() {
        let rows = [
            ("a{color:red}", "a{color:red}"),
            ("@font-face{src:url(x.woff2)}a{b:c}", "a{b:c}"),
            (
                "a{background:url(/assets/i.svg) red}",
                "a{background:none red}",
            ),
            (
                "a{background:url(\"data:image/svg+xml,%3Csvg%3E\")}",
                "a{background:url(\"data:image/svg+xml,%3Csvg%3E\")}",
            ),
            ("a{b:c}/*# sourceMappingURL=x.map */", "a{b:c}"),
            ("a{font-family:Frutiger W01,arial}", "a{font-family:arial}"),
        ];
        for (given, expected) in rows {
            assert_eq!(without_fetches(given), expected);
        }
    }

    #[test]
    fn of_the_front_end_stays_what_is_used() {
        let used = ["nhsuk-label", "nhsuk-select"].map(str::to_owned).into();
        let rows = [
            ("@charset \"UTF-8\";a{b:c}", "@charset \"UTF-8\";a{b:c}"),
            (".nhsuk-label{b:c}.nhsuk-card{d:e}", ".nhsuk-label{b:c}"),
            (
                ".nhsuk-card,.nhsuk-label:focus{b:c}",
                ".nhsuk-label:focus{b:c}",
            ),
            (".nhsuk-card .nhsuk-label{b:c}", ""),
            (".nhsuk-label--l{b:c}", ""),
            ("@media print{.nhsuk-card{b:c}}p{d:e}", "p{d:e}"),
            (
                "@media print{.nhsuk-card{b:c}a{f:g}}",
                "@media print{a{f:g}}",
            ),
            (
                "@supports (x:y){.nhsuk-select{b:c}}",
                "@supports (x:y){.nhsuk-select{b:c}}",
            ),
        ];
        for (given, expected) in rows {
            assert_eq!(only_used(given, &used), expected);
        }
    }
}
