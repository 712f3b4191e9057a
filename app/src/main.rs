//! Mounts the dashboard.

fn main() {
    app::start();
}
