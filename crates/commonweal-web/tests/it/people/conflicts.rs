//! Two people edit one record: the second sees what the first changed, keeps what they typed, and chooses.

use super::world::{World, generous};
use axum::http::StatusCode;
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};

#[tokio::test]
async fn the_second_editor_sees_what_the_first_changed_and_chooses() {
    let world = World::new().await;
    world.organisation().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let ben = world.somebody(&router, "ben@example.org", &[World::grant(Role::Administrator)]).await;
    let mut first = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let mut second = world.at_work(&router, &ben, Role::Administrator, Purpose::Operation).await;
    let address = "/admin/organisations/icb";
    first.get(address).await;
    second.get(address).await;
    let (one, two) = (first.version(), second.version());
    assert_eq!(one, two);
    let saved = first
        .post(
            address,
            &[
                ("version", &one),
                ("name", "Board of Ada"),
                ("kind", "icb"),
                ("parent", ""),
                ("oversees", "Plans services"),
            ],
        )
        .await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    let conflict = second
        .post(
            address,
            &[
                ("version", &two),
                ("name", "Board of Ben"),
                ("kind", "icb"),
                ("parent", ""),
                ("oversees", "Plans and buys"),
            ],
        )
        .await;
    assert_eq!(conflict.status, StatusCode::CONFLICT, "{}", conflict.body);
    for words in ["Name of ada saved changes", "Save mine: Board of Ben", "Take theirs: Board of Ada"] {
        assert!(conflict.body.contains(words), "the page does not say: {words}: {}", conflict.body);
    }
    assert!(conflict.body.contains("name=\"oversees\" value=\"Plans and buys\""), "what was typed is gone");
    assert_ne!(second.version(), two, "the form holds the version there is now");
    // They take the other's name and keep their own words.
    let version = second.version();
    let merged = second
        .post(
            address,
            &[
                ("version", &version),
                ("name", "Board of Ada"),
                ("kind", "icb"),
                ("parent", ""),
                ("oversees", "Plans and buys"),
            ],
        )
        .await;
    assert_eq!(merged.status, StatusCode::OK, "{}", merged.body);
    let page = first.get(address).await.body;
    assert!(page.contains("value=\"Board of Ada\"") && page.contains("Plans and buys"), "{page}");
}

#[tokio::test]
async fn an_account_that_changed_meanwhile_is_shown_as_it_is() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let ben = world.somebody(&router, "ben@example.org", &[World::grant(Role::Board)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let address = format!("/admin/accounts/{}", ben.account);
    browser.get(&address).await;
    let version = browser.version();
    let form = [("version", version.as_str()), ("act", "suspend"), ("why", "left")];
    let done = browser.post(&format!("{address}/state"), &form).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.body);
    let again =
        browser.post(&format!("{address}/state"), &[("version", &version), ("act", "end"), ("why", "left")]).await;
    assert_eq!(again.status, StatusCode::BAD_REQUEST, "{}", again.body);
    assert!(again.body.contains("Somebody else changed this meanwhile"), "{}", again.body);
}
