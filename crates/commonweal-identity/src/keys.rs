//! Keys: one small file each in a folder that nobody else can read.
//!
//! A key is never in a database, a backup or a log. A process opens the keys of its own role by name and has no path to
//! the others; under systemd the folder is the one its credentials are laid into.

use crate::error::IdentityError;
use crate::secret::random_bytes;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;
/// Rights of everybody else, and of the group.
const OTHERS: u32 = 0o007;
const GROUP: u32 = 0o070;
/// Bytes of a key file that is read at most: a key has 65.
const MOST_BYTES: u64 = 1_024;

/// 256 secret bits and the name they go by.
#[derive(Clone)]
pub struct Key {
    bytes: Zeroizing<[u8; 32]>,
    id: String,
}

impl Key {
    /// A key of these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let mut hash = Sha256::new();
        hash.update(b"commonweal key id|");
        hash.update(bytes);
        let id = HEXLOWER.encode(&hash.finalize()[..8]);
        Self { bytes: Zeroizing::new(bytes), id }
    }

    /// Which key it is: 16 hexadecimal digits of a hash, from which the key does not follow.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn bytes(&self) -> &[u8; 32] {
        &self.bytes
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[key {}]", self.id)
    }
}

/// A folder of key files.
#[derive(Debug, Clone)]
pub struct KeyFolder {
    path: PathBuf,
    /// Rights that the folder and its files must not give.
    forbidden: u32,
}

impl KeyFolder {
    /// The folder at `path`. `group_may_read` is for credentials that a service manager lays out for one service; others
    /// may never read.
    ///
    /// # Errors
    /// `NoFolder`; `Rights` where others could read it; `File`.
    pub fn open(path: &Path, group_may_read: bool) -> Result<Self, IdentityError> {
        if !path.is_dir() {
            return Err(IdentityError::NoFolder(path.to_owned()));
        }
        let forbidden = if group_may_read { OTHERS } else { OTHERS | GROUP };
        refuse_rights(path, forbidden, FOLDER_MODE)?;
        Ok(Self { path: path.to_owned(), forbidden })
    }

    /// The folder at `path`, made where it is missing.
    ///
    /// # Errors
    /// As [`KeyFolder::open`].
    pub fn make(path: &Path) -> Result<Self, IdentityError> {
        if !path.is_dir() {
            let failed = |source| IdentityError::File { doing: "create", path: path.to_owned(), source };
            if let Some(above) = path.parent() {
                fs::create_dir_all(above).map_err(failed)?;
            }
            // With these rights from the first moment; another program may have made it meanwhile.
            match DirBuilder::new().mode(FOLDER_MODE).create(path) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
                _ => {}
            }
        }
        Self::open(path, false)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether there is a key of this name.
    pub fn has(&self, name: &str) -> bool {
        self.file(name).is_ok_and(|file| file.is_file())
    }

    /// The names of all keys, in order.
    ///
    /// # Errors
    /// `File` if the folder cannot be listed.
    pub fn names(&self) -> Result<Vec<String>, IdentityError> {
        let failed = |source| IdentityError::File { doing: "read", path: self.path.clone(), source };
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name();
            names.extend(name.to_str().and_then(|name| name.strip_suffix(".key")).map(str::to_owned));
        }
        names.sort();
        Ok(names)
    }

    /// The key of this name.
    ///
    /// # Errors
    /// `NoKey`; `Rights` where others could read the file; `NotAKey`; `File`.
    pub fn read(&self, name: &str) -> Result<Key, IdentityError> {
        let file = self.file(name)?;
        if !file.is_file() {
            return Err(IdentityError::NoKey { name: name.to_owned(), folder: self.path.clone() });
        }
        refuse_rights(&file, self.forbidden, FILE_MODE)?;
        let failed = |source| IdentityError::File { doing: "read", path: file.clone(), source };
        if fs::metadata(&file).map_err(failed)?.len() > MOST_BYTES {
            return Err(IdentityError::NotAKey(file));
        }
        let text = Zeroizing::new(fs::read(&file).map_err(failed)?);
        let mut bytes = Zeroizing::new([0_u8; 32]);
        let digits = text.trim_ascii();
        if digits.len() != 64 || HEXLOWER.decode_mut(digits, bytes.as_mut()).is_err() {
            return Err(IdentityError::NotAKey(file));
        }
        Ok(Key::from_bytes(*bytes))
    }

    /// Makes the key of this name; false where it was there. Written whole or not at all, and readable by its owner alone
    /// from its first byte.
    ///
    /// # Errors
    /// `KeyName`, `File`.
    pub fn make_key(&self, name: &str) -> Result<bool, IdentityError> {
        let file = self.file(name)?;
        if file.exists() {
            return Ok(false);
        }
        // A name of its own: with a common one, this program could link what another has begun to write.
        let aside = self.path.join(format!(".{name}.{}.part", HEXLOWER.encode(&random_bytes::<8>())));
        let failed = |source| IdentityError::File { doing: "write", path: file.clone(), source };
        let mut text = Zeroizing::new(HEXLOWER.encode(Zeroizing::new(random_bytes::<32>()).as_ref()));
        text.push('\n');
        let mut written =
            OpenOptions::new().write(true).create_new(true).mode(FILE_MODE).open(&aside).map_err(failed)?;
        // A link refuses to take the place of a key that another program made meanwhile; a rename would not.
        let linked = written
            .write_all(text.as_bytes())
            .and_then(|()| written.sync_all())
            .and_then(|()| fs::hard_link(&aside, &file));
        fs::remove_file(&aside).map_err(failed)?;
        let made = match linked {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(failed(error)),
            linked => linked.is_ok(),
        };
        File::open(&self.path).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(made)
    }

    fn file(&self, name: &str) -> Result<PathBuf, IdentityError> {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if name.is_empty() || name.len() > 64 || !name.bytes().all(fits) {
            return Err(IdentityError::KeyName(name.to_owned()));
        }
        Ok(self.path.join(format!("{name}.key")))
    }
}

fn refuse_rights(path: &Path, forbidden: u32, should: u32) -> Result<(), IdentityError> {
    let metadata =
        fs::metadata(path).map_err(|source| IdentityError::File { doing: "read", path: path.to_owned(), source })?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & forbidden != 0 {
        return Err(IdentityError::Rights { path: path.to_owned(), mode, should });
    }
    Ok(())
}
