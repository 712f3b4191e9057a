//! The `site` and `serve` commands: a folder for any static host, and a look at it on this machine.
//!
//! No server code is ever published: the folder holds files only. For where there is no host there is
//! the whole as one file.

use std::fs;
use std::io::Write;
use std::iter;
use std::path::{Path, PathBuf};

use aggregates::manifest::{FILE_NAME, Manifest};

use crate::exit::{Failure, INPUT_UNREADABLE, OUTPUT_NOT_WRITTEN};
use crate::folder::NewFolder;
use crate::new_file;
use crate::progress::Progress;

mod compress;
mod embedded;
mod front_page;
mod guests;
mod offline;
mod serve;
mod single_file;

/// The file that shows a folder is a site of ours.
const MARKER: &str = "index.html";

/// What to write the site from, and where.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  outcomes site --data release --out site\n  \
                  outcomes site --data release --single-file southwark.html"
)]
pub struct SiteArguments {
    /// A published folder, as `outcomes build` writes it
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The folder for the site; a site that stands there is replaced
    #[arg(long, value_name = "DIR", required_unless_present = "single_file")]
    pub out: Option<PathBuf>,
    /// One HTML file with everything but the downloads, which opens by double-click without a
    /// server or a network
    #[arg(long, value_name = "FILE.html")]
    pub single_file: Option<PathBuf>,
}

/// Which site to serve, and at which port.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example:\n  outcomes serve --site site --port 8080")]
pub struct ServeArguments {
    /// A folder that `outcomes site` wrote
    #[arg(long, value_name = "DIR")]
    pub site: PathBuf,
    /// The port on this machine; 0 takes a free one
    #[arg(long, default_value_t = 8080)]
    pub port: u16,
}

/// Writes the dashboard and a release as one folder, as one file, or both.
///
/// # Errors
/// Exit 10 when the release cannot be read or the program carries no dashboard, 13 when the folder
/// cannot be written.
pub fn run(
    arguments: &SiteArguments,
    progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    let dashboard = embedded::files();
    if dashboard.is_empty() {
        return Err(Failure::new(
            INPUT_UNREADABLE,
            "this program was built without a dashboard; build that with `cargo xtask dashboard`, \
             then build the program again",
        ));
    }
    let mut written = Vec::new();
    if let Some(out) = &arguments.out {
        let files = write_folder(&dashboard, &arguments.data, out, *progress)?;
        let out = out.display();
        written.push(format!("{out}: {files} files, ready for any static host\n"));
    }
    if let Some(file) = &arguments.single_file {
        let step = progress.step("writing the single file");
        let page = single_file::page(&dashboard, &arguments.data)?;
        new_file::publish(file, &page).map_err(|error| {
            Failure::new(OUTPUT_NOT_WRITTEN, format!("{}: {error}", file.display()))
        })?;
        step.finish();
        let (file, size) = (file.display(), page.len() as f64 / 1e6);
        written.push(format!("{file}: {size:.2} MB, opens by double-click\n"));
    }
    stdout
        .write_all(written.concat().as_bytes())
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, error))
}

/// Writes the site's folder and returns how many files it was made from.
fn write_folder(
    dashboard: &[embedded::File],
    data: &Path,
    out: &Path,
    progress: Progress,
) -> Result<usize, Failure> {
    let reading = progress.step("reading the release");
    let manifest = front_page::manifest(data)?;
    let release = release_files(&manifest);
    let parts = front_page::parts(&manifest, data)?;
    reading.finish();
    let _writing = progress.step("writing the site");
    let site = NewFolder::beside(out, MARKER)?;
    let mut kept = offline::Kept::default();
    let mut put = |name: &str, bytes: &[u8]| {
        kept.add(name, bytes);
        write(&site, name, bytes)
    };
    for name in &release {
        let path = data.join(name);
        let bytes = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
        put(&format!("data/{name}"), &bytes)?;
    }
    for (name, bytes) in dashboard {
        if name == MARKER {
            let page = front_page::filled(&String::from_utf8_lossy(bytes), &parts);
            let page = front_page::named(&page, &manifest.release_id);
            put(name, page.as_bytes())?;
        } else if name != offline::SCRIPT {
            put(name, bytes)?;
        }
    }
    if let Some((name, script)) = dashboard.iter().find(|(name, _)| name == offline::SCRIPT) {
        let script = kept.script(&String::from_utf8_lossy(script), &manifest)?;
        write(&site, name, script.as_bytes())?;
    }
    site.put_in_place()?;
    Ok(dashboard.len() + release.len())
}

/// Serves a site on loopback until interrupted.
///
/// # Errors
/// Exit 10 when the folder holds no site, 13 when the port cannot be had.
pub fn serve(
    arguments: &ServeArguments,
    _progress: &Progress,
    stdout: &mut dyn Write,
) -> Result<(), Failure> {
    serve::serve(&arguments.site, arguments.port, stdout)
}

/// A file and its compressed forms.
fn write(site: &NewFolder, name: &str, bytes: &[u8]) -> Result<(), Failure> {
    site.write(name, bytes)?;
    let forms = compress::forms(Path::new(name), bytes)
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("{name}: {error}")))?;
    for (ending, form) in forms {
        site.write(&format!("{name}{ending}"), &form)?;
    }
    Ok(())
}

/// The manifest and every file that it names: nothing else in the folder is published.
fn release_files(manifest: &Manifest) -> Vec<String> {
    let named = manifest.files.iter().map(|file| file.name.clone());
    iter::once(FILE_NAME.to_owned()).chain(named).collect()
}

/// Exit 10 with the file and what the disk said.
fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(INPUT_UNREADABLE, format!("{}: {error}", path.display()))
}
