//! The dashboard and a release as one HTML file that opens by double-click.
//!
//! Program and published files stand in the page as gzip in base64, because that is what a browser
//! can undo without a server. The page may run its own script and nothing else, and has nobody to
//! ask: its policy names the hashes of its script and its styles, and no host.
//!
//! `gaps.parquet` is left out: its rows follow from `estimates.parquet`, and the page works them out
//! by the same code. The downloads are left out as well, for their size.

use std::fmt::Write as _;
use std::path::Path;

use aggregates::manifest::FILE_NAME;
use aggregates::schema::Table;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::compress::gzip;
use super::embedded::File;
use super::{front_page, unreadable};
use crate::exit::{BUG, Failure};

/// What finds everything in the page, once the name of the program's starting function is put in.
const FINDING: &str = include_str!("single_file.js");
/// The place of that name.
const STARTING_FUNCTION: &str = "START";

/// The page.
///
/// # Errors
/// Exit 10 when the release cannot be read, 1 when the dashboard inside this program is not made as
/// this expects.
pub(super) fn page(dashboard: &[File], data: &Path) -> Result<Vec<u8>, Failure> {
    let built = Built::of(dashboard)?;
    let parts = front_page::parts(&front_page::manifest(data)?, data)?;
    let body = front_page::filled(&built.body, &parts);
    let mut blocks = String::new();
    block(&mut blocks, "dashboard.wasm", built.program)?;
    let tables = [Table::Overview, Table::Estimates, Table::Combinations];
    let names = tables.map(Table::file_name);
    for name in [FILE_NAME].iter().chain(&names) {
        let path = data.join(name);
        let bytes = std::fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        block(&mut blocks, name, &bytes)?;
    }
    let policy = format!(
        "default-src 'none'; script-src '{}' 'wasm-unsafe-eval'; style-src '{}'; img-src data: \
         blob:; font-src data:; base-uri 'none'; form-action 'none'",
        hash(&built.script),
        hash(&built.styles)
    );
    let html = format!(
        "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>Neighbourhood Outcomes</title>\n\
         <link rel=\"icon\" href=\"data:image/svg+xml;base64,{}\">\n\
         <style>{}</style>\n</head>\n<body>{body}{blocks}\
         <script type=\"module\">{}</script>\n</body>\n</html>\n",
        STANDARD.encode(built.icon),
        built.styles,
        built.script,
    );
    Ok(html.into_bytes())
}

/// The parts of the built dashboard.
struct Built<'a> {
    body: String,
    styles: String,
    script: String,
    program: &'a [u8],
    icon: &'a [u8],
}

impl<'a> Built<'a> {
    fn of(dashboard: &'a [File]) -> Result<Self, Failure> {
        let file = |name: &str| {
            let found = dashboard.iter().find(|(path, _)| path == name);
            found
                .map(|(_, bytes)| bytes.as_ref())
                .ok_or_else(|| unexpected(&format!("it has no `{name}`")))
        };
        let text = |name: &str| file(name).map(|bytes| String::from_utf8_lossy(bytes));
        let index = text("index.html")?;
        let body = between(&index, "<body>", "</body>")?.to_owned();
        let mut styles = String::new();
        for link in index.split("<link rel=\"stylesheet\" href=\"./").skip(1) {
            let name = link.split('"').next().unwrap_or_default();
            styles.push_str(&text(name)?);
            styles.push('\n');
        }
        let glue = text(between(&index, "data-script=\"./", "\"")?)?;
        let program = file(between(&index, "data-module=\"./", "\"")?)?;
        let script = script(&glue, &text("boot.js")?)?;
        // A page's parser would end the element there, and reads other ends of line as `\n`.
        if script.contains("</script") || styles.contains("</style") {
            return Err(unexpected("its script or its styles end their own element"));
        }
        Ok(Self {
            body,
            styles: styles.replace("\r\n", "\n"),
            script: script.replace("\r\n", "\n"),
            program,
            icon: file("favicon.svg")?,
        })
    }
}

/// The glue between page and program, and after it what starts the program. A module, so that the
/// glue can stay as it is; it asks for no other.
fn script(glue: &str, boot: &str) -> Result<String, Failure> {
    if glue.lines().any(|line| line.starts_with("import ")) {
        return Err(unexpected("its script is not in one piece"));
    }
    let start = glue
        .split_once(" as default")
        .and_then(|(before, _)| before.rsplit([' ', '{', ',']).next())
        .filter(|name| !name.is_empty())
        .ok_or_else(|| unexpected("its script has no starting function"))?;
    Ok(format!(
        "{glue}\n{}\n{boot}",
        FINDING.replace(STARTING_FUNCTION, start)
    ))
}

fn block(blocks: &mut String, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    let packed = gzip(bytes).map_err(|error| Failure::new(BUG, format!("{name}: {error}")))?;
    let packed = STANDARD.encode(packed);
    writeln!(
        blocks,
        "<script type=\"text/plain\" data-file=\"{name}\">{packed}</script>"
    )
    .map_err(|error| Failure::new(BUG, error))
}

/// A hash as a content security policy names it.
fn hash(text: &str) -> String {
    format!(
        "sha256-{}",
        STANDARD.encode(Sha256::digest(text.as_bytes()))
    )
}

fn between<'t>(text: &'t str, start: &str, end: &str) -> Result<&'t str, Failure> {
    text.split_once(start)
        .and_then(|(_, after)| after.split_once(end))
        .map(|(inside, _)| inside)
        .ok_or_else(|| unexpected(&format!("its page has no `{start}`")))
}

fn unexpected(what: &str) -> Failure {
    Failure::new(
        BUG,
        format!("the dashboard in this program cannot become one file: {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starting_function_is_what_the_glue_exports() {
        for (glue, name) in [
            (
                "let a;\nexport { initSync, __wbg_init as default };",
                "__wbg_init",
            ),
            ("let a;export{x as initSync,y as default};", "y"),
        ] {
            let script = script(glue, "begin();").unwrap();
            assert!(script.starts_with(glue));
            assert!(
                script.contains(&format!("=> {name}({{ module_or_path")),
                "{script}"
            );
            assert!(script.ends_with("begin();"));
        }
        assert_eq!(script("let a;", "").unwrap_err().code, BUG);
        let parts = "import { a } from './snippets/a.js';\nexport { b as default };";
        assert_eq!(script(parts, "").unwrap_err().code, BUG);
    }

    #[test]
    fn a_hash_is_as_a_policy_names_it() {
        // The example of the Content Security Policy specification, Level 3, section 2.3.1.
        assert_eq!(
            hash("doSomething();"),
            "sha256-RFWPLDbv2BY+rCkDzsE+0fr8ylGr2R2faWMhq4lfEQc="
        );
    }
}
