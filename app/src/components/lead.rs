//! The chart that a reader looks at is drawn first, in the frame in which something is chosen.
//!
//! A choice changes everything on a page, and a browser paints when all of it is done. So the first
//! chart in sight is made and drawn by itself, by the function that makes it for the page, and the
//! page follows at once. It decides what comes first, never what is shown.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use yew::Callback;

use crate::shelf::Shelf;
use crate::state::Selection;

/// The charts of a page that could be drawn first.
#[derive(Debug, Clone, Default)]
pub struct Lead {
    charts: Rc<RefCell<Vec<Chart>>>,
}

/// A chart of a page, as far as it matters for being drawn first.
#[derive(Debug)]
pub struct Chart {
    /// Its place among the charts of its page, from 0.
    pub order: usize,
    /// Whether it is on the screen.
    pub in_sight: Rc<Cell<bool>>,
    /// Draws it of another selection, and tells whether that made it another one.
    pub draw: Callback<(Shelf, Selection), bool>,
}

/// One page has one: it stays the same while its charts come and go.
impl PartialEq for Lead {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.charts, &other.charts)
    }
}

impl Lead {
    /// Adds a chart, until what is returned is called.
    pub fn join(&self, chart: Chart) -> impl FnOnce() + use<> {
        let charts = Rc::clone(&self.charts);
        let in_sight = Rc::clone(&chart.in_sight);
        charts.borrow_mut().push(chart);
        move || {
            charts
                .borrow_mut()
                .retain(|one| !Rc::ptr_eq(&one.in_sight, &in_sight));
        }
    }

    /// Draws the first chart in sight that a selection makes another one, and tells whether there was
    /// one.
    #[must_use]
    pub fn draw(&self, release: &Shelf, selection: &Selection) -> bool {
        let mut in_sight: Vec<_> = {
            let charts = self.charts.borrow();
            let in_sight = charts.iter().filter(|chart| chart.in_sight.get());
            in_sight
                .map(|chart| (chart.order, chart.draw.clone()))
                .collect()
        };
        in_sight.sort_by_key(|(order, _)| *order);
        in_sight
            .iter()
            .any(|(_, draw)| draw.emit((release.clone(), selection.clone())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exhibits::sample;

    #[test]
    fn of_the_charts_in_sight_the_first_that_changes_is_drawn_and_none_after_it() {
        let (lead, drawn) = (Lead::default(), Rc::new(RefCell::new(Vec::new())));
        let join = |order: usize, in_sight: bool| {
            let drawn = Rc::clone(&drawn);
            lead.join(Chart {
                order,
                in_sight: Rc::new(Cell::new(in_sight)),
                draw: Callback::from(move |_| {
                    drawn.borrow_mut().push(order);
                    order != 1
                }),
            })
        };
        let shelf = sample::shelf();
        let selection = Selection::opening(shelf.catalogue());
        assert!(!lead.draw(&shelf, &selection), "there is no chart");
        let _above = join(0, false);
        let _last = join(3, true);
        let _as_before = join(1, true);
        let leave = join(2, true);
        assert!(lead.draw(&shelf, &selection));
        leave();
        assert!(lead.draw(&shelf, &selection));
        assert_eq!(*drawn.borrow(), [1, 2, 1, 3]);
    }
}
