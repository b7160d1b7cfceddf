//! Where do ids that nobody can guess come from? From the random numbers of the TLS provider.

use std::sync::OnceLock;
use tokio_rustls::rustls;
use tokio_rustls::rustls::crypto::SecureRandom;

/// So many random bytes as hexadecimal digits.
///
/// # Errors
/// Where the system has no randomness to give, which a machine in order never says.
pub(crate) fn hex<const N: usize>() -> Result<String, rustls::Error> {
    static SOURCE: OnceLock<&'static dyn SecureRandom> = OnceLock::new();
    let source = SOURCE.get_or_init(|| rustls::crypto::ring::default_provider().secure_random);
    let mut bytes = [0; N];
    source.fill(&mut bytes)?;
    Ok(digits(&bytes))
}

/// Bytes as hexadecimal digits.
pub(crate) fn digits(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |value: u8| char::from(DIGITS[usize::from(value)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
