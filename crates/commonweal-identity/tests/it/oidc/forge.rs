//! Keys made at run time, and tokens signed with them as the test wishes.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use openidconnect::{JsonWebKeyId, PrivateSigningKey};
use serde_json::{Map, Value, json};
use sha2::Sha256;
use std::process::Command;
use std::sync::LazyLock;

/// The key that the provider shows.
pub(super) static ONE: LazyLock<Signer> = LazyLock::new(|| Signer::new("one"));
/// A key that it does not show at first.
pub(super) static TWO: LazyLock<Signer> = LazyLock::new(|| Signer::new("two"));

/// A private key and its public name.
pub(super) struct Signer {
    kid: &'static str,
    key: CoreRsaPrivateSigningKey,
}

impl Signer {
    fn new(kid: &'static str) -> Self {
        let made = Command::new("openssl").args(["genrsa", "-traditional", "2048"]).output().expect("openssl is here");
        assert!(made.status.success(), "openssl makes no key");
        let pem = String::from_utf8(made.stdout).expect("a text");
        let key = CoreRsaPrivateSigningKey::from_pem(&pem, Some(JsonWebKeyId::new(kid.to_owned())));
        Self { kid, key: key.expect("a key") }
    }

    /// The public key, as a key set has it.
    pub(super) fn public(&self) -> Value {
        serde_json::to_value(self.key.as_verification_key()).expect("JSON")
    }

    /// A header that names this key.
    pub(super) fn header(&self) -> Value {
        json!({ "alg": "RS256", "kid": self.kid })
    }

    /// A token signed with this key.
    pub(super) fn token(&self, claims: &Map<String, Value>) -> String {
        self.token_with(&self.header(), claims)
    }

    /// A token signed with this key, under a header that may say something else.
    pub(super) fn token_with(&self, header: &Value, claims: &Map<String, Value>) -> String {
        let algorithm = match header["alg"].as_str() {
            Some("PS256") => CoreJwsSigningAlgorithm::RsaSsaPssSha256,
            Some("RS512") => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
            _ => CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
        };
        let signed = unsigned(header, claims);
        let signature = self.key.sign(&algorithm, signed.as_bytes()).expect("a signature");
        format!("{signed}.{}", BASE64URL_NOPAD.encode(&signature))
    }
}

/// The first two parts of a token.
pub(super) fn unsigned(header: &Value, claims: &Map<String, Value>) -> String {
    let claims = serde_json::to_vec(claims).expect("JSON");
    format!("{}.{}", BASE64URL_NOPAD.encode(header.to_string().as_bytes()), BASE64URL_NOPAD.encode(&claims))
}

/// A token "signed" with a text that is no secret of the provider's.
pub(super) fn hs256(secret: &[u8], claims: &Map<String, Value>) -> String {
    let signed = unsigned(&json!({ "alg": "HS256", "kid": "one" }), claims);
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", BASE64URL_NOPAD.encode(&mac.finalize().into_bytes()))
}

/// The claims with another value; without the claim where the value is null.
pub(super) fn with(claims: &Map<String, Value>, name: &str, value: Value) -> Map<String, Value> {
    let mut changed = claims.clone();
    if value.is_null() {
        changed.remove(name);
    } else {
        changed.insert(name.to_owned(), value);
    }
    changed
}
