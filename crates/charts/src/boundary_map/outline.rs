//! The outline of an area in pixels: its projection, and where within it a label has room.

use super::BoundaryArea;

/// Points closer than this many pixels are drawn as one.
const APART: f64 = 0.7;
/// Where across an outline a label is tried, as so many steps from top to bottom.
const STEPS: u32 = 12;

/// From longitude and latitude to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Projection {
    west: f64,
    north: f64,
    /// Pixels to a degree of longitude and of latitude.
    scale: (f64, f64),
    left: f64,
}

impl Projection {
    /// The projection that fits all areas in this width and at most this height, and the height
    /// they take. `None` where they have no extent.
    pub(super) fn fit(areas: &[BoundaryArea], width: f64, most: f64) -> Option<(Self, f64)> {
        let rings = || areas.iter().flat_map(|area| &area.rings);
        let points = || rings().filter(|ring| ring.len() > 2).flatten();
        let span = |of: fn(&(f64, f64)) -> f64| {
            let lowest = points().map(of).reduce(f64::min)?;
            let highest = points().map(of).reduce(f64::max)?;
            let is_span = highest > lowest && (highest - lowest).is_finite();
            is_span.then_some((lowest, highest))
        };
        let (west, east) = span(|point| point.0)?;
        let (south, north) = span(|point| point.1)?;
        // A degree of longitude is shorter than one of latitude by the cosine of the latitude.
        let shorter = libm::cos(f64::midpoint(south, north).to_radians()).max(0.01);
        let across = (east - west) * shorter;
        let scale = (width / across).min(most / (north - south));
        let projection = Self {
            west,
            north,
            scale: (scale * shorter, scale),
            left: (width - across * scale) / 2.0,
        };
        Some((projection, (north - south) * scale))
    }

    fn place(&self, (longitude, latitude): (f64, f64)) -> (f64, f64) {
        let x = self.left + (longitude - self.west) * self.scale.0;
        (x, (self.north - latitude) * self.scale.1)
    }

    /// The rings of an area in pixels, without points that would fall together.
    pub(super) fn rings(&self, area: &BoundaryArea) -> Vec<Vec<(f64, f64)>> {
        let rings = area.rings.iter().filter(|ring| ring.len() > 2);
        rings
            .map(|ring| {
                let mut thinned: Vec<(f64, f64)> = Vec::new();
                for point in ring {
                    let (x, y) = self.place(*point);
                    let is_apart = thinned.last().is_none_or(|last| {
                        (x - last.0).abs() >= APART || (y - last.1).abs() >= APART
                    });
                    if is_apart {
                        thinned.push((x, y));
                    }
                }
                thinned
            })
            .filter(|ring| ring.len() > 2)
            .collect()
    }
}

/// Where an outline is crossed at a height, from left to right: inside between the first and the
/// second, outside between the second and the third, and so on.
pub(super) fn crossings(ring: &[(f64, f64)], y: f64) -> Vec<f64> {
    let next = ring.iter().cycle().skip(1);
    let mut crossings: Vec<f64> = ring
        .iter()
        .zip(next)
        .filter(|(from, to)| (from.1 <= y) != (to.1 <= y))
        .map(|(from, to)| from.0 + (y - from.1) / (to.1 - from.1) * (to.0 - from.0))
        .collect();
    crossings.sort_by(f64::total_cmp);
    crossings
}

/// The widest place within the largest ring, rather in its middle than at its ends.
pub(super) fn label_place(rings: &[Vec<(f64, f64)>]) -> Option<(f64, f64)> {
    let mut best: Option<(f64, (f64, f64))> = None;
    for ring in rings {
        let top = ring.iter().map(|point| point.1).reduce(f64::min)?;
        let bottom = ring.iter().map(|point| point.1).reduce(f64::max)?;
        for step in 1..STEPS {
            let share = f64::from(step) / f64::from(STEPS);
            let y = top + share * (bottom - top);
            for inside in crossings(ring, y).chunks_exact(2) {
                let length = inside[1] - inside[0];
                let worth = length * (1.0 - (share - 0.5).abs());
                if best.is_none_or(|(most, _)| worth > most) {
                    best = Some((worth, (f64::midpoint(inside[0], inside[1]), y)));
                }
            }
        }
    }
    best.map(|(_, place)| place)
}

/// The room on both sides of a point at a height: twice the shorter way to the outline.
pub(super) fn room(rings: &[Vec<(f64, f64)>], (x, y): (f64, f64)) -> f64 {
    let mut room: f64 = 0.0;
    for ring in rings {
        for inside in crossings(ring, y).chunks_exact(2) {
            if inside[0] <= x && x <= inside[1] {
                room = room.max(2.0 * (x - inside[0]).min(inside[1] - x));
            }
        }
    }
    room
}

/// Slanting lines within an outline, so far apart.
pub(super) fn hatching(ring: &[(f64, f64)], apart: f64) -> Vec<[(f64, f64); 2]> {
    // Turned by an eighth, the slanting lines are level.
    let turned: Vec<(f64, f64)> = ring.iter().map(|(x, y)| (x - y, x + y)).collect();
    let lowest = turned.iter().map(|point| point.1).fold(f64::MAX, f64::min);
    let highest = turned.iter().map(|point| point.1).fold(f64::MIN, f64::max);
    let mut lines = Vec::new();
    let mut level = lowest + apart;
    while level < highest {
        for inside in crossings(&turned, level).chunks_exact(2) {
            let back = |across: f64| (f64::midpoint(level, across), f64::midpoint(level, -across));
            lines.push([back(inside[0]), back(inside[1])]);
        }
        level += apart;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter C: open to the right.
    const OPEN: [(f64, f64); 8] = [
        (0.0, 0.0),
        (40.0, 0.0),
        (40.0, 10.0),
        (10.0, 10.0),
        (10.0, 50.0),
        (40.0, 50.0),
        (40.0, 60.0),
        (0.0, 60.0),
    ];

    #[test]
    fn a_label_lies_within_its_outline() {
        let rings = vec![OPEN.to_vec()];
        let (x, y) = label_place(&rings).unwrap();
        assert!(room(&rings, (x, y)) > 0.0, "{x} {y}");
        assert!(room(&rings, (25.0, 30.0)) <= 0.0);
        assert_eq!(crossings(&OPEN, 30.0), [0.0, 10.0]);
        assert_eq!(label_place(&[]), None);
    }

    #[test]
    fn hatching_stays_within_its_outline() {
        let lines = hatching(&OPEN, 8.0);
        assert!(lines.len() > 8, "{}", lines.len());
        for [from, to] in lines {
            let (x, y) = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
            assert!(room(&[OPEN.to_vec()], (x, y)) > 0.0, "{x} {y}");
        }
    }

    #[test]
    fn a_map_fits_its_width_or_its_height() {
        let area = |rings: Vec<Vec<(f64, f64)>>| BoundaryArea {
            code: String::new(),
            name: String::new(),
            rings,
            figure: measures::published::Published::Withheld,
            comparison: None,
        };
        let square = [area(vec![vec![
            (0.0, 0.0),
            (1.0, 0.0),
            (1.0, 1.0),
            (0.0, 1.0),
        ]])];
        let (_, height) = Projection::fit(&square, 100.0, 400.0).unwrap();
        assert!((height - 100.0).abs() < 0.1, "{height}");
        let (_, height) = Projection::fit(&square, 100.0, 50.0).unwrap();
        assert!((height - 50.0).abs() < 1e-9, "{height}");
        for none in [vec![], vec![area(vec![vec![(1.0, 1.0); 4]])]] {
            assert_eq!(Projection::fit(&none, 100.0, 50.0), None);
        }
    }
}
