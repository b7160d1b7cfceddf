//! Signing in with a provider, as far as no provider is needed: what does not belong to a sign-in that this browser began
//! leads nowhere.

use super::world::{Browser, World, generous};
use axum::http::StatusCode;
use commonweal_admin::ProcessRole;

#[tokio::test]
async fn without_a_provider_nothing_is_offered_and_nobody_comes_back_from_one() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let mut browser = Browser::new(&router);
    let page = browser.get("/sign-in").await;
    assert!(!page.body.contains("/sign-in/oidc"), "{}", page.body);
    let answer = browser.post("/sign-in/oidc", &[]).await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in"));
    for address in [
        "/sign-in/callback",
        "/sign-in/callback?error=access_denied",
        "/sign-in/callback?state=a&code=b",
        "/sign-in/callback?state=a&state=b&code=c",
    ] {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert!(answer.body.contains("You were not signed in"), "{address}: {}", answer.body);
        assert!(!browser.cookies.contains_key("__Host-commonweal"), "{address}");
    }
}

#[tokio::test]
async fn the_word_of_a_provider_that_nobody_named_ends_no_session() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let mut provider = Browser::new(&router);
    (provider.origin, provider.fetch_site) = (None, None);
    for form in [vec![], vec![("logout_token", "e30.e30.")], vec![("logout_token", "")]] {
        let answer = provider.post_raw("/sign-out/back-channel", &form).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert!(answer.body.is_empty());
    }
}
