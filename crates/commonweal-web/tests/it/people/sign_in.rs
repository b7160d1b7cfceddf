//! Signing in: wrong things are told alike, many tries wait, and nobody is led elsewhere.

use super::world::{Browser, PASSWORD, World, between, generous};
use axum::http::StatusCode;
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};
use commonweal_web::Limits;

async fn attempt(browser: &mut Browser, user: &str, password: &str) -> crate::site::Answer {
    browser.get("/sign-in").await;
    browser.post("/sign-in", &[("user", user), ("password", password)]).await
}

#[tokio::test]
async fn an_unknown_name_and_a_wrong_password_are_told_alike() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = Browser::new(&router);
    let wrong = attempt(&mut browser, "ada@example.org", "wrong words of somebody").await;
    let unknown = attempt(&mut browser, "eve@example.org", "wrong words of somebody").await;
    assert_eq!(wrong.status, unknown.status);
    assert!(wrong.body == unknown.body.replace("eve@example.org", "ada@example.org"), "the two are told apart");
}

#[tokio::test]
async fn ten_wrong_passwords_make_an_account_wait_and_never_lock_it() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = Browser::new(&router);
    for number in 0..10 {
        let answer = attempt(&mut browser, &ada.user, "wrong words of somebody").await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "try {number}");
    }
    let answer = attempt(&mut browser, &ada.user, PASSWORD).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS, "the right password does not end the wait");
    assert!(answer.body.contains("too many failed tries"), "{}", answer.body);
    // A name that nobody has waits alike.
    for _ in 0..10 {
        attempt(&mut browser, "eve@example.org", "wrong words of somebody").await;
    }
    let unknown = attempt(&mut browser, "eve@example.org", PASSWORD).await;
    assert_eq!(unknown.status, StatusCode::TOO_MANY_REQUESTS);
    world.forward(20);
    assert_eq!(attempt(&mut browser, &ada.user, PASSWORD).await.location(), "/sign-in/code");
}

#[tokio::test]
async fn one_address_that_tries_many_accounts_is_stopped() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, Limits { attempts_a_quarter: 20, ..generous() }).await;
    let mut browser = Browser::new(&router);
    let mut stopped = 0;
    for number in 0..30 {
        let answer = attempt(&mut browser, &format!("user{number}@example.org"), "Password12345").await;
        stopped += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!((5..=10).contains(&stopped), "{stopped} of 30 were stopped");
}

#[tokio::test]
async fn a_code_works_once_and_a_recovery_code_stands_in_once() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let invitation = world.invite("ada@example.org", &[World::grant(Role::Board)]).await;
    let mut browser = Browser::new(&router);
    browser.get("/invitation").await;
    browser.post("/invitation", &[("code", invitation.code.expose())]).await;
    let page = browser.post("/invitation/password", &[("password", PASSWORD), ("again", PASSWORD)]).await;
    let key = between(&page.body, "app-code\">", "</code>").to_owned();
    let page = browser.post("/invitation/factor", &[("code", &world.code(&key))]).await;
    let recovery = between(&page.body, "app-code\">", "</code>").to_owned();
    // The code that enrolled the app does not sign in.
    attempt(&mut browser, "ada@example.org", PASSWORD).await;
    browser.get("/sign-in/code").await;
    let again = browser.post("/sign-in/code", &[("code", &world.code(&key))]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "{}", again.body);
    browser.get("/sign-in/recovery").await;
    let page = browser.post("/sign-in/recovery", &[("code", &recovery)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Recovery codes left: "), "{}", page.body);
    let mut second = Browser::new(&router);
    attempt(&mut second, "ada@example.org", PASSWORD).await;
    second.get("/sign-in/recovery").await;
    let page = second.post("/sign-in/recovery", &[("code", &recovery)]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "a recovery code works twice");
}

#[tokio::test]
async fn weak_passwords_are_refused_with_words() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let invitation = world.invite("ada@example.org", &[World::grant(Role::Board)]).await;
    let mut browser = Browser::new(&router);
    browser.get("/invitation").await;
    browser.post("/invitation", &[("code", invitation.code.expose())]).await;
    for weak in ["short", "aaaaaaaaaaaaaaaa", "ada@example.org1"] {
        let page = browser.post("/invitation/password", &[("password", weak), ("again", weak)]).await;
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "{weak}");
        assert!(page.body.contains("href=\"#password-password\""), "{weak}: {}", page.body);
    }
    let page = browser.post("/invitation/password", &[("password", PASSWORD), ("again", "another one here")]).await;
    assert!(page.body.contains("Enter the same password twice"), "{}", page.body);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    for evil in
        ["//evil.example/", "https://evil.example/", "/\\evil.example", "/%0d%0aLocation:%20https://evil.example"]
    {
        let mut browser = world.enter(&router, &ada).await;
        browser.cookies.insert("__Host-commonweal-next".to_owned(), evil.to_owned());
        let answer = browser.choose(Role::Administrator, Purpose::Operation).await;
        let location = answer.location();
        assert!(
            location.starts_with('/') && !location.starts_with("//") && !location.contains('\\'),
            "{evil}: {location}"
        );
    }
    let mut browser = Browser::new(&router);
    let answer = browser.get("/sign-in?next=https://evil.example/").await;
    assert!(!answer.body.contains("evil.example"));
}

#[tokio::test]
async fn a_service_account_uses_its_key_and_nothing_else() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut admin = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    admin.get("/admin/service-accounts/new").await;
    let page = admin
        .post(
            "/admin/service-accounts/new",
            &[
                ("name", "weekly-figures"),
                ("owner", "ada@example.org"),
                ("role", "api-reader"),
                ("purpose", "public-information"),
                ("scope", "system"),
                ("until", "2027-03-01"),
            ],
        )
        .await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let key = between(&page.body, "app-code\">", "</code>").to_owned();
    let ask = async |key: &str, address: &str| {
        use tower::ServiceExt;
        let request = axum::http::Request::builder()
            .uri(address)
            .header("authorization", format!("Bearer {key}"))
            .body(axum::body::Body::empty())
            .unwrap();
        router.clone().oneshot(request).await.unwrap().status()
    };
    assert_eq!(ask(&key, "/api/v1/").await, StatusCode::OK);
    assert_eq!(ask("wrong", "/api/v1/").await, StatusCode::UNAUTHORIZED);
    assert_eq!(ask(&key, "/account").await, StatusCode::SEE_OTHER, "a key opens no page");
    world.forward(60 * 24 * 200);
    assert_eq!(ask(&key, "/api/v1/").await, StatusCode::UNAUTHORIZED, "a key outlives its last day");
}
