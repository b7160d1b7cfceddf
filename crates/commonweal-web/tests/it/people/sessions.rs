//! Sessions: their cookies, their ids, and when they end.

use super::world::{Browser, PASSWORD, World, generous};
use axum::http::{StatusCode, header};
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};

const COOKIE: &str = "__Host-commonweal";

#[tokio::test]
async fn the_id_changes_at_sign_in_and_at_the_choice_of_a_purpose() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    // An id that somebody else put there is not taken over.
    world.forward(2);
    let mut browser = Browser::new(&router);
    browser.cookies.insert(COOKIE.to_owned(), "f".repeat(64));
    browser.get("/sign-in").await;
    browser.post("/sign-in", &[("user", &ada.user), ("password", PASSWORD)]).await;
    browser.get("/sign-in/code").await;
    let answer = browser.post("/sign-in/code", &[("code", &world.code(&ada.key))]).await;
    let given = answer.cookies().into_iter().find(|cookie| cookie.starts_with("__Host-commonweal=")).unwrap();
    for part in ["Secure", "HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(given.split("; ").any(|known| known == part), "{given} lacks {part}");
    }
    assert!(!given.contains("Domain"), "{given}");
    let entered = browser.cookies[COOKIE].clone();
    assert_ne!(entered, "f".repeat(64));
    browser.choose(Role::Administrator, Purpose::Operation).await;
    let chosen = browser.cookies[COOKIE].clone();
    assert_ne!(entered, chosen);
    let mut old = browser.clone();
    old.cookies.insert(COOKIE.to_owned(), entered);
    assert_eq!(old.get("/account").await.location(), "/sign-in", "the id from before still opens pages");
    assert_eq!(browser.get("/admin").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_session_ends_after_fifteen_minutes_of_nothing_and_after_twelve_hours() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    world.forward(14);
    let page = browser.get("/account").await;
    assert_eq!(page.status, StatusCode::OK);
    world.forward(16);
    let mut ended = browser.clone();
    assert_eq!(ended.get("/account").await.location(), "/sign-in");
    assert!(ended.get("/sign-in").await.body.contains("You were signed out"), "nobody says why");
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    for _ in 0..73 {
        world.forward(10);
        if browser.get("/account").await.status != StatusCode::OK {
            break;
        }
    }
    assert_eq!(browser.get("/account").await.location(), "/sign-in", "a session outlives twelve hours");
}

#[tokio::test]
async fn two_minutes_before_the_end_the_page_warns_and_a_button_goes_on() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let page = browser.get("/account").await;
    assert!(page.body.contains("This session ends at"), "{}", page.body);
    assert!(page.body.contains("action=\"/account/extend\""));
    let answer = browser.post("/account/extend", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/account"));
    world.forward(10);
    assert_eq!(browser.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn signing_out_ends_the_session_here_and_there() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let kept = browser.clone();
    browser.get("/account").await;
    let answer = browser.post("/sign-out", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-out/done"));
    assert_eq!(answer.headers["clear-site-data"], "\"cache\", \"storage\"");
    assert!(!browser.cookies.contains_key(COOKIE), "the browser keeps the cookie");
    assert!(browser.get("/sign-out/done").await.body.contains("You are signed out"));
    assert_eq!(kept.clone().get("/account").await.location(), "/sign-in", "the id still opens pages");
}

#[tokio::test]
async fn a_reset_ends_old_sessions_and_the_old_password_at_once() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let ben = world.somebody(&router, "ben@example.org", &[World::grant(Role::Board)]).await;
    let mut old = world.at_work(&router, &ben, Role::Board, Purpose::Planning).await;
    let mut admin = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let address = format!("/admin/accounts/{}", ben.account);
    admin.get(&address).await;
    let version = admin.version();
    let page = admin.post(&format!("{address}/state"), &[("version", &version), ("act", "reset")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(old.get("/account").await.location(), "/sign-in", "the old session lives");
    let mut browser = Browser::new(&router);
    browser.get("/sign-in").await;
    let answer = browser.post("/sign-in", &[("user", &ben.user), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "the old password lives");
    let code = super::world::between(&page.body, "app-code\">", "</code>").to_owned();
    let key = world.accept(&router, &code).await;
    assert_ne!(key, ben.key);
    // The code is shown once: the page of the account does not have it.
    assert!(!admin.get(&address).await.body.contains(&code));
}

#[tokio::test]
async fn people_see_and_end_their_own_sessions_and_nobody_elses() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Board)]).await;
    let ben = world.somebody(&router, "ben@example.org", &[World::grant(Role::Board)]).await;
    let mut one = world.at_work(&router, &ada, Role::Board, Purpose::Planning).await;
    let mut two = world.at_work(&router, &ada, Role::Board, Purpose::Planning).await;
    let mut other = world.at_work(&router, &ben, Role::Board, Purpose::Planning).await;
    let page = two.get("/account").await;
    let session = super::world::between(&page.body, "name=\"session\" value=\"", "\"").to_owned();
    // Somebody else cannot end it, and is told nothing.
    other.get("/account").await;
    other.post("/account/sessions", &[("session", &session)]).await;
    assert_eq!(one.get("/account").await.status, StatusCode::OK);
    let answer = two.post("/account/sessions", &[("session", &session)]).await;
    assert_eq!(answer.location(), "/account");
    assert_eq!(one.get("/account").await.location(), "/sign-in");
    assert_eq!(two.get("/account").await.status, StatusCode::OK);
    let answer = two.post("/account/sessions", &[("session", "all")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(two.get("/account").await.location(), "/sign-in");
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

#[tokio::test]
async fn a_new_password_ends_the_other_sessions_and_a_new_app_replaces_the_old() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let mut ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Board)]).await;
    let mut other = world.at_work(&router, &ada, Role::Board, Purpose::Planning).await;
    let mut browser = world.at_work(&router, &ada, Role::Board, Purpose::Planning).await;
    world.forward(2);
    let new = "harbour thistle copper lamp";
    browser.get("/account/password").await;
    let form = |code: &str, now: &str| {
        [
            ("current", now.to_owned()),
            ("code", code.to_owned()),
            ("password", new.to_owned()),
            ("again", new.to_owned()),
        ]
    };
    let wrong = form(&world.code(&ada.key), "not this one at all");
    let wrong: Vec<(&str, &str)> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.post("/account/password", &wrong).await.status, StatusCode::BAD_REQUEST);
    world.forward(2);
    let right = form(&world.code(&ada.key), PASSWORD);
    let right: Vec<(&str, &str)> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let done = browser.post("/account/password", &right).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    assert!(done.body.contains("Your password is changed. Other sessions ended: 1."), "{}", done.body);
    assert_eq!(other.get("/account").await.location(), "/sign-in");
    world.forward(2);
    browser.get("/account/factor").await;
    let page = browser.post("/account/factor", &[("current", new), ("code", &world.code(&ada.key))]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    ada.key = super::world::between(&page.body, "app-code\">", "</code>").to_owned();
    let page = browser.post("/account/factor/check", &[("code", &world.code(&ada.key))]).await;
    assert!(page.body.contains("Keep these recovery codes"), "{}", page.body);
}
