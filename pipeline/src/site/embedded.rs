//! The built dashboard that this program carries inside.

use std::borrow::Cow;

use rust_embed::Embed;

/// The files of `dist/` as they were when the program was built; none if there were none.
#[derive(Embed)]
#[folder = "$OUT_DIR/dashboard"]
struct Dashboard;

/// A file of the dashboard: its path in the site and its bytes.
pub(super) type File = (String, Cow<'static, [u8]>);

/// Every file of the dashboard, in order of path.
pub(super) fn files() -> Vec<File> {
    let mut paths: Vec<String> = Dashboard::iter().map(Cow::into_owned).collect();
    paths.sort();
    paths
        .into_iter()
        .filter_map(|path| Dashboard::get(&path).map(|file| (path, file.data)))
        .collect()
}
