//! Sign-in by OpenID Connect: against a certified server, and against one that lies.
//!
//! | module | what is there |
//! | --- | --- |
//! | `certified` | the whole flow against npm's `oidc-provider` |
//! | `answers` | metadata, keys and answers that are wrong, slow, huge or elsewhere |
//! | `tokens` | identity tokens that must be refused, each with its own reason |
//! | `logout` | messages of sign-out that must be refused, each with its own reason |
//! | `liar` | the provider in the test that says what it is told to say |
//! | `forge` | keys made at run time, and what is signed with them |

mod answers;
mod certified;
mod forge;
mod liar;
mod logout;
mod tokens;
