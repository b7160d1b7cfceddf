//! People at the site: who signs in, under which purpose, and what an address answers them.
//!
//! A site without accounts knows nothing of this module: its pages are public, and it opens no database. Where there are
//! accounts, every request passes [`guard`], which finds who asks and applies the rule that stands beside the address in
//! the table of routes. Use cases are those of `commonweal_admin::Desk`; here are only pages and the way in.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `routes` | which addresses are there for people, and who may open each? |
//! | `guard` | who asks, and may they? |
//! | `asks` | what does a handler receive? |
//! | `answers` | what was filled in, and did it come from our own form? |
//! | `cookies` | what does a browser keep for us? |
//! | `limits` | how often may one address ask? |
//! | `header` | what stands above the pages of somebody signed in? |
//! | `sheet` | what does a page with forms consist of? |
//! | `faults` | how does a refusal become a page? |
//! | `conflict` | what is shown when two people changed one record? |
//! | `when` | how are instants and days written? |
//! | `pages` | signing in and out, invitations, one's own account; releases: proposed, checked, withdrawn; records of the plan |
//! | `admin` | running it: accounts, organisations, agreements, retention, the system |
//! | `audit` | who did what, and does the chain hold? |

mod admin;
mod answers;
mod asks;
mod audit;
mod conflict;
mod cookies;
mod faults;
mod guard;
mod header;
mod limits;
mod pages;
mod routes;
mod sheet;
mod when;

use crate::metrics::Metrics;
use commonweal_admin::{Desk, Network};
use std::sync::Arc;

pub(crate) use answers::LARGEST_FORM;
pub(crate) use asks::{Peer, RequestId};
pub(crate) use guard::{Program, guard, key};
pub(crate) use header::{Bar, bar};
pub use limits::Limits;
pub use routes::PEOPLE_ROUTES;

/// How a site with accounts is reached.
#[derive(Debug, Clone)]
pub struct PeopleOptions {
    /// Whether browsers reach it by HTTPS: then cookies are `Secure` and bound to the host.
    pub is_secure: bool,
    /// Machines whose word is taken on where a request came from.
    pub trusted_proxies: Vec<Network>,
    /// How often one address may ask.
    pub limits: Limits,
}

impl Default for PeopleOptions {
    fn default() -> Self {
        Self { is_secure: true, trusted_proxies: Vec::new(), limits: Limits::default() }
    }
}

/// What pages for people are made from.
pub struct People {
    pub(crate) desk: Arc<Desk>,
    pub(crate) is_secure: bool,
    pub(crate) trusted_proxies: Vec<Network>,
    pub(crate) doors: Arc<limits::Doors>,
    pub(crate) metrics: Arc<Metrics>,
    /// Scheme, host and port of the site as browsers see it, where it is known beforehand.
    pub(crate) origin: Option<String>,
}

impl People {
    /// The people of an installation.
    pub fn new(desk: Arc<Desk>, options: PeopleOptions) -> Self {
        let origin = desk.settings().sign_in.address.as_deref().map(answers::origin_of);
        Self {
            desk,
            is_secure: options.is_secure,
            trusted_proxies: options.trusted_proxies,
            doors: Arc::new(limits::Doors::new(&options.limits)),
            metrics: Arc::default(),
            origin,
        }
    }

    /// The same, counting into these metrics.
    pub(crate) fn counting(mut self, metrics: Arc<Metrics>) -> Self {
        self.metrics = metrics;
        self
    }
}
