//! Guessing: ten thousand tries yield nothing, look like nothing, and run into the limit.

use super::world::{Browser, World, generous};
use crate::site::Answer;
use axum::http::{HeaderMap, StatusCode, header};
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};
use commonweal_web::Limits;
use std::time::{Duration, Instant};

/// Headers but for those that hold something new each time.
fn steady(headers: &HeaderMap) -> HeaderMap {
    let mut steady = headers.clone();
    steady.remove(header::SET_COOKIE);
    steady
}

fn alike(a: &Answer, b: &Answer, what: &str) {
    assert_eq!(a.status, b.status, "{what}");
    assert_eq!(steady(&a.headers), steady(&b.headers), "{what}");
    assert!(a.body == b.body, "{what}: the bodies differ");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// A text that could be an id, from a counter: no two are alike.
fn guess(number: u64) -> String {
    let mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(23) ^ 0x5DEE_CE66;
    format!("{mixed:016x}{:016x}", mixed.wrapping_mul(0xBF58_476D_1CE4_E5B9))
}

#[tokio::test]
async fn what_is_out_of_reach_looks_like_what_is_not_there() {
    let world = World::new().await;
    world.agreement().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let ben = world.somebody(&router, "ben@example.org", &[World::grant(Role::Board)]).await;
    let mut board = world.at_work(&router, &ben, Role::Board, Purpose::Planning).await;
    let nothing = board.get("/no-such-page").await;
    for address in [
        format!("/admin/accounts/{}", ada.account),
        format!("/admin/accounts/{}", guess(1)),
        "/admin/agreements/dsa-2026-04".to_owned(),
        "/admin/agreements/no-such".to_owned(),
        "/admin".to_owned(),
        "/audit".to_owned(),
    ] {
        alike(&board.get(&address).await, &nothing, &address);
    }
    // Those who may look are told the same of a record that is not there.
    let mut admin = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let nothing = admin.get("/no-such-page").await;
    for address in ["/admin/accounts/no-such", "/admin/agreements/no-such", "/admin/organisations/no-such"] {
        alike(&admin.get(address).await, &nothing, address);
    }
}

#[tokio::test]
async fn ten_thousand_guessed_records_and_sessions_yield_nothing() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut admin = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let nothing = admin.get("/no-such-page").await;
    let (mut guessed, mut missing) = (Vec::new(), Vec::new());
    for number in 0..4_000 {
        let kind = ["accounts", "agreements"][number as usize % 2];
        let began = Instant::now();
        let answer = admin.get(&format!("/admin/{kind}/{}", guess(number))).await;
        guessed.push(began.elapsed());
        alike(&answer, &nothing, kind);
        if number % 20 == 0 {
            let began = Instant::now();
            admin.get(&format!("/{}", guess(number))).await;
            missing.push(began.elapsed());
        }
    }
    // A band, not a race: one read of a small table more or less.
    println!("a guess takes {:?}, a missing page {:?}", median(guessed), median(missing));
    // A session is found by its cookie alone.
    let signed_out = Browser::new(&router).get("/account").await;
    for number in 0..6_000 {
        let mut thief = Browser::new(&router);
        let cookie = format!("{}{}", guess(number), guess(number + 1_000_000));
        thief.cookies.insert("__Host-commonweal".to_owned(), cookie);
        let answer = thief.get("/account").await;
        assert_eq!((answer.status, answer.location()), (signed_out.status, signed_out.location()));
    }
}

#[tokio::test]
async fn guessed_invitations_yield_nothing_and_all_are_told_the_same() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let real = world.invite("ben@example.org", &[World::grant(Role::Board)]).await;
    let mut browser = Browser::new(&router);
    browser.get("/invitation").await;
    let typed = |page: &str, code: &str| page.replace(code, "CODE");
    let first = browser.post("/invitation", &[("code", "AAAA-AAAA")]).await;
    let expected = typed(&first.body, "AAAA-AAAA");
    for number in 0..300 {
        let code = guess(number);
        let answer = browser.post("/invitation", &[("code", &code)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(typed(&answer.body, &code) == expected, "a wrong code is told apart");
    }
    // One that was used is told what a wrong one is.
    let code = real.code.expose().to_owned();
    world.accept(&router, &code).await;
    let answer = browser.post("/invitation", &[("code", &code)]).await;
    assert!(typed(&answer.body, &code) == expected, "a used code is told apart");
    // So is one that has expired.
    let late = world.invite("cora@example.org", &[World::grant(Role::Board)]).await;
    world.forward(60 * 24 * 8);
    let code = late.code.expose().to_owned();
    let answer = browser.post("/invitation", &[("code", &code)]).await;
    assert!(typed(&answer.body, &code) == expected, "an expired code is told apart");
}

#[tokio::test]
async fn whoever_guesses_runs_into_the_limit() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, Limits::default()).await;
    let mut browser = Browser::new(&router);
    browser.get("/invitation").await;
    let mut refused = None;
    for number in 0..100 {
        let answer = browser.post("/invitation", &[("code", &guess(number))]).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            refused = Some((number, answer));
            break;
        }
    }
    let (number, answer) = refused.expect("the limit is met");
    assert!((55..=65).contains(&number), "after {number} tries");
    let seconds: u64 = answer.headers[header::RETRY_AFTER].to_str().unwrap().parse().unwrap();
    assert!((1..=900).contains(&seconds), "{seconds}");
    assert!(answer.body.contains("Too many requests"), "{}", answer.body);
    // Pages too: nobody reads three hundred a minute.
    let mut browser = Browser::new(&router);
    let mut met = 0;
    for _ in 0..400 {
        met += usize::from(browser.get("/sign-in").await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(met > 0, "pages have no limit");
    // Public pages have none.
    for _ in 0..400 {
        assert_eq!(browser.get("/health").await.status, StatusCode::OK);
    }
}

#[tokio::test]
async fn somebody_signed_in_who_guesses_runs_into_the_limit() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, Limits::default()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut admin = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let mut met = None;
    for number in 0..2_000 {
        let answer = admin.get(&format!("/admin/accounts/{}", guess(number))).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            met = Some(number);
            break;
        }
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
    }
    assert!(met.is_some(), "ten guesses a second have no limit");
}
