//! What a breakdown would cost: for analysts at work, at the press of a button, and for nobody else.

use super::world::{World, generous};
use crate::site::{demo, get};
use axum::http::StatusCode;
use commonweal_admin::ProcessRole;
use commonweal_operations::{Purpose, Role};

#[tokio::test]
async fn an_analyst_sees_how_much_of_a_breakdown_would_be_hidden_and_no_figure_of_it() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ann = world.somebody(&router, "ann@example.org", &[World::grant(Role::Analyst)]).await;
    let mut browser = world.at_work(&router, &ann, Role::Analyst, Purpose::Planning).await;
    let page = browser.get("/releases/cost").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("What a breakdown would cost"), "{}", page.body);
    assert!(!page.body.contains("would be hidden"), "nothing is worked out before the button is pressed");
    let answers = [("indicator", "smoking_prevalence"), ("by", "age"), ("areas", "msoa")];
    let answer = browser.post("/releases/cost", &answers).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    assert!(answer.body.contains("of the figures would be hidden"), "{}", answer.body);
    assert!(answer.body.contains("This is not a release"), "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    for (wrong, says) in [
        (
            vec![("indicator", "smoking_prevalence"), ("by", "age"), ("by", "sex"), ("by", "ethnicity_census2021")],
            "two",
        ),
        (vec![("indicator", "no_such_thing")], "is not known"),
        (vec![("indicator", "smoking_prevalence"), ("by", "shoe_size")], "breakdown"),
        (vec![("indicator", "smoking_prevalence"), ("areas", "pcn")], "use one of"),
    ] {
        let refused = browser.post("/releases/cost", &wrong).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{wrong:?}");
        assert!(refused.body.contains("<title>Error:") && refused.body.contains(says), "{says}: {}", refused.body);
    }
}

#[tokio::test]
async fn the_public_site_has_no_such_page() {
    assert_eq!(get(&demo(), "/releases/cost").await.status, StatusCode::NOT_FOUND);
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let signed_out = get(&router, "/releases/cost").await;
    assert_eq!(signed_out.status, StatusCode::SEE_OTHER, "somebody who has not signed in is sent to sign in");
    let board = world.somebody(&router, "board@example.org", &[World::grant(Role::Board)]).await;
    let mut browser = world.at_work(&router, &board, Role::Board, Purpose::Planning).await;
    assert_eq!(browser.get("/releases/cost").await.status, StatusCode::NOT_FOUND);
}
