//! What stands above the pages of somebody signed in: who they are, under which role and purpose, until when.
//!
//! Every page has the same frame, public pages too, and none of them should have to know who asks. So the guard sets what
//! stands there for the time of a request, and the frame takes it.

use super::when;
use crate::view::Link;
use commonweal_admin::Visitor;
use commonweal_indicator::{say, text};
use commonweal_operations::{Purpose, Role};
use std::future::Future;

tokio::task_local! {
    static BAR: Option<Bar>;
}

/// What stands there.
#[derive(Clone)]
pub(crate) struct Bar {
    /// Name, role and purpose.
    pub(crate) who: String,
    /// Until when the session lasts.
    pub(crate) ends: String,
    /// Whether that is soon.
    pub(crate) is_warning: bool,
    /// Whether a button can put it off.
    pub(crate) can_be_extended: bool,
    pub(crate) token: String,
    pub(crate) links: Vec<Link>,
}

impl Bar {
    /// The bar of a visitor.
    pub(super) fn of(visitor: &Visitor) -> Self {
        let name = visitor.name.as_str();
        let who = match &visitor.working {
            Some(work) => {
                say("people.bar.who", &[("name", name), ("role", work.role.label()), ("purpose", work.purpose.label())])
            }
            None => say("people.bar.who.nothing", &[("name", name)]),
        };
        let time = when::clock(visitor.ends.at);
        let key = if visitor.ends.is_warning { "people.bar.ends.soon" } else { "people.bar.ends" };
        Self {
            who,
            ends: say(key, &[("time", &time)]),
            is_warning: visitor.ends.is_warning,
            can_be_extended: visitor.ends.can_be_extended,
            token: visitor.csrf.expose().to_owned(),
            links: links(visitor),
        }
    }
}

/// The pages that the purpose of the session opens.
fn links(visitor: &Visitor) -> Vec<Link> {
    let link = |key, href: &str| Link::new(text(key), href);
    let mut links = Vec::new();
    match visitor.working.as_ref().map(|work| (work.role, work.purpose)) {
        Some((Role::Administrator, Purpose::Operation)) => links.push(link("people.admin.title", "/admin")),
        Some((Role::IgLead | Role::CaldicottGuardian, Purpose::Audit)) => {
            links.push(link("people.audit.title", "/audit"));
        }
        Some((Role::IgLead | Role::CaldicottGuardian, Purpose::Approvals)) => {
            links.push(link("people.agreements.title", "/admin/agreements"));
            links.push(link("releases.title", "/releases"));
        }
        Some((Role::Board | Role::Partner | Role::VoluntarySector, Purpose::Planning)) => {
            links.push(link("people.plan.heading", "/plan"));
        }
        Some((Role::Analyst | Role::OutputChecker, _)) => links.push(link("releases.title", "/releases")),
        Some(_) => {}
        None => links.push(link("people.purpose.title", "/sign-in/purpose")),
    }
    links.push(link("people.account.title", "/account"));
    links
}

/// Runs what answers a request, with the bar in reach.
pub(super) async fn within<F: Future>(bar: Option<Bar>, answering: F) -> F::Output {
    BAR.scope(bar, answering).await
}

/// The bar of the request that is being answered; none for somebody who is not signed in.
pub(crate) fn bar() -> Option<Bar> {
    BAR.try_with(Clone::clone).ok().flatten()
}
