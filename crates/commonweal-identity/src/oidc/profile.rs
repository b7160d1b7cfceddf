//! How providers differ: what is asked of them, what names a person, and what shows a second factor.

use crate::oidc::error::OidcError;
use serde_json::{Map, Value};
use std::fmt;
use std::str::FromStr;

/// Which kind of provider it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OidcProfile {
    /// Any provider that follows the standard.
    Generic,
    /// NHS Care Identity Service 2: people are named by their UUID, a second factor is authentication assurance level 2 or
    /// 3. We prove who we are by a client secret; `private_key_jwt` is not served.
    Cis2,
    /// Microsoft Entra ID: people are named by tenant and object, because `sub` differs between programs, and addresses
    /// are not verified.
    Entra,
}

/// The REFEDS profile of multi-factor sign-in, which universities and research organisations use.
const REFEDS_MFA: &str = "https://refeds.org/profile/mfa";

/// A word that is no profile's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no profile; write \"generic\", \"cis2\" or \"entra\"")]
pub struct UnknownProfile(String);

impl OidcProfile {
    /// Every profile.
    pub const ALL: &'static [Self] = &[Self::Generic, Self::Cis2, Self::Entra];

    /// Its word in settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Generic => "generic",
            Self::Cis2 => "cis2",
            Self::Entra => "entra",
        }
    }

    pub(super) fn scopes(self) -> &'static [&'static str] {
        match self {
            Self::Generic | Self::Entra => &["openid", "profile", "email"],
            // Of its scopes the one with the UUID is enough; roles and organisations are not read.
            Self::Cis2 => &["openid", "profile"],
        }
    }

    pub(super) fn acr_values(self) -> Option<&'static str> {
        match self {
            Self::Cis2 => Some("AAL2_OR_AAL3_ANY"),
            Self::Generic | Self::Entra => None,
        }
    }

    /// Refuses an issuer under which anybody could have an account.
    pub(super) fn check_issuer(self, issuer: &str) -> Result<(), OidcError> {
        let shared = ["common", "organizations", "consumers"];
        if self == Self::Entra && issuer.split('/').any(|part| shared.contains(&part)) {
            return Err(OidcError::Settings(
                "issuer: name your own tenant, as in https://login.microsoftonline.com/TENANT-ID/v2.0; with `common` or `organizations` anybody's account would do".to_owned(),
            ));
        }
        Ok(())
    }

    /// What names the person for good.
    pub(super) fn subject(self, claims: &Map<String, Value>) -> Result<String, OidcError> {
        let text = |name: &'static str| claims.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
        match self {
            Self::Generic => text("sub").map(str::to_owned).ok_or(OidcError::Claim("sub")),
            Self::Cis2 => text("nhsid_useruid").or(text("sub")).map(str::to_owned).ok_or(OidcError::Claim("sub")),
            Self::Entra => {
                let tenant = text("tid").ok_or(OidcError::Claim("tid"))?;
                Ok(format!("{tenant}:{}", text("oid").ok_or(OidcError::Claim("oid"))?))
            }
        }
    }

    /// Whether the provider says that it verified the address. Entra never does: its `email` can be set by an owner of
    /// another tenant.
    pub(super) fn email_is_verified(self, claims: &Map<String, Value>) -> bool {
        self != Self::Entra && claims.get("email_verified").and_then(Value::as_bool) == Some(true)
    }

    /// Whether the token says that a second factor was used.
    pub(super) fn has_second_factor(self, claims: &Map<String, Value>) -> bool {
        let methods: Vec<&str> = match claims.get("amr") {
            Some(Value::Array(methods)) => methods.iter().filter_map(Value::as_str).collect(),
            Some(Value::String(method)) => vec![method],
            _ => Vec::new(),
        };
        let context = claims.get("acr").and_then(Value::as_str).unwrap_or_default();
        match self {
            Self::Generic => {
                methods.contains(&"mfa") || kinds_of(&methods) > 1 || ["mfa", REFEDS_MFA].contains(&context)
            }
            Self::Cis2 => {
                // The level is what was reached; the context may only repeat what was asked for.
                match claims.get("authentication_assurance_level") {
                    Some(level) => level_of(level) >= 2,
                    None => ["AAL2", "AAL3"].iter().any(|word| context.starts_with(word)),
                }
            }
            Self::Entra => methods.contains(&"mfa"),
        }
    }
}

/// How many of the three kinds of proof (what is known, what is held, what one is) the methods of RFC 8176 belong to.
fn kinds_of(methods: &[&str]) -> usize {
    const KNOWN: &[&str] = &["kba", "pin", "pwd"];
    const HELD: &[&str] = &["hwk", "otp", "pop", "sc", "sms", "swk", "tel"];
    const IS: &[&str] = &["face", "fpt", "iris", "retina", "vbm"];
    [KNOWN, HELD, IS].iter().filter(|kind| methods.iter().any(|method| kind.contains(method))).count()
}

fn level_of(value: &Value) -> u64 {
    value.as_u64().or_else(|| value.as_str().and_then(|text| text.parse().ok())).unwrap_or_default()
}

impl fmt::Display for OidcProfile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for OidcProfile {
    type Err = UnknownProfile;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .iter()
            .find(|profile| profile.as_str() == text)
            .copied()
            .ok_or_else(|| UnknownProfile(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).expect("an object")
    }

    #[test]
    fn each_profile_names_a_person_by_its_own_claim() {
        let all = claims(r#"{"sub":"s","nhsid_useruid":"910000000001","tid":"t","oid":"o","email_verified":true}"#);
        assert_eq!(OidcProfile::Generic.subject(&all).as_deref(), Ok("s"));
        assert_eq!(OidcProfile::Cis2.subject(&all).as_deref(), Ok("910000000001"));
        assert_eq!(OidcProfile::Entra.subject(&all).as_deref(), Ok("t:o"));
        assert_eq!(OidcProfile::Entra.subject(&claims(r#"{"sub":"s","tid":"t"}"#)), Err(OidcError::Claim("oid")));
        assert!(OidcProfile::Generic.email_is_verified(&all) && !OidcProfile::Entra.email_is_verified(&all));
        assert!(!OidcProfile::Generic.email_is_verified(&claims(r#"{"email_verified":"true"}"#)), "a text is no yes");
    }

    #[test]
    fn a_second_factor_is_what_the_provider_says_it_is() {
        for (profile, text, has) in [
            (OidcProfile::Generic, r#"{"amr":["pwd"]}"#, false),
            (OidcProfile::Generic, r#"{"amr":["pwd","mfa"]}"#, true),
            (OidcProfile::Generic, r#"{"amr":["otp"]}"#, false),
            (OidcProfile::Generic, r#"{"amr":["otp","sms"]}"#, false),
            (OidcProfile::Generic, r#"{"amr":["pwd","otp"]}"#, true),
            (OidcProfile::Generic, r#"{"amr":["hwk","fpt"]}"#, true),
            (OidcProfile::Generic, r#"{"amr":"pwd"}"#, false),
            (OidcProfile::Generic, r#"{"acr":"mfa"}"#, true),
            (OidcProfile::Generic, r#"{"acr":"urn:mace:incommon:iap:silver"}"#, false),
            (OidcProfile::Generic, r#"{}"#, false),
            (OidcProfile::Cis2, r#"{"authentication_assurance_level":"3"}"#, true),
            (OidcProfile::Cis2, r#"{"authentication_assurance_level":"1"}"#, false),
            (OidcProfile::Cis2, r#"{"acr":"AAL3_ANY"}"#, true),
            (OidcProfile::Cis2, r#"{"acr":"AAL2_OR_AAL3_ANY","authentication_assurance_level":"1"}"#, false),
            (OidcProfile::Cis2, r#"{"acr":"AAL1_USERPASS"}"#, false),
            (OidcProfile::Cis2, r#"{"amr":["mfa"]}"#, false),
            (OidcProfile::Entra, r#"{"amr":["pwd","mfa"]}"#, true),
            (OidcProfile::Entra, r#"{"amr":["pwd"],"acr":"mfa"}"#, false),
        ] {
            assert_eq!(profile.has_second_factor(&claims(text)), has, "{profile} {text}");
        }
    }

    #[test]
    fn an_issuer_that_is_everybodys_is_refused() {
        assert!(OidcProfile::Entra.check_issuer("https://login.microsoftonline.com/common/v2.0").is_err());
        assert!(OidcProfile::Entra.check_issuer("https://login.microsoftonline.com/0f1e/v2.0").is_ok());
        assert!(OidcProfile::Entra.check_issuer("https://login.microsoftonline.com/commonwealth/v2.0").is_ok());
        assert_eq!("cis2".parse(), Ok(OidcProfile::Cis2));
        assert!("CIS2".parse::<OidcProfile>().expect_err("a word").to_string().contains("cis2"));
    }
}
