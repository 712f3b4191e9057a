//! Serves a site on this machine only, with the headers that any host of it should send.
//!
//! Everybody is served or refused cleanly, however many they are and whatever they ask for; what a
//! slow or silent client takes is bounded. Byte ranges, pre-compressed files and content types are `tower-http`'s. Nothing here ever
//! listens on another address than loopback.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use axum::Router;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::guests::Door;
use crate::exit::{Failure, INPUT_UNREADABLE, OUTPUT_NOT_WRITTEN};

/// What a page may do: run this site's own script and WASM, read this site's own files, no more.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; \
     style-src 'self'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; \
     worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; \
     frame-ancestors 'none'";

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    // A new release replaces files under the same names, so ask each time; a 304 is small.
    (header::CACHE_CONTROL, "no-cache"),
];

/// How long one answer may take to begin.
const PATIENCE: Duration = Duration::from_secs(30);
/// How many connections are served at once. The others wait: each takes two of the files that a
/// program may have open, of which there are often 1,024.
const MOST_AT_ONCE: usize = 400;

/// Serves `site` until interrupted; prints the address once it listens. Port 0 takes a free one.
///
/// # Errors
/// When the folder holds no site, or the port cannot be had.
pub(super) fn serve(site: &Path, port: u16, stdout: &mut dyn Write) -> Result<(), Failure> {
    if !site.join("index.html").is_file() {
        return Err(Failure::new(
            INPUT_UNREADABLE,
            format!(
                "{}: has no index.html; make a site with `outcomes site`",
                site.display()
            ),
        ));
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("cannot serve: {error}")))?;
    runtime.block_on(async {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let taken = |error| {
            Failure::new(
                OUTPUT_NOT_WRITTEN,
                format!("cannot listen on {address}: {error}"),
            )
        };
        let listener = TcpListener::bind(address).await.map_err(taken)?;
        let address = listener.local_addr().map_err(taken)?;
        writeln!(stdout, "http://{address}/  (Ctrl-C stops)")
            .and_then(|()| stdout.flush())
            .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, error))?;
        let door = Door::new(listener, MOST_AT_ONCE, PATIENCE);
        axum::serve(door, router(site))
            .with_graceful_shutdown(interrupted())
            .await
            .map_err(|error| Failure::new(OUTPUT_NOT_WRITTEN, format!("stopped serving: {error}")))
    })
}

/// The site's files behind the headers of every answer.
fn router(site: &Path) -> Router {
    let files = ServeDir::new(site).precompressed_br().precompressed_gzip();
    let mut router = Router::new()
        .fallback_service(files)
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            PATIENCE,
        ));
    for (name, value) in HEADERS {
        let value = HeaderValue::from_static(value);
        router = router.layer(SetResponseHeaderLayer::overriding(name, value));
    }
    router
}

async fn interrupted() {
    // Where no signal can be caught the default action ends the program, which is as well.
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
