//! Which addresses are there for people, and who may open each? On one screen, with the rule beside the address.

use super::{admin, audit, pages};
use crate::routes::{ROUTES, Route};
use axum::routing::{get, post};
use commonweal_admin::{PLAN_EDIT, RELEASES_CHECK, RELEASES_LIST, RELEASES_REPORT, RELEASES_WITHDRAW};
use commonweal_operations::Level;
use commonweal_operations::Purpose::{Approvals, Audit, Evaluation, Operation, Planning};
use commonweal_operations::Role::{Administrator, Analyst, CaldicottGuardian, IgLead};
use commonweal_operations::access::Rule;

/// Those who run it.
const RUNS_IT: Rule = Rule::needs(&[Administrator], &[Operation], Level::None);
/// Those who approve what data are used for, and those who write it down.
const AGREES: Rule = Rule::needs(&[Administrator, IgLead, CaldicottGuardian], &[Operation, Approvals], Level::None);
/// Those who look into who did what.
const LOOKS_BACK: Rule = Rule::needs(&[IgLead, CaldicottGuardian], &[Audit], Level::Audit);
/// Those who work out figures before they are released.
const WORKS_OUT: Rule = Rule::needs(&[Analyst], &[Planning, Evaluation], Level::L4);
/// Anybody who has signed in.
const SIGNED_IN: Rule = Rule::SignedIn;
/// Anybody: the way in.
const ANYBODY: Rule = Rule::Public;

/// Every route for people, once.
#[rustfmt::skip]
pub const PEOPLE_ROUTES: &[Route] = &[
    Route { path: "/sign-in", about: "Sign in", rule: ANYBODY, handler: || get(pages::sign_in::page).post(pages::sign_in::send) },
    Route { path: "/sign-in/code", about: "The code of an app", rule: ANYBODY, handler: || get(pages::code::page).post(pages::code::send) },
    Route { path: "/sign-in/recovery", about: "A recovery code instead", rule: ANYBODY, handler: || get(pages::code::recovery).post(pages::code::send_recovery) },
    Route { path: "/sign-in/purpose", about: "Choose a role and a purpose", rule: SIGNED_IN, handler: || get(pages::purpose::page).post(pages::purpose::send) },
    Route { path: "/sign-in/oidc", about: "Sign in with a provider", rule: ANYBODY, handler: || post(pages::oidc::begin) },
    Route { path: "/sign-in/callback", about: "Back from the provider", rule: ANYBODY, handler: || get(pages::oidc::back) },
    Route { path: "/sign-out", about: "Sign out", rule: SIGNED_IN, handler: || post(pages::sign_out::send) },
    Route { path: "/sign-out/done", about: "Signed out", rule: ANYBODY, handler: || get(pages::sign_out::done) },
    Route { path: "/sign-out/back-channel", about: "The provider ends a session", rule: ANYBODY, handler: || post(pages::oidc::back_channel) },
    Route { path: "/invitation", about: "Open an invitation or a reset", rule: ANYBODY, handler: || get(pages::invitation::page).post(pages::invitation::send) },
    Route { path: "/invitation/password", about: "Choose a password", rule: ANYBODY, handler: || get(pages::invitation::password).post(pages::invitation::send_password) },
    Route { path: "/invitation/factor", about: "Add an app that makes codes", rule: ANYBODY, handler: || get(pages::invitation::factor).post(pages::invitation::send_factor) },
    Route { path: "/account", about: "Your account", rule: SIGNED_IN, handler: || get(pages::account::page) },
    Route { path: "/account/extend", about: "Stay signed in", rule: SIGNED_IN, handler: || post(pages::account::extend) },
    Route { path: "/account/password", about: "Change your password", rule: SIGNED_IN, handler: || get(pages::own_secrets::password).post(pages::own_secrets::send_password) },
    Route { path: "/account/factor", about: "A new app that makes codes", rule: SIGNED_IN, handler: || get(pages::own_secrets::factor).post(pages::own_secrets::send_factor) },
    Route { path: "/account/factor/check", about: "The first code of the new app", rule: SIGNED_IN, handler: || post(pages::own_secrets::check_factor) },
    Route { path: "/account/sessions", about: "End your sessions", rule: SIGNED_IN, handler: || post(pages::account::end_session) },
    Route { path: "/releases", about: "Releases: what waits, and what became of the others", rule: RELEASES_LIST, handler: || get(pages::releases::list::page) },
    Route { path: "/releases.csv", about: "Releases as CSV", rule: RELEASES_LIST, handler: || get(pages::releases::list::csv) },
    Route { path: "/releases/{id}", about: "One release and the report of its audit", rule: RELEASES_REPORT, handler: || get(pages::releases::one::page) },
    Route { path: "/releases/{id}/figures", about: "Its figures beside those that are shown", rule: RELEASES_REPORT, handler: || get(pages::releases::figures::page) },
    Route { path: "/releases/{id}/approve", about: "Release what somebody else proposed", rule: RELEASES_CHECK, handler: || post(pages::releases::acts::approve) },
    Route { path: "/releases/{id}/return", about: "Give a proposal back", rule: RELEASES_CHECK, handler: || post(pages::releases::acts::give_back) },
    Route { path: "/releases/{id}/withdraw", about: "Take a release back", rule: RELEASES_WITHDRAW, handler: || get(pages::releases::acts::withdraw).post(pages::releases::acts::send_withdraw) },
    Route { path: "/releases/cost", about: "What a breakdown would cost", rule: WORKS_OUT, handler: || get(pages::cost::page).post(pages::cost::send) },
    Route { path: "/plan", about: "What may be edited of the plans", rule: PLAN_EDIT, handler: || get(pages::plan::list) },
    Route { path: "/plan/initiative/new", about: "Begin an initiative", rule: PLAN_EDIT, handler: || get(pages::plan::new).post(pages::plan::send_new) },
    Route { path: "/plan/{kind}/{id}", about: "Edit a record of the plan", rule: PLAN_EDIT, handler: || get(pages::plan::page).post(pages::plan::send) },
    Route { path: "/plan/{kind}/{id}/history", about: "Its versions", rule: PLAN_EDIT, handler: || get(pages::plan::history) },
    Route { path: "/plan/{kind}/{id}/undo", about: "Back to an earlier version", rule: PLAN_EDIT, handler: || post(pages::plan::undo) },
    Route { path: "/admin", about: "What needs attention", rule: RUNS_IT, handler: || get(admin::home::page) },
    Route { path: "/admin/accounts", about: "Accounts", rule: RUNS_IT, handler: || get(admin::accounts::page) },
    Route { path: "/admin/accounts.csv", about: "Accounts as CSV", rule: RUNS_IT, handler: || get(admin::accounts::csv) },
    Route { path: "/admin/accounts/new", about: "Invite somebody", rule: RUNS_IT, handler: || get(admin::invite::page).post(admin::invite::send) },
    Route { path: "/admin/accounts/{id}", about: "One account", rule: RUNS_IT, handler: || get(admin::account::page).post(admin::account::send) },
    Route { path: "/admin/accounts/{id}/state", about: "Suspend, resume, reset or end an account", rule: RUNS_IT, handler: || post(admin::account_state::send) },
    Route { path: "/admin/accounts/{id}/grants", about: "Give a role", rule: RUNS_IT, handler: || post(admin::grants::give) },
    Route { path: "/admin/accounts/{id}/grants/end", about: "End a role", rule: RUNS_IT, handler: || post(admin::grants::end) },
    Route { path: "/admin/service-accounts", about: "Accounts of programs", rule: RUNS_IT, handler: || get(admin::services::page) },
    Route { path: "/admin/service-accounts/new", about: "Add an account of a program", rule: RUNS_IT, handler: || get(admin::services::new).post(admin::services::send) },
    Route { path: "/admin/organisations", about: "Organisations and boards", rule: RUNS_IT, handler: || get(admin::organisations::page).post(admin::organisations::seed) },
    Route { path: "/admin/organisations/new", about: "Add an organisation", rule: RUNS_IT, handler: || get(admin::organisations::new).post(admin::organisations::send_new) },
    Route { path: "/admin/organisations/{id}", about: "One organisation, and what it oversees", rule: RUNS_IT, handler: || get(admin::organisations::one).post(admin::organisations::send) },
    Route { path: "/admin/owners", about: "Who answers for which indicator", rule: RUNS_IT, handler: || get(admin::owners::page).post(admin::owners::send) },
    Route { path: "/admin/agreements", about: "Agreements and their legal bases", rule: AGREES, handler: || get(admin::agreements::page) },
    Route { path: "/admin/agreements/new", about: "Record an agreement", rule: AGREES, handler: || get(admin::agreement::new).post(admin::agreement::send_new) },
    Route { path: "/admin/agreements/{id}", about: "One agreement", rule: AGREES, handler: || get(admin::agreement::page).post(admin::agreement::send) },
    Route { path: "/admin/agreements/{id}/end", about: "End an agreement", rule: AGREES, handler: || post(admin::agreement::end) },
    Route { path: "/admin/retention", about: "How long things are kept", rule: RUNS_IT, handler: || get(admin::retention::page) },
    Route { path: "/admin/system", about: "Readiness, versions, sizes", rule: RUNS_IT, handler: || get(admin::system::page) },
    Route { path: "/audit", about: "Who did what", rule: LOOKS_BACK, handler: || get(audit::list::page) },
    Route { path: "/audit.csv", about: "The audit as CSV", rule: LOOKS_BACK, handler: || get(audit::file::csv) },
    Route { path: "/audit/verify", about: "Whether the audit is whole", rule: LOOKS_BACK, handler: || get(audit::verify::page).post(audit::verify::send) },
];

/// The route of an address as the router matched it.
pub(super) fn find(path: &str) -> Option<&'static Route> {
    ROUTES.iter().chain(PEOPLE_ROUTES).find(|route| route.path == path)
}

/// Whether an address is one of those for people.
pub(super) fn is_for_people(path: &str) -> bool {
    PEOPLE_ROUTES.iter().any(|route| route.path == path)
}
