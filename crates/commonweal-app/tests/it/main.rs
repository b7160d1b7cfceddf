//! What people do with Commonweal, from a folder on disk to released figures.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod config;
mod costs;
mod definitions;
mod exported;
mod kept;
mod lookups;
mod plan_book;
mod plans;
mod proposals;
mod proposals_kept;
mod releases;
mod restated;
mod support;
#[path = "../../../commonweal-admin/tests/it/totp.rs"]
mod totp;
mod trends;
