//! What can go wrong, in words that hold no secret.

use std::io;
use std::path::PathBuf;

/// Something about keys, seals or proofs that did not work.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// There is no such key file.
    #[error(
        "there is no key `{name}` in {folder}; `commonweal user add` makes the keys of an installation, or put back the file {name}.key"
    )]
    NoKey {
        /// The key's name.
        name: String,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// The folder of keys is missing.
    #[error("there is no folder of keys at {0}; `commonweal user add` makes it, or set `folder` in [secrets]")]
    NoFolder(PathBuf),
    /// Somebody else could read it.
    #[error("{path} can be read by other users (mode {mode:03o}); run `chmod {should:03o} {path}`")]
    Rights {
        /// The file or folder.
        path: PathBuf,
        /// Its mode.
        mode: u32,
        /// The mode it should have.
        should: u32,
    },
    /// The file holds no key.
    #[error("{0} does not hold a key: one line of 64 hexadecimal digits; put back the file from where keys are kept")]
    NotAKey(PathBuf),
    /// A key's name that cannot be a file's.
    #[error("`{0}` cannot be the name of a key: small letters, digits and hyphens only")]
    KeyName(String),
    /// The file system refused.
    #[error("cannot {doing} {path}")]
    File {
        /// What was tried.
        doing: &'static str,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A sealed value does not open: changed, moved to another record, or sealed with another key.
    #[error("a sealed value does not open: it was changed, belongs to another record, or was sealed with another key")]
    Sealed,
    /// A stored password hash cannot be read.
    #[error("a stored password hash cannot be read")]
    StoredHash,
    /// A second factor's secret has the wrong length.
    #[error("a second factor's secret has {0} bytes and should have 20")]
    FactorLength(usize),
    /// Work was cancelled by the program's end.
    #[error("the program is stopping")]
    Stopping,
}
