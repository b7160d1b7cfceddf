//! Sealed values: nobody reads or changes them without the key, and none can be moved to another record.

use crate::error::IdentityError;
use crate::keys::Key;
use crate::secret::random_bytes;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use data_encoding::BASE64URL_NOPAD;
use zeroize::Zeroizing;

const VERSION: &str = "v1";
const NONCE: usize = 12;

/// Seals a value (ChaCha20-Poly1305, RFC 8439, with a random nonce) as `v1.KEY-ID.TEXT`. `associated` says what it belongs
/// to, such as an account; it is not in the text, and the same must be given to open it.
///
/// A random nonce of 96 bits allows some four thousand million values for one key before two nonces are likely to be
/// alike; rotate keys long before.
pub fn seal(key: &Key, associated: &[u8], plain: &[u8]) -> String {
    let nonce = random_bytes::<NONCE>();
    let sealed = cipher(key)
        .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: associated })
        .expect("a value in memory is shorter than the cipher's limit of 256 GiB");
    let mut bytes = nonce.to_vec();
    bytes.extend_from_slice(&sealed);
    format!("{VERSION}.{}.{}", key.id(), BASE64URL_NOPAD.encode(&bytes))
}

/// Opens what [`seal`] made.
///
/// # Errors
/// `Sealed` where the text, what it belongs to, or the key is another.
pub fn unseal(key: &Key, associated: &[u8], sealed: &str) -> Result<Zeroizing<Vec<u8>>, IdentityError> {
    let (id, text) = parts(sealed).ok_or(IdentityError::Sealed)?;
    if id != key.id() {
        return Err(IdentityError::Sealed);
    }
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| IdentityError::Sealed)?;
    let (nonce, rest) = bytes.split_first_chunk::<NONCE>().ok_or(IdentityError::Sealed)?;
    let opened = cipher(key).decrypt(&Nonce::from(*nonce), Payload { msg: rest, aad: associated });
    opened.map(Zeroizing::new).map_err(|_| IdentityError::Sealed)
}

/// Which key a sealed value needs.
pub fn sealed_key_id(sealed: &str) -> Option<&str> {
    parts(sealed).map(|(id, _)| id)
}

/// What an identity in the vault belongs to: a practice and a pseudonym, parted so that no other pair reads alike.
pub fn vault_associated(practice: &str, pseudonym: &str) -> Vec<u8> {
    format!("vault|{}|{practice}|{pseudonym}", practice.len()).into_bytes()
}

fn parts(sealed: &str) -> Option<(&str, &str)> {
    sealed.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')
}

pub(crate) fn cipher(key: &Key) -> ChaCha20Poly1305 {
    ChaCha20Poly1305::new(key.bytes().into())
}
