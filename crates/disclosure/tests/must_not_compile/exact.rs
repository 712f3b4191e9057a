//! What asks for a protected table does not take exact counts.

use disclosure::exact::Exact;
use disclosure::protected::Protected;

fn encode(_: &Protected) {}

fn publish(exact: &Exact) {
    encode(exact);
}

fn main() {
    let _ = publish;
}
