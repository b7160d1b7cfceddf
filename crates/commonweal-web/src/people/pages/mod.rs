//! Signing in and out, invitations, one's own account, releases, records of the plan: one file each.

pub(super) mod account;
pub(super) mod code;
pub(super) mod cost;
pub(super) mod invitation;
pub(super) mod oidc;
pub(super) mod own_secrets;
pub(super) mod plan;
pub(super) mod purpose;
pub(super) mod releases;
pub(super) mod sign_in;
pub(super) mod sign_out;
