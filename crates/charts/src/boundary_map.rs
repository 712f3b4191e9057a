//! Areas as they lie on the ground.
//!
//! Longitude and latitude are drawn on a plane whose scale is true at the middle of the map, which
//! is right for one partnership and not for a country. A class has a colour and a shape; one that
//! is withheld is hatched. A large area is not an important one: the tile map shows each alike.

mod outline;

use measures::comparison::Comparison;
use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters_backend::DrawingBackend;

use crate::area_comparison::{detail, value_or_word};
use crate::canvas::{Anchor, Canvas, DrawResult, Lettering, Mark};
use crate::legend::flow;
use crate::metrics::{self, Weight};
use crate::plot::{name_and_value, small_print};
use crate::rows::line;
use crate::shading::Shading;
use crate::theme::Theme;
use crate::{Chart, Reference};
use outline::Projection;

/// One measure on a map.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundaryMap {
    /// The areas, in the order a reader moves through them.
    pub areas: Vec<BoundaryArea>,
    /// The whole partnership's value, if it is shown.
    pub reference: Option<Reference>,
    /// The units of the figures.
    pub scale: Scale,
    /// The code of the area to point out.
    pub selected: Option<String>,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct BoundaryArea {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its boundary: the outer ring of each of its parts, as degrees of longitude and latitude. A
    /// ring of fewer than three points is ignored.
    pub rings: Vec<Vec<(f64, f64)>>,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// Its class: what may be said of it beside the reference. Without one an area is shaded by
    /// its value.
    pub comparison: Option<Comparison>,
}

/// The greatest height of the map itself.
const TALLEST: f64 = 620.0;
/// The same for each pixel of its width, so that a narrow one leaves room on a phone for the rest.
const TALLEST_BY_WIDTH: f64 = 1.15;
/// The height of a line of the key.
const KEY: f64 = 24.0;
/// How far apart the lines of hatching are, measured across their slant.
const HATCHING: f64 = 12.0;

/// Where the areas go, and what is written in each.
struct Scene<'a> {
    shading: Shading<'a>,
    areas: Vec<Placed<'a>>,
    /// What has no room on the map, in the order of the areas.
    key: Vec<Key<'a>>,
    map: f64,
    key_height: f64,
}

/// A name that has no room on the map: with the number that stands there, or of an area that has
/// no outline.
struct Key<'a> {
    text: String,
    outside: Option<&'a BoundaryArea>,
    place: (f64, f64),
}

/// An area on the map.
struct Placed<'a> {
    area: &'a BoundaryArea,
    rings: Vec<Vec<(f64, f64)>>,
    /// Where its label goes and its lines, the last of which stands out.
    label: ((f64, f64), Vec<String>),
}

impl BoundaryMap {
    fn scene<'a>(&'a self, theme: &'a Theme, width: f64, height: Option<f64>) -> Scene<'a> {
        let classes = self.areas.iter().map(|area| (area.figure, area.comparison));
        let shading = Shading::new(theme, self.scale, self.reference.as_ref(), classes);
        let above = shading.legend.height(theme, width);
        let most = height.map_or(TALLEST.min(width * TALLEST_BY_WIDTH), |height| {
            (height - above).max(40.0)
        });
        let mut scene = self.at_most(theme, shading, (width, most));
        let whole = above + scene.map + scene.key_height;
        // In a height that is given, the key takes its room from the map.
        if let Some(height) = height.filter(|height| *height < whole) {
            let most = (height - above - scene.key_height).max(40.0);
            scene = self.at_most(theme, scene.shading, (width, most));
        }
        scene
    }

    fn at_most<'a>(
        &'a self,
        theme: &'a Theme,
        shading: Shading<'a>,
        (width, most): (f64, f64),
    ) -> Scene<'a> {
        let fitted = Projection::fit(&self.areas, width - 8.0, most - 8.0);
        let map = fitted.map_or(0.0, |(_, height)| height + 8.0);
        let (mut key, mut areas) = (Vec::new(), Vec::new());
        let mut n_unnamed = 0;
        for area in &self.areas {
            let rings = fitted.map_or_else(Vec::new, |(projection, _)| projection.rings(area));
            let value = value_or_word(self.scale, &area.figure);
            let mut write = |text, outside| {
                let place = (0.0, 0.0);
                key.push(Key {
                    text,
                    outside,
                    place,
                });
            };
            let Some(place) = outline::label_place(&rings) else {
                write(name_and_value(theme, &area.name, &value, width), Some(area));
                continue;
            };
            let lines = label(theme, &rings, place, &area.name, &value).unwrap_or_else(|| {
                n_unnamed += 1;
                let name = format!("{n_unnamed} {}", area.name);
                write(name_and_value(theme, &name, &value, width), None);
                vec![n_unnamed.to_string()]
            });
            areas.push(Placed {
                area,
                rings,
                label: (place, lines),
            });
        }
        let rooms = key
            .iter()
            .map(|key: &Key| metrics::width(&key.text, theme.small, Weight::Regular).min(width));
        let places = flow(rooms, 18.0, KEY, width);
        for (key, place) in key.iter_mut().zip(&places) {
            key.place = *place;
        }
        let key_height = places.last().map_or(0.0, |(_, top)| top + KEY + 6.0);
        Scene {
            shading,
            areas,
            key,
            map,
            key_height,
        }
    }

    fn mark(&self, area: &BoundaryArea) -> Mark {
        let whole = self.reference.as_ref().map(|whole| whole.name.as_str());
        Mark {
            area: Some(area.code.clone()),
            label: area.name.clone(),
            value: value_or_word(self.scale, &area.figure),
            detail: detail(self.scale, &area.figure, area.comparison.zip(whole), ""),
        }
    }
}

impl Chart for BoundaryMap {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        let scene = self.scene(theme, width, None);
        let above = scene.shading.legend.height(theme, width);
        (above + scene.map + scene.key_height).ceil().max(1.0)
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let scene = self.scene(theme, canvas.width, Some(canvas.height));
        scene.shading.legend.draw(theme, canvas)?;
        let above = scene.shading.legend.height(theme, canvas.width);
        let map = canvas.part(4.0, above + 4.0, canvas.width - 8.0, scene.map);
        for placed in &scene.areas {
            canvas.mark(&self.mark(placed.area), || scene.area(theme, &map, placed))?;
        }
        let is_selected = |placed: &&Placed| self.selected.as_ref() == Some(&placed.area.code);
        for ring in scene
            .areas
            .iter()
            .filter(is_selected)
            .flat_map(|placed| &placed.rings)
        {
            // Dark and light, so that it can be seen on every fill.
            map.line(&closed(ring), theme.ink, 6.0)?;
            map.line(&closed(ring), theme.background, 2.0)?;
        }
        let below = above + scene.map + 6.0;
        for key in &scene.key {
            let (left, top) = (key.place.0, below + key.place.1);
            let write = || small_print(theme, canvas, &key.text, (left, top + KEY / 2.0));
            let Some(area) = key.outside else {
                write()?;
                continue;
            };
            canvas.mark(&self.mark(area), || {
                let room = metrics::width(&key.text, theme.small, Weight::Regular);
                let size = (room.min(canvas.width - left), KEY);
                canvas.rectangle((left, top), size, (theme.background, 0.0))?;
                write()
            })?;
        }
        Ok(())
    }
}

impl Scene<'_> {
    fn area<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        map: &Canvas<DB>,
        placed: &Placed,
    ) -> DrawResult<DB> {
        let shown = placed.area.figure.shown();
        let fill = shown.map_or(theme.absent, |figure| {
            self.shading.colour(placed.area.comparison, figure.value)
        });
        for ring in &placed.rings {
            map.polygon(ring, (fill, 1.0))?;
            if shown.is_none() {
                for slanting in outline::hatching(ring, HATCHING) {
                    map.line(&slanting, theme.rest, 1.0)?;
                }
            }
            let edge = if shown.is_none() {
                theme.muted
            } else {
                theme.background
            };
            map.line(&closed(ring), edge, 1.5)?;
        }
        let ((x, y), lines) = &placed.label;
        let ink = shown.map_or(theme.ink, |_| theme.ink_on(fill));
        let first = y - line(theme) * (lines.len() as f64 - 1.0) / 2.0;
        for (number, text) in lines.iter().enumerate() {
            let middle = first + line(theme) * number as f64;
            let weight = if number + 1 == lines.len() {
                Weight::Bold
            } else {
                Weight::Regular
            };
            let lettering = Lettering {
                size: theme.small,
                weight,
                colour: ink,
                anchor: Anchor::Middle,
                family: theme.font_family,
            };
            if shown.is_none() {
                let half = metrics::width(text, theme.small, weight) / 2.0 + 3.0;
                let behind = (x - half, middle - line(theme) / 2.0);
                map.rectangle(behind, (2.0 * half, line(theme)), (theme.absent, 1.0))?;
            }
            map.text(text, (*x, middle), &lettering)?;
        }
        let Some(comparison) = placed.area.comparison else {
            return Ok(());
        };
        // The mark stands before the last line, which is the value or the number.
        let last = lines.last().map_or("", String::as_str);
        let left = x - metrics::width(last, theme.small, Weight::Bold) / 2.0 - 11.0;
        let middle = first + line(theme) * (lines.len() as f64 - 1.0);
        self.shading
            .glyph(comparison, ink)
            .draw(theme, map, (left, middle), 4.5)
    }
}

/// The lines of a label, if there is room for all of them within the outline.
fn label(
    theme: &Theme,
    rings: &[Vec<(f64, f64)>],
    (x, y): (f64, f64),
    name: &str,
    value: &str,
) -> Option<Vec<String>> {
    let room = outline::room(rings, (x, y)) - 6.0;
    let mut lines = metrics::wrap(name, theme.small, Weight::Regular, room, 3);
    if lines.iter().any(|line| line.contains('\u{2026}')) {
        return None;
    }
    lines.push(value.to_owned());
    let first = y - line(theme) * (lines.len() as f64 - 1.0) / 2.0;
    let fits = lines.iter().enumerate().all(|(number, text)| {
        let is_value = number + 1 == lines.len();
        // The value has its mark beside it.
        let (weight, beside) = if is_value {
            (Weight::Bold, 32.0)
        } else {
            (Weight::Regular, 4.0)
        };
        let width = metrics::width(text, theme.small, weight) + beside;
        let middle = first + line(theme) * number as f64;
        [middle - 6.0, middle + 6.0]
            .iter()
            .all(|edge| outline::room(rings, (x, *edge)) >= width)
    });
    fits.then_some(lines)
}

fn closed(ring: &[(f64, f64)]) -> Vec<(f64, f64)> {
    ring.iter().chain(ring.first()).copied().collect()
}
