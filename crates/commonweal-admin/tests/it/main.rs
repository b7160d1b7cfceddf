//! The use cases of those who run an installation, on SQLite and on PostgreSQL: sign-in, accounts, governance, audit,
//! backups, readiness.

mod audit;
mod backups;
mod disks;
mod governance;
mod invitations;
mod oidc;
mod people;
mod place;
mod plan;
#[allow(dead_code, reason = "the store's tests use more of it")]
#[path = "../../../commonweal-store/tests/it/postgres.rs"]
mod postgres;
mod provider;
mod readiness;
mod releases;
mod sessions;
mod settings;
mod sign_in;
mod totp;
