//! Proof of who somebody is, and the keys, seals and signatures that such proof and the audit rest on.
//!
//! Everything here is a thin, named use of a well-kept cryptographic library, with its parameters as constants and their
//! source beside them. Nothing here knows an account or a database: values come in, values go out.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `secret` | how is a secret held, made, compared and stored as a hash? |
//! | `code` | how is an invitation written so that a person can type it? |
//! | [`password`] | is this the password, at a cost that makes guessing dear? |
//! | [`totp`] | is this the six-digit code of now, and used for the first time? |
//! | [`recovery`] | what lets a person in who has lost the second factor? |
//! | `keys` | where are keys kept, and who else could read them? |
//! | `seal`, [`stream`] | how is a value, or a whole backup, closed so that a changed byte is noticed? |
//! | `signature` | how does the outside know that the head of an audit chain is ours? |
//! | `pseudonym` | what stands for an NHS number where no number may be? |
//! | [`oidc`] | does the organisation's own sign-in service vouch for somebody? |

mod code;
mod error;
mod keys;
pub mod oidc;
pub mod password;
mod pseudonym;
pub mod recovery;
mod seal;
mod secret;
mod signature;
pub mod stream;
pub mod totp;

pub use code::{code_hash, new_code};
pub use error::IdentityError;
pub use keys::{Key, KeyFolder};
pub use oidc::{
    LoggedOut, OidcClient, OidcConfig, OidcError, OidcIdentity, OidcPending, OidcProfile, OidcStart, UnknownProfile,
};
pub use pseudonym::pseudonym;
pub use seal::{seal, sealed_key_id, unseal, vault_associated};
pub use secret::{Secret, random_bytes, random_token, same, token_hash};
pub use signature::{AuditSigner, public_key_id, verify};
