//! Puts the built dashboard where the program can embed it, when it has been built.
//!
//! Without one the folder is empty, the program still builds, and `outcomes site` says how to
//! make it.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let dashboard = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default())
        .parent()
        .map(|root| root.join("dist"))
        .unwrap_or_default();
    let embedded = Path::new(&env::var_os("OUT_DIR").unwrap_or_default()).join("dashboard");
    if embedded.exists() {
        fs::remove_dir_all(&embedded)?;
    }
    fs::create_dir_all(&embedded)?;
    if dashboard.is_dir() {
        copy(&dashboard, &embedded)?;
    }
    // Relative to this package: what was built may be used from a copy of the project.
    println!("cargo::rerun-if-changed=../dist");
    println!("cargo::rerun-if-changed=build.rs");
    Ok(())
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        // trunk keeps a hidden working folder beside what it built.
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            fs::create_dir_all(&target)?;
            copy(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
