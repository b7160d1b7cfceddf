//! How a secret is held, made, compared, and stored as a hash.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// A text that must not be printed: `Debug` says `[secret]`, memory is overwritten when it is dropped, and comparing takes
/// as long for a near miss as for a far one.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes a text into keeping.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// The text itself, for the one place that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        same(self.expose().as_bytes(), other.expose().as_bytes())
    }
}

impl Eq for Secret {}

/// Random bytes from the operating system.
///
/// # Panics
/// Where the system has no randomness to give, which no program of this kind can go on from.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system gives random bytes");
    bytes
}

/// A token of 256 random bits, as 43 characters that fit a cookie or a header.
pub fn random_token() -> Secret {
    Secret::new(BASE64URL_NOPAD.encode(Zeroizing::new(random_bytes::<32>()).as_ref()))
}

/// What is stored of a token: its SHA-256 as 64 hexadecimal digits. A token has 120 random bits or more, so that a fast
/// hash is enough; a password never goes through this.
pub fn token_hash(token: &str) -> String {
    HEXLOWER.encode(&Sha256::digest(token.as_bytes()))
}

/// Whether two values are equal, in a time that does not tell where they differ.
pub fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}
