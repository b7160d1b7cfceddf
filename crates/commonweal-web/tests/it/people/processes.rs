//! Care and planning are served apart: what one process serves, the other refuses, and the public one knows nobody.

use super::world::{World, generous};
use crate::site::{demo, get};
use axum::http::StatusCode;
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};
use commonweal_web::PEOPLE_ROUTES;

#[tokio::test]
async fn the_public_site_has_no_address_for_people() {
    let router = demo();
    for route in PEOPLE_ROUTES {
        let address = route.path.replace("{id}", "x");
        assert_eq!(get(&router, &address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
    let page = get(&router, "/").await.body;
    assert!(!page.contains("/sign-in"), "the public site leads to a page that is not there");
    assert_eq!(get(&router, "/health/ready").await.body, "ready\n");
}

#[tokio::test]
async fn care_and_planning_never_meet() {
    let world = World::new().await;
    world.agreement().await;
    let analysis = world.router(ProcessRole::Analysis, generous()).await;
    let care = world.router(ProcessRole::Care, generous()).await;
    let grants = [World::grant(Role::Board), World::grant(Role::PracticeClinician)];
    let both = world.somebody(&analysis, "both@example.org", &grants).await;
    // Each process offers its own purposes only.
    let mut planning = world.enter(&analysis, &both).await;
    let page = planning.get("/sign-in/purpose").await.body;
    assert!(page.contains(Purpose::Planning.label()), "{page}");
    assert!(!page.contains(&format!("for {}", Purpose::DirectCare.label())), "{page}");
    let mut caring = world.enter(&care, &both).await;
    let page = caring.get("/sign-in/purpose").await.body;
    assert!(page.contains(&format!("for {}", Purpose::DirectCare.label())), "{page}");
    assert!(!page.contains(&format!("for {}", Purpose::Planning.label())), "{page}");
    // A session of one is nobody at the other.
    assert_eq!(planning.choose(Role::Board, Purpose::Planning).await.status, StatusCode::SEE_OTHER);
    assert_eq!(caring.choose(Role::PracticeClinician, Purpose::DirectCare).await.status, StatusCode::SEE_OTHER);
    let mut carried = super::world::Browser::new(&care);
    carried.cookies = planning.cookies.clone();
    assert_eq!(carried.get("/account").await.location(), "/sign-in", "planning is let into care");
    let mut carried = super::world::Browser::new(&analysis);
    carried.cookies = caring.cookies.clone();
    assert_eq!(carried.get("/account").await.location(), "/sign-in", "care is let into planning");
    assert_eq!(planning.get("/account").await.status, StatusCode::OK);
    assert_eq!(caring.get("/account").await.status, StatusCode::OK);
}

#[tokio::test]
async fn in_one_process_care_and_planning_never_share_a_session() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Demo, generous()).await;
    let grants = [World::grant(Role::Board), World::grant(Role::PracticeClinician)];
    let both = world.somebody(&router, "both@example.org", &grants).await;
    let mut browser = world.at_work(&router, &both, Role::Board, Purpose::Planning).await;
    let page = browser.get("/sign-in/purpose").await.body;
    assert!(page.contains(&format!("for {}", Purpose::Oversight.label())), "{page}");
    let direct_care = format!("|{}", Purpose::DirectCare);
    let offered = page.replace("&#124;", "|");
    let value = offered.split("value=\"").find(|part| part.split('"').next().unwrap().ends_with(&direct_care));
    if let Some(value) = value {
        let value = value.split('"').next().unwrap().to_owned();
        let answer = browser.post("/sign-in/purpose", &[("choice", &value)]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "a session went over to direct care");
    }
    let page = browser.get("/account").await.body;
    assert!(page.contains(&format!("for {}.", Purpose::Planning.label())), "{page}");
}

#[tokio::test]
async fn readiness_names_what_fails_and_nothing_else() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let answer = get(&router, "/health/ready").await;
    assert_eq!((answer.status, answer.body.as_str()), (StatusCode::OK, "ready\n"));
    assert_eq!(answer.headers["cache-control"], "no-store");
}
