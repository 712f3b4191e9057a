//! `outcomes serve` under load and abuse: everybody is served or refused cleanly, nothing outside
//! the site is given away, and memory stays bounded.
//!
//! Plain sockets, because a proper client would not send most of this.

#![cfg(test)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The size of the large file, in bytes.
const LARGE: usize = 4_000_000;
/// How much more memory a loaded server may take than an idle one, in KiB: half a megabyte for each
/// of the 400 connections that are served at once, whatever they ask for. The 250 copies of the
/// large file that are on their way would be a gigabyte.
const MOST_GROWTH_KIB: u64 = 200 * 1024;

/// A server of a small site; stopped when dropped.
struct Server {
    program: Child,
    address: SocketAddr,
    place: tempfile::TempDir,
}

impl Server {
    fn start() -> Self {
        let place = tempfile::tempdir().unwrap();
        let site = place.path().join("site");
        fs::create_dir(&site).unwrap();
        fs::write(place.path().join("secret"), "nobody may read this").unwrap();
        fs::write(site.join("index.html"), "<h1>Here</h1>").unwrap();
        fs::write(site.join("large.parquet"), vec![7_u8; LARGE]).unwrap();
        let mut program = Command::new(env!("CARGO_BIN_EXE_outcomes"))
            .args(["serve", "--port", "0", "--site"])
            .arg(&site)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let stdout = program.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut line).unwrap();
        let address = line
            .trim_start_matches("http://")
            .split('/')
            .next()
            .unwrap();
        Self {
            address: address.parse().unwrap(),
            program,
            place,
        }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).unwrap();
        let patience = Some(Duration::from_mins(1));
        stream.set_read_timeout(patience).unwrap();
        stream.set_write_timeout(patience).unwrap();
        stream
    }

    /// What is answered to these bytes, until the connection is closed.
    fn answer(&self, request: &[u8]) -> Vec<u8> {
        let mut stream = self.connect();
        // A server that has heard enough closes while we still speak.
        let _told = stream.write_all(request);
        let mut answer = Vec::new();
        let _heard = stream.read_to_end(&mut answer);
        answer
    }

    fn get(&self, path: &str, headers: &str) -> (u16, Vec<u8>) {
        parted(&self.answer(&request("GET", path, headers)))
    }

    /// The most memory that the server has had, in KiB.
    fn peak_kib(&self) -> u64 {
        let path = format!("/proc/{}/status", self.program.id());
        let status = fs::read_to_string(Path::new(&path)).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmHWM:"))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    fn still_serves(&self) {
        let began = Instant::now();
        let (status, body) = self.get("/", "");
        assert_eq!((status, body.as_slice()), (200, &b"<h1>Here</h1>"[..]));
        assert!(
            began.elapsed() < Duration::from_secs(20),
            "answered in time"
        );
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself, which the tests would have noticed.
        let _ended = self.program.kill();
        let _waited = self.program.wait();
    }
}

fn request(method: &str, path: &str, headers: &str) -> Vec<u8> {
    format!("{method} {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n")
        .into_bytes()
}

/// The status and the body of an answer; 0 for none.
fn parted(answer: &[u8]) -> (u16, Vec<u8>) {
    let Some(head) = answer.windows(4).position(|four| four == b"\r\n\r\n") else {
        return (0, answer.to_vec());
    };
    let status = String::from_utf8_lossy(&answer[..head]);
    let status = status.split(' ').nth(1).and_then(|code| code.parse().ok());
    (status.unwrap_or(0), answer[head + 4..].to_vec())
}

#[test]
fn two_hundred_at_once_are_served_beside_the_slow_and_those_who_leave() {
    let server = Server::start();
    server.still_serves();
    let before = server.peak_kib();
    // Fifty say half a sentence and fall silent; fifty ask for much and read nothing.
    let silent: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = server.connect();
            stream.write_all(b"GET /large.par").unwrap();
            stream
        })
        .collect();
    let idle: Vec<TcpStream> = (0..50)
        .map(|_| {
            let mut stream = server.connect();
            stream
                .write_all(&request("GET", "/large.parquet", ""))
                .unwrap();
            stream
        })
        .collect();
    // Fifty leave in the middle.
    for _ in 0..50 {
        let mut stream = server.connect();
        stream
            .write_all(&request("GET", "/large.parquet", ""))
            .unwrap();
        let mut some = [0_u8; 1024];
        stream.read_exact(&mut some).unwrap();
    }
    thread::scope(|scope| {
        let clients: Vec<_> = (0..200)
            .map(|_| scope.spawn(|| server.get("/large.parquet", "")))
            .collect();
        for client in clients {
            let (status, body) = client.join().unwrap();
            assert_eq!((status, body.len()), (200, LARGE));
        }
    });
    server.still_serves();
    let grown = server.peak_kib() - before;
    assert!(grown < MOST_GROWTH_KIB, "{grown} KiB more than before");
    drop((silent, idle));
    server.still_serves();
}

#[test]
fn nothing_outside_the_site_is_given_away() {
    let server = Server::start();
    let absolute = server.place.path().join("secret").display().to_string();
    let paths = [
        "/../secret",
        "/%2e%2e/secret",
        "/..%2fsecret",
        "/%2e%2e%2fsecret",
        "/..\\secret",
        "/..%5csecret",
        "/./../secret",
        "/site/../../secret",
        "/%c0%ae%c0%ae/secret",
        "/....//secret",
        "/secret%00.html",
        &format!("/{absolute}"),
        &format!("//{absolute}"),
        "/%2fetc%2fpasswd",
        "http://localhost/../secret",
        "*",
    ];
    for path in paths {
        let (status, body) = server.get(path, "");
        let body = String::from_utf8_lossy(&body);
        assert!(matches!(status, 400 | 404), "{path}: {status}");
        assert!(!body.contains("nobody may read this"), "{path}");
    }
    server.still_serves();
}

#[test]
fn odd_requests_are_refused_and_harm_nobody() {
    let server = Server::start();
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "BREW"] {
        let (status, body) = parted(&server.answer(&request(method, "/", "")));
        assert_eq!((status, body.len()), (405, 0), "{method}");
    }
    let (status, body) = parted(&server.answer(&request("HEAD", "/", "")));
    assert_eq!((status, body.len()), (200, 0));
    let huge = format!("X-Large: {}\r\n", "x".repeat(2_000_000));
    let many = "X-One: 1\r\n".repeat(20_000);
    let long = format!("/{}", "a".repeat(2_000_000));
    for (name, path, headers) in [
        ("a huge header", "/", huge.as_str()),
        ("many headers", "/", many.as_str()),
        ("a long address", long.as_str(), ""),
    ] {
        let (status, _) = server.get(path, headers);
        // A connection that is closed at once, unheard, is a refusal as well.
        assert!(matches!(status, 0 | 400 | 414 | 431), "{name}: {status}");
    }
    for nonsense in [
        &b"\0\xff\xfe rubbish\r\n\r\n"[..],
        b"GET / HTTP/9.9\r\n\r\n",
    ] {
        let (status, _) = parted(&server.answer(nonsense));
        assert!(matches!(status, 0 | 400 | 505), "{status}");
    }
    server.still_serves();
}

#[test]
fn ranges_are_answered_or_refused() {
    let server = Server::start();
    let before = server.peak_kib();
    let range = |range: &str| server.get("/large.parquet", &format!("Range: {range}\r\n"));
    let lengths = [
        ("bytes=0-9", 206, 10),
        ("bytes=-5", 206, 5),
        ("bytes=3999990-", 206, 10),
        ("bytes=3999990-99999999", 206, 10),
    ];
    for (asked, status, length) in lengths {
        let (found, body) = range(asked);
        assert_eq!((found, body.len()), (status, length), "{asked}");
    }
    let many = format!("bytes={}", "0-3999999,".repeat(500));
    for asked in [
        "bytes=4000000-",
        "bytes=9-3",
        "bytes=99999999999999999999999-",
        "bytes=-0",
        "bytes=a-b",
        "lines=1-2",
        many.trim_end_matches(','),
    ] {
        let (status, body) = range(asked);
        assert!(matches!(status, 200 | 400 | 416), "{asked:.40}: {status}");
        assert!(body.len() <= LARGE, "{asked:.40}: {} bytes", body.len());
    }
    let grown = server.peak_kib() - before;
    assert!(grown < MOST_GROWTH_KIB, "{grown} KiB more than before");
    server.still_serves();
}
