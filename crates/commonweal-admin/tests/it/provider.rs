//! A sign-in service of somebody else, on this machine: metadata, keys, tokens signed with RS256 by `openssl`.

use jiff::Timestamp;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) struct Provider {
    pub(crate) issuer: String,
    key: PathBuf,
    tokens: Arc<Mutex<HashMap<String, String>>>,
    _folder: tempfile::TempDir,
}

pub(crate) const CLIENT: &str = "commonweal";

impl Provider {
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let key = folder.path().join("key.pem");
        let made =
            Command::new("openssl").args(["genrsa", "-out"]).arg(&key).arg("2048").stderr(Stdio::null()).status();
        assert!(made.expect("`openssl` runs").success(), "a key is made");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let issuer = format!("http://127.0.0.1:{}", listener.local_addr().expect("an address").port());
        let tokens: Arc<Mutex<HashMap<String, String>>> = Arc::default();
        let (keys, at, answers) = (key_set(&key), issuer.clone(), Arc::clone(&tokens));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                serve(stream, &at, &keys, &answers).await;
            }
        });
        Self { issuer, key, tokens, _folder: folder }
    }

    /// A code that the provider changes for a token with these claims.
    pub(crate) fn code_for(&self, subject: &str, nonce: &str, more: &Value, now: Timestamp) -> String {
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "sub": subject, "nonce": nonce,
            "iat": now.as_second(), "exp": now.as_second() + 300,
        });
        merge(&mut claims, more);
        let code = format!("code-{subject}-{nonce}");
        self.tokens.lock().expect("not poisoned").insert(code.clone(), self.sign(&claims));
        code
    }

    /// The message that somebody has signed out.
    pub(crate) fn logout_token(&self, id: &str, about: &Value, now: Timestamp) -> String {
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT, "jti": id, "iat": now.as_second(), "exp": now.as_second() + 120,
            "events": {"http://schemas.openid.net/event/backchannel-logout": {}},
        });
        merge(&mut claims, about);
        self.sign(&claims)
    }

    fn sign(&self, claims: &Value) -> String {
        let header = base64url(br#"{"alg":"RS256","kid":"one","typ":"JWT"}"#);
        let signed = format!("{header}.{}", base64url(claims.to_string().as_bytes()));
        let mut openssl = Command::new("openssl")
            .args(["dgst", "-sha256", "-sign"])
            .arg(&self.key)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`openssl` runs");
        openssl.stdin.take().expect("is piped").write_all(signed.as_bytes()).expect("is taken");
        let signature = openssl.wait_with_output().expect("ends").stdout;
        format!("{signed}.{}", base64url(&signature))
    }
}

fn merge(claims: &mut Value, more: &Value) {
    for (name, value) in more.as_object().expect("an object") {
        claims[name] = value.clone();
    }
}

fn key_set(key: &std::path::Path) -> Value {
    let shown = Command::new("openssl").args(["rsa", "-noout", "-modulus", "-in"]).arg(key).output();
    let shown = String::from_utf8(shown.expect("`openssl` runs").stdout).expect("is text");
    let digits = shown.trim().strip_prefix("Modulus=").expect("a modulus");
    let digit = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).expect("hex");
    let modulus: Vec<u8> = (0..digits.len()).step_by(2).map(digit).collect();
    json!({"keys": [{"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "one", "e": "AQAB", "n": base64url(&modulus)}]})
}

async fn serve(mut stream: TcpStream, issuer: &str, keys: &Value, tokens: &Mutex<HashMap<String, String>>) {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    let (head, body) = loop {
        let read = stream.read(&mut piece).await.unwrap_or(0);
        request.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length:")?.trim().parse().ok());
            if body.len() >= length.unwrap_or(0) {
                break (head.to_owned(), body.to_owned());
            }
        }
        if read == 0 {
            return;
        }
    };
    let path = head.split(' ').nth(1).unwrap_or_default();
    let (status, answer) = match path {
        "/.well-known/openid-configuration" => (
            "200 OK",
            json!({
                "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
                "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
                "end_session_endpoint": format!("{issuer}/sign-out"), "response_types_supported": ["code"],
                "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256"],
            }),
        ),
        "/keys" => ("200 OK", keys.clone()),
        "/token" => {
            let code = body.split('&').find_map(|pair| pair.strip_prefix("code=")).unwrap_or_default();
            let proven = body.contains("code_verifier=") && head.to_lowercase().contains("authorization: basic");
            match tokens.lock().expect("not poisoned").remove(code).filter(|_| proven) {
                Some(token) => ("200 OK", json!({"access_token": "a", "token_type": "Bearer", "id_token": token})),
                None => ("400 Bad Request", json!({"error": "invalid_grant"})),
            }
        }
        _ => ("404 Not Found", json!({})),
    };
    let answer = answer.to_string();
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        answer.len()
    );
    let _ = stream.write_all(format!("{head}{answer}").as_bytes()).await;
    let _ = stream.shutdown().await;
}

fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for three in bytes.chunks(3) {
        let held = three.iter().fold(0_u32, |held, byte| held << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for at in 0..=three.len() {
            text.push(char::from(LETTERS[(held >> (18 - 6 * at) & 63) as usize]));
        }
    }
    text
}
