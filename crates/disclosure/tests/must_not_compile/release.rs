//! What was published can be read by anybody, and is no protected table again.

use disclosure::protected::Protected;
use disclosure::release::Release;

fn encode(_: &Protected) {}

fn publish(release: &Release) {
    encode(release);
}

fn main() {
    let _ = publish;
}
