//! Accounts of people and services, and the grants that say what each may work as.

mod account;
mod grant;
mod invite;
mod last_administrator;
mod service;
mod view;

pub use account::AccountEdit;
pub(crate) use account::known_organisation;
pub use grant::NewGrant;
pub use invite::{Invitation, NewAccount};
pub use service::NewService;
pub(crate) use view::session_views;
pub use view::{AccountFilter, AccountView, GrantView, Page, SessionView, Whose};
