//! A place to work in: a workspace in a temporary folder, its databases on one engine, a clock that is moved by hand,
//! and people who sign in as people do.

use crate::{postgres, totp};
use commonweal_admin::{
    By, Choose, Clock, DatabasePlace, Desk, Factor, Finish, Invitation, NewAccount, NewGrant, ProcessRole, Proof,
    Request, SetClock, Settings, SignIn, Visitor,
};
use commonweal_operations::{Purpose, Role, Scope};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::Arc;

pub(crate) struct Place {
    pub(crate) engine: &'static str,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) settings: Settings,
    pub(crate) clock: Arc<SetClock>,
}

pub(crate) const PASSWORD: &str = "seven green kettles sing";

fn noon() -> Timestamp {
    "2026-09-30T12:00:00Z".parse().expect("a time")
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self {
            engine: "sqlite",
            folder: tempfile::tempdir().expect("a folder"),
            settings: Settings::default(),
            clock: Arc::new(SetClock::new(noon())),
        }
    }

    pub(crate) fn postgres() -> Option<Self> {
        let server = postgres::server()?;
        let mut place = Self { engine: "postgres", ..Self::sqlite() };
        let database = || DatabasePlace::Postgres { url: server.url(&server.database().0), password_file: None };
        place.settings.store.operations = database();
        place.settings.store.care = database();
        place.settings.store.vault = database();
        Some(place)
    }

    /// One of each engine that is here.
    pub(crate) fn each() -> Vec<Self> {
        std::iter::once(Self::sqlite()).chain(Self::postgres()).collect()
    }

    pub(crate) fn dir(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock) as Arc<dyn Clock>
    }

    pub(crate) async fn create(&self) -> Desk {
        let (desk, _) = Desk::create(self.dir(), &self.settings, "Test system", self.clock()).await.expect("is made");
        desk
    }

    pub(crate) async fn open(&self, role: ProcessRole) -> Desk {
        Desk::open(self.dir(), &self.settings, role, self.clock()).await.expect("opens")
    }

    pub(crate) fn later(&self, by: SignedDuration) {
        self.clock.forward(by);
    }

    /// Invites somebody with a first grant and lets them accept.
    pub(crate) async fn person(&self, desk: &Desk, user: &str, grant: Option<NewGrant>) -> Person {
        let new = NewAccount { user: user.to_owned(), name: "Made Up".to_owned(), organisation: None };
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        let invitation = desk.invite(by, &new, grant.as_ref()).await.expect("is invited");
        self.accept(desk, invitation, PASSWORD).await
    }

    pub(crate) async fn accept(&self, desk: &Desk, invitation: Invitation, password: &str) -> Person {
        let request = request();
        let invited = desk.open_invitation(invitation.code.expose(), &request).await.expect("answers");
        let invited = invited.expect("the code is right");
        let enrol = desk.set_password(invited.pending.expose(), password).await.expect("the password is strong");
        let code = totp::code(&enrol.secret_text, self.clock.now());
        match desk.finish_invitation(invited.pending.expose(), &code, &request).await.expect("answers") {
            Finish::Done { recovery_codes } => Person {
                id: invitation.account.id,
                user: invitation.account.user,
                password: password.to_owned(),
                secret: enrol.secret_text,
                recovery: recovery_codes,
            },
            other => panic!("{other:?}"),
        }
    }

    pub(crate) async fn administrator(&self, desk: &Desk) -> Person {
        self.person(desk, "ada@example.org", Some(grant(Role::Administrator, Scope::System))).await
    }

    /// The code somebody's authenticator shows next: codes are used once, so time goes on.
    pub(crate) fn next_code(&self, person: &Person) -> String {
        self.later(SignedDuration::from_secs(90));
        totp::code(&person.secret, self.clock.now())
    }

    /// Signs in with password and code; the cookie.
    pub(crate) async fn sign_in(&self, desk: &Desk, person: &Person) -> String {
        let code = self.next_code(person);
        let pending = match desk.sign_in_local(&person.user, &person.password, &request()).await.expect("answers") {
            SignIn::SecondFactor(pending) => pending,
            other => panic!("{other:?}"),
        };
        match desk.second_factor(pending.expose(), Proof::Code(&code), &request()).await.expect("answers") {
            Factor::In(signed_in) => signed_in.cookie.expose().to_owned(),
            other => panic!("{other:?}"),
        }
    }

    /// Signs in and works under a role and purpose; the cookie.
    pub(crate) async fn work(&self, desk: &Desk, person: &Person, role: Role, purpose: Purpose) -> String {
        let cookie = self.sign_in(desk, person).await;
        choose(desk, &cookie, role, purpose).await
    }

    /// Signs in as an administrator at work.
    pub(crate) async fn at_work(&self, desk: &Desk, person: &Person, role: Role, purpose: Purpose) -> Visitor {
        let cookie = self.work(desk, person, role, purpose).await;
        visitor(desk, &cookie).await
    }
}

pub(crate) struct Person {
    pub(crate) id: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) secret: String,
    pub(crate) recovery: Vec<String>,
}

pub(crate) fn request() -> Request {
    Request::new("request-1")
}

pub(crate) fn grant(role: Role, scope: Scope) -> NewGrant {
    NewGrant { role, scope, from: None, until: None, organisation: None, agreement: None, project: None }
}

pub(crate) async fn choose(desk: &Desk, cookie: &str, role: Role, purpose: Purpose) -> String {
    let visitor = visitor(desk, cookie).await;
    let choices = desk.choices(&visitor).await.expect("answers");
    let choice = choices.iter().find(|choice| choice.role == role && choice.purpose == purpose);
    let choice = choice.unwrap_or_else(|| panic!("{role} {purpose} is not among {choices:?}"));
    match desk.choose(&visitor, &choice.grant, purpose).await.expect("answers") {
        Choose::In(signed_in) => signed_in.cookie.expose().to_owned(),
        other => panic!("{other:?}"),
    }
}

pub(crate) async fn visitor(desk: &Desk, cookie: &str) -> Visitor {
    desk.session(cookie, request()).await.expect("answers").expect("the session runs")
}

pub(crate) async fn is_over(desk: &Desk, cookie: &str) -> bool {
    desk.session(cookie, request()).await.expect("answers").is_none()
}

/// What the audit says of an action: how many entries were allowed, how many denied.
pub(crate) async fn entries_of(desk: &Desk, action: &str) -> (usize, usize) {
    let request = request();
    let by = By::CommandLine { login: "root", request: &request };
    let filter = commonweal_admin::AuditFilter {
        action: Some(action.parse().expect("an action")),
        ..commonweal_admin::AuditFilter::default()
    };
    let page = desk.audit_page(by, commonweal_operations::audit::Chain::Operations, &filter).await.expect("answers");
    let allowed = page.entries.iter().filter(|entry| entry.allowed).count();
    (allowed, page.entries.len() - allowed)
}
