//! Where a database is: a file, or a PostgreSQL server whose password is given apart.

use std::fmt;
use std::path::{Path, PathBuf};

use sqlx::ConnectOptions as _;
use sqlx::any::AnyConnectOptions;

use crate::StoreError;
use crate::engine::Engine;

/// Where a database is. Neither `Debug` nor `Display` shows the password.
#[derive(Clone, PartialEq, Eq)]
pub struct StoreAddress {
    place: Place,
}

#[derive(Clone, PartialEq, Eq)]
enum Place {
    File(PathBuf),
    Server { url: String, password: Option<String> },
}

impl StoreAddress {
    /// A SQLite database in a file.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self { place: Place::File(path.into()) }
    }

    /// A PostgreSQL database, such as `postgres://user@host:5432/database?sslmode=verify-full`, or over a socket
    /// `postgres://user@%2Frun%2Fpostgresql/database`. The password is what the password file holds.
    ///
    /// # Errors
    /// `StoreError::BadAddress` when the text is no such address, and `StoreError::PasswordInAddress` when it holds a
    /// password: addresses end in settings, logs and process lists.
    pub fn postgres(url: &str, password: Option<String>) -> Result<Self, StoreError> {
        let bad = |why: &str| StoreError::BadAddress { why: why.to_owned() };
        let options: AnyConnectOptions = url.parse().map_err(|_| bad("it cannot be read as an address"))?;
        let parsed = &options.database_url;
        if parsed.password().is_some() || parsed.query_pairs().any(|(key, _)| key == "password") {
            return Err(StoreError::PasswordInAddress);
        }
        if !matches!(parsed.scheme(), "postgres" | "postgresql") {
            return Err(bad("it does not begin with postgres://"));
        }
        if parsed.path().trim_start_matches('/').is_empty() && !parsed.query_pairs().any(|(key, _)| key == "dbname") {
            return Err(bad("it names no database after the server"));
        }
        Ok(Self { place: Place::Server { url: url.to_owned(), password } })
    }

    pub(crate) fn engine(&self) -> Engine {
        match self.place {
            Place::File(_) => Engine::Sqlite,
            Place::Server { .. } => Engine::Postgres,
        }
    }

    /// The file of a SQLite database.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File(path) => Some(path),
            Place::Server { .. } => None,
        }
    }

    /// What sqlx opens. For a file the folder must be there, for its real path is used.
    pub(crate) fn options(&self, read_only: bool) -> Result<AnyConnectOptions, StoreError> {
        let bad = |why: &str| StoreError::BadAddress { why: why.to_owned() };
        let options: AnyConnectOptions = match &self.place {
            Place::File(path) => {
                let real = real_path(path)?;
                let text = real.to_str().ok_or_else(|| bad("the path is not written in Unicode"))?;
                let mode = if read_only { "ro" } else { "rw" };
                format!("sqlite://{}?mode={mode}", escaped(text)).parse().map_err(|_| bad("the path cannot be used"))?
            }
            Place::Server { url, password } => {
                let mut options: AnyConnectOptions = url.parse().map_err(|_| bad("it cannot be read as an address"))?;
                if let Some(password) = password {
                    // Escaped here: a `%` in a password would else be taken for an escape by whoever reads the address.
                    let set = options.database_url.set_password(Some(&escaped(password)));
                    set.map_err(|()| bad("it names no server to give the password to"))?;
                }
                options
            }
        };
        Ok(options.disable_statement_logging())
    }
}

/// The path with its folder resolved, so that links and `..` mean what the system means by them.
fn real_path(path: &Path) -> Result<PathBuf, StoreError> {
    let missing = || StoreError::FolderMissing { place: path.display().to_string() };
    let name = path.file_name().ok_or_else(|| StoreError::BadAddress { why: "the path names no file".to_owned() })?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    Ok(folder.canonicalize().map_err(|_| missing())?.join(name))
}

/// Each byte that has a meaning in an address, as `%` and two digits.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte);
    text.bytes().fold(String::with_capacity(text.len()), |mut text, byte| {
        if plain(byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

impl fmt::Display for StoreAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path) => write!(out, "{}", path.display()),
            Place::Server { url, .. } => out.write_str(url),
        }
    }
}

impl fmt::Debug for StoreAddress {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::File(path) => out.debug_tuple("StoreAddress").field(path).finish(),
            Place::Server { url, password } => {
                let shown = password.as_ref().map(|_| "[secret]");
                out.debug_struct("StoreAddress").field("url", url).field("password", &shown).finish()
            }
        }
    }
}
