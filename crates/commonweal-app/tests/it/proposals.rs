//! A release with a second person, from records to pages: a workspace marked personal, two accounts, and a program that is
//! killed between any two writes.

use crate::support::{at, copied};
use crate::totp;
use commonweal_admin::{
    By, Choose, Desk, Factor, Finish, NewAccount, NewGrant, Proof, Request, SetClock, Settings, SignIn, Visitor,
};
use commonweal_app::proposals::{self, ProposalError};
use commonweal_app::{
    AppError, How, RefreshRequest, Silent, Site, Workspace, current_release, export_for_checking, refresh,
};
use commonweal_operations::releases::ReleaseState;
use commonweal_operations::{Purpose, Role, Scope};
use jiff::{SignedDuration, Timestamp};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

const PASSWORD: &str = "seven green kettles sing";

pub(crate) struct World {
    _dir: TempDir,
    pub(crate) workspace: Workspace,
    pub(crate) desk: Desk,
    clock: Arc<SetClock>,
}

/// Some indicators, standard and sensitive, of a month: sixteen attackers read every figure of a proposal.
pub(crate) fn some(now: &str) -> RefreshRequest {
    let only = ["smoking_prevalence", "bp_recorded_5y", "acs_admission", "smi_six_checks"].map(str::to_owned);
    RefreshRequest { only: only.to_vec(), months: Some(1), ..at(now) }
}

impl World {
    /// The made-up people of the demonstration, marked as real ones, and nothing released.
    pub(crate) async fn personal() -> Self {
        let (dir, workspace) = tokio::task::spawn_blocking(copied).await.expect("a demonstration");
        let path = workspace.dir.join("commonweal.toml");
        let text =
            std::fs::read_to_string(&path).expect("settings").replace("class = \"synthetic\"", "class = \"personal\"");
        std::fs::write(&path, text).expect("settings");
        // All but what the audit came to, which need not be found out again.
        let results = workspace.dir.join("results");
        let memory = std::fs::read(results.join("audits.json")).expect("what the audits came to");
        std::fs::remove_dir_all(&results).expect("results");
        std::fs::create_dir(&results).expect("results");
        std::fs::write(results.join("audits.json"), memory).expect("what the audits came to");
        let workspace = Workspace::open(&workspace.dir).expect("a workspace");
        let noon: Timestamp = "2026-10-20T12:00:00Z".parse().expect("a time");
        let clock = Arc::new(SetClock::new(noon));
        let made = Desk::create(&workspace.dir, &Settings::default(), "Test system", clock.clone()).await;
        Self { _dir: dir, workspace, desk: made.expect("is made").0, clock }
    }

    async fn person(&self, user: &str, role: Role, scope: Scope, purpose: Purpose) -> Visitor {
        let request = Request::new("request-1");
        let project = scope.code().map(str::to_owned);
        let until = project.as_ref().map(|_| "2027-03-31".parse().expect("a day"));
        let grant = NewGrant { role, scope, from: None, until, organisation: None, agreement: None, project };
        let new = NewAccount { user: user.to_owned(), name: "Made Up".to_owned(), organisation: None };
        let by = By::CommandLine { login: "root", request: &request };
        let invitation = self.desk.invite(by, &new, Some(&grant)).await.expect("is invited");
        let invited =
            self.desk.open_invitation(invitation.code.expose(), &request).await.expect("answers").expect("it is right");
        let enrol = self.desk.set_password(invited.pending.expose(), PASSWORD).await.expect("a strong one");
        let code = totp::code(&enrol.secret_text, self.desk.now());
        let done = self.desk.finish_invitation(invited.pending.expose(), &code, &request).await.expect("answers");
        assert!(matches!(done, Finish::Done { .. }));
        self.clock.forward(SignedDuration::from_secs(90));
        let SignIn::SecondFactor(pending) = self.desk.sign_in_local(user, PASSWORD, &request).await.expect("answers")
        else {
            panic!("{user} is let in");
        };
        let code = totp::code(&enrol.secret_text, self.desk.now());
        let Factor::In(signed_in) =
            self.desk.second_factor(pending.expose(), Proof::Code(&code), &request).await.expect("answers")
        else {
            panic!("{user} is let in");
        };
        let visitor =
            self.desk.session(signed_in.cookie.expose(), request.clone()).await.expect("answers").expect("runs");
        let choices = self.desk.choices(&visitor).await.expect("answers");
        let choice = choices.iter().find(|choice| choice.purpose == purpose).expect("it is among them");
        let Choose::In(working) = self.desk.choose(&visitor, &choice.grant, purpose).await.expect("answers") else {
            panic!("{user} works");
        };
        self.desk.session(working.cookie.expose(), request).await.expect("answers").expect("runs")
    }

    pub(crate) async fn both(&self) -> (Visitor, Visitor) {
        let project = Scope::Project("winter".to_owned());
        (
            self.person("ann@example.org", Role::Analyst, project, Purpose::Planning).await,
            self.person("ben@example.org", Role::OutputChecker, Scope::System, Purpose::Release).await,
        )
    }

    /// The pass has a runtime of its own, so it runs on a thread of its own.
    pub(crate) async fn propose(&self, by: &Visitor, now: &str) -> String {
        let prepared = self.prepare(now).await;
        let view =
            proposals::propose(&self.desk, By::Visitor(by), &self.workspace, prepared).await.expect("is proposed");
        assert_eq!(view.state, ReleaseState::Proposed);
        view.id
    }

    async fn prepare(&self, now: &str) -> proposals::Prepared {
        let (workspace, request) = (self.workspace.clone(), some(now));
        let prepared = tokio::task::spawn_blocking(move || proposals::prepare(&workspace, &request, &Silent)).await;
        prepared.expect("runs").expect("is prepared")
    }

    pub(crate) async fn approve(&self, by: &Visitor, id: &str) -> Result<proposals::ReleaseView, ProposalError> {
        proposals::approve(&self.desk, By::Visitor(by), &self.workspace, id, None, "looked at every area").await
    }

    pub(crate) fn results(&self) -> std::path::PathBuf {
        self.workspace.dir.join("results")
    }
}

fn is_shown(world: &World, id: &str) -> bool {
    current_release(&world.workspace).is_ok_and(|(manifest, _)| manifest.release_id == id)
}

#[tokio::test(flavor = "multi_thread")]
async fn real_people_s_figures_go_out_with_a_second_person_and_come_back() {
    let world = World::personal().await;
    let (ann, ben) = world.both().await;
    let automatic = refresh(&world.workspace, &at("2026-10-20T09:00:00Z"), &Silent);
    assert!(matches!(automatic, Err(AppError::NotAutomatic(_))));

    let first = world.propose(&ann, "2026-10-20T10:00:00Z").await;
    assert!(matches!(current_release(&world.workspace), Err(AppError::NothingReleased(_))), "nothing is shown yet");
    let read =
        proposals::report(&world.desk, By::Visitor(&ben), &world.workspace, &first).await.expect("is read").report;
    assert_eq!((read.against.as_deref(), read.attackers, read.claims.len()), (None, 16, 0), "{:?}", read.claims);
    assert!(read.figures > 0 && read.withheld > 0 && read.utility.is_some() && !read.definitions.is_empty());
    assert!(matches!(world.approve(&ann, &first).await, Err(ProposalError::Desk(_))), "not by its author");

    let view = world.approve(&ben, &first).await.expect("is approved");
    assert!(view.is_current && view.may_withdraw && view.state == ReleaseState::Released);
    let (manifest, set) = current_release(&world.workspace).expect("it is shown");
    let Some(How::Checked { proposed_by, checked_by, checked_at, .. }) = &manifest.how else { panic!("{manifest:?}") };
    assert_eq!((proposed_by.as_str(), checked_by.as_str()), ("ann@example.org", "ben@example.org"));
    assert!(set.iter().all(|figure| figure.released_at() == checked_at), "figures bear the time of the check");
    assert_eq!(Site::open(&world.workspace.dir).expect("a site").facts().release_id, first);
    assert!(world.approve(&ben, &first).await.is_err(), "what was released is never written again");

    let second = world.propose(&ann, "2026-10-21T10:00:00Z").await;
    let read =
        proposals::report(&world.desk, By::Visitor(&ann), &world.workspace, &second).await.expect("is read").report;
    assert_eq!(read.against.as_deref(), Some(first.as_str()));
    assert!(read.compared > 0 && read.definitions.iter().all(|line| line.change == "same"));
    world.clock.forward(SignedDuration::from_secs(60));
    assert!(world.approve(&ben, &second).await.expect("is approved").is_current);

    let by = By::Visitor(&ben);
    let gone = proposals::withdraw(&world.desk, by, &world.workspace, &second, None, "a codelist was wrong").await;
    assert_eq!(gone.expect("is withdrawn").state, ReleaseState::Withdrawn);
    assert!(is_shown(&world, &first), "the latest that stands is shown");
    assert!(export_for_checking(&world.workspace, Some(&second), &world.results().join("out")).is_err());
    proposals::withdraw(&world.desk, by, &world.workspace, &first, None, "that too").await.expect("is withdrawn");
    assert!(matches!(current_release(&world.workspace), Err(AppError::NothingReleased(_))));
    let history = proposals::history(&world.desk, by, &world.workspace, &first).await.expect("answers");
    let states: Vec<_> = history.iter().map(|step| step.state).collect();
    assert_eq!(states, [ReleaseState::Proposed, ReleaseState::Released, ReleaseState::Withdrawn]);
    assert_eq!(proposals::list(&world.desk, by, &world.workspace).await.expect("answers").len(), 2);
    let third = world.propose(&ann, "2026-10-22T10:00:00Z").await;
    assert!(
        world.approve(&ben, &third).await.expect("is approved").is_current,
        "figures go out again as a new proposal"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proposal_that_was_changed_is_refused_and_can_be_returned() {
    let world = World::personal().await;
    let (ann, ben) = world.both().await;
    let id = world.propose(&ann, "2026-10-20T10:00:00Z").await;
    for name in ["audit.json", "release.json", "released_values.parquet", "utility.json"] {
        let path = world.results().join("proposed").join(&id).join(name);
        let before = std::fs::read(&path).expect("it is there");
        std::fs::write(&path, [before.as_slice(), b" "].concat()).expect("changed");
        let refused = world.approve(&ben, &id).await;
        assert!(matches!(refused, Err(ProposalError::App(AppError::Refused(_)))), "{name}: {refused:?}");
        std::fs::write(&path, before).expect("as it was");
    }
    let by = By::Visitor(&ben);
    let back = proposals::give_back(&world.desk, by, &world.workspace, &id, Some(1), "one area is odd").await;
    assert_eq!(back.expect("is returned").state, ReleaseState::Returned);
    assert!(world.approve(&ben, &id).await.is_err(), "a returned one never goes out");
    assert!(!world.results().join("current").exists());
    assert_eq!(
        proposals::kept_proposals(&world.workspace).expect("are listed").len(),
        1,
        "its report can still be read"
    );
    proposals::delete_proposal(&world.workspace, &id).expect("is removed");
    assert!(proposals::kept_proposals(&world.workspace).expect("are listed").is_empty());
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("is read") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to),
            false => std::fs::copy(entry.path(), to).map(|_| ()).expect("copied"),
        }
    }
}

/// What a kill leaves is made by taking files back to the state before each write: the database has committed, files have not.
#[tokio::test(flavor = "multi_thread")]
async fn what_a_kill_leaves_half_done_is_mended() {
    let world = World::personal().await;
    let (ann, ben) = world.both().await;
    let results = world.results();
    let id = world.propose(&ann, "2026-10-20T10:00:00Z").await;
    // Proposed and committed, not yet renamed.
    let (folder, aside) = (results.join("proposed").join(&id), results.join("proposed").join(format!(".{id}.part")));
    std::fs::rename(&folder, &aside).expect("as before the rename");
    assert_eq!(proposals::mend(&world.desk, &world.workspace).await.expect("mends").len(), 1);
    assert!(folder.is_dir() && !aside.exists());
    // Prepared and never recorded: nobody sees it.
    let lost = world.prepare("2026-10-20T11:00:00Z").await;
    proposals::mend(&world.desk, &world.workspace).await.expect("mends");
    assert!(!results.join("proposed").join(&lost.id).exists());

    let before = tempfile::tempdir().expect("a folder");
    copy(&results, before.path());
    world.approve(&ben, &id).await.expect("is approved");
    let (whole, _) = current_release(&world.workspace).expect("it is shown");
    let released = results.join("releases").join(&id);
    let back = || {
        std::fs::remove_dir_all(&results).expect("cleared");
        copy(before.path(), &results);
    };
    // Approved and committed: nothing else on disk; then with a folder aside that is cut short; then without `current`; then without the mark.
    let states: [&dyn Fn(); 4] = [
        &back,
        &|| {
            back();
            let aside = results.join("releases").join(format!(".{id}.mended.part"));
            std::fs::create_dir_all(&aside).expect("aside");
            std::fs::write(aside.join("released_values.parquet"), b"cut").expect("cut short");
        },
        &|| {
            std::fs::remove_file(results.join("current")).expect("taken back");
            std::fs::remove_file(folder.join("released")).expect("taken back");
        },
        &|| std::fs::remove_file(folder.join("released")).expect("taken back"),
    ];
    for state in states {
        state();
        proposals::mend(&world.desk, &world.workspace).await.expect("mends");
        let (mended, _) = current_release(&world.workspace).expect("it is shown");
        assert_eq!(mended, whole, "the same release, to the byte of its seal");
        assert!(proposals::mend(&world.desk, &world.workspace).await.expect("mends").is_empty(), "once is enough");
    }
    // Withdrawn and committed: no note yet, and still current.
    proposals::withdraw(&world.desk, By::Visitor(&ben), &world.workspace, &id, None, "wrong")
        .await
        .expect("is withdrawn");
    std::fs::remove_file(released.join("withdrawn.json")).expect("taken back");
    std::fs::write(results.join("current"), &id).expect("taken back");
    proposals::mend(&world.desk, &world.workspace).await.expect("mends");
    assert!(released.join("withdrawn.json").exists() && !results.join("current").exists());
}
