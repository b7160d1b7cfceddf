//! Which of the three databases is meant.

use std::fmt;
use std::str::FromStr;

use commonweal_operations::audit::Chain;

/// One of the three databases. Each has its own file or server, login, key and audit chain, so that a program for analysis
/// holds no way into the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Database {
    /// Accounts, grants, sessions, agreements, settings kept as records.
    Operations,
    /// Worklists of practices. Today it holds what all three have in common (facts, audit, history); the worklists
    /// themselves come with a later schema.
    Care,
    /// Identities, each sealed for one practice.
    Vault,
}

impl Database {
    /// All three.
    pub const ALL: &'static [Self] = &[Self::Operations, Self::Care, Self::Vault];

    /// The word in settings, dumps and the database itself.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Operations => "operations",
            Self::Care => "care",
            Self::Vault => "vault",
        }
    }

    /// The audit chain this database keeps.
    #[must_use]
    pub const fn chain(self) -> Chain {
        match self {
            Self::Operations => Chain::Operations,
            Self::Care => Chain::Care,
            Self::Vault => Chain::Vault,
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A word that names none of the three databases.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a database; the databases are operations, care and vault")]
pub struct UnknownDatabase(String);

impl FromStr for Database {
    type Err = UnknownDatabase;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|it| it.as_str() == text).ok_or_else(|| UnknownDatabase(text.to_owned()))
    }
}
