//! Messages of sign-out that must be refused, each with its own reason, and the good ones among them.

use crate::oidc::forge::{ONE, TWO, hs256, unsigned, with};
use crate::oidc::liar::{CLIENT, CLIENT_SECRET, Liar, says_no_secret};
use commonweal_identity::{LoggedOut, OidcError};
use jiff::Timestamp;
use serde_json::{Map, Value, json};

const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

fn message(liar: &Liar, now: Timestamp) -> Map<String, Value> {
    let claims = json!({
        "iss": liar.address, "aud": CLIENT, "iat": now.as_second(), "exp": now.as_second() + 120, "jti": "message-1",
        "events": { EVENT: {} }, "sub": "person-1", "sid": "session-1",
    });
    claims.as_object().cloned().unwrap_or_default()
}

#[tokio::test]
async fn a_good_message_says_who_has_signed_out_and_can_be_told_from_its_replay() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let token = ONE.token_with(&json!({ "alg": "RS256", "kid": "one", "typ": "logout+jwt" }), &message(&liar, now));
    let read = client.back_channel(&token, now).await.expect("a good message");
    let expected = LoggedOut {
        issuer: liar.address.clone(),
        subject: Some("person-1".to_owned()),
        session_id: Some("session-1".to_owned()),
        token_id: "message-1".to_owned(),
    };
    assert_eq!(read, expected);
    // Who keeps the ids sees that it was sent twice.
    assert_eq!(client.back_channel(&token, now).await.map(|again| again.token_id), Ok("message-1".to_owned()));
    for (without, subject, session) in [("sub", None, Some("session-1")), ("sid", Some("person-1"), None)] {
        let read = client.back_channel(&ONE.token(&with(&message(&liar, now), without, Value::Null)), now).await;
        let read = read.expect("a person or a session is enough");
        assert_eq!((read.subject.as_deref(), read.session_id.as_deref()), (subject, session));
    }
}

#[tokio::test]
async fn messages_that_are_not_as_they_should_be_are_refused_with_their_own_reason() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let good = message(&liar, now);
    let at = |seconds: i64| json!(now.as_second() + seconds);
    let nobody = OidcError::Logout("names neither a person nor a session");
    let other_event = OidcError::Logout("is about something else");
    let cases = [
        ("exp", at(-61), OidcError::Time),
        ("exp", Value::Null, OidcError::Claim("exp")),
        ("iat", at(61), OidcError::Time),
        ("iat", Value::Null, OidcError::Claim("iat")),
        ("aud", json!("another-program"), OidcError::Audience),
        ("aud", Value::Null, OidcError::Audience),
        ("iss", json!("https://id.example.org"), OidcError::Issuer),
        ("iss", Value::Null, OidcError::Issuer),
        ("events", Value::Null, other_event.clone()),
        ("events", json!({ "https://example.org/another": {} }), other_event.clone()),
        ("events", json!({ EVENT: "yes" }), other_event),
        ("nonce", json!("n"), OidcError::Logout("has a nonce, so that it may be an identity token")),
        ("jti", Value::Null, OidcError::Logout("has no id, so that it could be sent twice")),
        ("sub", json!(7), OidcError::Claim("sub")),
    ];
    for (name, value, refusal) in cases {
        let token = ONE.token(&with(&good, name, value.clone()));
        let result = client.back_channel(&token, now).await;
        assert_eq!(result.as_ref(), Err(&refusal), "{name} {value}");
        says_no_secret(&format!("{result:?} {refusal}"), &token);
    }
    let neither = with(&with(&good, "sub", Value::Null), "sid", Value::Null);
    assert_eq!(client.back_channel(&ONE.token(&neither), now).await, Err(nobody));
    for text in ["", "a", "a.b.c", "e30.e30.e30"] {
        let result = client.back_channel(text, now).await;
        assert!(matches!(result, Err(OidcError::Logout(_) | OidcError::Algorithm(_))), "`{text}`: {result:?}");
    }
}

#[tokio::test]
async fn forged_messages_are_refused_and_cost_the_provider_one_call_a_minute() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let good = message(&liar, now);
    let none = client.back_channel(&format!("{}.", unsigned(&json!({ "alg": "none" }), &good)), now).await;
    assert_eq!(none, Err(OidcError::Algorithm("none".to_owned())));
    let shared = client.back_channel(&hs256(CLIENT_SECRET.as_bytes(), &good), now).await;
    assert_eq!(shared, Err(OidcError::Algorithm("HS256".to_owned())));
    let kind = ONE.token_with(&json!({ "alg": "RS256", "kid": "one", "typ": "at+jwt" }), &good);
    assert_eq!(client.back_channel(&kind, now).await, Err(OidcError::Logout("is of another kind")));
    assert_eq!(liar.asked("/jwks").len(), 1, "none of these needs the keys again");
    for _ in 0..5 {
        let forged = TWO.token_with(&ONE.header(), &good);
        let result = client.back_channel(&forged, now).await;
        assert!(matches!(result, Err(OidcError::Signature(_))), "{result:?}");
        says_no_secret(&format!("{result:?}"), &forged);
    }
    assert_eq!(liar.asked("/jwks").len(), 2, "five forgeries, one call");
    let later = now + jiff::SignedDuration::from_secs(61);
    liar.shows(&[&TWO]);
    assert!(client.back_channel(&TWO.token(&good), later).await.is_ok(), "a new key is taken");
    assert_eq!(liar.asked("/jwks").len(), 3);
}
