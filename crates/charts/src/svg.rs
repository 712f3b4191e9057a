//! A chart as SVG text: one function, two purposes.
//!
//! The same chart, size and words give the same bytes on every platform. No `style` attribute is
//! written, so that a page may forbid inline styles, and no `id`, so that charts can share a page.

mod writer;

use std::cell::RefCell;
use std::rc::Rc;

use crate::Chart;
use crate::canvas::Canvas;
use crate::caption::{Caption, Frame};
use crate::theme::Theme;
use writer::{Document, Groups, Writer};

/// How large a picture is, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// From 240 upwards; charts are made for 320 to 1000.
    pub width: u32,
    /// The height, or `None` for the one that suits the chart.
    pub height: Option<u32>,
}

impl Size {
    /// So wide, and as high as suits the chart.
    #[must_use]
    pub const fn wide(width: u32) -> Self {
        Self {
            width,
            height: None,
        }
    }
}

/// What a picture is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Part of a page that says the words itself; marks can be focused and pointed at.
    Page,
    /// On its own: it carries its words, and has nothing to focus.
    Export,
}

/// The backend's units in one CSS pixel: coordinates are written to a tenth.
const UNITS_PER_PIXEL: u32 = 10;

/// Draws a chart as an SVG document.
///
/// On a page the `svg` element is a named group of focusable marks: the first has `tabindex="0"`
/// and the others `-1`, for a page that moves between them with the arrow keys. Each mark is
/// `<g class="mark" role="img" aria-label data-label data-value data-detail data-area>`. Without
/// marks, and in an export, the element is one image, or hidden from assistive technology when it
/// has no title.
///
/// # Panics
/// Never: writing text cannot fail.
///
/// ```
/// use charts::caption::Caption;
/// use charts::sparkline::Sparkline;
/// use charts::svg::{Purpose, Size, render};
/// use measures::published::Published::{Shown, Withheld};
/// let line = Sparkline { values: vec![Shown(0.1), Withheld, Shown(0.2), Shown(0.3)] };
/// let caption = Caption { title: "Rising".to_owned(), ..Caption::default() };
/// let svg = render(&line, &Size { width: 120, height: Some(32) }, &caption, Purpose::Page);
/// assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
/// ```
#[must_use]
pub fn render<C: Chart>(chart: &C, size: &Size, caption: &Caption, purpose: Purpose) -> String {
    let theme = Theme::default();
    let height = size
        .height
        .unwrap_or_else(|| natural_height(chart, size.width, caption, purpose));
    let document = Rc::new(RefCell::new(Document::new(
        purpose,
        theme.clone(),
        (size.width, height),
        UNITS_PER_PIXEL,
    )));
    let canvas = Canvas::with_groups(
        Writer(Rc::clone(&document)),
        f64::from(UNITS_PER_PIXEL),
        Rc::new(Groups(Rc::clone(&document))),
    );
    let drawn = match purpose {
        Purpose::Page => chart.draw(&theme, &canvas),
        Purpose::Export => Frame::new(caption, &theme, f64::from(size.width))
            .draw(&theme, &canvas)
            .and_then(|inner| chart.draw(&theme, &inner)),
    };
    drawn.expect("writing SVG text cannot fail");
    document.borrow().finish(caption)
}

/// The height that suits a chart and the words around it, both in CSS pixels.
#[must_use]
pub fn natural_height<C: Chart>(chart: &C, width: u32, caption: &Caption, purpose: Purpose) -> u32 {
    let (theme, width) = (Theme::default(), f64::from(width));
    whole_pixels(match purpose {
        Purpose::Page => chart.natural_height(&theme, width),
        Purpose::Export => {
            chart.natural_height(&theme, Frame::inner_width(width))
                + Frame::new(caption, &theme, width).height()
        }
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a picture's height is positive and some thousand pixels, and a cast saturates"
)]
fn whole_pixels(height: f64) -> u32 {
    height.ceil() as u32
}
