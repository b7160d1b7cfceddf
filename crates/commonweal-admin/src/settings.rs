//! How an installation is run, as the sections of `commonweal.toml` say: databases, secrets, sign-in, serving, audit
//! heads and retention. The other keys of that file describe the workspace and are read elsewhere.

mod check;
mod network;
mod read;
mod reader;

pub use check::SettingProblem;
pub use network::Network;

use commonweal_cohort::Diagnostic;
use commonweal_operations::retention::{RetentionKind, RetentionRule};
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

/// Minutes without a request after which a session ends. TRUST, web: 15 minutes idle.
pub const IDLE_MINUTES: u32 = 15;
/// Hours after which a session ends however busy it is. TRUST, web: 12 hours at most.
pub const MOST_HOURS: u32 = 12;
/// Shorter than this, people would lose what they type: the warning is two minutes before the end.
pub const LEAST_IDLE_MINUTES: u32 = 5;

/// The settings of an installation. Each one has a default, so that an empty file is a valid one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// `[store]`
    pub store: StoreSettings,
    /// `[secrets] folder`: key files, readable by the program's user alone.
    pub secrets: PathBuf,
    /// `[sign_in]`
    pub sign_in: SignInSettings,
    /// `[serve]`
    pub serve: ServeSettings,
    /// Whether the group of a secret file may read it, as under systemd credentials; others never may.
    pub group_may_read: bool,
    /// `[audit] heads`: the folder outside the databases that signed heads are copied to.
    pub heads: PathBuf,
    /// `[retention]`
    pub retention: RetentionSettings,
}

/// `[store]`: the three databases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreSettings {
    /// Accounts, grants, sessions, governance.
    pub operations: DatabasePlace,
    /// Worklists and referrals.
    pub care: DatabasePlace,
    /// Identities, sealed per practice.
    pub vault: DatabasePlace,
}

/// Where one database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabasePlace {
    /// An SQLite file, relative to the workspace unless it begins with `/`.
    File(PathBuf),
    /// A PostgreSQL database; the address holds no password.
    Postgres {
        /// `postgres://user@host/database`
        url: String,
        /// A file that holds the password and nothing else.
        password_file: Option<PathBuf>,
    },
}

/// `[sign_in]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInSettings {
    /// Whether accounts with a password of our own may sign in.
    pub local: bool,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: u32,
    /// Hours after which it ends however busy it is.
    pub most_hours: u32,
    /// The public address of the site, like `https://commonweal.example`: needed by OpenID Connect and origin checks.
    pub address: Option<String>,
    /// `[sign_in.oidc]`
    pub oidc: Option<OidcSettings>,
}

/// `[sign_in.oidc]`: a sign-in service of somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OidcSettings {
    /// Whose claims are read.
    pub profile: OidcProfile,
    /// The issuer's address, exactly as its tokens name it.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// A file that holds the client's secret and nothing else.
    pub client_secret_file: PathBuf,
    /// Scopes asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Strengths of sign-in asked for, where the provider wants them named.
    pub acr_values: Vec<String>,
}

/// Which provider's claims say how strongly somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OidcProfile {
    /// The standard claims `amr` and `acr`.
    Generic,
    /// NHS Care Identity Service 2: an assurance level of AAL2 or AAL3.
    Cis2,
    /// Microsoft Entra: `mfa` in `amr`.
    Entra,
}

impl OidcProfile {
    /// The word in the settings.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::Cis2 => "cis2",
            Self::Entra => "entra",
        }
    }
}

/// `[serve]`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServeSettings {
    /// The address to listen at; this machine alone where none is given.
    pub address: Option<IpAddr>,
    /// The port to listen at.
    pub port: Option<u16>,
    /// The certificate chain (PEM), where the program speaks TLS itself.
    pub certificate: Option<PathBuf>,
    /// Its private key (PEM).
    pub key: Option<PathBuf>,
    /// Proxies whose `Forwarded` headers are believed.
    pub trusted_proxies: Vec<Network>,
    /// Where figures for monitoring are served; never on the public address.
    pub metrics: Option<SocketAddr>,
}

/// `[retention]`: days that things are kept; the defaults and their sources are [`RetentionKind`]'s. The audit itself is
/// never shortened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetentionSettings {
    /// One rule for each kind, in the order of [`RetentionKind::ALL`].
    pub rules: Vec<RetentionRule>,
}

impl RetentionSettings {
    /// The rule of one kind.
    pub fn rule(&self, kind: RetentionKind) -> RetentionRule {
        let found = self.rules.iter().find(|rule| rule.kind() == kind);
        *found.expect("one rule of each kind is made when the settings are")
    }
}

impl Default for Settings {
    fn default() -> Self {
        let file = |name: &str| DatabasePlace::File(PathBuf::from(name));
        Self {
            store: StoreSettings { operations: file("operations.db"), care: file("care.db"), vault: file("vault.db") },
            secrets: PathBuf::from("secrets"),
            sign_in: SignInSettings {
                local: true,
                idle_minutes: IDLE_MINUTES,
                most_hours: MOST_HOURS,
                address: None,
                oidc: None,
            },
            serve: ServeSettings::default(),
            group_may_read: false,
            heads: PathBuf::from("audit-heads"),
            retention: RetentionSettings::default(),
        }
    }
}

impl Default for RetentionSettings {
    fn default() -> Self {
        Self { rules: RetentionKind::ALL.iter().map(|kind| RetentionRule::default_of(*kind)).collect() }
    }
}

impl Settings {
    /// Reads the sections of an installation from the text of `commonweal.toml`; other keys are left to their readers.
    ///
    /// # Errors
    /// Every problem at its line and column, in the file's order: unknown keys of our sections with the nearest known
    /// one, values of the wrong kind or out of bounds, passwords where none belong.
    pub fn parse(path: &str, text: &str) -> Result<Self, Vec<Diagnostic>> {
        read::settings(path, text)
    }

    /// The folder of secrets of a workspace.
    pub(crate) fn secrets_in(&self, dir: &Path) -> PathBuf {
        dir.join(&self.secrets)
    }

    /// Where a secret file of the settings is: below the workspace, or else in the folder of secrets.
    pub(crate) fn secret_place(&self, dir: &Path, file: &Path) -> PathBuf {
        let beside = dir.join(file);
        if beside.exists() { beside } else { dir.join(&self.secrets).join(file) }
    }
}
