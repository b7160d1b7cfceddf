//! The audit on the pages: what was done can be read as sentences, as a file, and proved whole.

use super::world::{World, generous};
use axum::http::StatusCode;
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};

#[tokio::test]
async fn what_was_done_is_read_as_sentences_and_as_a_file_and_verified() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let board = world.somebody(&router, "board@example.org", &[World::grant(Role::Board)]).await;
    let mut refused = world.at_work(&router, &board, Role::Board, Purpose::Planning).await;
    assert_eq!(refused.get("/admin").await.status, StatusCode::NOT_FOUND);
    let iris = world.somebody(&router, "iris@example.org", &[World::grant(Role::IgLead)]).await;
    let mut browser = world.at_work(&router, &iris, Role::IgLead, Purpose::Audit).await;
    let page = browser.get("/audit").await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Name of board: refused, Page denied, /admin"), "{}", page.body);
    let denied = browser.get("/audit?denied=yes&from=2026-10-01&until=2026-10-01").await;
    assert!(denied.body.contains("refused, Page denied, /admin"));
    assert!(!denied.body.contains(": Signed in,"), "only denials were asked for");
    let none = browser.get("/audit?from=2020-01-01&until=2020-01-02").await;
    assert!(none.body.contains("No entry fits."), "{}", none.body);
    for bad in
        ["/audit?from=yesterday", "/audit?action=danced", "/audit?database=vault", "/audit?before=x", "/audit?x=1"]
    {
        assert_eq!(browser.get(bad).await.status, StatusCode::BAD_REQUEST, "{bad}");
    }
    let file = browser.get("/audit.csv").await;
    assert_eq!(file.status, StatusCode::OK);
    assert!(file.body.lines().count() > 10, "{}", file.body);
    assert!(file.body.contains("page-denied"), "{}", file.body);
    browser.get("/audit/verify").await;
    let verified = browser.post("/audit/verify", &[]).await;
    assert_eq!(verified.status, StatusCode::OK);
    assert!(verified.body.contains("the audit is whole"), "{}", verified.body);
}

#[tokio::test]
async fn long_lists_go_on_where_they_stopped() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let board = world.somebody(&router, "board@example.org", &[World::grant(Role::Board)]).await;
    let mut refused = world.at_work(&router, &board, Role::Board, Purpose::Planning).await;
    for _ in 0..150 {
        refused.get("/admin").await;
    }
    let iris = world.somebody(&router, "iris@example.org", &[World::grant(Role::IgLead)]).await;
    let mut browser = world.at_work(&router, &iris, Role::IgLead, Purpose::Audit).await;
    let first = browser.get("/audit?denied=yes").await;
    let (before, _) = first.body.split_once("\">Show older entries").expect("there are older entries");
    let href = before.rsplit_once("href=\"").unwrap().1.replace("&#38;", "&").replace("&amp;", "&");
    let second = browser.get(&href).await;
    assert_eq!(second.status, StatusCode::OK, "{href}");
    let entries = |page: &str| page.matches("refused, Page denied, /admin").count();
    assert_eq!(entries(&first.body) + entries(&second.body), 150);
}
