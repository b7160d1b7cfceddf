//! Sign-in by an organisation's own service: OpenID Connect 1.0, code flow with PKCE, state and nonce.
//!
//! The provider says who somebody is; what they may do is decided here, by grants. Nothing that a provider says of roles
//! is read. A person is the pair of issuer and subject; an e-mail address is only a hint for linking an account, and only
//! where the provider says that it verified it.
//!
//! | module | question it answers |
//! | --- | --- |
//! | `client` | the round trip: where to send the browser, and what came back |
//! | `exchange` | the call that turns a code into an identity token |
//! | `claims` | what does a verified token say of the person, beyond what the library checks? |
//! | `keys` | the provider's public keys, and reading them again when it has changed them |
//! | `logout` | is this message from the provider, that somebody signed out, genuine? |
//! | `profile` | how do NHS CIS2 and Entra ID differ from the standard? |
//! | `http` | calls to the provider's own host and no other, with limits on time and size |
//! | `reasons` | what the library says went wrong, in our words |
//! | `error` | what went wrong, in words |

mod claims;
mod client;
mod error;
mod exchange;
mod http;
mod keys;
mod logout;
mod profile;
mod reasons;

pub use client::{OidcClient, OidcConfig, OidcIdentity, OidcPending, OidcStart};
pub use error::OidcError;
pub use logout::LoggedOut;
pub use profile::{OidcProfile, UnknownProfile};
