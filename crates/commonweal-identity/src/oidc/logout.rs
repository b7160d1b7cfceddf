//! The provider's message that somebody has signed out there.

use crate::oidc::claims;
use crate::oidc::client::ALGORITHMS;
use crate::oidc::error::OidcError;
use crate::oidc::profile::OidcProfile;
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use openidconnect::JsonWebKey;
use openidconnect::core::{CoreJsonWebKeySet, CoreJwsSigningAlgorithm};
use serde_json::Value;

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// Who has signed out at the provider. At least one of subject and session is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedOut {
    /// The provider.
    pub issuer: String,
    /// The person, where the message is about all their sessions.
    pub subject: Option<String>,
    /// The provider's session.
    pub session_id: Option<String>,
    /// The message's own id; one that was seen before is refused by who keeps them.
    pub token_id: String,
}

/// Reads a logout token: signature, issuer, audience, times, the event, and no nonce (Back-Channel Logout 1.0, 2.6).
pub(super) fn read(
    token: &str,
    keys: &CoreJsonWebKeySet,
    issuer: &str,
    client_id: &str,
    profile: OidcProfile,
    now: Timestamp,
) -> Result<LoggedOut, OidcError> {
    check_signature(token, keys)?;
    let claims = claims::of_token(token).ok_or(OidcError::Logout("cannot be read"))?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    if text("iss").as_deref() != Some(issuer) {
        return Err(OidcError::Issuer);
    }
    claims::check_audience(&claims, client_id)?;
    claims::check_times(&claims, now)?;
    if !claims.get("events").and_then(|events| events.get(EVENT)).is_some_and(Value::is_object) {
        return Err(OidcError::Logout("is about something else"));
    }
    if claims.contains_key("nonce") {
        return Err(OidcError::Logout("has a nonce, so that it may be an identity token"));
    }
    let session_id = text("sid");
    let subject = if claims.contains_key("sub") { Some(profile.subject(&claims)?) } else { None };
    if subject.is_none() && session_id.is_none() {
        return Err(OidcError::Logout("names neither a person nor a session"));
    }
    let token_id = text("jti").ok_or(OidcError::Logout("has no id, so that it could be sent twice"))?;
    Ok(LoggedOut { issuer: issuer.to_owned(), subject, session_id, token_id })
}

fn check_signature(token: &str, keys: &CoreJsonWebKeySet) -> Result<(), OidcError> {
    let header = claims::part(token, 0).ok_or(OidcError::Logout("cannot be read"))?;
    let named = header.get("alg").cloned().unwrap_or_default();
    let refused = || OidcError::Algorithm(named.as_str().unwrap_or("nothing").to_owned());
    let algorithm: CoreJwsSigningAlgorithm = serde_json::from_value(named.clone()).map_err(|_| refused())?;
    if !ALGORITHMS.contains(&algorithm) {
        return Err(refused());
    }
    let kind = header.get("typ").and_then(Value::as_str);
    if kind.is_some_and(|kind| !kind.eq_ignore_ascii_case("logout+jwt") && !kind.eq_ignore_ascii_case("jwt")) {
        return Err(OidcError::Logout("is of another kind"));
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(OidcError::Logout("cannot be read"))?;
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| OidcError::Logout("cannot be read"))?;
    let wanted = header.get("kid").and_then(Value::as_str);
    let mut fitting = keys
        .keys()
        .iter()
        .filter(|key| wanted.is_none_or(|wanted| key.key_id().is_some_and(|id| id.as_str() == wanted)));
    if fitting.any(|key| key.verify_signature(&algorithm, signed.as_bytes(), &signature).is_ok()) {
        return Ok(());
    }
    Err(OidcError::Signature("no key of its own fits".to_owned()))
}
