//! `hash` links an entry to the one before it.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest as _, Sha256};

use super::action::Chain;

/// A SHA-256, written as 64 small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

/// Text that is not a SHA-256 as we write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a hash of 64 digits 0-9 and a-f")]
pub struct HashError;

impl Hash {
    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The hash of a previous hash and what follows it.
    pub(crate) fn following(previous: &Self, text: &str) -> Self {
        Self(Sha256::new().chain_update(previous.0).chain_update(text.as_bytes()).finalize().into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

impl FromStr for Hash {
    type Err = HashError;

    fn from_str(text: &str) -> Result<Self, HashError> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Ok(b - b'0'),
            b'a'..=b'f' => Ok(b - b'a' + 10),
            _ => Err(HashError),
        };
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| HashError)?;
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Self(bytes))
    }
}

/// An end of a chain: the sequence and the hash of its last entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The sequence of the entry; 0 before the first.
    pub sequence: u64,
    /// Its hash.
    pub hash: Hash,
}

impl Link {
    /// Where a chain begins: sequence 0 and a hash of its own, so that no entry fits two chains.
    #[must_use]
    pub fn start(chain: Chain) -> Self {
        let hash = Hash(Sha256::digest(format!("commonweal audit|v1|{chain}")).into());
        Self { sequence: 0, hash }
    }
}
