//! Areas as equal tiles, roughly where they lie.
//!
//! Equal tiles, because a map gives a large area more weight than its people have. A tile's class
//! has a colour and a shape; one that is withheld is hatched.

use measures::comparison::Comparison;
use measures::definition::Scale;
use measures::figure::Figure;
use measures::published::Published;
use plotters::style::RGBColor;
use plotters_backend::DrawingBackend;

use crate::area_comparison::{detail, value_or_word};
use crate::canvas::{Anchor, Canvas, DrawResult, Lettering, Mark};
use crate::metrics::{self, Weight};
use crate::rows::hatched_box;
use crate::shading::Shading;
use crate::theme::Theme;
use crate::{Chart, Reference};

/// One measure on a grid of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct TileMap {
    /// The areas, in any order.
    pub tiles: Vec<Tile>,
    /// The whole partnership's value, if it is shown.
    pub reference: Option<Reference>,
    /// The units of the figures.
    pub scale: Scale,
    /// The code of the area to point out.
    pub selected: Option<String>,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct Tile {
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Its column, from 1 on the left.
    pub column: u32,
    /// Its row, from 1 at the top.
    pub row: u32,
    /// Its value, or why there is none.
    pub figure: Published<Figure>,
    /// Its class: what may be said of it beside the reference. Without one a tile is shaded by
    /// its value.
    pub comparison: Option<Comparison>,
}

const GAP: f64 = 6.0;
const LARGEST: f64 = 176.0;

/// The size of the grid and of one tile.
struct Grid {
    first_column: u32,
    first_row: u32,
    n_rows: u32,
    width: f64,
    height: f64,
}

impl TileMap {
    fn grid(&self, width: f64) -> Grid {
        let columns = self.tiles.iter().map(|tile| tile.column);
        let rows = self.tiles.iter().map(|tile| tile.row);
        let (first_column, last_column) = span(columns);
        let (first_row, last_row) = span(rows);
        let n_columns = f64::from(last_column - first_column + 1);
        let tile = ((width - GAP * (n_columns - 1.0)) / n_columns).clamp(24.0, LARGEST);
        Grid {
            first_column,
            first_row,
            n_rows: last_row - first_row + 1,
            width: tile.floor(),
            height: (tile * 0.6).max(64.0).min(tile.max(48.0)).floor(),
        }
    }

    fn shading<'a>(&'a self, theme: &'a Theme) -> Shading<'a> {
        let areas = self.tiles.iter().map(|tile| (tile.figure, tile.comparison));
        Shading::new(theme, self.scale, self.reference.as_ref(), areas)
    }

    fn tile<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
        shading: &Shading,
        tile: &Tile,
    ) -> DrawResult<DB> {
        let size = (canvas.width, canvas.height);
        let is_selected = self.selected.as_ref() == Some(&tile.code);
        let ink = match tile.figure.shown() {
            None => {
                canvas.rectangle((0.0, 0.0), size, (theme.absent, 1.0))?;
                let strip = 10.0;
                hatched_box(canvas, (0.0, size.1 - strip), (size.0, strip), theme)?;
                theme.ink
            }
            Some(figure) => {
                let colour = shading.colour(tile.comparison, figure.value);
                canvas.rectangle((0.0, 0.0), size, (colour, 1.0))?;
                theme.ink_on(colour)
            }
        };
        if is_selected {
            let around = [(0.0, 0.0), (size.0, 0.0), size, (0.0, size.1), (0.0, 0.0)];
            canvas.line(&around, theme.ink, 4.0)?;
        }
        self.words(theme, canvas, tile, ink)?;
        let Some(comparison) = tile.comparison.filter(|_| size.0 >= 84.0) else {
            return Ok(());
        };
        let glyph = shading.glyph(comparison, ink);
        glyph.draw(theme, canvas, (size.0 - 14.0, size.1 - 15.0), 4.5)
    }

    fn words<DB: DrawingBackend>(
        &self,
        theme: &Theme,
        canvas: &Canvas<DB>,
        tile: &Tile,
        ink: RGBColor,
    ) -> DrawResult<DB> {
        let size = if canvas.width < 96.0 {
            theme.small - 1.0
        } else {
            theme.small
        };
        let lettering = |weight| Lettering {
            size,
            weight,
            colour: ink,
            anchor: Anchor::Start,
            family: theme.font_family,
        };
        let (left, line) = (8.0, size * 1.2);
        let room = canvas.width - 2.0 * left;
        let most_lines = if canvas.height >= 72.0 { 3 } else { 2 };
        let lines = metrics::wrap(&tile.name, size, Weight::Regular, room, most_lines);
        for (number, text) in lines.iter().enumerate() {
            let y = 8.0 + line * (number as f64 + 0.5);
            canvas.text(text, (left, y), &lettering(Weight::Regular))?;
        }
        let value = value_or_word(self.scale, &tile.figure);
        let value = metrics::shorten(&value, size, Weight::Bold, room);
        let rise = if tile.figure.shown().is_some() {
            15.0
        } else {
            21.0
        };
        canvas.text(
            &value,
            (left, canvas.height - rise),
            &lettering(Weight::Bold),
        )
    }
}

impl Chart for TileMap {
    fn natural_height(&self, theme: &Theme, width: f64) -> f64 {
        let grid = self.grid(width);
        let rows = f64::from(grid.n_rows);
        self.shading(theme).legend.height(theme, width) + rows * (grid.height + GAP) + GAP
    }

    fn draw<DB: DrawingBackend>(&self, theme: &Theme, canvas: &Canvas<DB>) -> DrawResult<DB> {
        let shading = self.shading(theme);
        shading.legend.draw(theme, canvas)?;
        let top = shading.legend.height(theme, canvas.width) + GAP / 2.0;
        let grid = self.grid(canvas.width);
        let whole = self.reference.as_ref().map(|whole| whole.name.as_str());
        for tile in &self.tiles {
            let column = f64::from(tile.column - grid.first_column);
            let row = f64::from(tile.row - grid.first_row);
            let part = canvas.part(
                column * (grid.width + GAP) + 2.0,
                top + row * (grid.height + GAP),
                grid.width - 4.0,
                grid.height,
            );
            let mark = Mark {
                area: Some(tile.code.clone()),
                label: tile.name.clone(),
                value: value_or_word(self.scale, &tile.figure),
                detail: detail(self.scale, &tile.figure, tile.comparison.zip(whole), ""),
            };
            canvas.mark(&mark, || self.tile(theme, &part, &shading, tile))?;
        }
        Ok(())
    }
}

fn span(places: impl Iterator<Item = u32> + Clone) -> (u32, u32) {
    let first = places.clone().min().unwrap_or(1);
    (first, places.max().unwrap_or(1))
}
