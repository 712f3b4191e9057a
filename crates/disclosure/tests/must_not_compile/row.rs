//! A row cannot be made or changed outside.

use disclosure::protected::ProtectedRow;
use measures::published::Published;

fn show(row: &mut ProtectedRow) {
    row.numerator = Published::Shown(3);
}

fn main() {
    let _ = show;
    let _ = ProtectedRow::new;
}
