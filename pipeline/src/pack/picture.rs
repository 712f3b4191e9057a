//! A chart's SVG as a PNG: as large as it is drawn, or as a slide of 1920 × 1080.
//!
//! The PNG is the SVG, pixel for pixel in layout: nothing is laid out again.

use aggregates::manifest::Manifest;
use exhibits::exhibit::Exhibit;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::Tree;

use super::letters::Letters;

/// How many pixels of a picture a CSS pixel takes: sharp on paper and on dense screens.
pub(super) const SCALE: f32 = 2.0;
/// The size of a slide, in pixels.
const SLIDE: (u32, u32) = (1920, 1080);

/// Why a picture was not made.
#[derive(Debug, thiserror::Error)]
pub(super) enum NoPicture {
    /// What was drawn cannot be read back.
    #[error("what was drawn is not SVG: {0}")]
    Svg(#[from] resvg::usvg::Error),
    /// The picture has no size or more pixels than there is memory for.
    #[error("a picture of {0} by {1} pixels cannot be painted")]
    Size(u32, u32),
    /// The PNG could not be written.
    #[error("PNG: {0}")]
    Png(String),
}

/// A picture as PNG, [`SCALE`] pixels for each CSS pixel.
///
/// # Errors
/// [`NoPicture`].
pub(super) fn png(tree: &Tree) -> Result<Vec<u8>, NoPicture> {
    let size = tree.size();
    let (width, height) = (pixels(size.width() * SCALE), pixels(size.height() * SCALE));
    painted(tree, (width, height), Transform::from_scale(SCALE, SCALE))
}

/// An exhibit as a slide.
///
/// # Errors
/// [`NoPicture`].
pub(super) fn slide(
    exhibit: &Exhibit,
    manifest: &Manifest,
    link: &str,
    letters: &Letters,
) -> Result<Vec<u8>, NoPicture> {
    let tree = letters.tree(&exhibit.slide_svg(manifest, link))?;
    let scale = SLIDE.0 as f32 / tree.size().width();
    painted(&tree, SLIDE, Transform::from_scale(scale, scale))
}

fn painted(
    tree: &Tree,
    (width, height): (u32, u32),
    transform: Transform,
) -> Result<Vec<u8>, NoPicture> {
    let mut paper = Pixmap::new(width, height).ok_or(NoPicture::Size(width, height))?;
    paper.fill(Color::WHITE);
    resvg::render(tree, transform, &mut paper.as_mut());
    paper
        .encode_png()
        .map_err(|error| NoPicture::Png(error.to_string()))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture's sides are positive and some thousand pixels, and a cast saturates"
)]
fn pixels(length: f32) -> u32 {
    length.ceil() as u32
}
