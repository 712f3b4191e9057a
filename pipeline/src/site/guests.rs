//! Who is being served: so many at once, and nobody who says or takes nothing for long.
//!
//! A connection that has a place keeps it until it ends; the next waits for one. Slow readers stay
//! as long as they read; what has stopped is closed, so that nobody can hold all places by silence.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_io_timeout::TimeoutStream;

/// Takes connections as places become free.
pub(super) struct Door {
    listener: TcpListener,
    places: Arc<Semaphore>,
    patience: Duration,
}

/// A connection with its place.
pub(super) struct Guest {
    stream: Pin<Box<TimeoutStream<TcpStream>>>,
    _place: OwnedSemaphorePermit,
}

impl Door {
    /// A door for at most `places` at once, each of which may be silent for `patience`.
    pub(super) fn new(listener: TcpListener, places: usize, patience: Duration) -> Self {
        Self {
            listener,
            places: Arc::new(Semaphore::new(places)),
            patience,
        }
    }
}

impl Listener for Door {
    type Io = Guest;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Guest, SocketAddr) {
        let place = Arc::clone(&self.places).acquire_owned().await;
        let place = place.expect("nothing closes the semaphore");
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // What is left to send goes at once: else the end of a file waits until the reader's machine has
        // confirmed its beginning, which takes it 40 ms. A stream that is closed already refuses.
        let _ = stream.set_nodelay(true);
        let mut stream = TimeoutStream::new(stream);
        stream.set_read_timeout(Some(self.patience));
        stream.set_write_timeout(Some(self.patience));
        let guest = Guest {
            stream: Box::pin(stream),
            _place: place,
        };
        (guest, address)
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl AsyncRead for Guest {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_read(context, buffer)
    }
}

impl AsyncWrite for Guest {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.stream.as_mut().poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream.as_mut().poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use tokio::io::AsyncReadExt as _;

    use super::*;

    fn run<T>(work: impl Future<Output = T>) -> T {
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.enable_all().build().unwrap();
        runtime.block_on(work)
    }

    async fn door(places: usize) -> (Door, SocketAddr) {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let patience = Duration::from_millis(50);
        (Door::new(listener, places, patience), address)
    }

    #[test]
    fn what_is_left_to_send_does_not_wait_for_the_reader() {
        run(async {
            let (mut door, address) = door(1).await;
            let _reader = TcpStream::connect(address).await.unwrap();
            let (guest, _) = door.accept().await;
            assert!(guest.stream.get_ref().nodelay().unwrap());
        });
    }

    #[test]
    fn a_guest_who_says_nothing_is_shown_out() {
        run(async {
            let (mut door, address) = door(2).await;
            let _silent = TcpStream::connect(address).await.unwrap();
            let (mut guest, _) = door.accept().await;
            let heard = guest.read_u8().await;
            assert_eq!(heard.unwrap_err().kind(), io::ErrorKind::TimedOut);
        });
    }

    #[test]
    fn the_next_waits_until_a_place_is_free() {
        run(async {
            let (mut door, address) = door(1).await;
            let _one = TcpStream::connect(address).await.unwrap();
            let _other = TcpStream::connect(address).await.unwrap();
            let (guest, _) = door.accept().await;
            let soon = Duration::from_millis(30);
            assert!(tokio::time::timeout(soon, door.accept()).await.is_err());
            drop(guest);
            assert!(
                tokio::time::timeout(soon * 100, door.accept())
                    .await
                    .is_ok()
            );
        });
    }
}
