//! Labels beside marks: each where it covers no mark and no other label, or not at all.

use crate::canvas::Anchor;

/// A rectangle: left, top, right, bottom.
type Bounds = [f64; 4];

/// The labels of one field.
pub(crate) struct Labels {
    field: Bounds,
    taken: Vec<Bounds>,
}

impl Labels {
    /// No labels yet, in a field from its upper left to its lower right corner.
    pub(crate) fn new((left, top): (f64, f64), (right, bottom): (f64, f64)) -> Self {
        Self {
            field: [left, top, right, bottom],
            taken: Vec::new(),
        }
    }

    /// Keeps labels off a mark of this radius.
    pub(crate) fn keep_off(&mut self, (x, y): (f64, f64), radius: f64) {
        self.taken
            .push([x - radius, y - radius, x + radius, y + radius]);
    }

    /// A place for a label of this size beside a mark of this radius: right, left, above or below
    /// it. `None` where each of them is taken.
    pub(crate) fn place(
        &mut self,
        (width, height): (f64, f64),
        (x, y): (f64, f64),
        radius: f64,
    ) -> Option<((f64, f64), Anchor)> {
        let (beside, off) = (radius + 3.0, radius + height / 2.0 + 1.0);
        // Above or below, a label may lean to one side so as to stay in the field.
        let half = width / 2.0;
        let leaning = x.min(self.field[2] - half).max(self.field[0] + half);
        let ways = [
            (x + beside, y, Anchor::Start, 0.0),
            (x - beside, y, Anchor::End, 1.0),
            (leaning, y - off, Anchor::Middle, 0.5),
            (leaning, y + off, Anchor::Middle, 0.5),
        ];
        for (x, y, anchor, share) in ways {
            let left = x - width * share;
            let bounds = [left, y - height / 2.0, left + width, y + height / 2.0];
            let inside = bounds[0] >= self.field[0]
                && bounds[1] >= self.field[1]
                && bounds[2] <= self.field[2]
                && bounds[3] <= self.field[3];
            if inside && !self.taken.iter().any(|taken| overlap(taken, &bounds)) {
                self.taken.push(bounds);
                return Some(((x, y), anchor));
            }
        }
        None
    }
}

fn overlap(one: &Bounds, other: &Bounds) -> bool {
    one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_goes_where_there_is_room() {
        let mut labels = Labels::new((0.0, 0.0), (100.0, 100.0));
        labels.keep_off((50.0, 50.0), 5.0);
        let mut place = || labels.place((40.0, 10.0), (50.0, 50.0), 5.0);
        let anchors = [
            Some(Anchor::Start),
            Some(Anchor::End),
            Some(Anchor::Middle),
            Some(Anchor::Middle),
            None,
        ];
        for expected in anchors {
            assert_eq!(place().map(|(_, anchor)| anchor), expected);
        }
    }

    #[test]
    fn a_label_stays_in_its_field() {
        let mut labels = Labels::new((0.0, 0.0), (100.0, 100.0));
        let right = labels.place((40.0, 10.0), (90.0, 50.0), 5.0);
        assert_eq!(right, Some(((82.0, 50.0), Anchor::End)));
        assert_eq!(labels.place((140.0, 10.0), (50.0, 50.0), 5.0), None);
    }
}
