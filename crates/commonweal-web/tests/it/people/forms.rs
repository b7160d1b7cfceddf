//! Forms: only our own, only from our own pages, and nothing but secrets has to be typed again.

use super::world::{Browser, PASSWORD, World, generous};
use axum::http::{Method, StatusCode};
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};

const BOTH: [(&str, &str); 2] = [("user", "ada@example.org"), ("password", PASSWORD)];

#[tokio::test]
async fn a_form_from_elsewhere_changes_nothing() {
    let world = World::new().await;
    world.organisation().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let other = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    browser.get("/admin/organisations/icb").await;
    let version = browser.version();
    let form = [("version", version.as_str()), ("name", "Changed"), ("kind", "icb"), ("oversees", "All")];
    let send = async |mut browser: Browser, why: &str| {
        let answer = browser.post("/admin/organisations/icb", &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{why}");
        assert!(answer.body.contains("This form has run out"), "{why}: {}", answer.body);
    };
    send(Browser { token: String::new(), ..browser.clone() }, "no token").await;
    let mut theirs = other.clone();
    theirs.get("/account").await;
    assert_ne!(theirs.token, browser.token);
    send(Browser { token: theirs.token, ..browser.clone() }, "the token of another session").await;
    let evil = Some("https://evil.example".to_owned());
    send(Browser { origin: evil.clone(), ..browser.clone() }, "another origin").await;
    send(Browser { origin: evil, fetch_site: None, ..browser.clone() }, "another origin, an old browser").await;
    send(Browser { origin: Some("null".to_owned()), fetch_site: None, ..browser.clone() }, "no origin at all").await;
    for site in ["cross-site", "same-site", "none"] {
        send(Browser { fetch_site: Some(site.to_owned()), ..browser.clone() }, site).await;
    }
    send(Browser { origin: None, fetch_site: None, ..browser.clone() }, "a program that says nothing").await;
    let page = browser.get("/admin/organisations/icb").await;
    assert!(!page.body.contains("Changed"), "something was changed");
    let answer = browser.post("/admin/organisations/icb", &form).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("Saved: Changed"));
}

#[tokio::test]
async fn forms_before_signing_in_are_tied_to_the_browser() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = Browser::new(&router);
    browser.get("/sign-in").await;
    // A form that an attacker's server fetched does not fit the cookie of another browser.
    let mut victim = Browser::new(&router);
    victim.get("/sign-in").await;
    victim.token = browser.token.clone();
    assert_eq!(victim.post("/sign-in", &BOTH).await.status, StatusCode::FORBIDDEN);
    let mut bare = Browser::new(&router);
    bare.token = browser.token.clone();
    assert_eq!(bare.post("/sign-in", &BOTH).await.status, StatusCode::FORBIDDEN);
    let mut crossed = browser.clone();
    crossed.fetch_site = Some("cross-site".to_owned());
    assert_eq!(crossed.post("/sign-in", &BOTH).await.status, StatusCode::FORBIDDEN);
    assert_eq!(browser.post("/sign-in", &BOTH).await.location(), "/sign-in/code");
}

#[tokio::test]
async fn a_form_that_is_too_large_is_said_to_be() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let mut browser = Browser::new(&router);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in", &[("user", &"x".repeat(70 << 10))]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(answer.body.contains("This form is too large"), "{}", answer.body);
    let answer = browser.ask(Method::POST, "/sign-in", Some("%ff%fe=&&&".to_owned())).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
}

#[tokio::test]
async fn problems_come_first_with_links_to_fields_and_answers_stay() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let mut browser = Browser::new(&router);
    browser.get("/sign-in").await;
    let page = browser.post("/sign-in", &[("user", "ada@example.org"), ("password", "")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("<title>Error: Sign in"), "{}", page.body);
    assert!(page.body.contains("<a href=\"#sign-in-password\">Enter your password</a>"), "{}", page.body);
    assert!(page.body.contains("id=\"sign-in-password-error\""), "{}", page.body);
    assert!(page.body.contains("value=\"ada@example.org\""), "what was typed is gone");
    let page = browser.post("/sign-in", &[("user", "ada@example.org"), ("password", "canary wrong words")]).await;
    assert!(!page.body.contains("canary"), "a password came back in a page");
    assert!(page.body.contains("do not go together"), "{}", page.body);
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    browser.get("/admin/accounts/new").await;
    let typed = [("user", "ben@example.org"), ("name", "Ben"), ("role", "analyst"), ("scope", "project:flow")];
    let page = browser.post("/admin/accounts/new", &[typed[0], typed[1], typed[2], typed[3], ("until", "soon")]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.body.contains("href=\"#invite-until\""), "{}", page.body);
    for (_, value) in &typed[..2] {
        assert!(page.body.contains(&format!("value=\"{value}\"")), "{value} is gone");
    }
    assert!(page.body.contains("value=\"analyst\" selected"), "{}", page.body);
}
