//! Identity tokens that must be refused, each with its own reason, and the good ones among them.

use crate::oidc::forge::{ONE, TWO, hs256, unsigned, with};
use crate::oidc::liar::{Answer, CODE, Liar};
use commonweal_identity::OidcError;
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use serde_json::{Value, json};

#[tokio::test]
async fn a_good_token_says_who_somebody_is() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let identity = liar.sign_in(&client, now, |claims| ONE.token(claims)).await.expect("a good token");
    assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (liar.address.as_str(), "person-1"));
    assert_eq!(identity.email.as_deref(), Some("ben.board@example.org"));
    assert_eq!((identity.name.as_deref(), identity.session_id.as_deref()), (Some("Ben Board"), Some("session-1")));
    assert!(identity.email_verified && !identity.second_factor);
    let strong = with(&serde_json::Map::new(), "amr", json!(["pwd", "mfa"]));
    let identity = liar
        .sign_in(&client, now, |claims| ONE.token(&with(claims, "amr", strong["amr"].clone())))
        .await
        .expect("a good token");
    assert!(identity.second_factor);
    let probabilistic = json!({ "alg": "PS256", "kid": "one" });
    assert!(liar.sign_in(&client, now, |claims| ONE.token_with(&probabilistic, claims)).await.is_ok(), "PS256");
}

#[tokio::test]
async fn claims_that_are_not_as_they_should_be_are_refused_with_their_own_reason() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let at = |seconds: i64| json!(now.as_second() + seconds);
    let cases: &[(&str, Value, Option<OidcError>)] = &[
        ("exp", at(-61), Some(OidcError::Time)),
        ("exp", at(-59), None),
        ("exp", Value::Null, Some(OidcError::Claim("exp"))),
        ("iat", at(61), Some(OidcError::Time)),
        ("iat", at(59), None),
        ("iat", Value::Null, Some(OidcError::Claim("iat"))),
        ("nbf", at(61), Some(OidcError::Time)),
        ("nbf", at(-5), None),
        ("aud", json!("another-program"), Some(OidcError::Audience)),
        ("aud", json!(["commonweal-test"]), None),
        ("aud", json!(["commonweal-test", "another-program"]), Some(OidcError::Audience)),
        ("aud", json!([]), Some(OidcError::Audience)),
        ("aud", Value::Null, Some(OidcError::Audience)),
        ("azp", json!("another-program"), Some(OidcError::Audience)),
        ("azp", json!("commonweal-test"), None),
        ("iss", json!("https://id.example.org"), Some(OidcError::Issuer)),
        ("iss", json!(format!("{}/", liar.address)), Some(OidcError::Issuer)),
        ("iss", Value::Null, Some(OidcError::Claim("iss"))),
        ("nonce", json!("of-another-sign-in"), Some(OidcError::Nonce)),
        ("nonce", Value::Null, Some(OidcError::Nonce)),
        ("sub", Value::Null, Some(OidcError::Claim("sub"))),
        ("sub", json!(""), Some(OidcError::Claim("sub"))),
    ];
    for (name, value, refusal) in cases {
        let result = liar.sign_in(&client, now, |claims| ONE.token(&with(claims, name, value.clone()))).await;
        assert_eq!(result.err(), *refusal, "{name} {value}");
    }
    let shared = json!(["commonweal-test", "another-program"]);
    for (party, refusal) in [("commonweal-test", None), ("another-program", Some(OidcError::Audience))] {
        let result = liar
            .sign_in(&client, now, |claims| ONE.token(&with(&with(claims, "aud", shared.clone()), "azp", json!(party))))
            .await;
        assert_eq!(result.err(), refusal, "several audiences, for {party}");
    }
}

#[tokio::test]
async fn signatures_that_are_not_the_providers_are_refused() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let forged = liar.sign_in(&client, now, |claims| TWO.token_with(&ONE.header(), claims)).await;
    assert!(matches!(forged, Err(OidcError::Signature(_))), "{forged:?}");
    let changed = liar
        .sign_in(&client, now, |claims| {
            let genuine = ONE.token(claims);
            let (_, signature) = genuine.rsplit_once('.').expect("three parts");
            format!("{}.{signature}", unsigned(&ONE.header(), &with(claims, "sub", json!("person-2"))))
        })
        .await;
    assert!(matches!(changed, Err(OidcError::Signature(_))), "{changed:?}");
    // Keys that come inside the token, or an address of keys in it, are nobody's.
    for (name, value) in [("jwk", TWO.public()), ("jku", json!(format!("{}/their-keys", liar.address)))] {
        let mut header = json!({ "alg": "RS256", "kid": "one" });
        header[name] = value;
        let brought = liar.sign_in(&client, now, |claims| TWO.token_with(&header, claims)).await;
        assert!(matches!(brought, Err(OidcError::Signature(_))), "{name}: {brought:?}");
    }
    assert!(liar.asked("/their-keys").is_empty());
}

#[tokio::test]
async fn algorithms_that_prove_nothing_are_refused() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    for header in [json!({ "alg": "none" }), json!({ "alg": "none", "kid": "one" })] {
        let result = liar.sign_in(&client, now, |claims| format!("{}.", unsigned(&header, claims))).await;
        assert_eq!(result.err(), Some(OidcError::Algorithm("none".to_owned())));
    }
    let none = json!({ "alg": "none" });
    let signed = liar.sign_in(&client, now, |claims| ONE.token_with(&none, claims)).await;
    assert_eq!(signed.err(), Some(OidcError::Algorithm("none".to_owned())));
    let modulus = ONE.public()["n"].as_str().expect("a modulus").to_owned();
    let keys = [
        crate::oidc::liar::CLIENT_SECRET.as_bytes().to_vec(),
        ONE.public().to_string().into_bytes(),
        BASE64URL_NOPAD.decode(modulus.as_bytes()).expect("Base64"),
        modulus.into_bytes(),
    ];
    for key in &keys {
        let result = liar.sign_in(&client, now, |claims| hs256(key, claims)).await;
        assert_eq!(result.err(), Some(OidcError::Algorithm("HS256".to_owned())));
    }
    let long = json!({ "alg": "RS512", "kid": "one" });
    let result = liar.sign_in(&client, now, |claims| ONE.token_with(&long, claims)).await;
    assert_eq!(result.err(), Some(OidcError::Algorithm("RS512".to_owned())), "not among those accepted");
}

#[tokio::test]
async fn a_new_key_is_read_once_and_unknown_ones_are_no_lever() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    assert!(liar.sign_in(&client, now, |claims| ONE.token(claims)).await.is_ok());
    let calls = || liar.asked("/jwks").len();
    assert_eq!(calls(), 1, "read at the start");
    liar.shows(&[&TWO]);
    assert!(liar.sign_in(&client, now, |claims| TWO.token(claims)).await.is_ok(), "the key of now");
    assert_eq!(calls(), 2, "read once more");
    let unknown = json!({ "alg": "RS256", "kid": "three" });
    for seconds in [0, 30, 59] {
        let later = now + jiff::SignedDuration::from_secs(seconds);
        let result = liar.sign_in(&client, later, |claims| TWO.token_with(&unknown, claims)).await;
        assert!(matches!(result, Err(OidcError::Signature(_))), "{result:?}");
    }
    let old = liar.sign_in(&client, now, |claims| ONE.token(claims)).await;
    assert!(matches!(old, Err(OidcError::Signature(_))), "the key that was taken back: {old:?}");
    assert_eq!(calls(), 2, "within a minute no further call");
    let later = now + jiff::SignedDuration::from_secs(60);
    let result = liar.sign_in(&client, later, |claims| TWO.token_with(&unknown, claims)).await;
    assert!(matches!(result, Err(OidcError::Signature(_))), "{result:?}");
    assert_eq!(calls(), 3, "after a minute one");
}

#[tokio::test]
async fn a_state_that_is_not_ours_costs_the_provider_no_call() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let (one, other) = (client.begin().pending, client.begin().pending);
    liar.gives(&ONE.token(&liar.claims(&one, now)));
    for state in [other.state.expose(), "", &one.state.expose()[1..]] {
        assert_eq!(client.finish(CODE, state, &one, now).await.err(), Some(OidcError::State));
    }
    assert!(liar.asked("/token").is_empty());
    // The other browser's token does not do for this one, though its state does.
    assert_eq!(client.finish(CODE, other.state.expose(), &other, now).await.err(), Some(OidcError::Nonce));
    assert!(client.finish(CODE, one.state.expose(), &one, now).await.is_ok());
}

#[tokio::test]
async fn an_answer_without_a_token_or_with_something_else_is_refused() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    let pending = client.begin().pending;
    liar.says("/token", Answer::json(&json!({ "access_token": "a", "token_type": "Bearer" })));
    let none = client.finish(CODE, pending.state.expose(), &pending, now).await;
    assert_eq!(none.err(), Some(OidcError::NoToken));
    for text in ["", "a.b", "a.b.c", "not a token"] {
        liar.gives(text);
        let result = client.finish(CODE, pending.state.expose(), &pending, now).await;
        assert!(matches!(result, Err(OidcError::Signature(_))), "`{text}`: {result:?}");
    }
    liar.gives("e30.e30.e30");
    let empty = client.finish(CODE, pending.state.expose(), &pending, now).await;
    assert_eq!(empty.err(), Some(OidcError::Algorithm("nothing".to_owned())));
}
