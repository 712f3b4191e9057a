//! Further modules of the dashboard: programs of their own, fetched when somebody first needs them.
//!
//! Each is a crate in `modules/`. Beside the page come `NAME-DIGEST.js`, a classic script that runs
//! in a worker, and `NAME-DIGEST.wasm`; a `<meta>` in the page says which.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::outcomes::target;
use crate::step::{Outcome, Stop, cargo, command, root, run, step};
use crate::tools;

/// The modules by name.
const MODULES: [&str; 2] = ["review", "sheets"];
/// What WASM may use, as for the dashboard itself (`app/index.html`).
const WASM_FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];
/// The name's place in the script that answers from a worker.
const NAME: &str = "MODULE";

/// Builds every module into the folder of the built dashboard, and names them in its page.
pub(crate) fn build(dist: &Path) -> Outcome {
    step("building what the dashboard fetches later", || {
        let mut build = cargo();
        // Together with the page, which is built already: alone they would choose other features of
        // their dependencies and compile them all again.
        build.args(["build", "--locked", "--package", "app"]);
        for name in MODULES {
            build.args(["--package", name]);
        }
        run(build.args([
            "--profile",
            "dashboard",
            "--target",
            "wasm32-unknown-unknown",
        ]))
    })?;
    let mut named = String::new();
    for name in MODULES {
        let digest = step(&format!("making the module {name}"), || write(name, dist))?;
        // Writing to a string cannot fail.
        let _ = writeln!(
            named,
            "<meta name=\"module-{name}\" content=\"{name}-{digest}\">"
        );
    }
    let index = dist.join("index.html");
    let page = fs::read_to_string(&index)?;
    let (head, rest) = page
        .split_once("</head>")
        .ok_or_else(|| Stop::new("dist/index.html has no </head>"))?;
    Ok(fs::write(index, format!("{head}{named}</head>{rest}"))?)
}

/// Makes one built module small, and returns the digest in the names of its files.
fn write(name: &str, dist: &Path) -> Outcome<String> {
    let built = target().join("wasm32-unknown-unknown/dashboard");
    let folder = target().join("modules").join(name);
    run(command(tools::folder().join("bin/wasm-bindgen"))
        .args(["--target", "no-modules", "--no-modules-global", name])
        .args(["--no-typescript", "--out-name", name, "--out-dir"])
        .arg(&folder)
        .arg(built.join(name).with_extension("wasm")))?;
    let program = folder.join(name).with_extension("wasm");
    run(command("wasm-opt")
        .env("PATH", tools::path_with_tools()?)
        .arg("-Oz")
        .args(WASM_FEATURES)
        .arg(folder.join(format!("{name}_bg.wasm")))
        .arg("-o")
        .arg(&program))?;
    let program = fs::read(program)?;
    let answering = fs::read_to_string(root().join("app/worker.js"))?.replace(NAME, name);
    let glue = fs::read_to_string(folder.join(name).with_extension("js"))?;
    let script = format!("{glue}\n{answering}");
    let mut hasher = Sha256::new();
    hasher.update(script.as_bytes());
    hasher.update(&program);
    let digest = hasher.finalize()[..8]
        .iter()
        .fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        });
    fs::write(dist.join(format!("{name}-{digest}.js")), script)?;
    fs::write(dist.join(format!("{name}-{digest}.wasm")), program)?;
    Ok(digest)
}
