//! The SVG writer behind plotters' backend trait.
//!
//! It writes presentation attributes only, escapes every text, and leaves out what an element
//! inherits from the root. It lays nothing out.

use std::cell::RefCell;
use std::convert::Infallible;
use std::fmt::{Display, Write};
use std::rc::Rc;

use plotters::style::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{
    BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind,
    FontStyle,
};

use super::Purpose;
use crate::canvas::{Grouping, Mark};
use crate::caption::Caption;
use crate::metrics::{self, ASCENT, CAP_HEIGHT, DESCENT, Weight};
use crate::theme::Theme;

/// The elements written so far.
pub(super) struct Document {
    purpose: Purpose,
    theme: Theme,
    size: (u32, u32),
    units: u32,
    body: String,
    n_marks: usize,
}

/// The backend: a handle on the document.
pub(super) struct Writer(pub(super) Rc<RefCell<Document>>);

/// The groups of the same document.
pub(super) struct Groups(pub(super) Rc<RefCell<Document>>);

impl Document {
    pub(super) fn new(purpose: Purpose, theme: Theme, size: (u32, u32), units: u32) -> Self {
        Self {
            purpose,
            theme,
            size,
            units,
            body: String::new(),
            n_marks: 0,
        }
    }

    /// The whole document. On a page an empty title stops a browser from showing the picture's
    /// title as a tooltip over every mark.
    pub(super) fn finish(&self, caption: &Caption) -> String {
        let (width, height) = self.size;
        let mut text = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"chart\" viewBox=\"0 0 {width} \
             {height}\" width=\"{width}\" height=\"{height}\" font-family=\"{}\" \
             font-size=\"{}\" fill=\"{}\"",
            self.theme.font_family,
            self.theme.text,
            hex(self.theme.ink)
        );
        let has_focus = self.purpose == Purpose::Page && self.n_marks > 0;
        if caption.title.is_empty() && !has_focus {
            // A picture without a name only repeats the words beside it.
            attribute(&mut text, "aria-hidden", "true");
        } else {
            attribute(&mut text, "role", if has_focus { "group" } else { "img" });
            attribute(&mut text, "aria-label", &caption.title);
        }
        text.push('>');
        for (name, words) in [("title", &caption.title), ("desc", &caption.description)] {
            if !words.is_empty() {
                element(&mut text, name, words);
            }
        }
        let shield = match self.purpose {
            Purpose::Page => "<title></title>",
            Purpose::Export => "",
        };
        write(
            &mut text,
            format_args!("<g>{shield}{}</g></svg>", self.body),
        );
        text
    }

    fn open(&mut self, mark: &Mark) {
        self.body.push_str("<g class=\"mark\"");
        if self.purpose == Purpose::Page {
            let tabindex = if self.n_marks == 0 { "0" } else { "-1" };
            attribute(&mut self.body, "role", "img");
            attribute(&mut self.body, "tabindex", tabindex);
            attribute(&mut self.body, "aria-label", &mark.read_out());
        }
        if let Some(area) = &mark.area {
            attribute(&mut self.body, "data-area", area);
        }
        attribute(&mut self.body, "data-label", &mark.label);
        attribute(&mut self.body, "data-value", &mark.value);
        if !mark.detail.is_empty() {
            attribute(&mut self.body, "data-detail", &mark.detail);
        }
        self.body.push('>');
        self.n_marks += 1;
    }

    fn close(&mut self) {
        self.body.push_str("</g>");
    }

    /// A coordinate in pixels, to a tenth.
    fn pixels(&self, units: i32) -> String {
        let (sign, size) = (if units < 0 { "-" } else { "" }, units.unsigned_abs());
        match size % self.units {
            0 => format!("{sign}{}", size / self.units),
            tenths => format!("{sign}{}.{tenths}", size / self.units),
        }
    }

    fn fill(&mut self, colour: BackendColor) {
        attribute(&mut self.body, "fill", &hex_of(colour));
        if colour.alpha < 1.0 {
            attribute(
                &mut self.body,
                "fill-opacity",
                &format!("{:.2}", colour.alpha),
            );
        }
    }

    fn stroke(&mut self, colour: BackendColor, width: u32) {
        attribute(&mut self.body, "stroke", &hex_of(colour));
        if width != self.units {
            let width = self.pixels(width.cast_signed());
            attribute(&mut self.body, "stroke-width", &width);
        }
    }

    /// The look of a closed shape: filled, or an outline.
    fn paint(&mut self, style: &impl BackendStyle, fill: bool) {
        if fill {
            self.fill(style.color());
        } else {
            attribute(&mut self.body, "fill", "none");
            self.stroke(style.color(), style.stroke_width());
        }
    }

    /// The path through points, with absolute and mostly one-letter commands.
    fn path(&mut self, points: &[BackendCoord], closed: bool) {
        let mut d = String::new();
        let mut before = None;
        for &(x, y) in points {
            let step = match before {
                None => format!("M{} {}", self.pixels(x), self.pixels(y)),
                Some((last, _)) if last == x => format!("V{}", self.pixels(y)),
                Some((_, last)) if last == y => format!("H{}", self.pixels(x)),
                Some(_) => format!("L{} {}", self.pixels(x), self.pixels(y)),
            };
            d.push_str(&step);
            before = Some((x, y));
        }
        if closed {
            d.push('Z');
        }
        self.body.push_str("<path");
        attribute(&mut self.body, "d", &d);
    }

    fn text(&mut self, text: &str, style: &impl BackendTextStyle, (x, y): BackendCoord) {
        let size = style.size() / f64::from(self.units);
        let drop = match style.anchor().v_pos {
            VPos::Top => ASCENT,
            VPos::Center => CAP_HEIGHT / 2.0,
            VPos::Bottom => -DESCENT,
        };
        let anchor = match style.anchor().h_pos {
            HPos::Left => None,
            HPos::Center => Some("middle"),
            HPos::Right => Some("end"),
        };
        let baseline = y + whole(drop * style.size());
        let (x, y) = (self.pixels(x), self.pixels(baseline));
        self.body.push_str("<text");
        attribute(&mut self.body, "x", &x);
        attribute(&mut self.body, "y", &y);
        if let Some(anchor) = anchor {
            attribute(&mut self.body, "text-anchor", anchor);
        }
        if size.total_cmp(&self.theme.text).is_ne() {
            attribute(&mut self.body, "font-size", &size.to_string());
        }
        if matches!(style.style(), FontStyle::Bold) {
            attribute(&mut self.body, "font-weight", "bold");
        }
        let colour = hex_of(style.color());
        if colour != hex(self.theme.ink) {
            attribute(&mut self.body, "fill", &colour);
        }
        self.body.push('>');
        escape(&mut self.body, text);
        self.body.push_str("</text>");
    }
}

impl Grouping for Groups {
    fn open(&self, mark: &Mark) {
        self.0.borrow_mut().open(mark);
    }

    fn close(&self) {
        self.0.borrow_mut().close();
    }
}

type Written = Result<(), DrawingErrorKind<Infallible>>;

impl DrawingBackend for Writer {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let document = self.0.borrow();
        let (width, height) = document.size;
        (width * document.units, height * document.units)
    }

    fn ensure_prepared(&mut self) -> Written {
        Ok(())
    }

    fn present(&mut self) -> Written {
        Ok(())
    }

    fn draw_pixel(&mut self, (x, y): BackendCoord, colour: BackendColor) -> Written {
        self.draw_rect((x, y), (x + 1, y + 1), &colour, true)
    }

    fn draw_line<S: BackendStyle>(
        &mut self,
        from: BackendCoord,
        to: BackendCoord,
        style: &S,
    ) -> Written {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        (left, top): BackendCoord,
        (right, bottom): BackendCoord,
        style: &S,
        fill: bool,
    ) -> Written {
        let mut document = self.0.borrow_mut();
        // A rectangle that cannot be seen is there to be pointed at.
        let is_unseen = style.color().alpha <= 0.0;
        if is_unseen && document.purpose == Purpose::Export {
            return Ok(());
        }
        let sides = [
            ("x", left),
            ("y", top),
            ("width", right - left),
            ("height", bottom - top),
        ];
        document.body.push_str("<rect");
        for (name, units) in sides {
            if units != 0 || matches!(name, "width" | "height") {
                let pixels = document.pixels(units);
                attribute(&mut document.body, name, &pixels);
            }
        }
        if is_unseen {
            document.body.push_str(" class=\"hit\" fill-opacity=\"0\"");
        } else {
            document.paint(style, fill);
        }
        document.body.push_str("/>");
        Ok(())
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        path: I,
        style: &S,
    ) -> Written {
        let points: Vec<BackendCoord> = path.into_iter().collect();
        if points.len() < 2 {
            return Ok(());
        }
        let mut document = self.0.borrow_mut();
        document.path(&points, false);
        if points.len() > 2 {
            attribute(&mut document.body, "fill", "none");
        }
        document.stroke(style.color(), style.stroke_width());
        document.body.push_str("/>");
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(
        &mut self,
        (x, y): BackendCoord,
        radius: u32,
        style: &S,
        fill: bool,
    ) -> Written {
        let mut document = self.0.borrow_mut();
        let places = [("cx", x), ("cy", y), ("r", radius.cast_signed())];
        document.body.push_str("<circle");
        for (name, units) in places {
            let pixels = document.pixels(units);
            attribute(&mut document.body, name, &pixels);
        }
        document.paint(style, fill);
        document.body.push_str("/>");
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(
        &mut self,
        corners: I,
        style: &S,
    ) -> Written {
        let corners: Vec<BackendCoord> = corners.into_iter().collect();
        let mut document = self.0.borrow_mut();
        document.path(&corners, true);
        document.fill(style.color());
        document.body.push_str("/>");
        Ok(())
    }

    fn draw_text<S: BackendTextStyle>(
        &mut self,
        text: &str,
        style: &S,
        point: BackendCoord,
    ) -> Written {
        self.0.borrow_mut().text(text, style, point);
        Ok(())
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let weight = match style.style() {
            FontStyle::Bold => Weight::Bold,
            _ => Weight::Regular,
        };
        let width = metrics::width(text, style.size(), weight);
        let height = (ASCENT + DESCENT) * style.size();
        Ok((whole(width).unsigned_abs(), whole(height).unsigned_abs()))
    }
}

fn attribute(text: &mut String, name: &str, value: &str) {
    write(text, format_args!(" {name}=\""));
    escape(text, value);
    text.push('"');
}

fn element(text: &mut String, name: &str, content: &str) {
    write(text, format_args!("<{name}>"));
    escape(text, content);
    write(text, format_args!("</{name}>"));
}

/// Text as XML: nothing in it can end an attribute or open an element, and the control
/// characters that XML has no way to write are left out.
fn escape(into: &mut String, text: &str) {
    let stays = |byte: u8| byte.is_ascii_graphic() && !b"&<>\"".contains(&byte) || byte == b' ';
    if text.bytes().all(stays) {
        into.push_str(text);
        return;
    }
    for letter in text.chars() {
        match letter {
            '&' => into.push_str("&amp;"),
            '<' => into.push_str("&lt;"),
            '>' => into.push_str("&gt;"),
            '"' => into.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => into.push(letter),
        }
    }
}

fn write(into: &mut String, text: impl Display) {
    write!(into, "{text}").expect("a String takes every text");
}

fn hex(colour: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", colour.0, colour.1, colour.2)
}

fn hex_of(colour: BackendColor) -> String {
    let (red, green, blue) = colour.rgb;
    hex(RGBColor(red, green, blue))
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a text's size is far below the largest whole number, and a cast saturates"
)]
fn whole(units: f64) -> i32 {
    units.round() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_can_leave_its_place() {
        let mut text = String::new();
        escape(&mut text, "a<b> & \"c\"\n\u{0}\u{fffe}d");
        assert_eq!(text, "a&lt;b&gt; &amp; &quot;c&quot;d");
    }

    #[test]
    fn coordinates_are_written_to_a_tenth() {
        let document = Document::new(Purpose::Page, Theme::default(), (1, 1), 10);
        let rows = [
            (0, "0"),
            (10, "1"),
            (-5, "-0.5"),
            (1234, "123.4"),
            (-20, "-2"),
        ];
        for (units, expected) in rows {
            assert_eq!(document.pixels(units), expected);
        }
    }
}
