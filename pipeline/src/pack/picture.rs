//! A chart's SVG as a PNG: as large as it is drawn, or as a slide of 1920 × 1080.
//!
//! The PNG is the SVG, pixel for pixel in layout: nothing is laid out again. On a slide a chart is
//! drawn as wide as its height needs, so that nothing is cut.

use aggregates::manifest::Manifest;
use charts::svg::Size;
use exhibits::exhibit::Exhibit;
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::Tree;

use super::letters::Letters;

/// How many pixels of a picture a CSS pixel takes: sharp on paper and on dense screens.
pub(super) const SCALE: f32 = 2.0;
/// The size of a slide, in pixels.
const SLIDE: (u32, u32) = (1920, 1080);
/// The widths that a slide's chart is tried at, in CSS pixels: the first whose height fits has the
/// largest letters.
const WIDTHS: [u32; 6] = [960, 1100, 1280, 1480, 1700, 1920];

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
    letters: &Letters,
) -> Result<Vec<u8>, NoPicture> {
    let mut drawn = None;
    for width in WIDTHS {
        let height = width * SLIDE.1 / SLIDE.0;
        let natural = letters.tree(&exhibit.export_svg_of(manifest, &Size::wide(width)))?;
        if pixels(natural.size().height()) <= height {
            let size = Size {
                width,
                height: Some(height),
            };
            drawn = Some(letters.tree(&exhibit.export_svg_of(manifest, &size))?);
            break;
        }
        drawn = Some(natural);
    }
    let Some(tree) = drawn else {
        return Err(NoPicture::Size(SLIDE.0, SLIDE.1));
    };
    let size = tree.size();
    let (room_across, room_down) = (SLIDE.0 as f32, SLIDE.1 as f32);
    // What is still too high at the widest stands in the middle, as large as the slide allows.
    let scale = (room_across / size.width()).min(room_down / size.height());
    let left = (room_across - size.width() * scale) / 2.0;
    let top = (room_down - size.height() * scale) / 2.0;
    painted(
        &tree,
        SLIDE,
        Transform::from_scale(scale, scale).post_translate(left, top),
    )
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
