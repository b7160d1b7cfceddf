//! Organisations, owners, agreements, the bases of jobs, and how long things are kept.

use crate::place::{Place, day, entries_of, grant, request};
use commonweal_admin::{
    AgreementForm, By, Desk, DeskError, JobBasis, KeptFile, KeptFiles, LawfulAnswer, NewOwner, OrganisationEdit,
    OrganisationRow, Request,
};
use commonweal_operations::agreements::{AgreementKind, AgreementState};
use commonweal_operations::organisations::OrganisationKind;
use commonweal_operations::ownership::SubjectKind;
use commonweal_operations::retention::RetentionKind;
use commonweal_operations::{Purpose, Role, Scope};
use jiff::SignedDuration;
use std::io;
use std::sync::Mutex;

fn console(request: &Request) -> By<'_> {
    By::CommandLine { login: "root", request }
}

fn row(id: &str, kind: &str, parent: Option<&str>) -> OrganisationRow {
    OrganisationRow {
        id: id.to_owned(),
        name: format!("The {id}"),
        kind: kind.to_owned(),
        parent: parent.map(str::to_owned),
        oversees: String::new(),
    }
}

async fn with_organisations(place: &Place) -> Desk {
    let desk = place.create().await;
    let request = request();
    // A child before its parent, as lists come.
    let rows = [row("board", "partnership_group", Some("icb")), row("icb", "icb", None)];
    assert_eq!(desk.seed_organisations(console(&request), &rows).await.expect("are added"), 2);
    desk
}

fn agreement(id: &str, kind: AgreementKind, until: &str) -> AgreementForm {
    AgreementForm {
        id: id.to_owned(),
        kind,
        title: "Finding people at risk".to_owned(),
        parties: ["icb".to_owned()].into(),
        purposes: [Purpose::DirectCare].into(),
        data_sets: ["gp-records".to_owned()].into(),
        legal_basis: "Section 251".to_owned(),
        agreed_on: Some(day("2026-09-01")),
        from: day("2026-09-01"),
        until: day(until),
        owner: "Caldicott Guardian".to_owned(),
        review_on: day("2026-09-30"),
    }
}

#[tokio::test]
async fn organisations_are_filled_once_and_what_people_changed_stays() {
    for place in Place::each() {
        let desk = with_organisations(&place).await;
        let request = request();
        let by = console(&request);
        let board = desk.boards().await.expect("answers").into_iter().find(|one| one.id == "board").expect("is there");
        let edit = OrganisationEdit {
            name: "The board of the system".to_owned(),
            kind: OrganisationKind::PartnershipGroup,
            parent: Some("icb".to_owned()),
            oversees: "outcomes".to_owned(),
        };
        desk.save_organisation(by, "board", &edit, board.version).await.expect("is saved");
        let rows =
            [row("board", "partnership_group", Some("icb")), row("icb", "icb", None), row("pcn", "pcn", Some("icb"))];
        assert_eq!(desk.seed_organisations(by, &rows).await.expect("are added"), 1, "{}", place.engine);
        let names: Vec<String> =
            desk.organisations(by).await.expect("answers").into_iter().map(|one| one.name).collect();
        assert!(names.contains(&"The board of the system".to_owned()), "{names:?}");
        let stale = desk.save_organisation(by, "board", &edit, board.version).await;
        assert!(matches!(stale, Err(DeskError::Conflict(_))), "{stale:?}");
        let ring = OrganisationEdit { parent: Some("board".to_owned()), kind: OrganisationKind::Icb, ..edit };
        let icb = desk.boards().await.expect("answers").into_iter().find(|one| one.id == "icb").expect("is there");
        assert!(matches!(desk.save_organisation(by, "icb", &ring, icb.version).await, Err(DeskError::Form(_))));
        let unknown = [row("x", "spaceship", None)];
        assert!(matches!(desk.seed_organisations(by, &unknown).await, Err(DeskError::Form(_))));
    }
}

#[tokio::test]
async fn a_new_owner_ends_the_one_before() {
    for place in Place::each() {
        let desk = with_organisations(&place).await;
        let request = request();
        let by = console(&request);
        let owner = |organisation: &str| NewOwner {
            subject_kind: SubjectKind::Indicator,
            subject_id: "smoking".to_owned(),
            organisation: organisation.to_owned(),
            person: None,
            from: None,
            until: None,
        };
        desk.set_owner(by, &owner("icb")).await.expect("is set");
        place.later(SignedDuration::from_hours(24 * 10));
        let second = desk.set_owner(by, &owner("board")).await.expect("is set");
        let owners = desk.owners().await.expect("answers");
        let holding: Vec<&str> = owners.iter().filter(|one| one.holds).map(|one| one.organisation.as_str()).collect();
        assert_eq!(holding, ["board"], "{}", place.engine);
        assert_eq!(owners.len(), 2, "the first is history");
        let same_day = desk.set_owner(by, &owner("icb")).await;
        assert!(matches!(same_day, Err(DeskError::Form(_))), "two on one day: {same_day:?}");
        place.later(SignedDuration::from_hours(48));
        let ended = desk.end_owner(by, &second.id, second.version, "handed back").await.expect("is ended");
        assert!(!ended.holds);
        assert!(matches!(desk.set_owner(by, &owner("nowhere")).await, Err(DeskError::Form(_))));
    }
}

#[tokio::test]
async fn a_job_runs_only_while_its_basis_is_in_force_and_a_refusal_is_written_down() {
    for place in Place::each() {
        let desk = with_organisations(&place).await;
        let request = request();
        let by = console(&request);
        let basis = JobBasis {
            name: "find-people".to_owned(),
            purpose: Purpose::DirectCare,
            data_sets: ["gp-records".to_owned()].into(),
            parties: ["icb".to_owned()].into(),
            basis: "basis-1".to_owned(),
            agreements: Vec::new(),
        };
        assert!(matches!(desk.lawful("find-people").await.expect("answers"), LawfulAnswer::No(_)), "none yet");
        assert!(matches!(desk.save_job_basis(by, &basis, None).await, Err(DeskError::Form(_))), "no such agreement");
        let paper = agreement("basis-1", AgreementKind::LawfulBasis, "2026-10-31");
        let saved = desk.save_agreement(by, &paper, None).await.expect("is saved");
        let lawful = desk.save_job_basis(by, &basis, None).await.expect("is saved");
        assert_eq!(lawful, LawfulAnswer::Yes { until: day("2026-10-31") }, "{}", place.engine);
        assert!(matches!(desk.lawful("find-people").await.expect("answers"), LawfulAnswer::Yes { .. }));
        place.clock.set("2026-11-01T00:00:00Z".parse().expect("a time"));
        assert!(matches!(desk.lawful("find-people").await.expect("answers"), LawfulAnswer::No(_)));
        assert_eq!(desk.agreements(by).await.expect("answers")[0].state, AgreementState::Expired);
        assert_eq!(entries_of(&desk, "job-refused").await, (0, 2));
        let longer = AgreementForm { until: day("2026-12-31"), ..paper };
        let saved = desk.save_agreement(by, &longer, Some(saved.version)).await.expect("is renewed");
        assert!(matches!(desk.lawful("find-people").await.expect("answers"), LawfulAnswer::Yes { .. }));
        desk.end_agreement(by, "basis-1", saved.version, "withdrawn").await.expect("is ended");
        assert!(matches!(desk.lawful("find-people").await.expect("answers"), LawfulAnswer::No(_)), "{}", place.engine);
    }
}

#[tokio::test]
async fn those_who_answer_for_agreements_may_write_them_and_nothing_else() {
    for place in Place::each() {
        let desk = with_organisations(&place).await;
        let iris = place.person(&desk, "iris@example.org", Some(grant(Role::IgLead, Scope::System))).await;
        let at_work = place.at_work(&desk, &iris, Role::IgLead, Purpose::Approvals).await;
        let by = By::Visitor(&at_work);
        let paper = agreement("dsa-1", AgreementKind::DataSharing, "2026-12-31");
        desk.save_agreement(by, &paper, None).await.expect("may");
        let stranger = AgreementForm { id: "dsa-2".to_owned(), parties: ["nobody".to_owned()].into(), ..paper.clone() };
        assert!(matches!(desk.save_agreement(by, &stranger, None).await, Err(DeskError::Form(_))));
        assert!(matches!(desk.save_agreement(by, &paper, None).await, Err(DeskError::Form(_))), "the id is taken");
        assert!(matches!(desk.organisations(by).await, Err(DeskError::Forbidden)), "{}", place.engine);
    }
}

/// Snapshots and releases that exist in a list.
struct Shelf {
    snapshots: Mutex<Vec<KeptFile>>,
    releases: Mutex<Vec<KeptFile>>,
    stuck: Option<&'static str>,
}

impl Shelf {
    fn names(of: &Mutex<Vec<KeptFile>>) -> Vec<String> {
        of.lock().expect("not poisoned").iter().map(|file| file.name.clone()).collect()
    }
}

impl KeptFiles for Shelf {
    fn snapshots(&self) -> io::Result<Vec<KeptFile>> {
        Ok(self.snapshots.lock().expect("not poisoned").clone())
    }

    fn releases(&self) -> io::Result<Vec<KeptFile>> {
        Ok(self.releases.lock().expect("not poisoned").clone())
    }

    fn delete_snapshot(&self, name: &str) -> io::Result<()> {
        if self.stuck == Some(name) {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.snapshots.lock().expect("not poisoned").retain(|file| file.name != name);
        Ok(())
    }

    fn delete_release(&self, name: &str) -> io::Result<()> {
        self.releases.lock().expect("not poisoned").retain(|file| file.name != name);
        Ok(())
    }
}

fn kept(name: &str, on: &str, needed: bool) -> KeptFile {
    KeptFile { name: name.to_owned(), day: day(on), needed }
}

#[tokio::test]
async fn what_is_due_goes_what_is_needed_stays_and_each_kind_is_written_down() {
    for place in Place::each() {
        let desk = place.create().await;
        let ben = place.person(&desk, "ben@example.org", Some(grant(Role::Board, Scope::System))).await;
        let cookie = place.sign_in(&desk, &ben).await;
        desk.sign_out(&crate::place::visitor(&desk, &cookie).await).await.expect("is out");
        let shelf = Shelf {
            snapshots: Mutex::new(vec![
                kept("old", "2020-01-01", false),
                kept("old but needed", "2020-01-01", true),
                kept("new", "2026-09-01", false),
            ]),
            releases: Mutex::new(vec![kept("ancient", "1990-01-01", false), kept("kept", "2020-01-01", false)]),
            stuck: None,
        };
        place.later(SignedDuration::from_hours(24 * 60));
        let request = request();
        let by = console(&request);
        let dry = desk.apply_retention(by, &shelf, true).await.expect("counts");
        assert_eq!(Shelf::names(&shelf.snapshots).len(), 3, "a dry run removes nothing");
        let done = desk.apply_retention(by, &shelf, false).await.expect("removes");
        assert_eq!(dry, done, "{}", place.engine);
        assert_eq!(Shelf::names(&shelf.snapshots), ["old but needed", "new"]);
        assert_eq!(Shelf::names(&shelf.releases), ["kept"]);
        let of = |kind| done.iter().find(|one| one.kind == kind).map(|one| one.removed);
        assert_eq!(of(RetentionKind::Snapshots), Some(1));
        assert_eq!(of(RetentionKind::Sessions), Some(1), "{done:?}");
        assert!(entries_of(&desk, "retention-applied").await.0 >= 3);
        let views = desk.retention(by, &shelf).await.expect("answers");
        assert!(views.iter().all(|view| view.due == 0), "{views:?}");
        assert!(views.iter().all(|view| !view.source.is_empty()));
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_removed_is_an_error_and_what_went_before_is_written_down() {
    let place = Place::sqlite();
    let desk = place.create().await;
    let shelf = Shelf {
        snapshots: Mutex::new(vec![kept("first", "2020-01-01", false), kept("second", "2020-01-01", false)]),
        releases: Mutex::default(),
        stuck: Some("second"),
    };
    let request = request();
    let before = entries_of(&desk, "retention-applied").await.0;
    let error = desk.apply_retention(console(&request), &shelf, false).await;
    assert!(matches!(error, Err(DeskError::File { .. })), "{error:?}");
    assert_eq!(Shelf::names(&shelf.snapshots), ["second"]);
    assert!(entries_of(&desk, "retention-applied").await.0 > before);
}
