//! Keys, seals and passwords as an installation uses them, and sign-in by OpenID Connect against a certified server and
//! a lying one.

mod keys;
mod oidc;
mod passwords;
mod seals;
