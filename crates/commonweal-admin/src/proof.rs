//! The proofs of who somebody is, as the use cases need them: tokens, codes, passwords, factors.

use crate::error::DeskError;
use crate::sign_in::Enrol;
use commonweal_identity::totp::Factor;
use commonweal_identity::{Secret, code_hash, new_code, password, random_bytes, random_token, recovery};
use jiff::Timestamp;

pub(crate) use commonweal_identity::token_hash;

/// Letters in a token: 256 bits as base 64.
const TOKEN: usize = 43;

/// 128 random bits as hex.
pub(crate) fn random_word() -> String {
    crate::backup::hex(&random_bytes::<16>())
}

/// What a cookie, a key or a step is known by.
pub(crate) fn token() -> Secret {
    random_token()
}

/// Whether a text can be a token at all; anything else is not looked up.
pub(crate) fn looks_like_token(text: &str) -> bool {
    text.len() == TOKEN && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

/// The token of a session's forms: who has no cookie cannot make it.
pub(crate) fn form_token(cookie: &str) -> Secret {
    Secret::new(token_hash(&format!("form|{cookie}")))
}

/// A code of an invitation and its hash.
pub(crate) fn invitation_code() -> (Secret, String) {
    let code = new_code();
    let hash = code_hash(code.expose()).expect("a code that was just made can be read");
    (code, hash)
}

/// What a password's check found.
pub(crate) struct Checked {
    /// It is the account's.
    pub(crate) is_right: bool,
    /// Its hash with today's parameters, where the kept one has older ones.
    pub(crate) rehash: Option<String>,
}

/// Compares a password with its hash; without one it takes the same work and is wrong.
pub(crate) async fn check_password(hash: Option<&str>, given: &str) -> Result<Checked, DeskError> {
    let Some(hash) = hash else {
        password::verify_nobody(given).await;
        return Ok(Checked { is_right: false, rehash: None });
    };
    let is_right = password::verify(given, hash).await?;
    let rehash = match is_right && password::needs_rehash(hash) {
        true => Some(password::hash(given).await?),
        false => None,
    };
    Ok(Checked { is_right, rehash })
}

/// A new second factor: what is kept of it, and what is shown once.
pub(crate) fn new_factor(user: &str, service: &str) -> Result<(String, Enrol), DeskError> {
    let factor = Factor::random();
    let enrol = Enrol {
        secret_text: factor.secret_text().expose().to_owned(),
        uri: factor.uri(service, user).expose().to_owned(),
        qr_svg: factor.qr_svg(service, user)?,
    };
    Ok((crate::backup::hex(factor.bytes()), enrol))
}

/// The step a code belongs to; none for a wrong code. That a step is used once is the database's to say.
pub(crate) fn totp_step(factor: &str, code: &str, now: Timestamp) -> Result<Option<u64>, DeskError> {
    let factor = Factor::from_bytes(&unhex(factor))?;
    Ok(factor.step_of(code, now, None))
}

fn unhex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let pairs = text.as_bytes().chunks_exact(2);
    pairs.filter_map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?)).collect()
}

/// New recovery codes and their hashes.
pub(crate) fn recovery_codes() -> (Vec<String>, Vec<String>) {
    let codes: Vec<String> = recovery::new_codes().iter().map(|code| code.expose().to_owned()).collect();
    let hashes = codes.iter().filter_map(|code| recovery::hash(code)).collect();
    (codes, hashes)
}
