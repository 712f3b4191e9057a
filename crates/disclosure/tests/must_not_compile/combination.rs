//! A listed set of conditions cannot be made outside.

use disclosure::protected::ProtectedCombination;
use measures::area::AreaIndex;

fn main() {
    let _ = ProtectedCombination {
        period: 0,
        area: AreaIndex(0),
        conditions: vec![0, 1, 2],
        people: 3,
    };
}
