//! A site of made-up people, made once, and the one way in which tests ask it.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use commonweal_app::{DemoRequest, RefreshRequest, Silent, Site, make_demo, refresh};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

/// Month ends of the figures: fewer than a workspace has by itself, so that tests are quick.
pub(crate) const MONTHS: u32 = 6;

/// The folder of a workspace with 8,000 made-up people, released once.
pub(crate) fn workspace() -> &'static Path {
    static WORKSPACE: OnceLock<PathBuf> = OnceLock::new();
    let make = || {
        // Kept until the process ends, because every test reads from it.
        let dir = tempfile::tempdir().unwrap().keep();
        let request = DemoRequest { people: 8_000, seed: 1, threads: 2 };
        let workspace = make_demo(&dir, &request, &Silent).unwrap().workspace;
        let now = "2026-10-01T09:00:00Z".to_owned();
        let request = RefreshRequest { now, months: Some(MONTHS), ..RefreshRequest::default() };
        refresh(&workspace, &request, &Silent).unwrap();
        dir
    };
    WORKSPACE.get_or_init(|| apart(make))
}

/// Runs work that waits for files on a thread of its own, where waiting is allowed.
fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::spawn(work).join().unwrap()
}

pub(crate) fn site() -> Site {
    apart(|| Site::open(workspace()).unwrap())
}

pub(crate) fn demo() -> Router {
    commonweal_web::router(Arc::new(site()))
}

pub(crate) async fn get(router: &Router, address: &str) -> Answer {
    ask(router, Method::GET, address).await
}

pub(crate) async fn ask(router: &Router, method: Method, address: &str) -> Answer {
    let request = Request::builder().method(method).uri(address).body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 64 << 20).await.unwrap();
    Answer { status: parts.status, headers: parts.headers, body: String::from_utf8_lossy(&body).into_owned() }
}

/// Every address of our own that a page links to. A preview counts every record anew, which takes seconds; it has tests of
/// its own.
pub(crate) fn links(body: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for attribute in ["href=\"", "src=\"", "action=\""] {
        for part in body.split(attribute).skip(1) {
            let href = part.split('"').next().unwrap_or_default().replace("&#38;", "&").replace("&amp;", "&");
            let address = href.split('#').next().unwrap_or_default();
            if address.starts_with('/') && !address.ends_with("/preview") {
                found.insert(address.to_owned());
            }
        }
    }
    found
}

/// Every address that can be reached from the overview, with what it answers.
pub(crate) async fn crawl(router: &Router) -> Vec<(String, Answer)> {
    crawl_one_of(router, one_report).await
}

/// One address of each shape that can be reached from the overview: every page and file of every indicator, but for one
/// area of each kind, because there are hundreds of indicators and hundreds of areas.
pub(crate) async fn crawl_shapes(router: &Router) -> Vec<(String, Answer)> {
    crawl_one_of(router, shape).await
}

/// The address; of a report only its kind and file, because everything has one, and each takes a second to set.
fn one_report(address: &str) -> String {
    let is_report = address.starts_with("/reports/");
    address.split('?').next().filter(|_| is_report).unwrap_or(address).to_owned()
}

/// The address with the first letters of its area's code, which tell the kind of area.
fn shape(address: &str) -> String {
    let address = &one_report(address);
    match address.split_once("area=") {
        Some((before, after)) if before.starts_with("/indicators/") => {
            let (code, rest) = after.split_at(after.find('&').unwrap_or(after.len()));
            format!("{before}area={}{rest}", code.chars().take(3).collect::<String>())
        }
        _ => address.to_owned(),
    }
}

/// The first address of each shape, in the order of addresses.
async fn crawl_one_of(router: &Router, shape: fn(&str) -> String) -> Vec<(String, Answer)> {
    let mut waiting = BTreeSet::from(["/".to_owned()]);
    let mut seen = BTreeSet::new();
    let mut answers = Vec::new();
    while let Some(address) = waiting.pop_first() {
        if !seen.insert(shape(&address)) {
            continue;
        }
        let answer = get(router, &address).await;
        let is_page = answer.headers["content-type"].to_str().unwrap().starts_with("text/html");
        if is_page {
            waiting.extend(links(&answer.body).into_iter().filter(|link| !seen.contains(&shape(link))));
        }
        answers.push((address, answer));
    }
    answers
}
