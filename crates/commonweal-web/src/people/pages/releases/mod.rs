//! Releases, for those who propose, check and take back: what there is, one with its report, its figures beside those that
//! are shown, and the acts.

pub(in crate::people) mod acts;
pub(in crate::people) mod figures;
pub(in crate::people) mod list;
pub(in crate::people) mod one;
mod report;

use crate::error::PageError;
use crate::people::asks::Person;
use crate::people::faults;
use crate::people::sheet::Problem;
use crate::view::Link;
use axum::http::StatusCode;
use axum::response::Response;
use commonweal_admin::{By, Desk, DeskError};
use commonweal_app::proposals::{ProposalError, ReleaseView};
use commonweal_app::{AppError, Workspace};
use commonweal_indicator::{say, text};
use commonweal_operations::Role;
use commonweal_operations::releases::ReleaseState;
use jiff::Timestamp;
use std::io::ErrorKind;
use tokio::runtime::Handle;
use tokio::task::JoinError;

/// Where the list is.
const ADDRESS: &str = "/releases";

/// What went wrong.
enum Failure {
    Desk(DeskError),
    App(AppError),
    Fault(JoinError),
}

impl From<ProposalError> for Failure {
    fn from(error: ProposalError) -> Self {
        match error {
            ProposalError::Desk(error) => Self::Desk(error),
            ProposalError::App(error) => Self::App(error),
        }
    }
}

impl Failure {
    /// The page that says so. A proposal that was changed on disk is a matter for the person who looks at it, not a fault of
    /// the page.
    fn page(&self, person: &Person) -> Response {
        match self {
            Self::Desk(error) => faults::page(person.shared(), error),
            Self::App(AppError::Tampered { .. }) => PageError::of_people(
                StatusCode::CONFLICT,
                "changed",
                text("releases.tampered.heading"),
                text("releases.tampered").to_owned(),
                text("releases.tampered.do"),
            )
            .page(person.shared()),
            Self::App(AppError::File { source, .. }) if source.kind() == ErrorKind::NotFound => PageError::of_people(
                StatusCode::NOT_FOUND,
                "gone",
                text("releases.gone.heading"),
                text("releases.gone").to_owned(),
                text("releases.gone.do"),
            )
            .page(person.shared()),
            Self::App(error) if error.is_shut() => PageError::of_people(
                StatusCode::FORBIDDEN,
                "shut",
                text("releases.shut.heading"),
                text("releases.shut").to_owned(),
                text("releases.shut.do"),
            )
            .page(person.shared()),
            Self::App(error @ AppError::Refused(_)) => PageError::of_people(
                StatusCode::BAD_REQUEST,
                "refused",
                text("people.refused.heading"),
                error.to_string(),
                text("people.refused.do"),
            )
            .page(person.shared()),
            Self::App(error) => PageError::internal(error).page(person.shared()),
            Self::Fault(error) => PageError::internal(error).page(person.shared()),
        }
    }

    /// What a form can say about it, beside its fields; the page of it where no form can.
    fn problems(self, form: &str) -> Result<Vec<Problem>, Self> {
        match self {
            Self::Desk(error) => faults::problems(form, error).map_err(Self::Desk),
            other => Err(other),
        }
    }
}

/// Runs a use case on a thread where waiting for files is allowed, under whoever asks.
async fn done<T: Send + 'static>(
    person: &Person,
    work: impl AsyncFnOnce(&Desk, By<'_>, &Workspace) -> Result<T, ProposalError> + Send + 'static,
) -> Result<T, Failure> {
    let desk = Desk::clone(&person.ask.people.desk);
    let visitor = person.visitor.clone();
    let dir = person.ask.app.site.dir().to_path_buf();
    let handle = Handle::current();
    let working = tokio::task::spawn_blocking(move || {
        let workspace = Workspace::open(&dir).map_err(ProposalError::App)?;
        handle.block_on(work(&desk, By::Visitor(&visitor), &workspace))
    });
    match working.await {
        Ok(done) => Ok(done?),
        Err(fault) => Err(Failure::Fault(fault)),
    }
}

/// The role that the visitor works under.
fn role(person: &Person) -> Option<Role> {
    person.visitor.working.as_ref().map(|work| work.role)
}

/// Whether the visitor may take a release back. One that the program made is recorded only when somebody does.
fn may_withdraw(person: &Person, view: &ReleaseView) -> bool {
    let takes_back = matches!(role(person), Some(Role::OutputChecker | Role::IgLead));
    let unrecorded = view.version == 0 && view.state == ReleaseState::Released;
    view.may_withdraw || (unrecorded && takes_back)
}

/// Whether what was approved lies on disk, or did until a later one was shown. Where another account owns the workspace, that
/// follows the approval.
fn is_made(person: &Person, view: &ReleaseView) -> bool {
    let site = &person.ask.app.site;
    let shown = site.facts().released_at.parse::<Timestamp>();
    site.dir().join("results").join("releases").join(&view.id).is_dir()
        || view.checked_at.is_some_and(|at| shown.is_ok_and(|shown| shown > at))
}

/// Whether the visitor may read reports, and so the page of a release.
fn reads_reports(person: &Person) -> bool {
    matches!(role(person), Some(Role::Analyst | Role::OutputChecker))
}

fn crumbs() -> Vec<Link> {
    vec![crate::pages::home(), Link::new(text("releases.title"), ADDRESS)]
}

/// The page of one release, for whoever may read it.
fn address(id: &str) -> String {
    format!("{ADDRESS}/{id}")
}

/// A release by its name, in headings.
fn named(key: &str, view: &ReleaseView) -> String {
    say(key, &[("id", view.id.as_str())])
}
