//! A provider in the test: it answers what the test tells it to answer, and counts what it was asked.

use crate::oidc::forge::{ONE, Signer};
use commonweal_identity::{OidcClient, OidcConfig, OidcError, OidcIdentity, OidcPending, OidcProfile, Secret};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(super) const CLIENT: &str = "commonweal-test";
pub(super) const CLIENT_SECRET: &str = "the-client-secret-of-the-test";
pub(super) const CODE: &str = "the-code-of-the-test";

/// What is answered at one address.
#[derive(Clone)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) location: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) after: Duration,
}

impl Answer {
    /// An object, at once.
    pub(super) fn json(value: &Value) -> Self {
        Self { status: 200, location: None, body: value.to_string().into_bytes(), after: Duration::ZERO }
    }
}

/// What one request said.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub(super) path: String,
    pub(super) head: String,
    pub(super) body: String,
}

#[derive(Default)]
struct Told {
    answers: BTreeMap<String, Answer>,
    asked: Vec<Asked>,
}

/// The provider.
pub(super) struct Liar {
    pub(super) address: String,
    told: Arc<Mutex<Told>>,
}

impl Liar {
    /// Listens, with metadata and keys as they should be.
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = format!("http://{}", listener.local_addr().expect("bound"));
        let told = Arc::new(Mutex::new(Told::default()));
        let shared = Arc::clone(&told);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&shared)));
            }
        });
        let liar = Self { address, told };
        liar.says("/.well-known/openid-configuration", Answer::json(&liar.metadata()));
        liar.shows(&[&ONE]);
        liar
    }

    fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().expect("nobody panics while holding it")
    }

    /// Metadata as the standard has it.
    pub(super) fn metadata(&self) -> Value {
        let own = |path: &str| format!("{}{path}", self.address);
        json!({
            "issuer": self.address, "authorization_endpoint": own("/auth"), "token_endpoint": own("/token"),
            "jwks_uri": own("/jwks"), "end_session_endpoint": own("/end"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
        })
    }

    /// Says this at that address from now on.
    pub(super) fn says(&self, path: &str, answer: Answer) {
        self.told().answers.insert(path.to_owned(), answer);
    }

    /// Shows these keys from now on.
    pub(super) fn shows(&self, keys: &[&Signer]) {
        let keys: Vec<Value> = keys.iter().map(|key| key.public()).collect();
        self.says("/jwks", Answer::json(&json!({ "keys": keys })));
    }

    /// Gives this token for a code.
    pub(super) fn gives(&self, token: &str) {
        let body = json!({ "access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token });
        self.says("/token", Answer::json(&body));
    }

    /// What was asked at an address so far.
    pub(super) fn asked(&self, path: &str) -> Vec<Asked> {
        self.told().asked.iter().filter(|asked| asked.path == path).cloned().collect()
    }

    pub(super) fn config(&self) -> OidcConfig {
        config(&self.address)
    }

    /// A client that has read metadata and keys.
    pub(super) async fn client(&self) -> OidcClient {
        OidcClient::discover(self.config()).await.expect("metadata as the standard has it")
    }

    /// The claims of a good token.
    pub(super) fn claims(&self, pending: &OidcPending, now: Timestamp) -> Map<String, Value> {
        let claims = json!({
            "iss": self.address, "sub": "person-1", "aud": CLIENT, "iat": now.as_second(), "exp": now.as_second() + 300,
            "nonce": pending.nonce.expose(), "email": "ben.board@example.org", "email_verified": true, "name": "Ben Board",
            "sid": "session-1",
        });
        claims.as_object().cloned().unwrap_or_default()
    }

    /// A sign-in in which the provider gives the token that is made of good claims. What is refused is refused without
    /// naming token, code or secret.
    pub(super) async fn sign_in(
        &self,
        client: &OidcClient,
        now: Timestamp,
        make: impl FnOnce(&Map<String, Value>) -> String,
    ) -> Result<OidcIdentity, OidcError> {
        let pending = client.begin().pending;
        let token = make(&self.claims(&pending, now));
        self.gives(&token);
        let result = client.finish(CODE, pending.state.expose(), &pending, now).await;
        says_no_secret(&format!("{result:?} {client:?} {pending:?}"), &token);
        says_no_secret(&format!("{client:?} {pending:?}"), pending.nonce.expose());
        if let Err(error) = &result {
            says_no_secret(&error.to_string(), &token);
        }
        result
    }
}

/// What a deployer would say of a provider at this address.
pub(super) fn config(issuer: &str) -> OidcConfig {
    OidcConfig {
        profile: OidcProfile::Generic,
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Secret::new(CLIENT_SECRET),
        redirect_uri: "http://127.0.0.1:1/sign-in/back".to_owned(),
        scopes: Vec::new(),
        acr_values: None,
        after_sign_out: Some("http://127.0.0.1:1/signed-out".to_owned()),
    }
}

/// That a text for a log or a person holds no part of a token, no code and no secret.
pub(super) fn says_no_secret(text: &str, token: &str) {
    let parts = token.split('.').filter(|part| part.len() > 8);
    for secret in parts.chain([CODE, CLIENT_SECRET]) {
        assert!(!text.contains(secret), "`{secret}` is in: {text}");
    }
}

async fn answer(mut stream: TcpStream, told: Arc<Mutex<Told>>) -> std::io::Result<()> {
    let mut text = Vec::new();
    let (head, length, start) = loop {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await?;
        text.extend_from_slice(&part[..read]);
        let so_far = String::from_utf8_lossy(&text).into_owned();
        if let Some((head, _)) = so_far.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().unwrap_or(0))
            });
            break (head.to_owned(), length.unwrap_or(0), head.len() + 4);
        }
        if read == 0 {
            return Ok(());
        }
    };
    while text.len() < start + length {
        let mut part = [0; 4096];
        let read = stream.read(&mut part).await?;
        if read == 0 {
            return Ok(());
        }
        text.extend_from_slice(&part[..read]);
    }
    let target = head.split(' ').nth(1).unwrap_or_default();
    let path = target.split('?').next().unwrap_or_default().to_owned();
    let body = String::from_utf8_lossy(&text[start..]).into_owned();
    let answer = {
        let mut told = told.lock().expect("nobody panics while holding it");
        told.asked.push(Asked { path: path.clone(), head, body });
        told.answers.get(&path).cloned()
    };
    let none = Answer { status: 404, location: None, body: Vec::new(), after: Duration::ZERO };
    let answer = answer.unwrap_or(none);
    tokio::time::sleep(answer.after).await;
    let location = answer.location.map(|to| format!("location: {to}\r\n")).unwrap_or_default();
    let (status, length) = (answer.status, answer.body.len());
    let head = format!(
        "HTTP/1.1 {status} -\r\ncontent-type: application/json\r\n{location}content-length: {length}\r\nconnection: close\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(&answer.body).await
}
