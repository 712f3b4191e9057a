//! There is no empty or default protected table either.

use disclosure::protected::Protected;

fn main() {
    let _ = Protected::default();
}
