//! Which part of the installation a process is, and so which databases and keys it may hold.

use std::fmt;
use std::str::FromStr;

/// What one process serves. Each opens only the databases its pages need, so that what it does not hold it cannot leak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcessRole {
    /// Released pages and the API: no database, no key.
    Public,
    /// Those, and sign-in for every purpose but direct care: operations only.
    Analysis,
    /// Sign-in for direct care: operations, care and vault.
    Care,
    /// Everything in one process: made-up people only.
    Demo,
    /// Whoever types at the machine.
    CommandLine,
}

impl ProcessRole {
    /// Whether accounts, grants and sessions are open to it.
    pub fn opens_operations(self) -> bool {
        self != Self::Public
    }

    /// Whether worklists and identities are.
    pub fn opens_care(self) -> bool {
        matches!(self, Self::Care | Self::Demo | Self::CommandLine)
    }

    /// The word after `--role`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Analysis => "analysis",
            Self::Care => "care",
            Self::Demo => "demo",
            Self::CommandLine => "command-line",
        }
    }
}

impl fmt::Display for ProcessRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ProcessRole {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let served = [Self::Public, Self::Analysis, Self::Care];
        let found = served.into_iter().find(|role| role.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is no role; the roles are public, analysis and care"))
    }
}
