//! Who may do what, for which purpose and about whom; what is written down; the rules of accounts and agreements.
//!
//! Everything here is pure: no files, clock, randomness, environment or database. Times and days come in as arguments.
//!
//! - [`role`], [`purpose`], [`scope`] and [`level`] are the words of the access matrix; [`Role::facts`] is the matrix;
//!   [`access`] decides by it whether somebody may come in, [`grants`] what they may choose to work as.
//! - [`audit`] writes down what was done, as a chain that shows any change.
//! - [`accounts`], [`invitations`], [`sessions`], [`throttle`] and [`password_rules`] are the rules of signing in.
//! - [`organisations`], [`ownership`], [`agreements`] and [`retention`] are the rules of governance; [`records`] is how
//!   they say what is wrong with what somebody typed, [`conflict`] what two people changed in one record.
//! - [`plan`] is the line of sight: frameworks, commitments and how each stands, initiatives and whom they reach.
//! - [`releases`] is how figures go out: states, what leads from one to the next, two people.
//! - [`time_text`] and [`words`] write times and vocabularies in one way.

pub mod access;
pub mod accounts;
pub mod agreements;
pub mod audit;
pub mod conflict;
pub mod grants;
pub mod invitations;
pub mod level;
pub mod organisations;
pub mod ownership;
pub mod password_rules;
pub mod plan;
pub mod purpose;
pub mod records;
pub mod releases;
pub mod retention;
pub mod role;
pub mod scope;
pub mod sessions;
pub mod throttle;
pub mod time_text;
pub mod words;

pub use access::{Acting, Decision, Rule, Work};
pub use level::Level;
pub use purpose::Purpose;
pub use role::Role;
pub use scope::{Scope, ScopeTarget};
