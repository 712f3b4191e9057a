//! The tools that building and testing the dashboard needs, installed when they are missing.
//!
//! Cargo-built tools go into a folder of this project's own under the user's cache, at exact
//! versions, so that nobody's own trunk is replaced and a second checkout finds them.

use std::path::{Path, PathBuf};

use crate::step::{Outcome, Stop, cargo, command, output, root, run, say, step};

const WASM: &str = "wasm32-unknown-unknown";
const TRUNK: &str = "0.21.14";

/// Where this project's own tools are installed.
pub(crate) fn folder() -> PathBuf {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache")));
    cache
        .unwrap_or_else(|| root().join("target"))
        .join("neighbourhood-outcomes/tools")
}

/// Everything that building the dashboard needs.
pub(crate) fn for_dashboard() -> Outcome {
    wasm_target()?;
    cargo_tool("trunk", TRUNK, true)?;
    wasm_bindgen()?;
    npm_packages("app")
}

/// The compiled standard library for WASM.
fn wasm_target() -> Outcome {
    let library = output(command("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if library.is_some_and(|folder| Path::new(&folder).is_dir()) {
        return Ok(());
    }
    step("installing the Rust target for WASM", || {
        run(command("rustup").args(["target", "add", WASM])).map_err(|problem| {
            Stop::new(format!(
                "{problem}\ninstall it by hand: rustup target add {WASM}"
            ))
        })
    })
}

/// The command-line half of wasm-bindgen, which must equal the library in Cargo.lock.
pub(crate) fn wasm_bindgen() -> Outcome {
    let lock = std::fs::read_to_string(root().join("Cargo.lock"))?;
    let lock: toml::Table = lock
        .parse()
        .map_err(|error| Stop::new(format!("Cargo.lock: {error}")))?;
    let version = lock
        .get("package")
        .and_then(toml::Value::as_array)
        .into_iter()
        .flatten()
        .find(|package| package.get("name").and_then(toml::Value::as_str) == Some("wasm-bindgen"))
        .and_then(|package| package.get("version"))
        .and_then(toml::Value::as_str)
        .ok_or_else(|| Stop::new("Cargo.lock names no wasm-bindgen"))?;
    // Its own lock file can name versions that are gone from a registry, so resolve afresh.
    cargo_tool_from("wasm-bindgen-cli", "wasm-bindgen", version, false)
}

fn cargo_tool(package: &str, version: &str, locked: bool) -> Outcome {
    cargo_tool_from(package, package, version, locked)
}

fn cargo_tool_from(package: &str, program: &str, version: &str, locked: bool) -> Outcome {
    let installed = output(command(folder().join("bin").join(program)).arg("--version"));
    if installed.is_some_and(|line| line.split_whitespace().nth(1) == Some(version)) {
        return Ok(());
    }
    step(
        &format!("installing {package} {version} (a few minutes, once)"),
        || {
            let mut install = cargo();
            install
                .args(["install", package, "--version", version, "--root"])
                .arg(folder());
            // The workspace's own profile and flags are not the tool's.
            install
                .env_remove("CARGO_TARGET_DIR")
                .current_dir(std::env::temp_dir());
            if locked {
                install.arg("--locked");
            }
            run(&mut install).map_err(|problem| {
                Stop::new(format!(
                    "{problem}\ninstall it by hand: cargo install {package} --version {version} \
                 --root {}",
                    folder().display()
                ))
            })
        },
    )
}

/// The npm packages of a folder with a `package.json`, exactly as its lock file names them.
pub(crate) fn npm_packages(at: &str) -> Outcome {
    let at = root().join(at);
    let wanted = std::fs::read(at.join("package-lock.json"))?;
    let stamp = at.join("node_modules/.installed-from");
    if std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step(
        &format!("installing npm packages of {}", at.display()),
        || {
            let mut install = command("npm");
            install
                .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"])
                .current_dir(&at);
            run(&mut install).map_err(|problem| {
                Stop::new(format!(
                    "{problem}\ninstall Node 20 or newer, then try again"
                ))
            })?;
            std::fs::write(&stamp, &wanted)?;
            Ok(())
        },
    )
}

/// A real Chromium, from Debian's packages when there is none.
pub(crate) fn chromium() -> Outcome<PathBuf> {
    let given = std::env::var_os("CHROMIUM").map(PathBuf::from);
    let usual = [
        "/usr/bin/chromium",
        "/usr/bin/chromium-browser",
        "/usr/bin/google-chrome",
    ];
    let find = || {
        given
            .iter()
            .cloned()
            .chain(usual.map(PathBuf::from))
            .find(|program| program.is_file())
    };
    if let Some(program) = find() {
        return Ok(program);
    }
    let by_hand = "install it by hand: apt-get install chromium fonts-liberation \
                   (or set CHROMIUM to a browser of that family)";
    step("installing Chromium from Debian's packages", || {
        let packages = [
            "install",
            "-y",
            "--no-install-recommends",
            "chromium",
            "fonts-liberation",
        ];
        for arguments in [&["update"][..], &packages[..]] {
            let as_root = output(command("id").arg("-u")).is_some_and(|user| user == "0");
            let mut apt = if as_root {
                command("apt-get")
            } else {
                command("sudo")
            };
            if !as_root {
                apt.args(["--non-interactive", "apt-get"]);
            }
            apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
            run(&mut apt).map_err(|problem| Stop::new(format!("{problem}\n{by_hand}")))?;
        }
        Ok(())
    })?;
    find().ok_or_else(|| Stop::new(format!("no Chromium was found; {by_hand}")))
}

/// PATH with this project's tools before the others.
pub(crate) fn path_with_tools() -> Outcome<std::ffi::OsString> {
    let own = [folder().join("bin"), root().join("app/node_modules/.bin")];
    let given = std::env::var_os("PATH").unwrap_or_default();
    std::env::join_paths(own.into_iter().chain(std::env::split_paths(&given))).map_err(|error| {
        say("a folder on PATH has a character that PATH cannot hold");
        Stop::new(error.to_string())
    })
}
