//! The whole flow against a certified server: npm's `oidc-provider`, in `tests/provider`.

use crate::oidc::liar::{Answer, CLIENT, CLIENT_SECRET, Liar, config, says_no_secret};
use commonweal_identity::{OidcClient, OidcConfig, OidcError, OidcIdentity, OidcPending, Secret};
use jiff::Timestamp;
use openidconnect::reqwest::{Client, Response, header, redirect};
use openidconnect::url::Url;
use serde_json::json;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// A running provider; it ends with the test.
struct Provider {
    issuer: String,
    _child: Child,
}

impl Provider {
    /// None, said loudly, where its packages are not installed and nobody requires them.
    async fn start(more: &[&str]) -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/provider");
        if !folder.join("node_modules/oidc-provider").is_dir() {
            let words = "SKIPPED: sign-in against the certified server; run `npm ci` in tests/provider";
            assert!(std::env::var("COMMONWEAL_OIDC").as_deref() != Ok("required"), "{words}");
            // Not by `eprintln!`, which a test that passes keeps to itself.
            writeln!(std::io::stderr(), "{words}").expect("standard error");
            return None;
        }
        let back = config("").redirect_uri;
        let mut child = Command::new("node")
            .args(["provider.mjs", "--client-id", CLIENT, "--client-secret", CLIENT_SECRET, "--redirect-uri", &back])
            .args(["--post-logout-redirect-uri", "http://127.0.0.1:1/signed-out"])
            .args(more)
            .current_dir(&folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("node is here");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let ready = async {
            while let Some(line) = lines.next_line().await.expect("its output") {
                if let Some(issuer) = line.strip_prefix("ready ") {
                    return issuer.to_owned();
                }
            }
            panic!("the provider ended before it was ready")
        };
        let issuer = tokio::time::timeout(Duration::from_secs(60), ready).await.expect("ready within a minute");
        Some(Self { issuer, _child: child })
    }

    async fn client(&self, change: impl FnOnce(&mut OidcConfig)) -> OidcClient {
        let mut config = config(&self.issuer);
        change(&mut config);
        OidcClient::discover(config).await.expect("metadata of a certified server")
    }
}

/// A browser with cookies, which comes back to the site with what the provider sends.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new() -> Self {
        let client = Client::builder().redirect(redirect::Policy::none()).no_proxy().build().expect("a client");
        Self { client, cookies: BTreeMap::new() }
    }

    async fn ask(&mut self, address: &str, form: Option<&str>) -> Response {
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match form {
            Some(form) => self
                .client
                .post(address)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(form.to_owned()),
            None => self.client.get(address),
        };
        let response = request.header(header::COOKIE, cookies.join("; ")).send().await.expect("an answer");
        for cookie in response.headers().get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().expect("a text").split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                if value.is_empty() {
                    self.cookies.remove(name);
                } else {
                    self.cookies.insert(name.to_owned(), value.to_owned());
                }
            }
        }
        response
    }

    /// Follows redirects until they leave the provider, or end in a page.
    async fn walk(&mut self, address: &str, form: Option<&str>) -> (Url, String) {
        let mut at = Url::parse(address).expect("an address");
        let home = at.origin();
        let mut form = form.map(str::to_owned);
        for _ in 0..10 {
            let response = self.ask(at.as_str(), form.take().as_deref()).await;
            let Some(next) = response.headers().get(header::LOCATION) else {
                return (at, response.text().await.expect("a page"));
            };
            at = at.join(next.to_str().expect("a text")).expect("an address");
            if at.origin() != home {
                return (at, String::new());
            }
        }
        panic!("redirects without an end")
    }

    /// Signs in as somebody; the code and the state that come back to the site.
    async fn sign_in(&mut self, address: &str, who: &str) -> (String, String) {
        let (back, page) = self.walk(&format!("{address}&login_hint={who}"), None).await;
        assert_eq!(back.path(), "/sign-in/back", "{page}");
        let said: BTreeMap<_, _> = back.query_pairs().into_owned().collect();
        (said["code"].clone(), said["state"].clone())
    }
}

async fn whole(client: &OidcClient, browser: &mut Browser, who: &str) -> OidcIdentity {
    let start = client.begin();
    let (code, state) = browser.sign_in(&start.address, who).await;
    client.finish(&code, &state, &start.pending, Timestamp::now()).await.expect("signed in")
}

#[tokio::test]
async fn somebody_signs_in_and_a_code_works_once() {
    let Some(provider) = Provider::start(&[]).await else { return };
    let client = provider.client(|_| ()).await;
    let start = client.begin();
    let (code, state) = Browser::new().sign_in(&start.address, "ben.board@example.org").await;
    let identity = client.finish(&code, &state, &start.pending, Timestamp::now()).await.expect("signed in");
    assert_eq!((identity.issuer.as_str(), identity.subject.as_str()), (&*provider.issuer, "ben.board@example.org"));
    assert_eq!(identity.email.as_deref(), Some("ben.board@example.org"));
    assert_eq!(identity.name.as_deref(), Some("Ben Board"));
    assert!(identity.email_verified);
    says_no_secret(&format!("{identity:?}"), identity.id_token.expose());
    let again = client.finish(&code, &state, &start.pending, Timestamp::now()).await;
    assert_eq!(again.err(), Some(OidcError::Code), "a code works once");
    let other = whole(&client, &mut Browser::new(), "unverified@example.org").await;
    assert!(!other.email_verified && other.subject != identity.subject);
}

#[tokio::test]
async fn who_fetches_the_token_must_be_who_asked_for_it() {
    let Some(provider) = Provider::start(&[]).await else { return };
    let client = provider.client(|_| ()).await;
    let start = client.begin();
    let (code, state) = Browser::new().sign_in(&start.address, "ben").await;
    let pending = OidcPending { verifier: client.begin().pending.verifier, ..start.pending.clone() };
    let wrong = client.finish(&code, &state, &pending, Timestamp::now()).await;
    assert_eq!(wrong.err(), Some(OidcError::Code), "another verifier");
    let stranger = provider.client(|config| config.client_secret = Secret::new("another-secret-altogether")).await;
    let start = stranger.begin();
    let (code, state) = Browser::new().sign_in(&start.address, "ben").await;
    let wrong = stranger.finish(&code, &state, &start.pending, Timestamp::now()).await;
    assert!(matches!(wrong, Err(OidcError::Settings(_))), "another secret: {wrong:?}");
    says_no_secret(&format!("{wrong:?} {stranger:?}"), &code);
    // A second browser's answer is not taken for the first one's.
    let (one, other) = (client.begin(), client.begin());
    let (code, state) = Browser::new().sign_in(&other.address, "cora").await;
    assert_eq!(client.finish(&code, &state, &one.pending, Timestamp::now()).await.err(), Some(OidcError::State));
}

#[tokio::test]
async fn a_second_factor_is_told_from_none() {
    let Some(provider) = Provider::start(&[]).await else { return };
    let plain = provider.client(|_| ()).await;
    assert!(!whole(&plain, &mut Browser::new(), "ada").await.second_factor);
    let strong = provider.client(|config| config.acr_values = Some("mfa".to_owned())).await;
    assert!(whole(&strong, &mut Browser::new(), "ada").await.second_factor);
    let Some(always) = Provider::start(&["--acr", "mfa"]).await else { return };
    assert!(whole(&always.client(|_| ()).await, &mut Browser::new(), "ada").await.second_factor);
}

#[tokio::test]
async fn each_way_of_signing_is_taken_or_refused_as_said() {
    for (algorithm, taken) in [("PS256", true), ("ES256", true), ("ES384", true), ("RS512", false), ("HS256", false)] {
        let more = ["--algorithm", algorithm, "--client-authentication", "client_secret_post"];
        let Some(provider) = Provider::start(&more).await else { return };
        let client = provider.client(|_| ()).await;
        let start = client.begin();
        let (code, state) = Browser::new().sign_in(&start.address, "ben").await;
        let result = client.finish(&code, &state, &start.pending, Timestamp::now()).await;
        match result {
            Ok(identity) => assert!(taken && identity.subject == "ben", "{algorithm}"),
            Err(error) => assert_eq!((taken, error), (false, OidcError::Algorithm(algorithm.to_owned()))),
        }
    }
}

#[tokio::test]
async fn a_key_that_the_provider_changes_is_followed() {
    let Some(provider) = Provider::start(&[]).await else { return };
    let client = provider.client(|_| ()).await;
    whole(&client, &mut Browser::new(), "ben").await;
    let mut browser = Browser::new();
    assert!(browser.ask(&format!("{}/test/rotate", provider.issuer), Some("")).await.status().is_success());
    assert_eq!(whole(&client, &mut browser, "ben").await.subject, "ben");
}

#[tokio::test]
async fn signing_out_there_comes_back_and_tells_the_site() {
    let site = Liar::start().await;
    site.says("/sign-out/back-channel", Answer::json(&json!({})));
    let tell = format!("{}/sign-out/back-channel", site.address);
    let Some(provider) = Provider::start(&["--back-channel-logout-uri", &tell]).await else { return };
    let client = provider.client(|_| ()).await;
    let mut browser = Browser::new();
    let identity = whole(&client, &mut browser, "ben").await;
    assert!(identity.session_id.is_some());
    let address = client.sign_out_address(Some(&identity.id_token)).expect("it has one");
    let (_, page) = browser.walk(&address, None).await;
    let between = |text: &str, from: &str| {
        let (_, rest) = text.split_once(from)?;
        rest.split_once('"').map(|(value, _)| value.to_owned())
    };
    let action = between(&page, "action=\"").unwrap_or_else(|| panic!("no form: {page}"));
    let token = between(&page, "name=\"xsrf\" value=\"").expect("a hidden field");
    let (back, page) = browser.walk(&action, Some(&format!("xsrf={token}&logout=yes"))).await;
    assert_eq!(back.as_str(), "http://127.0.0.1:1/signed-out", "{page}");
    let message = site.asked("/sign-out/back-channel").pop().expect("the provider told the site");
    let logout_token = message.body.strip_prefix("logout_token=").expect("a form with one field");
    let now = Timestamp::now();
    let read = client.back_channel(logout_token, now).await.expect("a genuine message");
    assert_eq!((read.issuer.as_str(), read.session_id.as_deref()), (&*provider.issuer, identity.session_id.as_deref()));
    assert_eq!(read.subject.as_deref(), Some("ben"));
    // The same message again has the same id, by which who keeps them refuses it.
    assert_eq!(client.back_channel(logout_token, now).await, Ok(read));
    // Neither token does for the other.
    let identity_as_message = client.back_channel(identity.id_token.expose(), now).await;
    assert!(matches!(identity_as_message, Err(OidcError::Logout(_))), "{identity_as_message:?}");
}
