//! Records of the plan: who may edit what, one transaction with its audit entry, conflicts, undo, import, and the file that the
//! public process reads.

use crate::place::{Place, entries_of, grant, request};
use commonweal_admin::{By, Desk, DeskError, NewGrant, OrganisationRow, Visitor};
use commonweal_operations::plan::{
    CHANGES_FILE, CommitmentRecord, FRAMEWORKS, FrameworkFile, InitiativeRecord, LinkTexts, Links, PartRecord,
    PlanChanges, PlanKind, PlanRecord, PlanRows, PlanTexts, Plans, Rag, Rating, Report, Stage,
};
use commonweal_operations::{Purpose, Role, Scope};
use jiff::SignedDuration;
use std::collections::BTreeSet;
use std::sync::LazyLock;

macro_rules! text {
    ($file:literal) => {
        include_str!(concat!("../../../../", $file))
    };
}

struct Book {
    plans: Plans,
    links: Links,
    indicators: BTreeSet<String>,
}

static BOOK: LazyLock<Book> = LazyLock::new(|| {
    let (plans, _) = Plans::read(&PlanTexts {
        framework: text!("reference/plan/framework.csv"),
        commitments: text!("reference/plan/commitments.csv"),
        initiatives: text!("reference/plan/initiatives.csv"),
        neighbourhoods: text!("reference/plan/neighbourhoods.csv"),
        organisations: text!("reference/plan/organisations.csv"),
        cohorts: text!("reference/plan/cohorts.csv"),
        better_care: text!("reference/plan/bcf.csv"),
    });
    let (links, _) = Links::read(&LinkTexts {
        serves: text!("definitions/framework/serves.csv"),
        outcomes: text!("definitions/framework/outcomes.csv"),
        returns: text!("definitions/framework/returns.csv"),
        links: text!("definitions/framework/links.csv"),
        contradictions: text!("definitions/framework/contradictions.csv"),
    });
    let served = links.serves.iter().map(|serves| serves.indicator.clone());
    let shown = links.links.iter().filter(|link| link.kind.is_some_and(|kind| kind.as_str() == "outcome-indicator"));
    let moved = links.links.iter().filter(|link| link.kind.is_some_and(|kind| kind.as_str() == "indicator-initiative"));
    let shown = shown.map(|link| link.to.clone());
    let indicators = served.chain(shown).chain(moved.map(|link| link.from.clone())).collect();
    Book { plans, links, indicators }
});

fn rows() -> PlanRows<'static> {
    PlanRows { plans: &BOOK.plans, links: &BOOK.links, indicators: &BOOK.indicators }
}

fn of(role: Role, scope: Scope, organisation: Option<&str>) -> NewGrant {
    NewGrant { organisation: organisation.map(str::to_owned), ..grant(role, scope) }
}

async fn made(place: &Place) -> Desk {
    let desk = place.create().await;
    let request = request();
    let row = |id: &str| OrganisationRow {
        id: id.to_owned(),
        name: format!("The {id}"),
        kind: "icb".to_owned(),
        parent: None,
        oversees: String::new(),
    };
    let by = By::CommandLine { login: "root", request: &request };
    desk.seed_organisations(by, &[row("icb"), row("trust")]).await.expect("are added");
    desk
}

async fn lead(place: &Place, desk: &Desk, name: &str, grant: NewGrant) -> Visitor {
    let role = grant.role;
    let person = place.person(desk, &format!("{name}@example.org"), Some(grant)).await;
    place.at_work(desk, &person, role, Purpose::Planning).await
}

fn initiative(id: &str) -> InitiativeRecord {
    match PlanRecord::of_files(PlanKind::Initiative, id, rows()) {
        Some(PlanRecord::Initiative(record)) => *record,
        other => panic!("{id}: {other:?}"),
    }
}

fn begun(record: &InitiativeRecord) -> PlanRecord {
    PlanRecord::Initiative(Box::new(record.clone()))
}

fn file_of(place: &Place) -> PlanChanges {
    let text = std::fs::read_to_string(place.dir().join(CHANGES_FILE)).expect("the file is there");
    PlanChanges::from_json(&text).expect("the file reads")
}

#[tokio::test]
async fn an_initiative_is_owned_agreed_rated_and_taken_back_and_every_step_is_kept() {
    for place in Place::each() {
        let desk = made(&place).await;
        let ann = lead(&place, &desk, "ann", of(Role::Partner, Scope::System, Some("trust"))).await;
        let by = By::Visitor(&ann);
        let mut record = initiative("MID-05");
        let seen = desk.plan_record(by, rows(), PlanKind::Initiative, "MID-05").await.expect("is seen");
        assert_eq!((seen.version, seen.may_edit, seen.record), (0, true, begun(&record)));
        record.organisation_id = "trust".to_owned();
        record.from = Some("2026-04-01".parse().expect("a day"));
        record.stage = Stage::Agreed;
        let saved = desk.save_plan(by, rows(), &begun(&record), 0, "").await.expect("is saved");
        assert_eq!((saved.version, saved.file_problem), (1, None), "{}", place.engine);
        assert_eq!(file_of(&place).initiative("MID-05").expect("there").value, record);
        let mut ahead = record.clone();
        ahead.stage = Stage::Completed;
        let skipped = desk.save_plan(by, rows(), &begun(&ahead), 1, "").await;
        assert!(
            matches!(&skipped, Err(DeskError::Refused(words)) if words.contains("choose delivering")),
            "{skipped:?}"
        );
        record.rating = Some(Rating {
            rag: Rag::Red,
            reason: "no clinic yet".to_owned(),
            on: "2026-09-30".parse().expect("a day"),
        });
        place.later(SignedDuration::from_mins(1));
        desk.save_plan(by, rows(), &begun(&record), 1, "monthly review").await.expect("is saved");
        let history = desk.plan_history(by, rows(), PlanKind::Initiative, "mid-05").await.expect("answers");
        let columns: Vec<Vec<&str>> =
            history.iter().map(|step| step.changes.iter().map(|change| change.column.as_str()).collect()).collect();
        assert_eq!(columns, [vec!["rag", "rag_on", "rag_reason"], vec!["from_on", "organisation_id", "stage"]]);
        assert_eq!(history[0].by.as_deref(), Some("Made Up"));
        let undone = desk.undo_plan(by, rows(), (PlanKind::Initiative, "MID-05"), 1, 2).await.expect("is undone");
        assert_eq!(undone.version, 3);
        assert_eq!(file_of(&place).initiative("mid-05").expect("there").value.rating, None);
        let undone = desk.undo_plan(by, rows(), (PlanKind::Initiative, "MID-05"), 0, 3).await.expect("is undone");
        assert_eq!(undone.version, 4);
        assert_eq!(file_of(&place).initiative("mid-05").expect("there").value, initiative("MID-05"));
        assert!(matches!(
            desk.undo_plan(by, rows(), (PlanKind::Initiative, "MID-05"), 9, 4).await,
            Err(DeskError::Refused(_))
        ));
        assert_eq!(entries_of(&desk, "plan-recorded").await, (1, 0));
        assert_eq!(entries_of(&desk, "plan-changed").await, (1, 0));
        assert_eq!(entries_of(&desk, "plan-undone").await, (2, 0));
    }
}

#[tokio::test]
async fn two_people_who_begin_from_the_row_do_not_overwrite_each_other() {
    for place in Place::each() {
        let desk = made(&place).await;
        let ann = lead(&place, &desk, "ann", of(Role::Board, Scope::System, None)).await;
        let ben = lead(&place, &desk, "ben", of(Role::Board, Scope::System, None)).await;
        let part = |note: &str, organisation: &str| {
            let part = PartRecord::of_files("OUT-01.1", rows()).expect("a row");
            let (note, organisation_id) = (note.to_owned(), organisation.to_owned());
            PlanRecord::Part(Box::new(PartRecord { note, organisation_id, ..part }))
        };
        desk.save_plan(By::Visitor(&ann), rows(), &part("by ann", "icb"), 0, "").await.expect("is saved");
        let late = desk.save_plan(By::Visitor(&ben), rows(), &part("by ben", ""), 0, "").await;
        let Err(DeskError::Conflict(conflict)) = late else { panic!("{}: {late:?}", place.engine) };
        assert_eq!((conflict.base, conflict.current, conflict.by.as_deref()), (0, 1, Some("Made Up")));
        let fields: Vec<&str> = conflict.fields.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["note", "organisation_id"], "what only one side changed is told apart");
        assert_eq!(conflict.merged["organisation_id"], "icb", "it is kept");
    }
}

#[tokio::test]
async fn whoever_may_not_edit_gets_what_a_stranger_gets() {
    let place = Place::sqlite();
    let desk = made(&place).await;
    let ann = lead(&place, &desk, "ann", of(Role::Partner, Scope::System, Some("trust"))).await;
    let mut record = initiative("MID-05");
    record.organisation_id = "trust".to_owned();
    desk.save_plan(By::Visitor(&ann), rows(), &begun(&record), 0, "").await.expect("is saved");
    record.note = "changed".to_owned();
    let other = lead(&place, &desk, "other", of(Role::VoluntarySector, Scope::System, Some("icb"))).await;
    let city = lead(&place, &desk, "city", of(Role::Partner, Scope::Place("QT1-CITY".to_owned()), Some("trust"))).await;
    for visitor in [&other, &city] {
        let seen = desk.plan_record(By::Visitor(visitor), rows(), PlanKind::Initiative, "MID-05").await;
        assert!(!seen.expect("the plan is public").may_edit);
        let refused = desk.save_plan(By::Visitor(visitor), rows(), &begun(&record), 1, "").await;
        assert!(matches!(refused, Err(DeskError::NotFound("record of the plan"))), "{refused:?}");
        let undone = desk.undo_plan(By::Visitor(visitor), rows(), (PlanKind::Initiative, "MID-05"), 0, 1).await;
        assert!(matches!(undone, Err(DeskError::NotFound("record of the plan"))), "{undone:?}");
        let unknown = desk.plan_record(By::Visitor(visitor), rows(), PlanKind::Initiative, "MID-99").await;
        assert!(matches!(unknown, Err(DeskError::NotFound("record of the plan"))));
    }
    // In one's own place, and of one's own organisation or nobody's.
    let mut own = initiative("CITY-01");
    own.note = "ours".to_owned();
    desk.save_plan(By::Visitor(&city), rows(), &begun(&own), 0, "").await.expect("is theirs");
    own.places = vec!["Bassetlaw".to_owned()];
    let moved = desk.save_plan(By::Visitor(&city), rows(), &begun(&own), 1, "").await;
    assert!(matches!(&moved, Err(DeskError::Form(fields)) if fields[0].0 == "places"), "{moved:?}");
    let board = lead(&place, &desk, "board", of(Role::Board, Scope::System, None)).await;
    desk.save_plan(By::Visitor(&board), rows(), &begun(&record), 1, "").await.expect("a board may");
    for (role, purpose) in [(Role::Administrator, Purpose::Operation), (Role::IgLead, Purpose::Approvals)] {
        let person = place.person(&desk, &format!("{role}@example.org"), Some(grant(role, Scope::System))).await;
        let visitor = place.at_work(&desk, &person, role, purpose).await;
        let refused = desk.save_plan(By::Visitor(&visitor), rows(), &begun(&record), 2, "").await;
        assert!(matches!(refused, Err(DeskError::Forbidden)), "{role}: {refused:?}");
    }
    let (_, denied) = entries_of(&desk, "page-denied").await;
    assert_eq!(denied, 6);
}

#[tokio::test]
async fn wrong_fields_are_told_by_name_and_nothing_is_written() {
    let place = Place::sqlite();
    let desk = made(&place).await;
    let board = lead(&place, &desk, "board", of(Role::Board, Scope::System, None)).await;
    let by = By::Visitor(&board);
    let fields = async |record: &PlanRecord| match desk.save_plan(by, rows(), record, 0, "").await {
        Err(DeskError::Form(fields)) => fields.into_iter().map(|(field, _)| field).collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    let commitment = CommitmentRecord::of_files("S-SATOD", rows()).expect("a row");
    let reported = CommitmentRecord { report: Some(Report::NotDone { expected: None }), ..commitment.clone() };
    assert_eq!(fields(&PlanRecord::Commitment(Box::new(reported))).await, ["organisation_id"]);
    let nobody = CommitmentRecord { organisation_id: "nobody".to_owned(), ..commitment };
    assert_eq!(fields(&PlanRecord::Commitment(Box::new(nobody))).await, ["organisation_id"]);
    let renamed = InitiativeRecord { title: "Better name".to_owned(), ..initiative("MID-05") };
    assert_eq!(fields(&begun(&renamed)).await, ["title"]);
    let twin = InitiativeRecord::begun("mid-05", "A twin");
    assert!(matches!(desk.save_plan(by, rows(), &begun(&twin), 0, "").await, Err(DeskError::Form(_))));
    let lost = PlanRecord::Part(Box::new(PartRecord {
        id: "AMB-77".to_owned(),
        ..PartRecord::of_files("AMB-01", rows()).expect("a row")
    }));
    assert!(matches!(desk.save_plan(by, rows(), &lost, 0, "").await, Err(DeskError::NotFound(_))));
    assert!(desk.plan_changes().await.expect("answers").is_empty());
    let fresh =
        InitiativeRecord { serves: vec!["AMB-09".to_owned()], ..InitiativeRecord::begun("warm-rooms", "Warm rooms") };
    desk.save_plan(by, rows(), &begun(&fresh), 0, "").await.expect("a new one");
    let again = desk.save_plan(by, rows(), &begun(&fresh), 0, "").await;
    assert!(matches!(&again, Err(DeskError::Form(fields)) if fields[0].0 == "id"), "{again:?}");
}

#[tokio::test]
async fn an_exported_framework_changes_nothing_and_an_edited_one_is_kept_in_versions() {
    for place in Place::each() {
        let desk = made(&place).await;
        let request = request();
        let by = By::CommandLine { login: "root", request: &request };
        let outcomes = &FRAMEWORKS[0];
        for framework in FRAMEWORKS {
            let file = FrameworkFile::of(framework, &BOOK.plans, &BOOK.links);
            let read = FrameworkFile::from_toml(&file.to_toml()).expect("reads");
            let done = desk.import_framework(by, rows(), &read).await.expect("is imported");
            assert!(done.added.is_empty() && done.changed.is_empty(), "{}: {done:?}", framework.id);
        }
        assert_eq!(entries_of(&desk, "framework-imported").await, (0, 0));
        let mut file = FrameworkFile::of(outcomes, &BOOK.plans, &BOOK.links);
        let mut new = file.parts.iter().find(|part| part.id == "OUT-09.2").expect("there").clone();
        (new.id, new.title) = ("OUT-09.8".to_owned(), "People meet in shared buildings".to_owned());
        new.measures = vec!["RET-TURNOVER".to_owned()];
        file.parts.push(new);
        let nine = file.parts.iter_mut().find(|part| part.id == "AMB-09").expect("there");
        let before = nine.initiatives.clone();
        nine.initiatives.retain(|id| *id != before[0]);
        nine.initiatives.push("MID-05".to_owned());
        nine.note = Some("agreed by the board".to_owned());
        let done = desk.import_framework(by, rows(), &file).await.expect("is imported");
        assert_eq!(done.added, ["OUT-09.8"], "{}", place.engine);
        let mut expected = vec!["AMB-09".to_owned(), before[0].to_lowercase(), "mid-05".to_owned()];
        expected[1..].sort();
        assert_eq!(done.changed, expected);
        let kept = file_of(&place);
        assert_eq!((kept.parts.len(), kept.initiatives.len()), (2, 2));
        let again = FrameworkFile::with_changes(outcomes, &BOOK.plans, &BOOK.links, &kept);
        let done = desk.import_framework(by, rows(), &again).await.expect("is imported");
        assert!(done.added.is_empty() && done.changed.is_empty(), "{done:?}");
        assert_eq!(entries_of(&desk, "framework-imported").await, (1, 0));
        let mut wrong = file.clone();
        wrong.parts[0].title = "Something else".to_owned();
        wrong.parts.last_mut().expect("there").measures = vec!["no_such".to_owned()];
        let Err(DeskError::Form(fields)) = desk.import_framework(by, rows(), &wrong).await else { panic!("was taken") };
        assert_eq!(fields.iter().map(|(field, _)| *field).collect::<Vec<_>>(), ["title", "measures"]);
        let partner = lead(&place, &desk, "partner", of(Role::Partner, Scope::System, Some("icb"))).await;
        assert!(matches!(desk.import_framework(By::Visitor(&partner), rows(), &file).await, Err(DeskError::Forbidden)));
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_written_is_said_and_the_edit_is_kept() {
    let place = Place::sqlite();
    let desk = made(&place).await;
    let board = lead(&place, &desk, "board", of(Role::Board, Scope::System, None)).await;
    std::fs::create_dir_all(place.dir().join("results")).expect("a folder");
    std::fs::write(place.dir().join("results/plan"), "in the way").expect("a file");
    let mut record = initiative("MID-05");
    record.note = "kept".to_owned();
    let saved = desk.save_plan(By::Visitor(&board), rows(), &begun(&record), 0, "").await.expect("is saved");
    assert!(saved.file_problem.is_some_and(|words| words.contains("cannot write")));
    std::fs::remove_file(place.dir().join("results/plan")).expect("gone");
    desk.write_plan_changes().await.expect("is written");
    assert_eq!(file_of(&place).initiatives.len(), 1);
}
