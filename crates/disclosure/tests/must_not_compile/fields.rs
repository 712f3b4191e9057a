//! A protected table cannot be put together from its parts.

use disclosure::policy::Policy;
use disclosure::protected::Protected;
use disclosure::report::Report;

fn main() {
    let _ = Protected {
        policy: Policy::default(),
        rows: Vec::new(),
        combinations: Vec::new(),
        report: Report::default(),
    };
}
