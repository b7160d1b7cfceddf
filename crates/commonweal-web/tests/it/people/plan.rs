//! Editing the plans: by those who may, with a way back, and never over somebody else's words.

use super::world::{Browser, World, generous};
use crate::site::{demo, get, site};
use axum::http::StatusCode;
use commonweal_admin::ProcessRole;
use commonweal_operations::plan::PlanChanges;
use commonweal_operations::{Purpose, Role};
use std::sync::Arc;

const ADDRESS: &str = "/plan/commitment/H-CAN75";

/// The answers of a commitment's form.
fn answers<'a>(version: &'a str, note: &'a str, owner: &'a str) -> [(&'a str, &'a str); 8] {
    [
        ("version", version),
        ("organisation_id", owner),
        ("person", "Director of public health"),
        ("way", "straight"),
        ("report", ""),
        ("report_on", ""),
        ("note", note),
        ("why", "agreed by the board"),
    ]
}

async fn board(world: &World, user: &str) -> Browser {
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let who = world.somebody(&router, user, &[World::grant(Role::Board)]).await;
    world.at_work(&router, &who, Role::Board, Purpose::Planning).await
}

#[tokio::test]
async fn an_edit_is_kept_with_who_made_it_and_can_be_undone() {
    let world = World::new().await;
    world.organisation().await;
    let mut browser = board(&world, "ada@example.org").await;
    let list = browser.get("/plan?q=cancer").await;
    assert_eq!(list.status, StatusCode::OK, "{}", list.body);
    assert!(list.body.contains("/plan/commitment/"), "{}", list.body);
    let page = browser.get(ADDRESS).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("Nobody has changed it"), "{}", page.body);
    let first = browser.version();
    assert_eq!(first, "0");
    let saved = browser.post(ADDRESS, &answers(&first, "Counted from April", "icb")).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    assert!(saved.body.contains("Saved as version 1"), "{}", saved.body);
    assert!(saved.body.contains("Counted from April") && saved.body.contains("Name of ada"), "{}", saved.body);
    let kept = std::fs::read_to_string(world.dir.path().join("results/plan/changes.json")).unwrap();
    assert!(kept.contains("Counted from April"), "the public pages are told: {kept}");
    let history = browser.get(&format!("{ADDRESS}/history")).await;
    assert!(history.body.contains("Version 1,") && history.body.contains("Counted from April"), "{}", history.body);
    let undone = browser.post(&format!("{ADDRESS}/undo"), &[("back_to", "0"), ("version", &browser.version())]).await;
    assert_eq!(undone.status, StatusCode::OK, "{}", undone.body);
    assert!(undone.body.contains("Saved as version 2"), "{}", undone.body);
    let kept = std::fs::read_to_string(world.dir.path().join("results/plan/changes.json")).unwrap();
    assert!(!kept.contains("Counted from April"), "{kept}");
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_its_field_and_nothing_typed_is_lost() {
    let world = World::new().await;
    world.organisation().await;
    let mut browser = board(&world, "ada@example.org").await;
    browser.get(ADDRESS).await;
    let version = browser.version();
    let mut wrong = answers(&version, "Kept words", "icb");
    wrong[4].1 = "done";
    let refused = browser.post(ADDRESS, &wrong).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
    assert!(refused.body.contains("Enter what is reported and its day together"), "{}", refused.body);
    assert!(refused.body.contains("Kept words"), "{}", refused.body);
    let unknown = browser.post(ADDRESS, &answers(&version, "Kept words", "nobody-of-this-name")).await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST, "{}", unknown.body);
    let begun = browser.get("/plan/initiative/new").await;
    assert_eq!(begun.status, StatusCode::OK, "{}", begun.body);
    let without = browser.post("/plan/initiative/new", &[("title", "Warm homes")]).await;
    assert_eq!(without.status, StatusCode::BAD_REQUEST, "{}", without.body);
    assert!(without.body.contains("Warm homes"), "{}", without.body);
    let stage = [("id", "warm-homes"), ("title", "Warm homes"), ("stage", "proposed"), ("places", "Bassetlaw")];
    let made = browser.post("/plan/initiative/new", &stage).await;
    assert_eq!((made.status, made.location()), (StatusCode::SEE_OTHER, "/plan/initiative/warm-homes"), "{}", made.body);
    let page = browser.get("/plan/initiative/warm-homes").await;
    assert!(page.body.contains("Warm homes") && page.body.contains("Bassetlaw"), "{}", page.body);
}

#[tokio::test]
async fn two_edits_meet_and_nobody_else_may_edit() {
    let world = World::new().await;
    world.organisation().await;
    let (mut first, mut second) = (board(&world, "ada@example.org").await, board(&world, "ben@example.org").await);
    first.get(ADDRESS).await;
    second.get(ADDRESS).await;
    let version = first.version();
    assert_eq!(first.post(ADDRESS, &answers(&version, "Words of ada", "icb")).await.status, StatusCode::OK);
    let conflict = second.post(ADDRESS, &answers(&version, "Words of ben", "icb")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT, "{}", conflict.body);
    for words in ["Save mine: Words of ben", "Take theirs: Words of ada"] {
        assert!(conflict.body.contains(words), "{words}: {}", conflict.body);
    }
    let without = second.post_raw(ADDRESS, &answers(&version, "No token", "icb")).await;
    assert_eq!(without.status, StatusCode::FORBIDDEN, "{}", without.body);
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ann = world.somebody(&router, "ann@example.org", &[World::grant(Role::Analyst)]).await;
    let mut analyst = world.at_work(&router, &ann, Role::Analyst, Purpose::Planning).await;
    assert_eq!(analyst.get(ADDRESS).await.status, StatusCode::NOT_FOUND);
    assert_eq!(get(&demo(), "/plan").await.status, StatusCode::NOT_FOUND, "the public site changes nothing");
    let public = get(&demo(), "/commitments/H-CAN75").await.body;
    assert!(!public.contains("/plan/commitment"), "a site without accounts leads to no form");
    let open = get(&router, "/commitments/H-CAN75").await.body;
    assert!(open.contains("href=\"/plan/commitment/H-CAN75\""), "{open}");
}

/// The answers of the form that a page shows, as a browser would send them.
fn shown(page: &str) -> Vec<(String, String)> {
    let form =
        page.split("<form class=\"app-form\"").find(|form| form.contains("id=\"record-why\"")).expect("the form");
    let form = form.split("</form>").next().unwrap();
    let plain = |text: &str| {
        let signs = [("&#34;", "\""), ("&#39;", "'"), ("&#60;", "<"), ("&#62;", ">"), ("&#38;", "&")];
        signs.iter().fold(text.to_owned(), |text, (code, sign)| text.replace(code, sign))
    };
    let value = |text: &str| text.split_once("value=\"").map(|(_, rest)| plain(rest.split('"').next().unwrap()));
    let mut answers = Vec::new();
    for part in form.split("name=\"").skip(1) {
        let (name, rest) = part.split_once('"').unwrap();
        let (tag, inside) = rest.split_once('>').unwrap();
        let given = match value(tag) {
            Some(given) => Some(given),
            None if inside.contains("</textarea>") && !inside.trim_start().starts_with("<option") => {
                Some(plain(inside.split("</textarea>").next().unwrap()))
            }
            None => inside
                .split("<option")
                .find(|option| option.split('>').next().unwrap().contains(" selected"))
                .and_then(value),
        };
        answers.push((name.to_owned(), given.unwrap_or_default()));
    }
    answers
}

/// The form of the last page, with some answers of one's own.
async fn send(browser: &mut Browser, address: &str, own: &[(&str, &str)]) -> crate::site::Answer {
    let shown = shown(&browser.page.clone());
    let mut all: Vec<(&str, &str)> = shown.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for (name, value) in own {
        let answer = all.iter_mut().find(|(known, _)| known == name).expect("a question of the form");
        answer.1 = value;
    }
    browser.post_raw(address, &all).await
}

#[tokio::test]
async fn an_initiative_gets_an_owner_and_a_stage_and_everybody_can_read_it() {
    const INITIATIVE: &str = "/plan/initiative/MID-05";
    let world = World::new().await;
    world.organisation().await;
    let mut browser = board(&world, "ada@example.org").await;
    let page = browser.get(INITIATIVE).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("<option value=\"agreed\">"), "{}", page.body);
    assert!(!page.body.contains("<option value=\"completed\""), "what cannot follow is not offered");
    let own = [
        ("stage", "agreed"),
        ("organisation_id", "icb"),
        ("person", "Director of strategy"),
        ("why", "agreed by the board"),
    ];
    let early = send(&mut browser, INITIATIVE, &own).await;
    assert_eq!(early.status, StatusCode::BAD_REQUEST, "{}", early.body);
    assert!(early.body.contains("id=\"record-from-error\""), "it is said beside its field: {}", early.body);
    let saved = send(&mut browser, INITIATIVE, &[("from", "2026-10-01")]).await;
    assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    assert!(saved.body.contains("Saved as version 1"), "{}", saved.body);
    // The public pages of a site that reads what was written.
    let kept = std::fs::read_to_string(world.dir.path().join("results/plan/changes.json")).unwrap();
    let changes = PlanChanges::from_json(&kept).expect("what was written can be read");
    let public = commonweal_web::router(Arc::new(site().with_plan_changes(changes, None)));
    let read = get(&public, "/initiatives/MID-05").await.body;
    assert!(read.contains("Agreed") && read.contains("Director of strategy"), "{read}");
    // The list knows at once.
    let list = browser.get("/plan?q=mid-05&kind=initiative&owner=somebody").await.body;
    assert!(list.contains(INITIATIVE) && list.contains("Integrated Care Board"), "{list}");
    let none = browser.get("/plan?q=mid-05&kind=initiative&owner=nobody").await.body;
    assert!(!none.contains(INITIATIVE) && none.contains("Nothing is found"), "{none}");
    assert!(none.contains("href=\"/plan\""), "the header leads there");
    // Back to what the plans say, although no stage leads there.
    browser.get(&format!("{INITIATIVE}/history")).await;
    let undone = browser.post(&format!("{INITIATIVE}/undo"), &[("back_to", "0"), ("version", "1")]).await;
    assert!(undone.body.contains("Saved as version 2"), "{}", undone.body);
}

#[tokio::test]
async fn an_undo_of_what_somebody_changed_meanwhile_takes_nothing_back() {
    let world = World::new().await;
    world.organisation().await;
    let mut browser = board(&world, "ada@example.org").await;
    browser.get(ADDRESS).await;
    for (version, note) in [("0", "First words"), ("1", "Second words")] {
        let saved = browser.post(ADDRESS, &answers(version, note, "icb")).await;
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
    }
    let stale = browser.post(&format!("{ADDRESS}/undo"), &[("back_to", "0"), ("version", "1")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT, "{}", stale.body);
    assert!(stale.body.contains("nothing was taken back") && stale.body.contains("Second words"), "{}", stale.body);
    let page = browser.get(ADDRESS).await;
    assert!(page.body.contains("Second words"), "{}", page.body);
    // An edit of the note leaves the owner as it is, and one without a token does nothing.
    let sent = send(&mut browser, ADDRESS, &[("note", "Third words")]).await;
    assert_eq!(sent.status, StatusCode::OK, "{}", sent.body);
    assert!(sent.body.contains("<option value=\"icb\" selected>"), "{}", sent.body);
    let raw = browser.post_raw(&format!("{ADDRESS}/undo"), &[("back_to", "0"), ("version", "3")]).await;
    assert_eq!(raw.status, StatusCode::FORBIDDEN, "{}", raw.body);
}
