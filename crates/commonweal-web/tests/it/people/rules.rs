//! Every route for every role under every purpose: exactly those that the table lets in get in.

use super::world::{Browser, World, generous};
use axum::Router;
use axum::http::{Method, StatusCode, header};
use commonweal_admin::ProcessRole;
use commonweal_operations::access::Rule;
use commonweal_operations::{Purpose, Role};
use commonweal_web::{PEOPLE_ROUTES, ROUTES, Route};

/// An address of a route that exists or, where a part of it names a record, does not: then whoever may open the route is
/// told that there is no such record, which a test below tells apart from a refusal by the audit.
fn address(route: &Route) -> String {
    route.path.replace("{id}", "no-such-id")
}

/// Whether a rule lets a role in under a purpose, written down here a second time.
fn may(rule: &Rule, role: Role, purpose: Purpose) -> bool {
    match rule {
        Rule::Public | Rule::SignedIn => true,
        Rule::Needs { roles, purposes, .. } => roles.contains(&role) && purposes.contains(&purpose),
    }
}

fn missing(page: &str) -> bool {
    page.contains("<h1 class=\"nhsuk-heading-l\">Page not found</h1>")
}

/// The reasons of refusal that the audit of an installation holds for a route.
async fn denials(world: &World, route: &str) -> usize {
    use commonweal_admin::AuditFilter;
    use commonweal_operations::audit::{Action, Chain};
    let filter = AuditFilter {
        action: Some(Action::PageDenied),
        object: Some(route.to_owned()),
        denied_only: true,
        ..AuditFilter::default()
    };
    world.console.audit_page(world.by(), Chain::Operations, &filter).await.unwrap().entries.len()
}

/// Asks a route as a browser would: with GET, and with an empty form where it takes forms.
async fn ask(browser: &mut Browser, route: &Route, method: Method) -> (StatusCode, String, String) {
    let token = browser.token.clone();
    let form = (method == Method::POST).then(|| format!("token={token}"));
    let answer = browser.ask(method, &address(route), form).await;
    let location = answer.location().to_owned();
    (answer.status, location, answer.body)
}

/// Every route that needs somebody; signing out would end the walk.
fn walked() -> impl Iterator<Item = &'static Route> {
    PEOPLE_ROUTES.iter().filter(|route| !matches!(route.rule, Rule::Public))
}

async fn walk(world: &World, browser: &Browser, role: Role, purpose: Purpose, unexpected: &mut Vec<String>) -> usize {
    let mut asked = 0;
    for route in walked() {
        // Each route is asked by a browser of its own: pages that end the session do not end the walk.
        if ["/sign-out", "/account/sessions"].contains(&route.path) {
            continue;
        }
        let mut browser = browser.clone();
        let before = denials(world, route.path).await;
        let (status, _, body) = ask(&mut browser, route, Method::GET).await;
        let refused = denials(world, route.path).await > before;
        let expected = may(&route.rule, role, purpose);
        if refused == expected {
            unexpected.push(format!("{role} {purpose} GET {}: {status}, refused {refused}", route.path));
        }
        if !expected && (status != StatusCode::NOT_FOUND || !missing(&body)) {
            unexpected.push(format!("{role} {purpose} GET {}: {status} is not the page of nothing", route.path));
        }
        asked += 1;
    }
    asked
}

#[tokio::test]
async fn every_route_answers_every_role_and_purpose_as_its_rule_says() {
    let world = World::new().await;
    world.agreement().await;
    let router = world.router(ProcessRole::Demo, generous()).await;
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(|role| role.is_granted()).collect();
    let mut asked = 0;
    let mut unexpected = Vec::new();
    for role in roles {
        let is_for_services = role.facts().may_be_service && role == Role::ApiReader;
        if is_for_services {
            continue;
        }
        let user = format!("{role}@example.org");
        let who = world.somebody(&router, &user, &[World::grant(role)]).await;
        for purpose in role.facts().purposes {
            let browser = world.at_work(&router, &who, role, *purpose).await;
            asked += walk(&world, &browser, role, *purpose, &mut unexpected).await;
        }
    }
    assert!(asked > 300, "{asked} answers");
    assert!(unexpected.is_empty(), "{} unexpected answers:\n{}", unexpected.len(), unexpected.join("\n"));
}

#[tokio::test]
async fn forms_are_refused_like_pages() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let who = world.somebody(&router, "board@example.org", &[World::grant(Role::Board)]).await;
    let mut browser = world.at_work(&router, &who, Role::Board, Purpose::Planning).await;
    browser.get("/account").await;
    // Records of the plan are a board's own to edit.
    let is_closed = |route: &&Route| !may(&route.rule, Role::Board, Purpose::Planning);
    for route in walked().filter(|route| matches!(route.rule, Rule::Needs { .. })).filter(is_closed) {
        let (status, _, body) = ask(&mut browser, route, Method::POST).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{}", route.path);
        assert!(missing(&body), "{}", route.path);
    }
}

#[tokio::test]
async fn somebody_who_is_not_signed_in_is_led_to_the_way_in_and_back() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    for route in walked() {
        let mut browser = Browser::new(&router);
        let (status, location, _) = ask(&mut browser, route, Method::GET).await;
        assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/sign-in"), "{}", route.path);
    }
    // A session without a role is led to the choice of one, and then to the page it wanted.
    let who = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.enter(&router, &who).await;
    let answer = browser.get("/admin/accounts?q=ada").await;
    assert_eq!((answer.status, answer.location()), (StatusCode::SEE_OTHER, "/sign-in/purpose"));
    let answer = browser.choose(Role::Administrator, Purpose::Operation).await;
    assert_eq!(answer.location(), "/admin/accounts?q=ada");
    assert_eq!(browser.get("/admin/accounts?q=ada").await.status, StatusCode::OK);
}

#[tokio::test]
async fn every_address_of_the_site_stands_in_a_table_with_a_rule_once() {
    let mut paths: Vec<&str> = ROUTES.iter().chain(PEOPLE_ROUTES).map(|route| route.path).collect();
    let all = paths.len();
    paths.sort_unstable();
    paths.dedup();
    assert_eq!(paths.len(), all, "a route is listed twice");
    assert!(ROUTES.iter().all(|route| matches!(route.rule, Rule::Public)));
    assert!(PEOPLE_ROUTES.iter().all(|route| !route.about.is_empty()));
}

/// The headers that TRUST asks for, on every answer.
fn check_headers(headers: &axum::http::HeaderMap, what: &str) {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
    assert_eq!(text("content-security-policy"), commonweal_web::CONTENT_SECURITY_POLICY, "{what}");
    assert!(text("strict-transport-security").contains("max-age=31536000"), "{what}");
    assert_eq!(text("x-content-type-options"), "nosniff", "{what}");
    assert_eq!(text("referrer-policy"), "same-origin", "{what}");
    assert_eq!(text("cross-origin-opener-policy"), "same-origin", "{what}");
    assert_eq!(text("cross-origin-resource-policy"), "same-origin", "{what}");
    assert!(headers.contains_key("permissions-policy"), "{what}");
}

async fn every_answer(router: &Router, browser: &Browser, private: bool) {
    for route in ROUTES.iter().chain(PEOPLE_ROUTES) {
        if route.path.contains("{*path}") || route.path.ends_with("/preview") || route.path.starts_with("/sign-out") {
            continue;
        }
        for method in [Method::GET, Method::POST, Method::DELETE, Method::TRACE] {
            let mut browser = browser.clone();
            let what = format!("{method} {}", route.path);
            let form = (method == Method::POST).then(|| "token=wrong".to_owned());
            let answer = browser.ask(method, &address(route), form).await;
            check_headers(&answer.headers, &what);
            let is_for_people = PEOPLE_ROUTES.iter().any(|known| known.path == route.path);
            if private || is_for_people {
                let kept = answer.headers.get(header::CACHE_CONTROL).map(|value| value.to_str().unwrap());
                assert_eq!(kept, Some("no-store"), "{what}");
            }
        }
    }
    let missing = Browser::new(router).get("/no-such-page").await;
    check_headers(&missing.headers, "a missing page");
}

#[tokio::test]
async fn every_answer_of_every_route_carries_the_headers_and_what_is_private_is_never_kept() {
    let world = World::new().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    every_answer(&router, &Browser::new(&router), false).await;
    let who = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let browser = world.at_work(&router, &who, Role::Administrator, Purpose::Operation).await;
    every_answer(&router, &browser, true).await;
}

#[tokio::test]
async fn every_page_of_administration_and_audit_opens_and_says_who_is_signed_in() {
    let world = World::new().await;
    world.agreement().await;
    let router = world.router(ProcessRole::Analysis, generous()).await;
    let ada = world.somebody(&router, "ada@example.org", &[World::grant(Role::Administrator)]).await;
    let mut browser = world.at_work(&router, &ada, Role::Administrator, Purpose::Operation).await;
    let account = format!("/admin/accounts/{}", ada.account);
    for address in [
        "/",
        "/indicators",
        "/boards",
        "/account",
        "/account/password",
        "/account/factor",
        "/admin",
        "/admin/accounts",
        "/admin/accounts?q=ada&state=active",
        "/admin/accounts/new",
        account.as_str(),
        "/admin/service-accounts",
        "/admin/service-accounts/new",
        "/admin/organisations",
        "/admin/organisations/icb",
        "/admin/owners",
        "/admin/agreements",
        "/admin/agreements/new",
        "/admin/agreements/dsa-2026-04",
        "/admin/retention",
        "/admin/system",
        "/sign-in/purpose",
    ] {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.body);
        assert!(answer.body.contains("Name of ada, as Administrator, for Operation."), "{address}");
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store", "{address}");
        assert!(!answer.headers.contains_key(header::CONTENT_ENCODING), "{address}");
    }
    for address in ["/admin/accounts.csv", "/boards.csv"] {
        let answer = browser.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(answer.headers[header::CONTENT_TYPE].to_str().unwrap().starts_with("text/csv"), "{address}");
    }
    // What was kept for everybody has nothing of them.
    let stranger = Browser::new(&router).get("/").await;
    assert!(!stranger.body.contains("Name of"), "a page of somebody was kept for everybody");
}
