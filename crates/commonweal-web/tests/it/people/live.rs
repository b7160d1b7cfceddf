//! The site shows the release that is current, follows it while it is served, and says when there is none and why.

use crate::site::{get, workspace};
use axum::Router;
use axum::http::StatusCode;
use commonweal_app::{RefreshRequest, Silent, Site, Workspace, refresh};
use commonweal_web::{ServeOptions, router, serve};
use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;

const REASON: &str = "The register of one practice was read twice.";

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &there);
        } else {
            fs::copy(entry.path(), there).unwrap();
        }
    }
}

/// A workspace of its own that a test may change.
pub(super) fn copied() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(workspace(), dir.path());
    dir
}

fn current(dir: &Path) -> PathBuf {
    dir.join("results/current")
}

/// Writes that the current release was withdrawn, and makes another current, or none.
fn withdraw(dir: &Path, instead: Option<&str>) {
    let id = fs::read_to_string(current(dir)).unwrap();
    let note = serde_json::json!({ "at": "2026-10-12T08:30:00Z", "by": "olive@example.org", "reason": REASON });
    fs::write(dir.join("results/releases").join(id.trim()).join("withdrawn.json"), note.to_string()).unwrap();
    match instead {
        Some(id) => fs::write(current(dir), id).unwrap(),
        None => fs::remove_file(current(dir)).unwrap(),
    }
}

async fn opened(dir: &Path) -> Router {
    let dir = dir.to_owned();
    let site = tokio::task::spawn_blocking(move || Site::open_or_nothing(&dir).unwrap()).await.unwrap();
    router(Arc::new(site))
}

#[tokio::test]
async fn where_nothing_is_released_every_page_of_figures_says_so_and_the_others_are_there() {
    let dir = tokio::task::spawn_blocking(copied).await.unwrap();
    fs::remove_file(current(dir.path())).unwrap();
    let router = opened(dir.path()).await;
    for address in ["/", "/indicators", "/indicators.csv", "/indicators/smoking_prevalence", "/areas", "/changes"] {
        let answer = get(&router, address).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert!(answer.body.contains("No figures of this area have been released yet."), "{address}: {}", answer.body);
    }
    let methods = get(&router, "/methods").await;
    assert_eq!(methods.status, StatusCode::OK);
    assert!(methods.body.contains("No figures are released now."), "the foot of the page names a release");
    assert_eq!(get(&router, "/health").await.status, StatusCode::OK);
    let api = get(&router, "/api/v1/releases/current").await;
    assert_eq!(api.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(api.body.contains("/api/v1/#nothing-released"), "{}", api.body);
}

#[tokio::test]
async fn a_release_that_was_withdrawn_is_named_with_the_reason_and_without_whoever_did_it() {
    let dir = tokio::task::spawn_blocking(copied).await.unwrap();
    let first = fs::read_to_string(current(dir.path())).unwrap();
    let folder = dir.path().to_owned();
    let again = move || {
        let workspace = Workspace::open(&folder).unwrap();
        let now = "2026-10-09T09:00:00Z".to_owned();
        let request = RefreshRequest { now, months: Some(1), ..RefreshRequest::default() };
        refresh(&workspace, &request, &Silent).unwrap();
    };
    std::thread::spawn(again).join().unwrap();
    let second = get(&opened(dir.path()).await, "/").await;
    assert!(second.body.contains("released on 9 October 2026, 09:00 UTC"), "{}", second.body);
    assert!(!second.body.contains("withdrawn"), "{}", second.body);
    withdraw(dir.path(), Some(first.trim()));
    let router = opened(dir.path()).await;
    for address in ["/", "/indicators", "/methods", "/no-such-page"] {
        let page = get(&router, address).await.body;
        assert!(
            page.contains("released on 9 October 2026, 09:00 UTC were withdrawn on 12 October 2026, 08:30 UTC"),
            "{address}: {page}"
        );
        assert!(page.contains("The register of one practice was read twice. What you see"), "{address}: {page}");
        assert!(page.contains(first.trim()), "{address} does not name the release it shows");
        assert!(!page.contains("olive"), "{address} names who withdrew it");
    }
}

async fn asked(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_site_that_is_served_stops_showing_what_was_withdrawn() {
    super::leaks::lines();
    let dir = tokio::task::spawn_blocking(copied).await.unwrap();
    let folder = dir.path().to_owned();
    let site = tokio::task::spawn_blocking(move || Arc::new(Site::open(&folder).unwrap())).await.unwrap();
    let (ready, address) = oneshot::channel();
    let (stop, stopped) = oneshot::channel::<()>();
    let ready = |address| {
        let _ = ready.send(address);
    };
    let options = ServeOptions::new("127.0.0.1:0".parse().unwrap());
    let serving = tokio::spawn(serve(site, None, options, ready, async {
        let _ = stopped.await;
    }));
    let address: SocketAddr = address.await.unwrap();
    assert!(asked(address, "/").await.starts_with("HTTP/1.1 200 "), "the release is shown first");
    withdraw(dir.path(), None);
    let began = Instant::now();
    let answer = loop {
        let answer = asked(address, "/").await;
        if !answer.starts_with("HTTP/1.1 200 ") || began.elapsed() > Duration::from_secs(40) {
            break answer;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    };
    assert!(answer.starts_with("HTTP/1.1 503 "), "it is shown still: {answer}");
    assert!(answer.contains("x-request-id: "), "requests are written down as before: {answer}");
    assert!(answer.contains("The register of one practice was read twice."), "{answer}");
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}
