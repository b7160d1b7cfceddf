//! The operational databases: SQLite in a file by default, PostgreSQL in production, one SQL text for both.
//!
//! There are three ([`Database`]): operations (accounts, grants, agreements), care and vault, each with its own address, login
//! and audit chain. `care` holds what all three have in common; its worklists come with a later schema.
//!
//! - [`Store`] is a database that is open; [`Reading`], [`Jotting`] and [`Act`] are what code may do with it. An [`Act`]
//!   is committed with its audit entries or not at all.
//! - `tables` has one small file for each subject, with the questions as methods of [`Reading`] and the changes as methods
//!   of [`Act`]. People's edits name the version they were made from ([`Stored`], [`Conflict`]).
//! - `schema` brings a database up to date; the steps are in `migrations/`. `dump` and `restore` move a whole database, also
//!   from one engine to the other. `retention` deletes what has been kept long enough.
//!
//! Only TEXT and BIGINT columns; truth is 0 or 1; instants and days are text of one width, which sorts.

mod act;
mod address;
mod audit;
mod cells;
mod chain;
mod classify;
mod database;
mod dump;
mod dump_lines;
mod engine;
mod error;
mod pools;
mod record;
mod restore;
mod retention;
mod schema;
mod store;
mod tables {
    pub(crate) mod accounts;
    pub(crate) mod attempts;
    pub(crate) mod credentials;
    pub(crate) mod facts;
    pub(crate) mod governance;
    pub(crate) mod grants;
    pub(crate) mod invitations;
    pub(crate) mod plan;
    pub(crate) mod releases;
    pub(crate) mod services;
    pub(crate) mod sessions;
    pub(crate) mod steps;
    pub(crate) mod vault;
}

pub use act::{Act, Jotting, Reading};
pub use address::StoreAddress;
pub use audit::{AuditFilter, AuditRow};
pub use database::{Database, UnknownDatabase};
pub use dump::DumpReport;
pub use dump_lines::TableReport;
pub use error::StoreError;
pub use record::{Change, Conflict, Fields, RecordKind, Stored};
pub use restore::RestoreReport;
pub use retention::RetentionDone;
pub use schema::newest_schema;
pub use store::{Health, OpenMode, Store};
pub use tables::accounts::{Account, AccountFilter, Identity};
pub use tables::credentials::Credential;
pub use tables::facts::{FACT_DATABASE, FACT_INSTALLATION};
pub use tables::invitations::InvitationRecord;
pub use tables::services::{ServiceInUse, ServiceKey};
pub use tables::sessions::{AgreementDays, Session, SessionInUse, TOUCH_EVERY};
pub use tables::steps::{OidcRequest, Step, StepKind};
pub use tables::vault::SealedIdentity;
