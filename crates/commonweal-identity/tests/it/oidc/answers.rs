//! A provider that answers wrongly, slowly, hugely, or from elsewhere.

use crate::oidc::forge::ONE;
use crate::oidc::liar::{Answer, CLIENT_SECRET, CODE, Liar, config, says_no_secret};
use commonweal_identity::{OidcClient, OidcError};
use data_encoding::BASE64;
use jiff::Timestamp;
use serde_json::json;
use std::time::{Duration, Instant};

const METADATA: &str = "/.well-known/openid-configuration";

fn body(status: u16, text: &[u8]) -> Answer {
    Answer { status, location: None, body: text.to_vec(), after: Duration::ZERO }
}

fn elsewhere(to: String) -> Answer {
    Answer { status: 302, location: Some(to), body: Vec::new(), after: Duration::ZERO }
}

/// The words of a provider that does not answer as it should.
async fn words_of_discovery(liar: &Liar) -> String {
    match OidcClient::discover(liar.config()).await {
        Err(error) if error.is_provider_down() => error.to_string(),
        other => panic!("the provider's fault: {other:?}"),
    }
}

async fn words_of_finish(liar: &Liar, client: &OidcClient) -> String {
    let pending = client.begin().pending;
    match client.finish(CODE, pending.state.expose(), &pending, Timestamp::now()).await {
        Err(error) if error.is_provider_down() => {
            says_no_secret(&format!("{error} {error:?}"), pending.verifier.expose());
            error.to_string()
        }
        other => panic!("the provider's fault at {}: {other:?}", liar.address),
    }
}

#[tokio::test]
async fn metadata_that_cannot_be_used_is_said_in_words() {
    let liar = Liar::start().await;
    for (answer, words) in [
        (body(200, b"<html>"), "cannot be read"),
        (body(200, b"{}"), "cannot be read"),
        (body(500, b"{}"), "500"),
        (body(404, b""), "404"),
        (elsewhere(format!("{}/other", liar.address)), "redirect"),
        (body(200, &vec![b' '; (1 << 20) + 1]), "mebibyte"),
    ] {
        liar.says(METADATA, answer);
        let said = words_of_discovery(&liar).await;
        assert!(said.contains(words), "`{said}` has no `{words}`");
    }
    assert!(liar.asked("/other").is_empty(), "a redirect is not followed");
    let nobody = OidcClient::discover(config("http://127.0.0.1:1")).await;
    assert!(nobody.expect_err("nobody listens there").to_string().contains("no connection"));
}

#[tokio::test]
async fn metadata_of_another_issuer_is_a_matter_of_settings() {
    let liar = Liar::start().await;
    let mut metadata = liar.metadata();
    metadata["issuer"] = json!("https://id.example.org");
    liar.says(METADATA, Answer::json(&metadata));
    let error = OidcClient::discover(liar.config()).await.expect_err("another issuer");
    assert!(matches!(&error, OidcError::Settings(words) if words.contains("issuer")), "{error:?}");
}

#[tokio::test]
async fn metadata_that_names_another_host_is_refused_and_that_host_is_not_called() {
    let (liar, other) = (Liar::start().await, Liar::start().await);
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        let mut metadata = liar.metadata();
        metadata[name] = json!(format!("{}/jwks", other.address));
        liar.says(METADATA, Answer::json(&metadata));
        let said = words_of_discovery(&liar).await;
        assert!(said.contains("host"), "{name}: {said}");
    }
    let mut metadata = liar.metadata();
    metadata["jwks_uri"] = json!("http://169.254.169.254/latest/meta-data/");
    liar.says(METADATA, Answer::json(&metadata));
    assert!(words_of_discovery(&liar).await.contains("host"));
    assert!(other.asked("/jwks").is_empty(), "another host is not called");
}

#[tokio::test]
async fn keys_that_cannot_be_read_are_the_providers_fault() {
    let liar = Liar::start().await;
    for answer in [body(200, b"{"), body(500, b""), elsewhere(format!("{}/other", liar.address))] {
        liar.says("/jwks", answer);
        words_of_discovery(&liar).await;
    }
    assert!(liar.asked("/other").is_empty());
}

#[tokio::test]
async fn a_token_endpoint_that_fails_is_told_from_a_code_that_is_refused() {
    let liar = Liar::start().await;
    let client = liar.client().await;
    for (answer, words) in [
        (body(200, b"<html>"), "cannot be read"),
        (body(500, b"<html>"), "cannot be read"),
        (elsewhere(format!("{}/other", liar.address)), "redirect"),
        (body(200, &vec![b' '; (1 << 20) + 1]), "mebibyte"),
    ] {
        liar.says("/token", answer);
        let said = words_of_finish(&liar, &client).await;
        assert!(said.contains(words), "`{said}` has no `{words}`");
    }
    assert!(liar.asked("/other").is_empty(), "code and secret are not carried elsewhere");
    liar.says("/token", body(400, br#"{"error":"invalid_grant","error_description":"the-code-of-the-test is over"}"#));
    let pending = client.begin().pending;
    let refused = client.finish(CODE, pending.state.expose(), &pending, Timestamp::now()).await;
    assert_eq!(refused.as_ref().err(), Some(&OidcError::Code));
    says_no_secret(&format!("{refused:?}"), CODE);
}

#[tokio::test]
async fn an_answer_is_waited_for_ten_seconds_and_no_longer() {
    let liar = Liar::start().await;
    let client = liar.client().await;
    let slow = Duration::from_secs(30);
    liar.says("/token", Answer { after: slow, ..body(200, b"{}") });
    let begun = Instant::now();
    assert!(words_of_finish(&liar, &client).await.contains("ten seconds"));
    let waited = begun.elapsed();
    assert!(waited >= Duration::from_secs(9) && waited < Duration::from_secs(20), "{waited:?}");
}

#[tokio::test]
async fn we_prove_who_we_are_as_the_provider_wants_it() {
    let (liar, now) = (Liar::start().await, Timestamp::now());
    let client = liar.client().await;
    assert!(liar.sign_in(&client, now, |claims| ONE.token(claims)).await.is_ok());
    let asked = liar.asked("/token").pop().expect("a call");
    let basic = BASE64.encode(format!("commonweal-test:{CLIENT_SECRET}").as_bytes());
    assert!(asked.head.contains(&format!("Basic {basic}")), "in the header where nothing is said");
    assert!(!asked.body.contains(CLIENT_SECRET) && asked.body.contains("code_verifier="));
    let mut metadata = liar.metadata();
    metadata["token_endpoint_auth_methods_supported"] = json!(["client_secret_post", "private_key_jwt"]);
    liar.says(METADATA, Answer::json(&metadata));
    let client = liar.client().await;
    assert!(liar.sign_in(&client, now, |claims| ONE.token(claims)).await.is_ok());
    let asked = liar.asked("/token").pop().expect("a call");
    assert!(!asked.head.contains("Basic ") && asked.body.contains(&format!("client_secret={CLIENT_SECRET}")));
    metadata["token_endpoint_auth_methods_supported"] = json!(["private_key_jwt"]);
    liar.says(METADATA, Answer::json(&metadata));
    let error = OidcClient::discover(liar.config()).await.expect_err("no secret is taken there");
    assert!(matches!(&error, OidcError::Settings(words) if words.contains("client secret")), "{error:?}");
}
