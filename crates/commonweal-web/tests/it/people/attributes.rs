//! What a password manager and a screen reader need of the pages on the way in.

use super::world::{Browser, World, generous};
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};

/// The attributes of the field of this name.
fn field(page: &str, name: &str) -> String {
    let mark = format!(" name=\"{name}\"");
    let (before, after) = page.split_once(&mark).unwrap_or_else(|| panic!("no field {name} in {page}"));
    let before = before.rsplit_once('<').unwrap().1;
    format!("{before}{}", after.split('>').next().unwrap())
}

#[tokio::test]
async fn fields_say_what_they_are_for() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let mut browser = Browser::new(&router);
    let page = browser.get("/sign-in").await.body;
    assert!(field(&page, "user").contains("autocomplete=\"username\""));
    let password = field(&page, "password");
    assert!(password.contains("type=\"password\"") && password.contains("autocomplete=\"current-password\""));
    assert!(!page.contains("onpaste"), "pasting is refused");
    let invitation = world.invite("ben@example.org", &[World::grant(Role::Board)]).await;
    browser.get("/invitation").await;
    let page = browser.post("/invitation", &[("code", invitation.code.expose())]).await.body;
    for name in ["password", "again"] {
        assert!(field(&page, name).contains("autocomplete=\"new-password\""), "{name}");
    }
    assert!(field(&page, "user").contains("autocomplete=\"username\""));
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let page = browser.get("/account/password").await.body;
    assert!(field(&page, "current").contains("autocomplete=\"current-password\""));
    let code = field(&page, "code");
    assert!(code.contains("autocomplete=\"one-time-code\"") && code.contains("inputmode=\"numeric\""));
}

#[tokio::test]
async fn every_field_has_a_label_and_no_id_is_there_twice() {
    let world = World::new().await;
    world.agreement().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let account = format!("/admin/accounts/{}", ada.account);
    for address in [
        "/account",
        "/account/password",
        "/admin/accounts",
        "/admin/accounts/new",
        account.as_str(),
        "/admin/service-accounts/new",
        "/admin/organisations/icb",
        "/admin/owners",
        "/admin/agreements/dsa-2026-04",
        "/admin/agreements/new",
        "/sign-in/purpose",
    ] {
        let page = browser.get(address).await.body;
        let ids: Vec<&str> = page.split(" id=\"").skip(1).map(|part| part.split('"').next().unwrap()).collect();
        let mut once = ids.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), ids.len(), "{address}: an id is there twice: {ids:?}");
        let (_, main) = page.split_once("<main").unwrap();
        for tag in ["<input", "<select", "<textarea"] {
            for part in main.split(tag).skip(1) {
                let attributes = part.split('>').next().unwrap();
                if attributes.contains("type=\"hidden\"") {
                    continue;
                }
                let id = attributes.split(" id=\"").nth(1).unwrap().split('"').next().unwrap();
                assert!(page.contains(&format!(" for=\"{id}\"")), "{address}: {id} has no label");
            }
        }
        for part in page.split("aria-describedby=\"").skip(1) {
            for id in part.split('"').next().unwrap().split(' ') {
                assert!(ids.contains(&id), "{address}: nothing has the id {id}");
            }
        }
    }
}
