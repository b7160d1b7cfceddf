//! An installation with accounts, and browsers that visit it.

use super::totp;
use crate::site::{Answer, site};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request as HttpRequest, StatusCode, header};
use commonweal_admin::{AgreementForm, By};
use commonweal_admin::{
    Clock, Desk, Invitation, NewAccount, NewGrant, OrganisationRow, ProcessRole, Request, SetClock, Settings,
};
use commonweal_app::Site;
use commonweal_operations::agreements::AgreementKind;
use commonweal_operations::{Purpose, Role, Scope};
use commonweal_web::{Limits, People, PeopleOptions, router_with};
use jiff::civil::date;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};
use tower::ServiceExt;

/// Where browsers find the site.
pub(crate) const ADDRESS: &str = "https://analysis.example.org";

/// A password that the rules take.
pub(crate) const PASSWORD: &str = "orbit walnut canvas thirty";

/// The agreement that care coordinators work under.
const AGREEMENT: &str = "dsa-2026-04";

fn shared_site() -> Arc<Site> {
    static SITE: OnceLock<Arc<Site>> = OnceLock::new();
    Arc::clone(SITE.get_or_init(|| Arc::new(site())))
}

/// Limits that no test meets by accident.
pub(crate) fn generous() -> Limits {
    Limits { signed_out_a_minute: 1_000_000, attempts_a_quarter: 1_000_000, signed_in_a_minute: 1_000_000 }
}

/// An installation in a folder of its own.
pub(crate) struct World {
    pub(crate) dir: tempfile::TempDir,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<SetClock>,
    /// The desk of whoever types at the machine.
    pub(crate) console: Desk,
    request: Request,
}

/// Somebody with an account, a password and an app.
#[derive(Clone)]
pub(crate) struct Somebody {
    pub(crate) user: String,
    pub(crate) account: String,
    pub(crate) key: String,
}

impl World {
    /// An installation whose clock stands at nine in the morning of 1 October 2026.
    pub(crate) async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut settings = Settings::default();
        settings.sign_in.address = Some(ADDRESS.to_owned());
        Self::with(dir, settings).await
    }

    pub(crate) async fn with(dir: tempfile::TempDir, settings: Settings) -> Self {
        let now: Timestamp = "2026-10-01T09:00:00Z".parse().unwrap();
        let clock = Arc::new(SetClock::new(now));
        let shared: Arc<dyn Clock> = clock.clone();
        let (console, made) = Desk::create(dir.path(), &settings, "Test", shared).await.unwrap();
        assert!(!made.is_empty(), "databases and keys were made");
        Self { dir, settings, clock, console, request: Request::new("test") }
    }

    pub(crate) fn by(&self) -> By<'_> {
        By::CommandLine { login: "tester", request: &self.request }
    }

    pub(crate) fn forward(&self, minutes: i64) {
        self.clock.forward(SignedDuration::from_mins(minutes));
    }

    /// The desk of a process.
    pub(crate) async fn desk(&self, role: ProcessRole) -> Desk {
        let clock: Arc<dyn Clock> = self.clock.clone();
        Desk::open(self.dir.path(), &self.settings, role, clock).await.unwrap()
    }

    /// The site as a process of this role answers it.
    pub(crate) async fn router(&self, role: ProcessRole, limits: Limits) -> Router {
        let desk = Arc::new(self.desk(role).await);
        let options = PeopleOptions { limits, ..PeopleOptions::default() };
        router_with(shared_site(), People::new(desk, options))
    }

    pub(crate) async fn organisation(&self) {
        let row = |id: &str, name: &str| OrganisationRow {
            id: id.to_owned(),
            name: name.to_owned(),
            kind: "icb".to_owned(),
            parent: None,
            oversees: "Plans services".to_owned(),
        };
        let rows = [row("icb", "Integrated Care Board"), row("other", "Another Board")];
        self.console.seed_organisations(self.by(), &rows).await.unwrap();
    }

    pub(crate) async fn agreement(&self) {
        self.organisation().await;
        let form = AgreementForm {
            id: AGREEMENT.to_owned(),
            kind: AgreementKind::DataSharing,
            title: "Care co-ordination".to_owned(),
            parties: ["icb".to_owned()].into(),
            purposes: [Purpose::DirectCare].into(),
            data_sets: ["gp-records".to_owned()].into(),
            legal_basis: "Article 6(1)(e), 9(2)(h)".to_owned(),
            agreed_on: Some(date(2026, 3, 1)),
            from: date(2026, 4, 1),
            until: date(2027, 3, 31),
            owner: "Head of information governance".to_owned(),
            review_on: date(2027, 1, 1),
        };
        self.console.save_agreement(self.by(), &form, None).await.unwrap();
    }

    /// A grant that fits its role.
    pub(crate) fn grant(role: Role) -> NewGrant {
        let scope =
            ["system", "place:QT1-CITY", "network:U12345", "practice:C84001", "project:flow", "group:carers", "own"];
        let scopes = scope.iter().filter_map(|scope| scope.parse::<Scope>().ok());
        let scope = scopes.into_iter().find(|scope| role.facts().scopes.contains(&scope.kind())).unwrap();
        let facts = role.facts();
        NewGrant {
            role,
            scope,
            from: None,
            until: Some(date(2026, 12, 31)),
            organisation: None,
            agreement: facts.needs_agreement.then(|| AGREEMENT.to_owned()),
            project: facts.needs_project.then(|| "flow".to_owned()),
        }
    }

    pub(crate) async fn invite(&self, user: &str, grants: &[NewGrant]) -> Invitation {
        // A name has no digits or signs.
        let letters: String =
            user.chars().take_while(|letter| *letter != '@').filter(char::is_ascii_alphabetic).collect();
        let new = NewAccount { user: user.to_owned(), name: format!("Name of {letters}"), organisation: None };
        let invitation = self.console.invite(self.by(), &new, grants.first()).await.unwrap();
        for grant in grants.iter().skip(1) {
            self.console.give(self.by(), &invitation.account.id, grant).await.unwrap();
        }
        invitation
    }

    /// Somebody who has accepted an invitation with these roles, as a person does: on the pages.
    pub(crate) async fn somebody(&self, router: &Router, user: &str, grants: &[NewGrant]) -> Somebody {
        let invitation = self.invite(user, grants).await;
        let key = self.accept(router, invitation.code.expose()).await;
        Somebody { user: user.to_owned(), account: invitation.account.id, key }
    }

    /// Opens an invitation and returns the key of the app.
    pub(crate) async fn accept(&self, router: &Router, code: &str) -> String {
        let mut browser = Browser::new(router);
        browser.get("/invitation").await;
        let page = browser.post("/invitation", &[("code", code)]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let page = browser.post("/invitation/password", &[("password", PASSWORD), ("again", PASSWORD)]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        let key = between(&page.body, "app-code\">", "</code>").to_owned();
        let page = browser.post("/invitation/factor", &[("code", &self.code(&key))]).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains("Keep these recovery codes"), "{}", page.body);
        key
    }

    pub(crate) fn code(&self, key: &str) -> String {
        totp::code(key, self.clock.now().as_second())
    }

    /// A browser that has given a password and a code, and chosen nothing yet. The clock moves on, because a code works
    /// once.
    pub(crate) async fn enter(&self, router: &Router, who: &Somebody) -> Browser {
        self.forward(2);
        let mut browser = Browser::new(router);
        browser.get("/sign-in").await;
        let answer = browser.post("/sign-in", &[("user", &who.user), ("password", PASSWORD)]).await;
        assert_eq!(answer.location(), "/sign-in/code", "{}", answer.body);
        browser.get("/sign-in/code").await;
        let answer = browser.post("/sign-in/code", &[("code", &self.code(&who.key))]).await;
        assert_eq!(answer.location(), "/sign-in/purpose", "{}", answer.body);
        browser
    }

    /// A browser of somebody at work under a role and a purpose.
    pub(crate) async fn at_work(&self, router: &Router, who: &Somebody, role: Role, purpose: Purpose) -> Browser {
        let mut browser = self.enter(router, who).await;
        let answer = browser.choose(role, purpose).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{role} {purpose}: {}", answer.body);
        browser
    }
}

/// The text between two others.
pub(crate) fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no `{before}` in {text}")).1;
    rest.split_once(after).unwrap().0
}

impl Answer {
    pub(crate) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn cookies(&self) -> Vec<&str> {
        self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap()).collect()
    }
}

/// A browser: it keeps cookies and says which site a form stood on.
#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    /// The token of the last form seen.
    pub(crate) token: String,
    /// What it says of the site that a form stood on.
    pub(crate) origin: Option<String>,
    pub(crate) fetch_site: Option<String>,
    /// The last page seen.
    pub(crate) page: String,
}

impl Browser {
    pub(crate) fn new(router: &Router) -> Self {
        Self {
            router: router.clone(),
            cookies: BTreeMap::new(),
            token: String::new(),
            origin: Some(ADDRESS.to_owned()),
            fetch_site: Some("same-origin".to_owned()),
            page: String::new(),
        }
    }

    pub(crate) async fn get(&mut self, address: &str) -> Answer {
        self.ask(Method::GET, address, None).await
    }

    /// Sends a form with the token of the last page that had one.
    pub(crate) async fn post(&mut self, address: &str, answers: &[(&str, &str)]) -> Answer {
        let token = self.token.clone();
        let mut all = vec![("token", token.as_str())];
        all.extend(answers);
        self.post_raw(address, &all).await
    }

    pub(crate) async fn post_raw(&mut self, address: &str, answers: &[(&str, &str)]) -> Answer {
        let pairs: Vec<String> =
            answers.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
        self.ask(Method::POST, address, Some(pairs.join("&"))).await
    }

    pub(crate) async fn ask(&mut self, method: Method, address: &str, form: Option<String>) -> Answer {
        let mut request =
            HttpRequest::builder().method(method).uri(address).header(header::HOST, "analysis.example.org");
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if let Some(form) = &form {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
            request = request.header(header::CONTENT_LENGTH, form.len());
            for (name, value) in [("origin", &self.origin), ("sec-fetch-site", &self.fetch_site)] {
                if let Some(value) = value {
                    request = request.header(name, value.as_str());
                }
            }
        }
        let body = form.map_or_else(Body::empty, Body::from);
        let response = self.router.clone().oneshot(request.body(body).unwrap()).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 16 << 20).await.unwrap();
        let body = String::from_utf8_lossy(&body).into_owned();
        let answer = Answer { status: parts.status, headers: parts.headers, body };
        self.keep(&answer);
        answer
    }

    fn keep(&mut self, answer: &Answer) {
        for cookie in answer.cookies() {
            let (pair, attributes) = cookie.split_once("; ").unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            if attributes.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        // The last form of a page is the page's own; those above it belong to the header.
        if let Some((_, rest)) = answer.body.rsplit_once("name=\"token\" value=\"") {
            self.token = rest.split('"').next().unwrap().to_owned();
        }
        if !answer.body.is_empty() {
            self.page.clone_from(&answer.body);
        }
    }

    /// Chooses a role and a purpose.
    pub(crate) async fn choose(&mut self, role: Role, purpose: Purpose) -> Answer {
        let page = self.get("/sign-in/purpose").await;
        let label = format!("{}, for {}", role.label(), purpose.label());
        let Some((before, _)) = page.body.split_once(&label) else { panic!("{label} is not offered: {}", page.body) };
        let value = before.rsplit_once("value=\"").unwrap().1.split('"').next().unwrap().replace("&#124;", "|");
        self.post("/sign-in/purpose", &[("choice", &value)]).await
    }

    /// The version that the form of a page was filled from.
    pub(crate) fn version(&self) -> String {
        between(&self.page, "name=\"version\" value=\"", "\"").to_owned()
    }
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
