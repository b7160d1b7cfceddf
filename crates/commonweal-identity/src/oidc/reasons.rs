//! What the library says went wrong, in our words and without what a token holds.

use crate::oidc::claims;
use crate::oidc::client::ALGORITHMS;
use crate::oidc::error::OidcError;
use crate::oidc::http::CallError;
use openidconnect::core::{CoreErrorResponseType, CoreJwsSigningAlgorithm, CoreRequestTokenError};
use openidconnect::{ClaimsVerificationError, DiscoveryError, RequestTokenError, SignatureVerificationError};
use serde_json::Value;

/// The standard's name of an algorithm.
pub(super) fn name_of(algorithm: &CoreJwsSigningAlgorithm) -> String {
    serde_json::to_value(algorithm).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Why a token does not hold.
pub(super) fn token(error: ClaimsVerificationError) -> OidcError {
    match error {
        ClaimsVerificationError::InvalidIssuer(_) => OidcError::Issuer,
        ClaimsVerificationError::InvalidAudience(_) => OidcError::Audience,
        ClaimsVerificationError::InvalidNonce(_) => OidcError::Nonce,
        ClaimsVerificationError::InvalidSubject(_) => OidcError::Claim("sub"),
        ClaimsVerificationError::Expired(_) => OidcError::Time,
        ClaimsVerificationError::SignatureVerification(
            SignatureVerificationError::DisallowedAlg(name) | SignatureVerificationError::UnsupportedAlg(name),
        ) => OidcError::Algorithm(name),
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoSignature) => {
            OidcError::Algorithm("none".to_owned())
        }
        ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => {
            OidcError::Signature("no key of its own fits".to_owned())
        }
        ClaimsVerificationError::SignatureVerification(_) => OidcError::Signature("the signature is wrong".to_owned()),
        _ => not_a_token(),
    }
}

/// Why the metadata could not be read.
pub(super) fn discovery(error: &DiscoveryError<CallError>) -> OidcError {
    match error {
        DiscoveryError::Request(error) => OidcError::Provider(error.to_string()),
        DiscoveryError::Response(status, _, _) => {
            OidcError::Provider(format!("it answered {status} where its metadata should be; check `issuer`"))
        }
        DiscoveryError::Validation(_) => OidcError::Settings(
            "issuer: the service names itself otherwise; write it exactly as its metadata does".to_owned(),
        ),
        DiscoveryError::Parse(_) => OidcError::Provider("its metadata cannot be read".to_owned()),
        _ => OidcError::Provider("its metadata is not as the standard says".to_owned()),
    }
}

/// Why a code gave no token.
pub(super) fn exchange(error: CoreRequestTokenError<CallError>) -> OidcError {
    match error {
        RequestTokenError::ServerResponse(answer) if *answer.error() == CoreErrorResponseType::InvalidClient => {
            OidcError::Settings("client_id or the secret in client_secret_file: the service refuses them".to_owned())
        }
        RequestTokenError::ServerResponse(_) => OidcError::Code,
        RequestTokenError::Request(error) => OidcError::Provider(error.to_string()),
        RequestTokenError::Parse(_, body) => unreadable(&body),
        RequestTokenError::Other(_) => OidcError::Provider("its answer cannot be read".to_owned()),
    }
}

/// The library reads a token's header and claims together with the answer, and says of neither what it lacks.
fn unreadable(body: &[u8]) -> OidcError {
    let not_an_answer = || OidcError::Provider("its answer cannot be read".to_owned());
    let Ok(answer) = serde_json::from_slice::<Value>(body) else { return not_an_answer() };
    let Some(token) = answer.get("id_token").and_then(Value::as_str) else { return not_an_answer() };
    let (Some(header), Some(said)) = (claims::part(token, 0), claims::of_token(token)) else {
        return not_a_token();
    };
    let named = header.get("alg").and_then(Value::as_str).unwrap_or("nothing");
    if !ALGORITHMS.iter().any(|algorithm| name_of(algorithm) == named) {
        return OidcError::Algorithm(named.chars().filter(char::is_ascii_alphanumeric).take(20).collect());
    }
    claims::check_present(&said).err().unwrap_or_else(not_an_answer)
}

fn not_a_token() -> OidcError {
    OidcError::Signature("it is not a token as the standard has them".to_owned())
}
