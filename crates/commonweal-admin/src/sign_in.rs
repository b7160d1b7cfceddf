//! Signing in: a password and a second factor, or a provider; then one grant and one purpose; then requests, until the
//! session ends.

mod choose;
mod factor;
mod invitation;
mod local;
mod oidc;
mod own;
mod provider_logout;
mod service;
mod session;
mod whole;

pub use choose::{Choice, Choose};
pub use factor::{NewFactor, RecoveryCodes};
pub use invitation::{Enrol, Finish, Invited};
pub use local::{Factor, Proof, SignIn, SignedIn};
pub use oidc::{OidcBegin, OidcFinish};
pub use own::PasswordChange;

/// How long somebody has between two steps of signing in or accepting an invitation.
const STEP_MINUTES: i64 = 15;
/// Wrong codes after which a step is over and the password is asked for again.
const MOST_TRIES: u64 = 5;
