//! What a verified identity token says, and the checks that the library leaves to us.

use crate::oidc::error::OidcError;
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde_json::{Map, Value};

/// Clocks may differ by so much.
pub(super) const LEEWAY_SECONDS: i64 = 60;

/// The claims of a token, signature and all else not looked at.
pub(super) fn of_token(token: &str) -> Option<Map<String, Value>> {
    part(token, 1)
}

/// One of the three parts of a token as an object: 0 the header, 1 the claims.
pub(super) fn part(token: &str, number: usize) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let wanted = parts.nth(number)?;
    let bytes = BASE64URL_NOPAD.decode(wanted.as_bytes()).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The claims that every token has; of the audience, [`check_audience`] says more.
pub(super) fn check_present(claims: &Map<String, Value>) -> Result<(), OidcError> {
    let lacks = ["iss", "sub", "exp", "iat"].into_iter().find(|name| claims.get(*name).is_none_or(Value::is_null));
    lacks.map_or(Ok(()), |name| Err(OidcError::Claim(name)))
}

/// Times, within the leeway: not over, not issued in the future, not before its time.
pub(super) fn check_times(claims: &Map<String, Value>, now: Timestamp) -> Result<(), OidcError> {
    let second = |name: &str| claims.get(name).and_then(Value::as_f64);
    let now = now.as_second();
    let (ahead, behind) = ((now + LEEWAY_SECONDS) as f64, (now - LEEWAY_SECONDS) as f64);
    let ends = second("exp").ok_or(OidcError::Claim("exp"))?;
    let issued = second("iat").ok_or(OidcError::Claim("iat"))?;
    if ends <= behind || issued > ahead || second("nbf").is_some_and(|from| from > ahead) {
        return Err(OidcError::Time);
    }
    Ok(())
}

/// The audience is ours; where there are several, the token names us as the party it is for.
pub(super) fn check_audience(claims: &Map<String, Value>, client_id: &str) -> Result<(), OidcError> {
    let audiences: Vec<&str> = match claims.get("aud") {
        Some(Value::String(one)) => vec![one],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let party = claims.get("azp").and_then(Value::as_str);
    let is_ours = audiences.contains(&client_id)
        && party.is_none_or(|party| party == client_id)
        && (audiences.len() == 1 || party.is_some());
    if is_ours { Ok(()) } else { Err(OidcError::Audience) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(text: &str) -> Map<String, Value> {
        serde_json::from_str(text).expect("an object")
    }

    #[test]
    fn times_are_judged_with_a_minute_of_leeway() {
        let now = Timestamp::from_second(1_000_000).expect("a second");
        for (text, fits) in [
            (r#"{"exp":1000300,"iat":1000000}"#, true),
            (r#"{"exp":999941,"iat":999000}"#, true),
            (r#"{"exp":999940,"iat":999000}"#, false),
            (r#"{"exp":1000300,"iat":1000060}"#, true),
            (r#"{"exp":1000300,"iat":1000061}"#, false),
            (r#"{"exp":1000300,"iat":1000000,"nbf":1000061}"#, false),
            (r#"{"iat":1000000}"#, false),
            (r#"{"exp":"1000300","iat":1000000}"#, false),
        ] {
            assert_eq!(check_times(&claims(text), now).is_ok(), fits, "{text}");
        }
    }

    #[test]
    fn several_audiences_need_a_party() {
        for (text, fits) in [
            (r#"{"aud":"us"}"#, true),
            (r#"{"aud":["us"]}"#, true),
            (r#"{"aud":["us"],"azp":"them"}"#, false),
            (r#"{"aud":["us","them"]}"#, false),
            (r#"{"aud":["us","them"],"azp":"us"}"#, true),
            (r#"{"aud":["them"],"azp":"us"}"#, false),
            (r#"{}"#, false),
        ] {
            assert_eq!(check_audience(&claims(text), "us").is_ok(), fits, "{text}");
        }
    }
}
